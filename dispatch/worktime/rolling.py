"""How often something happened within a rolling span of months, to the corresponding date.

Rule 1: the day of the first event is not counted (民法典 201); the span ends on the same date, or on
the last day of a month that lacks it (202, G-19). The end day belongs to it.
Rule 2: days are days in Shanghai.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from dispatch.worktime.calendar import in_shanghai


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One ticket that counts, and when it came in."""

    no: str
    at: datetime

    @property
    def on(self) -> date:
        """Return its day in Shanghai."""
        return in_shanghai(self.at).date()


def together(event: Event, others: Iterable[Event], months: int) -> tuple[Event, ...]:
    """Return the most events, *event* among them, that lie within *months*; earliest first.

    Of several such spans it is the latest. A ticket counts once.
    """
    known = {one.no: one for one in (*others, event)}
    line = sorted(known.values(), key=lambda one: (one.at, one.no))
    best: tuple[Event, ...] = ()
    for first in line:
        last_day = corresponding(first.on, months)
        span = tuple(one for one in line if first.at <= one.at and one.on <= last_day)
        if event in span and len(span) >= len(best):
            best = span
    return best


def corresponding(day: date, months: int) -> date:
    """Return the date that corresponds to *day*, *months* later (民法典 202)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
