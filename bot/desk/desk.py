"""The write path: the only place that changes a ticket.

Chat, console, command line and sweeps all come through here: load → apply → save (version checked)
→ log → react, one transaction. Nothing is sent from inside it. What the reactions want done to other
tickets stands in a queue and is worked off in the same transaction, one command after another.
"""

from collections import deque
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

import structlog

from bot.config.directory import Directory
from bot.config.sections import Settings
from bot.desk import (
    installation,
    linked_tickets,
    log_entries,
    notification,
    shield,
    undelivered,
)
from bot.desk.change import Change, FollowUp, Opening
from bot.desk.correction import corrected
from bot.desk.installation import Installation
from bot.desk.reactions import react
from bot.duplicates import likely
from bot.letters import attachments, compose, papers, to_partners
from bot.texts.moments import SHANGHAI
from dispatch.errors import DeskError
from dispatch.lifecycle import life
from dispatch.lifecycle.authority import check
from dispatch.rules.rules import Rules
from dispatch.rules.turns import turns
from dispatch.ticket.actor import SCHEDULE
from dispatch.ticket.case_commands import Amend, Correct
from dispatch.ticket.commands import Command, NoteUndelivered
from dispatch.ticket.complaint import Complaint
from dispatch.ticket.ticket import Ticket
from storage.database.errors import StaleTicket
from storage.database.session import Session
from storage.queues import outbox
from storage.store import Store
from storage.tickets import codec, numbers, tickets
from storage.tickets import turns as stored_turns

_log = structlog.get_logger(__name__)

#: how often a command is tried again after somebody else moved the ticket meanwhile
TRIES = 3


class Desk(Installation):
    """Everything that may happen to a ticket, in one transaction each."""

    __slots__ = ()

    async def handle(self, no: str, command: Command, now: datetime) -> Ticket:
        """Apply *command* to ticket *no* and queue what must be said.

        Either all of it is stored or none of it; nothing is sent from here.

        Raises:
            DeskError: see `dispatch.lifecycle.life.apply`.
            StaleTicket: somebody else moved the ticket, three times over.
        """

        async def job(session: Session) -> Ticket:
            return await self.within(session, await tickets.load(session, no), command, now)

        for _ in range(TRIES - 1):
            with suppress(StaleTicket):
                return await self.store.writer.run(job, name=type(command).__name__)
        return await self.store.writer.run(job, name=type(command).__name__)

    async def within(
        self,
        session: Session,
        ticket: Ticket,
        command: Command,
        now: datetime,
        *,
        pressed: str = "",
    ) -> Ticket:
        """Do the same, once, inside a transaction that is already open; return the ticket as it then stands.

        Args:
            ticket: as this transaction loaded it.
            pressed: the task id of the card whose button gave the command.
        """
        change = await self._change(session, ticket, command, now, pressed)
        moved = {ticket.no: change.after}
        queue = deque(await react(self, change))
        while queue:
            followed = await self._follow(session, queue.popleft(), moved, now)
            if followed is not None:
                moved[followed.after.no] = followed.after
                queue.extendleft(
                    reversed(await react(self, followed))
                )  # what follows, follows at once
        return moved[ticket.no]

    async def note_undelivered(self, session: Session, ticket: Ticket, now: datetime) -> Ticket:
        """Note 待送达: the chat is closed to answer and survey. Another way, and a call (N7).

        Raises:
            DeskError: the survey is over meanwhile.
        """
        await undelivered.down(self, session, ticket, now)
        return await self.within(session, ticket, NoteUndelivered(by=SCHEDULE), now)

    async def _change(
        self, session: Session, ticket: Ticket, command: Command, now: datetime, pressed: str = ""
    ) -> Change:
        """Move the ticket and store what became of it."""
        rules = await self.rules_for(session, ticket)
        by = self.directory.beside(command.by, ticket.centre, ticket)
        command = replace(command, by=by)
        command, lead = shield.parted_command(command, self.directory)
        check(command, ticket, rules)  # who may not give it needs no word on its wording
        command = await linked_tickets.grounded(session, ticket, command, self.directory)
        if isinstance(command, Correct):
            after, notices = await corrected(session, ticket, command, rules, now)
        else:
            if isinstance(command, Amend):
                command = await linked_tickets.naming(session, ticket, command, rules, now)
            command = self.linter.read(ticket, command, rules)
            after, notices = life.carry_out(ticket, command, rules, now)
            after = papers.composed(ticket, after, rules, now)
        facts = codec.facts_of(after)
        await tickets.save(session, ticket, after, facts)
        await _keep_turns(session, ticket, after, rules)
        changed = codec.changed(ticket, after, facts)
        await log_entries.changed(session, after, command, notices, changed, now)
        self.linter.note(after, command)
        return Change(
            before=ticket,
            after=after,
            command=command,
            notices=notices,
            rules=rules,
            session=session,
            now=now,
            pressed=pressed,
            lead=lead,
        )

    async def _follow(
        self, session: Session, wanted: FollowUp, moved: dict[str, Ticket], now: datetime
    ) -> Change | None:
        """Do what a change wants; that a ticket's own rules refuse it must not undo what led to it."""
        if isinstance(wanted, Opening):
            await self.open(
                session, wanted.complaint, wanted.centre, wanted.owner, now, above=wanted.above
            )
            return None
        ticket = moved.get(wanted.ticket.no, wanted.ticket)
        try:
            return await self._change(session, ticket, wanted.command, now)
        except DeskError as refused:
            name, error = type(wanted.command).__name__, type(refused).__name__
            _log.warning("follow_up_refused", ticket=ticket.no, command=name, error=error)
            return None

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
        """Register *complaint* (受理): the number is taken in the same transaction, gapless (WZ-F1).

        Args:
            above: the ticket of another centre that it works for (跨层级).
        """
        rules = self.book.rules_on(self.centres[centre].rules, now)
        no = await self._next_number(session, centre, now)
        found = await likely.likely(session, likely.new(complaint, centre, rules), now)
        complaint = replace(
            complaint,
            alike=likely.for_all(found),
            earlier=await linked_tickets.earlier_named(session, complaint, centre),
        )
        complaint = await linked_tickets.routed(session, complaint, centre, self.directory)
        owner = owner or linked_tickets.first_of(self.directory, centre)
        complaint, said = shield.parted(complaint, self.directory, now)
        owner = shield.owner_of(self.directory, centre, owner, said.persons if said else ())
        ticket, notices = life.register(
            no, centre, complaint, owner, rules, now, above=above, allegation=said
        )
        facts = codec.facts_of(ticket)
        await tickets.insert(session, ticket, facts)
        await stored_turns.add(session, no, stored_turns.rows_of(turns(ticket, rules)))
        await log_entries.opened(session, ticket, notices, facts, now)
        await linked_tickets.note_earlier(session, ticket, now)
        letters = compose.letters(ticket, notices, rules, self.directory, now)
        pieces = attachments.to_desk(ticket, [one.id for one in complaint.media], self.directory)
        told = to_partners.letters(None, ticket, rules, self.partners, now)
        alike = await linked_tickets.show_alike(self, session, ticket, found, now)
        await outbox.put(session, [*letters, *alike, *pieces, *told], now)
        await notification.bring(self, session, ticket, notices, now)
        return ticket

    async def _next_number(self, session: Session, centre: str, now: datetime) -> str:
        year = now.astimezone(SHANGHAI).year
        serial = await numbers.next_serial(session, centre, year)
        prefix = self.centres[centre].prefix
        return f"{prefix}-{year}-{serial:04d}" if prefix else f"{year}-{serial:04d}"


def desk_of(settings: Settings, store: Store) -> Desk:
    """Return the desk for a command of the shell: without reply guard and late message."""
    centres = installation.centres_of(settings, installation.adopted_of(settings))
    return Desk(store, centres, Directory.of(settings), to_partners.names_of(settings))


async def _keep_turns(session: Session, before: Ticket, after: Ticket, rules: Rules) -> None:
    """Store what became of whose turn it is, if it is another now."""
    was, is_now = (stored_turns.rows_of(turns(one, rules)) for one in (before, after))
    if was != is_now:
        await stored_turns.put(session, after.no, is_now)
