"""The benchmark of the callback finds what was acknowledged and not kept exactly once."""

import importlib
from contextlib import closing
from pathlib import Path

import pytest

from storage.database import sqlite_library

ROOT = Path(__file__).parents[2]


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
