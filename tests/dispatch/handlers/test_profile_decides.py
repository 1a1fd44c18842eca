"""Keys that decide what comes next: another word in the profile, another way for the ticket."""

from dataclasses import replace
from datetime import timedelta

import pytest
from builders import (
    CITIZEN,
    MARKET,
    NOW,
    OFFICER,
    RECEPTIONIST,
    SUPERVISOR,
    TAX,
    WAY,
    rules_of,
    walked,
    wuzhi,
)

from dispatch.errors import Incomplete, RuleForbids, Why
from dispatch.lifecycle import life
from dispatch.profiles.values import Trigger
from dispatch.rules.rules import Rules
from dispatch.ticket import case_commands as m
from dispatch.ticket import commands as c
from dispatch.ticket.ticket import State, Ticket

pytestmark = pytest.mark.unit
RATED_BADLY = c.Rate(by=CITIZEN, level="不满意")


def changed(rules: Rules, section: str, **keys: object) -> Rules:
    """Return *rules* with other *keys* in one section of the profile."""
    held = replace(getattr(rules.profile, section), **keys)
    return replace(rules, profile=replace(rules.profile, **{section: held}))


def surveyed(rules: Rules, rounds: int) -> Ticket:
    """Return a ticket before the person's vote, after so many rounds of rework."""
    return replace(walked(rules, WAY[State.SURVEYING]), round=rounds)


def test_beyond_the_cap_there_is_a_meeting_where_the_text_says_so() -> None:
    """G-12: `rework_cap.then` names it; without it the rework goes on."""
    ticket = surveyed(wuzhi(), wuzhi().profile.rework_cap.rounds)
    assert life.apply(ticket, RATED_BADLY, wuzhi(), NOW)[0].state is State.MEETING
    uncapped = changed(wuzhi(), "rework_cap", then="")
    assert life.apply(ticket, RATED_BADLY, uncapped, NOW)[0].state is State.REWORK


def test_a_second_return_meets_or_is_refused_as_the_text_says() -> None:
    """G-13: `returning.then` names the meeting; without it a second 退单 is one too many."""
    once = replace(walked(wuzhi(), WAY[State.DISPATCHED]), returns=("tax",))
    again = m.ReturnForm(by=OFFICER, departments=(TAX,), reason="发票归税务管")
    assert life.apply(once, again, wuzhi(), NOW)[0].state is State.MEETING
    with pytest.raises(RuleForbids) as refused:
        life.apply(once, again, changed(wuzhi(), "returning", then=""), NOW)
    assert refused.value.why is Why.TOO_OFTEN


def test_who_is_not_satisfied_has_a_meeting_where_nothing_is_sent_back() -> None:
    """`rework.trigger`: by a vote it goes back to the departments (WZ-11.2), by none to a meeting."""
    ticket = surveyed(wuzhi(), 0)
    assert life.apply(ticket, RATED_BADLY, wuzhi(), NOW)[0].state is State.REWORK
    never = changed(wuzhi(), "rework", trigger=Trigger.NONE)
    assert life.apply(ticket, RATED_BADLY, never, NOW)[0].state is State.MEETING


@pytest.mark.parametrize("trigger", [Trigger.RATING, Trigger.NONE])
def test_wz_11_2_an_inspection_sends_back_what_the_text_lets_it(trigger: Trigger) -> None:
    ticket = walked(wuzhi(), WAY[State.ANSWERED])
    back = c.SendBack(by=SUPERVISOR, reason="没有依据")
    assert life.apply(ticket, back, wuzhi(), NOW)[0].state is State.REWORK

    by_votes = changed(wuzhi(), "rework", trigger=trigger)
    with pytest.raises(RuleForbids) as refused:
        life.apply(ticket, back, by_votes, NOW)
    assert (refused.value.why, refused.value.clause) == (Why.NOT_OFFERED, "WZ-11.2")
    assert ticket.reply is not None
    doubted = replace(ticket, reply=replace(ticket.reply, findings=("没有回答诉求",)))
    assert life.apply(doubted, back, by_votes, NOW)[0].round == 1


def test_wz_8_2_no_form_goes_out_without_a_limit() -> None:
    """G-32: nor where the county asks for no promise; only where both are let go it has none."""
    given = c.Dispatch(by=RECEPTIONIST, class_name="不给办", departments=(MARKET,))
    unasked = changed(wuzhi(), "commitment", required=False)
    for rules in (wuzhi(), unasked):
        with pytest.raises(Incomplete) as refused:
            walked(rules, (given,))
        assert refused.value.missing == ("承诺时限",)
    free = changed(unasked, "dispatch", limit_on_form=False)
    assert walked(free, (given,)).state is State.PROPOSED


def test_g_32_a_class_without_a_limit_needs_a_promise() -> None:
    """G-32: as the default has it, whatever the form bears."""
    given = c.Dispatch(by=RECEPTIONIST, class_name="不给办", departments=(MARKET,))
    with pytest.raises(Incomplete):
        walked(changed(wuzhi(), "dispatch", limit_on_form=False), (given,))


def test_a_rework_of_what_had_no_promise_has_none_either() -> None:
    """G-11: as many working days again; of none, none."""
    free = changed(wuzhi(), "commitment", required=False)
    free = changed(free, "dispatch", limit_on_form=False)
    given = c.Dispatch(by=RECEPTIONIST, class_name="不给办", departments=(MARKET,))
    approved = walked(free, (given, WAY[State.DISPATCHED][-1]))
    assert free.renewed_promise(approved, NOW + timedelta(days=9)) is None


@pytest.mark.parametrize("county", ["wuzhi", "shenqiu", "puyang", "longhui", "fw"])
def test_what_lacks_is_cited_from_the_county_s_own_text_or_as_a_default(county: str) -> None:
    """§8: whoever asks for it, no county reads another one's clause."""
    rules = rules_of(county)
    heads = {"wuzhi": "WZ-", "shenqiu": "SQ-", "puyang": "PY-", "longhui": "LH-", "fw": "FW-"}
    own = (heads[county], "default", "G-")
    cited = [
        *(rules.clause_of_spot, rules.clause_of_plan, rules.clause("meeting")),
        *(rules.clause("rework"), rules.clause("rework.trigger"), rules.clause("dispatch")),
        *(rules.clause("dispatch.approve"), rules.clause("dispatch.lead_if_several")),
        *(rules.clause("who.交接"), rules.clause("who.接手"), rules.clause("who.改类")),
    ]
    assert [one for one in cited if not one.startswith(own)] == []
