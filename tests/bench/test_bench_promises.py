"""What only a benchmark can show of a promise: run briefly, and whole and alone by `make deep` (`measured`).

A benchmark fails for what is wrong (lost, too many, unanswered); what is slower than aimed at is told as
`missed`, and docs/reliability.md then says so.
"""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from deep import Sweep

BENCH = Path(__file__).parents[2] / "bench"
pytestmark = [pytest.mark.measured, pytest.mark.sweep, pytest.mark.timeout(3600)]

Record = Callable[[str, object], None]


def run(name: str, *words: object) -> str:
    """Return what the benchmark *name* prints."""
    ended = subprocess.run(
        [sys.executable, str(BENCH / name), *map(str, words)],
        capture_output=True,
        text=True,
        timeout=3500,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def tell(record_property: Record, sweep: Sweep, promise: str, line: str) -> None:
    """Tell *line* of a whole run: a brief one measures nothing."""
    if sweep.is_whole:
        record_property("missed" if "MISSED" in line else "figure", f"{promise}: {line}")


def test_r4_every_acknowledgement_is_early_though_the_disk_is_slow(
    sweep: Sweep, record_property: Record
) -> None:
    seconds = sweep.many("seconds on a slow disk", 30, 1)
    said = run("disk.py", "--seconds", seconds)
    assert said.count("each kept exactly once") == 2, said
    [line] = re.findall(r"^fsync 10 ms slower, .*above 1 s, .*$", said, re.M)
    tell(record_property, sweep, "R4", line)


def test_r15_no_limit_is_passed_by_so_many_processes_together(
    sweep: Sweep, record_property: Record
) -> None:
    citizens = sweep.many("citizens beside replicas", 100, 2)
    most = ("--replicas", 1, 2, 4) if sweep.is_whole else ("--replicas", 2)
    said = run("replicas.py", *most, "--citizens", citizens, "--requests", 10 * citizens)
    rows = re.findall(r"^  postgres, (\d process\w*) .* (\d+) +(\d+)$", said, re.M)
    assert len(rows) == len(most) - 1, said
    shown = "; ".join(f"{who}: {heard} letters, {over} above a limit" for who, heard, over in rows)
    tell(record_property, sweep, "R15", shown)


def test_r17_staff_who_read_among_many_tickets_hold_up_no_acknowledgement(
    sweep: Sweep, record_property: Record
) -> None:
    tickets = sweep.many("tickets that staff read among", 100_000, 140)
    brief = ("--seconds", 0.5, "--rounds", 1, "--only", "部门", "统计")
    how_long = ("--seconds", 5, "--rounds", 3) if sweep.is_whole else brief
    said = run("reading.py", "--tickets", tickets, *how_long)
    for wanted in (f"{tickets:,} tickets stored", "idle p99", "/统计", "longest stall"):
        assert wanted in said, said
    tell(record_property, sweep, "R17", reading(said))


def reading(said: str) -> str:
    """Return in a line what the table of `reading.py` shows: how many questions, and the dearest."""
    rows = re.findall(r"^(/.*?) +[\d.]+ +([\d.]+) +([\d.]+) +\S+ +\d+(  MISSED)?$", said, re.M)
    assert rows, said
    ratio, p99, dearest = max((float(ratio), p99, name) for name, p99, ratio, _ in rows)
    missed = sum(bool(one[3]) for one in rows)
    most = f"p99 at most {ratio:.2f} of the idle one ({p99} ms, {dearest})"
    return f"{len(rows)} questions, {most}; " + (f"{missed} MISSED" if missed else "reached")
