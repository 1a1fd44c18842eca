"""Other ways than the form: who cannot write, is not ready, hurries, would not be known, or begins anew."""

from dataclasses import replace
from datetime import datetime

from intake.conversation import form_fields, not_understood, telling
from intake.talk.message import Message
from intake.talk.state import Outcome, Said, Stage, Talk, Wanted, Wish
from intake.talk.turn_context import Frame, begun_anew, say, seen, touched


def again(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """They want to say it anew: what they said stays, and the next words are heard afresh."""
    said = Said.EDIT if talk.stage is Stage.CONFIRMING else Said.AGAIN
    return say(seen(talk, now), said)


def another_way(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """They cannot type, see, hear or read: a voice is enough, or somebody calls; no form is asked again."""
    wish = not_understood.called(talk, frame, message.text.strip())
    handed = not_understood.handed(replace(talk, cannot_write=True))
    return say(handed, Said.ANOTHER_WAY, wish)


def not_yet(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """They are not ready: nothing is submitted, and what was said is kept."""
    return say(touched(talk, now), Said.NOT_YET, facts=form_fields.open_facts(talk))


def soon(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """They hurry while nothing is submitted yet: what is still wanted for it."""
    return say(touched(talk, now), Said.SOON, facts=form_fields.open_facts(talk))


def unnamed(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """They do not want to be known: with a ticket running that is a word for who handles it."""
    if talk.stage is not Stage.IDLE or not frame.running:
        return telling.begin_unnamed(talk, message, frame, now)
    no = frame.numbers[0]
    wish = Wanted(wish=Wish.SUPPLEMENT, no=no, text=message.text, is_quiet=True)
    return say(begun_anew(talk, now), Said.KEPT_SECRET, wish, facts={"no": no})
