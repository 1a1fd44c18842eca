"""What the desk and management do before a department has the ticket: classify, solve, refuse, dispatch."""

from dataclasses import replace
from datetime import datetime

from dispatch.commands import (
    Approve,
    Classify,
    Dispatch,
    Reassign,
    Refuse,
    Reject,
    SolveOnSpot,
)
from dispatch.errors import AlreadyDone, Incomplete
from dispatch.notices import Notice, To, What
from dispatch.rules import Rules
from dispatch.survey import begin_survey
from dispatch.ticket import Part, Proposal, Reply, State, Ticket

Step = tuple[Ticket, list[Notice]]


def classify(ticket: Ticket, command: Classify, rules: Rules, now: datetime) -> Step:
    """Put the matter and the cause class on the ticket; what is not named stays."""
    if command.class_name:
        rules.class_named(command.class_name)
    moved = replace(
        ticket,
        matter=command.matter or ticket.matter,
        class_name=command.class_name or ticket.class_name,
        owner=command.by.id,
    )
    return moved, [Notice(to=To.DESK, what=What.TRIAGE)]


def solve_on_spot(ticket: Ticket, command: SolveOnSpot, rules: Rules, now: datetime) -> Step:
    """Answer here and now (WZ-7.2); the person is still asked whether it helped (WZ-11.2)."""
    if not command.result.strip():
        raise Incomplete(("结果",), "WZ-7.2")
    reply = Reply(text=command.result, by=command.by.id, at=now)
    moved = replace(
        ticket,
        class_name=ticket.class_name or rules.on_spot_class,
        reply=reply,
        proposal=None,
        answered_at=now,
        owner=command.by.id,
        closing=command.service,
    )
    return begin_survey(moved, rules, now)


def refuse(ticket: Ticket, command: Refuse, rules: Rules, now: datetime) -> Step:
    """Tell reason and way (never a bare no); a company's matter also goes to management (WZ-7.7)."""
    if not command.reason.strip():
        raise Incomplete(("理由",), "WZ-7.8")
    path = command.path or rules.path_out(ticket.complaint.complainant.is_unit)
    moved = replace(
        ticket,
        state=State.REFUSED,
        proposal=None,
        closed_at=now,
        closing=f"{command.reason}；{path}",
        owner=command.by.id,
    )
    is_unit = ticket.complaint.complainant.is_unit
    facts = {"reason": command.reason, "path": path, "partner": rules.partner(is_unit)}
    notices = [Notice(to=To.CITIZEN, what=What.GUIDED, facts=facts)]
    if is_unit:
        notices.append(Notice(to=To.MANAGEMENT, what=What.HANDOVER, facts=facts))
    return moved, notices


def propose(ticket: Ticket, command: Dispatch, rules: Rules, now: datetime) -> Step:
    """Lay class, departments and date before management; who may approve dispatches at once."""
    rules.check_dispatch(command.class_name, command.promised_on, now)
    proposal = Proposal(
        class_name=command.class_name,
        departments=_parts(command.departments),
        promised_on=command.promised_on,
        by=command.by.id,
        by_name=command.by.name,
    )
    moved = replace(
        ticket,
        state=State.PROPOSED,
        matter=command.matter or ticket.matter,
        class_name=command.class_name,
        proposal=proposal,
        owner=command.by.id,
    )
    if rules.may_approve(command.by):
        return approve(moved, Approve(by=command.by), rules, now)
    return moved, [Notice(to=To.MANAGEMENT, what=What.APPROVE)]


def approve(ticket: Ticket, command: Approve, rules: Rules, now: datetime) -> Step:
    """Send the 工作单 to the lead and to all assisting departments at once (WZ-8.4); the clock starts."""
    proposal = ticket.proposal
    if proposal is None:
        raise AlreadyDone
    several = len(proposal.departments) > 1
    clocks = rules.clocks(proposal.class_name, several, proposal.promised_on, now)
    moved = replace(
        ticket,
        state=State.DISPATCHED,
        parts=proposal.departments,
        proposal=None,
        promised_on=proposal.promised_on,
        clocks=ticket.clocks + clocks,
        received_at=now,
    )
    return moved, [
        *(_to(part, What.FORM) for part in moved.parts),
        Notice(to=To.CITIZEN, what=What.DISPATCHED),
    ]


def reject(ticket: Ticket, command: Reject, rules: Rules, now: datetime) -> Step:
    """Give the proposal back to the desk with the reason."""
    if not command.reason.strip():
        raise Incomplete(("理由",), "WZ-8.1")
    moved = replace(ticket, state=State.REGISTERED, proposal=None)
    facts = {"reason": command.reason, "by": command.by.name}
    return moved, [
        Notice(to=To.DESK, what=What.REJECTED, facts=facts),
        Notice(to=To.DESK, what=What.TRIAGE),
    ]


def reassign(ticket: Ticket, command: Reassign, rules: Rules, now: datetime) -> Step:
    """Give the ticket to other departments; the running limits are not touched (N1, N4).

    Who leads now gets the form and signs (again): the ticket waits for that signature.
    """
    if not command.reason.strip():
        raise Incomplete(("理由",), "N4")
    kept = {part.department: part for part in ticket.parts}
    parts = tuple(
        part if part.is_lead else replace(kept.get(part.department, part), is_lead=False)
        for part in _parts(command.departments)
    )
    gone = [part for part in ticket.parts if part.department not in {p.department for p in parts}]
    new = [part for part in parts if part.is_lead or part.department not in kept]
    facts = {"reason": command.reason, "by": command.by.name}
    moved = replace(ticket, state=State.DISPATCHED, parts=parts)
    return moved, [
        *(_to(part, What.TAKEN_AWAY, facts) for part in gone),
        *(_to(part, What.FORM) for part in new),
    ]


def _parts(departments: tuple[tuple[str, str], ...]) -> tuple[Part, ...]:
    if not departments:
        raise Incomplete(("部门",), "WZ-8.4")
    return tuple(
        Part(department=id_, name=name, is_lead=index == 0)
        for index, (id_, name) in enumerate(dict(departments).items())
    )


def _to(part: Part, what: What, facts: dict[str, str] | None = None) -> Notice:
    return Notice(to=To.DEPARTMENT, what=what, target=part.department, facts=facts or {})
