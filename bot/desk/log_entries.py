"""What the desk writes into a ticket's log: each change, and what changes nothing but must be on record."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from dispatch.errors import DeskError
from dispatch.ticket.actor import Actor
from dispatch.ticket.commands import Command
from dispatch.ticket.notices import Notice
from dispatch.ticket.ticket import Ticket
from storage.database.session import Session
from storage.tickets import log
from storage.tickets.codec import Facts
from storage.tickets.log import Entry

#: how a look at who complains, with its purpose, stands in the log (G-27)
LOOKED = "LookAtPhone"
#: how a reading of the whole stands there
READ = "Read"


async def opened(
    session: Session, ticket: Ticket, notices: Sequence[Notice], facts: Facts, now: datetime
) -> None:
    """Log that *ticket* was registered, with all its *facts*."""
    entry = Entry(
        at=now,
        command="Register",
        actor=ticket.owner,
        source=ticket.complaint.channel,
        payload={"notices": list(notices)},
        facts=facts,
        profile_version=ticket.profile_version,
        calendar_version=ticket.calendar_version,
    )
    await log.append(session, ticket.no, entry)


async def changed(
    session: Session,
    ticket: Ticket,
    command: Command,
    notices: Sequence[Notice],
    facts: Facts,
    now: datetime,
) -> None:
    """Log what was commanded of *ticket*, what was to be said, and the *facts* that changed."""
    payload = {**_payload(command), "notices": list(notices)}
    entry = _entry(ticket, type(command).__name__, command.by, payload, now, facts)
    await log.append(session, ticket.no, entry)


async def refused(
    session: Session, ticket: Ticket, name: str, by: Actor, error: DeskError, now: datetime
) -> None:
    """Log a command that was refused; the ticket does not change (product §5)."""
    payload = {"why": str(error), "by": by.id}
    await log.append(session, ticket.no, _entry(ticket, f"refused:{name}", by, payload, now))


async def noted(
    session: Session, ticket: Ticket, name: str, by: Actor, facts: Mapping[str, Any], now: datetime
) -> None:
    """Log *name* with *facts* (JSON) on the ticket's chain; the ticket does not change."""
    await log.append(session, ticket.no, _entry(ticket, name, by, {**facts, "by": by.id}, now))


def _entry(
    ticket: Ticket,
    name: str,
    by: Actor,
    payload: Mapping[str, Any],
    now: datetime,
    facts: Facts | None = None,
) -> Entry:
    return Entry(
        at=now,
        command=name,
        # of a citizen the log says in clear that it was one, no more
        actor="citizen" if "citizen" in by.roles else by.id,
        source=by.source,
        payload=payload,
        facts=facts or {},
        profile_version=ticket.profile_version,
        calendar_version=ticket.calendar_version,
    )


def _payload(command: Command) -> dict[str, Any]:
    rest = [field.name for field in fields(command) if field.name != "by"]
    return {"by": command.by.id, **{name: _plain(getattr(command, name)) for name in rest}}


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
