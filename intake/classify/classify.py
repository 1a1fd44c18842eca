"""Which matter a complaint is about, which department answers and why it failed, with the words.

Rule 1: every score is the sum of its hits, so a person can see why.
Rule 2: the same text gives the same answer; nothing is learned on the way, nothing leaves here.
Rule 3: it is a suggestion; a person confirms (WZ-7.1).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dispatch.words.emergencies import heard
from dispatch.words.normal_form import normal
from intake.classify.dangers import FITTING
from intake.classify.dictionary import Dictionary, Matter
from intake.classify.words import Words

#: how many are suggested
SHOWN = 3
#: a longer text is judged by its beginning: people say first what it is about
LONGEST = 1500
#: a word said again counts, but less and less: the sum of these
_AGAIN = (1.0, 0.35, 0.25, 0.15, 0.1, 0.1)
#: a word near the beginning counts more
_LEAD, _LEAD_COUNTS = 40, 1.5
#: a longer word is a more exact one: so much more for each character after the second
_EXACT, _EXACT_AT_MOST = 0.15, 1.6
#: what a matter gives to its first, second and third department
_SHARES = (1.0, 0.5, 0.35)
#: of it, what the manner (态度, 推诿 …) gives: the thing itself decides who answers
_MANNER_SHARE = 0.3
#: mentioning a department by name
_MENTIONED = 2.5
#: confidence: score^P / (sum of score^P + DOUBT^P); set by bench/suggest.py
_SHARPNESS, _DOUBT = 2.5, 3.0
#: so many times the heaviest matter weighs the one that a danger is
_OUTWEIGHS = 4.0
#: sure enough to be preselected: confidence of category and department
_SURE_CATEGORY, _SURE_DEPARTMENT = 0.85, 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """One suggestion.

    Attributes:
        score: the sum of the hits' weights, 0 or more.
        confidence: 0 to 1.
        hits: (word, weight) pairs that decided it, the heaviest first; some weigh against it.
    """

    id: str
    name: str
    score: float = 0.0
    confidence: float = 0.0
    hits: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """The three best of each, best first; empty for an empty text.

    *sure* is it where both are: the first category, and the first department.
    """

    sure: bool = False
    sure_of_matter: bool = False
    sure_of_department: bool = False
    categories: tuple[Scored, ...] = ()
    departments: tuple[Scored, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A department as the configuration names it."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()


_Weights = Mapping[str, tuple[tuple[int, float], ...]]
_Hits = dict[int, dict[str, float]]


class Suggester:
    """Suggests from keywords; built once, a few hundred microseconds a text."""

    def __init__(
        self, words: Words, dictionary: Dictionary, departments: Sequence[Named] = ()
    ) -> None:
        """Prepare the tables.

        Args:
            words: loaded with `vocabulary(dictionary, departments)`.
            departments: those that exist here; without any, those of the dictionary.
        """
        self._words = words
        self._matters = dictionary.matters
        self._causes = dictionary.causes
        self._at = {matter.id: index for index, matter in enumerate(dictionary.matters)}
        own = [Named(id=d.id, name=d.name, aliases=d.words) for d in dictionary.departments]
        self._departments = tuple(departments or own)
        meant = _meant(dictionary, self._departments)
        self._serving = [
            [(meant[one], share) for one, share in _shared(matter, meant)]
            for matter in dictionary.matters
        ]
        self._by_word = _inverted(matter.words for matter in dictionary.matters)
        self._by_cause = _inverted(cause.words for cause in dictionary.causes)
        self._by_mention = _inverted(_mentions(dictionary, self._departments, meant))

    def suggest(self, text: str) -> Suggestion:
        counted = self._counted(text)
        if counted is None:
            return Suggestion()
        hits = _hits(counted, self._by_word)
        self._put_first(text, hits)
        categories = _ranked([(m.id, m.name) for m in self._matters], hits)
        offices = _hits(counted, self._by_mention)
        self._pass_on(hits, offices)
        departments = _ranked([(d.id, d.name) for d in self._departments], offices)
        matter = categories[0].confidence >= _SURE_CATEGORY
        department = bool(departments) and departments[0].confidence >= _SURE_DEPARTMENT
        return Suggestion(
            sure=matter and department,
            sure_of_matter=matter,
            sure_of_department=department,
            categories=categories,
            departments=departments,
        )

    def suggest_cause(self, text: str) -> tuple[Scored, ...]:
        """Return the classes of WZ-7 (不给办, 很难办, 办不了, 一般性问题) that words of *text* speak for."""
        counted = self._counted(text)
        if counted is None:
            return ()
        hits = _hits(counted, self._by_cause)
        ranked = _ranked([(c.id, c.name) for c in self._causes], hits, len(self._causes))
        return tuple(one for one in ranked if one.score > 0)

    def _counted(self, text: str) -> dict[str, float] | None:
        """Return how much each known word of *text* counts, None without any text."""
        plain = normal(text[:LONGEST]).strip().lower()
        if not plain:
            return None
        counted: dict[str, float] = {}
        seen: Counter[str] = Counter()
        at = 0
        for word in self._words.cut(plain):
            length = len(word)
            if length > 1 or word in self._by_word:
                again = seen[word]
                if again < len(_AGAIN):
                    seen[word] = again + 1
                    lead = _LEAD_COUNTS if at < _LEAD else 1.0
                    counted[word] = counted.get(word, 0.0) + _AGAIN[again] * lead
            at += length
        return counted

    def _put_first(self, text: str, hits: _Hits) -> None:
        """Let the danger that *text* tells of outweigh what else its words sound like."""
        danger = heard(text[:LONGEST])
        fitting = next((FITTING[one] for one in danger.perils if one in FITTING), ())
        ids = [self._at[one] for one in fitting if one in self._at]
        if not ids:
            return
        scores = {index: sum(words.values()) for index, words in hits.items()}
        chosen = max(ids, key=lambda index: (scores.get(index, 0.0), -ids.index(index)))
        weight = _OUTWEIGHS * max([1.0, *scores.values()])
        hits.setdefault(chosen, {})[danger.words[0]] = round(weight, 4)

    def _pass_on(self, hits: _Hits, offices: _Hits) -> None:
        """Give each matter's words to the departments that serve it."""
        for matter, words in hits.items():
            if sum(words.values()) <= 0:
                continue
            for office, share in self._serving[matter]:
                into = offices.setdefault(office, {})
                for word, weight in words.items():
                    into[word] = into.get(word, 0.0) + weight * share


def vocabulary(dictionary: Dictionary, departments: Iterable[Named] = ()) -> frozenset[str]:
    """Return the words that the segmentation must know."""
    named = {w.lower() for d in departments for w in (d.name, _short(d.name), *d.aliases)}
    return dictionary.words() | frozenset(word for word in named if len(word) > 1)


def _inverted(groups: Iterable[Mapping[str, float]]) -> _Weights:
    """Return for each word whom it speaks for; of many it says less, a longer one says more."""
    found: dict[str, list[tuple[int, float]]] = {}
    for index, words in enumerate(groups):
        for word, weight in words.items():
            found.setdefault(word, []).append((index, weight))
    return {
        word: tuple((index, weight * _exactness(word) / len(whom) ** 0.5) for index, weight in whom)
        for word, whom in found.items()
    }


def _exactness(word: str) -> float:
    return min(1 + _EXACT * max(0, len(word) - 2), _EXACT_AT_MOST)


def _hits(counted: Mapping[str, float], table: _Weights) -> _Hits:
    hits: _Hits = {}
    for word, count in counted.items():
        for index, weight in table.get(word, ()):
            hits.setdefault(index, {})[word] = round(weight * count, 4)
    return hits


def _ranked(
    names: Sequence[tuple[str, str]], hits: _Hits, shown: int = SHOWN
) -> tuple[Scored, ...]:
    scores = {index: max(0.0, sum(words.values())) for index, words in hits.items()}
    whole = sum(score**_SHARPNESS for score in scores.values()) + _DOUBT**_SHARPNESS
    order = sorted(range(len(names)), key=lambda index: (-scores.get(index, 0.0), index))
    return tuple(
        Scored(
            id=names[index][0],
            name=names[index][1],
            score=round(scores.get(index, 0.0), 4),
            confidence=round(scores.get(index, 0.0) ** _SHARPNESS / whole, 4),
            hits=tuple(sorted(hits.get(index, {}).items(), key=lambda hit: (-hit[1], hit[0]))),
        )
        for index in order[:shown]
    )


def _shared(matter: Matter, meant: Mapping[str, int]) -> list[tuple[str, float]]:
    """Return *matter*'s departments that exist here with their shares; the first gets most."""
    factor = _MANNER_SHARE if matter.is_manner else 1.0
    ids = [one for one in matter.departments if one in meant]
    return [(one, share * factor) for one, share in zip(ids, _SHARES, strict=False)]


def _short(name: str) -> str:
    """Return a department's name without its county: 某某县公安局 → 公安局."""
    for mark in ("自治县", "县", "市", "区"):
        at = name.find(mark)
        if 0 < at <= 6 and len(name) - at - len(mark) >= 3:
            return name[at + len(mark) :]
    return name


def _meant(dictionary: Dictionary, departments: Sequence[Named]) -> dict[str, int]:
    """Return for each department of the dictionary which of ours it is, where it is one."""
    found: dict[str, int] = {}
    for index, ours in enumerate(departments):
        called = {ours.id, ours.name, _short(ours.name), *ours.aliases}
        for theirs in dictionary.departments:
            if called & {theirs.id, theirs.name} or (ours.aliases and called & set(theirs.words)):
                found.setdefault(theirs.id, index)
    for index, ours in enumerate(departments):
        for theirs in dictionary.departments:
            if index not in found.values() and {ours.name, _short(ours.name)} & set(theirs.words):
                found.setdefault(theirs.id, index)
    return found


def spoken_names(dictionary: Dictionary, departments: Sequence[Named]) -> list[set[str]]:
    """Return for each of *departments* every word that names it, ours and the dictionary's."""
    return _spoken(dictionary, departments, _meant(dictionary, departments))


def _spoken(
    dictionary: Dictionary, departments: Sequence[Named], meant: Mapping[str, int]
) -> list[set[str]]:
    spoken = [{d.name, _short(d.name), *d.aliases} for d in departments]
    for theirs in dictionary.departments:
        if theirs.id in meant:
            spoken[meant[theirs.id]] |= {theirs.name, *theirs.words}
    return spoken


def _mentions(
    dictionary: Dictionary, departments: Sequence[Named], meant: Mapping[str, int]
) -> list[dict[str, float]]:
    """Return for each of *departments* the words that name it."""
    spoken = _spoken(dictionary, departments, meant)
    return [{word.lower(): _MENTIONED for word in words} for words in spoken]
