"""What the schedule owes a ticket: reminders, supervision, 通报, calls, looks at what runs elsewhere.

Due is computed, not scheduled: asking twice, late, or after a restart gives the same answer,
because what was done is counted on the ticket. `OWED` is the whole list, most urgent first; a
ticket gets the first that is due, and its next turn right after.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from dispatch.ticket.actor import SCHEDULE
from dispatch.ticket.case_commands import Circulate, Look, RemindAssisting
from dispatch.ticket.commands import Command, OfferCall, Remind, Supervise
from dispatch.ticket.ticket import CLOSED, PUSHED, Clock, State, Ticket

#: where a limit may still be reminded of: departments', and before them the desk's own (FW-6.1.3)
_REMINDED = PUSHED | {State.REGISTERED, State.PROPOSED}
#: where somebody looks every so often at what runs elsewhere
_LOOKED_AT = frozenset({State.OUTSIDE, State.DEFERRED, State.MEETING, State.LINKED})


@dataclass(frozen=True, slots=True)
class Owed:
    """One thing that the schedule may owe: in which states, from which moments, by which command."""

    states: frozenset[State]
    moments: Callable[[Ticket], Iterable[datetime | None]]
    command: Callable[[], Command]


def _calls(ticket: Ticket) -> Iterable[datetime | None]:
    yield ticket.call_due_at


def _overdue(ticket: Ticket) -> Iterable[datetime | None]:
    return (c.due_at for c in ticket.open_clocks if c.supervised_at is None)


def _unmet(ticket: Ticket) -> Iterable[datetime | None]:
    return (c.unmet_at for c in ticket.open_clocks)


def _reminders(ticket: Ticket) -> Iterable[datetime | None]:
    return (_next_reminder(clock) for clock in ticket.open_clocks)


def _contributions(ticket: Ticket) -> Iterable[datetime | None]:
    return (part.owed_at for part in ticket.parts)


def _looks(ticket: Ticket) -> Iterable[datetime | None]:
    yield ticket.check_at


OWED: tuple[Owed, ...] = (
    Owed(frozenset({State.SURVEYING}), _calls, lambda: OfferCall(by=SCHEDULE)),
    Owed(PUSHED, _unmet, lambda: Circulate(by=SCHEDULE)),
    Owed(PUSHED, _overdue, lambda: Supervise(by=SCHEDULE)),
    Owed(_REMINDED, _reminders, lambda: Remind(by=SCHEDULE)),
    Owed(PUSHED, _contributions, lambda: RemindAssisting(by=SCHEDULE)),
    Owed(_LOOKED_AT, _looks, lambda: Look(by=SCHEDULE)),
)


def due_now(ticket: Ticket, now: datetime) -> list[Command]:
    """Return what the schedule must do to *ticket* at *now*; nothing, most of the time.

    Overdue means 督办, and then no 催办 beside it; several missed reminders are made up by one.
    """
    for owed in OWED:
        if ticket.state in owed.states and any(at and at <= now for at in owed.moments(ticket)):
            return [owed.command()]
    return []


def wakes_at(ticket: Ticket) -> datetime | None:
    """Return the next moment at which `due_now` may have something to say; None if never."""
    if ticket.state in CLOSED:
        return None
    moments = (
        at
        for owed in OWED
        if ticket.state in owed.states
        for at in owed.moments(ticket)
        if at is not None
    )
    return min(moments, default=None)


def _next_reminder(clock: Clock) -> datetime | None:
    """Return the first reminder moment after the last reminder; none once supervised."""
    if clock.supervised_at is not None:
        return None
    last = clock.reminded_at[-1] if clock.reminded_at else None
    return next((at for at in clock.remind_at if last is None or at > last), None)
