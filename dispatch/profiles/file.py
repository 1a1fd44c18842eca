"""Loads a profile from its TOML text, every fault named at once.

Rule 1: every section of the TOML has a class; unknown keys and wrong types are refused together.
Rule 2: every section cites its clause or says `default` with its gap (shown 默认，非文件规定).
Rule 3: sections that a county's text leaves out come from `defaults.toml`, whole; `[who]` by row.
Rule 4: what is cited exists: one of the 234 rules, or the file's own under `[clauses]`.
"""

import hashlib
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from dispatch.errors import DeskError
from dispatch.profiles.checks import check
from dispatch.profiles.profile import ROLES, Profile
from dispatch.profiles.reading import Fault, FaultKind, Reader, hints_of
from dispatch.profiles.sections import May
from dispatch.profiles.values import Origin

#: what the loader itself puts in
_OWN = frozenset({"version", "origins"})
#: what a text may lack
_OPTIONAL = frozenset({"effective_from", "interpreter", "url"})


class BadProfile(DeskError):
    """The profile cannot be used; its faults say where and what would be right."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


@lru_cache(maxsize=16)
def load(text: str, defaults: str, later: str = "") -> Profile:
    """Return the profile written in *text*, completed by *defaults* (both TOML).

    The same texts give the same object: two centres, or a start that reads what is stored, read once.

    Args:
        later: the defaults of a later release, for the text of an earlier one: what *defaults* does
            not know yet comes from there. The version stays that of *text* and *defaults*.

    Raises:
        BadProfile: with every fault at once.
    """
    own = _parsed(text, "TOML")
    silent = _silent(defaults, later)
    given = {"cites": {}, "citing": {}, "clauses": {}, **_over(silent, own)}
    reader = Reader()
    values = _read(given, reader)
    found = check(given, reader.origins)
    faults = (*reader.faults, *_commands(own, silent), *_unnamed(found, reader.faults))
    if faults:
        raise BadProfile(tuple(dict.fromkeys(faults)))
    values["who"] = {name: _spelt_out(may, values["sets"]) for name, may in values["who"].items()}
    version = hashlib.sha256(f"{defaults}\0{text}".encode()).hexdigest()[:16]
    return Profile(**values, version=version, origins=reader.origins)


@lru_cache(maxsize=4)
def _silent(defaults: str, later: str) -> dict[str, Any]:
    """Return what a county's text may leave out; nobody changes it."""
    return _over(_parsed(later, "defaults.toml"), _parsed(defaults, "defaults.toml"))


def _over(silent: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """Return *own* over *silent*: section by section, `[who]` row by row."""
    both = {**silent, **own}
    if isinstance(own.get("who"), dict):
        both["who"] = {**silent.get("who", {}), **own["who"]}
    return both


def _unnamed(found: tuple[Fault, ...], named: list[Fault]) -> list[Fault]:
    """Return what was *found* beside what the reader *named* already: one place, one fault."""
    places = {fault.path for fault in named}
    return [fault for fault in found if fault.path not in places]


def _commands(own: Mapping[str, Any], silent: Mapping[str, Any]) -> list[Fault]:
    """Return a fault for each row of `[who]` that is no command: nobody could ever give it."""
    known, rows = silent.get("who", {}), own.get("who", {})
    strange = [name for name in rows if name not in known] if isinstance(rows, Mapping) else []
    return [Fault(path=f"who.{name}", what=FaultKind.UNKNOWN, right=(*known,)) for name in strange]


def _read(given: Mapping[str, Any], reader: Reader) -> dict[str, Any]:
    """Return every field of a Profile that *given* holds; faults go to *reader*."""
    hints = {name: kind for name, kind in hints_of(Profile).items() if name not in _OWN}
    for name in sorted(given.keys() - hints.keys() - {"cites"}):
        reader.fault(name, FaultKind.UNKNOWN, *hints)
    reader.cites(given["cites"], hints, "")
    values: dict[str, Any] = {}
    for name, kind in hints.items():
        if name not in given and name not in _OPTIONAL:
            reader.fault(name, FaultKind.MISSING)
        elif name in _MAPPINGS:
            values[name] = _mapping(_MAPPINGS[name], given[name], name, reader)
        elif name in given:
            values[name] = reader.value(kind, given[name], name)
    return values


def _mapping(kind: Any, value: Any, path: str, reader: Reader) -> dict[str, Any]:
    """Return a table with free names, each row a *kind*; its rows are defaults unless they cite."""
    if not isinstance(value, Mapping):
        reader.fault(path, FaultKind.WRONG_TYPE, "一节设置")
        return {}
    around = Origin(clause="default")
    return {name: reader.value(kind, row, f"{path}.{name}", around) for name, row in value.items()}


def _spelt_out(may: May, sets: Mapping[str, tuple[str, ...]]) -> May:
    """Return *may* with the named sets of roles replaced by their roles."""
    named = {"ALL": ROLES, **sets}

    def roles(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(role for name in names for role in named.get(name, (name,))))

    return May(does=roles(may.does), proposes=roles(may.proposes))


def _parsed(text: str, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as broken:  # a number of 5,000 digits, brackets without end
        fault = Fault(path=name, what=FaultKind.SYNTAX, right=(str(broken),))
        raise BadProfile((fault,)) from broken


_MAPPINGS: dict[str, Any] = {
    "citing": str,
    "clauses": str,
    "sets": tuple[str, ...],
    "who": May,
}
