"""One message or event of 微信客服 as `kf/sync_msg` lists it, read into a typed value.

Source: developer.work.weixin.qq.com 94670 (接收消息和事件). WeCom leaves `msgid`, `open_kfid` and
`external_userid` of some events out or puts them inside `event`.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.wecom import fields
from bot.wecom.fields import Unreadable
from bot.wecom.protocol import Location, SharedLink

FROM_CUSTOMER = 3
#: kinds whose content is not documented, or not always there
_SPARSE = ("note", "channels", "channels_shop_product", "channels_shop_order")

#: Values of `fail_type` that say: the window of 48 h or 5 messages is closed.
WINDOW_CLOSED = (4, 6)


@dataclass(frozen=True, slots=True, kw_only=True)
class KfEvent:
    """What happened in a conversation; what an event does not have is empty.

    Attributes:
        name: enter_session, msg_send_fail, session_status_change, servicer_status_change,
            user_recall_msg, servicer_recall_msg, …; unknown ones as WeCom names them.
        code: welcome_code (20 s) or msg_code, for one `send_msg_on_event`.
        msg_id: the message that failed or was recalled.
        number: fail_type, change_type or status, as documented; -1 where there is none.
    """

    name: str
    code: str = field(default="", repr=False)
    scene: str = ""
    scene_param: str = ""
    msg_id: str = ""
    number: int = -1
    old_servicer: str = ""
    new_servicer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KfMessage:
    """One entry of `msg_list`; what a kind does not have is empty.

    Attributes:
        kind: text, image, voice, video, file, location, link, business_card, miniprogram, msgmenu,
            event, or WeCom's word for an unknown kind.
        origin: 3 customer, 4 system, 5 servicer; 0 where an event does not say.
        customer: `external_userid`; empty for what concerns a servicer only.
        menu_id: the key of the menu line the customer pressed; the text is then the line itself.
        raw: the entry as it came.
    """

    kind: str
    msg_id: str
    origin: int
    customer: str
    sent_at: datetime | None
    servicer: str = ""
    text: str = field(default="", repr=False)
    menu_id: str = ""
    media_id: str = field(default="", repr=False)
    location: Location | None = field(default=None, repr=False)
    link: SharedLink | None = field(default=None, repr=False)
    userid: str = ""
    event: KfEvent | None = None
    raw: Mapping[str, Any] = field(repr=False, compare=False)


def read_kf(entry: object) -> KfMessage:
    """Return the reading of one *entry* of `msg_list`.

    Raises:
        Unreadable: a field is missing or of the wrong type.
    """
    item = fields.obj(entry, "entry")
    kind = fields.an_id(item, "msgtype")
    if kind == "event":
        return _read_event(item)
    return KfMessage(
        kind=kind,
        msg_id=fields.an_id(item, "msgid"),
        origin=fields.whole(item, "origin"),
        customer=fields.an_id(item, "external_userid"),
        sent_at=fields.moment_if_any(item, "send_time"),
        servicer=fields.an_id(item, "servicer_userid", ""),
        raw=item,
        **(_KINDS[kind](_body(item, kind)) if kind in _KINDS else {}),
    )


def _body(item: Mapping[str, Any], kind: str) -> Mapping[str, Any]:
    """Return what stands under the kind's own name; of a kind of which little is known it may be away."""
    return item.get(kind) or {} if kind in _SPARSE else fields.sub(item, kind)


def _read_event(item: Mapping[str, Any]) -> KfMessage:
    inside = fields.sub(item, "event")
    outer = "external_userid" in item
    return KfMessage(
        kind="event",
        msg_id=fields.an_id(item, "msgid", ""),
        origin=fields.whole(item, "origin", 0),
        customer=fields.an_id(item if outer else inside, "external_userid", ""),
        sent_at=fields.moment_if_any(item, "send_time"),
        servicer=fields.an_id(inside, "servicer_userid", ""),
        event=_event(inside),
        raw=item,
    )


def _event(inside: Mapping[str, Any]) -> KfEvent:
    name = fields.an_id(inside, "event_type")
    msg_field, number_field, code_field = _EVENTS.get(name, ("", "", ""))
    return KfEvent(
        name=name,
        code=fields.text(inside, code_field, "") if code_field else "",
        scene=fields.text(inside, "scene", ""),
        scene_param=fields.text(inside, "scene_param", ""),
        msg_id=fields.an_id(inside, msg_field) if msg_field else "",
        number=fields.whole(inside, number_field) if number_field else -1,
        old_servicer=fields.an_id(inside, "old_servicer_userid", ""),
        new_servicer=fields.an_id(inside, "new_servicer_userid", ""),
    )


#: event → its field with a message id, with a number, with a code to answer by
_EVENTS = {
    "enter_session": ("", "", "welcome_code"),
    "msg_send_fail": ("fail_msgid", "fail_type", ""),
    "session_status_change": ("", "change_type", "msg_code"),
    "servicer_status_change": ("", "status", ""),
    "user_recall_msg": ("recall_msgid", "", ""),
    "servicer_recall_msg": ("recall_msgid", "", ""),
}


def _text(body: Mapping[str, Any]) -> dict[str, Any]:
    return {"text": fields.text(body, "content"), "menu_id": fields.text(body, "menu_id", "")}


def _media(body: Mapping[str, Any]) -> dict[str, Any]:
    return {"media_id": fields.media_id(body)}


def _location(body: Mapping[str, Any]) -> dict[str, Any]:
    names = (fields.text(body, "address", ""), fields.text(body, "name", ""))
    label = " ".join(name for name in names if name)
    try:
        latitude, longitude = (
            fields.number(body, "latitude", 90),
            fields.number(body, "longitude", 180),
        )
    except Unreadable:
        if not label:
            raise
        return {"text": label}
    return {"location": Location(latitude=latitude, longitude=longitude, label=label)}


def _link(body: Mapping[str, Any]) -> dict[str, Any]:
    link = SharedLink(
        title=fields.text(body, "title", ""),
        url=fields.text(body, "url", ""),
        description=fields.text(body, "desc", ""),
    )
    return {"link": link}


def _card(body: Mapping[str, Any]) -> dict[str, Any]:
    return {"userid": fields.an_id(body, "userid")}


def _miniprogram(body: Mapping[str, Any]) -> dict[str, Any]:
    return {"text": fields.text(body, "title", "")}


def _channels(body: Mapping[str, Any]) -> dict[str, Any]:
    """A 视频号 or something of its shop: whose it is and what it is called."""
    named = (fields.text(body, name, "") for name in ("nickname", "shop_nickname", "title"))
    return {"text": " ".join(filter(None, named))}


def _merged(body: Mapping[str, Any]) -> dict[str, Any]:
    """A piece of another chat (聊天记录): its title, and who said what in it; the rest by its kind."""
    lines = [fields.text(body, "title", "")]
    for each in fields.items(body, "item")[:_MOST_MERGED]:
        with suppress(Unreadable):
            lines.append(_merged_line(fields.obj(each, "item")))
    return {"text": "\n".join(filter(None, lines))}


def _merged_line(item: Mapping[str, Any]) -> str:
    kind = fields.text(item, "msgtype", "")
    inside = fields.load(fields.text(item, "msg_content", "{}").encode())
    said = fields.sub(inside, kind) if isinstance(inside.get(kind), dict) else inside
    words = fields.text(said, "content", "") or fields.text(said, "title", "")
    return f"{fields.text(item, 'sender_name', '')}：{words or f'[{kind}]'}"


#: of one piece of another chat so many lines are read
_MOST_MERGED = 100

_KINDS: dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "text": _text,
    "image": _media,
    "voice": _media,
    "video": _media,
    "file": _media,
    "location": _location,
    "link": _link,
    "business_card": _card,
    "miniprogram": _miniprogram,
    "merged_msg": _merged,
    **dict.fromkeys(("channels", "channels_shop_product", "channels_shop_order"), _channels),
    "note": _miniprogram,
}
