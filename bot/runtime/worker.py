"""How everything that works in the background waits: one loop, its bells, and the hands it has."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import timedelta

import structlog

from bot.clock import monotonic

_log = structlog.get_logger(__name__)

#: the pause after the first failed turn, doubled each time up to the longest
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=1), timedelta(seconds=30)


async def rung(longest: timedelta, *bells: asyncio.Event) -> None:
    """Return when one of *bells* is set, after *longest* at the latest."""
    waiting = [asyncio.ensure_future(bell.wait()) for bell in bells]
    try:
        await asyncio.wait(
            waiting, timeout=longest.total_seconds(), return_when=asyncio.FIRST_COMPLETED
        )
    finally:
        for each in waiting:
            each.cancel()


def pause_after(failures: int) -> timedelta:
    """Return how long to leave alone what failed *failures* times in a row."""
    return min(FIRST_PAUSE * (1 << min(failures - 1, 16)), LONGEST_PAUSE)


@dataclass(slots=True, eq=False)
class Loop:
    """Takes turns until it is told to stop; a failing turn is logged and tried again later.

    Attributes:
        bell: ring it when there is something to do.
        idle: how long to wait for the bell before looking anyway.
        turned_at: monotonic seconds of the last turn that went well, None before the first.
    """

    name: str
    idle: timedelta
    bell: asyncio.Event = field(default_factory=asyncio.Event)
    turned_at: float | None = None

    async def run(self, turn: Callable[[], Awaitable[int]], stop: asyncio.Event) -> None:
        """Take turns until *stop* is set; a turn returns how much it did, and 0 means wait."""
        failures = 0
        while not stop.is_set():
            self.bell.clear()
            try:
                done = await turn()
            except Exception:  # a database away for a while must not end the work
                failures += 1
                _log.exception("turn_failed", loop=self.name, failures=failures)
                await rung(pause_after(failures), stop)
                continue
            failures, self.turned_at = 0, monotonic()
            if not done:
                await rung(self.idle, stop, self.bell)

    def is_turning(self, within: timedelta) -> bool:
        """True when a turn went well no longer than *within* ago."""
        return self.turned_at is not None and monotonic() - self.turned_at <= within.total_seconds()


@dataclass(slots=True, eq=False)
class Hands:
    """What is in hand, side by side and at most *most* at once, so that the slow delay nobody.

    Attributes:
        bell: rung whenever a hand is free again.
    """

    most: int
    bell: asyncio.Event
    _tasks: dict[object, asyncio.Task[None]] = field(default_factory=dict)

    @property
    def free(self) -> int:
        """Return how many more may be taken in hand."""
        return max(0, self.most - len(self._tasks))

    def __contains__(self, key: object) -> bool:
        return key in self._tasks

    def give(self, key: object, work: Coroutine[None, None, None]) -> None:
        """Begin *work*; what is in hand under this *key* already is not begun again."""
        if key in self._tasks:
            work.close()
            return
        task = asyncio.get_running_loop().create_task(work)
        self._tasks[key] = task
        task.add_done_callback(lambda done: self._leave(key, done))

    def _leave(self, key: object, done: asyncio.Task[None]) -> None:
        del self._tasks[key]
        self.bell.set()
        if not done.cancelled() and done.exception() is not None:
            _log.error("hand_failed", what=str(key), exc_info=done.exception())

    async def rest(self) -> None:
        """Wait until nothing is in hand any more."""
        while self._tasks:
            await asyncio.wait(list(self._tasks.values()))
            await asyncio.sleep(0)  # let the done callbacks run
