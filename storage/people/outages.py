"""Which parts of the service do not work and that the operator was told: one row each, for all replicas.

Rule 1: an outage begins once, for the first who sees it; who sees it later keeps it alive, over restarts too.
Rule 2: it is over when nobody has seen it for a while: what works here may be broken in another replica.
"""

from datetime import datetime, timedelta

from storage.database.session import Session

#: who saw an outage says so again well within this; what nobody saw for so long is over
UNSEEN_FOR = timedelta(minutes=5)


async def seen(session: Session, part: str, now: datetime) -> bool:
    """Note that *part* does not work at *now*; True for the first who says so."""
    begun = await session.rows(
        "INSERT INTO outages (part, begun_at, seen_at) VALUES (?, ?, ?)"
        " ON CONFLICT (part) DO NOTHING RETURNING id",
        *(part, now, now),
    )
    if not begun:
        await session.rows("UPDATE outages SET seen_at = ? WHERE part = ? RETURNING id", now, part)
    return bool(begun)


async def over(session: Session, part: str, now: datetime) -> datetime | None:
    """End the outage of *part* if nobody saw it lately; return when it began, to one of all who ask.

    What was seen later than *now* was seen by a clock that was wrong then.
    """
    row = await session.row(
        "DELETE FROM outages WHERE part = ? AND (seen_at <= ? OR seen_at > ?) RETURNING begun_at",
        *(part, now - UNSEEN_FOR, now),
    )
    return row["begun_at"] if row else None


async def running(session: Session) -> frozenset[str]:
    """Return the parts of which an outage has begun and is not over."""
    return frozenset(row["part"] for row in await session.rows("SELECT part FROM outages"))
