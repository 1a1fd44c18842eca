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
from intake.particulars.lead_words import LABEL, LABELS, SIGNS
from intake.talk.state import PARTICULARS, Draft

#: names of a part of one field
_PARTS = {
    "phone": "尾号|末尾|最后.?位|后.?位|前.?位|中间.?位|号段",
    "address": "门牌|房间号?|房号|楼号|楼栋|栋号|单元号?|单元|楼层|室号|户号|村名|路名|街名|小区名?|组号",
    "name": "姓|名|第.个字|中间那?个?字|最后那?个?字",
}
_PART = "|".join(_PARTS.values())
_LEAD = (
    rf"(?:(?:那个|这个|我的?|我家的?|刚才的?|上面的?)?(?P<label>{LABEL}|{_PART})(?:那里|里面?的?|上的?|中的?|的)?"
    r"(?:(?:写|打|填|登记|记|发|说|搞|弄)?(?:错了?|不对|有误)(?:了|啦|一个字|了?一?个数字?)?,?|:|,)?)?"
)
_IS = "(?:应该|应当|应|其实|才|就|正确的?|准确的?)*(?:是|为|叫)"
_WRONG = "(?:写|打|填|登记|记|发|说|搞|弄)?(?:错了?|不对|有误)(?:了|啦)?"
_ONE = r"[^,。;!?\n是不]{1,40}?"
#: the ways of saying which of two is right
_WAYS = tuple(
    re.compile(rf"{_LEAD}{way}(?:了|吧|啊|哈|的|哦|才对|谢谢)*")
    for way in (
        rf"(?:不是|并非|别写|不叫)(?P<that>{_ONE}),?(?:而|{_IS})*是(?P<this>{_ONE})",
        rf"(?:{_IS})?(?P<this>{_ONE}),?(?:而)?(?:不是|不叫|不姓)(?P<that>{_ONE})",
        rf"(?:把|将)?(?P<that>{_ONE})(?:要|得|请)?(?:改成|改为|换成|改到|更正为|更正成|改做|变成)(?P<this>{_ONE})",
        rf"(?:把|将)?(?P<that>{_ONE}){_WRONG},?(?:{_IS}|改成|改为)(?P<this>{_ONE})",
        rf"(?:把|将)?(?P<this>{_ONE})(?:写|打|填|登记|记|说)成了?(?P<that>{_ONE})",
    )
)
_QUOTES = re.compile("[“”\"'‘’「」『』《》【】]")
#: 智慧的慧, 耳东陈: of these one sign is meant
_OF_A_SIGN = re.compile(r".{1,4}的(.)字?")
_MEANT = re.compile(r"(?:那个|一个)?(.)字")
#: figures of a number that is no mere digit of it
_FEW = 3
_RINGS = re.compile(r"\d{7,12}(?:转\d{1,5})?")


class _Change(NamedTuple):
    """One part of one field, and what takes its place."""

    name: str
    start: int
    end: int


def put_right(draft: Draft, text: str) -> Draft | None:
    """Return *draft* with the part changed that *text* calls wrong; None where it is no such correction."""
    said = _QUOTES.sub("", normal(text)).strip(" \n,。.!~;")
    for way in _WAYS:
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
    part = next((name for name, words in _PARTS.items() if re.fullmatch(words, label)), "")
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
