"""Working time: which days are worked in China (调休 included), when they open and when they end.

Rule 1: days are days in Shanghai; moments come in aware and go out in UTC.
Rule 2: a day ends at close of business where hours are set, else at 24:00 (民法典 203, G-6).
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum, unique
from zoneinfo import ZoneInfo

from dispatch.errors import DeskError

SHANGHAI = ZoneInfo("Asia/Shanghai")
_DAY = timedelta(days=1)


class NaiveTime(DeskError):
    """A moment came without its time zone; pass an aware datetime."""


@unique
class DayKind(StrEnum):
    """Why a day counts or does not; the value is what a person reads in the proof (N1)."""

    START = "收单日不计"
    WORKING = "工作日"
    MAKE_UP = "调休"
    WEEKEND = "周末"
    HOLIDAY = "节假日"
    ROLLED = "顺延"


#: the kinds of day on which people work
WORKED = frozenset({DayKind.WORKING, DayKind.MAKE_UP})


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """When the centre is open on a working day, in Shanghai time; *lunch* is its begin and end."""

    opens: time
    closes: time
    lunch: tuple[time, time] | None = None

    def __post_init__(self) -> None:
        inner = self.lunch or (self.opens, self.closes)
        if not self.opens <= inner[0] < inner[1] <= self.closes:
            raise ValueError("hours must run from opens through lunch to closes")


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkCalendar:
    """Which days are worked.

    Attributes:
        holidays: days off by notice or override; Saturdays and Sundays need not be among them.
        make_up_days: days worked although they would be off (调休).
        announced: the years whose notice is known.
        version: hash of all three; a ticket keeps it.
    """

    holidays: frozenset[date]
    make_up_days: frozenset[date]
    announced: frozenset[int]
    version: str = field(init=False)

    def __post_init__(self) -> None:
        if both := self.holidays & self.make_up_days:
            raise ValueError(f"both off and worked: {', '.join(map(str, sorted(both)))}")
        parts = (self.holidays, self.make_up_days, self.announced)
        content = "|".join(",".join(sorted(map(str, part))) for part in parts)
        object.__setattr__(self, "version", hashlib.sha256(content.encode()).hexdigest()[:16])

    def kind(self, day: date) -> DayKind:
        if day in self.make_up_days:
            return DayKind.MAKE_UP
        if day in self.holidays:
            return DayKind.HOLIDAY
        return DayKind.WEEKEND if day.weekday() >= 5 else DayKind.WORKING

    def is_working(self, day: date) -> bool:
        return self.kind(day) in WORKED

    def next_working_day(self, day: date) -> date:
        day += _DAY
        while not self.is_working(day):
            day += _DAY
        return day

    def previous_working_day(self, day: date) -> date:
        day -= _DAY
        while not self.is_working(day):
            day -= _DAY
        return day

    def add_working_days(self, day: date, n: int) -> date:
        """Return the *n*th working day after *day*, which itself is not counted; *n* ≥ 0."""
        for _ in range(n):
            day = self.next_working_day(day)
        return day

    def working_days_between(self, first: date, last: date) -> int:
        """Return how many working days follow *first* up to and with *last*; 0 if none do."""
        return sum(self.is_working(day) for day in days_after(first, last))


def days_after(first: date, last: date) -> Iterator[date]:
    """Yield the days after *first* up to and with *last*."""
    while first < last:
        first += _DAY
        yield first


def in_shanghai(moment: datetime) -> datetime:
    """Return *moment* as the clocks in the county show it.

    Raises:
        NaiveTime: *moment* has no time zone.
    """
    if moment.utcoffset() is None:
        raise NaiveTime
    return moment.astimezone(SHANGHAI)


def moment_of(day: date, at: time) -> datetime:
    """Return the moment, in UTC, at which Shanghai's clocks show *at* on *day*."""
    return datetime.combine(day, at, SHANGHAI).astimezone(UTC)


def end_of(day: date, hours: Hours | None) -> datetime:
    """Return close of business on *day*, or its 24:00 where no hours are set (民法典 203, G-6)."""
    return moment_of(day, hours.closes) if hours else moment_of(day + _DAY, time(0))


def opening_of(day: date, hours: Hours | None) -> datetime:
    """Return when *day* opens; its 00:00 where no hours are set."""
    return moment_of(day, hours.opens if hours else time(0))


def next_opening(moment: datetime, calendar: WorkCalendar, hours: Hours | None) -> datetime:
    """Return when something that came at *moment* is deemed received (G-8).

    That is *moment* itself within the day's hours, else the next opening; lunch closes nothing.
    """
    day = in_shanghai(moment).date()
    if calendar.is_working(day) and moment < end_of(day, hours):
        return max(moment.astimezone(UTC), opening_of(day, hours))
    return opening_of(calendar.next_working_day(day), hours)


def part_way(
    share: float, span: tuple[datetime, datetime], calendar: WorkCalendar, hours: Hours | None
) -> datetime:
    """Return the moment at which *share* of the working time in *span* has passed.

    Without hours, or where the span holds no working time, the clock's time is shared.
    """
    pieces = list(_open_pieces(span, calendar, hours)) if hours else []
    left = sum((end - begin for begin, end in pieces or [span]), timedelta()) * share
    for begin, end in pieces or [span]:
        if left <= end - begin:
            return begin + left
        left -= end - begin
    return span[1]


def _open_pieces(
    span: tuple[datetime, datetime], calendar: WorkCalendar, hours: Hours
) -> Iterator[tuple[datetime, datetime]]:
    first, last = (in_shanghai(moment).date() for moment in span)
    pauses = hours.lunch or (hours.closes, hours.closes)
    for day in filter(calendar.is_working, days_after(first - _DAY, last)):
        for opens, closes in ((hours.opens, pauses[0]), (pauses[1], hours.closes)):
            begin, end = max(span[0], moment_of(day, opens)), min(span[1], moment_of(day, closes))
            if begin < end:
                yield begin, end
