"""What the five texts say of every matter (每, 所有, 件件, 及时), asked of every step of many walks.

One example proves one example: each test here looks at every state, channel or round that there is, and
says which it must have met. The registry breaks each of these rules for one state alone (`where`).
"""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from builders import NOW, OFFICER, RECEPTIONIST, SUPERVISOR, a_complaint, a_ticket
from walk_rules import Step
from walk_steps import after, before, each, given, standing
from walk_world import rules_named

from bot.letters import to_partners
from dispatch.assessment.statistics import PeriodCounts, ratios
from dispatch.errors import DeskError
from dispatch.lifecycle import life
from dispatch.lifecycle.moves import MOVES
from dispatch.lifecycle.wake import due_now
from dispatch.profiles.values import Kind
from dispatch.rules.turns import turns
from dispatch.ticket import commands as c
from dispatch.ticket.case_commands import Record
from dispatch.ticket.notices import NoticeKind, To
from dispatch.ticket.remarks import RemarkKind
from dispatch.ticket.ticket import CLOSED, PUSHED, WITH_DEPARTMENT, State, Ticket, Tie

pytestmark = pytest.mark.xdist_group("walks")

#: ends whose outcome is told in words of their own; the others end by answer and verdict
_WORDED = {State.REFUSED, State.HANDED_OVER, State.LAWFULLY_ENDED, State.TRANSFERRED}
_DEPARTMENTS = WITH_DEPARTMENT - {State.DEFERRED}


def heard(step_notices: object, to: To, what: NoticeKind) -> bool:
    """True where one of the notices says *what* to *to*."""
    return any((one.to, one.what) == (to, what) for one in step_notices)  # type: ignore[attr-defined] # notices


def test_wz_2_3_each_matter_ends_with_its_outcome_and_its_moment_on_record() -> None:
    """有诉必应: whichever way a ticket ends, and whoever ends it."""
    ends = each("wuzhi", lambda step: step.after.is_closed, after, CLOSED - {State.TRANSFERRED})
    for step in ends:
        ticket = step.after
        assert ticket.closed_at == step.now, ticket.state
        if ticket.state in _WORDED:
            assert ticket.closing, ticket.state
        elif ticket.state is not State.WITHDRAWN:
            assert ticket.reply, ticket.state
            assert ticket.reply.text, ticket.state


def test_wz_6_2_each_change_of_each_ticket_is_told_to_12345() -> None:
    moved = each("wuzhi", lambda step: before(step) is not after(step), after, _reached("wuzhi"))
    for step in moved:
        told = to_partners.letters(step.before, step.after, step.rules, {}, step.now)
        assert told == [], "12345 is not configured"
        lanes = [
            one.lane
            for one in to_partners.letters(
                step.before, step.after, step.rules, {"12345": "12345"}, step.now
            )
        ]
        assert "hotline:main" in map(str, lanes), (before(step), after(step))


def _reached(profile: str) -> set[State]:
    """Return the states that a ticket under *profile* may come to by the ways walked here."""
    return set(standing(profile)) - {State.REGISTERED}


def _answered(profile: str) -> list[Step]:
    """Return the steps by which a department answers, one from every state that allows it."""
    rules = rules_named(profile)
    found = []
    for state, ticket in standing(profile).items():
        if state is State.ANSWERED or c.Answer not in MOVES[state]:
            continue  # there a held answer is only given better
        lead = replace(OFFICER, department=ticket.parts[0].department)
        answer = c.Answer(
            by=lead, text="已办好，请携带身份证领取", reason="政策不允许", basis="条例第三条"
        )
        moved, notices = life.apply(ticket, answer, rules, NOW + timedelta(days=400))
        found.append(
            Step(before=ticket, after=moved, command=answer, notices=notices, rules=rules, now=NOW)
        )
    assert {before(one) for one in found} >= _DEPARTMENTS
    return found


def test_wz_11_1_whatever_state_it_is_answered_in_the_window_inspects_at_once() -> None:
    for step in _answered("wuzhi"):
        assert after(step) is State.ANSWERED, before(step)
        assert heard(step.notices, To.DESK, NoticeKind.INSPECT), before(step)


def test_sq_10a_whatever_state_it_is_answered_in_the_window_has_the_result_at_once() -> None:
    for step in _answered("shenqiu"):
        assert heard(step.notices, To.DESK, NoticeKind.RESULT), before(step)


def test_py_4_2_14_whatever_state_and_round_it_is_answered_in_the_person_hears_at_once() -> None:
    steps = [one for one in _answered("puyang") if after(one) is State.SURVEYING]
    assert {one.before.round > 0 for one in steps} == {True, False}
    for step in steps:
        assert heard(step.notices, To.CITIZEN, NoticeKind.ANSWERED), (
            before(step),
            step.before.round,
        )


#: 件件有回应: has somebody of ours told the person what became of it
RESPONDED = {
    State.REGISTERED: False,
    State.PROPOSED: False,
    State.DISPATCHED: False,
    State.WORKING: False,
    State.PLANNED: False,
    State.ANSWERED: False,
    State.SURVEYING: True,
    State.REWORK: True,
    State.MEETING: False,
    State.DEFERRED: False,
    State.OUTSIDE: False,
    State.LINKED: False,
    State.STRUCK_OFF: True,
    State.UNRATED: True,
    State.REFUSED: True,
    State.TRANSFERRED: True,
    State.HANDED_OVER: True,
    State.LAWFULLY_ENDED: True,
}


@pytest.mark.parametrize("state", [one for one in State if one is not State.WITHDRAWN])
def test_sq_s2_each_state_counts_as_responded_to_or_not(state: State) -> None:
    counted = ratios(PeriodCounts(opened={state: 3, State.WITHDRAWN: 2}, closed={}))
    assert counted.responded == Fraction(RESPONDED[state])


@pytest.mark.parametrize("state", sorted(CLOSED))
def test_sq_s2_only_a_verdict_of_the_person_counts_as_a_call_back(state: State) -> None:
    """结果有回访: who was not reached is owed one; who was refused or took it back is not."""
    counted = ratios(PeriodCounts(opened={}, closed={state: 2, State.UNRATED: 2})).visited
    was_asked = state in {State.STRUCK_OFF, State.LAWFULLY_ENDED}
    assert counted == (Fraction(1, 2) if was_asked else 0)


def test_py_4_3_0_each_answer_that_goes_out_has_its_call_planned() -> None:
    """有件必回访: by whatever way it comes to the survey, in every round; a level above calls itself."""

    def comes(step: Step) -> bool:
        is_new = before(step) is not State.SURVEYING and after(step) is State.SURVEYING
        return is_new and step.after.tie != Tie.LEVEL

    asked = each(
        "puyang",
        comes,
        lambda step: step.after.round > 0,
        (True, False),
    )
    for step in asked:
        is_called_now = any(one.what is NoticeKind.CALL for one in step.notices)
        assert step.after.call_due_at is not None or is_called_now, before(step)


def test_py_4_3_0_nothing_that_was_answered_ends_without_a_verdict_or_its_calls() -> None:
    done = {State.STRUCK_OFF, State.UNRATED, State.LAWFULLY_ENDED}

    def ends(step: Step) -> bool:  # the level above calls for its parts
        return after(step) in done and step.after.tie != Tie.LEVEL

    for step in each("puyang", ends, after, done):
        tried = [one for one in step.after.remarks if one.kind == RemarkKind.UNREACHED]
        assert step.after.ratings or tried, step.before.round


@pytest.mark.parametrize("document", ["督办通知书", "整改通知书"])
def test_py_5_3_the_notice_reaches_the_department_in_every_state_that_is_pushed(
    document: str,
) -> None:
    rules = rules_named("puyang")
    tickets = standing("puyang")
    with_departments = PUSHED - {State.MEETING}
    assert tickets.keys() >= with_departments
    for state in with_departments:
        order = c.Supervise(by=SUPERVISOR, demand="推诿扯皮，限期整改", document=document)
        moved, notices = life.apply(tickets[state], order, rules, NOW + timedelta(days=400))
        assert moved.documents[-1].kind == document
        assert heard(notices, To.DEPARTMENT, NoticeKind.SUPERVISED), state


@pytest.mark.parametrize("channel", rules_named("longhui").profile.channels)
def test_lh_6d_whoever_told_it_by_whatever_channel_has_the_answer(channel: str) -> None:
    """及时答复申请人: of a matter that no text covers, too."""
    rules = rules_named("longhui")
    ticket = a_ticket(rules, complaint=a_complaint(channel=channel))
    for kind, text in (("请示", "能否先办"), ("答复", "可以先办"), ("报备", "已先办")):
        ticket, _ = life.apply(ticket, Record(by=RECEPTIONIST, kind=kind, text=text), rules, NOW)
    refusal = c.Refuse(by=RECEPTIONIST, reason="规定是空白", code="6d")
    _, notices = life.apply(ticket, refusal, rules, NOW)
    assert heard(notices, To.CITIZEN, NoticeKind.GUIDED)


def test_lh_7d_progress_in_whatever_state_reaches_the_person() -> None:
    rules = rules_named("longhui")
    tickets = standing("longhui")
    assert tickets.keys() >= _DEPARTMENTS | {State.REGISTERED, State.MEETING, State.OUTSIDE}
    for state, ticket in tickets.items():
        note = Record(by=RECEPTIONIST, kind="进展", text="已报市局")
        _, notices = life.apply(ticket, note, rules, NOW + timedelta(days=400))
        assert heard(notices, To.CITIZEN, NoticeKind.PROGRESS), state


_FW = rules_named("fw")
_ONLINE = next(one for one in _FW.profile.classes if one.id == "online").channels


@pytest.mark.parametrize("channel", _ONLINE)
@pytest.mark.parametrize("is_proposed", [False, True], ids=["registered", "proposed"])
def test_fw_6_1_3_each_working_day_the_desk_is_reminded_whatever_the_channel(
    channel: str, is_proposed: bool
) -> None:
    ticket: Ticket = a_ticket(_FW, complaint=a_complaint(channel=channel))
    if is_proposed:
        order = c.Dispatch(
            by=RECEPTIONIST, class_name="一般", departments=(("market", "市场监管局"),)
        )
        ticket, _ = life.apply(ticket, order, _FW, NOW)
        assert ticket.state is State.PROPOSED
    (clock,) = (one for one in ticket.clocks if one.stage == Kind.ACKNOWLEDGE)
    (remind,) = due_now(ticket, clock.remind_at[0])
    _, notices = life.apply(ticket, remind, _FW, clock.remind_at[0])
    assert heard(notices, To.DESK, NoticeKind.UNANSWERED)


def test_fw_6_1_3_whatever_a_person_of_ours_says_is_a_response_in_every_state() -> None:
    def speaks(step: Step) -> bool:
        is_ours = not step.command.by.roles & {"citizen", "schedule"}
        return is_ours and any(one.to is To.CITIZEN for one in step.notices)

    for step in each("fw", speaks, after, {State.DISPATCHED, State.OUTSIDE, State.SURVEYING}):
        running = [one for one in step.after.open_clocks if one.stage == Kind.ACKNOWLEDGE]
        assert running == [], after(step)


def test_fw_6_3_6_each_open_matter_has_somebody_whose_turn_it_is_and_a_moment_to_ask() -> None:
    """所有事项都应跟踪到底: in every state, nothing waits for nobody, and nothing sleeps for ever."""
    opened = each("fw", lambda step: not step.after.is_closed, after, set(State) - CLOSED)
    for step in opened:
        assert turns(step.after, step.rules), after(step)
        assert step.after.wakes_at is not None, after(step)


@pytest.mark.parametrize("profile", ["wuzhi", "shenqiu", "puyang", "longhui", "fw"])
def test_a_test_that_met_nothing_does_not_pass(profile: str) -> None:
    with pytest.raises(AssertionError, match="never put to the test"):
        each(profile, given(c.Answer), before, {State.STRUCK_OFF})
    with pytest.raises(DeskError):
        life.apply(
            standing(profile)[State.REGISTERED], c.Pass(by=SUPERVISOR), rules_named(profile), NOW
        )
