"""What follows on one ticket from another that it is tied to: the same event (并案), or a level (跨层级).

Rule 1: each person gets one answer and one survey (N8); a tie never swallows a ticket.
Rule 2: what follows is a command like any other, given by the schedule in the same transaction.
Rule 3: a tie to what is over already waits for nothing: `owed` gives at once what it comes too late for.
"""

from dispatch.ticket.actor import SCHEDULE
from dispatch.ticket.case_commands import Look, Receive, Settle, Unlink
from dispatch.ticket.commands import Command, Withdraw
from dispatch.ticket.ticket import CLOSED, State, Ticket, Tie

#: a ticket in one of these can still wait for another of the same event (并案)
CAN_WAIT = frozenset({State.REGISTERED, State.PROPOSED})

#: ends of a ticket that leave nothing to share with those who told the same event
_NO_ANSWER = frozenset({State.REFUSED, State.WITHDRAWN, State.TRANSFERRED, State.HANDED_OVER})


#: ends that take away what another centre still does for it
_TAKEN_AWAY = frozenset({State.WITHDRAWN, State.HANDED_OVER})
#: where a ticket is again whose 函转 was taken back (更正)
_AT_THE_DESK = frozenset({State.REGISTERED, State.PROPOSED})


def waits_for(one: Ticket, other: Ticket) -> tuple[Ticket, Ticket] | None:
    """Return (which waits, for which) of two tickets of the same event: who can, and then the later; None if neither.

    None can wait that is with departments already, and nobody waits for what waits itself or is over.
    """
    later, earlier = sorted((one, other), key=lambda t: (t.opened_at, t.no), reverse=True)
    for waiting, main in ((later, earlier), (earlier, later)):
        if waiting.state in CAN_WAIT and main.state is not State.LINKED and not main.is_closed:
            return waiting, main
    return None


def has_news(before: Ticket | None, moved: Ticket) -> bool:
    """True when something may follow elsewhere: the state changed, or the person judged."""
    if before is None:
        return False
    return (before.state, len(before.ratings)) != (moved.state, len(moved.ratings))


def owed(ticket: Ticket, above: Ticket) -> Command | None:
    """Return what *ticket* must do because *above*, which it is tied to, is already there or over."""
    if ticket.state is State.LINKED:
        return _shared(above) if above.state is State.SURVEYING or above.is_closed else None
    is_answered = ticket.tie == Tie.LEVEL and ticket.state is State.SURVEYING
    return _verdict_of(above) if is_answered and above.is_closed else None


def follows(before: Ticket, moved: Ticket, other: Ticket) -> Command | None:
    """Return what *other* must do because *before* became *moved*; None if nothing."""
    if other.tied_to == moved.no:
        return (
            _same_event(before, moved, other)
            if other.tie == Tie.SAME
            else _below(before, moved, other)
        )
    if moved.tied_to == other.no and moved.tie == Tie.LEVEL:
        return _above(before, moved, other)
    return None


def _same_event(before: Ticket, moved: Ticket, other: Ticket) -> Command | None:
    """The answer is everybody's; without one each goes its own way."""
    if other.state is not State.LINKED:
        return None
    if moved.is_closed or (moved.state is State.SURVEYING and before.state is not State.SURVEYING):
        return _shared(moved)
    return None


def _shared(main: Ticket) -> Command:
    """The answer that there is; without one, each goes its own way."""
    answer = None if main.state in _NO_ANSWER else _answer_of(main)
    return answer or Unlink(by=SCHEDULE)


def _below(before: Ticket, moved: Ticket, other: Ticket) -> Command | None:
    """The person judged, or took it back: so it is with what another centre does for it."""
    was_corrected = before.state is State.OUTSIDE and moved.state in _AT_THE_DESK
    if (moved.state in _TAKEN_AWAY or was_corrected) and other.state not in CLOSED:
        return Withdraw(by=SCHEDULE)
    is_judged = len(moved.ratings) > len(before.ratings) or moved.is_closed
    if other.state is not State.SURVEYING or not is_judged:
        return None
    return _verdict_of(moved)


def _verdict_of(above: Ticket) -> Command:
    """What the person said in the end; nobody was reached where they said nothing (G-10)."""
    if above.state is State.UNRATED or not above.ratings:
        return Settle(by=SCHEDULE, level="")
    last = above.ratings[-1]
    return Settle(by=SCHEDULE, level=last.level, remark=last.remark)


def _above(before: Ticket, moved: Ticket, other: Ticket) -> Command | None:
    """What the other centre answered goes to the person; that it will not is looked at at once."""
    if other.state is not State.OUTSIDE:
        return None
    if moved.state is State.SURVEYING and before.state is not State.SURVEYING:
        return _answer_of(moved)
    if moved.state in _NO_ANSWER:
        return Look(by=SCHEDULE)
    return None


def _answer_of(ticket: Ticket) -> Command | None:
    reply = ticket.reply
    if reply is None:
        return None
    return Receive(by=SCHEDULE, text=reply.text, reason=reply.reason, basis=reply.basis)
