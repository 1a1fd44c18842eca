"""The SQLite file: it is there, it is a database, the rights are enough, and one process alone writes it.

A database of a server needs none of this: whatever is asked here says yes for it.
"""

import errno
import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from storage.database import sqlite_library
from storage.database.connections import is_sqlite, sqlite_path
from storage.database.errors import AlreadyRunning, Damaged, NoAccess, SchemaBehind

#: rights of what holds personal data: nobody else may even read it
_OURS_ALONE = 0o600

#: said of a file or folder whose rights, or whose read-only file system, forbid it
_FORBIDDEN = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


@contextmanager
def only_writer(url: str) -> Iterator[None]:
    """Hold the file lock that says that this process writes; it ends with the process, however that ends.

    PostgreSQL needs none: there several replicas write, and rows are taken with SKIP LOCKED.

    Raises:
        AlreadyRunning: another process writes.
        NoAccess: the folder or a file in it cannot be written.
    """
    if not is_sqlite(url):
        yield
        return
    path = Path(sqlite_path(url))
    with _named(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True, mode=_OURS_ALONE | 0o100)
    assert_writable(url)
    with _named(path.parent):
        # SQLite gives the files beside it (-wal, -shm) the rights of the database
        path.touch(mode=_OURS_ALONE)
        lock = Path(f"{path}.lock")
        lock.touch()
    with lock.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise AlreadyRunning from None
        yield


@contextmanager
def _named(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno not in _FORBIDDEN:
            raise
        raise NoAccess(str(error.filename or folder)) from error


def assert_writable(url: str) -> None:
    """Refuse a database that could be read but not written.

    Raises:
        NoAccess: the folder (or the nearest one that is there), the file or one beside it.
    """
    if not is_sqlite(url):
        return
    path = Path(sqlite_path(url)).absolute()
    folder = next(one for one in path.parents if one.exists())
    if not os.access(folder, os.W_OK | os.X_OK):
        raise NoAccess(str(folder))
    for file in (path, *(Path(f"{path}{end}") for end in ("-wal", "-shm", ".lock"))):
        if file.exists() and not os.access(file, os.R_OK | os.W_OK):
            raise NoAccess(str(file))


def assert_database(url: str, *, must_exist: bool = False) -> None:
    """Refuse a SQLite file that is none, before a driver's thread stands between us and the error.

    Raises:
        SchemaBehind: there is none yet, and it *must_exist*.
        NoAccess: it may not be read, or its folder not be written, which reading beside a writer needs.
        Damaged: the file is no database, or is damaged.
    """
    if not is_sqlite(url):
        return
    path = Path(sqlite_path(url))
    if must_exist and not path.is_file():
        raise SchemaBehind
    # a new file is empty until its first table
    if not path.is_file() or not path.stat().st_size:
        return
    if not os.access(path, os.R_OK):
        raise NoAccess(str(path))
    try:
        with closing(sqlite_library.connect(path, read_only=True)) as file:
            file.execute("SELECT COUNT(*) FROM sqlite_master").fetchall()
    except sqlite3.OperationalError:
        if not os.access(path.absolute().parent, os.W_OK):
            raise NoAccess(str(path.absolute().parent)) from None
        raise
    except sqlite3.DatabaseError as error:
        raise Damaged(f"{Damaged.__doc__} {error}") from error
