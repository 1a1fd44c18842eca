"""Long walks over the tickets, page by page: any number of them needs no more memory than a page.

Rule 1: whatever opens many lets the others go on in between (`lists.AT_A_TIME`).
Rule 2: their data keys are let go with their page.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

from dispatch.ticket.ticket import Ticket
from storage.database.errors import Unreadable
from storage.database.session import Session
from storage.tickets import tickets
from storage.tickets.lists import AT_A_TIME, PAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some tickets in the order of their rows; *last* is the row to go on behind, None at the end.

    Attributes:
        unreadable: the numbers of those whose person was erased, or that were altered.
    """

    tickets: tuple[Ticket, ...]
    unreadable: tuple[str, ...]
    last: int | None


async def running_after(session: Session, after: int, limit: int) -> Page:
    """Return the next *limit* open tickets with a running limit behind row *after*; begin with 0.

    Their data keys are let go at once, so that a walk over all needs no more memory than a page.
    """
    return await _page(session, "is_open AND due_at IS NOT NULL", after, limit)


async def _page(session: Session, where: str, after: int, limit: int) -> Page:
    found = await session.rows(
        f"SELECT id, no, data_key, sealed FROM tickets WHERE {where} AND id > ? ORDER BY id LIMIT ?",
        after,
        limit,
    )
    read, unreadable = [], []
    for n, row in enumerate(found, start=1):
        if n % AT_A_TIME == 0:
            await asyncio.sleep(0)
        try:
            read.append(tickets.opened(session, row))
        except Unreadable:
            unreadable.append(row["no"])
        session.ticket_keys.pop(row["no"], None)
    last = found[-1]["id"] if found else None
    return Page(tickets=tuple(read), unreadable=tuple(unreadable), last=last)


async def open_after(session: Session, after: int, limit: int) -> Page:
    """Return the next *limit* open tickets behind row *after*, as `running_after` does."""
    return await _page(session, "is_open", after, limit)


async def dispatched_after(session: Session, after: int, limit: int) -> Page:
    """Return the next *limit* tickets behind row *after* that a department ever had, closed ones too."""
    return await _page(session, "lead <> ''", after, limit)


async def without_promises(session: Session, after: int, limit: int) -> Page:
    """Return the next *limit* tickets behind row *after* that no row of promises was written for yet."""
    return await _page(session, "has_promise IS NULL", after, limit)


async def opened_between(session: Session, begin: datetime, end: datetime) -> AsyncIterator[str]:
    """Yield the numbers of the tickets opened from *begin* up to but without *end*, oldest first."""
    last = 0
    while True:
        found = await session.rows(
            "SELECT id, no FROM tickets WHERE id > ? AND opened_at >= ? AND opened_at < ?"
            " ORDER BY id LIMIT ?",
            last,
            begin,
            end,
            PAGE,
        )
        for row in found:
            yield row["no"]
            session.ticket_keys.pop(row["no"], None)  # thousands of keys would stay in memory
        if len(found) < PAGE:
            return
        last = found[-1]["id"]
