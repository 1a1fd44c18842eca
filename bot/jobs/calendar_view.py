"""The working calendar as `yousu calendar show` tells it: for people, and as JSON."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from bot.texts import calendar as texts
from bot.texts.deadline import WEEKDAYS
from dispatch.worktime.calendar import WorkCalendar

_DAY = timedelta(days=1)


def lines(calendar: WorkCalendar, years: Iterable[int]) -> Iterator[str]:
    """Yield which years are announced, then each of *years* with its days off and make-up days."""
    yield texts.ANNOUNCED.format(years=_ranges(calendar.announced))
    for year in years:
        mark = "" if year in calendar.announced else texts.NOT_ANNOUNCED
        made_up = "、".join(_spoken(day) for day in _of(calendar.make_up_days, year))
        yield texts.YEAR.format(year=year, mark=mark)
        yield texts.OFF.format(spans="、".join(_spans(calendar, year)) or texts.NO_DAYS)
        yield texts.MADE_UP.format(days=made_up or texts.NO_DAYS)


def as_json(calendar: WorkCalendar, years: Iterable[int]) -> dict[str, Any]:
    """Return the same as values; days off are those that a notice or the law names."""
    return {
        "version": calendar.version,
        "announced": sorted(calendar.announced),
        "years": {str(year): _year(calendar, year) for year in years},
    }


def _year(calendar: WorkCalendar, year: int) -> dict[str, Any]:
    return {
        "announced": year in calendar.announced,
        "holidays": [day.isoformat() for day in _of(calendar.holidays, year)],
        "make_up_days": [day.isoformat() for day in _of(calendar.make_up_days, year)],
    }


def _of(days: Iterable[date], year: int) -> list[date]:
    return sorted(day for day in days if day.year == year)


def _ranges(years: Iterable[int]) -> str:
    """Return `2010—2026、2028`."""
    runs: list[list[int]] = []
    for year in sorted(years):
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return "、".join(f"{run[0]}—{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)


def _spans(calendar: WorkCalendar, year: int) -> Iterator[str]:
    """Yield each run of days off that holds a holiday, with the weekend that joins it."""
    told = date(year, 1, 1) - _DAY
    for day in _of(calendar.holidays, year):
        if day > told:
            first = calendar.previous_working_day(day) + _DAY
            told = calendar.next_working_day(day) - _DAY
            yield _span(first, told)


def _span(first: date, last: date) -> str:
    if first == last:
        return _spoken(first)
    return texts.SPAN.format(first=_spoken(first), last=_spoken(last))


def _spoken(day: date) -> str:
    return texts.WEEKDAY.format(day=day.isoformat(), weekday=WEEKDAYS[day.weekday()])
