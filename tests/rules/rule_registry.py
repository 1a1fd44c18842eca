"""The registry of the 234 rules: one TOML file per regulation beside this one, read and checked.

    unproved = ["WZ-9.2"]                # still without a table below; may only get shorter

    ["WZ-9.1"]                           # a rule; its kind (S, R, D, O) stands in dispatch/profiles/clauses.py
    title = "办不了三日内答复"              # in our own words, Chinese, at most 25 characters
    lives = [                            # where it is enforced; each must exist (rule_places.py)
        "dispatch/profiles/wuzhi.toml: classes.cannot.stages.reply",
        "dispatch/rules/rules.py: Rules.check_answer",
    ]
    break = [                            # ways to neutralise it (rule_breaks.py): each must be caught
        { guard = "dispatch/rules/rules.py: Rules.check_answer" },
        [{ … }, { … }],                  # what has to be broken together to have an effect
    ]                                    # one way needs no list: break = { … }
    every = "件件"                        # the words by which the text speaks of each one, if it does
    open = "公文样式由后续版本提供"          # instead of `break`, only where MAY_STAND_OPEN

A rule with `every` needs a way that breaks it for one state, channel or the like alone (`where`, or a
table without one of its members): what holds of all but one does not hold of every.
S, R and D need `break`, unless they stand open; O needs neither: it is printed or set (清单).
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rule_places import missing

from dispatch.profiles.clauses import KINDS

FOLDER = Path(__file__).parent
#: regulation → its name
REGULATIONS: Mapping[str, str] = {
    "wz": "武陟县",
    "sq": "沈丘县",
    "py": "濮阳县",
    "lh": "隆回县",
    "fw": "服务规范",
}
#: documents and reports: a later release brings the papers
MAY_STAND_OPEN = re.compile(
    r"WZ-F\d|WZ-1[34]\.\d|SQ-F\d|SQ-11[ab]|SQ-P3\.5|PY-4\.2\.15|PY-4\.3\.[234]|PY-4\.4\.\d"
    r"|LH-14[abc]|LH-15|FW-8\.\d|FW-F1"
)
LONGEST_TITLE = 25
_KEYS = {"title", "lives", "break", "open", "every"}

#: by which a break touches one kind of ticket, or one member of a table
_ONE_ONLY = {"where", "without"}

#: what is broken together, each a table of rule_breaks
Way = tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: what it is called, where it lives, and in which ways to neutralise it."""

    id: str
    title: str
    lives: tuple[str, ...]
    ways: tuple[Way, ...] = ()
    open: str = ""
    every: str = ""

    @property
    def kind(self) -> str:
        """Return S (enforce), R (record), D (document) or O (organisational)."""
        return KINDS.get(self.id, "S")


@dataclass(frozen=True, slots=True)
class Registry:
    """The rules of every regulation, in the order of the texts, and those that are not there yet."""

    rules: Mapping[str, Rule]
    unproved: tuple[str, ...]
    faults: tuple[str, ...]


def regulation(rule: str) -> str:
    """Return the file that a rule belongs to: `WZ-9.1` → `wz`."""
    return rule.partition("-")[0].lower()


def load(folder: Path = FOLDER) -> Registry:
    """Return what stands in *folder*; whatever is wrong with its form is in `faults`."""
    rules: dict[str, Rule] = {}
    unproved: list[str] = []
    faults: list[str] = []
    for name in REGULATIONS:
        file = folder / f"{name}.toml"
        given = tomllib.loads(file.read_text("utf-8")) if file.is_file() else {}
        listed = given.pop("unproved", [])
        unproved += listed
        faults += [
            f"{one}: in the wrong file {name}.toml"
            for one in (*listed, *given)
            if regulation(one) != name
        ]
        faults += [f"{one}: listed as unproved and described" for one in listed if one in given]
        for id_, table in given.items():
            rules[id_] = _rule(id_, table)
            faults += [f"{id_}: unknown key {key}" for key in table.keys() - _KEYS]
    ordered = {one: rules[one] for one in sorted(rules, key=as_counted)}
    return Registry(ordered, tuple(unproved), tuple(faults))


def as_counted(rule: str) -> tuple[int, list[tuple[int, str]]]:
    """Return the key that sorts rules as people count: regulation, WZ-2.1, WZ-10.1, WZ-F1."""
    name, _, rest = rule.partition("-")
    known = [one.upper() for one in REGULATIONS]
    parts = [(int(n or -1), word) for n, word in re.findall(r"(\d+)|([A-Za-z]+)", rest)]
    return known.index(name) if name in known else len(known), [
        (n, "") if n >= 0 else (10**6, word) for n, word in parts
    ]


def faults(registry: Registry) -> list[str]:
    """Return everything that is wrong with *registry*, each with the rule it belongs to."""
    found = list(registry.faults)
    every = [*registry.rules, *registry.unproved]
    found += [f"{one}: not in the registry" for one in KINDS if one not in every]
    found += [f"{one}: there is no such rule" for one in every if one not in KINDS]
    found += [f"{one}: more than once" for one in sorted({o for o in every if every.count(o) > 1})]
    for rule in registry.rules.values():
        found += [f"{rule.id}: {fault}" for fault in _faults_of(rule)]
    return found


def _rule(id_: str, table: Mapping[str, Any]) -> Rule:
    return Rule(
        id=id_,
        title=table.get("title", ""),
        lives=tuple(table.get("lives", ())),
        ways=tuple(tuple(_listed(way)) for way in _listed(table.get("break", []))),
        open=table.get("open", ""),
        every=table.get("every", ""),
    )


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _faults_of(rule: Rule) -> Iterator[str]:
    if not re.search("[一-鿿]", rule.title) or len(rule.title) > LONGEST_TITLE:
        yield f"title of 1 to {LONGEST_TITLE} Chinese characters"
    if not rule.lives and not rule.open:
        yield "lives nowhere"
    yield from (f"lives: {fault}" for place in rule.lives if (fault := missing(place)))
    guards = (one["guard"] for way in rule.ways for one in way if "guard" in one)
    yield from (f"break: {fault}" for place in guards if (fault := missing(place)))
    if rule.every and not any(one.keys() & _ONE_ONLY for way in rule.ways for one in way):
        yield f"says {rule.every}, and is broken nowhere for one alone (where, without)"
    if rule.open and not MAY_STAND_OPEN.fullmatch(rule.id):
        yield "may not stand open"
    if not rule.open and not rule.ways and rule.kind != "O":
        yield "says not how to neutralise it (break)"
