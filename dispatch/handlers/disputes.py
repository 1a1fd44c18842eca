"""退单 and the meeting that ends it: the clock never idles, and in the end there is one lead (N4, G-13)."""

from dataclasses import replace
from datetime import datetime

from dispatch.errors import Incomplete, RuleForbids, Why
from dispatch.handlers.departments import own_part
from dispatch.handlers.steps import Step, left, left_step, petition, to_departments
from dispatch.handlers.triage import given_to
from dispatch.profiles.values import MEETING
from dispatch.rules.duties import check_duty
from dispatch.rules.rules import Rules
from dispatch.ticket.actor import Actor
from dispatch.ticket.case_commands import Convene, ReturnForm
from dispatch.ticket.notices import Notice, NoticeKind, To
from dispatch.ticket.papers import Petition, Wish
from dispatch.ticket.ticket import State, Ticket
from dispatch.worktime import counting


def return_form(ticket: Ticket, command: ReturnForm, rules: Rules, now: datetime) -> Step:
    """Take 'not ours' once, with reason and proposed department; the second time a meeting decides."""
    rule, clause = rules.profile.returning, rules.clause("returning")
    part = own_part(ticket, command.by)
    missing = _missing(command, rule.needs)
    if missing:
        raise Incomplete(missing, clause)
    if part.is_lead:
        check_duty(command.ground, command.departments[0][0], command.townships, "")
    given_at = part.given_at or ticket.received_at or now
    if now > counting.count(rule.limit, given_at, rules.calendar, rules.hours).due_at:
        raise RuleForbids(Why.TOO_LATE, clause)
    asked = replace(
        petition(ticket, Wish.RETURN, command.by, now),
        reason=command.reason,
        departments=command.departments,
        several_levels=command.several_levels,
        ground=command.ground,
    )
    facts = {
        "department": part.name,
        "reason": command.reason,
        "proposed": "、".join(name for _, name in command.departments),
    }
    returned = replace(ticket, returns=(*ticket.returns, part.department))
    if len(ticket.returns) >= rule.times:
        if rule.then != MEETING:
            raise RuleForbids(Why.TOO_OFTEN, clause, most=str(rule.times))
        return _meeting(returned, rules, now, facts)
    moved, told = left(returned, asked)
    return moved, [*told, Notice(to=To.DESK, what=NoticeKind.RETURNED, facts=facts)]


def taken_back(ticket: Ticket, asked: Petition, rules: Rules, by: Actor, now: datetime) -> Step:
    """Put what was proposed in the place of who returned it; the limits run on (N1, N4)."""
    facts = {"reason": asked.reason, "by": by.name}
    units: list[tuple[str, str]] = []
    for part in ticket.parts:
        is_returned = part.department == asked.department
        units += asked.departments if is_returned else [(part.department, part.name)]
    return given_to(ticket, replace(asked, departments=tuple(units)), facts, rules, now)


def convene(ticket: Ticket, command: Convene, rules: Rules, now: datetime) -> Step:
    """Call the units together (PY-5.2a, SQ-P3.2b); the limits run on, 改派 names the one lead."""
    if not command.departments:
        raise Incomplete(("单位",), rules.clause("meeting"))
    names = "、".join(name for _, name in command.departments)
    facts = {"units": names, "by": command.by.name}
    ids = (id_ for id_, _ in command.departments if id_)
    invited = to_departments(NoticeKind.INVITED, ids, facts)
    moved, told = _meeting(ticket, rules, now, facts)
    return replace(moved, outside=names, owner=command.by.id), [*told, *invited]


def _meeting(ticket: Ticket, rules: Rules, now: datetime, facts: dict[str, str]) -> Step:
    moved = left_step(ticket, State.MEETING)
    to = rules.listener(rules.profile.meeting.actor)
    return moved, [Notice(to=to, what=NoticeKind.MEETING, facts=facts)]


def _missing(command: ReturnForm, needs: tuple[str, ...]) -> tuple[str, ...]:
    """Return what the profile asks of a 退单 and this one lacks (G-13)."""
    given = {"理由": command.reason.strip(), "建议部门": command.departments}
    return tuple(name for name in needs if not given.get(name))
