"""What nothing can be made of: said so, then answered with ways out, then given to the desk.

Rule 1: the second message in a row that is not understood is answered with ways out, the third goes
        to the desk with all that was said lately; then nobody is asked anything more.
Rule 2: a few words at the reading-back are not written into the complaint unasked.
"""

from dataclasses import replace
from datetime import datetime

from intake.classify import emergencies
from intake.conversation import form_fields
from intake.talk.message import Message
from intake.talk.state import Outcome, Said, Stage, Talk, Wanted, Wish
from intake.talk.turn_context import Frame, say, seen

#: at which message in a row ways out are offered, and at which somebody of the desk is called
_OFFERED_AT, _CALLED_AT = 2, 3
_WAYS = ("query", "human", "again")
_CHOICE = ("add", "yes")
_DRAFTING = frozenset({Stage.COLLECTING, Stage.CONFIRMING})
#: so few characters at the reading-back are no supplement
SCRAP = 12


def unclear(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """Nothing can be made of it."""
    return _answered(talk, message, frame, now, Said.UNCLEAR)


def unwritten(
    before: Talk, outcome: Outcome, message: Message, frame: Frame, now: datetime
) -> Outcome:
    """Return *outcome* of a message at the reading-back; of a few words that were only written behind
    the others, a question what is to be changed instead."""
    text = message.text.strip()
    is_added = outcome.talk.draft.words == (*before.draft.words, text)
    is_read_back = any(reply.said is Said.READ_BACK for reply in outcome.replies)
    is_danger = bool(emergencies.heard(text).numbers)
    if not (is_added and is_read_back and 0 < len(text) <= SCRAP) or is_danger:
        return replace(outcome, talk=replace(outcome.talk, unclear=0))
    # they wait for a tap beside the draft
    waiting = replace(before.waiting, words=(*before.waiting.words, text))
    talk = replace(before, waiting=waiting)
    return _answered(talk, message, frame, now, Said.CHANGE_WHAT)


def _answered(talk: Talk, message: Message, frame: Frame, now: datetime, first: Said) -> Outcome:
    times = talk.unclear + 1
    talk = replace(seen(talk, now), unclear=times)
    if times < _OFFERED_AT:
        facts = {**form_fields.open_facts(talk), "said": message.text.strip()}
        return say(talk, first, facts=facts, menu=_CHOICE if first is Said.CHANGE_WHAT else ())
    if times == _OFFERED_AT:
        return say(talk, Said.UNCLEAR_AGAIN, menu=_WAYS)
    return _to_desk(talk, message, frame) if times == _CALLED_AT else Outcome(talk=talk)


def _to_desk(talk: Talk, message: Message, frame: Frame) -> Outcome:
    """Call somebody, with what was told and what was said lately."""
    lately = [line.text for line in talk.lately] or [message.text]
    wish = called(talk, frame, "\n".join(lately))
    return say(handed(talk), Said.UNCLEAR_TO_DESK, wish)


def called(talk: Talk, frame: Frame, text: str) -> Wanted:
    """Return the wish that somebody of the desk calls, with *text* and what was told before."""
    open_ = talk.waiting if talk.draft.is_empty else talk.draft
    told = form_fields.open_text(talk) or form_fields.as_text(talk.question)
    whole = "\n".join(filter(None, (told, text)))
    no = frame.numbers[0] if frame.running else ""
    return Wanted(wish=Wish.HUMAN, text=whole, no=no, media=open_.media)


def handed(talk: Talk) -> Talk:
    """Return *talk* with its draft in the hands of the desk: the form is not asked again."""
    return replace(talk, handed=talk.handed or talk.stage in _DRAFTING)
