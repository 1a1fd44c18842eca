"""承诺兑现率 (N2): of the promises that came due, how many each department kept.

Rule 1: a promise is kept by an answer on its day or before; what was changed (改诺) was not kept.
Rule 2: it counts for who gave it, when its day is over or it was answered; what still runs counts nowhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from dispatch.ticket.ticket import Clock, Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseCount:
    """The promises of one department: how many came due, how many of them were kept, or changed."""

    due: int = 0
    kept: int = 0
    changed: int = 0

    @property
    def share(self) -> Fraction | None:
        return Fraction(self.kept, self.due) if self.due else None

    def with_one(self, clock: Clock) -> "PromiseCount":
        """Return it with one more promise that came due."""
        is_changed = clock.moved_at is not None
        is_kept = clock.stopped_at is not None and clock.stopped_at <= clock.due_at
        return PromiseCount(
            due=self.due + 1,
            kept=self.kept + (is_kept and not is_changed),
            changed=self.changed + is_changed,
        )


def count(tickets: Iterable[Ticket], since: datetime, now: datetime) -> dict[str, PromiseCount]:
    """Return for each department (its id) the promises that came due from *since* to *now*."""
    found: dict[str, PromiseCount] = {}
    for ticket in tickets:
        for clock in ticket.clocks:
            if clock.limit is None and since <= _settled_at(clock, now) <= now:
                whose = clock.department or (ticket.lead.department if ticket.lead else "")
                found[whose] = found.get(whose, PromiseCount()).with_one(clock)
    return found


def _settled_at(clock: Clock, now: datetime) -> datetime:
    """Return when it is known what became of a promise: its end, or earlier what ended it."""
    return min(clock.due_at, clock.stopped_at or clock.due_at)
