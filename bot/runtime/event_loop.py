"""The event loop that the service runs on, and its rest from the garbage collector, and who ends it."""

import asyncio
import contextlib
import gc
import signal
import sys
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

new_loop: Callable[[], asyncio.AbstractEventLoop] | None = None
if sys.platform != "win32":
    import uvloop

    new_loop = uvloop.new_event_loop


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run *work* to its end, as `asyncio.run`, on uvloop where the system has it.

    Meanwhile the collector leaves alone what is loaded by now (modules, classes, models): looking
    through it again and again would stop the loop for 40 ms each time (docs/speed.md).
    """
    gc.freeze()
    try:
        with asyncio.Runner(loop_factory=new_loop) as runner:
            return runner.run(work)
    finally:
        gc.unfreeze()


def told_to_stop() -> asyncio.Event:
    """Return an event that SIGINT and SIGTERM set."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C raises instead
            loop.add_signal_handler(number, told.set)
    return told
