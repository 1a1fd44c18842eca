"""Who runs in the foreground ends at Ctrl-C, and when the machine stops it."""

import asyncio
import os
import signal

import pytest

from bot.runtime.event_loop import told_to_stop


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_either_signal_tells_it(number: signal.Signals) -> None:
    told = told_to_stop()
    assert not told.is_set()
    os.kill(os.getpid(), number)
    await asyncio.wait_for(told.wait(), 60)
