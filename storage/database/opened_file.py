"""Whether the database is still the file that was opened.

SQLite goes on writing into a file that was deleted, or that another took the place of, and all that it
is told then is lost with its end. A file written over in its own place has the same identity, and is not
told here.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from storage.database.connections import is_sqlite, sqlite_path
from storage.database.errors import FileGone

_Identity = tuple[int, int]


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """The database and its log as they were once opened: path → device and number; none on PostgreSQL."""

    files: Mapping[str, _Identity]

    @classmethod
    def of(cls, url: str) -> "OpenedFile":
        """Return the files behind *url*, which is open."""
        if not is_sqlite(url):
            return cls({})
        path = sqlite_path(url)
        return cls({one: at for one in (path, f"{path}-wal") if (at := _identity(one))})

    def assert_there(self) -> None:
        """Make sure that what is written is kept.

        Raises:
            FileGone: one of the files was deleted, or another took its place.
        """
        if any(_identity(path) != at for path, at in self.files.items()):
            raise FileGone


def _identity(path: str) -> _Identity | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino
