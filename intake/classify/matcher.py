"""The one matcher: everyday text → a few classes, by phrases that weigh, found in one pass.

Rule 1: what decided is the phrases that were found, and their weights are the reason; of phrases that
        lie in each other the longest is shown, with what all of them weigh.
Rule 2: a phrase counts once, however often it is said; of much that is said each says less (the sum
        is divided by the length of what was found: the root of the sum of the squares of its worth).
Rule 3: where a table says so, what is said first (`Lead`) counts once more by itself: people begin with
        what it is about.
Rule 4: a weight of a context (what stands open for the person) is added to that of all contexts.
Rule 5: confidence is a probability: it was calibrated on lines that the table had not seen.
"""

import math
import struct
from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from heapq import nsmallest
from importlib.resources import files

from ahocorasick_rs import AhoCorasick

from intake.classify.table import ALWAYS, UNIT, Row, read

#: a phrase adds all its weights at once: they are lanes of one number, each with its own bits
_BITS = 32
_MIDDLE, _ONES = 1 << (_BITS - 1), (1 << _BITS) - 1
#: of so many classes what a phrase weighs for each stands ready
_FEW = 32
_NO_WEIGHTS: Mapping[str, int] = {}
#: so many phrases tell why; what is lighter is left out
_TELLING = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a text was found to be.

    Attributes:
        name: the class.
        confidence: 0 to 1.
    """

    name: str
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """What a text was found to be, and why.

    Attributes:
        name: the class.
        confidence: 0 to 1.
        score: what all phrases weigh for it, and what the context weighs alone.
        hits: phrases of the text and what each weighs for it, the heaviest first.
    """

    name: str
    confidence: float
    score: float
    hits: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Lead:
    """How a text begins: its first characters, and how much what they say counts beside the whole of it."""

    length: int
    counts: float


@dataclass(frozen=True, slots=True)
class _Said:
    """What a text says, and by what its weights are multiplied.

    Attributes:
        begins: for each phrase where it is said first.
        lead: those of them that are said in the lead.
        scores: class → score, in hundredths.
        share: by what the weight of a phrase is multiplied; `more` is added to it in the lead.
    """

    begins: Mapping[int, int]
    lead: Collection[int]
    scores: Mapping[str, float]
    share: float
    more: float


class Matcher:
    """Built once from a table; unchanged afterwards, safe to share."""

    def __init__(self, rows: Sequence[Row], sharpness: float, lead: Lead | None = None) -> None:
        """Prepare the table.

        Args:
            sharpness: by how much one unit of score multiplies the odds of a class, as a logarithm.
            lead: none where a text counts as a whole.
        """
        self._lead = lead
        self._classes = sorted(set[str]().union(*(row.weights for row in rows)))
        self._lane = {name: lane for lane, name in enumerate(self._classes)}
        count = len(self._classes) + 1  # the last lane holds the square of a phrase's worth
        self._lanes = struct.Struct(f"<{count}I")
        self._middle = sum(_MIDDLE << _BITS * lane for lane in range(count))
        self._sharpness = sharpness / UNIT
        self._phrases = sorted({row.phrase for row in rows if row.phrase})
        self._automaton = AhoCorasick(self._phrases)
        at = {phrase: index for index, phrase in enumerate(self._phrases)}
        self._always: dict[str, dict[str, int]] = {}
        shared, own = [0] * len(at), dict[str, dict[int, int]]()
        square = cache(self._square)
        #: with very many classes, what each phrase weighs for those of which it says anything
        self._few: dict[str, dict[int, Mapping[str, int]]] = {}
        has_many = len(self._classes) > _FEW
        for row in rows:
            if row.phrase == ALWAYS:
                self._always[row.context] = dict(row.weights)
                continue
            if has_many:
                self._few.setdefault(row.context, {})[at[row.phrase]] = row.weights
            packed = self._packed(row.weights)
            if row.context:
                own.setdefault(row.context, {})[at[row.phrase]] = packed
            else:
                shared[at[row.phrase]] += packed + square(row.worth)
        self._columns: dict[tuple[str, str], Sequence[int]] = {}
        self._weights = {
            context: [one + own.get(context, {}).get(index, 0) for index, one in enumerate(shared)]
            for context in {*self._always, *own}
        }

    def find(self, text: str, context: str) -> tuple[Reading, ...]:
        """Return the classes that *context* allows, the likeliest first, without hits.

        Args:
            text: folded (`intake.classify.folding`).
            context: one that the table has; a class that has no weight there is not allowed.
        """
        scores = self._said(text, context).scores
        return tuple(
            Reading(name=name, confidence=confidence)
            for name, confidence in self._ranked(scores, len(scores))
        )

    def explained(
        self, text: str, context: str, shown: int, beside: int = 0
    ) -> tuple[Explained, ...]:
        """Return the *shown* likeliest classes, each with the phrases that spoke most for it, and as many *beside* without."""
        said = self._said(text, context)
        ranked = self._ranked(said.scores, shown + beside)
        return tuple(
            Explained(
                name=name,
                confidence=confidence,
                score=said.scores[name] / UNIT,
                hits=self._hits(said, context, name) if at < shown else (),
            )
            for at, (name, confidence) in enumerate(ranked)
        )

    def hits(self, text: str, context: str, name: str) -> tuple[tuple[str, float], ...]:
        """Return which phrases of *text* spoke most for the class *name* in *context*, the heaviest first."""
        return self._hits(self._said(text, context), context, name)

    def _said(self, text: str, context: str) -> _Said:
        # each is its index, start and end; what ends first comes first
        matches = self._automaton.find_matches_as_indexes(text, overlapping=True)
        begins = {index: start for index, start, _ in reversed(matches)}
        sums, root = self._summed(begins, context)
        share = 1 / root
        lead, more = frozenset[int](), 0.0
        always, lanes = self._always[context], self._lane
        if self._lead is None or len(text) <= self._lead.length:
            scores = {name: alone + sums[lanes[name]] * share for name, alone in always.items()}
        else:
            lead = frozenset(_up_to(matches, self._lead.length))
            first, root = self._summed(lead, context)
            share, more = _shares(share, 1 / root, self._lead.counts)
            scores = {
                name: alone + sums[lanes[name]] * share + first[lanes[name]] * more
                for name, alone in always.items()
            }
        return _Said(begins, lead, scores, share, more)

    def _summed(self, found: Collection[int], context: str) -> tuple[list[int], float]:
        """Return what all that was found weighs by class, and how long it is."""
        sums = self._unpacked(sum(map(self._weights[context].__getitem__, found)))
        return sums, math.sqrt(sums[-1] / UNIT) or 1.0

    def _hits(self, said: _Said, context: str, name: str) -> tuple[tuple[str, float], ...]:
        """Return what of *said* weighs most for *name*, by its longest phrases."""
        phrases, lead = self._phrases, said.lead
        share, both = said.share / UNIT, (said.share + said.more) / UNIT
        telling = [
            (weight * (both if index in lead else share), index)
            for weight, index in self._weighed(said.begins, context, name)
            if weight > 0
        ]
        telling.sort(reverse=True)
        spoken = [
            (phrases[index], said.begins[index], weight) for weight, index in telling[:_TELLING]
        ]
        spoken.sort(key=_longest_first)
        whose: dict[int, str] = {}
        sums: dict[str, float] = {}
        for phrase, start, counted in spoken:
            end = start + len(phrase)
            longer = whose.get(start) or whose.get(end - 1)
            if longer is None:
                longer = phrase
                for place in range(start, end):
                    whose[place] = phrase
            sums[longer] = sums.get(longer, 0.0) + counted
        return tuple(sorted(sums.items(), key=_heaviest_first))

    def _weighed(
        self, found: Collection[int], context: str, name: str
    ) -> Iterable[tuple[int, int]]:
        """Return what each of *found* weighs for *name* in *context*, with its index."""
        if self._few:  # a column of each class takes more than it saves
            whole, own = self._few[ALWAYS], self._few.get(context) if context else None
            if own is None:
                return [(whole[one].get(name, 0), one) for one in found]
            return [
                (whole[one].get(name, 0) + own.get(one, _NO_WEIGHTS).get(name, 0), one)
                for one in found
            ]
        lane, middle = self._lane[name] * _BITS, self._middle
        weights, column = self._weights[context], self._columns.get((context, name))
        if column is None:  # taken out of the lanes once
            column = array("i", [(one + middle >> lane & _ONES) - _MIDDLE for one in weights])
            self._columns[context, name] = column
        return zip([column[one] for one in found], found, strict=True)

    def _ranked(self, scores: Mapping[str, float], shown: int) -> list[tuple[str, float]]:
        """Return the *shown* likeliest classes with their confidence, the likeliest first."""
        top = max(scores.values())
        sharpness, exp = self._sharpness, math.exp
        odds = [(-exp(sharpness * (score - top)), name) for name, score in scores.items()]
        whole = -sum([one for one, _ in odds])
        likeliest = sorted(odds) if shown >= len(odds) else nsmallest(shown, odds)
        return [(name, -one / whole) for one, name in likeliest]

    def _packed(self, weights: Mapping[str, int]) -> int:
        lane = self._lane
        return sum([weight << _BITS * lane[name] for name, weight in weights.items()])

    def _square(self, worth: int) -> int:
        return round(worth * worth / UNIT) << _BITS * len(self._classes)

    def _unpacked(self, packed: int) -> list[int]:
        """Return the sums by class, and at the end that of the squares of worth."""
        lanes = self._lanes
        unpacked = lanes.unpack((packed + self._middle).to_bytes(lanes.size, "little"))
        return [lane - _MIDDLE for lane in unpacked]


def _up_to(matches: Iterable[tuple[int, int, int]], length: int) -> Iterator[int]:
    """Yield which of *matches*, in order of their ends, lie in the first *length* characters."""
    for index, _, end in matches:
        if end > length:
            return
        yield index


def _shares(whole: float, lead: float, counts: float) -> tuple[float, float]:
    """Return what a weight is multiplied by in a mean of the whole text and its lead, and what more in the lead."""
    return whole / (1 + counts), counts * lead / (1 + counts)


def _longest_first(said: tuple[str, int, float]) -> int:
    """Return a key for a phrase with its place and weight; of those as long the heavier stays before."""
    return -len(said[0])


def _heaviest_first(hit: tuple[str, float]) -> tuple[float, str]:
    return -hit[1], hit[0]


def shipped(name: str, sharpness: float, lead: Lead | None = None) -> Matcher:
    """Return the matcher with the table *name* that comes with the program; reads it each time."""
    table = (files("intake.classify") / "tables" / f"{name}.csv").read_text("utf-8")
    return Matcher(read(table), sharpness, lead)
