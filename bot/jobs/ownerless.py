"""No open ticket without an owner on duty (SQ-S3, LH-5b): whose owner has left the list is given to another.

Looked at after every start and whenever staff were taken over from a changed config.toml.
"""

from datetime import datetime

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


async def adopt(context: Context, now: datetime) -> int:
    """Give every open ticket of somebody who is gone to the first of its centre; return how many.

    Where a centre has nobody at all it is logged and stays as it is: there is nobody to tell.
    """

    async def job(session: Session) -> int:
        people = context.directory.people
        gone = [one for one in await tickets.owners(session) if one not in people]
        return sum([await _given(context, session, owner, now) for owner in gone])

    return await context.store.writer.run(job, name="orphans")


async def _given(context: Context, session: Session, owner: str, now: datetime) -> int:
    n = 0
    for no in await tickets.open_of_owner(session, owner):
        try:
            ticket = await tickets.load(session, no)
        except Unreadable:
            _log.warning("ticket_unreadable", ticket=no)
            continue
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
