"""Values on the form of a draft: where each is stored, how long it may be, who takes whose place."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from intake.conversation.message import SPOKEN, Message
from intake.conversation.state import Draft
from intake.extract import extract

#: the longest that a particular may be, so that the reading-back never cuts one
LONGEST: Mapping[str, int] = {
    "name": 32,
    "contact": 12,
    "for_whom": 12,
    "phone": 15,
    "address": 50,
}


def stored(name: str) -> str:
    """Return the field of a draft that keeps *name*: a unit is a name too."""
    return "name" if name == "unit" else name


def filled(draft: Draft, values: Mapping[str, str]) -> Draft:
    """Return *draft* with *values*; a unit takes the name's place, the person becomes its contact."""
    given: dict[str, str] = dict(values)
    unit = given.pop("unit", "")
    if "name" in given and not unit and extract.find(given["name"], answering=True).unit:
        unit = given.pop("name")
    if unit:
        if not draft.is_unit and not draft.contact and (given.get("name") or draft.name):
            given.setdefault("contact", given.get("name") or draft.name)
        draft = replace(draft, name=unit, is_unit=True)
        given.pop("name", None)
    elif "name" in given and "contact" not in given and draft.is_unit_of_before:
        # they speak for themselves this time; where the unit sits is not where they live
        gone = dict.fromkeys({"contact", "address"} & {*draft.filled_in}, "")
        draft = replace(draft, is_unit=False)
        given = gone | given
    elif draft.is_unit and "name" in given:
        given.setdefault("contact", given.pop("name"))
    elif not draft.is_unit and "contact" in given and not (draft.name or "name" in given):
        given["name"] = given.pop("contact")  # 联系人 of nobody but themselves
    changes: dict[str, Any] = given
    return replace(draft, **changes)


def marked(before: Draft, after: Draft, message: Message) -> Draft:
    """Return *after* with the words that *message* added to *before* marked, where a machine heard them."""
    if not message.is_spoken or after.words == before.words:
        return after
    kept = before.words if after.words[: len(before.words)] == before.words else ()
    new = (f"{SPOKEN} {one}" for one in after.words[len(kept) :])
    return replace(after, words=(*kept, *new))
