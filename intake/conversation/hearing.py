"""What a message means to the conversation: menu items, short wishes, or words of its own."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum, unique

from dispatch.words import screening
from dispatch.words.choice_words import apart, is_filed
from dispatch.words.hurry_words import is_hurry
from dispatch.words.intents import bare
from dispatch.words.normal_form import normal, seen
from dispatch.words.question_words import asks_of_privacy, asks_the_way
from dispatch.words.screening import Intent
from intake.conversation.message import Kind, Message
from intake.conversation.state import Stage, Talk
from intake.conversation.turn_context import Frame


@unique
class Heard(StrEnum):
    """What was heard; `intake.conversation.dialogue.TABLE` says what follows."""

    ENTER = "enter"
    GREETING = "greeting"
    #: a sticker, 嗯, a mini program: nothing a complaint could be made of
    NOTHING = "nothing"
    RECALL = "recall"
    HELP = "help"
    HUMAN = "human"
    QUERY = "query"
    SUPPLEMENT = "supplement"
    WITHDRAW = "withdraw"
    #: nothing but hurry about a running ticket
    HURRY = "hurry"
    RATE = "rate"
    #: an opinion on the answer from which no level may be taken (N7)
    UNCLEAR_RATE = "unclear_rate"
    #: a level of the survey, but no survey is out
    UNASKED_RATE = "unasked_rate"
    YES = "yes"
    NO = "no"
    EDIT = "edit"
    CANCEL = "cancel"
    ADD = "add"
    NEW = "new"
    UNNAMED = "unnamed"
    #: how, where, when, with which papers: a question, no complaint
    CONSULT = "consult"
    #: what they asked is to be registered
    FILE = "file"
    #: several matters are to be registered apart, or as one
    SPLIT = "split"
    WHOLE = "whole"
    #: whether they will be betrayed, what becomes of their data
    PRIVACY = "privacy"
    #: an item of a menu that is used up
    STALE = "stale"
    WORDS = "words"
    MEDIA = "media"


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
#: elsewhere what hurries belongs to what is being told
_HURRIED_IN = frozenset({Stage.IDLE, Stage.CHOOSING})
_EMPTY_WORDS = frozenset(screening.EMPTY_WORDS.split())
_RATE = re.compile(r"rate:[^:]+:(\d{1,6}):(\d{1,2})")
_PART = re.compile(r"[^\w]+")
#: behind a level: its end, or a mark that does not ask; else the sentence goes on (满意的话…)
_LEVEL_ENDS = re.compile(r"(?:了|啊|呀|哈|哦|哒)?(?:$|[^\w?]+)")
#: words beside a good level that leave it a good one; what says none of them is asked about
_PRAISE = re.compile(
    r"谢|感谢|辛苦|好评|五星|点赞|很好|真好|太好|[挺蛮]好|不错|[很真挺]快|热情|耐心|给力|负责|到位"
    r"|解决了|办好|办成|办妥|办下来|拿到|收到|到账|退[了回]|修好|通了|麻烦你"
)
#: … and words that take any praise back
_DOUBT = re.compile(
    r"[?没未假骗但却才🙄🙃😡👎💩🤮]|(?<!真)不(?!错|客气|好意思)|可是|就是|只是|除了|要是|如果|的话|鬼|屁|呵呵|讽刺|其实|难道"
    r"|反而|敷衍|糊弄|推[诿脱来三]|拖|一半|部分|还[要得差欠在]|满意"
)
#: words beside a bad level that make it doubtful
_TAKEN_BACK = re.compile(
    r"满意|怎么可能|怎么会|玩笑|逗你|[点按选打]错|[很挺真蛮]好|不错|不是不|才怪"
)
_OPINION = "满意"
#: a choice that is asked about, or is only the beginning of another word, is none
_ASKING = re.compile(r"(?:\?|吗|么|呢)[\s~。.!,]*$|能不能|可不可以|[是好行对]不[是好行对]")
_HALF_CHOICE = re.compile(
    r"(?:[不没别]|还没|先别|先不|暂不|怎么|如何)?(?:确认|确定|提交|同意|可以|无误|撤回|撤销|取消)"
    r"(?:不了|不得|不行|不成|不下去|不上|什么|啥|哪里|哪个|谁)?"
)
_DECIDES = frozenset({Intent.YES, Intent.NO, Intent.CANCEL, Intent.WITHDRAW, Intent.NEW})
_NUMBER = re.compile(
    r"(?:([A-Za-z]{1,8})-)?(?:(20\d\d)(?:年\s?第?|-)|(第))?(\d{1,9})(号?)"
    r"(?![\d元年月日块路楼栋幢窗柜室])"
)


def cleaned(message: Message) -> Message:
    """Return *message* without what no database and no channel can carry: half characters, NUL."""
    text = message.text.encode("utf-8", "ignore").decode().replace("\x00", "")
    return replace(message, text=text)


def hear(message: Message, talk: Talk, frame: Frame) -> Heard:
    """Return what *message* is; the survey's levels count as votes only while a survey is out."""
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
    voted = _voted(text, frame)
    if message.is_spoken and voted is Heard.RATE:
        voted = Heard.UNCLEAR_RATE  # a machine may have missed the 不: they are asked (N7)
    return (
        voted
        or _short(text, talk)
        or _hurried(text, talk, frame)
        or _question(text, talk)
        or Heard.WORDS
    )


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
    if vote(text, frame)[0]:
        return Heard.RATE
    return Heard.UNCLEAR_RATE if _OPINION in normal(text) else None


def vote(text: str, frame: Frame) -> tuple[str, str]:
    """Return the level that *text* begins with and what is said beside it; empty where it is no vote.

    “不满意，证还没拿到” is a vote with a reason and “满意，谢谢” one with thanks; “满意度调查…”,
    “满意？骗人的” and “满意的话我还找你们” are none, and are asked about (N7).
    """
    _, _, rest = number_in(text, frame.numbers)
    level = next((one for one in _longest_first(frame.levels) if rest.startswith(one)), "")
    after = normal(rest[len(level) :])
    ends = _LEVEL_ENDS.match(after)
    if not level or ends is None:
        return "", ""
    beside = after[ends.end() :]
    if not bare(beside):
        return ("", "") if _DOUBT.search(after) else (level, "")
    is_bad = level.startswith("不") or "不满" in level
    doubtful = _TAKEN_BACK.search(beside) if is_bad else _beside_good(after)
    return ("", "") if doubtful else (level, _PART.sub("", rest[len(level) :], count=1).strip())


def _longest_first(levels: Iterable[str]) -> list[str]:
    return sorted(levels, key=len, reverse=True)


def _beside_good(words: str) -> bool:
    """True when *words* beside a good level are more than thanks and praise."""
    return bool(_DOUBT.search(words)) or not _PRAISE.search(words)


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
    if word not in _MENU:
        return None
    is_open = talk.stage is not Stage.IDLE and rest.partition(":")[0] == str(talk.turn)
    return _MENU[word] if is_open else Heard.STALE


def number_in(text: str, own: Iterable[str], *, anywhere: bool = False) -> tuple[str, str, str]:
    """Return which of the person's *own* tickets *text* names, the number as written, and the rest.

    Args:
        anywhere: the words ask about a number, so a short one counts wherever it stands; otherwise
            only a number at the start of four figures, with a year, or as 第…号.
    """
    shown = seen(text)
    hit = (_NUMBER.search if anywhere else _NUMBER.match)(shown.text)
    if hit is None or not (anywhere or hit[2] or len(hit[4]) >= 4 or (hit[3] and hit[5])):
        return "", "", text.strip()
    no = next((no for no in own if _is_it(no, hit)), "")
    if not no and not (anywhere or hit[2] or hit[3]):
        return "", "", text.strip()  # some figure; it need not be a number of ours
    return no, hit[0], shown.after(hit.end()).strip(" \t\n:：,，。、")


def _is_it(no: str, hit: re.Match[str]) -> bool:
    *prefix, year, serial = no.split("-")
    wanted = (hit[1] or "").upper()
    return (
        int(serial) == int(hit[4])
        and hit[2] in (None, year)
        and (not wanted or wanted == "".join(prefix).upper())
    )
