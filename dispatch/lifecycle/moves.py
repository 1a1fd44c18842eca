"""The table of a ticket's life.

Rule 1: every allowed move stands in MOVES and nowhere else.
Rule 2: a command leads to one of the states that MOVES names for it; which one, its step decides.
Rule 3: what may happen everywhere it is open stands in _ANYWHERE, what a department has in _IN_HAND.

The diagram in the README is drawn from it (`dispatch.lifecycle.diagram`).
"""

from collections.abc import Mapping

from dispatch.ticket.case_commands import (
    Circulate,
    Convene,
    Defer,
    Deliver,
    End,
    Extend,
    HandOver,
    Link,
    Look,
    PassOn,
    Receive,
    Record,
    Recount,
    RemindAssisting,
    Repromise,
    ReturnForm,
    Settle,
    TakeOver,
    Transfer,
    Unlink,
)
from dispatch.ticket.commands import (
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
from dispatch.ticket.ticket import CLOSED, State

S = State
Moves = Mapping[State, Mapping[type[Command], tuple[State, ...]]]

#: what leaves an open ticket where it is
_STAYS: tuple[type[Command], ...] = (
    Supplement,
    NoteUndelivered,
    NoteDelivered,
    Record,
    PassOn,
    TakeOver,
    Recount,
)

#: what the desk may do before a department has it
_AT_THE_DESK: dict[type[Command], tuple[State, ...]] = {
    SolveOnSpot: (S.SURVEYING,),
    Dispatch: (S.PROPOSED, S.DISPATCHED),
    Transfer: (S.OUTSIDE,),
    Link: (S.LINKED,),
}

#: what departments and those above them may do while it is in hand
_IN_HAND: tuple[type[Command], ...] = (
    Classify,
    Ask,
    Remind,
    Supervise,
    Circulate,
    RemindAssisting,
    Extend,
    Repromise,
    Reject,
)


def _open(
    state: State, moves: Mapping[type[Command], tuple[State, ...]]
) -> dict[type[Command], tuple[State, ...]]:
    """Return *moves* of an open state with what every open ticket allows."""
    stays = dict.fromkeys(_STAYS, (state,))
    return {**stays, Withdraw: (S.WITHDRAWN,), HandOver: (S.HANDED_OVER,), **moves}


def _in_hand(
    state: State,
    moves: Mapping[type[Command], tuple[State, ...]],
    never: tuple[type[Command], ...] = (),
) -> dict[type[Command], tuple[State, ...]]:
    """Return *moves* of a state in which departments have it, with what all of these share."""
    shared: dict[type[Command], tuple[State, ...]] = {
        **dict.fromkeys(_IN_HAND, (state,)),
        Answer: (S.ANSWERED, S.SURVEYING, state),
        Plan: (S.PLANNED, state),
        Reassign: (S.DISPATCHED,),
        Convene: (S.MEETING,),
        Defer: (S.DEFERRED, state),
        End: (S.LAWFULLY_ENDED, state),
        ReturnForm: (S.MEETING, state),
        Approve: (state, S.DISPATCHED, S.DEFERRED, S.LAWFULLY_ENDED),
    }
    fitting = {one: to for one, to in shared.items() if one not in never}
    return _open(state, {**fitting, **moves})


MOVES: Moves = {
    S.REGISTERED: _open(
        S.REGISTERED,
        {
            **_AT_THE_DESK,
            Classify: (S.REGISTERED,),
            Refuse: (S.REFUSED, S.OUTSIDE, S.REGISTERED),
            Approve: (S.OUTSIDE, S.REGISTERED),
            Reject: (S.REGISTERED,),
            Convene: (S.MEETING,),
            Remind: (S.REGISTERED,),
        },
    ),
    S.PROPOSED: _open(
        S.PROPOSED,
        {
            **_AT_THE_DESK,
            Refuse: (S.REFUSED, S.OUTSIDE, S.PROPOSED),
            Approve: (S.DISPATCHED, S.OUTSIDE, S.PROPOSED),
            Reject: (S.REGISTERED, S.PROPOSED),
            Convene: (S.MEETING,),
            Remind: (S.PROPOSED,),
        },
    ),
    S.DISPATCHED: _in_hand(S.DISPATCHED, {Acknowledge: (S.WORKING, S.DISPATCHED)}),
    S.WORKING: _in_hand(S.WORKING, {Acknowledge: (S.WORKING,)}),
    S.PLANNED: _in_hand(S.PLANNED, {Acknowledge: (S.PLANNED,), Plan: (S.PLANNED,)}),
    S.REWORK: _in_hand(S.REWORK, {Acknowledge: (S.WORKING, S.REWORK)}),
    S.MEETING: _open(
        S.MEETING,
        {
            Convene: (S.MEETING,),
            Reassign: (S.DISPATCHED,),
            Dispatch: (S.PROPOSED, S.DISPATCHED),
            SolveOnSpot: (S.SURVEYING,),
            Defer: (S.DEFERRED, S.MEETING),
            End: (S.LAWFULLY_ENDED, S.MEETING),
            Approve: (S.MEETING, S.DEFERRED, S.LAWFULLY_ENDED),
            Reject: (S.MEETING,),
            Remind: (S.MEETING,),
            Supervise: (S.MEETING,),
            Circulate: (S.MEETING,),
            RemindAssisting: (S.MEETING,),
            Look: (S.MEETING,),
        },
    ),
    S.DEFERRED: _in_hand(
        S.DEFERRED,
        {
            Acknowledge: (S.DEFERRED,),
            Defer: (S.DEFERRED,),
            Look: (S.DEFERRED,),
        },
        never=(Extend,),  # a milestone is a promised date; another one is 改诺 or 挂账 again
    ),
    S.OUTSIDE: _open(
        S.OUTSIDE,
        {
            Receive: (S.SURVEYING,),
            NoteDelivered: (S.TRANSFERRED, S.OUTSIDE),
            CallBack: (S.TRANSFERRED, S.OUTSIDE),
            Look: (S.OUTSIDE,),
        },
    ),
    S.LINKED: _open(
        S.LINKED,
        {Receive: (S.SURVEYING,), Unlink: (S.REGISTERED,), Look: (S.LINKED,)},
    ),
    S.ANSWERED: _open(
        S.ANSWERED,
        {
            Pass: (S.SURVEYING,),
            SendBack: (S.REWORK, S.MEETING),
            Classify: (S.ANSWERED,),
            Deliver: (S.ANSWERED,),
            Approve: (S.ANSWERED,),
            Reject: (S.ANSWERED,),
        },
    ),
    S.SURVEYING: _open(
        S.SURVEYING,
        {
            Rate: (S.STRUCK_OFF, S.REWORK, S.REGISTERED, S.MEETING, S.OUTSIDE),
            CallBack: (
                S.STRUCK_OFF,
                S.REWORK,
                S.REGISTERED,
                S.MEETING,
                S.OUTSIDE,
                S.UNRATED,
                S.SURVEYING,
            ),
            Settle: (
                S.STRUCK_OFF,
                S.REWORK,
                S.REGISTERED,
                S.MEETING,
                S.OUTSIDE,
                S.UNRATED,
            ),
            OfferCall: (S.SURVEYING, S.UNRATED),
            Classify: (S.SURVEYING,),
            Deliver: (S.SURVEYING,),
            Approve: (S.SURVEYING,),
            Reject: (S.SURVEYING,),
        },
    ),
    **{state: {} for state in S if state in CLOSED},
}

#: what a person may take back within ten minutes (更正), and thereby where from
CORRECTABLE: frozenset[type[Command]] = frozenset(
    {
        Classify,
        SolveOnSpot,
        Refuse,
        Dispatch,
        Approve,
        Reject,
        Reassign,
        Acknowledge,
        Plan,
        Pass,
        SendBack,
        Supervise,
        CallBack,
        Convene,
        Transfer,
        Link,
        Unlink,
        Defer,
        End,
        ReturnForm,
        Answer,
    }
)


def corrected_to(state: State) -> frozenset[State]:
    """Return where a ticket in *state* may go back to: from where a correctable command led here."""
    return frozenset(
        before
        for before, moves in MOVES.items()
        for command, after in moves.items()
        if command in CORRECTABLE and state in after
    )
