"""The one writer: nobody cancels it, one bad row harms no other, a repeat changes nothing."""

import asyncio
import random
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from databases import OpenReplica, only_postgres
from deep import Sweep
from patience import within
from tortoise.backends.sqlite.client import SqliteClient
from tortoise.context import TortoiseContext

from storage.database.errors import WriterClosed
from storage.database.session import Session
from storage.queues import inbox
from storage.queues.arrival import Arrival
from storage.queues.inbox import Kept
from storage.store import Store
from storage.tickets import numbers

NOW = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)


def an_arrival(key: object, lane: str = "kf:a:b", **changes: object) -> Arrival:
    given = {"channel": "kf", "account": "wk1", "key": str(key), "lane": lane, "body": b"{}"}
    return Arrival(**(given | changes))


async def kept_keys(store: Store) -> int:
    (row,) = await store.reader.rows("SELECT COUNT(*) AS n FROM inbox")
    return row["n"]


async def _give_a_number(session: Session) -> int:
    return await numbers.next_serial(session, "main", 2026)


@pytest.mark.slow
@pytest.mark.sweep
async def test_ten_thousand_cancelled_handlers_leave_the_service_working(
    store: Store, database_kind: str, sweep: Sweep
) -> None:
    """R8: tortoise alone is dead after two (SQLite) or a few hundred (PostgreSQL) such cancels, §0.1."""
    chance = random.Random(sweep.seed)
    cancels = sweep.many(f"cancelled handlers on {database_kind}", 10_000, 2_000)
    given: list[int] = []

    async def handler(n: int) -> None:
        if n % 4:
            await store.writer.keep([an_arrival(n, lane=f"l{n % 50}")], NOW)
        else:
            given.append(await store.writer.run(_give_a_number, "number"))

    async def wave(first: int) -> None:
        tasks = [asyncio.create_task(handler(n)) for n in range(first, first + 100)]
        for task in chance.sample(tasks, len(tasks)):
            for _ in range(chance.randrange(12)):
                await asyncio.sleep(0)
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    for first in range(0, cancels, 100):
        await wave(first)

    assert await store.writer.keep([an_arrival("after")], NOW) == [True]
    last = await store.writer.run(_give_a_number, "number")
    assert given == sorted(set(given)), "a number was given twice"
    (row,) = await store.reader.rows("SELECT given FROM numbers")
    assert row["given"] == last, "a cancelled caller's job was cut or lost after it was counted"
    assert store.writer.waiting == 0


async def test_tortoise_alone_does_not_survive_this(tmp_path: Path) -> None:
    """The control: the same cancels, with transactions opened by the handlers themselves."""
    client = SqliteClient(str(tmp_path / "control.db"), connection_name="control")
    await client.create_connection(with_db=True)
    context = TortoiseContext()

    async def handler() -> None:
        async with client._in_transaction():
            pass

    with context:
        for spins in range(1, 50):
            task = asyncio.create_task(handler())
            for _ in range(spins):
                await asyncio.sleep(0)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
    assert client._lock.locked(), "tortoise has mended this: the writer may become simpler"
    await client.close()


async def test_a_page_larger_than_one_statement_is_kept_whole(store: Store) -> None:
    page = [an_arrival(n) for n in range(1200)]
    assert await store.writer.keep(page, NOW) == [True] * 1200
    assert await store.writer.keep(page, NOW) == [False] * 1200


@only_postgres
async def test_after_a_lost_connection_the_writer_goes_on(
    store: Store, open_replica: OpenReplica
) -> None:
    other = await open_replica()
    assert await store.writer.run(_give_a_number, "number") == 1
    (me,) = await store.writer.run(
        lambda session: session.rows("SELECT pg_backend_pid() AS pid"), "pid"
    )

    async def cut(session: Session) -> None:
        await numbers.next_serial(session, "main", 2026)
        await other.writer.run(
            lambda there: there.rows("SELECT pg_terminate_backend(?)", me["pid"]), "cut"
        )
        await numbers.next_serial(session, "main", 2026)

    with pytest.raises(Exception, match=r"terminat|closed|connection|operation"):
        await store.writer.run(cut, "cut")
    assert await store.writer.keep([an_arrival(1)], NOW) == [True]
    assert await store.writer.run(_give_a_number, "number") == 2


async def test_a_job_whose_caller_is_cancelled_is_still_committed(store: Store) -> None:
    """R8: a transaction is never cut in two."""
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def job(session: Session) -> None:
        await numbers.next_serial(session, "main", 2026)
        begun.set()
        await go_on.wait()
        await numbers.next_serial(session, "main", 2026)

    caller = asyncio.create_task(store.writer.run(job, "slow"))
    await within("the job to begin", begun.wait())
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    go_on.set()
    assert await store.writer.run(_give_a_number, "number") == 3


async def test_a_failing_job_leaves_nothing_and_tells_its_caller(store: Store) -> None:
    async def job(session: Session) -> None:
        await numbers.next_serial(session, "main", 2026)
        raise LookupError("no such ticket")

    with pytest.raises(LookupError, match="no such ticket"):
        await store.writer.run(job, "failing")
    assert await store.writer.run(_give_a_number, "number") == 1


async def test_a_job_that_cancels_itself_does_not_take_the_writer_along(store: Store) -> None:
    async def job(session: Session) -> None:
        await numbers.next_serial(session, "main", 2026)
        raise asyncio.CancelledError

    with pytest.raises(RuntimeError, match="cancelled itself"):
        await store.writer.run(job, "odd")
    assert await store.writer.run(_give_a_number, "number") == 1


async def test_after_a_broken_statement_the_next_job_works(store: Store) -> None:
    async def job(session: Session) -> None:
        await session.rows("SELECT one FROM nowhere")

    for _ in range(20):
        with pytest.raises(Exception, match="nowhere"):
            await store.writer.run(job, "broken")
    assert await store.writer.run(_give_a_number, "number") == 1


async def test_messages_that_wait_together_are_committed_together(store: Store) -> None:
    before = store.writer.commits
    news = await asyncio.gather(*(store.writer.keep([an_arrival(n)], NOW) for n in range(64)))
    assert news == [[True]] * 64
    assert store.writer.commits - before == 1


async def test_a_repeat_is_told_from_a_new_one_at_any_age(store: Store) -> None:
    first = await store.writer.keep([an_arrival("a"), an_arrival("b"), an_arrival("a")], NOW)
    assert first == [True, True, False]
    later = NOW.replace(year=2027)
    assert await store.writer.keep([an_arrival("b"), an_arrival("c")], later) == [False, True]
    other_account = an_arrival("a", account="wk2")
    other_channel = an_arrival("a", channel="app")
    assert await store.writer.keep([other_account, other_channel], later) == [True, True]


async def test_two_copies_at_once_make_one_row(store: Store) -> None:
    news = await asyncio.gather(*(store.writer.keep([an_arrival(n % 20)], NOW) for n in range(60)))
    assert sorted(one for (one,) in news) == [False] * 40 + [True] * 20
    assert await kept_keys(store) == 20


@only_postgres
async def test_two_replicas_keep_one_copy(store: Store, open_replica: OpenReplica) -> None:
    other = await open_replica()
    news = await asyncio.gather(
        *(one.writer.keep([an_arrival(n)], NOW) for n in range(100) for one in (store, other))
    )
    assert sorted(one for (one,) in news) == [False] * 100 + [True] * 100
    assert await kept_keys(store) == 100


POISON = {
    "a lone surrogate": {"lane": "kf:\ud800"},
    "a NUL": {"lane": "kf:\x00", "account": "\x00"},
    "a time without zone": {"sent_at": datetime(2026, 9, 28, 1, 0)},  # noqa: DTZ001 - the fault itself
    "a time that is none": {"sent_at": "yesterday"},
    "a name too long": {"lane": "kf:" + "x" * 400, "account": "y" * 400},
}


@pytest.mark.parametrize("poison", POISON.values(), ids=POISON)
async def test_a_poisoned_message_is_set_aside_and_those_beside_it_are_kept(
    store: Store, poison: dict[str, object]
) -> None:
    """Whole-batch rollback made 77 % of innocent messages fail (reliability.md §0.10, R7)."""
    batch: Sequence[Arrival] = [an_arrival(n, lane=f"l{n}") for n in range(10)]
    news = await asyncio.gather(
        *(store.writer.keep([one], NOW) for one in batch[:5]),
        store.writer.keep([an_arrival("bad", **poison)], NOW),
        *(store.writer.keep([one], NOW) for one in batch[5:]),
    )
    assert news == [[True]] * 11

    async def all_of_them(session: Session) -> list[Kept]:
        return [one for _ in range(50) if (one := await inbox.take(session, NOW))]

    taken = await store.writer.run(all_of_them, "take")
    bad = {kept.lane for kept in taken} - {f"l{n}" for n in range(10)}
    set_aside = await inbox.quarantined(store.reader)
    assert len(taken) - len(bad) == 10
    assert len(bad) + len(set_aside) == 1, (
        "SQLite may take what PostgreSQL refuses; neither loses it"
    )
    assert await store.writer.keep([an_arrival("bad", **poison)], NOW) == [False]


async def test_a_page_with_poison_is_kept_inside_a_job(store: Store) -> None:
    page = [an_arrival(1), an_arrival(2, **POISON["a time without zone"]), an_arrival(3)]

    async def job(session: Session) -> list[bool]:
        news = await inbox.keep(session, page, NOW)
        await numbers.next_serial(session, "cursor", 2026)
        return news

    assert await store.writer.run(job, "page") == [True, True, True]
    assert len(await inbox.quarantined(store.reader)) == 1
    assert await store.writer.run(job, "page") == [False, False, False]


async def test_every_commit_is_announced_before_and_after(store: Store) -> None:
    seen: list[tuple[str, int]] = []
    store.writer.around_commit = lambda moment, n: seen.append((moment, n))
    first = store.writer.commits + 1
    await store.writer.keep([an_arrival(1)], NOW)
    await store.writer.run(_give_a_number, "number")
    assert seen == [
        ("before", first),
        ("after", first),
        ("before", first + 1),
        ("after", first + 1),
    ]


async def test_what_fails_just_before_the_commit_is_not_stored(store: Store) -> None:
    def fail(moment: str, n: int) -> None:
        if moment == "before":
            raise OSError("the machine dies")

    store.writer.around_commit = fail
    with pytest.raises(OSError, match="dies"):
        await store.writer.run(_give_a_number, "number")
    store.writer.around_commit = None
    assert await store.writer.run(_give_a_number, "number") == 1


async def test_closing_finishes_what_waits_and_refuses_what_comes(store: Store) -> None:
    waiting = [asyncio.create_task(store.writer.keep([an_arrival(n)], NOW)) for n in range(200)]
    jobs = [asyncio.create_task(store.writer.run(_give_a_number, "n")) for _ in range(20)]
    await asyncio.sleep(0)
    await store.writer.close()
    assert [await one for one in waiting] == [[True]] * 200
    assert [await one for one in jobs] == list(range(1, 21))
    with pytest.raises(WriterClosed):
        await store.writer.keep([an_arrival("late")], NOW)
    with pytest.raises(WriterClosed):
        await store.writer.run(_give_a_number, "late")
    assert await kept_keys(store) == 200
