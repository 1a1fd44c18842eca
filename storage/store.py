"""The memory as a whole: opened once by `bot/app.py`, with one writer and one reader."""

import importlib.util
import shutil
import uuid
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, Self

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.context import TortoiseContext
from tortoise.migrations.executor import MigrationExecutor

from storage.database import durability, key_check, readdressing, sqlite_library
from storage.database.connections import (
    Connections,
    is_sqlite,
    open_reading,
    open_writing,
    sqlite_path,
)
from storage.database.database_file import assert_database, only_writer
from storage.database.errors import ReadOnlyStore, SchemaBehind, WriterClosed
from storage.database.opened_file import OpenedFile
from storage.database.privacy import Keys
from storage.database.session import Session
from storage.writer import AroundCommit, Writer

_MIGRATIONS = "storage.migrations"


class Store:
    """Everything that is remembered.

    Attributes:
        url: names the database.
        holder: names this process in claims and leases; new with every start.
        reader: the read-only connection, for lists, exports and checks.
    """

    def __init__(
        self, stack: AsyncExitStack, url: str, reader: Session, writer: Writer | None
    ) -> None:
        self.url = url
        self._stack = stack
        self._writer = writer
        self.reader = reader
        self.holder = reader.holder

    @classmethod
    async def open(
        cls,
        url: str,
        keys: Keys,
        *,
        read_only: bool = False,
        around_commit: AroundCommit | None = None,
    ) -> Self:
        """Open the database that *url* names (`sqlite://path`, `postgres://…`).

        Raises:
            AlreadyRunning: another process writes to this SQLite file.
            SchemaBehind: run `migrate` first.
            NoAccess: the rights forbid it.
            Damaged: the file is no database.
            WrongKey, KeyMissing: *keys* are not those under which it was written.
        """
        assert_database(url, must_exist=read_only)
        holder = uuid.uuid4().hex
        async with AsyncExitStack() as stack:
            writer = connections = None
            if not read_only:
                stack.enter_context(only_writer(url))
                connections = await open_writing(url)
                stack.push_async_callback(connections.close)
                writer = Writer(connections, keys, holder, around_commit)
            reader = await open_reading(url)
            stack.push_async_callback(reader.close)
            await _assert_current(reader)
            looking = Session(reader, keys, holder)
            await key_check.assert_fits(looking)
            if writer is not None and connections is not None:
                await _leave_key_check(looking, connections)
                if not await readdressing.is_done(looking):
                    await readdressing.bring(connections, keys, holder)
                writer.assert_there = OpenedFile.of(url).assert_there
                writer.start()
                stack.push_async_callback(writer.close)
            return cls(stack.pop_all(), url, looking, writer)
        raise AssertionError("unreachable")

    @property
    def writer(self) -> Writer:
        """The one that writes.

        Raises:
            ReadOnlyStore: the store was opened for reading.
        """
        if self._writer is None:
            raise ReadOnlyStore
        return self._writer

    async def ping(self) -> None:
        """Ask the database for a sign of life, and make sure that the writer works.

        Raises:
            WriterClosed: the writer has ended.
            FileGone: the file is not the one that was opened.
            Exception: whatever the database says.
        """
        if self._writer is not None:
            if not self._writer.is_working:
                raise WriterClosed
            self._writer.assert_there()
        await self.reader.rows("SELECT 1 AS one")

    async def lacking_durability(self) -> list[str]:
        """Return the settings of a PostgreSQL that are off, so that a power loss may take what was committed."""
        return await durability.lacking(self.reader)

    def free_bytes(self) -> int | None:
        """Return how much is free where the SQLite file lies; None on PostgreSQL, whose disk is not ours."""
        if not is_sqlite(self.url):
            return None
        return shutil.disk_usage(Path(sqlite_path(self.url)).parent).free

    async def close(self) -> None:
        """Finish what is in hand and give everything back."""
        await self._stack.aclose()


async def _leave_key_check(looking: Session, connections: Connections) -> None:
    if not await key_check.is_left(looking):
        async with connections.autocommit() as db:
            await key_check.leave(Session(db, looking.keys, looking.holder))


def shipped() -> list[str]:
    """Return the names of the migrations of this release, in order."""
    spec = importlib.util.find_spec(_MIGRATIONS)
    assert spec is not None
    assert spec.submodule_search_locations is not None
    folder = Path(next(iter(spec.submodule_search_locations)))
    return sorted(file.stem for file in folder.glob("[0-9]*.py"))


async def _assert_current(reader: BaseDBAsyncClient) -> None:
    missing = set(shipped()) - set(await _applied(reader))
    if missing:
        raise SchemaBehind(f"{SchemaBehind.__doc__} Missing: {', '.join(sorted(missing))}")


#: the table that comes with the first migration, by dialect
_MIGRATED = {
    "sqlite": "SELECT 1 FROM sqlite_master WHERE name = 'tortoise_migrations'",
    "postgres": "SELECT 1 WHERE to_regclass('tortoise_migrations') IS NOT NULL",
}


async def _applied(client: BaseDBAsyncClient) -> list[str]:
    if not await client.execute_query_dict(_MIGRATED[client.capabilities.dialect]):
        return []
    rows = await client.execute_query_dict("SELECT name FROM tortoise_migrations ORDER BY name")
    return [row["name"] for row in rows]


async def migrate(url: str) -> list[str]:
    """Bring the schema of *url* to this release; return the names of the migrations applied now.

    Raises:
        AlreadyRunning: the service is running on this SQLite file.
        NoAccess, Damaged: as `Store.open`.
    """
    assert_database(url)
    with only_writer(url):
        return await _migrate(url)


async def readdress(url: str, keys: Keys) -> int:
    """Bring every citizen's address in the database under the present key; return how many stood otherwise.

    What is overwritten may still lie in the file until `compact`.

    Raises:
        AlreadyRunning: the service is running on this SQLite file.
        WrongKey, KeyMissing: *keys* are not those under which it was written.
    """
    with only_writer(url):
        connections = await open_writing(url)
        try:
            async with connections.autocommit() as client:
                looking = Session(client, keys, "")
                await key_check.assert_fits(looking)
                if await readdressing.is_done(looking) or not await readdressing.is_needed(looking):
                    return 0
                await key_check.leave(looking)
            return await readdressing.bring(connections, keys, "")
        finally:
            await connections.close()


async def compact(url: str) -> None:
    """Leave nothing of what was deleted: the WAL is worked in and cut, and the file written anew.

    On PostgreSQL the tables are written anew; each is locked while that lasts.

    Raises:
        AlreadyRunning: the service is running on this SQLite file.
    """
    with only_writer(url):
        connections = await open_writing(url)
        try:
            async with connections.autocommit() as client:
                for statement in _COMPACT[client.capabilities.dialect]:
                    await client.execute_query(statement)
        finally:
            await connections.close()


_COMPACT = {
    "sqlite": ("PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"),
    "postgres": ("SET statement_timeout = 0", "VACUUM FULL", "RESET statement_timeout"),
}


def configuration(url: str) -> dict[str, Any]:
    """Return what tortoise's migrations (and its command line) need to know of *url*."""
    name = "postgres"
    reached: str | dict[str, Any] = url
    if is_sqlite(url):
        path = sqlite_path(url)
        name, reached = (
            "sqlite",
            {"engine": sqlite_library.__name__, "credentials": {"file_path": path}},
        )
    app = {
        "models": [
            "storage.database.models",
            "storage.database.models_law",
            "storage.database.models_shared",
        ],
        "migrations": _MIGRATIONS,
        "default_connection": name,
    }
    return {"connections": {name: reached}, "apps": {"storage": app}}


async def _migrate(url: str) -> list[str]:
    settings = configuration(url)
    (name,) = settings["connections"]
    context = TortoiseContext()
    async with context:
        await context.init(config=settings)
        client = context.connections.get(name)
        before = await _applied(client)
        executor = MigrationExecutor(client, settings["apps"])
        await executor.migrate()
        return [one for one in await _applied(client) if one not in before]
