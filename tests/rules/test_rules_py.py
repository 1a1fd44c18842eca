"""濮阳: from the transfer to the end (PY-4.2, PY-4.3, PY-5); `tests/rules/py.toml` says how each is neutralised."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from builders import (
    CITIZEN,
    HELPER,
    MANAGER,
    MARKET,
    NOW,
    OFFICER,
    RECEPTIONIST,
    SUPERVISOR,
    TAX,
    a_ticket,
    walked,
)
from puyang_desk import RULES, applied, dispatched, heard

from dispatch.assessment.statistics import PeriodCounts
from dispatch.assessment.targets import RATES
from dispatch.errors import MoveRefused, RuleForbids, Why
from dispatch.lifecycle import progress
from dispatch.lifecycle.wake import due_now
from dispatch.rules import closing
from dispatch.rules.deadlines import UnknownName
from dispatch.ticket import commands as c
from dispatch.ticket.actor import SCHEDULE, Actor
from dispatch.ticket.case_commands import Convene, Record
from dispatch.ticket.notices import NoticeKind, To
from dispatch.ticket.ticket import State
from dispatch.worktime.calendar import SHANGHAI
from dispatch.worktime.counting import Limit, Unit

pytestmark = pytest.mark.unit
PROFILE = RULES.profile
ANSWER = c.Answer(by=OFFICER, text="已到场处置，险情排除")


def test_py_4_2_1_the_five_steps_are_recorded_with_their_time() -> None:
    ticket = dispatched("一般")
    assert [name for name, at in progress.taken(ticket, PROFILE) if at] == ["接诉登记", "分类转办"]
    for command in (c.Remind(by=SCHEDULE), ANSWER, c.Rate(by=CITIZEN, level="满意")):
        ticket, _ = applied(ticket, command, NOW + timedelta(hours=1))
    names = [name for name, at in progress.taken(ticket, PROFILE) if at]
    assert names == ["接诉登记", "分类转办", "办理答复", "回访评价", "跟踪督办"]


# --- 四（二）一：时限 ----------------------------------------------------------------------------


def at(month: int, day: int, hour: int = 17, minute: int = 30) -> datetime:
    """Return a moment of 2026 in Shanghai."""
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("class_name", "due"),
    [
        pytest.param("非常紧急", at(9, 29, 9, 0), id="PY-4.2.2"),
        pytest.param("紧急", at(10, 8), id="PY-4.2.3"),
        pytest.param("一般", at(10, 10), id="PY-4.2.4"),
    ],
)
def test_the_urgency_sets_the_limit_from_the_transfer_on(class_name: str, due: datetime) -> None:
    """G-33: counted from the dispatch, not from the day on which it came in."""
    ticket = a_ticket(RULES)
    order = c.Dispatch(by=RECEPTIONIST, class_name=class_name, departments=(MARKET,))
    moved, _ = applied(ticket, order)
    assert moved.due_at == due
    late = NOW + timedelta(hours=3)
    moved, _ = applied(ticket, order, late)
    assert moved.clocks[0].start_at == late


# --- 四（二）一：督办单 ---------------------------------------------------------------------------


def test_py_4_2_8_what_is_overdue_gets_a_numbered_督办单() -> None:
    ticket = dispatched("一般")
    assert ticket.due_at is not None
    (command,) = due_now(ticket, ticket.due_at)
    assert command == c.Supervise(by=SCHEDULE)
    moved, said = applied(ticket, command, ticket.due_at)
    (paper,) = moved.documents
    assert (paper.kind, paper.no) == ("督办单", "2026-0001-督办单-1")
    assert paper.to == ("市场监管局",)
    (notice,) = [one for one in said if one.to is To.DEPARTMENT]
    assert notice.facts["document"] == paper.no


def test_py_5_3_a_督办通知书_or_整改通知书_is_issued_by_its_name() -> None:
    """庸懒散拖、推诿扯皮、敷衍塞责: the notice names what is to be put right."""
    ticket = dispatched("一般")
    for kind in ("督办通知书", "整改通知书"):
        order = c.Supervise(by=SUPERVISOR, demand="推诿扯皮，限期整改", document=kind)
        ticket, said = applied(ticket, order)
        paper = ticket.documents[-1]
        assert (paper.kind, paper.no, paper.text) == (
            kind,
            f"2026-0001-{kind}-1",
            "推诿扯皮，限期整改",
        )
        assert said[0].facts["document"] == paper.no
    with pytest.raises(UnknownName):
        applied(ticket, c.Supervise(by=SUPERVISOR, document="通报"))


# --- 四（二）二、三：绿色通道和突发紧急 -----------------------------------------------------------


def test_py_4_2_9_each_工单_goes_to_the_emergency_contact_too() -> None:
    """双模式: to every department that gets the form, in the same moment."""
    order = c.Dispatch(by=RECEPTIONIST, class_name="一般", departments=(MARKET, TAX))
    _, said = applied(a_ticket(RULES), order)
    for to in (To.DEPARTMENT, To.EMERGENCY):
        assert [one.target for one in said if (one.to, one.what) == (to, NoticeKind.FORM)] == [
            "market",
            "tax",
        ]


@pytest.mark.parametrize(("class_name", "calls"), [("非常紧急", 2), ("紧急", 2), ("一般", 0)])
def test_py_4_2_13_urgent_matters_are_rung_up_as_well(class_name: str, calls: int) -> None:
    order = c.Dispatch(by=RECEPTIONIST, class_name=class_name, departments=(MARKET, TAX))
    _, said = applied(a_ticket(RULES), order)
    assert sum((one.to, one.what) == (To.DESK, NoticeKind.RING) for one in said) == calls


@pytest.mark.parametrize(
    ("kind", "by", "hears"),
    [
        pytest.param("联动", RECEPTIONIST, To.MANAGEMENT, id="PY-4.2.12"),
        pytest.param("电话联系", RECEPTIONIST, To.DEPARTMENT, id="PY-4.2.13"),
        pytest.param("对接", OFFICER, To.DESK, id="PY-4.2.14"),
        pytest.param("跟踪问效", SUPERVISOR, To.MANAGEMENT, id="PY-5.2a"),
    ],
)
def test_what_the_scheme_wants_done_is_put_on_record(kind: str, by: Actor, hears: To) -> None:
    ticket = dispatched("非常紧急")
    moved, said = applied(ticket, Record(by=by, kind=kind, text="9:05 已联系119到场"))
    (noted,) = [one for one in moved.remarks if one.kind == f"record:{kind}"]
    assert (noted.text, noted.by, noted.at) == ("9:05 已联系119到场", by.id, NOW)
    assert hears in {one.to for one in said}


def test_py_4_2_11_what_is_very_urgent_goes_before_all_others() -> None:
    assert (dispatched("非常紧急").rank, dispatched("紧急").rank, dispatched("一般").rank) == (
        0,
        1,
        1,
    )


def test_py_4_2_14_the_result_goes_to_the_person_as_soon_as_it_is_given() -> None:
    """及时反馈: no step of ours stands between the answer and the person."""
    moved, said = applied(dispatched("非常紧急"), ANSWER)
    assert moved.state is State.SURVEYING
    assert (To.CITIZEN, NoticeKind.ANSWERED) in heard(said)


# --- 四（二）二、四（三）：闭环和回访 -------------------------------------------------------------


@pytest.mark.parametrize(
    ("lost", "step"), [({"reply": None}, "办理"), ({"surveyed_at": None}, "反馈")]
)
def test_py_4_2_10_without_one_of_its_steps_nothing_is_closed(
    lost: dict[str, None], step: str
) -> None:
    """受理、办理、反馈、回访 form one loop; the judgement itself is the 回访."""
    surveyed = walked(RULES, (ANSWER,), dispatched())
    vote = c.Rate(by=CITIZEN, level="满意")
    with pytest.raises(RuleForbids) as missing:
        applied(replace(surveyed, **lost), vote)  # type: ignore[arg-type] # fields that may be None
    assert (missing.value.why, missing.value.facts["steps"]) == (Why.STEP_MISSING, step)
    closed, _ = applied(surveyed, vote)
    assert closed.state is State.STRUCK_OFF


def test_py_4_3_0_each_matter_is_called_back_before_it_ends() -> None:
    """有件必回访: silence is called, three times on two days, and then stays apart, never 满意."""
    ticket = walked(RULES, (ANSWER,), dispatched())
    assert closing.missing(ticket, RULES) == ("回访",)
    assert ticket.call_due_at is not None
    (command,) = due_now(ticket, ticket.call_due_at)
    ticket, said = applied(ticket, command, ticket.call_due_at)
    assert ticket.state is State.SURVEYING, "it does not end by itself"
    assert heard(said) == {(To.DESK, NoticeKind.CALL)}
    for days in (1, 1, 2):
        assert not ticket.is_closed
        ticket, _ = applied(ticket, c.CallBack(by=RECEPTIONIST), NOW + timedelta(days=days))
    assert (ticket.state, ticket.ratings) == (State.UNRATED, ())


def test_py_4_3_1_the_call_back_measures_who_is_content() -> None:
    ticket = walked(RULES, (ANSWER,), dispatched())
    ticket, _ = applied(ticket, c.NoteUndelivered(by=SCHEDULE))  # the chat is closed: N7
    ticket, _ = applied(ticket, c.CallBack(by=RECEPTIONIST, level="基本满意", remark="还行"))
    (rating,) = ticket.ratings
    assert (rating.level, rating.by, rating.remark) == ("基本满意", "shouli", "还行")
    counted = PeriodCounts(opened={}, closed={State.STRUCK_OFF: 3, State.UNRATED: 5})
    assert RATES["企业和群众满意率"](counted) == 1, "who was not reached counts neither way"


# --- 五（二）------------------------------------------------------------------------------------


def test_py_5_2a_a_meeting_ends_in_exactly_one_lead_with_its_record() -> None:
    """What one unit cannot solve: the limits run on, and nothing else leads out of the meeting."""
    ticket = dispatched("一般", TAX)
    due_at = ticket.due_at
    ticket, said = applied(ticket, Convene(by=MANAGER, departments=(MARKET, TAX)))
    assert ticket.state is State.MEETING
    assert [one.target for one in said if one.what is NoticeKind.INVITED] == ["market", "tax"]
    with pytest.raises(MoveRefused):
        applied(ticket, c.Answer(by=HELPER, text="不归我们"))
    result = c.Reassign(by=MANAGER, departments=(MARKET, TAX), reason="市场监管局主办，税务局配合")
    ticket, _ = applied(ticket, result)
    assert [part.department for part in ticket.parts if part.is_lead] == ["market"]
    (record,) = ticket.documents
    assert (record.kind, record.to) == ("协调推进会记录", ("市场监管局", "税务局"))
    assert record.text == "市场监管局主办，税务局配合"
    assert ticket.due_at == due_at


def test_py_5_2a_what_is_decided_is_followed_up() -> None:
    """跟踪问效: while it is being settled somebody is asked to look every five working days."""
    ticket, _ = applied(dispatched(), Convene(by=MANAGER, departments=(MARKET, TAX)))
    assert ticket.check_at is not None
    assert RULES.profile.tracking.every == Limit(n=5, unit=Unit.WORKING_DAYS)
    assert [type(one).__name__ for one in due_now(replace(ticket, clocks=()), ticket.check_at)] == [
        "Look"
    ]
