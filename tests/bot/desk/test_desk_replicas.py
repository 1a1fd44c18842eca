"""Two replicas at one ticket on PostgreSQL: what one commits while the other decides is not overlooked."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from builders import LANE, RECEPTIONIST, SUPERVISOR, a_complaint
from databases import OpenReplica, only_postgres
from office import Office, office

from bot.desk import log_entries
from dispatch.ticket import case_commands as m
from dispatch.ticket import commands as c
from dispatch.ticket.actor import SCHEDULE
from dispatch.ticket.complaint import Complainant
from dispatch.ticket.ticket import State, Ticket
from storage.database.session import Session
from storage.tickets import tickets, verification

pytestmark = only_postgres

Meanwhile = Callable[[], Awaitable[object]]


def once_loaded(office: Office, no: str, meanwhile: Meanwhile, patch: pytest.MonkeyPatch) -> None:
    """Let *meanwhile* happen right after *office* has loaded ticket *no* the first time."""
    load, waiting = tickets.load, [meanwhile]

    async def loaded(session: Session, number: str) -> Ticket:
        ticket = await load(session, number)
        if waiting and number == no and session.holder == office.store.holder:
            await waiting.pop()()
        return ticket

    patch.setattr(tickets, "load", loaded)


async def told_by(office: Office, customer: str) -> Ticket:
    """Register a complaint of another person."""
    lane = LANE.replace("wmTest", customer)
    return await office.opens(a_complaint(complainant=Complainant(lane=lane, name="王")))


async def test_a_ticket_that_is_linked_while_the_main_one_is_answered_gets_the_answer_too(
    the_office: Office, open_replica: OpenReplica, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """N8: nobody is left waiting for an answer that has been given."""
    main, linked = await told_by(the_office, "one"), await told_by(the_office, "two")
    other = office(await open_replica(), clock)

    async def link() -> None:
        await other.do(linked.no, m.Link(by=SUPERVISOR, main=main.no))

    once_loaded(the_office, main.no, link, monkeypatch)
    solved = c.SolveOnSpot(by=RECEPTIONIST, result="已当场办好，执照已经领走")
    await the_office.do(main.no, solved)
    assert (await the_office.ticket(linked.no)).state is State.SURVEYING


async def test_a_note_of_another_replica_does_not_fail_the_command_beside_it(
    the_office: Office, open_replica: OpenReplica, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = await told_by(the_office, "one")
    other = office(await open_replica(), clock)

    async def note() -> None:
        await other.write(
            lambda s: log_entries.noted(s, ticket, "late:sms", SCHEDULE, {"step": "sms"}, clock())
        )

    once_loaded(the_office, ticket.no, note, monkeypatch)
    await the_office.do(ticket.no, c.Classify(by=RECEPTIONIST, matter="食品经营许可"))
    assert (await the_office.log(ticket.no))[-2:] == ["late:sms", "Classify"]
    assert await verification.verify(the_office.store.reader) is None
