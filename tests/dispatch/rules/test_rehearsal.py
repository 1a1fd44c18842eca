"""规则演算 (N10): what other rules would have made of what people did, changing nothing of it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from builders import (
    MANAGER,
    MARKET,
    NOW,
    RECEPTIONIST,
    TAX,
    WAY,
    a_ticket,
    wuzhi,
)

from bot.profiles import catalogue
from dispatch.lifecycle import life
from dispatch.rules.rehearsal import Change, Moment, Rehearsal, rehearse
from dispatch.rules.rules import Rules
from dispatch.ticket.commands import Approve, Command, Dispatch
from dispatch.ticket.ticket import State
from dispatch.worktime.calendar import in_shanghai

pytestmark = pytest.mark.unit

WUZHI = wuzhi()


def under(county: str) -> Rules:
    """The rules of *county* with the same calendar and hours."""
    return replace(WUZHI, profile=catalogue.load(county))


def lived(*commands: Command, step: timedelta = timedelta(), rules: Rules = WUZHI) -> list[Moment]:
    """What happened to a ticket under *rules*, *step* between two commands."""
    now = NOW
    ticket = a_ticket(rules)
    found = [Moment(at=now, before=None, after=ticket)]
    for command in commands:
        now += step
        moved, _ = life.apply(ticket, command, rules, now)
        found.append(Moment(at=now, before=ticket, after=moved))
        ticket = moved
    return found


def tried(county: str, moments: list[Moment], now: datetime = NOW) -> Rehearsal:
    """What *county*'s rules would have made of it."""
    return rehearse(moments, WUZHI, under(county), now)


def told(change: Change) -> tuple[str, str, str]:
    """What it is the limit of, and its last day under both."""
    days = [
        in_shanghai(one.due_at).date().isoformat() if one else ""
        for one in (change.old, change.new)
    ]
    return change.ends, days[0], days[1]


def test_the_same_rules_change_nothing() -> None:
    found = tried("wuzhi", lived(*WAY[State.STRUCK_OFF]))
    assert [told(one) for one in found.changes] == [("end", "2026-10-08", "2026-10-08")]
    assert (found.missing, found.class_name) == ("", "办不了")
    assert found.approvers == ({"management"}, {"management"})


def test_a_class_goes_by_its_name_and_one_that_is_missing_is_said() -> None:
    """WZ-7.3: 办不了 is no class of 濮阳 or of the standard; 沈丘 has it."""
    moments = lived(*WAY[State.WORKING])
    assert tried("shenqiu", moments).missing == ""
    for county in ("puyang", "longhui", "fw"):
        found = tried(county, moments)
        assert found.missing == "办不了"
        kept = [one for one in found.changes if one.old is not None]  # FW-6.1.3 adds its own
        assert all(one.old == one.new for one in kept)


def test_a_shorter_limit_shows_who_would_have_been_late() -> None:
    """SQ-8.1 made one working day: what was answered on the third day would be late."""
    short = catalogue.parse(
        catalogue.adopt("shenqiu").own.text.replace("n = 3, unit", "n = 1, unit", 1)
    )
    moments = lived(*WAY[State.ANSWERED], step=timedelta(hours=16))
    found = rehearse(moments, WUZHI, replace(WUZHI, profile=short), NOW + timedelta(days=30))
    (change,) = found.changes
    assert told(change) == ("end", "2026-10-09", "2026-09-30")
    assert (change.was_overdue, change.would_be_overdue) == (False, True)


def test_what_is_still_open_is_late_when_its_day_is_over() -> None:
    moments = lived(*WAY[State.WORKING])
    (early,) = tried("shenqiu", moments, NOW + timedelta(days=9)).changes
    (late,) = tried("shenqiu", moments, NOW + timedelta(days=11)).changes
    assert (early.was_overdue, late.was_overdue) == (False, True)
    assert (early.would_be_overdue, late.would_be_overdue) == (False, True)


def test_a_plan_that_the_other_rules_do_not_ask_for_is_dropped() -> None:
    """WZ-9.4 without its modifier: of two departments only the reply is left."""
    both = Dispatch(by=RECEPTIONIST, class_name="办不了", departments=(MARKET, TAX))
    silent = replace(WUZHI, profile=replace(WUZHI.profile, modifiers=()))
    moments = lived(both, Approve(by=MANAGER))
    changes = {one.ends: one for one in rehearse(moments, WUZHI, silent, NOW).changes}
    assert changes["plan"].new is None
    assert changes["plan"].old is not None
    assert changes["end"].new is not None


def test_a_plan_that_only_the_other_rules_ask_for_is_added() -> None:
    """The same the other way round: it is met when the rest is, and late if that is."""
    both = Dispatch(by=RECEPTIONIST, class_name="办不了", departments=(MARKET, TAX))
    silent = replace(WUZHI, profile=replace(WUZHI.profile, modifiers=()))
    moments = lived(both, Approve(by=MANAGER), rules=silent)
    late = NOW + timedelta(days=30)
    changes = {one.ends: one for one in rehearse(moments, silent, WUZHI, late).changes}
    assert changes["plan"].old is None
    assert changes["plan"].new is not None
    assert (changes["plan"].was_overdue, changes["plan"].would_be_overdue) == (False, True)


def test_a_promised_date_is_taken_as_it_was_given() -> None:
    """G-32, N2."""
    promised = Dispatch(
        by=RECEPTIONIST,
        class_name="不给办",
        departments=(MARKET,),
        promised_on=in_shanghai(NOW).date() + timedelta(days=20),
    )
    (change,) = tried("shenqiu", lived(promised, Approve(by=MANAGER))).changes
    assert told(change) == ("end", "2026-10-18", "2026-10-18")


def test_the_promise_of_a_plan_stays_under_any_rules() -> None:
    changes = tried("shenqiu", lived(*WAY[State.PLANNED])).changes
    assert ("end", "2026-10-15", "2026-10-15") in map(told, changes)


def test_a_rework_is_counted_anew() -> None:
    """G-11."""
    changes = tried("shenqiu", lived(*WAY[State.REWORK])).changes
    assert [told(one) for one in changes] == [("end", "2026-10-08", "2026-10-08")] * 2


def test_who_inspects_may_be_another() -> None:
    """WZ-11.1 (WIN) against SQ-10b (MGMT), and 隆回, which knows no 质检."""
    moments = lived(*WAY[State.ANSWERED])
    assert tried("shenqiu", moments).inspectors == (
        {"receptionist", "supervisor"},
        {"management"},
    )
    assert tried("longhui", moments).inspectors == ({"receptionist", "supervisor"}, set())


def test_what_never_went_out_had_no_approver() -> None:
    found = tried("shenqiu", lived())
    assert (found.approvers, found.inspectors, found.changes) == (None, None, ())
