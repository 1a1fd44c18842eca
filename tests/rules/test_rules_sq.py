"""沈丘's rules on how a ticket is taken, sent out and passed on (方案 三、机制 第五条至第七条)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from builders import (
    HELPER,
    LANE,
    MANAGER,
    MARKET,
    NOW,
    RECEPTIONIST,
    SUPERVISOR,
    TAX,
    a_complaint,
    a_ticket,
    walked,
)
from sq_way import ANSWER, APPROVE, DISPATCH, SQ, TO_DEPARTMENT, TO_SURVEY, after, due, heard, said

from dispatch.errors import Incomplete, NotAllowed, RuleForbids
from dispatch.lifecycle import life
from dispatch.lifecycle.wake import due_now
from dispatch.rules.deadlines import UnknownName
from dispatch.ticket import case_commands as m
from dispatch.ticket import commands as c
from dispatch.ticket.actor import SCHEDULE
from dispatch.ticket.complaint import Complainant
from dispatch.ticket.notices import NoticeKind, To
from dispatch.ticket.papers import Wish
from dispatch.ticket.ticket import State

pytestmark = pytest.mark.unit


# --- the loop ------------------------------------------------------------------------------------


def test_sq_p3_2a_the_loop_is_walked_in_its_four_steps_and_ends_struck_off() -> None:
    steps = SQ.profile.steps
    assert steps == ("受理", "办理", "反馈", "回访")
    ended = after(*TO_SURVEY, c.NoteUndelivered(by=SCHEDULE), c.CallBack(by=MANAGER, level="满意"))
    assert ended.state is State.STRUCK_OFF


@pytest.mark.parametrize(
    ("lacks", "named"),
    [
        ({"owner": ""}, "受理"),
        ({"reply": None}, "办理"),
        ({"surveyed_at": None}, "反馈"),
    ],
    ids=["SQ-P3.2a 受理", "SQ-P3.2a 办理", "SQ-P3.2a 反馈"],
)
def test_no_ticket_is_struck_off_with_a_step_missing(lacks: dict[str, object], named: str) -> None:
    """SQ-P3.2a: every step is asked for, and the fourth, 回访, is what closes it."""
    ticket = replace(after(*TO_SURVEY, c.NoteUndelivered(by=SCHEDULE)), **lacks)  # type: ignore[arg-type] # what a bug might leave out
    with pytest.raises(RuleForbids) as refused:
        life.apply(ticket, c.CallBack(by=MANAGER, level="满意"), SQ, NOW)
    assert refused.value.facts["steps"] == named
    assert refused.value.clause == "SQ-P3.2a"


def test_sq_p3_2b_management_settles_on_the_spot_what_was_laid_before_it() -> None:
    laid = after(DISPATCH)
    solved, notices = life.apply(laid, c.SolveOnSpot(by=MANAGER, result="已当场协调办结"), SQ, NOW)
    assert solved.state is State.SURVEYING
    assert (To.CITIZEN, NoticeKind.ANSWERED) in heard(notices)


@pytest.mark.parametrize("way", [(), (DISPATCH,)], ids=["SQ-P3.2b at once", "SQ-P3.2b laid before"])
def test_management_calls_the_departments_together_and_records_what_they_found(
    way: tuple[c.Command, ...],
) -> None:
    """SQ-P3.2b: 会商 by management only; what came of it stands on the ticket and goes to those it binds."""
    ticket = after(*way)
    convene = m.Convene(by=MANAGER, departments=(MARKET, TAX))
    with pytest.raises(NotAllowed):
        life.apply(ticket, replace(convene, by=SUPERVISOR), SQ, NOW)
    meeting, notices = life.apply(ticket, convene, SQ, NOW)
    assert meeting.state is State.MEETING
    assert heard(notices) == {
        (To.MANAGEMENT, NoticeKind.MEETING),
        (To.DEPARTMENT, NoticeKind.INVITED),
    }
    found = m.Record(
        by=MANAGER, kind="研究意见", text="由市场监管局牵头补正", departments=(MARKET,)
    )
    noted, notices = life.apply(meeting, found, SQ, NOW)
    assert noted.remarks[-1].kind == "record:研究意见"
    assert "由市场监管局牵头补正" in noted.remarks[-1].text
    assert heard(notices) == {
        (To.MANAGEMENT, NoticeKind.RECORDED),
        (To.DEPARTMENT, NoticeKind.RECORDED),
    }


@pytest.mark.parametrize(
    ("lacks", "missing"),
    [({"reason": ""}, "理由"), ({"basis": " "}, "依据"), ({"text": ""}, "答复意见")],
    ids=["SQ-P3.2c reason", "SQ-8.1 basis", "SQ-8.1 opinion"],
)
def test_what_cannot_be_done_is_answered_with_reason_and_basis(
    lacks: dict[str, str], missing: str
) -> None:
    """SQ-P3.2c, SQ-8.1."""
    with pytest.raises(Incomplete) as refused:
        after(*TO_DEPARTMENT, replace(ANSWER, **lacks))  # type: ignore[arg-type] # texts all
    assert refused.value.missing == (missing,)
    assert refused.value.clause == "SQ-8.1"


# --- what is not ours ----------------------------------------------------------------------------


def test_sq_p3_2d_what_is_another_units_goes_by_letter_is_tracked_and_the_way_is_told() -> None:
    transfer = m.Transfer(by=MANAGER, unit="市公积金中心")
    with pytest.raises(NotAllowed):
        life.apply(a_ticket(SQ), replace(transfer, by=RECEPTIONIST), SQ, NOW)
    away, notices = life.apply(a_ticket(SQ), transfer, SQ, NOW)
    assert [(one.kind, one.to) for one in away.documents] == [("函转函", ("市公积金中心",))]
    (told,) = notices
    assert (told.to, told.what) == (To.CITIZEN, NoticeKind.TRANSFERRED)
    assert "不属于进驻本中心的业务，已函转市公积金中心" in told.facts["path"]
    assert "12345" in told.facts["path"]
    assert away.state is State.OUTSIDE
    assert away.owner == MANAGER.id


def test_sq_p3_2d_it_stays_tracked_until_the_other_unit_answers() -> None:
    away = after(m.Transfer(by=MANAGER, unit="市公积金中心"))
    told, _ = life.apply(away, c.NoteDelivered(by=SCHEDULE), SQ, NOW)
    assert (told.state, told.owed) == (State.OUTSIDE, ())  # told, and still tracked

    look = due_now(told, NOW + timedelta(days=20))
    assert [type(one) for one in look] == [m.Look]
    looked, notices = life.apply(told, look[0], SQ, NOW + timedelta(days=20))
    assert heard(notices) == {(To.MANAGEMENT, NoticeKind.LOOK)}
    assert looked.check_at is not None
    assert looked.check_at > NOW + timedelta(days=20)

    answered, notices = life.apply(looked, m.Receive(by=MANAGER, text="已补缴到账"), SQ, NOW)
    assert answered.check_at is None
    assert (To.CITIZEN, NoticeKind.ANSWERED) in heard(notices)


def test_sq_p3_2d_somebody_without_a_chat_is_told_by_phone_and_what_was_asked_is_kept() -> None:
    walk_in = a_complaint(complainant=Complainant(name="张三丰", phone="13800138000"))
    transfer = m.Transfer(by=MANAGER, unit="市公积金中心")
    # by whom SQ-10b lets call back: the window may not put the call on record
    assert (To.MANAGEMENT, NoticeKind.CALL) in said(a_ticket(SQ, complaint=walk_in), transfer)
    away = after(transfer)
    asked = m.Record(by=MANAGER, kind="跟踪", text="对方三日内答复")
    noted, notices = life.apply(away, asked, SQ, NOW)
    assert noted.remarks[-1].kind == "record:跟踪"
    assert heard(notices) == {(To.CITIZEN, NoticeKind.PROGRESS)}


@pytest.mark.parametrize("is_unit", [False, True], ids=["SQ-6c a citizen", "SQ-6c a company"])
def test_what_is_no_government_service_is_transferred_by_management_and_the_person_told(
    is_unit: bool,
) -> None:
    """SQ-6c, SQ-2: the window lays it before management; company and citizen alike."""
    person = Complainant(lane=LANE, name="某某", is_unit=is_unit, phone="13800138000")
    ticket = a_ticket(SQ, complaint=a_complaint(complainant=person))
    refuse = c.Refuse(by=RECEPTIONIST, reason="属于物业纠纷", fields=(("单位", "住建局物业科"),))
    asked, notices = life.apply(ticket, refuse, SQ, NOW)
    assert [one.wish for one in asked.petitions] == [Wish.TRANSFER]
    assert heard(notices) == {(To.MANAGEMENT, NoticeKind.PETITION)}

    away, notices = life.apply(asked, APPROVE, SQ, NOW)
    assert [(one.kind, one.to) for one in away.documents] == [("转交单", ("住建局物业科",))]
    told = next(one for one in notices if one.to is To.CITIZEN)
    assert told.what is NoticeKind.TRANSFERRED
    assert "转交住建局物业科依法依规处理" in told.facts["path"]
    assert away.check_at is None  # handed over, not tracked
    closed, _ = life.apply(away, c.NoteDelivered(by=SCHEDULE), SQ, NOW)
    assert closed.state is State.TRANSFERRED


# --- 研判、分办 ------------------------------------------------------------------------------------


def test_sq_5_everything_is_on_record_before_anybody_classifies_it() -> None:
    ticket = a_ticket(SQ)
    assert (ticket.no, ticket.state, ticket.class_name) == ("2026-0001", State.REGISTERED, "")
    person = ticket.complaint.complainant
    assert (person.name, person.phone, person.address) == ("张三丰", "13800138000", "幸福路3号")
    assert ticket.complaint.text
    assert (ticket.opened_at, ticket.first_handler) == (NOW, "shouli")
    assert after(c.Classify(by=RECEPTIONIST, class_name="很难办")).class_name == "很难办"


def test_sq_6a_what_is_general_is_settled_at_the_window_without_management() -> None:
    solved = after(c.SolveOnSpot(by=RECEPTIONIST, result="已现场协调，当场拿证"))
    assert (solved.class_name, solved.state) == ("一般性问题", State.SURVEYING)
    assert solved.parts == ()
    with pytest.raises(UnknownName):
        SQ.check_dispatch("一般性问题", None, NOW)


@pytest.mark.parametrize("class_name", ["办不了", "很难办", "不给办"])
def test_sq_6b_what_is_complex_goes_to_management_and_to_no_department_first(
    class_name: str,
) -> None:
    dispatch = replace(DISPATCH, class_name=class_name, promised_on=date(2026, 10, 20))
    for by in (RECEPTIONIST, SUPERVISOR):
        laid, notices = life.apply(a_ticket(SQ), replace(dispatch, by=by), SQ, NOW)
        assert laid.state is State.PROPOSED
        assert heard(notices) == {(To.MANAGEMENT, NoticeKind.APPROVE)}
        with pytest.raises(NotAllowed):
            life.apply(laid, c.Approve(by=by), SQ, NOW)


def test_sq_7a_management_decides_and_sends_it_with_its_limit_to_the_department() -> None:
    laid = after(DISPATCH)
    assert laid.clocks == ()
    sent, notices = life.apply(laid, APPROVE, SQ, NOW)
    form = next(one for one in notices if one.what is NoticeKind.FORM)
    assert (form.to, form.target) == (To.DEPARTMENT, "market")
    assert sent.received_at == NOW
    assert due(sent) == {"reply": ("SQ-8.1", "10-08 17:30")}


def test_sq_7a_nothing_is_sent_without_a_limit() -> None:
    """SQ-8.2: what has no limit of its own is sent with a promised day."""
    with pytest.raises(Incomplete) as refused:
        after(replace(DISPATCH, class_name="不给办"))
    assert refused.value.missing == ("承诺时限",)


def test_sq_7b_of_several_departments_one_leads_and_all_have_it_at_once() -> None:
    laid = after(replace(DISPATCH, departments=(MARKET, TAX)))
    sent, notices = life.apply(laid, APPROVE, SQ, NOW)
    assert [(one.department, one.is_lead) for one in sent.parts] == [
        ("market", True),
        ("tax", False),
    ]
    assert [one.target for one in notices if one.what is NoticeKind.FORM] == ["market", "tax"]
    helped = walked(SQ, (c.Answer(by=HELPER, text="税务已同步"),), sent)
    assert helped.reply is None  # what assists goes to the lead


def test_sq_7c_another_centre_is_asked_by_letter_and_the_person_hears_who_has_it() -> None:
    across = m.Transfer(by=MANAGER, unit="槐店镇便民服务中心", centre="huaidian")
    with pytest.raises(NotAllowed):
        after(replace(across, by=SUPERVISOR))
    away, notices = life.apply(a_ticket(SQ), across, SQ, NOW)
    (paper,) = away.documents
    assert (paper.kind, paper.to) == ("函转函", ("槐店镇便民服务中心",))
    assert away.check_at is not None
    (told,) = notices
    assert (told.facts["partner"], told.facts["path"]) == ("槐店镇便民服务中心", "")
