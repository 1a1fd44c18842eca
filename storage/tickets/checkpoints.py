"""The hourly checkpoint: a seal over the heads of all chains, so that a cut tail is found.

A seal is made with a key, so whoever can only write the database cannot make a new one.
"""

from datetime import datetime
from typing import Any

from storage.database.session import Row, Session, to_json
from storage.tickets.log import FIRST

#: On PostgreSQL a row may become visible after one with a higher id; so many ids are looked at again.
_OVERLAP = 1000


async def checkpoint(session: Session, now: datetime) -> bool:
    """Seal the heads of all chains that grew since the last checkpoint; False if none did."""
    last = await latest(session)
    seen, previous = (last["upto"], last["seal"]) if last else (0, FIRST)
    newest = await session.row("SELECT MAX(id) AS id FROM log")
    upto = newest["id"] if newest and newest["id"] else 0
    if upto == seen:
        return False
    heads = await _heads_since(session, seen - _OVERLAP)
    row: Row = {"sealed_at": now, "upto": upto, "previous": previous}
    row["seal"] = session.keys.mac(_sealed_form(row, heads)).hex()
    await _store(session, row, heads)
    return True


async def latest(session: Session) -> Row | None:
    """Return the last checkpoint's row, None if there is none."""
    return await session.row("SELECT * FROM checkpoints ORDER BY id DESC LIMIT 1")


async def has(session: Session, seal: str) -> bool:
    """True if a checkpoint bears *seal*."""
    found = await session.row("SELECT id FROM checkpoints WHERE seal = ?", seal)
    return found is not None


async def _heads_since(session: Session, id: int) -> list[Row]:
    return await session.rows(
        """SELECT ticket_no, n, hash FROM log AS l WHERE id > ? AND n = (
            SELECT MAX(n) FROM log AS h WHERE h.ticket_no = l.ticket_no) ORDER BY id""",
        id,
    )


async def _store(session: Session, row: Row, heads: list[Row]) -> None:
    (stored,) = await session.insert("checkpoints", [row], "RETURNING id")
    for head in heads:
        await session.insert("checkpoint_heads", [{"checkpoint": stored["id"], **head}])


def _sealed_form(row: Row, heads: list[Row]) -> bytes:
    listed: list[Any] = [[head["ticket_no"], head["n"], head["hash"]] for head in heads]
    return to_json([row["previous"], row["sealed_at"].timestamp(), row["upto"], listed])


async def broken_seal(session: Session) -> int | None:
    """Return the id of the first checkpoint whose seal or link is wrong, None if all are right."""
    previous = FIRST
    for row in await session.rows("SELECT * FROM checkpoints ORDER BY id"):
        heads = await session.rows(
            "SELECT ticket_no, n, hash FROM checkpoint_heads WHERE checkpoint = ? ORDER BY id",
            row["id"],
        )
        is_linked = row["previous"] == previous
        if not is_linked or not _is_right(session, row, heads):
            return int(row["id"])
        previous = row["seal"]
    return None


def _is_right(session: Session, row: Row, heads: list[Row]) -> bool:
    try:
        seal = bytes.fromhex(row["seal"])
    except ValueError:
        return False
    return session.keys.is_mac(_sealed_form(row, heads), seal)


async def lost_head(session: Session) -> Row | None:
    """Return the first sealed head (ticket_no, n) that the log no longer has, None if it has all."""
    return await session.row(
        """SELECT h.ticket_no, h.n FROM checkpoint_heads AS h
        LEFT JOIN log AS l ON l.ticket_no = h.ticket_no AND l.n = h.n
        WHERE l.hash IS NULL OR l.hash <> h.hash ORDER BY h.id LIMIT 1"""
    )
