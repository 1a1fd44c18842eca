"""Phrases written by hand, found in folded texts; of those that lie in each other the longest, or all of them."""

from collections.abc import Iterable, Mapping, Sequence, Set

from ahocorasick_rs import AhoCorasick, MatchKind

from intake.classify.folding import END, START, folded


class Phrases:
    """Built once, unchanged afterwards, safe to share."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._phrases = sorted(set(phrases))
        self._all = AhoCorasick(self._phrases)
        self._longest = AhoCorasick(self._phrases, matchkind=MatchKind.LeftmostLongest)

    def said(self, text: str) -> Set[str]:
        """Return every phrase that *text* (folded) holds."""
        found = self._all.find_matches_as_indexes(text, overlapping=True)
        return {self._phrases[index] for index, _, _ in found}

    def longest(self, text: str) -> list[tuple[str, int, int]]:
        """Return the phrases of *text* (folded), none over another, each with its start and end."""
        found = self._longest.find_matches_as_indexes(text)
        return [(self._phrases[index], start, end) for index, start, end in found]


class WeighedPhrases:
    """Phrases that weigh for or against a few things; built once, safe to share."""

    def __init__(self, groups: Sequence[Mapping[str, float]]) -> None:
        """Prepare *groups*: what each phrase weighs, a group for each thing."""
        self._whom: dict[str, dict[int, float]] = {}
        for index, weights in enumerate(groups):
            for phrase, weight in weights.items():
                self._whom.setdefault(bare(phrase), {})[index] = weight
        self._phrases = Phrases(self._whom)

    def hits(self, text: str) -> dict[int, dict[str, float]]:
        """Return for each thing that *text* (folded) speaks of the phrases and what they weigh, each once."""
        found: dict[int, dict[str, float]] = {}
        for phrase, _, _ in self._phrases.longest(text):
            for whom, weight in self._whom[phrase].items():
                found.setdefault(whom, {})[phrase] = weight
        return found


def bare(phrase: str) -> str:
    """Return *phrase* as it stands in a folded text."""
    return folded(phrase).strip(START + END)
