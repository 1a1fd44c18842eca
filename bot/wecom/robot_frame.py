"""One frame of the group robot (智能机器人), by long connection or HTTP callback, as a value.

Source: developer.work.weixin.qq.com 100719 (messages), 101027 (events), 101463 (long connection). A
frame is `{"cmd", "headers": {"req_id"}, "body"}`; over HTTP the body comes alone.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.wecom import fields
from bot.wecom.fields import Unreadable

_MEDIA = ("image", "file", "video")
_MOST_PARTS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotMedia:
    """A picture, file or film: `url` lives 5 minutes, the content is encrypted with `aes_key`."""

    kind: str
    url: str
    aes_key: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotMessage:
    """What somebody said to the robot or pressed on its card; what a kind does not have is empty.

    Attributes:
        kind: text, mixed, image, voice, file, video, event, or WeCom's word for an unknown kind.
        req_id: the frame's number; an answer within WeCom's limits must carry it.
        chat_id: the group; empty in a single chat.
        from_user: userid or an encrypted open_userid; empty only for `disconnected_event`.
        created_at: only events say it.
        text: as written, the mention of the robot included; a voice message's transcript.
        quoted: the text of the message it answers to.
        event: template_card_event, enter_chat, feedback_event, disconnected_event, …
        selected: question key to the ids of the chosen options, in order.
    """

    kind: str
    msg_id: str
    bot_id: str
    from_user: str
    req_id: str = ""
    chat_id: str = ""
    created_at: datetime | None = None
    text: str = field(default="", repr=False)
    media: tuple[RobotMedia, ...] = field(default=(), repr=False)
    quoted: str = field(default="", repr=False)
    event: str = ""
    event_key: str = ""
    task_id: str = ""
    card_type: str = ""
    selected: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def is_press(self) -> bool:
        """Return whether somebody pressed a card's button or menu."""
        return self.event == "template_card_event"


def read_robot(frame: object) -> RobotMessage:
    """Return the reading of *frame*, or of a body alone.

    Raises:
        Unreadable: a field is missing or of the wrong type.
    """
    outer = fields.obj(frame, "frame")
    body = fields.sub(outer, "body") if "body" in outer else outer
    kind = fields.an_id(body, "msgtype")
    spoken, media = _said(body, kind)
    event = fields.sub(body, "event") if kind == "event" else {}
    name = fields.an_id(event, "eventtype") if event else ""
    if kind == "event" and not name:
        raise Unreadable("eventtype is missing")
    return RobotMessage(
        kind=kind,
        msg_id=fields.an_id(body, "msgid"),
        bot_id=fields.an_id(body, "aibotid"),
        from_user=_speaker(body, name),
        req_id=fields.an_id(fields.sub(outer, "headers"), "req_id") if "headers" in outer else "",
        chat_id=_chat(body),
        created_at=fields.moment_if_any(body, "create_time"),
        text=spoken,
        media=media,
        quoted=_quoted(body),
        event=name,
        **(_press(fields.sub(event, name)) if name == "template_card_event" else {}),
    )


def _speaker(body: Mapping[str, Any], event: str) -> str:
    if event == "disconnected_event" and "from" not in body:
        return ""
    return fields.an_id(fields.sub(body, "from"), "userid")


def _chat(body: Mapping[str, Any]) -> str:
    """Return the group's id; a group without one cannot be answered, so it is unreadable."""
    in_group = fields.text(body, "chattype", "single") == "group"
    return fields.an_id(body, "chatid") if in_group else ""


def _quoted(body: Mapping[str, Any]) -> str:
    if "quote" not in body:
        return ""
    try:
        quote = fields.sub(body, "quote")
        return _said(quote, fields.an_id(quote, "msgtype"))[0]
    except Unreadable:
        return ""  # what they answer to may be of any kind; what they say is the message


def _said(body: Mapping[str, Any], kind: str) -> tuple[str, tuple[RobotMedia, ...]]:
    """Return the words and the media of a message or a quote; both empty for unknown kinds."""
    if kind == "mixed":
        return _mixed(fields.items(fields.sub(body, kind), "msg_item"))
    return _part(body, kind)


def _mixed(parts: list[Any]) -> tuple[str, tuple[RobotMedia, ...]]:
    parts = parts[:_MOST_PARTS]
    said = []
    for part in parts:
        with suppress(Unreadable):
            said.append(_part(fields.obj(part, "msg_item"), fields.an_id(part, "msgtype")))
    if parts and not said:
        raise Unreadable("no msg_item can be read")
    words = "\n".join(word for word, _ in said if word)
    return words, tuple(each for _, media in said for each in media)


def _part(body: Mapping[str, Any], kind: str) -> tuple[str, tuple[RobotMedia, ...]]:
    if kind in ("text", "voice"):
        return fields.text(fields.sub(body, kind), "content"), ()
    if kind not in _MEDIA:
        return "", ()
    one = fields.sub(body, kind)
    url, aes_key = fields.text(one, "url"), fields.text(one, "aeskey", "")
    return "", (RobotMedia(kind=kind, url=url, aes_key=aes_key),)


def _press(event: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "event_key": fields.text(event, "event_key"),
        "task_id": fields.text(event, "task_id"),
        "card_type": fields.text(event, "card_type", ""),
        "selected": _selected(event),
    }


def _selected(event: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    chosen: dict[str, tuple[str, ...]] = {}
    if event.get("selected_items") is None:
        return chosen
    for each in fields.items(fields.sub(event, "selected_items"), "selected_item"):
        item = fields.obj(each, "selected_item")
        question = fields.text(item, "question_key")
        if question in chosen:
            raise Unreadable("a question_key occurs twice")
        options = fields.items(fields.sub(item, "option_ids"), "option_id")
        chosen[question] = tuple(fields.text({"option_id": one}, "option_id") for one in options)
    return chosen


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotReply:
    """A reply to a frame of the robot, sent right after the commit; if it is lost, nothing is.

    Attributes:
        card: the whole card as everybody in the group shall see it now, or None.
        welcome: the words for somebody who opened the chat, or empty.
    """

    req_id: str
    card: Mapping[str, Any] | None = None
    welcome: str = ""
