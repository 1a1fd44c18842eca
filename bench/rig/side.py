"""One measured side: the service of the tree on the path, without the workers that run by themselves.

`python -m rig.side TREE CACHE`; each line of standard input is a job as JSON, each line of standard
output its result. Everything happens when it is asked for: a message is kept, then worked off alone
by the receiver itself; nothing is sent.
"""

import asyncio
import gc
import json
import logging
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import structlog

from rig import life
from rig.counted import Counted
from rig.life import Case, Step
from rig.stays import Stays
from rig.trees import named

#: a Monday morning, 09:00 in Shanghai, before the National Day holiday of 2026
BEGINS_AT = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)

#: what is done around the work on one step, or on so many due tickets
Around = Callable[[Step, int], Any]


@dataclass(slots=True, kw_only=True, eq=False)
class Side:
    """A running service whose clock stands still until it is moved."""

    service: Any = None
    now: datetime = BEGINS_AT
    kept: int = 0
    numbers: dict[int, str] = field(default_factory=dict)

    async def plays(self, lives: int, around: Around) -> None:
        """Let *lives* tickets begin, be due together, and end."""
        for serial in range(1, lives + 1):
            for step in life.BEGINS:
                await self._step(serial, step, around)
        await self._due(lives, around)
        for serial in range(1, lives + 1):
            for step in life.ENDS:
                await self._step(serial, step, around)
        await self._ended(lives)

    async def _step(self, serial: int, step: Step, around: Around) -> None:
        self.now += timedelta(seconds=1)
        await self._keep(step.wire(await self._case(serial)))
        with around(step, 1):
            taken = await self.service.receiver.work_off()
        await self._went_well(step, taken)

    async def _case(self, serial: int) -> Case:
        found = await self._rows("SELECT no, version FROM tickets ORDER BY id")
        ticket = found[serial - 1] if len(found) >= serial else {"no": "", "version": 0}
        return Case(serial, ticket["no"], ticket["version"], self.now)

    async def _keep(self, arrived: life.Arrived) -> None:
        channel, account, lane, body = arrived
        self.kept += 1
        arrival = named("Arrival")(
            channel=channel, account=account, key=f"key-{self.kept}", lane=lane, body=body
        )
        await self.service.house.store.writer.keep([arrival], self.now)

    async def _went_well(self, step: Step, taken: int) -> None:
        (row,) = await self._rows("SELECT state, outcome FROM inbox ORDER BY id DESC LIMIT 1")
        if taken != 1 or row["state"] != "done" or row["outcome"] not in ("done", "conversed"):
            raise RuntimeError(f"{step.name}: {taken} taken, {row['state']}, {row['outcome']}")

    async def _due(self, lives: int, around: Around) -> None:
        """Move the clock to where a reminder of all is due, and sweep."""
        wakes = [row["wakes_at"] for row in await self._rows("SELECT wakes_at FROM tickets")]
        self.now = min(wakes) - timedelta(seconds=1)
        while await self.service.sweeps.sweep():
            pass  # what else came due on the way
        self.now = max(wakes)
        with around(life.DUE, lives):
            looked = await self.service.sweeps.sweep()
        if looked != lives:
            raise RuntimeError(f"{looked} of {lives} due were looked at")

    async def _ended(self, lives: int) -> None:
        states = [row["state"] for row in await self._rows("SELECT state FROM tickets")]
        if states != ["struck_off"] * lives:
            raise RuntimeError(f"not all went to their end: {states}")

    async def _rows(self, sql: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = await self.service.house.store.reader.rows(sql)
        return found


@asynccontextmanager
async def opened(url: str, cache: Path) -> AsyncIterator[Side]:
    """Give a side on the empty database at *url*."""
    await named("migrate")(url)
    side = Side()
    settings = named("Settings").model_validate(life.settings(url))
    async with named("running")(settings, lambda: side.now, cache=cache, port=0) as service:
        await _quiet()
        side.service = service
        yield side


async def _quiet() -> None:
    """End what runs by itself, but for the one that writes."""
    own = asyncio.current_task()
    others = [one for one in asyncio.all_tasks() if one is not own]
    others = [one for one in others if "Writer" not in getattr(one.get_coro(), "__qualname__", "")]
    for one in others:
        one.cancel()
    await asyncio.wait(others)


async def measure(job: dict[str, Any], cache: Path) -> list[Any]:
    """Return of every piece of work its step, CPU milliseconds, statements, writes."""
    found: list[Any] = []
    async with opened(job["url"], cache) as side:
        counted = Counted(type(side.service.house.store.reader))

        @contextmanager
        def around(step: Step, share: int) -> Iterator[None]:
            before, begun = counted.so_far, time.process_time()
            yield
            used = time.process_time() - begun
            statements, writes = (b - a for a, b in zip(before, counted.so_far, strict=True))
            found.append((step.name, used * 1e3 / share, statements / share, writes / share))

        with counted.counting():
            gc.collect()
            await side.plays(job["lives"], around)
    return found


async def walk(job: dict[str, Any], cache: Path) -> dict[str, Any]:
    """Return the stays of each step of a second life: the first loads what is loaded once."""
    found: dict[str, Any] = {}
    async with opened(job["url"], cache) as side:

        @contextmanager
        def around(step: Step, share: int) -> Iterator[None]:
            stays = Stays(Path(sys.argv[1]).resolve())
            with stays.noted():
                yield
            found[step.name] = stays.seen

        await side.plays(2, around)
    return found


_JOBS = {"measure": measure, "walk": walk}


def main() -> None:
    """Do the jobs of standard input, one after the other."""
    quiet = structlog.make_filtering_bound_logger(logging.CRITICAL)
    structlog.configure(wrapper_class=quiet)
    logging.disable(logging.CRITICAL)
    for line in sys.stdin:
        job = json.loads(line)
        done = asyncio.run(_JOBS[job["do"]](job, Path(sys.argv[2])))
        sys.stdout.write(json.dumps(done) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
