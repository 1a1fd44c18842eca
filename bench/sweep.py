"""What a sweep costs when much is open and little is due, beside a naive one that scans all that is open.

Usage: `python bench/sweep.py [--rows 10000 1000000] [--due 1000] [--rounds 5] [--database sqlite|postgres]`.
Exits with 1 if a due ticket was left, or looked at twice; slowness alone is only shown.
What is measured and how is told in `bench/README.md`.
"""

import argparse
import math
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

sys.path.extend(str(Path(__file__).parents[1] / folder) for folder in ("", "tests", "tests/bot"))

import databases
from builders import NOW
from office import office
from rig.fresh import databases_of
from rig.open_tickets import fill
from rig.sweeping import Clock, Memory, plan

from bot.runtime import event_loop
from storage.database.privacy import Keys
from storage.schema.migration import migrate
from storage.store import Store

#: what the issue asks for: a sweep among the most open tickets, over one among the fewest
GOAL = 2.0
#: disk of a ticket with its parts and its log
BYTES = 10_000


async def measured(asked: argparse.Namespace, stack: AsyncExitStack, fresh: Any) -> list[Memory]:
    """Fill one memory for each number of rows, then measure them in turns."""
    memories = []
    for number in asked.rows:
        begun = time.perf_counter()
        memories.append(await stack.enter_async_context(_filled(fresh, number, asked.due)))
        print(
            f"  {number:,} open tickets stored in {time.perf_counter() - begun:.0f} s", flush=True
        )
    for memory in memories:
        await (
            memory.ours()
        )  # to warm up; memory is judged here, before a naive sweep grew the process
        first, memory.found = memory.found, {}
        memory.found |= {"first_grown": first["grown"], "first_held": first["held"]}
    for _ in range(asked.rounds):
        for memory in memories:
            await memory.round()
    for memory in memories:  # in later rounds a process that has grown grows no more
        memory.found["naive_grown"] = [max(memory.found["naive_grown"])]
    return memories


@asynccontextmanager
async def _filled(fresh: Any, number: int, due: int) -> AsyncIterator[Memory]:
    url, settle = fresh(number)
    await migrate(url)
    store = await Store.open(url, Keys(bytes(range(32))))
    try:
        clock = Clock(NOW)
        open_tickets = await fill(office(store, clock), number, due)
        await settle()
        yield Memory(number=number, open=open_tickets, clock=clock)
    finally:
        await store.close()


#: title → what is measured
LINES = {
    "sweep over what is due, ms": "sweep",
    "naive: scan, then the same, ms": "naive_sweep",
    "idle tick, ms": "idle",
    "naive idle tick, ms": "naive_idle",
    "longest pause of the loop, ms": "pause",
    "naive: longest pause, ms": "naive_pause",
    "memory grown by a first sweep, MB": "first_grown",
    "resident after it, MB": "first_held",
    "naive: memory grown, MB": "naive_grown",
}


def show(kind: str, memories: Sequence[Memory], asked: argparse.Namespace) -> None:
    """Print the medians (and extremes), the ratio of the last to the first, and the verdict."""
    few, many = memories[0], memories[-1]
    print(f"\n{kind}: {asked.due:,} due; medians of {asked.rounds} rounds (lowest to highest)")
    heads = "".join(f"{f'{one.number:,} open':>28}" for one in memories)
    print(f"  {'':<36}{heads}{'ratio':>8}")
    for title, name in LINES.items():
        cells = "".join(f"{_cell(one.found[name]):>28}" for one in memories)
        share = f"{over(many.found[name], few.found[name]):>8.2f}" if title.endswith("ms") else ""
        print(f"  {title:<36}{cells}{share}")
    naive = over(many.found["naive_sweep"], many.found["sweep"])
    print(f"  among {many.number:,} the naive sweep is {naive:.2f} times as dear as ours")
    reached = over(many.found["sweep"], few.found["sweep"])
    said = "reached" if reached <= GOAL else "MISSED"
    print(f"  goal: a sweep at most {GOAL:g} times as dear; {reached:.2f}, {said}")


def _cell(found: Sequence[float]) -> str:
    """Return the median, and from where to where if there are several; three digits tell enough."""
    middle = statistics.median(found)
    decimals = 0 if middle >= 100 else 1 if middle >= 10 else 2
    shown = [f"{one:,.{decimals}f}" for one in (middle, min(found), max(found))]
    return shown[0] if len(found) == 1 else f"{shown[0]} ({shown[1]} to {shown[2]})"


def over(found: Sequence[float], base: Sequence[float]) -> float:
    """Return the median of the ratios within each round; nan over a pause that was too short to see."""
    return statistics.median(a / b if b else math.nan for a, b in zip(found, base, strict=True))


async def _run(asked: argparse.Namespace, fresh: Any) -> list[str]:
    async with AsyncExitStack() as stack:
        memories = await measured(asked, stack, fresh)
        show(asked.database, memories, asked)
        for step in await plan(memories[-1]):
            print(f"  {step}")
        return [fault for memory in memories for fault in memory.faults]


def _one(asked: argparse.Namespace) -> int:
    with tempfile.TemporaryDirectory(prefix="yousu-sweep-") as name:
        need = sum(asked.rows) * BYTES
        if (free := shutil.disk_usage(name).free) < 1.5 * need:
            said = f"needs {1.5 * need / 1e9:.0f} GB of disk, {free / 1e9:.0f} are free; try --rows"
            print(said, file=sys.stderr)
            return 2
        print(f"\n{asked.database}")
        with databases_of(asked.database, Path(name)) as fresh:
            faults = event_loop.run(_run(asked, fresh))
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


def main() -> int:
    """Measure on both databases, each in a process of its own, for the memory's sake."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 1_000_000])
    parser.add_argument("--due", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--database", choices=databases.KINDS, help="only this one")
    asked = parser.parse_args()
    if asked.due > min(asked.rows):
        parser.error("more are due than are open")
    if asked.database:
        return _one(asked)
    again = [sys.executable, __file__, *sys.argv[1:], "--database"]
    return max(subprocess.run([*again, kind], check=False).returncode for kind in databases.KINDS)


if __name__ == "__main__":
    sys.exit(main())
