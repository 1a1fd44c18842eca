"""Words that say who complains, and not what about: 五个一个样 (WZ-2.4), so they weigh nothing.

Rule 1: such a word is taken out wherever it stands; a clause that says little else goes with it
        (我们是小微企业, 我在局里没有熟人).
Rule 2: so does a firm's registered name where it says of itself what it is called (我们是…有限公司).
"""

import re
from collections.abc import Iterable

from intake.classify.folding import BETWEEN, END, START
from intake.classify.phrases import Phrases, bare

#: a clause that says so few characters beside such a word says nothing else
_BESIDE = 7
_OWN_NAME = re.compile(
    r"(?P<lead>(?:我|俺|咱)们?(?:单位|公司|厂|企业)?(?:是|叫)|(?:本|我)(?:公司|单位|厂|企业)是?|作为)"
    r"[^,^$]{2,20}?(?:有限责任公司|有限公司|股份公司|集团公司|集团)"
)


class WhoComplains:
    """Takes out of folded texts who complains; built once, safe to share."""

    def __init__(self, alike: Iterable[str]) -> None:
        self._phrases = Phrases(map(bare, alike))

    def without(self, text: str) -> str:
        """Return *text* (folded) without it."""
        text = _OWN_NAME.sub(r"\g<lead>", text)
        if not self._phrases.longest(text):
            return text
        clauses = text.strip(START + END).split(BETWEEN)
        return START + BETWEEN.join(filter(None, map(self._bared, clauses))) + END

    def _bared(self, clause: str) -> str:
        spans = self._phrases.longest(clause)
        if not spans:
            return clause
        kept, at = [], 0
        for _, start, end in spans:
            kept.append(clause[at:start])
            at = end
        rest = "".join((*kept, clause[at:]))
        return rest if len(rest) > _BESIDE else ""
