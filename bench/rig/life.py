"""The life of one ticket as WeCom brings it: messages, presses and typed commands in wire format.

Only WeCom's documents and what people see are used here (a button's key is `act|number|version`), so
that the same life plays in every source tree.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from rig import county

KF, BOT = "wkBench", "bot-bench"
GROUP, OFFICER, LIAISON = "wrMarket", "li", "hong"
DESK, SUPERVISOR, MANAGER = "sun", "du", "guan"

COMPLAINT = "跑了三趟营业执照还没办下来，窗口总说系统坏了"
PARTICULARS = "我叫张三丰，{phone}，住幸福路3号"
ANSWER = (
    "答复 {no} 已请省平台恢复，营业执照今天上午办好，请带身份证到3号窗口领取。"
    "理由：省平台升级，县里窗口没有权限补录 依据：《市场主体登记管理条例》第十九条"
)
#: what the receptionist chooses in the card's drop-downs
CHOSEN = {"department": "market", "class": "办不了", "promise": "rule"}

Wire = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Case:
    """What is known of a life when the next message is written: whose, and their ticket by then."""

    serial: int
    no: str
    version: int
    now: datetime

    @property
    def customer(self) -> str:
        """Return who tells it, as WeCom names them."""
        return f"wm{self.serial}"

    @property
    def seconds(self) -> int:
        """Return the moment as WeCom's wire has it."""
        return int(self.now.timestamp())


Arrived = tuple[str, str, str, bytes]
"""Channel, account, lane, body."""


@dataclass(frozen=True, slots=True)
class Step:
    """One message of the life; *title* heads its line where it is measured."""

    name: str
    wire: Callable[[Case], Arrived]
    title: str = ""


def citizen(text: str) -> Callable[[Case], Arrived]:
    """Return what 微信客服 lists when the citizen writes *text*."""

    def wire(case: Case) -> Arrived:
        said = text.format(phone=f"138{case.serial:08}")
        item = _listed(case, {"msgtype": "text", "text": {"content": said}})
        return "kf", KF, f"kf:{KF}:{case.customer}", item

    return wire


def _listed(case: Case, said: Mapping[str, Any]) -> bytes:
    head = {"msgid": "m", "open_kfid": KF, "external_userid": case.customer}
    return json.dumps({**head, "send_time": case.seconds, "origin": 3, **said}).encode()


def in_group(what: Callable[[Case], Wire]) -> Callable[[Case], Arrived]:
    """Return the robot's frame when the officer says or presses *what* in the department's group."""

    def wire(case: Case) -> Arrived:
        body = {"msgid": "m", "aibotid": BOT, "chattype": "group", "chatid": GROUP}
        body |= {"from": {"userid": OFFICER}, **what(case)}
        frame = {"cmd": "aibot", "headers": {"req_id": "r"}, "body": body}
        return "aibot", BOT, f"group:{GROUP}", json.dumps(frame).encode()

    return wire


def pressed(act: str) -> Callable[[Case], Wire]:
    """Return the robot's event of a pressed button."""

    def event(case: Case) -> Wire:
        card = {"event_key": _key(act, case), "task_id": f"{case.no}-form-market-2"}
        told = {"eventtype": "template_card_event", "template_card_event": card}
        return {"msgtype": "event", "create_time": case.seconds, "event": told}

    return event


def mentions(text: str) -> Callable[[Case], Wire]:
    """Return words to the robot."""
    return lambda case: {
        "msgtype": "text",
        "text": {"content": f"@有诉即办 {text.format(no=case.no)}"},
    }


def presses(userid: str, act: str, **chosen: str) -> Callable[[Case], Arrived]:
    """Return the app's callback when *userid* presses the button *act* in the single chat."""
    picked = "".join(
        f"<SelectedItem><QuestionKey>{question}</QuestionKey>"
        f"<OptionIds><OptionId>{option}</OptionId></OptionIds></SelectedItem>"
        for question, option in chosen.items()
    )
    return lambda case: _app(
        userid,
        case,
        MsgType="event",
        Event="template_card_event",
        EventKey=_key(act, case),
        TaskId=f"{case.no}-card-{case.version}",
        CardType="button_interaction",
        ResponseCode="code",
        SelectedItems=picked,
    )


def types(userid: str, text: str) -> Callable[[Case], Arrived]:
    """Return the app's callback when *userid* writes *text*."""
    return lambda case: _app(userid, case, MsgType="text", Content=text.format(no=case.no), MsgId=1)


def _app(userid: str, case: Case, **facts: object) -> Arrived:
    head = {"ToUserName": county.CORP, "FromUserName": userid, "CreateTime": case.seconds}
    told = "".join(f"<{k}>{v}</{k}>" for k, v in (head | facts | {"AgentID": county.AGENT}).items())
    return "app", str(county.AGENT), f"app:{userid}", f"<xml>{told}</xml>".encode()


def _key(act: str, case: Case) -> str:
    return f"{act}|{case.no}|{case.version}"


#: from the first word to 已签收; then days pass until a reminder is due
BEGINS: Sequence[Step] = (
    Step("told", citizen(COMPLAINT), "citizen tells the complaint"),
    Step("particulars", citizen(PARTICULARS), "citizen gives the particulars"),
    Step("confirmed", citizen("确认"), "citizen confirms: a ticket opens"),
    Step("sent", presses(DESK, "sendas", **CHOSEN), "press in single chat: 派单"),
    Step("approved", presses(MANAGER, "approve"), "press in single chat: 批准"),
    Step("acknowledged", in_group(pressed("ack")), "press in a group: 签收"),
)
#: after the reminder
ENDS: Sequence[Step] = (
    Step("urged", types(SUPERVISOR, "/催办 {no} 请抓紧"), "typed in single chat: /催办"),
    Step("answered", in_group(mentions(ANSWER)), "typed in a group: 答复"),
    Step("passed", presses(SUPERVISOR, "pass"), "press in single chat: 质检通过"),
    Step("rated", citizen("满意"), "citizen rates: 清零销号"),
)
DUE = Step("due", citizen(""), "a due ticket in a sweep")


def settings() -> dict[str, Any]:
    """Return what `config.toml` of this county would hold; the memory is put in its place by the side."""
    pair = {"token": county.TOKEN, "aes_key": county.AES_KEY}
    app = {"agent_id": county.AGENT, "secret": "not-a-real-secret", **pair}
    return {
        "server": {"host": "127.0.0.1", "port": 8080, "public_url": "https://yousu.example"},
        "storage": {"url": "sqlite://measured.db"},
        "desk": _desk(),
        "wecom": {
            "corp_id": county.CORP,
            "api_base": "http://127.0.0.1:9",
            "app": app,
            "kf": [{"open_kfid": KF, "secret": "not-a-real-secret", **pair}],
        },
        "department": _departments(),
        "staff": _staff(),
        "privacy": {"key": county.KEY},
    }


def _desk() -> dict[str, Any]:
    hours = {"opens": time(8, 30), "closes": time(17, 30), "lunch": [time(12), time(14)]}
    return {"profile": "wuzhi", "name": "示例县政务服务中心", **hours}


def _departments() -> list[dict[str, Any]]:
    market = {"id": "market", "name": "市场监管局", "aliases": ["工商局"], "liaison": LIAISON}
    key = "00000000-0000-4000-8000-000000000000"
    tax = {"id": "tax", "name": "税务局", "chat_id": "wrTax"}
    return [market | {"chat_id": GROUP, "webhook_key": key}, tax]


def _staff() -> list[dict[str, Any]]:
    desk = ((DESK, "孙受理", "receptionist"), (SUPERVISOR, "杜督办", "supervisor"))
    desk += ((MANAGER, "管主任", "management"),)
    officers = ((OFFICER, "李科"), (LIAISON, "洪联络"))
    return [
        *({"userid": who, "name": name, "roles": [role]} for who, name, role in desk),
        *(
            {"userid": who, "name": name, "roles": ["department"], "department": "market"}
            for who, name in officers
        ),
    ]
