"""The walk through our modules counts what it says it counts."""

import asyncio
import importlib
import importlib.util
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]

ASKS = """
import asyncio

async def walk(answers):
    await answers.resumed()     # another module
    [each for each in (1, 2)]   # no function
    class Local: pass           # no function
    await asyncio.sleep(0)      # a resumption is no entry
    own()                       # back here: a return
    own()                       # still here

def own(): pass
"""
ANSWERS = """
import asyncio

async def resumed():
    await asyncio.sleep(0)
    await asyncio.sleep(0)
"""


def made(root: Path, path: str, text: str) -> Any:
    """Return a module written at *path* under *root*."""
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """What notes the stays in the tree at `tmp_path`."""
    monkeypatch.syspath_prepend(str(ROOT / "bench"))
    return importlib.import_module("rig.stays").Stays(tmp_path)


@pytest.mark.unit
async def test_a_stay_begins_with_an_entry_and_not_with_a_resumption(
    stays: Any, tmp_path: Path
) -> None:
    asks, answers = made(tmp_path, "bot/a.py", ASKS), made(tmp_path, "storage/b.py", ANSWERS)
    with stays.noted():
        await asks.walk(answers)
    assert stays.seen == [
        ("bot/a.py", "walk", "-"),
        ("storage/b.py", "resumed", "bot/a.py walk"),
        ("bot/a.py", "own", "bot/a.py walk"),
    ]


@pytest.mark.unit
async def test_what_is_not_ours_and_the_simulator_are_not_counted(
    stays: Any, tmp_path: Path
) -> None:
    for path in ("tests/a.py", "bot/simulator/a.py", "elsewhere.py"):
        module = made(tmp_path, path, ASKS)
        with stays.noted():
            await asyncio.create_task(module.walk(made(tmp_path, "other.py", ANSWERS)))
    assert stays.seen == []
