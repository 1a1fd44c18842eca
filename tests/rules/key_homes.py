"""Every key of a profile that is a rule's home decides something: another value breaks a test of the rule.

    .venv/bin/python tests/rules/key_homes.py              # all of them
    .venv/bin/python tests/rules/key_homes.py returning    # the keys whose path says so

The keys are those under `lives` of the registry; what is only listed for people (清单) and what waits
for a later issue (`dispatch/profiles/waiting.py`) is left out. Each gets another value with which
the profile can still be read (a few are tried), and the tests that name the rule are run by `neutralise.py`.
"""

import json
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import neutralise
import rule_breaks
import rule_registry
from neutralise import PROVED, Ground, Verdict
from rule_places import ROOT, walk
from rule_registry import Rule

from dispatch.profiles.waiting import WAITING

#: how many other values a key is given before it counts as idle
TRIES = 3
_FOLDER = "dispatch/profiles/"
#: sections that are printed with the rules; no system enforces what they say
_PRINTED = ("checklist", "stated")
#: what says where a key comes from, not what it says
_ORIGIN = ("clause", "gap", "cites")
#: other values of keys that take few words: actors, triggers, ways
_WORDS = (
    *("MGMT", "WIN", "first_handler", "assessor", "leader", "rating", "none", "on_top", "total"),
    *("show", "redirect", "guide", "transfer", "letter", "any", "citizen"),
)


@dataclass(frozen=True, slots=True)
class Home:
    """A key that is the home of rules: in which profile (`*`: the defaults), and at which path."""

    profile: str
    key: str
    rules: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.profile}: {self.key}"


def homes(rules: Iterable[Rule]) -> list[Home]:
    """Return the keys under `lives` of *rules* that must decide something."""
    found: dict[tuple[str, str], list[str]] = {}
    for rule in rules:
        # what stands open, or is only listed for people (清单), has no test to break
        for place in rule.lives if rule.ways else ():
            file, _, key = place.partition(": ")
            if file.startswith(_FOLDER) and file.endswith(".toml") and _decides(key):
                name = file.removeprefix(_FOLDER).removesuffix(".toml")
                found.setdefault(("*" if name == "defaults" else name, key), []).append(rule.id)
    return [Home(profile, key, tuple(named)) for (profile, key), named in found.items()]


def _decides(key: str) -> bool:
    section, _, name = key.partition(".")
    return section not in _PRINTED and f"{section}.{name.rpartition('.')[2]}" not in WAITING


def changes(home: Home) -> Iterator[Mapping[str, Any]]:
    """Yield the breaks that give *home* another value and leave the profile readable."""
    file = "defaults" if home.profile == "*" else home.profile
    table = tomllib.loads((ROOT / f"{_FOLDER}{file}.toml").read_text("utf-8"))
    for spec in _ways(home.key, walk(table, home.key)):
        broken = {"profile": home.profile, **spec}
        with ExitStack() as undo:
            try:
                rule_breaks.neutralise(broken, undo)
            except rule_breaks.BadBreak:
                continue
        yield broken


def _ways(key: str, value: Any) -> Iterator[dict[str, Any]]:
    yield from ({"set": key, "to": other} for other in _others(value))
    if not isinstance(value, Mapping):
        return
    yield {"drop": key}
    for name, inner in value.items():
        if name not in _ORIGIN:
            yield from _ways(f"{key}.{name}", inner)


def _others(value: Any) -> Iterator[Any]:
    """Yield other values of the same type."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield from (value + 1, value - 1)
    elif isinstance(value, date):
        yield value + timedelta(days=1)
    elif isinstance(value, str):
        yield from (f"{value}（另）", *(word for word in _WORDS if word != value), "")
    elif isinstance(value, list):
        yield from (value[1:], value[:-1], [*value, "另一项"], [])
    elif isinstance(value, Mapping) and "n" in value:
        yield {**value, "n": value["n"] + 1}


def judged(asked: Sequence[Home], tests: Path = ROOT / "tests", jobs: int = 2) -> dict[Home, str]:
    """Return what became of each of *asked*: PROVED, or why nothing fails whatever it is changed to."""
    found = dict.fromkeys(asked, "没有别的值可写")
    for n in range(TRIES):
        open_ = [home for home in asked if found[home] != PROVED]
        specs = {
            home: spec for home in open_ if (spec := next(islice(changes(home), n, None), None))
        }
        found |= _judged(specs, tests, jobs)
    return found


def _judged(specs: Mapping[Home, Mapping[str, Any]], tests: Path, jobs: int) -> dict[Home, str]:
    rules: dict[str, list[Home]] = {}
    for home in specs:
        for rule in home.rules:
            rules.setdefault(rule, []).append(home)
    ways = {rule: [specs[one] for one in own] for rule, own in rules.items()}
    verdicts = _verdicts(ways, tests, jobs) if ways else []
    found: dict[Home, str] = {}
    for verdict in sorted(verdicts, key=lambda one: one.says == PROVED):
        found[rules[verdict.rule.id][verdict.n - 1]] = verdict.says
    return found


def _verdicts(
    ways: Mapping[str, Sequence[Mapping[str, Any]]], tests: Path, jobs: int
) -> list[Verdict]:
    known = rule_registry.load().rules
    with tempfile.TemporaryDirectory() as folder:
        texts: dict[str, str] = {}
        for rule, specs in ways.items():
            table = f'["{rule}"]\nbreak = [{", ".join(f"[{_toml(one)}]" for one in specs)}]\n'
            name = rule_registry.regulation(rule)
            texts[name] = texts.get(name, "") + table
        for name, text in texts.items():
            Path(folder, f"{name}.toml").write_text(text, "utf-8")
        own = rule_registry.load(Path(folder)).rules
        rules = [replace(known[rule], ways=own[rule].ways) for rule in ways]
        return neutralise.judge(rules, Ground(Path(folder), tests), jobs)


def _toml(value: Any) -> str:
    if isinstance(value, Mapping):
        inside = (f"{json.dumps(k, ensure_ascii=False)} = {_toml(v)}" for k, v in value.items())
        return f"{{ {', '.join(inside)} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False)


def main(arguments: Sequence[str]) -> int:
    """Judge the keys whose path holds one of *arguments*; return 0 if each decides something."""
    every = homes(rule_registry.load().rules.values())
    asked = [one for one in every if not arguments or any(word in str(one) for word in arguments)]
    idle = {one: says for one, says in judged(asked).items() if says != PROVED}
    sys.stdout.writelines(f"{home}  {says}\n" for home, says in idle.items())
    return 1 if idle else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
