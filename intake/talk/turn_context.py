"""What a step of the conversation knows beside the talk, and what every step does the same way."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType

from dispatch.profiles.sections import Emergency
from intake.classify.matcher import Reading
from intake.classify.wishes import likeliest
from intake.talk.message import Message
from intake.talk.state import (
    Draft,
    Hints,
    Outcome,
    Particulars,
    Reply,
    Running,
    Said,
    Stage,
    Talk,
    Wanted,
)

#: a draft left alone is nudged once after this (product §3.3)
NUDGE_AFTER = timedelta(minutes=30)
#: … and lands on the desk as 待完善 after this
UNFINISHED_AFTER = timedelta(hours=2)
#: what comes so soon after an addition belongs to the same ticket
CONTINUES = timedelta(minutes=5)
#: after so long a pause a greeting is a new one
FORGETS_CHATTER = timedelta(hours=12)

NO_FACTS: Mapping[str, str] = MappingProxyType({})

Suggest = Callable[[str], Hints]


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Where people go with a matter, as the county has written it down; empty what it has not.

    Attributes:
        items: what is done there (办理事项).
    """

    name: str = ""
    address: str = ""
    phone: str = ""
    hours: str = ""
    items: str = ""


NO_OFFICE = Office()


def _unknown(department: str) -> Office:
    return NO_OFFICE


#: where a text says nothing of emergencies: the numbers are shown
SHOWN = Emergency(mode="show", numbers=("110", "119", "120", "122"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What a step must know beside the talk.

    Attributes:
        suggest: words → category, department, cause.
        levels: the survey's levels, best first.
        low: the levels that send it back, of which they are asked why, once.
        running: the person's open tickets, newest first.
        anonymous: the profile lets people stay unnamed (G-25).
        emergency: which numbers the county works with, and how (C-21).
        phone: the number of the centre, empty where it has none.
        office: the id of a department → where it is found.
        centre: where the centre itself is found.
        wishes: words and what stands open (`intake.hearing.everyday`) → what is wanted, likeliest first.
        known: what the person's last ticket says of who they are, None where there is none.
    """

    lane: str
    channel: str
    suggest: Suggest
    levels: tuple[str, ...]
    low: frozenset[str] = frozenset()
    running: tuple[Running, ...] = ()
    anonymous: bool = False
    emergency: Emergency = SHOWN
    phone: str = ""
    office: Callable[[str], Office] = _unknown
    centre: Office = NO_OFFICE
    known: Particulars | None = None
    wishes: Callable[[str, str], tuple[Reading, ...]] = likeliest

    @property
    def numbers(self) -> tuple[str, ...]:
        """Return the numbers of the running tickets, newest first."""
        return tuple(one.no for one in self.running)

    @property
    def surveyed(self) -> Running | None:
        """Return the newest ticket that waits for the person's vote."""
        return next((one for one in self.running if one.surveying), None)


Act = Callable[[Talk, Message, Frame, datetime], Outcome]


def silent(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """Say nothing, on purpose."""
    return Outcome(talk=talk)


def say(
    talk: Talk,
    said: Said,
    *wishes: Wanted,
    menu: tuple[str, ...] = (),
    facts: Mapping[str, str] = NO_FACTS,
) -> Outcome:
    """Return *talk* with one thing to say; a *menu* gets a new turn, so that older ones are stale."""
    if menu:
        talk = replace(talk, turn=talk.turn + 1)
        menu = tuple(_at_turn(item, talk.turn) for item in menu)
    reply = Reply(said=said, facts=facts, menu=menu)
    return Outcome(talk=talk, replies=(reply,), wishes=wishes)


def _at_turn(item: str, turn: int) -> str:
    word, _, number = item.partition(":")
    return f"{word}:{turn}:{number}" if number else f"{word}:{turn}"


def touched(talk: Talk, now: datetime) -> Talk:
    """Return *talk* with the schedule told to look at its draft again."""
    if talk.handed:
        return replace(talk, updated_at=now, wakes_at=None)
    after = UNFINISHED_AFTER if talk.nudged else NUDGE_AFTER
    return replace(talk, updated_at=now, wakes_at=now + after)


def seen(talk: Talk, now: datetime) -> Talk:
    """Return *talk* with the schedule told that they wrote, where anything is open."""
    return talk if talk.stage is Stage.IDLE else touched(talk, now)


def begun_anew(talk: Talk, now: datetime) -> Talk:
    """Return what is left of *talk* when its draft is told to the end or dropped."""
    return Talk(
        told_why=talk.told_why,
        cannot_write=talk.cannot_write,
        turn=talk.turn,
        welcomed_at=talk.welcomed_at,
        crisis_at=talk.crisis_at,
        danger_at=talk.danger_at,
        told_at=talk.told_at,
        served=talk.served,
        taken_by=talk.taken_by,
        taken_until=talk.taken_until,
        lately=talk.lately,
        minute_at=talk.minute_at,
        in_minute=talk.in_minute,
        updated_at=now,
    )


def with_draft(talk: Talk, draft: Draft, now: datetime) -> Talk:
    """Return *talk* with *draft*, and the time noted."""
    return touched(replace(talk, draft=draft), now)
