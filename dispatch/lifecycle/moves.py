"""The table of a ticket's life.

Theory of operation. A command travels through `dispatch.lifecycle.life` in these steps and no other way.
`check` asks the profile whether one of the actor's roles carries it; nothing below knows roles. MOVES says
whether the state allows it: what is missing in the state's row is refused, whatever it holds. Its handler,
named by its row in COMMANDS, asks the rules, raises where something is lacking or forbidden, and returns the
moved ticket with what must be said; it reads no clock and alters no value. Where the work passes into other
hands it goes through `left_step`, which ends what only the step before held, so that nothing is cleared twice
or forgotten. The state that comes out must be one that MOVES names for the command: the handler decides
which, and cannot invent one. Last the ticket gets its next version and `wakes_at`, the first moment at which
the schedule owes it something (`wake.OWED`); when that has come, the schedule gives a command, and this
begins anew. So no two commands need know of each other. Only 更正 stands in no row: it leads back to where
the last command came from (`corrected_to`).

Rule 1: every allowed move stands in MOVES and nowhere else.
Rule 2: a command leads to one of the states that MOVES names for it; which one, its step decides.
Rule 3: what may happen everywhere it is open stands in `_open`, what a department has in _IN_HAND.

The diagram in the README is drawn from it (`dispatch.lifecycle.diagram`).
"""

from collections.abc import Mapping

from dispatch.lifecycle.command_table import CORRECTABLE
from dispatch.ticket import case_commands as m
from dispatch.ticket import commands as c
from dispatch.ticket.ticket import CLOSED, State

S = State
#: what is allowed in one state, and where each may lead
Allowed = Mapping[type[c.Command], tuple[State, ...]]

#: what leaves an open ticket where it is
_STAYS = (
    c.Supplement,
    c.NoteUndelivered,
    c.NoteDelivered,
    m.Record,
    m.Tell,
    m.PassOn,
    m.TakeOver,
    m.Recount,
    m.Allege,
    m.Unmark,
    m.StandDown,
    m.TellHead,
    m.Look,
)

#: what the desk may do before a department has it
_AT_THE_DESK: Allowed = {
    c.SolveOnSpot: (S.SURVEYING,),
    m.Annul: (S.WITHDRAWN,),
    c.Dispatch: (S.PROPOSED, S.DISPATCHED),
    m.Transfer: (S.OUTSIDE,),
    m.Link: (S.LINKED,),
}

#: what departments and those above them may do while it is in hand
_IN_HAND = (
    m.Amend,
    c.Classify,
    c.Ask,
    c.Remind,
    c.Supervise,
    m.Circulate,
    m.RemindAssisting,
    m.Extend,
    m.Repromise,
    c.Reject,
)


#: where the person's verdict may lead
_JUDGED = (S.STRUCK_OFF, S.REWORK, S.REGISTERED, S.MEETING, S.OUTSIDE)


def _open(state: State, moves: Allowed, *stays: type[c.Command]) -> Allowed:
    """Return *moves* of an open state, what *stays* in it, and what every open ticket allows."""
    staying = dict.fromkeys((*_STAYS, *stays), (state,))
    return {**staying, c.Withdraw: (S.WITHDRAWN,), m.HandOver: (S.HANDED_OVER, state), **moves}


def _in_hand(state: State, moves: Allowed, never: tuple[type[c.Command], ...] = ()) -> Allowed:
    """Return *moves* of a state in which departments have it, with what all of these share."""
    shared: Allowed = {
        **dict.fromkeys(_IN_HAND, (state,)),
        c.Answer: (S.ANSWERED, S.SURVEYING, state),
        c.Plan: (S.PLANNED, state),
        c.Reassign: (S.DISPATCHED, state),
        m.Convene: (S.MEETING,),
        m.Defer: (S.DEFERRED, state),
        m.End: (S.LAWFULLY_ENDED, state),
        m.ReturnForm: (S.MEETING, state),
        c.Approve: (state, S.DISPATCHED, S.DEFERRED, S.LAWFULLY_ENDED),
    }
    fitting = {one: to for one, to in shared.items() if one not in never}
    return _open(state, {**fitting, **moves})


MOVES: Mapping[State, Allowed] = {
    S.REGISTERED: _open(
        S.REGISTERED,
        {
            **_AT_THE_DESK,
            c.Refuse: (S.REFUSED, S.OUTSIDE, S.REGISTERED),
            c.Approve: (S.OUTSIDE, S.REGISTERED),
            m.Convene: (S.MEETING,),
        },
        *(m.Amend, c.Classify, c.Reject, c.Remind),
    ),
    S.PROPOSED: _open(
        S.PROPOSED,
        {
            **_AT_THE_DESK,
            c.Refuse: (S.REFUSED, S.OUTSIDE, S.PROPOSED),
            c.Approve: (S.DISPATCHED, S.OUTSIDE, S.PROPOSED),
            c.Reject: (S.REGISTERED, S.PROPOSED),
            m.Convene: (S.MEETING,),
        },
        *(m.Amend, c.Remind),
    ),
    S.DISPATCHED: _in_hand(S.DISPATCHED, {c.Acknowledge: (S.WORKING, S.DISPATCHED)}),
    S.WORKING: _in_hand(S.WORKING, {c.Acknowledge: (S.WORKING,)}),
    S.PLANNED: _in_hand(S.PLANNED, {c.Acknowledge: (S.PLANNED,), c.Plan: (S.PLANNED,)}),
    S.REWORK: _in_hand(S.REWORK, {c.Acknowledge: (S.WORKING, S.REWORK)}),
    S.MEETING: _open(
        S.MEETING,
        {
            c.Reassign: (S.DISPATCHED, S.MEETING),
            c.Dispatch: (S.PROPOSED, S.DISPATCHED),
            c.SolveOnSpot: (S.SURVEYING,),
            m.Defer: (S.DEFERRED, S.MEETING),
            m.End: (S.LAWFULLY_ENDED, S.MEETING),
            c.Approve: (S.MEETING, S.DISPATCHED, S.DEFERRED, S.LAWFULLY_ENDED),
        },
        *(m.Amend, m.Convene, c.Reject, c.Remind, c.Supervise, m.Circulate, m.RemindAssisting),
    ),
    S.DEFERRED: _in_hand(
        S.DEFERRED,
        {
            c.Acknowledge: (S.DEFERRED,),
            m.Defer: (S.DEFERRED,),
        },
        never=(m.Extend,),  # a milestone is a promised date; another one is 改诺 or 挂账 again
    ),
    S.OUTSIDE: _open(
        S.OUTSIDE,
        {
            m.Receive: (S.SURVEYING,),
            c.NoteDelivered: (S.TRANSFERRED, S.OUTSIDE),
            c.CallBack: (S.TRANSFERRED, S.OUTSIDE),
        },
        *(m.Amend, c.OfferCall),
    ),
    S.LINKED: _open(S.LINKED, {m.Receive: (S.SURVEYING,), m.Unlink: (S.REGISTERED,)}, m.Amend),
    S.ANSWERED: _open(
        S.ANSWERED,
        {
            c.Pass: (S.SURVEYING,),
            c.SendBack: (S.REWORK, S.MEETING),
            # what the reply guard held may be given better (N3)
            c.Answer: (S.ANSWERED, S.SURVEYING),
        },
        *(m.Amend, c.Classify, m.Deliver, c.Approve, c.Reject),
    ),
    S.SURVEYING: _open(
        S.SURVEYING,
        {
            c.Rate: _JUDGED,
            c.CallBack: (*_JUDGED, S.UNRATED, S.SURVEYING),
            m.Settle: (*_JUDGED, S.UNRATED),
            c.OfferCall: (S.SURVEYING, S.UNRATED),
        },
        *(c.Classify, m.Deliver, c.Approve, c.Reject),
    ),
    **{state: {} for state in S if state in CLOSED},
}


def corrected_to(state: State) -> frozenset[State]:
    """Return where a ticket in *state* may go back to: from where a correctable command led here."""
    return frozenset(
        before
        for before, moves in MOVES.items()
        for command, after in moves.items()
        if command in CORRECTABLE and state in after
    )
