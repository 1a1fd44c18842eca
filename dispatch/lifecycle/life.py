"""The life of a ticket: register it, and apply one command after another.

Rule 1: what is allowed stands in `dispatch.lifecycle.moves`, what each command does in `command_table`.
Rule 2: who may give a command stands in the profile (`dispatch.lifecycle.authority`), not here.
Rule 3: no clock, database or network here; *now* comes in as an argument.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from dispatch.errors import MoveRefused
from dispatch.handlers import ownership
from dispatch.handlers.allegations import alleged
from dispatch.handlers.amendments import FIRST, alarms
from dispatch.handlers.steps import stopped
from dispatch.lifecycle import suggested_class
from dispatch.lifecycle.authority import check
from dispatch.lifecycle.command_table import COMMANDS
from dispatch.lifecycle.moves import MOVES, corrected_to
from dispatch.lifecycle.wake import moments, wakes_at
from dispatch.profiles.values import Kind, Role
from dispatch.rules.rules import Rules
from dispatch.rules.turns import looked_at
from dispatch.ticket.allegation import Allegation
from dispatch.ticket.case_commands import Correct
from dispatch.ticket.commands import Command
from dispatch.ticket.complaint import Complaint
from dispatch.ticket.notices import Notice, NoticeKind, To
from dispatch.ticket.ticket import State, Ticket, Tie
from dispatch.words.emergencies import numbers_of


def register(
    no: str,
    centre: str,
    complaint: Complaint,
    owner: str,
    rules: Rules,
    now: datetime,
    *,
    above: str = "",
    allegation: Allegation | None = None,
) -> tuple[Ticket, list[Notice]]:
    """Return the new ticket (受理) and what must be said: the receipt, and the desk's card.

    Args:
        above: the ticket of another centre that this one works for (跨层级); its person has a receipt.
        allegation: what was said about somebody's conduct, and is not in *complaint* (N6).
    """
    complaint = replace(
        complaint,
        causes=suggested_class.classes(complaint, rules.profile),
        kind=suggested_class.kind(complaint, rules.profile),
    )
    said = allegation.text if allegation else complaint.text
    numbers = numbers_of(said, complaint.emergency)
    ticket = Ticket(
        no=no,
        centre=centre,
        profile=rules.profile.id,
        profile_version=rules.profile.version,
        calendar_version=rules.calendar.version,
        state=State.REGISTERED,
        complaint=complaint,
        opened_at=now,
        step_at=now,
        matter=complaint.categories[0].name if complaint.categories else "",
        first_handler=owner,
        owner=owner,
        clocks=rules.arrival_clocks(complaint.channel, now),
        tied_to=above,
        tie=Tie.LEVEL if above else "",
        emergency=numbers,
        rank=FIRST if numbers else 1,
        allegation=allegation,
    )
    ticket = _woken(ticket, rules, now)
    cards = [Notice(to=To.DESK, what=NoticeKind.TRIAGE)] if allegation is None else alleged(ticket)
    desk = [*cards, *alarms(ticket, said)]
    if above:
        return ticket, desk
    return ticket, [Notice(to=To.CITIZEN, what=NoticeKind.RECEIPT), *desk]


def apply(
    ticket: Ticket, command: Command, rules: Rules, now: datetime
) -> tuple[Ticket, list[Notice]]:
    """Apply *command* at *now*; return the moved ticket and what must be said.

    Raises:
        NotAllowed: the actor's roles do not carry the command.
        NotYours: the ticket is not with the actor's department, or not the actor's complaint.
        MoveRefused: the ticket's state does not allow the command.
        Incomplete: the rule asks for something that the command lacks.
        AlreadyDone: somebody did it before.
    """
    check(command, ticket, rules)
    return carry_out(ticket, command, rules, now)


def carry_out(
    ticket: Ticket, command: Command, rules: Rules, now: datetime
) -> tuple[Ticket, list[Notice]]:
    """Do the same for an actor whose authority was checked already.

    Raises:
        NotYours, MoveRefused, Incomplete, AlreadyDone: see `apply`.
    """
    allowed = MOVES[ticket.state].get(type(command))
    if allowed is None:
        raise MoveRefused(ticket.state, type(command).__name__)
    row = COMMANDS[type(command)]
    handler = row.outside if ticket.state is State.OUTSIDE and row.outside else row.handler
    assert handler is not None  # 更正 stands in no row of MOVES
    moved, notices = handler(ticket, command, rules, now)
    if moved.state not in allowed:
        raise AssertionError(f"{ticket.state} + {type(command).__name__} led to {moved.state}")
    moved = _responded(moved, command, notices, now)
    return _stepped(ticket, moved, command, rules, now), notices


def correct(
    ticket: Ticket,
    before: Ticket,
    command: Correct,
    last: tuple[str, datetime],
    rules: Rules,
    now: datetime,
) -> tuple[Ticket, list[Notice]]:
    """Take back the last command (更正), of whom *last* says who gave it and when.

    Args:
        before: the ticket as its log has it without the last entry.

    Raises:
        MoveRefused: what was done last cannot be taken back.
        RuleForbids, Incomplete, NotAllowed: see `dispatch.handlers.ownership.correct`.
    """
    check(command, ticket, rules)
    if before.state not in corrected_to(ticket.state) | {ticket.state}:
        raise MoveRefused(ticket.state, type(command).__name__)
    moved, notices = ownership.correct(ticket, before, command, last, rules, now)
    return _stepped(ticket, moved, command, rules, now, is_new_step=True), notices


def _stepped(
    ticket: Ticket,
    moved: Ticket,
    command: Command,
    rules: Rules,
    now: datetime,
    *,
    is_new_step: bool = False,
) -> Ticket:
    """Return *moved* as the next version, with its next turn; a new step makes older cards stale."""
    version = ticket.version + 1
    moved = replace(moved, version=version)
    # another answer is another thing to inspect: a card for the one before must not pass it
    was, is_ = ((one.state, one.round, one.reply) for one in (ticket, moved))
    if is_new_step or was != is_:
        moved = replace(moved, step_version=version, step_by=command.by.name, step_at=now)
    return _woken(moved, rules, now)


def _woken(moved: Ticket, rules: Rules, now: datetime) -> Ticket:
    """Return *moved* with its next turn, and when whose turn it is is asked again."""
    if not moved.is_closed:
        soon = looked_at(moved, rules, now)
        asked_at = min(filter(None, (soon, moved.check_at))) if soon else None
        moved = replace(moved, check_at=asked_at)
        if not moments(moved):  # nothing else would ever wake it
            moved = replace(moved, check_at=rules.next_look(now))
    return replace(moved, wakes_at=wakes_at(moved))


def _responded(moved: Ticket, command: Command, notices: Sequence[Notice], now: datetime) -> Ticket:
    """Stop the limit of responding (回应, FW-6.1.3): a person of ours had something to say to them."""
    spoke = any(one.to is To.CITIZEN for one in notices)
    if not spoke or command.by.roles & {Role.SCHEDULE, Role.CITIZEN}:
        return moved
    clocks = stopped(moved.clocks, now, (Kind.ACKNOWLEDGE,))
    return moved if clocks == moved.clocks else replace(moved, clocks=clocks)
