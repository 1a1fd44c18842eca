"""Keeps cards true (product §2): which cards are over when a ticket moves, and how they say so.

Rule 1: the code of the sending serves one update, for everybody but who pressed; the presser's own
        view changes by the code of the press.
Rule 2: a code is spent in the transaction that writes the letter using it, so it is used by exactly
        one letter and that letter may be repeated.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.config.directory import Directory
from bot.letters import kinds
from bot.letters.kinds import Members
from bot.letters.to_staff import ANOTHER_HAND
from bot.texts import staff
from dispatch.ticket.actor import Actor
from dispatch.ticket.ticket import WITH_DEPARTMENT, State, Ticket
from storage.database.session import Session
from storage.people import cards
from storage.people.cards import Card
from storage.queues.lane import Lane
from storage.queues.letters import Letter, LetterKind

FORM, SURVEY, RING = "form-", "survey", "ring-"
PETITION, OFFER, LEAD = "petition-", "offer-", "lead"


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What has just happened to a ticket, as far as cards must know.

    Attributes:
        pressed: the task id of the card that was pressed, empty for a typed command.
    """

    after: Ticket
    by: Actor
    pressed: str = ""


def purpose_of(task_id: str, no: str) -> str:
    """Return what a card is for: `2026-0001-form-market-3` → `form-market`."""
    return task_id.removeprefix(f"{no}-").rpartition("-")[0]


def is_over(card: Card, ticket: Ticket) -> bool:
    """True when what *card* asks for has been done, or cannot be done any more."""
    card = replace(card, purpose=card.purpose.partition(ANOTHER_HAND)[0])
    over = next((rule for begin, rule in _OVER.items() if card.purpose.startswith(begin)), None)
    return over(card, ticket) if over else card.version < ticket.step_version


def _is_share_over(card: Card, ticket: Ticket) -> bool:
    # a department's form stays good while others sign theirs (签收 of the lead is a new step)
    department = card.purpose.partition("-")[2]
    part = next((p for p in ticket.parts if p.department == department), None)
    if part is None or part.acknowledged_at is not None or ticket.state not in WITH_DEPARTMENT:
        return True
    return ticket.state is State.REWORK and card.version < ticket.step_version


def _is_decided(card: Card, ticket: Ticket) -> bool:
    # a petition outlives steps
    return all(f"{PETITION}{one.n}" != card.purpose for one in ticket.petitions)


def _is_lead_decided(card: Card, ticket: Ticket) -> bool:
    said = ticket.allegation
    return said is None or not said.is_open or ticket.is_closed


def _is_taken(card: Card, ticket: Ticket) -> bool:
    offer = ticket.handover
    if offer is None or offer.accepted_at is not None or ticket.is_closed:
        return True
    return f"{OFFER}{offer.to_id}" != card.purpose


#: cards that are over for another reason than a new step, by what their purpose begins with
_OVER: Mapping[str, Callable[[Card, Ticket], bool]] = {
    FORM: _is_share_over,
    RING: _is_share_over,
    PETITION: _is_decided,
    OFFER: _is_taken,
    LEAD: _is_lead_decided,
}


async def retired(
    session: Session, directory: Directory, move: Move, letters: Sequence[Letter]
) -> list[Letter]:
    """Spend the codes of the cards that are over; return the letters that show it.

    A card that one of *letters* brings anew makes way for it.
    """
    fresh = {
        (one.lane, purpose_of(one.payload["card"]["task_id"], move.after.no))
        for one in letters
        if one.kind == LetterKind.APP_CARD
    }
    found = []
    for card in await cards.live(session, move.after.no):
        if is_over(card, move.after) or (card.listener, card.purpose) in fresh:
            people = directory.seeing(directory.people_of(Lane.parse(card.listener)), move.after)
            found += await retire(session, card, people, move)
    return found


async def done_with(session: Session, directory: Directory, move: Move) -> list[Letter]:
    """Spend the code of the card that was pressed, for what it asked is done; the ticket stays where it is."""
    card = await cards.find(session, move.pressed)
    if card is None or card.spent:
        return []
    return await retire(session, card, directory.people_of(Lane.parse(card.listener)), move)


async def retire(session: Session, card: Card, people: Collection[str], move: Move) -> list[Letter]:
    """Spend the code of *card*; return the letter that greys it for *people* but the presser."""
    await cards.spend(session, card.task_id)
    others = [p for p in people if not (card.task_id == move.pressed and p == move.by.id)]
    if not others or not card.response_code:
        return []
    ticket = move.after
    words = _over_words(card, move)
    to = Members(Lane.parse(card.listener), others)
    over = kinds.update(to, card.response_code, words).marked(no=ticket.no)
    return [over.letter(f"{ticket.no}/{ticket.version}/retired/{card.task_id}", ticket.no)]


def _over_words(card: Card, move: Move) -> str:
    """Return what *card* shows: a call that nobody put on record is not said to be made (PY-4.2.13)."""
    if card.purpose.startswith(SURVEY):
        return staff.SURVEY_OVER
    if card.purpose.startswith(RING) and card.task_id != move.pressed:
        return staff.NO_CALL_NEEDED
    return staff.retired(move.by.name)
