"""What is said about somebody's conduct (线索): marked, taken back, told to the head of the unit, handed over (N6).

Rule 1: the ticket's complaint holds the matter alone, its allegation all that was said; so whoever reads
the complaint reads nothing about the conduct.
Rule 2: a lead never closes the matter that came with it (FW-6.2.6): it is decided by itself.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from dispatch.errors import RuleForbids, Why
from dispatch.handlers.amendments import FIRST, alarms
from dispatch.handlers.refusals import document
from dispatch.handlers.steps import Step, check_said, closed, noted, to_all
from dispatch.profiles.values import Role
from dispatch.rules.rules import Rules
from dispatch.ticket.allegation import Allegation
from dispatch.ticket.case_commands import Allege, HandOver, TellHead, Unmark
from dispatch.ticket.notices import Notice, NoticeKind, To
from dispatch.ticket.papers import HANDING_OVER
from dispatch.ticket.remarks import RemarkKind
from dispatch.ticket.ticket import State, Ticket
from dispatch.words.emergencies import emergency_numbers

_AT_THE_DESK = frozenset({State.REGISTERED, State.PROPOSED})


def allege(ticket: Ticket, command: Allege, rules: Rules, now: datetime) -> Step:
    """Mark it, or add to the mark; desk and management hear of it, whoever it is about does not."""
    known = ticket.allegation or Allegation(text=ticket.complaint.text, at=now)
    said = replace(
        known,
        words=_both(known.words, command.words),
        persons=_both(known.persons, command.persons),
        departments=_both(known.departments, command.units),
        names=_both(known.names, command.names),
        alone=command.alone if command.rest is not None else known.alone,
        by=known.by if Role.SCHEDULE in command.by.roles else command.by.name or command.by.id,
        told_at=None,
        handed_at=None,
    )
    complaint = replace(
        ticket.complaint,
        text=ticket.complaint.text if command.rest is None else command.rest,
        officers=_both(ticket.complaint.officers, command.officers),
    )
    moved = replace(ticket, allegation=said, complaint=complaint)
    if ticket.owner in said.persons:
        moved = replace(moved, owner=command.owner or ticket.owner)
    if command.said.strip():
        moved = noted(moved, RemarkKind.LEAD, command.said, command.by, now)
    numbers = emergency_numbers(command.said)
    if not numbers:
        return moved, alleged(moved)
    moved = replace(moved, emergency=numbers, rank=FIRST)
    return moved, [*alleged(moved), *alarms(moved, command.said)]


def alleged(ticket: Ticket) -> list[Notice]:
    """Return who hears of an open lead: management, and the desk, whose card it is."""
    at_desk = NoticeKind.TRIAGE if ticket.state in _AT_THE_DESK else NoticeKind.ALLEGED
    return [
        Notice(to=To.DESK, what=at_desk),
        Notice(to=To.MANAGEMENT, what=NoticeKind.ALLEGED),
    ]


def unmark(ticket: Ticket, command: Unmark, rules: Rules, now: datetime) -> Step:
    """Take the mark off: what was said is the complaint again."""
    check_said(command.reason, "理由", rules.clause("offences"))
    said = _of(ticket, rules)
    if said.handed_by:
        raise RuleForbids(Why.LEAD_GIVEN, rules.clause("offences"))
    moved = replace(ticket, allegation=None, complaint=replace(ticket.complaint, text=said.text))
    moved = noted(moved, RemarkKind.LEAD, command.reason, command.by, now)
    return moved, _next(moved)


def tell_head(ticket: Ticket, command: TellHead, rules: Rules, now: datetime) -> Step:
    """转告: the head of each unit meant, else of the centre, hears what was said and not by whom."""
    said = _of(ticket, rules)
    moved = replace(ticket, allegation=replace(said, told_at=now))
    facts = {"word": command.word, "by": command.by.name}
    told = [
        Notice(to=To.LEADER, what=NoticeKind.TOLD_HEAD, target=one, facts=facts)
        for one in command.units or said.departments or ("",)
    ]
    moved = noted(moved, RemarkKind.LEAD, command.word, command.by, now)
    return moved, [*told, *_next(moved)]


def hand_over(ticket: Ticket, command: HandOver, rules: Rules, now: datetime) -> Step:
    """移交: the lead goes to the authority; from now on only management sees it (FW-6.2.6, G-21)."""
    check_said(command.matter, "事由", rules.clause("offences"))
    to = rules.profile.offences.to
    paper = replace(document(ticket, HANDING_OVER, to, command.by, now), text=command.matter)
    facts = {"to": "、".join(to)}
    given = replace(
        ticket,
        documents=(*ticket.documents, paper),
        allegation=_handed(ticket, command, now),
    )
    if command.whole:
        return _ended(ticket, given, command, facts, now)
    return given, [
        Notice(to=To.CITIZEN, what=NoticeKind.PART_HANDED_OVER, facts=facts),
        Notice(to=To.MANAGEMENT, what=NoticeKind.PART_HANDED_OVER, facts=facts),
        *_next(given),
    ]


def _ended(
    before: Ticket, given: Ticket, command: HandOver, facts: dict[str, str], now: datetime
) -> Step:
    """Close what was a lead and nothing else."""
    moved = replace(
        closed(given, State.HANDED_OVER, now),
        restricted=True,
        hidden_from=command.hidden_from,
        owner=command.by.id,
        closing=command.matter,
    )
    return moved, [
        Notice(to=To.CITIZEN, what=NoticeKind.HANDED_OVER, facts=facts),
        *to_all(before, NoticeKind.TAKEN_AWAY, {"by": command.by.name}),
        Notice(to=To.MANAGEMENT, what=NoticeKind.HANDED_OVER, facts=facts),
    ]


def _handed(ticket: Ticket, command: HandOver, now: datetime) -> Allegation | None:
    """Return the lead as it was handed over; what was no lead before and closes whole needs none."""
    known = ticket.allegation
    if known is None and command.whole:
        return None
    known = known or Allegation(text=ticket.complaint.text, at=now, by=command.by.name)
    return replace(
        known,
        persons=_both(known.persons, command.persons),
        handed_at=now,
        handed_by=command.by.id,
    )


def check_dispatch(ticket: Ticket, departments: Collection[str], rules: Rules) -> None:
    """Raise where a lead is routed to those whom it is about, or nothing but a lead is dispatched (N6)."""
    said = ticket.allegation
    if said is None:
        return
    if said.alone:
        raise RuleForbids(Why.LEAD_ALONE, rules.clause("offences"))
    if said.is_open and {*said.departments} & {*departments}:
        raise RuleForbids(Why.LEAD_OPEN, rules.clause("offences"))


def _of(ticket: Ticket, rules: Rules) -> Allegation:
    if ticket.allegation is None:
        raise RuleForbids(Why.NO_LEAD, rules.clause("offences"))
    return ticket.allegation


def _next(ticket: Ticket) -> list[Notice]:
    """Return the desk's card for the matter, where it is the desk's turn."""
    is_theirs = ticket.state is State.REGISTERED
    return [Notice(to=To.DESK, what=NoticeKind.TRIAGE)] if is_theirs else []


def _both(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one, *other)))
