"""A chat that somebody of the desk has taken over (接管): we keep quiet, and they hear what is said.

Rule 1: after a while in which nobody answered it is ours again, so that no one talks to nobody.
Rule 2: a vote stays the person's own and counts; numbers for somebody in danger are said all the same.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from intake.conversation import form_fields
from intake.talk.message import Kind, Message
from intake.talk.state import Line, Outcome, Talk, Wanted, Wish

#: the bot goes on when who has the chat has said nothing for so long
TAKEN_FOR = timedelta(hours=2)
#: so many of the last things said are kept for the desk, each in so many characters
KEPT, LONGEST = 6, 200
_NO_WORDS = frozenset({Kind.ENTER, Kind.RECALL})


def remembered(talk: Talk, message: Message, now: datetime) -> Talk:
    """Return *talk* with *message* among what was said last."""
    if message.kind in _NO_WORDS:
        return talk
    line = Line(at=now, text=form_fields.said(message)[:LONGEST])
    return replace(talk, lately=(*talk.lately, line)[-KEPT:])


def is_taken(talk: Talk, now: datetime) -> bool:
    return talk.taken_until is not None and now < talk.taken_until


def taken(talk: Talk, by: str, now: datetime) -> Talk:
    """Return *talk* in the hand of *by* from now on."""
    until = now + TAKEN_FOR
    return replace(talk, taken_by=by, taken_until=until, wakes_at=until)


def given_back(talk: Talk, now: datetime) -> Talk:
    """Return *talk* as ours again; an open draft is looked at as one that was left alone."""
    is_open = not (talk.draft.is_empty and talk.waiting.is_empty)
    wakes_at = now if is_open and not talk.handed else None
    return replace(talk, taken_by="", taken_until=None, wakes_at=wakes_at)


def relayed(talk: Talk, message: Message, now: datetime) -> Outcome:
    """Pass on what was said to who has the chat."""
    if message.kind in _NO_WORDS:
        return Outcome(talk=talk)
    attached = (message.media,) if message.media else ()
    wish = Wanted(wish=Wish.RELAY, text=form_fields.said(message), media=attached)
    return Outcome(talk=taken(talk, talk.taken_by, now), wishes=(wish,))


def over(talk: Talk, now: datetime) -> Outcome:
    """Take the chat back from who has been silent, and let them know."""
    return Outcome(
        talk=given_back(talk, now), wishes=(Wanted(wish=Wish.HANDED_BACK, no=talk.taken_by),)
    )
