"""A complaint that another system passes on (转办): the JSON of `POST /hotline/complaints`, read strictly.

The shape is that of what we push (product §6): `no` is the sender's own number, `external_no` the
other side's. Unknown fields are kept in the inbox row and not looked at.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.texts import hotline as texts
from bot.texts.moments import SHANGHAI
from dispatch.ticket.ticket import State

#: the text fields and how many characters each may have; the first three must be there
LONGEST: Mapping[str, int] = {
    "id": 128,
    "no": 64,
    "text": 10_000,
    "state": 32,
    "name": 100,
    "contact": 100,
    "for_whom": 100,
    "phone": 40,
    "address": 200,
    "place": 200,
    "kind": 20,
    "source": 40,
    "centre": 64,
}
_NEEDED = ("id", "no", "text")
_FLAGS = ("is_unit", "anonymous")
#: NUL and the like, half surrogates; in a field of one line also line breaks
_ODD = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_BREAKS = re.compile(r"[\t\r\n\x85\u2028\u2029]")

Json = Mapping[str, Any]


class NotATransfer(Exception):
    """The body is no complaint; *faults* name everything that is wrong with it, in Chinese."""

    def __init__(self, *faults: str) -> None:
        super().__init__(*faults)
        self.faults = faults


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """One complaint as it was passed on.

    Attributes:
        id: of this request; a repeat has the same.
        no: the sender's number, which never makes a second ticket.
        at: when it was said there.
        source: through which channel the sender got it (企业纾困360 …), empty for its own.
        centre: whose it is, empty where the sender does not say.
    """

    id: str
    no: str
    at: datetime
    text: str = field(repr=False)
    name: str = field(default="", repr=False)
    contact: str = field(default="", repr=False)
    for_whom: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    address: str = field(default="", repr=False)
    place: str = field(default="", repr=False)
    is_unit: bool = False
    anonymous: bool = False
    kind: str = ""
    source: str = ""
    centre: str = ""


def load(body: bytes) -> dict[str, Any]:
    """Return the JSON object in *body*.

    Raises:
        NotATransfer: not UTF-8, not JSON, too deeply nested, or not an object.
    """
    try:
        loaded = json.loads(body.decode())
    except (ValueError, RecursionError):
        raise NotATransfer(texts.NOT_JSON) from None
    if not isinstance(loaded, dict):
        raise NotATransfer(texts.NOT_JSON)
    return loaded


def read(given: Json) -> Transfer:
    """Return the complaint in *given*.

    Raises:
        NotATransfer: with every fault at once.
    """
    at = _moment(given.get("at"))
    faults = [*_faults(given), *([] if at else [texts.NOT_A_MOMENT])]
    if faults or at is None:
        raise NotATransfer(*faults)
    words: dict[str, Any] = {name: _words(given, name) for name in LONGEST if name != "state"}
    flags: dict[str, Any] = {name: given.get(name) is True for name in _FLAGS}
    return Transfer(at=at, **words, **flags)


def _words(given: Json, name: str) -> str:
    return str(given.get(name) or "").strip()


def _faults(given: Json) -> Iterator[str]:
    for name, longest in LONGEST.items():
        fault = _text_fault(given, name, longest)
        if fault is not None:
            yield fault.format(field=name, longest=longest)
    for name in _FLAGS:
        if not isinstance(given.get(name), bool | None):
            yield texts.NOT_YES_OR_NO.format(field=name)
    if ":" in str(given.get("no")):
        yield texts.NO_COLON
    if given.get("state") not in (None, "", State.REGISTERED.value):
        yield texts.NOT_NEW


def _text_fault(given: Json, name: str, longest: int) -> str | None:
    value = given.get(name)
    if value is None or value == "":
        return texts.MISSING if name in _NEEDED else None
    if not isinstance(value, str):
        return texts.NOT_TEXT
    if not value.strip() and name in _NEEDED:
        return texts.MISSING
    if len(value) > longest:
        return texts.TOO_LONG
    is_odd = _ODD.search(value) or (name != "text" and _BREAKS.search(value.strip()))
    return texts.ODD_LETTERS if is_odd else None


def _moment(value: object) -> datetime | None:
    """Return the moment in *value*; one without an offset is Shanghai's."""
    if not isinstance(value, str):
        return None
    try:
        at = datetime.fromisoformat(value)
        at = at if at.tzinfo else at.replace(tzinfo=SHANGHAI)
        return at.astimezone(SHANGHAI)
    except (ValueError, OverflowError):
        return None
