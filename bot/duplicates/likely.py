"""Likely duplicates of what is told: of the same person by likeness, of anybody by the sketches that are kept.

Rule 1: it only points; a person decides, and every ticket keeps its number, answer and survey (G-14).
Rule 2: of what came by 12345 and what was told here each has its own, but where both work as one (SQ-3a).
Rule 3: whoever is shown one may see that ticket (N6): each reader by themselves, a row that all read only
        what is hidden from nobody.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from dispatch.rules.rules import Rules
from dispatch.ticket.actor import Actor
from dispatch.ticket.complaint import Complaint
from dispatch.ticket.sight import hidden_from, may_see
from dispatch.ticket.ticket import State, Ticket
from intake.classify import similarity
from storage.database.session import Session
from storage.tickets import lists, sketches, tickets

#: what is over is looked at for so long
RECENT = timedelta(days=365)
#: from so large a share of shingles on two texts are likely the same matter: the same told by another in their
#: own words has some 45 of 100, one that copied it 60 and more, and other matters hardly 10
ALIKE = 0.45
#: so many are opened of those that others told, and so many shown
_OPENED, SHOWN = 12, 5
#: ends of which nobody needs to know who tells it once more
_NOTHING_CAME_OF_IT = frozenset({State.WITHDRAWN, State.HANDED_OVER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is looked for: the words, all of them, who said them and where; *no* once it has a number."""

    centre: str
    complaint: Complaint
    text: str = field(repr=False)
    is_joint: bool
    no: str = ""


def new(complaint: Complaint, centre: str, rules: Rules) -> Told:
    """Return what is looked for of a *complaint* that is about to be registered."""
    return Told(
        centre=centre,
        complaint=complaint,
        text=complaint.text,
        is_joint=rules.profile.hotline.joint,
    )


def of(ticket: Ticket, rules: Rules) -> Told:
    """Return what is looked for of a *ticket* that is there."""
    told = new(ticket.complaint, ticket.centre, rules)
    return replace(told, no=ticket.no, text=sketches.words_of(ticket))


@dataclass(frozen=True, slots=True, kw_only=True)
class Likely:
    """A ticket that tells nearly the same.

    Attributes:
        share: how much of the words both have, 0 to 1.
        is_theirs: the same person told it.
    """

    ticket: Ticket
    share: float
    is_theirs: bool = False


async def likely(session: Session, told: Told, now: datetime) -> list[Likely]:
    """Return what tells the same as *told*: the open ones first, of these the likest.

    One that waits for another is shown as that one: for it the next one waits too.
    """
    person = told.complaint.complainant
    near = await sketches.like(session, told.no, told.centre, told.text, now - RECENT, ALIKE)
    share = {one.no: one.likeness for one in near[:_OPENED]}
    theirs = await tickets.of_person(session, phone=person.phone, lane=person.lane)
    numbers = dict.fromkeys([*share, *theirs])
    numbers.pop(told.no, None)
    found = [
        one
        for ticket in await lists.of_numbers(session, list(numbers))
        if (one := _compared(ticket, told, share.get(ticket.no, 0.0), ticket.no in theirs))
    ]
    unique = {one.ticket.no: one for one in reversed(await _mains(session, found))}
    unique.pop(told.no, None)
    return sorted(
        unique.values(), key=lambda one: (one.ticket.is_closed, -one.share, one.ticket.no)
    )


def _compared(ticket: Ticket, told: Told, share: float, is_theirs: bool) -> Likely | None:
    """Return *ticket* if it may be the same as *told*; of the same person's any open one, however short."""
    is_here = bool(ticket.complaint.external_no) == bool(told.complaint.external_no)
    is_meant = ticket.centre == told.centre and (told.is_joint or is_here)
    if not is_meant or ticket.state in _NOTHING_CAME_OF_IT:
        return None
    if is_theirs and not ticket.is_closed and share < ALIKE:
        likeness = similarity.likeness(sketches.words_of(ticket), told.text)
        share = likeness if likeness >= similarity.ALIKE else 0.0
    return Likely(ticket=ticket, share=share, is_theirs=is_theirs) if share >= ALIKE else None


async def _mains(session: Session, found: Sequence[Likely]) -> list[Likely]:
    """Return *found*, each that waits for another as that other."""
    waiting = {one.ticket.tied_to for one in found if one.ticket.state is State.LINKED}
    mains = {one.no: one for one in await lists.of_numbers(session, sorted(waiting))}
    return [
        replace(one, ticket=mains[one.ticket.tied_to], is_theirs=False)
        if one.ticket.state is State.LINKED and one.ticket.tied_to in mains
        else one
        for one in found
    ]


def for_all(found: Iterable[Likely]) -> tuple[str, ...]:
    """Return the numbers of those of *found* that whoever reads the desk's card may know of (N6)."""
    open_to_all = (
        one.ticket for one in found if not hidden_from(one.ticket) and not one.ticket.restricted
    )
    return tuple(one.no for one in open_to_all if not one.is_closed)[:SHOWN]


def seen_by(reader: Actor, found: Iterable[Likely]) -> list[Likely]:
    """Return those of *found* that *reader* may see, as many as are shown."""
    return [one for one in found if may_see(reader, one.ticket)][:SHOWN]
