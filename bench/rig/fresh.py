"""Makes empty databases to measure on: SQLite files, or a PostgreSQL that waits for the disk.

The program that uses it has `tests` on its path.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import databases


@contextmanager
def databases_of(kind: str, folder: Path) -> Iterator[Any]:
    """Give a maker of fresh databases of *kind*: number → URL and what settles it once it is full."""
    if kind == "sqlite":
        yield lambda number: (f"sqlite://{folder / f'{number}.db'}", partial(asyncio.sleep, 0))
        return
    data = Path(f"{folder}-postgres")  # directly under the temporary folder: see `databases`
    server = databases._start(data)
    uri = server.get_uri()
    try:
        # the tests' server does not wait for the disk; this one shall
        _at_once(uri, "ALTER SYSTEM RESET fsync", "SELECT pg_reload_conf()")

        def fresh(number: int) -> tuple[str, Any]:
            name = f"open_{number}"
            _at_once(uri, f"CREATE DATABASE {name}")
            url = server.get_uri(database=name)
            # what autovacuum would do some time later, in the midst of the measure
            return url, partial(databases._execute, url, "VACUUM ANALYZE", "CHECKPOINT")

        yield fresh
    finally:
        server.cleanup()
        Path(f"{data}.lock").unlink(missing_ok=True)


def _at_once(uri: str, *statements: str) -> None:
    databases.run_apart(databases._execute(uri, *statements))
