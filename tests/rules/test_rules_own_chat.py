"""N7: while the survey is open in the person's own chat nobody else records a level; 代录 is marked and told."""

from dataclasses import replace

import pytest
from builders import (
    CITIZEN,
    NOW,
    RECEPTIONIST,
    SUPERVISOR,
    WAY,
    a_complaint,
    a_ticket,
    rules_of,
    walked,
)
from test_rules_wz import RULES

from bot.letters import request_cards
from bot.texts import citizen, full_text, staff
from dispatch.errors import RuleForbids, Why
from dispatch.lifecycle import life
from dispatch.rules.closing import is_called
from dispatch.ticket import commands as c
from dispatch.ticket.actor import SCHEDULE
from dispatch.ticket.complaint import Complainant
from dispatch.ticket.notices import NoticeKind, To
from dispatch.ticket.ticket import State, Ticket

pytestmark = pytest.mark.unit

SURVEYED = WAY[State.SURVEYING]
CALLED = c.CallBack(by=RECEPTIONIST, level="满意")
#: what asks a person of ours to call
ASKS = (c.NoteUndelivered(by=SCHEDULE), c.OfferCall(by=SCHEDULE))


def surveyed(lane: str = CITIZEN.id) -> Ticket:
    """Return a ticket whose survey is out to somebody on *lane*."""
    person = Complainant(lane=lane, name="张三", phone="13800138000")
    return walked(RULES, SURVEYED, a_ticket(RULES, complaint=a_complaint(complainant=person)))


@pytest.mark.parametrize("level", RULES.levels)
@pytest.mark.parametrize("by", [RECEPTIONIST, SUPERVISOR], ids=["receptionist", "supervisor"])
@pytest.mark.parametrize("tries", [0, 1, 2])
def test_n7_while_the_survey_is_open_in_the_own_chat_nobody_else_records_a_level(
    level: str, by: object, tries: int
) -> None:
    ticket = surveyed()
    for _ in range(tries):  # a try is no call that was asked for
        ticket, _ = life.apply(ticket, replace(CALLED, level=""), RULES, NOW)
    with pytest.raises(RuleForbids) as refused:
        life.apply(ticket, replace(CALLED, by=by, level=level), RULES, NOW)
    assert refused.value.why is Why.OWN_CHAT
    assert "只有本人能评" in staff.refusal(refused.value, ticket, RULES)
    own, _ = life.apply(ticket, c.Rate(by=CITIZEN, level=level), RULES, NOW)
    assert [one.recorded for one in own.ratings] == [False]


@pytest.mark.parametrize("level", RULES.levels)
@pytest.mark.parametrize("asks", ASKS, ids=["chat closed", "silent"])
def test_n7_what_was_said_on_a_call_that_was_asked_for_is_marked_and_told(
    level: str, asks: c.Command
) -> None:
    ticket, _ = life.apply(surveyed(), asks, RULES, NOW)
    judged, notices = life.apply(ticket, replace(CALLED, level=level), RULES, NOW)
    assert [(one.level, one.recorded) for one in judged.ratings] == [(level, True)]
    (told,) = [one for one in notices if one.to is To.CITIZEN]
    assert told.what is NoticeKind.LEVEL_RECORDED
    read = citizen.notice(told.what, judged, told.facts, NOW) or ""
    assert f"记录为“{level}”" in read
    assert "不对请回复" in read
    assert "（代录）" in full_text.rating(judged.ratings[-1], NOW)


def test_n7_who_has_no_chat_is_called_at_once_and_the_card_may_record() -> None:
    ticket = surveyed(lane="")
    assert is_called(ticket)
    judged, _ = life.apply(ticket, CALLED, RULES, NOW)
    assert judged.ratings[-1].recorded


def test_n7_the_next_round_is_the_persons_own_again() -> None:
    called, _ = life.apply(surveyed(), ASKS[0], RULES, NOW)
    back, _ = life.apply(called, replace(CALLED, level="不满意"), RULES, NOW)
    again = walked(RULES, WAY[State.SURVEYING][2:], back)
    with pytest.raises(RuleForbids):
        life.apply(again, CALLED, RULES, NOW)


def test_n7_a_card_offers_no_level_while_only_the_own_chat_judges() -> None:
    """A button never refuses what its card proposes: the follow-up call of LH-13b has none then."""
    ticket = surveyed()
    acts = [one["key"] for one in request_cards.call(ticket, (), "why")["button_list"]]
    assert not [one for one in acts if one.startswith("call0")]
    assert rules_of("longhui").levels
