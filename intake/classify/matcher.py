"""The one matcher: everyday text → a few classes, by phrases that weigh, found in one pass.

Rule 1: a table is read by people and edited by them (CSV: phrase, context, weights); what decided is
        the phrases that were found, and their weights are the reason.
Rule 2: a phrase counts once, however often it is said; of much that is said each says less (the
        sum is divided by the root of how many phrases were found).
Rule 3: a weight of a context (what stands open for the person) is added to that of all contexts.
Rule 4: confidence is a probability: it was calibrated on lines that the table had not seen.
"""

import csv
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ahocorasick_rs import AhoCorasick

#: weights stand in a table as whole hundredths
_UNIT = 100
#: a row without a phrase holds what a context weighs before a word is said, and which classes it has
ALWAYS = ""
HEAD = ["phrase", "context", "weights"]
#: a phrase adds all its weights at once: they are lanes of one number, each with its own bits
_BITS = 32
_MIDDLE, _LANE = 1 << (_BITS - 1), (1 << _BITS) - 1


class BadTable(ValueError):
    """A table of phrases cannot be read; correct the line that the message names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One phrase in one context (empty: in all), with what it weighs for or against each class."""

    phrase: str
    context: str
    weights: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a text was found to be.

    Attributes:
        name: the class.
        confidence: 0 to 1.
    """

    name: str
    confidence: float


class Matcher:
    """Built once from a table; unchanged afterwards, safe to share."""

    def __init__(self, rows: Sequence[Row], sharpness: float) -> None:
        """Prepare the table.

        Args:
            sharpness: by how much one unit of score multiplies the odds of a class, as a logarithm.
        """
        self._classes = sorted(set[str]().union(*(row.weights for row in rows)))
        self._lanes = {name: _BITS * lane for lane, name in enumerate(self._classes)}
        self._middle = sum(_MIDDLE << lane for lane in self._lanes.values())
        self._sharpness = sharpness / _UNIT
        self._phrases = sorted({row.phrase for row in rows if row.phrase})
        self._automaton = AhoCorasick(self._phrases)
        at = {phrase: index for index, phrase in enumerate(self._phrases)}
        self._always: dict[str, dict[str, int]] = {}
        shared, own = [0] * len(at), dict[str, dict[int, int]]()
        for row in rows:
            packed = self._packed(row.weights)
            if row.phrase == ALWAYS:
                self._always[row.context] = dict(row.weights)
            elif row.context:
                own.setdefault(row.context, {})[at[row.phrase]] = packed
            else:
                shared[at[row.phrase]] += packed
        self._weights = {
            context: [one + own.get(context, {}).get(index, 0) for index, one in enumerate(shared)]
            for context in {*self._always, *own}
        }

    def find(self, text: str, context: str) -> tuple[Reading, ...]:
        """Return the classes that *context* allows, the likeliest first.

        Args:
            text: folded (`intake.classify.folding`).
            context: one that the table has; a class that has no weight there is not allowed.
        """
        found = self._found(text)
        scores = self._scores(found, context)
        top = max(scores.values())
        odds = {name: math.exp(self._sharpness * (score - top)) for name, score in scores.items()}
        whole = sum(odds.values())
        ranked = sorted(odds, key=lambda name: (-odds[name], name))
        return tuple(Reading(name=name, confidence=odds[name] / whole) for name in ranked)

    def hits(self, text: str, context: str, name: str) -> tuple[tuple[str, float], ...]:
        """Return which phrases of *text* spoke for the class *name* in *context*, the heaviest first."""
        found = self._found(text)
        lane, weights = self._classes.index(name), self._weights[context]
        root = math.sqrt(len(found)) * _UNIT
        said = [(self._phrases[one], self._unpacked(weights[one])[lane] / root) for one in found]
        return tuple(sorted((hit for hit in said if hit[1] > 0), key=lambda hit: (-hit[1], hit[0])))

    def _found(self, text: str) -> set[int]:
        matches = self._automaton.find_matches_as_indexes(text, overlapping=True)
        return {index for index, _, _ in matches}

    def _scores(self, found: set[int], context: str) -> dict[str, float]:
        weights = self._weights[context]
        sums = self._unpacked(sum([weights[index] for index in found]))
        root = math.sqrt(len(found)) or 1.0
        always = self._always[context]
        return {
            name: always[name] + sums[lane] / root
            for lane, name in enumerate(self._classes)
            if name in always
        }

    def _packed(self, weights: Mapping[str, int]) -> int:
        lanes = self._lanes
        return sum([weight << lanes[name] for name, weight in weights.items()])

    def _unpacked(self, packed: int) -> list[int]:
        packed += self._middle
        return [((packed >> lane) & _LANE) - _MIDDLE for lane in self._lanes.values()]


def read(text: str) -> tuple[Row, ...]:
    """Return the rows of a table: CSV with a head, `phrase,context,weights`; weights as `a=12 b=-3`.

    Raises:
        BadTable: naming the line.
    """
    rows = []
    pair = cache(_pair)  # a hundred thousand pairs, and few that stand there once
    for number, row in enumerate(csv.reader(text.splitlines()), start=1):
        if row == HEAD or not row:
            continue
        try:
            phrase, context, weights = row
            weighed = dict(map(pair, weights.split()))
            rows.append(Row(phrase=phrase, context=context, weights=weighed))
        except ValueError as error:
            raise BadTable(f"line {number}: {error}") from error
    return tuple(rows)


def _pair(text: str) -> tuple[str, int]:
    name, weight = text.split("=")
    return name, int(weight)


def shipped(name: str, sharpness: float) -> Matcher:
    """Return the matcher with the table *name* that comes with the program; reads it each time."""
    table = (files("intake.classify") / "tables" / f"{name}.csv").read_text("utf-8")
    return Matcher(read(table), sharpness)
