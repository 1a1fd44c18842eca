"""A database that is no longer where it was opened keeps nothing, so nothing is acknowledged (R6, readiness)."""

import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from databases import only_sqlite

from storage.database.connections import sqlite_path
from storage.database.errors import FileGone
from storage.database.session import Session
from storage.queues.arrival import Arrival
from storage.store import Store
from storage.tickets import numbers

pytestmark = only_sqlite
NOW = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)


def deleted(path: Path) -> None:
    path.unlink()


def replaced(path: Path) -> None:
    """Put another file in its place, as who restores a backup under a running service does."""
    other = path.with_suffix(".other")
    shutil.copy(path, other)
    os.replace(other, path)


def log_deleted(path: Path) -> None:
    Path(f"{path}-wal").unlink()


def folder_moved(path: Path) -> None:
    path.parent.rename(path.parent.with_name("elsewhere"))


HARMS = (deleted, replaced, log_deleted, folder_moved)


def an_arrival(key: str) -> Arrival:
    return Arrival(channel="kf", account="1", key=key, lane="kf:a:b", body=b"{}")


async def _number(session: Session) -> int:
    return await numbers.next_serial(session, "main", 2026)


@pytest.mark.parametrize("harm", HARMS)
async def test_nothing_is_acknowledged_once_the_file_is_gone(
    store: Store, harm: Callable[[Path], None]
) -> None:
    await store.writer.keep([an_arrival("before")], NOW)
    await store.ping()
    harm(Path(sqlite_path(store.url)))
    with pytest.raises(FileGone):
        await store.ping()
    with pytest.raises(FileGone):
        await store.writer.keep([an_arrival("after")], NOW)
    with pytest.raises(FileGone):
        await store.writer.run(_number, "number")


async def test_a_file_that_is_there_is_asked_and_nothing_else_happens(store: Store) -> None:
    for n in range(5):
        assert await store.writer.keep([an_arrival(str(n))], NOW) == [True]
    assert await store.writer.run(_number, "number") == 1
    await store.ping()
    assert (store.free_bytes() or 0) > 0
