"""The inbox: every message kept before it is acknowledged, worked off in order per lane, at least once.

Rule 1: a key is kept once; a repeat changes nothing, however late it comes.
Rule 2: of each lane only the oldest waiting row is given; after three failures it is set aside (隔离)
and the lane goes on.
Rule 3: a taken row belongs to its taker for `CLAIMED_FOR`; `done` by anybody else is refused, so what a
frozen process still tries to do has no effect.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from storage.arrival import Arrival
from storage.errors import ClaimLost, NoSuchRow, Unreadable
from storage.privacy import Keys
from storage.session import CLAIMED_FOR, Row, Session, marks

#: Tries before a row is set aside, and how long to wait after the first and the second failure.
_TRIES = 3
_WAITS = (timedelta(seconds=2), timedelta(seconds=20))

_COLUMNS = (
    *("key", "channel", "account", "lane", "body", "sent_at", "received_at", "late"),
    *("state", "attempts", "next_try_at", "outcome", "error"),
)
_INSERT = f"INSERT INTO inbox ({', '.join(_COLUMNS)}) VALUES "
_ONE = f"({marks(_COLUMNS)})"
#: SQLite takes at most 32,766 values a statement.
_LARGEST = 500

NewRow = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A row of the inbox, decrypted.

    Attributes:
        attempts: how often it failed before.
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
    error: str = field(default="", repr=False)


def dedup_key(arrival: Arrival) -> str:
    """Return what makes *arrival* unique: SHA-256 of channel, account and key."""
    parts = (arrival.channel, arrival.account, arrival.key)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def new_row(keys: Keys, arrival: Arrival, now: datetime) -> NewRow:
    """Return *arrival* as a row, body and fault encrypted; what has a fault is quarantined at once."""
    key = dedup_key(arrival)
    fault = arrival.fault
    return {
        "key": key,
        "channel": arrival.channel,
        "account": arrival.account,
        "lane": arrival.lane,
        "body": keys.seal(arrival.body, "inbox", "body", key),
        "sent_at": arrival.sent_at,
        "received_at": now,
        "late": arrival.late,
        "state": "quarantined" if fault else "waiting",
        "attempts": 0,
        "next_try_at": now,
        "outcome": "",
        "error": _seal_error(keys, fault, key) if fault else None,
    }


def set_aside(keys: Keys, row: NewRow, error: Exception) -> NewRow:
    """Return *row* so that any database takes it: quarantined, with harmless text fields."""
    fault = f"{type(error).__name__}: {row['channel']!a} {row['account']!a} {row['lane']!a}"
    return row | {
        "channel": _harmless(row["channel"], 32),
        "account": _harmless(row["account"], 191),
        "lane": _harmless(row["lane"], 191),
        "sent_at": None,
        "state": "quarantined",
        "error": _seal_error(keys, fault, row["key"]),
    }


def _harmless(text: str, longest: int) -> str:
    return ascii(text)[1:-1][:longest]


async def insert(session: Session, rows: Sequence[NewRow]) -> list[bool]:
    """Store *rows*; True for each that is new, False for a repeat. One bad row fails them all."""
    fresh: set[str] = set()
    for start in range(0, len(rows), _LARGEST):
        part = rows[start : start + _LARGEST]
        if any(not isinstance(row["sent_at"], datetime | None) for row in part):
            raise TypeError("sent_at is no point in time")  # SQLite would store anything
        sql = (
            _INSERT + ", ".join([_ONE] * len(part)) + " ON CONFLICT (key) DO NOTHING RETURNING key"
        )
        values = [row[name] for row in part for name in _COLUMNS]
        fresh.update(row["key"] for row in await session.rows(sql, *values))
    return _first_ones(rows, fresh)


def _first_ones(rows: Iterable[NewRow], fresh: set[str]) -> list[bool]:
    news = []
    for row in rows:
        news.append(row["key"] in fresh)
        fresh.discard(row["key"])
    return news


async def insert_each(session: Session, rows: Sequence[NewRow]) -> list[bool]:
    """Store *rows* one by one; a row that the database refuses is set aside, the others are kept."""
    news: list[bool] = []
    for row in rows:
        try:
            async with session.savepoint():
                news += await insert(session, [row])
        except Exception as error:
            async with session.savepoint():
                news += await insert(session, [set_aside(session.keys, row, error)])
    return news


async def keep(session: Session, arrivals: Sequence[Arrival], now: datetime) -> list[bool]:
    """Store *arrivals* inside a job of the writer (a pulled page with its cursor); as `Writer.keep`."""
    rows = [new_row(session.keys, arrival, now) for arrival in arrivals]
    try:
        async with session.savepoint():
            return await insert(session, rows)
    except Exception:
        return await insert_each(session, rows)


async def take(session: Session, now: datetime, limit: int) -> list[Kept]:
    """Take the oldest waiting row of each lane whose time has come, oldest first, at most *limit*.

    They belong to this process until *now* + `CLAIMED_FOR`.
    """
    found = await session.rows(
        f"""WITH picked AS MATERIALIZED (
            SELECT id FROM inbox AS i WHERE state = 'waiting' AND next_try_at <= ?
            AND (claimed_by IS NULL OR claim_ends_at <= ?{_rescue(session)})
            AND NOT EXISTS (SELECT 1 FROM inbox AS e
                WHERE e.lane = i.lane AND e.state = 'waiting' AND e.id < i.id)
            ORDER BY id LIMIT ?{session.skip_locked})
        UPDATE inbox SET claimed_by = ?, claim_ends_at = ?
        WHERE id IN (SELECT id FROM picked) RETURNING *""",
        now,
        now,
        *_others(session),
        limit,
        session.holder,
        now + CLAIMED_FOR,
    )
    readable = [row for row in found if await _is_readable(session, row)]
    return sorted((_kept(session, row) for row in readable), key=lambda kept: kept.id)


async def _is_readable(session: Session, row: Row) -> bool:
    """True if *row* can be decrypted; else set it aside, so that the other lanes go on."""
    try:
        _kept(session, row)
    except Unreadable:
        await session.rows("UPDATE inbox SET state = 'quarantined' WHERE id = ?", row["id"])
        return False
    return True


def _rescue(session: Session) -> str:
    """Where no other process can live, a claim of another holder is a dead one's."""
    return " OR claimed_by <> ?" if session.alone else ""


def _others(session: Session) -> tuple[str, ...]:
    return (session.holder,) if session.alone else ()


async def done(session: Session, id: int, outcome: str) -> None:
    """Mark row *id* as worked off; *outcome* is one word, e.g. `ticket`, `ignored`.

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


async def release(session: Session, id: int) -> None:
    """Give row *id* back untouched, as if it had not been taken (graceful stop).

    Raises:
        ClaimLost: it is no longer ours.
    """
    await _ours(
        session,
        "UPDATE inbox SET claimed_by = NULL, claim_ends_at = NULL"
        " WHERE id = ? AND state = 'waiting' AND claimed_by = ? RETURNING id",
        id,
        session.holder,
    )


async def _ours(session: Session, sql: str, *values: Any) -> None:
    if not await session.rows(sql, *values):
        raise ClaimLost


async def failed(session: Session, id: int, error: str, now: datetime) -> bool:
    """Note that row *id* could not be worked off; True when this was its last try (set aside).

    Raises:
        ClaimLost: it is no longer ours.
    """
    row = await session.row(
        "SELECT key, attempts FROM inbox WHERE id = ? AND state = 'waiting' AND claimed_by = ?",
        id,
        session.holder,
    )
    if row is None:
        raise ClaimLost
    attempts = row["attempts"] + 1
    is_last: bool = attempts >= _TRIES
    await session.rows(
        "UPDATE inbox SET state = ?, attempts = ?, next_try_at = ?, error = ?,"
        " claimed_by = NULL, claim_ends_at = NULL WHERE id = ?",
        "quarantined" if is_last else "waiting",
        attempts,
        now if is_last else now + _WAITS[attempts - 1],
        _seal_error(session.keys, error, row["key"]),
        id,
    )
    return is_last


async def quarantined(session: Session, limit: int = 100) -> list[Kept]:
    """Return what was set aside, oldest first; the body is empty where it cannot be decrypted."""
    found = await session.rows(
        "SELECT * FROM inbox WHERE state = 'quarantined' ORDER BY id LIMIT ?", limit
    )
    return [_kept(session, row, strict=False) for row in found]


async def replay(session: Session, id: int) -> None:
    """Let a row that was set aside be tried again from the start; it goes first in its lane.

    Raises:
        NoSuchRow: no such row is set aside.
    """
    found = await session.rows(
        "UPDATE inbox SET state = 'waiting', attempts = 0, next_try_at = received_at"
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


def _seal_error(keys: Keys, error: str, key: str) -> bytes:
    return keys.seal(error.encode("utf-8", "backslashreplace"), "inbox", "error", key)


def _kept(session: Session, row: Row, *, strict: bool = True) -> Kept:
    return Kept(
        id=row["id"],
        channel=row["channel"],
        account=row["account"],
        lane=row["lane"],
        body=_open(session, row, "body", strict),
        sent_at=row["sent_at"],
        received_at=row["received_at"],
        late=bool(row["late"]),
        attempts=row["attempts"],
        error=_open(session, row, "error", strict).decode() if row["error"] else "",
    )


def _open(session: Session, row: Row, column: str, strict: bool) -> bytes:
    try:
        return session.keys.open(row[column], "inbox", column, row["key"])
    except Unreadable:
        if strict:
            raise
        return b""
