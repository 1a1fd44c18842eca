"""How much of one person's writing is read, kept in one draft, and answered.

Rule 1: WeChat itself lets a person type some 5,400 characters into one message; what is longer, or
        would make a draft that nobody can read, is not read: it goes to the desk as it is, and the
        person is told so.
Rule 2: of what comes faster than a person types, every message is kept and taken in, but only
        the first beyond the measure is answered (reliability S14); danger is always answered.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from intake.conversation import form_fields
from intake.conversation.alarm import ALARMING
from intake.talk.message import Message
from intake.talk.state import Outcome, Reply, Said, Talk, Wanted, Wish
from intake.talk.turn_context import touched

#: characters of one message
LONGEST_MESSAGE = 6_000
#: characters of all the words of one draft
LONGEST_DRAFT = 20_000
#: messages within `MINUTE` that are answered, each by itself
ANSWERED = 20
MINUTE = timedelta(minutes=1)


def is_over(talk: Talk, message: Message) -> bool:
    """True when *message* is too long to be read, or its words would not fit into the draft."""
    if not message.is_words:
        return False
    told = sum(map(len, (*talk.draft.words, *talk.waiting.words)))
    return len(message.text) > min(LONGEST_MESSAGE, LONGEST_DRAFT - told)


def read_of(message: Message) -> Message:
    """Return *message* as far as it is read at all."""
    return replace(message, text=message.text[:LONGEST_MESSAGE])


def handed(talk: Talk, message: Message, now: datetime) -> Outcome:
    """Give the desk what is too much for a form; the draft stays as it is."""
    too_much = len(message.text) <= LONGEST_MESSAGE
    reply = Reply(said=Said.TOO_MUCH if too_much else Said.TOO_LONG)
    text = form_fields.said(message) if message.is_spoken else message.text
    attached = (message.media,) if message.media else ()
    wish = Wanted(wish=Wish.UNFINISHED, text=text, media=attached)
    kept = talk if talk.draft.is_empty else touched(talk, now)
    return Outcome(talk=kept, replies=(reply,), wishes=(wish,))


def counted(talk: Talk, now: datetime) -> Talk:
    """Return *talk* with this message counted among those of its minute."""
    is_new = talk.minute_at is None or not talk.minute_at <= now < talk.minute_at + MINUTE
    if is_new:
        return replace(talk, minute_at=now, in_minute=1)
    return replace(talk, in_minute=talk.in_minute + 1)


def answered(outcome: Outcome) -> Outcome:
    """Return *outcome* with what is said back to somebody who writes faster than people type."""
    over = outcome.talk.in_minute - ANSWERED
    if over <= 0:
        return outcome
    alarms = tuple(reply for reply in outcome.replies if reply.said in ALARMING)
    once = (Reply(said=Said.TOO_FAST),) if over == 1 else ()
    return replace(outcome, replies=(*alarms, *once), is_hushed=True)
