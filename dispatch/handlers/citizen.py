"""What the citizen may still say about a running ticket: add something, or take it back."""

from dataclasses import replace
from datetime import datetime

from dispatch.errors import NotYours
from dispatch.handlers.steps import Step, closed, noted, to_all
from dispatch.profiles.values import Role
from dispatch.rules.rules import Rules
from dispatch.ticket.commands import Supplement, Withdraw
from dispatch.ticket.notices import Notice, NoticeKind, To
from dispatch.ticket.remarks import RemarkKind
from dispatch.ticket.ticket import State, Ticket
from dispatch.words.emergencies import emergency_numbers

#: the rank of what goes before everything else (PY-4.2.11)
FIRST = 0


def supplement(ticket: Ticket, command: Supplement, rules: Rules, now: datetime) -> Step:
    """Keep what was added; departments and desk hear it at once (product §5).

    Where it tells of danger the ticket is marked from now on, and who is on call hears it too (C-21).
    """
    facts = {"text": command.text}
    moved = noted(ticket, RemarkKind.SUPPLEMENT, command.text, command.by, now)
    if numbers := emergency_numbers(command.text):
        moved = replace(moved, emergency=numbers, rank=FIRST)
    return moved, [
        *to_all(ticket, NoticeKind.SUPPLEMENTED, facts),
        Notice(to=To.DESK, what=NoticeKind.SUPPLEMENTED, facts=facts),
        *(alarms(moved, command.text) if numbers else []),
    ]


def alarms(ticket: Ticket, text: str) -> list[Notice]:
    """Return what who is on call hears of a ticket whose words tell of danger; nothing of any other."""
    if not ticket.emergency:
        return []
    facts = {"numbers": "、".join(ticket.emergency), "text": text}
    return [Notice(to=To.ON_CALL, what=NoticeKind.ALARM, facts=facts)]


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
