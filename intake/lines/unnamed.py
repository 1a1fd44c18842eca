"""Lines that mean a command without naming it: what was done is an answer, a day still to come a plan, a level a vote.

Each binds somebody, so none is carried out: it is asked, with the words as they would be typed.
"""

import re

from dispatch.words.alternatives import any_of
from dispatch.words.normal_form import Seen
from intake.grammar import day_words
from intake.grammar.commands import Wrong
from intake.grammar.forms import FORMS
from intake.lines.line_shapes import NUMBER_THEN
from intake.lines.verbs import LEAD, UNNAMED

#: 办好了, 已经解决, 处理完毕：…
_FINISHED = re.compile(
    rf"{LEAD}(?:已经?|今[天早]|昨[天晚]|刚|都|全部|[\s,]){{0,4}}{any_of(UNNAMED['finished'])}"
    r"(?:了|啦|完毕|到位|好了|[\s,。:;!]|$)"
)
#: a level by which somebody's words end: 打过电话了，他说满意
_SAID_THEY = re.compile(
    r"(?:他|她|本人|群众|对方|诉求人|当事人|老人|家属)(?:也|都)?(?:说|表示|讲|答)(?:是|很|挺)?((?:非常)?不?满意|非常满意|基本满意)[\s。!]{0,3}$"
)
_PLANNED = re.compile(rf"{LEAD}(?P<planned>{any_of(UNNAMED['planned'])}\s?)?")
#: what asks, denies or tells of others leaves it talk
_NO_WORD_OF_THEIRS = re.compile(r"[?吗么呢]|没有?(?!问题)|不是|未|谁|怎么|咋|上周|上次|早就|之前")
_TO_BE_NAMED = "这是“{name}”吗？要办就写明。{how}"


def likely(shown: Seen) -> tuple[str, Wrong] | None:
    """Return the command that a number and its words mean without naming it, by its name, and what is asked."""
    hit = NUMBER_THEN.match(shown.text)
    if hit is None or _NO_WORD_OF_THEIRS.search(shown.text, hit.end()):
        return None
    begin, line = hit.end(), shown.text
    if _FINISHED.match(line, begin):
        return _asked("答复", shown.after(begin))
    if (said := _SAID_THEY.search(line, begin)) is not None:
        return _asked("回访", said[1])
    planned = _PLANNED.match(line, begin)
    at, is_planned = (planned.end(), bool(planned["planned"])) if planned else (begin, False)
    day = day_words.day(line, at) if is_planned else day_words.limit(line, at)
    if day is not None and (is_planned or line[day[1] - 1] in "前内") and line[day[1] :].strip():
        words = shown.after(day[1]).lstrip(" ,，")
        return _asked("方案", f"{line[at : day[1]]} {words}")
    return None


def _asked(name: str, words: str) -> tuple[str, Wrong]:
    form = FORMS[name]
    return form.who, Wrong(_TO_BE_NAMED.format(name=name, how=form.how), words.strip())
