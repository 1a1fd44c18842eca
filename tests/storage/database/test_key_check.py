"""A database is opened only with the keys that it was written under, and says which are missing."""

from collections.abc import Awaitable, Callable

import pytest
from stored_tickets import a_ticket

from storage.database.errors import KeyMissing, WrongKey
from storage.database.privacy import Keys
from storage.database.session import Session
from storage.store import Store
from storage.tickets import codec, tickets

FIRST, SECOND, OTHER = (bytes([n]) * 32 for n in (1, 2, 3))

Open = Callable[..., Awaitable[Store]]


@pytest.fixture
def opened(database_url: str) -> Open:
    """Open the database with some keys, and close it at once."""

    async def with_keys(*keys: bytes, read_only: bool = False) -> Store:
        store = await Store.open(database_url, Keys(keys[0], keys[1:]), read_only=read_only)
        await store.close()
        return store

    return with_keys


@pytest.mark.parametrize("read_only", [False, True])
async def test_another_key_is_refused_although_nothing_was_stored_yet(
    opened: Open, read_only: bool
) -> None:
    await opened(FIRST)
    with pytest.raises(WrongKey):
        await opened(OTHER, read_only=read_only)
    with pytest.raises(WrongKey):
        await opened(OTHER, SECOND, read_only=read_only)
    await opened(FIRST, read_only=read_only)


@pytest.mark.parametrize("read_only", [False, True])
async def test_when_the_key_is_changed_the_one_before_is_asked_for(
    opened: Open, read_only: bool
) -> None:
    await opened(FIRST)
    await opened(SECOND, FIRST)
    with pytest.raises(KeyMissing):
        await opened(SECOND, read_only=read_only)
    with pytest.raises(KeyMissing):
        await opened(FIRST, read_only=read_only)
    await opened(SECOND, FIRST, OTHER, read_only=read_only)


@pytest.mark.parametrize("read_only", [False, True])
async def test_a_database_of_an_earlier_release_is_asked_by_what_is_sealed_in_it(
    database_url: str, opened: Open, read_only: bool
) -> None:
    store = await Store.open(database_url, Keys(FIRST))
    ticket = a_ticket()

    async def as_then(session: Session) -> None:
        await tickets.insert(session, ticket, codec.facts_of(ticket))
        await session.rows("DELETE FROM key_checks")

    await store.writer.run(as_then, "then")
    await store.close()

    with pytest.raises(WrongKey):
        await opened(OTHER, read_only=read_only)
    await opened(OTHER, FIRST, read_only=True)
    await opened(FIRST, read_only=read_only)


async def test_who_only_reads_leaves_nothing(opened: Open) -> None:
    await opened(FIRST, read_only=True)
    await opened(SECOND, read_only=True)


def test_the_check_value_is_no_other_sub_key_and_says_nothing_of_the_key() -> None:
    keys = Keys(FIRST, [SECOND])
    assert keys.checks[1] == Keys(SECOND).checks[0] != keys.checks[0]
    assert FIRST.hex() not in keys.checks
    assert keys.mac(b"").hex() not in keys.checks
