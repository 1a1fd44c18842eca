"""濮阳: what takes longer: 延期 (PY-4.2.5 to 4.2.7), what cannot be done now (PY-5.2b), the targets (PY-5.2c)."""

from datetime import date, datetime, timedelta

import pytest
from builders import (
    CITIZEN,
    MANAGER,
    NOW,
    OFFICER,
    RECEPTIONIST,
    SUPERVISOR,
    a_ticket,
    rules_of,
    walked,
)
from puyang_desk import RULES, dispatched
from puyang_desk import applied as done

from bot.staff import statistics
from dispatch.assessment.statistics import PeriodCounts
from dispatch.errors import Incomplete, NotAllowed, RuleForbids, Why
from dispatch.ticket import commands as c
from dispatch.ticket.case_commands import Defer, Extend
from dispatch.ticket.notices import NoticeKind
from dispatch.ticket.papers import Wish
from dispatch.ticket.ticket import State, Ticket
from dispatch.worktime.calendar import SHANGHAI

pytestmark = pytest.mark.unit
WHY = "情况复杂，要请上级鉴定"


def applied(ticket: Ticket, command: c.Command, now: datetime = NOW) -> Ticket:
    """Return what *command* makes of *ticket*."""
    return done(ticket, command, now)[0]


def due(ticket: Ticket) -> str:
    """Return the running limit in Shanghai."""
    assert ticket.due_at is not None
    return f"{ticket.due_at.astimezone(SHANGHAI):%m-%d %H:%M}"


# --- 延期 ---------------------------------------------------------------------------------------


def test_py_4_2_5_an_extension_is_asked_for_in_time_and_granted_by_another() -> None:
    """G-34: management decides; the former limit stays beside the new one."""
    asked = applied(dispatched(), Extend(by=OFFICER, days=2, reason=WHY))
    (petition,) = asked.petitions
    assert (petition.wish, petition.reason, due(asked)) == (Wish.EXTEND, WHY, "10-10 17:30")
    granted = applied(asked, c.Approve(by=MANAGER, petition=petition.n))
    assert due(granted) == "10-13 17:30"
    (extension,) = granted.extensions
    assert (extension.days, extension.by) == (2, "管理员")
    assert granted.clocks[0].due_at == extension.from_at


def test_py_4_2_5_too_late_is_refused() -> None:
    ticket = dispatched()
    assert ticket.due_at is not None
    with pytest.raises(RuleForbids) as late:
        applied(ticket, Extend(by=OFFICER, days=2, reason=WHY), ticket.due_at)
    assert (late.value.why, late.value.clause) == (Why.TOO_LATE, "PY-4.2.5")


@pytest.mark.parametrize(
    ("reason", "missing"),
    [("", "理由"), ("   ", "理由"), ("最近人手不够", "“情况复杂”的具体情况")],
)
def test_py_4_2_5_without_a_reason_of_the_text_it_is_refused(reason: str, missing: str) -> None:
    """确因情况复杂: nothing else is a ground, and none is no ground."""
    with pytest.raises(Incomplete) as lacking:
        applied(dispatched(), Extend(by=OFFICER, days=2, reason=reason))
    assert (lacking.value.missing, lacking.value.clause) == ((missing,), "PY-4.2.5")


def test_py_4_2_6_a_third_extension_is_impossible_for_anybody() -> None:
    ticket = dispatched()
    for _ in range(2):
        ticket = applied(ticket, Extend(by=MANAGER, days=1, reason=WHY))
    for who in (OFFICER, MANAGER):
        with pytest.raises(RuleForbids) as refused:
            applied(ticket, Extend(by=who, days=1, reason=WHY))
        assert (refused.value.why, refused.value.clause) == (Why.TOO_OFTEN, "PY-4.2.6")
    assert len(ticket.extensions) == 2


def test_g_34_each_extension_is_at_most_the_limit_itself() -> None:
    with pytest.raises(RuleForbids) as refused:
        applied(dispatched(), Extend(by=MANAGER, days=6, reason=WHY))
    assert (refused.value.why, refused.value.facts["most"]) == (Why.TOO_LONG, "5")
    assert due(applied(dispatched(), Extend(by=MANAGER, days=5, reason=WHY))) == "10-16 17:30"


@pytest.mark.parametrize("class_name", ["非常紧急", "紧急"])
def test_py_4_2_7_what_is_urgent_is_not_extended(class_name: str) -> None:
    """原则上不予延期: blocked for the department; a named approver may, with a written ground."""
    ticket = dispatched(class_name)
    for who in (OFFICER, RECEPTIONIST, SUPERVISOR):
        with pytest.raises((RuleForbids, NotAllowed)) as refused:
            applied(ticket, Extend(by=who, days=1, reason=WHY))
        if who is OFFICER:
            assert isinstance(refused.value, RuleForbids)
            assert (refused.value.why, refused.value.clause) == (Why.CLASS_FORBIDDEN, "PY-4.2.7")
    with pytest.raises(Incomplete):
        applied(ticket, Extend(by=MANAGER, days=1, reason=""))
    longer = applied(ticket, Extend(by=MANAGER, days=1, reason=WHY))
    assert (longer.extensions[0].by, longer.extensions[0].reason) == ("管理员", WHY)


def test_g_34_24_hours_are_extended_by_hours_and_go_on_ringing() -> None:
    ticket = dispatched("非常紧急")
    with pytest.raises(RuleForbids) as refused:
        applied(ticket, Extend(by=MANAGER, days=2, reason=WHY))
    assert (refused.value.why, refused.value.facts["most"]) == (Why.TOO_LONG, "1")
    longer = applied(ticket, Extend(by=MANAGER, days=1, reason=WHY))
    assert due(longer) == "09-30 09:00"
    assert longer.clocks[-1].rings
    assert longer.clocks[-1].proof.startswith(longer.clocks[0].proof)


# --- 专题上报 -----------------------------------------------------------------------------------


def test_py_5_2b_what_history_left_behind_goes_up_as_a_report_and_on_the_long_list() -> None:
    """专题上报: 县委、县政府 lead; the matter stays open with a milestone, and is looked after."""
    order = Defer(by=MANAGER, until=date(2026, 12, 31), milestone="历史遗留用地，报县政府牵头解决")
    ticket, said = done(dispatched(), order)
    (paper,) = ticket.documents
    assert (paper.kind, paper.no) == ("专题上报", "2026-0001-专题上报-1")
    assert paper.to == ("县委", "县政府")
    assert paper.text == "历史遗留用地，报县政府牵头解决"
    assert (ticket.state, due(ticket)) == (State.DEFERRED, "12-31 17:30")
    assert ticket.check_at is not None
    assert NoticeKind.DEFERRED in {one.what for one in said}


def test_py_5_2b_the_report_waits_for_its_approval() -> None:
    order = Defer(by=SUPERVISOR, until=date(2026, 12, 31), milestone="历史遗留用地")
    asked = applied(dispatched(), order)
    assert (asked.documents, asked.petitions[0].wish) == ((), Wish.DEFER)
    granted = applied(asked, c.Approve(by=MANAGER, petition=asked.petitions[0].n))
    assert granted.documents[0].approved_by == "管理员"


# --- 三个100% -----------------------------------------------------------------------------------


def test_py_5_2c_the_three_targets_stand_beside_what_they_are() -> None:
    """力争: 及时转办率、诉求办结率、满意率 at 100 %, each against its actual."""
    opened = {State.REGISTERED: 1, State.WORKING: 2, State.STRUCK_OFF: 4, State.UNRATED: 1}
    closed = {State.STRUCK_OFF: 3, State.LAWFULLY_ENDED: 1, State.UNRATED: 1}
    counted = PeriodCounts(opened={**opened, State.WITHDRAWN: 9}, closed=closed)
    (line,) = statistics.target_lines(counted, RULES.profile)
    assert line == (
        "力争目标：及时转办率 87.5%（目标 100%），诉求办结率 62.5%（目标 100%），"
        "企业和群众满意率 75.0%（目标 100%）"
    )
    (silent,) = statistics.target_lines(PeriodCounts(opened={}, closed={}), RULES.profile)
    assert "及时转办率 —（目标 100%）" in silent
    assert list(statistics.target_lines(counted, rules_of("wuzhi").profile)) == []


def test_py_5_2c_a_target_is_no_gate() -> None:
    """基本满意 closes it, however far the rates are from 100 %; nothing is turned away for their sake."""
    answered = c.Answer(by=OFFICER, text="已办好")
    ticket = walked(RULES, (answered,), dispatched())
    assert applied(ticket, c.Rate(by=CITIZEN, level="基本满意")).state is State.STRUCK_OFF
    again = applied(ticket, c.Rate(by=CITIZEN, level="不满意"), NOW + timedelta(minutes=1))
    assert again.state is State.REWORK
    fresh = a_ticket(RULES)
    assert fresh.state is State.REGISTERED
