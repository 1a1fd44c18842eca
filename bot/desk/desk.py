"""The write path: the only place that changes a ticket.

Chat, console, command line and sweeps all come through here: load → apply → save (version checked)
→ log → outbox, one transaction. Nothing is sent from inside it.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any

from bot.config.directory import Directory
from bot.desk import card_updates, linked_tickets, recurrence, reminder_limit, undelivered
from bot.desk.answer_check import Linter
from bot.desk.card_updates import Move
from bot.desk.centres import Centre
from bot.desk.correction import corrected
from bot.letters import attachments, compose, to_partners
from bot.letters.fallback import Ladder
from bot.profiles.versions import Rulebook
from bot.texts.moments import SHANGHAI
from dispatch.errors import DeskError
from dispatch.lifecycle import life
from dispatch.lifecycle.authority import check
from dispatch.rules.rules import Rules
from dispatch.ticket.actor import Actor
from dispatch.ticket.case_commands import Correct
from dispatch.ticket.commands import Command
from dispatch.ticket.complaint import Complaint
from dispatch.ticket.notices import Notice, NoticeKind
from dispatch.ticket.ticket import State, Ticket
from intake.classify.similarity import ALIKE, likeness
from storage.database.errors import StaleTicket, Unreadable
from storage.database.session import Session
from storage.people import media
from storage.queues import outbox
from storage.store import Store
from storage.tickets import codec, log, numbers, tickets
from storage.tickets.log import Entry

#: how often a command is tried again after somebody else moved the ticket meanwhile
TRIES = 3


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything that may happen to a ticket, in one transaction each."""

    store: Store
    centres: Mapping[str, Centre]
    directory: Directory
    #: who is told of our tickets (12345, partners): id → name
    partners: Mapping[str, str] = field(default_factory=dict)
    #: the rules of earlier days, which the tickets of those days keep
    book: Rulebook = field(default_factory=Rulebook)
    #: the ways of the late message
    ladder: Ladder = field(default_factory=Ladder)
    #: what reads every answer before it leaves
    linter: Linter = field(default_factory=Linter)

    def rules_of(self, ticket: Ticket) -> Rules:
        """Return the rules that *ticket* goes by: those of its day (§8, rule c)."""
        return self.book.rules_of(ticket, self.centres[ticket.centre].rules)

    async def handle(self, no: str, command: Command, now: datetime) -> Ticket:
        """Apply *command* to ticket *no* and queue what must be said.

        Either all of it is stored or none of it; nothing is sent from here.

        Raises:
            DeskError: see `dispatch.lifecycle.life.apply`.
            StaleTicket: somebody else moved the ticket, three times over.
        """

        async def job(session: Session) -> Ticket:
            return await self.within(session, no, command, now)

        for _ in range(TRIES - 1):
            with suppress(StaleTicket):
                return await self.store.writer.run(job, name=type(command).__name__)
        return await self.store.writer.run(job, name=type(command).__name__)

    async def within(
        self, session: Session, no: str, command: Command, now: datetime, *, pressed: str = ""
    ) -> Ticket:
        """Do the same, once, inside a transaction that is already open.

        Args:
            pressed: the task id of the card whose button gave the command.
        """
        ticket = await tickets.load(session, no)
        await self.book.look_up(session, ticket)
        rules = self.rules_of(ticket)
        check(command, ticket, rules)  # who may not give it needs no word on its wording
        command = self.linter.read(ticket, command, rules)
        if isinstance(command, Correct):
            moved, notices = await corrected(session, ticket, command, rules, now)
        else:
            moved, notices = life.apply(ticket, command, rules, now)
        await tickets.save(session, moved, ticket.version)
        self.linter.note(moved, command)
        await self._record(session, ticket, moved, command, notices, now)
        letters = compose.letters(moved, notices, rules, self.directory, now, by=command.by)
        letters = await reminder_limit.spent(session, letters, moved, command, now)
        move = Move(after=moved, by=command.by, pressed=pressed)
        over = await card_updates.retired(session, self.directory, move, letters)
        told = to_partners.letters(ticket, moved, rules, self.partners, now)
        await outbox.put(session, [*over, *letters, *told], now)
        await self._forward(session, moved, notices, now)
        if ticket.state is State.SURVEYING and moved.state is not State.SURVEYING:
            await self._drop_waiting(session, moved)
        await recurrence.look(self, session, ticket, moved, rules, now)
        moved = await linked_tickets.follow(self, session, ticket, moved, command, now)
        return await undelivered.follow(self, session, ticket, moved, now)

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
        context = self.centres[centre]
        context = replace(context, rules=self.book.rules_on(context.rules, now))
        year = now.astimezone(SHANGHAI).year
        serial = await numbers.next_serial(session, centre, year)
        prefix = f"{context.prefix}-" if context.prefix else ""
        no = f"{prefix}{year}-{serial:04d}"
        is_joint = context.rules.profile.hotline.joint
        complaint = replace(complaint, alike=await self._alike(session, complaint, is_joint))
        complaint = await linked_tickets.routed(session, complaint, centre, self.directory)
        owner = owner or linked_tickets.first_of(self.directory, centre)
        ticket, notices = life.register(
            no, centre, complaint, owner, context.rules, now, above=above
        )
        await tickets.insert(session, ticket)
        await self._record(session, None, ticket, None, notices, now)
        letters = compose.letters(ticket, notices, context.rules, self.directory, now)
        pieces = attachments.to_desk(ticket, [one.id for one in complaint.media], self.directory)
        told = to_partners.letters(None, ticket, context.rules, self.partners, now)
        await outbox.put(session, [*letters, *pieces, *told], now)
        return ticket

    async def _alike(
        self, session: Session, complaint: Complaint, is_joint: bool
    ) -> tuple[str, ...]:
        """Return the same person's open tickets that read alike: a likely duplicate (G-14).

        What came by 12345 is compared with what was told here where both work as one (SQ-3a).
        """
        person = complaint.complainant
        mine = await tickets.of_phone(session, person.phone) if person.phone else []
        mine += await tickets.of_complainant(session, person.lane) if person.lane else []
        alike = []
        for no in dict.fromkeys(mine):
            with suppress(Unreadable):  # the person was erased; nothing is left to compare
                other = await tickets.load(session, no)
                reads_alike = likeness(other.complaint.text, complaint.text) >= ALIKE
                is_here = is_joint or bool(other.complaint.external_no) == bool(
                    complaint.external_no
                )
                if reads_alike and is_here and not other.is_closed:
                    alike.append(no)
        return tuple(alike)

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
            actor=_in_clear(by),
            source=by.source,
            payload={"why": str(error), "by": by.id},
            facts={},
            profile_version=ticket.profile_version,
            calendar_version=ticket.calendar_version,
        )
        await log.append(session, ticket.no, entry)

    async def noted(
        self,
        session: Session,
        ticket: Ticket,
        name: str,
        by: Actor,
        facts: Mapping[str, Any],
        now: datetime,
    ) -> None:
        """Log *name* with *facts* (JSON) on the ticket's chain; the ticket does not change."""
        entry = Entry(
            at=now,
            command=name,
            actor=_in_clear(by),
            source=by.source,
            payload={**facts, "by": by.id},
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
        notices: Sequence[Notice],
        now: datetime,
    ) -> None:
        """Log what was commanded, what was to be said, and the facts that changed."""
        name = type(command).__name__ if command else "Register"
        entry = Entry(
            at=now,
            command=name,
            actor=_in_clear(command.by) if command else after.owner,
            source=command.by.source if command else after.complaint.channel,
            payload={**_payload(command), "notices": list(notices)},
            facts=codec.facts_between(before, after),
            profile_version=after.profile_version,
            calendar_version=after.calendar_version,
        )
        await log.append(session, after.no, entry)

    async def _forward(
        self, session: Session, ticket: Ticket, notices: Sequence[Notice], now: datetime
    ) -> None:
        """Bring photos and voices to the liaisons of the departments that just got the 工作单."""
        new = [notice.target for notice in notices if notice.what is NoticeKind.FORM]
        if new:
            ids = [piece.id for piece in await media.of_subject(session, ticket.no)]
            letters = attachments.to_liaisons(ticket, ids, new, self.directory)
            await outbox.put(session, letters, now)

    async def _drop_waiting(self, session: Session, ticket: Ticket) -> None:
        """Let go of an answer and survey that still wait (待送达): they were judged another way."""
        lane = ticket.complaint.complainant.lane
        for letter in await outbox.listed(session, "held", lane):
            if letter.ticket_no == ticket.no and letter.payload.get("waits"):
                await outbox.drop(session, letter.id, "the ticket has moved on")


def _in_clear(by: Actor) -> str:
    """Return who gave a command as the log says it unsealed: of a citizen no more than that."""
    return "citizen" if "citizen" in by.roles else by.id


def _payload(command: Command | None) -> dict[str, Any]:
    if command is None:
        return {}
    rest = [field.name for field in fields(command) if field.name != "by"]
    return {"by": command.by.id, **{name: _plain(getattr(command, name)) for name in rest}}


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
