"""12345 passes a complaint on, and hears of it to the end, though its platform fails on the way."""

from datetime import timedelta
from typing import Any

import pytest
from scenes import ANSWER, answered, dispatched, passed, surveyed
from town import Town

from bot.config.sections import HOTLINE, Settings
from bot.config.sections import Hotline as HotlineSettings
from bot.config.sections import PartnerSettings as PartnerSettings
from dispatch.ticket.ticket import State
from storage.queues import partner_sync

pytestmark = pytest.mark.on_either


TEXT = "医保报销材料交了一个月还没有结果，打电话没有人接"
PERSON = {"name": "王桂兰", "phone": "13700137000", "address": "木城街道和平路12号"}
#: from the number to 清零销号, as 武陟's rules have it
STATES = [
    *("registered", "proposed", "dispatched", "working", "answered", "surveying", "struck_off"),
]


async def with_partners(town: Town) -> None:
    """Start the service again with 12345 and the partner of the simulated world."""
    await town.closes()
    town.settings = configured(town)
    await town.opens()
    town.simulator.platforms.endpoint = f"http://127.0.0.1:{town.service.port}/hotline/complaints"
    town.secrets |= set(PERSON.values())


def configured(town: Town) -> Settings:
    """Return the town's settings with both platforms."""
    url, desks = town.simulator.base_url, town.simulator.platforms.desks
    partner = desks["zhzx"].platform
    told = HotlineSettings.model_validate(
        {"url": f"{url}/platforms/12345/records", "key": desks[HOTLINE].platform.key}
    )
    other = PartnerSettings.model_validate(
        {
            "id": partner.id,
            "name": partner.name,
            "url": f"{url}/platforms/zhzx/records",
            "key": partner.key,
        }
    )
    return town.settings.model_copy(update={"hotline": told, "partner": (other,)})


def records(town: Town, platform: str = HOTLINE) -> list[dict[str, Any]]:
    """Return what a platform has been told, in the order of arrival."""
    return list(town.simulator.platforms.desks[platform].records.values())


def states(town: Town, platform: str = HOTLINE) -> list[str]:
    """Return the states that a platform has been told, in the order of arrival."""
    return [record["state"] for record in records(town, platform)]


async def test_a_complaint_from_12345_goes_the_whole_way_and_12345_hears_all_of_it(
    town: Town,
) -> None:
    """SQ-P3.3b, SQ-3a, WZ-6.2: at once, the same loop, and every change once and in order."""
    await with_partners(town)
    platform = town.simulator.platforms
    town.simulator.trouble(path="/platforms/12345/records", http_status=502, after=True)
    told = await platform.pass_on(HOTLINE, no="HN17", text=TEXT, **PERSON)
    again = await platform.pass_on(HOTLINE, id="12345-1", no="HN17", text=TEXT, **PERSON)
    assert (told["status"], told["answer"]["repeated"]) == (200, False)
    assert (again["status"], again["answer"]["repeated"]) == (200, True)

    no = "2026年第0001号"
    card = await town.desk.sees(f"待研判 {no}")
    assert card.card is not None
    assert "12345" in str(card.card)
    await dispatched(town, no, "医疗保障局 类=办不了", town.group("ybj"))
    await answered(town, no, town.group("ybj"))
    await passed(town, no)
    call = await town.desk.sees(f"请回访 {no}")
    await town.desk.presses(call, "满意")
    town.clock_jumps(timedelta(minutes=1))  # the first push is tried again
    await town.until(lambda: states(town)[-1:] == ["struck_off"])

    ticket = await town.ticket()
    assert ticket.state is State.STRUCK_OFF
    assert ticket.complaint.external_no == "HN17"
    assert states(town) == STATES
    assert {record["external_no"] for record in records(town)} == {"HN17"}
    assert {record["no"] for record in records(town)} == {"2026-0001"}
    given = next(record for record in records(town) if record["state"] == "surveying")
    assert given["answer"] == ANSWER
    await town.until(lambda: _is_synced(town))
    assert records(town, "zhzx") == []


async def _is_synced(town: Town) -> bool:
    counts = await partner_sync.unsynced(town.service.context.store.reader)
    return not any(counts.values())


async def test_what_a_citizen_tells_in_the_chat_is_told_to_12345_too(town: Town) -> None:
    """WZ-6.2: all of it, not only what came from there; the other partner hears only of its own."""
    await with_partners(town)
    await surveyed(town)
    await town.simulator.platforms.pass_on("zhzx", text=TEXT, **PERSON)
    await town.desk.sees("待研判 2026年第0002号")
    await town.until(lambda: len(records(town)) == len(STATES) and records(town, "zhzx"))
    assert states(town) == [*STATES[:-1], "registered"]
    assert [record["no"] for record in records(town, "zhzx")] == ["2026-0002"]
    assert (await town.ticket("2026-0002")).complaint.external_no == "zhzx:ZB000001"
    assert records(town, "zhzx")[0]["external_no"] == "ZB000001"


async def test_a_repeat_after_a_restart_is_still_one_ticket(town: Town) -> None:
    """R3: the number is remembered where the tickets are, not in the process."""
    await with_partners(town)
    await town.simulator.platforms.pass_on(HOTLINE, no="HN17", text=TEXT, **PERSON)
    await town.desk.sees("待研判 2026年第0001号")
    await town.rests()
    await with_partners(town)
    answer = await town.simulator.platforms.pass_on(HOTLINE, no="HN17", text=TEXT, **PERSON)
    assert answer["status"] == 200
    await town.rests()
    assert states(town) == ["registered"]
