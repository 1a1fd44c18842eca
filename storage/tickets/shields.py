"""From whom a ticket is hidden, kept so that a list leaves it out without opening it (N6).

Rule 1: a row stands for a name of `dispatch.ticket.sight`, by its blind index: nobody reads here whom
somebody complained of.
"""

from collections.abc import Iterable

from dispatch.ticket.sight import hidden_from
from dispatch.ticket.ticket import Ticket
from storage.database.session import Session


async def store(session: Session, ticket: Ticket) -> None:
    """Store from whom a new *ticket* is hidden."""
    indexes = (session.keys.blind("shield", name) for name in sorted(hidden_from(ticket)))
    rows = [{"ticket_no": ticket.no, "name_index": one} for one in indexes]
    await session.insert("ticket_shields", rows)


async def store_over(session: Session, before: Ticket, after: Ticket) -> None:
    """Store from whom a ticket is hidden now, where that is not as *before*."""
    if hidden_from(after) != hidden_from(before):
        await session.rows("DELETE FROM ticket_shields WHERE ticket_no = ?", after.no)
        await store(session, after)


def indexes(session: Session, names: Iterable[str]) -> list[str]:
    """Return by what *names* are looked up."""
    return [index for name in names for index in session.keys.blinds("shield", name)]
