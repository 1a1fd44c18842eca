"""The level of the survey that a message names, and what is said beside it (N7)."""

import re
from collections.abc import Iterable

from dispatch.words.intents import bare
from dispatch.words.normal_form import normal
from intake.hearing import everyday
from intake.hearing.ticket_numbers import number_in
from intake.talk.turn_context import Frame

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
_PART = re.compile(r"[^\w]+")


def vote(text: str, frame: Frame) -> tuple[str, str]:
    """Return the level that *text* names and what is said beside it; empty where it is no vote.

    “不满意，证还没拿到” is a vote with a reason and “满意，谢谢” one with thanks; “满意度调查…”,
    “满意？骗人的” and “满意的话我还找你们” are none, and are asked about (N7).
    """
    level, beside = _leading_level(text, frame)
    if level or frame.surveyed is None:
        return level, beside
    level = everyday.rated(text, frame.wishes(text, "surveying"), frame.levels)
    return level, text if level else ""


def _leading_level(text: str, frame: Frame) -> tuple[str, str]:
    """Return the level that *text* begins with, where all that follows fits it, and what follows."""
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
