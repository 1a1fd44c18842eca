"""What 12345 passes on becomes a ticket at once and once (SQ-P3.3b, SQ-3b, SQ-5, WZ-2.3, WZ-4.5)."""

import json
from dataclasses import replace

import pytest
from builders import SUPERVISOR, WAY, a_complaint
from hotline_arrivals import an_arrival, passed_on
from hotline_door import TEXT
from office import Office

from dispatch.ticket import commands as c
from dispatch.ticket.complaint import Complainant
from dispatch.ticket.ticket import State
from storage.queues import inbox, outbox

NO = "2026-0001"


async def numbers(office: Office) -> list[str]:
    """Return the numbers of all open tickets."""
    rows = await office.store.reader.rows("SELECT no FROM tickets WHERE is_open ORDER BY id")
    return [row["no"] for row in rows]


async def outcomes(office: Office) -> list[str]:
    """Return what became of each kept row."""
    rows = await office.store.reader.rows("SELECT outcome FROM inbox ORDER BY id")
    return [row["outcome"] for row in rows]


async def test_sq_p3_3b_what_is_passed_on_is_a_ticket_at_once(the_office: Office) -> None:
    """SQ-3b, SQ-5: no timer and no person lies between; the desk has its card, with a suggestion."""
    await passed_on(the_office, an_arrival())
    ticket = await the_office.ticket()
    said = ticket.complaint
    assert (ticket.state, ticket.opened_at) == (State.REGISTERED, the_office.clock())
    assert (said.channel, said.external_no) == ("12345", "HN2026092800017")
    assert said.text == TEXT
    assert said.complainant == Complainant(name="张三丰", phone="13800138000", address="幸福路3号")
    assert (ticket.matter, ticket.class_name) == ("营业执照办理", "")  # SQ-5: on record first
    assert ticket.owner == "sun"
    (card,) = await the_office.letters(f"{NO}/0/")
    assert card.payload["card"]["main_title"]["title"].startswith("待研判")
    assert await outcomes(the_office) == ["registered"]


async def test_wz_2_3_as_many_records_as_were_passed_on(the_office: Office) -> None:
    """Each once, gapless, though every one came twice and in another order the second time."""
    arrivals = [an_arrival(id=f"push-{n}", no=f"HN{n}", phone=f"1380013{n:04d}") for n in range(12)]
    await passed_on(the_office, *arrivals, *reversed(arrivals))
    assert await numbers(the_office) == [f"2026-{n:04d}" for n in range(1, 13)]
    kept = {(await the_office.ticket(no)).complaint.external_no for no in await numbers(the_office)}
    assert kept == {f"HN{n}" for n in range(12)}


@pytest.mark.parametrize("source", ["企业纾困360", "问题焦给我", "万人助万企"])
async def test_wz_4_5_source_channel_and_external_number_are_stored(
    the_office: Office, source: str
) -> None:
    await passed_on(the_office, an_arrival(source=source))
    said = (await the_office.ticket()).complaint
    assert (said.channel, said.external_no) == (source, "HN2026092800017")


async def test_the_same_number_never_makes_a_second_ticket(the_office: Office) -> None:
    await passed_on(the_office, an_arrival(), an_arrival(id="push-2"))
    assert await numbers(the_office) == [NO]
    assert await outcomes(the_office) == ["registered", "known"]


async def test_what_is_new_under_the_same_number_is_added_to_the_ticket(
    the_office: Office,
) -> None:
    more = "今天又去了一次，窗口说系统还没修好"
    await passed_on(the_office, an_arrival(), an_arrival(id="push-2", text=more))
    await passed_on(the_office, an_arrival(id="push-3", text=f" {more}"))
    assert await numbers(the_office) == [NO]
    assert [r.text for r in (await the_office.ticket()).remarks] == [more]
    assert await outcomes(the_office) == ["registered", "supplemented", "known"]


async def test_words_about_a_closed_ticket_go_to_the_desk(the_office: Office) -> None:
    """Nothing is lost where nothing can be added."""
    await passed_on(the_office, an_arrival())
    call = c.CallBack(by=SUPERVISOR, level="满意")
    await the_office.do(NO, *WAY[State.SURVEYING], call)
    assert (await the_office.ticket()).is_closed
    await passed_on(the_office, an_arrival(id="push-2", text="又办不了了"))
    (task,) = await the_office.tasks("人工")
    assert "2026年第0001号" in task
    assert "又办不了了" in task
    assert await numbers(the_office) == []


async def test_two_partners_with_the_same_number_are_two_tickets(the_office: Office) -> None:
    """SQ-P3.3a: each partner counts for itself."""
    await passed_on(
        the_office,
        an_arrival(no="7", phone="13900139000"),
        an_arrival("zhzx", "社会治理综合服务中心", no="7"),
        an_arrival("zhzx", "社会治理综合服务中心", no="7", id="push-2"),
    )
    found = [await the_office.ticket(no) for no in await numbers(the_office)]
    assert [one.complaint.external_no for one in found] == ["7", "zhzx:7"]


async def test_the_same_persons_open_ticket_that_reads_alike_is_shown_to_the_desk(
    the_office: Office,
) -> None:
    """G-14: told in the chat and to 12345: two numbers, and the second card warns."""
    await the_office.opens(a_complaint())
    await passed_on(the_office, an_arrival())
    second = await the_office.ticket("2026-0002")
    assert second.complaint.alike == (NO,)
    (card,) = await the_office.letters("2026-0002/0/")
    assert "2026年第0001号" in json.dumps(card.payload["card"], ensure_ascii=False)


async def test_the_answer_has_no_chat_to_go_to_so_the_desk_calls(the_office: Office) -> None:
    await passed_on(the_office, an_arrival())
    await the_office.do(NO, *WAY[State.SURVEYING])
    letters = await the_office.letters(f"{NO}/")
    assert not [one for one in letters if one.lane.startswith(("kf:", "app:"))]
    titles = [
        one.payload["card"]["main_title"]["title"] for one in letters if "card" in one.payload
    ]
    assert any(title.startswith("请回访") for title in titles)


async def test_nobody_complains_later_than_now(the_office: Office) -> None:
    """A platform whose clock is ahead does not make the words younger than the ticket."""
    await passed_on(the_office, an_arrival(at="2030-01-01T00:00:00+08:00"))
    assert (await the_office.ticket()).complaint.said_at == the_office.clock()


async def test_a_complaint_without_a_name_is_anonymous(the_office: Office) -> None:
    await passed_on(the_office, an_arrival(name=None, phone=None, address=None))
    assert (await the_office.ticket()).complaint.complainant == Complainant(anonymous=True)


async def test_what_cannot_be_worked_off_is_set_aside_and_the_desk_is_asked(
    the_office: Office,
) -> None:
    broken = replace(an_arrival(), body=b"{}")
    await passed_on(the_office, broken, an_arrival(id="push-2", no="HN2"))
    for _ in range(3):
        the_office.clock.advance(minutes=1)
        await passed_on(the_office)
    assert (await inbox.counts(the_office.store.reader))["quarantined"] == 1
    assert len(await the_office.tasks("隔离")) == 1
    assert len(await numbers(the_office)) == 1
    assert (await outbox.counts(the_office.store.reader))["parked"] == 0
