"""Counts the SQL statements that go through a session class; BEGIN and COMMIT do not go through it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_WRITES = re.compile(r"\b(INSERT INTO|UPDATE \w+ SET|DELETE FROM)\b")


class Counted:
    """Statements so far, and how many of them write."""

    def __init__(self, session: type) -> None:
        self._session: Any = session
        self._so_far = (0, 0)

    def taken(self) -> tuple[int, int]:
        """Return the figures and begin anew."""
        taken, self._so_far = self._so_far, (0, 0)
        return taken

    @contextmanager
    def counting(self) -> Iterator[None]:
        """Count in the block."""
        plain = self._session.rows

        async def rows(session: Any, sql: str, *values: Any) -> Any:
            statements, writes = self._so_far
            self._so_far = (statements + 1, writes + bool(_WRITES.search(sql)))
            return await plain(session, sql, *values)

        self._session.rows = rows
        try:
            yield
        finally:
            self._session.rows = plain
