"""The conversation with one citizen: one step from a message to what we say and do.

Rule 1: what we do stands in TABLE, by what we wait for and what we heard; a heard thing that a
        stage does not name falls to the stage `None`, which names them all.
Rule 2: nobody reaches a dead end: each stage answers everything, and 人工 works in all of them.
Rule 3: nothing said is lost: it is in the draft, waits for a choice, is wished to a ticket, or the
        person is told that it went.
Rule 4: what is more than a person writes is bounded (`bounds`), so that a step costs little.
Rule 5: no I/O; *now* is an argument; the sentences stand in `bot/texts`.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from intake.conversation import (
    alarm,
    asides,
    bounds,
    choosing,
    form_fields,
    not_understood,
    own_tickets,
    taken_over,
    telling,
    ways_out,
)
from intake.hearing.hearing import cleaned, hear
from intake.talk.heard import Heard
from intake.talk.message import Message
from intake.talk.state import Outcome, Said, Stage, Talk, Wanted, Wish
from intake.talk.turn_context import (
    UNFINISHED_AFTER,
    Act,
    Frame,
    begun_anew,
    silent,
    touched,
)

__all__ = ["TABLE", "Frame", "left_alone", "step"]


def step(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    if talk.served:
        return Outcome(talk=talk)  # a servicer of 微信客服 hears it
    return bounds.answered(_heard(bounds.counted(talk, now), cleaned(message), frame, now))


def _heard(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    if bounds.is_over(talk, message):
        outcome, message = bounds.handed(talk, message, now), bounds.read_of(message)
        danger = alarm.danger_in(message)
        is_safe = not danger.numbers
        return outcome if is_safe else alarm.raised(talk, outcome, message, danger, frame, now)
    talk = taken_over.remembered(talk, message, now)
    danger = alarm.danger_in(message)
    heard = hear(message, talk, frame, in_danger=bool(danger.numbers))
    if is_theirs := taken_over.is_taken(talk, now) and heard is not Heard.RATE:
        outcome = taken_over.relayed(talk, message, now)
    else:
        act = TABLE.get((talk.stage, heard)) or TABLE[None, heard]
        talk = asides.counted(talk, now, is_chatter=act in CHATTER)
        if talk.unclear and act not in UNCLEAR:
            talk = replace(talk, unclear=0)
        outcome = choosing.told_apart(talk, act(talk, message, frame, now), frame, now)
        if act is telling.correct:
            outcome = not_understood.unwritten(talk, outcome, message, frame, now)
    if danger.numbers:
        return alarm.raised(talk, outcome, message, danger, frame, now)
    if alarm.is_accompanied(talk, now):
        return outcome if is_theirs else alarm.accompanied(talk, outcome, message, heard)
    return alarm.followed(talk, outcome, message, heard, frame, now)


def left_alone(talk: Talk, now: datetime) -> Outcome:
    """Return what a talk brings when nobody has written for a while."""
    if talk.taken_until is not None:
        return Outcome(talk=talk) if now < talk.taken_until else taken_over.over(talk, now)
    quiet = replace(talk, wakes_at=None)
    open_ = talk.waiting if talk.draft.is_empty else talk.draft
    if talk.updated_at is None or talk.stage is Stage.IDLE:
        return Outcome(talk=quiet)
    if alarm.is_unlooked_at(talk, now) and not talk.handed:
        return alarm.looked_at(Outcome(talk=touched(talk, talk.updated_at)))
    if now >= talk.updated_at + UNFINISHED_AFTER:
        if open_.is_empty:
            return Outcome(talk=begun_anew(talk, talk.updated_at))
        text = form_fields.open_text(talk)
        wish = Wanted(wish=Wish.UNFINISHED, text=text, media=open_.media)
        return Outcome(talk=replace(quiet, handed=True), wishes=(wish,))
    if talk.wakes_at is None or now < talk.wakes_at:
        return Outcome(talk=talk)
    if talk.nudged or open_.is_empty:
        return Outcome(talk=replace(talk, wakes_at=talk.updated_at + UNFINISHED_AFTER))
    said = Said.NUDGE_CHOICE if talk.draft.is_empty else Said.NUDGE
    return telling.nudged(talk, said, now)


#: what is no step towards anything; several in a row get shorter answers and then none
CHATTER: frozenset[Act] = frozenset(
    {
        asides.welcome,
        asides.courtesy,
        asides.stale,
        asides.no_survey,
        telling.here,
        telling.read_again,
        choosing.choose_again,
        own_tickets.sure,
    }
)

#: where it may turn out that nothing can be made of what was said; several in a row lead to the desk
UNCLEAR: frozenset[Act] = frozenset({not_understood.unclear, telling.correct})

TABLE: Mapping[tuple[Stage | None, Heard], Act] = {
    # everywhere
    (None, Heard.ENTER): asides.welcome,
    (None, Heard.GREETING): asides.welcome,
    (None, Heard.NOTHING): asides.courtesy,
    (None, Heard.STALE): asides.stale,
    (None, Heard.RECALL): silent,
    (None, Heard.HELP): asides.help_,
    (None, Heard.HUMAN): own_tickets.human,
    (None, Heard.QUERY): own_tickets.query,
    (None, Heard.RATE): own_tickets.rate,
    # asked once: what comes instead of a level is taken as the words that it is
    (None, Heard.UNCLEAR_RATE): own_tickets.ask_level,
    (None, Heard.UNASKED_RATE): asides.no_survey,
    (None, Heard.WITHDRAW): own_tickets.withdraw,
    (None, Heard.CANCEL): own_tickets.withdraw,
    (None, Heard.HURRY): asides.hurry,
    (None, Heard.SUPPLEMENT): own_tickets.supplement,
    (None, Heard.ADD): own_tickets.ask_what,
    (None, Heard.EDIT): own_tickets.ask_what,
    (None, Heard.NEW): telling.begin_empty,
    (None, Heard.UNNAMED): ways_out.unnamed,
    (None, Heard.CANNOT_WRITE): ways_out.another_way,
    (None, Heard.NOT_YET): ways_out.not_yet,
    (None, Heard.UNCLEAR): not_understood.unclear,
    (None, Heard.AGAIN): ways_out.again,
    (None, Heard.PRIVACY): asides.privacy,
    (None, Heard.CONSULT): asides.consult,
    (None, Heard.FILE): asides.file,
    # asked in one stage, so heard in no other
    (None, Heard.SPLIT): asides.courtesy,
    (None, Heard.WHOLE): asides.courtesy,
    (None, Heard.YES): asides.courtesy,
    (None, Heard.NO): asides.courtesy,
    (None, Heard.WORDS): asides.told,
    (None, Heard.MEDIA): asides.told,
    # while a complaint is told
    (Stage.COLLECTING, Heard.WORDS): telling.collect,
    (Stage.COLLECTING, Heard.UNCLEAR_RATE): telling.collect,
    (Stage.COLLECTING, Heard.MEDIA): telling.collect,
    (Stage.COLLECTING, Heard.SUPPLEMENT): own_tickets.supplement_or_collect,
    (Stage.COLLECTING, Heard.UNNAMED): telling.unwilling,
    (Stage.COLLECTING, Heard.HURRY): ways_out.soon,
    (Stage.COLLECTING, Heard.CANCEL): choosing.drop,
    (Stage.COLLECTING, Heard.WITHDRAW): own_tickets.withdraw_or_drop,
    (Stage.COLLECTING, Heard.RECALL): telling.recalled,
    (Stage.COLLECTING, Heard.ENTER): telling.here,
    (Stage.COLLECTING, Heard.GREETING): telling.here,
    (Stage.COLLECTING, Heard.NOTHING): telling.here,
    (Stage.COLLECTING, Heard.STALE): telling.here,
    (Stage.COLLECTING, Heard.YES): telling.here,
    (Stage.COLLECTING, Heard.NO): telling.here,
    (Stage.COLLECTING, Heard.EDIT): telling.here,
    (Stage.COLLECTING, Heard.NEW): telling.here,
    (Stage.COLLECTING, Heard.ADD): telling.here,
    (Stage.COLLECTING, Heard.SPLIT): choosing.split,
    (Stage.COLLECTING, Heard.WHOLE): choosing.whole,
    # when it was read back
    (Stage.CONFIRMING, Heard.YES): choosing.confirm,
    (Stage.CONFIRMING, Heard.NO): telling.edit,
    (Stage.CONFIRMING, Heard.EDIT): telling.edit,
    (Stage.CONFIRMING, Heard.HURRY): ways_out.soon,
    (Stage.CONFIRMING, Heard.CANCEL): choosing.drop,
    (Stage.CONFIRMING, Heard.WITHDRAW): own_tickets.withdraw_or_drop,
    (Stage.CONFIRMING, Heard.WORDS): telling.correct,
    (Stage.CONFIRMING, Heard.UNCLEAR_RATE): telling.correct,
    (Stage.CONFIRMING, Heard.MEDIA): telling.correct,
    (Stage.CONFIRMING, Heard.SUPPLEMENT): own_tickets.supplement_or_collect,
    (Stage.CONFIRMING, Heard.UNNAMED): telling.unwilling,
    (Stage.CONFIRMING, Heard.RECALL): telling.recalled,
    (Stage.CONFIRMING, Heard.ENTER): telling.here,
    (Stage.CONFIRMING, Heard.GREETING): telling.here,
    (Stage.CONFIRMING, Heard.NOTHING): telling.here,
    (Stage.CONFIRMING, Heard.NEW): telling.here,
    (Stage.CONFIRMING, Heard.ADD): telling.add_waiting,
    (Stage.CONFIRMING, Heard.STALE): telling.read_again,
    # does it add to the running ticket?
    (Stage.CHOOSING, Heard.ADD): choosing.add,
    (Stage.CHOOSING, Heard.SUPPLEMENT): choosing.add,
    (Stage.CHOOSING, Heard.NEW): choosing.new,
    (Stage.CHOOSING, Heard.CANCEL): choosing.forget,
    (Stage.CHOOSING, Heard.WORDS): choosing.choose_more,
    (Stage.CHOOSING, Heard.UNCLEAR_RATE): choosing.choose_more,
    (Stage.CHOOSING, Heard.MEDIA): choosing.choose_more,
    (Stage.CHOOSING, Heard.UNNAMED): choosing.choose_more,
    (Stage.CHOOSING, Heard.YES): choosing.choose_again,
    (Stage.CHOOSING, Heard.NO): choosing.choose_again,
    (Stage.CHOOSING, Heard.EDIT): choosing.choose_again,
    (Stage.CHOOSING, Heard.ENTER): choosing.choose_again,
    (Stage.CHOOSING, Heard.GREETING): choosing.choose_again,
    (Stage.CHOOSING, Heard.NOTHING): choosing.choose_again,
    (Stage.CHOOSING, Heard.STALE): choosing.choose_again,
    (Stage.CHOOSING, Heard.UNASKED_RATE): choosing.choose_again,
    # is it really to be withdrawn?
    (Stage.WITHDRAWING, Heard.YES): own_tickets.really,
    (Stage.WITHDRAWING, Heard.NO): own_tickets.keep,
    (Stage.WITHDRAWING, Heard.WITHDRAW): own_tickets.withdraw_again,
    (Stage.WITHDRAWING, Heard.CANCEL): own_tickets.keep,
    (Stage.WITHDRAWING, Heard.WORDS): choosing.tell_meanwhile,
    (Stage.WITHDRAWING, Heard.UNCLEAR_RATE): choosing.tell_meanwhile,
    (Stage.WITHDRAWING, Heard.MEDIA): choosing.tell_meanwhile,
    (Stage.WITHDRAWING, Heard.UNNAMED): choosing.tell_meanwhile,
    (Stage.WITHDRAWING, Heard.NEW): own_tickets.keep,
    (Stage.WITHDRAWING, Heard.ENTER): own_tickets.sure,
    (Stage.WITHDRAWING, Heard.GREETING): own_tickets.sure,
    (Stage.WITHDRAWING, Heard.NOTHING): own_tickets.sure,
    (Stage.WITHDRAWING, Heard.STALE): own_tickets.sure,
    (Stage.WITHDRAWING, Heard.UNASKED_RATE): own_tickets.sure,
    (Stage.WITHDRAWING, Heard.EDIT): own_tickets.sure,
    (Stage.WITHDRAWING, Heard.ADD): own_tickets.sure,
}
