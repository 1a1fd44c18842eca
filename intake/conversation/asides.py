"""Said beside what is told: a greeting, thanks, hurry, a question. It is answered or passed on at once.

Rule 1: nothing changes: what was open is open still, its menu works, and nothing of this goes into the draft.
Rule 2: what is no step towards anything is answered sensibly, and not again and again.
"""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime, timedelta

from dispatch.ticket.complaint import Doubt
from dispatch.words.conduct import conduct
from dispatch.words.intents import bare
from intake.conversation import choosing, drafting, form_fields, telling
from intake.conversation.form_fields import SURE_OF_DEPARTMENT
from intake.hearing.ticket_numbers import number_in
from intake.talk.message import Message
from intake.talk.state import Draft, Hints, Outcome, Reply, Said, Stage, Talk, Wanted, Wish
from intake.talk.turn_context import (
    CONTINUES,
    FORGETS_CHATTER,
    Frame,
    begun_anew,
    say,
    seen,
)

#: said on the way; what they asked may still be registered
_NODS = frozenset(["好", "好的", "嗯", "嗯嗯", "行", "ok", "哦", "知道了", "收到"])


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
    if not message.is_words or not (words := bare(message.text)):
        return welcome(talk, message, frame, now)
    if words not in _NODS:  # they thank, or want no more of what they asked
        talk = replace(talk, question=Draft())
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


def hurry(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """Pass hurry on as their 催办 to the ticket that is named, else where there is danger, else the newest."""
    named, _, _ = number_in(message.text, frame.numbers)
    urgent = next((one.no for one in frame.running if one.urgent), frame.numbers[0])
    wish = Wanted(wish=Wish.HURRY, no=named or urgent, text=message.text)
    return Outcome(talk=talk, wishes=(wish,))


# --- questions ---------------------------------------------------------------------------------


def privacy(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """Answer who sees what of them, and what it is for."""
    if talk.walk_in:
        return telling.collect(talk, message, frame, now)
    facts = {**form_fields.open_facts(talk), "anonymous": "1" if frame.anonymous else ""}
    reply = Reply(said=Said.PRIVACY, facts=facts)
    return Outcome(talk=seen(talk, now), replies=(reply,))


def consult(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """Say where one goes with what they ask; with nothing open it may be registered with one tap.

    What a department asked for, or a receptionist tells, is no question to us; neither is what they
    say when we asked what it is about.
    """
    if talk.walk_in or (talk.stage is Stage.COLLECTING and not talk.draft.words):
        return telling.collect(talk, message, frame, now)
    facts = _where(talk, message, frame, now)
    if talk.stage is not Stage.IDLE:
        reply = Reply(said=Said.CONSULT, facts={**facts, **form_fields.open_facts(talk)})
        return Outcome(talk=seen(talk, now), replies=(reply,))
    if choosing.is_awaited(talk, message, frame, now):
        return choosing.tell(talk, message, frame, now)
    before = talk.question if _is_fresh(talk, CONTINUES, now) else Draft()
    asked = drafting.take(before, message, frozenset())
    return say(replace(talk, question=asked), Said.CONSULT, menu=("file", "enough"), facts=facts)


def _where(talk: Talk, message: Message, frame: Frame, now: datetime) -> Mapping[str, str]:
    """Return where one goes with it: to the department that it is surely about, else to the centre.

    What the question does not say, the complaint that is open does, the question just before or, with
    neither, the newest ticket;
    not where it speaks of somebody's conduct (N6).
    """
    before = talk.question.words if _is_fresh(talk, CONTINUES, now) else ()
    open_ = " ".join(talk.draft.words or talk.waiting.words or before)
    last = message.text.rpartition("\n")[2]  # of questions one after the other the last is asked
    said = (last, message.text, *((open_,) if open_ and conduct(open_) is None else ()))
    hints = [frame.suggest(text) for text in said]
    found = (one for one in hints if Doubt.DEPARTMENT not in one.unsure)
    sure = [one.id for known in found for one in known.departments[:1]]
    running = () if open_ else (one.department for one in frame.running[:1])
    if _is_of_nobody_here(hints[0]):
        sure, running = [], ()
    office = frame.office(next((one for one in (*sure, *running) if one), ""))
    centre = {f"centre_{name}": value for name, value in asdict(frame.centre).items()}
    return {**asdict(office), **centre} if office.name else centre


def _is_of_nobody_here(hints: Hints) -> bool:
    """Whether it is about a matter that none of the configured departments serves."""
    likely = hints.categories[:1]
    return (
        bool(likely)
        and likely[0].confidence >= SURE_OF_DEPARTMENT
        and not any(one.confidence >= SURE_OF_DEPARTMENT for one in hints.departments[:1])
    )


def file(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """They want what they asked registered."""
    asked = replace(
        begun_anew(talk, now),
        stage=Stage.COLLECTING,
        draft=replace(talk.question, is_question=True),
    )
    return telling.go_on(asked, frame, now)


def told(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """Take words with nothing open; right after a question of theirs they tell the same matter."""
    if message.is_words and _is_fresh(talk, CONTINUES, now):
        whole = "\n".join((*talk.question.words, message.text))
        message = replace(message, text=whole)
    return choosing.tell(replace(talk, question=Draft()), message, frame, now)


def _is_fresh(talk: Talk, within: timedelta, now: datetime) -> bool:
    since = talk.question.said_at
    return since is not None and now - since <= within
