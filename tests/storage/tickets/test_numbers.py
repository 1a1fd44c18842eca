"""The yearly numbers have no gap and no double, whatever fails beside them."""

import asyncio

import pytest
from databases import OpenReplica, only_postgres

from storage.database.session import Session
from storage.store import Store
from storage.tickets import numbers


async def give(store: Store, centre: str = "main", year: int = 2026) -> int:
    return await store.writer.run(
        lambda session: numbers.next_serial(session, centre, year), "number"
    )


async def test_numbers_count_from_one_per_centre_and_year(store: Store) -> None:
    assert [await give(store) for _ in range(3)] == [1, 2, 3]
    assert await give(store, year=2027) == 1
    assert await give(store, centre="east") == 1
    assert await give(store) == 4


async def test_many_at_once_get_gapless_numbers(store: Store) -> None:
    given = await asyncio.gather(*(give(store) for _ in range(100)))
    assert sorted(given) == list(range(1, 101))


async def test_what_is_rolled_back_leaves_no_gap(store: Store) -> None:
    async def failing(session: Session) -> None:
        await numbers.next_serial(session, "main", 2026)
        raise LookupError("the ticket was not stored")

    async def one(n: int) -> int | None:
        if n % 3:
            return await give(store)
        with pytest.raises(LookupError):
            await store.writer.run(failing, "failing")
        return None

    given = [n for n in await asyncio.gather(*(one(n) for n in range(60))) if n is not None]
    assert sorted(given) == list(range(1, 41))


@only_postgres
async def test_replicas_share_the_count(store: Store, open_replica: OpenReplica) -> None:
    stores = [store, await open_replica(), await open_replica()]

    async def one(n: int) -> int | None:
        async def job(session: Session) -> int:
            number = await numbers.next_serial(session, "main", 2026)
            if n % 5 == 0:
                raise LookupError
            return number

        try:
            return await stores[n % 3].writer.run(job, "number")
        except LookupError:
            return None

    given = [n for n in await asyncio.gather(*(one(n) for n in range(150))) if n is not None]
    assert sorted(given) == list(range(1, 121))
