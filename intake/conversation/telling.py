"""Telling a complaint: collect, ask for what is missing, read back, correct, confirm or drop."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from dispatch.words import screening
from dispatch.words.normal_form import normal
from intake.conversation import drafting, form_fields, known_person, registration
from intake.conversation.form_fields import SURE_OF_DEPARTMENT, marked
from intake.talk.message import Kind, Message
from intake.talk.state import (
    UNNAMED,
    Draft,
    Field,
    Outcome,
    Reply,
    Said,
    Stage,
    Talk,
    Wanted,
    Wish,
)
from intake.talk.turn_context import Frame, begun_anew, say, touched, with_draft

#: how often we ask for the same draft before the desk gets it as it is
ASK_AT_MOST = 4
#: words that follow so soon after our question were on their way already: kept, not answered again
ON_THEIR_WAY = timedelta(seconds=20)
READ_BACK_MENU = ("yes", "edit", "cancel")
_LONGEST_HINT = 24
#: who will not give a name says no more than that in so many characters
_LONGEST_REFUSAL = 12
#: a telephone number, and how long a message may be that is only an answer
_NUMBER, _LONGEST_ANSWER = re.compile(r"\d{7}"), 48
#: what is said to who would rather not give one of these
_NEEDED: Mapping[Field, Said] = {
    Field.ADDRESS: Said.ADDRESS_NEEDED,
    Field.PHONE: Said.PHONE_NEEDED,
}
_WHOSE = re.compile(
    r"(?<![不没])(?:归|属|是|应该|找|转|让).{0,12}(?:局|中心|部门|所|大厅|公司|委|办|的事|管|负责)"
)


def begin(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    fresh = replace(
        talk, stage=Stage.COLLECTING, draft=Draft(), asked=0, nudged=False, handed=False, ticket=""
    )
    return collect(fresh, message, frame, now)


def begin_empty(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """Begin a draft on demand (新诉求): the next words are its own, whatever else is running."""
    fresh = replace(
        talk, stage=Stage.COLLECTING, draft=Draft(), asked=0, nudged=False, handed=False
    )
    return say(touched(fresh, now), Said.BEGIN)


def begin_unnamed(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """Begin a draft with the wish to stay unnamed (G-25)."""
    draft = Draft(name=UNNAMED if frame.anonymous else "")
    begun = begin_empty(talk, message, frame, now).talk
    return say(replace(begun, draft=draft, unnamed=not frame.anonymous), Said.BEGIN)


def collect(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """Add *message* to the draft, then ask for what is missing or read it back."""
    before = talk.draft
    needed = form_fields.missing(before)
    is_answer = talk.asked or talk.walk_in or _only_answers(before, message)
    asked_for = frozenset(needed) if is_answer else frozenset[Field]()
    draft = (registration if talk.walk_in else drafting).take(before, message, asked_for)
    if not draft.name and drafting.is_unnamed(message.text):
        draft = replace(draft, name=UNNAMED) if frame.anonymous else draft
        talk = replace(talk, unnamed=not frame.anonymous)
    collected = replace(talk, draft=draft)
    if not message.is_words and not _is_worth_a_word(before, message):
        return Outcome(talk=touched(collected, now))
    if not talk.asked:
        return go_on(collected, frame, now)
    if set(needed) - set(form_fields.missing(draft)):
        note = _number_note(before, message)
        # a step forward: no impatience
        return go_on(replace(collected, asked=1), frame, now, note=note)
    return _no_answer(collected, before, message, frame, now)


def _only_answers(before: Draft, message: Message) -> bool:
    """True for a short message with a number or a place behind a story: it answers though nobody has asked yet."""
    text = normal(message.text)
    if not before.words or len(text) > _LONGEST_ANSWER:
        return False
    return bool(_NUMBER.search(text)) or drafting.is_place(message.text)


def _no_answer(talk: Talk, before: Draft, message: Message, frame: Frame, now: datetime) -> Outcome:
    """What we asked for did not come; what came instead is kept, or answered."""
    missing = form_fields.missing(before)
    if talk.draft.words != before.words and _names_department(message.text, frame):
        return go_on(replace(talk, draft=replace(before, about=message.text)), frame, now)
    if Field.PHONE in missing and (note := _number_note(before, message)):
        kept = before if note == "odd_phone" else talk.draft
        return go_on(replace(talk, draft=kept), frame, now, note=note)
    if talk.draft.words != before.words and just_asked(talk, now) and not talk.handed:
        return Outcome(talk=touched(talk, now))
    return go_on(talk, frame, now)


def _number_note(before: Draft, message: Message) -> str:
    """Return what is said of the number that *message* means: too few or many figures, or none that we see."""
    if before.phone:
        return ""
    if drafting.odd_phone(message.text):
        return "odd_phone"
    return "unseen_phone" if drafting.means_an_unseen_number(message.text) else ""


def _is_worth_a_word(before: Draft, message: Message) -> bool:
    """A photo or place is answered only where it is the first thing said, so is a first voice message."""
    first_voice = message.kind is Kind.VOICE and all(a.kind != Kind.VOICE for a in before.media)
    return before.is_empty or (first_voice and not before.words)


def just_asked(talk: Talk, now: datetime) -> bool:
    """True where what they say now was on its way already when we asked."""
    return talk.updated_at is not None and now - talk.updated_at <= ON_THEIR_WAY


def go_on(talk: Talk, frame: Frame, now: datetime, *, note: str = "") -> Outcome:
    """Ask for what is missing, or read the draft back; after some asking the desk gets it.

    Args:
        note: what is said first of the number that they meant: odd_phone, unseen_phone.
    """
    talk = replace(talk, draft=known_person.offered(talk, frame))
    missing = form_fields.missing(talk.draft)
    if not missing:
        return read_back(talk, frame, now)
    if talk.cannot_write and not (talk.handed or talk.walk_in or missing[0] is Field.WORDS):
        return to_desk(talk, now)
    if talk.handed and not talk.walk_in:  # the desk asks now, and hears what they add
        return Outcome(talk=touched(talk, now), wishes=(_unfinished(talk),))
    if talk.unnamed and missing[0] is not Field.WORDS and Field.NAME in missing:
        return _unnamed(talk, now)
    if missing[0] is Field.WORDS:
        asked = replace(talk, stage=Stage.COLLECTING)
        return say(touched(asked, now), _need_words(talk.draft))
    marks = {
        "why": not talk.told_why,
        "again": talk.asked,
        "anonymous": frame.anonymous,
        "waive": talk.walk_in,
    }
    marked_as = (*filter(None, (note,)), *(name for name, is_so in marks.items() if is_so))
    facts = {"fields": ",".join(missing), **dict.fromkeys(marked_as, "1")}
    asked = replace(talk, stage=Stage.COLLECTING, asked=talk.asked + 1, told_why=True)
    if asked.asked > ASK_AT_MOST and not (talk.handed or talk.walk_in):
        return to_desk(asked, now)
    return say(touched(asked, now), Said.ASK, facts=facts)


def _need_words(draft: Draft) -> Said:
    has_voice = any(a.kind == Kind.VOICE for a in draft.media)
    return Said.NEED_WORDS_VOICE if has_voice else Said.NEED_WORDS


def to_desk(talk: Talk, now: datetime) -> Outcome:
    """Hand the draft to the desk as it is; the person may still complete it."""
    wish = _unfinished(talk)
    said = Said.UNSIGNED if wish.wish is Wish.UNSIGNED else Said.TO_DESK
    return say(touched(replace(talk, handed=True), now), said, wish)


def _unfinished(talk: Talk) -> Wanted:
    is_unsigned = talk.refused_name and Field.NAME in form_fields.missing(talk.draft)
    wish = Wish.UNSIGNED if is_unsigned else Wish.UNFINISHED
    return Wanted(wish=wish, text=form_fields.open_text(talk), media=talk.draft.media)


def read_back(talk: Talk, frame: Frame, now: datetime) -> Outcome:
    """Read the whole draft back and ask for 确认."""
    draft = replace(talk.draft, hints=form_fields.hints(talk.draft, frame))
    if talk.walk_in:
        # the receptionist has the person before them: nothing to read back (three taps, product §1)
        return _whole(replace(talk, draft=draft), frame, now)
    read = with_draft(replace(talk, stage=Stage.CONFIRMING), draft, now)
    facts = form_fields.facts(draft) | {"known": ",".join(draft.filled_in)}
    if talk.matters:
        facts |= {"nth": str(talk.matters - len(talk.others)), "count": str(talk.matters)}
    if draft.is_unit_of_before:
        facts["as_unit"] = "1"
    if frame.anonymous and facts["known"]:
        facts["anonymous"] = "1"
    return say(read, Said.READ_BACK, menu=READ_BACK_MENU, facts=facts)


def unwilling(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """Somebody would rather not give a name: as the profile says (G-25), and the desk as way out."""
    if field := screening.refused_field(message.text):
        return _without(talk, Field(field), frame, now)
    talk = replace(talk, draft=known_person.without(talk.draft))
    if frame.anonymous:
        draft = replace(talk.draft, name=UNNAMED, is_unit=False)
        return go_on(replace(talk, draft=draft), frame, now)
    if not form_fields.missing(talk.draft):
        return say(touched(talk, now), Said.NAME_NEEDED, facts={"kept": "1"})
    return _unnamed(replace(talk, unnamed=True), now)


def _without(talk: Talk, field: Field, frame: Frame, now: datetime) -> Outcome:
    """Ask once more for what they would rather not give; then an address is waived, without a number
    the desk has it. An address that was given may be taken back at once."""
    draft = talk.draft
    is_address = field is Field.ADDRESS
    if field not in draft.refused and not (is_address and draft.address) and not talk.walk_in:
        asked = replace(talk, draft=replace(draft, refused=(*draft.refused, field)))
        return say(touched(asked, now), _NEEDED[field])
    left = replace(talk, draft=form_fields.cleared(draft, field))
    if is_address or talk.walk_in:
        waived = (*draft.waived, field)
        return go_on(replace(left, draft=replace(left.draft, waived=waived)), frame, now)
    return go_on(left, frame, now) if talk.handed else to_desk(left, now)


def _unnamed(talk: Talk, now: datetime) -> Outcome:
    """Ask once whether they would give a name after all; then the desk has it, and nobody asks again."""
    if talk.handed:  # what they add the desk hears
        return Outcome(talk=touched(talk, now), wishes=(_unfinished(talk),))
    if talk.refused_name:
        return to_desk(talk, now)
    return say(touched(replace(talk, refused_name=True), now), Said.NAME_NEEDED)


def confirm(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """They said 确认."""
    is_whole = not form_fields.missing(talk.draft)
    return _whole(talk, frame, now) if is_whole else go_on(talk, frame, now)


def _whole(talk: Talk, frame: Frame, now: datetime) -> Outcome:
    """The complaint is whole: hand it over and begin anew."""
    complaint = form_fields.complaint(talk, frame)
    return Outcome(talk=begun_anew(talk, now), complaint=complaint)


def edit(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """They said 修改: ask what."""
    return say(touched(talk, now), Said.EDIT)


def drop(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """They said 取消: the draft goes, and they are told."""
    wishes = (Wanted(wish=Wish.FORGET),) if talk.handed else ()
    return say(begun_anew(talk, now), Said.DROPPED, *wishes)


def correct(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """Something else was said instead of 确认: take it in and read back again."""
    if not message.is_words:
        # counted with the complaint, not worth one of the five messages
        return Outcome(talk=with_draft(talk, drafting.take(talk.draft, message, frozenset()), now))
    text = message.text.strip()
    if len(text) <= _LONGEST_REFUSAL and drafting.is_unnamed(text):
        return unwilling(talk, message, frame, now)
    if _names_department(text, frame):
        return go_on(replace(talk, draft=replace(talk.draft, about=text)), frame, now)
    corrected = marked(talk.draft, drafting.correct(talk.draft, text), message)
    if message.media is not None:
        corrected = replace(corrected, media=(*corrected.media, message.media))
    if drafting.is_unnamed(text) and "name" in corrected.filled_in:
        return unwilling(replace(talk, draft=corrected), message, frame, now)
    return go_on(replace(talk, draft=corrected), frame, now)


def _names_department(text: str, frame: Frame) -> bool:
    if len(text) > _LONGEST_HINT or not _WHOSE.search(text):
        return False
    suggested = frame.suggest(text).departments
    return bool(suggested) and suggested[0].confidence >= SURE_OF_DEPARTMENT


def add(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """补充 while the draft is open: it belongs to the draft."""
    text = drafting.without_lead_word(message.text)
    if not text:
        return here(talk, message, frame, now)
    if talk.stage is Stage.COLLECTING:
        return collect(talk, replace(message, text=text), frame, now)
    draft = drafting.correct(talk.draft, text)
    return go_on(replace(talk, draft=marked(talk.draft, draft, message)), frame, now)


def add_waiting(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """The few words that waited for a tap at the reading-back belong to the complaint."""
    if talk.waiting.is_empty:
        return here(talk, message, frame, now)
    draft = replace(talk.draft, words=(*talk.draft.words, *talk.waiting.words))
    return go_on(replace(talk, draft=draft, waiting=Draft(), unclear=0), frame, now)


def here(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """They greeted, or sent a sticker: say what we wait for, shorter each time, then keep quiet."""
    if talk.chatter > 2:
        return Outcome(talk=talk)
    missing = form_fields.missing(talk.draft)
    if missing[:1] == [Field.WORDS]:
        return say(touched(talk, now), _need_words(talk.draft))
    if talk.chatter == 1 and (talk.stage is Stage.CONFIRMING or not missing):
        return read_back(talk, frame, now)
    facts = {
        "fields": ",".join(missing),
        "again": "1" if talk.chatter > 1 else "",
        "greeted": "1" if screening.is_greeting(message.text) else "",
    }
    return say(touched(talk, now), Said.HERE, facts=facts)


def read_again(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """An older menu was tapped: what counts now is read once more."""
    if talk.stage is Stage.COLLECTING:
        return here(talk, message, frame, now)
    return read_back(talk, frame, now)


def recalled(talk: Talk, message: Message, frame: Frame, now: datetime) -> Outcome:
    """They took a message back; what we noted of it is still there, so say how to change it."""
    if talk.draft.is_empty:
        return Outcome(talk=talk)
    return say(touched(talk, now), Said.RECALLED)


def nudged(talk: Talk, said: Said, now: datetime) -> Outcome:
    later = touched(replace(talk, nudged=True), talk.updated_at or now)
    facts = {"fields": ",".join(form_fields.missing(talk.draft))}
    return Outcome(talk=later, replies=(Reply(said=said, facts=facts),))
