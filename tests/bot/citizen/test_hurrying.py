"""A person who hurries us about a running ticket: one 催办 and one answer, in danger a ring; never a form."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from builders import (
    LANE,
    MANAGER,
    MARKET,
    OFFICER,
    RECEPTIONIST,
    TAX,
    a_complaint,
    rules_of,
)
from databases import only_sqlite
from office import DEPARTMENTS, STAFF, Office, office, person

from bot.citizen import conversation
from bot.citizen.conversation import Visit
from bot.config.directory import Directory
from bot.profiles.catalogue import names
from bot.texts import citizen
from dispatch.handlers.amendments import HURRIES_EVERY
from dispatch.ticket import commands as c
from dispatch.ticket.complaint import Complainant
from intake.talk.message import Kind, Message
from storage.queues.outbox import Posted
from storage.store import Store

pytestmark = only_sqlite

NO = "2026-0001"
LEAK = "家里煤气漏了，门口都能闻到"
WORDS = ("快点", "怎么还没人来修", "人呢", "催一下", "怎么还没办")
WHO = Complainant(lane=LANE, name="张三丰", phone="13800138000", address="城关镇")


@pytest.fixture(params=names())
def county(request: pytest.FixtureRequest, store: Store, clock: Any) -> Office:
    """An office under each county's rules, with somebody on call."""
    people = (*STAFF, person("ying", "应值班", "emergency"))
    who = Directory({one.id: one for one in people}, {one.id: one for one in DEPARTMENTS})
    return office(store, clock, who, rules_of(request.param))


async def says(house: Office, text: str) -> list[Posted]:
    """Let the person say *text*; return every letter that came of it."""
    before = {one.id for one in await house.letters()}

    async def hear(visit: Visit) -> None:
        at_kf = replace(visit, lane=LANE, channel="微信客服")
        await conversation.converse(at_kf, Message(kind=Kind.TEXT, text=text, at=visit.now))

    await house.hears(hear)
    return [one for one in await house.letters() if one.id not in before]


async def opened(house: Office, text: str, step: str) -> None:
    """Bring a ticket of theirs to *step*; its own message tells the talk that they have one."""
    await house.opens(a_complaint(text=text, complainant=WHO))
    if step == "desk":
        return
    rules = house.context.desk.centres["main"].rules
    class_name = rules.dispatched_classes[-1]
    promised = (house.clock() + timedelta(days=9)).date()
    sent = c.Dispatch(
        by=RECEPTIONIST,
        class_name=class_name,
        departments=(MARKET, TAX) if step == "two" else (MARKET,),
        promised_on=promised if rules.needs_promise(class_name) else None,
        cause=next(iter(rules.profile.causes), ""),
    )
    await house.do(NO, sent)
    if (await house.ticket()).proposal is not None:
        await house.do(NO, c.Approve(by=MANAGER))
    await house.do(NO, c.Acknowledge(by=OFFICER))


def heard_by(letters: list[Posted], lane: str) -> list[str]:
    return [str(one.payload.get("text", "")) for one in letters if one.lane.startswith(lane)]


@pytest.mark.crossed
@pytest.mark.parametrize("step", ["desk", "working", "two"])
@pytest.mark.parametrize("text", ["营业执照办不下来", LEAK], ids=["plain", "danger"])
async def test_five_hurries_in_seconds_are_one_letter_to_each_and_one_answer(
    county: Office, text: str, step: str
) -> None:
    """Kept each, passed on once; the next after a while is passed on again."""
    await opened(county, text, step)
    in_danger = text == LEAK
    letters: list[Posted] = []
    for word in WORDS:
        letters += await says(county, word)
        county.clock.advance(seconds=2)
    groups = {"desk": [], "working": ["group:market"], "two": ["group:market", "group:tax"]}[step]
    for lane in (*groups, "desk:"):
        assert len(heard_by(letters, lane)) == 1, lane
        assert WORDS[0] in heard_by(letters, lane)[0]
    assert all("催办" in heard_by(letters, lane)[0] for lane in (*groups, "desk:"))
    assert len(heard_by(letters, "on_call:")) == in_danger
    (answer,) = heard_by(letters, LANE)
    assert "新诉求" not in answer
    assert ("119" in answer) is in_danger
    kept = [one.text for one in (await county.ticket()).remarks if one.kind == "hurry"]
    assert kept == list(WORDS)

    county.clock.advance(seconds=HURRIES_EVERY[in_danger].total_seconds())
    again = await says(county, "人呢")
    assert len(heard_by(again, LANE)) == 1
    assert len(heard_by(again, "desk:")) == 1


async def test_who_hurries_without_pause_is_still_passed_on_each_time_that_the_pause_is_over(
    county: Office,
) -> None:
    await opened(county, LEAK, "desk")
    rung = 0
    for _ in range(9):
        rung += len(heard_by(await says(county, "人呢"), "on_call:"))
        county.clock.advance(minutes=1)
    assert rung == 5


async def test_another_process_does_not_pass_it_on_a_second_time(county: Office) -> None:
    """What was passed on stands on the ticket, not in a process."""
    await opened(county, "营业执照办不下来", "working")
    assert heard_by(await says(county, "快点"), "group:market")
    rules = county.context.desk.centres["main"].rules
    other = office(county.store, county.clock, county.context.directory, rules)
    other.said = 100
    assert not heard_by(await says(other, "快点"), "group:market")


async def test_the_ticket_with_danger_is_the_one_that_is_hurried(county: Office) -> None:
    await county.opens(a_complaint(text=LEAK, complainant=WHO))
    await county.opens(a_complaint(text="营业执照办不下来", complainant=WHO))
    await says(county, "怎么还没人来")
    assert [one.text for one in (await county.ticket(NO)).remarks] == ["怎么还没人来"]
    await says(county, "2026-0002 快点")
    assert [one.text for one in (await county.ticket("2026-0002")).remarks]


async def test_an_answer_to_a_department_that_hurries_belongs_to_its_question(
    county: Office,
) -> None:
    await opened(county, "营业执照办不下来", "working")
    await county.do(NO, c.Ask(by=OFFICER, question="请问哪一天来的？"))
    answer = heard_by(await says(county, "催一下"), LANE)
    assert answer == [citizen.SUPPLEMENTED.format(no="2026年第0001号")]


async def test_with_nothing_running_a_hurry_is_the_beginning_of_a_complaint(
    county: Office,
) -> None:
    (answer,) = heard_by(await says(county, "怎么还没办"), LANE)
    assert "催促" not in answer
