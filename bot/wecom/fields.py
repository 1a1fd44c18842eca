"""Single fields of WeCom's JSON, each read with the expected type or an error that names it."""

import inspect
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

# An id becomes part of a key or a lane: printable, no blanks, and short enough for a column.
_ID = re.compile(r"[!-~]{1,128}")
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
    if not isinstance(value, str):
        raise Unreadable(f"{name} is not a string")
    if "\0" in value or not _is_unicode(value):
        raise Unreadable(f"{name} holds what no database keeps")
    return value


def an_id(fields: Mapping[str, Any], name: str, default: str | None = None) -> str:
    """Return the id under *name*: 1 to 128 printable ASCII characters, or exactly *default*."""
    return check_id(text(fields, name, default), name, default)


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
    """Return the integer under *name*; true and false are none."""
    value = fields.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool):
        raise Unreadable(f"{name} is not an integer")
    return value


def number(fields: Mapping[str, Any], name: str, limit: float) -> float:
    """Return the number under *name*, at most *limit* away from zero."""
    value = fields.get(name)
    if not isinstance(value, int | float) or isinstance(value, bool) or not abs(value) <= limit:
        raise Unreadable(f"{name} is not a number up to {limit:g}")
    return float(value)


def moment(fields: Mapping[str, Any], name: str) -> datetime:
    """Return the Unix time in seconds under *name* as an aware datetime."""
    return to_moment(whole(fields, name), name)


def to_moment(seconds: int, name: str) -> datetime:
    """Return *seconds* since 1970 as an aware datetime in UTC."""
    if not 0 <= seconds <= _LAST_SECOND:
        raise Unreadable(f"{name} is not a time")
    return datetime.fromtimestamp(seconds, UTC)


def _is_unicode(value: str) -> bool:
    if value.isascii():
        return True
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
