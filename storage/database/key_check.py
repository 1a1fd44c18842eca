"""Is this the privacy key under which the database was written: asked each time it is opened.

Rule 1: whoever opens for writing leaves a check value of its key; a database is opened only by who has
every key that has written here, for what is sealed is not sealed anew when a key is changed.
Rule 2: that every address stands under the present key is left beside it (`storage.schema.readdressing`).
Rule 3: a database of an earlier release has no check value yet: what is sealed in it answers.
"""

from storage.database.errors import KeyMissing, Unreadable, WrongKey
from storage.database.session import Session


async def assert_fits(session: Session) -> None:
    """Refuse keys that are not those of the database.

    Raises:
        WrongKey: nothing here was written under any of them.
        KeyMissing: some of it was written under one that is not among them.
    """
    found = {row["value"] for row in await session.rows("SELECT value FROM key_checks")}
    known = found - set(session.keys.addressed)
    if not known:
        await _assert_opens(session)
    elif not known & set(session.keys.checks):
        raise WrongKey
    elif not known <= set(session.keys.checks):
        raise KeyMissing


async def is_left(session: Session) -> bool:
    """True if the present key has left its check value."""
    value = session.keys.checks[0]
    return await session.row("SELECT 1 AS one FROM key_checks WHERE value = ?", value) is not None


async def leave(session: Session) -> None:
    """Leave the check value of the present key."""
    row = {"value": session.keys.checks[0]}
    await session.insert("key_checks", [row], "ON CONFLICT (value) DO NOTHING")


async def _assert_opens(session: Session) -> None:
    """Try the oldest and the newest ticket's data key: one broken row is no wrong key."""
    rows = [
        row
        for order in ("ASC", "DESC")
        for row in await session.rows(
            "SELECT no, data_key FROM tickets WHERE data_key <> ? ORDER BY id "
            + order
            + " LIMIT 1",
            b"",
        )
    ]
    if rows and not any(_opens(session, row["no"], row["data_key"]) for row in rows):
        raise WrongKey


def _opens(session: Session, no: str, wrapped: bytes) -> bool:
    try:
        session.keys.ticket_key(no, wrapped)
    except Unreadable:
        return False
    return True
