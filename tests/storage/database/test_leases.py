"""Leases and slots: what one replica alone may do, and what is done once."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from databases import OpenReplica, only_postgres, only_sqlite

from storage.database import job_slots, leases
from storage.database.errors import ClaimLost
from storage.database.privacy import Keys
from storage.database.session import Session
from storage.store import Store
from storage.tickets import numbers

NOW = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)
HALF_MINUTE = timedelta(seconds=30)
LATER = NOW + HALF_MINUTE


async def acquire(store: Store, now: datetime = NOW) -> int | None:
    return await store.writer.run(
        lambda session: leases.acquire(session, "aibot", HALF_MINUTE, now), "acquire"
    )


async def renew(store: Store, token: int, now: datetime) -> bool:
    return await store.writer.run(
        lambda session: leases.renew(session, "aibot", token, HALF_MINUTE, now), "renew"
    )


async def release(store: Store, token: int, now: datetime = NOW) -> None:
    await store.writer.run(lambda session: leases.release(session, "aibot", token, now), "release")


async def write_under(store: Store, token: int) -> int:
    async def job(session: Session) -> int:
        await leases.assert_held(session, "aibot", token)
        return await numbers.next_serial(session, "main", 2026)

    return await store.writer.run(job, "write")


async def test_a_lease_is_acquired_renewed_and_used(store: Store) -> None:
    token = await acquire(store)
    assert token == 1
    assert await renew(store, token, NOW + timedelta(seconds=20))
    assert await renew(store, token, NOW + timedelta(seconds=49))
    assert await write_under(store, token) == 1


async def test_a_lease_that_ended_cannot_be_renewed(store: Store) -> None:
    token = await acquire(store)
    assert token is not None
    assert not await renew(store, token, LATER)


async def test_every_acquisition_gives_a_higher_token(store: Store) -> None:
    first = await acquire(store)
    second = await acquire(store)
    assert (first, second) == (1, 2)
    with pytest.raises(ClaimLost):
        await write_under(store, 1)
    await release(store, 2)
    assert await acquire(store) == 3


@only_postgres
async def test_only_one_replica_holds_a_lease(store: Store, open_replica: OpenReplica) -> None:
    others = [await open_replica() for _ in range(3)]
    tokens = await asyncio.gather(*(acquire(one) for one in (store, *others)))
    assert sorted(tokens, key=str) == [1, None, None, None]


@only_postgres
async def test_a_thawed_holder_is_fenced_out(store: Store, open_replica: OpenReplica) -> None:
    """R10: what a frozen process still tries has no effect."""
    other = await open_replica()
    old = await acquire(store)
    assert old is not None
    assert await acquire(other, LATER - timedelta(seconds=1)) is None
    new = await acquire(other, LATER)
    assert new == old + 1
    with pytest.raises(ClaimLost):
        await write_under(store, old)
    assert not await renew(store, old, NOW)
    await release(store, old)
    assert await write_under(other, new) == 1


@only_postgres
async def test_a_released_lease_is_free_at_once(store: Store, open_replica: OpenReplica) -> None:
    other = await open_replica()
    token = await acquire(store)
    assert token is not None
    await release(store, token)
    assert await acquire(other) == token + 1


@only_sqlite
async def test_after_a_restart_on_sqlite_the_lease_is_taken_at_once(
    database_url: str, privacy_keys: Keys
) -> None:
    for token in (1, 2):
        store = await Store.open(database_url, privacy_keys)
        assert await acquire(store) == token
        await store.close()


async def claim(store: Store, job: str = "digest", slot: str = "2026-10-08") -> bool:
    return await store.writer.run(lambda session: job_slots.claim(session, job, slot), "claim")


async def test_a_slot_is_claimed_once(store: Store) -> None:
    """R11: of twenty at once one has it; another moment or job is another."""
    claims = await asyncio.gather(*(claim(store) for _ in range(20)))
    assert sorted(claims) == [False] * 19 + [True]
    assert await claim(store, slot="2026-10-09")
    assert await claim(store, job="checkpoint")


@only_postgres
async def test_replicas_fire_each_slot_once(store: Store, open_replica: OpenReplica) -> None:
    """R11: exactly one effect per (job, slot)."""
    stores = [store, await open_replica(), await open_replica()]
    claims = await asyncio.gather(
        *(claim(one, slot=str(slot)) for slot in range(50) for one in stores)
    )
    assert sum(claims) == 50


async def test_a_slot_whose_work_failed_is_free_again(store: Store) -> None:
    """R11: the claim goes with the work that failed."""

    async def failing(session: Session) -> None:
        assert await job_slots.claim(session, "digest", "2026-10-08")
        raise LookupError

    with pytest.raises(LookupError):
        await store.writer.run(failing, "digest")
    assert await claim(store)
