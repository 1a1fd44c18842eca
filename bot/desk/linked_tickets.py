"""What one change brings about elsewhere: tickets it is tied to, another centre's share, a routing rule.

All of it in the change's own transaction, through the desk like everything else.
"""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Protocol

import structlog

from bot.config.directory import MGMT, WIN, Directory
from dispatch.errors import DeskError
from dispatch.handlers import links
from dispatch.handlers.transfers import LEVEL
from dispatch.ticket.case_commands import Correct, Transfer
from dispatch.ticket.commands import Command, Reassign
from dispatch.ticket.complaint import Complaint, Scored
from dispatch.ticket.ticket import State, Ticket
from storage.database.errors import Unreadable
from storage.database.session import Session
from storage.tickets import routes, tickets

_log = structlog.get_logger(__name__)


class Writer(Protocol):
    """The desk, as far as it is needed here."""

    @property
    def directory(self) -> Directory:
        """Who is who."""

    async def within(
        self, session: Session, no: str, command: Command, now: datetime, *, pressed: str = ""
    ) -> Ticket:
        """See `bot.desk.desk.Desk.within`."""

    async def open(
        self,
        session: Session,
        complaint: Complaint,
        centre: str,
        owner: str,
        now: datetime,
        *,
        above: str = "",
    ) -> Ticket:
        """See `bot.desk.desk.Desk.open`."""


async def follow(
    desk: Writer,
    session: Session,
    before: Ticket,
    moved: Ticket,
    command: Command,
    now: datetime,
) -> Ticket:
    """Do what follows elsewhere from *command*, which made *before* into *moved*.

    Return *moved* as it then stands: what it is tied to may have an answer for it already.
    """
    if isinstance(command, Transfer) and command.centre:
        await _open_below(desk, session, moved, command.centre, now)
    if isinstance(command, Reassign) and before.state is State.MEETING and moved.lead:
        await routes.decide(
            session, moved.centre, moved.matter, moved.lead.department, moved.no, now
        )
    if isinstance(command, Correct):
        await routes.forget(session, moved.no)  # what its meeting decided is taken back with it
    if not links.has_news(before, moved):
        return moved
    for no in await _tied(session, moved):
        with suppress(Unreadable):  # its person was erased; nothing is owed there
            other = await tickets.load(session, no)
            await _give(desk, session, no, links.follows(before, moved, other), now)
    return await _too_late(desk, session, moved, now)


async def _too_late(desk: Writer, session: Session, moved: Ticket, now: datetime) -> Ticket:
    """Give *moved* at once what it came too late for: the one it is tied to is answered or over."""
    if not moved.tied_to:
        return moved
    ticket = await tickets.load(session, moved.no)
    with suppress(Unreadable):
        above = await tickets.load(session, moved.tied_to)
        await _give(desk, session, moved.no, links.owed(ticket, above), now)
    return await tickets.load(session, moved.no)


async def _give(
    desk: Writer, session: Session, no: str, owed: Command | None, now: datetime
) -> None:
    """Give ticket *no* what it is owed; that its own rules refuse it must not undo what led to it."""
    if owed is None:
        return
    try:
        await desk.within(session, no, owed, now)
    except DeskError as refused:
        _log.warning(
            "tie_refused", ticket=no, command=type(owed).__name__, error=type(refused).__name__
        )


async def _tied(session: Session, ticket: Ticket) -> list[str]:
    above = [ticket.tied_to] if ticket.tie == LEVEL else []
    return [*above, *await tickets.tied_to(session, ticket.no)]


async def _open_below(
    desk: Writer, session: Session, above: Ticket, centre: str, now: datetime
) -> None:
    """Open the other centre's own ticket (WZ-8.5, SQ-7c): its number, its people, its ledger row.

    The person stays the one above's to talk to: they are asked once.
    """
    person = above.complaint.complainant
    complaint = replace(
        above.complaint,
        channel="函转",
        external_no="",
        complainant=replace(person, lane=""),
        alike=(),
        media=(),
    )
    await desk.open(
        session, complaint, centre, first_of(desk.directory, centre), now, above=above.no
    )


def first_of(directory: Directory, centre: str) -> str:
    """Return who answers for what comes in to *centre* without a receiver; empty if nobody works there."""
    people = directory.holding(WIN, centre) or directory.holding(MGMT, centre)
    return people[0] if people else ""


async def routed(
    session: Session, complaint: Complaint, centre: str, directory: Directory
) -> Complaint:
    """Return *complaint* with the department first that a meeting made the lead of its matter (N4)."""
    matter = complaint.categories[0].name if complaint.categories else ""
    decided = await routes.of_matter(session, centre, matter) if matter else None
    department = directory.departments.get(decided[0]) if decided else None
    if decided is None or department is None:
        return complaint
    first = Scored(id=department.id, name=department.name, confidence=1.0, words=(decided[1],))
    others = tuple(one for one in complaint.departments if one.id != first.id)
    return replace(complaint, departments=(first, *others))
