"""Single fields of WeCom's JSON, each read with the expected type or an error that names it.

Rule 1: a number where a text stands, figures where a number stands, are what they say.
Rule 2: what no database keeps (NUL, half characters) costs that character, not the message.
Rule 3: a field that may be absent is as if it were absent where it cannot be read.
"""

import inspect
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

# An id becomes part of a key or a lane: printable, no blanks, and short enough for a column.
_ID = re.compile(r"[!-~]{1,128}")
_WHOLE = re.compile(r"-?[0-9]{1,18}")
_NUMBER = re.compile(r"[+-]?[0-9]{1,12}(?:\.[0-9]{1,20})?")
_LAST_SECOND = 253_402_300_799  # the end of the year 9999, where datetime ends


class Unreadable(Exception):
    """A message is not of WeCom's documented form; keep it in quarantine and let a person look.

    The text names the field and what was expected, never the value: it may be a citizen's word.
    """

    def __init__(self, fault: str = "") -> None:
        super().__init__(fault[:120] or inspect.getdoc(self))


def load(body: bytes) -> dict[str, Any]:
    """Return the JSON object in *body*.

    Raises:
        Unreadable: not UTF-8, not JSON, too deeply nested, or not an object.
    """
    try:
        loaded = json.loads(body.decode())
    except (ValueError, RecursionError):
        raise Unreadable("not JSON") from None
    return obj(loaded, "body")


def obj(value: object, name: str) -> dict[str, Any]:
    """Return *value*, which must be an object; *name* is for the error."""
    if not isinstance(value, dict):
        raise Unreadable(f"{name} is not an object")
    return value


def sub(fields: Mapping[str, Any], name: str) -> dict[str, Any]:
    return obj(fields.get(name), name)


def items(fields: Mapping[str, Any], name: str) -> list[Any]:
    """Return the list under *name*; an absent one is empty."""
    value = fields.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise Unreadable(f"{name} is not a list")
    return value


def text(fields: Mapping[str, Any], name: str, default: str | None = None) -> str:
    """Return the string under *name*; without *default* it must be there."""
    value = fields.get(name, default)
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    if isinstance(value, str):
        return whole_text(value)
    if default is None:
        raise Unreadable(f"{name} is not a string")
    return default


def whole_text(value: str) -> str:
    """Return *value* without what no database keeps: NUL, and halves of characters."""
    if value.isascii():
        return value.replace("\0", "")
    return value.encode("utf-8", "ignore").decode().replace("\0", "")


def an_id(fields: Mapping[str, Any], name: str, default: str | None = None) -> str:
    """Return the id under *name*: 1 to 128 printable ASCII characters, or exactly *default*."""
    value = text(fields, name, default)
    if default is not None and not _ID.fullmatch(value):
        return default
    return check_id(value, name)


def check_id(value: str, name: str, default: str | None = None) -> str:
    """Return *value* if it can be an id or is *default*."""
    if value != default and not _ID.fullmatch(value):
        raise Unreadable(f"{name} is not an id")
    return value


def media_id(fields: Mapping[str, Any]) -> str:
    """Return `media_id`, which may be longer than other ids but not empty."""
    value = text(fields, "media_id")
    if not value:
        raise Unreadable("media_id is empty")
    return value


def whole(fields: Mapping[str, Any], name: str, default: int | None = None) -> int:
    """Return the integer under *name*, which may be written as text; true and false are none."""
    value = fields.get(name, default)
    if isinstance(value, str) and _WHOLE.fullmatch(value):
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if default is None:
        raise Unreadable(f"{name} is not an integer")
    return default


def number(fields: Mapping[str, Any], name: str, limit: float) -> float:
    """Return the number under *name*, which may be written as text, at most *limit* away from zero."""
    value = fields.get(name)
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        value = float(value)
    if not isinstance(value, int | float) or isinstance(value, bool) or not abs(value) <= limit:
        raise Unreadable(f"{name} is not a number up to {limit:g}")
    return float(value)


def moment(fields: Mapping[str, Any], name: str) -> datetime:
    """Return the Unix time in seconds under *name* as an aware datetime."""
    return to_moment(whole(fields, name), name)


def moment_if_any(fields: Mapping[str, Any], name: str) -> datetime | None:
    """Return the time under *name*, None where there is none that can be read."""
    try:
        return moment(fields, name)
    except Unreadable:
        return None


def to_moment(seconds: int, name: str) -> datetime:
    """Return *seconds* since 1970 as an aware datetime in UTC."""
    if not 0 <= seconds <= _LAST_SECOND:
        raise Unreadable(f"{name} is not a time")
    return datetime.fromtimestamp(seconds, UTC)
