"""Photos, voices, videos and files: fetched in the background, encrypted, a failure visible.

What ends a try (`kept`, `retry`, `failed`, `too_large`) raises NoSuchRow where the piece is not awaited (any more).
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from storage.database import addresses
from storage.database.errors import NoSuchRow
from storage.database.session import CLAIMED_FOR, Row, Session, marks, of_row

#: states of a piece that will not come any more
LOST = frozenset({"failed", "too_large"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """One piece, without its content.

    Attributes:
        id: ours, as an `Attachment` names it.
        media_id: WeCom's, valid for three days.
        subject: the conversation it came in, later the ticket it belongs to.
        kind: image, voice, video or file.
        state: waiting, kept, failed or too_large.
        size: bytes, 0 while unknown.
        attempts: how often it was tried to fetch it, a try in hand included.
    """

    id: str
    channel: str
    account: str
    media_id: str = field(repr=False)
    subject: str
    kind: str
    state: str = "waiting"
    size: int = 0
    error: str = ""
    attempts: int = 0
    came_at: datetime


async def expect(session: Session, media: Media) -> None:
    """Note that *media* is to be fetched; it is due at once."""
    await session.rows(
        "INSERT INTO media (media, channel, account, media_id, subject, kind, state, size, error,"
        " attempts, came_at, next_try_at) VALUES (?, ?, ?, ?, ?, ?, 'waiting', 0, '', 0, ?, ?)",
        *(media.id, media.channel, media.account),
        session.keys.seal(media.media_id.encode(), "media", "media_id", media.id),
        *(addresses.stored(session.keys, media.subject), media.kind, media.came_at, media.came_at),
    )


def new_id() -> str:
    """Return an id for a new piece; nobody can guess it."""
    return uuid.uuid4().hex


async def anything_due(session: Session, now: datetime) -> bool:
    """True if `take` would find something; a read, so that an idle service writes nothing."""
    sql = "SELECT 1 AS one FROM media WHERE state = 'waiting' AND next_try_at <= ? LIMIT 1"
    return bool(await session.rows(sql, now))


async def take(session: Session, now: datetime, limit: int) -> list[Media]:
    """Take pieces to fetch; who dies over one leaves it to the next try after `CLAIMED_FOR`."""
    found = await session.rows(
        f"""WITH picked AS MATERIALIZED (
            SELECT id FROM media WHERE state = 'waiting' AND next_try_at <= ?
            ORDER BY next_try_at LIMIT ?{session.skip_locked})
        UPDATE media SET attempts = attempts + 1, next_try_at = ?
        WHERE id IN (SELECT id FROM picked) RETURNING *""",
        now,
        limit,
        now + CLAIMED_FOR,
    )
    return sorted((_media(session, row) for row in found), key=lambda one: one.came_at)


async def kept(session: Session, id: str, content: bytes) -> None:
    """Store the content of piece *id*, encrypted."""
    sealed = session.keys.seal(content, "media", "content", id)
    await _change(session, id, "state = 'kept', content = ?, size = ?", sealed, len(content))


async def retry(session: Session, id: str, error: str, next_try_at: datetime) -> None:
    """Let piece *id* be fetched again at *next_try_at*."""
    await _change(session, id, "error = ?, next_try_at = ?", error[:191], next_try_at)


async def failed(session: Session, id: str, error: str) -> None:
    """Give piece *id* up; people see that it is missing."""
    await _change(session, id, "state = 'failed', error = ?", error[:191])


async def too_large(session: Session, id: str, size: int) -> None:
    """Give piece *id* up because of its *size* in bytes."""
    await _change(session, id, "state = 'too_large', size = ?", size)


async def _change(session: Session, id: str, changes: str, *values: object) -> None:
    sql = f"UPDATE media SET {changes} WHERE media = ? AND state = 'waiting' RETURNING id"
    if not await session.rows(sql, *values, id):
        raise NoSuchRow


async def assign(session: Session, ids: Sequence[str], subject: str) -> None:
    """Give pieces *ids* to another *subject*: the draft has become a ticket."""
    if ids:
        sql = f"UPDATE media SET subject = ? WHERE media IN ({marks(ids)})"
        await session.rows(sql, addresses.stored(session.keys, subject), *ids)
        if around := session.seen(subject):
            around.has_media = True


async def load(session: Session, id: str) -> Media:
    """Return piece *id* without its content.

    Raises:
        NoSuchRow: there is none.
    """
    row = await session.row("SELECT * FROM media WHERE media = ?", id)
    if row is None:
        raise NoSuchRow
    return _media(session, row)


async def content(session: Session, id: str) -> bytes:
    """Return the content of piece *id*.

    Raises:
        NoSuchRow: it is not kept.
    """
    row = await session.row("SELECT content FROM media WHERE media = ? AND state = 'kept'", id)
    if row is None:
        raise NoSuchRow
    return session.keys.open(row["content"], "media", "content", id)


async def of_subject(session: Session, subject: str) -> list[Media]:
    """Return the pieces of a conversation or ticket, in the order they came."""
    around = session.seen(subject)
    if around is not None and not around.has_media:
        return []
    stands = addresses.stored(session.keys, subject)
    found = await session.rows("SELECT * FROM media WHERE subject = ? ORDER BY id", stands)
    return [_media(session, row) for row in found]


def _media(session: Session, row: Row) -> Media:
    media_id = session.keys.open(row["media_id"], "media", "media_id", row["media"]).decode()
    subject = addresses.told(session.keys, row["subject"])
    return of_row(Media, row, id=row["media"], media_id=media_id, subject=subject)
