"""A complaint while it is being told: what a message adds, what is missing, how it reads back."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dispatch import screening
from dispatch.complaint import Complainant
from intake import extract
from intake.extract import Found
from intake.message import Kind, Message
from intake.talk import Draft, Field

#: how the kinds of WZ-2.1 are told apart by words; a person may change it, 投诉 where nothing says so
KINDS: tuple[tuple[str, str], ...] = (
    (r"建议|希望能|能否增加|最好能", "建议"),
    (r"请问|咨询|怎么办理|如何办理|需要什么材料|可不可以", "疑问"),
    (r"意见|不合理", "意见"),
)
_LABEL = re.compile(r"(姓名|电话|手机号?|地址|联系人|单位|诉求|当事人)\s*[:：]\s*([^\n，,；;]+)")
_LABELS: Mapping[str, str] = {
    "姓名": "name",
    "电话": "phone",
    "手机": "phone",
    "手机号": "phone",
    "地址": "address",
    "联系人": "contact",
    "单位": "name",
    "当事人": "for_whom",
}
_LEAD_WORD = re.compile(r"^\s*(?:我?要?再?)?补充(?:说明|材料|一下)?[\s:：，,。、]*")
#: an answer longer than this is a story, not a name or an address
_LONGEST_ANSWER = 40


def take(
    draft: Draft, message: Message, asked_for: frozenset[Field], *, corrects: bool = False
) -> Draft:
    """Return *draft* with what *message* says; *asked_for* are the particulars we asked for."""
    draft = replace(draft, said_at=draft.said_at or message.at)
    if message.media is not None:
        draft = replace(draft, media=(*draft.media, message.media))
    if message.kind is Kind.LOCATION:
        return replace(draft, place=message.text)
    if message.kind is not Kind.TEXT or not message.text.strip():
        return draft
    return _take_text(draft, message.text.strip(), asked_for, corrects=corrects)


def _take_text(draft: Draft, text: str, asked_for: frozenset[Field], *, corrects: bool) -> Draft:
    found = extract.find(text, answering=bool(asked_for - {Field.WORDS}))
    labelled = {_LABELS[m[1]]: m[2].strip() for m in _LABEL.finditer(text) if m[1] in _LABELS}
    particulars = _particulars(found, overwrite=corrects or bool(asked_for), draft=draft) | labelled
    if "单位" in text and labelled.get("name"):
        particulars["is_unit"] = "1"
    rest = _single_answer(draft, text, asked_for, particulars)
    for_other = draft.for_other or screening.is_on_behalf(text)
    draft = replace(draft, for_other=for_other, **_typed(particulars | rest))
    if _is_story(text, asked_for, particulars | rest, corrects=corrects):
        draft = replace(draft, words=(*draft.words, text))
    return draft


def _particulars(found: Found, *, overwrite: bool, draft: Draft) -> dict[str, str]:
    """Return what was found; what the draft already has is only replaced by an answer or a correction."""
    values: dict[str, str] = {}
    if found.phones:
        values["phone"] = found.phones[0]
    if found.addresses:
        values["address"] = found.addresses[0]
    if found.unit:
        values |= {"name": found.unit, "is_unit": "1"}
    if found.names:
        is_unit = bool(found.unit) or draft.is_unit
        values["contact" if is_unit else "name"] = found.names[0]
    if overwrite:
        return values
    return {key: value for key, value in values.items() if not getattr(draft, key)}


def _single_answer(
    draft: Draft, text: str, asked_for: frozenset[Field], found: Mapping[str, str]
) -> dict[str, str]:
    """Return the whole text as the one particular that it can only be, if we asked for it."""
    open_ = [
        f for f in missing(draft) if f in asked_for and f not in found and f is not Field.WORDS
    ]
    short = len(text) <= _LONGEST_ANSWER and "\n" not in text
    if found or len(open_) != 1 or not short or open_[0] is Field.PHONE:
        return {}
    return {open_[0].value: text}


def _typed(values: Mapping[str, str]) -> dict[str, Any]:
    return {key: bool(value) if key == "is_unit" else value for key, value in values.items()}


def _is_story(
    text: str, asked_for: frozenset[Field], found: Mapping[str, str], *, corrects: bool
) -> bool:
    """True when the words belong to the complaint and not only to its particulars."""
    left = len(text) - sum(len(value) for value in found.values())
    if corrects:
        return not found or left > _LONGEST_ANSWER
    if not asked_for or Field.WORDS in asked_for:
        return not found or left > 8
    return left > _LONGEST_ANSWER


def missing(draft: Draft) -> list[Field]:
    """Return what the form still needs, in the order of asking (WZ-6.1, WZ-F1)."""
    wanted = [
        (Field.WORDS, "".join(draft.words)),
        (Field.NAME, draft.name),
        (Field.CONTACT, draft.contact or not draft.is_unit),
        (Field.FOR_WHOM, draft.for_whom or not draft.for_other),
        (Field.PHONE, draft.phone),
        (Field.ADDRESS, draft.address),
    ]
    return [name for name, there in wanted if not there]


def complainant(draft: Draft, lane: str) -> Complainant:
    """Return who complains, reachable on *lane*."""
    return Complainant(
        lane=lane,
        name=draft.name,
        is_unit=draft.is_unit,
        contact=draft.contact,
        phone=draft.phone,
        address=draft.address,
        for_whom=draft.for_whom,
        anonymous=draft.name == UNNAMED,
    )


#: what stands for a name where the profile lets people stay unnamed (G-25)
UNNAMED = "不留名"


def facts(draft: Draft) -> dict[str, str]:
    """Return what the reading-back needs."""
    hints = draft.hints
    return {
        "words": "\n".join(draft.words),
        "name": draft.name,
        "contact": draft.contact,
        "phone": draft.phone,
        "address": draft.address,
        "for_whom": draft.for_whom,
        "place": draft.place,
        "media": f"{len(draft.media)} 个" if draft.media else "",
        "category": hints.categories[0].name if hints.categories else "待窗口研判",
        "department": hints.departments[0].name if hints.departments else "待窗口研判",
    }


def as_text(draft: Draft) -> str:
    """Return the draft in one paragraph, for the desk."""
    said = " ".join(draft.words)
    media = f"（附件 {len(draft.media)} 个）" if draft.media else ""
    place = f"（位置：{draft.place}）" if draft.place else ""
    return f"{said}{media}{place}".strip()


def said(message: Message) -> str:
    """Return what *message* says as words, whatever its kind."""
    return message.text.strip() or f"（{_MEDIA.get(message.kind, '附件')}）"


_MEDIA: Mapping[Kind, str] = {Kind.IMAGE: "照片", Kind.VOICE: "语音", Kind.VIDEO: "视频"}


def without_lead_word(text: str) -> str:
    """Return what follows 补充."""
    return _LEAD_WORD.sub("", text).strip()


def kind_of(draft: Draft) -> str:
    """Return the intake type that the words suggest (WZ-2.1)."""
    text = " ".join(draft.words)
    return next((kind for pattern, kind in KINDS if re.search(pattern, text)), "投诉")
