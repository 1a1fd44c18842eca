"""A profile as it was read from TOML, walked without trust: what has the wrong type is passed over.

The checks look at this and not at the finished value, so that what does not fit together is named
in the same breath as wrong types and unknown keys (as `bot/config/cross_checks.py` does).
"""

from collections.abc import Iterator, Mapping
from typing import Any

Raw = Mapping[str, Any]


def at(given: Raw, path: str) -> Any:
    """Return what stands at *path* (`remind.actor`), None where there is nothing."""
    here: Any = given
    for part in path.split("."):
        here = here.get(part) if isinstance(here, Mapping) else None
    return here


def tables(given: Raw, path: str) -> Iterator[tuple[str, Raw]]:
    """Yield the tables of the list at *path*, each with its own path."""
    listed = at(given, path)
    for n, one in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(one, Mapping):
            yield f"{path}.{n}", one


def inner(around: tuple[str, Raw], name: str) -> Iterator[tuple[str, Raw]]:
    """Yield the tables of the list called *name* in a table that has its path beside it."""
    path, table = around
    for inside, one in tables(table, name):
        yield f"{path}.{inside}", one


def rows(given: Raw, path: str) -> Iterator[tuple[str, Any]]:
    """Yield the rows of the table at *path*: name and value."""
    table = at(given, path)
    yield from table.items() if isinstance(table, Mapping) else ()


def texts(value: Any) -> tuple[str, ...]:
    """Return the texts in the list *value*; of anything else none."""
    listed = value if isinstance(value, list) else ()
    return tuple(one for one in listed if isinstance(one, str))
