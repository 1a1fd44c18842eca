"""The log: replay equals what is stored, and whatever is altered is found and named."""

import random
from datetime import timedelta

import pytest
from stored_tickets import NAME, NOW, a_ticket, a_walked_ticket, move, register

from dispatch.ticket.ticket import State
from storage.database.session import to_json
from storage.store import Store
from storage.tickets import checkpoints, codec, log, tickets
from storage.tickets.log import Logged
from storage.tickets.verification import Broken, verify


async def alter(store: Store, sql: str, *values: object) -> None:
    """Change the database behind the product's back."""
    await store.writer.run(lambda session: session.rows(sql, *values), "alter")


async def checkpoint(store: Store) -> bool:
    return await store.writer.run(lambda session: checkpoints.checkpoint(session, NOW), "seal")


async def test_the_log_says_who_did_what_when_from_where_and_what_changed(store: Store) -> None:
    await a_walked_ticket(store)
    first, second, third = await log.entries(store.reader, "2026-0001")
    assert isinstance(first, Logged)
    assert (first.n, first.command, first.actor, first.source) == (1, "Register", "shouli", "app")
    assert first.payload == {"said": "跑了三趟", "by": NAME}
    assert set(first.facts) == set(codec.facts_of(a_ticket()))
    assert second.at == NOW + timedelta(minutes=1)
    assert set(third.facts) == {"version", "state", "owner"}
    assert (third.profile_version, third.calendar_version) == ("1", "2026")


async def test_replay_leads_to_the_stored_ticket(store: Store) -> None:
    ticket = await a_walked_ticket(store)
    entries = await log.entries(store.reader, ticket.no)
    assert log.replay(entries) == ticket
    assert log.replay(entries[:1]).state is State.REGISTERED


def test_an_old_log_survives_fields_that_came_and_went() -> None:
    facts = codec.facts_of(a_ticket())
    del facts["remarks"]
    assert codec.fold([facts | {"given_up_field": 1}]) == a_ticket()


def test_a_lone_surrogate_does_not_make_a_ticket_unstorable() -> None:
    ticket = a_ticket(owner="l\ud800i")
    assert codec.load(to_json(codec.facts_of(ticket))).owner == "l?i"


async def test_an_untouched_log_is_whole(store: Store) -> None:
    assert await verify(store.reader) is None
    for n in range(1, 4):
        await a_walked_ticket(store, f"2026-000{n}")
    assert await checkpoint(store)
    await register(store, a_ticket("2026-0004"))
    assert await verify(store.reader) is None


ALTERATIONS = {
    "command": ("UPDATE log SET command = 'Answer' WHERE ticket_no = ? AND n = ?", "altered"),
    "actor": ("UPDATE log SET actor = 'wang' WHERE ticket_no = ? AND n = ?", "altered"),
    "source": ("UPDATE log SET source = 'group' WHERE ticket_no = ? AND n = ?", "altered"),
    "time": (
        "UPDATE log SET written_at = opened_at FROM tickets"
        " WHERE tickets.no = log.ticket_no AND ticket_no = ? AND n = ?",
        "altered",
    ),
    "hash": ("UPDATE log SET hash = 'f' WHERE ticket_no = ? AND n = ?", "altered"),
    "link": ("UPDATE log SET previous = hash WHERE ticket_no = ? AND n = ?", "does not follow"),
    "removed": ("DELETE FROM log WHERE ticket_no = ? AND n = ?", "missing"),
    "moved": ("UPDATE log SET n = 17 WHERE ticket_no = ? AND n = ?", "missing"),
}


@pytest.mark.parametrize(("sql", "why"), ALTERATIONS.values(), ids=ALTERATIONS)
async def test_an_alteration_is_found_and_its_entry_named(store: Store, sql: str, why: str) -> None:
    for n in range(1, 4):
        await a_walked_ticket(store, f"2026-000{n}")
    await alter(store, sql, "2026-0002", 2)
    broken = await verify(store.reader)
    assert broken is not None
    assert (broken.ticket_no, broken.n) == ("2026-0002", 2)
    assert why in broken.why


@pytest.mark.parametrize("column", ["payload", "facts"])
async def test_a_flipped_byte_is_located(store: Store, column: str) -> None:
    """N10: the log is hash-chained and a flipped byte is located."""
    chance = random.Random(3)
    await a_walked_ticket(store)
    for n in (3, 2, 1):
        (row,) = await store.reader.rows(f"SELECT {column} AS sealed FROM log WHERE n = ?", n)
        flipped = bytearray(row["sealed"])
        flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
        await alter(store, f"UPDATE log SET {column} = ? WHERE n = ?", bytes(flipped), n)
        broken = Broken(ticket_no="2026-0001", n=n, why="it was altered")
        assert await verify(store.reader) == broken


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE tickets SET state = 'struck_off'",
        "UPDATE tickets SET lead = 'tax'",
        "UPDATE tickets SET due_at = opened_at",
        "UPDATE tickets SET version = 7",
        "UPDATE tickets SET owner = 'somebody'",
        "UPDATE tickets SET tied_to = '2026-0009'",
        "UPDATE tickets SET sealed = data_key",
        "UPDATE tickets SET data_key = sealed",
    ],
)
async def test_a_stored_ticket_that_differs_from_its_log_is_found(store: Store, sql: str) -> None:
    await a_walked_ticket(store)
    await alter(store, sql)
    broken = await verify(store.reader)
    assert broken is not None
    assert (broken.ticket_no, broken.n) == ("2026-0001", 3)


async def test_an_older_ticket_put_back_is_found(store: Store) -> None:
    ticket = await register(store, a_ticket())
    (old,) = await store.reader.rows("SELECT sealed, state FROM tickets")
    await move(store, ticket, state=State.STRUCK_OFF)
    await alter(store, "UPDATE tickets SET sealed = ?, state = ?", old["sealed"], old["state"])
    broken = await verify(store.reader)
    assert broken == Broken(
        ticket_no="2026-0001", n=2, why="the stored ticket differs from its log"
    )


async def test_a_cut_end_is_found(store: Store) -> None:
    await a_walked_ticket(store)
    await alter(store, "DELETE FROM log WHERE n = 3")
    broken = await verify(store.reader)
    assert broken == Broken(ticket_no="2026-0001", n=3, why="the end of the log is missing")


async def test_a_cut_end_with_its_ticket_put_back_is_found_by_the_checkpoint(store: Store) -> None:
    """S13: a cut tail is found against the anchor."""
    ticket = await register(store, a_ticket())
    (old,) = await store.reader.rows("SELECT * FROM tickets")
    await move(store, ticket, owner="li")
    assert await checkpoint(store)
    await alter(store, "DELETE FROM log WHERE n = 2")
    sql = "UPDATE tickets SET sealed = ?, owner = ?, version = 0"
    await alter(store, sql, old["sealed"], old["owner"])
    broken = await verify(store.reader)
    assert broken == Broken(ticket_no="2026-0001", n=2, why="the log ends before a sealed entry")


async def test_a_ticket_removed_with_its_log_is_found_by_the_checkpoint(store: Store) -> None:
    await a_walked_ticket(store, "2026-0001")
    await a_walked_ticket(store, "2026-0002")
    await checkpoint(store)
    await alter(store, "DELETE FROM tickets WHERE no = '2026-0002'")
    broken = await verify(store.reader)
    assert broken == Broken(ticket_no="2026-0002", n=1, why="its ticket is missing")
    await alter(store, "DELETE FROM log WHERE ticket_no = '2026-0002'")
    broken = await verify(store.reader)
    assert broken is not None
    assert (broken.ticket_no, broken.n) == ("2026-0002", 3)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE checkpoints SET upto = 1 WHERE id = 1",
        "UPDATE checkpoints SET seal = previous WHERE id = 1",
        "UPDATE checkpoint_heads SET n = 1 WHERE checkpoint = 1",
        "DELETE FROM checkpoint_heads WHERE checkpoint = 1",
        "UPDATE checkpoints SET seal = 'no hex' WHERE id = 1",
    ],
)
async def test_an_altered_checkpoint_is_found(store: Store, sql: str) -> None:
    await a_walked_ticket(store)
    await checkpoint(store)
    await alter(store, sql)
    assert await verify(store.reader) == Broken(ticket_no="", n=0, why="checkpoint 1 was altered")


async def test_a_checkpoint_seals_only_what_grew(store: Store) -> None:
    assert not await checkpoint(store), "there is nothing to seal"
    ticket = await a_walked_ticket(store)
    assert await checkpoint(store)
    assert not await checkpoint(store)
    await move(store, ticket, owner="wang")
    assert await checkpoint(store)
    assert await verify(store.reader) is None
    first, second = await store.reader.rows("SELECT * FROM checkpoints ORDER BY id")
    assert second["previous"] == first["seal"]


async def test_erasing_a_person_leaves_the_chain_whole(store: Store) -> None:
    """Rule 8 of architecture.md: destroying the key leaves chain and statistics whole."""
    await a_walked_ticket(store)
    await alter(store, "UPDATE tickets SET data_key = ?", b"")
    assert await verify(store.reader) is None
    with pytest.raises(Exception, match="cannot be decrypted"):
        await tickets.load(store.reader, "2026-0001")
    assert await tickets.counts(store.reader) == {"working": 1}
    await alter(store, "UPDATE log SET actor = 'wang' WHERE n = 2")
    assert await verify(store.reader) == Broken(ticket_no="2026-0001", n=2, why="it was altered")
