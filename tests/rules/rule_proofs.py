"""What was shown: rule → each way in which it was neutralised then, and the first tests that failed.

One `<regulation>.proofs.json` per regulation, written by `neutralise.py`, without times: the same
tree gives the same file. A proof of another break than the registry has now is stale.
"""

import ast
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import rule_names
from rule_registry import FOLDER, REGULATIONS, Registry, Way, as_counted, regulation

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Proof:
    """One way in which the rule was neutralised, and which tests failed then."""

    way: Way
    fails: tuple[str, ...]


#: rule → a proof for each of its ways, in the registry's order
Proofs = Mapping[str, tuple[Proof, ...]]


def load(folder: Path = FOLDER) -> dict[str, tuple[Proof, ...]]:
    """Return every proof that is kept in *folder*."""
    found: dict[str, tuple[Proof, ...]] = {}
    for name in REGULATIONS:
        for rule, one in _read(folder, name).items():
            found[rule] = tuple(Proof(tuple(w["broken"]), tuple(w["fails"])) for w in one)
    return found


def keep(proofs: Proofs, asked: Iterable[str], folder: Path = FOLDER) -> None:
    """Store *proofs*; of the rules that were *asked* and have none any more, the old one goes."""
    asked = list(asked)
    for name in {regulation(rule) for rule in asked}:
        kept = {rule: one for rule, one in _read(folder, name).items() if rule not in asked}
        for rule, ways in proofs.items():
            if regulation(rule) == name:
                kept[rule] = [{"broken": one.way, "fails": one.fails} for one in ways]
        ordered = {rule: kept[rule] for rule in sorted(kept, key=as_counted)}
        text = json.dumps(ordered, ensure_ascii=False, indent=1, default=str)  # TOML has days
        (folder / f"{name}.proofs.json").write_text(f"{text}\n", "utf-8")


def faults(registry: Registry, proofs: Proofs) -> list[str]:
    """Return which rules lack their proof, and which proofs no longer hold."""
    found = [
        f"{rule.id}: not proved; run tests/rules/neutralise.py {rule.id}"
        for rule in registry.rules.values()
        if rule.ways and rule.id not in proofs
    ]
    for rule, ways in proofs.items():
        found += [f"{rule}: {fault}" for fault in _stale(registry, rule, ways)]
    return found


def _stale(registry: Registry, rule: str, ways: tuple[Proof, ...]) -> Iterator[str]:
    known = registry.rules.get(rule)
    if known is None or known.ways != tuple(one.way for one in ways):
        yield "the proof is of another break; neutralise it again"
    for proof in ways:
        if not proof.fails:
            yield "a proof without a failing test"
        yield from (fault for node in proof.fails if (fault := _gone(rule, node)))


def _gone(rule: str, node: str) -> str:
    path, _, name = node.partition("::")
    known, function = _tests(ROOT / path), name.partition("[")[0]
    if function not in known:
        return f"the test {node} is gone; neutralise it again"
    if rule not in rule_names.named(node, known[function]):
        return f"the test {node} does not name it"
    return ""


@cache
def _tests(file: Path) -> Mapping[str, str | None]:
    """Return the test functions of *file* with their docstrings."""
    if not file.is_file():
        return {}
    tree = ast.parse(file.read_text("utf-8"))
    kinds = ast.FunctionDef | ast.AsyncFunctionDef
    return {
        node.name: ast.get_docstring(node) for node in ast.walk(tree) if isinstance(node, kinds)
    }


def _read(folder: Path, name: str) -> dict[str, Any]:
    file = folder / f"{name}.proofs.json"
    return dict(json.loads(file.read_text("utf-8"))) if file.is_file() else {}
