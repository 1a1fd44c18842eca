"""What of the outbox was said and what was not: looked up, taken back, counted; see `storage.queues.outbox`."""

from datetime import datetime

from storage.database import addresses
from storage.database.session import Session
from storage.queues.lane import Channel, Lane


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
_LATEST = 200


async def nothing_leaves(session: Session, since: datetime) -> bool:
    """True where letters have been waiting from before *since* and none has left after it."""
    found = await session.row(
        "SELECT EXISTS (SELECT 1 FROM outbox WHERE state IN ('waiting', 'sending') AND put_at <= ?"
        " AND (attempts > 0 OR next_try_at <= ?)) AS waits,"
        " EXISTS (SELECT 1 FROM (SELECT sent_at FROM outbox ORDER BY id DESC LIMIT ?) AS latest"
        " WHERE sent_at >= ?) AS leaves",
        *(since, since, _LATEST, since),
    )
    return found is not None and bool(found["waits"]) and not found["leaves"]
