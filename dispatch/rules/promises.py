"""How far a promise may reach: no further than the limit that the text sets for the result (N2)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from dispatch.errors import RuleForbids, Why
from dispatch.profiles.values import Kind
from dispatch.ticket.ticket import Clock
from dispatch.worktime.calendar import Hours, end_of


def check_within(clocks: Sequence[Clock], promised_on: date, hours: Hours | None) -> None:
    """Raise where the result is due by the text before *promised_on* is over (PY-4.2.3, FW-6.3.4)."""
    first = min(_results(clocks), key=lambda clock: clock.due_at, default=None)
    if first is not None and first.due_at < end_of(promised_on, hours):
        raise RuleForbids(Why.BEYOND, first.clause, until=first.due_at.isoformat())


def within(clocks: Iterable[Clock], day: date, hours: Hours | None) -> date:
    """Return *day*, or the last one before it that *clocks* allow."""
    ends: list[datetime] = [clock.due_at for clock in _results(clocks)]
    while ends and end_of(day, hours) > min(ends):
        day -= timedelta(days=1)
    return day


def _results(clocks: Iterable[Clock]) -> list[Clock]:
    return [one for one in clocks if one.stage == Kind.RESULT and one.limit is not None]
