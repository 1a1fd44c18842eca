"""A question of a citizen on the real desk: what the county has written down, of its own departments only."""

from dataclasses import replace

import pytest
from builders import MANAGER, MARKET, RECEPTIONIST, TAX, a_complaint
from databases import only_sqlite
from office import STAFF, Office, office
from pydantic import SecretStr

from bot.citizen import offices
from bot.citizen.conversation import Visit, converse
from bot.config.directory import Directory
from bot.config.sections import Department
from dispatch.ticket import commands as c
from dispatch.ticket.complaint import Complainant, Scored
from intake.talk.message import Kind, Message
from intake.talk.state import Hints
from intake.talk.turn_context import NO_OFFICE
from storage.store import Store

pytestmark = only_sqlite

LANE = "kf:wkDesk:wmAsks"
MARKET_OFFICE = Department(
    id="market",
    name="市场监管局",
    chat_id="wrMarket",
    webhook_key=SecretStr("00000000-0000-4000-8000-000000000000"),
    liaison="hong",
    address="政务服务中心二楼12号窗口",
    phone="0391-0000012",
    hours="工作日 8:30–12:00",
    items="营业执照设立、变更",
)
ELSEWHERE = Department(id="other", name="邻县税务局", centre="east", phone="0391-0000099")
TAX_OFFICE = Department(id="tax", name="税务局", phone="0391-0000044", liaison="he")
AREA_ONLY = Department(id="housing", name="住建局", area="二楼 B 区")


@pytest.fixture
def house(store: Store, clock: object) -> Office:
    """An office that knows where its departments are."""
    known = {one.id: one for one in (MARKET_OFFICE, TAX_OFFICE, ELSEWHERE, AREA_ONLY)}
    return office(store, clock, Directory({one.id: one for one in STAFF}, known))


async def asks(house: Office, text: str, department: str = "") -> str:
    """Let the person ask *text*, whose words speak for *department*; return what they read."""
    found = Hints(departments=(Scored(id=department, name=department, confidence=0.9),))
    house.context = replace(house.context, suggest=lambda said: found if department else Hints())

    async def hear(visit: Visit) -> None:
        theirs = replace(visit, lane=LANE, channel="微信客服")
        await converse(theirs, Message(kind=Kind.TEXT, text=text, at=visit.now))

    await house.hears(hear)
    told = [one for one in await house.letters(f"in/{house.said}/") if one.lane == LANE]
    return str(told[-1].payload.get("text", told[-1].payload.get("head")))


async def test_all_that_the_county_wrote_of_the_department_stands_in_the_answer(
    house: Office,
) -> None:
    answer = await asks(house, "办营业执照要带什么材料？", "market")
    for known in (MARKET_OFFICE.name, MARKET_OFFICE.address, MARKET_OFFICE.phone):
        assert known in answer
    assert MARKET_OFFICE.hours in answer
    assert MARKET_OFFICE.items in answer


async def test_a_department_of_another_centre_is_not_where_they_are_sent(house: Office) -> None:
    answer = await asks(house, "契税去哪里申请？", "other")
    assert ELSEWHERE.name not in answer
    assert ELSEWHERE.phone not in answer
    assert "人工" in answer


async def test_the_hours_of_the_centre_are_told_without_its_lunch(house: Office) -> None:
    answer = await asks(house, "你们几点下班")
    rules = house.context.rules("main")
    assert ("工作日" in answer) is (rules.hours is not None)


async def test_of_a_running_ticket_its_department_is_told_unless_it_is_about_somebody(
    house: Office,
) -> None:
    """N6: where conduct was spoken of no unit is named."""
    who = Complainant(lane=LANE, name="张伟民", phone="13800138000", address="城关镇")
    beside = "营业执照没办下来，市场监管局窗口的王科长还收了我的红包"
    for text, unit, named in (("营业执照没办下来", MARKET, True), (beside, TAX, False)):
        ticket = await house.opens(a_complaint(text=text, complainant=who))
        sent = c.Dispatch(by=RECEPTIONIST, class_name="办不了", departments=(unit,))
        await house.do(ticket.no, sent, c.Approve(by=MANAGER))
        answer = await asks(house, "周末能办吗")
        assert (f"请找{unit[1]}" in answer) is named
        assert (await house.ticket(ticket.no)).parts


async def test_a_place_is_an_address_or_at_least_an_area(house: Office) -> None:
    known = house.context.directory
    assert offices.department(known, "main", "housing").address == "二楼 B 区"
    assert offices.department(known, "main", "other") == NO_OFFICE
    assert offices.department(known, "east", "other").phone == ELSEWHERE.phone
    assert offices.department(known, "main", "nobody") == NO_OFFICE
