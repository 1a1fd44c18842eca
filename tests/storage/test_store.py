"""The store: durable settings, one process, readers that cannot write, a schema that fits."""

import asyncio
import random
import sys
import threading
from pathlib import Path

import pytest
from databases import only_sqlite
from patience import within
from tortoise.context import TortoiseContext
from tortoise.migrations.autodetector import MigrationAutodetector

from storage.database.errors import (
    AlreadyRunning,
    Damaged,
    ReadOnlyStore,
    SchemaBehind,
    WriterClosed,
)
from storage.database.privacy import Keys
from storage.database.session import Session
from storage.queues import inbox
from storage.schema.migration import configuration, migrate, shipped
from storage.store import Store


def is_there(folder: Path, name: str) -> bool:
    return (folder / name).exists()


async def test_an_empty_database_is_refused_with_what_to_do_is_migrated_once_and_then_opens(
    empty_database_url: str, privacy_keys: Keys
) -> None:
    with pytest.raises(SchemaBehind, match=r"yousu migrate.*0001_initial"):
        await Store.open(empty_database_url, privacy_keys)
    assert await migrate(empty_database_url) == shipped()
    assert await migrate(empty_database_url) == []
    store = await Store.open(empty_database_url, privacy_keys)
    assert await inbox.counts(store.reader) == {"waiting": 0, "quarantined": 0}
    await store.close()


async def test_the_migrations_make_the_schema_of_the_models(database_url: str) -> None:
    settings = configuration(database_url)
    async with TortoiseContext() as context:
        await context.init(config=settings)
        changes = await MigrationAutodetector(context.apps, settings["apps"]).changes()
    assert [writer.name for writer in changes] == [], "run tortoise makemigrations"


async def test_every_table_and_column_of_the_models_exists(store: Store) -> None:
    async with TortoiseContext() as context:
        await context.init(config=configuration("sqlite://:memory:"))
        models = list(context.apps.get_models_iterable())
        wanted = {
            model._meta.db_table: sorted(model._meta.fields_db_projection.values())
            for model in models
        }
    assert len(wanted) == 28
    for table, columns in wanted.items():
        await store.reader.rows(f"SELECT {', '.join(columns)} FROM {table}")


@only_sqlite
async def test_sqlite_writes_with_wal_and_full_synchronisation(store: Store) -> None:

    async def settings(session: Session) -> tuple[int, str]:
        (level,) = await session.rows("PRAGMA synchronous")
        (mode,) = await session.rows("PRAGMA journal_mode")
        return level["synchronous"], mode["journal_mode"]

    assert await store.writer.run(settings, "settings") == (2, "wal")


@only_sqlite
async def test_sqlite_without_full_synchronisation_is_refused(
    database_url: str, privacy_keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.database.durability.FULL", 3)
    with pytest.raises(RuntimeError, match="synchronous=FULL"):
        await Store.open(database_url, privacy_keys)


@only_sqlite
async def test_a_second_writing_store_is_refused(
    store: Store, database_url: str, privacy_keys: Keys
) -> None:
    with pytest.raises(AlreadyRunning, match="服务正在运行"):
        await Store.open(database_url, privacy_keys)
    with pytest.raises(AlreadyRunning, match="服务正在运行"):
        await migrate(database_url)


_SECOND_PROCESS = """
import asyncio, sys
from storage.store import Store
from storage.database.privacy import Keys
asyncio.run(Store.open(sys.argv[1], Keys.random()))
"""


@only_sqlite
async def test_a_second_process_is_refused(store: Store, database_url: str) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        _SECOND_PROCESS,
        database_url,
        stderr=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    _, errors = await within("the second process to end", process.communicate())
    assert process.returncode == 1
    assert "AlreadyRunning: 服务正在运行" in errors.decode()


async def test_reading_commands_work_while_the_service_runs(
    store: Store, database_url: str, privacy_keys: Keys
) -> None:
    reading = await Store.open(database_url, privacy_keys, read_only=True)
    assert await inbox.counts(reading.reader) == {"waiting": 0, "quarantined": 0}
    with pytest.raises(ReadOnlyStore):
        _ = reading.writer
    await reading.close()


async def test_reading_commands_work_when_nothing_runs(
    database_url: str, privacy_keys: Keys
) -> None:
    reading = await Store.open(database_url, privacy_keys, read_only=True)
    assert await inbox.counts(reading.reader) == {"waiting": 0, "quarantined": 0}
    await reading.close()


async def test_a_ping_tells_whether_reader_and_writer_work(store: Store) -> None:
    await store.ping()
    await store.writer.close()
    with pytest.raises(WriterClosed):
        await store.ping()


async def test_the_reader_cannot_write(store: Store) -> None:
    with pytest.raises(Exception, match=r"read-?only"):
        await store.reader.rows("DELETE FROM inbox")


async def test_cancelled_readers_leave_the_reader_working(store: Store) -> None:
    """R8: a reader that was given up gives its connection back."""
    chance = random.Random(5)

    async def read() -> None:
        await inbox.quarantined(store.reader)

    for _ in range(40):
        tasks = [asyncio.create_task(read()) for _ in range(25)]
        for task in tasks:
            for _ in range(chance.randrange(8)):
                await asyncio.sleep(0)
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    assert await inbox.counts(store.reader) == {"waiting": 0, "quarantined": 0}


async def test_a_missing_folder_is_made_and_a_relative_path_is_taken_from_the_working_folder(
    tmp_path: Path, privacy_keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    await migrate("sqlite://new/folder/yousu.db")
    store = await Store.open(f"sqlite://{tmp_path / 'new' / 'folder' / 'yousu.db'}", privacy_keys)
    await store.close()
    assert is_there(tmp_path, "new/folder/yousu.db")


async def test_a_file_that_is_no_database_is_refused_and_nothing_hangs(
    tmp_path: Path, privacy_keys: Keys
) -> None:
    """Whoever copied the wrong file gets an error at once; no driver's thread is left behind."""
    file = tmp_path / "yousu.db"
    file.write_bytes(b"this is no database" * 20)
    url = f"sqlite://{file}"
    before = threading.active_count()

    for opening in (
        migrate(url),
        Store.open(url, privacy_keys),
        Store.open(url, privacy_keys, read_only=True),
    ):
        with pytest.raises(Damaged):
            await opening

    assert threading.active_count() == before
    assert file.read_bytes().startswith(b"this is no database")


async def test_nobody_else_may_read_the_database(tmp_path: Path) -> None:
    file = tmp_path / "data" / "yousu.db"
    await migrate(f"sqlite://{file}")

    assert file.stat().st_mode & 0o077 == 0
    assert file.parent.stat().st_mode & 0o077 == 0
