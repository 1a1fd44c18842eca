"""Looks at this process while something runs: its longest pause of the loop, and its memory."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from resource import getpagesize

#: seconds between two looks
_EVERY = 0.005
_STATM = Path("/proc/self/statm")
_PAGE_MB = getpagesize() / 2**20


@dataclass(slots=True)
class Seen:
    """What was seen meanwhile.

    Attributes:
        ms: how long it took.
        pause_ms: how late the loop came at most.
        grown_mb: how much more memory was resident at the worst moment than at the begin; 0 where the
            system does not tell.
        held_mb: how much was resident at the end.
    """

    ms: float = 0.0
    pause_ms: float = 0.0
    grown_mb: float = 0.0
    held_mb: float = 0.0


def resident_mb() -> float:
    """Return the resident memory of this process; 0 where the system does not tell."""
    return int(_STATM.read_text().split()[1]) * _PAGE_MB if _STATM.exists() else 0.0


@asynccontextmanager
async def watched() -> AsyncIterator[Seen]:
    """Look until the block is left; what was seen is complete after that."""
    seen, before = Seen(), resident_mb()
    looking = asyncio.create_task(_look(seen, before))
    await asyncio.sleep(0)  # or it would begin only at the first pause
    begun = time.perf_counter()
    try:
        yield seen
    finally:
        seen.ms = (time.perf_counter() - begun) * 1e3
        await asyncio.sleep(_EVERY)  # a pause at the very end is seen too
        looking.cancel()
        seen.held_mb = resident_mb()
        seen.grown_mb = max(seen.grown_mb, seen.held_mb - before)


async def _look(seen: Seen, before: float) -> None:
    while True:
        begun = time.perf_counter()
        await asyncio.sleep(_EVERY)
        seen.pause_ms = max(seen.pause_ms, (time.perf_counter() - begun - _EVERY) * 1e3)
        seen.grown_mb = max(seen.grown_mb, resident_mb() - before)
