"""Which tickets were opened in a span of time, page by page: for whoever reads through many."""

from collections.abc import AsyncIterator
from datetime import datetime

from storage.database.session import Session

_PAGE = 500


async def between(session: Session, begin: datetime, end: datetime) -> AsyncIterator[str]:
    """Yield the numbers of the tickets opened from *begin* up to but without *end*, oldest first."""
    last = 0
    while True:
        found = await session.rows(
            "SELECT id, no FROM tickets WHERE id > ? AND opened_at >= ? AND opened_at < ?"
            " ORDER BY id LIMIT ?",
            last,
            begin,
            end,
            _PAGE,
        )
        for row in found:
            yield row["no"]
            session.ticket_keys.pop(row["no"], None)  # thousands of keys would stay in memory
        if len(found) < _PAGE:
            return
        last = found[-1]["id"]
