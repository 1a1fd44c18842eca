"""What the schedule owes a ticket: reminders, supervision, the call after a silent survey.

Due is computed, not scheduled: asking twice, late, or after a restart gives the same answer,
because what was done is counted on the ticket.
"""

from datetime import datetime

from dispatch.actor import SCHEDULE
from dispatch.commands import Command, OfferCall, Remind, Supervise
from dispatch.ticket import WITH_DEPARTMENT, Clock, State, Ticket


def due_now(ticket: Ticket, now: datetime) -> list[Command]:
    """Return what the schedule must do to *ticket* at *now*; nothing, most of the time.

    Overdue means 督办, and then no 催办 beside it; several missed reminders are made up by one.
    """
    if ticket.state is State.SURVEYING:
        call = ticket.call_due_at
        return [OfferCall(by=SCHEDULE)] if call is not None and call <= now else []
    if ticket.state not in WITH_DEPARTMENT:
        return []
    if any(c.due_at <= now and c.supervised_at is None for c in ticket.open_clocks):
        return [Supervise(by=SCHEDULE)]
    reminders = (_next_reminder(c) for c in ticket.open_clocks)
    return [Remind(by=SCHEDULE)] if any(at and at <= now for at in reminders) else []


def wakes_at(ticket: Ticket) -> datetime | None:
    """Return the next moment at which `due_now` may have something to say; None if never."""
    if ticket.state is State.SURVEYING:
        return ticket.call_due_at
    if ticket.state not in WITH_DEPARTMENT:
        return None
    moments = [at for c in ticket.open_clocks if (at := _next_reminder(c)) is not None]
    moments += [c.due_at for c in ticket.open_clocks if c.supervised_at is None]
    return min(moments, default=None)


def _next_reminder(clock: Clock) -> datetime | None:
    """Return the first reminder moment after the last reminder; none once supervised."""
    if clock.supervised_at is not None:
        return None
    last = clock.reminded_at[-1] if clock.reminded_at else None
    return next((at for at in clock.remind_at if last is None or at > last), None)
