"""查: all of a ticket that its reader may read; masked in a group, whole and on record in single chat.

Rule 1: who may not see the ticket reads nothing; in a group it is the whole group that reads.
Rule 2: who complains is no part of it (看号 shows that, with a purpose). The words are whole for whom
        the profile lets see who complains, masked for everybody else (N6).
Rule 3: nothing is cut; what is long leaves in several messages.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from bot.citizen.conversation import Visit
from bot.config.directory import Directory, unit_of
from bot.desk import announcement, linked_tickets, log_entries, notification
from bot.letters import attachments, citizen_copy, kinds, to_partners
from bot.letters.desk_tasks import HANDS
from bot.letters.masking import literal, masked
from bot.staff import chats, queries
from bot.staff.queries import Unanswerable
from bot.texts import full_text as texts
from bot.texts import hand_delivery, leads, staff
from bot.texts import hotline as hotline_texts
from bot.texts.moments import moment
from dispatch.lifecycle.authority import roles_on
from dispatch.lifecycle.command_table import COMMANDS
from dispatch.lifecycle.progress import taken
from dispatch.profiles.values import Role
from dispatch.rules.rules import Rules
from dispatch.ticket.actor import SCHEDULE, Actor
from dispatch.ticket.sight import (
    may_see,
    sees_allegation,
    sees_teller,
    told_to,
    without_lead,
)
from dispatch.ticket.ticket import Ticket
from intake.grammar.commands import StaffCommand
from intake.grammar.fields import TaskRef, TicketRef
from storage.database.errors import NoSuchTicket, Unreadable
from storage.people import media
from storage.queues import partner_sync
from storage.queues.lane import Channel, Lane
from storage.queues.letters import Urgency
from storage.tickets import history, log, tickets
from storage.tickets.log import Logged

#: what the history tells, by its name in the log
_STEPS: Mapping[str, str] = {
    "Register": texts.REGISTERED,
    **{command.__name__: row.name for command, row in COMMANDS.items()},
}
#: what became of a lead, for those only who may read it (N6)
_LEAD_STEPS = frozenset({"Allege", "Unmark", "TellHead", "HandOver"})
#: steps whose words stand above the history
_ABOVE = frozenset({"Register", "Supplement", "Ask", "Rate", "Record"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One reader of one ticket, what they ask for, and what the ticket's log tells."""

    visit: Visit
    actor: Actor
    ticket: Ticket
    extent: str
    entries: Sequence[Logged]

    @property
    def rules(self) -> Rules:
        return self.visit.context.rules_of(self.ticket)

    @property
    def directory(self) -> Directory:
        return self.visit.context.directory

    @property
    def is_private(self) -> bool:
        """True in the app's single chat; the robot's own is none, for what it says may be a group's."""
        return self.actor.source == Channel.APP

    @property
    def sees_all(self) -> bool:
        """True where nothing is masked: in single chat, for whom the profile shows who complains."""
        shown = self.rules.roles_for("看号") & roles_on(self.actor, self.ticket)
        may = bool(shown) and sees_teller(self.actor, self.ticket)
        return self.is_private and may

    @property
    def gets_pieces(self) -> bool:
        """True where photos and voices may follow; what came with a lead may show it (N6)."""
        return self.sees_all and (self.ticket.allegation is None or self.sees_lead)

    @property
    def sees_lead(self) -> bool:
        """True in single chat for whom what is said of somebody's conduct is for (N6)."""
        return self.is_private and sees_allegation(self.actor, self.ticket)

    def without_lead(self) -> "Reading":
        """Return the same without what only those may read who deal with a lead."""
        kept = [one for one in self.entries if one.command not in _LEAD_STEPS]
        return replace(self, ticket=without_lead(self.ticket), entries=kept)

    @property
    def now(self) -> datetime:
        return self.visit.now

    def name(self, id_: str) -> str:
        """Return how staff read who acted."""
        known = self.directory.people.get(id_)
        if known is not None:
            return known.name
        return texts.THE_SYSTEM if id_ == SCHEDULE.id else texts.someone(id_)

    def of_department(self, id_: str, userid: str) -> str:
        department = self.directory.departments.get(id_)
        return f"{department.name if department else ''} {self.name(userid)}".strip()


async def show(visit: Visit, actor: Actor, said: StaffCommand) -> str:
    """Answer 查: where a ticket stands and what was said; 全文 with the history, 打印 for the citizen."""
    task = said.fields.get("task")
    if isinstance(task, TaskRef):
        if HANDS & actor.roles:
            return await chats.show(visit, actor, task)
        said = replace(said, ref=TicketRef(serial=task.id))  # they have no tasks: a ticket is meant
    found = await queries.find(visit, actor, said)
    return await read(visit, actor, found, str(said.fields.get("extent", "")))


async def pressed(visit: Visit, by: Actor, ticket: Ticket) -> str:
    """全文: the whole goes to the presser's single chat, wherever they pressed; return what became of it."""
    try:
        whole, outcome = await read(visit, replace(by, source=Channel.APP), ticket), "read"
    except Unanswerable as instead:
        whole, outcome = str(instead), "refused"
    said = kinds.texts(kinds.member(by.id), whole)
    letters = kinds.in_order(said, f"{visit.key}/whole", ticket.no, urgency=Urgency.AWAITED)
    await visit.send(letters)
    return outcome


async def read(visit: Visit, actor: Actor, ticket: Ticket, extent: str = texts.WHOLE) -> str:
    """Return as much of *ticket* as *actor* asks for and may read here; in single chat it is logged.

    With 全文 the attachments follow in single chat.

    Raises:
        Unanswerable: it is not theirs, which is logged, or not for this group or this chat.
    """
    await _check(visit, actor, ticket)
    reading = Reading(
        visit=visit,
        actor=actor,
        ticket=ticket,
        extent=extent,
        entries=await log.entries(visit.session, ticket.no),
    )
    shown = reading if reading.sees_lead else reading.without_lead()
    text = _copy(reading) if extent == texts.COPY else await _text(shown)
    if not reading.is_private:
        return masked(text, ticket)
    facts = {"extent": extent, "whole": reading.sees_all}
    await visit.write(
        lambda session: log_entries.noted(
            session, ticket, log_entries.READ, actor, facts, visit.now
        )
    )
    return literal(text) if reading.sees_all else masked(text, ticket)


async def _check(visit: Visit, actor: Actor, ticket: Ticket) -> None:
    if not may_see(actor, ticket):
        await queries.tried(visit, ticket, "查", actor)
        raise Unanswerable(staff.NOT_THEIRS)
    if visit.group and not may_see(_readers(visit), ticket):
        raise Unanswerable(texts.OTHER_GROUP.format(no=ticket.no))


def _readers(visit: Visit) -> Actor:
    """Return a group's members as one reader: they see what is with their department."""
    department = visit.context.directory.departments[visit.group]
    return Actor(
        id=str(Lane(Channel.GROUP, department.id)),
        roles=frozenset({Role.DEPARTMENT}),
        department=department.id,
        centre=department.centre,
    )


def _copy(reading: Reading) -> str:
    """Return what the person gets; only who sees all may hand it out."""
    if not reading.sees_all:
        raise Unanswerable(texts.COPY_IN_PRIVATE.format(no=reading.ticket.no))
    visit = reading.visit
    words = told_to(reading.actor, reading.ticket)
    return citizen_copy.of(
        reading.entries, reading.rules, reading.directory, visit.now, words=words
    )


async def _text(reading: Reading) -> str:
    sections = [
        *_standing(reading),
        *([leads.shown(reading.ticket)] if reading.sees_lead else []),
        *await _related(reading),
        *await _synced(reading),
        *await _untold(reading),
        *await _unbrought(reading),
        *_said(reading),
        *await _pieces(reading),
        *_over(reading),
    ]
    if reading.extent == texts.WHOLE:
        sections += _past(reading)
    return "\n".join(sections)


def _standing(reading: Reading) -> Iterator[str]:
    """Yield where it stands, who holds it, what is to be decided, and until when with proof."""
    ticket, rules, now = reading.ticket, reading.rules, reading.now
    yield staff.summary(ticket, rules, now, unit_of(reading.actor))
    yield texts.holder(ticket, rules, reading.name, now)
    yield staff.steps(taken(ticket, rules.profile), now)
    yield from texts.proposal(ticket, now)
    for one in ticket.petitions:
        yield texts.petition(one, now)


async def _related(reading: Reading) -> list[str]:
    """Return what other tickets are to this one, of those that the reader, and the group, may see."""
    ticket, visit = reading.ticket, reading.visit
    rows = [
        (texts.EARLIER, ticket.complaint.earlier),
        (texts.TIED.get(ticket.tie, ""), ticket.tied_to),
        *((texts.LATER, no) for no in linked_tickets.later(reading.entries)),
    ]
    found = []
    for form, no in rows:
        with suppress(Unreadable, NoSuchTicket):
            other = await tickets.load(visit.session, no) if form and no else None
            if other is not None and _sees(reading, other):
                found.append(texts.related(form, other))
    return found


def _sees(reading: Reading, other: Ticket) -> bool:
    visit = reading.visit
    return may_see(reading.actor, other) and (not visit.group or may_see(_readers(visit), other))


async def _synced(reading: Reading) -> list[str]:
    """Return how far 12345 and the partners are told of the ticket (WZ-6.2)."""
    partners = reading.visit.context.desk.partners
    names = {to_partners.way_of(id): name for id, name in partners.items()}
    return [
        hotline_texts.synced(
            names.get(one.way, one.way), sent=one.sent, waiting=one.waiting, parked=one.parked
        )
        for one in await partner_sync.status(reading.visit.session, reading.ticket.no)
    ]


async def _untold(reading: Reading) -> list[str]:
    """Return what the person has not been told yet, with the number of its task."""
    found = await notification.open_tasks(reading.visit.session, reading.ticket.no)
    return [texts.UNTOLD.format(id=one.id, what=one.text.partition("\n")[0]) for one in found]


async def _unbrought(reading: Reading) -> list[str]:
    """Return which papers nobody has brought yet, with the number of the task."""
    visit, actor = reading.visit, reading.actor
    found = await announcement.papers_owed(visit.session, reading.ticket.no)
    return [
        hand_delivery.OPEN.format(id=one.id, what=one.text)
        for one in found
        if queries.reads(visit, actor, one)
    ]


def _said(reading: Reading) -> Iterator[str]:
    """Yield what was said, by the person and by us."""
    ticket, now = reading.ticket, reading.now
    yield from texts.words(ticket, now, with_place=reading.sees_all)
    for remark in ticket.remarks:
        yield texts.remark(remark, reading.name, now)
    yield from texts.plan(ticket, now)
    for round_, reply in history.answers(reading.entries):
        yield texts.answer(round_, reply, reading.of_department(reply.department, reply.by), now)
    for round_, entry in history.contributions(reading.entries):
        helper = reading.directory.people.get(entry.actor)
        who = reading.of_department(helper.department if helper else "", entry.actor)
        yield texts.contribution(round_, entry.payload["text"], moment(entry.at, now), who)
    for one in ticket.ratings:
        yield texts.rating(one, now)


async def _pieces(reading: Reading) -> list[str]:
    """Return what came with the words and how one gets it; after 全文 it is sent."""
    session, ticket, extent = reading.visit.session, reading.ticket, reading.extent
    found = await media.of_subject(session, ticket.no)
    way = texts.FETCH.format(no=ticket.no)
    if reading.is_private and not reading.gets_pieces:
        way = texts.KEPT_APART
    elif reading.is_private and extent == texts.WHOLE:
        way, ids = texts.FOLLOWS, [one.id for one in found]
        sent = attachments.to_reader(ticket, ids, reading.actor.id, reading.visit.key)
        await reading.visit.send(sent)
    lost = sum(one.state in media.LOST for one in found)
    return list(texts.pieces([one.kind for one in found], lost, way))


def _over(reading: Reading) -> Iterator[str]:
    """Yield the limits that are over, with their proof."""
    for clock in reading.ticket.clocks:
        if clock.stopped_at is not None:
            yield texts.over(clock, reading.rules, reading.ticket.class_name, reading.now)


def _past(reading: Reading) -> Iterator[str]:
    """Yield the papers, and step for step who did what."""
    for one in reading.ticket.documents:
        yield texts.document(one, reading.now)
        for way in announcement.brought_by(reading.entries, one):
            who = reading.name(way.actor)
            yield hand_delivery.line(way.payload["to"], who, way.at, reading.now)
    shown = {reply.text for _, reply in history.answers(reading.entries)}
    shown |= {entry.payload["text"] for _, entry in history.contributions(reading.entries)}
    steps = (one for one in reading.entries if one.command in _STEPS)
    yield texts.steps(_step(one, reading, shown) for one in steps)


def _step(entry: Logged, reading: Reading, shown: Collection[str]) -> str:
    """Return one step; words that stand above are not repeated."""
    stands = entry.command in _ABOVE or entry.payload.get("text") in shown
    given = {} if stands else entry.payload
    who = reading.name(entry.actor)
    return texts.step(entry.at, _STEPS[entry.command], who, given, reading.now)
