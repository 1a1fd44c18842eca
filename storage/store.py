"""The memory as a whole: opened once by `bot/app.py`, with one writer and one reader."""

import shutil
import uuid
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Self

from storage.database import durability, key_check
from storage.database.connections import (
    Connections,
    is_sqlite,
    open_reading,
    open_writing,
    sqlite_path,
)
from storage.database.database_file import assert_database, only_writer
from storage.database.errors import ReadOnlyStore, WriterClosed
from storage.database.opened_file import OpenedFile
from storage.database.privacy import Keys
from storage.database.session import Session
from storage.schema import migration, readdressing
from storage.writer import AroundCommit, Writer


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
            await migration.assert_current(reader)
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
