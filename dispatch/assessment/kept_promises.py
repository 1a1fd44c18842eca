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
class Promise:
    """One promise of a date.

    Attributes:
        department: whose it is.
        settled_at: when it is known what became of it: its end, or earlier what ended it.
    """

    department: str
    settled_at: datetime
    is_kept: bool
    is_changed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseCount:
    """The promises of one department: how many came due, how many of them were kept, or changed."""

    due: int = 0
    kept: int = 0
    changed: int = 0

    @property
    def share(self) -> Fraction | None:
        return Fraction(self.kept, self.due) if self.due else None

    def __add__(self, other: "PromiseCount") -> "PromiseCount":
        return PromiseCount(
            due=self.due + other.due,
            kept=self.kept + other.kept,
            changed=self.changed + other.changed,
        )


def promises_of(ticket: Ticket) -> tuple[Promise, ...]:
    """Return what departments promised on *ticket*; none where no department has it any more."""
    if ticket.lead is None:
        return ()
    lead = ticket.lead.department
    return tuple(
        _promise(one, one.department or lead) for one in ticket.clocks if one.limit is None
    )


def _promise(clock: Clock, department: str) -> Promise:
    is_changed = clock.moved_at is not None
    is_met = clock.stopped_at is not None and clock.stopped_at <= clock.due_at
    return Promise(
        department=department,
        settled_at=min(clock.due_at, clock.stopped_at or clock.due_at),
        is_kept=is_met and not is_changed,
        is_changed=is_changed,
    )


def count(promises: Iterable[Promise], since: datetime, now: datetime) -> dict[str, PromiseCount]:
    """Return for each department (its id) the promises that came due from *since* to *now*."""
    found: dict[str, PromiseCount] = {}
    for one in promises:
        if since <= one.settled_at <= now:
            counted = PromiseCount(due=1, kept=int(one.is_kept), changed=int(one.is_changed))
            found[one.department] = found.get(one.department, PromiseCount()) + counted
    return found
