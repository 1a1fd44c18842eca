"""The one matcher: everyday text → a few classes, by phrases that weigh, found in one pass.

Rule 1: what decided is the phrases that were found, and their weights are the reason; of phrases that
        lie in each other the longest is shown, with what all of them weigh.
Rule 2: a phrase counts once, however often it is said; of much that is said each says less (the sum
        is divided by the length of what was found: the root of the sum of the squares of its worth).
Rule 3: a weight of a context (what stands open for the person) is added to that of all contexts.
Rule 4: confidence is a probability: it was calibrated on lines that the table had not seen.
"""

import math
import struct
from array import array
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ahocorasick_rs import AhoCorasick

from intake.classify.table import ALWAYS, UNIT, Row, read

#: a phrase adds all its weights at once: they are lanes of one number, each with its own bits
_BITS = 32
_MIDDLE, _ONES = 1 << (_BITS - 1), (1 << _BITS) - 1
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


class Matcher:
    """Built once from a table; unchanged afterwards, safe to share."""

    def __init__(self, rows: Sequence[Row], sharpness: float) -> None:
        """Prepare the table.

        Args:
            sharpness: by how much one unit of score multiplies the odds of a class, as a logarithm.
        """
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
        for row in rows:
            if row.phrase == ALWAYS:
                self._always[row.context] = dict(row.weights)
                continue
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
        found = {match[0] for match in self._matches(text)}
        scores, _ = self._scores(found, context)
        return tuple(
            Reading(name=name, confidence=confidence) for name, confidence in self._ranked(scores)
        )

    def explained(self, text: str, context: str, shown: int) -> tuple[Explained, ...]:
        """Return the *shown* likeliest classes, each with the phrases that spoke most for it."""
        found = {index: start for index, start, _ in reversed(self._matches(text))}
        scores, root = self._scores(found, context)
        return tuple(
            Explained(
                name=name,
                confidence=confidence,
                score=scores[name] / UNIT,
                hits=self._hits(found, context, name, root),
            )
            for name, confidence in self._ranked(scores)[:shown]
        )

    def hits(self, text: str, context: str, name: str) -> tuple[tuple[str, float], ...]:
        """Return which phrases of *text* spoke most for the class *name* in *context*, the heaviest first."""
        found = {index: start for index, start, _ in reversed(self._matches(text))}
        return self._hits(found, context, name, self._scores(found, context)[1])

    def _matches(self, text: str) -> list[tuple[int, int, int]]:
        """Return each phrase in *text*: its index, start and end."""
        return self._automaton.find_matches_as_indexes(text, overlapping=True)

    def _hits(
        self, found: Mapping[int, int], context: str, name: str, root: float
    ) -> tuple[tuple[str, float], ...]:
        """Return what of *found* (index → where it begins) weighs most for *name*, by its longest phrases."""
        column, phrases = self._column(context, name), self._phrases
        telling = [(weight, index) for index in found if (weight := column[index]) > 0]
        telling.sort(reverse=True)
        spoken = [(phrases[index], found[index], weight) for weight, index in telling[:_TELLING]]
        spoken.sort(key=_longest_first)
        whose: dict[int, str] = {}
        sums: dict[str, int] = {}
        for phrase, start, weight in spoken:
            end = start + len(phrase)
            longer = whose.get(start) or whose.get(end - 1)
            if longer is None:
                longer = phrase
                for place in range(start, end):
                    whose[place] = phrase
            sums[longer] = sums.get(longer, 0) + weight
        whole = root * UNIT
        hits = sorted([(-weight, phrase) for phrase, weight in sums.items()])
        return tuple([(phrase, -weight / whole) for weight, phrase in hits])

    def _column(self, context: str, name: str) -> Sequence[int]:
        """Return for each phrase what it weighs for *name* in *context*; taken out of the lanes once."""
        column = self._columns.get((context, name))
        if column is None:
            lane, middle = self._lane[name] * _BITS, self._middle
            weights = self._weights[context]
            column = array("i", [(one + middle >> lane & _ONES) - _MIDDLE for one in weights])
            self._columns[context, name] = column
        return column

    def _scores(self, found: Collection[int], context: str) -> tuple[dict[str, float], float]:
        """Return the score of each class that *context* allows, in hundredths, and the length of what was found."""
        sums = self._unpacked(sum(map(self._weights[context].__getitem__, found)))
        root = math.sqrt(sums[-1] / UNIT) or 1.0
        always = self._always[context]
        scores = {
            name: always[name] + sums[lane] / root
            for lane, name in enumerate(self._classes)
            if name in always
        }
        return scores, root

    def _ranked(self, scores: Mapping[str, float]) -> list[tuple[str, float]]:
        """Return the classes with their confidence, the likeliest first."""
        top = max(scores.values())
        odds = {name: math.exp(self._sharpness * (score - top)) for name, score in scores.items()}
        whole = sum(odds.values())
        ranked = sorted(odds, key=lambda name: (-odds[name], name))
        return [(name, odds[name] / whole) for name in ranked]

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


def _longest_first(said: tuple[str, int, int]) -> int:
    """Return a key for a phrase with its place and weight; of those as long the heavier stays before."""
    return -len(said[0])


def shipped(name: str, sharpness: float) -> Matcher:
    """Return the matcher with the table *name* that comes with the program; reads it each time."""
    table = (files("intake.classify") / "tables" / f"{name}.csv").read_text("utf-8")
    return Matcher(read(table), sharpness)
