"""Near-duplicates among stored tickets: found by whoever has the key, in their centre, as long as the words stand."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from at_rest import places
from databases import only_sqlite
from invented_complaints import a_story, retold
from stored_tickets import NOW, a_ticket, move, register

from dispatch.ticket.allegation import Allegation
from dispatch.ticket.ticket import State, Ticket
from intake.classify.sketch import sketch
from storage.database.privacy import Keys
from storage.database.session import Session
from storage.store import Store
from storage.tickets import codec, erasure, sketches, tickets

STORY = a_story(1)
AGAIN = retold(STORY, 1, 0.05)
SINCE = NOW - timedelta(days=365)


def telling(no: str, text: str, **changes: object) -> Ticket:
    """Return a ticket that tells *text*."""
    return a_ticket(no, **{"complaint": replace(a_ticket().complaint, text=text), **changes})


async def like(
    store: Store, text: str = AGAIN, no: str = "2026-0099", centre: str = "main"
) -> list[str]:
    found = await sketches.like(store.reader, no, centre, text, SINCE, 0.5)
    return [one.no for one in found]


async def test_what_tells_the_same_is_found_the_likest_first_and_nothing_else(store: Store) -> None:
    await register(store, telling("2026-0001", retold(STORY, 2, 0.06)))
    await register(store, telling("2026-0002", STORY))
    for n in range(3, 30):
        await register(store, telling(f"2026-{n:04}", a_story(n)))
    assert await like(store, STORY) == ["2026-0002", "2026-0001"]
    assert await like(store, STORY, no="2026-0002") == ["2026-0001"]  # never itself
    (first, *_) = await sketches.like(store.reader, "", "main", STORY, SINCE, 0.5)
    assert first.likeness == 1.0


@pytest.mark.parametrize(
    ("changes", "is_found"),
    [
        ({}, True),
        ({"state": State.STRUCK_OFF, "closed_at": NOW}, True),
        ({"opened_at": SINCE - timedelta(days=1)}, True),
        ({"opened_at": SINCE - timedelta(days=1), "state": State.STRUCK_OFF}, False),
        ({"centre": "town"}, False),
    ],
    ids=["open", "closed lately", "old but open", "closed long ago", "of another centre"],
)
async def test_open_and_recent_tickets_of_the_own_centre_are_looked_at(
    store: Store, changes: dict[str, object], is_found: bool
) -> None:
    await register(store, telling("2026-0001", STORY, **changes))
    assert await like(store) == ["2026-0001"] * is_found


async def test_the_sketch_is_of_the_words_as_they_stand_now(store: Store) -> None:
    other = a_story(2)
    ticket = await register(store, telling("2026-0001", other))
    assert await like(store) == []
    ticket = await move(store, ticket, "Amend", complaint=replace(ticket.complaint, text=STORY))
    assert await like(store) == ["2026-0001"]
    assert await like(store, other) == []
    await move(store, ticket, owner="li")  # words that stay need no other
    assert await like(store) == ["2026-0001"]


async def test_what_is_said_of_somebodys_conduct_is_compared_as_it_was_said(store: Store) -> None:
    """N6: what may be read of such a ticket is the same sentence for all of them."""
    for n, text in ((1, STORY), (2, a_story(2))):
        said = Allegation(text=text, alone=True, at=NOW)
        await register(store, telling(f"2026-{n:04}", "反映的是工作人员的作风", allegation=said))
    assert await like(store) == ["2026-0001"]


async def test_after_a_crowd_told_the_same_the_newest_are_found(store: Store) -> None:
    for n in range(1, 71):
        await register(store, telling(f"2026-{n:04}", STORY))
    found = await like(store)
    assert found == [f"2026-{n:04}" for n in range(70, 46, -1)]


async def test_a_ticket_that_rolls_back_leaves_no_sketch(store: Store) -> None:
    async def job(session: Session) -> None:
        ticket = telling("2026-0001", STORY)
        await tickets.insert(session, ticket, codec.facts_of(ticket))
        raise RuntimeError("killed")

    with pytest.raises(RuntimeError):
        await store.writer.run(job, "rolls back")
    assert await store.reader.rows("SELECT id FROM sketches") == []


# --- the key ---------------------------------------------------------------------------------------


async def stored_bands(store: Store) -> set[int]:
    rows = await store.reader.rows("SELECT * FROM sketches")
    return {v for row in rows for name, v in row.items() if name.startswith("band_")}


async def test_a_reader_of_the_database_cannot_try_out_what_was_said(store: Store) -> None:
    await register(store, telling("2026-0001", STORY))
    guesses = [
        sketch(STORY, "main", scrambled)
        for scrambled in (Keys(bytes(32)).scramblers[0], lambda v, n: (v * n)[:n])
    ]
    stored = await stored_bands(store)
    assert len(stored) == 16
    assert not any(stored & {*guess.bands} for guess in guesses)
    packed = [sketch(STORY, "main", store.reader.keys.scramblers[0]).pack()[4:12]]
    assert await places(store.reader, packed) == set()  # the hashes themselves are sealed


async def test_under_another_key_what_was_stored_under_the_one_before_is_found_until_it_is_taken_anew(
    database_url: str,
) -> None:
    old, new = bytes([3]) * 32, bytes([4]) * 32
    first = await Store.open(database_url, Keys(old))
    await register(first, telling("2026-0001", STORY))
    await first.close()
    second = await Store.open(database_url, Keys(new, [old]))
    try:
        assert await like(second) == ["2026-0001"]
        before = await stored_bands(second)
        await taken_anew(second)
        assert await like(second) == ["2026-0001"]
        assert not before & await stored_bands(second)
        await register(second, telling("2026-0002", STORY))
        assert sorted(await like(second)) == ["2026-0001", "2026-0002"]
    finally:
        await second.close()


async def taken_anew(store: Store) -> Sequence[str]:
    """Take what is lacking, as the service does beside its work."""
    window = await sketches.lacking(store.reader, 1 << 62, 100, SINCE)

    async def job(session: Session) -> None:
        for no in window.lacking:
            await sketches.store(session, await tickets.load(session, no))

    await store.writer.run(job, "taken anew")
    return window.lacking


# --- erased, and stored by an earlier release ------------------------------------------------------


async def test_with_the_ticket_its_sketch_is_erased(store: Store) -> None:
    """S12: no row of it is left, and it is like nothing."""
    await register(store, telling("2026-0001", STORY, state=State.STRUCK_OFF, closed_at=NOW))
    await register(store, telling("2026-0002", STORY))

    async def job(session: Session) -> None:
        traces = await erasure.of_ticket(session, "2026-0001")
        await erasure.erase(session, traces, "ops", NOW)

    await store.writer.run(job, "erase")
    rows = await store.reader.rows("SELECT ticket_no FROM sketches")
    assert [row["ticket_no"] for row in rows] == ["2026-0002"]
    assert await like(store) == ["2026-0002"]


async def test_what_lacks_a_sketch_is_named_newest_first_by_so_many_rows(store: Store) -> None:
    for n in range(1, 6):
        changes = (
            {"opened_at": SINCE - timedelta(days=1), "state": State.STRUCK_OFF} if n == 2 else {}
        )
        await register(store, telling(f"2026-{n:04}", a_story(n), **changes))
    await store.writer.run(_without_sketches, "as before")

    first = await sketches.lacking(store.reader, 1 << 62, 3, SINCE)
    assert first.lacking == ("2026-0005", "2026-0004", "2026-0003")
    assert first.last is not None
    second = await sketches.lacking(store.reader, first.last, 3, SINCE)
    assert second.lacking == ("2026-0001",)  # the second is over long since
    assert second.last is not None
    assert (await sketches.lacking(store.reader, second.last, 3, SINCE)).last is None


async def _without_sketches(session: Session) -> None:
    await session.rows("DELETE FROM sketches")


@only_sqlite
async def test_each_band_is_found_by_its_index(store: Store) -> None:
    """A look costs the same however many tickets there are."""
    plan = await store.reader.rows(f"EXPLAIN QUERY PLAN {sketches._FOUND}", *range(16), "", SINCE)
    told = [row["detail"] for row in plan]
    assert sum("USING COVERING INDEX" in one and "SEARCH sketches" in one for one in told) == 16
    assert not [one for one in told if one.startswith("SCAN sketches") or one.startswith("SCAN t")]
