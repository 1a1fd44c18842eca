"""Neutralises each rule and runs the tests that name it: at least one must fail.

    .venv/bin/python tests/rules/neutralise.py                # all of them; `make rules`
    .venv/bin/python tests/rules/neutralise.py wz LH-9 -j 2   # a regulation, a rule

What failed is written to `tests/rules/<regulation>.proofs.json`; docs/rules.md is made from that
(`RENEW=1 .venv/bin/python -m pytest -n 0 tests/rules/test_rules_page.py`). The quick tests
(`unit`) beside this file are asked first, then the other quick ones, then the slow. Exits 1 if a rule
has no test, if none failed, or if what failed fails without any break too.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import rule_names
import rule_proofs
import rule_registry
from rule_registry import Rule

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
#: how many of the failing tests are kept as proof
KEPT = 3
#: asked in this order; the first round that brings a proof is enough. Browsers are never asked
_QUICK = ("beside", "unit")
_ROUNDS = (*_QUICK, "", "slow")
_LONGEST_RUN = 900

NO_TEST = "没有测试写明这一条"
NOT_FAILING = "破坏后没有测试失败"
CRASHING = "破坏后只有程序出错，没有测试失败"
ALWAYS_FAILING = "不破坏也失败"
PROVED = "已证"
#: nothing is known: the tests did not run at all
CANNOT_RUN = "跑不了"


@dataclass(frozen=True, slots=True)
class Ground:
    """Where the rules are registered, and where their tests lie."""

    registry: Path
    tests: Path

    @property
    def root(self) -> Path:
        """Return the folder that the tests are named from."""
        return ROOT if self.tests.is_relative_to(ROOT) else self.tests


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one way to neutralise a rule: PROVED or why not, and the first that failed."""

    rule: Rule
    n: int
    says: str
    fails: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Return the rule, with the way's number if it has several."""
        return f"{self.rule.id}#{self.n}" if len(self.rule.ways) > 1 else self.rule.id


def main(arguments: Sequence[str]) -> int:
    """Judge the rules that *arguments* name; return 0 if all are proved."""
    given = _parser().parse_args(arguments)
    registry = rule_registry.load(given.registry)
    chosen = [
        rule for rule in registry.rules.values() if rule.ways and _is_asked(rule, given.rules)
    ]
    if not chosen:
        _say("没有要证的条款")
        return 1
    judged = judge(chosen, Ground(given.registry, given.tests), given.jobs)
    for verdict in judged:
        _say(f"{verdict.name:<12} {verdict.says}  {' '.join(verdict.fails[:1])}".rstrip())
    bad = [one for one in judged if one.says != PROVED]
    failed = {one.rule.id for one in bad}
    proved = [rule for rule in chosen if rule.id not in failed]
    _keep(proved, chosen, judged, given.registry)
    _say(f"{len(proved)} 条已证，{len(failed)} 条未证 {' '.join(one.name for one in bad)}".strip())
    if registry.unproved:
        _say(f"另有 {len(registry.unproved)} 条还没有登记怎样破坏")
    return 1 if bad else 0


def judge(rules: Sequence[Rule], ground: Ground, jobs: int) -> list[Verdict]:
    """Return what became of each way to neutralise each of *rules*."""
    naming = _naming([rule.id for rule in rules], ground)
    ways = [(rule, n) for rule in rules for n in range(1, len(rule.ways) + 1)]
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        first = list(pool.map(lambda way: _broken(way[0], way[1], naming[way[0].id], ground), ways))
    shown = {node for verdict in first if verdict.says == PROVED for node in verdict.fails}
    sound = _unbroken(shown, ground)
    return [_sifted(verdict, sound) for verdict in first]


def _keep(
    proved: Sequence[Rule], asked: Sequence[Rule], judged: Sequence[Verdict], folder: Path
) -> None:
    proofs = {
        rule.id: tuple(
            rule_proofs.Proof(rule.ways[one.n - 1], one.fails) for one in judged if one.rule is rule
        )
        for rule in proved
    }
    unknown = {one.rule.id for one in judged if one.says == CANNOT_RUN}
    rule_proofs.keep(proofs, [rule.id for rule in asked if rule.id not in unknown], folder)


def _broken(rule: Rule, n: int, naming: Mapping[str, str], ground: Ground) -> Verdict:
    """Return which tests fail once *rule* is neutralised in its *n*th way."""
    if not naming:
        return Verdict(rule, n, NO_TEST)
    crashed: list[str] = []
    for asked in _ROUNDS:
        nodes = [node for node, kind in naming.items() if kind == asked]
        if not nodes:
            continue
        limit = () if asked in _QUICK else (f"--maxfail={KEPT}",)
        ended = _pytest(nodes, ground, f"--neutralise={rule.id}#{n}", *limit)
        if isinstance(ended, str):
            return Verdict(rule, n, CANNOT_RUN, (ended,))
        # a node that only a broken profile has cannot be asked for without the break
        if fails := [node for node in nodes if ended.get(node) == "failed"]:
            return Verdict(rule, n, PROVED, tuple(fails[:KEPT]))
        crashed += [node for node in nodes if ended.get(node) == "crashed"]
    return Verdict(rule, n, CRASHING if crashed else NOT_FAILING, tuple(crashed[:KEPT]))


def _unbroken(nodes: set[str], ground: Ground) -> frozenset[str]:
    """Return those of *nodes* that pass as long as nothing is broken."""
    ended = _pytest(sorted(nodes), ground) if nodes else {}
    if isinstance(ended, str):
        raise SystemExit(ended)
    return frozenset(node for node in nodes if ended.get(node) == "passed")


def _sifted(verdict: Verdict, sound: frozenset[str]) -> Verdict:
    """Return *verdict* without the tests that fail anyway."""
    if verdict.says != PROVED:
        return verdict
    fails = tuple(node for node in verdict.fails if node in sound)
    return replace(verdict, fails=fails) if fails else replace(verdict, says=ALWAYS_FAILING)


def _naming(rules: list[str], ground: Ground) -> dict[str, dict[str, str]]:
    """Return for each of *rules* the tests that name it, with their kind (unit, slow, …)."""
    files = [
        file
        for file in sorted(ground.tests.rglob("test_*.py"))
        if rule_names.may_name(file.read_text("utf-8"), rules)
    ]
    found = _pytest(map(str, files), ground, "--collect-only") if files else {}
    if isinstance(found, str):
        raise SystemExit(found)
    kinds = {node: _round(node, one["kind"]) for node, one in found.items()}
    return {
        rule: {node: kinds[node] for node, one in found.items() if rule in one["rules"]}
        for rule in rules
    }


def _round(node: str, kind: str) -> str:
    return "beside" if kind == "unit" and node.startswith(_BESIDE) else kind


def _pytest(nodes: Iterable[str], ground: Ground, *options: str) -> dict[str, Any] | str:
    """Run pytest on the files of *nodes*, and only those; return what the plugin tells, or its error."""
    nodes = list(nodes)
    files = dict.fromkeys(str(ground.root / node.partition("::")[0]) for node in nodes)
    with tempfile.TemporaryDirectory() as folder:
        listed, told = Path(folder, "nodes"), Path(folder, "told")
        listed.write_text(json.dumps(nodes), "utf-8")
        if any("::" in node for node in nodes):
            options = (*options, f"--tests={listed}")
        try:
            ended = subprocess.run(
                [
                    *(sys.executable, "-m", "pytest", *_QUIET, f"--rootdir={ground.root}"),
                    *(f"--registry={ground.registry}", *options, f"--told={told}", *files),
                ],
                cwd=ROOT,
                env={**os.environ, "PYTHONPATH": str(HERE)},
                capture_output=True,
                text=True,
                timeout=_LONGEST_RUN,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return f"{_LONGEST_RUN} 秒还没有结束"
        if ended.returncode in (0, 1, 5) and told.is_file():
            found = json.loads(told.read_text("utf-8"))
            for file in found["unread"]:
                _say(f"读不了 {file}")
            return dict(found["tests"])
        return " ".join((ended.stderr.strip() or ended.stdout).split())[-300:]


_BESIDE = f"{HERE.relative_to(ROOT).as_posix()}/"
_QUIET = (
    *("-p", "rule_plugin", "-p", "no:cacheprovider", "-n", "0"),
    *("-q", "-c", str(ROOT / "pyproject.toml"), "--tb=no", "--timeout=120"),
    "--continue-on-collection-errors",  # a file that the break keeps from being read proves nothing
)


def _is_asked(rule: Rule, asked: Sequence[str]) -> bool:
    return not asked or rule.id in asked or rule_registry.regulation(rule.id) in asked


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("rules", nargs="*", help="wz, sq, py, lh, fw, or a rule's id")
    parser.add_argument("-j", "--jobs", type=int, default=2)
    parser.add_argument("--registry", type=Path, default=rule_registry.FOLDER)
    parser.add_argument("--tests", type=Path, default=ROOT / "tests")
    return parser


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
