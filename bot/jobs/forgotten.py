"""Nobody forgotten over a restart: whose turn it is is written anew where it is not what the table says.

An earlier release knew no such list, or another, and left tickets that nothing wakes any more; the first
start of this one goes through what is open, page by page, and gives these their turn. Nor did it write
what was promised as rows to count. Both go on beside the work: nothing waits for them, however much there is.
"""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

import structlog

import dispatch
from bot.context import Context
from bot.jobs import ownerless, sketching
from dispatch.lifecycle.wake import due_now
from dispatch.rules.turns import turns
from dispatch.ticket.actor import SCHEDULE
from dispatch.ticket.ticket import Ticket
from storage.database.errors import StaleTicket
from storage.database.session import Session
from storage.people import tasks
from storage.tickets import pages, tickets
from storage.tickets import turns as stored
from storage.tickets.lists import AT_A_TIME

_log = structlog.get_logger(__name__)

#: how many tickets are in memory at once, and the rest in seconds between two pages
PAGE, REST = 200, 0.1
#: what it is called that all open tickets were gone through
GONE_THROUGH = "核对"
#: how the files end in which `dispatch` is written
_WRITTEN = frozenset({".py", ".toml"})
#: how many get their rows of promises in one transaction, which must be short
AT_ONCE = 20


async def look(context: Context, stop: asyncio.Event) -> None:
    """Look after what a restart or an upgrade may have left, beside the work; a failure is logged."""
    for left in (ownerless.adopt, find, count_promises, sketching.take):
        try:
            await left(context, stop)
        except Exception as error:
            _log.exception("look_failed", what=left.__name__, error=type(error).__name__)


async def find(context: Context, stop: asyncio.Event) -> int:
    """Write anew what is not true, and wake what sleeps for ever; return how many there were.

    Once under what decides whose turn it is (`_decides`): who went through all open tickets since then need
    not do so again. *stop* ends it between two pages; the next start begins anew.
    """
    subject = f"turns/{await asyncio.to_thread(_decides)}"
    if await tasks.about(context.store.reader, subject):
        return 0
    last, n = 0, 0
    while not stop.is_set():
        page = await pages.open_after(context.store.reader.apart(), last, PAGE)
        n += await _mended(context, page.tickets, context.clock())
        if page.last is None:
            gone_through = partial(_gone_through, subject=subject, found=n, now=context.clock())
            await context.store.writer.run(gone_through, name="forgotten")
            break
        last = page.last
        await asyncio.sleep(REST)
    return n


async def _gone_through(session: Session, subject: str, found: int, now: datetime) -> None:
    await tasks.noted(session, GONE_THROUGH, subject, str(found), SCHEDULE.id, now, centre="")


def _decides() -> str:
    """Return what the turns of a ticket hang on as a few signs: code and rules of `dispatch`, nothing else."""
    folder, digest = Path(dispatch.__file__).parent, hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        if file.suffix in _WRITTEN:
            digest.update(f"{file.relative_to(folder)}\n".encode() + file.read_bytes())
    return digest.hexdigest()[:32]


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
    for at, ticket in enumerate(page, start=1):
        if at % AT_A_TIME == 0:
            await asyncio.sleep(0)
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
