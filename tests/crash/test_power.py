"""The power goes at moments that nobody chose: only what was synced is sure to be there (SQLite).

`make deep` cuts two hundred times, in lives that begin with what an earlier cut left; else a dozen. The
controls are the same memory with `synchronous` set lower, which must lose. PostgreSQL writes its own log:
there we rely on its `fsync` and `synchronous_commit` (`test_durable_server.py`).
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from deep import Sweep
from power_disk import laid_down
from power_life import AT_ONCE, TURNS, Told, drawn, faults, lived

pytestmark = [pytest.mark.slow, pytest.mark.sweep, pytest.mark.timeout(1800)]

#: how many cuts, whole and in the sample, and how many of each life
WHOLE, SAMPLE, OF_A_LIFE = 200, 12, 10

Tell = Callable[[str, object], None]


@pytest.fixture
def begun(sqlite_template: Path, tmp_path: Path) -> Path:
    """A fresh database in a folder of its own."""
    return laid_down({"yousu.db": sqlite_template.read_bytes()}, tmp_path / "begun")


async def cut_again_and_again(
    database: Path, folder: Path, cuts: int, seed: int, level: str = ""
) -> tuple[int, int, list[str]]:
    """Return how many cuts were made, how many acknowledged were looked for, and what was broken."""
    chance, told, broken, looked_for = Random(seed), Told(), list[str](), 0
    for begins in range(0, cuts, OF_A_LIFE):
        first = 1 + (begins // OF_A_LIFE) * AT_ONCE * TURNS
        disk = await lived(database, told, first, level)
        for n, until in enumerate(drawn(disk, min(OF_A_LIFE, cuts - begins), chance)):
            own = folder / f"cut{begins + n}"
            left = laid_down(disk.cut(until, chance), own)
            then = told.with_marks(disk.marks(until))
            looked_for += len(then.acked)
            broken += [f"cut at {until} of life {first}: {one}" for one in await faults(left, then)]
        # the next life begins with what the last cut left, worked off
        database, told = left, replace(then, done=len(then.acked))
    return cuts, looked_for, broken


async def test_what_was_acknowledged_is_there_after_the_power_went(
    begun: Path, tmp_path: Path, sweep: Sweep, record_property: Tell
) -> None:
    """R2: and the file is whole, the log too, no number is left out, and work goes on."""
    cuts = sweep.many("power cuts on SQLite", WHOLE, SAMPLE)
    made, looked_for, broken = await cut_again_and_again(begun, tmp_path, cuts, sweep.seed)
    lost = sum("LOST" in one for one in broken)
    record_property(
        "figure",
        f"R2: SQLite: {made} power cuts that keep what was synced and any part of the rest,"
        f" {looked_for:,} acknowledged messages looked for, {lost} lost,"
        f" {len(broken)} broken promises",
    )
    assert broken == []


@pytest.mark.parametrize("level", ["OFF", "NORMAL"])
async def test_the_control_that_does_not_wait_for_the_disk_loses(
    begun: Path, tmp_path: Path, sweep: Sweep, level: str
) -> None:
    """R2: NORMAL syncs the WAL only before it is worked in; OFF never."""
    _, _, broken = await cut_again_and_again(begun, tmp_path, OF_A_LIFE, sweep.seed, level)
    assert any("LOST" in one for one in broken)
