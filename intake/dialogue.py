"""The conversation with one citizen: one step from a message to what we say and do.

Rule 1: what we do stands in TABLE, by what we wait for and what we heard; a heard thing that a
        stage does not name falls to the stage `None`, which names them all.
Rule 2: nobody reaches a dead end: each stage answers everything, and 人工 works in all of them.
Rule 3: no I/O; *now* is an argument; the sentences stand in `bot/texts`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from dispatch import screening
from dispatch.complaint import Complaint
from intake import drafting
from intake.hearing import Heard, hear
from intake.message import Kind, Message
from intake.talk import (
    Draft,
    Field,
    Hints,
    Outcome,
    Reply,
    Running,
    Said,
    Stage,
    Talk,
    Wanted,
    Wish,
)

#: a draft left alone is nudged once after this (product §3.3)
NUDGE_AFTER = timedelta(minutes=30)
#: … and lands on the desk as 待完善 after this
UNFINISHED_AFTER = timedelta(hours=2)
#: how often we ask for the same draft before the desk gets it as it is
ASK_AT_MOST = 4

#: the channel of what a receptionist tells for somebody at the window
WALK_IN = "窗口"

Suggest = Callable[[str], Hints]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What a step must know beside the talk.

    Attributes:
        suggest: words → category, department, cause.
        levels: the survey's levels, best first.
        running: the person's open tickets, newest first.
        anonymous: the profile lets people stay unnamed (G-25).
    """

    lane: str
    channel: str
    suggest: Suggest
    levels: tuple[str, ...]
    running: tuple[Running, ...] = ()
    anonymous: bool = False


def step(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """Return what *message* brings about."""
    heard = hear(message, talk, frame.levels, any(r.surveying for r in frame.running))
    act = TABLE.get((talk.stage, heard)) or TABLE[None, heard]
    outcome = act(talk, message, frame, now)
    numbers = screening.emergency_numbers(message.text) if message.kind is Kind.TEXT else ()
    if numbers:
        alarm = Reply(said=Said.EMERGENCY, facts={"numbers": "、".join(numbers)})
        outcome = replace(outcome, replies=(alarm, *outcome.replies))
    return outcome


def left_alone(talk: Talk, now: datetime) -> Outcome:
    """Return what an unfinished draft brings when nobody has written for a while."""
    quiet = Outcome(talk=replace(talk, wakes_at=None))
    if talk.updated_at is None or talk.stage not in (Stage.COLLECTING, Stage.CONFIRMING):
        return quiet
    if now >= talk.updated_at + UNFINISHED_AFTER:
        wish = Wanted(wish=Wish.UNFINISHED, text=drafting.as_text(talk.draft))
        return replace(quiet, wishes=(wish,))
    if now >= talk.updated_at + NUDGE_AFTER and not talk.nudged:
        nudged = replace(talk, nudged=True, wakes_at=talk.updated_at + UNFINISHED_AFTER)
        return Outcome(talk=nudged, replies=(Reply(said=Said.NUDGE),))
    return Outcome(talk=talk)


# --- what is the same everywhere ---------------------------------------------------------------


def _silent(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    return Outcome(talk=talk)


def _welcome(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    return Outcome(talk=talk, replies=(Reply(said=Said.WELCOME),))


def _help(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    return Outcome(talk=talk, replies=(Reply(said=Said.HELP),))


def _human(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    wish = Wanted(wish=Wish.HUMAN, text=drafting.as_text(talk.draft) or message.text)
    return Outcome(talk=talk, replies=(Reply(said=Said.HUMAN),), wishes=(wish,))


def _query(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    return Outcome(talk=talk, wishes=(Wanted(wish=Wish.QUERY, text=message.text),))


def _rate(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    if message.choice:
        _, no, round_, level = message.choice.split(":")
        wish = Wanted(wish=Wish.RATE, no=no, round=int(round_), level=frame.levels[int(level)])
    else:
        surveyed = next(r for r in frame.running if r.surveying)
        level = message.text.strip()
        wish = Wanted(wish=Wish.RATE, no=surveyed.no, round=surveyed.round, level=level)
    return Outcome(talk=talk, wishes=(wish,))


def _withdraw(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    if not frame.running:
        return Outcome(talk=talk, replies=(Reply(said=Said.NO_TICKET),))
    no = frame.running[0].no
    asked = replace(talk, stage=Stage.WITHDRAWING, ticket=no)
    reply = Reply(said=Said.SURE_WITHDRAW, facts={"no": no}, menu=("withdraw", "no"))
    return Outcome(talk=asked, replies=(reply,))


def _supplement(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    if not frame.running:
        return _tell(talk, message, frame, now)
    text = drafting.without_lead_word(message.text)
    if not text:
        return Outcome(talk=talk, replies=(Reply(said=Said.ADDED, facts={"empty": "1"}),))
    wish = Wanted(wish=Wish.SUPPLEMENT, no=frame.running[0].no, text=text)
    return Outcome(talk=talk, wishes=(wish,))


# --- telling a complaint -----------------------------------------------------------------------


def _tell(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """Begin a draft, or ask first where the words may belong to a running ticket."""
    asking = next((r for r in frame.running if r.asks), None)
    if asking is not None:
        wish = Wanted(wish=Wish.SUPPLEMENT, no=asking.no, text=drafting.said(message))
        return Outcome(talk=talk, wishes=(wish,))
    if frame.running:
        waiting = drafting.take(talk.waiting, message, frozenset())
        chosen = replace(talk, stage=Stage.CHOOSING, waiting=waiting, ticket=frame.running[0].no)
        facts = {"no": frame.running[0].no}
        reply = Reply(said=Said.CHOOSE, facts=facts, menu=("add", "new"))
        return Outcome(talk=chosen, replies=(reply,))
    fresh = replace(talk, stage=Stage.COLLECTING, draft=Draft(), asked=0, nudged=False)
    return _collect(fresh, message, frame, now)


def _collect(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """Add *message* to the draft, then ask for what is missing or read it back."""
    asked_for = frozenset(drafting.missing(talk.draft)) if talk.asked else frozenset[Field]()
    draft = drafting.take(talk.draft, message, asked_for)
    if message.kind is not Kind.TEXT and talk.draft.words:
        # a photo, a place after the words: kept, not worth one of the five messages
        return Outcome(talk=_touched(replace(talk, draft=draft), now))
    return _go_on(replace(talk, draft=draft), frame, now)


def _go_on(talk: Talk, frame: Frame, now: datetime) -> Outcome:
    missing = drafting.missing(talk.draft)
    if not missing:
        return _read_back(talk, frame, now)
    if missing[0] is Field.WORDS:
        has_voice = any(a.kind == Kind.VOICE for a in talk.draft.media)
        said = Said.NEED_WORDS_VOICE if has_voice else Said.NEED_WORDS
        return Outcome(talk=_touched(talk, now), replies=(Reply(said=said),))
    facts = {"fields": ",".join(missing)}
    if not talk.told_why:
        facts["why"] = "1"
    asked = _touched(replace(talk, asked=talk.asked + 1, told_why=True), now)
    if asked.asked == ASK_AT_MOST + 1:
        wish = Wanted(wish=Wish.UNFINISHED, text=drafting.as_text(talk.draft))
        return Outcome(talk=asked, replies=(Reply(said=Said.TO_DESK),), wishes=(wish,))
    return Outcome(talk=asked, replies=(Reply(said=Said.ASK, facts=facts),))


def _read_back(talk: Talk, frame: Frame, now: datetime) -> Outcome:
    draft = replace(talk.draft, hints=frame.suggest(" ".join(talk.draft.words)))
    if talk.walk_in:
        # the receptionist has the person before them: nothing to read back (three taps, product §1)
        return _whole(replace(talk, draft=draft), frame, now)
    reply = Reply(said=Said.READ_BACK, facts=drafting.facts(draft), menu=("yes", "edit", "cancel"))
    return Outcome(
        talk=_touched(replace(talk, stage=Stage.CONFIRMING, draft=draft), now), replies=(reply,)
    )


def _unnamed(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """Somebody would rather not give a name: as the profile says (G-25), and the desk as way out."""
    if frame.anonymous:
        return _go_on(replace(talk, draft=replace(talk.draft, name="不留名")), frame, now)
    if talk.refused_name:
        wish = Wanted(wish=Wish.UNFINISHED, text=drafting.as_text(talk.draft))
        return Outcome(
            talk=_touched(talk, now), replies=(Reply(said=Said.TO_DESK),), wishes=(wish,)
        )
    return Outcome(
        talk=_touched(replace(talk, refused_name=True), now),
        replies=(Reply(said=Said.NAME_NEEDED),),
    )


def _confirm(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    return _whole(talk, frame, now)


def _whole(talk: Talk, frame: Frame, now: datetime) -> Outcome:
    """The complaint is whole: hand it over and begin anew."""
    draft = talk.draft
    complaint = Complaint(
        text="\n".join(draft.words),
        channel=WALK_IN if talk.walk_in else frame.channel,
        kind=drafting.kind_of(draft),
        said_at=draft.said_at or now,
        complainant=drafting.complainant(draft, "" if talk.walk_in else frame.lane),
        media=draft.media,
        place=draft.place,
        categories=draft.hints.categories,
        departments=draft.hints.departments,
        causes=draft.hints.causes,
    )
    return Outcome(talk=Talk(told_why=True, updated_at=now), complaint=complaint)


def _edit(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    facts = {"fields": "", "edit": "1"}
    return Outcome(talk=_touched(talk, now), replies=(Reply(said=Said.ASK, facts=facts),))


def _drop(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    return Outcome(
        talk=Talk(told_why=talk.told_why, updated_at=now), replies=(Reply(said=Said.DROPPED),)
    )


def _correct(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """Something else was said instead of 确认: take it in and read back again."""
    draft = drafting.take(talk.draft, message, frozenset(), corrects=True)
    if message.kind is not Kind.TEXT:
        return Outcome(talk=_touched(replace(talk, draft=draft), now))
    return _go_on(replace(talk, draft=draft), frame, now)


def _ask_again(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    return _go_on(talk, frame, now)


# --- choosing and withdrawing ------------------------------------------------------------------


def _add(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    wish = Wanted(wish=Wish.SUPPLEMENT, no=talk.ticket, text=drafting.as_text(talk.waiting))
    return Outcome(talk=replace(talk, stage=Stage.IDLE, waiting=Draft()), wishes=(wish,))


def _new(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    begun = replace(
        talk, stage=Stage.COLLECTING, draft=talk.waiting, waiting=Draft(), asked=0, nudged=False
    )
    return _go_on(begun, frame, now)


def _choose_more(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """More words before the choice: they wait too."""
    waiting = drafting.take(talk.waiting, message, frozenset())
    kept = replace(talk, waiting=waiting)
    if message.kind is not Kind.TEXT:
        return Outcome(talk=kept)
    reply = Reply(said=Said.CHOOSE, facts={"no": talk.ticket}, menu=("add", "new"))
    return Outcome(talk=kept, replies=(reply,))


def _really(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    wish = Wanted(wish=Wish.WITHDRAW, no=talk.ticket)
    return Outcome(talk=replace(talk, stage=Stage.IDLE, ticket=""), wishes=(wish,))


def _keep(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    reply = Reply(said=Said.KEPT_TICKET, facts={"no": talk.ticket})
    return Outcome(talk=replace(talk, stage=Stage.IDLE, ticket=""), replies=(reply,))


def _keep_and_tell(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """Something else was said instead of an answer: the ticket stays, and the words are not lost."""
    return _tell(replace(talk, stage=Stage.IDLE, ticket=""), message, frame, now)


def _touched(talk: Talk, now: datetime) -> Talk:
    return replace(talk, updated_at=now, nudged=False, wakes_at=now + NUDGE_AFTER)


Act = Callable[[Talk, Message, Frame, datetime], Outcome]

TABLE: Mapping[tuple[Stage | None, Heard], Act] = {
    # everywhere
    (None, Heard.ENTER): _welcome,
    (None, Heard.GREETING): _welcome,
    (None, Heard.NOTHING): _welcome,
    (None, Heard.RECALL): _silent,
    (None, Heard.HELP): _help,
    (None, Heard.HUMAN): _human,
    (None, Heard.QUERY): _query,
    (None, Heard.RATE): _rate,
    (None, Heard.WITHDRAW): _withdraw,
    (None, Heard.SUPPLEMENT): _supplement,
    (None, Heard.UNNAMED): _tell,
    (None, Heard.YES): _welcome,
    (None, Heard.NO): _welcome,
    (None, Heard.EDIT): _welcome,
    (None, Heard.CANCEL): _withdraw,
    (None, Heard.ADD): _supplement,
    (None, Heard.NEW): _welcome,
    (None, Heard.WORDS): _tell,
    (None, Heard.MEDIA): _tell,
    # while a complaint is told
    (Stage.COLLECTING, Heard.WORDS): _collect,
    (Stage.COLLECTING, Heard.MEDIA): _collect,
    (Stage.COLLECTING, Heard.SUPPLEMENT): _collect,
    (Stage.COLLECTING, Heard.UNNAMED): _unnamed,
    (Stage.COLLECTING, Heard.GREETING): _ask_again,
    (Stage.COLLECTING, Heard.NOTHING): _ask_again,
    (Stage.COLLECTING, Heard.YES): _ask_again,
    (Stage.COLLECTING, Heard.NO): _ask_again,
    (Stage.COLLECTING, Heard.EDIT): _ask_again,
    (Stage.COLLECTING, Heard.CANCEL): _drop,
    (Stage.COLLECTING, Heard.WITHDRAW): _drop,
    (Stage.COLLECTING, Heard.NEW): _ask_again,
    (Stage.COLLECTING, Heard.ADD): _ask_again,
    # when it was read back
    (Stage.CONFIRMING, Heard.YES): _confirm,
    (Stage.CONFIRMING, Heard.NO): _edit,
    (Stage.CONFIRMING, Heard.EDIT): _edit,
    (Stage.CONFIRMING, Heard.CANCEL): _drop,
    (Stage.CONFIRMING, Heard.WITHDRAW): _drop,
    (Stage.CONFIRMING, Heard.WORDS): _correct,
    (Stage.CONFIRMING, Heard.MEDIA): _correct,
    (Stage.CONFIRMING, Heard.SUPPLEMENT): _correct,
    (Stage.CONFIRMING, Heard.UNNAMED): _unnamed,
    (Stage.CONFIRMING, Heard.GREETING): _ask_again,
    (Stage.CONFIRMING, Heard.NOTHING): _ask_again,
    # does it add to the running ticket?
    (Stage.CHOOSING, Heard.ADD): _add,
    (Stage.CHOOSING, Heard.SUPPLEMENT): _add,
    (Stage.CHOOSING, Heard.YES): _add,
    (Stage.CHOOSING, Heard.NEW): _new,
    (Stage.CHOOSING, Heard.NO): _new,
    (Stage.CHOOSING, Heard.WORDS): _choose_more,
    (Stage.CHOOSING, Heard.MEDIA): _choose_more,
    # is it really to be withdrawn?
    (Stage.WITHDRAWING, Heard.YES): _really,
    (Stage.WITHDRAWING, Heard.WITHDRAW): _really,
    (Stage.WITHDRAWING, Heard.NO): _keep,
    (Stage.WITHDRAWING, Heard.CANCEL): _keep,
    (Stage.WITHDRAWING, Heard.WORDS): _keep_and_tell,
    (Stage.WITHDRAWING, Heard.MEDIA): _keep_and_tell,
}
