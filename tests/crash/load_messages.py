"""What arrives while services are killed: words of members, what they open, what staff ask, 12345's.

All of it is made from a seed; each message is told apart from every other by what stands in it.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

from bot.simulator import Staff, World
from bot.simulator.pushes import xml_of
from bot.simulator.world import Citizen

#: members of the corp whom no configuration knows as staff, and who write to the app; citizens likewise
MEMBERS, CITIZENS = 400, 40
#: who asks for lists meanwhile
ASKING = ("wangfang", "zhaogang")

WORDS = (
    "我来办营业执照，窗口说材料不齐，跑了三趟",
    "不动产过户一直没办下来，说是系统坏了",
    "医保报销交上去两个月没有回音",
    "办社保转移，工作人员让我回老家开证明",
    "身份证补办的窗口十一点就没人了",
    "税务大厅取号排了一上午没叫到",
)
#: what is sent how often, of a hundred; whoever opens a menu of the app writes nothing that is answered
MIX = {"opened": 80, "words": 10, "chat": 5, "transfer": 4, "asked": 1}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Message:
    """One message, as it is told apart.

    Attributes:
        kind: one of `MIX`.
        who: the member or citizen; 12345's number of the complaint.
        name: what tells it apart, as `name_of` finds it in what was kept.
        text: what was said; for an event nothing.
        fields: the push of WeCom, or 12345's JSON.
    """

    kind: str
    who: str
    name: str
    text: str
    fields: dict[str, Any] = field(repr=False)

    @property
    def body(self) -> str:
        """Return the push in plain text."""
        return xml_of(self.fields)


def world() -> World:
    """Return the demo's world with many more people in it."""
    usual = World()
    members = (Staff(userid=f"member{n:04}", name=f"群众{n}") for n in range(MEMBERS))
    citizens = (Citizen(external_userid=f"wmLoad{n:022}", name=f"访客{n}") for n in range(CITIZENS))
    return World(staff=(*usual.staff, *members), citizens=tuple(citizens))


class Source:
    """Gives message after message, the same ones for the same *seed*."""

    def __init__(self, seed: int, to: World) -> None:
        self._chance = Random(seed)
        self._world = to
        self._n = 0

    def next(self, now: datetime) -> Message:
        """Return the next message, said *now*."""
        self._n += 1
        (kind,) = self._chance.choices(list(MIX), list(MIX.values()))
        words = f"{self._chance.choice(WORDS)}，第{self._n}件"
        at = int(now.timestamp())
        if kind == "transfer":
            return _transfer(self._n, words, now)
        if kind == "chat":
            who = self._chance.choice(self._world.citizens).external_userid
            return Message(kind=kind, who=who, name=words, text=words, fields={})
        if kind == "opened":
            # an event has no id: WeCom's are told apart by who, when and what
            told = {"MsgType": "event", "Event": "view", "EventKey": f"menu{self._n}"}
            return self._of_app(kind, self._chance.randrange(MEMBERS), at, "", told)
        said = "/待办" if kind == "asked" else words
        told = {"MsgType": "text", "Content": said, "MsgId": 7_000_000_000 + self._n}
        return self._of_app(kind, self._chance.randrange(MEMBERS), at, said, told)

    def _of_app(self, kind: str, member: int, at: int, text: str, told: dict[str, Any]) -> Message:
        who = ASKING[self._n % len(ASKING)] if kind == "asked" else f"member{member:04}"
        head = {"ToUserName": self._world.corp_id, "FromUserName": who, "CreateTime": at}
        fields = {**head, **told, "AgentID": self._world.app.agent_id}
        return Message(kind=kind, who=who, name=xml_of(fields), text=text, fields=fields)


def _transfer(n: int, words: str, now: datetime) -> Message:
    no = f"HN{n:09}"
    fields = {"id": f"push-{n}", "no": no, "at": now.isoformat(), "text": words}
    fields |= {"name": "张三丰", "phone": f"138{n:08}", "address": f"幸福路{n}号"}
    return Message(kind="transfer", who=no, name=str(fields["id"]), text=words, fields=fields)


#: where they are kept; beside them stand WeCom's bells and what the robot's line says of itself
CHANNELS = ("app", "kf", "hotline")


def name_of(channel: str, body: bytes) -> str:
    """Return what tells a kept message apart: `Message.name`."""
    if channel == "app":
        return body.decode()
    kept = json.loads(body)
    return str(kept["id"] if channel == "hotline" else kept["text"]["content"])
