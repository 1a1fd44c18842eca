"""No step of a ticket's life asks the database more often than it did: an upper bound, not a timing.

Counted are the statements that go through a session, as `bench/command.py` counts them: from when the
receiver takes one kept message, or the sweep looks for the one due ticket, until the commit.
"""

import importlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]

#: step (`bench/rig/life.py`) → the most statements on SQLite; beside it what 71ac43d needed.
#: Two of a step are whose turn it is from now on: what was, taken away, and what is (one for a new ticket)
SQLITE = {
    "told": 4,  # 7: take, who it is, their talk, the answer
    "particulars": 4,  # 7
    "confirmed": 13,  # 17; three to look for who told the same, and to be found
    "sent": 8,  # 13
    "approved": 11,  # 20, with the warning that it is the second of its kind
    "acknowledged": 5,  # 11: take, load, save, log, what is said
    # 11: what is due (two), what was set aside, which tasks ended, load, save, log, the reminder
    # limit, what is said
    "due": 9,
    "urged": 6,  # 12
    "answered": 9,  # 13
    "passed": 11,  # 14; three to look for who told the same and has no answer
    "rated": 15,  # 22, with the tasks about the way there, which end now
}
#: on PostgreSQL another replica may write meanwhile: what stands around a ticket is asked when it is needed
POSTGRES = SQLITE | {
    **{"confirmed": 14, "sent": 11, "approved": 15, "acknowledged": 8, "due": 11, "urged": 8},
    **{"answered": 12, "passed": 14, "rated": 18},
}
MOST = {"sqlite": SQLITE, "postgres": POSTGRES}


@pytest.fixture
def rig(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The rig of the benchmarks, which is no package of ours."""
    monkeypatch.syspath_prepend(str(ROOT / "bench"))
    yield importlib.import_module("rig.sides"), importlib.import_module("rig.trees")
    for name in [one for one in sys.modules if one == "rig" or one.startswith("rig.")]:
        del sys.modules[name]


def test_no_step_of_a_tickets_life_needs_more_statements(
    rig: Any,
    database_kind: str,
    database_url: str,
    tmp_path: Path,
    prepared_words: Callable[[Path], None],
) -> None:
    sides, trees = rig
    words = tmp_path / "words"
    prepared_words(words)
    with (
        trees.trees("") as tree,
        sides.speaking(tree, words) as (speaking,),
        speaking.on(database_url),
    ):
        found = speaking.measure()
    needed = {step: statements for step, _, statements, _ in found}
    most = MOST[database_kind]
    assert needed.keys() == most.keys()
    over = {step: n for step, n in needed.items() if n > most[step]}
    assert not over, f"more statements than before: {over}, at most {most}"
    assert needed == most, "fewer than before: lower the bound"
