"""Somebody with a ticket running only hurries us: it is a 催办 of theirs, and nothing is asked (是补充, 是新诉求)."""

from datetime import datetime

from dispatch.words.hurrying import is_hurry
from intake.conversation.hearing import number_in
from intake.conversation.message import Message
from intake.conversation.state import Outcome, Stage, Talk, Wanted, Wish
from intake.conversation.turn_context import Frame

#: elsewhere the words belong to what is being told
_STAGES = frozenset({Stage.IDLE, Stage.CHOOSING})


def is_heard(text: str, talk: Talk, frame: Frame) -> bool:
    """True where *text* hurries a running ticket; what a department asked comes first."""
    if not frame.running or talk.stage not in _STAGES or any(one.asks for one in frame.running):
        return False
    return is_hurry(number_in(text, frame.numbers)[2])


def hurry(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """Pass it on to the ticket that is named, else where there is danger, else the newest."""
    named, _, _ = number_in(message.text, frame.numbers)
    urgent = next((one.no for one in frame.running if one.urgent), frame.numbers[0])
    wish = Wanted(wish=Wish.HURRY, no=named or urgent, text=message.text)
    return Outcome(talk=talk, wishes=(wish,))
