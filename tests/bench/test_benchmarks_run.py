"""Each benchmark still runs and prints what it measures, so short that its figures mean nothing.

One of them, drawn by chance, in `make test`; all in `make deep`. What they show of a promise, run at full
length, is `test_bench_promises.py`, and only there.
"""

import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from deep import Sweep

from storage.database import sqlite_library

ROOT = Path(__file__).parents[2]
#: no commit has it
MISSING = "0" * 40
#: how many are run where not all of them are
SAMPLE = 1
#: seconds for one of them, on a busy machine
LONGEST = 300

pytestmark = [pytest.mark.sweep, pytest.mark.timeout(3600)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Short:
    """A short run: the command line, and how often words stand on stdout (0: never) and on stderr.

    Attributes:
        either: words of which just one of the two stands there: on stdout, or on stderr.
    """

    line: str
    says: Mapping[str, int]
    warns: Mapping[str, int] = field(default_factory=dict)
    either: tuple[str, str] | None = None


def once(*words: str) -> dict[str, int]:
    """Each of *words* at least once."""
    return dict.fromkeys(words, 1)


_COMMAND = once("now, ms", "citizen confirms", "签收", "/催办", "a due ticket", "write)")
_ALONE = once(f"commit {MISSING} is not here", "only this tree is measured")
RUNS = (
    Short(
        line="callback.py --rounds 1 --requests 12 --seconds 0.2 --rate 100",
        says={"naive": 3, "acknowledge": 3, "whole": 3, "each kept exactly once": 3},
    ),
    Short(
        line="sqlite.py --rounds 1 --times 2",
        says=once(
            f"ours ({sqlite_library.version()})",
            f"the system's ({sqlite3.sqlite_version})",
            "| read 200 rows |",
        ),
    ),
    # beside an earlier commit; a checkout without history has none, and says so
    Short(
        line="command.py --rounds 1 --lives 1 --database sqlite",
        says=_COMMAND,
        either=("ratio", "only this tree is measured"),
    ),
    Short(
        line=f"command.py --rounds 1 --lives 1 --database postgres --against {MISSING}",
        says=_COMMAND | {"ratio": 0},
        warns=_ALONE,
    ),
    *(
        Short(
            line=f"sweep.py --rows 12 24 --due 3 --rounds 1 --database {kind}",
            says=once(
                *("12 open", "24 open", "naive idle tick"),
                "goal: a sweep at most 2 times as dear",
            ),
        )
        for kind in ("sqlite", "postgres")
    ),
    Short(
        line="reading.py --tickets 140 --seconds 0.5 --rounds 1 --only 部门 统计",
        says=once("140 tickets stored", "idle p99", "/统计", "longest stall"),
    ),
    *(
        Short(
            line=f"duplicates.py --invented --tickets 2500 --looks 20 --database {kind}",
            says=once(
                *("60 pairs that share 0.6", "pairs: recall 1.000", "bytes a ticket"),
                *("looks, half of them retold", "p95", "brute force"),
            ),
        )
        for kind in ("sqlite", "postgres")
    ),
    Short(
        line="replicas.py --replicas 2 --citizens 2 --requests 20",
        says=once("postgres, 2 processes"),
    ),
    Short(
        line=f"walk.py --show acknowledged --against {MISSING}",
        says=once(
            *("modules, stays, returns", "now, press in a group: 签收"),
            "bot/inbound/receiver.py",
        ),
        warns=once("only this tree is measured"),
    ),
)


def faults_of(run: Short, request: pytest.FixtureRequest) -> list[str]:
    """Run it; return what is missing, or stands where it may not."""
    if "postgres" in run.line or "replicas" in run.line:
        request.getfixturevalue("postgres_server")  # skips where there is none
    name, *options = run.line.split()
    program = [sys.executable, str(ROOT / "bench" / name), *options]
    ended = subprocess.run(program, capture_output=True, text=True, timeout=LONGEST)
    if ended.returncode != 0:
        return [f"ended with {ended.returncode}: {ended.stderr}"]
    if run.either and (run.either[0] in ended.stdout) == (run.either[1] in ended.stderr):
        return [f"not just one of {run.either}\n{ended.stdout}\n{ended.stderr}"]
    expected = [(run.says, ended.stdout), (run.warns, ended.stderr)]
    return [
        f"“{words}” stands there {found} times\n{text}"
        for counts, text in expected
        for words, least in counts.items()
        if (found := text.count(words)) < least or (found and not least)
    ]


def test_each_benchmark_runs_and_prints_what_it_measures(
    sweep: Sweep, request: pytest.FixtureRequest
) -> None:
    """The callback's finds each acknowledged message kept exactly once."""
    drawn = sweep.drawn("benchmarks", RUNS, SAMPLE)
    faults: dict[str, Any] = {run.line: faults_of(run, request) for run in drawn}
    assert {line: found for line, found in faults.items() if found} == {}


def test_every_benchmark_that_can_be_run_short_is_in_the_table() -> None:
    """The others ask for the shared folder, a C compiler or minutes: their parts have tests of their own."""
    elsewhere = {
        *("county.py", "crash.py", "disk.py", "guard.py", "hearing.py", "hostile.py"),
        *("learned.py", "suggest.py"),
    }
    there = {file.name for file in (ROOT / "bench").glob("*.py")}
    assert there - elsewhere == {run.line.split()[0] for run in RUNS}
