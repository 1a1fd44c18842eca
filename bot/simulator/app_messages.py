"""What the app says to members: message/send (90236)."""

import json
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from bot.simulator import cards
from bot.simulator.codes import ResponseCodes, Sent
from bot.simulator.errcodes import Refused, granted
from bot.simulator.ground import Call, Endpoint, Ground, Wire
from bot.simulator.limits import A_MEMBER, Pace
from bot.simulator.shown import cut, media_shown, news_shown, textcard_shown

_NOT_COMPARED = ("enable_duplicate_check", "duplicate_check_interval")


class AppMessages:
    """The app's side of single chats."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._pace = Pace(A_MEMBER)
        self._sent: dict[str, Sent] = {}
        self._tasks: dict[str, Sent] = {}
        self._recent: dict[str, tuple[datetime, Wire]] = {}
        self.codes = ResponseCodes(ground.settings)
        self._shown: dict[str, Callable[[Wire], Wire]] = {
            "text": lambda body: {
                "kind": "text",
                "text": cut(body["text"].get("content", ""), 2048),
            },
            "markdown": _markdown,
            "textcard": lambda body: textcard_shown(body["textcard"]),
            "news": lambda body: news_shown(body["news"]),
            "image": lambda body: media_shown(ground, "image", body["image"]),
            "voice": lambda body: media_shown(ground, "voice", body["voice"]),
            "video": lambda body: media_shown(ground, "video", body["video"]),
            "file": lambda body: media_shown(ground, "file", body["file"]),
            "template_card": self._card,
        }

    def endpoints(self) -> dict[str, Endpoint]:
        """Return the paths of this part."""
        return {
            "/cgi-bin/message/send": Endpoint(method="POST", answer=self.send),
        }

    # -- sending

    def send(self, call: Call) -> Wire:
        """message/send: bad recipients are listed; a member's 31st in a minute is lost."""
        self._check_agent(call)
        body = call.body
        shown = self._read(body)
        members, lists = self._recipients(body)
        repeat = self._repeated(body, call.now)
        if repeat is not None:
            return repeat
        card = shown.get("card")
        self._check_task(card)
        heard = [userid for userid in members if self._pace.take(userid, call.now)]
        sent = Sent(
            msgid=self._ground.chats.new_id("simulatedMsgid"),
            agent_id=self._ground.directory.app.agent_id,
            sent_at=call.now,
            shown={userid: self._show(userid, shown) for userid in heard},
            task_id=str((card or {}).get("task_id", "")),
        )
        self._keep(sent)
        answer = granted(**lists, msgid=sent.msgid)
        if card and cards.has_response_code(card):
            answer["response_code"] = self.codes.give(sent, call.now)
        self._remember(body, answer, call.now)
        return answer

    def sent(self, msgid: str) -> Sent | None:
        """Return what was sent under *msgid*."""
        return self._sent.get(msgid)

    def sent_of(self, task_id: str) -> Sent | None:
        """Return the sending that bears *task_id*."""
        return self._tasks.get(task_id)

    def _check_agent(self, call: Call) -> None:
        app = self._ground.directory.app
        agent = call.body.get("agentid")
        if agent is None:
            raise Refused(41011)
        if isinstance(agent, bool) or not str(agent).isdigit():
            raise Refused(40056)
        if call.owner != app.secret or int(agent) != app.agent_id:
            raise Refused(301002)

    def _read(self, body: Wire) -> Wire:
        kind = body.get("msgtype")
        if kind not in self._shown:
            raise Refused(40008)
        if not isinstance(body.get(kind), dict):
            raise Refused(40063, str(kind))
        if kind in ("text", "markdown") and not body[kind].get("content"):
            raise Refused(44004)
        return self._shown[kind](body)

    def _card(self, body: Wire) -> Wire:
        card = body["template_card"]
        settings = self._ground.settings
        cards.check(card, most_menu_actions=settings.most_menu_actions)
        if cards.has_response_code(card) and not self._ground.directory.app.callback_url:
            raise Refused(43012)
        self.advise(card)
        return {"kind": "card", "card": card}

    def advise(self, card: Wire) -> None:
        """Remark what is longer than WeCom advises, or refuse it where the settings say so."""
        remarks = cards.too_long(card)
        if remarks and self._ground.settings.advised_lengths_are_refused:
            raise Refused(45002, remarks[0])
        self._ground.remarks.extend(remarks)

    def _recipients(self, body: Wire) -> tuple[list[str], Wire]:
        users, parties, tags = (_split(body.get(name)) for name in ("touser", "toparty", "totag"))
        if not users and not parties and not tags:
            raise Refused(82001)
        for found, most, errcode in (
            (users, 1000, 40032),
            (parties, 100, 82002),
            (tags, 100, 82003),
        ):
            if len(found) > most:
                raise Refused(errcode)
        staff = self._ground.directory.staff
        if users == ["@all"]:
            return list(staff), {}
        known = {userid.lower(): userid for userid in staff}
        good = [known[user.lower()] for user in users if user.lower() in known]
        good += [u for party in parties for u in self.members_of(party) if u not in good]
        if not good:
            raise Refused(81013)
        bad = {
            # the lists come back in lower case
            "invaliduser": "|".join(user.lower() for user in users if user.lower() not in known),
            "invalidparty": "|".join(p for p in parties if not self.members_of(p)),
            "invalidtag": "|".join(tags),
        }
        return list(dict.fromkeys(good)), {name: value for name, value in bad.items() if value}

    def members_of(self, party: str) -> list[str]:
        """Return the userids of a department by its number; 1 is everybody."""
        directory = self._ground.directory
        return [
            member.userid
            for member in directory.staff.values()
            if str(directory.department_id(member.department)) == party or party == "1"
        ]

    def _check_task(self, card: Wire | None) -> None:
        if card and card.get("task_id") in self._tasks:
            raise Refused(42014, "task_id repeats")

    def _show(self, userid: str, shown: Wire) -> Any:
        return self._ground.bot_says(userid, "app", self._ground.directory.app.name, **shown)

    def _keep(self, sent: Sent) -> None:
        self._sent[sent.msgid] = sent
        if sent.task_id:
            self._tasks[sent.task_id] = sent

    def _repeated(self, body: Wire, now: datetime) -> Wire | None:
        if not body.get("enable_duplicate_check"):
            return None
        seconds = min(int(body.get("duplicate_check_interval") or 1800), 4 * 3600)
        before = self._recent.get(_print_of(body))
        if before is None or now - before[0] > timedelta(seconds=seconds):
            return None
        dropped = () if self._ground.settings.duplicate_brings_code else ("response_code",)
        return {name: value for name, value in before[1].items() if name not in dropped}

    def _remember(self, body: Wire, answer: Wire, now: datetime) -> None:
        if body.get("enable_duplicate_check"):
            self._recent[_print_of(body)] = (now, answer)


def _markdown(body: Wire) -> Wire:
    content = str(body["markdown"]["content"])
    if len(content.encode()) > 2048:
        raise Refused(45002)
    return {"kind": "markdown", "text": content}


def _split(value: Any) -> list[str]:
    parts: Iterable[str] = str(value or "").split("|")
    return [part.strip() for part in parts if part.strip()]


def _print_of(body: Wire) -> str:
    compared = {k: v for k, v in body.items() if k not in _NOT_COMPARED}
    return sha256(json.dumps(compared, sort_keys=True).encode()).hexdigest()
