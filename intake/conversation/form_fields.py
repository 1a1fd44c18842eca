"""What the form needs of a draft: what is missing, who complains, how it reads back."""

import re

from dispatch.ticket.complaint import Complainant, Complaint
from dispatch.words.conduct import conduct
from intake.conversation.message import Kind, Message
from intake.conversation.state import UNNAMED, Draft, Field, Hints, Talk
from intake.conversation.turn_context import Frame

#: how the kinds of WZ-2.1 are told apart by words; a person may change it, 投诉 where nothing says so
KINDS: tuple[tuple[str, str], ...] = (
    (r"建议|希望能|能否增加|最好能", "建议"),
    (r"请问|咨询|怎么办理|如何办理|需要什么材料|可不可以", "疑问"),
    (r"意见|不合理", "意见"),
)
#: the channel of what a receptionist tells for somebody at the window
WALK_IN = "窗口"
#: what stands for a message that has neither words nor a file: a sticker, a card, a forwarded chat
UNSHOWN = "[附件]"
_MEDIA = {Kind.IMAGE: "照片", Kind.VOICE: "语音", Kind.VIDEO: "视频", Kind.LOCATION: "位置"}


def missing(draft: Draft) -> list[Field]:
    """Return what the form still needs, in the order of asking (WZ-6.1, WZ-F1)."""
    if draft.name == UNNAMED:
        return [] if draft.words else [Field.WORDS]
    wanted = [
        (Field.WORDS, "".join(draft.words)),
        (Field.NAME, draft.name),
        (Field.CONTACT, draft.contact or not draft.is_unit),
        (Field.FOR_WHOM, draft.for_whom or not draft.for_other),
        (Field.PHONE, draft.phone),
        (Field.ADDRESS, draft.address),
    ]
    return [name for name, there in wanted if not there and name not in draft.waived]


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
        categories=draft.hints.categories,
        departments=draft.hints.departments,
        causes=draft.hints.causes,
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
    if not draft.about:
        return found
    better = frame.suggest(draft.about)
    ids = {one.id for one in better.departments[:1]}
    matters = {one.id for one in better.categories[:1]}
    return Hints(
        departments=(*better.departments[:1], *(d for d in found.departments if d.id not in ids)),
        categories=(*better.categories[:1], *(c for c in found.categories if c.id not in matters)),
        causes=found.causes,
    )


def facts(draft: Draft) -> dict[str, str]:
    suggested = draft.hints
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
        "category": suggested.categories[0].name if suggested.categories else "",
        # what is said of somebody's conduct goes round them: no unit is named (N6)
        "department": suggested.departments[0].name if suggested.departments and not about else "",
    }


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
    text = " ".join(draft.words)
    return next((kind for pattern, kind in KINDS if re.search(pattern, text)), "投诉")
