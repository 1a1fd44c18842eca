"""What a job of the writer works with: one open transaction, the keys, and SQL that both databases read.

Rule 1: SQL is written once, with `?` for each value; points in time are columns ending `_at`.
Rule 2: every datetime is aware; stored as UTC, given back as UTC.
"""

import json
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, TypeVar

from pydantic_core import to_jsonable_python
from tortoise.backends.base.client import BaseDBAsyncClient

from storage.database.privacy import Keys, TicketKey

Row = dict[str, Any]
T = TypeVar("T")

#: How long a taken row belongs to who took it; after that it is rescued (R10: within 60 s).
CLAIMED_FOR = timedelta(seconds=55)


@lru_cache(maxsize=1024)
def _numbered(sql: str) -> str:
    """Return *sql* with PostgreSQL's `$1`, `$2` … instead of `?`."""
    head, *parts = sql.split("?")
    return head + "".join(f"${n}{part}" for n, part in enumerate(parts, start=1))


def _as_utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("a point in time without a time zone")
    return value.astimezone(UTC)


def _to_sqlite(value: Any) -> Any:
    if isinstance(value, datetime):
        return _as_utc(value).isoformat(sep=" ", timespec="microseconds")
    return value


def _to_postgres(value: Any) -> Any:
    return _as_utc(value) if isinstance(value, datetime) else value


def _from_sqlite(row: Row) -> Row:
    for name, value in row.items():
        if isinstance(value, str) and name.endswith("_at"):
            row[name] = datetime.fromisoformat(value)
    return row


def of_row(kind: type[T], row: Row, **opened: Any) -> T:
    """Return a *kind* with the columns of *row* that its fields are named after, and what was *opened*."""
    names = (one.name for one in fields(kind) if one.name in row)  # type: ignore[arg-type]  # a dataclass
    return kind(**{name: row[name] for name in names} | opened)


def marks(values: Collection[Any]) -> str:
    """Return `?, ?, ?` for an `IN (…)` list of as many *values*."""
    return ", ".join("?" * len(values))


@dataclass(slots=True, kw_only=True)
class Around:
    """What stands around a ticket that this transaction loaded, so that a change need not ask again.

    Attributes:
        log_head: number and hash of its last entry, kept up by who appends.
        has_cards: a card of it can still be updated.
        has_media: a photo, voice or file belongs to it.
        is_waited_for: an open ticket is tied to it.
    """

    log_head: tuple[int, str] | None
    has_cards: bool
    has_media: bool
    is_waited_for: bool


class Session:
    """An open transaction, or the reading connection.

    Attributes:
        holder: names this process in claims and leases.
        alone: True on SQLite, where no other process can hold a claim.
        skip_locked: ends a SELECT that takes rows; empty on SQLite.
        ticket_keys: the data keys unwrapped so far, by ticket number.
        around: what stands around the tickets that this transaction loaded, by number; None where
            another process may write meanwhile (PostgreSQL), and on the reading connection.
    """

    __slots__ = ("_db", "alone", "around", "holder", "keys", "skip_locked", "ticket_keys")

    def __init__(
        self, db: BaseDBAsyncClient, keys: Keys, holder: str, *, changes: bool = False
    ) -> None:
        self._db = db
        self.keys = keys
        self.holder = holder
        self.alone = db.capabilities.dialect == "sqlite"
        self.ticket_keys: dict[str, TicketKey] = {}
        self.around: dict[str, Around] | None = {} if changes and self.alone else None
        self.skip_locked = "" if self.alone else " FOR UPDATE SKIP LOCKED"

    def apart(self) -> "Session":
        """Return one on the same connection that remembers no key: a long read must not fill this one."""
        return Session(self._db, self.keys, self.holder)

    def seen(self, no: str) -> Around | None:
        """Return what stands around ticket *no*, None if this transaction has not loaded it."""
        return self.around.get(no) if self.around is not None else None

    async def rows(self, sql: str, *values: Any) -> list[Row]:
        """Run *sql* with *values* and return its rows; to count changes let it end with RETURNING."""
        if self.alone:
            found = await self._db.execute_query_dict(sql, [_to_sqlite(one) for one in values])
            return [_from_sqlite(row) for row in found]
        return await self._db.execute_query_dict(
            _numbered(sql), [_to_postgres(one) for one in values]
        )

    async def row(self, sql: str, *values: Any) -> Row | None:
        found = await self.rows(sql, *values)
        return found[0] if found else None

    async def insert(
        self, table: str, rows: Sequence[Mapping[str, Any]], then: str = ""
    ) -> list[Row]:
        """Store *rows* of the same columns in this order; *then* stands behind: ON CONFLICT …, RETURNING ….

        They go in one statement, which costs a trip to the database; no rows cost none.
        """
        if not rows:
            return []
        places = ", ".join([f"({marks(list(rows[0]))})"] * len(rows))
        sql = f"INSERT INTO {table} ({', '.join(rows[0])}) VALUES {places} {then}"
        return await self.rows(sql, *(value for row in rows for value in row.values()))

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """Undo only what happens inside if it fails; the transaction goes on."""
        await self.rows("SAVEPOINT inside")
        try:
            yield
        except Exception:
            await self.rows("ROLLBACK TO SAVEPOINT inside")
            await self.rows("RELEASE SAVEPOINT inside")
            raise
        await self.rows("RELEASE SAVEPOINT inside")

    def seal_json(self, value: Any, *place: str) -> bytes:
        """Return *value* as JSON sealed for *place* (table, column, row)."""
        return self.keys.seal(to_json(value), *place)

    def open_json(self, sealed: bytes, *place: str) -> Any:
        """Return the value sealed for *place*.

        Raises:
            Unreadable: altered, moved, or under a key we do not have.
        """
        return json.loads(self.keys.open(sealed, *place))


#: made once: `json.dumps` makes one for each call
_ENCODER = json.JSONEncoder(
    separators=(",", ":"), sort_keys=True, ensure_ascii=False, default=to_jsonable_python
)


def to_json(value: Any) -> bytes:
    """Return *value* (JSON, dataclasses, times) as compact JSON in UTF-8; a lone surrogate becomes `?`."""
    return _ENCODER.encode(value).encode("utf-8", "replace")
