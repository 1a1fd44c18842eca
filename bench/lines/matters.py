"""Learns the table of matters from our own lines, matter by matter, and the shared bank where it is there.

Usage: `python bench/lines/matters.py`. A line is `departments<TAB>matters<TAB>text`, ids of
`intake/classify/keywords/*.toml`, every answer that an experienced receptionist would accept, the best
first. The words of the dictionary are lines too. How well it is read is measured by `bench/county.py`.
"""

import csv
import json
import os
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from intake.classify import dictionary
from intake.classify.classify import UNCLEAR
from intake.classify.dictionary import Dictionary
from intake.classify.folding import folded
from intake.classify.table import LEARNED_HEAD, Row, written
from intake.learning.learner import Example, Recipe, learn

HERE = Path(__file__).parent
TABLE = HERE.parents[1] / "intake" / "classify" / "tables" / "matters.csv"
#: how many phrases the table keeps, and how weights are kept: what speaks against one of a hundred matters is left out
RECIPE = Recipe(size=30_000, support=2, folds=2, least=30, keeps_against=False)
#: a line that was not written for the table counts so much more: it is as people are heard to speak
SHARED_COUNTS = 2.0


@dataclass(frozen=True, slots=True)
class Line:
    """One labelled line.

    Attributes:
        departments, matters: acceptable ids, the best first; none where none can be told.
    """

    departments: tuple[str, ...]
    matters: tuple[str, ...]
    text: str
    counts: float = 1.0

    @property
    def label(self) -> str:
        return self.matters[0] if self.matters else UNCLEAR


def own_lines(known: Dictionary) -> list[Line]:
    """Return our own lines, and each word of the dictionary as one."""
    found = []
    for file in sorted((HERE / "matters").glob("*.tsv")):
        with file.open(encoding="utf-8", newline="") as lines:
            for departments, matters, text in csv.reader(
                lines, delimiter="\t", quoting=csv.QUOTE_NONE
            ):
                found.append(Line(_ids(departments), _ids(matters), text))
    words = [
        Line(matter.departments, (matter.id,), word)
        for matter in known.matters
        for word, weight in matter.words.items()
        if weight > 0
    ]
    return found + words


def bank(known: Dictionary) -> list[Line]:
    """Return the lines of the shared bank, none where it is not there."""
    file = Path(os.environ.get("YOUSU_SHARED", "../shared")) / "data" / "talk" / "matters.jsonl"
    if not file.is_file():
        return []
    id_of = {one.name: one.id for one in (*known.departments, *known.matters)}
    return [
        Line(
            tuple(id_of[name] for name in row["departments"]),
            tuple(id_of[name] for name in row["matters"]),
            row["text"],
            SHARED_COUNTS,
        )
        for row in map(json.loads, file.read_text("utf-8").splitlines())
    ]


def _ids(cell: str) -> tuple[str, ...]:
    return tuple(filter(None, cell.split(",")))


def learned(lines: Sequence[Line]) -> tuple[Row, ...]:
    """Return the table that *lines* teach; each matter counts as much as another, however many its lines."""
    sizes = defaultdict[str, float](float)
    for line in lines:
        sizes[line.label] += line.counts
    mean = sum(sizes.values()) / len(sizes)
    examples = [
        Example(
            text=folded(line.text),
            label=line.label,
            counts=line.counts * mean / sizes[line.label],
        )
        for line in lines
    ]
    found = learn(examples, RECIPE, range(len(examples)))
    return found.rows if found else ()


def save(rows: Iterable[Row]) -> None:
    TABLE.write_text(written(rows, LEARNED_HEAD), "utf-8")


def main() -> None:
    """Learn from all lines there are."""
    known = dictionary.load()
    own, shared = own_lines(known), bank(known)
    rows = learned([*own, *shared])
    save(rows)
    print(f"matters: {len(rows)} rows from {len(own)} lines of our own and {len(shared)} shared")


if __name__ == "__main__":
    main()
