"""Tickets that an earlier release stored, or that stand under an earlier key, get the sketch they are found by.

Beside the work, in steps of a few milliseconds, the newest first: `yousu migrate` would have the service wait,
for each ticket must be opened, and what lacks is only that a likely duplicate is not pointed out yet. Done
once for each way to take sketches and each key; killed, it begins anew and passes over what it has done.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial

from bot.context import Context
from bot.duplicates.likely import RECENT
from dispatch.ticket.actor import SCHEDULE
from storage.database.errors import Unreadable
from storage.database.session import Session
from storage.people import tasks
from storage.tickets import sketches, tickets

#: rows that are passed over at once, of these so many taken in one transaction, and seconds of rest after each
WINDOW, AT_ONCE, REST = 200, 5, 0.05
#: what it is called that all tickets were gone through
GONE_THROUGH = "比对"
#: no row is as late
_FIRST = 1 << 62


async def take(context: Context, stop: asyncio.Event) -> int:
    """Take the sketch of every open or recent ticket that has none; return of how many.

    *stop* ends it between two steps; the next start begins anew.
    """
    subject = f"sketches/{sketches.mark(context.store.reader)}"
    if await tasks.about(context.store.reader, subject):
        return 0
    before, n = _FIRST, 0
    while not stop.is_set():
        since = context.clock() - RECENT
        window = await sketches.lacking(context.store.reader, before, WINDOW, since)
        for at in range(0, len(window.lacking), AT_ONCE):
            n += await context.store.writer.run(
                _taking(window.lacking[at : at + AT_ONCE]), name="sketches"
            )
            await asyncio.sleep(REST)
        if window.last is None:
            through = partial(_gone_through, subject=subject, found=n, now=context.clock())
            await context.store.writer.run(through, name="sketches")
            break
        before = window.last
        await asyncio.sleep(REST)
    return n


def _taking(numbers: Sequence[str]) -> Callable[[Session], Awaitable[int]]:
    async def job(session: Session) -> int:
        n = 0
        for no in numbers:
            with suppress(Unreadable):  # the person was erased; nothing is left to find it by
                await sketches.store(session, await tickets.load(session, no))
                n += 1
            session.ticket_keys.pop(no, None)
        return n

    return job


async def _gone_through(session: Session, subject: str, found: int, now: datetime) -> None:
    await tasks.noted(session, GONE_THROUGH, subject, str(found), SCHEDULE.id, now, centre="")
