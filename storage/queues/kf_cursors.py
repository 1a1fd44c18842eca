"""How far each kf account has been read; stored with the messages of the page, never ahead of them."""

from dataclasses import dataclass

from storage.database.errors import ClaimLost
from storage.database.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """The place to read on from; version 0 and empty before the first page."""

    account: str
    cursor: str = ""
    version: int = 0


async def load(session: Session, account: str) -> Cursor:
    """Return how far *account* has been read."""
    row = await session.row("SELECT cursor, version FROM cursors WHERE account = ?", account)
    if row is None:
        return Cursor(account=account)
    return Cursor(account=account, cursor=row["cursor"], version=row["version"])


async def save(session: Session, read: Cursor, next_cursor: str) -> None:
    """Move on to *next_cursor* from where *read* stood.

    Raises:
        ClaimLost: somebody else moved it meanwhile; roll the page back and look again.
    """
    found = await session.rows(
        """INSERT INTO cursors (account, cursor, version) VALUES (?, ?, ?)
        ON CONFLICT (account) DO UPDATE SET cursor = excluded.cursor, version = excluded.version
        WHERE cursors.version = excluded.version - 1 RETURNING version""",
        read.account,
        next_cursor,
        read.version + 1,
    )
    if not found:
        raise ClaimLost
