"""What the citizen may still say about a running ticket: add something, or take it back."""

from datetime import datetime

from dispatch.errors import NotYours
from dispatch.handlers.steps import Step, closed, noted, to_all
from dispatch.profiles.values import Role
from dispatch.rules.rules import Rules
from dispatch.ticket.commands import Supplement, Withdraw
from dispatch.ticket.notices import Notice, NoticeKind, To
from dispatch.ticket.remarks import RemarkKind
from dispatch.ticket.ticket import State, Ticket


def supplement(ticket: Ticket, command: Supplement, rules: Rules, now: datetime) -> Step:
    """Keep what was added; departments and desk hear it at once (product §5)."""
    facts = {"text": command.text}
    return noted(ticket, RemarkKind.SUPPLEMENT, command.text, command.by, now), [
        *to_all(ticket, NoticeKind.SUPPLEMENTED, facts),
        Notice(to=To.DESK, what=NoticeKind.SUPPLEMENTED, facts=facts),
    ]


def withdraw(ticket: Ticket, command: Withdraw, rules: Rules, now: datetime) -> Step:
    """Close as 撤回; only the complainant can. Number and ledger row stay."""
    is_tied = bool(ticket.tied_to) and Role.SCHEDULE in command.by.roles
    if command.by.id != ticket.complaint.complainant.lane and not is_tied:
        raise NotYours
    moved = closed(ticket, State.WITHDRAWN, now)
    return moved, [
        Notice(to=To.CITIZEN, what=NoticeKind.WITHDRAWN),
        *to_all(ticket, NoticeKind.TAKEN_AWAY),
        Notice(to=To.DESK, what=NoticeKind.CLOSED),
    ]
