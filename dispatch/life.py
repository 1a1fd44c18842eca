"""The life of a ticket.

Rule 1: every allowed move stands in MOVES and nowhere else.
Rule 2: a command leads to one of the states that MOVES names for it; which one, its step decides.
Rule 3: who may give a command stands in the profile (`dispatch.authority`), not here.
Rule 4: no clock, database or network here; *now* comes in as an argument.

The diagram in the README is drawn from MOVES (`dispatch.diagram`).
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from dispatch import departments, survey, triage, wishes
from dispatch.authority import check
from dispatch.commands import (
    Acknowledge,
    Answer,
    Approve,
    Ask,
    CallBack,
    Classify,
    Command,
    Dispatch,
    NoteDelivered,
    NoteUndelivered,
    OfferCall,
    Pass,
    Plan,
    Rate,
    Reassign,
    Refuse,
    Reject,
    Remind,
    SendBack,
    SolveOnSpot,
    Supervise,
    Supplement,
    Withdraw,
)
from dispatch.complaint import Complaint
from dispatch.errors import MoveRefused
from dispatch.notices import Notice, To, What
from dispatch.rules import Rules
from dispatch.ticket import State, Ticket
from dispatch.wake import wakes_at

S = State

#: What may be done with a ticket that a department has; each state adds to it or narrows it.
_IN_HAND: dict[type[Command], tuple[State, ...]] = {
    Reassign: (S.DISPATCHED,),
    Answer: (S.ANSWERED,),
    Plan: (S.PLANNED,),
    Withdraw: (S.WITHDRAWN,),
}

#: The whole life: state → command → the states it may lead to.
MOVES: dict[State, dict[type[Command], tuple[State, ...]]] = {
    S.REGISTERED: {
        Classify: (S.REGISTERED,),
        SolveOnSpot: (S.SURVEYING,),
        Refuse: (S.REFUSED,),
        Dispatch: (S.PROPOSED, S.DISPATCHED),
        Supplement: (S.REGISTERED,),
        Withdraw: (S.WITHDRAWN,),
        NoteUndelivered: (S.REGISTERED,),
        NoteDelivered: (S.REGISTERED,),
    },
    S.PROPOSED: {
        Approve: (S.DISPATCHED,),
        Reject: (S.REGISTERED,),
        Dispatch: (S.PROPOSED, S.DISPATCHED),
        SolveOnSpot: (S.SURVEYING,),
        Refuse: (S.REFUSED,),
        Supplement: (S.PROPOSED,),
        Withdraw: (S.WITHDRAWN,),
        NoteUndelivered: (S.PROPOSED,),
        NoteDelivered: (S.PROPOSED,),
    },
    S.DISPATCHED: {
        Acknowledge: (S.WORKING, S.DISPATCHED),
        **_IN_HAND,
        Answer: (S.ANSWERED, S.DISPATCHED),
        Plan: (S.PLANNED, S.DISPATCHED),
        Ask: (S.DISPATCHED,),
        Remind: (S.DISPATCHED,),
        Supervise: (S.DISPATCHED,),
        Supplement: (S.DISPATCHED,),
        NoteUndelivered: (S.DISPATCHED,),
        NoteDelivered: (S.DISPATCHED,),
    },
    S.WORKING: {
        Acknowledge: (S.WORKING,),
        **_IN_HAND,
        Answer: (S.ANSWERED, S.WORKING),
        Plan: (S.PLANNED, S.WORKING),
        Ask: (S.WORKING,),
        Remind: (S.WORKING,),
        Supervise: (S.WORKING,),
        Supplement: (S.WORKING,),
        NoteUndelivered: (S.WORKING,),
        NoteDelivered: (S.WORKING,),
    },
    S.PLANNED: {
        Acknowledge: (S.PLANNED,),
        Reassign: (S.DISPATCHED,),
        Answer: (S.ANSWERED, S.PLANNED),
        Ask: (S.PLANNED,),
        Remind: (S.PLANNED,),
        Supervise: (S.PLANNED,),
        Supplement: (S.PLANNED,),
        Withdraw: (S.WITHDRAWN,),
        NoteUndelivered: (S.PLANNED,),
        NoteDelivered: (S.PLANNED,),
    },
    S.REWORK: {
        Acknowledge: (S.WORKING, S.REWORK),
        **_IN_HAND,
        Answer: (S.ANSWERED, S.REWORK),
        Plan: (S.PLANNED, S.REWORK),
        Ask: (S.REWORK,),
        Remind: (S.REWORK,),
        Supervise: (S.REWORK,),
        Supplement: (S.REWORK,),
        NoteUndelivered: (S.REWORK,),
        NoteDelivered: (S.REWORK,),
    },
    S.ANSWERED: {
        Pass: (S.SURVEYING,),
        SendBack: (S.REWORK,),
        Supplement: (S.ANSWERED,),
        Withdraw: (S.WITHDRAWN,),
        NoteUndelivered: (S.ANSWERED,),
        NoteDelivered: (S.ANSWERED,),
    },
    S.SURVEYING: {
        Rate: (S.STRUCK_OFF, S.REWORK, S.REGISTERED),
        CallBack: (S.STRUCK_OFF, S.REWORK, S.REGISTERED, S.UNRATED, S.SURVEYING),
        OfferCall: (S.SURVEYING,),
        Supplement: (S.SURVEYING,),
        NoteUndelivered: (S.SURVEYING,),
        NoteDelivered: (S.SURVEYING,),
    },
    S.STRUCK_OFF: {},
    S.UNRATED: {},
    S.REFUSED: {},
    S.WITHDRAWN: {},
}

Step = Callable[[Ticket, Any, Rules, datetime], tuple[Ticket, list[Notice]]]

#: What each command does; where it leads must stand in MOVES.
STEPS: dict[type[Command], Step] = {
    Classify: triage.classify,
    SolveOnSpot: triage.solve_on_spot,
    Refuse: triage.refuse,
    Dispatch: triage.propose,
    Approve: triage.approve,
    Reject: triage.reject,
    Reassign: triage.reassign,
    Acknowledge: departments.acknowledge,
    Answer: departments.answer,
    Plan: departments.plan,
    Ask: departments.ask,
    Remind: departments.remind,
    Supervise: departments.supervise,
    Pass: departments.inspected,
    SendBack: departments.returned,
    Rate: survey.rate,
    CallBack: survey.call_back,
    OfferCall: survey.offer_call,
    NoteUndelivered: survey.note_undelivered,
    NoteDelivered: survey.note_delivered,
    Supplement: wishes.supplement,
    Withdraw: wishes.withdraw,
}


def register(
    no: str, centre: str, complaint: Complaint, owner: str, rules: Rules, now: datetime
) -> tuple[Ticket, list[Notice]]:
    """Return the new ticket (受理) and what must be said: the receipt, and the desk's card."""
    ticket = Ticket(
        no=no,
        centre=centre,
        profile=rules.profile.id,
        profile_version=rules.profile.version,
        calendar_version=rules.calendar.version,
        state=State.REGISTERED,
        complaint=complaint,
        opened_at=now,
        matter=complaint.categories[0].name if complaint.categories else "",
        first_handler=owner,
        owner=owner,
    )
    return ticket, [Notice(to=To.CITIZEN, what=What.RECEIPT), Notice(to=To.DESK, what=What.TRIAGE)]


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
    check(command, rules)
    allowed = MOVES[ticket.state].get(type(command))
    if allowed is None:
        raise MoveRefused(ticket.state, type(command).__name__)
    moved, notices = STEPS[type(command)](ticket, command, rules, now)
    if moved.state not in allowed:
        raise AssertionError(f"{ticket.state} + {type(command).__name__} led to {moved.state}")
    version = ticket.version + 1
    is_new_step = (moved.state, moved.round) != (ticket.state, ticket.round)
    moved = replace(moved, version=version, wakes_at=wakes_at(moved))
    if is_new_step:
        moved = replace(moved, step_version=version, step_by=command.by.name)
    return moved, notices
