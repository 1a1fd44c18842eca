"""Which matter words belong to: a running ticket that waits for them, one that the person chooses, or a new one."""

from dataclasses import replace
from datetime import datetime, timedelta

from intake.conversation import drafting, form_fields, telling
from intake.conversation.hearing import number_in
from intake.conversation.message import Kind, Message
from intake.conversation.state import Draft, Outcome, Said, Stage, Talk, Wanted, Wish
from intake.conversation.turn_context import CONTINUES, Frame, begun_anew, say, touched

#: the most tickets that one message lists
LISTED = 4
#: what they say within this after a low level is why
WHY_WITHIN = timedelta(hours=24)


def tell(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """Words with nothing open: an answer to a question, more of an addition, or a complaint.

    With a ticket running we ask whether they add to it or are new; meanwhile they wait.
    """
    no, wish = _awaited(talk, message, frame, now)
    if no:
        why = no if wish is Wish.UNHAPPY else ""
        added = replace(talk, added_to=no, added_at=now, adding=False, why=why)
        return Outcome(talk=added, wishes=(more(no, message, wish),))
    if not frame.running:
        return telling.begin(talk, message, frame, now)
    waiting = drafting.take(Draft(), message, frozenset())
    return ask_which(replace(talk, stage=Stage.CHOOSING, waiting=waiting), frame, now)


def is_awaited(talk: Talk, message: Message, frame: Frame, now: datetime) -> bool:
    """True when what they say now surely belongs to a ticket: nobody else has to answer it."""
    return bool(_awaited(talk, message, frame, now)[0])


def _awaited(talk: Talk, message: Message, frame: Frame, now: datetime) -> tuple[str, Wish]:
    """Return the ticket that this surely belongs to, and as what: a department asked, they said why
    an answer did not satisfy, or they just added."""
    asking = next((one for one in frame.running if one.asks), None)
    if asking is not None:
        return asking.no, Wish.SUPPLEMENT
    since = now - talk.added_at if talk.added_at is not None else None
    # who has begun to say why goes on for a while; who has not is waited for
    within = CONTINUES if talk.why == talk.added_to else WHY_WITHIN
    if since is not None and since <= within and talk.why in frame.numbers:
        return talk.why, Wish.UNHAPPY
    is_fresh = since is not None and since <= CONTINUES
    belongs = is_fresh and (talk.adding or not message.is_words)
    no = talk.added_to if belongs and talk.added_to in frame.numbers else ""
    return no, Wish.SUPPLEMENT


def more(no: str, message: Message, wish: Wish) -> Wanted:
    """Return the wish that *message* be added to ticket *no*."""
    attached = (message.media,) if message.media else ()
    text = form_fields.said(message)
    is_quiet = not message.is_words
    return Wanted(wish=wish, no=no, text=text, media=attached, is_quiet=is_quiet)


# --- does it add to a running ticket? ----------------------------------------------------------


def ask_which(talk: Talk, frame: Frame, now: datetime) -> Outcome:
    """Ask whether what waits adds to a running ticket or is new."""
    if not frame.running:
        return new(talk, Message(kind=Kind.OTHER, at=now), frame, now)
    numbers = frame.numbers[:LISTED]
    asked = touched(replace(talk, ticket=numbers[0]), now)
    adds = [f"add:{no}" for no in numbers] if len(numbers) > 1 else ["add"]
    items = (*adds, "new")
    facts = {"nos": ",".join(numbers)}
    if frame.surveyed:
        facts |= {"no": frame.surveyed.no, "levels": "、".join(frame.levels)}
    return say(asked, Said.CHOOSE, menu=items, facts=facts)


def choose_again(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """Ask once more; a person who only greets is not asked for ever."""
    return Outcome(talk=talk) if talk.chatter > 2 else ask_which(talk, frame, now)


def choose_more(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """More words before the choice wait too; the bare number of a ticket is the choice."""
    named, _, rest = number_in(message.text, frame.numbers)
    if named and not rest:
        return _added(talk, named, now)
    kept = replace(talk, waiting=drafting.take(talk.waiting, message, frozenset()))
    if not message.is_words:
        return Outcome(talk=touched(kept, now))
    return ask_which(kept, frame, now)


def add(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """What waited belongs to the ticket that was tapped or named, else to the one we asked about."""
    tapped = message.choice.rpartition(":")[2]
    text = "" if message.choice else drafting.without_lead_word(message.text)
    named, _, rest = number_in(text, frame.numbers)
    no = next((n for n in (tapped, named, talk.ticket, *frame.numbers) if n in frame.numbers), "")
    if not no:
        return new(talk, message, frame, now)
    if rest and _is_more(message):
        more = drafting.take(talk.waiting, replace(message, text=rest), frozenset())
        talk = replace(talk, waiting=more)
    return _added(talk, no, now)


def _is_more(message: Message) -> bool:
    """True when more was said than the choice itself: “补充 0001 还有一张收据”."""
    return drafting.without_lead_word(message.text) != message.text.strip()


def _added(talk: Talk, no: str, now: datetime) -> Outcome:
    idle = replace(begun_anew(talk, now), added_to=no, added_at=now)
    done = (Wanted(wish=Wish.FORGET),) if talk.handed else ()
    return Outcome(talk=idle, wishes=(addition(no, talk.waiting), *done))


def addition(no: str, waiting: Draft) -> Wanted:
    return Wanted(
        wish=Wish.SUPPLEMENT, no=no, text=form_fields.as_text(waiting), media=waiting.media
    )


def new(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """What waited is a complaint of its own."""
    begun = replace(
        begun_anew(talk, now), stage=Stage.COLLECTING, draft=talk.waiting, updated_at=None
    )
    begun = replace(begun, handed=talk.handed)
    return telling.go_on(begun, frame, now)


def forget(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """取消 while we asked: what waited goes, and they are told."""
    wishes = (Wanted(wish=Wish.FORGET),) if talk.handed else ()
    return say(begun_anew(talk, now), Said.DROPPED, *wishes)


def tell_meanwhile(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """Something else was said instead of an answer: the ticket stays, and the words are not lost."""
    back = replace(talk, ticket="", stage=Stage.IDLE)
    if not talk.waiting.is_empty:
        return choose_more(replace(back, stage=Stage.CHOOSING), message, frame, now)
    if not talk.draft.is_empty:
        return telling.collect(replace(back, stage=Stage.COLLECTING), message, frame, now)
    return tell(back, message, frame, now)
