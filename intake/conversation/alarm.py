"""Somebody is in danger: what is said at once, what is not asked then, and who is to be rung.

Rule 1: numbers first and alone; no question of the form stands beside them (FW-5.3.4, PY-4.2.12).
Rule 2: what was said is kept as ever; it is asked for what is missing when they write again.
Rule 3: what nobody but a person can look at or listen to – a photo, a voice – is no reason to wait:
        where danger was spoken of, or where it comes without a word, somebody is called to it, and
        the sender reads whom to ring meanwhile.
Rule 4: who speaks of ending their life is answered as a person is, and asked for no particulars
        until somebody has spoken to them.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from dispatch.ticket.complaint import Attachment
from dispatch.words.emergencies import Danger
from intake.classify import emergencies
from intake.conversation import form_fields
from intake.extract import enumeration
from intake.talk.heard import Heard
from intake.talk.message import Kind, Message
from intake.talk.state import Outcome, Reply, Said, Stage, Talk, Wanted, Wish
from intake.talk.turn_context import CONTINUES, Frame, touched

#: what is said where somebody is in danger, and goes before all other letters
ALARMING = frozenset(
    {Said.EMERGENCY, Said.REDIRECTED, Said.CRISIS, Said.WITH_YOU, Said.UNREAD_IN_DANGER}
)
#: so long nobody who spoke of ending their life is asked for a form
ACCOMPANIED = timedelta(hours=12)
#: what is asked for itself is answered as ever
_ASKED_FOR = frozenset(
    {Heard.HUMAN, Heard.QUERY, Heard.HELP, Heard.WITHDRAW, Heard.RATE, Heard.NEW, Heard.RECALL}
)
#: so long after a danger was spoken of a picture or a voice is thought to show more of it
SHOWS_MORE = timedelta(hours=2)
#: a picture or voice without a word waits so long for one, then somebody looks at it
UNREAD_AFTER = timedelta(minutes=2)
#: … and its sender is told once in this time whom to ring
_TOLD_ONCE_IN = timedelta(minutes=30)
#: what may show or tell anything, and no machine of ours reads it
UNREADABLE = frozenset({Kind.IMAGE, Kind.VOICE, Kind.VIDEO, Kind.FILE})
#: what somebody says after a danger as news of it: where it is, that it grows, that it is over
_NEWS = frozenset({Heard.WORDS, Heard.CANCEL, Heard.WITHDRAW, Heard.UNCLEAR, Heard.NO, Heard.HURRY})
#: a form to be completed
_OF_THE_FORM = frozenset({Wish.UNFINISHED, Wish.UNSIGNED})
_CRISIS_CALLS = ("120", "110")


def danger_in(message: Message) -> Danger:
    """Return the danger that *message* tells of; of a list each part speaks for itself."""
    if not message.is_words:
        return Danger()
    whole = emergencies.heard(message.text)
    listed = [] if whole.numbers else [part for _, part in enumeration.parts(message.text)]
    each = map(emergencies.heard, listed if len(listed) > 1 else ())
    return next((one for one in each if one.numbers), whole)


def raised(
    before: Talk, outcome: Outcome, message: Message, danger: Danger, frame: Frame, now: datetime
) -> Outcome:
    """Return *outcome* with the county's numbers said instead of its questions, and the desk rung."""
    is_crisis = danger.is_crisis and not before.walk_in
    numbers = _known(_CRISIS_CALLS if is_crisis else danger.numbers, frame)
    alarm = Reply(said=_said(frame, is_crisis=is_crisis), facts={"numbers": "、".join(numbers)})
    wish = Wish.CRISIS if is_crisis else Wish.ALARM
    text = f"{'、'.join(numbers)}：{_with_particulars(form_fields.said(message), outcome.talk)}"
    wanted = Wanted(wish=wish, text=text, media=_pieces(message))
    rung = replace(outcome, wishes=(*outcome.wishes, wanted))
    if before.walk_in:  # the receptionist, who has the person before them; a ticket rings itself
        rung = outcome if outcome.complaint else rung
        return replace(rung, replies=(alarm, *outcome.replies))
    talk = replace(_unasked(before, outcome.talk), danger_at=now)
    if is_crisis:
        talk = touched(replace(talk, handed=True, crisis_at=now), now)
    return replace(rung, talk=talk, replies=(alarm,))


def accompanied(before: Talk, outcome: Outcome, message: Message, heard: Heard) -> Outcome:
    """Return *outcome* for somebody who spoke of ending their life: no form, and the desk hears each word."""
    if heard in _ASKED_FOR:
        return outcome
    # as 救助 the desk hears each word; not as a form to be completed besides
    wishes = tuple(one for one in outcome.wishes if one.wish not in _OF_THE_FORM)
    if message.kind is Kind.TEXT or message.media:
        text = _with_particulars(form_fields.said(message), outcome.talk)
        wishes = (*wishes, Wanted(wish=Wish.CRISIS, text=text, media=_pieces(message)))
    talk = _unasked(before, replace(outcome.talk, crisis_at=before.crisis_at))
    return replace(outcome, talk=talk, replies=(Reply(said=Said.WITH_YOU),), wishes=wishes)


def followed(
    before: Talk, outcome: Outcome, message: Message, heard: Heard, frame: Frame, now: datetime
) -> Outcome:
    """Return *outcome* of what follows a danger: the desk hears it at once, not when a form is whole."""
    if not message.is_words:
        return unread(before, outcome, message, frame, now)
    is_open = before.stage in (Stage.COLLECTING, Stage.CONFIRMING) and not before.walk_in
    is_news = is_open and heard in _NEWS and outcome.complaint is None
    if not is_news or not _is_spoken_of(before, now):
        return outcome
    wish = Wanted(wish=Wish.ALARM, text=form_fields.said(message))
    kept = tuple(one for one in outcome.wishes if one.wish not in _OF_THE_FORM)
    return replace(outcome, wishes=(*kept, wish))


def unread(
    before: Talk, outcome: Outcome, message: Message, frame: Frame, now: datetime
) -> Outcome:
    """Return *outcome* of a picture, a voice or a place in a talk of danger; of a piece without a word too."""
    is_piece = message.kind in UNREADABLE and not message.is_words
    if before.walk_in or not (is_piece or message.kind is Kind.LOCATION):
        return outcome
    if _is_of_danger(before, frame, now):
        return _more_of_danger(before, outcome, message, frame, now)
    if not is_piece or _has_words(outcome) or outcome.talk.handed or _is_passed_on(outcome):
        return outcome
    return _without_a_word(before, outcome, message, frame, now)


def _is_of_danger(talk: Talk, frame: Frame, now: datetime) -> bool:
    return _is_spoken_of(talk, now) or any(one.urgent for one in frame.running)


def _is_spoken_of(talk: Talk, now: datetime) -> bool:
    return talk.danger_at is not None and now - talk.danger_at <= SHOWS_MORE


def _more_of_danger(
    before: Talk, outcome: Outcome, message: Message, frame: Frame, now: datetime
) -> Outcome:
    """Ring with what came; a piece is answered by whom to ring, once in a while, and by no question."""
    numbers = "、".join(frame.emergency.numbers)
    said = _with_particulars(form_fields.said(message), outcome.talk)
    wish = Wanted(wish=Wish.ALARM, text=f"{numbers}：{said}", media=_pieces(message))
    rung = replace(outcome, wishes=(*outcome.wishes, wish))
    if message.kind is Kind.LOCATION:
        return rung
    talk = replace(_unasked(before, outcome.talk), told_at=now)
    is_told = before.told_at is not None and now - before.told_at <= CONTINUES
    replies = () if is_told else (_whom_to_ring(Said.UNREAD_IN_DANGER, message, frame),)
    return replace(rung, talk=talk, replies=replies)


def _without_a_word(
    before: Talk, outcome: Outcome, message: Message, frame: Frame, now: datetime
) -> Outcome:
    """Say whom to ring before what is asked; a voice is listened to at once, a picture if no word follows."""
    since = before.unread_at or now
    talk = replace(outcome.talk, unread_at=since)
    if message.kind is Kind.VOICE:
        outcome = looked_at(replace(outcome, talk=talk))
    else:
        outcome = replace(outcome, talk=replace(talk, wakes_at=since + UNREAD_AFTER))
    if before.told_at is not None and now - before.told_at <= _TOLD_ONCE_IN:
        return outcome
    told = _whom_to_ring(Said.UNREAD, message, frame)
    talk = replace(outcome.talk, told_at=now)
    return replace(outcome, talk=talk, replies=(told, *outcome.replies))


def is_unlooked_at(talk: Talk, now: datetime) -> bool:
    """True when a picture came without a word, and none has followed it."""
    waits = talk.unread_at is not None and now >= talk.unread_at + UNREAD_AFTER
    return waits and not (talk.draft.words or talk.waiting.words)


def looked_at(outcome: Outcome) -> Outcome:
    """Return *outcome* with somebody called to look at, or listen to, all that came without a word."""
    talk = outcome.talk
    open_ = talk.waiting if talk.draft.is_empty else talk.draft
    wish = Wanted(wish=Wish.UNREAD, text=form_fields.as_text(open_), media=open_.media)
    talk = replace(talk, unread_at=None)
    return replace(outcome, talk=talk, wishes=(*outcome.wishes, wish))


def _has_words(outcome: Outcome) -> bool:
    return bool(outcome.talk.draft.words or outcome.talk.waiting.words)


def _is_passed_on(outcome: Outcome) -> bool:
    """True where a person gets the piece anyway: with a ticket, or who has the chat."""
    return any(one.media for one in outcome.wishes)


def _whom_to_ring(said: Said, message: Message, frame: Frame) -> Reply:
    what = form_fields.kind_of_piece(message)
    numbers = "、".join(frame.emergency.numbers)
    return Reply(said=said, facts={"what": what, "numbers": numbers, "phone": frame.phone})


def _pieces(message: Message) -> tuple[Attachment, ...]:
    return (message.media,) if message.media else ()


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
