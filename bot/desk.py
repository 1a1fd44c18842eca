"""The write path: the only place that changes a ticket.

Chat, console, command line and sweeps all come through here: load → apply → save (version checked)
→ log → outbox, one transaction. Nothing is sent from inside it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from bot import announce
from bot.directory import Directory
from bot.texts.moments import SHANGHAI
from dispatch import life
from dispatch.actor import SCHEDULE, Actor
from dispatch.commands import Command
from dispatch.complaint import Complaint
from dispatch.errors import DeskError
from dispatch.notices import Notice
from dispatch.rules import Rules
from dispatch.ticket import Ticket
from storage import cards, codec, log, numbers, outbox, tickets
from storage.cards import Card
from storage.db import Store
from storage.log import Entry
from storage.outbox import Letter
from storage.session import Session

#: how often a command is tried again after somebody else moved the ticket meanwhile
TRIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Centre:
    """One service centre of the installation: its rules and the prefix of its numbers."""

    id: str
    prefix: str
    rules: Rules


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything that may happen to a ticket, in one transaction each."""

    store: Store
    centres: Mapping[str, Centre]
    directory: Directory

    async def handle(self, no: str, command: Command, now: datetime) -> Ticket:
        """Apply *command* to ticket *no* and queue what must be said.

        Either all of it is stored or none of it; nothing is sent from here.

        Raises:
            DeskError: see `dispatch.life.apply`.
            StaleTicket: somebody else moved the ticket, three times over.
        """

        async def job(session: Session) -> Ticket:
            return await self.within(session, no, command, now)

        return await self.store.writer.run(job, name=type(command).__name__)

    async def within(self, session: Session, no: str, command: Command, now: datetime) -> Ticket:
        """Do the same inside a transaction that is already open."""
        ticket = await tickets.load(session, no)
        rules = self.centres[ticket.centre].rules
        moved, notices = life.apply(ticket, command, rules, now)
        await tickets.save(session, moved, ticket.version)
        await self._record(session, ticket, moved, command, now)
        await self._announce(session, ticket, moved, notices, command, now)
        return moved

    async def open(
        self, session: Session, complaint: Complaint, centre: str, owner: str, now: datetime
    ) -> Ticket:
        """Register *complaint* (受理): the number is taken in the same transaction, gapless (WZ-F1)."""
        house = self.centres[centre]
        year = now.astimezone(SHANGHAI).year
        serial = await numbers.next_serial(session, centre, year)
        prefix = f"{house.prefix}-" if house.prefix else ""
        no = f"{prefix}{year}-{serial:04d}"
        ticket, notices = life.register(no, centre, complaint, owner, house.rules, now)
        await tickets.insert(session, ticket)
        await self._record(session, None, ticket, None, now)
        await self._announce(session, None, ticket, notices, None, now)
        return ticket

    async def refused(
        self,
        session: Session,
        ticket: Ticket,
        name: str,
        by: Actor,
        error: DeskError,
        now: datetime,
    ) -> None:
        """Log a command that was refused; the ticket does not change (product §5)."""
        entry = Entry(
            at=now,
            command=f"refused:{name}",
            actor=by.id,
            source=by.source,
            payload={"why": str(error)},
            facts={},
            profile_version=ticket.profile_version,
            calendar_version=ticket.calendar_version,
        )
        await log.append(session, ticket.no, entry)

    async def _record(
        self,
        session: Session,
        before: Ticket | None,
        after: Ticket,
        command: Command | None,
        now: datetime,
    ) -> None:
        name = type(command).__name__ if command else "Register"
        entry = Entry(
            at=now,
            command=name,
            actor=command.by.id if command else after.owner,
            source=command.by.source if command else after.complaint.channel,
            payload=_payload(command),
            facts=codec.facts_between(before, after),
            profile_version=after.profile_version,
            calendar_version=after.calendar_version,
        )
        await log.append(session, after.no, entry)

    async def _announce(
        self,
        session: Session,
        before: Ticket | None,
        after: Ticket,
        notices: Sequence[Notice],
        command: Command | None,
        now: datetime,
    ) -> None:
        rules = self.centres[after.centre].rules
        letters = announce.letters(after, notices, rules, self.directory, now)
        if before is not None and after.step_version > before.step_version:
            who = command.by if command else SCHEDULE
            letters = [*await self._retired(session, after, who), *letters]
        await outbox.put(session, letters, now)

    async def _retired(self, session: Session, after: Ticket, who: Actor) -> list[Letter]:
        """Return the letters that grey out the cards of the step that is over (product §2)."""
        return [
            retire(
                card,
                after,
                [p for p in self.directory.people_of(card.listener) if p != who.id],
                who.name,
            )
            for card in await cards.live(session, after.no)
        ]


def retire(card: Card, ticket: Ticket, people: Sequence[str], who: str) -> Letter:
    """Return the letter that shows on *card* that *who* has acted."""
    return Letter(
        key=f"{ticket.no}/{ticket.version}/retired/{card.task_id}",
        lane=card.listener,
        kind="app_update",
        ticket_no=ticket.no,
        payload={
            "no": ticket.no,
            "task": card.task_id,
            "to": list(people),
            "text": f"已由{who or '系统'}处理",
        },
    )


def _payload(command: Command | None) -> dict[str, Any]:
    if command is None:
        return {}
    return {
        field.name: _plain(getattr(command, field.name))
        for field in fields(command)
        if field.name != "by"
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
