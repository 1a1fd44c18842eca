"""How every measured server runs: one core, uvloop, aiohttp; says its port, ends when its input ends.

All servers are served by the same loop and the same HTTP library, so that only the handlers differ.
"""

import asyncio
import json
import os
import resource
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from aiohttp import web

from bot.runtime import event_loop

#: seconds between two looks at how late the loop comes
_EVERY = 0.005
#: seconds by which the loop must come late to be told of
STALL = 0.005


def pin(core: int) -> None:
    """Keep this process on *core*, where the system can; a negative one means anywhere."""
    if core >= 0 and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {core})


@asynccontextmanager
async def listening(runner: web.AppRunner) -> AsyncIterator[int]:
    """Serve *runner* on a free port of this machine and yield the port."""
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()


def serve(made: Callable[[], AbstractAsyncContextManager[int]], core: int) -> None:
    """Run the server that *made* yields the port of, until standard input ends.

    Writes a line with the port and, after the end, one with the longest stall of the loop
    (milliseconds), each that was longer than `STALL` and when it ended (`time.monotonic`, which all
    processes of a machine share), and the processor time used (seconds), as JSON.
    """
    pin(core)
    event_loop.run(_serve(made))


async def _serve(made: Callable[[], AbstractAsyncContextManager[int]]) -> None:
    late: list[tuple[float, float]] = [(0.0, 0.0)]
    async with made() as port:
        probe = asyncio.create_task(_watch(late))
        _say({"port": port})
        await asyncio.to_thread(sys.stdin.read)
        probe.cancel()
    used = resource.getrusage(resource.RUSAGE_SELF)
    longest = max(by for _, by in late)
    stalls = [(at, by * 1e3) for at, by in late[1:]]
    _say({"lag_ms": longest * 1e3, "stalls": stalls, "cpu_s": used.ru_utime + used.ru_stime})


async def _watch(late: list[tuple[float, float]]) -> None:
    """Note when and by how much the loop came late; what is short is noted as the longest of these only."""
    while True:
        begun = time.monotonic()
        await asyncio.sleep(_EVERY)
        now = time.monotonic()
        by = now - begun - _EVERY
        if by > STALL:
            late.append((now, by))
        elif by > late[0][1]:
            late[0] = (now, by)


def _say(what: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()
