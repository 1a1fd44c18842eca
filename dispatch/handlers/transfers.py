"""What runs in another place: 函转 to a unit or centre, 并案 with the same event.

A ticket that is tied to another waits for its answer and keeps its own number, survey and ledger row.
What follows on the other ticket of a tie stands in `dispatch.handlers.links`.
"""

from dataclasses import replace
from datetime import datetime

from dispatch.errors import RuleForbids, Why
from dispatch.handlers.refusals import document, way_out
from dispatch.handlers.steps import Step, check_said, closed, left_step, noted, stopped
from dispatch.handlers.survey import begin_survey, judged, to_be_told, unrated
from dispatch.rules.rules import Rules
from dispatch.ticket.case_commands import Link, Receive, Settle, Transfer, Unlink
from dispatch.ticket.commands import CallBack, NoteDelivered
from dispatch.ticket.notices import Notice, NoticeKind, To
from dispatch.ticket.remarks import RemarkKind
from dispatch.ticket.ticket import CLOSED, Reply, State, Ticket, Tie


def transfer(ticket: Ticket, command: Transfer, rules: Rules, now: datetime) -> Step:
    """函转: the letter, the way for the person, and the tracking, all three (SQ-P3.2d, SQ-7c).

    What goes to another centre of this installation needs no way out: it stays in this house.
    """
    check_said(command.unit, "单位", rules.clause("dispatch.cross_level"))
    paper = document(ticket, "函转函", (command.unit,), command.by, now)
    moved = replace(
        left_step(ticket, State.OUTSIDE),
        outside=command.unit,
        owner=command.by.id,
        owed=("person",),
        documents=(*ticket.documents, paper),
        check_at=rules.next_look(now),
    )
    route = None if command.centre else rules.profile.letter_route
    path = way_out(route, (command.unit,)) if route else ""
    facts = {"reason": "", "path": path, "partner": command.unit}
    moved, calls = to_be_told(moved, rules, now, facts)
    return moved, [Notice(to=To.CITIZEN, what=NoticeKind.TRANSFERRED, facts=facts), *calls]


def receive(ticket: Ticket, command: Receive, rules: Rules, now: datetime) -> Step:
    """Take the other's answer to this person, with a survey of their own (N8: one answer each)."""
    check_said(command.text, "答复内容", "N8")
    reply = Reply(
        text=command.text,
        reason=command.reason,
        basis=command.basis,
        department=command.unit or ticket.outside,
        by=command.by.id,
        at=now,
    )
    moved = replace(
        ticket,
        reply=reply,
        answered_at=now,
        owed=(),
        clocks=stopped(ticket.clocks, now),
    )
    return begin_survey(moved, rules, now)


def told(ticket: Ticket, command: NoteDelivered, rules: Rules, now: datetime) -> Step:
    """The person knows to whom it went: a transfer that nobody tracks is closed with that (WZ-7.7)."""
    owed = tuple(one for one in ticket.owed if one != command.whom)
    moved = replace(ticket, owed=owed, undelivered=False)
    if command.whom == "person":
        moved = replace(moved, call_due_at=None, calls_at=())
    if owed or ticket.check_at is not None:
        return moved, []
    return closed(moved, State.TRANSFERRED, now), [Notice(to=To.DESK, what=NoticeKind.CLOSED)]


def called(ticket: Ticket, command: CallBack, rules: Rules, now: datetime) -> Step:
    """The person was told by phone to whom it went; nobody answering is a try (G-10)."""
    if command.level:
        return told(ticket, NoteDelivered(by=command.by), rules, now)
    tried = noted(ticket, RemarkKind.UNREACHED, command.remark, command.by, now)
    return replace(tried, call_due_at=rules.call_again(now)), []


def link(ticket: Ticket, command: Link, rules: Rules, now: datetime) -> Step:
    """并案: wait for the answer of ticket *main*; number, answer and survey stay this person's own."""
    if command.main == ticket.no:
        raise RuleForbids(Why.SAME_TICKET, "G-14")
    if ticket.tie == Tie.LEVEL:  # its answer belongs to the ticket above
        raise RuleForbids(Why.WORKS_FOR, "G-14", above=ticket.tied_to)
    moved = replace(
        left_step(ticket, State.LINKED),
        tied_to=command.main,
        tie=Tie.SAME,
        owner=command.by.id,
    )
    facts = {"main": command.main, "by": command.by.name}
    return moved, [Notice(to=To.CITIZEN, what=NoticeKind.LINKED, facts=facts)]


def unlink(ticket: Ticket, command: Unlink, rules: Rules, now: datetime) -> Step:
    """撤并: back to the desk, for its own way."""
    alone = replace(left_step(ticket, State.REGISTERED), tied_to="", tie="")
    moved = noted(alone, RemarkKind.UNLINKED, ticket.tied_to, command.by, now)
    return moved, [Notice(to=To.DESK, what=NoticeKind.TRIAGE)]


def settle(ticket: Ticket, command: Settle, rules: Rules, now: datetime) -> Step:
    """The person judged the ticket above this one: so ends, or goes on, what was done for it here.

    Without a level nobody was reached there (G-10), and nobody is asked here.
    """
    if not command.level:
        return unrated(ticket, now)
    moved, told = judged(ticket, command, rules, now)
    if moved.state in CLOSED:
        return moved, [one for one in told if one.to is not To.CITIZEN]
    return moved, told
