"""No open ticket without an owner on duty (SQ-S3, LH-5b): whose owner has left the list is given to another.

Looked at after every start and whenever staff were taken over from a changed config.toml.
"""

import asyncio
from collections.abc import Sequence
from functools import partial

import structlog

from bot.context import Context
from bot.desk import shield
from bot.desk.linked_tickets import first_of
from dispatch.ticket.actor import SCHEDULE
from dispatch.ticket.case_commands import PassOn
from storage.database.errors import Unreadable
from storage.database.session import Session
from storage.tickets import tickets

_log = structlog.get_logger(__name__)

#: tickets given in one transaction, which must be short
AT_ONCE = 20


async def adopt(context: Context, stop: asyncio.Event | None = None) -> int:
    """Give every open ticket of somebody who is gone to the first of its centre; return how many.

    Where a centre has nobody at all it is logged and stays as it is: there is nobody to tell. Whoever
    left may have had thousands: a few are given in one transaction, and *stop* ends it between two.
    """
    n, reader = 0, context.store.reader
    people = context.directory.people
    for owner in [one for one in await tickets.owners(reader) if one not in people]:
        numbers = await tickets.open_of_owner(reader, owner)
        for at in range(0, len(numbers), AT_ONCE):
            if stop is not None and stop.is_set():
                return n
            given = partial(_given, context, owner, numbers[at : at + AT_ONCE])
            n += await context.store.writer.run(given, name="orphans")
    return n


async def _given(context: Context, owner: str, numbers: Sequence[str], session: Session) -> int:
    n, now = 0, context.clock()
    for no in numbers:
        try:
            ticket = await tickets.load(session, no)
        except Unreadable:
            _log.warning("ticket_unreadable", ticket=no)
            continue
        if ticket.owner != owner or ticket.is_closed:
            continue  # somebody moved it since it was looked for
        meant = ticket.allegation.persons if ticket.allegation else ()
        first = first_of(context.directory, ticket.centre)
        to = shield.owner_of(context.directory, ticket.centre, first, meant)
        if not to:
            _log.warning("ticket_without_owner", ticket=no, centre=ticket.centre)
            continue
        name = context.directory.people[to].name
        await context.desk.within(session, ticket, PassOn(by=SCHEDULE, to=to, to_name=name), now)
        n += 1
    return n
