"""改派 goes through the same approval as 派单, and several departments owe a plan from then on (WZ-8.1, WZ-9.4)."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from builders import MARKET, NOW, OFFICER, TAX, WAY, a_ticket, rules_of, walked

from bot.profiles.catalogue import names
from dispatch.errors import NotAllowed
from dispatch.lifecycle import life
from dispatch.profiles.profile import ROLES
from dispatch.rules.rules import Rules
from dispatch.ticket.actor import Actor
from dispatch.ticket.case_commands import ReturnForm
from dispatch.ticket.commands import Approve, Command, Dispatch, Reassign, Reject
from dispatch.ticket.papers import Wish
from dispatch.ticket.ticket import State, Ticket

pytestmark = pytest.mark.unit

PROFILES = names()
BOSS = Actor(id="boss", name="管主任", roles=frozenset({"management"}), source="app")
#: in which states departments have it, or meet about it
STATES = (State.DISPATCHED, State.WORKING, State.PLANNED, State.MEETING, State.DEFERRED)


def with_department(rules: Rules, state: State = State.DISPATCHED) -> Ticket:
    """Return a ticket with one department, in *state*."""
    class_name = rules.dispatched_classes[0]
    promised = date(2026, 10, 15) if rules.needs_promise(class_name) else None
    sent = Dispatch(by=BOSS, class_name=class_name, departments=(MARKET,), promised_on=promised)
    told = a_ticket(rules, cause=rules.profile.causes[0])
    return replace(walked(rules, (sent,), told), state=state)


def became(ticket: Ticket, command: Command, rules: Rules) -> str:
    """Return what became of *command*: refused, asked for, or done."""
    try:
        moved, _ = life.apply(ticket, command, rules, NOW)
    except NotAllowed:
        return "refused"
    is_asked = moved.proposal is not None or moved.petitions
    return "asked" if is_asked else "done"


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("profile", PROFILES)
def test_wz_8_1_who_proposes_a_dispatch_proposes_a_reassignment(profile: str, role: str) -> None:
    rules = rules_of(profile)
    by = Actor(id="x", name="某人", roles=frozenset({role}), department="market", source="app")
    ticket = with_department(rules)
    sent = replace(walked(rules, (), a_ticket(rules)))
    promised = date(2026, 10, 15) if rules.needs_promise(ticket.class_name) else None
    dispatch = Dispatch(
        by=by,
        class_name=ticket.class_name,
        departments=(MARKET,),
        promised_on=promised,
        cause=rules.profile.causes[0],
    )
    reassign = Reassign(by=by, departments=(TAX,), reason="涉税")
    assert became(ticket, reassign, rules) == became(sent, dispatch, rules)
    assert rules.profile.may("改派").does == rules.profile.may("派单").does


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("profile", PROFILES)
def test_n4_until_it_is_approved_all_stays_and_then_the_limits_run_on(
    profile: str, state: State
) -> None:
    """N1, N4: the department works on until 批准; 驳回 changes nothing; no limit is moved by either."""
    rules = rules_of(profile)
    desk = Actor(id="sun", name="孙受理", roles=frozenset({"receptionist"}), source="app")
    ticket = with_department(rules, state)
    asked, _ = life.apply(ticket, Reassign(by=desk, departments=(TAX,), reason="涉税"), rules, NOW)
    if asked.petitions:
        assert (asked.state, asked.parts, asked.clocks) == (state, ticket.parts, ticket.clocks)
        assert [one.wish for one in asked.petitions] == [Wish.REASSIGN]
        rejected, _ = life.apply(asked, Reject(by=BOSS, reason="仍由现部门办"), rules, NOW)
        assert (rejected.parts, rejected.petitions) == (ticket.parts, ())
        asked, _ = life.apply(asked, Approve(by=BOSS), rules, NOW)
    assert asked.state is State.DISPATCHED
    assert [part.department for part in asked.parts] == ["tax"]
    assert asked.clocks == ticket.clocks


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(
    ("profile", "clause"),
    [
        pytest.param("wuzhi", "WZ-9.4", id="WZ-9.4"),
        pytest.param("shenqiu", "SQ-8.3", id="SQ-8.3"),
    ],
)
def test_several_departments_owe_a_plan_from_the_reassignment_on(
    profile: str, clause: str, state: State
) -> None:
    """G-31: beside the limit that runs, which stays as it is (N1); given to several again it starts nothing."""
    rules, later = rules_of(profile), NOW + timedelta(days=1)
    ticket = with_department(rules, state)
    both = Reassign(by=BOSS, departments=(TAX, MARKET), reason="两家都有份")
    moved, _ = life.apply(ticket, both, rules, later)
    assert moved.clocks[: len(ticket.clocks)] == ticket.clocks
    (plan,) = moved.clocks[len(ticket.clocks) :]
    assert (plan.stage, plan.clause, plan.start_at) == ("plan", clause, later)
    again, _ = life.apply(moved, replace(both, departments=(MARKET, TAX)), rules, later)
    assert again.clocks == moved.clocks


def test_what_is_one_department_s_owes_no_plan() -> None:
    rules = rules_of("wuzhi")
    ticket = walked(rules, WAY[State.WORKING])
    moved, _ = life.apply(ticket, Reassign(by=BOSS, departments=(TAX,), reason="涉税"), rules, NOW)
    assert moved.clocks == ticket.clocks


@pytest.mark.parametrize(
    ("way", "state"),
    [
        (way, state)
        for way in ("改派", "改派，经批准", "退单，经批准")
        for state in STATES
        if way != "退单，经批准" or state is not State.MEETING
    ],
)
@pytest.mark.parametrize("profile", PROFILES)
def test_whoever_has_it_next_the_ticket_says_whether_it_crosses_levels(
    profile: str, way: str, state: State
) -> None:
    """WZ-9.4: each way to other departments, there and back; what just became one of several owes a plan."""
    rules, later = rules_of(profile), NOW + timedelta(hours=1)
    ticket = with_department(rules, state)
    there = given_away(ticket, way, MARKET, True, rules, later)
    assert there.several_levels
    ran = [(one.stage, one.due_at, one.stopped_at) for one in ticket.clocks]
    assert [(c.stage, c.due_at, c.stopped_at) for c in there.clocks[: len(ran)]] == ran
    owes = {one.stage for one in rules.of_parts(there, later)} - {c.stage for c in ticket.clocks}
    assert {one.stage for one in there.clocks[len(ticket.clocks) :]} == owes
    assert bool(owes) == (profile in ("wuzhi", "shenqiu"))
    back = given_away(there, way, MARKET, False, rules, later)
    assert not back.several_levels


def given_away(
    ticket: Ticket, way: str, first: tuple[str, str], crosses: bool, rules: Rules, now: datetime
) -> Ticket:
    """Return *ticket* as it is after somebody else got it by *way*."""
    lead = ticket.parts[0].department
    to = (TAX if lead == first[0] else first,)
    if way == "改派":
        command: Command = Reassign(by=BOSS, departments=to, reason="涉税", several_levels=crosses)
        return life.apply(ticket, command, rules, now)[0]
    if way.startswith("改派"):
        by = Actor(id="sun", name="孙受理", roles=frozenset({"receptionist"}), source="app")
        command = Reassign(by=by, departments=to, reason="涉税", several_levels=crosses)
    else:
        by = replace(OFFICER, department=lead)
        ticket = replace(ticket, returns=())
        command = ReturnForm(by=by, departments=to, reason="涉税", several_levels=crosses)
    asked, _ = life.apply(ticket, command, rules, now)
    return life.apply(asked, Approve(by=BOSS), rules, now)[0] if asked.petitions else asked
