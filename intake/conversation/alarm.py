"""Somebody is in danger: what is said at once, what is not asked then, and who is to be rung.

Rule 1: numbers first and alone; no question of the form stands beside them (FW-5.3.4, PY-4.2.12).
Rule 2: what was said is kept as ever; it is asked for what is missing when they write again.
Rule 3: who speaks of ending their life is answered as a person is, and asked for no particulars
        until somebody has spoken to them.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from dispatch.words import emergencies
from dispatch.words.emergencies import Danger
from intake.conversation import form_fields
from intake.conversation.hearing import Heard
from intake.conversation.message import Kind, Message
from intake.conversation.state import Outcome, Reply, Said, Stage, Talk, Wanted, Wish
from intake.conversation.turn_context import Frame, touched

#: what is said where somebody is in danger, and goes before all other letters
ALARMING = frozenset({Said.EMERGENCY, Said.REDIRECTED, Said.CRISIS, Said.WITH_YOU})
#: so long nobody who spoke of ending their life is asked for a form
ACCOMPANIED = timedelta(hours=12)
#: what is asked for itself is answered as ever
_ASKED_FOR = frozenset(
    {Heard.HUMAN, Heard.QUERY, Heard.HELP, Heard.WITHDRAW, Heard.RATE, Heard.NEW, Heard.RECALL}
)
_CRISIS_CALLS = ("120", "110")


def danger_in(message: Message) -> Danger:
    return emergencies.heard(message.text) if message.kind is Kind.TEXT else Danger()


def raised(
    before: Talk, outcome: Outcome, message: Message, danger: Danger, frame: Frame, now: datetime
) -> Outcome:
    """Return *outcome* with the county's numbers said instead of its questions, and the desk rung."""
    is_crisis = danger.is_crisis and not before.walk_in
    numbers = _known(_CRISIS_CALLS if is_crisis else danger.numbers, frame)
    alarm = Reply(said=_said(frame, is_crisis=is_crisis), facts={"numbers": "、".join(numbers)})
    wish = Wish.CRISIS if is_crisis else Wish.ALARM
    text = f"{'、'.join(numbers)}：{_with_particulars(message.text, outcome.talk)}"
    rung = replace(outcome, wishes=(*outcome.wishes, Wanted(wish=wish, text=text)))
    if before.walk_in:  # the receptionist, who has the person before them; a ticket rings itself
        rung = outcome if outcome.complaint else rung
        return replace(rung, replies=(alarm, *outcome.replies))
    talk = _unasked(before, outcome.talk)
    if is_crisis:
        talk = touched(replace(talk, handed=True, crisis_at=now), now)
    return replace(rung, talk=talk, replies=(alarm,))


def accompanied(
    before: Talk, outcome: Outcome, message: Message, heard: Heard, now: datetime
) -> Outcome:
    """Return *outcome* for somebody who spoke of ending their life: no form, and the desk hears each word."""
    if heard in _ASKED_FOR or not is_accompanied(before, now):
        return outcome
    wishes = outcome.wishes
    if message.kind is Kind.TEXT:
        text = _with_particulars(message.text, outcome.talk)
        wishes = (*wishes, Wanted(wish=Wish.CRISIS, text=text))
    talk = _unasked(before, replace(outcome.talk, crisis_at=before.crisis_at))
    return replace(outcome, talk=talk, replies=(Reply(said=Said.WITH_YOU),), wishes=wishes)


def is_accompanied(talk: Talk, now: datetime) -> bool:
    return talk.crisis_at is not None and now - talk.crisis_at <= ACCOMPANIED


def _said(frame: Frame, *, is_crisis: bool) -> Said:
    if is_crisis:
        return Said.CRISIS
    return Said.REDIRECTED if frame.emergency.mode == "redirect" else Said.EMERGENCY


def _known(numbers: tuple[str, ...], frame: Frame) -> tuple[str, ...]:
    """Return *numbers* as the county has them; one that its text does not name is its first: 110 takes all."""
    known = frame.emergency.numbers or numbers
    return tuple(dict.fromkeys(one if one in known else known[0] for one in numbers))


def _with_particulars(text: str, talk: Talk) -> str:
    """Return *text* with what is known of who they are: the desk must ring them."""
    facts = form_fields.facts(talk.draft)
    known = [facts[key] for key in ("name", "phone", "address") if facts.get(key)]
    return f"{text}（{'，'.join(known)}）" if known else text


def _unasked(before: Talk, talk: Talk) -> Talk:
    """Return *talk* as if its question had not been put: what was not said was not asked, nor read back."""
    stage = Stage.COLLECTING if talk.stage is Stage.CONFIRMING else talk.stage
    return replace(talk, stage=stage, asked=before.asked, told_why=before.told_why)
