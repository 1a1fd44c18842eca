"""What one message of a citizen is taken for, alone: wish, danger, particulars, words; as the talk hears it."""

from dataclasses import dataclass, field
from datetime import datetime

from intake.conversation import alarm
from intake.hearing import everyday, votes
from intake.hearing.hearing import hear
from intake.particulars import declared
from intake.particulars.declared import Declared
from intake.talk.heard import Heard
from intake.talk.message import Kind, Message
from intake.talk.state import Draft, Hints, Running, Stage, Talk
from intake.talk.turn_context import Frame

#: what stands open, as the table of wishes names it → the stage of the talk
STATES: dict[str, Stage] = {
    "new": Stage.IDLE,
    "telling": Stage.COLLECTING,
    "confirming": Stage.CONFIRMING,
    "running": Stage.IDLE,
    "surveying": Stage.IDLE,
}
#: heard as these, a message goes into the complaint; so it does where it gives a particular
_TOLD = frozenset({Heard.WORDS, Heard.CONSULT, Heard.UNNAMED, Heard.UNCLEAR_RATE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """What a message is taken for.

    Attributes:
        wish: by the names of the table of wishes.
        level: where it votes.
        numbers: to ring, where it tells of danger.
        is_crisis: somebody speaks of ending their own life.
        words: what goes into the complaint.
        hits: the phrases that spoke for the wish, with their weights, the heaviest first.
    """

    wish: str
    level: str = ""
    numbers: tuple[str, ...] = ()
    is_crisis: bool = False
    declared: Declared = field(default=Declared(), repr=False)
    words: str = field(default="", repr=False)
    hits: tuple[tuple[str, float], ...] = ()


def understood(
    text: str, state: str, now: datetime, levels: tuple[str, ...], *, asked: bool
) -> Understood:
    """Return what *text* is taken for where *state* stands open.

    Args:
        state: one of STATES.
        levels: of the survey, best first.
        asked: they were asked for name, phone and address.
    """
    talk, frame = _talk(state, asked=asked), _frame(state, levels)
    message = Message(kind=Kind.TEXT, text=text, at=now)
    danger = alarm.danger_in(message)
    heard = hear(message, talk, frame, in_danger=bool(danger.numbers))
    wish = everyday.name(heard, text, talk, frame)
    said = declared.read(text, asked=asked)
    gives = bool(said.name or said.unit or said.contact or said.phones or said.address)
    return Understood(
        wish=wish,
        level=votes.vote(text, frame)[0] if heard is Heard.RATE else "",
        numbers=danger.numbers,
        is_crisis=danger.is_crisis,
        declared=said,
        words=said.words if heard in _TOLD or gives else "",
        hits=everyday.reasons(text, talk, frame, wish),
    )


def _talk(state: str, *, asked: bool) -> Talk:
    stage = STATES[state]
    is_open = stage is not Stage.IDLE
    draft = Draft(words=("…",)) if is_open else Draft()
    return Talk(stage=stage, asked=int(asked or state == "telling"), draft=draft)


def _frame(state: str, levels: tuple[str, ...]) -> Frame:
    one = Running(no="2026-0001", surveying=state == "surveying")
    return Frame(
        lane="",
        channel="",
        suggest=lambda words: Hints(),
        levels=levels,
        running=(one,) if state in ("running", "surveying") else (),
    )
