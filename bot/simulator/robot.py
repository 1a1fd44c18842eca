"""What the 智能机器人 may say and change, and when (101463)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.simulator import cards
from bot.simulator.app_updates import change_card
from bot.simulator.chats import Message
from bot.simulator.errcodes import Refused
from bot.simulator.ground import Ground, Wire
from bot.simulator.limits import A_ROBOT_CHAT, Pace
from bot.simulator.shown import cut, media_shown

MOST_BYTES = 20480


@dataclass(slots=True, kw_only=True)
class Asked:
    """A callback that the bot may answer under its req_id."""

    chat: str
    asked_at: datetime
    kind: str
    #: For a press: the card that was pressed.
    card: Message | None = None
    answered: bool = False
    streams: dict[str, tuple[Message, datetime]] = field(default_factory=dict)
    has_card: bool = False


class Robot:
    """What the robot knows and may do; the connection itself is in `robot_line`."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._pace = Pace(A_ROBOT_CHAT)
        self._asked: dict[str, Asked] = {}
        self._tasks: set[str] = set()
        self._open = {g.chatid for g in ground.directory.groups.values() if g.spoken}
        self.commands: dict[str, Callable[[str, Wire], Wire | None]] = {
            "aibot_respond_msg": self.respond,
            "aibot_respond_welcome_msg": self.welcome,
            "aibot_respond_update_msg": self.change,
            "aibot_send_msg": self.send,
        }

    # -- what happened

    def asked(self, chat: str, kind: str, card: Message | None = None) -> str:
        """Remember a callback about *chat* and return its req_id; the chat is open from now on."""
        self._open.add(chat)
        req_id = self._ground.chats.new_id("simulatedReq")
        self._asked[req_id] = Asked(chat=chat, asked_at=self._ground.clock(), kind=kind, card=card)
        return req_id

    def forget(self) -> None:
        """Drop all req_ids: a new subscriber cannot answer those of the old one (846605, seen)."""
        self._asked.clear()

    def body(self, userid: str, chat: str, fields: Wire) -> Wire:
        """Return the body of a callback from *userid*; chatid only in groups."""
        directory = self._ground.directory
        hidden = self._ground.settings.robot_hides_userids
        in_group = chat in directory.groups
        return {
            "msgid": self._ground.chats.new_id("simulatedRobotMsg"),
            "create_time": int(self._ground.clock().timestamp()),
            "aibotid": directory.robot.bot_id,
            **({"chatid": chat} if in_group else {}),
            "chattype": "group" if in_group else "single",
            "from": {"userid": directory.open_userid(userid) if hidden else userid},
            **fields,
        }

    # -- what the bot says

    def respond(self, req_id: str, body: Wire) -> None:
        """aibot_respond_msg: a reply to a message callback, for 24 hours; streams for 6 minutes."""
        settings = self._ground.settings
        asked = self._known(req_id, ("message",), settings.robot_reply_within)
        kind = body.get("msgtype")
        if kind == "stream_with_template_card" and settings.robot_streams_with_card:
            self._stream(asked, body)
            if body.get("template_card") and not asked.has_card:
                asked.has_card = True
                self._say(asked.chat, self._card(body["template_card"]))
        elif kind == "stream":
            self._stream(asked, body)
        else:
            self._say(asked.chat, self._read(body))

    def welcome(self, req_id: str, body: Wire) -> None:
        """aibot_respond_welcome_msg: text or card, within 5 s after enter_chat, once."""
        asked = self._event(req_id, "enter_chat")
        if body.get("msgtype") == "text":
            shown = {"kind": "text", "text": cut(_content(body.get("text")), MOST_BYTES)}
        elif body.get("msgtype") == "template_card":
            shown = self._card(body.get("template_card"))
        else:
            raise Refused(40008)
        self._say(asked.chat, shown)
        asked.answered = True

    def change(self, req_id: str, body: Wire) -> None:
        """aibot_respond_update_msg: a whole new card, within 5 s after the press, once."""
        asked = self._event(req_id, "template_card_event")
        if body.get("response_type") != "update_template_card":
            raise Refused(40058, "response_type")
        message = asked.card
        assert message is not None, "a press has its card"
        old = message.card or {}
        card = body.get("template_card") or {}
        if card.get("task_id") != old.get("task_id"):
            raise Refused(42016)
        cards.check(card)
        self._ground.remarks.extend(cards.too_long(card))
        asked.answered = True
        if userids := body.get("userids"):
            message.views.update(dict.fromkeys(map(str, userids), card))
        else:
            message.views.clear()
            change_card(message, card, None)
        self._ground.chats.touch(message)

    def send(self, req_id: str, body: Wire) -> None:
        """aibot_send_msg: a push, only where somebody has spoken to the robot once."""
        chat = str(body.get("chatid") or "")
        directory = self._ground.directory
        if chat not in directory.groups and chat not in directory.staff:
            raise Refused(self._ground.settings.robot_unknown_chat)
        if body.get("chat_type", 0) not in (0, 1 if chat in directory.staff else 2):
            raise Refused(self._ground.settings.robot_unknown_chat)
        if chat not in self._open:
            raise Refused(self._ground.settings.robot_silent_chat)
        if body.get("msgtype") == "text":
            raise Refused(40008)
        self._say(chat, self._read(body))

    # -- pieces

    def _known(self, req_id: str, kinds: tuple[str, ...], within: timedelta) -> Asked:
        asked = self._asked.get(req_id)
        if asked is None or asked.kind not in kinds:
            raise Refused(self._ground.settings.robot_unknown_request)
        if self._ground.clock() - asked.asked_at > within:
            raise Refused(self._ground.settings.robot_too_late)
        return asked

    def _event(self, req_id: str, kind: str) -> Asked:
        asked = self._known(req_id, (kind,), self._ground.settings.robot_event_reply_within)
        if asked.answered:
            raise Refused(self._ground.settings.robot_unknown_request)
        return asked

    def _stream(self, asked: Asked, body: Wire) -> None:
        stream = body.get("stream") or {}
        stream_id, content = str(stream.get("id") or ""), str(stream.get("content") or "")
        if not stream_id or len(content.encode()) > MOST_BYTES:
            raise Refused(40058, "stream")
        if stream.get("msg_item") and not self._ground.settings.robot_takes_pictures:
            raise Refused(40058, "msg_item")
        now = self._ground.clock()
        if stream_id not in asked.streams:
            shown = self._say(asked.chat, {"kind": "markdown", "text": content})
            asked.streams[stream_id] = (shown, now)
        message, began_at = asked.streams[stream_id]
        if now - began_at > self._ground.settings.robot_stream_lasts:
            raise Refused(self._ground.settings.robot_stream_over)
        message.text = content  # each frame replaces the whole text
        self._ground.chats.touch(message)

    def _read(self, body: Wire) -> Wire:
        kind = str(body.get("msgtype", ""))
        if kind == "markdown":
            content = _content(body.get("markdown"))
            if len(content.encode()) > MOST_BYTES:
                raise Refused(40058, "markdown.content")
            return {"kind": "markdown", "text": content}
        if kind == "template_card":
            return self._card(body.get("template_card"))
        if kind in ("file", "image", "voice", "video"):
            return media_shown(self._ground, kind, body.get(kind) or {})
        raise Refused(40008)

    def _card(self, card: Wire | None) -> Wire:
        card = card or {}
        cards.check(card)
        self._ground.remarks.extend(cards.too_long(card))
        task_id = card.get("task_id")
        if task_id in self._tasks:
            raise Refused(42014, "task_id repeats")
        return {"kind": "card", "card": card}

    def _say(self, chat: str, shown: Wire) -> Message:
        now = self._ground.clock()
        if not self._pace.take(chat, now):
            raise Refused(45009)
        if task_id := (shown.get("card") or {}).get("task_id"):
            self._tasks.add(task_id)
        return self._ground.bot_says(chat, "robot", self._ground.directory.robot.name, **shown)


def _content(body: Mapping[str, object] | None) -> str:
    content = (body or {}).get("content")
    if not content:
        raise Refused(44004)
    return str(content)
