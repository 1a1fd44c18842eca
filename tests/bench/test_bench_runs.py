"""The benchmark of the callback still runs, and finds everything acknowledged kept exactly once."""

import importlib
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from storage.database import sqlite_library

ROOT = Path(__file__).parents[2]
BENCH = ROOT / "bench" / "callback.py"


def run(*more: str) -> subprocess.CompletedProcess[str]:
    """Run the benchmark so short that its figures mean nothing."""
    short = ("--rounds", "1", "--requests", "12", "--seconds", "0.2", *more)
    return subprocess.run(
        [sys.executable, str(BENCH), *short], capture_output=True, text=True, timeout=120
    )


def test_the_callback_benchmark_runs_and_loses_nothing() -> None:
    ended = run("--rate", "100")
    assert ended.returncode == 0, ended.stderr
    closed, opened, after = ended.stdout.split("\n\n")
    for name in ("naive", "acknowledge", "whole"):
        assert name in closed, closed
        assert name in opened, opened
    assert after.count("each kept exactly once") == 3, after


def test_the_sqlite_benchmark_measures_both_libraries() -> None:
    program = [sys.executable, str(ROOT / "bench" / "sqlite.py"), "--rounds", "1", "--times", "2"]
    ended = subprocess.run(program, capture_output=True, text=True, timeout=120)
    assert ended.returncode == 0, ended.stderr
    assert f"ours ({sqlite_library.version()})" in ended.stdout, ended.stdout
    assert f"the system's ({sqlite3.sqlite_version})" in ended.stdout, ended.stdout
    assert "| read 200 rows |" in ended.stdout, ended.stdout


def test_the_check_after_the_run_finds_what_is_lost_and_what_nobody_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "bench"))
    kept = importlib.import_module("rig.kept")
    file = tmp_path / "naive.db"
    with closing(sqlite_library.connect(file)) as db, db:
        db.execute("CREATE TABLE naive_message (msg_id TEXT)")
        db.executemany("INSERT INTO naive_message VALUES (?)", [("1",), ("2",), ("2",), ("9",)])
    assert kept.faults(file, ["1", "2", "3"]) == ["1 lost", "1 kept twice", "1 never sent"]
