"""What the person may do with their own tickets: ask, rate, add, take back, or call for somebody."""

from dataclasses import replace
from datetime import datetime

from intake.conversation import choosing, drafting, form_fields, not_understood, telling
from intake.conversation.choosing import LISTED
from intake.hearing.ticket_numbers import number_in
from intake.hearing.votes import vote
from intake.talk.message import Message
from intake.talk.state import (
    Draft,
    Outcome,
    Reply,
    Running,
    Said,
    Stage,
    Talk,
    Wanted,
    Wish,
)
from intake.talk.turn_context import Frame, begun_anew, say, touched

#: so short a call for somebody says nothing else
_CALL = 6


def query(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """查询: the person's own tickets; a draft that is still open is named too."""
    wish = Wanted(wish=Wish.QUERY, text=message.text)
    if talk.draft.is_empty or talk.walk_in:
        return Outcome(talk=talk, wishes=(wish,))
    missing = form_fields.missing(talk.draft)
    reply = Reply(said=Said.DRAFT_OPEN, facts={"fields": ",".join(missing)})
    return Outcome(talk=talk, replies=(reply,), wishes=(wish,) if frame.running else ())


def human(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """人工: somebody of the desk calls; the draft stays open."""
    wish = not_understood.called(talk, frame, "" if _only_calls(talk, message) else message.text)
    return say(talk, Said.HUMAN, wish)


def _only_calls(talk: Talk, message: Message) -> bool:
    """True where 人工 adds nothing to what was told before."""
    told = not (talk.draft.is_empty and talk.waiting.is_empty and talk.question.is_empty)
    return told and len(message.text.strip()) <= _CALL


def _newest(frame: Frame) -> str:
    return frame.running[0].no if frame.running else ""


def rate(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """Pass a vote on; words that waited for a choice become its reason.

    With several surveys out a level alone is asked which; a low one is asked why, once.
    """
    if several := _several(message, frame):
        return several_surveys(talk, message, frame, several)
    no, round_, level, reason = _vote(message, frame)
    waiting = talk.waiting if talk.stage is Stage.CHOOSING else Draft()
    reason = " ".join(filter(None, (form_fields.as_text(waiting), reason)))
    wish = Wanted(
        wish=Wish.RATE, no=no, round=round_, level=level, text=reason, media=waiting.media
    )
    if talk.stage is Stage.CHOOSING:
        talk = begun_anew(talk, now)
    is_open = any(one.surveying and (one.no, one.round) == (no, round_) for one in frame.running)
    if level not in frame.low or reason or not is_open:
        return Outcome(talk=talk, wishes=(wish,))
    asked = replace(talk, why=no, added_to="", added_at=now)
    return say(asked, Said.ASK_WHY, wish, facts={"no": no})


def _several(message: Message, frame: Frame) -> tuple[Running, ...]:
    """Return the tickets that a level said alone may be about, where that is not one."""
    named, _, _ = number_in(message.text, frame.numbers)
    out = tuple(one for one in frame.running if one.surveying)
    return () if message.choice or named or len(out) < 2 else out[:LISTED]


def several_surveys(
    talk: Talk, message: Message, frame: Frame, several: tuple[Running, ...]
) -> Outcome:
    """Ask which of *several* the level is for; a tap on one votes."""
    level, _ = vote(message.text.strip(), frame)
    n = frame.levels.index(level)
    items = tuple(f"rate:{one.no}:{one.round}:{n}" for one in several)
    facts = {"nos": ",".join(one.no for one in several), "choice": level}
    return Outcome(talk=talk, replies=(Reply(said=Said.WHICH_SURVEY, facts=facts, menu=items),))


def _vote(message: Message, frame: Frame) -> tuple[str, int, str, str]:
    if message.choice.startswith("rate:"):
        _, no, round_, level = message.choice.split(":")
        return no, int(round_), frame.levels[int(level)], ""
    level, reason = vote(message.text.strip(), frame)
    named, _, _ = number_in(message.text, frame.numbers)
    out = [one for one in frame.running if one.surveying]
    one = next((one for one in out if one.no == named), out[0])
    return one.no, one.round, level, reason


def ask_level(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """An opinion without a clear level: ask which, once; the words wait and become its reason (N7)."""
    surveyed = frame.surveyed
    assert surveyed is not None  # it is heard only while a survey is out
    waiting = drafting.take(Draft(), message, frozenset())
    asked = replace(talk, stage=Stage.CHOOSING, waiting=waiting, ticket=surveyed.no)
    facts = {"no": surveyed.no, "choice": "、".join(frame.levels)}
    return say(touched(asked, now), Said.WHICH_LEVEL, facts=facts)


def withdraw(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """撤回: ask first; with several running, ask which."""
    named, written = _named(message, frame)
    if written and not named:
        return _unknown(talk, written, frame)
    if not frame.running:
        return say(talk, Said.NO_TICKET)
    if not named and len(frame.running) > 1:
        numbers = frame.numbers[:LISTED]
        items = tuple(f"take:{no}" for no in numbers)
        reply = Reply(said=Said.WHICH, facts={"nos": ",".join(numbers)}, menu=items)
        return Outcome(talk=talk, replies=(reply,))
    no = named or frame.running[0].no
    # of a draft that was open the words stay; it goes on when this is answered
    asked = touched(replace(talk, stage=Stage.WITHDRAWING, ticket=no), now)
    return say(asked, Said.SURE_WITHDRAW, menu=("really", "keep"), facts={"no": no})


def withdraw_or_drop(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """撤回 while a draft is open: the ticket that is named or tapped, else the draft."""
    named, _ = _named(message, frame)
    return (withdraw if named else choosing.drop)(talk, message, frame, now)


def withdraw_again(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """撤回 once more is a yes; with another number it is another question."""
    named, written = _named(message, frame)
    is_other = bool(written) and named != talk.ticket
    return (withdraw if is_other else really)(talk, message, frame, now)


def _named(message: Message, frame: Frame) -> tuple[str, str]:
    if message.choice.startswith("take:"):
        no = message.choice.partition(":")[2]
        return (no if no in frame.numbers else ""), no
    named, written, _ = number_in(message.text, frame.numbers, anywhere=True)
    return named, written


def _unknown(talk: Talk, written: str, frame: Frame) -> Outcome:
    facts = {"number": written, "nos": ",".join(frame.numbers[:LISTED])}
    return say(talk, Said.UNKNOWN_NUMBER, facts=facts)


def really(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """They meant it: take the ticket back; words that waited for a choice go with it."""
    wishes: tuple[Wanted, ...] = (Wanted(wish=Wish.WITHDRAW, no=talk.ticket),)
    if not talk.waiting.is_empty:
        wishes = (choosing.addition(talk.ticket, talk.waiting), *wishes)
    return replace(_back(replace(talk, waiting=Draft()), frame, now), wishes=wishes)


def keep(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    back = _back(talk, frame, now)
    kept = Reply(said=Said.KEPT_TICKET, facts={"no": talk.ticket})
    return replace(back, replies=(kept, *back.replies))


def _back(talk: Talk, frame: Frame, now: datetime) -> Outcome:
    """Go back to what was open before the question."""
    talk = replace(talk, ticket="")
    if not talk.waiting.is_empty:
        return choosing.ask_which(replace(talk, stage=Stage.CHOOSING), frame, now)
    if not talk.draft.is_empty:
        return telling.go_on(replace(talk, stage=Stage.COLLECTING), frame, now)
    return Outcome(talk=replace(begun_anew(talk, now), added_to=talk.added_to))


def sure(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """Ask once more whether it is really to be withdrawn."""
    if talk.chatter > 2 or talk.ticket not in frame.numbers:
        return _back(talk, frame, now)
    return say(talk, Said.SURE_WITHDRAW, menu=("really", "keep"), facts={"no": talk.ticket})


def supplement(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """补充: to the ticket that is named, else to the newest."""
    text = drafting.without_lead_word(message.text)
    named, written, rest = number_in(text, frame.numbers)
    if written and not named:
        return _unknown(talk, written, frame)
    if not frame.running:
        return (
            telling.begin(talk, replace(message, text=text), frame, now)
            if text
            else say(talk, Said.NO_TICKET)
        )
    no = named or frame.running[0].no
    if not rest:
        return _what(replace(talk, added_to=no, added_at=now), no)
    wish = choosing.more(no, replace(message, text=rest), Wish.SUPPLEMENT)
    return Outcome(talk=replace(talk, added_to=no, added_at=now, adding=False), wishes=(wish,))


def _what(talk: Talk, no: str = "") -> Outcome:
    return say(replace(talk, adding=bool(no)), Said.ADD_WHAT, facts={"no": no} if no else {})


def ask_what(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """修改 or 是补充 with nothing open: say how to add something."""
    no = _newest(frame)
    return _what(replace(talk, added_to=no, added_at=now), no) if no else say(talk, Said.BEGIN)


def supplement_or_collect(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """补充 while a draft is open: to the ticket that is named, else to the draft."""
    text = drafting.without_lead_word(message.text)
    named, _, rest = number_in(text, frame.numbers)
    if named and rest:
        return supplement(talk, message, frame, now)
    return telling.add(talk, message, frame, now)
