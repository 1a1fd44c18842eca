"""The card of likely duplicates: each with number, day, state and how alike, what the likest says, one press to link.

The same face comes beside the desk's card, under `/并案 号`, and when one of several is answered. It proposes
nothing of itself: no button stands there that its reader could not type.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.duplicates.likely import Likely
from bot.letters.cards import task, whole
from bot.texts import duplicates as texts
from bot.texts.moments import day
from bot.texts.states import STATES
from bot.wecom.cards import BUTTONS, Button, Card, button_card
from bot.wecom.keys import ButtonKey
from dispatch.handlers import links
from dispatch.lifecycle.authority import may_now
from dispatch.rules.rules import Rules
from dispatch.ticket.actor import Actor
from dispatch.ticket.case_commands import Link
from dispatch.ticket.ticket import Ticket, Tie, spoken
from dispatch.worktime.calendar import in_shanghai

#: what the act of a button begins with by which one ticket waits for another; that one's number follows
LINK = "link:"
#: so many can be linked, and so many read, by a button; a card has six, one brings the whole of its own
_LINKED, _READ = 3, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Before whom the card lies: who may press what of it.

    Attributes:
        rules_of: ticket → the rules that it goes by.
    """

    by: Actor
    rules_of: Callable[[Ticket], Rules]

    def pair(self, one: Ticket, other: Ticket) -> tuple[Ticket, Ticket] | None:
        """Return (which waits, for which) where the reader may link the two now, else None."""
        found = links.waits_for(one, other)
        if found is None or found[0].tie == Tie.LEVEL:
            return None
        return found if may_now(Link, self.by, found[0], self.rules_of(found[0])) else None


def face(ticket: Ticket, found: Sequence[Likely], reader: Reader, mark: str, now: datetime) -> Card:
    """Return the card of *ticket* with what is like it; *mark* tells it from others of the same version."""
    title, desc = (
        (texts.ANSWERED_TITLE, texts.ANSWERED)
        if ticket.reply is not None
        else (texts.TITLE, texts.FOUND)
    )
    best = found[0].ticket
    return button_card(
        task(ticket, f"alike{mark}"),
        title.format(no=spoken(ticket.no)),
        desc.format(count=len(found)),
        [(how(one), row(one, now)) for one in found],
        [*list(_linking(ticket, found, reader))[:_LINKED], *_reading(found), whole(ticket.no)][
            :BUTTONS
        ],
        sub_title=ticket.complaint.text,
        quote=(texts.SAID.format(serial=serial(best)), best.complaint.text),
    )


def _linking(ticket: Ticket, found: Sequence[Likely], reader: Reader) -> Iterator[Button]:
    for one in found:
        if pair := reader.pair(ticket, one.ticket):
            waiting, main = pair
            words = texts.INTO if main is one.ticket else texts.HERE
            key = ButtonKey(f"{LINK}{main.no}", waiting.no, waiting.version)
            yield Button(words.format(serial=serial(one.ticket)), key.pack())


def _reading(found: Sequence[Likely]) -> Iterator[Button]:
    for one in found[:_READ]:
        yield replace(whole(one.ticket.no), text=texts.READ.format(serial=serial(one.ticket)))


def how(one: Likely) -> str:
    """Return in plain words how alike *one* is."""
    return next((words for least, words in texts.SHARES if one.share >= least), texts.LESS)


def row(one: Likely, now: datetime) -> str:
    """Return number, day and state of *one*, and whether the same person told it."""
    opened = in_shanghai(one.ticket.opened_at).date()
    return texts.ROW.format(
        no=spoken(one.ticket.no),
        day=day(opened, now),
        state=STATES[one.ticket.state],
        theirs=texts.THEIRS if one.is_theirs else "",
    )


def serial(ticket: Ticket) -> str:
    """Return the last part of a number, as it stands on a button."""
    return ticket.no.rpartition("-")[2]
