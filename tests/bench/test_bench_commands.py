"""The benchmark of a message, a press, a command and a due ticket still runs, on both databases."""

import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
MISSING = "0" * 40


def run(*more: str) -> subprocess.CompletedProcess[str]:
    """Run the benchmark so short that its figures mean nothing."""
    short = [sys.executable, str(ROOT / "bench" / "command.py"), "--rounds", "1", "--lives", "1"]
    return subprocess.run([*short, *more], capture_output=True, text=True, timeout=180)


def test_the_command_benchmark_runs_beside_an_earlier_commit() -> None:
    ended = run("--database", "sqlite")
    assert ended.returncode == 0, ended.stderr
    for said in ("now, ms", "citizen confirms", "签收", "/催办", "a due ticket", "write)"):
        assert said in ended.stdout, ended.stdout
    # a checkout without history has no earlier commit; then it says so
    assert ("ratio" in ended.stdout) != ("only this tree is measured" in ended.stderr)


def test_without_the_earlier_commit_only_this_tree_is_measured(postgres_server: Any) -> None:
    """On PostgreSQL, so that this one runs too."""
    ended = run("--database", "postgres", "--against", MISSING)
    assert ended.returncode == 0, ended.stderr
    assert f"commit {MISSING} is not here" in ended.stderr
    assert "now, ms" in ended.stdout
    assert "ratio" not in ended.stdout
