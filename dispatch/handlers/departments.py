"""What a department does with its ticket: acknowledge, answer, plan, ask; and how it is inspected."""

from dataclasses import replace
from datetime import date, datetime

from dispatch.errors import AlreadyDone, MoveRefused, NotYours, RuleForbids, Why
from dispatch.handlers.ownership import asked
from dispatch.handlers.steps import Step, check_said, left_step, noted, stopped, to_departments
from dispatch.handlers.survey import begin_survey, send_back
from dispatch.profiles.values import Kind
from dispatch.rules.rules import Rules
from dispatch.ticket.actor import Actor
from dispatch.ticket.commands import Acknowledge, Answer, Ask, Pass, Plan, SendBack
from dispatch.ticket.notices import Notice, NoticeKind, To
from dispatch.ticket.remarks import RemarkKind
from dispatch.ticket.ticket import Part, Reply, State, Ticket

#: the stage of an approved milestone (挂账)
MILESTONE = "milestone"
#: where the lead signs and the matter goes on as it was arranged
_ARRANGED = frozenset({State.PLANNED, State.DEFERRED})


def acknowledge(ticket: Ticket, command: Acknowledge, rules: Rules, now: datetime) -> Step:
    """签收 one department's part; the ticket is in work when the lead has done it."""
    part = own_part(ticket, command.by)
    if part.acknowledged_at is not None:
        raise AlreadyDone(part.acknowledged_by)
    signed = replace(part, acknowledged_at=now, acknowledged_by=command.by.name or command.by.id)
    moved = replace(ticket, parts=_with(ticket.parts, signed))
    if not part.is_lead:
        return moved, []
    # 当天研究部署 (FW-6.3.1): whoever signs has begun
    moved = replace(moved, clocks=stopped(moved.clocks, now, (Kind.DEPLOY,)))
    state = ticket.state if ticket.state in _ARRANGED else State.WORKING
    return replace(moved, state=state), [Notice(to=To.CITIZEN, what=NoticeKind.ACKNOWLEDGED)]


def answer(ticket: Ticket, command: Answer, rules: Rules, now: datetime) -> Step:
    """Take the lead's answer; an assisting department's goes to the lead.

    Where the text knows no 质检 it goes straight to the citizen, unless the reply guard found
    something (N3): then a person looks, and until they have the lead may give a better one.
    """
    part = own_part(ticket, command.by)
    if ticket.state is State.ANSWERED and not (part.is_lead and is_held(ticket)):
        raise MoveRefused(ticket.state, type(command).__name__)
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
        findings=command.findings,
    )
    owed = rules.profile.result.to
    moved = replace(
        left_step(ticket, State.ANSWERED),
        reply=reply,
        answered_at=now,
        clocks=ticket.clocks if len(owed) > 1 else stopped(ticket.clocks, now),
        parts=_with(ticket.parts, _seen(part, command.by, now)),
        owed=owed,
    )
    if not rules.inspects and not command.findings:
        return begin_survey(moved, rules, now)
    to = rules.listener(rules.inspector)
    told = [Notice(to=to, what=NoticeKind.INSPECT)]
    if to is not To.DESK:  # the result comes to the window, whoever inspects it (SQ-10a)
        told.append(Notice(to=To.DESK, what=NoticeKind.RESULT))
    return moved, told


def is_held(ticket: Ticket) -> bool:
    """True while an answer waits for inspection with something that speaks against it (N3)."""
    reply = ticket.reply
    return ticket.state is State.ANSWERED and reply is not None and bool(reply.findings)


def plan(ticket: Ticket, command: Plan, rules: Rules, now: datetime) -> Step:
    """Take the plan with its promised date: the first clock stops, the promise runs (WZ-9.3, N2).

    Where a promise runs already another plan keeps its day: only 改诺 changes that.
    """
    part = own_part(ticket, command.by)
    if not part.is_lead:
        return _contribute(ticket, part, command.text, now)
    if ticket.promise is not None and ticket.promised_on != command.promised_on:
        raise RuleForbids(Why.PROMISED, "N2", until=_day(ticket.promised_on))
    promise = rules.promise_clock(ticket, command.promised_on, now)
    moved = replace(
        ticket,
        state=State.PLANNED,
        plan=command.text,
        clocks=stopped(ticket.clocks, now, (Kind.PLAN,)) + (() if ticket.promise else (promise,)),
        parts=_with(ticket.parts, _seen(part, command.by, now)),
    )
    return moved, [Notice(to=To.CITIZEN, what=NoticeKind.PLANNED)]


def _day(on: date | None) -> str:
    return on.isoformat() if on else ""


def ask(ticket: Ticket, command: Ask, rules: Rules, now: datetime) -> Step:
    """Pass the department's question on to the citizen; the clock goes on (G-24)."""
    own_part(ticket, command.by)
    return asked(ticket, command.by, command.question, now)


def inspected(ticket: Ticket, command: Pass, rules: Rules, now: datetime) -> Step:
    """质检通过: the answer and the survey go to the citizen.

    What the reply guard found is overridden with a reason, under the inspector's name (N3).
    """
    reply = ticket.reply
    assert reply is not None  # an ANSWERED ticket has one
    if reply.findings and not command.override.strip():
        raise RuleForbids(
            Why.FINDINGS, "N3", findings="；".join(one.rstrip("。") for one in reply.findings)
        )
    if not command.override:
        return begin_survey(ticket, rules, now)
    overridden = noted(ticket, RemarkKind.OVERRIDE, command.override, command.by, now)
    return begin_survey(overridden, rules, now)


def returned(ticket: Ticket, command: SendBack, rules: Rules, now: datetime) -> Step:
    """质检退回: not good enough; the departments hear why and a new clock starts (G-11)."""
    check_said(command.reason, "理由", rules.clause("rework"))
    reply = ticket.reply
    assert reply is not None  # an ANSWERED ticket has one
    if not rules.may_send_back(reply.findings):
        raise RuleForbids(Why.NOT_OFFERED, rules.clause("rework.trigger"))
    reworked = replace(ticket, round=ticket.round + 1, reworked_at=(*ticket.reworked_at, now))
    return send_back(reworked, rules, now, {"reason": command.reason, "by": command.by.name})


def _contribute(ticket: Ticket, part: Part, text: str, now: datetime) -> Step:
    lead = ticket.lead
    assert lead is not None  # a dispatched ticket always has one (WZ-8.4)
    given = replace(part, contribution=text, contributed_at=now)
    facts = {"department": part.name, "text": text}
    told = to_departments(NoticeKind.CONTRIBUTED, [lead.department], facts)
    return replace(ticket, parts=_with(ticket.parts, given)), told


def own_part(ticket: Ticket, by: Actor) -> Part:
    """Return the share of the actor's department; raise NotYours where it has none."""
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
