"""How long an acknowledgement takes while staff read among many tickets, beside an idle service (R17).

Usage: `python bench/reading.py [--tickets 100000] [--seconds 10] [--rate 50] [--rounds 3] [--only 待办 统计]`.
Exits with 1 if a question was not answered, or anything acknowledged is lost; slowness is only shown.
What is measured and how is told in `bench/README.md`.
"""

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.extend(str(Path(__file__).parents[1] / folder) for folder in ("", "tests", "tests/bot"))

import uvloop
from builders import RECEPTIONIST
from office import DEPARTMENTS, STAFF, office
from rig import county, kept, load, processes, serving, traffic, wecom
from rig.filled import fill
from rig.processes import Server
from rig.sweeping import Clock
from rig.tables import padded
from rig.traffic import Push

from bot import clock
from storage.database import sqlite_library
from storage.database.privacy import Keys
from storage.schema.migration import migrate
from storage.store import Store

#: what staff ask, by whom
QUESTIONS = {
    "/待办": "du",
    "/帮助": "guan",
    "/查 0077": "guan",
    "/查 0077 全文": "guan",
    "/督办 列表": "guan",
    "/统计 季": "guan",
    "/台账": "du",
    "/部门": "du",
    "/扣分列表": "guan",
    "/查 999999": "du",
    "/催扮": "guan",
}
IDLE = "idle"
#: what the issue asks for: p99 while staff read, over p99 of an idle service
GOAL = 2.0
#: seconds between two questions, after the first is answered
BREATH = 0.05


@dataclass(slots=True, kw_only=True, eq=False)
class Bench:
    """One run: the running service, the traffic not sent yet, and what was found."""

    asked: argparse.Namespace
    server: Server
    traffic: Iterator[Push]
    waits: dict[str, list[float]] = field(default_factory=dict)
    answers: dict[str, list[float]] = field(default_factory=dict)
    spans: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    acked: list[str] = field(default_factory=list)
    refused: int = 0
    silent: list[str] = field(default_factory=list)
    _asked: int = 0

    @property
    def file(self) -> Path:
        """Return the memory."""
        return self.server.folder / "yousu.db"

    async def measure(self, what: str) -> None:
        """Send the open loop while *what* is asked again and again."""
        await self.at_rest()
        pushes = traffic.taken(self.traffic, int(self.asked.rate * self.asked.seconds))
        stop = asyncio.Event()
        asking = asyncio.create_task(self._ask(what, stop))
        begun = time.monotonic()
        outcome = await load.opened(self.server.port, pushes, self.asked.rate, seed=7)
        stop.set()
        await asking
        self.spans.setdefault(what, []).append((begun, time.monotonic()))
        self.waits.setdefault(what, []).append(_p99(outcome.waits))
        self.acked += outcome.acked
        self.refused += len(outcome.refused)

    async def _ask(self, what: str, stop: asyncio.Event) -> None:
        if what == IDLE:
            return
        connection = await load._connect(self.server.port)
        with closing(sqlite_library.connect(self.file, read_only=True)) as db:
            while not stop.is_set():
                self._asked += 1
                push = traffic.said(QUESTIONS[what], what, self._asked)
                begun = time.perf_counter()
                self.refused += await connection.ask(push.request) != 200
                self.acked.append(push.msg_id)
                if await self._answered(db, push):
                    self.answers.setdefault(what, []).append(1e3 * (time.perf_counter() - begun))
                else:
                    self.silent.append(what)
                await asyncio.sleep(BREATH)

    async def _answered(self, db: Any, push: Push) -> bool:
        """Wait until the question *push* is done; False if it is not within a minute."""
        wanted = "SELECT state, outcome FROM inbox WHERE key = ?"
        for _ in range(6000):
            row = db.execute(wanted, (kept._key(self.file, push.msg_id),)).fetchone()
            if row is not None and row[0] != "waiting":
                return str(row[1]).startswith(("asked_", "wrong_command", "not_a_command"))
            await asyncio.sleep(0.01)
        return False

    async def at_rest(self) -> None:
        """Wait until everything that was acknowledged is worked off."""
        left = 1
        while left:
            await asyncio.sleep(0.1)
            left = kept.waiting(self.file)


def _p99(waits: list[float]) -> float:
    found = sorted(1e3 * wait for wait in waits)
    return found[min(len(found) - 1, int(0.99 * len(found)))]


def settings(folder: Path, api_base: str) -> dict[str, Any]:
    """Return the county of the tests' office, as `config.toml` would hold it."""
    return county.settings(folder, api_base) | {
        "department": [{"id": one.id, "name": one.name} for one in DEPARTMENTS],
        "staff": [
            {
                "userid": one.id,
                "name": one.name,
                "roles": sorted(one.roles),
                **({"department": one.department} if one.department else {}),
            }
            for one in (*STAFF, RECEPTIONIST)  # whose the tickets are: nobody who is gone
        ],
    }


async def filled(file: Path, number: int) -> float:
    """Fill a new memory with *number* tickets; return in how many seconds."""
    begun, now = time.perf_counter(), clock.now()
    await migrate(f"sqlite://{file}")
    store = await Store.open(f"sqlite://{file}", Keys.from_text(county.KEY, []))
    try:
        await fill(office(store, Clock(now)), number, now)
    finally:
        await store.close()
    return time.perf_counter() - begun


async def measured(asked: argparse.Namespace, folder: Path) -> list[str]:
    """Fill, measure in turns, print, and return what is wrong."""
    core, own = processes.cores()
    if not (folder / "yousu.db").exists():
        took = await filled(folder / "yousu.db", asked.tickets)
        print(f"{asked.tickets:,} tickets stored in {took:.0f} s", flush=True)
    serving.pin(own)
    names = [one for one in QUESTIONS if not asked.only or one.split()[0][1:] in asked.only]
    async with wecom.answering() as api_base:
        begun = time.perf_counter()
        said = json.dumps(settings(folder, api_base))
        server = await processes.start("whole", core, folder, said, environment={})
        print(f"ready after {time.perf_counter() - begun:.1f} s", flush=True)
        try:
            bench = Bench(asked=asked, server=server, traffic=traffic.pushes())
            await bench.measure(IDLE)  # to warm up
            bench.waits.clear()
            bench.spans.clear()
            for _ in range(asked.rounds):
                for name in names:
                    for what in (IDLE, name):
                        await bench.measure(what)
            await bench.at_rest()
        finally:
            if server.process.returncode is None:
                told = await server.end()
    show(bench, names, told["stalls"])
    print(f"longest stall of the loop {told['lag_ms']:.0f} ms")
    faults = [f"not answered: {one}" for one in sorted(set(bench.silent))]
    return [*faults, *kept.faults(bench.file, bench.acked)] + (
        [f"{bench.refused} refused"] if bench.refused else []
    )


def show(bench: Bench, names: list[str], stalls: list[tuple[float, float]]) -> None:
    """Print the table; each ratio is the median of those to the idle service just before.

    Of the *stalls* of the loop (when they ended, and milliseconds) the longest while each was asked.
    """
    idle = iter(bench.waits[IDLE])
    before: dict[str, list[float]] = {name: [] for name in names}
    for _ in range(bench.asked.rounds):
        for name in names:
            before[name].append(next(idle))
    print(
        f"\n{'':<16}{'idle p99':>10}{'p99':>10}{'ratio':>8}{'answered in':>13}{'times':>7}{'stall':>8}"
    )
    print(f"{padded(IDLE, 16)}{'':>48}{_longest(bench.spans[IDLE], stalls):>8.0f}")
    for name in names:
        pairs = list(zip(bench.waits[name], before[name], strict=True))
        ratio = statistics.median(a / b for a, b in pairs)
        idle_p99, p99 = (statistics.median(one) for one in (before[name], bench.waits[name]))
        took = bench.answers.get(name, [float("nan")])
        reached = "" if ratio <= GOAL else "  MISSED"
        print(
            f"{padded(name, 16)}{idle_p99:>10.1f}{p99:>10.1f}{ratio:>8.2f}"
            f"{statistics.median(took):>13.0f}{len(took):>7}{_longest(bench.spans[name], stalls):>8.0f}{reached}",
            flush=True,
        )


def _longest(spans: list[tuple[float, float]], stalls: list[tuple[float, float]]) -> float:
    return max((ms for at, ms in stalls for a, b in spans if a <= at <= b), default=0.0)


def main() -> int:
    """Return 1 if a question was not answered, or an acknowledged message is not kept exactly once."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=10.0, help="of each open loop")
    parser.add_argument("--rate", type=float, default=50.0, help="acknowledgements a second")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="*", default=[], help="these commands alone, by name")
    parser.add_argument(
        "--folder", type=Path, help="keep the memory there, and use the one that is there"
    )
    asked = parser.parse_args()
    if asked.folder is not None:
        asked.folder.mkdir(parents=True, exist_ok=True)
        wrong = uvloop.run(measured(asked, asked.folder))
        return _told(wrong)
    with tempfile.TemporaryDirectory(prefix="yousu-bench-") as folder:
        return _told(uvloop.run(measured(asked, Path(folder))))


def _told(wrong: list[str]) -> int:
    for fault in wrong:
        print(fault, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
