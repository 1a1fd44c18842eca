"""The tables of a database: which migrations this release has, which were applied, and applying the rest.

Rule 1 (R18): whoever is stopped in the middle leaves the old or the new. A SQLite file is changed as a whole
(`whole_file`); on PostgreSQL each migration is one transaction, and that it was applied is noted in it.
"""

import importlib.util
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.context import TortoiseContext
from tortoise.migrations.executor import MigrationExecutor
from tortoise.migrations.migration import Migration
from tortoise.migrations.operations import Operation
from tortoise.migrations.recorder import MigrationRecorder
from tortoise.migrations.schema_editor.base import BaseSchemaEditor
from tortoise.migrations.schema_generator.state import State

from storage.database import sqlite_library
from storage.database.connections import is_sqlite, sqlite_path
from storage.database.database_file import assert_database, only_writer
from storage.database.errors import SchemaBehind
from storage.schema.whole_file import changed_as_a_whole

_MIGRATIONS = "storage.migrations"


def shipped() -> list[str]:
    """Return the names of the migrations of this release, in order."""
    spec = importlib.util.find_spec(_MIGRATIONS)
    assert spec is not None
    assert spec.submodule_search_locations is not None
    folder = Path(next(iter(spec.submodule_search_locations)))
    return sorted(file.stem for file in folder.glob("[0-9]*.py"))


async def assert_current(reader: BaseDBAsyncClient) -> None:
    """Make sure that the database has every table of this release.

    Raises:
        SchemaBehind: run `migrate` first.
    """
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
        if not is_sqlite(url):
            return await _migrate(url)
        if not await _is_behind(url):
            return []
        with changed_as_a_whole(Path(sqlite_path(url))) as copy:
            return await _migrate(f"sqlite://{copy}")


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
            "storage.database.models_sketches",
        ],
        "migrations": _MIGRATIONS,
        "default_connection": name,
    }
    return {"connections": {name: reached}, "apps": {"storage": app}}


async def _is_behind(url: str) -> bool:
    """True if a migration of this release was not applied."""
    async with _connected(url) as (client, _):
        return bool(set(shipped()) - set(await _applied(client)))


async def _migrate(url: str) -> list[str]:
    async with _connected(url) as (client, apps):
        before = await _applied(client)
        await _Executor(client, apps).migrate()
        return [one for one in await _applied(client) if one not in before]


@asynccontextmanager
async def _connected(url: str) -> AsyncIterator[tuple[BaseDBAsyncClient, dict[str, Any]]]:
    settings = configuration(url)
    (name,) = settings["connections"]
    async with TortoiseContext() as context:
        await context.init(config=settings)
        yield context.connections.get(name), settings["apps"]


class _Executor(MigrationExecutor):
    """tortoise's, which notes that a migration was applied before its transaction ends, not after."""

    def __init__(self, client: BaseDBAsyncClient, apps: dict[str, Any]) -> None:
        super().__init__(client, apps)
        self.recorder = _NotedBefore(client)
        self._build = self.loader.build_graph
        self.loader.build_graph = self._build_with_notes  # type: ignore[method-assign]

    async def _build_with_notes(self) -> None:
        await self._build()
        for migration in self.loader.graph.nodes.values():
            if isinstance(migration, Migration):
                migration.operations.append(_Note(migration.name))


class _NotedBefore(MigrationRecorder):
    """Has nothing more to note once a migration was applied: `_Note` has done so."""

    async def record_applied(self, app: str, name: str) -> None:
        """Do nothing."""


class _Note(Operation):
    """The last operation of each migration: note that it was applied."""

    def __init__(self, name: str) -> None:
        self._name = name

    def state_forward(self, app_label: str, state: State) -> None:
        """Change nothing."""

    async def database_forward(
        self,
        app_label: str,
        old_state: State,
        new_state: State,
        state_editor: BaseSchemaEditor | None = None,
    ) -> None:
        """Note it by the connection that has the transaction."""
        assert state_editor is not None
        await MigrationRecorder(state_editor.client).record_applied(app_label, self._name)
