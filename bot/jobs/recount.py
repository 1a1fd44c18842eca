"""Walks over the open tickets after a calendar was announced: says which move, or moves them (N1).

Rule 1: page by page, so that any number of open tickets needs no more memory than a page.
Rule 2: looking changes nothing; moving goes through the desk, a logged command per ticket.
Rule 3: what was moved does not move again, so that a run that was interrupted is begun anew.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

from bot.desk.desk import Desk
from dispatch.errors import DeskError
from dispatch.handlers.recount import Move, moved
from dispatch.profiles.values import Role
from dispatch.ticket.actor import Actor
from dispatch.ticket.case_commands import Recount
from dispatch.ticket.ticket import Ticket
from storage.database.errors import StaleTicket
from storage.tickets import pages

#: who moves them: whoever may give commands in the shell
OPERATOR = Actor(id="cli", name="命令行", roles=frozenset({Role.OPERATOR}), source="cli")
#: how many tickets are in memory at once
PAGE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What a look at one open ticket found; *moves* is empty for most.

    Attributes:
        unreadable: its person was erased or the row was altered; nothing is known of it.
        refused: why it could not be moved, empty where it was.
    """

    no: str
    department: str = ""
    moves: tuple[Move, ...] = ()
    unreadable: bool = False
    refused: str = ""


async def looked(desk: Desk, page: int = PAGE) -> AsyncIterator[Looked]:
    """Yield every open ticket with a running limit and what of it would move; changes nothing."""
    last: int | None = 0
    while last is not None:
        found = await pages.running_after(desk.store.reader, last, page)
        for ticket in found.tickets:
            yield await _look(desk, ticket)
        for no in found.unreadable:
            yield Looked(no=no, unreadable=True)
        last = found.last


async def applied(desk: Desk, now: datetime, page: int = PAGE) -> AsyncIterator[Looked]:
    """Move what moves, each ticket in a transaction of its own; yield the same as `looked` did."""
    async for one in looked(desk, page):
        yield await _move(desk, one, now) if one.moves else one


async def _look(desk: Desk, ticket: Ticket) -> Looked:
    await desk.book.look_up(desk.store.reader, ticket)
    lead = ticket.lead
    return Looked(
        no=ticket.no,
        department=lead.name if lead else "",
        moves=moved(ticket, desk.rules_of(ticket)),
    )


async def _move(desk: Desk, one: Looked, now: datetime) -> Looked:
    """Give the command; a ticket that was closed or moved by others meanwhile stays as they left it."""
    try:
        await desk.handle(one.no, Recount(by=OPERATOR), now)
    except (DeskError, StaleTicket) as error:
        return Looked(no=one.no, department=one.department, refused=type(error).__name__)
    return one
