"""How right a reading is, in figures: what was found for labelled texts against their labels."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

#: so many are suggested
_SHOWN = 3
#: into so many bins of equal width the confidences are sorted for the calibration error
_BINS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One labelled text and what was found.

    Attributes:
        label: the true class.
        found: the classes with their confidence (0 to 1), the likeliest first; empty where nothing was found.
        is_sure: whether it was marked as sure.
    """

    label: str
    found: tuple[tuple[str, float], ...]
    is_sure: bool

    @property
    def first(self) -> str:
        return self.found[0][0] if self.found else ""

    @property
    def confidence(self) -> float:
        return self.found[0][1] if self.found else 0.0

    @property
    def is_right(self) -> bool:
        return self.first == self.label


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """All shares are 0 to 1.

    Attributes:
        n: how many texts.
        accuracy: share whose first class is right.
        macro_f1: the mean of the labels' F1.
        top3: share whose label is among the first three.
        ece: expected calibration error: by how much confidence and share of right ones differ.
        sure_share: share that was marked as sure.
        sure_accuracy: of these, how many are right; 1 where none was.
        confusion: label → what was found → how often.
    """

    n: int
    accuracy: float
    macro_f1: float
    top3: float
    ece: float
    sure_share: float
    sure_accuracy: float
    confusion: dict[str, dict[str, int]]


def figures(judged: Sequence[Judged]) -> Figures:
    """Return the figures of at least one text."""
    count = len(judged)
    sure = [one for one in judged if one.is_sure]
    shown = [[name for name, _ in one.found[:_SHOWN]] for one in judged]
    return Figures(
        n=count,
        accuracy=sum(one.is_right for one in judged) / count,
        macro_f1=_macro_f1(judged),
        top3=sum(one.label in names for one, names in zip(judged, shown, strict=True)) / count,
        ece=_ece(judged),
        sure_share=len(sure) / count,
        sure_accuracy=sum(one.is_right for one in sure) / len(sure) if sure else 1.0,
        confusion=_confusion(judged),
    )


def _macro_f1(judged: Sequence[Judged]) -> float:
    true, found = Counter(one.label for one in judged), Counter(one.first for one in judged)
    both = Counter(one.label for one in judged if one.is_right)
    return sum(2 * both[name] / (true[name] + found[name]) for name in true) / len(true)


def _ece(judged: Sequence[Judged]) -> float:
    off = [0.0] * _BINS
    for one in judged:
        off[min(int(one.confidence * _BINS), _BINS - 1)] += one.confidence - one.is_right
    return sum(map(abs, off)) / len(judged)


def _confusion(judged: Sequence[Judged]) -> dict[str, dict[str, int]]:
    pairs = Counter((one.label, one.first) for one in judged)
    confusion: dict[str, dict[str, int]] = {}
    for (label, found), times in sorted(pairs.items()):
        confusion.setdefault(label, {})[found] = times
    return confusion
