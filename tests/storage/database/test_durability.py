"""A power loss takes nothing that was committed: what PostgreSQL must be set to, by us or by its operator."""

import asyncpg
import pytest
from databases import only_postgres, only_sqlite

from storage.database.durability import lacking
from storage.database.privacy import Keys
from storage.database.session import Session
from storage.store import Store


async def told(store: Store) -> str:
    """Return what the writer's session waits for at a COMMIT."""

    async def job(session: Session) -> str:
        (row,) = await session.rows("SHOW synchronous_commit")
        return str(row["synchronous_commit"])

    return await store.writer.run(job, "told")


@only_postgres
@pytest.mark.parametrize(
    ("level", "kept"),
    [("off", "on"), ("local", "local"), ("on", "on"), ("remote_apply", "remote_apply")],
)
async def test_a_commit_waits_for_the_disk_whatever_the_database_is_set_to(
    database_url: str, privacy_keys: Keys, level: str, kept: str
) -> None:
    """R2: only what does not wait is overruled; what waits for another server as well stays so."""
    connection = await asyncpg.connect(database_url)
    name = await connection.fetchval("SELECT current_database()")
    await connection.execute(f"ALTER DATABASE {name} SET synchronous_commit = {level}")
    await connection.close()

    store = await Store.open(database_url, privacy_keys)

    try:
        assert await told(store) == kept
    finally:
        await store.close()


@only_postgres
async def test_a_server_that_does_not_wait_for_its_disk_is_named(store: Store) -> None:
    """As that of the tests is set; `test_serve` shows that the operator reads it."""
    assert await store.lacking_durability() == ["fsync"]


class Server:
    """A PostgreSQL that is set as it should be."""

    alone = False

    async def row(self, sql: str) -> dict[str, str]:
        """Answer SHOW."""
        return {sql.removeprefix("SHOW "): "on"}


async def test_of_a_server_that_waits_nothing_is_said() -> None:
    session: Session = Server()  # type: ignore[assignment]

    assert await lacking(session) == []


@only_sqlite
async def test_of_sqlite_nothing_is_said_for_it_is_set_by_us(store: Store) -> None:
    assert await store.lacking_durability() == []
