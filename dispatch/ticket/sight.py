"""Who may see a ticket, and who of them what was said about somebody's conduct (N6, G-21).

Rule 1: whoever shows, lists, counts or sends a ticket to staff asks here, and nowhere else.
Rule 2: whom it is about never sees it, whatever their role; `hidden_from` says it once, for a look at
one ticket and for a search over all (`storage.tickets.lists`).
"""

from dataclasses import replace

from dispatch.profiles.values import Role
from dispatch.ticket.actor import Actor
from dispatch.ticket.papers import HANDING_OVER
from dispatch.ticket.remarks import RemarkKind
from dispatch.ticket.ticket import Ticket

#: who sees every ticket of their centre; all others see what is with their department
SEE_ALL = frozenset(
    {Role.RECEPTIONIST, Role.SUPERVISOR, Role.MANAGEMENT, Role.LEADER, Role.ASSESSOR, Role.OPERATOR}
)
#: who deals with what is said about somebody's conduct
_DEALS = frozenset({Role.RECEPTIONIST, Role.SUPERVISOR, Role.MANAGEMENT})


def may_see(actor: Actor, ticket: Ticket) -> bool:
    """True when *ticket* is *actor*'s business: of their centre, with their department, not about them.

    What was handed over to an authority only management sees, and who did it (移交, G-21).
    """
    if not may_know_of(actor, ticket):
        return False
    if actor.id in (ticket.owner, ticket.first_handler):
        return True
    offer = ticket.handover
    if offer is not None and offer.to_id == actor.id:
        return True
    if actor.roles & SEE_ALL:
        return True
    if ticket.emergency and Role.EMERGENCY in actor.roles:
        return True  # who is on call sees what they were rung for, as long as it is marked (C-21)
    return actor.department in {part.department for part in ticket.parts}


def may_know_of(actor: Actor, ticket: Ticket) -> bool:
    """True unless *actor* must not even hear that there is such a *ticket*.

    So it is with another centre's, with what is about them, and with what was handed over to an authority.
    """
    if actor.centre not in ("", ticket.centre) or is_about(actor, ticket):
        return False
    is_for_it = Role.MANAGEMENT in actor.roles or actor.id == ticket.owner
    return is_for_it or not ticket.restricted


def is_about(actor: Actor, ticket: Ticket) -> bool:
    """True when the ticket is hidden from *actor*: it is about them, or about their own people (N6)."""
    return not hidden_from(ticket).isdisjoint(names_of(actor))


def hidden_from(ticket: Ticket) -> frozenset[str]:
    """Return the names, as `names_of` has them, of those from whom *ticket* is hidden.

    A department that nobody of is named sees it again once the lead is out of its way: the matter is
    theirs to answer, and the words about them are not on it any more.
    """
    said = ticket.allegation
    departments = {*ticket.hidden_from, *(said.departments if said and said.is_open else ())}
    persons = said.persons if said else ()
    return frozenset(
        {*(f"person:{one}" for one in persons), *(f"department:{one}" for one in departments)}
    )


def names_of(actor: Actor) -> tuple[str, ...]:
    """Return under which names a ticket may be hidden from *actor*.

    The head of a department (分管领导) is told of what its people did, so only their own name counts.
    """
    own = (f"person:{actor.id}",)
    if not actor.department or Role.LEADER in actor.roles:
        return own
    return (*own, f"department:{actor.department}")


def sees_allegation(actor: Actor, ticket: Ticket) -> bool:
    """True when *actor* may read what was said about somebody's conduct: the desk and management.

    Once it is handed over, only management and who handed it over (G-21).
    """
    said = ticket.allegation
    if said is None or not may_see(actor, ticket):
        return False
    if said.handed_at is not None:
        return Role.MANAGEMENT in actor.roles or actor.id == said.handed_by
    return bool(actor.roles & _DEALS)


def sees_teller(actor: Actor, ticket: Ticket) -> bool:
    """True unless a lead on it is about *actor*'s own department: what it has of the matter names no teller."""
    said = ticket.allegation
    own = said.departments if said and Role.LEADER not in actor.roles else ()
    return may_see(actor, ticket) and actor.department not in own


def without_lead(ticket: Ticket) -> Ticket:
    """Return *ticket* as everybody reads it who may not read a lead on it: its remarks and papers left out."""
    if ticket.allegation is None:
        return ticket
    return replace(
        ticket,
        remarks=tuple(one for one in ticket.remarks if one.kind != RemarkKind.LEAD),
        documents=tuple(one for one in ticket.documents if one.kind != HANDING_OVER),
    )


def told_to(actor: Actor, ticket: Ticket) -> str:
    """Return the words of the complaint as *actor* may read them: all of them, or the matter alone."""
    said = ticket.allegation
    return said.text if said and sees_allegation(actor, ticket) else ticket.complaint.text
