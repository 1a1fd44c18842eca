"""The database of the last commit before the house was rebuilt: brought up to date, equal, and goes on.

`old_database` tells what is in it and how it came to be.
"""

import json
import uuid
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from databases import make_empty, run_apart
from old_database import MASTER, NOTHING_SAID, known_then, old_database, restore
from test_upgrade import migrate_to

from bot.citizen import conversation_state
from bot.delivery import channels
from bot.desk.desk import Desk
from dispatch.lifecycle.wake import due_now
from dispatch.ticket.actor import Actor
from dispatch.ticket.commands import Rate, Supplement
from dispatch.ticket.ticket import State
from intake.talk.state import Talk
from storage.database.privacy import Keys
from storage.people import cards, tasks
from storage.queues import outbox
from storage.schema.migration import migrate, shipped
from storage.store import Store
from storage.tickets import codec, log, marks, tickets
from storage.tickets.verification import verify

#: it is brought up once on each database: one worker has them all
pytestmark = pytest.mark.xdist_group("the old database")

OLD = old_database()
#: when the last entry of its log was written
NOW = max(one["written_at"] for entries in OLD.logs.values() for one in entries)


@pytest.fixture
def privacy_keys() -> Keys:
    """The keys under which it was stored."""
    return Keys(MASTER)


async def bring_up(url: str) -> None:
    """Restore it at *url*, and migrate it to this release."""
    then = OLD.head["migrations"]
    assert shipped()[: len(then)] == then, "what was applied then is the beginning of today's"
    await migrate_to(url, then[-1])
    await restore(OLD, url, Keys(MASTER))
    assert await migrate(url) == shipped()[len(then) :]


@pytest.fixture(scope="module")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The SQLite file brought up to date, to copy."""
    path = tmp_path_factory.mktemp("brought up") / "yousu.db"
    run_apart(bring_up(f"sqlite://{path}"))
    return path


@pytest.fixture(scope="module")
def postgres_template(postgres_server: Any) -> str:
    """The PostgreSQL database brought up to date, to copy; its name."""
    name = f"brought_up_{uuid.uuid4().hex}"
    make_empty(postgres_server, name)
    run_apart(bring_up(postgres_server.get_uri(database=name)))
    return name


@pytest.fixture
def upgraded(store: Store) -> Store:
    """The restored database, migrated to this release and open."""
    return store


async def test_every_stored_ticket_is_what_its_log_tells_and_no_chain_is_broken(
    upgraded: Store,
) -> None:
    assert await verify(upgraded.reader) is None
    for row in OLD.rows["tickets"]:
        ticket = await tickets.load(upgraded.reader, row["no"])
        entries = await log.entries(upgraded.reader, row["no"])
        assert log.replay(entries) == ticket
        assert len(entries) == len(OLD.logs[row["no"]])


#: what was stored once and is read from the rest since
DERIVED = {"promised_on"}


async def test_an_untouched_ticket_is_stored_as_the_same_facts_and_the_same_columns(
    upgraded: Store,
) -> None:
    for old in OLD.rows["tickets"]:
        ticket = await tickets.load(upgraded.reader, old["no"])
        then = json.loads(old["sealed"]["plain"])
        still = {name: value for name, value in then.items() if name not in DERIVED}
        assert known_then(codec.facts_of(ticket), then, NOTHING_SAID) == still
        row = await upgraded.reader.row("SELECT * FROM tickets WHERE no = ?", old["no"])
        assert row is not None
        for name, value in (tickets.looked_up_by(ticket) | tickets.found_by(ticket)).items():
            assert name not in old or row[name] == value, (old["no"], name)
        parts = await upgraded.reader.rows(
            "SELECT department, is_lead FROM ticket_parts WHERE ticket_no = ?", old["no"]
        )
        stored = {one["department"]: bool(one["is_lead"]) for one in parts}
        assert stored == {part.department: part.is_lead for part in ticket.parts}
        person = ticket.complaint.complainant
        for known in ({"phone": person.phone}, {"lane": person.lane}):
            found = await tickets.of_person(upgraded.reader, **known)
            assert old["no"] in found or not any(known.values())


async def test_letters_cards_tasks_talks_and_marks_that_waited_are_still_read(
    upgraded: Store,
) -> None:
    waiting = OLD.rows["outbox"]
    assert {one["kind"] for one in waiting} <= set(channels.WAYS)
    for state in {one["state"] for one in waiting}:
        read = {one.key: one.payload for one in await outbox.listed(upgraded.reader, state)}
        assert read == {
            old["key"]: json.loads(old["payload"]["plain"])
            for old in waiting
            if old["state"] == state
        }
    for old in OLD.rows["cards"]:
        card = await cards.find(upgraded.reader, old["task"])
        assert card is not None
        assert card.response_code == old["response_code"]["plain"]
    opened = {one.id: one.text for one in await tasks.opened(upgraded.reader, limit=1000)}
    for old in OLD.rows["tasks"]:
        if old["done_at"] is None:
            assert opened[old["id"]] == old["text"]["plain"]
    for old in OLD.rows["conversations"]:
        talk, _ = await conversation_state.load(upgraded.reader, old["key"])
        then = json.loads(old["state"]["plain"])
        silent = conversation_state._TALK.dump_python(Talk(), mode="json")
        assert (
            known_then(conversation_state._TALK.dump_python(talk, mode="json"), then, silent)
            == then
        )
    for old in OLD.rows["marks"]:
        mark = await marks.load(upgraded.reader, old["id"])
        assert codec.dump_mark(mark).decode() == old["sealed"]["plain"]


async def test_each_open_ticket_goes_on_at_todays_desk(upgraded: Store) -> None:
    """The person adds something, who was asked votes, the sweep does what has come due a month later."""
    desk, now = OLD.desk(upgraded, NOW), NOW
    numbers = [row["no"] for row in OLD.rows["tickets"] if row["is_open"]]
    assert len({(await tickets.load(upgraded.reader, no)).state for no in numbers}) > 9
    for no in numbers:
        before = await tickets.load(upgraded.reader, no)
        person = Actor(id=f"link:{no}", roles=frozenset({"citizen"}), source="link")
        after = await desk.handle(no, Supplement(by=person, text="又去了一次"), now)
        assert after.version == before.version + 1
        if after.state is State.SURVEYING:
            best = desk.rules_of(after).levels[0]
            assert (await desk.handle(no, Rate(by=person, level=best), now)).is_closed
    await swept(desk, now + timedelta(days=30))
    assert await verify(upgraded.reader) is None


async def swept(desk: Desk, now: datetime) -> None:
    """Let the sweep do what is due at *now*."""
    for _ in range(50):
        due = await tickets.due(desk.store.reader, now, 200)
        if not due:
            return
        for no in due:
            for command in due_now(await tickets.load(desk.store.reader, no), now):
                await desk.handle(no, command, now)
    raise AssertionError(f"still due: {due}")
