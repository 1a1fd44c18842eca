"""微信客服: sync_msg, send_msg, send_msg_on_event, service_state (94670, 94677, 95122, 94669)."""

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.simulator.errcodes import Refused, granted
from bot.simulator.ground import Call, Endpoint, Ground, Wire
from bot.simulator.kf_messages import read_message
from bot.simulator.kf_session import ENDED, SERVICER, Session
from bot.simulator.limits import Pace
from bot.simulator.world import KfAccount

SHORT_CODE = timedelta(seconds=20)
LONG_CODE = timedelta(hours=48)
TOKEN_LASTS = timedelta(minutes=10)
KEPT_FOR = timedelta(days=3)

_MSGID = re.compile(r"[0-9a-zA-Z_-]{1,32}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """The right to one message on an event (welcome, end of session, …)."""

    open_kfid: str
    citizen: str
    until: datetime
    kinds: tuple[str, ...]


class Kf:
    """All kf accounts of the corp."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._log: defaultdict[str, list[tuple[datetime, Wire]]] = defaultdict(list)
        self._tokens: dict[str, tuple[str, datetime]] = {}
        self._codes: dict[str, Code] = {}
        self._said: dict[str, str] = {}  # msgid -> citizen
        self._sessions: defaultdict[tuple[str, str], Session] = defaultdict(Session)
        self._blind = Pace({timedelta(minutes=1): ground.settings.kf_pulls_without_token})

    def endpoints(self) -> dict[str, Endpoint]:
        """Return the paths of this part."""
        return {
            "/cgi-bin/kf/sync_msg": Endpoint(method="POST", answer=self.sync),
            "/cgi-bin/kf/send_msg": Endpoint(method="POST", answer=self.send),
            "/cgi-bin/kf/send_msg_on_event": Endpoint(method="POST", answer=self.send_on_event),
            "/cgi-bin/kf/service_state/get": Endpoint(method="POST", answer=self.state),
            "/cgi-bin/kf/service_state/trans": Endpoint(method="POST", answer=self.move),
        }

    def session(self, open_kfid: str, citizen: str) -> Session:
        """Return how *citizen* and the account stand."""
        return self._sessions[open_kfid, citizen]

    # -- what happened

    def happen(self, open_kfid: str, listener: str, fields: Wire) -> None:
        """Append an entry that sync_msg will return, and tell the bot that there is something."""
        now = self._ground.clock()
        entry = {
            "msgid": self._ground.chats.new_id("simulatedKfMsg"),
            "open_kfid": open_kfid,
            "send_time": int(now.timestamp()),
            **fields,
        }
        self._log[open_kfid].append((now, entry))
        token = self._ground.chats.new_id("ENCsimulatedKfToken")
        self._tokens[token] = (open_kfid, now + TOKEN_LASTS)
        push = {
            "ToUserName": self._ground.directory.corp_id,
            "CreateTime": int(now.timestamp()),
            "MsgType": "event",
            "Event": "kf_msg_or_event",
            "Token": token,
            "OpenKfId": open_kfid,
        }
        self._ground.callbacks.push(open_kfid, listener, push)

    def give_code(
        self, open_kfid: str, citizen: str, lasts: timedelta, kinds: tuple[str, ...]
    ) -> str:
        """Return a code for one message on an event."""
        code = self._ground.chats.new_id("simulatedKfCode")
        until = self._ground.clock() + lasts
        self._codes[code] = Code(open_kfid=open_kfid, citizen=citizen, until=until, kinds=kinds)
        return code

    # -- pulling

    def sync(self, call: Call) -> Wire:
        """sync_msg: a page after *cursor*, three days back, own sends left out."""
        account = self._account(call)
        self._check_token(account, str(call.body.get("token") or ""), call.now)
        limit = call.body.get("limit") or 1000
        if not isinstance(limit, int) or not 1 <= limit <= 1000:
            raise Refused(40058, "limit")
        if call.body.get("voice_format", 0) not in (0, 1):
            raise Refused(40058, "voice_format")
        start = self._position(account.open_kfid, str(call.body.get("cursor") or ""))
        log = self._log[account.open_kfid]
        end = min(len(log), start + min(limit, self._ground.settings.kf_page))
        page = [entry for at, entry in log[start:end] if call.now - at <= KEPT_FOR]
        return granted(
            next_cursor=f"{account.open_kfid[:40]}.{end:08d}",
            has_more=int(end < len(log)),
            msg_list=page,
        )

    def _check_token(self, account: KfAccount, token: str, now: datetime) -> None:
        if token:
            open_kfid, until = self._tokens.get(token, ("", now))
            if open_kfid != account.open_kfid or until < now:
                raise Refused(95007)
        elif not self._blind.take(account.open_kfid, now):
            raise Refused(45009)

    @staticmethod
    def _position(open_kfid: str, cursor: str) -> int:
        if not cursor:
            return 0
        head, _, number = cursor.rpartition(".")
        if head != open_kfid[:40] or not number.isdigit():
            raise Refused(40058, "cursor")
        return int(number)

    # -- saying

    def send(self, call: Call) -> Wire:
        """send_msg: accepted is not delivered; msgid is unique, a repeat is shown once."""
        account = self._account(call)
        citizen = self._citizen(call, "touser")
        shown = read_message(self._ground, call.body)
        msgid = self._msgid(call.body)
        if msgid in self._said:
            if self._ground.settings.kf_repeated_msgid:
                raise Refused(self._ground.settings.kf_repeated_msgid)
            return granted(msgid=msgid)
        self._sessions[account.open_kfid, citizen].say(call.now)
        self._said[msgid] = citizen
        self._deliver(account, citizen, msgid, shown)
        return granted(msgid=msgid)

    def _deliver(self, account: KfAccount, citizen: str, msgid: str, shown: Wire) -> None:
        fail_type = self._ground.troubles.for_kf_delivery()
        if fail_type is None:
            self._ground.bot_says(citizen, account.open_kfid, account.name, **shown)
            return
        event = {"event_type": "msg_send_fail", "fail_msgid": msgid, "fail_type": fail_type}
        self.tell_event(account.open_kfid, citizen, event)

    def tell_event(self, open_kfid: str, citizen: str, event: Wire) -> None:
        """Let an event of the system happen."""
        whole = {"open_kfid": open_kfid, "external_userid": citizen, **event}
        self.happen(open_kfid, citizen, {"origin": 4, "msgtype": "event", "event": whole})

    def send_on_event(self, call: Call) -> Wire:
        """send_msg_on_event: one message for a code; 95007 when unknown, spent or too late."""
        code = self._codes.get(str(call.body.get("code", "")))
        if code is None or code.until < call.now:
            raise Refused(95007)
        if call.body.get("msgtype") not in code.kinds:
            raise Refused(40008)
        account = self._ground.directory.kf[code.open_kfid]
        if call.owner not in (account.secret, self._ground.directory.app.secret):
            raise Refused(48007)
        shown = read_message(self._ground, call.body, longest_id=64)
        msgid = self._msgid(call.body)
        del self._codes[str(call.body["code"])]
        self._sessions[code.open_kfid, code.citizen].said_at = call.now
        self._ground.bot_says(code.citizen, account.open_kfid, account.name, **shown)
        return granted(msgid=msgid)

    def _msgid(self, body: Wire) -> str:
        given = body.get("msgid")
        if given is None:
            return self._ground.chats.new_id("simulatedKfSent")
        if not _MSGID.fullmatch(str(given)):
            raise Refused(40058, "msgid")
        return str(given)

    # -- sessions

    def state(self, call: Call) -> Wire:
        """service_state/get."""
        session = self._sessions[self._account(call).open_kfid, self._citizen(call)]
        servicer = {"servicer_userid": session.servicer} if session.servicer else {}
        return granted(service_state=session.state, **servicer)

    def move(self, call: Call) -> Wire:
        """service_state/trans: 95016 for a forbidden move, 95014 for who is no servicer."""
        account, citizen = self._account(call), self._citizen(call)
        state, servicer = (
            call.body.get("service_state"),
            str(call.body.get("servicer_userid") or ""),
        )
        if not isinstance(state, int) or state not in range(5):
            raise Refused(40058, "service_state")
        if state == SERVICER and servicer not in account.servicers:
            raise Refused(95014)
        session = self._sessions[account.open_kfid, citizen]
        session.move(state, servicer, self._ground.settings.kf_more_moves)
        lasts = SHORT_CODE if state == ENDED else LONG_CODE
        kinds = ("text", "msgmenu") if state == ENDED else ("text",)
        return granted(msg_code=self.give_code(account.open_kfid, citizen, lasts, kinds))

    def _account(self, call: Call) -> KfAccount:
        open_kfid = call.body.get("open_kfid")
        if not isinstance(open_kfid, str) or not open_kfid.startswith("wk"):
            raise Refused(95000)
        account = self._ground.directory.kf.get(open_kfid)
        if account is None:
            raise Refused(95004)
        if call.owner not in (account.secret, self._ground.directory.app.secret):
            raise Refused(48007)
        return account

    def _citizen(self, call: Call, name: str = "external_userid") -> str:
        citizen = str(call.body.get(name) or "")
        if citizen not in self._ground.directory.citizens:
            raise Refused(40096)
        return citizen
