"""What a message means to the conversation: menu items, short wishes, or words of its own."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from dispatch.words import screening
from dispatch.words.choice_words import apart, is_filed
from dispatch.words.hurry_words import is_hurry
from dispatch.words.intents import bare
from dispatch.words.normal_form import normal
from dispatch.words.opening_words import is_opening
from dispatch.words.question_words import asks_of_privacy, asks_the_way, tells_of_a_wrong
from dispatch.words.screening import Intent
from intake.classify.folding import END, START, folded
from intake.hearing import everyday
from intake.hearing.ticket_numbers import number_in
from intake.hearing.votes import vote
from intake.talk.heard import Heard
from intake.talk.message import Kind, Message
from intake.talk.state import Stage, Talk
from intake.talk.turn_context import Frame

_KINDS: Mapping[Kind, Heard] = {
    Kind.ENTER: Heard.ENTER,
    Kind.OTHER: Heard.NOTHING,
    Kind.RECALL: Heard.RECALL,
    Kind.IMAGE: Heard.MEDIA,
    Kind.VOICE: Heard.MEDIA,
    Kind.VIDEO: Heard.MEDIA,
    Kind.FILE: Heard.MEDIA,
    Kind.LOCATION: Heard.MEDIA,
}

#: with nothing open these answer nothing: they are a courtesy
_COURTESIES = frozenset({Intent.YES, Intent.NO})
#: what is meant only as an answer to the question of that stage
_ALSO: Mapping[tuple[Stage, str], Heard] = {
    (stage, word): heard
    for stage, heard, words in (
        (
            Stage.WITHDRAWING,
            Heard.NO,
            "不撤 不撤了 不撤回 先不撤 继续办 继续 还是办吧 接着办 不用撤",
        ),
        (Stage.WITHDRAWING, Heard.YES, "确认撤回 确定撤回 撤 撤吧 撤掉 要撤 真的撤"),
        (Stage.CHOOSING, Heard.ADD, "补充 加上 加进去 同一件 是同一件 一回事 旧的 老的"),
        (Stage.CHOOSING, Heard.NEW, "新 新的事 新件 另一件 另外一件 不是一回事 另外的 重新登记"),
    )
    for word in words.split()
}
_MENU: Mapping[str, Heard] = {
    "yes": Heard.YES,
    "edit": Heard.EDIT,
    "cancel": Heard.CANCEL,
    "add": Heard.ADD,
    "new": Heard.NEW,
    "really": Heard.YES,
    "keep": Heard.NO,
    "split": Heard.SPLIT,
    "whole": Heard.WHOLE,
}
#: how long what they asked may be registered
_OFFERED_FOR = timedelta(hours=2)
#: what is offered to whom was not understood, whatever is open
_OFFERED: Mapping[str, Heard] = {
    "query": Heard.QUERY,
    "human": Heard.HUMAN,
    "again": Heard.AGAIN,
}
#: elsewhere what hurries belongs to what is being told
_HURRIED_IN = frozenset({Stage.IDLE, Stage.CHOOSING})
_EMPTY_WORDS = frozenset(screening.EMPTY_WORDS.split())
_RATE = re.compile(r"rate:[^:]+:(\d{1,6}):(\d{1,2})")
_PART = re.compile(r"[^\w]+")
_OPINION = "满意"
#: with that word in it, an opinion on the answer is asked about whatever else it seems
_BESIDE_THE_SURVEY = frozenset({Heard.WORDS, Heard.NOTHING, Heard.GREETING, Heard.UNNAMED})
#: a choice that is asked about, or is only the beginning of another word, is none
_ASKING = re.compile(r"(?:\?|吗|么|呢)[\s~。.!,]*$|能不能|可不可以|[是好行对]不[是好行对]")
_HALF_CHOICE = re.compile(
    r"(?:[不没别]|还没|先别|先不|暂不|怎么|如何)?(?:确认|确定|提交|同意|可以|无误|撤回|撤销|取消)"
    r"(?:不了|不得|不行|不成|不下去|不上|什么|啥|哪里|哪个|谁)?"
)
_DECIDES = frozenset({Intent.YES, Intent.NO, Intent.CANCEL, Intent.WITHDRAW, Intent.NEW})
_BESIDE_A_CHOICE = frozenset({Heard.NOT_YET, Heard.CONSULT, Heard.HELP, Heard.PRIVACY})


def cleaned(message: Message) -> Message:
    """Return *message* without what no database and no channel can carry: half characters, NUL."""
    text = message.text.encode("utf-8", "ignore").decode().replace("\x00", "")
    return replace(message, text=text)


def hear(message: Message, talk: Talk, frame: Frame, *, in_danger: bool = False) -> Heard:
    """Return what *message* is; the survey's levels count as votes only while a survey is out.

    Args:
        in_danger: it tells of danger, so in everyday words it tells and wants nothing else.
    """
    if message.choice:
        chosen = _chosen(message, talk, frame)
        if chosen is not None:
            return chosen
    if message.kind in _KINDS and not message.is_spoken:
        return _KINDS[message.kind]
    text = message.text.strip()
    if _is_offered(talk, message) and is_filed(text):
        return Heard.FILE
    if talk.draft.asked_apart and talk.stage is Stage.COLLECTING and apart(text) is not None:
        return Heard.SPLIT if apart(text) else Heard.WHOLE
    heard = _voted(text, frame) or _short(text, talk) or _hurried(text, talk, frame)
    if heard in (None, Heard.NOTHING) and not in_danger:
        heard = _question(text, talk) or _everyday(text, talk, frame) or heard
    heard = heard or Heard.WORDS
    if message.is_spoken and heard is Heard.RATE:
        heard = Heard.UNCLEAR_RATE  # a machine may have missed the 不: they are asked (N7)
    is_opinion = frame.surveyed and heard in _BESIDE_THE_SURVEY and _OPINION in normal(text)
    return Heard.UNCLEAR_RATE if is_opinion else heard


def _everyday(text: str, talk: Talk, frame: Frame) -> Heard | None:
    """Return what everyday words are heard as; a choice that is asked about decides nothing."""
    is_asked = talk.stage is Stage.CONFIRMING
    said = len(folded(text)) - len(START + END)  # 👍 is a word here
    if said < (1 if is_asked or frame.surveyed else 2):
        return None
    _, _, rest = number_in(text, frame.numbers)
    heard = everyday.meant(rest or text, talk, frame)
    if heard is Heard.CONSULT and tells_of_a_wrong(rest or text):
        return None  # a complaint with a question in it is a complaint
    is_half = talk.stage is not Stage.IDLE and _is_half_choice(text, talk)
    return None if is_half and heard not in _BESIDE_A_CHOICE else heard


def _is_offered(talk: Talk, message: Message) -> bool:
    """True while what they asked may be registered."""
    asked_at = talk.question.said_at
    if asked_at is None or talk.stage is not Stage.IDLE:
        return False
    return message.at - asked_at <= _OFFERED_FOR


def _question(text: str, talk: Talk) -> Heard | None:
    """Return that *text* only asks: what becomes of what they say, or how a thing is done."""
    if asks_of_privacy(text, asked=bool(talk.asked)):
        return Heard.PRIVACY
    return Heard.CONSULT if asks_the_way(text) else None


def _hurried(text: str, talk: Talk, frame: Frame) -> Heard | None:
    """Return that *text* hurries a running ticket; what a department asked comes first."""
    if talk.stage not in _HURRIED_IN or any(one.asks for one in frame.running):
        return None
    is_one = frame.running and is_hurry(number_in(text, frame.numbers)[2])
    return Heard.HURRY if is_one else None


def _voted(text: str, frame: Frame) -> Heard | None:
    if not frame.surveyed:
        return Heard.UNASKED_RATE if bare(text) in frame.levels else None
    return Heard.RATE if vote(text, frame)[0] else None


def _short(text: str, talk: Talk) -> Heard | None:
    """Return what a short text asks for in this stage, None where it is words of its own."""
    if talk.stage is not Stage.IDLE and _is_half_choice(text, talk):
        return Heard.NOTHING  # what we wait for is said again, and nothing changes
    words = bare(text)
    also = _ALSO.get((talk.stage, words))
    if also is not None:
        return also
    intent = _intent(text, talk)
    if intent is not None:
        is_idle = talk.stage is Stage.IDLE
        return Heard.NOTHING if is_idle and intent in _COURTESIES else Heard(intent.value)
    if talk.stage is Stage.IDLE and screening.is_thanks(text):
        return Heard.NOTHING
    if screening.is_greeting(text):
        return Heard.GREETING
    if is_opening(text) and talk.stage in (Stage.IDLE, Stage.COLLECTING):
        return Heard.NEW
    return Heard.NOTHING if _is_nothing(text, words, talk) else None


def _is_half_choice(text: str, talk: Talk) -> bool:
    """True when *text* only asks about a choice (确认吗) or begins with one that it denies (确认不了)."""
    words = bare(text)
    decides = (talk.stage, words) in _ALSO or _intent(text, talk) in _DECIDES
    if decides:
        return bool(_ASKING.search(normal(text)))
    is_asked = talk.stage in (Stage.CONFIRMING, Stage.WITHDRAWING)
    return is_asked and bool(_HALF_CHOICE.fullmatch(words))


def _intent(text: str, talk: Talk) -> Intent | None:
    intent = screening.intent(text)
    if intent is not None or len(text) > 20:
        return intent
    # “对的，没错” says yes twice; “好的，谢谢” too
    parts = [part for part in _PART.split(normal(text)) if part]
    said = {screening.intent(part) for part in parts if not screening.is_empty(part)}
    wanted = screening.intent(parts[0]) if parts else None
    return wanted if wanted in _COURTESIES and said <= {wanted} else None


def _is_nothing(text: str, words: str, talk: Talk) -> bool:
    if talk.stage is Stage.COLLECTING and talk.asked and words not in _EMPTY_WORDS:
        # while particulars are asked for, 12 may be a house number and 王 a name
        return not words
    return screening.is_empty(text)


def _chosen(message: Message, talk: Talk, frame: Frame) -> Heard | None:
    """Return what a tapped item means; None for an item that is not ours: its text speaks."""
    choice = message.choice
    word, _, rest = choice.partition(":")
    if word == "rate":
        hit = _RATE.fullmatch(choice)
        return Heard.RATE if hit and int(hit[2]) < len(frame.levels) else Heard.STALE
    if word == "take":
        return Heard.WITHDRAW
    if word in ("file", "enough"):
        is_this = _is_offered(talk, message) and rest == str(talk.turn)
        return (Heard.FILE if word == "file" else Heard.NOTHING) if is_this else Heard.STALE
    if word in _OFFERED:
        return _OFFERED[word] if rest == str(talk.turn) else Heard.STALE
    if word not in _MENU:
        return None
    is_open = talk.stage is not Stage.IDLE and rest.partition(":")[0] == str(talk.turn)
    return _MENU[word] if is_open else Heard.STALE
