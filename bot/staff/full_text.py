"""查: all of a ticket that its reader may read; masked in a group, whole and on record in single chat.

Rule 1: who may not see the ticket reads nothing; in a group it is the whole group that reads.
Rule 2: who complains is no part of it (看号 shows that, with a purpose). The words are whole for whom
        the profile lets see who complains, masked for everybody else (N6).
Rule 3: nothing is cut; what is long leaves in several messages.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from bot.citizen.conversation import Visit
from bot.config.directory import unit_of
from bot.desk import log_entries
from bot.letters import attachments, citizen_copy, to_partners
from bot.letters.masking import literal, masked
from bot.staff import queries
from bot.staff.queries import Unanswerable
from bot.texts import full_text as texts
from bot.texts import hotline as hotline_texts
from bot.texts import staff
from bot.texts.moments import moment
from dispatch.errors import NotYours
from dispatch.lifecycle.authority import roles_on
from dispatch.lifecycle.command_table import COMMANDS
from dispatch.lifecycle.progress import taken
from dispatch.profiles.values import Role
from dispatch.rules.rules import Rules
from dispatch.ticket.actor import SCHEDULE, Actor
from dispatch.ticket.ticket import Ticket
from intake.grammar.commands import StaffCommand
from storage.people import media
from storage.queues import outbox, partner_sync
from storage.queues.lane import Channel, Lane
from storage.tickets import history, log
from storage.tickets.log import Logged

#: how a reading stands in the log
READ = "Read"
#: what the history tells, by its name in the log
_STEPS: Mapping[str, str] = {
    "Register": texts.REGISTERED,
    **{command.__name__: row.name for command, row in COMMANDS.items()},
}
#: steps whose words stand above the history
_ABOVE = frozenset({"Register", "Supplement", "Ask", "Rate", "Record"})


async def show(visit: Visit, actor: Actor, said: StaffCommand) -> str:
    """Answer 查: where a ticket stands and what was said; 全文 with the history, 打印 for the citizen."""
    found = await queries.find(visit, actor, said)
    return await read(visit, actor, found, str(said.fields.get("extent", "")))


async def read(visit: Visit, actor: Actor, ticket: Ticket, extent: str = texts.WHOLE) -> str:
    """Return as much of *ticket* as *actor* asks for and may read here; in single chat it is logged.

    With 全文 the attachments follow in single chat.

    Raises:
        Unanswerable: it is not theirs, or not for this group; the try is logged.
    """
    await _check(visit, actor, ticket)
    rules = visit.context.rules_of(ticket)
    is_private = actor.source == Channel.APP
    sees_all = is_private and bool(rules.roles_for("看号") & roles_on(actor, ticket))
    if extent == texts.COPY and not sees_all:
        raise Unanswerable(texts.COPY_IN_PRIVATE.format(no=ticket.no))
    entries = await log.entries(visit.session, ticket.no)
    if extent == texts.COPY:
        text = citizen_copy.of(entries, rules, visit.context.directory, visit.now)
    else:
        way = await _attached(visit, actor, ticket, extent) if sees_all else _way(actor, ticket)
        whole, unit = extent == texts.WHOLE, unit_of(actor)
        text = await _text(visit, ticket, entries, way, unit, is_whole=whole)
    if is_private:
        facts = {"extent": extent, "whole": sees_all}
        await log_entries.noted(visit.session, ticket, READ, actor, facts, visit.now)
    return literal(text) if sees_all else masked(text, ticket)


async def _check(visit: Visit, actor: Actor, ticket: Ticket) -> None:
    if not queries.may_see(actor, ticket):
        await log_entries.refused(visit.session, ticket, "查", actor, NotYours(), visit.now)
        raise Unanswerable(staff.NOT_THEIRS)
    if visit.group and not queries.may_see(_readers(visit), ticket):
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


def _way(actor: Actor, ticket: Ticket) -> str:
    """Return how a reader who gets no attachments here comes by them."""
    in_group = actor.source == Channel.GROUP
    return texts.FETCH.format(no=ticket.no) if in_group else texts.KEPT_APART


async def _attached(visit: Visit, actor: Actor, ticket: Ticket, extent: str) -> str:
    """Send the attachments after 全文; return what is said of them."""
    if extent != texts.WHOLE:
        return texts.FETCH.format(no=ticket.no)
    ids = [one.id for one in await media.of_subject(visit.session, ticket.no)]
    await outbox.put(
        visit.session, attachments.to_reader(ticket, ids, actor.id, visit.key), visit.now
    )
    return texts.FOLLOWS


async def _text(
    visit: Visit,
    ticket: Ticket,
    entries: Sequence[Logged],
    way: str,
    unit: str,
    *,
    is_whole: bool,
) -> str:
    rules, people = visit.context.rules_of(ticket), visit.context.directory.people

    def name(id_: str) -> str:
        known = people.get(id_)
        if known is not None:
            return known.name
        return texts.THE_SYSTEM if id_ == SCHEDULE.id else texts.someone(id_)

    sections = [
        *_standing(ticket, rules, name, visit.now, unit),
        *await _told(visit, ticket),
        *_said(visit, ticket, entries, name),
        *await _pieces(visit, ticket, way),
        *_over(ticket, rules, visit.now),
    ]
    if is_whole:
        sections += _past(ticket, entries, name, visit.now)
    return "\n".join(sections)


def _standing(
    ticket: Ticket, rules: Rules, name: texts.Names, now: datetime, unit: str
) -> Iterator[str]:
    """Yield where it stands, who holds it, what is to be decided, and until when with proof."""
    yield staff.summary(ticket, rules, now, unit)
    yield texts.holder(ticket, name, now)
    yield staff.steps(taken(ticket, rules.profile), now)
    yield from texts.proposal(ticket, now)
    for one in ticket.petitions:
        yield texts.petition(one, now)


async def _told(visit: Visit, ticket: Ticket) -> list[str]:
    """Return how far 12345 and the partners are told of *ticket* (WZ-6.2)."""
    names = {to_partners.way_of(id): name for id, name in visit.context.desk.partners.items()}
    return [
        hotline_texts.synced(
            names.get(one.way, one.way), sent=one.sent, waiting=one.waiting, parked=one.parked
        )
        for one in await partner_sync.status(visit.session, ticket.no)
    ]


def _said(
    visit: Visit, ticket: Ticket, entries: Sequence[Logged], name: texts.Names
) -> Iterator[str]:
    """Yield what was said, by the person and by us."""
    directory, now = visit.context.directory, visit.now

    def of_department(id_: str, userid: str) -> str:
        department = directory.departments.get(id_)
        return f"{department.name if department else ''} {name(userid)}".strip()

    yield from texts.words(ticket, now)
    for remark in ticket.remarks:
        yield texts.remark(remark, name, now)
    yield from texts.plan(ticket, now)
    for round_, reply in history.answers(entries):
        yield texts.answer(round_, reply, of_department(reply.department, reply.by), now)
    for round_, entry in history.contributions(entries):
        helper = directory.people.get(entry.actor)
        who = of_department(helper.department if helper else "", entry.actor)
        yield texts.contribution(round_, entry.payload["text"], moment(entry.at, now), who)
    for one in ticket.ratings:
        yield texts.rating(one, now)


async def _pieces(visit: Visit, ticket: Ticket, way: str) -> list[str]:
    """Return what came with the words, and how one gets it."""
    found = await media.of_subject(visit.session, ticket.no)
    lost = sum(one.state in media.LOST for one in found)
    return list(texts.pieces([one.kind for one in found], lost, way))


def _over(ticket: Ticket, rules: Rules, now: datetime) -> Iterator[str]:
    """Yield the limits that are over, with their proof."""
    for clock in ticket.clocks:
        if clock.stopped_at is not None:
            yield texts.over(clock, rules, ticket.class_name, now)


def _past(
    ticket: Ticket, entries: Sequence[Logged], name: texts.Names, now: datetime
) -> Iterator[str]:
    """Yield the papers, and step for step who did what."""
    for one in ticket.documents:
        yield texts.document(one, now)
    shown = {reply.text for _, reply in history.answers(entries)}
    shown |= {entry.payload["text"] for _, entry in history.contributions(entries)}
    yield texts.steps(_step(one, name, shown, now) for one in entries if one.command in _STEPS)


def _step(entry: Logged, name: texts.Names, shown: Collection[str], now: datetime) -> str:
    """Return one step; words that stand above are not repeated."""
    stands = entry.command in _ABOVE or entry.payload.get("text") in shown
    given = {} if stands else entry.payload
    return texts.step(entry.at, _STEPS[entry.command], name(entry.actor), given, now)
