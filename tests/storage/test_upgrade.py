"""An earlier release's database and log: what was stored then is still there, and still the truth."""

import json
from dataclasses import replace
from pathlib import Path

from builders import CITIZEN, NOW, wuzhi
from tortoise.context import TortoiseContext
from tortoise.migrations.executor import MigrationExecutor, MigrationTarget

from dispatch.lifecycle import life
from dispatch.ticket.commands import Supplement
from dispatch.ticket.ticket import State, Ticket
from storage.database.connections import open_writing
from storage.database.privacy import Keys
from storage.database.session import Session, marks, to_json
from storage.schema.migration import configuration, migrate, shipped
from storage.store import Store
from storage.tickets import codec, log, numbers, tickets
from storage.tickets.log import Entry
from storage.tickets.verification import verify

SAMPLES = Path(__file__).parent / "samples"
RELEASES = sorted(SAMPLES.glob("log_of_release_*.json"))


def told(release: Path) -> list[dict[str, object]]:
    """Return the entries that *release* wrote, oldest first."""
    entries: list[dict[str, object]] = json.loads(release.read_text("utf-8"))
    return entries


async def test_a_log_of_every_earlier_release_folds_to_the_ticket_it_told_of() -> None:
    assert RELEASES
    for release in RELEASES:
        facts = [entry["facts"] for entry in told(release)]
        ticket = codec.fold(facts)  # type: ignore[arg-type]  # JSON, as the log holds it

        assert ticket.state is State.STRUCK_OFF
        assert [one.level for one in ticket.ratings] == ["不满意", "满意"]
        assert ticket.petitions == ()  # what that release did not know takes its default


async def test_a_ticket_of_an_earlier_release_goes_on_under_this_one() -> None:
    for release in RELEASES:
        facts = [entry["facts"] for entry in told(release)][:5]
        ticket = codec.fold(facts)  # type: ignore[arg-type]  # JSON, as the log holds it
        moved, _ = life.apply(ticket, Supplement(by=CITIZEN, text="还是没办"), wuzhi(), NOW)
        assert moved.version == ticket.version + 1


async def test_a_filled_database_of_the_first_release_is_brought_up_to_date(
    empty_database_url: str, privacy_keys: Keys
) -> None:
    """Architecture §5: migrations are tested on a populated previous version, on both databases."""
    await migrate_to(empty_database_url, "0001_initial")
    facts = [entry["facts"] for entry in told(RELEASES[0])]
    old = codec.fold(facts)  # type: ignore[arg-type]  # JSON, as the log holds it
    await store_as_first_release(empty_database_url, privacy_keys, old)

    assert await migrate(empty_database_url) == shipped()[1:]
    store = await Store.open(empty_database_url, privacy_keys)
    try:
        assert await tickets.load(store.reader, old.no) == old
        assert await verify(store.reader) is None

        async def stored_again(session: Session) -> None:
            newer = replace(old, version=old.version + 1)
            await tickets.save(session, old, newer, codec.facts_of(newer))
            await append(session, old, newer)

        await store.writer.run(stored_again, name="again")
        (row,) = await store.reader.rows("SELECT owner, matter FROM tickets")
        assert (row["owner"], row["matter"]) == (old.owner, old.matter)
        assert await verify(store.reader) is None
    finally:
        await store.close()


async def migrate_to(url: str, name: str) -> None:
    """Bring *url* to the migration *name* only."""
    settings = configuration(url)
    (connection,) = settings["connections"]
    async with TortoiseContext() as context:
        await context.init(config=settings)
        client = context.connections.get(connection)
        executor = MigrationExecutor(client, settings["apps"])
        await executor.migrate([MigrationTarget("storage", name)])


async def store_as_first_release(url: str, keys: Keys, ticket: Ticket) -> None:
    """Store *ticket* and its log with the columns that the first release had."""
    connections = await open_writing(url)
    try:
        async with connections.begin() as transaction:
            session = Session(transaction.db, keys, "first")
            key, wrapped = keys.new_ticket_key(ticket.no)
            session.ticket_keys[ticket.no] = key
            person = ticket.complaint.complainant
            phone = tickets.normal_phone(person.phone)
            row = {
                "no": ticket.no,
                "data_key": wrapped,
                **tickets.looked_up_by(ticket),
                "phone_index": keys.blind("phone", phone) if phone else "",
                "complainant_index": keys.blind("lane", person.lane) if person.lane else "",
                "sealed": key.seal(to_json(codec.facts_of(ticket)), "tickets", "sealed", ticket.no),
            }
            await session.rows(
                f"INSERT INTO tickets ({', '.join(row)}) VALUES ({marks(list(row))})",
                *row.values(),
            )
            for department, is_lead in tickets.parts_of(ticket).items():
                await session.rows(
                    "INSERT INTO ticket_parts (ticket_no, department, is_lead) VALUES (?, ?, ?)",
                    *(ticket.no, department, is_lead),
                )
            await numbers.next_serial(session, ticket.centre, 2026)
            await append(session, None, ticket)
            await transaction.commit()
    finally:
        await connections.close()


async def append(session: Session, before: Ticket | None, after: Ticket) -> None:
    """Log the change in one entry."""
    facts = codec.changed(before, after, codec.facts_of(after))
    entry = Entry(at=NOW, command="Told", actor="shouli", source="app", facts=facts)
    await log.append(session, after.no, entry)
