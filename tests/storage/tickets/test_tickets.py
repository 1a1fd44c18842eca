"""Tickets: versions, look-up by blind index, what is due, and nothing in clear."""

from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from databases import OpenReplica, only_postgres, only_sqlite
from stored_tickets import (
    LANE,
    NAME,
    NOW,
    PHONE,
    a_part,
    a_ticket,
    a_walked_ticket,
    move,
    moved,
    of_person,
    register,
)

from dispatch.ticket.ticket import State
from storage.database.errors import NoSuchTicket, StaleTicket, Unreadable
from storage.database.session import Session
from storage.store import Store
from storage.tickets import codec, lists, log, tickets
from storage.tickets.lists import Scope


async def test_a_ticket_comes_out_as_it_went_in(store: Store) -> None:
    ticket = await a_walked_ticket(store)
    assert await tickets.load(store.reader, ticket.no) == ticket
    assert (ticket.version, ticket.state) == (2, State.WORKING)


async def test_a_ticket_that_is_not_there_is_named_so(store: Store) -> None:
    with pytest.raises(NoSuchTicket):
        await tickets.load(store.reader, "2026-0404")
    with pytest.raises(NoSuchTicket):
        await log.entries(store.reader, "2026-0404")


async def test_who_comes_second_is_told_so_and_changes_nothing(store: Store) -> None:
    ticket = await register(store, a_ticket())
    first = await move(store, ticket, owner="li")
    with pytest.raises(StaleTicket):
        await move(store, ticket, owner="wang")
    assert await tickets.load(store.reader, ticket.no) == first
    assert len(await log.entries(store.reader, ticket.no)) == 2


@only_postgres
async def test_of_two_replicas_one_wins(store: Store, open_replica: OpenReplica) -> None:
    other = await open_replica()
    ticket = await register(store, a_ticket())
    results = []
    for one in (store, other):
        try:
            results.append((await move(one, ticket, owner=one.holder)).owner)
        except StaleTicket:
            results.append("stale")
    assert results == [store.holder, "stale"]


async def test_a_version_that_does_not_rise_is_a_mistake(store: Store) -> None:
    ticket = await register(store, a_ticket())

    async def job(session: Session) -> None:
        await tickets.save(session, ticket, ticket, codec.facts_of(ticket))

    with pytest.raises(ValueError, match="does not follow"):
        await store.writer.run(job, "same version")


async def test_what_is_due_is_found_longest_due_first(store: Store) -> None:
    times = {"2026-0001": 5, "2026-0002": 1, "2026-0003": 60, "2026-0004": None}
    for no, minutes in times.items():
        wakes = None if minutes is None else NOW + timedelta(minutes=minutes)
        await register(store, a_ticket(no, wakes_at=wakes))
    now = NOW + timedelta(minutes=5)
    assert await tickets.due(store.reader, now, 10) == ["2026-0002", "2026-0001"]
    assert await tickets.due(store.reader, now, 1) == ["2026-0002"]
    assert await tickets.due(store.reader, now - timedelta(microseconds=1), 10) == ["2026-0002"]


async def test_what_is_due_does_not_depend_on_the_time_zone_it_was_given_in(store: Store) -> None:
    in_shanghai = (NOW + timedelta(minutes=5)).astimezone(ZoneInfo("Asia/Shanghai"))
    await register(store, a_ticket(wakes_at=in_shanghai))
    assert await tickets.due(store.reader, NOW, 10) == []
    assert await tickets.due(store.reader, NOW + timedelta(minutes=5), 10) == ["2026-0001"]


@only_sqlite
@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("SELECT no FROM tickets WHERE wakes_at <= '2026' ORDER BY wakes_at", "wakes_at<"),
        ("SELECT key FROM conversations WHERE wakes_at <= '2026' ORDER BY wakes_at", "wakes_at<"),
        ("SELECT id FROM media WHERE state = 'waiting' AND next_try_at <= '2026'", "next_try_at<"),
        ("SELECT no FROM tickets WHERE phone_index IN ('a', 'b')", "phone_index="),
        ("SELECT no FROM tickets WHERE complainant_index IN ('a')", "complainant_index="),
        ("SELECT no FROM tickets WHERE serial = 1", "serial="),
        ("SELECT ticket_no FROM ticket_parts WHERE department = 'market'", "department="),
    ],
)
async def test_a_search_uses_its_index(store: Store, query: str, index: str) -> None:
    """Rule 3 of architecture.md: a sweep's cost grows with what is due, not with what is open."""
    plan = [row["detail"] for row in await store.reader.rows(f"EXPLAIN QUERY PLAN {query}")]
    assert len(plan) == 1, plan
    assert plan[0].startswith("SEARCH")
    assert index in plan[0]


async def test_a_bare_number_means_the_newest_open_one(store: Store) -> None:
    for no, state in {
        "2024-0001": State.WORKING,
        "2025-0001": State.WORKING,
        "2026-0001": State.STRUCK_OFF,
        "2026-0002": State.WORKING,
    }.items():
        await register(store, a_ticket(no, state=state))
    await register(store, a_ticket("XX-2026-0001", centre="east"))
    found = await tickets.find(store.reader, None, 1, "main")
    assert found == ["2025-0001", "2024-0001", "2026-0001"]
    assert await tickets.find(store.reader, 2026, 1, "main") == ["2026-0001"]
    assert await tickets.find(store.reader, 2026, 1, "east") == ["XX-2026-0001"]
    assert await tickets.find(store.reader, 2026, 1) == ["XX-2026-0001", "2026-0001"]
    assert await tickets.find(store.reader, 2023, 1) == []


async def test_a_persons_tickets_are_found_by_lane_and_phone(store: Store) -> None:
    await register(store, a_ticket("2026-0001"))
    await register(store, a_ticket("2026-0002", complaint=of_person("kf:wk1:other")))
    await register(store, a_ticket("2026-0003"))
    await register(store, a_ticket("2026-0004", complaint=of_person("", "+86 138-0013-8000")))
    own = [one.no for one in await tickets.load_own(store.reader, LANE)]
    assert own == await tickets.of_person(store.reader, lane=LANE) == ["2026-0003", "2026-0001"]
    assert await tickets.of_person(store.reader, lane=LANE, limit=1) == ["2026-0003"]
    assert await tickets.load_own(store.reader, "kf:wk1:nobody") == []
    by_phone = ["2026-0004", "2026-0003", "2026-0001"]
    assert await tickets.of_person(store.reader, phone=PHONE) == by_phone
    both = await tickets.of_person(store.reader, phone=PHONE, lane="kf:wk1:other")
    assert both == [*by_phone, "2026-0002"], "first who has the phone, then who wrote"
    assert await tickets.of_person(store.reader) == []


async def open_of(store: Store, department: str) -> list[str]:
    """Return the numbers of the open tickets in which *department* has a part."""
    found, _ = await lists.open_in(
        store.reader, Scope(states=list(State), department=department), 9
    )
    return [one.no for one in found]


async def test_a_departments_open_tickets_are_found_leading_or_assisting(store: Store) -> None:
    lead, helper = a_part("market"), a_part("tax", is_lead=False)
    await register(store, a_ticket("2026-0001", parts=(lead,)))
    await register(store, a_ticket("2026-0002", parts=(lead, helper)))
    closed = await register(store, a_ticket("2026-0003", parts=(lead, helper)))
    await move(store, closed, state=State.STRUCK_OFF)
    assert await open_of(store, "market") == ["2026-0001", "2026-0002"]
    assert await open_of(store, "tax") == ["2026-0002"]
    assert await tickets.counts(store.reader) == {"registered": 2, "struck_off": 1}


async def test_a_ticket_given_to_another_department_leaves_the_first(store: Store) -> None:
    ticket = await register(store, a_ticket(parts=(a_part("market"),)))
    ticket = await move(store, ticket, parts=(a_part("tax"), a_part("market", is_lead=False)))
    assert await open_of(store, "market") == [ticket.no]
    await move(store, ticket, parts=(a_part("tax"),))
    assert await open_of(store, "market") == []
    assert await open_of(store, "tax") == [ticket.no]


@only_sqlite
async def test_nothing_that_tells_who_it_is_stands_in_the_files(
    store: Store, database_url: str
) -> None:
    """S10, I7: canaries are absent in the database and its WAL."""
    await a_walked_ticket(store)
    path = Path(database_url.removeprefix("sqlite://"))
    stored = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    assert b"2026-0001" in stored, "the search itself must be able to find something"
    for canary in (PHONE, NAME, "幸福路", "跑了三趟", LANE):
        assert canary.encode() not in stored, canary
        assert canary.encode("unicode-escape") not in stored, canary


async def test_a_sealed_ticket_does_not_open_in_another_row(store: Store) -> None:
    await register(store, a_ticket("2026-0001"))
    await register(store, a_ticket("2026-0002"))
    await store.writer.run(
        lambda session: session.rows(
            "UPDATE tickets SET sealed = (SELECT sealed FROM tickets WHERE no = '2026-0001'),"
            " data_key = (SELECT data_key FROM tickets WHERE no = '2026-0001')"
            " WHERE no = '2026-0002'"
        ),
        "alter",
    )
    with pytest.raises(Unreadable):
        await tickets.load(store.reader, "2026-0002")


async def test_saving_uses_the_tickets_own_key_also_without_loading(store: Store) -> None:
    ticket = await register(store, a_ticket())
    after = moved(ticket, owner="li")
    await store.writer.run(
        lambda session: tickets.save(session, ticket, after, codec.facts_of(after)), "save"
    )
    assert (await tickets.load(store.reader, ticket.no)).owner == "li"
