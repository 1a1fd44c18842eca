"""A pytest plugin: runs the tests that name a rule, with the rule neutralised, and tells how they ended.

`tests/rules/neutralise.py` starts it; by hand:
`PYTHONPATH=tests/rules .venv/bin/python -m pytest -p rule_plugin --neutralise WZ-9.1 tests/dispatch`
"""

import json
import warnings
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import rule_breaks
import rule_names
import rule_registry

#: how a test of a neutralised rule may end
PASSED, FAILED, CRASHED, SKIPPED = "passed", "failed", "crashed", "skipped"
_OURS = ("bot", "storage", "intake", "dispatch")
_PRODUCT = tuple(str(Path(rule_breaks.__file__).parents[2] / one) for one in _OURS)


def pytest_addoption(parser: pytest.Parser) -> None:
    """What the runner says."""
    group = parser.getgroup("rules")
    group.addoption(
        "--neutralise",
        metavar="RULE",
        default="",
        help="break this rule first; RULE#2 its second way",
    )
    group.addoption("--registry", metavar="FOLDER", default=str(rule_registry.FOLDER))
    group.addoption(
        "--tests", metavar="FILE", default="", help="run only the nodes of this JSON list"
    )
    group.addoption("--told", metavar="FILE", default="", help="write as JSON what was found")


def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Break the rule before anything of ours is asked for its rules."""
    given = early_config.known_args_namespace
    undo = ExitStack()
    early_config.add_cleanup(undo.close)
    if given.neutralise:
        id_, _, n = given.neutralise.partition("#")
        way = rule_registry.load(Path(given.registry)).rules[id_].ways[int(n or 1) - 1]
        try:
            for spec in way:
                rule_breaks.neutralise(spec, undo)
        except rule_breaks.BadBreak as error:
            raise pytest.UsageError(f"{id_}: {error}") from error
    early_config.pluginmanager.register(_Watch(given), "rule-watch")


class _Watch:
    """Keeps the tests that are asked for, and what became of them."""

    def __init__(self, given: Any) -> None:
        self.told = given.told
        self.rule = given.neutralise.partition("#")[0]
        listed = json.loads(Path(given.tests).read_text("utf-8")) if given.tests else None
        self.wanted = None if listed is None else frozenset(listed)
        self.found: dict[str, Any] = {}
        self.unread: list[str] = []

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        """Leave out what does not name the rule (its parameters may be others now)."""
        kept = [item for item in items if self._is_wanted(item)]
        gone = [item for item in items if item not in kept] if len(kept) < len(items) else []
        items[:] = kept
        config.hook.pytest_deselected(items=gone)

    def _is_wanted(self, item: pytest.Item) -> bool:
        if self.rule and self.rule not in _names(item):
            return False
        return self.wanted is None or item.nodeid in self.wanted

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note which files cannot be read: what they name is not seen."""
        if report.failed:
            self.unread.append(report.nodeid)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Tell which rules each test names, and whether it is quick."""
        if not session.config.option.collectonly:
            return
        for item in session.items:
            rules = sorted(_names(item))
            self.found[item.nodeid] = {"rules": rules, "kind": _kind(item)}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Tell how each test ended; a fault of ours that the break provoked is no proof."""
        report = yield
        if report.skipped:
            self.found[item.nodeid] = SKIPPED
        elif report.failed:
            is_proof = report.when == "call" and not _is_crash(call.excinfo)
            self.found[item.nodeid] = FAILED if is_proof else CRASHED
        elif report.when == "call":
            self.found[item.nodeid] = PASSED
        return report

    def pytest_sessionfinish(self) -> None:
        """Write what was found."""
        if self.told:
            told = {"tests": self.found, "unread": self.unread}
            Path(self.told).write_text(json.dumps(told, ensure_ascii=False), "utf-8")


def _names(item: pytest.Item) -> frozenset[str]:
    return rule_names.named(item.nodeid, getattr(getattr(item, "function", None), "__doc__", ""))


def _kind(item: pytest.Item) -> str:
    return next((one for one in ("browser", "slow", "unit") if item.get_closest_marker(one)), "")


def _is_crash(excinfo: pytest.ExceptionInfo[BaseException] | None) -> bool:
    """True for what no test and no rule of ours raised: a TypeError somewhere below the product."""
    if excinfo is None:
        return True
    kind = excinfo.type
    if issubclass(kind, AssertionError | pytest.fail.Exception):
        return False
    if any(base.__module__.split(".")[0] in _OURS for base in kind.__mro__):
        return False
    return any(str(entry.path).startswith(_PRODUCT) for entry in excinfo.traceback)


def pytest_configure(config: pytest.Config) -> None:
    """Make hypothesis repeat itself: the same proof every time."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from hypothesis import settings  # noqa: PLC0415 - registers itself with pytest when imported
    settings.register_profile("rules", derandomize=True, database=None, deadline=None)
    settings.load_profile("rules")
