"""How right matter and department are for county complaints in everyday words, on lines not learned from.

Usage: `python bench/county.py [--folds 5] [--show]`. The shared bank (`data/talk/matters.jsonl` in the
folder that `YOUSU_SHARED` names) is parted into groups of near-duplicates; each part is judged by the
table that our own lines (`bench/lines/matters`) and the other parts teach, through the whole suggester:
dictionary, who acts, danger. The last row is the least of all parts. `--show` prints what was taken wrongly.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1]))

from lines.matters import Line, bank, learned, own_lines
from sklearn.model_selection import GroupKFold

from intake.classify import dictionary, matters
from intake.classify.classify import SHARPNESS, Suggester, Suggestion
from intake.classify.matcher import Matcher
from intake.learning import near_duplicates


@dataclass(frozen=True, slots=True)
class Judged:
    """One line and what was suggested for it."""

    line: Line
    found: Suggestion

    @property
    def department(self) -> bool:
        return self.found.departments[0].id in self.line.departments

    @property
    def matter(self) -> bool:
        return self.found.categories[0].id in self.line.matters

    @property
    def department_among_three(self) -> bool:
        return not {one.id for one in self.found.departments}.isdisjoint(self.line.departments)

    @property
    def matter_among_three(self) -> bool:
        return not {one.id for one in self.found.categories}.isdisjoint(self.line.matters)

    @property
    def is_wrong_though_sure(self) -> bool:
        return self.found.sure and not (self.department and self.matter)


HEAD = (
    "part | lines | department | matter | department of 3 | matter of 3 | sure | of these wrong"
    " | rightly unsure"
)


def row(name: str, judged: Sequence[Judged]) -> list[float]:
    """Print one row of the table; return its shares."""
    told = [one for one in judged if one.line.departments]
    untold = [one for one in judged if not one.line.departments]
    sure = [one for one in told if one.found.sure]
    shares = [
        _share(one.department for one in told),
        _share(one.matter for one in told),
        _share(one.department_among_three for one in told),
        _share(one.matter_among_three for one in told),
        len(sure) / max(1, len(told)),
        _share(one.is_wrong_though_sure for one in sure),
        _share(not one.found.sure for one in untold),
    ]
    print(f"{name} | {len(judged)} | " + " | ".join(f"{share:.3f}" for share in shares))
    return shares


def _share(hits: Iterable[bool]) -> float:
    found = list(hits)
    return statistics.mean(found) if found else 0.0


def parts(folds: int) -> Iterator[list[Judged]]:
    """Return each part of the bank, judged by what the others and our own lines teach."""
    known = dictionary.load()
    own, lines = own_lines(known), bank(known)
    groups = near_duplicates.groups([line.text for line in lines])
    split = GroupKFold(folds, shuffle=True, random_state=1).split(lines, groups=groups)
    for taught, judged in split:
        table = Matcher(learned([*own, *(lines[at] for at in taught)]), SHARPNESS, matters.LEAD)
        suggester = Suggester(table, known)
        yield [Judged(lines[at], suggester.suggest(lines[at].text)) for at in judged]


def show(judged: Iterable[Judged]) -> None:
    """Print what was taken wrongly, and why."""
    for one in judged:
        if one.line.departments and not (one.department and one.matter):
            best = one.found.categories[0]
            words = " ".join(word for word, _ in best.hits[:4])
            offices = ",".join(office.id for office in one.found.departments)
            print(f"  {one.line.text[:60]} | {one.line.matters} | {best.id} ({words}) | {offices}")


def speed(lines: Sequence[Line]) -> None:
    """Print how long a suggestion with its words takes, by the shipped table."""
    begin = time.process_time()
    table = matters.shipped()
    print(f"table read in {time.process_time() - begin:.2f} s of CPU")
    suggester = Suggester(table, dictionary.load())
    texts = [line.text for line in lines]
    taken = []
    for _ in range(5):
        begin = time.process_time()
        for text in texts:
            suggester.suggest(text)
        taken.append(time.process_time() - begin)
    characters = sum(map(len, texts))
    median = statistics.median(taken)
    print(f"{median / len(texts) * 1e6:.0f} us of CPU a line of {characters / len(texts):.0f}")
    print(f"{median / characters * 1e8:.0f} us of CPU for 100 characters")


def main() -> None:
    """Judge part by part."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--show", action="store_true")
    given = parser.parse_args()
    lines = bank(dictionary.load())
    if not lines:
        sys.exit("the shared bank is not there: set YOUSU_SHARED")
    print(HEAD)
    every, shares = [], []
    for number, judged in enumerate(parts(given.folds), 1):
        shares.append(row(f"{number}", judged))
        every += judged
        if given.show:
            show(judged)
    row("all", every)
    least = [
        max(column) if at == 5 else min(column)
        for at, column in enumerate(zip(*shares, strict=True))
    ]
    print("least | | " + " | ".join(f"{share:.3f}" for share in least))
    speed(lines)


if __name__ == "__main__":
    main()
