"""What the schedule owes a ticket: reminders, supervision, 通报, calls, looks at what runs elsewhere.

Due is computed, not scheduled: asking twice, late, or after a restart gives the same answer,
because what was done is counted on the ticket. `OWED` is the whole list, most urgent first; a
ticket gets the first that is due, and its next turn right after. Who hears it, and whom no limit
pushes, `dispatch.rules.turns` says; no open ticket is without a moment at which it is looked at.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from dispatch.ticket.actor import SCHEDULE
from dispatch.ticket.case_commands import Circulate, Look, RemindAssisting
from dispatch.ticket.commands import Command, OfferCall, Remind, Supervise
from dispatch.ticket.ticket import CLOSED, PUSHED, WITH_DEPARTMENT, Clock, State, Ticket, Tie

#: where a limit pushes departments: where they can do something about it
_PRESSED = WITH_DEPARTMENT | {State.DEFERRED}
#: where it may still be reminded of, before a department has it: the desk's own (FW-6.1.3)
_REMINDED = PUSHED | {State.REGISTERED, State.PROPOSED}


@dataclass(frozen=True, slots=True)
class Owed:
    """One thing that the schedule may owe: in which states, from which moments, by which command."""

    states: frozenset[State]
    moments: Callable[[Ticket], Iterable[datetime | None]]
    command: Callable[[], Command]


def _calls(ticket: Ticket) -> Iterable[datetime | None]:
    is_owed = "person" in ticket.owed if ticket.state is State.OUTSIDE else ticket.tie != Tie.LEVEL
    if is_owed:  # that no moment is named an earlier release left so
        yield ticket.call_due_at or ticket.opened_at


def _overdue(ticket: Ticket) -> Iterable[datetime | None]:
    return (ticket.pressed_at(c, c.due_at) for c in ticket.open_clocks if c.supervised_at is None)


def _unmet(ticket: Ticket) -> Iterable[datetime | None]:
    return (ticket.pressed_at(c, c.unmet_at) for c in ticket.open_clocks if c.unmet_at)


def _reminders(ticket: Ticket) -> Iterable[datetime | None]:
    given_at = ticket.lead.given_at if ticket.lead else None
    return (_next_reminder(clock, given_at) for clock in ticket.open_clocks)


def _contributions(ticket: Ticket) -> Iterable[datetime | None]:
    return (part.owed_at for part in ticket.parts)


def _looks(ticket: Ticket) -> Iterable[datetime | None]:
    yield ticket.check_at


OWED: tuple[Owed, ...] = (
    Owed(frozenset({State.SURVEYING, State.OUTSIDE}), _calls, lambda: OfferCall(by=SCHEDULE)),
    Owed(_PRESSED, _unmet, lambda: Circulate(by=SCHEDULE)),
    Owed(_PRESSED, _overdue, lambda: Supervise(by=SCHEDULE)),
    Owed(_REMINDED, _reminders, lambda: Remind(by=SCHEDULE)),
    Owed(_PRESSED, _contributions, lambda: RemindAssisting(by=SCHEDULE)),
    Owed(frozenset(State) - CLOSED, _looks, lambda: Look(by=SCHEDULE)),
)


def due_now(ticket: Ticket, now: datetime) -> list[Command]:
    """Return what the schedule must do to *ticket* at *now*; nothing, most of the time.

    Overdue means 督办, and then no 催办 beside it; several missed reminders are made up by one.
    """
    for owed in OWED:
        if ticket.state in owed.states and any(at and at <= now for at in owed.moments(ticket)):
            return [owed.command()]
    if ticket.is_closed or moments(ticket):
        return []
    return [Look(by=SCHEDULE)]  # nothing wakes it: an earlier release left it so


def wakes_at(ticket: Ticket) -> datetime | None:
    """Return the next moment at which `due_now` may have something to say; None once it is closed."""
    return None if ticket.is_closed else min(moments(ticket), default=ticket.opened_at)


def moments(ticket: Ticket) -> list[datetime]:
    """Return every moment at which something of `OWED` comes due."""
    return [
        at
        for owed in OWED
        if ticket.state in owed.states
        for at in owed.moments(ticket)
        if at is not None
    ]


def _next_reminder(clock: Clock, given_at: datetime | None) -> datetime | None:
    """Return the first reminder moment after the last reminder, and after who has it now got it; none
    once supervised."""
    if clock.supervised_at is not None:
        return None
    last = max(filter(None, (given_at, *clock.reminded_at[-1:])), default=None)
    return next((at for at in clock.remind_at if last is None or at > last), None)
