"""How a limit (时限) is counted, and the proof of it day by day.

Rule 1: the day on which a period begins is not counted; hours begin at once (民法典 201).
Rule 2: months end on the same date, or on the last day of the month (202).
Rule 3: a last day that is a day off moves to the first day after it (203; 顺延).
"""

from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum, unique

from dispatch.worktime.calendar import (
    DayKind,
    Hours,
    WorkCalendar,
    days_after,
    end_of,
    in_shanghai,
    next_opening,
)

_DAY = timedelta(days=1)
#: Longer than any limit a text has; a slip in a profile must not count for a century.
_LONGEST = 400


@unique
class Unit(StrEnum):
    """What a limit is counted in (C-4); the value is what a profile writes."""

    HOURS = "h"
    WORKING_DAYS = "wd"
    CALENDAR_DAYS = "cd"
    MONTHS = "month"
    SAME_DAY = "same_day"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """How long something may take: 3 wd, 24 h, 1 month; *n* is 1 for the same day (当天)."""

    n: int = 1
    unit: Unit

    def __post_init__(self) -> None:
        if not 1 <= self.n <= _LONGEST or (self.unit is Unit.SAME_DAY and self.n != 1):
            raise ValueError(f"no such limit: {self.n} {self.unit}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofDay:
    """One day of a proof."""

    on: date
    counted: bool
    why: DayKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """When a limit is over, and the days from its first to its last in order.

    Attributes:
        due_at: the moment, in UTC.
        due_on: the last day in Shanghai; with 24:00 it is the day before `due_at`.
        provisional: that year is not announced yet (暂定, G-28); hours never depend on it.
        deemed_at: when it counts as received, if that is not when it came (G-8).
    """

    due_at: datetime
    due_on: date
    steps: tuple[ProofDay, ...]
    provisional: bool
    deemed_at: datetime | None = None


def count(limit: Limit, start_at: datetime, calendar: WorkCalendar, hours: Hours | None) -> Counted:
    """Return when *limit* is over if it begins at *start_at*, with the proof.

    Raises:
        NaiveTime: *start_at* has no time zone.
        OverflowError: the calendar ends before the limit does.
    """
    if limit.unit is Unit.HOURS:
        return _hours(limit.n, start_at, calendar)
    start = in_shanghai(start_at)
    if limit.unit is Unit.SAME_DAY:
        received_at = next_opening(start, calendar, hours)
        steps = _same_day(received_at, start.date(), calendar)
        deemed_at = received_at if received_at != start else None
        return replace(_closing(steps, calendar, hours), deemed_at=deemed_at)
    first = ProofDay(on=start.date(), counted=False, why=DayKind.START)
    steps = (first, *_STEPS[limit.unit](limit.n, start.date(), calendar))
    return _closing(steps, calendar, hours)


def go_on(first: Counted, limit: Limit, calendar: WorkCalendar, hours: Hours | None) -> Counted:
    """Return *first* with *limit* on top, as one proof: the last day of *first* begins the second.

    Without hours a day ends at the next one's 00:00, which must not begin the second a day late.
    """
    if limit.unit is Unit.HOURS:
        return count(limit, first.due_at, calendar, hours)
    then = count(limit, _last_minute(first), calendar, hours)
    return replace(then, steps=(*first.steps, *(s for s in then.steps if s.on > first.due_on)))


def _last_minute(counted: Counted) -> datetime:
    """Return the end of the last day if it lies within that day, else a minute before."""
    is_midnight = in_shanghai(counted.due_at).date() > counted.due_on
    return counted.due_at - timedelta(minutes=is_midnight)


def until(day: date, start_at: datetime, calendar: WorkCalendar, hours: Hours | None) -> Counted:
    """Return the end of *day*, a date somebody promised (承诺时限): it is taken as it was given.

    No notice moves it, so it is never provisional (N2).
    """
    start_on = in_shanghai(start_at).date()
    first = ProofDay(on=start_on, counted=False, why=DayKind.START)
    steps = (first, *_working(days_after(start_on, day), calendar))
    return Counted(due_at=end_of(day, hours), due_on=day, steps=steps, provisional=False)


def _hours(n: int, start_at: datetime, calendar: WorkCalendar) -> Counted:
    """Count hours: they begin at once and run through nights and holidays; one step."""
    in_shanghai(start_at)
    due_at = start_at.astimezone(UTC) + timedelta(hours=n)
    due_on = in_shanghai(due_at).date()
    step = ProofDay(on=due_on, counted=True, why=calendar.kind(due_on))
    return Counted(due_at=due_at, due_on=due_on, steps=(step,), provisional=False)


def _closing(steps: tuple[ProofDay, ...], calendar: WorkCalendar, hours: Hours | None) -> Counted:
    last = steps[-1].on
    return Counted(
        due_at=end_of(last, hours),
        due_on=last,
        steps=steps,
        provisional=last.year not in calendar.announced,
    )


def _working(days: Iterator[date], calendar: WorkCalendar) -> Iterator[ProofDay]:
    for day in days:
        yield ProofDay(on=day, counted=calendar.is_working(day), why=calendar.kind(day))


def _working_days(n: int, start_on: date, calendar: WorkCalendar) -> Iterator[ProofDay]:
    return _working(days_after(start_on, calendar.add_working_days(start_on, n)), calendar)


def _calendar_days(n: int, start_on: date, calendar: WorkCalendar) -> Iterator[ProofDay]:
    return _through(start_on, start_on + timedelta(days=n), calendar)


def _months(n: int, start_on: date, calendar: WorkCalendar) -> Iterator[ProofDay]:
    year, month = divmod(start_on.year * 12 + start_on.month - 1 + n, 12)
    last = min(start_on.day, monthrange(year, month + 1)[1])
    return _through(start_on, date(year, month + 1, last), calendar)


def _through(start_on: date, last: date, calendar: WorkCalendar) -> Iterator[ProofDay]:
    """Yield every day as counted up to *last*, and those by which it rolls forward (顺延)."""
    for day in days_after(start_on, last):
        yield ProofDay(on=day, counted=True, why=calendar.kind(day))
    if not calendar.is_working(last):
        for day in days_after(last, calendar.next_working_day(last)):
            yield ProofDay(on=day, counted=False, why=DayKind.ROLLED)


def _same_day(
    received_at: datetime, start_on: date, calendar: WorkCalendar
) -> tuple[ProofDay, ...]:
    """Return the one day, and the days before it on which nothing could be received (G-8)."""
    day = in_shanghai(received_at).date()
    last = ProofDay(on=day, counted=True, why=calendar.kind(day))
    if day == start_on:
        return (last,)
    waited = _working(days_after(start_on, day - _DAY), calendar)
    return (ProofDay(on=start_on, counted=False, why=DayKind.START), *waited, last)


_STEPS: dict[Unit, Callable[[int, date, WorkCalendar], Iterator[ProofDay]]] = {
    Unit.WORKING_DAYS: _working_days,
    Unit.CALENDAR_DAYS: _calendar_days,
    Unit.MONTHS: _months,
}
