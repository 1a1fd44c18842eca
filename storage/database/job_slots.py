"""Which calendar jobs were begun: each (job, slot) by one process, once."""

from storage.database.session import Session


async def claim(session: Session, job: str, slot: str) -> bool:
    """True for the first who asks for this *slot* of *job*, e.g. (`digest`, `2026-10-08`); else False.

    Do the work in the same transaction: rolled back with it, the slot is free again.
    """
    found = await session.rows(
        "INSERT INTO slots (job, slot, holder) VALUES (?, ?, ?)"
        " ON CONFLICT (job, slot) DO NOTHING RETURNING id",
        job,
        slot,
        session.holder,
    )
    return bool(found)


async def is_taken(session: Session, job: str, slot: str) -> bool:
    """True if somebody has begun this *slot* already; who is told False must still `claim` it."""
    found = await session.rows("SELECT 1 AS one FROM slots WHERE job = ? AND slot = ?", job, slot)
    return bool(found)
