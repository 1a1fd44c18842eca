"""Every example line of the handbook, the help and the refusals is carried out in the state that it is for."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from builders import (
    CITIZEN,
    MANAGER,
    MARKET,
    OFFICER,
    RECEPTIONIST,
    SUPERVISOR,
    a_complaint,
)
from databases import only_sqlite
from house_rules import ROOT
from office import DEPARTMENTS, STAFF, Office, office, person

from bot.config.directory import Directory
from bot.config.sections import Department
from bot.inbound import app
from dispatch.ticket import case_commands as m
from dispatch.ticket import commands as c
from dispatch.ticket.complaint import Complainant
from intake.grammar.forms import FORMS
from storage.store import Store

NO = "2026-0001"
DISPATCH = c.Dispatch(by=RECEPTIONIST, class_name="办不了", departments=(MARKET,))
SENT = (DISPATCH, c.Approve(by=MANAGER))
WORKING = (*SENT, c.Acknowledge(by=OFFICER))
HARD = (replace(DISPATCH, class_name="很难办"), c.Approve(by=MANAGER))
PROMISED = (*HARD, c.Plan(by=OFFICER, text="三步走", promised_on=date(2026, 10, 15)))
ANSWER = c.Answer(by=OFFICER, text="已办好，请来领", reason="系统已恢复", basis="条例第三条")
ANSWERED = (*WORKING, ANSWER)
SURVEYING = (*ANSWERED, c.Pass(by=SUPERVISOR, override="已核对"))
UNHAPPY = (*SURVEYING, c.Rate(by=CITIZEN, level="不满意"))
TWICE = (
    *UNHAPPY,
    ANSWER,
    c.Pass(by=SUPERVISOR, override="已核对"),
    c.Rate(by=CITIZEN, level="不满意"),
)
Steps = tuple[c.Command, ...]

#: command → what was done before, who types it; a line that is for something else stands in BESIDE
STATES: Mapping[str, tuple[Steps, str]] = {
    **dict.fromkeys(
        ("帮助", "待办", "查", "登记", "部门", "统计", "台账", "看号", "接手"), ((), "sun")
    ),
    **dict.fromkeys(("当场", "派单", "不予受理", "改类", "回复", "接管"), ((), "sun")),
    "记录": (WORKING, "sun"),
    "更正": ((), "sun"),
    "交接": ((), "sun"),
    "上门": (SURVEYING, "guan"),
    "改派": (WORKING, "guan"),
    "批准": ((DISPATCH,), "guan"),
    "驳回": ((DISPATCH,), "guan"),
    **dict.fromkeys(("会商", "移交"), (WORKING, "guan")),
    **dict.fromkeys(("函转", "并案"), ((), "guan")),
    "回函": ((m.Transfer(by=MANAGER, unit="市公积金中心"),), "guan"),
    "撤并": ((m.Link(by=SUPERVISOR, main="2026-0002"),), "guan"),
    **dict.fromkeys(("签收",), (SENT, "li")),
    **dict.fromkeys(("答复", "退单"), (WORKING, "li")),
    "追问": (WORKING, "li"),
    "方案": (HARD, "li"),
    "改诺": (PROMISED, "li"),
    **dict.fromkeys(("催办", "督办"), (WORKING, "du")),
    "督办列表": ((), "du"),
    "质检": (ANSWERED, "du"),
    "回访": (SURVEYING, "sun"),
    "终结": (TWICE, "guan"),
}
#: proved where their county and their moment are set up
ELSEWHERE: Mapping[str, str] = {
    **dict.fromkeys(
        ("扣分", "核实", "申诉", "裁定", "扣分列表"), "test_assessment.py: a county with 考核"
    ),
    **dict.fromkeys(("延期", "挂账"), "test_case_commands.py: 武陟 offers neither"),
    "通报": "test_case_commands.py: after a 督办 that was not met",
    "案例": "it comes with the papers",
    "交还": "test_chats.py: a chat that was taken over",
    **dict.fromkeys(("线索", "非线索", "转告"), "the tests of leads (N6)"),
}
#: what an answer that refuses has
REFUSED = re.compile(
    r"格式：|没有执行|办不了。|还缺|没有“|不在您的职责|没有找到|没有认出|请写明|这一步"
)


def examples() -> list[str]:
    """Return every line that the help, a refusal or the handbook shows to be typed."""
    helped = [f"/{one.name} {one.example}".strip() for one in FORMS.values()]
    page = (ROOT / "docs" / "README.zh-CN.md").read_text("utf-8")
    printed = re.findall(r"`(/[一-鿿][^`]*)`", page)
    return [one for one in dict.fromkeys([*helped, *printed]) if not _only_names(one)]


def _only_names(line: str) -> bool:
    """True for `/改派` within a sentence: the name of a command that wants more."""
    form = FORMS.get(line.removeprefix("/"))
    return form is not None and any(slot.required for slot in form.slots)


def name_of(line: str) -> str:
    """Return the command that *line* gives."""
    known = sorted(FORMS, key=len, reverse=True)
    return next(one for one in known if line.startswith(f"/{one}"))


RUN = [one for one in examples() if name_of(one) not in ELSEWHERE and "#3" not in one]


def test_every_example_is_run_here_or_says_where() -> None:
    assert {name_of(one) for one in examples()} <= STATES.keys() | ELSEWHERE.keys()
    assert len(RUN) > 40


@pytest.fixture
def window(store: Store, clock: Any) -> Office:
    """An office with the departments and people that the examples name."""
    more = (
        Department(id="land", name="自然资源局", chat_id="wrLand", liaison="hong"),
        *(replace_aliases(one) for one in DEPARTMENTS),
    )
    people = (*STAFF, person("lisi", "李四", "receptionist"))
    who = Directory({one.id: one for one in people}, {one.id: one for one in more})
    return office(store, clock, who)


def replace_aliases(one: Department) -> Department:
    return (
        one.model_copy(update={"aliases": (*one.aliases, "市场监督管理局")})
        if one.id == "market"
        else one
    )


async def types(house: Office, userid: str, text: str) -> str:
    body = (
        f"<xml><ToUserName>ww1</ToUserName><FromUserName>{userid}</FromUserName>"
        f"<CreateTime>1</CreateTime><MsgType>text</MsgType><Content>{text}</Content>"
        "<MsgId>1</MsgId><AgentID>1</AgentID></xml>"
    ).encode()
    await house.hears(
        lambda visit: app.hear(replace(visit, lane=f"app:{userid}"), body, "ww1", late=False)
    )
    return "\n".join(await house.answers())


@only_sqlite
@pytest.mark.parametrize("line", RUN)
async def test_every_example_line_is_carried_out_in_the_state_that_it_is_for(
    window: Office, line: str
) -> None:
    name = name_of(line)
    before, who = STATES[name]
    by_desk = Complainant(name="张三", phone="13800138000", address="城关镇")
    stranger = a_complaint(text="邻居家半夜装修太吵")
    first = a_complaint(complainant=by_desk) if name == "更正" else None
    await window.opens(stranger if name == "不予受理" else first)
    window.clock.advance(minutes=1)
    await window.opens()
    for command in before:
        await window.do(NO, command)
        window.clock.advance(minutes=1)
    answer = await types(window, who, line.replace("…", "已核实"))
    assert answer or name == "登记"
    assert not REFUSED.search(answer) or name == "帮助", answer
    assert timedelta(0) < window.clock() - (await window.ticket()).opened_at
