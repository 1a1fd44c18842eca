"""Ends and standstills that need approval: 依法终结 (G-9), 挂账 with milestones (FW-6.3.5), 上门送达."""

from dataclasses import replace
from datetime import datetime

from dispatch.errors import Incomplete, RuleForbids, Why
from dispatch.handlers.departments import MILESTONE
from dispatch.handlers.refusals import document
from dispatch.handlers.steps import (
    Step,
    check_said,
    closed,
    left,
    left_step,
    noted,
    petition,
    to_departments,
)
from dispatch.rules.rules import Rules
from dispatch.ticket.actor import Actor
from dispatch.ticket.case_commands import Defer, Deliver, End
from dispatch.ticket.notices import Notice, NoticeKind, To
from dispatch.ticket.papers import Petition, Wish
from dispatch.ticket.remarks import RemarkKind
from dispatch.ticket.ticket import Remark, State, Ticket


def end(ticket: Ticket, command: End, rules: Rules, now: datetime) -> Step:
    """Ask to end what is lawful and leaves the person unsatisfied, after enough call-backs (G-9)."""
    rule, clause = rules.profile.lawful_end, rules.clause("lawful_end")
    check_said(command.basis, "依据", clause)
    unhappy = [one for one in ticket.ratings if not rules.is_satisfied(one.level)]
    if len(unhappy) < rule.callbacks:
        raise RuleForbids(Why.NOT_JUDGED, clause, least=str(rule.callbacks), done=str(len(unhappy)))
    asked = replace(petition(ticket, Wish.END, command.by, now), reason=command.basis)
    if rules.does("终结", command.by):
        return ended(ticket, asked, rules, command.by, now)
    return left(ticket, asked)


def ended(ticket: Ticket, asked: Petition, rules: Rules, by: Actor, now: datetime) -> Step:
    """Close it as 依法终结（不满意）: counted apart, never as satisfied."""
    ending = closed(ticket, State.LAWFULLY_ENDED, now)
    moved = replace(ending, closing=asked.reason, undelivered=False)
    facts = {"reason": asked.reason, "by": by.name}
    return moved, [
        Notice(to=To.CITIZEN, what=NoticeKind.LAWFULLY_ENDED, facts=facts),
        Notice(to=To.DESK, what=NoticeKind.CLOSED),
    ]


def defer(ticket: Ticket, command: Defer, rules: Rules, now: datetime) -> Step:
    """Ask to go on by milestones: it cannot be done now (FW-6.3.5, PY-5.2b)."""
    clause = rules.clause("long_term")
    check_said(command.milestone, "节点", clause)
    if not ticket.parts:  # nobody would have the milestone
        raise RuleForbids(Why.NO_LIMIT, clause)
    _check_deferrable(ticket, command, rules)
    rules.check_promise(command.until, clause, now)
    asked = replace(
        petition(ticket, Wish.DEFER, command.by, now), on=command.until, reason=command.milestone
    )
    may = rules.approvers(Wish.DEFER, is_unit=False)
    if rules.profile.long_term.approve is None or may & command.by.roles:
        return deferred(ticket, asked, rules, command.by, now)
    return left(ticket, asked)


def _check_deferrable(ticket: Ticket, command: Defer, rules: Rules) -> None:
    """Raise unless the text has 挂账, for this class, on the grounds that it names (FW-6.3.5, PY-5.2b)."""
    rule = rules.profile.long_term
    if not rule.allowed:
        running = next((one.clause for one in ticket.open_clocks), "")
        raise RuleForbids(Why.NO_DEFERRAL, running)
    if rule.classes and ticket.class_name not in rule.classes:
        raise RuleForbids(
            Why.CLASS_NOT_DEFERRED,
            rules.clause("long_term.classes"),
            name=ticket.class_name,
            known="、".join(rule.classes),
        )
    if rule.grounds and not any(one in command.milestone for one in rule.grounds):
        grounds = " / ".join(rule.grounds)
        raise Incomplete((grounds,), rules.clause("long_term.grounds"))


def deferred(ticket: Ticket, asked: Petition, rules: Rules, by: Actor, now: datetime) -> Step:
    """Let the running limits give way to the milestone's; a report goes up where the profile says."""
    assert asked.on is not None  # a petition for 挂账 bears the milestone's day
    clocks = tuple(
        one if one.stopped_at else replace(one, stopped_at=now, moved_at=now)
        for one in ticket.clocks
    )
    given_up = replace(ticket, clocks=clocks)
    clock = replace(rules.promise_clock(given_up, asked.on, now), stage=MILESTONE)
    rule = rules.profile.long_term
    papers = ticket.documents
    if rule.document:
        papers = (
            *papers,
            replace(
                document(ticket, rule.document, rule.to, by, now), text=asked.text or asked.reason
            ),
        )
    reached = Remark(kind=RemarkKind.MILESTONE, text=asked.reason, by=asked.by, at=now)
    moved = replace(
        left_step(ticket, State.DEFERRED),
        clocks=(*clocks, clock),
        documents=papers,
        remarks=(*ticket.remarks, reached),
    )
    facts = {"until": asked.on.isoformat(), "milestone": asked.reason, "by": by.name}
    told = [
        Notice(to=To.CITIZEN, what=NoticeKind.DEFERRED, facts=facts),
        Notice(to=To.DESK, what=NoticeKind.DEFERRED, facts=facts),
    ]
    if ticket.lead is not None:
        told += to_departments(NoticeKind.DEFERRED, [ticket.lead.department], facts)
    return moved, told


def deliver(ticket: Ticket, command: Deliver, rules: Rules, now: datetime) -> Step:
    """Note that the result is brought to the person's door (WZ-13.1); the desk's task says who and when."""
    facts = {"door": "1", "by": command.by.name}
    told = Notice(to=To.DESK, what=NoticeKind.CALL, facts=facts)
    return noted(ticket, RemarkKind.DOOR, "", command.by, now), [told]
