"""Which matter words belong to: a running ticket that waits for them or is chosen, a new one, or several new ones.

Rule 1: nothing is put where the person did not want it: where it is not sure they are asked, with one tap.
Rule 2: several matters are one draft until they are to be registered apart; then one follows the other, and
        who tells them is said once.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from dispatch.ticket.complaint import Doubt
from dispatch.words.choice_words import beside
from dispatch.words.conduct import conduct
from intake.conversation import drafting, form_fields, known_person, telling
from intake.extract import enumeration
from intake.extract.enumeration import ToldMatter, Topic
from intake.hearing import everyday
from intake.hearing.ticket_numbers import number_in
from intake.talk.message import Kind, Message
from intake.talk.state import Draft, Outcome, Reply, Said, Stage, Talk, Wanted, Wish
from intake.talk.turn_context import CONTINUES, Frame, begun_anew, say, touched

#: the most tickets that one message lists
LISTED = 4
#: how often we ask whether several matters are to be registered apart; then they stay one
ASK_APART_AT_MOST = 2
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
    if belongs and talk.added_to in frame.numbers:
        return talk.added_to, Wish.SUPPLEMENT
    return _of_the_only_one(talk, message, frame), Wish.SUPPLEMENT


def _of_the_only_one(talk: Talk, message: Message, frame: Frame) -> str:
    """Return the one ticket that runs where the words put something of it right, or say who they are."""
    if len(frame.running) != 1 or not message.is_words:
        return ""
    text = message.text
    is_its = drafting.is_number(text) or everyday.corrects(text, talk, frame)
    return frame.running[0].no if is_its else ""


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
    if not message.is_words or telling.just_asked(talk, now):
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


# --- are they several matters? -----------------------------------------------------------------


def told_apart(before: Talk, outcome: Outcome, frame: Frame, now: datetime) -> Outcome:
    """Return *outcome*, or the question whether what was told so far is several matters.

    What goes on in *outcome* then waits: nothing else was asked, nor read back.
    """
    talk = outcome.talk
    if len(talk.draft.words) <= talk.draft.weighed or not _goes_on(before, outcome):
        return outcome
    found = _matters(talk.draft, frame)
    if len(found) < 2 or talk.draft.asked_apart >= ASK_APART_AT_MOST:
        return replace(outcome, talk=replace(talk, draft=_as_one(talk.draft)))
    draft = replace(talk.draft, asked_apart=talk.draft.asked_apart + 1)
    asked = replace(talk, stage=Stage.COLLECTING, draft=draft, asked=before.asked)
    rows = [f"{' '.join(one.shown.split())}\t{_whose(one, frame)}" for one in found]
    facts = {"count": str(len(found)), "matters": "\n".join(rows)}
    facts |= {"again": "1"} if before.draft.asked_apart else {}
    asked = touched(replace(asked, told_why=before.told_why), now)
    return say(asked, Said.SEVERAL, menu=("split", "whole"), facts=facts)


def _goes_on(before: Talk, outcome: Outcome) -> bool:
    """True where more was told, or asked for, of a draft that is the person's own."""
    talk = outcome.talk
    is_told = talk.stage in (Stage.COLLECTING, Stage.CONFIRMING) and not talk.walk_in
    is_step = talk.draft.words != before.draft.words or any(
        one.said in (Said.ASK, Said.READ_BACK) for one in outcome.replies
    )
    return is_told and is_step and not (talk.handed or outcome.wishes)


def _as_one(draft: Draft) -> Draft:
    return replace(draft, weighed=len(draft.words), asked_apart=0)


def _matters(draft: Draft, frame: Frame) -> list[ToldMatter]:
    """Return the matters that the words of *draft* tell of."""

    def judged(text: str) -> Topic | None:
        found = frame.suggest(text)
        if not (found.departments and found.categories):
            return None
        department, matter = found.departments[0], found.categories[0]
        return Topic(
            department=department.id,
            matter=matter.id,
            sure_of_department=department.confidence,
            sure_of_matter=matter.confidence,
        )

    return enumeration.matters(draft.words, judged, draft.weighed)


def _whose(matter: ToldMatter, frame: Frame) -> str:
    """Return the department that *matter* is surely for; none where it is about somebody's conduct (N6)."""
    if any(conduct(part) is not None for part in matter.parts):
        return ""
    found = frame.suggest(matter.shown)
    is_open = Doubt.DEPARTMENT in found.unsure
    return "" if is_open else next((one.name for one in found.departments[:1]), "")


def split(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """They are to be registered apart: the first goes on, the others follow it one by one."""
    first, *others = (
        replace(talk.draft, words=tuple(one.parts), weighed=len(one.parts), asked_apart=0, media=())
        for one in _matters(talk.draft, frame)
    )
    first = replace(first, media=talk.draft.media)
    done = max(talk.matters - len(talk.others), 1)
    waiting = (*others, *talk.others)
    apart = replace(talk, draft=first, others=waiting, matters=done + len(waiting))
    return _chosen(apart, message, frame, now)


def whole(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """They are one complaint."""
    return _chosen(replace(talk, draft=_as_one(talk.draft)), message, frame, now)


def _chosen(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """Go on with what was said behind the choice, if anything was."""
    more = "" if message.choice else beside(message.text)
    if not more:
        return telling.go_on(talk, frame, now)
    return telling.collect(talk, replace(message, text=more), frame, now)


def confirm(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """They said 确认; of several matters the next follows."""
    outcome = telling.confirm(talk, message, frame, now)
    if outcome.complaint is None or not talk.others:
        return outcome
    return replace(_following(talk, frame, now), complaint=outcome.complaint)


def drop(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """They said 取消; of several matters only the one that is open goes."""
    if not talk.others:
        outcome = telling.drop(talk, message, frame, now)
        last = (Reply(said=Said.DROPPED_ONE),)
        return replace(outcome, replies=last) if talk.matters else outcome
    following = _following(talk, frame, now)
    # the desk still has what was left with it: the others stand in there too
    following = replace(following, talk=replace(following.talk, handed=talk.handed))
    gone = Reply(said=Said.DROPPED_ONE, facts={"left": str(len(talk.others))})
    return replace(following, replies=(gone, *following.replies))


def _following(talk: Talk, frame: Frame, now: datetime) -> Outcome:
    """Go on with the next of several matters; who tells them was said with the one before."""
    draft, *others = talk.others
    following = replace(
        begun_anew(talk, now),
        stage=Stage.COLLECTING,
        draft=known_person.carried(talk.draft, draft),
        others=tuple(others),
        matters=talk.matters,
        unnamed=talk.unnamed,
        refused_name=talk.refused_name,
    )
    return telling.go_on(following, frame, now)
