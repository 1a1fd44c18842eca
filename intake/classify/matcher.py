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
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

from ahocorasick_rs import AhoCorasick

from intake.classify.table import ALWAYS, UNIT, Row, read

#: a phrase adds all its weights at once: they are lanes of one number, each with its own bits
_BITS = 32
_MIDDLE, _LANE = 1 << (_BITS - 1), (1 << _BITS) - 1
_NOBODY = -1


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
        self._bits = {name: _BITS * lane for lane, name in enumerate(self._classes)}
        #: the last lane holds the square of a phrase's worth
        self._lanes = struct.Struct(f"<{len(self._classes) + 1}I")
        self._middle = sum(_MIDDLE << _BITS * lane for lane in range(len(self._classes) + 1))
        self._sharpness = sharpness / UNIT
        self._phrases = sorted({row.phrase for row in rows if row.phrase})
        self._automaton = AhoCorasick(self._phrases)
        at = {phrase: index for index, phrase in enumerate(self._phrases)}
        self._always: dict[str, dict[str, int]] = {}
        shared, own = [0] * len(at), dict[str, dict[int, int]]()
        square = cache(self._square)
        self._worth = dict.fromkeys(at, 0)
        for row in rows:
            if row.phrase == ALWAYS:
                self._always[row.context] = dict(row.weights)
                continue
            packed = self._packed(row.weights)
            if row.context:
                own.setdefault(row.context, {})[at[row.phrase]] = packed
            else:
                self._worth[row.phrase] = row.worth
                shared[at[row.phrase]] += packed + square(row.worth)
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
        packed = sum(map(self._weights[context].__getitem__, found))
        scores = self._scores(self._unpacked(packed), context)
        return tuple(
            Reading(name=name, confidence=confidence) for name, confidence in self._ranked(scores)
        )

    def explained(self, text: str, context: str, shown: int) -> tuple[Explained, ...]:
        """Return the *shown* likeliest classes, each with the phrases that spoke for it."""
        said = self._said(text, context)
        sums = self._unpacked(sum(said.values()))
        scores, root = self._scores(sums, context), _root(sums)
        return tuple(
            Explained(
                name=name,
                confidence=confidence,
                score=scores[name] / UNIT,
                hits=self._hits(said, name, root),
            )
            for name, confidence in self._ranked(scores)[:shown]
        )

    def hits(self, text: str, context: str, name: str) -> tuple[tuple[str, float], ...]:
        """Return which phrases of *text* spoke for the class *name* in *context*, the heaviest first."""
        said = self._said(text, context)
        return self._hits(said, name, _root(self._unpacked(sum(said.values()))))

    def _hits(
        self, said: Mapping[str, int], name: str, root: float
    ) -> tuple[tuple[str, float], ...]:
        bits, middle, whole = self._bits[name], self._middle, root * UNIT
        sums = (
            (word, (packed + middle >> bits & _LANE) - _MIDDLE) for word, packed in said.items()
        )
        hits = [(word, weight / whole) for word, weight in sums if weight > 0]
        return tuple(sorted(hits, key=lambda hit: (-hit[1], hit[0])))

    def _matches(self, text: str) -> list[tuple[int, int, int]]:
        """Return each phrase in *text*: its index, start and end; those that end first come first."""
        return self._automaton.find_matches_as_indexes(text, overlapping=True)

    def _said(self, text: str, context: str) -> dict[str, int]:
        """Return the phrases that together say most, and what each weighs with all that begin in it."""
        matches, weights = self._matches(text), self._weights[context]
        shown = self._cover(matches, len(text))
        owner = [_NOBODY] * len(text)
        for index, start, end in shown:
            owner[start:end] = [index] * (end - start)
        said = dict.fromkeys((match[0] for match in shown), 0)
        seen = set[int]()
        for index, start, end in matches:
            if index not in seen:
                seen.add(index)
                whose = owner[start]
                said[owner[end - 1] if whose == _NOBODY else whose] += weights[index]
        return {self._phrases[index]: packed for index, packed in said.items()}

    def _cover(
        self, matches: Iterable[tuple[int, int, int]], length: int
    ) -> list[tuple[int, int, int]]:
        """Return phrases, none over another, that leave no other outside and least between two."""
        merits = self._merits
        best = [0] * (length + 1)
        last: list[tuple[int, int, int] | None] = [None] * (length + 1)
        done = 0
        for match in matches:
            index, start, end = match
            while done < end:  # what ends later is at least as much
                best[done + 1] = best[done]
                done += 1
            if (merit := best[start] + merits[index]) > best[end]:
                best[end], last[end] = merit, match
        chosen, at = [], done
        while at:
            before = last[at]
            if before:
                chosen.append(before)
            at = before[1] if before else at - 1
        return chosen

    @cached_property
    def _merits(self) -> list[int]:
        """For each phrase what it and all that lies in it is worth."""
        worth = self._worth
        return [
            1
            + sum(
                worth.get(phrase[start:end], 0)
                for start in range(len(phrase))
                for end in range(start + 1, len(phrase) + 1)
            )
            for phrase in self._phrases
        ]

    def _scores(self, sums: Sequence[int], context: str) -> dict[str, float]:
        """Return the score of each class that *context* allows, in hundredths."""
        root, always = _root(sums), self._always[context]
        return {
            name: always[name] + sums[lane] / root
            for lane, name in enumerate(self._classes)
            if name in always
        }

    def _ranked(self, scores: Mapping[str, float]) -> list[tuple[str, float]]:
        """Return the classes with their confidence, the likeliest first."""
        top = max(scores.values())
        odds = {name: math.exp(self._sharpness * (score - top)) for name, score in scores.items()}
        whole = sum(odds.values())
        ranked = sorted(odds, key=lambda name: (-odds[name], name))
        return [(name, odds[name] / whole) for name in ranked]

    def _packed(self, weights: Mapping[str, int]) -> int:
        bits = self._bits
        return sum([weight << bits[name] for name, weight in weights.items()])

    def _square(self, worth: int) -> int:
        return round(worth * worth / UNIT) << _BITS * len(self._classes)

    def _unpacked(self, packed: int) -> list[int]:
        """Return the sums by class, and at the end that of the squares of worth."""
        lanes = self._lanes
        unpacked = lanes.unpack((packed + self._middle).to_bytes(lanes.size, "little"))
        return [lane - _MIDDLE for lane in unpacked]


def _root(sums: Sequence[int]) -> float:
    """Return the length of what was found; the last of *sums* is that of the squares of worth."""
    return math.sqrt(sums[-1] / UNIT) or 1.0


def shipped(name: str, sharpness: float) -> Matcher:
    """Return the matcher with the table *name* that comes with the program; reads it each time."""
    table = (files("intake.classify") / "tables" / f"{name}.csv").read_text("utf-8")
    return Matcher(read(table), sharpness)
