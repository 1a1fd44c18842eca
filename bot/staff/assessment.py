"""The typed commands about marks (考核, LH-17): 扣分, 核实, 申诉, 裁定, 扣分列表.

They are given in the single chat only: a group would read what was reported about somebody.
"""

import re
from collections.abc import Awaitable, Callable, Mapping

from bot.citizen.conversation import Visit
from bot.config.directory import MGMT
from bot.desk import marks as marking
from bot.letters.masking import masked
from bot.staff import assessment_decisions, queries
from bot.staff.assessment_decisions import refused
from bot.staff.command_fields import Unclear, department_named
from bot.texts import scoring as texts
from bot.texts import staff
from dispatch.assessment.demerits import propose
from dispatch.assessment.marks import COUNTING, Mark, MarkState, Propose
from dispatch.errors import DeskError
from dispatch.profiles.values import Role
from dispatch.rules.rules import Rules
from dispatch.ticket.actor import Actor
from dispatch.ticket.sight import is_about
from dispatch.ticket.ticket import Ticket
from dispatch.worktime.calendar import in_shanghai
from intake.grammar.commands import FORMS, StaffCommand
from storage.queues.lane import Channel
from storage.tickets import marks, tickets
from storage.tickets.marks import Asked

#: how long somebody took to come, as a fact says it (LH-17a)
_TOOK = re.compile(r"用时\s*(\d{1,4})\s*分钟")
#: who sees the marks of all windows; a department sees its own that were verified
_SEES_ALL = frozenset({Role.SUPERVISOR, Role.MANAGEMENT, Role.ASSESSOR})
#: what a window sees
_SHOWN_TO_WINDOW = COUNTING | {MarkState.REVOKED}
#: how many lines the list shows
SHOWN_AT_MOST = 15


async def _propose(visit: Visit, actor: Actor, said: StaffCommand) -> str:
    """扣分: one mark for each window named (LH-17e: 各扣); all of them or none."""
    found = await queries.find(visit, actor, said)
    rules = visit.context.rules_of(found)
    try:
        wanted = [
            propose(command, rules, visit.now) for command in _proposals(visit, actor, said, found)
        ]
    except Unclear as error:
        return f"{error} {FORMS[said.name].how}"
    except DeskError as error:
        return await refused(visit, actor, said, found, error)
    return "\n".join([await _kept(visit, actor, found, mark) for mark in wanted])


def _proposals(visit: Visit, actor: Actor, said: StaffCommand, ticket: Ticket) -> list[Propose]:
    named = said.fields["units"]
    took = _TOOK.search(said.text)
    return [
        Propose(
            by=actor,
            words=said.text,
            demerit=str(said.fields["demerit"]),
            centre=ticket.centre,
            ticket_no=ticket.no,
            event_at=ticket.opened_at,
            unit=unit,
            person=person,
            took_minutes=int(took[1]) if took else None,
        )
        for unit, person in (
            _whom(visit, ticket.centre, name)
            for name in (named if isinstance(named, tuple) else (str(named),))
        )
    ]


def _whom(visit: Visit, centre: str, name: str) -> tuple[str, str]:
    """Return window and officer that `市场监管局/李科` or `专员/孙受理` means.

    A 专员 on duty from a department is that window's; of the centre's own a person decides (G-18).
    """
    unit, _, officer = name.partition("/")
    if unit not in texts.DESK_OFFICERS:
        department = department_named(visit.context.directory, unit).id
        return department, _officer(visit, centre, officer, department)
    person = _officer(visit, centre, officer, None)
    known = visit.context.directory.people.get(person)
    return (known.department if known else ""), person


def _officer(visit: Visit, centre: str, name: str, department: str | None) -> str:
    """Return the userid of who is called *name*, of *department* unless that is None."""
    if not name:
        return ""
    found = [
        p.id
        for p in visit.context.directory.people.values()
        if name in (p.id, p.name)
        and p.centre in ("", centre)
        and department in (None, p.department)
    ]
    if len(found) != 1:
        raise Unclear(texts.UNKNOWN_PERSON.format(name=name))
    return found[0]


async def _kept(visit: Visit, actor: Actor, ticket: Ticket, mark: Mark) -> str:
    desk = visit.context.desk
    stored = await marking.propose(desk, visit.session, ticket, mark, actor, visit.now)
    if stored is not None:
        return texts.PROPOSED.format(mark=marking.line(desk, ticket, stored))
    before = await marks.of_key(visit.session, mark.key)
    return texts.AGAIN.format(
        mark=marking.line(desk, ticket, before), state=texts.STATES[before.state]
    )


async def _list(visit: Visit, actor: Actor, said: StaffCommand) -> str:
    """扣分列表: the newest marks that the actor may see, and what the year has cost so far."""
    centre = actor.centre or visit.centre
    if not visit.context.rules(centre).roles_for(said.name) & actor.roles:
        return staff.NOT_YOURS_TO_DO
    asked = Asked(centre=centre)
    if not actor.roles & _SEES_ALL:
        if not actor.department:
            return texts.NOTHING
        asked = Asked(centre=centre, unit=actor.department, states=_SHOWN_TO_WINDOW)
    found = await marks.newest(visit.session, asked, SHOWN_AT_MOST)
    lines = [line for mark in found if (line := await _listed(visit, actor, mark))]
    year = in_shanghai(visit.now).year
    if total := _cost(visit, await marks.of_year(visit.session, asked, year)):
        lines.append(texts.YEAR.format(year=year, units=total))
    return "\n".join(lines) or texts.NOTHING


async def _listed(visit: Visit, actor: Actor, mark: Mark) -> str:
    """Return its line; empty where the ticket is seen by management only (移交), or is about them (N6)."""
    ticket = await tickets.load(visit.session, mark.ticket_no)
    if is_about(actor, ticket) or (ticket.restricted and not MGMT & actor.roles):
        return ""
    whose = marking.whose(visit.context.directory, mark)
    clause = visit.context.rules_of(ticket).cited(mark.clause)
    return texts.listed(mark, clause, whose, masked(mark.fact, ticket))


def _cost(visit: Visit, counted: list[Mark]) -> str:
    """Return the points of each window, those without any left out."""
    points: dict[str, int] = {}
    for mark in counted:
        points[mark.unit] = points.get(mark.unit, 0) + mark.unit_points
    departments = visit.context.directory.departments
    return "、".join(
        texts.UNIT_YEAR.format(
            unit=departments[unit].name if unit in departments else unit, points=n
        )
        for unit, n in points.items()
        if n
    )


Ask = Callable[[Visit, Actor, StaffCommand], Awaitable[str]]


def _in_private(ask: Ask) -> Ask:
    async def asked(visit: Visit, actor: Actor, said: StaffCommand) -> str:
        return await ask(visit, actor, said) if actor.source == Channel.APP else texts.IN_PRIVATE

    return asked


#: what only reads (`bot.staff.chat_commands`)
READ: Mapping[str, Ask] = {"扣分列表": _in_private(_list)}
ASKED: Mapping[str, Ask] = {
    **READ,
    "扣分": _in_private(_propose),
    "核实": _in_private(assessment_decisions.verify),
    "申诉": _in_private(assessment_decisions.appeal),
    "裁定": _in_private(assessment_decisions.decide),
}


def hidden(rules: Rules) -> frozenset[str]:
    """Return the commands that help leaves out: all where the county keeps no marks."""
    return frozenset() if rules.profile.assessment else frozenset(ASKED)
