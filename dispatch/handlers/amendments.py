"""What the desk registered for somebody at the window, on the phone, by letter, and wrote down wrong."""

from dataclasses import replace
from datetime import datetime

from dispatch.errors import Incomplete, RuleForbids, Why
from dispatch.handlers.steps import Step, check_said, closed, noted
from dispatch.rules.rules import Rules
from dispatch.ticket.case_commands import Amend, Annul
from dispatch.ticket.notices import Notice, NoticeKind, To
from dispatch.ticket.remarks import RemarkKind
from dispatch.ticket.ticket import State, Ticket

#: what asks for the next step while nothing is dispatched: it is shown anew with what is right now
_SHOWN_ANEW = {
    State.REGISTERED: Notice(to=To.DESK, what=NoticeKind.TRIAGE),
    State.PROPOSED: Notice(to=To.MANAGEMENT, what=NoticeKind.APPROVE),
}


def amend(ticket: Ticket, command: Amend, rules: Rules, now: datetime) -> Step:
    """Put right who complains or what was said; the words stay once a department works on them."""
    check_own(ticket)
    changed = {
        name: value
        for name in ("name", "contact", "phone", "address")
        if (value := getattr(command, name)).strip()
    }
    if not changed and not command.text.strip():
        raise Incomplete(("要改的内容",), "")
    if command.text and ticket.state not in _SHOWN_ANEW:
        raise RuleForbids(Why.WORDS_FIXED)
    person = replace(ticket.complaint.complainant, **changed)
    if "name" in changed:
        person = replace(person, is_unit=command.is_unit, anonymous=False)
    complaint = replace(ticket.complaint, complainant=person)
    moved = replace(ticket, complaint=complaint)
    if command.text:
        moved = replace(
            ticket,
            complaint=replace(
                complaint,
                text=command.text,
                categories=command.categories,
                departments=command.departments,
                causes=command.causes,
            ),
            matter=command.categories[0].name if command.categories else ticket.matter,
        )
    shown = _SHOWN_ANEW.get(ticket.state)
    kept = noted(moved, RemarkKind.AMENDED, command.reason, command.by, now)
    return kept, [shown] if shown else []


def annul(ticket: Ticket, command: Annul, rules: Rules, now: datetime) -> Step:
    """Close what should never have been registered; number and ledger row stay, with the reason."""
    check_own(ticket)
    check_said(command.reason, "原因", "")
    moved = replace(closed(ticket, State.WITHDRAWN, now), closing=command.reason)
    return noted(moved, RemarkKind.AMENDED, command.reason, command.by, now), []


def check_own(ticket: Ticket) -> None:
    """Raise unless the desk itself wrote it down: what a person says for themselves is theirs."""
    if not registered_by_desk(ticket):
        raise RuleForbids(Why.TOLD_THEMSELVES)


def registered_by_desk(ticket: Ticket) -> bool:
    """True for what somebody said at the window, on the phone or in a letter: they have no chat of their own."""
    complaint = ticket.complaint
    return not (complaint.complainant.lane or complaint.external_no or ticket.tied_to)
