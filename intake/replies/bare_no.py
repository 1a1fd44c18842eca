"""No bare “no” (LH-6a, 窗口无否决权): a refusal says why, and which way leads on.

For every surface on which somebody is told no: refusals, results on the spot, answers, plans,
questions, rejections. Pure, and explained by the words that were found.
"""

import re
from collections.abc import Iterator

from dispatch.words.normal_form import normal
from intake.replies import guard_words as table
from intake.replies.findings import Fault, Finding

#: so many signs before a hit tell whether it is meant
_BEFORE, _AFTER = 34, 24
_CLAUSE_END = re.compile(r"[。;!?\n]")


def bare_no(text: str) -> Finding | None:
    """Return what is lacking where *text* says no, None where it says none or says it well.

    A reason and a way anywhere in *text* serve all of it: join reason and basis to the answer.
    """
    plain = normal(text)
    said = tuple(dict.fromkeys(refusals(plain)))
    if not said:
        return None
    has_why, has_way = _has_why(plain, said), bool(table.WAY.search(plain))
    if has_why and has_way:
        return None
    if not has_why and not has_way:
        return Finding(Fault.BARE_NO, said)
    return Finding(Fault.NO_WAY if has_why else Fault.NO_WHY, said)


def refusals(plain: str) -> Iterator[str]:
    """Yield the words of *plain* (in normal form) that refuse what was asked for."""
    for hit in table.NO.finditer(plain):
        clause = _CLAUSE_END.split(plain[max(0, hit.start() - _BEFORE) : hit.start()])[-1]
        if table.NOT_MEANT_BEFORE.search(clause):
            continue
        if not table.NOT_MEANT_AFTER.match(plain, hit.end(), hit.end() + _AFTER):
            yield hit[0].strip()


def _has_why(plain: str, said: tuple[str, ...]) -> bool:
    """True when a reason stands outside the refusing words, or they name the scope."""
    for words in said:
        if table.SCOPE.search(words):
            return True
        plain = plain.replace(words, "\n")
    return bool(table.WHY.search(plain))
