"""Every way a real ticket can go is stored, replayed and verified."""

import pytest
from builders import MANAGER, NOW, WAY, a_ticket, deferring, wuzhi

from dispatch.lifecycle import life
from dispatch.ticket.ticket import State, Ticket
from storage.database.session import Session
from storage.store import Store
from storage.tickets import codec, log, numbers, tickets
from storage.tickets.log import Entry
from storage.tickets.verification import verify


async def store_step(store: Store, before: Ticket | None, after: Ticket, command: object) -> None:
    """Store one step of a ticket with its entry, as the desk does."""
    entry = Entry(
        at=NOW,
        command=type(command).__name__,
        actor=MANAGER.id,
        source="app",
        payload=command,
        facts=codec.changed(before, after, codec.facts_of(after)),
    )

    async def job(session: Session) -> None:
        if before is None:
            await numbers.next_serial(session, after.centre, 2026)
            await tickets.insert(session, after, codec.facts_of(after))
        else:
            await tickets.save(session, before, after, codec.facts_of(after))
        await log.append(session, after.no, entry)

    await store.writer.run(job, "step")


@pytest.mark.parametrize("state", WAY, ids=str)
async def test_replaying_the_log_of_a_ticket_gives_the_ticket(store: Store, state: State) -> None:
    rules = deferring(wuzhi())
    ticket = a_ticket(rules)
    await store_step(store, None, ticket, "Register")
    for command in WAY[state]:
        before = ticket
        ticket, _ = life.apply(ticket, command, rules, NOW)
        await store_step(store, before, ticket, command)
    assert ticket.state is state
    assert await tickets.load(store.reader, ticket.no) == ticket
    entries = await log.entries(store.reader, ticket.no)
    assert log.replay(entries) == ticket
    assert [entry.command for entry in entries[1:]] == [type(c).__name__ for c in WAY[state]]
    assert await verify(store.reader) is None
