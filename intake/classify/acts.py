"""Who acts decides over the thing they act on: 新生儿上户 is the police's, 医疗卡用不了 is the insurance's.

Rule 1: what is done (上户, 报销, 年审, 查封) and to what are looked for together, wherever they stand;
        a word that makes it another matter undoes it.
Rule 2: each act counts once, however many of its words are said; of one word inside another the longer counts.
"""

from collections.abc import Iterator, Sequence

from intake.classify.dictionary import Act
from intake.classify.phrases import Phrases


class Acts:
    """Finds acts in folded texts; built once, safe to share."""

    def __init__(self, acts: Sequence[Act]) -> None:
        self._acts = tuple(acts)
        self._phrases = Phrases(word for act in acts for word in act.phrases())
        self._by_word: dict[str, list[Act]] = {}
        for act in self._acts:
            for word in act.words:
                self._by_word.setdefault(word, []).append(act)

    def find(self, text: str) -> Iterator[tuple[Act, str]]:
        """Yield each act of *text* (folded) with the word that told of it, the longest of its words."""
        said = self._phrases.said(text)
        acts = {id(act): act for word in said for act in self._by_word.get(word, ())}
        for act in sorted(acts.values(), key=self._acts.index):
            if act.is_told(said):
                yield act, max(said & act.words, key=lambda word: (len(word), word))
