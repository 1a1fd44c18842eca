"""Learns the tables of phrases that the matcher reads, from labelled lines; scikit-learn is the teacher.

Usage: `python bench/lines/learn.py wishes|dangers|grounds`. Lines of our own stand beside it;
the banks in the folder that `YOUSU_SHARED` names are added where they are there. What is learned is
written to `intake/classify/tables`. How well they are heard is measured by `bench/hearing.py`.
"""

import argparse
import csv
import gzip
import json
import os
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, diags, hstack
from sklearn.model_selection import GroupKFold
from sklearn.svm import LinearSVC

from intake.classify import refusal_grounds
from intake.classify.folding import folded
from intake.classify.matcher import Matcher
from intake.classify.table import ALWAYS, HEAD, Row, written
from intake.classify.wishes import SHARPNESS

HERE = Path(__file__).parent
TABLES = HERE.parents[1] / "intake" / "classify" / "tables"
#: the longest phrase
LONGEST = 5
#: a phrase must be said so often
SAID = 2
#: what a context adds to a phrase, and what it weighs before a word is said, beside the phrase itself
OWN, ALONE = 0.5, 0.5
#: a context's own weight of a phrase is kept from here on
KEPT = 0.1
#: a weight of so few hundredths says nothing
LEAST = 5
FOLDS = 5
#: of so many letters the beginning, so many characters of it, is taken as told by nobody in danger
LETTERS, LETTER = 1000, 120
#: each so-many-th title is taken as something told
TITLES = 5
#: of each so-many-th letter title and second piece are taken as of a matter that is taken up
TAKEN = 4
#: words of the ways by law
BY_LAW = re.compile("法院|起诉|诉讼|官司|判决|仲裁|复议|信访|上访|公开|纪委|举报|贪|部队|军")


@dataclass(frozen=True, slots=True)
class Line:
    """One labelled line."""

    context: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """One table to be learned.

    Attributes:
        size: how many phrases it keeps.
        balance: how much more a rare label weighs than a usual one: its share to the power of this.
    """

    name: str
    size: int
    penalty: float
    balance: float = 0.0


LESSONS: Mapping[str, Lesson] = {
    "wishes": Lesson(name="wishes", size=12_000, penalty=1.0),
    "dangers": Lesson(name="dangers", size=10_000, penalty=1.0),
    "grounds": Lesson(name="grounds", size=6_000, penalty=1.0, balance=0.5),
}


def own_lines(lesson: Lesson) -> list[Line]:
    """Return our own lines: context, label, (level,) text; tab-separated."""
    found = []
    for file in sorted((HERE / lesson.name).glob("*.tsv")):
        with file.open(encoding="utf-8", newline="") as lines:
            rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
            found += [Line(context=row[0], label=row[1], text=row[-1]) for row in rows]
    return found


def calm_lines(each: int = 1) -> list[Line]:
    """Return lines of nobody in danger: all our lines of wishes, each second title that is shared, and each so-many-th matter."""
    calm = [line.text for line in own_lines(LESSONS["wishes"])]
    calm += [letter["title"] for letter in letters()[::2]]
    calm += [letter["detail"][:LETTER] for letter in letters()[: 4 * LETTERS : 4]]
    calm += [text for name in ("matters", "particulars") for text in _texts(name)[::each]]
    return [Line(context="any", label="none", text=text) for text in calm]


def told_lines() -> list[Line]:
    """Return lines that tell something, whatever is open: each fifth title that is shared, and the matters."""
    told = [letter["title"] for letter in letters()[::TITLES]]
    told += _texts("matters")
    states = ("new", "telling", "confirming", "running")
    return [
        Line(context=states[at % len(states)], label="tell", text=text)
        for at, text in enumerate(told)
    ]


def taken_lines() -> list[Line]:
    """Return lines of what is taken up: of our own, each second matter, of each fourth letter title and a piece.

    What names a way by law is left out: nobody has looked whether that way is under way.
    """
    told = [line.text for line in own_lines(LESSONS["wishes"]) if line.label == "tell"][::6]
    told += _texts("matters")[::2]
    for letter in letters()[::TAKEN]:
        pieces = [letter["title"], *refusal_grounds.pieces(letter["detail"])[1:2]]
        told += [piece for piece in pieces if not BY_LAW.search(piece)]
    return [Line(context="any", label=refusal_grounds.NONE, text=text) for text in told]


def letters() -> list[dict[str, str]]:
    """Return the shared letters, label, title and detail; none where they are not there."""
    file = _shared() / "complaints_train.csv.gz"
    if not file.is_file():
        return []
    with gzip.open(file, "rt", encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def letters_not_taken() -> list[dict[str, str]]:
    """Return the letters that `taken_lines` leaves to be judged."""
    return [letter for at, letter in enumerate(letters()) if at % TAKEN]


def _texts(name: str) -> list[str]:
    file = _shared() / "talk" / f"{name}.jsonl"
    lines = file.read_text("utf-8").splitlines() if file.is_file() else []
    return [json.loads(line)["text"] for line in lines]


def _shared() -> Path:
    return Path(os.environ.get("YOUSU_SHARED", "../shared")) / "data"


def bank(lesson: Lesson) -> list[Line]:
    """Return the lines of the shared bank, none where it is not there."""
    name = {"wishes": "hearing", "dangers": "emergency"}.get(lesson.name, "")
    file = _shared() / "talk" / f"{name}.jsonl"
    if not file.is_file():
        return []
    rows = map(json.loads, file.read_text("utf-8").splitlines())
    if lesson.name == "dangers":
        return [Line(context="any", label=row["kind"], text=row["text"]) for row in rows]
    return [Line(context=row["state"], label=row["wish"], text=row["text"]) for row in rows]


def phrases(text: str) -> set[str]:
    """Return the phrases of a folded *text*."""
    return {
        text[start : start + length]
        for length in range(1, LONGEST + 1)
        for start in range(len(text) - length + 1)
    }


class Teacher:
    """A linear teacher over phrases, shared and by context, and what it learned."""

    def __init__(self, lines: Sequence[Line], known: Sequence[str], lesson: Lesson) -> None:
        self.known = {phrase: index for index, phrase in enumerate(known)}
        self.contexts = sorted({line.context for line in lines})
        examples, labels = self._examples(lines), [line.label for line in lines]
        often = Counter(labels)
        weights = {one: (max(often.values()) / n) ** lesson.balance for one, n in often.items()}
        self.model = LinearSVC(C=lesson.penalty, class_weight=weights, random_state=0)
        self.model.fit(examples, labels)
        self.allowed = {(line.context, line.label) for line in lines}

    def _examples(self, lines: Sequence[Line]) -> csr_matrix:
        rows, columns, values = [], [], []
        for at, line in enumerate(lines):
            said = [self.known[one] for one in phrases(folded(line.text)) if one in self.known]
            rows += [at] * len(said)
            columns += said
            values += [len(said) ** -0.5] * len(said)
        shape = (len(lines), len(self.known))
        shared = csr_matrix((values, (rows, columns)), shape=shape)
        one = np.zeros((len(lines), len(self.contexts)))
        for at, line in enumerate(lines):
            one[at, self.contexts.index(line.context)] = 1
        if len(self.contexts) == 1:
            return shared
        own = [diags(one[:, at] * OWN) @ shared for at in range(len(self.contexts))]
        return hstack([shared, *own, csr_matrix(one * ALONE)]).tocsr()

    def weights(self) -> np.ndarray:
        """Return the weights: class × (shared phrases, phrases by context, contexts)."""
        weights = self.model.coef_
        return weights if len(weights) > 1 else np.vstack([-weights, weights])

    def always(self) -> np.ndarray:
        before = self.model.intercept_
        return before if len(before) > 1 else np.array([-before[0], before[0]])

    def rows(self) -> list[Row]:
        """Return the table, in whole hundredths."""
        weights, before, size = self.weights(), self.always(), len(self.known)
        names = [str(name) for name in self.model.classes_]
        rows = []
        for at, context in enumerate(self.contexts):
            alone = weights[:, -len(self.contexts) + at] * ALONE if len(self.contexts) > 1 else 0
            said = dict(zip(names, before + alone, strict=True))
            kept = {name: said[name] for name in names if (context, name) in self.allowed}
            rows.append(Row(phrase=ALWAYS, context=context, weights=_whole(kept, keep_all=True)))
        for phrase, index in self.known.items():
            shared = dict(zip(names, weights[:, index], strict=True))
            rows.append(Row(phrase=phrase, context="", weights=_whole(shared)))
            for at, context in enumerate(self.contexts if len(self.contexts) > 1 else ()):
                own = weights[:, (at + 1) * size + index] * OWN
                if np.abs(own).max() >= KEPT:
                    added = _whole(dict(zip(names, own, strict=True)))
                    rows.append(Row(phrase=phrase, context=context, weights=added))
        return [row for row in rows if row.weights or row.phrase == ALWAYS]


def _whole(weights: dict[str, float], *, keep_all: bool = False) -> dict[str, int]:
    whole = {name: round(100 * weight) for name, weight in weights.items()}
    return {name: weight for name, weight in whole.items() if keep_all or abs(weight) > LEAST}


def learn(lines: Sequence[Line], lesson: Lesson) -> list[Row]:
    """Return the table that *lines* teach: first over all phrases, then over those that weighed most."""
    said = Counter(phrase for line in lines for phrase in phrases(folded(line.text)))
    known = sorted(phrase for phrase, times in said.items() if times >= SAID)
    first = Teacher(lines, known, lesson)
    weights, size = np.abs(first.weights()), len(known)
    heaviest = weights[:, :size].max(axis=0)
    for at in range(len(first.contexts) if len(first.contexts) > 1 else 0):
        own = weights[:, (at + 1) * size : (at + 2) * size].max(axis=0) * OWN
        heaviest = np.maximum(heaviest, own)
    worth = heaviest * np.sqrt([said[phrase] for phrase in known])
    best = sorted(known[index] for index in np.argsort(-worth, kind="stable")[: lesson.size])
    return Teacher(lines, best, lesson).rows()


def near_duplicates(lines: Sequence[Line]) -> list[int]:
    """Return for each line the number of its group: more than half of the pairs of characters shared."""
    pairs = [frozenset(p for p in phrases(folded(line.text)) if len(p) <= 2) for line in lines]
    group = list(range(len(lines)))
    for later, mine in enumerate(pairs):
        for earlier in range(later):
            if len(mine & pairs[earlier]) > 0.55 * len(mine | pairs[earlier]):
                joined, into = group[later], group[earlier]
                group = [into if one == joined else one for one in group]
    return group


def folds(
    lines: Sequence[Line], own: Sequence[Line], lesson: Lesson
) -> Iterator[tuple[Sequence[int], Matcher]]:
    """Return for each fifth of *lines* which they are, and what the others and our *own* teach."""
    parts = GroupKFold(FOLDS, shuffle=True, random_state=1)
    for known, judged in parts.split(lines, groups=near_duplicates(lines)):
        table = learn([*(lines[at] for at in known), *own], lesson)
        yield judged.tolist(), Matcher(table, SHARPNESS)


def recalls(lines: Sequence[Line], heard: Sequence[str]) -> dict[tuple[str, str], float]:
    """Return the recall of each (context, label)."""
    right: defaultdict[tuple[str, str], list[bool]] = defaultdict(list)
    for line, label in zip(lines, heard, strict=True):
        right[line.context, line.label].append(line.label == label)
    return {key: sum(hits) / len(hits) for key, hits in right.items()}


#: what stands beside the lines of a lesson
OTHERS: Mapping[str, Callable[[], list[Line]]] = {
    "wishes": told_lines,
    "dangers": calm_lines,
    "grounds": taken_lines,
}


def main() -> None:
    """Learn, or judge what would be learned."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lesson", choices=LESSONS)
    given = parser.parse_args()
    lesson = LESSONS[given.lesson]
    own, lines = own_lines(lesson), bank(lesson)
    own += OTHERS[lesson.name]()
    rows = learn([*own, *lines], lesson)
    (TABLES / f"{lesson.name}.csv").write_text(written(rows, HEAD), "utf-8", newline="\n")
    print(
        f"{lesson.name}: {len(rows)} rows from {len(own)} lines of our own and {len(lines)} shared"
    )


if __name__ == "__main__":
    main()
