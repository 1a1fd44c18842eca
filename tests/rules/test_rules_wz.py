"""武陟: the rules of WZ, on the pure core; `tests/rules/wz.toml` says how each is neutralised."""

from datetime import UTC, date, datetime, timedelta

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
    WAY,
    a_complaint,
    a_ticket,
    walked,
    wuzhi,
)

from bot.letters import cards
from bot.texts import citizen
from dispatch.errors import Incomplete, NotAllowed
from dispatch.lifecycle import life
from dispatch.lifecycle.wake import due_now
from dispatch.ticket import commands as c
from dispatch.ticket.case_commands import Circulate, Transfer
from dispatch.ticket.complaint import Complainant
from dispatch.ticket.notices import Notice, NoticeKind, To
from dispatch.ticket.ticket import CLOSED, Clock, State, Ticket
from dispatch.worktime.calendar import in_shanghai

pytestmark = pytest.mark.unit
RULES = wuzhi()

#: the third and the fifth working day after NOW (Monday): the holiday of 2026-10-01 to 10-07 between
THIRD, FIFTH = date(2026, 10, 8), date(2026, 10, 10)
PROMISED = date(2026, 10, 15)
#: words that are of nothing that a government service takes
ELSEWHERE = "合伙人欠货款不还，想请你们评评理"


def dispatched(
    class_name: str,
    *departments: tuple[str, str],
    promised_on: date | None = None,
    several_levels: bool = False,
) -> Ticket:
    """Return a ticket of *class_name* that management dispatched at NOW."""
    way = c.Dispatch(
        by=MANAGER,
        class_name=class_name,
        departments=departments or (MARKET,),
        promised_on=promised_on,
        several_levels=several_levels,
    )
    return walked(RULES, (way,))


def limits(ticket: Ticket) -> list[tuple[str, date]]:
    """Return stage and last day of every limit that runs."""
    return [(c.stage, in_shanghai(c.due_at).date()) for c in ticket.open_clocks]


def said(notices: list[Notice]) -> list[tuple[To, NoticeKind, str]]:
    """Return to whom what is said, with the department."""
    return [(one.to, one.what, one.target) for one in notices]


def owed_by_schedule(ticket: Ticket, now: datetime) -> tuple[Ticket, list[Notice]]:
    """Return *ticket* after what the schedule owes it at *now*."""
    (command,) = due_now(ticket, now)
    return life.apply(ticket, command, RULES, now)


def first(ticket: Ticket) -> Clock:
    """Return the first limit of *ticket*."""
    return ticket.clocks[0]


def test_wz_7_2_a_general_question_is_solved_at_the_window_and_still_asked_about() -> None:
    solved = c.SolveOnSpot(by=RECEPTIONIST, result="已协调窗口当场办结")
    ticket, notices = life.apply(a_ticket(RULES), solved, RULES, NOW)
    assert ticket.state is State.SURVEYING
    assert ticket.class_name == "一般性问题"
    assert ticket.reply is not None
    assert ticket.reply.text == "已协调窗口当场办结"
    assert (To.CITIZEN, NoticeKind.ANSWERED, "") in said(notices)


def test_wz_7_1_the_words_suggest_a_class_and_a_person_confirms_it() -> None:
    ticket = a_ticket(RULES)
    assert [one.name for one in ticket.complaint.causes] == ["很难办"]
    assert (ticket.class_name, ticket.parts) == ("", ())
    confirmed = c.Classify(by=RECEPTIONIST, class_name="不给办", matter="食品许可")
    changed = walked(RULES, (confirmed,), ticket)
    assert (changed.class_name, changed.matter) == ("不给办", "食品许可")


#: what each class is made of; the lists are open (等): another cause may be named
MADE_OF = {
    "办不了": ("WZ-7.3", ("超出职权范围", "与现行法律法规规定不一致", "其他"), None),
    "很难办": ("WZ-7.4", ("历史遗留", "溯源难度较大", "提供材料有瑕疵", "其他"), None),
    "不给办": ("WZ-7.5", ("窗口人员不给办", "延迟办理", "其他"), PROMISED),
}


@pytest.mark.parametrize(
    ("class_name", "cause", "promised_on"),
    [
        pytest.param(name, cause, day, id=f"{rule} {cause}")
        for name, (rule, causes, day) in MADE_OF.items()
        for cause in causes
    ],
)
def test_each_class_is_sent_out_with_the_cause_that_makes_it_one(
    class_name: str, cause: str, promised_on: date | None
) -> None:
    why = c.Classify(by=RECEPTIONIST, class_name=class_name, cause=cause)
    way = c.Dispatch(
        by=MANAGER, class_name=class_name, departments=(MARKET,), promised_on=promised_on
    )
    sent = walked(RULES, (why, way))
    assert (sent.state, sent.class_name, sent.cause) == (State.DISPATCHED, class_name, cause)


@pytest.mark.parametrize("class_name", ["办不了", "很难办", "不给办"])
def test_wz_7_6_the_window_itself_brings_it_to_the_windows_department(class_name: str) -> None:
    """No way round by management first: it only approves what the window staff arranged."""
    day = PROMISED if class_name == "不给办" else None
    way = c.Dispatch(by=RECEPTIONIST, class_name=class_name, departments=(MARKET,), promised_on=day)
    ticket, notices = life.apply(a_ticket(RULES), way, RULES, NOW)
    assert ticket.proposal is not None
    assert [part.department for part in ticket.proposal.departments] == ["market"]
    assert said(notices) == [(To.MANAGEMENT, NoticeKind.APPROVE, "")]


def test_wz_7_7_a_company_s_matter_goes_to_the_platform_and_stays_open_until_it_is_told() -> None:
    complaint = a_complaint(
        text=ELSEWHERE, complainant=Complainant(lane="kf:a:b", name="某厂", is_unit=True)
    )
    ticket = a_ticket(RULES, complaint=complaint)
    asked = walked(RULES, (c.Refuse(by=RECEPTIONIST, reason="属于商事纠纷"),), ticket)
    assert [p.to for p in asked.petitions] == [("企业纾困360",)]
    given, notices = life.apply(asked, c.Approve(by=MANAGER), RULES, NOW)
    assert given.outside == "企业纾困360"
    assert (To.CITIZEN, NoticeKind.TRANSFERRED, "") in said(notices)
    assert given.state is State.OUTSIDE
    assert given.owed == ("person",)


def test_wz_7_8_a_person_is_guided_to_the_platform_and_12345_with_the_link() -> None:
    refused = c.Refuse(by=RECEPTIONIST, reason="不是政务服务")
    elsewhere = a_ticket(RULES, complaint=a_complaint(text=ELSEWHERE))
    ticket, notices = life.apply(elsewhere, refused, RULES, NOW)
    read = [
        str(citizen.notice(one.what, ticket, one.facts, NOW))
        for one in notices
        if one.to is To.CITIZEN
    ]
    for word in ("武来办", "12345", "http://wlb.wuzhi.gov.cn:9058/appDownload/wlb.html#/"):
        assert word in "".join(read)
    assert ticket.state is State.REFUSED
    assert "武来办" in ticket.closing


def test_wz_8_1_nothing_goes_to_a_department_before_management_approved_it() -> None:
    proposed = walked(RULES, WAY[State.PROPOSED])
    assert (proposed.state, proposed.clocks, proposed.parts) == (State.PROPOSED, (), ())
    with pytest.raises(NotAllowed):
        life.apply(proposed, c.Approve(by=RECEPTIONIST), RULES, NOW)
    assert walked(RULES, (c.Approve(by=MANAGER),), proposed).state is State.DISPATCHED


@pytest.mark.parametrize("class_name", ["办不了", "很难办", "不给办"])
def test_wz_8_2_no_form_goes_out_without_a_date(class_name: str) -> None:
    """A class without a limit of its own is refused until a date is named."""
    if class_name == "不给办":
        with pytest.raises(Incomplete, match="承诺时限"):
            dispatched(class_name)
    promised = PROMISED if class_name == "不给办" else None
    assert limits(dispatched(class_name, promised_on=promised))


def test_wz_8_3_the_form_goes_to_the_window_concerned() -> None:
    proposed = walked(RULES, WAY[State.PROPOSED])
    card = cards.approval(proposed, RULES.preview(proposed, NOW), RULES, NOW)
    assert card["main_title"]["desc"] == "孙受理提出 · 办不了 · 发送相关窗口"
    _, notices = life.apply(proposed, c.Approve(by=MANAGER), RULES, NOW)
    assert (To.DEPARTMENT, NoticeKind.FORM, "market") in said(notices)


def test_wz_8_5_what_is_another_level_s_goes_to_that_centre_s_management() -> None:
    """It stays open here, is tracked, and has its own ticket there (`bot/desk/linked_tickets.py`)."""
    below = Transfer(by=MANAGER, unit="西陶镇便民服务中心", centre="xitao")
    ticket, notices = life.apply(a_ticket(RULES), below, RULES, NOW)
    assert (ticket.state, ticket.outside) == (State.OUTSIDE, "西陶镇便民服务中心")
    assert ticket.check_at is not None
    assert [(one.kind, one.to) for one in ticket.documents] == [("函转函", ("西陶镇便民服务中心",))]
    assert (To.CITIZEN, NoticeKind.TRANSFERRED, "") in said(notices)
    there, notices = life.register(
        "XT-2026-0001", "xitao", ticket.complaint, "fan", RULES, NOW, above=ticket.no
    )
    assert (there.tied_to, said(notices)) == ("2026-0001", [(To.DESK, NoticeKind.TRIAGE, "")])


def test_wz_8_4_several_departments_have_the_form_at_once_and_one_of_them_leads() -> None:
    proposal = c.Dispatch(by=MANAGER, class_name="办不了", departments=(MARKET, TAX))
    ticket, notices = life.apply(a_ticket(RULES), proposal, RULES, NOW)
    told = [
        target
        for to, what, target in said(notices)
        if (to, what) == (To.DEPARTMENT, NoticeKind.FORM)
    ]
    assert told == ["market", "tax"]
    assert [part.department for part in ticket.parts if part.is_lead] == ["market"]
    assert len({part.given_at for part in ticket.parts}) == 1


def test_wz_9_1_what_cannot_be_done_is_answered_by_the_third_working_day() -> None:
    assert limits(dispatched("办不了")) == [("reply", THIRD)]


@pytest.mark.parametrize("lacking", ["text", "reason", "basis"])
def test_wz_9_1_an_answer_needs_its_words_reason_and_basis(lacking: str) -> None:
    whole = {"text": "已联系", "reason": "政策不允许", "basis": "条例第三条"} | {lacking: ""}
    answer = c.Answer(by=OFFICER, text=whole["text"], reason=whole["reason"], basis=whole["basis"])
    with pytest.raises(Incomplete):
        walked(RULES, (*WAY[State.WORKING], answer))


def test_wz_9_2_what_is_not_granted_is_done_on_the_spot_or_by_the_promised_date() -> None:
    as_refused = c.Classify(by=RECEPTIONIST, class_name="不给办")
    assert "能当场办的当场办结" in str(cards.triage(walked(RULES, (as_refused,)), RULES, NOW))
    spot = walked(RULES, (as_refused, c.SolveOnSpot(by=RECEPTIONIST, result="当场办结")))
    assert (spot.state, spot.class_name) == (State.SURVEYING, "不给办")
    with pytest.raises(Incomplete, match="承诺时限"):
        dispatched("不给办")
    assert limits(dispatched("不给办", promised_on=PROMISED)) == [("result", PROMISED)]


def test_wz_9_3_a_hard_matter_has_a_plan_in_five_working_days_and_then_its_promise() -> None:
    ticket = dispatched("很难办")
    assert limits(ticket) == [("plan", FIFTH)]
    plan = c.Plan(by=OFFICER, text="三步走", promised_on=PROMISED)
    planned = walked(RULES, (c.Acknowledge(by=OFFICER), plan), ticket)
    assert limits(planned) == [("result", PROMISED)]
    assert planned.promised_on == PROMISED


@pytest.mark.parametrize("several", ["departments", "levels"])
def test_wz_9_4_what_several_have_in_hand_needs_a_plan_in_five_working_days_too(
    several: str,
) -> None:
    if several == "levels":
        ticket = dispatched("办不了", several_levels=True)
    else:
        ticket = dispatched("办不了", MARKET, TAX)
    assert limits(ticket) == [("reply", THIRD), ("plan", FIFTH)]
    assert limits(dispatched("办不了")) == [("reply", THIRD)]


def test_wz_10_1_before_the_end_the_window_reminds_and_the_time_is_kept() -> None:
    ticket = dispatched("办不了")
    assert due_now(ticket, NOW) == []
    now = first(ticket).due_at - timedelta(hours=1)
    reminded, notices = owed_by_schedule(ticket, now)
    assert said(notices) == [(To.DEPARTMENT, NoticeKind.REMINDED, "market")]
    assert notices[0].facts["by"] == "窗口"
    assert reminded.reminded_at == (now,)
    assert due_now(reminded, now) == []


def test_wz_10_2_an_overdue_ticket_is_supervised_by_itself_and_the_time_is_kept() -> None:
    ticket = dispatched("办不了")
    now = first(ticket).due_at
    supervised, notices = owed_by_schedule(ticket, now)
    assert (To.DEPARTMENT, NoticeKind.SUPERVISED, "market") in said(notices)
    assert notices[0].facts["by"] == "窗口"
    assert supervised.supervised_at == (now,)


def test_wz_10_3_an_unmet_supervision_leads_to_three_papers_that_a_person_approves() -> None:
    ticket = dispatched("办不了")
    supervised, _ = owed_by_schedule(ticket, first(ticket).due_at)
    until = first(supervised).demand_due_at
    assert until is not None
    assert [type(one) for one in due_now(supervised, until)] == [Circulate]
    asked, _ = owed_by_schedule(supervised, until)
    assert [(p.document, p.to) for p in asked.petitions] == [
        ("通报", ("县政府督查室",)),
        ("向同级政府报告", ("同级政府",)),
        ("抄送同级纪委监委", ("同级纪委监委",)),
    ]
    assert [d.kind for d in asked.documents] == ["督办"]
    issued = walked(RULES, (c.Approve(by=MANAGER),) * 3, asked)
    assert [d.kind for d in issued.documents[1:]] == ["通报", "向同级政府报告", "抄送同级纪委监委"]


def test_wz_11_1_the_window_inspects_an_answer_before_the_person_has_it() -> None:
    answered = c.Answer(by=OFFICER, text="已联系", reason="政策不允许", basis="条例第三条")
    ticket, notices = life.apply(walked(RULES, WAY[State.WORKING]), answered, RULES, NOW)
    assert ticket.state is State.ANSWERED
    assert said(notices) == [(To.DESK, NoticeKind.INSPECT, "")]
    passed, notices = life.apply(ticket, c.Pass(by=SUPERVISOR), RULES, NOW)
    assert (To.CITIZEN, NoticeKind.ANSWERED, "") in said(notices)
    assert passed.state is State.SURVEYING


def test_wz_11_2_what_fails_inspection_is_done_again_and_the_time_is_kept() -> None:
    back = c.SendBack(by=SUPERVISOR, reason="没有回答诉求")
    ticket, notices = life.apply(walked(RULES, WAY[State.ANSWERED]), back, RULES, NOW)
    assert (ticket.state, ticket.reworked_at) == (State.REWORK, (NOW,))
    assert said(notices) == [(To.DEPARTMENT, NoticeKind.SENT_BACK, "market")]
    assert limits(ticket) == [("reply", THIRD)]


def test_wz_11_2_who_is_not_content_has_it_done_again() -> None:
    rated = c.Rate(by=CITIZEN, level="不满意")
    ticket, notices = life.apply(walked(RULES, WAY[State.SURVEYING]), rated, RULES, NOW)
    assert (ticket.state, ticket.reworked_at) == (State.REWORK, (NOW,))
    assert (To.DEPARTMENT, NoticeKind.SENT_BACK, "market") in said(notices)
    assert (To.CITIZEN, NoticeKind.REWORKED, "") in said(notices)


def test_wz_11_2_the_result_is_told_and_the_person_asked() -> None:
    """In the chat; by the window on the phone where there is none, or where nobody answered."""
    passed = c.Pass(by=SUPERVISOR)
    answered = walked(RULES, WAY[State.ANSWERED])
    ticket, notices = life.apply(answered, passed, RULES, NOW)
    told = [(To.CITIZEN, NoticeKind.ANSWERED, ""), (To.CITIZEN, NoticeKind.SURVEY, "")]
    assert said(notices) == told
    assert ticket.call_due_at is not None
    asked, notices = owed_by_schedule(ticket, ticket.call_due_at)
    assert (asked.state, said(notices)) == (State.SURVEYING, [(To.DESK, NoticeKind.CALL, "")])


def test_wz_11_3_only_who_is_satisfied_strikes_it_off() -> None:
    ends = {
        level: walked(RULES, (*WAY[State.SURVEYING], c.Rate(by=CITIZEN, level=level)))
        for level in RULES.levels
    }
    assert {level: t.state for level, t in ends.items()} == {
        "非常满意": State.STRUCK_OFF,
        "满意": State.STRUCK_OFF,
        "基本满意": State.STRUCK_OFF,
        "不满意": State.REWORK,
        "非常不满意": State.REWORK,
    }
    assert ends["满意"].closed_at == datetime(2026, 9, 28, 1, tzinfo=UTC)
    assert ends["不满意"].state not in CLOSED
