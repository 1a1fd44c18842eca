"""What left for whom and when, told to every replica: WeCom counts them all together (R15).

Rule 1: who reads here and adds to it is alone until its transaction ends, so no two replicas take the
same room, and the rows' numbers rise in the order in which they can be seen.
Rule 2: a row is written before its letter leaves; one that never left is counted, which only delays.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from storage.database.session import Session, of_row

#: names the lock of PostgreSQL; any number that nothing else of ours takes
_LOCK = 19_015


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """One message on its way to *target*, as `bot.delivery.pacing` writes whom it counts for."""

    id: int
    target: str
    left_at: datetime


async def exclusively(session: Session) -> None:
    """Wait until no other replica's transaction is here; on SQLite there is none."""
    if not session.alone:
        await session.rows("SELECT pg_advisory_xact_lock(?)", _LOCK)


async def news(session: Session, after: int, since: datetime) -> list[Sending]:
    """Return the rows behind number *after* that left at *since* or later, oldest first."""
    found = await session.rows(
        "SELECT id, target, left_at FROM sendings WHERE id > ? AND left_at >= ? ORDER BY id",
        after,
        since,
    )
    return [of_row(Sending, row) for row in found]


async def add(session: Session, targets: Sequence[str], now: datetime) -> int:
    """Note that a message leaves for each of *targets* at *now*; return the last row's number, 0 for none."""
    rows = [{"target": target, "left_at": now} for target in targets]
    added = await session.insert("sendings", rows, "RETURNING id")
    return max((int(row["id"]) for row in added), default=0)


async def forget(session: Session, before: datetime) -> None:
    """Let go of what left before *before*: no window reaches back so far."""
    await session.rows("DELETE FROM sendings WHERE left_at < ?", before)
