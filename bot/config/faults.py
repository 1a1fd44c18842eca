"""What is wrong in a configuration, each fault with its path and a sentence that says what to do.

No fault holds a value from the file: it may be a secret.
"""

import difflib
from collections.abc import Callable, Sequence
from typing import Any

from pydantic import ValidationError

from bot.config.schema import Path, name_of, names_at
from bot.config.sections import Settings
from bot.config.values import OURS
from bot.profiles.toml_fault import Fault
from bot.texts import operator


class BadConfig(Exception):
    """The configuration cannot be used; *faults* names everything that is wrong with it."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


#: pydantic's error type → our sentence; `{…}` is filled from the error's context.
SENTENCES: dict[str, str] = {
    "missing": operator.MISSING,
    "string_type": operator.NOT_TEXT,
    "int_type": operator.NOT_NUMBER,
    "time_type": operator.NOT_TIME,
    "date_type": operator.NOT_DATE,
    "date_from_datetime_inexact": operator.NOT_DATE,
    "tuple_type": operator.NOT_LIST,
    "list_type": operator.NOT_LIST,
    "model_type": operator.NOT_SECTION,
    "model_attributes_type": operator.NOT_SECTION,
    "greater_than_equal": operator.TOO_SMALL.replace("{least}", "{ge}"),
    "less_than_equal": operator.TOO_LARGE.replace("{most}", "{le}"),
    "too_short": operator.TOO_SHORT.replace("{least}", "{min_length}"),
}


def _unknown(path: Path) -> str:
    near = difflib.get_close_matches(str(path[-1]), names_at(Settings, path[:-1]), n=1)
    return operator.UNKNOWN_NEAR.format(near=near[0]) if near else operator.UNKNOWN


def _missing(path: Path) -> str:
    return operator.MISSING_SECTION if names_at(Settings, path) else operator.MISSING


#: The error types whose sentence depends on where they stand.
BY_PLACE: dict[str, Callable[[Path], str]] = {"extra_forbidden": _unknown, "missing": _missing}


def _sentence(kind: str, path: Path, context: dict[str, Any]) -> str:
    if kind == OURS:
        return str(context["sentence"])
    if kind in BY_PLACE:
        return BY_PLACE[kind](path)
    return SENTENCES.get(kind, operator.NOT_RIGHT).format(**context)


def translated(error: ValidationError) -> list[tuple[Path, str]]:
    """Return pydantic's findings as places and Chinese sentences, without any value."""
    return [
        (found["loc"], _sentence(found["type"], found["loc"], found.get("ctx", {})))
        for found in error.errors(include_url=False, include_input=False)
    ]


def as_written(path: Path, alone: set[Path]) -> str:
    """Return *path* as it stands in the file: a list written as one section has no position."""
    kept = [
        part for at, part in enumerate(path) if not (isinstance(part, int) and path[:at] in alone)
    ]
    return name_of(tuple(kept))
