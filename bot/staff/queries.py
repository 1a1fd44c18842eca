"""What staff may ask: which ticket a number means, what waits for them, what they may do."""

import asyncio
from collections.abc import Collection, Sequence
from contextlib import suppress

from bot.citizen.conversation import Visit
from bot.config.completeness import KNOWN
from bot.config.directory import MGMT, Directory, unit_of
from bot.desk import log_entries, shield
from bot.letters import kinds
from bot.letters.desk_tasks import HANDS, MANAGEMENTS
from bot.texts import answering, hand_delivery, staff
from bot.texts import knowing as known_texts
from dispatch.errors import NotYours
from dispatch.handlers.ownership import CORRECTABLE_FOR
from dispatch.lifecycle.authority import commands_of, may_now
from dispatch.lifecycle.command_table import COMMANDS
from dispatch.profiles.values import Role
from dispatch.rules.rules import Rules
from dispatch.ticket.actor import Actor
from dispatch.ticket.case_commands import Correct
from dispatch.ticket.sight import SEE_ALL, may_know_of, may_see, names_of
from dispatch.ticket.ticket import CLOSED, PUSHED, State, Ticket, spoken
from intake.grammar.commands import FORMS, StaffCommand, TicketRef, forms_for
from storage.database.errors import NoSuchTicket, Unreadable
from storage.database.session import Session
from storage.people import tasks
from storage.people.tasks import Task
from storage.queues.lane import Channel
from storage.tickets import lists, log, tickets, turns
from storage.tickets.lists import Scope

_OPEN = tuple(state for state in State if state not in CLOSED)
#: how many lines 待办 shows
SHOWN_AT_MOST = 15
#: bytes of the words of each task among them
QUOTED = 300
#: how many open tickets 帮助 looks at, one by one: who sees more may give nearly all of their commands somewhere
LOOKED_AT = 50
#: how many numbers an answer offers when none fits
OFFERED = 5


class Unanswerable(Exception):
    """What was asked cannot be answered; the message is what to say instead."""


class NotTheirs(Unanswerable):
    """What was asked is there, and none of theirs; the message must not say so where they may not know it."""


async def find(visit: Visit, actor: Actor, said: StaffCommand) -> Ticket:
    """Return the ticket that *said* is about.

    A bare number is the newest open one of that number that *actor* may see, else the only closed
    one; what is to be corrected is the one that they moved last. Somebody else's is answered without
    saying whose it is, and the try is logged.

    Raises:
        Unanswerable: there is none; what there is of that number is offered.
    """
    ref = said.ref
    if ref is None:
        raise Unanswerable(f"{staff.UNKNOWN_TICKET.format(candidates='')} {FORMS[said.name].how}")
    found = await _of_number(visit, actor, ref)
    mine = [ticket for ticket in found if may_see(actor, ticket)]
    wanted = (
        mine if ref.year is not None or len(mine) == 1 else await _meant(visit, actor, said, mine)
    )
    if wanted:
        return wanted[0]
    if mine:
        raise Unanswerable(staff.NOT_RUNNING.format(numbers="、".join(map(_named, mine[:OFFERED]))))
    raise await _not_theirs(visit, actor, said.name, found)


async def pressed_on(visit: Visit, actor: Actor, no: str, act: str) -> Ticket:
    """Return the ticket whose card *actor* pressed: a card shows what it showed once, not what is theirs now.

    Raises:
        Unanswerable: it is not theirs, and they hear what they would hear of a typed number (S5).
    """
    try:
        ticket = await tickets.load(visit.session, no)
    except (NoSuchTicket, Unreadable):  # never given, or its person was erased
        raise await _not_theirs(visit, actor, act, []) from None
    if not may_see(actor, ticket):
        raise await _not_theirs(visit, actor, act, [ticket])
    return ticket


async def _not_theirs(visit: Visit, actor: Actor, name: str, found: list[Ticket]) -> "Unanswerable":
    """Return the answer to who may see none of *found*; the try at each is on record (N6).

    What they must not know of is answered word for word as a number that was never given.
    """
    for ticket in found:
        await tried(visit, ticket, name, actor)
    if any(may_know_of(actor, ticket) for ticket in found):
        return NotTheirs(staff.NOT_THEIRS)
    unknown = staff.UNKNOWN_TICKET.format(candidates=await _offered(visit, actor))
    return NotTheirs(unknown) if found else Unanswerable(unknown)


async def tried(visit: Visit, ticket: Ticket, name: str, actor: Actor) -> None:
    """Put on the ticket's record that somebody asked for it, or pressed on it, whose it is not."""
    error, now = NotYours(), visit.now
    await visit.write(lambda session: log_entries.refused(session, ticket, name, actor, error, now))


async def _meant(
    visit: Visit, actor: Actor, said: StaffCommand, found: list[Ticket]
) -> list[Ticket]:
    """Return which of several of one number a bare one means: for 更正 what *actor* moved last."""
    if said.name == "更正":
        moved = [t for t in found if await _moved_last(visit, actor, t)]
        if len(moved) == 1:
            return moved
    return [ticket for ticket in found if not ticket.is_closed]


async def _moved_last(visit: Visit, actor: Actor, ticket: Ticket) -> bool:
    last = [one for one in await log.entries(visit.session, ticket.no) if one.facts][-1]
    return last.actor == actor.id and visit.now - last.at <= CORRECTABLE_FOR


async def _of_number(visit: Visit, actor: Actor, ref: TicketRef) -> list[Ticket]:
    """Return what a number may mean, open ones first, of these the newest first."""
    centre: str | None = actor.centre or None
    if ref.prefix:
        centres = visit.context.desk.centres.values()
        named = next((c.id for c in centres if c.prefix.upper() == ref.prefix.upper()), None)
        if named is None or centre not in (None, named):
            return []
        centre = named
    numbers = await tickets.find(visit.session, ref.year, ref.serial, centre)
    if not ref.prefix:  # said without one, the number that has none is meant
        numbers = [no for no in numbers if no[0].isdecimal()] or numbers
    return await _readable(visit, numbers)


async def _readable(visit: Visit, numbers: Sequence[str]) -> list[Ticket]:
    """Return the tickets of *numbers*; one that cannot be opened must not hide those of other years.

    Raises:
        Unanswerable: none of them can be.
    """
    found = []
    for no in numbers:
        with suppress(Unreadable):
            found.append(await tickets.load(visit.session, no))
    if numbers and not found:
        raise Unanswerable(staff.NOT_OPENED.format(no=spoken(numbers[0])))
    return found


def _named(ticket: Ticket) -> str:
    return f"{spoken(ticket.no)}（{staff.STATES[ticket.state]}）"


async def _offered(visit: Visit, actor: Actor) -> str:
    found = await _first(visit, actor, _OPEN, OFFERED)
    return staff.RUNNING.format(numbers="、".join(spoken(t.no) for t in found)) if found else ""


async def first_running(visit: Visit, actor: Actor, most: int) -> list[Ticket]:
    """Return at most *most* tickets that are not closed and that *actor* may see."""
    return await _first(visit, actor, _OPEN, most)


async def _first(visit: Visit, actor: Actor, states: Collection[State], most: int) -> list[Ticket]:
    scope = scope_of(actor, states, actor.centre)
    return [] if scope is None else await lists.first_in(visit.session, scope, most)


def scope_of(actor: Actor, states: Collection[State], centre: str) -> Scope | None:
    """Return where to look for what is in *states* and *actor* may see; None for nowhere."""
    sees_all = bool(actor.roles & SEE_ALL)
    if not sees_all and not actor.department:
        return None
    return Scope(
        states=[str(state) for state in states],
        centre=centre,
        department=unit_of(actor),
        restricted=Role.MANAGEMENT in actor.roles,
        asker=names_of(actor),
    )


async def waiting_for(
    session: Session, directory: Directory, actor: Actor, centre: str, most: int
) -> tuple[list[Ticket], int]:
    """Return what waits for *actor*, most urgent first, at most *most*, and how much there is.

    Management stands in for who is named and works here no more.
    """
    return await lists.open_in(session, _owed_by(directory, actor, centre), most)


async def first_waiting_for(
    session: Session, directory: Directory, actor: Actor, centre: str, most: int
) -> list[Ticket]:
    """Return the same tickets as `waiting_for`, and count nothing."""
    return await lists.first_in(session, _owed_by(directory, actor, centre), most)


def _owed_by(directory: Directory, actor: Actor, centre: str) -> Scope:
    is_above = Role.MANAGEMENT in actor.roles
    return Scope(
        owed_by=directory.beside(actor, centre),
        stands_in_for_all_but=turns.persons(directory.people) if is_above else (),
        centre=centre,
        restricted=is_above,
        asker=names_of(actor),
    )


async def to_do(visit: Visit, actor: Actor, said: StaffCommand) -> str:
    """Answer 待办: the tickets that wait for this person, nearest limit first, then desk tasks.

    Tasks quote citizens, so in a group they are left out.
    """
    directory = visit.context.directory
    found, total = await waiting_for(visit.session, directory, actor, actor.centre, SHOWN_AT_MOST)
    lines = [staff.listed(ticket, visit.now, unit_of(actor)) for ticket in found]
    if total > len(found):
        lines.append(staff.MORE_TO_DO.format(n=total - len(found)))
    if actor.roles & HANDS and actor.source == Channel.APP:
        others = await _tasks(visit, actor) if actor.roles & HANDS - {Role.EMERGENCY} else []
        lines = [*await _alarms(visit, actor), *lines, *others]
    return "\n".join(lines) or staff.NOTHING_TO_DO


async def _tasks(visit: Visit, actor: Actor) -> list[str]:
    found = await tasks.opened(visit.session, centre=visit.centre, limit=SHOWN_AT_MOST)
    kinds = staff.TASKS.keys() - staff.ALARMS
    theirs = [task for task in found if task.kind in kinds and reads(visit, actor, task)]
    return [_quoted(task) for task in theirs if await _sees_its_ticket(visit, actor, task)]


async def _sees_its_ticket(visit: Visit, actor: Actor, task: Task) -> bool:
    """True unless *task* brings a paper of a ticket that *actor* may not see (N6, G-21)."""
    if task.kind not in hand_delivery.KINDS:
        return True
    try:
        ticket = await tickets.load(visit.session, task.subject.partition("/")[0])
    except (NoSuchTicket, Unreadable):  # its person was erased: the line names nobody
        return True
    return may_see(actor, ticket)


def _quoted(task: Task) -> str:
    way = answering.WAY_OF_TASK.format(id=task.id)
    words = kinds.begun(task.text.partition("\n")[0], way, QUOTED)
    return staff.TASKS[task.kind].format(id=task.id, text=words).partition("\n")[0]


def reads(visit: Visit, actor: Actor, task: Task) -> bool:
    """True for a *task* of *actor*'s centre that quotes nothing said of their own conduct (N6).

    What is management's is nobody else's (G-21).
    """
    is_elsewhere = actor.centre and task.centre not in (None, "", actor.centre)
    is_managements = task.kind in MANAGEMENTS and not actor.roles & MGMT
    if is_elsewhere or is_managements:
        return False
    return bool(shield.unmentioned(visit.context.directory, (actor.id,), task.text))


async def _alarms(visit: Visit, actor: Actor) -> list[str]:
    """Return what must be done before everything else: somebody may be in danger."""
    return [
        _quoted(task)
        for kind in staff.ALARMS
        for task in await tasks.opened(visit.session, kind, centre=visit.centre)
        if reads(visit, actor, task)
    ]


async def supervised(visit: Visit, actor: Actor, said: StaffCommand) -> str:
    """Answer 督办 列表: what is supervised and not yet answered."""
    found = await _first(visit, actor, PUSHED, 200)
    pressed = [ticket for ticket in found if _is_supervised(ticket)]
    return (
        "\n".join(staff.listed(one, visit.now, unit_of(actor)) for one in pressed[:SHOWN_AT_MOST])
        or staff.NOTHING_SUPERVISED
    )


def _is_supervised(ticket: Ticket) -> bool:
    """True when it was supervised since it last came back: a demand need not wait for the limit."""
    return any(all(at > back for back in ticket.reworked_at) for at in ticket.supervised_at)


async def possible_now(visit: Visit, actor: Actor) -> frozenset[str]:
    """Return the commands that this person may give now on a ticket that they see, and what needs none.

    All of their roles where they see too many open tickets to look at each.
    """
    theirs = frozenset(commands_of(actor, visit.context.rules(visit.centre)))
    scope = scope_of(actor, _OPEN, actor.centre)
    if scope is not None and await lists.are_more_in(visit.session, scope, LOOKED_AT):
        return theirs
    given: set[str] = set()
    for ticket in await _first(visit, actor, _OPEN, LOOKED_AT):
        by, rules = (
            visit.context.directory.beside(actor, ticket.centre, ticket),
            visit.context.rules_of(ticket),
        )
        given |= {
            row.name for command, row in COMMANDS.items() if may_now(command, by, ticket, rules)
        }
        await asyncio.sleep(0)  # each asks some forty rules: the others go on in between
    about_tickets = {row.name for row in COMMANDS.values()} - {COMMANDS[Correct].name}
    return (theirs - about_tickets) | given


def help_for(rules: Rules, built: Collection[str]) -> str:
    """Return the forms of the commands *built*, as the county offers them."""
    mine = [name for name in rules.commands if name in built]
    names = "、".join(one.name for one in rules.profile.records)
    records = [staff.HELP_RECORDS.format(names=names)] if names and "记录" in mine else []
    return "\n".join([staff.HELP_HEAD, *forms_for(mine), *records, staff.HELP_MORE])


async def show_department(visit: Visit, actor: Actor, said: StaffCommand) -> str:
    """Answer 部门: what is known of one department, or which there are."""
    directory = visit.context.directory
    found = directory.departments_like(said.text.strip())
    if len(found) != 1:
        names = "、".join(one.name for one in found or directory.departments.values())
        return known_texts.WHICH.format(name=said.text.strip(), names=names)
    liaison = directory.people.get(found[0].liaison)
    rows = {name: known(found[0]) for name, known in KNOWN.items()}
    rows["联络方式"] = liaison.name if liaison else rows["联络方式"]
    return known_texts.known(found[0].name, {**rows, "办公时间": found[0].hours})
