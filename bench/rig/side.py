"""One measured side: the service of the tree on the path, without the workers that run by themselves.

`python -m rig.side TREE CACHE`; what it is told on standard input and answers stands in `rig/sides.py`.
Everything happens when it is asked for: a message is kept, then worked off alone by the receiver
itself; a due ticket is swept alone; nothing is sent.
"""

import asyncio
import gc
import json
import logging
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partialmethod
from pathlib import Path
from typing import Any
from unittest.mock import patch

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from rig import life
from rig.counted import Counted
from rig.life import Case, Step
from rig.stays import Stays
from rig.trees import named, store_of

#: a Monday morning, 09:00 in Shanghai, before the National Day holiday of 2026
BEGINS_AT = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)

#: what is done around the work on a step
Around = Callable[[str], AbstractContextManager[None]]


@dataclass(slots=True, kw_only=True, eq=False)
class Side:
    """A running service whose clock stands still until it is moved."""

    service: Any = None
    now: datetime = BEGINS_AT
    kept: int = 0
    serial: int = 0

    async def lives(self, around: Around) -> None:
        """Let one more ticket begin, be due, and end."""
        self.serial += 1
        for step in life.BEGINS:
            await self._step(step, around)
        await self._due(around)
        for step in life.ENDS:
            await self._step(step, around)
        await self._ended()

    async def _step(self, step: Step, around: Around) -> None:
        self.now += timedelta(seconds=1)
        await self._keep(step.wire(await self._case()))
        with around(step.name):
            taken = await self.service.receiver.work_off()
        await self._went_well(step, taken)

    async def _case(self) -> Case:
        found = await self._rows("SELECT no, version FROM tickets WHERE is_open")
        ticket = found[0] if found else {"no": "", "version": 0}
        return Case(self.serial, ticket["no"], ticket["version"], self.now)

    async def _keep(self, arrived: life.Arrived) -> None:
        channel, account, lane, body = arrived
        self.kept += 1
        arrival = named("Arrival")(
            channel=channel, account=account, key=f"key-{self.kept}", lane=lane, body=body
        )
        await store_of(self.service).writer.keep([arrival], self.now)

    async def _went_well(self, step: Step, taken: int) -> None:
        (row,) = await self._rows("SELECT state, outcome FROM inbox ORDER BY id DESC LIMIT 1")
        if taken != 1 or row["state"] != "done" or row["outcome"] not in ("done", "conversed"):
            raise RuntimeError(f"{step.name}: {taken} taken, {row['state']}, {row['outcome']}")

    async def _due(self, around: Around) -> None:
        """Move the clock to where the open ticket is due, and sweep."""
        (ticket,) = await self._rows("SELECT wakes_at FROM tickets WHERE is_open")
        self.now = ticket["wakes_at"] - timedelta(seconds=1)
        while await self.service.sweeps.sweep():
            pass  # what else came due on the way
        self.now = ticket["wakes_at"]
        with around(life.DUE.name):
            looked = await self.service.sweeps.sweep()
        if looked != 1:
            raise RuntimeError(f"{looked} were due instead of one")

    async def _ended(self) -> None:
        left = await self._rows("SELECT no, state FROM tickets WHERE state <> 'struck_off'")
        if left:
            raise RuntimeError(f"not all went to their end: {left}")

    async def _rows(self, sql: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = await store_of(self.service).reader.rows(sql)
        return found


@asynccontextmanager
async def opened(url: str, cache: Path) -> AsyncIterator[Side]:
    """Give a side on the empty database at *url*, when one ticket has lived there."""
    await named("migrate")(url)
    side = Side()
    settings = named("Settings").model_validate(life.settings())
    # not through the checks of config.toml: PostgreSQL of the tests listens on a socket file
    storage = settings.storage.model_copy(update={"url": url})
    settings = settings.model_copy(update={"storage": storage})
    async with _without_calendar(settings, side, cache) as service:
        await _quiet()
        side.service = service
        await side.lives(lambda _: nullcontext())  # loads what is loaded once
        yield side


@asynccontextmanager
async def _without_calendar(settings: Any, side: Side, cache: Path) -> AsyncIterator[Any]:
    """Run the service; what the calendar starts would go by the real time, in the midst of a step."""
    paused = partialmethod(AsyncIOScheduler.start, paused=True)
    with patch.object(AsyncIOScheduler, "start", paused):
        async with named("running")(settings, lambda: side.now, cache=cache, port=0) as service:
            yield service


async def _quiet() -> None:
    """End what runs by itself, but for the one that writes."""
    own = asyncio.current_task()
    others = [one for one in asyncio.all_tasks() if one is not own]
    others = [one for one in others if one.get_name() != "storage-writer"]
    for one in others:
        one.cancel()
    await asyncio.wait(others)


def measuring(side: Side, found: list[Any]) -> Around:
    """Note in *found* the step, CPU milliseconds, statements and writes of each piece of work."""
    counted = Counted(type(store_of(side.service).reader))

    @contextmanager
    def around(step: str) -> Iterator[None]:
        with counted.counting():
            begun = time.process_time()
            yield
            used = time.process_time() - begun
        found.append((step, used * 1e3, *counted.taken()))

    return around


def walking(_: Side, found: list[Any]) -> Around:
    """Note in *found* the step and the stays of each piece of work."""

    @contextmanager
    def around(step: str) -> Iterator[None]:
        stays = Stays(Path(sys.argv[1]).resolve())
        with stays.noted():
            yield
        found.append((step, stays.seen))

    return around


_HOW = {"measure": measuring, "walk": walking}


async def answer(url: str, cache: Path) -> None:
    """Open the memory at *url*; play one life for each line that says how, until one is empty."""
    async with opened(url, cache) as side:
        _say("opened")
        while how := (await asyncio.to_thread(sys.stdin.readline)).strip():
            found: list[Any] = []
            around = _HOW[how](side, found)
            gc.collect()
            await side.lives(around)
            _say(found)


def _say(what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Answer for one memory after the other, as standard input names them."""
    quiet = structlog.make_filtering_bound_logger(logging.CRITICAL)
    structlog.configure(wrapper_class=quiet)
    logging.disable(logging.CRITICAL)
    while url := sys.stdin.readline().strip():
        asyncio.run(answer(url, Path(sys.argv[2])))


if __name__ == "__main__":
    main()
