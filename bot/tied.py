"""What one change brings about elsewhere: tickets it is tied to, another centre's share, a routing rule.

All of it in the change's own transaction, through the desk like everything else.
"""

from dataclasses import replace
from datetime import datetime
from typing import Protocol

from bot.directory import MGMT, WIN, Directory
from dispatch import ties
from dispatch.commands import Command, Reassign
from dispatch.complaint import Complaint, Scored
from dispatch.elsewhere import LEVEL
from dispatch.measures import Transfer
from dispatch.ticket import State, Ticket
from storage import routes, tickets
from storage.session import Session


class Writer(Protocol):
    """The desk, as far as it is needed here."""

    @property
    def directory(self) -> Directory:
        """Who is who."""

    async def within(
        self, session: Session, no: str, command: Command, now: datetime, *, pressed: str = ""
    ) -> Ticket:
        """See `bot.desk.Desk.within`."""

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
        """See `bot.desk.Desk.open`."""


async def follow(
    desk: Writer,
    session: Session,
    before: Ticket,
    moved: Ticket,
    command: Command,
    now: datetime,
) -> None:
    """Do what follows elsewhere from *command*, which made *before* into *moved*."""
    if isinstance(command, Transfer) and command.centre:
        await _open_below(desk, session, moved, command.centre, now)
    if isinstance(command, Reassign) and before.state is State.MEETING and moved.lead:
        await routes.decide(
            session, moved.centre, moved.matter, moved.lead.department, moved.no, now
        )
    if ties.has_news(before, moved):
        for no in await _tied(session, moved):
            other = await tickets.load(session, no)
            owed = ties.follows(before, moved, other)
            if owed is not None:
                await desk.within(session, no, owed, now)
        await _too_late(desk, session, moved, now)


async def _too_late(desk: Writer, session: Session, moved: Ticket, now: datetime) -> None:
    """Give *moved* at once what it came too late for: the one it is tied to is answered or over."""
    if not moved.tied_to:
        return
    ticket = await tickets.load(session, moved.no)
    owed = ties.owed(ticket, await tickets.load(session, moved.tied_to))
    if owed is not None:
        await desk.within(session, moved.no, owed, now)


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
