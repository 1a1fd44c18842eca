"""One filled memory under measure: sweeps as `serve` has them, and naive ones that scan all that is open."""

import asyncio
import gc
import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.jobs.sweeps import AT_ONCE, Sweeps
from rig.open_tickets import OpenTickets
from rig.watch import watched
from storage.database.session import Row, Session
from storage.tickets import tickets

#: idle ticks of a round
TICKS = 100


@dataclass(slots=True, eq=False)
class Clock:
    """Stands still; the measure moves it."""

    now: datetime

    def __call__(self) -> datetime:
        """Return the time."""
        return self.now


@dataclass(slots=True, kw_only=True, eq=False)
class Memory:
    """One filled memory under measure.

    Attributes:
        found: what is measured → its figures, round by round.
        faults: what went wrong.
    """

    number: int
    open: OpenTickets
    clock: Clock
    found: dict[str, list[float]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def note(self, **figures: float) -> None:
        """Remember the *figures* of this round."""
        for name, figure in figures.items():
            self.found.setdefault(name, []).append(figure)

    def sweeps(self) -> Sweeps:
        """Return sweeps as `serve` has them."""
        return Sweeps(context=self.open.office.context, stirred=asyncio.Event())

    async def round(self) -> None:
        """Measure everything once: ours before the naive one, which leaves much memory behind."""
        await self.ours()
        await self.naive()

    async def ours(self) -> None:
        """Measure a tick with nothing due, then the sweep over all that is due."""
        sweeps, self.clock.now = self.sweeps(), self.open.before
        begun = time.perf_counter()
        for _ in range(TICKS):
            await sweeps.sweep()
        idle = (time.perf_counter() - begun) / TICKS * 1e3
        looked, self.clock.now = 0, self.open.at
        gc.collect()
        async with watched() as seen:
            while more := await sweeps.sweep():
                looked += more
        self.note(sweep=seen.ms, idle=idle, pause=seen.pause_ms)
        self.note(grown=seen.grown_mb, held=seen.held_mb)
        await self._judge("sweep", looked, len(sweeps.poisoned))

    async def naive(self) -> None:
        """Measure the same with everything open read each time."""
        self.clock.now = self.open.before
        async with watched() as scan:
            await self._scanned()
        sweeps, self.clock.now = self.sweeps(), self.open.at
        gc.collect()
        async with watched() as seen:
            due = await self._scanned()
            for no in due:
                await sweeps._ticket(no)
        self.note(naive_sweep=seen.ms, naive_idle=scan.ms, naive_pause=seen.pause_ms)
        self.note(naive_grown=max(scan.grown_mb, seen.grown_mb))
        await self._judge("naive", len(due), 0)

    async def _scanned(self) -> list[str]:
        """Return what is due, by a look at every open ticket."""
        now = self.clock()
        sql = "SELECT no, wakes_at FROM tickets WHERE is_open"
        found = await self.open.office.store.reader.rows(sql)
        return [row["no"] for row in found if row["wakes_at"] and row["wakes_at"] <= now]

    async def _judge(self, who: str, looked: int, poisoned: int) -> None:
        wanted = len(self.open.due)
        left = await self.open.untouched()
        if looked != wanted or left or poisoned:
            said = f"looked at {looked} of {wanted} due, {left} left, {poisoned} failed"
            self.faults.append(f"{who} among {self.number:,}: {said}")
        await self.open.put_back()


class Explaining:
    """Stands in for the reader: a query through it returns nothing, and its plan is kept."""

    def __init__(self, reader: Session) -> None:
        self.plan: list[str] = []
        self._reader = reader
        self._word = "EXPLAIN QUERY PLAN" if reader.alone else "EXPLAIN"

    async def rows(self, sql: str, *values: Any) -> list[Row]:
        """Ask how *sql* would be answered."""
        found = await self._reader.rows(f"{self._word} {sql}", *values)
        self.plan += [str(row.get("detail") or row.get("QUERY PLAN")).strip() for row in found]
        return []


async def plan(memory: Memory) -> list[str]:
    """Return the steps by which the database finds what is due, asked of the real query."""
    reader: Any = Explaining(memory.open.office.store.reader)
    await tickets.due(reader, memory.open.at, AT_ONCE)
    steps: list[str] = reader.plan
    return steps
