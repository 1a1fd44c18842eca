"""Stopped at any statement, `migrate` leaves the old tables or the new, and the next one does the rest."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, closing
from pathlib import Path
from typing import Any

import pytest
from deep import Sweep
from test_upgrade import migrate_to
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.backends.sqlite.client import SqliteClient

from storage.database import sqlite_library
from storage.database.errors import AlreadyRunning
from storage.schema import migration
from storage.schema.migration import migrate, shipped

#: at how many statements it is stopped where not at all of them
SAMPLE = 2
#: what runs a statement, in each client
_RUNS = ("execute_script", "execute_insert", "execute_query")

Empty = Callable[[], AbstractAsyncContextManager[str]]
Clients = tuple[type[BaseDBAsyncClient], ...]
CLIENTS: dict[str, Clients] = {
    "sqlite": (SqliteClient,),
    "postgres": (AsyncpgDBClient, TransactionWrapper),
}


class Killed(BaseException):
    """The process ended here: nothing of ours cleans up after it."""


class Statements:
    """Counts the statements of *clients*, and ends the process before the *last*th, if that is given."""

    def __init__(self, clients: Clients, last: int | None = None) -> None:
        self.count = 0
        self._last = last
        self._patch = pytest.MonkeyPatch()
        for client in clients:
            for name in _RUNS:
                if name in vars(client) or client is clients[0]:
                    self._patch.setattr(client, name, self._counted(getattr(client, name)))

    def __enter__(self) -> "Statements":
        return self

    def __exit__(self, *_: object) -> None:
        self._patch.undo()

    def _counted(self, run: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def counted(client: Any, *arguments: Any, **more: Any) -> Any:
            self.count += 1
            if self.count == self._last:
                raise Killed
            return await run(client, *arguments, **more)

        return counted


@pytest.mark.sweep
@pytest.mark.timeout(3600)
async def test_r18_killed_at_each_statement_the_old_or_the_new_is_there(
    empty_database: Empty, database_kind: str, sweep: Sweep
) -> None:
    """From the tables of the first release: what is noted as applied is there, and the rest can be applied."""
    clients = CLIENTS[database_kind]
    async with empty_database() as url:
        await migrate_to(url, shipped()[0])
        with Statements(clients) as statements:
            assert await migrate(url) == shipped()[1:]
    points = range(1, statements.count + 1)
    for last in sweep.drawn(f"statements of migrate on {database_kind}", points, SAMPLE):
        async with empty_database() as url:
            await migrate_to(url, shipped()[0])
            with Statements(clients, last), pytest.raises(Killed):
                await migrate(url)
            done = await noted(url)
            assert done == shipped()[: len(done)]
            if database_kind == "sqlite":
                assert len(done) in (1, len(shipped())), "the file is changed as a whole"
            assert await migrate(url) == shipped()[len(done) :]


async def noted(url: str) -> list[str]:
    """Return the migrations that are noted as applied."""
    async with migration._connected(url) as (client, _):
        return await migration._applied(client)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Where a file with the tables of the first release is made."""
    return tmp_path / "yousu.db"


_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table'"


def tables(file: Path) -> set[str]:
    """Return the names of the tables in *file*."""
    with closing(sqlite_library.connect(file, read_only=True)) as database:
        return {name for (name,) in database.execute(_TABLES)}


def test_r18_the_file_keeps_its_rights_and_nothing_is_left_beside_it(old: Path) -> None:
    asyncio.run(migrate_to(f"sqlite://{old}", shipped()[0]))
    old.chmod(0o600)
    Path(f"{old}.new").write_bytes(b"left by somebody who was killed")
    before = tables(old)
    asyncio.run(migrate(f"sqlite://{old}"))
    assert tables(old) > before
    assert old.stat().st_mode & 0o777 == 0o600
    left = {file.name for file in old.parent.iterdir()}
    assert left <= {"yousu.db", "yousu.db.lock", "yousu.db-wal", "yousu.db-shm"}


def test_r18_what_stood_only_in_the_log_of_sqlite_is_taken_along(old: Path) -> None:
    """The process before was killed: its last commits are in the WAL, not in the file."""
    asyncio.run(migrate_to(f"sqlite://{old}", shipped()[0]))
    with closing(sqlite_library.connect(old)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("INSERT INTO numbers (centre, year, given) VALUES ('main', 2026, 7)")
        copies = {end: Path(f"{old}{end}").read_bytes() for end in ("", "-wal")}
    for end, data in copies.items():
        Path(f"{old}{end}").write_bytes(data)
    assert copies["-wal"]
    asyncio.run(migrate(f"sqlite://{old}"))
    with closing(sqlite_library.connect(old, read_only=True)) as database:
        assert database.execute("SELECT given FROM numbers").fetchall() == [(7,)]


@pytest.fixture
def reading(old: Path) -> Iterator[Callable[[], sqlite3.Connection]]:
    """Begin to read the file, until the test ends."""
    opened: list[sqlite3.Connection] = []

    def begin() -> sqlite3.Connection:
        opened.append(sqlite_library.connect(old, read_only=True))
        opened[-1].execute("BEGIN")
        opened[-1].execute("SELECT * FROM numbers").fetchall()
        return opened[-1]

    yield begin
    for one in opened:
        one.close()


def test_r18_while_somebody_reads_old_pages_the_file_is_not_replaced_under_its_log(
    old: Path, reading: Callable[[], sqlite3.Connection], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_library, "_BUSY_TIMEOUT", 50)
    asyncio.run(migrate_to(f"sqlite://{old}", shipped()[0]))
    begun = reading()
    with closing(sqlite_library.connect(old)) as database:
        database.execute("INSERT INTO numbers (centre, year, given) VALUES ('main', 2026, 7)")
        with pytest.raises(AlreadyRunning):
            asyncio.run(migrate(f"sqlite://{old}"))
    begun.execute("ROLLBACK")
    assert asyncio.run(migrate(f"sqlite://{old}")) == shipped()[1:]
