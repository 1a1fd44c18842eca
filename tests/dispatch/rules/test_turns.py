"""Whose turn it is, and until when: the cases of which somebody was once forgotten, each by its county's rules."""

from dataclasses import replace
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
    a_complaint,
    a_ticket,
    rules_of,
)

from dispatch.lifecycle import life
from dispatch.lifecycle.wake import due_now
from dispatch.rules.rules import Rules
from dispatch.rules.turn_table import Act
from dispatch.rules.turns import Turn, turns
from dispatch.ticket import case_commands as m
from dispatch.ticket import commands as c
from dispatch.ticket.actor import Actor
from dispatch.ticket.complaint import Complainant, Complaint, Scored
from dispatch.ticket.notices import Notice, NoticeKind, To
from dispatch.ticket.ticket import CLOSED, State, Ticket
from dispatch.worktime.calendar import in_shanghai

pytestmark = pytest.mark.unit

COUNTIES = ("wuzhi", "shenqiu", "puyang", "longhui", "fw")
WALK_IN = a_complaint(complainant=Complainant(name="张三丰", phone="13800138000"), channel="窗口")
ANSWER = c.Answer(by=OFFICER, text="已为您办好", reason="系统已恢复", basis="条例第三条")
FIRST = replace(RECEPTIONIST, id="shouli")
Said = tuple[datetime, Notice]


def dispatched(rules: Rules, *, class_name: str = "", ticket: Ticket | None = None) -> Ticket:
    """Return a ticket that 市场监管局 has since NOW."""
    name = class_name or rules.dispatched_classes[-1]
    promise = date(2026, 10, 20) if rules.needs_promise(name) else None
    cause = rules.profile.causes[0]
    wanted = c.Dispatch(
        by=MANAGER, class_name=name, departments=(MARKET,), promised_on=promise, cause=cause
    )
    return told(ticket or a_ticket(rules), rules, wanted)


def answered(rules: Rules, ticket: Ticket) -> Ticket:
    """Return *ticket* with its answer before the person."""
    ticket = told(ticket, rules, ANSWER)
    return (
        told(ticket, rules, c.Pass(by=MANAGER if rules.inspector == "MGMT" else SUPERVISOR))
        if (ticket.state is State.ANSWERED)
        else ticket
    )


def told(ticket: Ticket, rules: Rules, command: c.Command, now: datetime = NOW) -> Ticket:
    moved, _ = life.apply(ticket, command, rules, now)
    return moved


def until(ticket: Ticket, rules: Rules, last: datetime) -> tuple[Ticket, list[Said]]:
    """Let the schedule do what is due up to *last*; return what it said, and when."""
    said: list[Said] = []
    while ticket.wakes_at is not None and ticket.wakes_at <= last:
        now = max(ticket.wakes_at, NOW)
        (command,) = due_now(ticket, now)
        ticket, notices = life.apply(ticket, command, rules, now)
        said += [(now, one) for one in notices]
    return ticket, said


def owing(ticket: Ticket, rules: Rules) -> dict[Act, Turn]:
    return {turn.act: turn for turn in turns(ticket, rules)}


def local(at: datetime | None) -> str:
    return f"{in_shanghai(at):%m-%d %H:%M}" if at else ""


# --- calls (G-10) -------------------------------------------------------------------------------


@pytest.mark.parametrize("county", [one for one in COUNTIES if one != "fw"])
@pytest.mark.parametrize("complaint", [a_complaint(), WALK_IN], ids=["chat", "walk-in"])
def test_g_10_a_call_that_nobody_makes_is_asked_for_again_each_morning(
    county: str, complaint: Complaint
) -> None:
    rules = rules_of(county)
    ticket = answered(rules, dispatched(rules, ticket=a_ticket(rules, complaint=complaint)))
    caller = rules.listener(rules.profile.callback.actor)
    ticket, said = until(ticket, rules, NOW + timedelta(days=16))
    asked = [local(at) for at, one in said if one.what is NoticeKind.CALL]
    assert {one[-5:] for one in asked} == {"08:30"}, "on mornings"
    assert len(asked) >= 4
    assert {one.to for _, one in said if one.what is NoticeKind.CALL} == {caller}
    turn = owing(ticket, rules)[Act.CALL]
    assert (turn.to, local(turn.until)[-5:]) == (caller, "17:30"), "till the end of that day"
    above = [one for _, one in said if (one.to, one.what) == (To.MANAGEMENT, NoticeKind.LOOK)]
    assert bool(above) == (caller is not To.MANAGEMENT), "asked three times, and nobody called"


def test_g_10_three_calls_on_two_days_are_the_end_and_three_on_one_day_are_not() -> None:
    rules = rules_of("wuzhi")
    ticket = answered(rules, dispatched(rules))
    unreached = c.CallBack(by=RECEPTIONIST)
    for hours in (1, 6, 7):
        ticket = told(ticket, rules, unreached, NOW + timedelta(hours=hours))
        assert ticket.state is State.SURVEYING
        assert ticket.call_due_at is not None
    assert told(ticket, rules, unreached, NOW + timedelta(days=1)).state is State.UNRATED


def test_g_10_where_the_text_knows_no_call_back_a_walk_in_is_called_three_times_at_most() -> None:
    """The standard: who cannot answer in a chat is called, and not kept open for ever."""
    rules = rules_of("fw")
    ticket = answered(rules, dispatched(rules, ticket=a_ticket(rules, complaint=WALK_IN)))
    assert owing(ticket, rules)[Act.CALL].to is To.DESK
    ticket, said = until(ticket, rules, NOW + timedelta(days=20))
    assert sum(one.what is NoticeKind.CALL for _, one in said) == 2, "beside the first, at once"
    assert (ticket.state, ticket.ratings) == (State.UNRATED, ())


# --- who may ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("county", "roles"),
    [
        ("wuzhi", {"receptionist", "supervisor"}),
        pytest.param("shenqiu", {"management"}, id="SQ-10b"),
        ("puyang", {"receptionist", "supervisor"}),
    ],
)
def test_an_answer_to_inspect_is_owed_by_whom_the_text_names(county: str, roles: set[str]) -> None:
    rules = rules_of(county)
    doubted = replace(ANSWER, findings=("没有回答诉求",))
    ticket = told(dispatched(rules), rules, doubted)
    turn = owing(ticket, rules)[Act.INSPECT]
    assert turn.roles == roles
    _, said = until(ticket, rules, NOW + timedelta(days=3))
    assert (rules.listener(rules.inspector), NoticeKind.LOOK) in {(o.to, o.what) for _, o in said}


def test_wz_5_4_who_may_not_supervise_is_asked_for_no_督办() -> None:
    """WIN does it by WZ-10.2, and of the window only the supervisor may."""
    rules = rules_of("wuzhi")
    ticket, _ = until(dispatched(rules), rules, NOW + timedelta(days=40))
    assert owing(ticket, rules)[Act.CHASE].roles == {"supervisor"}


# --- what is overdue ----------------------------------------------------------------------------


@pytest.mark.parametrize("county", COUNTIES)
def test_an_overdue_ticket_stays_on_somebodys_list_when_every_paper_is_approved(
    county: str,
) -> None:
    rules = rules_of(county)
    ticket, _ = until(dispatched(rules), rules, NOW + timedelta(days=60))
    while ticket.petitions:
        ticket = told(ticket, rules, c.Approve(by=MANAGER), NOW + timedelta(days=60))
    assert {Act.HANDLE, Act.CHASE} <= owing(ticket, rules).keys()
    last = NOW + timedelta(days=90)
    _, said = until(ticket, rules, last)
    heard = {one.to for at, one in said if at > NOW + timedelta(days=60)}
    assert {To.MANAGEMENT, rules.listener(rules.profile.supervise.actor)} <= heard


@pytest.mark.parametrize("county", COUNTIES)
def test_py_4_2_8_what_is_overdue_is_with_who_may_act_and_before_management(county: str) -> None:
    """Every class of every county, from the moment that its limit is over until it is answered."""
    rules = rules_of(county)
    for name in rules.dispatched_classes:
        ticket = dispatched(rules, class_name=name)
        assert Act.OVERSEE not in owing(ticket, rules), "while it runs management is left alone"
        assert ticket.due_at is not None
        for days in (0, 1, 10, 60):
            late, _ = until(ticket, rules, ticket.due_at + timedelta(days=days))
            found = owing(late, rules)
            assert found[Act.OVERSEE].to is To.MANAGEMENT
            assert found[Act.OVERSEE].roles == {"management"}
            assert found[Act.HANDLE].to is To.DEPARTMENT
            assert found[Act.CHASE].roles <= rules.roles_for("督办")
        done = answered(rules, late)
        assert not {Act.OVERSEE, Act.CHASE} & owing(done, rules).keys()


# --- meetings -----------------------------------------------------------------------------------


@pytest.mark.parametrize("county", COUNTIES)
def test_while_it_is_to_meet_the_convener_is_pushed_and_no_department(county: str) -> None:
    """N4, G-13: a second 退单; the limits run on and nobody is told to do what they cannot."""
    rules = rules_of(county)
    ticket = dispatched(rules)
    returned = m.ReturnForm(by=OFFICER, departments=(TAX,), reason="不归我们")
    for _ in range(2):
        ticket = told(ticket, rules, returned)
    assert ticket.state is State.MEETING
    assert owing(ticket, rules)[Act.MEET].roles == {"management"}
    ticket, said = until(ticket, rules, NOW + timedelta(days=40))
    assert said
    assert {one.to for _, one in said} == {To.MANAGEMENT}
    _, by_hand = life.apply(ticket, c.Supervise(by=_supervisor(rules), demand="速办"), rules, NOW)
    assert To.DEPARTMENT not in {one.to for one in by_hand}


def _supervisor(rules: Rules) -> Actor:
    return MANAGER if "management" in rules.roles_for("督办") else SUPERVISOR


@pytest.mark.parametrize("county", ["wuzhi", "shenqiu"])
def test_g_12_a_third_rework_invites_the_departments_and_pushes_none(county: str) -> None:
    rules = rules_of(county)
    ticket = dispatched(rules)
    notices: list[Notice] = []
    for _ in range(3):
        ticket = answered(rules, ticket)
        ticket, notices = life.apply(ticket, c.Rate(by=CITIZEN, level=rules.levels[-1]), rules, NOW)
    assert ticket.state is State.MEETING
    to_departments = {one.what for one in notices if one.to is To.DEPARTMENT}
    assert to_departments == {NoticeKind.INVITED}
    _, said = until(ticket, rules, NOW + timedelta(days=30))
    assert {one.to for _, one in said} == {To.MANAGEMENT}


# --- what is counted in hours (PY-4.2.2) --------------------------------------------------------

NIGHT = datetime(2026, 10, 3, 15, 0, tzinfo=UTC)  # 23:00 on a holiday


def test_py_4_2_2_a_matter_of_24_hours_is_pushed_in_hours_and_by_night_too() -> None:
    rules = rules_of("puyang")
    wanted = c.Dispatch(by=SUPERVISOR, class_name="非常紧急", departments=(MARKET,))
    ticket, first = life.apply(a_ticket(rules), wanted, rules, NIGHT)
    assert {To.DESK, To.MANAGEMENT} <= {o.to for o in first if o.what is NoticeKind.URGENT}
    ticket, said = until(ticket, rules, NIGHT + timedelta(hours=96))
    supervised = [(at, one) for at, one in said if one.what is NoticeKind.SUPERVISED]
    assert {one.to for _, one in supervised} == {To.DEPARTMENT, To.DESK, To.MANAGEMENT}
    assert {at for at, _ in supervised} == {NIGHT + timedelta(hours=24)}
    demand = next(one for _, one in supervised if one.to is To.DEPARTMENT)
    assert datetime.fromisoformat(demand.facts["until"]) == NIGHT + timedelta(hours=48)
    hours = {NoticeKind.UNMET: (48,), NoticeKind.LOOK: (72, 96)}
    for what, at_hours in hours.items():
        after = {at for at, one in said if one.what is what}
        assert after == {NIGHT + timedelta(hours=n) for n in at_hours}, "at 23:00, day after day"
        assert {one.to for _, one in said if one.what is what} == {To.DESK, To.MANAGEMENT}


def test_g_30_what_is_counted_in_days_is_supervised_in_days() -> None:
    rules = rules_of("puyang")
    _, said = until(dispatched(rules, class_name="一般"), rules, NOW + timedelta(days=20))
    demand = next(o for _, o in said if o.what is NoticeKind.SUPERVISED and o.to is To.DEPARTMENT)
    assert local(datetime.fromisoformat(demand.facts["until"]))[-5:] == "17:30"


# --- limits from arrival (FW-6.1.3, FW-6.2.2) ---------------------------------------------------

ASKING = a_complaint(
    text="请问办食品证需要哪些材料",
    causes=(Scored(id="consult", name="咨询", confidence=0.5, words=("请问",)),),
)


def consult(rules: Rules) -> Ticket:
    ticket, _ = life.register("2026-0001", "main", ASKING, "shouli", rules, NOW)
    return ticket


def test_fw_6_2_2_before_dispatch_the_desk_is_pushed_and_management_when_it_is_over() -> None:
    rules = rules_of("fw")
    ticket = consult(rules)
    assert local(owing(ticket, rules)[Act.TRIAGE].until) == "09-29 17:30"
    _, said = until(ticket, rules, NOW + timedelta(days=2))
    over = datetime(2026, 9, 29, 9, 30, tzinfo=UTC)
    assert {one.to for at, one in said if at < over} == {To.DESK}
    assert {one.to for at, one in said if at >= over} == {To.DESK, To.MANAGEMENT}


def test_fw_6_2_2_a_department_is_not_pushed_for_what_was_late_before_it_had_it() -> None:
    rules = rules_of("fw")
    late = NOW + timedelta(days=2)
    wanted = c.Dispatch(by=MANAGER, class_name="咨询", departments=(MARKET,))
    ticket, said = life.apply(consult(rules), wanted, rules, late)
    assert ticket.due_at is not None
    assert ticket.due_at < late, "the limit is what it is (N1)"
    assert {o.to for o in said if o.what is NoticeKind.LOOK} == {To.DESK, To.MANAGEMENT}
    assert due_now(ticket, late + timedelta(seconds=1)) == []
    _, later = until(ticket, rules, late + timedelta(days=10))
    pushed = [at for at, one in later if one.what is NoticeKind.SUPERVISED]
    assert local(min(pushed)) == "10-08 17:30", "it had its working day, over the holidays"


def test_n4_who_gets_it_anew_is_not_supervised_within_the_second() -> None:
    """改派 out of a meeting long after the end: the limit is over, and the new lead has had no time."""
    rules = rules_of("wuzhi")
    ticket = told(dispatched(rules), rules, m.Convene(by=MANAGER, departments=(MARKET, TAX)))
    late = NOW + timedelta(days=30)
    ticket, _ = until(ticket, rules, late)
    ticket = told(ticket, rules, c.Reassign(by=MANAGER, departments=(TAX,), reason="归税务"), late)
    assert due_now(ticket, late + timedelta(hours=1)) == []
    _, said = until(ticket, rules, late + timedelta(days=10))
    assert NoticeKind.SUPERVISED in {one.what for _, one in said}


@pytest.mark.parametrize("way", ["改派", "退单"])
@pytest.mark.parametrize("left", [timedelta(minutes=1), timedelta(hours=4), timedelta(days=1)])
@pytest.mark.parametrize("county", COUNTIES)
def test_wz_10_2_n1_n4_g_13_who_gets_it_before_its_end_is_supervised_at_that_end(
    county: str, left: timedelta, way: str
) -> None:
    """改派 and 退单: the limit runs on, whoever has it; 逾期未反馈 is by the ticket's limit, not by a new one."""
    rules = rules_of(county)
    ticket = dispatched(rules)
    end = min(one.due_at for one in ticket.open_clocks)
    at = max(end - left, NOW + timedelta(minutes=1))
    if way == "退单":
        returned = m.ReturnForm(by=OFFICER, departments=(TAX,), reason="归税务")
        ticket = told(ticket, rules, returned, NOW + timedelta(minutes=1))
    ticket, _ = until(ticket, rules, at)
    given = c.Reassign(by=MANAGER, departments=(TAX,), reason="归税务")
    moved = told(ticket, rules, c.Approve(by=MANAGER) if way == "退单" else given, at)
    assert moved.lead is not None
    assert moved.lead.department == TAX[0]
    assert [one.due_at for one in moved.open_clocks] == [one.due_at for one in ticket.open_clocks]
    _, said = until(moved, rules, end + timedelta(minutes=1))
    pushed = [
        when
        for when, one in said
        if one.what is NoticeKind.SUPERVISED and one.target == TAX[0] and one.to is To.DEPARTMENT
    ]
    assert pushed == [end]


def test_g_30_n4_a_demand_that_was_over_before_they_got_it_waits_for_their_time() -> None:
    """A 督办 before the limit, unmet by the old lead: the new one is not said to have failed within the second."""
    rules = rules_of("wuzhi")
    day = NOW + timedelta(hours=2)
    ticket = told(dispatched(rules), rules, c.Supervise(by=SUPERVISOR, until=day, demand="请说明"))
    ticket = replace(
        ticket,
        clocks=tuple(replace(one, due_at=NOW + timedelta(days=20)) for one in ticket.clocks),
    )
    late = NOW + timedelta(hours=3)
    moved = told(ticket, rules, c.Reassign(by=MANAGER, departments=(TAX,), reason="归税务"), late)
    assert due_now(moved, late + timedelta(hours=1)) == []
    _, said = until(moved, rules, late + timedelta(days=10))
    assert NoticeKind.UNMET in {one.what for _, one in said}


# --- everything that is open --------------------------------------------------------------------


@pytest.mark.parametrize("county", COUNTIES)
@pytest.mark.parametrize("state", [one for one in State if one not in CLOSED])
def test_what_an_earlier_release_left_without_any_moment_is_looked_at_at_once(
    state: State, county: str
) -> None:
    rules = rules_of(county)
    ticket = dispatched(rules)
    done = tuple(replace(one, supervised_at=NOW, circulated_at=NOW) for one in ticket.clocks)
    for clocks in ((), done):
        old = replace(ticket, state=state, clocks=clocks, wakes_at=None, check_at=None)
        _is_looked_at(old, rules)


def _is_looked_at(old: Ticket, rules: Rules) -> None:
    (command,) = due_now(old, NOW)
    moved = told(old, rules, command, NOW)
    assert moved.is_closed or (moved.wakes_at is not None and moved.wakes_at > NOW)
    assert due_now(moved, NOW) == []
