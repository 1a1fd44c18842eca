"""Which matter a complaint is about, which department answers and why it failed, with the words.

Rule 1: every score is the sum of its hits, so a person can see why.
Rule 2: the same text gives the same answer; nothing is learned on the way, nothing leaves here.
Rule 3: it is a suggestion; a person confirms (WZ-7.1).
Rule 4: a department is as likely as the matters that it serves; who acts and a department that is named
        weigh beside them.
Rule 5: who complains weighs nothing: words that say it are taken out before (WZ-2.4).
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dispatch.words.emergencies import heard
from dispatch.words.normal_form import normal
from intake.classify.acts import Acts
from intake.classify.dangers import FITTING
from intake.classify.dictionary import WEIGHTS, Act, Dictionary, Matter
from intake.classify.folding import BETWEEN, END, START, folded
from intake.classify.matcher import Matcher
from intake.classify.phrases import WeighedPhrases
from intake.classify.who_complains import WhoComplains

#: how many are suggested
SHOWN = 3
#: a longer text is judged by its beginning: people say first what it is about
LONGEST = 1500
#: the one context of the table of matters, and its class for what no matter can be told from
ANY, UNCLEAR = "", "unclear"
#: by how much a unit of score multiplies the odds of a matter (a logarithm), set on lines not seen
SHARPNESS = 6.0
#: stands for words that are not told: those of matters behind the first three
_UNSAID = ""
#: what a matter gives to its first, second and third department
_SHARES = (1.0, 0.35, 0.2)
#: a manner (态度, 推诿 …) yields to the thing it is about: so much is left of it beside one that a sure word names
_YIELDS = 0.04
#: what is less likely is no suggestion
_NOTHING = 0.01
#: so many matters behind the first three weigh for their departments, without words
_BESIDE = 17
#: by how much a unit of weight of a word of the dictionary multiplies the odds of its matter (a logarithm)
_BY_WORD = 0.25
#: an act multiplies the odds of its first, second and third matter, which are at least so likely before
_ACTS, _LEAST = (50.0, 10.0, 5.0), 0.02
#: what it adds for its first, second and third department, and what it adds that one is named
_ACTS_FOR, _NAMED = (1.0, 0.3, 0.2), 1.2
#: where none of the matters that fit a danger is so likely, it is the first of them
_SAID = 0.3
#: by so much a danger multiplies the odds of the matter that it is, which is at least so likely before
_DANGER, _LEAST_DANGER = 20.0, 0.15
#: sure enough to be preselected: confidence of category and department; set on lines not seen
_SURE_CATEGORY, _SURE_DEPARTMENT = 0.95, 0.6
#: a score is so many times the confidence, parted among the words that decided
_WHOLE = 10.0
#: what folding sets that nobody said: marks, and what stands for figures
_MARKS, _FIGURES = START + END + BETWEEN + "?", frozenset("018")


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


#: what speaks for a matter or a department: word → its part of how likely it is
_Parts = dict[str, float]


class Suggester:
    """Suggests from the table of matters and the dictionary; built once, safe to share."""

    def __init__(
        self, table: Matcher, dictionary: Dictionary, departments: Sequence[Named] = ()
    ) -> None:
        """Prepare the tables.

        Args:
            table: that of the dictionary's matters.
            departments: those that exist here; without any, those of the dictionary.
        """
        self._table = table
        self._matters = {matter.id: matter for matter in dictionary.matters}
        self._causes = dictionary.causes
        own = [Named(id=d.id, name=d.name, aliases=d.words) for d in dictionary.departments]
        self._departments = tuple(departments or own)
        self._meant = _meant(dictionary, self._departments)
        self._serving = {matter.id: _shared(matter, self._meant) for matter in dictionary.matters}
        self._ids = [matter.id for matter in dictionary.matters]
        self._by_word = WeighedPhrases([matter.words for matter in dictionary.matters])
        self._acts = Acts(dictionary.acts)
        self._who = WhoComplains(dictionary.alike)
        self._mentions = WeighedPhrases(
            [dict.fromkeys(names, _NAMED) for names in spoken_names(dictionary, self._departments)]
        )
        self._by_cause = WeighedPhrases([cause.words for cause in dictionary.causes])

    def suggest(self, text: str) -> Suggestion:
        plain = self._plain(text)
        if not plain:
            return Suggestion()
        acts = tuple(self._acts.find(plain))
        weighed = self._weigh_matters(plain, acts)
        self._put_first(text, weighed)
        matters = _normed(weighed)
        offices = self._weigh_offices(plain, matters, acts)
        categories = _ranked([(m.id, m.name) for m in self._matters.values()], matters)
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
        hits = self._by_cause.hits(self._plain(text))
        scores = {index: max(0.0, sum(words.values())) for index, words in hits.items()}
        whole = sum(scores.values()) + 1.0
        parts = {
            self._causes[index].id: {
                word: weight / whole for word, weight in hits[index].items() if score
            }
            for index, score in scores.items()
        }
        names = [(cause.id, cause.name) for cause in self._causes]
        return tuple(one for one in _ranked(names, parts, len(names)) if one.score > 0)

    def _plain(self, text: str) -> str:
        """Return *text* as it is matched, without who complains; empty where nothing is said."""
        return self._who.without(folded(text[:LONGEST])) if normal(text).strip() else ""

    def _weigh_matters(self, plain: str, acts: Iterable[tuple[Act, str]]) -> dict[str, _Parts]:
        """Return how likely each matter is, by the words that speak for it."""
        likely = self._table.explained(plain, ANY, SHOWN, beside=_BESIDE)
        found = {
            one.name: _parted(one.hits, one.confidence) if at < SHOWN else {_UNSAID: one.confidence}
            for at, one in enumerate(likely)
        }
        words = {self._ids[at]: said for at, said in self._by_word.hits(plain).items()}
        things = {one: said for one, said in words.items() if not self._matters[one].is_manner}
        for one, said in things.items():
            heaviest = max(said, key=lambda word: (said[word], word))
            odds = math.exp(_BY_WORD * sum(said.values()))
            _raise(found.setdefault(one, {}), heaviest, odds, _LEAST)
        if any(sum(said.values()) >= WEIGHTS["sure"] for said in things.values()):
            self._let_manners_yield(found)
        for act, word in acts:
            for matter, odds in zip(act.matters, _ACTS, strict=False):
                _raise(found.setdefault(matter, {}), word, odds, _LEAST)
        return found

    def _let_manners_yield(self, found: dict[str, _Parts]) -> None:
        """Leave little of how somebody was treated, beside a thing that is named."""
        for one in found:
            if one in self._matters and self._matters[one].is_manner:
                found[one] = {word: part * _YIELDS for word, part in found[one].items()}

    def _put_first(self, text: str, matters: dict[str, _Parts]) -> None:
        """Let the danger that *text* tells of outweigh what else its words sound like."""
        danger = heard(text[:LONGEST])
        fitting = next((FITTING[one] for one in danger.perils if one in FITTING), ())
        known = [one for one in fitting if one in self._matters]
        if not known:
            return
        likeliest = max(known, key=lambda one: _sum(matters.get(one)))
        chosen = likeliest if _sum(matters.get(likeliest)) >= _SAID else known[0]
        _raise(matters.setdefault(chosen, {}), danger.words[0], _DANGER, _LEAST_DANGER)

    def _weigh_offices(
        self, plain: str, matters: Mapping[str, _Parts], acts: Iterable[tuple[Act, str]]
    ) -> dict[str, _Parts]:
        """Return how likely each department is: by its matters, by who acts, by its name."""
        found: dict[int, _Parts] = {}
        for matter, parts in matters.items():
            for office, share in self._serving.get(matter, ()):
                _add(found, office, {word: part * share for word, part in parts.items()})
        for act, word in acts:
            for one, more in zip(act.departments, _ACTS_FOR, strict=False):
                if one in self._meant:
                    _add(found, self._meant[one], {word: more})
        for office, named in self._mentions.hits(plain).items():
            _add(found, office, dict.fromkeys(named, _NAMED / len(named)))
        unclear = _sum(matters.get(UNCLEAR))
        return _normed(
            {self._departments[office].id: parts for office, parts in found.items()}, unclear
        )


def vocabulary(dictionary: Dictionary, departments: Iterable[Named] = ()) -> frozenset[str]:
    """Return the words that answers are cut by."""
    named = {w.lower() for d in departments for w in (d.name, _short(d.name), *d.aliases)}
    return dictionary.words() | frozenset(word for word in named if len(word) > 1)


def _parted(hits: Sequence[tuple[str, float]], likely: float) -> _Parts:
    """Return *likely* parted among the words of *hits* as they weigh; nothing where no word speaks for it."""
    said: _Parts = {}
    for phrase, weight in hits:
        word = max(phrase.strip(_MARKS).split(BETWEEN), key=len)
        if word and _FIGURES.isdisjoint(word):
            said[word] = said.get(word, 0.0) + weight
    whole = sum(said.values())
    return {word: likely * weight / whole for word, weight in said.items()}


def _raise(parts: _Parts, word: str, odds: float, least: float) -> None:
    """Make what has *parts* so many times as likely, at least *least* before, because of *word*."""
    before = sum(parts.values())
    parts[word] = parts.get(word, 0.0) + max(before, least) * odds - before


def _normed(found: Mapping[str, _Parts], beside: float = 0.0) -> dict[str, _Parts]:
    """Return *found* so that all of it, and what stands *beside*, is at most one."""
    whole = max(1.0, beside + sum(map(_sum, found.values())))
    return {
        one: {word: part / whole for word, part in parts.items()} for one, parts in found.items()
    }


def _add(found: dict[int, _Parts], office: int, parts: _Parts) -> None:
    into = found.setdefault(office, {})
    for word, part in parts.items():
        into[word] = into.get(word, 0.0) + part


def _sum(parts: _Parts | None) -> float:
    return sum(parts.values()) if parts else 0.0


def _ranked(
    names: Sequence[tuple[str, str]], found: Mapping[str, _Parts], shown: int = SHOWN
) -> tuple[Scored, ...]:
    likely = {
        one: min(1.0, whole) for one, parts in found.items() if (whole := _sum(parts)) >= _NOTHING
    }
    order = sorted(range(len(names)), key=lambda at: (-likely.get(names[at][0], 0.0), at))
    return tuple(
        _scored(*names[at], likely.get(names[at][0], 0.0), found.get(names[at][0], {}))
        for at in order[:shown]
    )


def _scored(one: str, name: str, likely: float, parts: _Parts) -> Scored:
    """Return it with its score parted among the words that are told; without any it is none."""
    told = {word: part for word, part in parts.items() if word != _UNSAID}
    whole = sum(told.values())
    if not likely or whole <= 0:
        return Scored(id=one, name=name, confidence=round(likely, 4))
    hits = [(word, round(_WHOLE * likely * part / whole, 4)) for word, part in told.items()]
    return Scored(
        id=one,
        name=name,
        score=round(_WHOLE * likely, 4),
        confidence=round(likely, 4),
        hits=tuple(sorted(hits, key=lambda hit: (-hit[1], hit[0]))),
    )


def _shared(matter: Matter, meant: Mapping[str, int]) -> list[tuple[int, float]]:
    """Return *matter*'s departments that exist here with their shares, together one; the first gets most."""
    shares = dict(zip(matter.departments, _SHARES, strict=False))
    whole = sum(shares.values())
    return [(meant[one], share / whole) for one, share in shares.items() if one in meant]


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
    meant = _meant(dictionary, departments)
    spoken = [{d.name, _short(d.name), *d.aliases} for d in departments]
    for theirs in dictionary.departments:
        if theirs.id in meant:
            spoken[meant[theirs.id]] |= {theirs.name, *theirs.words}
    return spoken
