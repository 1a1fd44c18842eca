"""Leases: what one replica alone may do, with a fencing token that outlives a frozen holder.

Rule 1: a lease has an end; who does not renew in time loses it, and cannot know it (frozen).
Rule 2: so whoever writes under a lease must call `assert_held` in the same transaction. The one lease
there is, of the robot's connection, has nothing written under it: what it heard is kept by its own key.
"""

from datetime import datetime, timedelta

from storage.database.errors import ClaimLost
from storage.database.session import Session


async def acquire(session: Session, name: str, length: timedelta, now: datetime) -> int | None:
    """Return a fencing token, higher than any before, if the lease is free, ended or ours; else None."""
    dead = " OR leases.holder <> ?" if session.alone else ""
    row = await session.row(
        f"""INSERT INTO leases (name, holder, token, ends_at) VALUES (?, ?, 1, ?)
        ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, token = leases.token + 1,
            ends_at = excluded.ends_at
        WHERE leases.holder = excluded.holder OR leases.ends_at <= ?{dead} RETURNING token""",
        name,
        session.holder,
        now + length,
        now,
        *((session.holder,) if session.alone else ()),
    )
    return int(row["token"]) if row else None


async def renew(session: Session, name: str, token: int, length: timedelta, now: datetime) -> bool:
    """Hold the lease for another *length*; False if it is no longer ours."""
    found = await session.rows(
        "UPDATE leases SET ends_at = ?"
        " WHERE name = ? AND holder = ? AND token = ? AND ends_at > ? RETURNING id",
        now + length,
        name,
        session.holder,
        token,
        now,
    )
    return bool(found)


async def assert_held(session: Session, name: str, token: int) -> None:
    """Refuse to go on unless nobody has taken the lease since *token* was given.

    The row stays locked until the COMMIT, so nobody takes it meanwhile either.

    Raises:
        ClaimLost: somebody has; roll back.
    """
    found = await session.rows(
        "UPDATE leases SET token = token WHERE name = ? AND holder = ? AND token = ? RETURNING id",
        name,
        session.holder,
        token,
    )
    if not found:
        raise ClaimLost


async def release(session: Session, name: str, token: int, now: datetime) -> None:
    """Let go of the lease, if it is still ours; the token is never given again."""
    await session.rows(
        "UPDATE leases SET holder = '', ends_at = ? WHERE name = ? AND holder = ? AND token = ?",
        now,
        name,
        session.holder,
        token,
    )
