"""One sound SQLite for everybody: our own statements, tortoise's, the files that tests look into."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from databases import only_sqlite

from storage.database import sqlite_library
from storage.store import Store


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "some.db"


#: runs a program as on a machine for which there is no wheel
_NO_WHEEL = "import sys; sys.modules['apsw'] = None\n"


def as_without_wheel(program: str) -> str:
    """Return what *program* prints where apsw cannot be imported."""
    command = [sys.executable, "-c", _NO_WHEEL + program]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.strip()


def test_the_library_cannot_corrupt_a_wal_database() -> None:
    """S15, reliability.md §0.3: fixed in 3.51.3."""
    assert sqlite_library.is_sound()
    assert tuple(map(int, sqlite_library.version().split("."))) >= (3, 51, 3)


@only_sqlite
async def test_writer_and_reader_run_on_that_library(store: Store) -> None:
    asked = "SELECT sqlite_version() AS version"
    written = await store.writer.run(lambda session: session.row(asked), "which")
    assert written == await store.reader.row(asked) == {"version": sqlite_library.version()}


@only_sqlite
async def test_what_is_deleted_is_gone_from_the_file(store: Store) -> None:
    """Not every library overwrites by itself what it frees: destroying a key must be true everywhere."""
    asked = "PRAGMA secure_delete"
    assert await store.writer.run(lambda session: session.row(asked), "how") == {"secure_delete": 1}


@only_sqlite
async def test_the_reader_cannot_write(store: Store) -> None:
    with pytest.raises(Exception, match="readonly database"):
        await store.reader.rows("DELETE FROM inbox")


def test_where_there_is_no_wheel_the_systems_library_stands_by(file: Path) -> None:
    program = f"""
import sqlite3
from storage.database import sqlite_library
with sqlite_library.connect({str(file)!r}) as db:
    db.execute("CREATE TABLE t (n INT)")
print(sqlite_library.version() == sqlite3.sqlite_version, type(db) is sqlite3.Connection)
"""
    assert as_without_wheel(program) == "True True"
    with closing(sqlite_library.connect(file)) as db:
        assert db.execute("SELECT * FROM t").fetchall() == []


def test_a_database_of_the_one_library_is_read_by_the_other(file: Path) -> None:
    with closing(sqlite_library.connect(file)) as db:
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("CREATE TABLE t (n INT)")
        db.execute("INSERT INTO t VALUES (7)")
    program = f"""
from storage.database import sqlite_library
with sqlite_library.connect({str(file)!r}, read_only=True) as db:
    print(db.execute("SELECT n FROM t").fetchone())
"""
    assert as_without_wheel(program) == "(7,)"


@pytest.mark.parametrize(
    ("kind", "sql"),
    [
        (sqlite3.IntegrityError, "INSERT INTO t VALUES (1, 'x')"),
        (sqlite3.IntegrityError, "INSERT INTO t VALUES (NULL, NULL)"),
        (sqlite3.OperationalError, "SELECT * FROM nothing"),
        (sqlite3.OperationalError, "no sql at all"),
        (sqlite3.ProgrammingError, "SELECT ?"),
    ],
)
def test_an_error_is_the_one_that_sqlite3_would_raise(
    file: Path, kind: type[Exception], sql: str
) -> None:
    """tortoise, and whoever catches, knows them by these classes."""
    schema = "CREATE TABLE t (n INTEGER PRIMARY KEY, a TEXT NOT NULL)"
    for db in (sqlite_library.connect(file), sqlite3.connect(":memory:")):
        with closing(db):
            db.execute(schema)
            db.execute("INSERT INTO t VALUES (1, 'a')")
            with pytest.raises(kind):
                db.execute(sql).fetchall()


def test_a_file_that_is_none_or_is_not_there_is_said_in_these_classes_too(file: Path) -> None:
    with pytest.raises(sqlite3.OperationalError):
        sqlite_library.connect(file, read_only=True)
    file.write_bytes(b"this is no database" * 90)
    with (
        closing(sqlite_library.connect(file)) as db,
        pytest.raises(sqlite3.DatabaseError, match="not a database"),
    ):
        db.execute("PRAGMA schema_version").fetchall()


def test_rows_are_read_by_name_and_by_place_and_end(file: Path) -> None:
    with closing(sqlite_library.connect(file)) as db:
        db.execute("CREATE TABLE t (a, b)")
        db.executemany("INSERT INTO t VALUES (?, ?)", [(1, None), (True, b"\0")])
        assert db.total_changes == 2
        assert list(db.execute("SELECT * FROM t")) == [(1, None), (1, b"\0")]

        db.row_factory = sqlite3.Row
        found = db.execute("SELECT * FROM t").fetchall()
        assert [dict(row) for row in found] == [{"a": 1, "b": None}, {"a": 1, "b": b"\0"}]
        assert found[1][1] == b"\0"
        cursor = db.execute("SELECT a FROM t WHERE b IS NULL")
        assert (dict(cursor.fetchone()), cursor.fetchone()) == ({"a": 1}, None)


def test_a_point_in_time_is_stored_as_tortoise_stores_it(file: Path) -> None:
    moment = datetime(2026, 10, 8, 9, tzinfo=UTC)
    with closing(sqlite_library.connect(file)) as db:
        assert db.execute("SELECT ?", (moment,)).fetchone() == ("2026-10-08 09:00:00+00:00",)
        with pytest.raises(sqlite3.ProgrammingError, match="cannot be stored: object"):
            db.execute("SELECT ?", (object(),))


def test_a_block_commits_what_it_began_and_a_failed_one_rolls_back(file: Path) -> None:
    with closing(sqlite_library.connect(file)) as db:
        db.executescript("CREATE TABLE t (n PRIMARY KEY); BEGIN; INSERT INTO t VALUES (1)")
        with db:
            assert db.in_transaction
        assert not db.in_transaction
        with pytest.raises(sqlite3.IntegrityError), db:
            db.executescript("BEGIN; INSERT INTO t VALUES (2); INSERT INTO t VALUES (2)")
        assert db.execute("SELECT n FROM t").fetchall() == [(1,)]
