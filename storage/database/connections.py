"""How we reach the two databases: tortoise's clients, opened early, with transactions of our own.

tortoise 1.1 loses its lock (SQLite) or its pooled connection (PostgreSQL) for good when a task is
cancelled or BEGIN fails inside `in_transaction` (`reliability.md` §0.1, tortoise #1757); so only the
writer opens transactions, by `begin`, and gives the connection back whatever happens.
"""

import logging
import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, Protocol
from urllib.parse import quote

import aiosqlite
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.backends.base.config_generator import expand_db_url
from tortoise.backends.sqlite.client import SqliteClient

log = logging.getLogger(__name__)

#: SQLite's WAL-reset corruption is fixed here (needs several writing connections; we have one).
SAFE_SQLITE = (3, 51, 3)

#: Written with every commit before it returns; anything less loses acknowledged messages on power loss.
_FULL = 2

#: Bytes that the WAL may keep after a checkpoint. tortoise would cut it to 16 KiB each time, and a file
#: that must grow again makes every commit half as slow again (docs/speed.md).
_LARGEST_WAL = 64 * 1024 * 1024


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
    def __init__(self, client: SqliteClient) -> None:
        self.db: BaseDBAsyncClient = client
        self.is_open = True

    async def commit(self) -> None:
        await self.db.execute_query("COMMIT")
        self.is_open = False


class SqliteWriting:
    """The one connection that writes and checkpoints."""

    def __init__(self, client: SqliteClient) -> None:
        self._client = client

    @classmethod
    async def open(cls, path: str) -> "SqliteWriting":
        """Open *path* with WAL and synchronous=FULL, and make sure of both."""
        client = SqliteClient(
            path,
            connection_name="sqlite",
            synchronous="FULL",
            busy_timeout=5000,
            journal_size_limit=_LARGEST_WAL,
        )
        try:
            # a file that is no database fails here, with the driver's thread already running
            await client.create_connection(with_db=True)
            await _assert_durable(client)
        except BaseException:
            await client.close()
            raise
        if sqlite3.sqlite_version_info < SAFE_SQLITE:
            log.warning("sqlite_is_old version=%s safe_from=3.51.3", sqlite3.sqlite_version)
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


async def _assert_durable(client: SqliteClient) -> None:
    (mode,) = await client.execute_query_dict("PRAGMA journal_mode")
    (level,) = await client.execute_query_dict("PRAGMA synchronous")
    if mode["journal_mode"] != "wal" or level["synchronous"] != _FULL:
        raise RuntimeError(f"SQLite must run with WAL and synchronous=FULL, not {mode} {level}")


class ReadingSqlite(SqliteClient):
    """A connection that cannot write, so lists and exports never wait for the writer nor stop it."""

    async def create_connection(self, with_db: bool) -> None:
        """Open the file with `mode=ro`."""
        if self._connection is None:
            uri = _read_only_uri(self.filename)
            self._connection = await aiosqlite.connect(uri, uri=True, isolation_level=None)
            self._connection._conn.row_factory = sqlite3.Row
            await self._connection.execute_fetchall("PRAGMA query_only=ON")
            await self._connection.execute_fetchall("PRAGMA busy_timeout=5000")
            await self._post_connect()


def _read_only_uri(path: str) -> str:
    return f"file:{quote(os.path.abspath(path))}?mode=ro"


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
        """Connect; no statement of ours may wait longer than these limits."""
        limits = {
            "lock_timeout": "10s",
            "statement_timeout": "30s",
            "idle_in_transaction_session_timeout": "60s",
        }
        return cls(await _postgres(url, limits, size=2))

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
    client = ReadingSqlite(sqlite_path(url), connection_name="sqlite")
    try:
        await client.create_connection(with_db=True)
    except BaseException:
        await client.close()
        raise
    return client
