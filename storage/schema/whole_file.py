"""A SQLite file that is changed as a whole: a copy is changed, and takes its place once all of it is there.

tortoise runs a migration's statements one by one, each committed by itself. Whoever is killed between two
of them, or finds the disk full, has the file as it was; the copy is made anew by the next.
"""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from storage.database import sqlite_library
from storage.database.errors import AlreadyRunning

#: what the copy is called beside the file
_COPY = ".new"
#: what SQLite keeps beside a file
_BESIDE = ("", "-wal", "-shm", "-journal")


@contextmanager
def changed_as_a_whole(path: Path) -> Iterator[Path]:
    """Give a copy of the file at *path*, which takes its place if the block ends well.

    Nobody else may write meanwhile (`only_writer`). Who reads goes on reading the file as it was.

    Raises:
        AlreadyRunning: somebody reads at this moment, and for seconds.
    """
    copy = Path(f"{path}{_COPY}")
    _remove(copy)  # of somebody who was killed
    try:
        with closing(sqlite_library.connect(path)) as database:
            database.execute("VACUUM INTO ?", (str(copy),))
        copy.chmod(path.stat().st_mode)
        yield copy
        _synced(copy)
        with closing(sqlite_library.connect(path)) as database:
            # a log that is left beside the new file would be worked into it
            is_busy, *_ = database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if is_busy:
            raise AlreadyRunning
        copy.replace(path)
        _synced(path.parent)
    finally:
        _remove(copy)


def _remove(copy: Path) -> None:
    for end in _BESIDE:
        Path(f"{copy}{end}").unlink(missing_ok=True)


def _synced(path: Path) -> None:
    """Wait until *path* is on the disk: a file's bytes, a folder's names."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
