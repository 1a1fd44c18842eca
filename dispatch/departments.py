"""What a department does with its ticket: acknowledge, answer, plan, ask; and what pushes it."""

from dataclasses import replace
from datetime import datetime

from dispatch.actor import Actor
from dispatch.commands import Acknowledge, Answer, Ask, Pass, Plan, Remind, SendBack, Supervise
from dispatch.errors import AlreadyDone, Incomplete, NotYours
from dispatch.notices import Notice, To, What
from dispatch.profile_values import Kind
from dispatch.rules import Rules
from dispatch.survey import begin_survey, send_back
from dispatch.ticket import Clock, Part, Remark, Reply, State, Ticket

Step = tuple[Ticket, list[Notice]]


def acknowledge(ticket: Ticket, command: Acknowledge, rules: Rules, now: datetime) -> Step:
    """签收 one department's part; the ticket is in work when the lead has done it."""
    part = _own_part(ticket, command.by)
    if part.acknowledged_at is not None:
        raise AlreadyDone(part.acknowledged_by)
    signed = replace(part, acknowledged_at=now, acknowledged_by=command.by.name or command.by.id)
    moved = replace(ticket, parts=_with(ticket.parts, signed))
    if not part.is_lead:
        return moved, []
    state = ticket.state if ticket.state is State.PLANNED else State.WORKING
    return replace(moved, state=state), [Notice(to=To.CITIZEN, what=What.ACKNOWLEDGED)]


def answer(ticket: Ticket, command: Answer, rules: Rules, now: datetime) -> Step:
    """Take the lead's answer to inspection; an assisting department's goes to the lead."""
    part = _own_part(ticket, command.by)
    if not part.is_lead:
        return _contribute(ticket, part, command.text, now)
    rules.check_answer(ticket.class_name, command)
    reply = Reply(
        text=command.text,
        reason=command.reason,
        basis=command.basis,
        department=part.department,
        by=command.by.id,
        at=now,
    )
    moved = replace(
        ticket,
        state=State.ANSWERED,
        reply=reply,
        answered_at=now,
        clocks=_stopped(ticket.clocks, now),
        parts=_with(ticket.parts, _seen(part, command.by, now)),
    )
    return moved, [Notice(to=To.DESK, what=What.INSPECT)]


def plan(ticket: Ticket, command: Plan, rules: Rules, now: datetime) -> Step:
    """Take the plan with its promised date: the first clock stops, the promise runs (WZ-9.3, N2)."""
    part = _own_part(ticket, command.by)
    if not part.is_lead:
        return _contribute(ticket, part, command.text, now)
    promise = rules.promise_clock(ticket.class_name, command.promised_on, now)
    moved = replace(
        ticket,
        state=State.PLANNED,
        plan=command.text,
        promised_on=command.promised_on,
        clocks=(*_stopped(ticket.clocks, now, (Kind.PLAN,)), promise),
        parts=_with(ticket.parts, _seen(part, command.by, now)),
    )
    return moved, [Notice(to=To.CITIZEN, what=What.PLANNED)]


def ask(ticket: Ticket, command: Ask, rules: Rules, now: datetime) -> Step:
    """Pass the department's question on to the citizen; the clock goes on (G-24)."""
    _own_part(ticket, command.by)
    if not command.question.strip():
        raise Incomplete(("问题",), "G-24")
    asked = Remark(kind="asked", text=command.question, by=command.by.id, at=now)
    notice = Notice(to=To.CITIZEN, what=What.ASKED, facts={"question": command.question})
    return replace(ticket, remarks=(*ticket.remarks, asked)), [notice]


def remind(ticket: Ticket, command: Remind, rules: Rules, now: datetime) -> Step:
    """催办 (WZ-10.1): recorded on every running clock, one reminder for all that were missed."""
    clocks = tuple(
        replace(c, reminded_at=(*c.reminded_at, now)) if c.stopped_at is None else c
        for c in ticket.clocks
    )
    moved = replace(ticket, clocks=clocks, reminded_at=(*ticket.reminded_at, now))
    return moved, _to_all(ticket, What.REMINDED, {"word": command.word, "by": command.by.name})


def supervise(ticket: Ticket, command: Supervise, rules: Rules, now: datetime) -> Step:
    """督办 (WZ-10.2): recorded on the overdue clocks, with its own due moment (G-30)."""
    until = command.until or rules.supervised_until(ticket.class_name, now)
    clocks = tuple(
        replace(c, supervised_at=now) if c.stopped_at is None and c.due_at <= now else c
        for c in ticket.clocks
    )
    moved = replace(ticket, clocks=clocks, supervised_at=(*ticket.supervised_at, now))
    facts = {"demand": command.demand, "by": command.by.name, "until": until.isoformat()}
    told = _to_all(ticket, What.SUPERVISED, facts)
    if (
        "schedule" in command.by.roles
    ):  # the desk supervises (WZ-10.2); it must know what was done for it
        told.append(Notice(to=To.DESK, what=What.SUPERVISED))
    return moved, told


def inspected(ticket: Ticket, command: Pass, rules: Rules, now: datetime) -> Step:
    """质检通过: the answer and the survey go to the citizen."""
    return begin_survey(ticket, rules, now)


def returned(ticket: Ticket, command: SendBack, rules: Rules, now: datetime) -> Step:
    """质检退回: not good enough; the departments hear why and a new clock starts (G-11)."""
    if not command.reason.strip():
        raise Incomplete(("理由",), "WZ-11.2")
    reworked = replace(ticket, round=ticket.round + 1, reworked_at=(*ticket.reworked_at, now))
    return send_back(reworked, rules, now, {"reason": command.reason, "by": command.by.name})


def _contribute(ticket: Ticket, part: Part, text: str, now: datetime) -> Step:
    lead = ticket.lead
    assert lead is not None  # a dispatched ticket always has one (WZ-8.4)
    given = replace(part, contribution=text, contributed_at=now)
    facts = {"department": part.name, "text": text}
    notice = Notice(to=To.DEPARTMENT, what=What.CONTRIBUTED, target=lead.department, facts=facts)
    return replace(ticket, parts=_with(ticket.parts, given)), [notice]


def _own_part(ticket: Ticket, by: Actor) -> Part:
    for part in ticket.parts:
        if part.department == by.department:
            return part
    raise NotYours


def _seen(part: Part, by: Actor, now: datetime) -> Part:
    if part.acknowledged_at is not None:
        return part
    return replace(part, acknowledged_at=now, acknowledged_by=by.name or by.id)


def _with(parts: tuple[Part, ...], changed: Part) -> tuple[Part, ...]:
    return tuple(changed if p.department == changed.department else p for p in parts)


def _stopped(
    clocks: tuple[Clock, ...], now: datetime, stages: tuple[str, ...] = ()
) -> tuple[Clock, ...]:
    """Stop the running clocks; only those of *stages* if any are named (G-31: the others run on)."""
    return tuple(
        replace(c, stopped_at=now)
        if c.stopped_at is None and (not stages or c.stage in stages)
        else c
        for c in clocks
    )


def _to_all(ticket: Ticket, what: What, facts: dict[str, str]) -> list[Notice]:
    return [
        Notice(to=To.DEPARTMENT, what=what, target=part.department, facts=facts)
        for part in ticket.parts
    ]
