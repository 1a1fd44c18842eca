"""濮阳: what is taken, at any hour, and how it is sorted (PY-2, PY-3, PY-4.1b, PY-4.2.0, G-29)."""

from datetime import UTC, datetime, timedelta

import pytest
from builders import CITIZEN, MARKET, NOW, RECEPTIONIST, a_ticket
from puyang_desk import RULES, applied, dispatched, heard, told

from bot.config.directory import Directory
from bot.letters import compose
from dispatch.errors import NotAllowed, RuleForbids, Why
from dispatch.lifecycle import life
from dispatch.lifecycle.wake import due_now
from dispatch.rules.deadlines import UnknownName
from dispatch.ticket import commands as c
from dispatch.ticket.actor import SCHEDULE
from dispatch.ticket.notices import NoticeKind, To
from dispatch.ticket.ticket import State

pytestmark = pytest.mark.unit
PROFILE = RULES.profile
NIGHT = datetime(2026, 10, 3, 18, 30, tzinfo=UTC)  # 02:30 on the National Day holiday


# --- 三、受理范围 --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        pytest.param("窗口对我们乱收费，没有任何文件", "微信客服", id="PY-3.1"),
        pytest.param("稳岗补贴一拖再拖，惠企的钱一分没见到", "微信客服", id="PY-3.2"),
        pytest.param("跑了三趟，食品许可还是不给办", "微信客服", id="PY-3.3"),
        pytest.param("企业用地手续卡了半年", "万人助万企", id="PY-3.4"),
        pytest.param("路灯坏了半个月", "12345线上受理平台", id="PY-3.5"),
        pytest.param("对窗口打了低分，说明附后", "市场主体评议反馈", id="PY-3.6"),
        pytest.param("两个局都说不归他们，职责交叉", "微信客服", id="PY-3.7"),
        pytest.param("窗口人员慢作为，问什么都不理", "微信客服", id="PY-3.8"),
    ],
)
def test_what_the_scheme_takes_is_not_turned_away_by_one_press(text: str, channel: str) -> None:
    """It can be dispatched; who is sure that it is not ours names the way."""
    ticket = a_ticket(RULES, complaint=told(text, channel))
    with pytest.raises(RuleForbids) as refused:
        applied(ticket, c.Refuse(by=RECEPTIONIST, reason="不属于受理范围"))
    assert refused.value.why is Why.IN_SCOPE
    scope = next(one for one in PROFILE.scope if one.words == refused.value.facts["name"])
    assert refused.value.clause == PROFILE.origin(f"scope.{PROFILE.scope.index(scope)}").clause
    moved, _ = applied(
        ticket, c.Dispatch(by=RECEPTIONIST, class_name="一般", departments=(MARKET,))
    )
    assert moved.state is State.DISPATCHED
    sure = c.Refuse(by=RECEPTIONIST, reason="已进入诉讼", fields=(("路径", "县法院立案庭"),))
    elsewhere, said = applied(ticket, sure)
    assert elsewhere.state is State.REFUSED
    assert said[0].facts["path"] == "县法院立案庭"


def test_wz_4_1_what_no_scope_knows_is_taken_all_the_same() -> None:
    ticket = a_ticket(RULES, complaint=told("小区门口的树挡住了路灯"))
    assert RULES.taken(ticket.complaint) is None
    moved, _ = applied(
        ticket, c.Dispatch(by=RECEPTIONIST, class_name="一般", departments=(MARKET,))
    )
    assert moved.state is State.DISPATCHED


# --- 二、四（一）、四（二）一 --------------------------------------------------------------------


def test_py_2_whatever_comes_in_is_taken_and_answered_at_once() -> None:
    """有诉即接、即应: a number, an owner, a receipt, and the desk's card, in the same moment."""
    ticket, said = life.register("2026-0001", "main", told("路灯坏了"), "shouli", RULES, NIGHT)
    assert ticket.owner == "shouli"
    assert heard(said) == {(To.CITIZEN, NoticeKind.RECEIPT), (To.DESK, NoticeKind.TRIAGE)}


def test_py_4_1b_at_night_and_on_holidays_it_answers_and_the_urgent_clock_rings() -> None:
    """7×24小时: the receipt leaves at 02:30 of a holiday, and so does the reminder of 24 hours."""
    ticket, said = life.register("2026-0001", "main", told("路灯坏了"), "shouli", RULES, NIGHT)
    letters = compose.letters(ticket, said, RULES, Directory({}, {}), NIGHT)
    assert {one.not_before for one in letters} == {None}
    assert any("编号" in one.payload.get("text", "") for one in letters)
    order = c.Dispatch(by=RECEPTIONIST, class_name="非常紧急", departments=(MARKET,))
    ticket, _ = applied(ticket, order, NIGHT)
    assert ticket.due_at == NIGHT + timedelta(hours=24)
    half = NIGHT + timedelta(hours=12)
    (reminder,) = due_now(ticket, half)
    ticket, said = applied(ticket, reminder, half)
    letters = compose.letters(ticket, said, RULES, Directory({}, {}), half, by=SCHEDULE)
    assert [one.not_before for one in letters] == [None]


def test_py_4_2_0_it_is_studied_sorted_and_passed_on_at_once() -> None:
    """科学研判、分类细化、快速交办: one of three classes, no gate before the 承办单位."""
    ticket = a_ticket(RULES)
    with pytest.raises(UnknownName) as unknown:
        applied(ticket, c.Dispatch(by=RECEPTIONIST, class_name="很难办", departments=(MARKET,)))
    assert unknown.value.known == ("非常紧急", "紧急", "一般")
    moved = dispatched("一般")
    assert (moved.state, moved.received_at) == (State.DISPATCHED, NOW)


@pytest.mark.parametrize(
    ("text", "likely"),
    [
        ("楼顶要坍塌了，下面还有人", "非常紧急"),
        ("商场着火了", "非常紧急"),
        ("非常紧急！！马上给我办！", "紧急"),
        ("明天开标，执照急用", "紧急"),
        ("路灯坏了", "一般"),
    ],
)
def test_g_29_words_suggest_the_urgency_and_a_person_decides(text: str, likely: str) -> None:
    ticket = a_ticket(RULES, complaint=told(text))
    assert ticket.complaint.causes[0].name == likely
    assert (ticket.class_name, ticket.clocks, ticket.state) == ("", (), State.REGISTERED)


def test_g_29_who_complains_cannot_make_it_urgent() -> None:
    ticket = a_ticket(RULES, complaint=told("非常紧急"))
    for command in (
        c.Classify(by=CITIZEN, class_name="非常紧急"),
        c.Dispatch(by=CITIZEN, class_name="非常紧急", departments=(MARKET,)),
    ):
        with pytest.raises(NotAllowed):
            applied(ticket, command)
    supplemented, _ = applied(ticket, c.Supplement(by=CITIZEN, text="非常紧急，马上办"))
    assert supplemented.class_name == ""
