"""A mark 紧急 that is none comes off: state × role × county; class and limits stay, the person reads nothing."""

from dataclasses import replace

import pytest
from builders import CITIZEN, NOW, a_ticket, rules_of

from bot.profiles.catalogue import names
from dispatch.errors import DeskError, RuleForbids, Why
from dispatch.lifecycle import life
from dispatch.lifecycle.authority import may_now
from dispatch.profiles.profile import ROLES
from dispatch.profiles.values import Role
from dispatch.ticket.actor import Actor
from dispatch.ticket.case_commands import StandDown
from dispatch.ticket.commands import Supplement
from dispatch.ticket.notices import NoticeKind, To
from dispatch.ticket.remarks import RemarkKind
from dispatch.ticket.ticket import CLOSED, State, Ticket

pytestmark = pytest.mark.unit

MAY = frozenset({Role.RECEPTIONIST, Role.SUPERVISOR, Role.MANAGEMENT, Role.EMERGENCY})
REASON = "已电话核实，是演练"


def marked(profile: str, state: State, numbers: tuple[str, ...] = ("119",)) -> Ticket:
    ticket = a_ticket(rules_of(profile))
    return replace(ticket, state=state, emergency=numbers, rank=0 if numbers else 1)


def by(role: str) -> Actor:
    return Actor(id="hong", name="洪某", roles=frozenset({Role(role)}), source="app")


@pytest.mark.parametrize("profile", names())
@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("numbers", [("119",), ()], ids=["marked", "not marked"])
def test_who_was_rung_takes_the_mark_off_while_it_is_open_and_nobody_else(
    profile: str, state: State, numbers: tuple[str, ...]
) -> None:
    rules = rules_of(profile)
    ticket = marked(profile, state, numbers)
    for role in ROLES:
        command = StandDown(by=by(role), reason=REASON)
        is_theirs = role in MAY and state not in CLOSED and bool(numbers)
        assert may_now(StandDown, command.by, ticket, rules) == is_theirs, role
        if not is_theirs:
            with pytest.raises(DeskError):
                life.apply(ticket, command, rules, NOW)
            continue
        moved, told = life.apply(ticket, command, rules, NOW)
        assert moved.emergency == ()
        assert moved.rank == rules.rank(ticket.class_name)
        kept = (moved.state, moved.class_name, moved.clocks, moved.complaint)
        assert kept == (ticket.state, ticket.class_name, ticket.clocks, ticket.complaint)
        assert (moved.remarks[-1].kind, moved.remarks[-1].text) == (RemarkKind.STOOD_DOWN, REASON)
        assert To.CITIZEN not in {one.to for one in told}
        heard = {one.to for one in told if one.what is NoticeKind.STOOD_DOWN}
        assert heard >= {To.ON_CALL, To.DESK}


def test_without_a_reason_nothing_comes_off_and_what_bears_no_mark_says_so() -> None:
    rules, ticket = rules_of("wuzhi"), marked("wuzhi", State.WORKING)
    with pytest.raises(DeskError):
        life.apply(ticket, StandDown(by=by("receptionist"), reason=" "), rules, NOW)
    command = StandDown(by=by("receptionist"), reason=REASON)
    with pytest.raises(RuleForbids) as refused:
        life.apply(replace(ticket, emergency=()), command, rules, NOW)
    assert refused.value.why is Why.NO_DANGER


def test_words_that_tell_of_danger_put_the_mark_on_again() -> None:
    rules, ticket = rules_of("wuzhi"), marked("wuzhi", State.WORKING)
    calm, _ = life.apply(ticket, StandDown(by=by("emergency"), reason=REASON), rules, NOW)
    again, told = life.apply(
        calm, Supplement(by=CITIZEN, text="家里煤气漏了，门口都能闻到"), rules, NOW
    )
    assert (again.emergency, again.rank) == (("119",), 0)
    assert To.ON_CALL in {one.to for one in told}
