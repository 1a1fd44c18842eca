"""服务规范, sections 6.2 to 7: examined, sent out, done in its time, pushed, never lost."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

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
    a_complaint,
    a_ticket,
    rules_of,
    walked,
)

from bot.config.directory import Directory
from bot.config.sections import Department
from bot.letters import cards
from bot.staff import button_actions
from bot.texts import citizen
from dispatch.errors import Incomplete, NotAllowed, RuleForbids
from dispatch.lifecycle import life
from dispatch.lifecycle.moves import MOVES
from dispatch.lifecycle.wake import due_now, wakes_at
from dispatch.ticket import commands as c
from dispatch.ticket.actor import SCHEDULE
from dispatch.ticket.case_commands import Circulate, Defer, Extend, HandOver, Look, Record, Transfer
from dispatch.ticket.notices import Notice, NoticeKind, To
from dispatch.ticket.sight import may_see
from dispatch.ticket.ticket import CLOSED, State, Ticket
from dispatch.worktime.calendar import in_shanghai

pytestmark = pytest.mark.unit
RULES = rules_of("fw")
ANSWER = c.Answer(by=OFFICER, text="系统已恢复，营业执照今天上午办好，请到3号窗口领取")
DONE = (ANSWER, c.Rate(by=CITIZEN, level="满意"))


def apply(ticket: Ticket, command: c.Command, now: datetime = NOW) -> tuple[Ticket, list[Notice]]:
    """Apply *command*."""
    return life.apply(ticket, command, RULES, now)


def sent(class_name: str, *departments: tuple[str, str], now: datetime = NOW) -> Ticket:
    """Return a ticket of the class with its departments."""
    command = c.Dispatch(by=MANAGER, class_name=class_name, departments=departments or (MARKET,))
    moved, _ = apply(a_ticket(RULES), command, now)
    return moved


def limits(ticket: Ticket) -> list[tuple[str, date]]:
    """Return stage and last day of every limit that runs."""
    return [(k.stage, in_shanghai(k.due_at).date()) for k in ticket.open_clocks]


def said(notices: Sequence[Notice]) -> list[tuple[To, NoticeKind, str]]:
    """Return to whom what is said, with the department."""
    return [(one.to, one.what, one.target) for one in notices]


def heard(ticket: Ticket, notices: Sequence[Notice]) -> str:
    """Return what the citizen reads of *notices*."""
    read = (citizen.notice(o.what, ticket, o.facts, NOW) for o in notices if o.to is To.CITIZEN)
    return "\n".join(filter(None, read))


def owed(ticket: Ticket, now: datetime) -> tuple[Ticket, list[Notice]]:
    """Return *ticket* after what the schedule owes it at *now*."""
    (command,) = due_now(ticket, now)
    return apply(ticket, command, now)


# --- 6.2: examining it ---


def test_fw_6_2_1_a_simple_question_at_the_window_is_settled_on_the_spot() -> None:
    ticket = a_ticket(RULES, complaint=a_complaint(channel="窗口"))
    solved, notices = apply(ticket, c.SolveOnSpot(by=RECEPTIONIST, result="已当场讲清楚"))
    assert (solved.class_name, solved.open_clocks) == ("一般性问题", ())
    assert "已当场讲清楚" in heard(solved, notices)
    with pytest.raises(NotAllowed):
        apply(ticket, c.SolveOnSpot(by=OFFICER, result="已当场讲清楚"))


def test_fw_6_2_2_a_simple_question_from_outside_is_done_within_a_working_day() -> None:
    """From when it came in, not from the 工作单; the words themselves suggest it."""
    asked = a_complaint(text="请问办理食品经营许可需要什么材料")
    ticket = a_ticket(RULES, complaint=asked)
    assert ticket.complaint.causes[0].name == "咨询"
    later = NOW + timedelta(hours=7)
    command = c.Dispatch(by=MANAGER, class_name="咨询", departments=(MARKET,))
    moved, _ = apply(ticket, command, later)
    assert limits(moved) == [("result", date(2026, 9, 29))]
    assert moved.open_clocks[0].start_at == NOW


@pytest.mark.parametrize(
    ("words", "class_name"),
    [
        ("房产证是历史遗留问题，很难办", "复杂"),
        ("材料都齐全，窗口就是不给办", "一般"),
        ("窗口说办不了，也不说原因", "一般"),
    ],
)
def test_fw_6_2_3_what_is_hard_or_denied_goes_to_the_unit_with_one_press(
    words: str, class_name: str
) -> None:
    """第一时间提交: the suggestion is enough, and the unit has it in the step that approves it."""
    complaint = a_complaint(text=words, causes=())
    ticket = a_ticket(RULES, complaint=complaint)
    rows = cards.triage(ticket, RULES, NOW)["horizontal_content_list"]
    assert {"keyname": "提交", "value": "进驻窗口单位机构"} in rows
    command = button_actions.command(
        button_actions.Press(
            act="send",
            by=MANAGER,
            ticket=ticket,
            version=ticket.version,
            task_id="",
            chosen={},
            directory=_directory(),
            rules=RULES,
            now=NOW,
        )
    )
    moved, notices = apply(ticket, command)
    assert moved.class_name == class_name
    assert (To.DEPARTMENT, NoticeKind.FORM, "market") in said(notices)
    assert moved.received_at == NOW
    named = c.Classify(by=RECEPTIONIST, cause="历史遗留")
    assert apply(ticket, named)[0].cause == "历史遗留"


def _directory() -> Directory:
    return Directory({}, {"market": Department(id="market", name="市场监管局")})


def test_fw_6_2_4_what_is_no_government_service_is_passed_on_by_the_window_and_told() -> None:
    command = c.Refuse(by=RECEPTIONIST, reason="属于供暖企业的事", fields=(("单位", "热力公司"),))
    moved, notices = apply(a_ticket(RULES), command)
    assert (moved.state, moved.owed) == (State.OUTSIDE, ("person",))
    assert [paper.kind for paper in moved.documents] == ["转交单"]
    assert "热力公司" in heard(moved, notices)
    told, _ = apply(moved, c.NoteDelivered(by=SCHEDULE))
    assert told.state is State.TRANSFERRED


def test_fw_6_2_5_the_person_hears_until_when_it_will_be_done() -> None:
    command = c.Dispatch(by=MANAGER, class_name="一般", departments=(MARKET,))
    moved, notices = apply(a_ticket(RULES), command)
    assert "办理时限 10月8日 17:30" in heard(moved, notices)


def test_fw_6_2_5_a_longer_limit_is_told_with_its_reason_as_often_as_it_takes() -> None:
    """No cap in the text, neither on the number nor on the days; a reason always."""
    ticket = walked(RULES, (c.Acknowledge(by=OFFICER),), sent("一般"))
    with pytest.raises(Incomplete):
        apply(ticket, Extend(by=OFFICER, days=20, reason=" "))
    for round_ in range(3):
        asked, _ = apply(ticket, Extend(by=OFFICER, days=20, reason=f"第{round_}次现场核查"))
        assert limits(asked) == limits(ticket)
        ticket, notices = apply(asked, c.Approve(by=MANAGER))
        read = heard(ticket, notices)
        until = in_shanghai(ticket.open_clocks[-1].due_at)
        assert f"延到 {until.month}月{until.day}日" in read
        assert f"第{round_}次现场核查" in read
    assert len(ticket.extensions) == 3


@pytest.mark.parametrize("state", [State.REGISTERED, State.WORKING])
def test_fw_6_2_6_a_lead_of_an_offence_is_handed_over_and_only_management_sees_it_then(
    state: State,
) -> None:
    """Of the person or of staff (G-21): the department that had it sees it no more."""
    ticket = a_ticket(RULES)
    if state is State.WORKING:
        ticket = walked(RULES, (c.Acknowledge(by=OFFICER),), sent("一般"))
    hidden = tuple(part.department for part in ticket.parts)
    given, notices = apply(ticket, HandOver(by=MANAGER, matter="涉嫌伪造材料", hidden_from=hidden))
    assert (given.state, given.restricted) == (State.HANDED_OVER, True)
    assert [(p.kind, p.to) for p in given.documents] == [("违法违纪移交单", ("相关部门",))]
    assert may_see(MANAGER, given)
    assert not may_see(SUPERVISOR, given)
    assert not may_see(OFFICER, given)
    assert (To.CITIZEN, NoticeKind.HANDED_OVER, "") in said(notices)
    with pytest.raises(Incomplete):
        apply(ticket, HandOver(by=MANAGER, matter=" "))


# --- 6.3: in time ---


def test_fw_6_3_1_a_simple_matter_is_looked_into_the_same_day() -> None:
    """签收 stops it; its end is that of 一般 (G-35), which the text leaves open."""
    ticket = sent("简单")
    assert limits(ticket) == [("deploy", date(2026, 9, 28)), ("result", date(2026, 10, 8))]
    signed = walked(RULES, (c.Acknowledge(by=OFFICER),), ticket)
    assert [stage for stage, _ in limits(signed)] == ["result"]
    assert RULES.clock_badge("简单", "G-35") == "默认，非文件规定"
    _, notices = owed(ticket, ticket.open_clocks[0].due_at)
    assert (To.DEPARTMENT, NoticeKind.SUPERVISED, "market") in said(notices)


def test_fw_6_3_2_a_usual_matter_is_done_and_answered_in_three_days() -> None:
    """Calendar days; the end on a holiday moves behind it (G-7)."""
    assert limits(sent("一般")) == [("result", date(2026, 10, 8))]
    assert limits(sent("一般", now=datetime.fromisoformat("2026-11-02T09:00:00+08:00"))) == [
        ("result", date(2026, 11, 5))
    ]
    assert walked(RULES, (ANSWER,), sent("一般")).open_clocks == ()


def test_fw_6_3_3_a_complex_matter_has_a_solution_in_seven_days() -> None:
    ticket = sent("复杂", MARKET, TAX)
    assert limits(ticket)[0] == ("plan", date(2026, 10, 8))
    plan = c.Plan(by=OFFICER, text="三步走", promised_on=date(2026, 10, 20))
    planned, notices = apply(walked(RULES, (c.Acknowledge(by=OFFICER),), ticket), plan)
    assert "三步走" in heard(planned, notices)
    assert "plan" not in [stage for stage, _ in limits(planned)]


@pytest.mark.parametrize("class_name", ["复杂", "重大"])
def test_fw_6_3_4_a_major_or_complex_matter_is_settled_in_a_month(class_name: str) -> None:
    assert ("result", date(2026, 10, 28)) in limits(sent(class_name))


def test_fw_6_3_5_what_really_cannot_be_done_goes_on_by_approved_milestones() -> None:
    """The plan's dates count from then on, progress is reported, somebody looks at it regularly."""
    ticket = walked(RULES, (c.Acknowledge(by=OFFICER),), sent("重大"))
    wish = Defer(by=SUPERVISOR, until=date(2026, 12, 31), milestone="完成档案整理")
    asked, _ = apply(ticket, wish)
    assert (asked.state, limits(asked)) == (State.WORKING, limits(ticket))
    deferred, notices = apply(asked, c.Approve(by=MANAGER))
    assert (deferred.state, limits(deferred)) == (
        State.DEFERRED,
        [("milestone", date(2026, 12, 31))],
    )
    assert "完成档案整理" in heard(deferred, notices)
    assert [paper.kind for paper in deferred.documents] == ["时间进展情况报告"]
    report = Record(by=OFFICER, kind="上报进展", text="已整理一半")
    reported, told = apply(deferred, report)
    assert said(told) == [(To.MANAGEMENT, NoticeKind.RECORDED, "")]
    assert reported.check_at is not None
    assert [type(one) for one in due_now(reported, reported.check_at)] == [Look]


def test_fw_6_3_6_every_matter_is_followed_to_its_end_and_struck_off() -> None:
    """Nothing ends by itself: an open ticket wakes up or waits for a person, and only a result ends it."""
    assert all(MOVES[state] for state in State if state not in CLOSED)
    done = walked(RULES, DONE, sent("一般"))
    assert (done.state, RULES.profile.close.label) == (State.STRUCK_OFF, "清零销号")
    assert done.answered_at == NOW
    again = walked(RULES, (ANSWER, c.Rate(by=CITIZEN, level="不满意")), sent("一般"))
    assert (again.state, wakes_at(again) is not None) == (State.REWORK, True)


def test_fw_6_3_6_who_says_nothing_is_never_counted_as_satisfied() -> None:
    """The text knows no 回访: silence closes it as 办结（未评价）."""
    ticket = walked(RULES, (ANSWER,), sent("一般"))
    assert ticket.call_due_at is not None
    ended, _ = owed(ticket, ticket.call_due_at)
    assert (ended.state, ended.ratings) == (State.UNRATED, ())


# --- 6.4: sending it out ---


def test_fw_6_4a_the_centre_examines_the_form_sets_its_limit_and_sends_it() -> None:
    proposal = c.Dispatch(by=RECEPTIONIST, class_name="一般", departments=(MARKET,))
    proposed, notices = apply(a_ticket(RULES), proposal)
    assert (proposed.state, proposed.parts) == (State.PROPOSED, ())
    assert said(notices) == [(To.MANAGEMENT, NoticeKind.APPROVE, "")]
    assert "时限" in str(cards.approval(proposed, RULES.preview(proposed, NOW), RULES, NOW))
    with pytest.raises(NotAllowed):
        apply(proposed, c.Approve(by=RECEPTIONIST))
    approved, notices = apply(proposed, c.Approve(by=MANAGER))
    assert (To.DEPARTMENT, NoticeKind.FORM, "market") in said(notices)
    assert approved.due_at is not None


def test_fw_6_4b_several_departments_have_one_lead_and_the_form_at_once() -> None:
    command = c.Dispatch(by=MANAGER, class_name="复杂", departments=(MARKET, TAX))
    moved, notices = apply(a_ticket(RULES), command)
    assert [part.department for part in moved.parts if part.is_lead] == ["market"]
    forms = [target for to, what, target in said(notices) if what is NoticeKind.FORM]
    assert forms == ["market", "tax"]
    helped, _ = apply(moved, c.Answer(by=HELPER, text="税务已配合核对"))
    assert helped.state is State.DISPATCHED


def test_fw_6_4b_what_another_level_handles_goes_there_by_letter_and_is_followed() -> None:
    moved, _ = apply(a_ticket(RULES), Transfer(by=MANAGER, unit="市政务服务中心"))
    assert [(p.kind, p.to) for p in moved.documents] == [("函转函", ("市政务服务中心",))]
    assert (moved.state, moved.check_at is not None) == (State.OUTSIDE, True)


# --- 7: pushing ---


def test_fw_7_1_what_is_about_to_be_due_is_reminded_of_by_management() -> None:
    ticket = sent("一般")
    before = datetime.fromisoformat("2026-09-30T08:30:00+08:00")
    assert due_now(ticket, before - timedelta(minutes=1)) == []
    reminded, notices = owed(ticket, before)
    assert said(notices) == [(To.DEPARTMENT, NoticeKind.REMINDED, "market")]
    assert notices[0].facts["by"] == "管理机构"
    assert reminded.reminded_at == (before,)


def test_fw_7_2_what_is_overdue_without_a_result_is_supervised() -> None:
    ticket = sent("一般")
    (clock,) = ticket.open_clocks
    supervised, notices = owed(ticket, clock.due_at)
    assert (To.DEPARTMENT, NoticeKind.SUPERVISED, "market") in said(notices)
    assert notices[0].facts["by"] == "管理机构"
    assert supervised.supervised_at == (clock.due_at,)


def test_fw_7_3_what_was_supervised_in_vain_is_circulated_reported_and_copied() -> None:
    """Three papers, each approved by a person; before the 督办's own end there is none (G-30)."""
    ticket = sent("一般")
    supervised, _ = owed(ticket, ticket.open_clocks[0].due_at)
    until = supervised.open_clocks[0].demand_due_at
    assert until is not None
    with pytest.raises(RuleForbids):
        apply(supervised, Circulate(by=MANAGER), until - timedelta(minutes=1))
    asked, _ = owed(supervised, until)
    assert [p.document for p in asked.petitions] == ["通报", "向同级政府报告", "抄送同级纪委监委"]
    issued = walked(RULES, (c.Approve(by=MANAGER),) * 3, asked)
    assert [(p.kind, p.approved_by) for p in issued.documents[-3:]] == [
        ("通报", "管理员"),
        ("向同级政府报告", "管理员"),
        ("抄送同级纪委监委", "管理员"),
    ]
