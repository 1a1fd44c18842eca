"""What the citizen may still say about a running ticket: add something, or take it back."""

from dataclasses import replace
from datetime import datetime

from dispatch.errors import NotYours
from dispatch.handlers.steps import Step, closed
from dispatch.profiles.values import Role
from dispatch.rules.rules import Rules
from dispatch.ticket.commands import Supplement, Withdraw
from dispatch.ticket.notices import Notice, NoticeKind, To
from dispatch.ticket.remarks import RemarkKind
from dispatch.ticket.ticket import Remark, State, Ticket


def supplement(ticket: Ticket, command: Supplement, rules: Rules, now: datetime) -> Step:
    """Keep what was added; departments and desk hear it at once (product §5)."""
    remark = Remark(kind=RemarkKind.SUPPLEMENT, text=command.text, by=command.by.id, at=now)
    facts = {"text": command.text}
    notices = [
        Notice(to=To.DEPARTMENT, what=NoticeKind.SUPPLEMENTED, target=part.department, facts=facts)
        for part in ticket.parts
    ]
    return replace(ticket, remarks=(*ticket.remarks, remark)), [
        *notices,
        Notice(to=To.DESK, what=NoticeKind.SUPPLEMENTED, facts=facts),
    ]


def withdraw(ticket: Ticket, command: Withdraw, rules: Rules, now: datetime) -> Step:
    """Close as 撤回; only the complainant can. Number and ledger row stay."""
    is_tied = bool(ticket.tied_to) and Role.SCHEDULE in command.by.roles
    if command.by.id != ticket.complaint.complainant.lane and not is_tied:
        raise NotYours
    moved = closed(ticket, State.WITHDRAWN, now)
    told = [
        Notice(to=To.DEPARTMENT, what=NoticeKind.TAKEN_AWAY, target=part.department)
        for part in ticket.parts
    ]
    return moved, [
        Notice(to=To.CITIZEN, what=NoticeKind.WITHDRAWN),
        *told,
        Notice(to=To.DESK, what=NoticeKind.CLOSED),
    ]
