"""What the desk and management do before a department has the ticket: classify, solve, refuse, dispatch."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from dispatch.errors import AlreadyDone, Incomplete, RuleForbids, Why
from dispatch.handlers.allegations import check_dispatch
from dispatch.handlers.refusals import document
from dispatch.handlers.steps import (
    Step,
    check_said,
    left,
    left_step,
    petition,
    stopped,
    to_departments,
)
from dispatch.handlers.survey import begin_survey
from dispatch.rules.duties import check_duty
from dispatch.rules.rules import Rules
from dispatch.rules.turn_table import Act
from dispatch.ticket.actor import Actor
from dispatch.ticket.commands import Approve, Classify, Dispatch, Reassign, Reject, SolveOnSpot
from dispatch.ticket.ground import Ground
from dispatch.ticket.notices import Notice, NoticeKind, To
from dispatch.ticket.papers import Petition, Wish
from dispatch.ticket.ticket import Clock, Part, Proposal, Reply, State, Ticket


def classify(ticket: Ticket, command: Classify, rules: Rules, now: datetime) -> Step:
    """Put matter, class, cause code and intake type on the ticket; what is not named stays.

    Once it is dispatched its class stays: another one would move its limits (N1).
    """
    class_name = rules.class_named(command.class_name) if command.class_name else ""
    if class_name and ticket.parts:
        raise RuleForbids(Why.CLASS_FIXED, "N1")
    said = ticket.complaint
    likeliest = said.categories[0].name if said.categories else ""
    is_named = bool(command.matter) and command.matter == likeliest
    moved = replace(
        ticket,
        complaint=replace(
            said,
            kind=rules.type_named(command.kind) or said.kind,
            unsure=() if is_named else said.unsure,  # what we thought likeliest, a person said
            ground=command.ground if command.matter else said.ground,
        ),
        matter=command.matter or ticket.matter,
        class_name=class_name or ticket.class_name,
        cause=rules.cause_named(command.cause) or ticket.cause,
    )
    if ticket.parts:
        return moved, []
    return replace(moved, owner=command.by.id), [Notice(to=To.DESK, what=NoticeKind.TRIAGE)]


def solve_on_spot(ticket: Ticket, command: SolveOnSpot, rules: Rules, now: datetime) -> Step:
    """Answer here and now (WZ-7.2); the person is still asked whether it helped (WZ-11.2)."""
    check_said(command.result, "结果", rules.clause_of_spot)
    service = rules.service_named(command.service)
    reply = Reply(text=command.result, by=command.by.id, at=now)
    moved = replace(
        left_step(ticket, State.REGISTERED),  # wherever it was, it is the desk's own again
        class_name=ticket.class_name or rules.on_spot_class,
        reply=reply,
        clocks=stopped(ticket.clocks, now),
        answered_at=now,
        owner=command.by.id,
        closing=service,
    )
    return begin_survey(moved, rules, now)


def propose(ticket: Ticket, command: Dispatch, rules: Rules, now: datetime) -> Step:
    """Lay class, departments and date before management; who may approve dispatches at once."""
    if ticket.parts:
        raise RuleForbids(Why.CLASS_FIXED, "N1")
    rules.check_dispatch(command.class_name, command.promised_on, now)
    check_dispatch(ticket, dict(command.departments), rules)
    _check_duty(command)
    cause = rules.cause_named(command.cause) or ticket.cause
    rules.check_cause(cause)
    class_name = rules.class_named(command.class_name)
    proposal = Proposal(
        class_name=class_name,
        departments=_parts(command.departments, rules),
        promised_on=command.promised_on,
        several_levels=command.several_levels,
        by=command.by.id,
        by_name=command.by.name,
        ground=command.ground,
        exception=command.exception,
    )
    moved = replace(
        left_step(ticket, State.PROPOSED),
        matter=command.matter or ticket.matter,
        class_name=class_name,
        cause=cause,
        proposal=proposal,
        owner=command.by.id,
    )
    rules.promised_clocks(proposal, ticket.opened_at, now)
    if rules.may_approve(command.by):
        return approve(moved, Approve(by=command.by), rules, now)
    return moved, [Notice(to=To.MANAGEMENT, what=NoticeKind.APPROVE)]


def approve(ticket: Ticket, command: Approve, rules: Rules, now: datetime) -> Step:
    """Send the 工作单 to the lead and to all assisting departments at once (WZ-8.4); the clock starts."""
    proposal = ticket.proposal
    if proposal is None:
        raise AlreadyDone
    rules.check_dispatch(proposal.class_name, proposal.promised_on, now)  # it may have waited
    check_dispatch(ticket, [part.department for part in proposal.departments], rules)
    whose = proposal.departments[0].department
    clocks = tuple(
        one if one.limit else replace(one, department=whose)
        for one in rules.promised_clocks(proposal, ticket.opened_at, now)
    )
    clocks = rules.pressed(clocks, now)
    moved = replace(
        left_step(ticket, State.DISPATCHED),
        parts=tuple(rules.given(part, clocks, now) for part in proposal.departments),
        clocks=ticket.clocks + clocks,
        received_at=now,
        rank=ticket.rank if ticket.emergency else rules.rank(proposal.class_name),
        several_levels=proposal.several_levels,
        ground=_held_by(whose, proposal.ground),
    )
    told = [*_form(moved, moved.parts, rules), Notice(to=To.CITIZEN, what=NoticeKind.DISPATCHED)]
    return moved, [*told, *_urgent(clocks), *_late(clocks, now)]


def _urgent(clocks: Iterable[Clock]) -> list[Notice]:
    """What is counted in hours window and management hear of at once, by night too (N9)."""
    if not any(clock.rings for clock in clocks):
        return []
    return [Notice(to=to, what=NoticeKind.URGENT) for to in (To.DESK, To.MANAGEMENT)]


def _late(clocks: Iterable[Clock], now: datetime) -> list[Notice]:
    """What was over before a department had it is theirs who had it till then (FW-6.2.2)."""
    if all(clock.due_at > now for clock in clocks):
        return []
    facts = {"act": Act.CHASE, "late": "1"}
    return [Notice(to=to, what=NoticeKind.LOOK, facts=facts) for to in (To.DESK, To.MANAGEMENT)]


def reject(ticket: Ticket, command: Reject, rules: Rules, now: datetime) -> Step:
    check_said(command.reason, "理由", rules.clause("dispatch.approve"))
    moved = left_step(ticket, State.REGISTERED)
    facts = {"reason": command.reason, "by": command.by.name}
    return moved, [
        Notice(to=To.DESK, what=NoticeKind.REJECTED, facts=facts),
        Notice(to=To.DESK, what=NoticeKind.TRIAGE),
    ]


def reassign(ticket: Ticket, command: Reassign, rules: Rules, now: datetime) -> Step:
    """Give the ticket to other departments, or ask for it: who may is as with 派单 (WZ-8.1).

    It also ends a meeting: in exactly one lead, the first that is named (PY-5.2a).
    """
    check_said(command.reason, "理由", "N4")
    if not ticket.parts:
        raise RuleForbids(Why.NO_LIMIT, rules.clause("meeting"))
    _parts(command.departments, rules)
    check_dispatch(ticket, dict(command.departments), rules)
    _check_duty(command)
    asked = replace(
        petition(ticket, Wish.REASSIGN, command.by, now),
        reason=command.reason,
        departments=command.departments,
        several_levels=command.several_levels,
        ground=command.ground,
        exception=command.exception,
    )
    if rules.does("改派", command.by):
        return reassigned(ticket, asked, rules, command.by, now)
    return left(ticket, asked)


def reassigned(ticket: Ticket, asked: Petition, rules: Rules, by: Actor, now: datetime) -> Step:
    """Put those that were asked for in the place of the others; the running limits stay (N1, N4)."""
    check_dispatch(ticket, dict(asked.departments), rules)  # it may have waited
    facts = {"reason": asked.reason, "by": by.name}
    moved, told = given_to(ticket, asked, facts, rules, now)
    return _met(ticket, moved, asked, rules, by, now), told


def _planned(before: Ticket, moved: Ticket, rules: Rules, now: datetime) -> Ticket:
    """Return *moved* with the limits that only a matter of several has, if it just became one (WZ-9.4)."""
    known = {clock.stage for clock in rules.of_parts(before, now)}
    ran = {clock.stage for clock in moved.open_clocks}
    begun = (c for c in rules.of_parts(moved, now) if c.stage not in known | ran)
    return replace(moved, clocks=(*moved.clocks, *begun))


def _met(
    before: Ticket, moved: Ticket, asked: Petition, rules: Rules, by: Actor, now: datetime
) -> Ticket:
    """Return *moved* with the record of the meeting that the one lead came out of (PY-5.2a)."""
    kind = rules.profile.meeting.document
    if before.state is not State.MEETING or not kind:
        return moved
    units = tuple(part.name for part in moved.parts)
    paper = replace(document(before, kind, units, by, now), text=asked.reason)
    return replace(moved, documents=(*moved.documents, paper))


def given_to(
    ticket: Ticket, asked: Petition, facts: dict[str, str], rules: Rules, now: datetime
) -> Step:
    """Put the departments of *asked* in the place of those that have it; who leads now signs (again).

    What becomes a matter of several departments or levels by it owes a plan from now on (WZ-9.4).
    """
    kept = {part.department: part for part in ticket.parts}
    fresh = {
        part.department: rules.given(part, ticket.clocks, now)
        for part in _parts(asked.departments, rules)
    }
    parts = tuple(
        part if part.is_lead else replace(kept.get(id_, part), is_lead=False)
        for id_, part in fresh.items()
    )
    gone = [part.department for part in ticket.parts if part.department not in fresh]
    new = [part for part in parts if part.is_lead or part.department not in kept]
    moved = replace(
        left_step(ticket, State.DISPATCHED),
        parts=parts,
        several_levels=asked.several_levels,
        clocks=rules.pressed(ticket.clocks, now),
        ground=_held_by(parts[0].department, asked.ground),
    )
    return _planned(ticket, moved, rules, now), [
        *to_departments(NoticeKind.TAKEN_AWAY, gone, facts),
        *_form(moved, new, rules),
    ]


def _check_duty(command: Dispatch | Reassign) -> None:
    lead = next(iter(dict(command.departments)), "")
    check_duty(command.ground, lead, command.townships, command.exception)


def _held_by(department: str, ground: Ground | None) -> Ground | None:
    """Return *ground* where it is by it that *department* leads."""
    return ground if ground is not None and ground.department == department else None


def _form(ticket: Ticket, parts: Iterable[Part], rules: Rules) -> list[Notice]:
    """The 工作单 to each department; its emergency contact hears by SMS and phone (PY-4.2.9, 4.2.13)."""
    told = to_departments(NoticeKind.FORM, (part.department for part in parts))
    green = rules.profile.green
    if green.sms:
        told += [replace(one, to=To.EMERGENCY) for one in told]
    if ticket.class_name in green.ring:
        told += [
            Notice(
                to=To.DESK,
                what=NoticeKind.RING,
                target=part.department,
                facts={"department": part.name},
            )
            for part in parts
        ]
    return told


def _parts(departments: tuple[tuple[str, str], ...], rules: Rules) -> tuple[Part, ...]:
    if not departments:
        raise Incomplete(("部门",), rules.clause("dispatch.lead_if_several"))
    return tuple(
        Part(department=id_, name=name, is_lead=index == 0)
        for index, (id_, name) in enumerate(dict(departments).items())
    )
