"""How a petition comes to be: done at once by who may, else left for approval."""

from dataclasses import replace
from datetime import datetime

from dispatch.handlers.steps import Step
from dispatch.ticket.actor import Actor
from dispatch.ticket.notices import Notice, NoticeKind, To
from dispatch.ticket.papers import Petition, Wish
from dispatch.ticket.ticket import Ticket


def petition(ticket: Ticket, wish: Wish, by: Actor, now: datetime) -> Petition:
    """Return an empty petition for *wish*, numbered after all that this ticket ever had."""
    used = [one.n for one in ticket.petitions]
    n = max([ticket.petitioned, *used]) + 1
    return Petition(
        wish=wish, n=n, at=now, by=by.id, by_name=by.name or by.id, department=by.department
    )


def left(ticket: Ticket, asked: Petition) -> Step:
    """Leave *asked* for approval; a newer one of the same wish and department replaces the older."""
    same = (asked.wish, asked.department, asked.to)
    kept = tuple(one for one in ticket.petitions if (one.wish, one.department, one.to) != same)
    moved = replace(ticket, petitions=(*kept, asked), petitioned=asked.n)
    facts = {"wish": asked.wish.value, "petition": str(asked.n)}
    return moved, [Notice(to=To.MANAGEMENT, what=NoticeKind.PETITION, facts=facts)]
