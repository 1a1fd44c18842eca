"""The tests' side of `crash_victim`: starts services, learns of their death, ends them."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from crash_victim import Order

_ROOT = Path(__file__).parents[2]
#: how long (seconds) the fork server may take to fork, or to end; on a busy machine too
PATIENCE = 120.0


class Nursery:
    """One fork server; it runs one service at a time."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.pid = 0

    async def bear(self, order: Order) -> int:
        """Start a service; return its pid at once (it may not listen yet)."""
        assert self._process.stdin is not None
        self._process.stdin.write(order.packed())
        await self._process.stdin.drain()
        try:
            told = await asyncio.wait_for(self._told(), PATIENCE)
        except TimeoutError:
            raise TimeoutError(f"the fork server forked nothing in {PATIENCE:.0f} s") from None
        self.pid = told["pid"]
        return self.pid

    async def death(self) -> int:
        """Wait until the service ends; return its exit code, negative for a signal.

        How long that may take, knows who waits: a life is as long as its round.
        """
        code = (await self._told())["code"]
        self.pid = 0
        return code

    def send(self, number: signal.Signals) -> None:
        """Send the service a signal, if it lives."""
        if self.pid:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    async def close(self) -> None:
        """End the service and the server; a server that waits for a life dies, and takes it along."""
        self.send(signal.SIGKILL)
        assert self._process.stdin is not None
        self._process.stdin.close()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._process.wait(), PATIENCE)
            return
        self._process.kill()
        await self._process.wait()

    async def _told(self) -> dict[str, int]:
        assert self._process.stdout is not None
        line = await self._process.stdout.readline()
        if not line:
            raise EOFError("the fork server is gone")  # its own words are on stderr
        told: dict[str, int] = json.loads(line)
        return told


@asynccontextmanager
async def nursery() -> AsyncIterator[Nursery]:
    """Give a fork server that has everything loaded."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(Path(__file__).with_name("crash_victim.py")),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd=_ROOT,
        env=os.environ | {"PYTHONPATH": str(_ROOT)},
    )
    one = Nursery(process)
    try:
        yield one
    finally:
        await one.close()
