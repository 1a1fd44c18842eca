"""An answer that the reply guard held (N3) may be given better until somebody has inspected it."""

from dataclasses import replace

import pytest
from builders import MARKET, NOW, OFFICER, SUPERVISOR, TAX, WAY, rules_of, walked

from dispatch.errors import MoveRefused
from dispatch.lifecycle import life
from dispatch.ticket import commands as c
from dispatch.ticket.actor import Actor
from dispatch.ticket.notices import NoticeKind
from dispatch.ticket.ticket import Part, State, Ticket

pytestmark = pytest.mark.unit

DOUBT = ("没有写清查到了什么。",)
BETTER = c.Answer(
    by=OFFICER, text="已查清，今天把证送到窗口", reason="材料已补齐", basis="条例第三条"
)
ASSISTANT = Actor(id="wang", name="王科", roles=frozenset({"department"}), department=TAX[0])


def held(profile: str = "wuzhi") -> Ticket:
    """A ticket whose answer waits for inspection with a doubt; an assisting department is there too."""
    rules = rules_of(profile)
    *before, answer = WAY[State.ANSWERED]
    ticket = walked(rules, tuple(before))
    assisting = Part(department=TAX[0], name=TAX[1], is_lead=False, given_at=NOW)
    ticket = replace(ticket, parts=(*ticket.parts, assisting))
    ticket, _ = life.apply(ticket, replace(answer, findings=DOUBT), rules, NOW)
    assert ticket.state is State.ANSWERED
    return ticket


def test_n3_the_lead_gives_a_better_answer_and_who_inspects_gets_that_one() -> None:
    rules, before = rules_of("wuzhi"), held()
    moved, told = life.apply(before, BETTER, rules, NOW)
    assert moved.state is State.ANSWERED
    assert moved.reply is not None
    assert (moved.reply.text, moved.reply.findings) == (BETTER.text, ())
    assert NoticeKind.INSPECT in [one.what for one in told]
    assert moved.clocks == before.clocks, "no limit is moved by it"
    assert moved.step_version == moved.version, "a card for the answer before is over"
    passed, _ = life.apply(moved, c.Pass(by=SUPERVISOR), rules, NOW)
    assert passed.state is State.SURVEYING


def test_what_is_held_again_may_be_given_better_again() -> None:
    rules, ticket = rules_of("wuzhi"), held()
    for _ in range(3):
        ticket, _ = life.apply(ticket, replace(BETTER, findings=DOUBT), rules, NOW)
    moved, _ = life.apply(ticket, BETTER, rules, NOW)
    assert moved.reply is not None
    assert moved.reply.findings == ()


def test_an_answer_with_nothing_against_it_stays_as_it_is_inspected() -> None:
    ticket = walked(rules_of("wuzhi"), WAY[State.ANSWERED])
    with pytest.raises(MoveRefused):
        life.apply(ticket, BETTER, rules_of("wuzhi"), NOW)


def test_only_the_lead_improves_what_is_held() -> None:
    with pytest.raises(MoveRefused):
        life.apply(held(), replace(BETTER, by=ASSISTANT), rules_of("wuzhi"), NOW)


def test_where_no_inspection_is_wanted_the_better_answer_goes_straight_to_the_person() -> None:
    """濮阳: only what the guard holds is looked at."""
    rules = rules_of("puyang")
    sent = (
        c.Dispatch(by=SUPERVISOR, class_name="一般", departments=(MARKET,)),
        c.Acknowledge(by=OFFICER),
        replace(BETTER, findings=DOUBT),
    )
    ticket = walked(rules, sent)
    assert ticket.state is State.ANSWERED
    moved, _ = life.apply(ticket, BETTER, rules, NOW)
    assert moved.state is State.SURVEYING
