"""Somebody with a ticket running only hurries us: it is a 催办 of theirs, and nothing is asked (是补充, 是新诉求)."""

from datetime import datetime

from intake.conversation.hearing import number_in
from intake.conversation.message import Message
from intake.conversation.state import Outcome, Talk, Wanted, Wish
from intake.conversation.turn_context import Frame


def hurry(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """Pass it on to the ticket that is named, else where there is danger, else the newest."""
    named, _, _ = number_in(message.text, frame.numbers)
    urgent = next((one.no for one in frame.running if one.urgent), frame.numbers[0])
    wish = Wanted(wish=Wish.HURRY, no=named or urgent, text=message.text)
    return Outcome(talk=talk, wishes=(wish,))
