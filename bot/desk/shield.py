"""What is said about somebody's conduct is found, named and kept from whom it is about (N6).

Rule 1: it is found before anything is stored or said, so that no letter, card or list ever had it.
Rule 2: whom it is about is read from the words and the list of staff: a person by name, else by surname
and title in the department named; where nobody is named, the department whose people are meant.
Rule 3: a desk with nobody left who may read it falls to management, never to whom it is about.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.config.directory import MGMT, WIN, Directory
from bot.desk.change import Change, Follow, FollowUp
from bot.desk.installation import Installation
from bot.texts import leads as texts
from dispatch.ticket.actor import SCHEDULE, Actor
from dispatch.ticket.allegation import Allegation
from dispatch.ticket.case_commands import Allege, Amend
from dispatch.ticket.commands import Command, Rate, Supplement
from dispatch.ticket.complaint import Complaint
from dispatch.ticket.ticket import Ticket
from dispatch.words.conduct import Conduct, conduct
from intake.extract.officers import officers, surname_of

#: names of fewer signs stand in too many other words
_SHORTEST = 2
#: how people speak of the desk itself
_DESK = ("有诉即办窗口", "受理员", "督办员", "回访员", "反映窗口")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What a text says of people in an office.

    Attributes:
        conduct: what it says of their conduct, None where it says nothing of the kind.
        names: how they are named, as no group may read it.
        persons: those of our staff whom that means.
        departments: the departments that are named.
    """

    conduct: Conduct | None
    names: tuple[str, ...] = field(repr=False)
    persons: tuple[str, ...]
    departments: tuple[str, ...]


def read(text: str, directory: Directory) -> Heard:
    """Return what *text* says of people in an office."""
    known = [one for one in directory.people.values() if _is_named(one, text)]
    units = tuple(one.id for one in directory.departments_in(text))
    called = tuple(officers(text))
    meant = known or [one for one in directory.people.values() if _is_called(one, called, units)]
    persons = tuple(one.id for one in meant)
    if not persons and any(word in text for word in _DESK):
        persons = directory.holding(WIN, "")
    names = tuple(dict.fromkeys([*(one.name for one in known), *called]))
    return Heard(conduct=conduct(text, names), names=names, persons=persons, departments=units)


def _is_named(one: Actor, text: str) -> bool:
    return len(one.name) >= _SHORTEST and one.name in text


def _is_called(one: Actor, called: Sequence[str], units: Sequence[str]) -> bool:
    """True where somebody is called by surname and title, as 李科长 of a department that is named."""
    is_there = one.department in units if units else bool(one.department)
    return is_there and any(
        surname and one.name.startswith(surname) for surname in map(surname_of, called)
    )


def parted(
    complaint: Complaint, directory: Directory, now: datetime
) -> tuple[Complaint, Allegation | None]:
    """Return *complaint* as whoever handles it may read it, and what it says of somebody's conduct."""
    reading = read(complaint.text, directory)
    named = replace(complaint, officers=_both(complaint.officers, reading.names))
    if reading.conduct is None:
        return named, None
    rest, alone = _rest(reading.conduct)
    said = Allegation(
        text=complaint.text,
        words=reading.conduct.words,
        persons=reading.persons,
        departments=_departments(reading, complaint),
        names=_called(reading, directory),
        alone=alone,
        at=now,
    )
    return replace(named, text=rest), said


def _rest(said: Conduct) -> tuple[str, bool]:
    """Return what may be read of a complaint beside the lead, and whether that is nothing."""
    return (texts.NOTHING_ELSE, True) if said.is_alone else (said.rest, False)


def _departments(reading: Heard, complaint: Complaint) -> tuple[str, ...]:
    """Return whose people are meant where none of them is known: as named, else as the words suggest."""
    if reading.persons:
        return ()
    return reading.departments or tuple(one.id for one in complaint.proposed[:1])


def _called(reading: Heard, directory: Directory) -> tuple[str, ...]:
    """Return how the desk reads whom it is about."""
    persons = (directory.people[one].name for one in reading.persons if one in directory.people)
    known = (directory.departments[one] for one in reading.departments)
    return tuple(dict.fromkeys([*(one.name for one in known), *persons, *reading.names]))


# --- what is added later ------------------------------------------------------------------------


def parted_command(command: Command, directory: Directory) -> tuple[Command, str]:
    """Return a citizen's *command* without what it says of somebody's conduct, and all that it said.

    The second is empty where nothing of the kind was said.
    """
    if isinstance(command, Supplement):
        said = read(command.text, directory).conduct
        if said is None:
            return command, ""
        return replace(command, text="" if said.is_alone else said.rest), command.text
    if isinstance(command, Amend):
        said = read(command.text, directory).conduct
        return (command, "") if said is None else (replace(command, text=said.rest), command.text)
    if isinstance(command, Rate):
        said = read(command.remark, directory).conduct
        return (
            (command, "") if said is None else (replace(command, remark=said.rest), command.remark)
        )
    return command, ""


async def mark(desk: Installation, change: Change) -> list[FollowUp]:
    """Want the ticket marked: what the person just added is about somebody's conduct."""
    if not change.lead or change.after.is_closed:
        return []
    return [Follow(ticket=change.after, command=later(desk.directory, change.after, change.lead))]


def later(directory: Directory, ticket: Ticket, said: str) -> Allege:
    """Return the mark for what was *said* after the complaint; that is parted anew with the names in it."""
    reading = read(said, directory)
    departments = () if reading.persons else reading.departments
    return Allege(
        by=SCHEDULE,
        persons=reading.persons,
        units=departments,
        names=_called(reading, directory),
        words=reading.conduct.words if reading.conduct else (),
        said=said,
        officers=reading.names,
        owner=owner_of(directory, ticket.centre, ticket.owner, reading.persons),
    )


# --- by hand ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """Whom a lead is about, as the desk says it; *names* are of those whom our list does not have."""

    persons: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    names: tuple[str, ...] = field(default=(), repr=False)


def by_hand(
    ticket: Ticket, by: Actor, meant: Meant, matter: str, word: str, directory: Directory
) -> Allege:
    """Return the mark that the desk sets (线索).

    What a department may read of it is *matter* where the desk says so, else what names nobody of those
    meant and speaks of no conduct.
    """
    known = ticket.allegation
    people, units = directory.people, directory.departments
    own = tuple(people[one].name for one in meant.persons if one in people)
    text = known.text if known else ticket.complaint.text
    found = conduct(text, (*own, *meant.names), all_of_them=True)
    rest, alone = _rest(found) if found else (texts.NOTHING_ELSE, True)
    return Allege(
        by=by,
        persons=meant.persons,
        units=meant.departments,
        names=(*(units[one].name for one in meant.departments if one in units), *own, *meant.names),
        rest=matter or rest,
        alone=alone and not matter,
        words=found.words if found else (),
        said=word,
        officers=_both(own, meant.names),
        owner=owner_of(directory, ticket.centre, ticket.owner, meant.persons),
    )


def units_of(ticket: Ticket, directory: Directory) -> tuple[str, ...]:
    """Return the departments whose heads a lead is for: those of the persons meant, else as it names them."""
    said = ticket.allegation
    if said is None:
        return ()
    people = directory.people
    own = (people[one].department for one in said.persons if one in people)
    return tuple(dict.fromkeys([*filter(None, own), *said.departments]))


def owner_of(directory: Directory, centre: str, owner: str, persons: Sequence[str]) -> str:
    """Return who owns a ticket that is about *persons*: its *owner*, else one of desk or management."""
    others = [*directory.holding(WIN, centre), *directory.holding(MGMT, centre)]
    return next((one for one in (owner, *others) if one not in persons), "")


def unmentioned(directory: Directory, people: Sequence[str], text: str) -> tuple[str, ...]:
    """Return those of *people* whose conduct *text* does not speak of: a task quotes it before it is a ticket."""
    heard = read(text, directory)
    about = heard.persons if heard.conduct else ()
    return tuple(one for one in people if one not in about)


def _both(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one, *other)))
