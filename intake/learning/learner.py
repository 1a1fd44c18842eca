"""Learns a table of phrases from labelled texts: a linear teacher over phrases, cut to a size that a person can read.

Rule 1: the same examples give the same table, to the byte.
Rule 2: a phrase is worth more the rarer it is and the more it tells the classes apart (idf × √NB); a
        text is as long as what its phrases are worth, so a title weighs as much as a letter.
Rule 3: what is kept is what moves most (weight × root mean square), and it is taught anew by itself.
Rule 4: confidence, and from where on it is sure, are set on examples that the table had not seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, diags, vstack
from sklearn.model_selection import GroupKFold
from sklearn.svm import LinearSVC

from intake.classify.matcher import Lead
from intake.classify.table import ALWAYS, UNIT, Row
from intake.learning.vocabulary import Vocabulary, Whole, vocabulary

#: with what is one where nothing was counted
_SMOOTH = 1.0
#: how far the teacher goes before it is content
_CONTENT = 0.1
#: so many phrases are looked at together
_AT_ONCE = 50_000
#: what a class that was never seen weighs alone
_NEVER = -2.0
#: classes between which nothing was found to tell are this sharp at most
_SHARPEST = 20.0

#: what is said in so many characters at the beginning counts once more by itself, and so much
LEAD = Lead(30, 0.6)

Real = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One labelled text, folded.

    Attributes:
        parts: shorter texts of it that are learned beside it (its title, its sentences), and how
            much each counts.
        counts: how much it counts itself.
    """

    text: str
    label: str
    counts: float = 1.0
    parts: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How a table is learned.

    Attributes:
        size: so many phrases it has at most.
        candidates: so many phrases the teacher looks at, those that tell the classes apart (chi²).
        support: a phrase must be said by so many examples.
        penalty: how much an example that is taken wrongly costs the teacher.
        least: a weight of fewer hundredths is left out.
        lead: how a text begins, and how much that counts beside the whole.
        right: of what is sure so many are right; `right_short` of texts no longer than the lead, whose
            labels often rest on what a title leaves out, so that the last half a percent costs a third of them.
        folds: so many parts, of which each is judged by what the others teach.
        keeps_against: whether what weighs against a class is kept; with very many classes it is most of a table.
    """

    size: int = 20_000
    candidates: int = 120_000
    support: int = 3
    penalty: float = 0.5
    least: int = 1
    lead: Lead = LEAD
    right: float = 0.98
    right_short: float = 0.975
    folds: int = 3
    keeps_against: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """A table, and how it is to be read.

    Attributes:
        sharpness: by how much a unit of score multiplies the odds of a class, as a logarithm.
        sure: from this confidence on the likeliest class is right as often as the recipe wants.
        sure_short: the same for a text that is no longer than the lead (`right_short` of the recipe).
    """

    rows: tuple[Row, ...]
    sharpness: float
    sure: float
    sure_short: float
    lead: Lead


def learn(examples: Sequence[Example], recipe: Recipe, groups: Sequence[int]) -> Learned | None:
    """Return what *examples* teach, None where they have no phrase or only one group in common.

    Args:
        examples: of at least two labels.
        groups: for each example a number that near-duplicates share; they are never judged by each other.
    """
    lesson = _Lesson(examples, recipe)
    if not lesson.has_phrases or len({*groups}) < 2:
        return None
    whole, short = lesson.unseen(np.asarray(groups))
    sharpness = _sharpness([whole, short])
    taught = lesson.taught(np.arange(len(examples)))
    return Learned(
        rows=taught.rows(lesson.names, recipe),
        sharpness=sharpness,
        sure=_sure(whole, sharpness, recipe.right),
        sure_short=_sure(short, sharpness, recipe.right_short),
        lead=recipe.lead,
    )


@dataclass(frozen=True, slots=True)
class _Unseen:
    """Scores (text × class) by tables that had not seen the text, and the true classes."""

    scores: Real
    right: NDArray[np.int64]

    def odds(self, sharpness: float) -> Real:
        odds = np.exp(sharpness * (self.scores - self.scores.max(axis=1, keepdims=True)))
        return np.asarray(odds / odds.sum(axis=1, keepdims=True))


@dataclass(frozen=True, slots=True)
class _Taught:
    """What a teacher found: for each phrase its worth and what it weighs for each class."""

    known: Vocabulary
    columns: Whole
    support: Whole
    worth: Real
    weights: Real
    always: Real

    def scores(self, said: "csr_matrix") -> Real:
        """Return text × class; *said* has a column for each candidate."""
        return np.asarray(
            _rows_of_length_one(said[:, self.columns], self.worth) @ self.weights.T + self.always
        )

    def rows(self, names: Sequence[str], recipe: Recipe) -> tuple[Row, ...]:
        weights = np.rint(self.weights * self.worth * UNIT).astype(int).T
        always = np.rint(self.always * UNIT).astype(int)
        alone = dict(zip(names, always.tolist(), strict=True))
        table = zip(
            self.known.words(),
            self.support.tolist(),
            self.worth.tolist(),
            weights.tolist(),
            strict=True,
        )
        return (
            Row(phrase=ALWAYS, context="", weights=alone),
            *(
                Row(
                    phrase=phrase,
                    context="",
                    support=support,
                    worth=round(worth * UNIT),
                    weights={
                        name: weight
                        for name, weight in zip(names, line, strict=True)
                        if (abs(weight) if recipe.keeps_against else weight) >= recipe.least
                    },
                )
                for phrase, support, worth, line in table
            ),
        )


class _Lesson:
    """The examples as matrices, from which any part of them can be taught."""

    def __init__(self, examples: Sequence[Example], recipe: Recipe) -> None:
        self._recipe = recipe
        self._known, self._texts = vocabulary([one.text for one in examples], recipe.support)
        self._leads = self._known.said([one.text[: recipe.lead.length] for one in examples])
        parts = [(at, *part) for at, one in enumerate(examples) for part in one.parts]
        self._parts = self._known.said([text for _, text, _ in parts])
        self._whose = np.array([at for at, _, _ in parts], dtype=np.int64)
        self._counts = np.array([counts for _, _, counts in parts], dtype=np.float64)
        self.names = sorted({one.label for one in examples})
        at = {name: number for number, name in enumerate(self.names)}
        self._labels = np.array([at[one.label] for one in examples])
        self._own = np.array([one.counts for one in examples])

    @property
    def has_phrases(self) -> bool:
        return bool(self._texts.shape[1])

    def unseen(self, groups: Whole) -> tuple[_Unseen, _Unseen]:
        """Return every text, and every short one (its title; where it has none, its lead), judged by what the others teach."""
        parts = min(self._recipe.folds, len(np.unique(groups)))
        folds = GroupKFold(parts, shuffle=True, random_state=0)
        whole, short, labels, short_labels = [], [], [], []
        for known, judged in folds.split(self._labels, groups=groups):
            taught, counts = self.taught(known), self._recipe.lead.counts
            begun = taught.scores(self._leads[judged])
            whole.append((taught.scores(self._texts[judged]) + counts * begun) / (1 + counts))
            labels.append(self._labels[judged])
            titles = np.isin(self._whose, judged) & (self._counts >= 1)
            is_titled = bool(titles.any())
            short.append(taught.scores(self._parts[titles]) if is_titled else begun)
            own = self._labels[self._whose[titles]]
            short_labels.append(own if is_titled else self._labels[judged])
        return (
            _Unseen(np.concatenate(whole), np.concatenate(labels)),
            _Unseen(np.concatenate(short), np.concatenate(short_labels)),
        )

    def taught(self, chosen: Whole) -> _Taught:
        """Return what the *chosen* examples and their parts teach."""
        recipe, labels = self._recipe, self._labels[chosen]
        texts = self._texts[chosen]
        of_class = np.eye(len(self.names))[labels]
        candidates = _first(_chi2(texts, of_class), recipe.candidates)
        texts = texts[:, candidates]
        worth = _worth(texts, of_class)
        own = np.isin(self._whose, chosen)
        said = vstack([texts, self._parts[own][:, candidates]]).tocsr()
        labels = np.concatenate([labels, self._labels[self._whose[own]]])
        counts = np.concatenate([self._own[chosen], self._counts[own]])
        tells = np.diff(said.indptr) > 0
        said, labels, counts = said[tells], labels[tells], counts[tells]
        lines = _rows_of_length_one(said, worth)
        weights, _ = self._teacher(lines, labels, counts)
        squares = lines.multiply(lines).T @ counts
        kept = _first(np.abs(weights).max(axis=0) * np.sqrt(squares), recipe.size)
        worth = worth[kept]
        weights, always = self._teacher(_rows_of_length_one(said[:, kept], worth), labels, counts)
        columns = candidates[kept]
        support = np.asarray(texts[:, kept].sum(axis=0)).ravel().astype(np.int64)
        return _Taught(self._known.only(columns), columns, support, worth, weights, always)

    def _teacher(self, lines: "csr_matrix", labels: Whole, counts: Real) -> tuple[Real, Real]:
        """Return class × phrase, and what each class weighs alone; a class without a line is never found."""
        shown = np.unique(labels)
        weights = np.zeros((len(self.names), lines.shape[1]))
        always = np.full(len(self.names), _NEVER)
        if len(shown) == 1:
            always[shown] = 0
            return weights, always
        model = LinearSVC(C=self._recipe.penalty, tol=_CONTENT, random_state=0)
        model.fit(lines, labels, sample_weight=counts)
        if len(shown) == 2:
            weights[shown] = np.vstack([-model.coef_, model.coef_])
            always[shown] = np.append(-model.intercept_, model.intercept_)
        else:
            weights[shown], always[shown] = model.coef_, model.intercept_
        return weights, always


def _chi2(said: "csr_matrix", of_class: Real) -> Real:
    """Return for each phrase by how much it is said more or less in a class than by chance, the most of all classes."""
    share, columns = of_class.mean(axis=0, keepdims=True), said.tocsc()
    found = []
    for start in range(0, columns.shape[1], _AT_ONCE):  # phrases × classes are gigabytes
        together = columns[:, start : start + _AT_ONCE].T @ of_class
        times = together.sum(axis=1, keepdims=True)
        with_it, without = times * share, (len(of_class) - times) * share
        off = (together - with_it) ** 2
        each = off / np.maximum(with_it, 1e-9) + off / np.maximum(without, 1e-9)
        found.append(each.max(axis=1))
    return np.concatenate(found)


def _worth(said: "csr_matrix", of_class: Real) -> Real:
    """Return idf × √NB of each phrase: how rare it is, and how much likelier one class makes it than the others."""
    count, together = len(of_class), said.T @ of_class
    times = together.sum(axis=1)
    sizes = of_class.sum(axis=0)[None]
    within = (together + _SMOOTH) / (sizes + 2 * _SMOOTH)
    outside = (times[:, None] - together + _SMOOTH) / (count - sizes + 2 * _SMOOTH)
    idf = np.log((1 + count) / (1 + times)) + 1
    return np.asarray(idf * np.sqrt(np.abs(np.log(within / outside)).max(axis=1)))


def _rows_of_length_one(said: "csr_matrix", worth: Real) -> "csr_matrix":
    lines = said @ diags(worth)
    length = np.sqrt(np.asarray(lines.multiply(lines).sum(axis=1)).ravel())
    length[length == 0] = 1
    return (diags(1 / length) @ lines).tocsr()


def _first(values: Real, count: int) -> Whole:
    """Return where the *count* greatest stand, in order."""
    return np.sort(np.argsort(-values, kind="stable")[:count])


def _sharpness(unseen: Sequence[_Unseen]) -> float:
    """Return the sharpness that makes the true classes likeliest."""

    def surprise(sharpness: float) -> float:
        likely = [one.odds(sharpness)[np.arange(len(one.right)), one.right] for one in unseen]
        return float(-np.log(np.maximum(np.concatenate(likely), 1e-12)).mean())

    found = minimize_scalar(surprise, bounds=(0.1, _SHARPEST), method="bounded")
    return round(float(found.x), 3)


def _sure(unseen: _Unseen, sharpness: float, share: float) -> float:
    """Return from which confidence on the likeliest is right in *share* of all; 1 if from none."""
    odds = unseen.odds(sharpness)
    most = odds.max(axis=1)
    order = np.argsort(-most, kind="stable")
    hit = odds.argmax(axis=1)[order] == unseen.right[order]
    shares = np.cumsum(hit) / np.arange(1, len(hit) + 1)
    enough = np.flatnonzero(shares >= share)
    return round(float(most[order][enough[-1]]), 4) if len(enough) else 1.0
