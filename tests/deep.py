"""Sweeps over hundreds of points: `make test` runs a seeded sample of each, `make deep` all of it.

A test that is `crossed` is one too, its points being the combinations of its parameters: of those
`make test` runs so many that each value of one stands once at least beside each value of another.
And what proves how people are led, not how it is stored, runs there `on_either` database, half on each.

`--deep` runs everything; `--seed N` draws another sample than the usual one, which is the same here and
in CI. What each sweep ran stands in the summary of the run, whatever worker it ran in.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from random import Random
from typing import Any, TypeVar
from zlib import crc32

import pytest

#: the usual sample: a run can be repeated, and two runs can be compared
SEED = 20261130
#: what a report carries to the summary
TOLD = "swept"

Point = TypeVar("Point")
#: what sort of point it is; a sample has one of each
Kind = Callable[[Point], Hashable]


@dataclass(frozen=True, slots=True)
class Sweep:
    """How much of a sweep this run asks for; *tell* notes what it was."""

    is_whole: bool
    seed: int
    tell: Callable[[str], None]

    def of(self, what: str, points: Sequence[Point], size: int, kind: Kind[Point]) -> list[Point]:
        """Return *points*, or a sample of *size* (the first, the last, one of each *kind*), in order."""
        chosen = list(points) if self.is_whole else sample(points, size, self.seed, kind)
        self._told(what, len(chosen), len(points))
        return chosen

    def drawn(self, what: str, points: Sequence[Point], size: int) -> list[Point]:
        """Return *points*, or *size* of them by chance alone, in order: where each point is dear."""
        chosen = list(points)
        if not self.is_whole:
            chance = Random(f"{self.seed} {what}")  # one sweep draws otherwise than the next
            drawn = sorted(chance.sample(range(len(points)), size))
            chosen = [points[n] for n in drawn]
        self._told(what, len(chosen), len(points))
        return chosen

    def many(self, what: str, whole: int, size: int) -> int:
        """Return how many of *whole* are to be run, where a point is made from the seed."""
        chosen = whole if self.is_whole else size
        self._told(what, chosen, whole)
        return chosen

    def _told(self, what: str, chosen: int, whole: int) -> None:
        if chosen == whole:
            self.tell(f"{what}: all {whole}")
        else:
            self.tell(f"{what}: {chosen} of {whole}, seed {self.seed}")


def sample(points: Sequence[Point], size: int, seed: int, kind: Kind[Point]) -> list[Point]:
    """Return *size* of *points* in order: both ends, one of each *kind* by chance, then any others."""
    chance = Random(seed)
    kinds: dict[Hashable, list[int]] = {}
    for n, point in enumerate(points):
        kinds.setdefault(kind(point), []).append(n)
    kept = {0, len(points) - 1} if points else set()
    kept |= {chance.choice(those) for those in kinds.values()}
    rest = [n for n in range(len(points)) if n not in kept]
    more = min(max(size - len(kept), 0), len(rest))
    return [points[n] for n in sorted(kept | set(chance.sample(rest, more)))]


def each_pair(points: Sequence[Mapping[str, Hashable]]) -> list[int]:
    """Return which of *points* (name → value) are enough to have each pair of values that any has."""
    pairs = [set(combinations(sorted(one.items(), key=repr), 2)) for one in points]
    missing = set[Hashable]().union(*pairs)
    kept: list[int] = []
    while missing:
        best = max(range(len(points)), key=lambda n: len(pairs[n] & missing))
        kept.append(best)
        missing -= pairs[best]
    return sorted(kept)


def one_of(points: Sequence[Mapping[str, Hashable]]) -> list[int]:
    """Return which of *points* to keep where they differ in their database alone: one of each such group."""
    kept: dict[str, list[int]] = {}
    for n, point in enumerate(points):
        others = sorted((name, value) for name, value in point.items() if name != _DATABASE)
        kept.setdefault(repr(others), []).append(n)
    # by the rest of it: half of them run on each, and each on the same one every time
    return [those[crc32(alike.encode()) % len(those)] for alike, those in kept.items()]


#: how the tests of a mark are thinned: name → which of a test's points are kept
_THINNED: Mapping[str, Callable[[Sequence[Mapping[str, Hashable]]], list[int]]] = {
    "crossed": each_pair,
    "on_either": one_of,
}
_DATABASE, _TEST = "database_kind", "of the test"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave of the tests that are `crossed` or run `on_either` what is enough; they count as sweeps."""
    left_out: set[pytest.Item] = set()
    for mark, enough in _THINNED.items():
        tests: dict[str, list[pytest.Function]] = {}
        for item in items:
            if item.get_closest_marker(mark) and isinstance(item, pytest.Function):
                item.add_marker("sweep")
                tests.setdefault(item.nodeid.partition("[")[0], []).append(item)
        for test, points in tests.items():
            given = [{_TEST: test, **_parameters(one)} for one in points]
            kept = set(enough(given))
            left_out |= {one for n, one in enumerate(points) if n not in kept}
    if left_out and not config.getoption("deep"):
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=sorted(left_out, key=lambda item: item.nodeid))


def _parameters(item: pytest.Function) -> dict[str, Hashable]:
    spec = getattr(item, "callspec", None)  # a test without parameters has none
    # by place, not by how a value reads: a set or a function reads otherwise in each process
    return dict(spec.indices) if spec else {}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Say how much is asked for."""
    group = parser.getgroup("deep", "sweeps over hundreds of points")
    group.addoption("--deep", action="store_true", help="run every point of every sweep")
    group.addoption("--seed", type=int, default=SEED, help="draw another sample (%(default)s)")


@pytest.fixture
def sweep(request: pytest.FixtureRequest, record_property: Callable[[str, object], None]) -> Sweep:
    """What this run asks of a sweep."""
    given = request.config
    return Sweep(
        given.getoption("deep"), given.getoption("seed"), lambda s: record_property(TOLD, s)
    )


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say what the sweeps of this run were."""
    told = [
        said
        for outcome in ("passed", "failed")
        for report in terminalreporter.stats.get(outcome, ())
        for name, said in getattr(report, "user_properties", ())
        if name == TOLD and report.when == "call"
    ]
    if told:
        terminalreporter.section("what the sweeps ran (the whole: make deep)")
        for line in sorted(told):
            terminalreporter.write_line(line)
