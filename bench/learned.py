"""How right, how sure and how fast a learned table is: by folds that keep near-duplicates together, beside yardsticks.

Usage: `python bench/learned.py [FOLDER] [--only classes|departments] [--folds 01]`. FOLDER holds complaints_train.csv.gz (label, title,
detail) and departments_train.csv.gz (department, question); the default is `data` in the folder that
`YOUSU_SHARED` names. Each fold is judged by what the others teach, threshold and sharpness included.
The yardsticks of the same run: 40 words a class; jieba, TF-IDF and a linear SVM; characters, TF-IDF and a
linear SVM, asked for one text at a time as the table is.
"""

import argparse
import csv
import gzip
import os
import statistics
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import jieba
import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.svm import LinearSVC

from intake.classify.matcher import Matcher
from intake.learning import lessons
from intake.learning.figures import Judged, figures
from intake.learning.labelled_letter import letter
from intake.learning.learner import Learned
from intake.learning.near_duplicates import groups

FOLDS, SHOWN = 5, 3
#: phrases of the table of seven classes, and of that of 149 departments
SIZE, DEPARTMENTS_SIZE = 20_000, 60_000
#: bank → its file, the columns of label and texts, the size of its table
BANKS: Mapping[str, tuple[str, str, Sequence[str], int]] = {
    "classes": ("complaints_train.csv.gz", "label", ("title", "detail"), SIZE),
    "departments": ("departments_train.csv.gz", "department", ("question",), DEPARTMENTS_SIZE),
}
#: words of a class that the plainest yardstick knows
WORDS = 40
#: so many texts are asked for the time
TIMED = 150

#: a label and the columns of a letter, its title first
Row = tuple[str, tuple[str, ...]]
#: ranks the classes for one text
Ranks = Callable[[str], list[str]]


@dataclass(frozen=True, slots=True)
class Bank:
    """Labelled letters, the folds they are judged in, and how their table is learned."""

    name: str
    rows: Sequence[Row]
    size: int

    def folds(self) -> Iterator[tuple[list[Row], list[Row]]]:
        near = groups([letter(columns) for _, columns in self.rows])
        parts = GroupKFold(FOLDS, shuffle=True, random_state=1)
        for known, judged in parts.split(self.rows, groups=near):
            yield [self.rows[at] for at in known], [self.rows[at] for at in judged]


def read(file: Path, label: str, columns: Sequence[str]) -> list[Row]:
    with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
        return [(row[label], tuple(row[one] for one in columns)) for row in csv.DictReader(lines)]


def told(rows: Sequence[Row], what: str) -> list[Row]:
    """Return the rows whole, or what of them is a title; each with one text."""
    if what == "title":
        return [(label, columns[:1]) for label, columns in rows if columns[0].strip()]
    return [(label, ("\n".join(columns),)) for label, columns in rows]


def judged_by(learned: Learned, matcher: Matcher, rows: Sequence[Row]) -> list[Judged]:
    found = []
    for label, columns in rows:
        text = letter(columns)
        best = matcher.explained(text, "", SHOWN)
        short = len(text) <= learned.lead.length
        found.append(
            Judged(
                label=label,
                found=tuple((one.name, one.confidence) for one in best),
                is_sure=best[0].confidence >= (learned.sure_short if short else learned.sure),
            )
        )
    return found


def yardsticks(known: Sequence[Row]) -> Iterator[tuple[str, Pipeline]]:
    """Yield each yardstick, taught whole texts and titles as the table is."""
    texts = [columns[0] for what in ("full", "title") for _, columns in told(known, what)]
    labels = [label for what in ("full", "title") for label, _ in told(known, what)]
    words = TfidfVectorizer(tokenizer=jieba.lcut, token_pattern=None, lowercase=False, min_df=2)
    characters = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), min_df=2, sublinear_tf=True)
    for name, phrases in (("jieba", words), ("characters", characters)):
        yield name, make_pipeline(phrases, LinearSVC(C=0.5, random_state=0)).fit(texts, labels)


def forty_words(known: Sequence[Row]) -> Ranks:
    """Return what counts the words that are commonest in a class beside how common they are in all."""
    rows = told(known, "full")
    counted = TfidfVectorizer(
        tokenizer=jieba.lcut, token_pattern=None, min_df=5, binary=True, use_idf=False, norm=None
    )
    said = counted.fit_transform([columns[0] for _, columns in rows])
    names = np.array([label for label, _ in rows])
    everywhere = np.asarray(said.mean(axis=0)).ravel()
    words = counted.get_feature_names_out()
    chosen = {}
    for name in sorted(set(names.tolist())):
        inside = np.asarray(said[names == name].mean(axis=0)).ravel()
        telling = inside * np.log((inside + 1e-4) / (everywhere + 1e-4))
        chosen[name] = {words[at] for at in np.argsort(-telling)[:WORDS] if len(words[at]) > 1}

    def ranks(text: str) -> list[str]:
        cut = set(jieba.lcut(text))
        return sorted(chosen, key=lambda name: (-len(chosen[name] & cut), name))

    return ranks


def timed(do: Callable[[str], object], texts: Sequence[str]) -> float:
    """Return the microseconds of CPU that *do* takes for 100 characters of *texts*, one after the other."""
    begin = time.process_time()
    for text in texts:
        do(text)
    return (time.process_time() - begin) / sum(map(len, texts)) * 1e8


def shares(rows: Sequence[Row], ranked: Sequence[Sequence[str]]) -> tuple[float, float]:
    """Return how often the first is right, and how often one of the first three."""
    first = [label == names[0] for (label, _), names in zip(rows, ranked, strict=True)]
    three = [label in names[:SHOWN] for (label, _), names in zip(rows, ranked, strict=True)]
    return statistics.mean(first), statistics.mean(three)


def by_pipeline(model: Pipeline, rows: Sequence[Row]) -> tuple[float, float]:
    scores = model.decision_function([columns[0] for _, columns in rows])
    order = np.argsort(-scores, axis=1)[:, :SHOWN]
    return shares(rows, model.classes_[order].tolist())


class Seen:
    """Figures by name, one of each fold."""

    def __init__(self) -> None:
        self._values: dict[str, list[float]] = {}

    def note(self, name: str, value: float) -> None:
        self._values.setdefault(name, []).append(value)
        print(f"  {name:40} {value:.4f}", flush=True)

    def summary(self, bank: str) -> None:
        for name, values in self._values.items():
            mean, least, most = statistics.mean(values), min(values), max(values)
            print(f"{bank:12} {name:40} mean {mean:.4f}  least {least:.4f}  most {most:.4f}")


def measure(bank: Bank, folds: Collection[int]) -> None:
    """Print each fold of *bank*, then the mean, the least and the most of all."""
    seen = Seen()
    for number, (known, judged) in enumerate(bank.folds()):
        if number not in folds:
            continue
        begin = time.process_time()
        learned = lessons.of_letters(known, bank.size)
        if learned is None:
            raise SystemExit(f"{bank.name}: too little was said to learn from")
        taken, phrases = time.process_time() - begin, len(learned.rows) - 1
        print(f"{bank.name} fold {number}: {taken:.0f} s of CPU, {phrases} phrases", flush=True)
        matcher = Matcher(learned.rows, learned.sharpness, learned.lead)
        kinds = ("full", "title") if len(bank.rows[0][1]) > 1 else ("full",)
        for what in kinds:
            _note_table(seen, what, judged_by(learned, matcher, told(judged, what)))
        models = dict(yardsticks(known))
        for what in kinds:
            _note_yardsticks(seen, what, models, told(judged, what))
        if len(kinds) > 1:
            _note_plainest(seen, known, judged)
        _note_speed(seen, matcher, models["characters"], told(judged, "full"))
    seen.summary(bank.name)


def _note_table(seen: Seen, what: str, judged: Sequence[Judged]) -> None:
    found = figures(judged)
    for name in ("accuracy", "macro_f1", "top3", "ece", "sure_share", "sure_accuracy"):
        seen.note(f"{what} {name}", getattr(found, name))


def _note_yardsticks(
    seen: Seen, what: str, models: Mapping[str, Pipeline], rows: Sequence[Row]
) -> None:
    for name, model in models.items():
        first, three = by_pipeline(model, rows)
        seen.note(f"{what} SVM {name}, accuracy", first)
        seen.note(f"{what} SVM {name}, top3", three)


def _note_plainest(seen: Seen, known: Sequence[Row], judged: Sequence[Row]) -> None:
    ranks = forty_words(known)
    for what in ("full", "title"):
        rows = told(judged, what)
        first, _ = shares(rows, [ranks(columns[0]) for _, columns in rows])
        seen.note(f"{what} {WORDS} words a class", first)


def _note_speed(seen: Seen, matcher: Matcher, svm: Pipeline, rows: Sequence[Row]) -> None:
    texts = [columns[0] for _, columns in rows[:TIMED]]
    table = timed(lambda text: matcher.explained(letter((text,)), "", SHOWN), texts)
    seen.note("us per 100 characters, table", table)
    seen.note(
        "us per 100 characters, SVM characters",
        timed(lambda text: svm.decision_function([text]), texts),
    )


def main() -> None:
    """Measure both banks."""
    parser = argparse.ArgumentParser(description=__doc__)
    shared = Path(os.environ.get("YOUSU_SHARED", "../shared")) / "data"
    parser.add_argument("folder", nargs="?", type=Path, default=shared)
    parser.add_argument(
        "--folds", type=lambda text: [int(one) for one in text], default=range(FOLDS)
    )
    parser.add_argument("--only", choices=BANKS)
    given = parser.parse_args()
    jieba.initialize()
    for name, (file, label, columns, size) in BANKS.items():
        found = given.folder / file
        if given.only not in (None, name):
            continue
        if not found.is_file():
            print(f"no {file} in {given.folder}")
            continue
        measure(Bank(name, read(found, label, columns), size), given.folds)


if __name__ == "__main__":
    main()
