"""A refused command says whose turn it is; 督办列表 and 帮助 show what the person looks for there."""

from dataclasses import replace

import pytest
from builders import MANAGER, MARKET, OFFICER, RECEPTIONIST, a_ticket, wuzhi
from databases import only_sqlite
from office import Office

from bot.staff import chat_commands
from bot.texts import staff
from bot.texts.states import NEXT, OVER
from dispatch.errors import Incomplete, MoveRefused
from dispatch.ticket import commands as c
from dispatch.ticket.ticket import CLOSED, State

NO = "2026-0001"
WORKING = (
    c.Dispatch(by=RECEPTIONIST, class_name="办不了", departments=(MARKET,)),
    c.Approve(by=MANAGER),
    c.Acknowledge(by=OFFICER),
)


async def types(office: Office, userid: str, text: str) -> str:
    """Let *userid* type in the single chat; return the answer."""
    await office.hears(lambda visit: chat_commands.in_app(visit, userid, text, late=False))
    return "\n".join(await office.answers())


@pytest.mark.parametrize("state", list(State))
def test_a_command_out_of_turn_is_answered_with_whose_turn_it_is(state: State) -> None:
    ticket = replace(a_ticket(wuzhi()), state=state)
    said = staff.refusal(MoveRefused(str(state), "Pass"), ticket, wuzhi())
    assert said.endswith(OVER if state in CLOSED else NEXT[state])


@pytest.mark.parametrize(
    ("clause", "cited"),
    [
        pytest.param("WZ-9.3", "（武政数〔2024〕11号 第九条）", id="WZ-9.3 the county's text"),
        pytest.param("default", "（默认，非文件规定）", id="what no text says"),
        pytest.param("N2", "", id="N2 is no clause, and a code of 不予受理"),
        pytest.param("G-18", "（默认，非文件规定）", id="a gap has no number for people"),
    ],
)
def test_what_lacks_is_cited(clause: str, cited: str) -> None:
    said = staff.refusal(Incomplete(("理由",), clause), a_ticket(wuzhi()), wuzhi())
    assert said.endswith(f"还缺：理由{cited}。")


@only_sqlite
async def test_wz_10_2_what_is_supervised_before_its_limit_stands_in_the_list(
    the_office: Office,
) -> None:
    """WZ-10.2: a demand is listed until it is answered, and after rework only if demanded again."""
    await the_office.opens()
    await the_office.do(NO, *WORKING)
    await types(the_office, "du", "/督办 0001 3日 请说明原因")
    assert "2026年第0001号" in await types(the_office, "du", "/督办列表")
    await types(the_office, "li", "/答复 0001 已办好，请来领 理由：系统恢复 依据：条例第三条")
    assert await types(the_office, "du", "/督办列表") == staff.NOTHING_SUPERVISED
    await types(the_office, "du", "/质检 0001 退回 没有回答诉求")
    assert await types(the_office, "du", "/督办列表") == staff.NOTHING_SUPERVISED


@only_sqlite
async def test_help_names_what_the_county_wants_on_record(the_office: Office) -> None:
    names = "、".join(one.name for one in wuzhi().profile.records)
    assert names
    await the_office.opens()
    assert (await types(the_office, "sun", "/帮助")).splitlines()[-2].endswith(names)


SLIPS = [
    pytest.param("du", "/督办 0001 2099-01-01 请办结", "太远了", id="WZ-10.2 a demand for 2099"),
    pytest.param("li", "/退单 0001 市场监管局 不归我们", "不能退给自己", id="G-13 back to oneself"),
]


@only_sqlite
@pytest.mark.parametrize(("who", "text", "said"), SLIPS)
async def test_a_slip_of_the_hand_is_said_and_changes_nothing(
    the_office: Office, who: str, text: str, said: str
) -> None:
    await the_office.opens()
    before = await the_office.do(NO, *WORKING)
    answer = await types(the_office, who, text)
    assert said in answer
    assert "例如：" in answer
    assert await the_office.ticket() == before
