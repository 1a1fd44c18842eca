"""How we reach the two databases: tortoise's clients, opened early, with transactions of our own.

tortoise 1.1 loses its lock (SQLite) or its pooled connection (PostgreSQL) for good when a task is
cancelled or BEGIN fails inside `in_transaction` (`reliability.md` §0.1, tortoise #1757); so only the
writer opens transactions, by `begin`, and gives the connection back whatever happens.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, Protocol

from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.backends.base.config_generator import expand_db_url

from storage.database import durability, sqlite_library

#: Bytes that the WAL may keep after a checkpoint. tortoise would cut it to 16 KiB each time, and a file
#: that must grow again makes every commit half as slow again (docs/speed.md).
_LARGEST_WAL = 64 * 1024 * 1024

#: What is deleted or overwritten is gone from the file, a destroyed data key first of all: some systems'
#: SQLite does so by itself, others' does not.
_SECURE_DELETE = "ON"


class Transaction(Protocol):
    """One open transaction; `commit` ends it, leaving without it rolls back."""

    db: BaseDBAsyncClient

    async def commit(self) -> None:
        """Make everything durable."""


class Connections(Protocol):
    """The writing side of a database."""

    def begin(self) -> Any:
        """Return an async context manager giving a `Transaction`."""

    def autocommit(self) -> Any:
        """Return an async context manager giving a connection where each statement is committed."""

    async def close(self) -> None:
        """Give everything back."""


class _SqliteTransaction:
    def __init__(self, client: sqlite_library.Client) -> None:
        self.db: BaseDBAsyncClient = client
        self.is_open = True

    async def commit(self) -> None:
        await self.db.execute_query("COMMIT")
        self.is_open = False


class SqliteWriting:
    """The one connection that writes and checkpoints."""

    def __init__(self, client: sqlite_library.Client) -> None:
        self._client = client

    @classmethod
    async def open(cls, path: str) -> "SqliteWriting":
        """Open *path* with WAL and synchronous=FULL, and make sure of both."""
        client = sqlite_library.Client(
            path,
            connection_name="sqlite",
            synchronous="FULL",
            busy_timeout=5000,
            journal_size_limit=_LARGEST_WAL,
            secure_delete=_SECURE_DELETE,
        )
        try:
            # a file that is no database fails here, with the driver's thread already running
            await client.create_connection(with_db=True)
            await durability.assert_sqlite(client)
        except BaseException:
            await client.close()
            raise
        return cls(client)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Transaction]:
        """Open a transaction that holds the write lock from the start (a deferred one may fail late)."""
        await self._client.execute_query("BEGIN IMMEDIATE")
        transaction = _SqliteTransaction(self._client)
        try:
            yield transaction
        finally:
            if transaction.is_open:
                # After a full disk SQLite has rolled back by itself; then there is nothing to undo.
                with suppress(Exception):
                    await self._client.execute_query("ROLLBACK")

    @asynccontextmanager
    async def autocommit(self) -> AsyncIterator[BaseDBAsyncClient]:
        """Give the connection as it is: a statement outside a transaction is one of its own."""
        yield self._client

    async def close(self) -> None:
        """Close the connection; SQLite then checkpoints the WAL."""
        await self._client.close()


class ReadingSqlite(sqlite_library.Client):
    """A connection that cannot write, so lists and exports never wait for the writer nor stop it."""

    is_read_only = True

    def __init__(self, path: str) -> None:
        super().__init__(path, connection_name="sqlite")
        # the file says how its journal works; who only reads changes nothing of it
        self.pragmas = {"query_only": "ON"}


class _PostgresTransaction:
    def __init__(self, client: TransactionWrapper) -> None:
        self.db: BaseDBAsyncClient = client
        self._client = client

    async def commit(self) -> None:
        await self._client.commit()


class PostgresWriting:
    """A small pool, of which the writer uses one connection at a time."""

    def __init__(self, client: AsyncpgDBClient) -> None:
        self._client = client

    @classmethod
    async def open(cls, url: str) -> "PostgresWriting":
        """Connect; a COMMIT waits for the disk, and no statement longer than these limits."""
        limits = {
            "lock_timeout": "10s",
            "statement_timeout": "30s",
            "idle_in_transaction_session_timeout": "60s",
        }
        client = await _postgres(url, limits, size=2)
        if durable := await durability.of_session(client):
            await client.close()
            client = await _postgres(url, {**limits, **durable}, size=2)
        return cls(client)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Transaction]:
        """Open a transaction; its connection goes back to the pool whatever happens."""
        async with self.autocommit() as client:
            await client.begin()
            try:
                yield _PostgresTransaction(client)
            finally:
                if not client._finalized:
                    # On a broken connection there is nothing to roll back; the first error is the true one.
                    with suppress(Exception):
                        await client.rollback()

    @asynccontextmanager
    async def autocommit(self) -> AsyncIterator[TransactionWrapper]:
        """Give one connection of the pool, without a transaction."""
        pool = self._client._pool
        assert pool is not None, "opened by `open`"
        async with pool.acquire() as connection:
            client = TransactionWrapper(self._client)
            client._connection = connection
            yield client

    async def close(self) -> None:
        await self._client.close()


async def _postgres(url: str, settings: dict[str, str], size: int) -> AsyncpgDBClient:
    credentials = expand_db_url(url)["credentials"]
    client = AsyncpgDBClient(
        **{
            **credentials,
            "connection_name": "postgres",
            "server_settings": {"application_name": "yousu", **settings},
            "minsize": 1,
            "maxsize": size,
        }
    )
    await client.create_connection(with_db=True)
    return client


def is_sqlite(url: str) -> bool:
    return url.startswith("sqlite:")


def sqlite_path(url: str) -> str:
    return str(expand_db_url(url)["credentials"]["file_path"])


async def open_writing(url: str) -> Connections:
    if is_sqlite(url):
        return await SqliteWriting.open(sqlite_path(url))
    return await PostgresWriting.open(url)


async def open_reading(url: str) -> BaseDBAsyncClient:
    """Open the reading side of *url*; the database itself refuses writes on it."""
    if not is_sqlite(url):
        return await _postgres(url, {"default_transaction_read_only": "on"}, size=4)
    client = ReadingSqlite(sqlite_path(url))
    try:
        await client.create_connection(with_db=True)
    except BaseException:
        await client.close()
        raise
    return client
