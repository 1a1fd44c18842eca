"""A pytest plugin: marks the tests that name a promise, and with `--promises=FILE` tells how they ended.

`make deep` runs `-m "sweep or promise"` with it and draws docs/reliability.md from the file; what another
run put there before stays, but for the tests that ran again. A test adds what it measured by
`record_property("figure", "R1: 51,204 acknowledged, 0 lost")`, and by `"missed"` what was slower than aimed at.
"""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import promises
import pytest
from deep import TOLD

from bot import clock

#: how a test that names a promise may end
PASSED, FAILED, SKIPPED = "passed", "failed", "skipped"
#: what a report carries: a promise that is named, what was measured, what was slower than aimed at
PROMISE, FIGURE, MISSED = "promise", "figure", "missed"
#: written by the run itself, so no sign of another tree than the commit's
_PAGE = "docs/reliability.md"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Say where to tell it."""
    group = parser.getgroup("promises")
    group.addoption("--promises", metavar="FILE", default="", help="tell which promises held")


def pytest_configure(config: pytest.Config) -> None:
    """Listen, in the process that hears of all tests."""
    told = config.getoption("--promises")
    if told and not hasattr(config, "workerinput"):
        config.pluginmanager.register(_Ledger(Path(told)), "promises-ledger")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what names a promise, before anything is chosen by its marks."""
    for item in items:
        docstrings = [
            getattr(getattr(item, of, None), "__doc__", "") for of in ("function", "module")
        ]
        found = promises.named(item.nodeid, *docstrings)
        if found:
            item.add_marker("promise")
            item.user_properties += [(PROMISE, one) for one in sorted(found)]


class _Ledger:
    """Hears how each test that names a promise ended."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.commit = _commit()
        self.found: dict[str, dict[str, Any]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note the end of one: failing anywhere is failing."""
        said = report.user_properties
        named = [value for name, value in said if name == PROMISE]
        if not named or (report.passed and report.when != "call"):
            return
        known = self.found.get(report.nodeid)
        if known and known["outcome"] == FAILED:
            return
        self.found[report.nodeid] = {
            "outcome": report.outcome,
            "promises": named,
            **{
                key: [str(value) for name, value in said if name == key]
                for key in (FIGURE, MISSED, TOLD)
            },
        }

    def pytest_sessionfinish(self) -> None:
        """Add what was found to the file."""
        known = json.loads(self.file.read_text("utf-8")) if self.file.is_file() else {}
        when = {"date": f"{clock.now():%Y-%m-%d}", "commit": self.commit, "load": _load()}
        known |= {node: one | when for node, one in self.found.items()}
        self.file.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(known, ensure_ascii=False, indent=1)
        self.file.write_text(text, "utf-8")


def _commit() -> str:
    """Return the commit that ran, with + if the tree was another."""
    commit = _git("rev-parse", "--short", "HEAD")
    return f"{commit}+" if _git("status", "--porcelain", "--", ".", f":!{_PAGE}") else commit


def _git(*words: str) -> str:
    found = subprocess.run(
        ["git", *words], cwd=promises.TESTS, capture_output=True, text=True, check=False
    )
    return found.stdout.strip()


def _load() -> str:
    """Return what ran on the machine at the end, beside what it has."""
    return f"{os.getloadavg()[1]:.0f} on {os.cpu_count()} cores"
