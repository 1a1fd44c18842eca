"""The load: as fast as so many connections can (closed loop), or at given moments (open loop)."""

import asyncio
import random
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

from rig.traffic import Push

_STATUS = re.compile(rb"HTTP/1\.1 (\d{3})")
_LENGTH = re.compile(rb"\r\n[Cc]ontent-[Ll]ength: (\d+)")
#: how long before its moment a request wakes; the rest is waited for without sleeping
_EARLY = 0.002


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What became of a load.

    Attributes:
        acked: the ids that were answered with 200.
        refused: status of every other answer.
        seconds: from the first request to the last answer.
        waits: open loop only: seconds from the due moment of each request to the end of its answer.
    """

    acked: list[str] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    seconds: float = 0.0
    waits: list[float] = field(default_factory=list)

    def note(self, push: Push, status: int) -> None:
        """Count one answer."""
        if status == 200:
            self.acked.append(push.msg_id)
        else:
            self.refused.append(status)

    @property
    def rate(self) -> float:
        """Answers with 200 a second."""
        return len(self.acked) / self.seconds


class _Connection(asyncio.Protocol):
    """One kept-alive connection with at most one request in flight."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport
        self.answer: asyncio.Future[int] | None = None
        self.received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self.received += data
        head, found, body = self.received.partition(b"\r\n\r\n")
        length = _LENGTH.search(head) if found else None
        if found and len(body) >= (int(length[1]) if length else 0):
            status = _STATUS.match(head)
            self.received = b""
            if self.answer is not None and not self.answer.done():
                self.answer.set_result(int(status[1]) if status else 0)

    def connection_lost(self, exc: Exception | None) -> None:
        if self.answer is not None and not self.answer.done():
            self.answer.set_result(0)

    async def ask(self, request: bytes) -> int:
        """Send *request*; return the status, 0 where the connection broke."""
        self.answer = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return await self.answer


async def _connect(port: int) -> _Connection:
    loop = asyncio.get_running_loop()
    _, connection = await loop.create_connection(_Connection, "127.0.0.1", port)
    return connection


async def closed(port: int, pushes: Sequence[Push], connections: int) -> Outcome:
    """Send *pushes* over so many *connections*, each the next one as soon as it has an answer."""
    outcome, waiting = Outcome(), iter(pushes)
    opened = [await _connect(port) for _ in range(connections)]

    async def work(connection: _Connection) -> None:
        for push in waiting:
            outcome.note(push, await connection.ask(push.request))

    begun = time.perf_counter()
    await asyncio.gather(*(work(each) for each in opened))
    outcome.seconds = time.perf_counter() - begun
    for each in opened:
        each.transport.close()
    return outcome


async def opened(port: int, pushes: Sequence[Push], rate: float, seed: int) -> Outcome:
    """Send *pushes* at random moments, *rate* a second on average, whether answers come or not."""
    outcome = Outcome()
    idle: list[_Connection] = [await _connect(port) for _ in range(8)]
    dice, due = random.Random(seed), time.perf_counter() + 0.05
    begun, tasks = due, []

    async def send(push: Push, due: float) -> None:
        connection = idle.pop() if idle else await _connect(port)
        status = await connection.ask(push.request)
        outcome.waits.append(time.perf_counter() - due)
        outcome.note(push, status)
        if status:
            idle.append(connection)

    for push in pushes:
        due += dice.expovariate(rate)
        await _until(due)
        tasks.append(asyncio.create_task(send(push, due)))
    await asyncio.gather(*tasks)
    outcome.seconds = time.perf_counter() - begun
    for each in idle:
        each.transport.close()
    return outcome


async def _until(due: float) -> None:
    """Wait for *due*; timers are good to a millisecond only, so the last two are spun away."""
    left = due - time.perf_counter() - _EARLY
    while left > -_EARLY:
        await asyncio.sleep(max(0.0, left))
        left = due - time.perf_counter() - _EARLY
