"""What of the outbox was said and what was not: looked up, taken back, counted; see `storage.queues.outbox`."""

from collections.abc import Collection
from datetime import datetime

from storage.database import addresses
from storage.database.session import Session, marks
from storage.queues.lane import Channel, Lane
from storage.queues.letters import LetterKind


async def unsay(session: Session, ticket_no: str, version: int) -> int:
    """Let go of the letters of one version of a ticket that have not left; return how many.

    What is being sent just now is not among them: it may have been said.
    """
    found = await session.rows(
        "UPDATE outbox SET state = 'sent', error = NULL, result = NULL"
        " WHERE ticket_no = ? AND key LIKE ? AND state IN ('waiting', 'held') RETURNING id",
        ticket_no,
        f"{ticket_no}/{version}/%",
    )
    return len(found)


async def overtaken(session: Session, key: str) -> datetime | None:
    """Let go of a letter that still waits for its own moment, for another says more; return that moment.

    None where it has left, or is leaving, or never was.
    """
    row = await session.row(
        "UPDATE outbox SET state = 'sent', error = NULL, result = NULL"
        " WHERE key = ? AND state = 'waiting' AND attempts = 0 RETURNING next_try_at",
        key,
    )
    moment: datetime | None = row["next_try_at"] if row else None
    return moment


async def was_said(session: Session, ticket_no: str, version: int, lane: str) -> bool:
    """True if a letter of this version to *lane*, or to its person another way, has left, or may have."""
    row = await session.row(
        "SELECT 1 AS one FROM outbox WHERE ticket_no = ? AND lane IN (?, ?, ?) AND key LIKE ?"
        " AND (sent_at IS NOT NULL OR state IN ('sending', 'unsure')) LIMIT 1",
        ticket_no,
        addresses.stored(session.keys, lane),
        *(str(Lane(way, ticket_no)) for way in (Channel.SMS, Channel.OFFICIAL)),
        f"{ticket_no}/{version}/%",
    )
    return row is not None


async def put_since(session: Session, lane: str, ending: str, at: datetime) -> int:
    """Return how many letters of *lane* whose key ends in *ending* were put at *at* or later."""
    row = await session.row(
        "SELECT COUNT(*) AS n FROM outbox WHERE lane = ? AND put_at >= ? AND key LIKE ?",
        addresses.stored(session.keys, lane),
        at,
        f"%{ending}",
    )
    return int(row["n"]) if row else 0


async def stuck(session: Session, key: str) -> int:
    """Return the newest letter of *key*, or of its repeat, that waits for a person; 0 for none."""
    row = await session.row(
        "SELECT MAX(id) AS id FROM outbox WHERE (key = ? OR key LIKE ?)"
        " AND state IN ('parked', 'unsure', 'held')",
        key,
        f"{key}/again%",
    )
    return int(row["id"] or 0) if row else 0


#: so many of the newest letters are looked through for one that left
_LATEST = 1000


async def nothing_leaves(session: Session, kinds: Collection[LetterKind], since: datetime) -> bool:
    """True where letters of *kinds* have been waiting from before *since* and none has left after it."""
    among = f"kind IN ({marks(kinds)})"
    found = await session.row(
        "SELECT EXISTS (SELECT 1 FROM outbox WHERE state IN ('waiting', 'sending') AND put_at <= ?"
        f" AND (attempts > 0 OR next_try_at <= ?) AND {among}) AS waits,"
        " EXISTS (SELECT 1 FROM"
        f" (SELECT kind, sent_at FROM outbox ORDER BY id DESC LIMIT ?) AS latest"
        f" WHERE sent_at >= ? AND {among}) AS leaves",
        *(since, since, *kinds, _LATEST, since, *kinds),
    )
    return found is not None and bool(found["waits"]) and not found["leaves"]
