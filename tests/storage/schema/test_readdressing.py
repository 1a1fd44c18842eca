"""What an earlier release left in clear comes under the key when the database is opened, whenever one is killed."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from at_rest import files, places, signs
from builders import NOW
from databases import only_sqlite
from test_addresses import LANE, OTHER, WHO, assert_there, left_everywhere

from bot.cli import migrate
from storage.database import addresses
from storage.database.connections import open_writing
from storage.database.privacy import Keys
from storage.database.session import Session
from storage.people import conversations, tasks
from storage.people.conversations import Conversation
from storage.queues import inbox, inbox_writes, outbox
from storage.queues.arrival import Arrival
from storage.queues.letters import Letter
from storage.schema import readdressing
from storage.store import Store

FIRST, SECOND = bytes(range(1, 33)), bytes(range(33, 65))
KEYS = Keys(FIRST)
#: `left_everywhere` of two people: rows of each table
ROWS = {"inbox": 2, "outbox": 4, "conversations": 2, "media": 2, "cards": 2, "tasks": 8}


@asynccontextmanager
async def writing(url: str) -> AsyncIterator[Session]:
    """A transaction beside any store."""
    connections = await open_writing(url)
    try:
        async with connections.begin() as transaction:
            yield Session(transaction.db, KEYS, "earlier")
            await transaction.commit()
    finally:
        await connections.close()


async def filled_by_an_earlier_release(url: str) -> None:
    """Let two people's addresses stand in clear in every column, and nothing say that they do not."""
    async with writing(url) as session:
        for lane in (LANE, OTHER):
            await left_everywhere(session, lane)
            row = {"lane": lane, "spoke_at": NOW, "sent": 1}
            await session.insert("windows", [row])
        for table, names in addresses.COLUMNS.items():
            for name in names:
                for row in await session.rows(f"SELECT id, {name} AS old FROM {table}"):
                    clear = addresses.told(KEYS, row["old"] or "") or row["old"]
                    await session.rows(
                        f"UPDATE {table} SET {name} = ? WHERE id = ?", clear, row["id"]
                    )
        await session.rows("DELETE FROM key_checks")


async def assert_all_there(store: Store, keys: Keys) -> None:
    """Both people are found by each way, under the present key alone, and no row went."""
    reader = store.reader
    assert await places(reader, signs({LANE, WHO})) == set()
    everywhere = {(t, c) for t, names in addresses.COLUMNS.items() for c in names}
    assert await places(reader, {addresses.person(keys, WHO).encode()}) == everywhere
    for lane in (LANE, OTHER):
        await assert_there(reader, lane)
    for table, n in ROWS.items():
        assert len(await reader.rows(f"SELECT id FROM {table}")) == n
    assert await readdressing.is_done(reader)


async def test_what_an_earlier_release_left_in_clear_stands_under_the_key_once_it_was_opened(
    database_url: str,
) -> None:
    await filled_by_an_earlier_release(database_url)
    store = await Store.open(database_url, KEYS)
    try:
        await assert_all_there(store, KEYS)
    finally:
        await store.close()


class Killed(Exception):
    """The process ends here."""


class _Killing:
    """Connections of a process that is killed at its *nth* commit, just before it or just after."""

    def __init__(self, connections: Any, nth: int, *, after: bool) -> None:
        self._connections, self._left, self._after = connections, nth, after

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Any]:
        async with self._connections.begin() as transaction:
            commit = transaction.commit

            async def killed() -> None:
                self._left -= 1
                if self._left < 0 and not self._after:
                    raise Killed
                await commit()
                if self._left < 0:
                    raise Killed

            transaction.commit = killed
            yield transaction


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let a handful of rows be several pages."""
    monkeypatch.setattr(readdressing, "_PAGE", 1)
    return None


@pytest.mark.usefixtures("small_pages")
@pytest.mark.parametrize("after", [False, True])
async def test_whoever_is_killed_at_any_commit_loses_nothing_and_the_next_one_ends_it(
    database_url: str, after: bool
) -> None:
    await filled_by_an_earlier_release(database_url)
    for nth in range(100):
        connections = await open_writing(database_url)
        try:
            await readdressing.bring(_Killing(connections, nth, after=after), KEYS, "dying")
        except Killed:
            continue
        else:
            break
        finally:
            await connections.close()
    store = await Store.open(database_url, KEYS)
    try:
        await assert_all_there(store, KEYS)
    finally:
        await store.close()
    assert nth > 5, "it was killed often"


async def test_after_a_change_of_keys_every_address_stands_under_the_new_one(
    database_url: str,
) -> None:
    """There and back: what says that it is done is the present key's alone."""
    await filled_by_an_earlier_release(database_url)
    for keys in (KEYS, Keys(SECOND, [FIRST]), Keys(FIRST, [SECOND])):
        store = await Store.open(database_url, keys)
        try:
            await assert_all_there(store, keys)
        finally:
            await store.close()


async def test_what_waited_goes_before_what_comes_under_the_new_form(database_url: str) -> None:
    """Order per listener holds across the upgrade: for what came in, and for what goes out."""
    async with writing(database_url) as session:
        await _one_more(session, "before")
        for table in ("inbox", "outbox"):
            await session.rows(f"UPDATE {table} SET lane = ?", LANE)
    store = await Store.open(database_url, KEYS)
    try:
        await store.writer.run(lambda session: _one_more(session, "later"), name="later")

        async def job(session: Session) -> tuple[list[str], list[bytes]]:
            letters = await outbox.take(session, NOW, 10)
            first, second = await inbox.take(session, NOW), await inbox.take(session, NOW)
            return [one.key for one in letters], [one.body for one in (first, second) if one]

        assert await store.writer.run(job, name="take") == (["before"], [b"before", b"later"])
    finally:
        await store.close()


async def _one_more(session: Session, what: str) -> None:
    arrival = Arrival(channel="kf", account="wk", key=what, lane=LANE, body=what.encode())
    await inbox_writes.keep(session, [arrival], NOW)
    await outbox.put(session, [Letter(key=what, lane=LANE, kind="kf_text")], NOW)


_TWICE = (("conversations", "key"), ("tasks", "open_key"))


async def test_what_would_stand_twice_is_settled_and_nothing_that_is_open_is_lost(
    database_url: str,
) -> None:
    """An earlier release that ran beside this one left its own form: the newer talk goes on, both tasks are open."""
    async with writing(database_url) as session:
        for words in ("older", "newer"):
            await conversations.save(session, Conversation(key=LANE, state={"draft": words}), NOW)
            await tasks.open_task(session, "人工", LANE, words, NOW)
            for table, column in _TWICE:  # out of the way of the next one
                sql = f"UPDATE {table} SET {column} = {column} || ? WHERE {column} NOT LIKE ?"
                await session.rows(sql, f"/{words}", "%/older")
        for table, column in _TWICE:
            for row in await session.rows(f"SELECT id, {column} AS old FROM {table}"):
                stands, _, words = row["old"].rpartition("/")
                meant = stands if words == "older" else addresses.told(KEYS, stands)
                sql = f"UPDATE {table} SET {column} = ? WHERE id = ?"
                await session.rows(sql, meant, row["id"])
    store = await Store.open(database_url, KEYS)
    try:
        assert (await conversations.load(store.reader, LANE)).state == {"draft": "newer"}
        assert len(await store.reader.rows("SELECT id FROM conversations")) == 1
        open_ = await tasks.opened(store.reader)
        assert [one.text for one in open_] == ["older", "newer"]
        for one in open_:
            assert await store.writer.run(
                lambda session, id=one.id: tasks.done(session, id, "wang", NOW), name="done"
            )
    finally:
        await store.close()


@only_sqlite
async def test_after_migrate_no_byte_of_the_file_tells_of_anybody(
    database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    await filled_by_an_earlier_release(database_url)
    assert WHO.encode() in files(database_url)
    assert await migrate.brought_up_to_date(database_url, KEYS) == 0
    assert "加密" in capsys.readouterr().out
    assert WHO.encode() not in files(database_url)
    assert await migrate.brought_up_to_date(database_url, KEYS) == 0
    assert "加密" not in capsys.readouterr().out


async def test_a_database_without_anybody_is_bound_to_no_key_by_migrate(database_url: str) -> None:
    assert await readdressing.readdress(database_url, Keys(SECOND)) == 0
    store = await Store.open(database_url, KEYS)
    await store.close()
