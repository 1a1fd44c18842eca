"""The inbox: messages kept before they are acknowledged, worked off in order per lane, at least once.

Rule 1: of each lane only the oldest waiting row is given; after three failures it is set aside (隔离)
and the lane goes on.
Rule 2: a taken row is marked done in the transaction that works it off: until its end nobody else can
have it, and whatever ends it early leaves the row waiting as it was.
Rule 3: a row that is worked off later (the network is asked first) is claimed for `CLAIMED_FOR`; `done`
by anybody else is refused, so what a frozen process still tries to do has no effect.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from storage.database import addresses
from storage.database.errors import ClaimLost, NoSuchRow, Unreadable
from storage.database.session import CLAIMED_FOR, Row, Session, marks, of_row
from storage.queues.inbox_writes import keep as keep
from storage.queues.inbox_writes import sealed_error

#: Tries before a row is set aside, and how long to wait after the first and the second failure.
_TRIES = 3
_WAITS = (timedelta(seconds=2), timedelta(seconds=20))

#: What nearly every row comes to, by its channel and elsewhere: a row is taken with it, so that only
#: another outcome needs a statement of its own.
_USUAL_OUTCOME = "CASE channel WHEN 'kf' THEN 'conversed' ELSE 'done' END"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A row of the inbox, decrypted.

    Attributes:
        attempts: how often it failed before.
        outcome: what it is marked with, one word.
        error: why it failed last or was set aside.
    """

    id: int
    channel: str
    account: str
    lane: str
    body: bytes = field(repr=False)
    sent_at: datetime | None
    received_at: datetime
    late: bool
    attempts: int
    outcome: str = ""
    error: str = field(default="", repr=False)


async def anything_due(session: Session, now: datetime, leaving: str = "") -> bool:
    """True if `take` would find something; a read, so that an idle service writes nothing."""
    sql = f"SELECT 1 AS one FROM inbox AS i WHERE {_due(session)} LIMIT 1"
    return bool(await session.rows(sql, now, leaving, now, *_others(session)))


async def take(session: Session, now: datetime, leaving: str = "") -> Kept | None:
    """Take the oldest row whose time has come; None if there is none.

    It is marked done with the usual outcome of its channel; whoever takes it works it off in the same
    transaction, corrects the outcome (`came_to`), or keeps the row for later (`claim`). Rows of the
    channel *leaving* are left to the replica that can answer them.
    """
    while True:
        row = await session.row(
            f"""WITH picked AS MATERIALIZED (
                SELECT id FROM inbox AS i WHERE {_due(session)}
                ORDER BY id LIMIT 1{session.skip_locked})
            UPDATE inbox SET state = 'done', outcome = {_USUAL_OUTCOME},
                claimed_by = NULL, claim_ends_at = NULL
            WHERE id IN (SELECT id FROM picked) RETURNING *""",
            now,
            leaving,
            now,
            *_others(session),
        )
        if row is None:
            return None
        try:
            return _kept(session, row)
        except Unreadable:  # set aside, so that the other lanes go on
            sql = "UPDATE inbox SET state = 'quarantined', outcome = '' WHERE id = ?"
            await session.rows(sql, row["id"])


async def came_to(session: Session, kept: Kept, outcome: str) -> None:
    """Note what became of a row that this transaction took; *outcome* is one word, e.g. `ignored`."""
    if outcome != kept.outcome:
        await session.rows("UPDATE inbox SET outcome = ? WHERE id = ?", outcome, kept.id)


async def claim(session: Session, id: int, now: datetime) -> None:
    """Keep row *id*, which this transaction took, for later: it waits, and is ours for `CLAIMED_FOR`."""
    await session.rows(
        "UPDATE inbox SET state = 'waiting', outcome = '', claimed_by = ?, claim_ends_at = ?"
        " WHERE id = ?",
        session.holder,
        now + CLAIMED_FOR,
        id,
    )


def _due(session: Session) -> str:
    """Which rows may be taken; its values are *now*, the channel left out, *now*, then `_others`.

    Where no other process can live, a claim of another holder is a dead one's.
    """
    dead = " OR claimed_by <> ?" if session.alone else ""
    return f"""state = 'waiting' AND next_try_at <= ? AND channel <> ?
        AND (claimed_by IS NULL OR claim_ends_at <= ?{dead})
        AND NOT EXISTS (SELECT 1 FROM inbox AS e
            WHERE e.lane = i.lane AND e.state = 'waiting' AND e.id < i.id)"""


def _others(session: Session) -> tuple[str, ...]:
    return (session.holder,) if session.alone else ()


async def done(session: Session, id: int, outcome: str) -> None:
    """Mark row *id*, which we claimed, as worked off; *outcome* is one word, e.g. `pulled`.

    Raises:
        ClaimLost: it is no longer ours; the caller's transaction must roll back.
    """
    await _ours(
        session,
        "UPDATE inbox SET state = 'done', outcome = ?, claimed_by = NULL, claim_ends_at = NULL"
        " WHERE id = ? AND state = 'waiting' AND claimed_by = ? RETURNING id",
        outcome,
        id,
        session.holder,
    )


async def _ours(session: Session, sql: str, *values: Any) -> None:
    if not await session.rows(sql, *values):
        raise ClaimLost


async def failed(session: Session, id: int, error: str, now: datetime) -> bool:
    """Note that row *id* could not be worked off; True when this was its last try (set aside).

    Raises:
        ClaimLost: somebody else has it meanwhile, or has worked it off.
    """
    ours = "id = ? AND state = 'waiting' AND (claimed_by IS NULL OR claimed_by = ?)"
    row = await session.row(f"SELECT key, attempts FROM inbox WHERE {ours}", id, session.holder)
    if row is None:
        raise ClaimLost
    attempts = row["attempts"] + 1
    is_last: bool = attempts >= _TRIES
    await _ours(
        session,
        "UPDATE inbox SET state = ?, attempts = ?, next_try_at = ?, error = ?,"
        f" claimed_by = NULL, claim_ends_at = NULL WHERE {ours} RETURNING id",
        "quarantined" if is_last else "waiting",
        attempts,
        now if is_last else now + _WAITS[attempts - 1],
        sealed_error(session.keys, error, row["key"]),
        id,
        session.holder,
    )
    return is_last


async def quarantined(session: Session, limit: int = 100) -> list[Kept]:
    """Return what was set aside, oldest first; the body is empty where it cannot be decrypted."""
    found = await session.rows(
        "SELECT * FROM inbox WHERE state = 'quarantined' ORDER BY id LIMIT ?", limit
    )
    return [_kept(session, row, strict=False) for row in found]


async def unseen(session: Session, limit: int) -> list[Kept]:
    """Return what was set aside and put before nobody yet, oldest first; as `quarantined`."""
    found = await session.rows(
        "SELECT * FROM inbox WHERE state = 'quarantined' AND outcome = '' ORDER BY id LIMIT ?",
        limit,
    )
    return [_kept(session, row, strict=False) for row in found]


async def saw(session: Session, ids: Sequence[int]) -> set[int]:
    """Note that rows *ids* were put before somebody; return those that were not yet."""
    found = await session.rows(
        f"UPDATE inbox SET outcome = 'shown' WHERE id IN ({marks(ids)})"
        " AND state = 'quarantined' AND outcome = '' RETURNING id",
        *ids,
    )
    return {row["id"] for row in found}


async def stored(session: Session, id: int) -> Kept | None:
    """Return row *id*, whatever its state, None if there is none; the body as `quarantined`."""
    row = await session.row("SELECT * FROM inbox WHERE id = ?", id)
    return _kept(session, row, strict=False) if row else None


async def replay(session: Session, id: int) -> None:
    """Let a row that was set aside be tried again from the start; it goes first in its lane.

    Raises:
        NoSuchRow: no such row is set aside.
    """
    found = await session.rows(
        "UPDATE inbox SET state = 'waiting', attempts = 0, outcome = '', next_try_at = received_at"
        " WHERE id = ? AND state = 'quarantined' RETURNING id",
        id,
    )
    if not found:
        raise NoSuchRow


async def counts(session: Session) -> dict[str, int]:
    """Return how many rows wait and how many are set aside."""
    found = await session.rows(
        "SELECT state, COUNT(*) AS n FROM inbox WHERE state IN ('waiting', 'quarantined') GROUP BY state"
    )
    return {"waiting": 0, "quarantined": 0} | {row["state"]: row["n"] for row in found}


def _kept(session: Session, row: Row, *, strict: bool = True) -> Kept:
    return of_row(
        Kept,
        row,
        lane=addresses.told(session.keys, row["lane"]),
        body=_open(session, row, "body", strict),
        late=bool(row["late"]),
        error=_open(session, row, "error", strict).decode() if row["error"] else "",
    )


def _open(session: Session, row: Row, column: str, strict: bool) -> bytes:
    try:
        return session.keys.open(row[column], "inbox", column, row["key"])
    except Unreadable:
        if strict:
            raise
        return b""
