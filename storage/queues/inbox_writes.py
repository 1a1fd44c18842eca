"""How messages get into the inbox: once each, together where they wait together, poison set aside.

Rule 1: a key is kept once; a repeat changes nothing, however late it comes.
Rule 2: a row that the database refuses is kept in quarantine (隔离), and those beside it as they are.
"""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from storage.database import addresses
from storage.database.privacy import Keys
from storage.database.session import Session, marks
from storage.queues.arrival import Arrival

_COLUMNS = (
    *("key", "channel", "account", "lane", "body", "sent_at", "received_at", "late"),
    *("state", "attempts", "next_try_at", "outcome", "error"),
)
_INSERT = f"INSERT INTO inbox ({', '.join(_COLUMNS)}) VALUES "
_ONE = f"({marks(_COLUMNS)})"
#: Rows in one statement; SQLite takes at most 32,766 values.
LARGEST = 500

NewRow = dict[str, Any]


def dedup_key(arrival: Arrival) -> str:
    """Return what makes *arrival* unique: SHA-256 of channel, account and key."""
    parts = (arrival.channel, arrival.account, arrival.key)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def new_row(keys: Keys, arrival: Arrival, now: datetime) -> NewRow:
    """Return *arrival* as a row, body, fault and address encrypted; what has a fault is quarantined at once."""
    key = dedup_key(arrival)
    fault = arrival.fault
    return {
        "key": key,
        "channel": arrival.channel,
        "account": arrival.account,
        "lane": addresses.stored(keys, arrival.lane),
        "body": keys.seal(arrival.body, "inbox", "body", key),
        "sent_at": arrival.sent_at,
        "received_at": now,
        "late": arrival.late,
        "state": "quarantined" if fault else "waiting",
        "attempts": 0,
        "next_try_at": now,
        "outcome": "",
        "error": sealed_error(keys, fault, key) if fault else None,
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
        "error": sealed_error(keys, fault, row["key"]),
    }


def _harmless(text: str, longest: int) -> str:
    return ascii(text)[1:-1][:longest]


async def insert(session: Session, rows: Sequence[NewRow]) -> list[bool]:
    """Store *rows*; True for each that is new, False for a repeat. One bad row fails them all."""
    fresh: set[str] = set()
    for start in range(0, len(rows), LARGEST):
        part = rows[start : start + LARGEST]
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


def sealed_error(keys: Keys, error: str, key: str) -> bytes:
    """Return *error* encrypted for the row of *key*; it may quote what the citizen said."""
    return keys.seal(error.encode("utf-8", "backslashreplace"), "inbox", "error", key)
