"""How urgent a letter is (R15): what tells of danger, what the profile counts in hours, who waits for it.

One table for all that is said about a ticket; what answers somebody who just pressed or typed is
`Urgency.AWAITED` where it is made, and what tells of danger before there is a ticket `EMERGENCY`.
"""

from collections.abc import Callable

from dispatch.profiles.values import Role
from dispatch.ticket.actor import Actor
from dispatch.ticket.notices import To
from dispatch.ticket.ticket import Ticket
from storage.queues.letters import Urgency

#: a ticket, who moved it (None who complains) and who listens (None who else is told) → whether it is so
_IS: dict[Urgency, Callable[[Ticket, Actor | None, To | None], bool]] = {
    Urgency.EMERGENCY: lambda ticket, by, to: bool(ticket.emergency),
    # the profile counts in hours what is 非常紧急 or 紧急: the same that rings at night (N9)
    Urgency.HOURS: lambda ticket, by, to: any(clock.rings for clock in ticket.open_clocks),
    Urgency.AWAITED: lambda ticket, by, to: (
        to is To.CITIZEN and (by is None or Role.CITIZEN in by.roles)
    ),
    Urgency.REMINDER: lambda ticket, by, to: by is not None and Role.SCHEDULE in by.roles,
}


def of(ticket: Ticket, by: Actor | None = None, to: To | None = None) -> Urgency:
    """Return how urgent it is what is said to *to* of *ticket*, which *by* has moved."""
    return next((one for one, holds in _IS.items() if holds(ticket, by, to)), Urgency.ORDINARY)
