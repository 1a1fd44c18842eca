"""What a message in everyday words is heard as: the wish that its phrases speak for, by what is open.

Rule 1: what cannot be taken back by typing again – a vote, a confirmation – is heard only where
        little speaks for anything else (N7); a level that is not said is never taken.
Rule 2: where nothing speaks clearly it is words, which are kept and read back; at the reading-back
        a short one is asked about instead.
"""

import re
from collections.abc import Collection, Mapping, Sequence

from dispatch.words import screening
from dispatch.words.normal_form import normal
from intake.classify import wishes
from intake.classify.folding import folded
from intake.classify.matcher import Reading
from intake.particulars import declared
from intake.talk.heard import Heard
from intake.talk.state import Stage, Talk
from intake.talk.turn_context import Frame

#: wish as the table names it → what is heard; with a ticket running, a wrong particular is told like any words
_MEANT: Mapping[str, Heard] = {
    "tell": Heard.WORDS,
    "correct": Heard.WORDS,
    "progress": Heard.QUERY,
    "hurry": Heard.HURRY,
    "human": Heard.HUMAN,
    "cannot_write": Heard.CANNOT_WRITE,
    "confirm": Heard.YES,
    "not_yet": Heard.NOT_YET,
    "anonymous": Heard.UNNAMED,
    "drop": Heard.CANCEL,
    "withdraw": Heard.WITHDRAW,
    "rate": Heard.RATE,
    "unclear_rate": Heard.UNCLEAR_RATE,
    "consult": Heard.CONSULT,
    "privacy": Heard.PRIVACY,
    "help": Heard.HELP,
    "greeting": Heard.GREETING,
    "thanks": Heard.NOTHING,
    "other": Heard.UNCLEAR,
}
#: so sure it must be; words are heard where nothing else is
_SURE: Mapping[Heard, float] = {
    Heard.RATE: 0.6,
    Heard.YES: 0.75,
    Heard.CANCEL: 0.5,
    Heard.WITHDRAW: 0.5,
    Heard.UNCLEAR: 0.6,
    Heard.CONSULT: 0.5,
    Heard.HELP: 0.5,
    Heard.NOT_YET: 0.5,
    Heard.PRIVACY: 0.5,
}
_SURE_ENOUGH = 0.45
#: … where a department has asked something: nearly all is an answer to it
_SURE_IF_ASKED = 0.85
_NEVER = 2.0
#: a wish that is so sure is no name, though it begins with a surname
_NO_NAME = 0.8
_MAY_BE_GIVEN = frozenset({Stage.COLLECTING, Stage.CONFIRMING})
#: two wishes that have so much between them leave nothing to be told
_SHARED = 0.9
#: while a complaint is told these are answered, and it stays as it is
_CHANGES_NOTHING = frozenset({Heard.YES, Heard.HURRY, Heard.QUERY})
_BESIDE_AN_ANSWER = frozenset(
    {Heard.HUMAN, Heard.CANNOT_WRITE, Heard.QUERY, Heard.PRIVACY, Heard.WITHDRAW, Heard.WORDS}
)
#: what makes of a level a question, a condition, a mockery, hearsay or one that the survey does not have
_NOT_SAID = re.compile(
    r"\?|吗|的话|要是|如果|除非|才怪|个?鬼|屁|不了|意度|其实|[点按选打]错|呵呵|嘿嘿|[很太最挺较超特够]满意|没说|说[^,]{0,6}满意.*说"
    r"|不(?:怎么|太|大|咋|够|见得|能说|那么)满意|不是(?:不|很|说)?满意|谈不上|说不上|算不上|本来|才能?满意|会满意|满意不|哪里|难道"
)
#: a yes with something behind it that is not yes
_YES_BUT = re.compile(
    r"但|不过|可是|就是(?!这)|只是|[,，、 ]可(?!以)|别[给让写报交提]|(?<![没不得有会])错(?!不了)"
)
#: behind a good level: it is none
_TAKES_BACK = re.compile(
    r"骗|欠|随[你便]|没人|[可但]是|☹|假|敷衍|糊弄|讽刺|换来|推[诿脱来三]|还[没不]"
)
#: a longer one tells something whatever else it wants: what is heard so must not swallow it
_SWALLOWS = frozenset({Heard.NOTHING, Heard.UNCLEAR, Heard.GREETING, Heard.HELP})
_LONG = 30


#: while a danger is worked on, what is more than a word of these is news of it
_PASSED_OVER = _SWALLOWS | {Heard.QUERY, Heard.HURRY, Heard.CONSULT, Heard.PRIVACY}
_ONLY_ASKS = 8
#: shorter than this may be a name or a house number, where those were asked for
_A_NAME = 4
#: a particular is given: what else it seems to want must not swallow it
_GIVES = re.compile(
    r"\d{5}|(?:姓名|名字|电话|手机号?|地址|住址|单位|联系人)\s*[:是为]|(?:我|本人|俺)名?[叫姓]|^[\d\s.,-]+$"
)
BESIDE_PARTICULARS = frozenset(
    {Heard.HUMAN, Heard.CANNOT_WRITE, Heard.QUERY, Heard.PRIVACY, Heard.RATE, Heard.UNCLEAR_RATE}
)


def open_state(talk: Talk, frame: Frame) -> str:
    """Return what stands open, as the table of wishes names it."""
    if talk.stage is Stage.CONFIRMING:
        return "confirming"
    if talk.stage is Stage.COLLECTING:
        return "telling"
    if frame.surveyed:
        return "surveying"
    return "running" if frame.running else "new"


def meant(text: str, talk: Talk, frame: Frame) -> Heard | None:
    """Return what *text* is heard as, None where nothing speaks clearly."""
    found = frame.wishes(text, open_state(talk, frame))
    heard = _likeliest(found, talk, frame)
    if heard is None or _swallows(heard, text, talk, frame, found[0].confidence):
        return None
    if heard is Heard.HURRY and not frame.running and talk.stage is Stage.IDLE:
        return Heard.QUERY  # there is nothing to hurry, and that is what they are told
    if heard is Heard.RATE:
        return heard if rated(text, found, frame.levels) else Heard.UNCLEAR_RATE
    return heard


def corrects(text: str, talk: Talk, frame: Frame) -> bool:
    """True when *text* puts a particular right, or another word of what was told before."""
    best = frame.wishes(text, open_state(talk, frame))[0]
    return best.name == "correct" and best.confidence >= _SURE_ENOUGH


def _likeliest(found: Sequence[Reading], talk: Talk, frame: Frame) -> Heard | None:
    """Return the first of *found* where it is sure enough, or shares all with another that changes nothing either: 确认 快点."""
    first, second = (_MEANT[one.name] for one in found[:2])
    is_shared = (
        bool(talk.asked)
        and talk.stage is Stage.COLLECTING
        and found[0].confidence + found[1].confidence >= _SHARED
        and {first, second} <= _CHANGES_NOTHING
    )
    return first if is_shared or found[0].confidence >= _needed(first, talk, frame) else None


def _is_given(text: str, talk: Talk, sure: float) -> bool:
    """True where *text* is a particular that was asked for, and nothing else: 大石乡; a name alone, or a unit, only
    where it is not as *sure* as that a wish: 谢了哈."""
    if talk.stage not in _MAY_BE_GIVEN or len(text) > _LONG:
        return False
    said = declared.read(text, asked=True, sure=True)
    gives = said.address or said.phones or said.unseen
    is_name = bool(said.name or said.unit) and sure < _NO_NAME
    return bool(gives or is_name) and not said.words


def _swallows(heard: Heard, text: str, talk: Talk, frame: Frame, sure: float) -> bool:
    """True where *text*, heard so *sure* as *heard*, would lose something that it tells."""
    plain = normal(text)
    is_danger = any(one.urgent for one in frame.running)
    return (
        (heard in _SWALLOWS and (len(text) > _LONG or screening.still_wants(text)))
        or (heard is Heard.UNCLEAR and bool(talk.asked) and len(text) < _A_NAME)
        or (is_danger and heard in _PASSED_OVER and len(text) > _ONLY_ASKS)
        or (
            heard not in BESIDE_PARTICULARS
            and bool(_GIVES.search(plain) or _is_given(text, talk, sure))
        )
        or (heard is Heard.YES and bool(_YES_BUT.search(plain)))
    )


def _needed(heard: Heard, talk: Talk, frame: Frame) -> float:
    needed = _SURE.get(heard, _SURE_ENOUGH)
    if not _is_awaited(talk, frame):
        return needed
    return max(needed, _SURE_IF_ASKED) if heard in _BESIDE_AN_ANSWER else _NEVER


def _is_awaited(talk: Talk, frame: Frame) -> bool:
    """True where the next words are an answer: a department asked, or they were asked what or why."""
    is_open = talk.stage is Stage.IDLE and bool(talk.why or talk.adding)
    return is_open or any(one.asks for one in frame.running)


#: the wishes that one thing heard may stand for, the first where the table knows better of none
_NAMED: Mapping[Heard, tuple[str, ...]] = {
    Heard.WORDS: ("tell", "correct"),
    Heard.SUPPLEMENT: ("tell",),
    Heard.NEW: ("tell",),
    Heard.ADD: ("tell",),
    Heard.NO: ("correct",),
    Heard.EDIT: ("correct",),
    Heard.NOTHING: ("thanks", "other", "greeting"),
    Heard.UNCLEAR: ("other",),
    Heard.YES: ("confirm", "thanks"),
    Heard.QUERY: ("progress", "hurry"),
    Heard.CANCEL: ("drop",),
    Heard.UNNAMED: ("anonymous",),
}


def name(heard: Heard, text: str, talk: Talk, frame: Frame) -> str:
    """Return the wish that *text*, heard as *heard*, is by the names of the table."""
    may_be = _NAMED.get(heard, (heard.value,))
    found = frame.wishes(text, open_state(talk, frame))
    return next((one.name for one in found if one.name in may_be), may_be[0])


def reasons(text: str, talk: Talk, frame: Frame, wish: str) -> tuple[tuple[str, float], ...]:
    """Return the phrases of *text* that speak for *wish* in the shipped table, the heaviest first."""
    return wishes.reasons(text, open_state(talk, frame), wish)


def rated(text: str, found: Collection[Reading], levels: tuple[str, ...]) -> str:
    """Return the level that *text* surely names, empty where that is none or several."""
    best = next(iter(found))
    if best.name != "rate" or best.confidence < _SURE[Heard.RATE]:
        return ""
    plain = folded(text)
    said = {_level(hit, levels) for hit in _levels(levels).findall(plain)}
    if len(said) != 1 or _NOT_SAID.search(plain):
        return ""
    level = said.pop()
    return "" if "不满" not in level and _TAKES_BACK.search(plain) else level


def _levels(levels: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern for *levels*, the longest first, with 的, 还是 or 上 inside (基本还是满意)."""
    longest = sorted(levels, key=len, reverse=True)
    return re.compile("|".join(_loose(level) for level in longest))


def _loose(level: str) -> str:
    return f"{level[:2]}[的地还是上算]{{0,2}}{level[2:]}" if len(level) > 3 else level


def _level(said: str, levels: tuple[str, ...]) -> str:
    return next(one for one in levels if re.fullmatch(_loose(one), said))
