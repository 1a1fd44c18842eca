"""The one door to SQLite: apsw's own library, which is sound, else the system's; one kind of connection.

SQLite 3.7.0 to 3.51.2 can corrupt a database in WAL mode (`reliability.md` §0.3), and most systems bring
one of these; apsw brings its own. It speaks no DB-API, so `_Connection` answers what aiosqlite asks.

Rule 1: whoever opens a SQLite file does it here. Two libraries in one process on one file lose each
other's locks: whichever closes the file first drops those of both.
Rule 2: errors are those of `sqlite3`, whichever library runs, for tortoise and we know them by these.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Self, cast

import aiosqlite
from tortoise.backends.sqlite.client import SqliteClient

try:
    import apsw
except ImportError:  # no wheel for this machine: `yousu check` says what to do
    apsw = None  # type: ignore[assignment]  # the system's library stands by

#: The WAL-reset corruption is fixed here.
SAFE = (3, 51, 3)

#: Milliseconds that a statement waits for another connection's lock.
_BUSY_TIMEOUT = 5000

#: Rows that aiosqlite takes at once where somebody iterates; nobody of ours does.
_CHUNK = 64

#: What apsw raises → the class of the same meaning; all others are OperationalError.
_ERRORS: Mapping[str, type[sqlite3.Error]] = {
    "ConstraintError": sqlite3.IntegrityError,
    "MismatchError": sqlite3.IntegrityError,
    "CorruptError": sqlite3.DatabaseError,
    "NotADBError": sqlite3.DatabaseError,
    "TooBigError": sqlite3.DataError,
    "BindingsError": sqlite3.ProgrammingError,
    "ConnectionClosedError": sqlite3.ProgrammingError,
    "CursorClosedError": sqlite3.ProgrammingError,
    "MisuseError": sqlite3.InterfaceError,
}


def version() -> str:
    """Return the version of the library that is used, like `3.54.1`."""
    return apsw.sqlite_lib_version() if apsw else sqlite3.sqlite_version


def is_sound() -> bool:
    """True if that library cannot corrupt a database in WAL mode."""
    return tuple(int(part) for part in version().split(".")) >= SAFE


def connect(path: str | Path, *, read_only: bool = False) -> sqlite3.Connection:
    """Open the file *path*; each statement is committed by itself unless BEGIN was said.

    Raises:
        sqlite3.Error: it cannot be opened; a file that is no database is found by the first statement.
    """
    address = Path(path).absolute().as_uri() + ("?mode=ro" if read_only else "")
    if apsw:
        return cast(sqlite3.Connection, _Connection(address, read_only=read_only))
    return sqlite3.connect(address, uri=True, isolation_level=None, timeout=_BUSY_TIMEOUT / 1000)


class Client(SqliteClient):
    """tortoise's client on this library.

    Attributes:
        is_read_only: the file is opened with `mode=ro`.
    """

    is_read_only = False

    async def create_connection(self, with_db: bool) -> None:
        """Open the file, unless it is open, and set what was asked for."""
        if self._connection is not None:
            return
        self._connection = await aiosqlite.Connection(
            lambda: connect(self.filename, read_only=self.is_read_only), _CHUNK
        )
        self._connection._conn.row_factory = sqlite3.Row
        for name, value in self.pragmas.items():
            await self._connection.execute_fetchall(f"PRAGMA {name}={value}")
        await self._post_connect()


#: what tortoise looks for in a module that is named as an engine
client_class = Client


@contextmanager
def _as_sqlite3() -> Iterator[None]:
    try:
        yield
    except apsw.Error as error:
        kind = _ERRORS.get(type(error).__name__, sqlite3.OperationalError)
        raise kind(str(error)) from error


class _Connection:
    """apsw's connection, as `sqlite3.Connection` behaves without isolation level."""

    def __init__(self, address: str, *, read_only: bool) -> None:
        access = apsw.SQLITE_OPEN_READONLY if read_only else _read_and_write()
        with _as_sqlite3():
            self._db = apsw.Connection(address, flags=access | apsw.SQLITE_OPEN_URI)
            self._db.set_busy_timeout(_BUSY_TIMEOUT)
        self._db.convert_binding = _bound
        #: None gives tuples, anything else `_Row`
        self.row_factory: Any = None

    @property
    def total_changes(self) -> int:
        return self._db.total_changes()

    @property
    def in_transaction(self) -> bool:
        return self._db.in_transaction

    def cursor(self) -> "_Cursor":
        return _Cursor(self._db.cursor(), named=self.row_factory is not None)

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> "_Cursor":
        return self.cursor().execute(sql, parameters)

    def executemany(self, sql: str, parameters: Iterable[Sequence[Any]]) -> "_Cursor":
        return self.cursor().executemany(sql, parameters)

    def executescript(self, sql: str) -> "_Cursor":
        self.commit()
        return self.execute(sql)

    def commit(self) -> None:
        if self.in_transaction:
            self.execute("COMMIT")

    def rollback(self) -> None:
        if self.in_transaction:
            self.execute("ROLLBACK")

    def close(self) -> None:
        with _as_sqlite3():
            self._db.close(True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self.commit()
        else:
            self.rollback()


def _bound(_: object, place: int, value: object) -> str:
    """Return *value* as `sqlite3` stores it: tortoise's migrations say when they ran."""
    if isinstance(value, datetime):
        return value.isoformat(" ")
    raise sqlite3.ProgrammingError(f"value {place} cannot be stored: {type(value).__name__}")


class _Row(dict[Any, Any]):
    """A row by column name, and by place, as `sqlite3.Row` is."""

    def __missing__(self, place: int) -> Any:
        return tuple(self.values())[place]


def _read_and_write() -> int:
    return apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE


class _Cursor:
    """apsw's cursor, as `sqlite3.Cursor` behaves."""

    def __init__(self, cursor: "apsw.Cursor", *, named: bool) -> None:
        self._cursor = cursor
        self._named = named

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> Self:
        with _as_sqlite3():
            self._cursor.execute(sql, parameters)
        return self

    def executemany(self, sql: str, parameters: Iterable[Sequence[Any]]) -> Self:
        with _as_sqlite3():
            self._cursor.executemany(sql, parameters)
        return self

    def fetchone(self) -> Any:
        return next(self, None)

    def fetchall(self) -> list[Any]:
        with _as_sqlite3():
            names = self._names()
            rows: list[Any] = self._cursor.fetchall()
        return [_Row(zip(names, row, strict=True)) for row in rows] if self._named else rows

    def close(self) -> None:
        with _as_sqlite3():
            self._cursor.close(True)

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Any:
        with _as_sqlite3():
            names = self._names()
            row: Any = next(self._cursor)
        return _Row(zip(names, row, strict=True)) if self._named else row

    def _names(self) -> list[str]:
        if not self._named:
            return []
        try:
            return [one[0] for one in self._cursor.get_description()]
        except apsw.ExecutionCompleteError:  # no row, or no more
            return []
