"""What human servicers (接待人员) do in a kf session: take it over, write, end it (94670)."""

from bot.simulator.chats import Message
from bot.simulator.ground import Ground, Wire
from bot.simulator.kf import LONG_CODE, SHORT_CODE, Kf
from bot.simulator.kf_session import ENDED, SERVICER
from bot.simulator.people import NotPossible, People


class Servicers:
    """Acts of the people behind a kf account."""

    def __init__(self, ground: Ground, kf: Kf, people: People) -> None:
        self._ground = ground
        self._kf = kf
        self._people = people

    def take(self, who: str, userid: str) -> None:
        """Take the citizen's session: out of the pool (change_type 1) or again (4)."""
        open_kfid = self._check(who, userid)
        session = self._kf.session(open_kfid, who)
        change = 4 if session.state == ENDED else 1
        session.state, session.servicer = SERVICER, userid
        code = self._kf.give_code(open_kfid, who, LONG_CODE, ("text",))
        self._change(who, change, {"new_servicer_userid": userid, "msg_code": code})
        self._ground.notice(who, f"{self._people.member(userid).name}为您服务")

    def say(self, who: str, userid: str, text: str) -> Message:
        """Write to the citizen; sync_msg shows it with origin 5."""
        open_kfid = self._holding(who, userid)
        name = self._people.member(userid).name
        message = self._ground.person_says(who, userid, name, kind="text", text=text)
        said: Wire = {"external_userid": who, "origin": 5, "servicer_userid": userid}
        self._kf.happen(open_kfid, who, said | {"msgtype": "text", "text": {"content": text}})
        return message

    def end(self, who: str, userid: str) -> None:
        """End the session; the code of the event is good for one message within 20 s."""
        open_kfid = self._holding(who, userid)
        session = self._kf.session(open_kfid, who)
        session.move(ENDED, "", frozenset())
        code = self._kf.give_code(open_kfid, who, SHORT_CODE, ("text", "msgmenu"))
        self._change(who, 3, {"old_servicer_userid": userid, "msg_code": code})
        self._ground.notice(who, "会话已结束")

    def _check(self, who: str, userid: str) -> str:
        open_kfid = self._people.citizen(who).open_kfid
        self._people.member(userid)
        if userid not in self._ground.directory.kf[open_kfid].servicers:
            raise NotPossible("这位工作人员不是接待人员")
        return open_kfid

    def _holding(self, who: str, userid: str) -> str:
        open_kfid = self._check(who, userid)
        session = self._kf.session(open_kfid, who)
        if (session.state, session.servicer) != (SERVICER, userid):
            raise NotPossible("这位接待人员没有接起这个会话")
        return open_kfid

    def _change(self, who: str, change_type: int, fields: Wire) -> None:
        event = {"event_type": "session_status_change", "change_type": change_type, **fields}
        self._kf.tell_event(self._people.citizen(who).open_kfid, who, event)
