"""Nobody decides what they asked for themselves, unless nobody else is there to: each wish × county × who is there."""

from contextlib import suppress
from dataclasses import replace

import pytest
from builders import LANE, MANAGER, MARKET, NOW, a_complaint, a_ticket, rules_of

from dispatch.errors import Incomplete, NotAllowed, RuleForbids
from dispatch.handlers.steps import left, petition
from dispatch.lifecycle import life
from dispatch.lifecycle.authority import may_now
from dispatch.rules.rules import Rules
from dispatch.rules.turn_table import Act
from dispatch.rules.turns import turns
from dispatch.ticket.actor import Actor
from dispatch.ticket.commands import Approve, Dispatch, Refuse, Reject
from dispatch.ticket.complaint import Complainant
from dispatch.ticket.papers import Wish
from dispatch.ticket.remarks import RemarkKind
from dispatch.ticket.ticket import Ticket

pytestmark = pytest.mark.unit

COUNTIES = ("wuzhi", "shenqiu", "puyang", "longhui", "fw")


def asked(rules: Rules, wish: Wish) -> tuple[Ticket, frozenset[str], Actor]:
    """Return a ticket on which somebody who may decide *wish* asked for it; and who may, and who asked."""
    name = rules.dispatched_classes[-1]
    wanted = Dispatch(
        by=MANAGER, class_name=name, departments=(MARKET,), cause=rules.profile.causes[0],
        promised_on=rules.working_day_after(2, NOW) if rules.needs_promise(name) else None,
    )  # fmt: skip
    ticket, _ = life.apply(a_ticket(rules), wanted, rules, NOW)
    roles = rules.approvers(wish, is_unit=ticket.complaint.complainant.is_unit)
    by = Actor(id="one", name="一人", roles=roles)
    moved, _ = left(ticket, replace(petition(ticket, wish, by, NOW), to=("同级政府",)))
    return moved, roles, by


POINTS = [(county, wish) for county in COUNTIES for wish in Wish]


@pytest.mark.parametrize(("county", "wish"), POINTS)
def test_wz_10_3_what_the_only_one_who_may_decide_asked_for_they_decide_and_it_is_on_record(
    county: str, wish: Wish
) -> None:
    rules = rules_of(county)
    ticket, roles, by = asked(rules, wish)
    alone = replace(by, others=frozenset({"receptionist", "supervisor"}) - roles)
    owed = next(turn for turn in turns(ticket, rules) if turn.act is Act.DECIDE)
    assert owed.roles & alone.roles, "it is theirs by the table"
    assert may_now(Approve, alone, ticket, rules, ticket.petitioned)
    moved, _ = life.apply(
        ticket, Reject(by=alone, reason="再核实", petition=ticket.petitioned), rules, NOW
    )
    assert [one.by for one in moved.remarks if one.kind == RemarkKind.OWN_HAND] == ["one"]
    assert not moved.petitions


@pytest.mark.parametrize(("county", "wish"), POINTS)
@pytest.mark.parametrize("is_known", [True, False], ids=["another", "nobody-looked"])
def test_who_asked_for_it_never_decides_it_while_another_could(
    county: str, wish: Wish, is_known: bool
) -> None:
    rules = rules_of(county)
    ticket, roles, by = asked(rules, wish)
    among = replace(by, others=roles if is_known else None)
    other = replace(among, id="other")
    for command in (Approve, Reject):
        assert not may_now(command, among, ticket, rules, ticket.petitioned)
        assert may_now(command, other, ticket, rules, ticket.petitioned)
    with pytest.raises(NotAllowed):
        life.apply(ticket, Reject(by=among, reason="再核实"), rules, NOW)
    moved, _ = life.apply(ticket, Reject(by=other, reason="再核实"), rules, NOW)
    assert all(one.kind != RemarkKind.OWN_HAND for one in moved.remarks)


@pytest.mark.parametrize("county", COUNTIES)
@pytest.mark.parametrize("is_unit", [True, False], ids=["company", "citizen"])
def test_fw_6_2_4_whoever_may_refuse_leaves_no_transfer_that_nobody_may_approve(
    county: str, is_unit: bool
) -> None:
    rules = rules_of(county)
    who = Complainant(name="张三丰", is_unit=is_unit, lane=LANE)
    for role in rules.roles_for("不予受理"):
        wanted = Refuse(by=Actor(id="one", roles=frozenset({role})), reason="不属于政务服务范围")
        with suppress(Incomplete, RuleForbids):  # by another way than this county's list
            moved, _ = life.apply(
                a_ticket(rules, complaint=a_complaint(complainant=who)), wanted, rules, NOW
            )
            other = Actor(id="two", roles=frozenset(rules.roles_for("批准")), others=frozenset())
            for one in moved.petitions:
                assert may_now(Approve, other, moved, rules, one.n), role
