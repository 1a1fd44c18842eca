"""沈丘's rules on limits, on pushing and on judging the result (机制 第八条至第十条)."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from builders import (
    CITIZEN,
    MANAGER,
    MARKET,
    NOW,
    OFFICER,
    RECEPTIONIST,
    SUPERVISOR,
    TAX,
)
from sq_way import ANSWER, APPROVE, DISPATCH, SQ, TO_DEPARTMENT, TO_SURVEY, after, due, heard, said

from dispatch.errors import NotAllowed
from dispatch.lifecycle import life
from dispatch.lifecycle.wake import due_now
from dispatch.ticket import case_commands as m
from dispatch.ticket import commands as c
from dispatch.ticket.actor import SCHEDULE
from dispatch.ticket.notices import Notice, NoticeKind, To
from dispatch.ticket.ticket import State, Ticket
from dispatch.worktime.calendar import in_shanghai

pytestmark = pytest.mark.unit


# --- 限时办结 --------------------------------------------------------------------------------------


def test_sq_8_1_three_working_days_from_the_form_over_the_holiday() -> None:
    assert due(after(*TO_DEPARTMENT)) == {"reply": ("SQ-8.1", "10-08 17:30")}


def test_sq_8_2_what_was_not_done_is_done_on_the_spot_or_by_the_promised_day() -> None:
    dispatch = replace(DISPATCH, class_name="不给办", promised_on=date(2026, 9, 30))
    assert due(after(dispatch, APPROVE)) == {"result": ("SQ-8.2", "09-30 17:30")}
    classified = after(c.Classify(by=RECEPTIONIST, class_name="不给办"))
    on_spot = c.SolveOnSpot(by=RECEPTIONIST, result="已当场受理出证")
    solved, _ = life.apply(classified, on_spot, SQ, NOW)
    assert (solved.state, solved.class_name) == (State.SURVEYING, "不给办")


def test_sq_8_3_what_is_hard_has_a_plan_in_five_working_days_and_the_result_when_promised() -> None:
    sent = after(replace(DISPATCH, class_name="很难办"), APPROVE)
    assert due(sent) == {"plan": ("SQ-8.3", "10-10 17:30")}
    plan = c.Plan(by=OFFICER, text="分三步补正档案", promised_on=date(2026, 10, 30))
    planned, notices = life.apply(sent, plan, SQ, NOW)
    assert due(planned) == {"result": ("SQ-8.3", "10-30 17:30")}
    assert (To.CITIZEN, NoticeKind.PLANNED) in heard(notices)


@pytest.mark.parametrize(
    "several",
    [{"departments": (MARKET, TAX)}, {"several_levels": True}],
    ids=["SQ-8.3 departments", "SQ-8.3 levels"],
)
def test_what_has_several_departments_or_levels_needs_a_plan_beside_the_reply(
    several: dict[str, object],
) -> None:
    """SQ-8.3, G-31: both limits run."""
    dispatch = replace(DISPATCH, **several)  # type: ignore[arg-type] # one field of two kinds
    assert due(after(dispatch, APPROVE)) == {
        "reply": ("SQ-8.1", "10-08 17:30"),
        "plan": ("SQ-8.3", "10-10 17:30"),
    }


# --- 催办、督办、通报 --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(c.Remind(by=SUPERVISOR), id="SQ-9a"),
        pytest.param(c.Supervise(by=SUPERVISOR, demand="请速办"), id="SQ-9b"),
        pytest.param(m.Circulate(by=SUPERVISOR), id="SQ-9c"),
    ],
)
def test_management_pushes_and_nobody_else(command: c.Command) -> None:
    """SQ-9: 管理机构 tracks what it sent out."""
    ticket = after(*TO_DEPARTMENT)
    for by in (SUPERVISOR, RECEPTIONIST, OFFICER):
        with pytest.raises(NotAllowed):
            life.apply(ticket, replace(command, by=by), SQ, NOW)
    late = ticket.clocks[0].due_at + timedelta(hours=1)
    if isinstance(command, m.Circulate):
        ticket, _ = life.apply(ticket, c.Supervise(by=MANAGER), SQ, late)
        late += timedelta(days=30)
    life.apply(ticket, replace(command, by=MANAGER), SQ, late)


def swept(ticket: Ticket, until: datetime) -> list[tuple[str, str, list[Notice]]]:
    """Return what the schedule does to *ticket* hour by hour: what, on which day, and what is said."""
    done, now = [], NOW
    while now < until:
        for command in due_now(ticket, now):
            ticket, notices = life.apply(ticket, command, SQ, now)
            done.append((type(command).__name__, f"{in_shanghai(now):%m-%d}", notices))
        now += timedelta(hours=1)
    return done


def test_sq_9a_the_department_is_reminded_in_the_name_of_management_before_the_end() -> None:
    ticket = after(*TO_DEPARTMENT)
    (what, day, notices) = swept(ticket, ticket.clocks[0].due_at)[0]
    assert (what, day) == ("Remind", "09-30")
    assert heard(notices) == {(To.DEPARTMENT, NoticeKind.REMINDED)}
    assert notices[0].facts["by"] == "管理机构"


def test_sq_9b_what_is_overdue_is_supervised_by_management_which_hears_of_it() -> None:
    ticket = after(*TO_DEPARTMENT)
    _, (what, day, notices), *_ = swept(ticket, ticket.clocks[0].due_at + timedelta(days=1))
    assert (what, day) == ("Supervise", "10-08")
    assert heard(notices) == {
        (To.DEPARTMENT, NoticeKind.SUPERVISED),
        (To.MANAGEMENT, NoticeKind.SUPERVISED),
    }
    assert notices[0].facts["by"] == "管理机构"


def test_sq_9c_a_supervision_that_is_not_met_brings_three_papers_for_management_to_approve() -> (
    None
):
    ticket = after(*TO_DEPARTMENT)
    late = ticket.clocks[0].due_at + timedelta(minutes=1)
    ticket, _ = life.apply(ticket, c.Supervise(by=SCHEDULE), SQ, late)
    demanded = ticket.clocks[0].demand_due_at
    assert demanded is not None
    ticket, notices = life.apply(ticket, due_now(ticket, demanded)[0], SQ, demanded)
    assert heard(notices) == {
        (To.MANAGEMENT, NoticeKind.UNMET),
        (To.MANAGEMENT, NoticeKind.PETITION),
    }
    assert {one.document: one.to for one in ticket.petitions} == {
        "通报": ("各政务服务部门（通报范围由县里填写）",),
        "向同级政府报告": ("同级政府",),
        "抄送同级纪委监委": ("同级纪委监委",),
    }
    assert SQ.badge("circulate.recipients") == "默认，非文件规定"
    for _ in range(3):
        ticket, _ = life.apply(ticket, APPROVE, SQ, demanded)
    assert [one.kind for one in ticket.documents] == [
        *("督办", "通报", "向同级政府报告", "抄送同级纪委监委"),
    ]


# --- 质检、反馈、评价 --------------------------------------------------------------------------------


def test_sq_10a_the_result_comes_to_the_window_at_once() -> None:
    notices = said(after(*TO_DEPARTMENT), ANSWER)
    assert (To.DESK, NoticeKind.RESULT) in notices


def test_sq_10b_management_inspects_and_calls_back_and_the_window_does_not() -> None:
    answered = after(*TO_DEPARTMENT, ANSWER)
    assert (To.MANAGEMENT, NoticeKind.INSPECT) in said(after(*TO_DEPARTMENT), ANSWER)
    with pytest.raises(NotAllowed):
        life.apply(answered, c.Pass(by=SUPERVISOR), SQ, NOW)
    surveying = after(*TO_SURVEY)
    assert said(surveying, c.OfferCall(by=SCHEDULE)) == {(To.MANAGEMENT, NoticeKind.CALL)}
    with pytest.raises(NotAllowed):
        life.apply(surveying, c.CallBack(by=RECEPTIONIST, level="满意"), SQ, NOW)


def test_sq_10c_a_poor_answer_goes_back_before_anybody_is_asked() -> None:
    answered = after(*TO_DEPARTMENT, ANSWER)
    back = c.SendBack(by=MANAGER, reason="没有写依据的条款")
    again, notices = life.apply(answered, back, SQ, NOW)
    assert (again.state, again.round) == (State.REWORK, 1)
    assert heard(notices) == {(To.DEPARTMENT, NoticeKind.SENT_BACK)}
    assert due(again)


def test_sq_10c_what_the_person_says_sends_it_back_or_strikes_it_off() -> None:
    surveying = after(*TO_SURVEY)
    unhappy, notices = life.apply(surveying, c.Rate(by=CITIZEN, level="不满意"), SQ, NOW)
    assert unhappy.state is State.REWORK
    assert (To.DEPARTMENT, NoticeKind.SENT_BACK) in heard(notices)
    happy, _ = life.apply(surveying, c.Rate(by=CITIZEN, level="满意"), SQ, NOW)
    assert (happy.state, happy.closed_at) == (State.STRUCK_OFF, NOW)
