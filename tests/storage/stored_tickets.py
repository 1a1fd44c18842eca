"""Tickets for the storage tests, moved by hand: no rule of dispatch is needed to store one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from dispatch.ticket.complaint import Complainant, Complaint
from dispatch.ticket.ticket import Part, State, Ticket
from storage.database.session import Session
from storage.store import Store
from storage.tickets import codec, log, numbers, tickets
from storage.tickets.log import Entry

NOW = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)
PHONE = "13800138000"
NAME = "欧阳诉求"
LANE = "kf:wk1:wm1"


def a_ticket(no: str = "2026-0001", **changes: Any) -> Ticket:
    """Return a registered ticket of a citizen with a name, a phone and a place."""
    person = Complainant(lane=LANE, name=NAME, phone=PHONE, address="幸福路3号")
    given: dict[str, Any] = {
        "no": no,
        "centre": "main",
        "profile": "wuzhi",
        "profile_version": "1",
        "calendar_version": "2026",
        "state": State.REGISTERED,
        "complaint": Complaint(
            text="跑了三趟", channel="微信客服", said_at=NOW, complainant=person
        ),
        "opened_at": NOW,
    }
    return Ticket(**(given | changes))


def of_person(lane: str, phone: str = "") -> Complaint:
    """Return a complaint by somebody else."""
    person = Complainant(lane=lane, phone=phone)
    return replace(a_ticket().complaint, complainant=person)


def a_part(department: str, *, is_lead: bool = True) -> Part:
    """Return a department's share."""
    return Part(department=department, name=department, is_lead=is_lead)


def moved(ticket: Ticket, **changes: Any) -> Ticket:
    """Return the next version of *ticket*."""
    return replace(ticket, version=ticket.version + 1, **changes)


def an_entry(before: Ticket | None, after: Ticket, command: str = "Register") -> Entry:
    """Return what the log says of the move."""
    return Entry(
        at=NOW + timedelta(minutes=after.version),
        command=command,
        actor="shouli",
        source="app",
        payload={"said": "跑了三趟", "by": NAME},
        facts=codec.changed(before, after, codec.facts_of(after)),
        profile_version=after.profile_version,
        calendar_version=after.calendar_version,
    )


async def given(session: Session, ticket: Ticket) -> None:
    """Note that the number of *ticket* was given, as the desk does."""
    await numbers.next_serial(session, ticket.centre, int(ticket.no.split("-")[-2]))


async def register(store: Store, ticket: Ticket) -> Ticket:
    """Store a new *ticket* with its first entry."""

    async def job(session: Session) -> None:
        await given(session, ticket)
        await tickets.insert(session, ticket, codec.facts_of(ticket))
        await log.append(session, ticket.no, an_entry(None, ticket))

    await store.writer.run(job, "register")
    return ticket


async def move(store: Store, ticket: Ticket, command: str = "Accept", **changes: Any) -> Ticket:
    """Store the next version of *ticket* with its entry and return it."""
    after = moved(ticket, **changes)

    async def job(session: Session) -> None:
        await tickets.save(session, ticket, after, codec.facts_of(after))
        await log.append(session, ticket.no, an_entry(ticket, after, command))

    await store.writer.run(job, "move")
    return after


async def a_walked_ticket(store: Store, no: str = "2026-0001") -> Ticket:
    """Store a ticket that was registered, dispatched and accepted: three entries."""
    ticket = await register(store, a_ticket(no))
    part = a_part("market")
    ticket = await move(store, ticket, "Dispatch", state=State.DISPATCHED, parts=(part,))
    return await move(store, ticket, "Accept", state=State.WORKING, owner="li")
