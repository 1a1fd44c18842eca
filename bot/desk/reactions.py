"""REACTIONS: what follows from a change, in order, each with when it does; a new reaction is a row.

Rule 1: a reaction reads the change and writes beside it, in its transaction; it never calls the desk.
Rule 2: what it wants done to a ticket it returns; the desk works that off in a queue.
"""

from collections.abc import Awaitable, Callable, Sequence

from bot.desk import announcement, linked_tickets, recurrence, undelivered
from bot.desk.change import Change, FollowUp
from bot.desk.installation import Installation
from dispatch.ticket.case_commands import Correct
from dispatch.ticket.commands import Reassign
from dispatch.ticket.notices import NoticeKind
from dispatch.ticket.ticket import State

When = Callable[[Change], bool]
Reaction = Callable[[Installation, Change], Awaitable[Sequence[FollowUp] | None]]

REACTIONS: tuple[tuple[When, Reaction], ...] = (
    (lambda change: True, announcement.say),
    (lambda change: change.says(NoticeKind.FORM), announcement.forward),
    (lambda change: change.left(State.SURVEYING), announcement.drop_waiting),
    (recurrence.is_counted, recurrence.look),
    (linked_tickets.goes_below, linked_tickets.open_below),
    (lambda change: isinstance(change.command, Reassign), linked_tickets.decide_route),
    (lambda change: isinstance(change.command, Correct), linked_tickets.forget_route),
    (linked_tickets.has_news, linked_tickets.tell_tied),
    (lambda change: change.left(State.SURVEYING), undelivered.call_off),
    (lambda change: change.began(State.SURVEYING), undelivered.bring),
)
