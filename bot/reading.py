"""What staff may ask: which ticket a number means, what waits for them, what they may do."""

from collections.abc import Collection

from bot.citizens import Visit
from bot.texts import staff
from bot.texts.moments import moment
from dispatch.actor import Actor
from dispatch.authority import commands_of
from dispatch.rules import Rules
from dispatch.ticket import State, Ticket, spoken
from intake.commands import StaffCommand, TicketRef, forms_for
from storage import tasks, tickets

#: what waits for whom, by role
WAITS_FOR: dict[str, frozenset[State]] = {
    "receptionist": frozenset({State.REGISTERED, State.ANSWERED}),
    "supervisor": frozenset({State.REGISTERED, State.ANSWERED}),
    "management": frozenset({State.PROPOSED}),
    "department": frozenset({State.DISPATCHED, State.WORKING, State.PLANNED, State.REWORK}),
}
#: how many lines 待办 shows, so that it fits one message of 2,048 bytes
SHOWN_AT_MOST = 15


async def find(visit: Visit, actor: Actor, ref: TicketRef | None) -> Ticket | str:
    """Return the ticket that *ref* means, or the sentence that says why none.

    A bare number is the newest open one of that number that *actor* may see.
    """
    if ref is None:
        return staff.UNKNOWN_TICKET.format(candidates="")
    centre = _centre(visit, ref.prefix)
    if centre is None:
        return staff.UNKNOWN_TICKET.format(candidates="")
    numbers = await tickets.find(visit.session, ref.year, ref.serial, centre)
    if not numbers:
        mine = [spoken(t.no) for t in await _visible(visit, actor)][:5]
        candidates = f"在办的有：{'、'.join(mine)}" if mine else ""
        return staff.UNKNOWN_TICKET.format(candidates=candidates)
    return await tickets.load(visit.session, numbers[0])


def _centre(visit: Visit, prefix: str) -> str | None:
    """Return the centre that a number's prefix names; without one it is the visitor's own."""
    if not prefix:
        return visit.centre
    centres = visit.house.desk.centres.values()
    return next((c.id for c in centres if c.prefix.upper() == prefix.upper()), None)


async def _visible(visit: Visit, actor: Actor) -> list[Ticket]:
    if "department" in actor.roles and actor.department:
        numbers = await tickets.open_of_department(visit.session, actor.department)
    else:
        numbers = await tickets.open_all(visit.session)
    return [await tickets.load(visit.session, no) for no in numbers]


async def show(visit: Visit, actor: Actor, said: StaffCommand) -> str:
    """Answer 查: where a ticket stands; departments see their own only."""
    found = await find(visit, actor, said.ref)
    if isinstance(found, str):
        return found
    departments = {part.department for part in found.parts}
    if actor.roles == {"department"} and actor.department not in departments:
        return staff.UNKNOWN_TICKET.format(candidates="")
    return staff.summary(found)


async def to_do(visit: Visit, actor: Actor, said: StaffCommand) -> str:
    """Answer 待办: the tickets that wait for this person, nearest limit first, then desk tasks."""
    states = frozenset[State]().union(*(WAITS_FOR.get(role, frozenset()) for role in actor.roles))
    waiting = [t for t in await _visible(visit, actor) if t.state in states]
    waiting.sort(key=lambda t: (t.due_at is None, t.due_at or t.opened_at))
    lines = [_line(t) for t in waiting[:SHOWN_AT_MOST]]
    if {"receptionist", "supervisor"} & actor.roles:
        lines += [
            staff.TASKS[task.kind].format(id=task.id, text=task.text).partition("\n")[0]
            for task in await tasks.opened(visit.session)
            if task.kind in staff.TASKS
        ][:SHOWN_AT_MOST]
    return "\n".join(lines) or staff.NOTHING_TO_DO


async def supervised(visit: Visit, actor: Actor, said: StaffCommand) -> str:
    """Answer 督办 列表: what is supervised and not yet answered."""
    pressed = [
        t
        for t in await _visible(visit, actor)
        if any(c.supervised_at is not None for c in t.open_clocks)
    ]
    return "\n".join(map(_line, pressed[:SHOWN_AT_MOST])) or staff.NOTHING_TO_DO


def _line(ticket: Ticket) -> str:
    lead = ticket.lead.name if ticket.lead else ticket.matter
    due = f" 时限 {moment(ticket.due_at)}" if ticket.due_at else ""
    return f"{spoken(ticket.no)} {staff.STATES[ticket.state]} {lead}{due}"


def help_for(actor: Actor, rules: Rules, built: Collection[str]) -> str:
    """Return the commands that *actor* may give, with their forms."""
    mine = [name for name in commands_of(actor, rules) if name in built]
    return "\n".join([staff.HELP_HEAD, *forms_for(mine)])
