"""The departments by every name that staff call them: 住建, 交警队, 工商局 → the name that we know.

What the configuration names comes first; the words of the dictionary (`intake/classify/keywords`) are
added to the department that they mean, as a suggestion reads them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from dispatch.words.alternatives import any_of
from intake.classify import dictionary
from intake.classify.classify import Named, spoken_names

#: what staff leave away from a name: 医保局 is 医保
_KIND = re.compile(r"(?<=..)(?:局|委|办|队|所|中心|公司)$")
#: of which county: ours
_OF_OURS = re.compile(r"(?:我|本|咱们?)?[县市区](?=..)")
#: between two names of a list
_AND = re.compile(r"\s?[,、;]\s?|\s?(?:和|及|以及|与|跟|还有)\s?|\s+")


@dataclass(frozen=True, slots=True)
class Units:
    """The departments' names.

    Attributes:
        names: every department by the name that we know, in the order of the configuration.
        known: names as they are said, in small letters → the name that we know; what two bear is left out.
        said: any of them.
    """

    names: tuple[str, ...]
    known: dict[str, str]
    said: re.Pattern[str]

    def meant(self, word: str) -> tuple[str, ...]:
        """Return the department called *word*, else all whose names hold it."""
        said = word.strip().lower()
        if said not in self.known:
            said = _OF_OURS.sub("", said)
        if said in self.known or not said:
            return (self.known[said],) if said else ()
        return tuple(dict.fromkeys(name for one, name in self.known.items() if said in one))

    def at(self, line: str, at: int) -> tuple[str, int] | None:
        """Return the department whose name stands in *line* at *at*, and the place behind it."""
        hit = self.said.match(line, at)
        if hit is None and (ours := _OF_OURS.match(line, at)) is not None:
            hit = self.said.match(line, ours.end())
        return (self.known[hit[0].lower()], hit.end()) if hit else None

    def listed(self, line: str, at: int) -> tuple[tuple[str, ...], int]:
        """Return the departments that stand in a list from *at* on, and the place behind the last."""
        found: list[str] = []
        end = begin = at
        while (one := self.at(line, begin)) is not None:
            name, end = one
            found.append(name)
            joint = _AND.match(line, end)
            if joint is None:
                break
            begin = joint.end()
        return tuple(dict.fromkeys(found)), end


def _shortened(bearers: dict[str, set[str]]) -> dict[str, set[str]]:
    """Return the names without their kind, and who bears them."""
    found: dict[str, set[str]] = {}
    for word, names in bearers.items():
        if _KIND.search(word):
            found.setdefault(_KIND.sub("", word), set()).update(names)
    return found


@lru_cache(maxsize=8)
def units_of(departments: tuple[Named, ...] = ()) -> Units:
    """Return *departments* by their names; without any, those of the dictionary."""
    words = dictionary.load()
    ours: Sequence[Named] = departments or [
        Named(id=one.id, name=one.name, aliases=one.words) for one in words.departments
    ]
    bearers: dict[str, set[str]] = {}
    for one, said in zip(ours, spoken_names(words, ours), strict=True):
        for word in said:
            bearers.setdefault(word.lower(), set()).add(one.name)
    short = {word: names for word, names in _shortened(bearers).items() if word not in bearers}
    every = (*short.items(), *bearers.items())
    known = {word: min(names) for word, names in every if word and len(names) == 1}
    known |= {one.name.lower(): one.name for one in ours}
    names = tuple(one.name for one in ours)
    return Units(names, known, re.compile(any_of(known), re.I))
