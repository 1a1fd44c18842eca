"""The display-only ways into a group: webhook robot (91770) and appchat (90244, 90245)."""

import re
from collections.abc import Callable

from bot.simulator import cards
from bot.simulator.errcodes import Refused, granted
from bot.simulator.ground import Call, Endpoint, Ground, Wire
from bot.simulator.limits import A_WEBHOOK, Pace
from bot.simulator.shown import LABELS, cut, media_shown, news_shown, textcard_shown
from bot.simulator.world import Group

_CHATID = re.compile(r"[0-9a-zA-Z]{1,32}")


class Webhooks:
    """The old group robot: everybody who knows its key may post, nobody is heard."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._pace = Pace(A_WEBHOOK)
        self._shown: dict[str, Callable[[Wire], Wire]] = {
            "text": lambda body: _text(body["text"], 2048, "text"),
            "markdown": lambda body: _text(body["markdown"], 4096, "markdown"),
            "markdown_v2": lambda body: _text(body["markdown_v2"], 4096, "markdown"),
            "news": lambda body: news_shown(body["news"]),
            "image": lambda body: {"kind": "image", "text": LABELS["image"]},
            "file": lambda body: media_shown(ground, "file", body["file"]),
            "voice": lambda body: media_shown(ground, "voice", body["voice"]),
            "template_card": self._card,
        }

    def endpoints(self) -> dict[str, Endpoint]:
        """Return the paths of this part; their key stands in the place of a token."""
        return {
            "/cgi-bin/webhook/send": Endpoint(method="POST", answer=self.send, needs_token=False),
            "/cgi-bin/webhook/upload_media": Endpoint(
                method="POST", answer=self.upload, needs_token=False
            ),
        }

    def _group(self, call: Call) -> Group:
        group = self._ground.directory.group_of_webhook(call.query.get("key", ""))
        if group is None:
            raise Refused(93000)
        return group

    def send(self, call: Call) -> Wire:
        """webhook/send: 93000 bad key, 45009 from the 21st in a minute."""
        group = self._group(call)
        kind = str(call.body.get("msgtype", ""))
        if kind not in self._shown:
            raise Refused(40008)
        if not isinstance(call.body.get(kind), dict):
            raise Refused(40058, kind)
        shown = self._shown[kind](call.body)
        if not self._pace.take(group.webhook_key, call.now):
            raise Refused(45009)
        self._ground.bot_says(group.chatid, "webhook", "群机器人", **shown)
        return granted()

    def upload(self, call: Call) -> Wire:
        """webhook/upload_media: file or voice for the same robot."""
        self._group(call)
        kind = call.query.get("type", "")
        if kind not in ("file", "voice"):
            raise Refused(40004)
        if call.upload is None:
            raise Refused(44001)
        medium = self._ground.media.store(
            kind, call.upload.filename, call.upload.content_type, call.upload.data, call.now
        )
        stamp = str(int(call.now.timestamp()))
        return granted(type=kind, media_id=medium.media_id, created_at=stamp)

    def _card(self, body: Wire) -> Wire:
        card = body["template_card"]
        if card.get("card_type") not in cards.DISPLAYED:
            raise Refused(42031)
        cards.check({**card, "action_menu": None})
        self._ground.remarks.extend(cards.too_long(card))
        return {"kind": "card", "card": card, "dead": True}


class AppChats:
    """Groups that the app itself made; no cards, no msgid, no recall."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._shown: dict[str, Callable[[Wire], Wire]] = {
            "text": lambda body: {"kind": "text", "text": cut(_content(body["text"]), 2048)},
            "markdown": lambda body: {
                "kind": "markdown",
                "text": cut(_content(body["markdown"]), 2048),
            },
            "textcard": lambda body: textcard_shown(body["textcard"]),
            "news": lambda body: news_shown(body["news"]),
            **{kind: _media(ground, kind) for kind in LABELS},
        }

    def endpoints(self) -> dict[str, Endpoint]:
        """Return the paths of this part."""
        return {
            "/cgi-bin/appchat/create": Endpoint(method="POST", answer=self.create),
            "/cgi-bin/appchat/get": Endpoint(method="GET", answer=self.get),
            "/cgi-bin/appchat/send": Endpoint(method="POST", answer=self.send),
        }

    def create(self, call: Call) -> Wire:
        """appchat/create: 2 to 2,000 members, chatid ≤ 32 letters and digits."""
        self._may()
        members = call.body.get("userlist") or []
        directory = self._ground.directory
        if not 2 <= len(members) <= 2000:
            raise Refused(86006)
        if any(member not in directory.staff for member in members):
            raise Refused(86216)
        chatid = str(call.body.get("chatid") or self._ground.chats.new_id("simulatedchat"))
        if not _CHATID.fullmatch(chatid):
            raise Refused(86001)
        if chatid in directory.groups:
            raise Refused(86215)
        name = str(call.body.get("name") or "群聊")[:50]
        directory.groups[chatid] = Group(
            chatid=chatid, name=name, members=tuple(members), made_by_app=True
        )
        self._ground.notice(chatid, "群聊已创建")
        return granted(chatid=chatid)

    def get(self, call: Call) -> Wire:
        """appchat/get."""
        group = self._own(call.query.get("chatid", ""))
        return granted(
            chat_info={
                "chatid": group.chatid,
                "name": group.name,
                "owner": group.members[0],
                "userlist": list(group.members),
                "chat_type": 0,
            }
        )

    def send(self, call: Call) -> Wire:
        """appchat/send: errcode and errmsg only."""
        group = self._own(str(call.body.get("chatid", "")))
        kind = str(call.body.get("msgtype", ""))
        if kind not in self._shown:
            raise Refused(40008)
        if not isinstance(call.body.get(kind), dict):
            raise Refused(40063, kind)
        shown = self._shown[kind](call.body)
        self._ground.bot_says(group.chatid, "app", self._ground.directory.app.name, **shown)
        return granted()

    def _may(self) -> None:
        if not self._ground.settings.app_sees_all:
            raise Refused(48002)

    def _own(self, chatid: str) -> Group:
        self._may()
        group = self._ground.directory.groups.get(chatid)
        if group is None:
            raise Refused(86003)
        if not group.made_by_app:
            raise Refused(86008)
        return group


def _media(ground: Ground, kind: str) -> Callable[[Wire], Wire]:
    return lambda body: media_shown(ground, kind, body[kind])


def _content(body: Wire) -> str:
    if not body.get("content"):
        raise Refused(44004)
    return str(body["content"])


def _text(body: Wire, most: int, kind: str) -> Wire:
    content = _content(body)
    if len(content.encode()) > most:
        raise Refused(40058, f"{kind}.content exceed max length {most}")
    return {"kind": kind, "text": content}
