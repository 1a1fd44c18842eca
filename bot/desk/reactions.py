"""REACTIONS: what follows from a change, in order, each with when it does; a new reaction is a row.

Rule 1: a reaction reads the change and writes beside it, in its transaction; it never calls the desk.
Rule 2: what it wants done to a ticket it returns; the desk works that off in a queue.
Rule 3: a row's conditions are data, all of them must hold; what only a look into the database tells,
the reaction finds out itself.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bot.desk import (
    announcement,
    linked_tickets,
    notification,
    recurrence,
    shield,
    undelivered,
)
from bot.desk.change import Change, FollowUp
from bot.desk.installation import Installation
from dispatch.ticket.case_commands import Amend, Correct, Transfer
from dispatch.ticket.commands import Command, Rate, Reassign, Supplement
from dispatch.ticket.notices import NoticeKind
from dispatch.ticket.ticket import State

React = Callable[[Installation, Change], Awaitable[Sequence[FollowUp] | None]]


@dataclass(frozen=True, slots=True)
class Reaction:
    """What to do about a change, and when; a condition left out always holds.

    Attributes:
        commands: it was one of these.
        fields: one of these fields of the ticket is another now.
        began, left: the ticket came into this state, or out of it.
        says: this must be said to somebody.
    """

    do: React
    commands: tuple[type[Command], ...] = ()
    fields: tuple[str, ...] = ()
    began: State | None = None
    left: State | None = None
    says: NoticeKind | None = None


REACTIONS: tuple[Reaction, ...] = (
    Reaction(announcement.say),
    Reaction(shield.mark, commands=(Supplement, Rate, Amend)),
    Reaction(notification.tell),
    Reaction(notification.heard, fields=("owed",)),
    Reaction(announcement.issue, fields=("documents",)),
    Reaction(announcement.owe_papers, fields=("documents",)),
    Reaction(announcement.forward, says=NoticeKind.FORM),
    Reaction(announcement.drop_waiting, left=State.SURVEYING),
    Reaction(recurrence.look, fields=("parts", "matter", "cause")),
    Reaction(linked_tickets.open_below, commands=(Transfer,)),
    Reaction(linked_tickets.decide_route, commands=(Reassign,)),
    Reaction(linked_tickets.forget_route, commands=(Correct,)),
    Reaction(linked_tickets.tell_tied, fields=("state", "ratings")),
    Reaction(linked_tickets.tie_anew, commands=(Amend, Correct)),
    Reaction(linked_tickets.show_anew, commands=(Amend, Correct)),
    Reaction(linked_tickets.offer_answer, began=State.SURVEYING),
    Reaction(undelivered.call_off, left=State.SURVEYING),
    Reaction(undelivered.bring, began=State.SURVEYING),
    Reaction(undelivered.write_unheard, began=State.UNRATED),
    Reaction(notification.end_moot, fields=("closed_at",)),
)


async def react(desk: Installation, change: Change) -> list[FollowUp]:
    """Do what follows from *change*; return what it wants done to tickets, in order."""
    wanted: list[FollowUp] = []
    for reaction in REACTIONS:
        if _holds(reaction, change):
            wanted += await reaction.do(desk, change) or ()
    return wanted


def _holds(row: Reaction, change: Change) -> bool:
    before, after = change.before, change.after
    was, is_ = before.state, after.state
    return (
        (not row.commands or isinstance(change.command, row.commands))
        and (row.began is None or (is_ is row.began and was is not row.began))
        and (row.left is None or (was is row.left and is_ is not row.left))
        and (row.says is None or any(one.what is row.says for one in change.notices))
        and (not row.fields or any(getattr(before, f) != getattr(after, f) for f in row.fields))
    )
