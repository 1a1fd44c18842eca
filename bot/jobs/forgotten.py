"""Nobody forgotten over a restart: whose turn it is is written anew where it is not what the table says.

An earlier release knew no such list, and left tickets that nothing wakes any more; each start looks
through what is open, page by page, and gives these their turn. Nor did it write what was promised as
rows to count: the first start after it does.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

import structlog

from bot.context import Context
from dispatch.lifecycle.wake import due_now
from dispatch.rules.turns import turns
from dispatch.ticket.ticket import Ticket
from storage.database.errors import StaleTicket
from storage.database.session import Session
from storage.tickets import pages, tickets
from storage.tickets import turns as stored

_log = structlog.get_logger(__name__)

#: how many tickets are in memory at once
PAGE = 200
#: how many get their rows of promises in one transaction, which must be short
AT_ONCE = 20


async def find(context: Context, now: datetime) -> int:
    """Write anew what is not true, and wake what sleeps for ever; return how many there were."""
    last, n = 0, 0
    while True:
        page = await pages.open_after(context.store.reader.apart(), last, PAGE)
        n += await _mended(context, page.tickets, now)
        if page.last is None:
            return n
        last = page.last


async def count_promises(context: Context, stop: asyncio.Event) -> int:
    """Write what was promised on every ticket that has no rows of it yet; return on how many.

    Until it is through, 统计 opens these tickets; *stop* ends it between two pages.
    """
    last, n = 0, 0
    while not stop.is_set():
        reader = context.store.reader.apart()
        page = await pages.without_promises(reader, last, AT_ONCE)
        if page.last is None:
            break
        n += await context.store.writer.run(_filling(page.tickets), name="promises")
        last = page.last
    return n


def _filling(page: Sequence[Ticket]) -> Callable[[Session], Awaitable[int]]:
    async def job(session: Session) -> int:
        return sum([await stored.fill_promises(session, ticket) for ticket in page])

    return job


async def _mended(context: Context, page: tuple[Ticket, ...], now: datetime) -> int:
    found = await stored.stored(context.store.reader, [one.no for one in page])
    n = 0
    for ticket in page:
        rules = await context.desk.rules_for(context.store.reader, ticket)
        is_true = found.get(ticket.no, {}) == stored.rows_of(turns(ticket, rules))
        if is_true and ticket.wakes_at is not None:
            continue
        n += 1
        try:
            await _mend(context, ticket.no, now)
        except StaleTicket:
            _log.info("forgotten_overtaken", ticket=ticket.no)  # whoever moved it wrote it anew
    return n


async def _mend(context: Context, no: str, now: datetime) -> None:
    async def job(session: Session) -> None:
        ticket = await tickets.load(session, no)
        if ticket.wakes_at is None:
            for command in due_now(ticket, now):
                ticket = await context.desk.within(session, ticket, command, now)
        rules = await context.desk.rules_for(session, ticket)
        await stored.put(session, no, stored.rows_of(turns(ticket, rules)))

    await context.store.writer.run(job, name="forgotten")
