"""The inbox: oldest of each lane, three tries, claims that outlive nobody."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from databases import OpenReplica, only_postgres, only_sqlite

from storage.database import sqlite_library
from storage.database.errors import ClaimLost, NoSuchRow
from storage.database.privacy import Keys
from storage.database.session import CLAIMED_FOR, Session
from storage.queues import inbox
from storage.queues.arrival import Arrival
from storage.queues.inbox import Kept
from storage.store import Store

NOW = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


async def put(store: Store, *words: str, **changes: object) -> None:
    """Keep one message for each word `lane:text`."""
    for word in words:
        lane, text = word.split(":")
        given = {"channel": "kf", "account": "wk1", "key": word, "lane": lane}
        arrival = Arrival(**(given | {"body": text.encode()} | changes))
        await store.writer.keep([arrival], NOW)


async def take(store: Store, now: datetime = NOW, limit: int = 10) -> list[Kept]:
    """Take what is due, oldest first, and claim it for later, as is done where the network is asked."""

    async def job(session: Session) -> list[Kept]:
        found: list[Kept] = []
        while len(found) < limit and (kept := await inbox.take(session, now)):
            await inbox.claim(session, kept.id, now)
            found.append(kept)
        return found

    return await store.writer.run(job, "take")


async def done(store: Store, kept: Kept) -> None:
    await store.writer.run(lambda session: inbox.done(session, kept.id, "ignored"), "done")


async def fail(store: Store, kept: Kept, now: datetime = NOW) -> bool:
    return await store.writer.run(
        lambda session: inbox.failed(session, kept.id, "KeyError: 张三", now), "failed"
    )


def texts(kept: list[Kept]) -> list[str]:
    return [one.body.decode() for one in kept]


async def test_a_row_comes_out_as_it_went_in(store: Store) -> None:
    sent = NOW - timedelta(seconds=400, microseconds=7)
    await put(store, "a:跑了三趟", sent_at=sent, late=True)
    (kept,) = await take(store)
    assert (kept.channel, kept.account, kept.lane) == ("kf", "wk1", "a")
    assert kept.body.decode() == "跑了三趟"
    assert (kept.sent_at, kept.received_at, kept.late) == (sent, NOW, True)
    assert (kept.attempts, kept.error) == (0, "")


async def test_of_each_lane_only_the_oldest_is_given(store: Store) -> None:
    await put(store, "a:1", "a:2", "b:1", "a:3", "b:2")
    first = await take(store)
    assert [(one.lane, one.body) for one in first] == [("a", b"1"), ("b", b"1")]
    assert await take(store) == [], "what is in hand blocks its lane"
    await done(store, first[0])
    assert texts(await take(store)) == ["2"]


async def test_at_most_the_limit_is_given_oldest_first(store: Store) -> None:
    await put(store, "c:1", "b:2", "a:3")
    assert texts(await take(store, limit=2)) == ["1", "2"]
    assert texts(await take(store, limit=2)) == ["3"]


async def test_a_failed_row_keeps_its_place_until_it_is_set_aside(store: Store) -> None:
    await put(store, "a:1", "a:2")
    now = NOW
    for attempt in (1, 2, 3):
        (kept,) = await take(store, now)
        assert (kept.body, kept.attempts) == (b"1", attempt - 1)
        is_last = await fail(store, kept, now)
        assert is_last == (attempt == 3)
        if not is_last:
            assert await take(store, now) == [], "the lane waits with it"
        now += timedelta(minutes=1)
    assert texts(await take(store, now)) == ["2"], "the lane goes on"
    (aside,) = await inbox.quarantined(store.reader)
    assert (aside.body, aside.error) == (b"1", "KeyError: 张三")
    assert await inbox.counts(store.reader) == {"waiting": 1, "quarantined": 1}


async def test_waiting_grows_between_the_tries(store: Store) -> None:
    await put(store, "a:1")
    (kept,) = await take(store)
    await fail(store, kept)
    assert await take(store, NOW + timedelta(seconds=1)) == []
    (kept,) = await take(store, NOW + timedelta(seconds=2))
    await fail(store, kept)
    assert await take(store, NOW + timedelta(seconds=19)) == []
    assert len(await take(store, NOW + timedelta(seconds=20))) == 1


async def test_a_message_with_a_fault_is_set_aside_at_once_and_can_be_replayed(
    store: Store,
) -> None:
    await put(store, "a:<xml", fault="not well-formed")
    assert await take(store) == []
    (aside,) = await inbox.quarantined(store.reader)
    assert aside.error == "not well-formed"
    await put(store, "a:2")
    await store.writer.run(lambda session: inbox.replay(session, aside.id), "replay")
    assert texts(await take(store)) == ["<xml"], "it goes first in its lane"
    with pytest.raises(NoSuchRow):
        await store.writer.run(lambda session: inbox.replay(session, aside.id), "replay")


async def test_what_was_done_is_not_given_again_nor_done_twice(store: Store) -> None:
    await put(store, "a:1")
    (kept,) = await take(store)
    await done(store, kept)
    assert await take(store, LATER) == []
    with pytest.raises(ClaimLost):
        await done(store, kept)
    await put(store, "a:1")
    assert await take(store, LATER) == [], "a repeat of what was done changes nothing"


async def test_a_claim_ends_within_a_minute(store: Store) -> None:
    """R10: stuck work is rescued at most 60 s after."""
    await put(store, "a:1")
    await take(store)
    assert await take(store, NOW + CLAIMED_FOR - timedelta(seconds=1)) == []
    assert timedelta(seconds=60) >= CLAIMED_FOR
    assert texts(await take(store, NOW + CLAIMED_FOR)) == ["1"]


@only_postgres
async def test_replicas_never_hold_the_same_row_or_lane(
    store: Store, open_replica: OpenReplica
) -> None:
    other = await open_replica()
    await put(store, "a:1", "a:2", "b:1")
    assert len(await take(store, limit=1)) == 1
    assert texts(await take(other)) == ["1"]
    assert await take(other) == []


@only_postgres
async def test_a_row_that_one_replica_works_off_is_nobody_elses_until_the_end(
    store: Store, open_replica: OpenReplica
) -> None:
    """Nor is its lane's next, and what failed there meanwhile cannot be noted on it any more."""
    other = await open_replica()
    await put(store, "a:1", "a:2")

    async def job(session: Session) -> Kept | None:
        kept = await inbox.take(session, NOW)
        assert await take(other) == []
        return kept

    kept = await store.writer.run(job, "hear")
    assert kept is not None
    with pytest.raises(ClaimLost):
        await fail(other, kept)
    assert texts(await take(other)) == ["2"]


@only_postgres
async def test_a_thawed_owner_is_fenced_out(store: Store, open_replica: OpenReplica) -> None:
    other = await open_replica()
    await put(store, "a:1")
    (frozen,) = await take(store)
    (rescued,) = await take(other, NOW + CLAIMED_FOR)
    with pytest.raises(ClaimLost):
        await done(store, frozen)
    with pytest.raises(ClaimLost):
        await fail(store, frozen)
    await done(other, rescued)


@only_sqlite
async def test_after_a_restart_on_sqlite_what_the_dead_process_held_is_given_at_once(
    database_url: str, privacy_keys: Keys
) -> None:
    first = await Store.open(database_url, privacy_keys)
    await put(first, "a:1")
    await take(first)
    await first.close()
    second = await Store.open(database_url, privacy_keys)
    try:
        assert texts(await take(second)) == ["1"]
    finally:
        await second.close()


async def test_an_altered_row_is_set_aside_and_stops_nobody(store: Store) -> None:
    await put(store, "a:1", "a:2", "b:1")
    await store.writer.run(
        lambda session: session.rows(
            "UPDATE inbox SET body = (SELECT body FROM inbox WHERE lane = 'b') WHERE id = 1"
        ),
        "alter",
    )
    assert texts(await take(store)) == ["2", "1"], "the lane goes on, and so do those beside it"
    assert texts(await inbox.quarantined(store.reader)) == [""]


async def test_what_fails_after_the_taking_leaves_the_row_as_it_was(store: Store) -> None:
    """Taken, worked off and marked done in one transaction: a kill inside is as if nothing had begun."""
    await put(store, "a:1", "a:2")

    async def job(session: Session) -> None:
        kept = await inbox.take(session, NOW)
        assert kept is not None
        await inbox.came_to(session, kept, "ignored")
        raise KeyError("broken")

    with pytest.raises(KeyError):
        await store.writer.run(job, "hear")
    (kept,) = await take(store)
    assert (kept.body, kept.attempts) == (b"1", 0)


async def test_what_became_of_a_row_is_on_record(store: Store) -> None:
    await put(store, "a:1", "b:1", "c:1")
    await put(store, "d:1", channel="app")

    async def job(session: Session) -> None:
        for outcome in ("conversed", "welcomed", "conversed", "done"):
            kept = await inbox.take(session, NOW)
            assert kept is not None
            await inbox.came_to(session, kept, outcome)

    await store.writer.run(job, "hear")
    rows = await store.reader.rows("SELECT state, outcome FROM inbox ORDER BY id")
    outcomes = [row["outcome"] for row in rows if row["state"] == "done"]
    assert outcomes == ["conversed", "welcomed", "conversed", "done"]


@only_sqlite
async def test_a_sweep_uses_the_index(store: Store, database_url: str) -> None:
    await put(store, "a:1")
    plan = await store.reader.rows(
        """EXPLAIN QUERY PLAN SELECT id FROM inbox AS i WHERE state = 'waiting' AND next_try_at <= ?
        AND NOT EXISTS (SELECT 1 FROM inbox AS e
            WHERE e.lane = i.lane AND e.state = 'waiting' AND e.id < i.id)""",
        NOW,
    )
    steps = [row["detail"] for row in plan]
    assert any("SEARCH i USING" in step and "next_try_at<" in step for step in steps), steps
    assert any("SEARCH e USING COVERING INDEX" in step for step in steps), steps


@only_sqlite
async def test_nothing_that_was_said_is_readable_in_the_files(
    store: Store, database_url: str
) -> None:
    """S10: canaries are absent in the database and its WAL."""
    await put(store, "a:13800138000", fault="bad 13800138000")
    path = Path(database_url.removeprefix("sqlite://"))
    stored = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    assert b"wk1" in stored, "the search itself must be able to find something"
    assert b"13800138000" not in stored
    with sqlite_library.connect(path) as connection:
        assert connection.execute("SELECT COUNT(*) FROM inbox").fetchone() == (1,)
    connection.close()
