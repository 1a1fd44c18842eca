"""Days as staff mean them: read in `intake.grammar.day_words`, placed in the calendar here, on some today.

Rule: what is said without its year is a day still to come this year; one that is over is asked back,
never taken for next year's.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta


class NoDay(Exception):
    """The words name no day that can be meant.

    Attributes:
        words: the day as it is read back.
        is_over: it is over, or may be; False where the calendar has no such day.
        next_on: the one a week, a month or a year later, if there is one.
    """

    def __init__(self, words: str, *, is_over: bool, next_on: date | None = None) -> None:
        super().__init__(words)
        self.words = words
        self.is_over = is_over
        self.next_on = next_on


#: what is asked back of a day without its year
_IS_OVER = "“{words}”已经过了，或说不准是哪一天，没有执行。请写全年月日{example}。"
_THERE_IS_NONE = "没有“{words}”这一天，没有执行。请写全年月日{example}。"


def no_such_day(none: NoDay) -> str:
    """Return what is asked back of a day that is over, or that there is not."""
    example = f"，例如 {none.next_on.isoformat()}" if none.next_on else ""
    said = _IS_OVER if none.is_over else _THERE_IS_NONE
    return said.format(words=none.words, example=example)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day written without its year, or even its month (None)."""

    month: int | None = None
    day: int

    def on(self, today: date) -> date:
        """Return that day of this year, or of this month.

        Raises:
            NoDay: there is none, or it is over.
        """
        words = f"{self.month}月{self.day}日" if self.month else f"{self.day}号"
        found = _placed(words, today.year, self.month or today.month, self.day)
        if found >= today:
            return found
        year, month = _month_ahead(found, 12 if self.month else 1)
        try:
            later = date(year, month, self.day)
        except ValueError:
            later = None
        raise NoDay(words, is_over=True, next_on=later)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """A day of a period counted from today's: 明天, 下周三, 下月5号, 月底, 明年1月5日.

    Attributes:
        unit: day, week, month or year.
        n: how many of it ahead; None where the weekday alone was said (周三).
        at: which day of the period, by `_AT`; 0 is the last of a month.
        words: as it was said.
    """

    unit: str
    n: int | None
    at: tuple[int, ...] = ()
    words: str = field(default="", compare=False)

    def on(self, today: date) -> date:
        """Return that day.

        Raises:
            NoDay: there is none, or it is over; a weekday alone is never today's.
        """
        found = _AT[self.unit](self.words, today, self.n or 0, self.at)
        if found < today or (self.n is None and found == today):
            later = found + timedelta(days=7) if self.unit == "week" else None
            raise NoDay(self.words, is_over=True, next_on=later)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Within:
    """So long from now: working days, days of the calendar (自然日), months, or hours."""

    days: int = 0
    working: bool = False
    months: int = 0
    hours: int = 0


Said = date | Day | Ahead | Within


def _placed(words: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise NoDay(words, is_over=False) from None


def _month_ahead(today: date, n: int) -> tuple[int, int]:
    months = today.year * 12 + today.month - 1 + n
    return months // 12, months % 12 + 1


def _last_of(year: int, month: int) -> date:
    year, month = _month_ahead(date(year, month, 1), 1)
    return date(year, month, 1) - timedelta(days=1)


def _of_day(words: str, today: date, n: int, at: tuple[int, ...]) -> date:
    return today + timedelta(days=n)


def _of_week(words: str, today: date, n: int, at: tuple[int, ...]) -> date:
    return today - timedelta(days=today.weekday()) + timedelta(weeks=n, days=at[0])


def _of_month(words: str, today: date, n: int, at: tuple[int, ...]) -> date:
    year, month = _month_ahead(today, n)
    return _placed(words, year, month, at[0]) if at[0] else _last_of(year, month)


def _of_year(words: str, today: date, n: int, at: tuple[int, ...]) -> date:
    month, day = at
    year = today.year + n
    is_whole = day > 0 or not 1 <= month <= 12
    return _placed(words, year, month, day) if is_whole else _last_of(year, month)


#: what *at* means in each unit
_AT: Mapping[str, Callable[[str, date, int, tuple[int, ...]], date]] = {
    "day": _of_day,
    "week": _of_week,
    "month": _of_month,
    "year": _of_year,
}


def months_after(today: date, n: int) -> date:
    """Return the same day *n* months on, the last of a month that has none."""
    year, month = _month_ahead(today, n)
    return min(date(year, month, 1) + timedelta(days=today.day - 1), _last_of(year, month))
