"""docs/reliability.md: a row for each promise, drawn from what a run found, and read back from the page.

Nothing is held without a run: each test that names the promise ran and passed. Where a sample of a sweep
ran, a test was skipped, or the table says what no test shows, it held in part.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from promises import PROMISES, Promise
from promises_kept import FAILED, FIGURE, MISSED, PASSED, SKIPPED, TOLD

HELD, IN_PART, NOT_HELD, NOT_RUN = "held", "held in part", "not held", "not run"
NOBODY = "no test names it"
_RAN = (HELD, IN_PART, NOT_HELD)
_SAMPLE = re.compile(r"\d+ of \d+, seed")
_BREAK = "<br>"
#: how many tests of one file are named one by one
_MANY = 4

#: a test's node → how it ended, what it named and measured, when and on which commit
Results = Mapping[str, Mapping[str, Any]]

_TOP = """# Reliability and security: what is promised, and what was shown

<!-- Drawn by `make deep` from the tests that name a promise (`R7`, `S12`); RENEW=1 .venv/bin/python -m pytest -n 0
tests/reliability/test_reliability_page.py draws it again from the last run. -->

What is promised and aimed at stands in `tests/reliability/promises.toml`; how the tests that name it ended was told by the run itself.

- **held**: every test that names it ran and passed, each sweep whole.
- **held in part**: the same, but of a sweep only a sample ran, a test was skipped, or “not shown” says what no test here shows.
- **not held**: a test failed, or what was measured missed its aim.
- **not run**: no test names it, or one of them has not run.

Where many tests of one file name a promise, the file stands for them. Milliseconds are those of the machine at that time; the column “run” says how busy it was.
"""
_HEAD = (
    "id",
    "promised",
    "aim",
    "state",
    "figures",
    "run",
    "by",
    "not shown",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What the page says of one promise."""

    id: str
    state: str
    figures: tuple[str, ...] = ()
    run: str = ""
    by: tuple[str, ...] = ()


def rows(results: Results, naming: Mapping[str, frozenset[str]]) -> list[Row]:
    """Return what *results* say of every promise that the tests of *naming* name."""
    return [_row(one, results, naming[one.id]) for one in PROMISES.values()]


def page(found: Iterable[Row]) -> str:
    """Return the whole page."""
    lines = [f"| {' | '.join(_HEAD)} |", f"|{'---|' * len(_HEAD)}"]
    for row in found:
        promise = PROMISES[row.id]
        cells = (
            row.id,
            promise.promised,
            promise.aim,
            row.state,
            _BREAK.join(row.figures),
            row.run,
            _BREAK.join(row.by) or NOBODY,
            promise.open,
        )
        lines.append(f"| {' | '.join(cells)} |")
    return f"{_TOP}\n" + "\n".join(lines) + "\n"


def read(text: str) -> list[Row]:
    """Return the rows of a page."""
    return [_read(line) for line in text.splitlines() if re.match(r"\| [RS]\d", line)]


def faults(found: Iterable[Row], naming: Mapping[str, frozenset[str]]) -> Iterator[str]:
    """Yield where *found* says more than the tests of *naming* can show."""
    for row in found:
        known = naming.get(row.id, frozenset())
        files = {one.partition(": ")[0] for one in known}
        if row.state in _RAN and not (row.by and row.run):
            yield f"{row.id}: {row.state} without a run"
        if row.state not in (*_RAN, NOT_RUN):
            yield f"{row.id}: {row.state!r} says nothing"
        if row.state == NOT_RUN and (row.figures or row.run):
            yield f"{row.id}: not run, and yet with figures"
        if row.state == HELD and PROMISES[row.id].open:
            yield f"{row.id}: held, though no test shows: {PROMISES[row.id].open}"
        for one in row.by:
            if one not in known | files:
                yield f"{row.id}: {one} is gone, or names it no more"


def _row(promise: Promise, results: Results, known: frozenset[str]) -> Row:
    ran = [(node, one) for node, one in results.items() if promise.id in one["promises"]]
    seen = {_test(node) for node, one in ran if one["outcome"] != SKIPPED}
    by = _by(known)
    state = _state(promise, [one for _, one in ran])
    if not known or (known - seen and state != NOT_HELD):
        return Row(id=promise.id, state=NOT_RUN, by=by)
    return Row(id=promise.id, state=state, figures=_figures(promise, ran), run=_run(ran), by=by)


def _state(promise: Promise, ran: list[Mapping[str, Any]]) -> str:
    outcomes = {one["outcome"] for one in ran}
    if FAILED in outcomes or any(_of(promise, one[MISSED]) for one in ran):
        return NOT_HELD
    is_sample = any(_SAMPLE.search(said) for one in ran for said in one[TOLD])
    return IN_PART if is_sample or SKIPPED in outcomes or promise.open else HELD


def _figures(promise: Promise, ran: list[tuple[str, Mapping[str, Any]]]) -> tuple[str, ...]:
    """Return what was measured, what was missed, how many tests ran, and how much of the sweeps."""
    measured = [said for _, one in ran for said in _of(promise, one[FIGURE])]
    missed = [f"MISSED: {said}" for _, one in ran for said in _of(promise, one[MISSED])]
    swept = sorted({said for _, one in ran for said in one[TOLD] if _SAMPLE.search(said)})
    samples = [f"a sample of {len(swept)} sweep{'s' * (len(swept) > 1)}"] if swept else []
    outcomes = [one["outcome"] for _, one in ran]
    counted = (
        f"{outcomes.count(one)} {one}" for one in (PASSED, FAILED, SKIPPED) if one in outcomes
    )
    failed = sorted({f"failed: {_test(node)}" for node, one in ran if one["outcome"] == FAILED})
    cells = [*measured, *missed, f"tests: {', '.join(counted)}", *samples, *failed]
    return tuple(cell.replace("|", "/").replace("\n", " ") for cell in dict.fromkeys(cells))


def _of(promise: Promise, said: Iterable[str]) -> list[str]:
    """Return what of *said* (`R1: …`) is about *promise*."""
    split = (one.partition(":") for one in said)
    return [rest.strip() for id_, _, rest in split if id_.strip() == promise.id]


def _run(ran: list[tuple[str, Mapping[str, Any]]]) -> str:
    """Return when, on which commit and how busy a machine the tests ran; of several, the oldest."""
    oldest = min((one for _, one in ran), key=lambda one: str(one["date"]))
    commits = sorted({str(one["commit"]) for _, one in ran})
    return f"{oldest['date']}, {' '.join(commits)}, load {oldest['load']}"


def _by(known: frozenset[str]) -> tuple[str, ...]:
    """Return the tests, or the file where it has many."""
    files: dict[str, list[str]] = {}
    for one in sorted(known):
        files.setdefault(one.partition(": ")[0], []).append(one)
    return tuple(
        name for file, tests in files.items() for name in (tests if len(tests) < _MANY else [file])
    )


def _test(node: str) -> str:
    path, _, name = node.partition("::")
    return f"{path.rpartition('/')[2]}: {name.partition('[')[0]}"


def _read(line: str) -> Row:
    id_, _, _, state, figures, run, by, _ = line.removeprefix("| ").removesuffix(" |").split(" | ")
    return Row(
        id=id_,
        state=state,
        figures=tuple(figures.split(_BREAK)) if figures else (),
        run=run,
        by=() if by == NOBODY else tuple(by.split(_BREAK)),
    )
