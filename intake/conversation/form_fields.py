"""The form of a draft: what is missing, how long each may be, who takes whose place, who complains, how it reads back."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dispatch.ticket.complaint import Complainant, Complaint, Doubt, Scored
from dispatch.words.conduct import conduct
from intake.classify import emergencies
from intake.extract import extract
from intake.particulars.lead_words import KIN
from intake.talk.message import SPOKEN, Kind, Message
from intake.talk.state import UNNAMED, Draft, Field, Hints, Stage, Talk
from intake.talk.turn_context import NO_FACTS, Frame

#: how the kinds of WZ-2.1 are told apart by words; a person may change it, 投诉 where nothing says so
KINDS: tuple[tuple[str, str], ...] = (
    (r"建议|希望能|能否增加|最好能", "建议"),
    (r"请问|咨询|怎么办理|如何办理|需要什么材料|可不可以", "疑问"),
    (r"意见|不合理", "意见"),
)
#: how sure the dictionary must be of a department
SURE_OF_DEPARTMENT = 0.4
#: the channel of what a receptionist tells for somebody at the window
WALK_IN = "窗口"
#: what stands for a message that has neither words nor a file: a sticker, a card, a forwarded chat
UNSHOWN = "[附件]"
#: the longest that a particular may be, so that the reading-back never cuts one
LONGEST: Mapping[str, int] = {
    "name": 32,
    "contact": 12,
    "for_whom": 12,
    "phone": 18,
    "address": 50,
}
_MEDIA = {Kind.IMAGE: "照片", Kind.VOICE: "语音", Kind.VIDEO: "视频", Kind.LOCATION: "位置"}


def missing(draft: Draft) -> list[Field]:
    """Return what the form still needs, in the order of asking (WZ-6.1, WZ-F1)."""
    if draft.name == UNNAMED:
        return [] if draft.words else [Field.WORDS]
    wanted = [
        (Field.WORDS, "".join(draft.words)),
        (Field.NAME, draft.name),
        (Field.CONTACT, draft.contact or not draft.is_unit),
        (Field.FOR_WHOM, is_named(draft.for_whom) or not draft.for_other),
        (Field.PHONE, draft.phone),
        (Field.ADDRESS, draft.address),
    ]
    return [name for name, there in wanted if not there and name not in draft.waived]


def is_named(for_whom: str) -> bool:
    """True when *for_whom* is a name and not a relation alone (母亲)."""
    return bool(for_whom) and for_whom not in KIN.values()


def complaint(talk: Talk, frame: Frame) -> Complaint:
    draft = talk.draft
    assert draft.said_at is not None  # a draft without a message is never whole
    return Complaint(
        text="\n".join(draft.words),
        channel=(talk.way or WALK_IN) if talk.walk_in else frame.channel,
        kind=kind_of(draft),
        said_at=draft.said_at,
        complainant=complainant(draft, "" if talk.walk_in else frame.lane),
        media=draft.media,
        place=draft.place,
        emergency=emergencies.numbers(draft.words),
        categories=draft.hints.categories,
        departments=draft.hints.departments,
        causes=draft.hints.causes,
        unsure=draft.hints.unsure,
        assisting=draft.hints.assisting,
    )


def complainant(draft: Draft, lane: str) -> Complainant:
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


def hints(draft: Draft, frame: Frame) -> Hints:
    """Return what the words suggest; whose matter it is the person may have said better."""
    found = frame.suggest(" ".join(draft.words))
    if len(draft.words) > 1 and _is_sure(first := frame.suggest(draft.words[0])):
        found = _first(first, found)  # what is told later makes it nobody else's matter
    return _first(frame.suggest(draft.about), found) if draft.about else found


def _is_sure(found: Hints) -> bool:
    return bool(found.departments) and found.departments[0].confidence >= SURE_OF_DEPARTMENT


def _first(better: Hints, found: Hints) -> Hints:
    """Return *found* with the best of *better* before all else."""
    ids = {one.id for one in better.departments[:1]}
    matters = {one.id for one in better.categories[:1]}
    return Hints(
        departments=(*better.departments[:1], *(d for d in found.departments if d.id not in ids)),
        categories=(*better.categories[:1], *(c for c in found.categories if c.id not in matters)),
        causes=found.causes,
        assisting=found.assisting,
        unsure=tuple(
            one for one in better.unsure if one in found.unsure or not _agree(better, found)
        ),
    )


def _agree(one: Hints, other: Hints) -> bool:
    """True where what *one* puts first, *other* puts first too."""
    both = ((one.departments, other.departments), (one.categories, other.categories))
    return all(not mine or mine[0].id == its[0].id for mine, its in both if its)


def facts(draft: Draft) -> dict[str, str]:
    # what is not sure is the desk's to find out: the person reads that the window decides
    matters = draft.hints.categories if Doubt.MATTER not in draft.hints.unsure else ()
    units = draft.hints.departments if Doubt.DEPARTMENT not in draft.hints.unsure else ()
    about = conduct("\n".join(draft.words)) is not None
    return {
        "words": "\n".join(draft.words),
        "name": draft.name,
        "contact": draft.contact,
        "phone": draft.phone,
        "address": draft.address,
        "for_whom": draft.for_whom,
        "place": draft.place,
        "media": str(len(draft.media)) if draft.media else "",
        "about_staff": "1" if about else "",
        "category": matters[0].name if matters else "",
        # what is said of somebody's conduct goes round them: no unit is named (N6)
        "department": _offices(units[:1], draft.hints.assisting) if units and not about else "",
    }


def _offices(lead: tuple[Scored, ...], assisting: tuple[Scored, ...]) -> str:
    return "、".join(dict.fromkeys(one.name for one in (*lead, *assisting)))


def open_text(talk: Talk) -> str:
    """Return all that is open in one paragraph: what is told or waits, and the matters that follow it."""
    open_ = talk.waiting if talk.draft.is_empty else talk.draft
    return " · ".join(filter(None, map(as_text, (open_, *talk.others))))


def as_text(draft: Draft) -> str:
    """Return the draft in one paragraph, for the desk: words, then what else was given."""
    known = (draft.name, draft.contact, draft.for_whom, draft.phone, draft.address)
    pieces = (
        " ".join(draft.words),
        " ".join(filter(None, known)),
        "附件×" + str(len(draft.media)) if draft.media else "",
        "位置 " + draft.place if draft.place else "",
    )
    return " · ".join(filter(None, pieces))


def said(message: Message) -> str:
    """Return what *message* says as words, whatever its kind."""
    name = kind_of_piece(message)
    if message.kind is Kind.LOCATION and message.text.strip():
        return f"[{name}] {message.text.strip()}"
    return message.written or f"[{name}]"


def kind_of_piece(message: Message) -> str:
    return _MEDIA.get(message.kind, "附件")


def kind_of(draft: Draft) -> str:
    """Return the intake type that the words suggest (WZ-2.1)."""
    if draft.is_question:
        return "疑问"
    text = " ".join(draft.words)
    return next((kind for pattern, kind in KINDS if re.search(pattern, text)), "投诉")


def cleared(draft: Draft, field: Field) -> Draft:
    """Return *draft* without what stands in *field*."""
    changes: dict[str, Any] = {field.value: ""}
    return replace(draft, **changes)


# --- filling it in -----------------------------------------------------------------------------


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


def open_facts(talk: Talk) -> Mapping[str, str]:
    """Return what a sentence needs that says what is open; nothing where nothing is.

    Whoever would rather not give a name is not asked for it here.
    """
    if talk.stage is Stage.IDLE:
        return NO_FACTS
    facts = {"open": talk.stage.value, "no": talk.ticket}
    if talk.stage is Stage.COLLECTING and not talk.unnamed:
        facts["fields"] = ",".join(missing(talk.draft))
    return facts
