"""What a correction puts right in a draft: 是西头不是东头, 尾号是22不是23, 502改成503, 名字是“慧”不是“惠”.

Rule 1: what it calls wrong must stand in exactly one field, once; else nothing is changed here.
Rule 2: only that part changes; a correction with anything behind it that is none is read as words.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from dispatch.words.normal_form import normal
from intake.conversation.form_fields import LONGEST, stored
from intake.particulars.lead_words import LABELS, SIGNS
from intake.particulars.putting_right import PARTS, TAIL, WAYS
from intake.talk.state import PARTICULARS, Draft

#: 智慧的慧, 耳东陈: of these one sign is meant
_OF_A_SIGN = re.compile(r".{1,4}的(.)字?")
_MEANT = re.compile(r"(?:那个|一个)?(.)字")
#: figures of a number that is no mere digit of it
_FEW = 3
#: what is longer tells something
_LONGEST = 100
_RINGS = re.compile(r"\d{7,12}(?:转\d{1,5})?")


class _Change(NamedTuple):
    """One part of one field, and what takes its place."""

    name: str
    start: int
    end: int


def put_right(draft: Draft, text: str) -> Draft | None:
    """Return *draft* with the part changed that *text* calls wrong; None where it is no such correction."""
    said = normal(text).strip(" \n,。.!~;")
    tail = TAIL.fullmatch(said)
    if tail and draft.phone[-1:].isdigit() and "转" not in draft.phone:
        return replace(draft, phone=draft.phone[: -len(tail[1])] + tail[1])
    for way in WAYS if len(said) <= _LONGEST else ():
        hit = way.fullmatch(said)
        changed = _changed(draft, hit) if hit else None
        if changed is not None:
            return changed
    return None


def _changed(draft: Draft, hit: re.Match[str]) -> Draft | None:
    wrong, right = _sign(hit["that"].strip()), _sign(hit["this"].strip())
    label = hit["label"] or ""
    spots = [one for name in _fields(label) for one in _spots(getattr(draft, name), name, wrong)]
    if label and not spots and any(right in getattr(draft, name) for name in _fields(label)):
        return draft  # it is right already
    if label in ("尾号", "末尾") or label.startswith(("最后", "后")):
        spots = [one for one in spots if one.end == len(getattr(draft, one.name))]
    if len(spots) != 1:
        return None
    one = spots[0]
    before: str = getattr(draft, one.name)
    after = before[: one.start] + right + before[one.end :]
    if len(after) > LONGEST[one.name] or (one.name == "phone" and not _RINGS.fullmatch(after)):
        return None
    changes: dict[str, Any] = {one.name: after}
    return replace(draft, **changes)


def _sign(said: str) -> str:
    """Return *said*, or the one sign that it describes: 智慧的慧, 耳东陈."""
    if said in SIGNS:
        return said[-1]
    hit = _OF_A_SIGN.fullmatch(said) or _MEANT.fullmatch(said)
    return hit[1] if hit else said


def _fields(label: str) -> tuple[str, ...]:
    """Return the fields that *label* may speak of."""
    if not label:
        return (*PARTICULARS, "for_whom")
    part = next((name for name, words in PARTS.items() if re.fullmatch(words, label)), "")
    named = stored(part or LABELS.get(label.lower(), ""))
    people = ("name", "contact", "for_whom")
    return people if named in people else (named,) if named in PARTICULARS else ()


def _spots(value: str, name: str, wrong: str) -> Iterator[_Change]:
    """Yield where *wrong* stands in *value*; figures only where they are a whole number or many of a phone's."""
    if not wrong or (name == "phone" and not wrong.isdigit()):
        return
    is_few = name == "phone" and len(wrong) < _FEW
    edge = r"(?!\d)" if is_few else ""
    whole = rf"(?<!\d){wrong}(?!\d)" if wrong.isdigit() and name != "phone" else ""
    for hit in re.finditer(whole or re.escape(wrong) + edge, value):
        yield _Change(name, *hit.span())
