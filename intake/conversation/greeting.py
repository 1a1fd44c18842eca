"""With nothing open: greetings, stickers, thanks; answered sensibly and not again and again."""

from dataclasses import replace
from datetime import datetime

from dispatch.words.intents import bare
from intake.conversation.message import Message
from intake.conversation.state import Outcome, Said, Talk
from intake.conversation.turn_context import FORGETS_CHATTER, Frame, say


def counted(talk: Talk, now: datetime, *, is_chatter: bool) -> Talk:
    """Return *talk* with what is no step towards anything counted, this message included."""
    if not is_chatter:
        return talk if not talk.chatter else replace(talk, chatter=0)
    is_old = talk.chatter_at is None or now - talk.chatter_at > FORGETS_CHATTER
    return replace(talk, chatter=1 if is_old else talk.chatter + 1, chatter_at=now)


def welcome(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """Answer a greeting: welcome, then a hint, then the desk as a way out, then nothing more."""
    if talk.chatter == 1:
        return _welcome_back(talk, frame) if frame.running else say(talk, Said.WELCOME)
    if talk.chatter > 3:
        return Outcome(talk=talk)
    return say(talk, Said.HINT if talk.chatter == 2 else Said.LAST_HINT)


def _welcome_back(talk: Talk, frame: Frame) -> Outcome:
    facts = {"no": frame.running[0].no}
    if frame.surveyed:
        facts = {"no": frame.surveyed.no, "levels": "、".join(frame.levels)}
    return say(talk, Said.WELCOME_BACK, facts=facts)


def courtesy(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """Answer 谢谢 and 好的 once; a sticker is a greeting."""
    if not message.is_words or not bare(message.text):
        return welcome(talk, message, frame, now)
    return say(talk, Said.COURTESY) if talk.chatter == 1 else Outcome(talk=talk)


def stale(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """Answer a tap on a used menu once; a double tap needs no second word."""
    if talk.chatter > 1:
        return Outcome(talk=talk)
    facts = {"no": frame.running[0].no} if frame.running else {}
    return say(talk, Said.STALE, facts=facts)


def no_survey(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """A level of the survey was said, and no survey is out."""
    return say(talk, Said.NO_SURVEY) if talk.chatter == 1 else Outcome(talk=talk)


def help_(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    return say(talk, Said.HELP)
