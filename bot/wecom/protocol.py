"""WeCom's wire without any I/O: bytes and dicts in, typed values or `Unreadable` out.

What an app callback pushes is read here; 微信客服 in `kf_message.py`, the group robot in
`robot_frame.py`. Unknown kinds and events are readable values too: the caller decides what to say.
Source: developer.work.weixin.qq.com 90239 (messages), 90240 (events), 94670 (kf_msg_or_event).
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.wecom import xml
from bot.wecom.fields import Unreadable, check_id, to_moment
from bot.wecom.xml import Node

KF_EVENT = "kf_msg_or_event"
CARD_EVENTS = ("template_card_event", "template_card_menu_event")

_SECONDS = re.compile(r"[0-9]{1,12}")
_DEGREES = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{1,20})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """A place somebody sent; latitude and longitude in degrees (GCJ-02, as WeCom gives them)."""

    latitude: float
    longitude: float
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedLink:
    """A web page somebody shared."""

    title: str
    url: str
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One message or event pushed to the app callback; what a kind does not have is empty.

    Attributes:
        kind: text, image, voice, video, location, link, event, or WeCom's word for an unknown kind.
        from_user: the member's userid; `sys` for contact changes; empty only for `kf_msg_or_event`.
        msg_id: WeCom's id of a message; events have none.
        event: WeCom's name of the event.
        event_key: the pressed button's key, or a menu's.
        response_code: lets the card be changed once, within 72 h.
        selected: question key to the ids of the chosen options, in order.
        open_kfid: the 客服 account where something waits.
        token: lets `sync_msg` fetch it without the strict limits, for 10 minutes.
    """

    kind: str
    from_user: str
    created_at: datetime
    msg_id: str = ""
    agent_id: str = ""
    text: str = field(default="", repr=False)
    media_id: str = field(default="", repr=False)
    location: Location | None = field(default=None, repr=False)
    link: SharedLink | None = field(default=None, repr=False)
    event: str = ""
    event_key: str = ""
    task_id: str = ""
    card_type: str = ""
    response_code: str = field(default="", repr=False)
    selected: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    open_kfid: str = ""
    token: str = field(default="", repr=False)

    @property
    def is_press(self) -> bool:
        return self.event in CARD_EVENTS


def read_app(body: bytes) -> Incoming:
    """Return what the decrypted *body* of an app callback says.

    Raises:
        Unreadable: not XML, or a field is missing, double or of the wrong type.
    """
    return incoming(xml.parse(body))


def incoming(root: Node) -> Incoming:
    """Return the reading of a parsed body; errors as `read_app`."""
    if root.name != "xml":
        raise Unreadable("the root is not xml")
    kind = _id(root, "MsgType")
    event = _id(root, "Event") if kind == "event" else ""
    return Incoming(
        kind=kind,
        from_user=_id(root, "FromUserName", "" if event == KF_EVENT else None),
        created_at=created_at(root),
        msg_id=_id(root, "MsgId", "" if kind == "event" else None),
        agent_id=_id(root, "AgentID", ""),
        event=event,
        **(_EVENTS.get(event, _any_event) if event else _KINDS.get(kind, _nothing))(root),
    )


def created_at(root: Node) -> datetime:
    """Return when the sender sent it; errors as `read_app`."""
    seconds = root.value("CreateTime").strip()
    if not _SECONDS.fullmatch(seconds):
        raise Unreadable("CreateTime is not a time")
    return to_moment(int(seconds), "CreateTime")


def repeat_key(message: Incoming) -> str:
    """Return the key that finds a repeated event: 64 hex digits, the same for the same event.

    Each part carries its length, so no two lists of parts can look alike.
    """
    parts = (
        message.from_user,
        str(int(message.created_at.timestamp())),
        message.event,
        message.event_key,
        message.task_id,
        message.response_code,
        message.open_kfid,
        message.token,
    )
    joined = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(joined.encode()).hexdigest()


def _id(root: Node, name: str, default: str | None = None) -> str:
    return check_id(root.value(name, default).strip(), name, default)


def _nothing(_: Node) -> dict[str, Any]:
    return {}


def _text(root: Node) -> dict[str, Any]:
    return {"text": root.value("Content")}


def _media(root: Node) -> dict[str, Any]:
    media_id = root.value("MediaId").strip()
    if not media_id:
        raise Unreadable("MediaId is empty")
    return {"media_id": media_id}


def _voice(root: Node) -> dict[str, Any]:
    """A voice; where WeCom recognised what was said, its words too."""
    return _media(root) | {"text": root.value("Recognition", "").strip()}


def _location(root: Node) -> dict[str, Any]:
    label = root.value("Label", "").strip()
    try:
        latitude, longitude = _degrees(root, "Location_X", 90), _degrees(root, "Location_Y", 180)
    except Unreadable:
        if not label:
            raise
        return {"text": label}
    return {"location": Location(latitude=latitude, longitude=longitude, label=label)}


def _degrees(root: Node, name: str, limit: int) -> float:
    given = root.value(name).strip()
    if not _DEGREES.fullmatch(given) or abs(float(given)) > limit:
        raise Unreadable(f"{name} is not an angle up to {limit}")
    return float(given)


def _link(root: Node) -> dict[str, Any]:
    link = SharedLink(
        title=root.value("Title", ""),
        url=root.value("Url", "").strip(),
        description=root.value("Description", ""),
    )
    return {"link": link}


def _any_event(root: Node) -> dict[str, Any]:
    return {"event_key": root.value("EventKey", "")}


def _chosen_place(root: Node) -> dict[str, Any]:
    inside = root.only("SendLocationInfo")
    return _any_event(root) | (_location(inside) if inside else {})


def _card_event(root: Node) -> dict[str, Any]:
    return {
        "event_key": root.value("EventKey"),
        "task_id": root.value("TaskId"),
        "card_type": root.value("CardType", ""),
        "response_code": root.value("ResponseCode", ""),
        "selected": _selected(root),
    }


def _selected(root: Node) -> dict[str, tuple[str, ...]]:
    chosen: dict[str, tuple[str, ...]] = {}
    outer = root.only("SelectedItems")
    for item in outer.every("SelectedItem") if outer else ():
        question = item.value("QuestionKey")
        if question in chosen:
            raise Unreadable("a QuestionKey occurs twice")
        options = item.only("OptionIds")
        chosen[question] = tuple(map(_leaf, options.every("OptionId"))) if options else ()
    return chosen


def _leaf(node: Node) -> str:
    if node.children:
        raise Unreadable(f"{node.name} is not text")
    return node.text


def _kf_event(root: Node) -> dict[str, Any]:
    return {"open_kfid": _id(root, "OpenKfId"), "token": root.value("Token", "").strip()}


_KINDS: dict[str, Callable[[Node], dict[str, Any]]] = {
    "text": _text,
    "image": _media,
    "voice": _voice,
    "video": _media,
    "location": _location,
    "link": _link,
}
_EVENTS: dict[str, Callable[[Node], dict[str, Any]]] = {
    **dict.fromkeys(CARD_EVENTS, _card_event),
    "location_select": _chosen_place,
    KF_EVENT: _kf_event,
}
