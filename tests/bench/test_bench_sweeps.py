"""What the benchmark of the sweeps sweeps over is what it says."""

import asyncio
import importlib
from pathlib import Path
from typing import Any

import pytest

from bot.jobs.sweeps import Sweeps
from storage.database.errors import Unreadable
from storage.store import Store
from storage.tickets import tickets

ROOT = Path(__file__).parents[2]
DUE = ["2026-0001", "2026-0005", "2026-0009"]


@pytest.fixture
async def few(store: Store, clock: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Twelve open tickets of which three are due, as the benchmark makes them."""
    for folder in ("bench", "tests/bot"):
        monkeypatch.syspath_prepend(str(ROOT / folder))
    rig = importlib.import_module("rig.open_tickets")
    office = importlib.import_module("office").office
    return await rig.fill(office(store, clock), 12, 3)


def a_sweep(few: Any) -> Sweeps:
    """Return the sweeps of the filled memory."""
    return Sweeps(context=few.office.context, stirred=asyncio.Event())


async def test_all_are_open_and_only_the_due_ones_are_due(few: Any, store: Store) -> None:
    assert sum((await tickets.counts(store.reader)).values()) == 12
    assert await tickets.due(store.reader, few.before, 20) == []
    assert await tickets.due(store.reader, few.at, 20) == DUE == few.due


async def test_the_due_ones_are_real_and_the_others_cannot_be_opened(
    few: Any, store: Store
) -> None:
    for no in DUE:
        assert (await tickets.load(store.reader, no)).no == no
    with pytest.raises(Unreadable):
        await tickets.load(store.reader, "2026-0002")


async def test_what_was_swept_is_put_back_to_be_swept_again(
    few: Any, store: Store, clock: Any
) -> None:
    clock.now = few.at
    for _ in range(2):
        assert await few.untouched() == 3  # the benchmark calls this a fault
        sweep = a_sweep(few)
        assert [await sweep.sweep(), await sweep.sweep()] == [3, 0]
        assert await few.untouched() == 0
        await few.put_back()


async def test_a_sweep_that_leaves_something_is_called_a_fault(
    few: Any, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def idle(self: Sweeps) -> int:
        return 0

    monkeypatch.setattr(Sweeps, "sweep", idle)
    sweeping = importlib.import_module("rig.sweeping")
    memory = sweeping.Memory(number=12, open=few, clock=clock)
    await memory.round()
    assert memory.faults == ["sweep among 12: looked at 0 of 3 due, 3 left, 0 failed"]
