"""The dictionary: matters (事项), departments and causes with the words people use for them.

The words are data in `keywords/*.toml`, written from general knowledge of county
government, never taken from complaints. `read` turns their text into values, `load` takes ours.
"""

import tomllib
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

#: what a word of each group weighs for a matter; a word `against` it tells that it is another
WEIGHTS: Mapping[str, float] = {"sure": 4.0, "likely": 2.0, "hint": 1.0, "against": -4.0}
#: a matter about the manner (态度, 推诿 …) yields to the thing it is about
MANNER = 0.35


class BadDictionary(ValueError):
    """The dictionary contradicts itself; correct the file that the message names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """A matter or a cause with its weighted words.

    Attributes:
        departments: ids, the likeliest first.
        is_manner: it is about how somebody was treated; it yields to the thing itself.
    """

    id: str
    name: str
    words: Mapping[str, float]
    departments: tuple[str, ...] = ()
    is_manner: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """A department and the words by which it is mentioned."""

    id: str
    name: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Something that is done, which decides who answers over what it is done to.

    Attributes:
        words: any of them tells of it, where one of `beside` (if there are any) is said too and none of `unless`.
        departments: ids, the likeliest first; may be empty, as may `matters`.
    """

    words: frozenset[str]
    beside: frozenset[str] = frozenset()
    unless: frozenset[str] = frozenset()
    departments: tuple[str, ...] = ()
    matters: tuple[str, ...] = ()

    def phrases(self) -> frozenset[str]:
        return self.words | self.beside | self.unless

    def is_told(self, said: Set[str]) -> bool:
        """Return whether the phrases *said* tell of it."""
        beside = not self.beside or not self.beside.isdisjoint(said)
        return beside and not self.words.isdisjoint(said) and self.unless.isdisjoint(said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dictionary:
    """All of it, in the order of the files.

    Attributes:
        alike: words that say who somebody is, not what it is about; they weigh nothing (WZ-2.4).
    """

    matters: tuple[Matter, ...]
    departments: tuple[Department, ...]
    causes: tuple[Matter, ...]
    acts: tuple[Act, ...] = ()
    alike: frozenset[str] = frozenset()

    def words(self) -> frozenset[str]:
        weighed = (word for one in (*self.matters, *self.causes) for word in one.words)
        named = (word for one in self.departments for word in (one.name, *one.words))
        return frozenset((*weighed, *named, *self.alike))


def read(texts: Mapping[str, str]) -> Dictionary:
    """Return the dictionary that the TOML *texts*, by file name, hold.

    Raises:
        BadDictionary: naming the file, for what is missing, double or unknown.
    """
    matters: list[Matter] = []
    departments: list[Department] = []
    causes: list[Matter] = []
    acts: list[Act] = []
    alike: list[str] = []
    for name in sorted(texts):
        try:
            content = tomllib.loads(texts[name])
            matters += [_matter(entry) for entry in content.get("matter", [])]
            causes += [
                _matter({"id": entry["name"], **entry}) for entry in content.get("cause", [])
            ]
            departments += [_department(entry) for entry in content.get("department", [])]
            acts += [_act(entry) for entry in content.get("act", [])]
            alike += str(content.get("alike", "")).lower().split()
        except (tomllib.TOMLDecodeError, KeyError, AttributeError, BadDictionary) as error:
            raise BadDictionary(f"{name}: {error}") from error
    found = Dictionary(
        matters=tuple(matters),
        departments=tuple(departments),
        causes=tuple(causes),
        acts=tuple(acts),
        alike=frozenset(alike),
    )
    _check(found)
    return found


def load() -> Dictionary:
    """Return the dictionary that comes with the program; only for start-up."""
    folder = files("intake.classify") / "keywords"
    texts = {
        file.name: file.read_text("utf-8")
        for file in folder.iterdir()
        if file.name.endswith(".toml")
    }
    return read(texts)


def _matter(entry: Mapping[str, Any]) -> Matter:
    factor = MANNER if entry.get("manner") else 1.0
    words: dict[str, float] = {}
    for group, weight in WEIGHTS.items():
        for word in str(entry.get(group, "")).lower().split():
            if word in words:
                raise BadDictionary(f"{entry['id']}: {word} stands in two groups or twice")
            words[word] = weight * factor
    return Matter(
        id=entry["id"],
        name=entry["name"],
        words=words,
        departments=tuple(entry.get("departments", ())),
        is_manner=bool(entry.get("manner")),
    )


def _act(entry: Mapping[str, Any]) -> Act:
    words, beside, unless = (_words(entry.get(group, "")) for group in ("words", "with", "unless"))
    if not words:
        raise BadDictionary(f"an act without words: {dict(entry)}")
    return Act(
        words=words,
        beside=beside,
        unless=unless,
        departments=tuple(entry.get("departments", ())),
        matters=tuple(entry.get("matters", ())),
    )


def _words(text: str) -> frozenset[str]:
    return frozenset(text.lower().split())


def _department(entry: Mapping[str, Any]) -> Department:
    words = tuple(dict.fromkeys(str(entry.get("words", "")).lower().split()))
    return Department(id=entry["id"], name=entry["name"], words=words)


def _check(found: Dictionary) -> None:
    known = {one.id for one in found.departments}
    for group in (found.matters, found.departments, found.causes):
        ids = [one.id for one in group]
        double = {one for one in ids if ids.count(one) > 1}
        if double:
            raise BadDictionary(f"double id: {', '.join(sorted(double))}")
    for one in (*found.matters, *found.causes):
        unequal = found.alike & one.words.keys()
        if unequal:
            raise BadDictionary(f"{one.id}: who somebody is must not weigh: {sorted(unequal)}")
    _check_acts(found.acts, known, {one.id for one in found.matters})
    for matter in found.matters:
        unknown = set(matter.departments) - known
        if unknown or not matter.departments:
            raise BadDictionary(f"{matter.id}: unknown departments {sorted(unknown)}")


def _check_acts(acts: Iterable[Act], departments: Set[str], matters: Set[str]) -> None:
    for act in acts:
        unknown = {*act.departments} - departments | {*act.matters} - matters
        if unknown or not (act.departments or act.matters):
            raise BadDictionary(f"{min(act.words)}: unknown {sorted(unknown)}")
