"""N2, G-30, 挂账 and 延期 under every county: what is promised or demanded is not replaced by typing again."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from builders import MANAGER, MARKET, NOW, OFFICER, RECEPTIONIST, TAX, a_ticket, rules_of

from dispatch.errors import DeskError, Incomplete, MoveRefused, NotAllowed, RuleForbids, Why
from dispatch.lifecycle import life
from dispatch.lifecycle.wake import due_now, wakes_at
from dispatch.profiles.values import FINAL, Role
from dispatch.rules.rules import Rules
from dispatch.ticket import case_commands as m
from dispatch.ticket import commands as c
from dispatch.ticket.actor import Actor
from dispatch.ticket.notices import NoticeKind, To
from dispatch.ticket.papers import Wish
from dispatch.ticket.ticket import PUSHED, State, Ticket
from dispatch.worktime.calendar import in_shanghai

pytestmark = pytest.mark.unit

PROFILES = ("wuzhi", "shenqiu", "puyang", "longhui", "fw")
TODAY = in_shanghai(NOW).date()
SOON, LATER = date(2026, 9, 29), date(2026, 9, 30)
#: whoever may give anything
BOSS = Actor(
    id="boss", name="总值班", roles=frozenset(Role) - {Role.CITIZEN, Role.SCHEDULE}, source="app"
)
EVERYBODY = [
    Actor(
        id=f"the_{role}", name=str(role), roles=frozenset({role}), department="market", source="app"
    )
    for role in Role
    if role not in (Role.CITIZEN, Role.SCHEDULE)
]


def classes() -> Iterator[tuple[str, str]]:
    for profile in PROFILES:
        for name in rules_of(profile).dispatched_classes:
            yield profile, name


def sent(rules: Rules, name: str, *departments: tuple[str, str]) -> Ticket:
    """Return a ticket of class *name* that its departments have."""
    promised = SOON if rules.needs_promise(name) else None
    ticket = replace(a_ticket(rules), cause=rules.profile.causes[0])
    order = c.Dispatch(
        by=MANAGER, class_name=name, departments=departments or (MARKET,), promised_on=promised
    )
    return given(rules, ticket, order)


def given(rules: Rules, ticket: Ticket, *commands: c.Command, now: datetime = NOW) -> Ticket:
    for command in commands:
        ticket, _ = life.apply(ticket, command, rules, now)
    return ticket


def outcome(
    rules: Rules, ticket: Ticket, command: c.Command, now: datetime = NOW
) -> Ticket | DeskError:
    """Return the ticket after *command*, or why it was refused."""
    try:
        return life.apply(ticket, command, rules, now)[0]
    except DeskError as error:
        return error


def planned(rules: Rules, name: str) -> Ticket:
    ticket = sent(rules, name)
    return given(rules, ticket, c.Plan(by=OFFICER, text="三步走", promised_on=within(ticket)))


def within(ticket: Ticket) -> date:
    """Return the promised day, or the last one that can be promised with the limits that run."""
    if ticket.promised_on:
        return ticket.promised_on
    ends = [clock.due_at for clock in ticket.open_clocks if clock.stage == "result"]
    last = in_shanghai(min(ends, default=NOW + timedelta(days=20))).date()
    is_hours = any(clock.rings for clock in ticket.open_clocks)
    return last - timedelta(days=is_hours)


# --- N2: the promise -----------------------------------------------------------------------------


@pytest.mark.parametrize(("profile", "name"), [*classes()])
def test_n2_no_plan_of_anybody_replaces_the_day_that_is_promised(profile: str, name: str) -> None:
    rules = rules_of(profile)
    before = planned(rules, name)
    assert before.promise is not None
    for days in (-9, -1, 1, 2, 30, 200):
        other = before.promised_on + timedelta(days=days)  # type: ignore[operator]  # it is planned
        for by in EVERYBODY:
            with pytest.raises((RuleForbids, NotAllowed)) as refused:
                life.apply(before, c.Plan(by=by, text="改天", promised_on=other), rules, NOW)
            if isinstance(refused.value, RuleForbids):
                assert refused.value.why is Why.PROMISED

    again, _ = life.apply(
        before, c.Plan(by=OFFICER, text="四步走", promised_on=within(before)), rules, NOW
    )
    assert (again.plan, again.clocks) == ("四步走", before.clocks), (
        "the words may change, the day not"
    )


@pytest.mark.parametrize(("profile", "name"), [*classes()])
def test_n2_a_plan_promises_no_day_beyond_what_the_text_allows_nor_one_that_is_over(
    profile: str, name: str
) -> None:
    """PY-4.2.3, FW-6.3.4, LH-12a."""
    rules = rules_of(profile)
    ticket = sent(rules, name)
    results = [clock for clock in ticket.open_clocks if clock.stage == "result" and clock.limit]
    for days in range(-3, 60):
        day = TODAY + timedelta(days=days)
        moved = outcome(rules, ticket, c.Plan(by=OFFICER, text="三步走", promised_on=day))
        if isinstance(moved, Ticket):
            assert days >= 0
            assert moved.promise is not None
            assert all(moved.promise.due_at <= clock.due_at for clock in results)
        elif isinstance(moved, RuleForbids):
            assert moved.why in (Why.BEYOND, Why.PROMISED)
            assert results or ticket.promise
            assert moved.clause in {"N2", *(clock.clause for clock in results)}
        else:
            assert isinstance(moved, Incomplete)
            assert days < 0
    far = c.Plan(by=OFFICER, text="三步走", promised_on=TODAY + timedelta(days=59))
    assert isinstance(outcome(rules, ticket, far), RuleForbids) == bool(results or ticket.promise)


@pytest.mark.parametrize(("profile", "name"), [*classes()])
def test_n2_what_is_promised_at_dispatch_runs_and_stays_within_the_limit(
    profile: str, name: str
) -> None:
    rules = rules_of(profile)
    ticket = replace(a_ticket(rules), cause=rules.profile.causes[0])
    for days in (1, 2, 40):
        order = c.Dispatch(
            by=MANAGER,
            class_name=name,
            departments=(MARKET,),
            promised_on=TODAY + timedelta(days=days),
        )
        moved = outcome(rules, ticket, order)
        if not isinstance(moved, Ticket):
            assert isinstance(moved, RuleForbids)
            assert moved.why is Why.BEYOND
            continue
        assert moved.promise is not None
        assert in_shanghai(moved.promise.due_at).date() == moved.promised_on == order.promised_on


@pytest.mark.parametrize(("profile", "name"), [*classes()])
def test_n2_a_changed_promise_moves_the_promise_that_runs_and_no_limit_of_the_text(
    profile: str, name: str
) -> None:
    rules = rules_of(profile)
    before = planned(rules, name)
    earlier = TODAY if before.promised_on == SOON else SOON
    if before.promised_on == TODAY:  # 24 hours: no other day is left to promise
        earlier = TODAY - timedelta(days=1)
        refused = outcome(
            rules, before, m.Repromise(by=MANAGER, promised_on=earlier, reason="改天")
        )
        assert isinstance(refused, Incomplete)
        return
    order = m.Repromise(by=MANAGER, promised_on=earlier, reason="提前办好")
    after, told = life.apply(before, order, rules, NOW)

    assert before.promise is not None
    assert after.promise is not None
    kept = [one for one in before.open_clocks if one != before.promise]
    assert [one for one in after.open_clocks if one != after.promise] == kept
    assert (after.promised_on, in_shanghai(after.promise.due_at).date()) == (earlier, earlier)
    [citizen] = [one for one in told if one.to is To.CITIZEN]
    assert citizen.what is NoticeKind.REPROMISED
    assert citizen.facts["old"] == str(before.promised_on)
    assert citizen.facts["new"] == str(earlier)


@pytest.mark.parametrize(("profile", "name"), [*classes()])
def test_n2_nobody_changes_a_promise_without_reason_and_approval(profile: str, name: str) -> None:
    rules = rules_of(profile)
    before = planned(rules, name)
    day = TODAY if before.promised_on == SOON else SOON
    for by in EVERYBODY:
        for reason in ("", "  "):
            with pytest.raises((Incomplete, NotAllowed)):
                life.apply(before, m.Repromise(by=by, promised_on=day, reason=reason), rules, NOW)
        after = outcome(rules, before, m.Repromise(by=by, promised_on=day, reason="等系统开通"))
        if not isinstance(after, Ticket):
            assert isinstance(after, NotAllowed) or before.promised_on == TODAY
            continue
        is_outright = after.promised_on != before.promised_on
        assert is_outright == rules.does("改诺", by)
        assert is_outright or [one.wish for one in after.petitions] == [Wish.REPROMISE]


@pytest.mark.parametrize("profile", PROFILES)
def test_n2_after_rework_what_people_read_is_what_runs(profile: str) -> None:
    """G-11: the promise as long again where the class waits for one; else there is none until a plan."""
    rules = rules_of(profile)
    for name in rules.dispatched_classes:
        ticket = planned(rules, name)
        answer = c.Answer(by=OFFICER, text="已办好", reason="按规定", basis="条例第三条")
        ticket = given(rules, ticket, answer)
        if ticket.state is State.ANSWERED:
            ticket = given(rules, ticket, c.Pass(by=BOSS))
        lane = ticket.complaint.complainant.lane
        person = Actor(id=lane, name="诉求人", roles=frozenset({Role.CITIZEN}), source="kf")
        ticket = given(rules, ticket, c.Rate(by=person, level=rules.levels[-1]))
        assert ticket.state in PUSHED | {State.MEETING}
        promised = in_shanghai(ticket.promise.due_at).date() if ticket.promise else None
        assert ticket.promised_on == promised


# --- 督办 --------------------------------------------------------------------------------------


def overdue(rules: Rules, name: str) -> tuple[Ticket, datetime]:
    ticket = sent(rules, name)
    assert ticket.due_at is not None
    return ticket, ticket.due_at + timedelta(hours=1)


@pytest.mark.parametrize(("profile", "name"), [*classes()])
@pytest.mark.parametrize("when", ["before the limit", "after it"])
def test_a_later_day_never_takes_the_place_of_a_demand_that_is_not_met(
    profile: str, name: str, when: str
) -> None:
    """G-30, WZ-10.2."""
    rules = rules_of(profile)
    ticket, late = overdue(rules, name)
    at = late if when == "after it" else NOW
    first = c.Supervise(by=BOSS, demand="请办结", until=at + timedelta(hours=20))
    ticket = given(rules, ticket, first, now=at)
    for days in (1, 3, 30):
        order = c.Supervise(by=BOSS, demand="再宽限", until=at + timedelta(days=days, hours=1))
        with pytest.raises(RuleForbids) as refused:
            life.apply(ticket, order, rules, at)
        assert refused.value.why is Why.DEMANDED

    silent, _ = life.apply(ticket, c.Supervise(by=BOSS, demand="请办结"), rules, at)
    assert {one.demand_due_at for one in silent.open_clocks} == {first.until}
    assert silent.documents[-1].due_at == first.until, "what the paper says is what counts"
    earlier = c.Supervise(by=BOSS, demand="今天就要", until=at + timedelta(hours=2))
    tightened, _ = life.apply(ticket, earlier, rules, at)
    assert {one.demand_due_at for one in tightened.open_clocks} == {earlier.until}


@pytest.mark.parametrize(("profile", "name"), [*classes()])
@pytest.mark.parametrize("hours", [2, 20])
def test_a_demand_before_the_limit_is_followed_up_when_its_day_is_over(
    profile: str, name: str, hours: int
) -> None:
    """WZ-10.3: the documents are proposed; where a text has none, supervisor and management hear it."""
    rules = rules_of(profile)
    until = NOW + timedelta(hours=hours)
    ticket = given(rules, sent(rules, name), c.Supervise(by=BOSS, demand="请办结", until=until))
    assert wakes_at(ticket) is not None
    assert wakes_at(ticket) <= until  # type: ignore[operator]  # it is not None

    if "通报" not in rules.not_offered:
        with pytest.raises(RuleForbids):
            life.apply(ticket, m.Circulate(by=MANAGER), rules, until - timedelta(minutes=1))
        by_hand, _ = life.apply(ticket, m.Circulate(by=MANAGER), rules, until)
        assert by_hand.petitions, "management may as soon as the first demand is over"

    [command] = due_now(ticket, until)
    after, told = life.apply(ticket, command, rules, until)
    heard = {(one.to, one.what) for one in told}
    assert NoticeKind.UNMET in {what for _, what in heard}
    assert (NoticeKind.PETITION in {what for _, what in heard}) == ("通报" not in rules.not_offered)
    assert To.MANAGEMENT in {to for to, _ in heard}
    assert [type(one) for one in due_now(after, until)] != [m.Circulate], "once"


@pytest.mark.parametrize(("profile", "name"), [*classes()])
def test_each_demand_is_followed_up_also_after_the_last_was(profile: str, name: str) -> None:
    rules = rules_of(profile)
    ticket, now = overdue(rules, name)
    for _ in range(3):
        until = now + timedelta(hours=30)
        ticket = given(rules, ticket, c.Supervise(by=BOSS, demand="请办结", until=until), now=now)
        [command] = due_now(ticket, until)
        assert isinstance(command, m.Circulate)
        ticket = given(rules, ticket, command, now=until)
        now = until + timedelta(hours=1)


# --- 挂账, 延期 --------------------------------------------------------------------------------

#: by the text: which classes 挂账 is for, and what must be said (FW-6.3.5, PY-5.2b)
DEFERRED = {"fw": ("复杂", "重大"), "puyang": ("一般",)}
GROUND = {"fw": "完成档案整理", "puyang": "历史遗留用地，报县政府牵头解决"}


@pytest.mark.parametrize(("profile", "name"), [*classes()])
def test_a_matter_is_deferred_only_where_the_text_has_it_and_within_its_conditions(
    profile: str, name: str
) -> None:
    """FW-6.3.5, PY-5.2b."""
    rules = rules_of(profile)
    ticket = sent(rules, name)
    said = GROUND.get(profile, "历史遗留，复杂难办")
    for by in EVERYBODY:
        order = m.Defer(by=by, until=date(2026, 12, 31), milestone=said)
        after = outcome(rules, ticket, order)
        if isinstance(after, NotAllowed):
            continue
        if isinstance(after, RuleForbids):
            assert name not in DEFERRED.get(profile, ())
            assert after.clause, "with the clause"
            assert after.why in (Why.NO_DEFERRAL, Why.CLASS_NOT_DEFERRED)
            continue
        assert isinstance(after, Ticket)
        assert name in DEFERRED[profile]
        is_approver = Role.MANAGEMENT in by.roles
        assert (after.state is State.DEFERRED) == is_approver, "approved, never by who asks"
    assert ("挂账" in rules.not_offered) == (profile not in DEFERRED)


def test_py_5_2b_only_what_is_historical_or_tangled_is_deferred() -> None:
    rules = rules_of("puyang")
    ticket = sent(rules, "一般")
    order = m.Defer(by=MANAGER, until=date(2026, 12, 31), milestone="人手不够")
    with pytest.raises(Incomplete) as refused:
        life.apply(ticket, order, rules, NOW)
    assert refused.value.clause == "PY-5.2b"


@pytest.mark.parametrize(("profile", "name"), [*classes()])
@pytest.mark.parametrize("minutes", [-1, 0, 1, 60 * 24 * 9])
def test_an_extension_after_the_end_is_for_nobody(profile: str, name: str, minutes: int) -> None:
    """PY-4.2.5 says so; no other text allows it."""
    rules = rules_of(profile)
    ticket = sent(rules, name)
    limited = [clock for clock in ticket.open_clocks if clock.limit]
    if not limited:
        return
    now = limited[-1].due_at + timedelta(minutes=minutes)
    for by in (BOSS, MANAGER, OFFICER):
        order = m.Extend(by=by, days=1, reason="情况复杂，需要核查")
        found = outcome(rules, ticket, order, now)
        if isinstance(found, Ticket):
            assert minutes < 0
            assert rules.profile.extension.allowed
        elif rules.profile.extension.allowed and not forbids(found):
            assert isinstance(found, RuleForbids)
            assert (found.why is Why.TOO_LATE) == (minutes >= 0)


@pytest.mark.parametrize(("profile", "name"), [*classes()])
@pytest.mark.parametrize("stages", [("plan",), ("acknowledge", "deploy"), ("reply", "plan")])
def test_an_extension_extends_the_nearest_limit_by_which_the_matter_must_be_done(
    profile: str, name: str, stages: tuple[str, ...]
) -> None:
    """PY-4.2.5 办结, FW-6.2.5 处置, LH-12c 办理: never a plan or a 回应, whichever began last."""
    rules = rules_of(profile)
    ticket = sent(rules, name)
    ends = [one for one in ticket.open_clocks if one.limit and one.stage in FINAL]
    if not rules.profile.extension.allowed or not ends:
        return
    near = min(ends, key=lambda one: one.due_at)
    others = [
        replace(near, stage=stage, due_at=near.due_at + timedelta(days=n - 1, hours=1))
        for n, stage in enumerate(stages, 1)
    ]
    ticket = replace(ticket, clocks=(*ticket.clocks, *others))
    order = m.Extend(by=BOSS, days=1, reason="情况复杂，需要核查")
    after, _ = life.apply(ticket, order, rules, NOW)
    gone = [one for one in after.clocks if one.moved_at is not None]
    assert [(one.stage, one.due_at) for one in gone] == [(near.stage, near.due_at)]
    assert after.extensions[-1].from_at == near.due_at
    if set(stages).isdisjoint(FINAL):
        rest = replace(ticket, clocks=tuple(others))
        refused = outcome(rules, rest, order)
        assert isinstance(refused, RuleForbids)
        assert refused.why is Why.NO_LIMIT


def forbids(error: DeskError) -> bool:
    return isinstance(error, NotAllowed | MoveRefused) or (
        isinstance(error, RuleForbids) and error.why is Why.CLASS_FORBIDDEN
    )


def test_a_milestone_is_a_promise_too_and_no_plan_puts_it_off() -> None:
    rules = rules_of("fw")
    ticket = sent(rules, "复杂", MARKET, TAX)
    milestone = m.Defer(by=MANAGER, until=date(2026, 12, 31), milestone="完成档案整理")
    ticket = given(rules, ticket, milestone)
    order = c.Plan(by=OFFICER, text="再等等", promised_on=date(2027, 3, 1))
    with pytest.raises(RuleForbids) as refused:
        life.apply(ticket, order, rules, NOW)
    assert refused.value.why is Why.PROMISED
    assert RECEPTIONIST.roles.isdisjoint(rules.roles_for("挂账"))
