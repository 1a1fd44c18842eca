"""Services under load that are killed from outside at moments that nobody chose, and begin again."""

import asyncio
import signal
import struct
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random

from aiohttp import ClientError, ClientSession, ClientTimeout
from crash_nursery import Nursery
from crash_round import InVain
from crash_victim import Order
from load_messages import Message, Source

from bot import clock
from bot.cli.demo import BEGINS_AT
from bot.simulator import Simulator
from bot.simulator.envelope import Envelope

#: how long (seconds) any one thing may take: a start, an acknowledgement, an end
PATIENCE = 120.0
#: how long (seconds) may lie between two kills on the busiest machine
LONGEST = 900.0
#: how many send at the same time, and how many messages may wait to be worked off
SENDERS, MOST_WAITING = 24, 250
#: seconds until what was not acknowledged is sent again, and between two looks at how much waits
PAUSE, LOOK = 0.1, 0.5
#: of a hundred acknowledged messages so many are sent once more: WeCom did not hear the answer
AGAIN = 10


async def acknowledged(load: "Load", goal: int) -> None:
    """Wait until *goal* messages are acknowledged: as long as there is progress, never without an end.

    Raises:
        InVain: none was for `PATIENCE`, or it takes longer than `LONGEST`.
    """
    begun, before, since = clock.monotonic(), -1, 0.0
    for _ in count():
        got, now = len(load.acked), clock.monotonic()
        if got >= goal:
            return
        if got != before:
            before, since = got, now
        if now - since > PATIENCE or now - begun > LONGEST:
            raise InVain(
                f"waited in vain for {goal} acknowledgements: {got} in {now - begun:.0f} s, the last"
                f" {now - since:.0f} s ago; {load.waiting} wait to be worked off"
            )
        await asyncio.sleep(0.003)


class Hours:
    """The clock of a run: the real one and what was jumped over; services read it from a file."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._ahead = (BEGINS_AT - clock.now()).total_seconds()
        self.jump(timedelta())

    def now(self) -> datetime:
        """Return the moment of this run."""
        return clock.now() + timedelta(seconds=self._ahead)

    def jump(self, passed: timedelta) -> None:
        """Let *passed* go by for everybody."""
        self._ahead += passed.total_seconds()
        with self.file.open("r+b" if self.file.exists() else "wb") as file:
            file.write(struct.pack("d", self._ahead))


@dataclass(slots=True, kw_only=True, eq=False)
class Replica:
    """One service: its fork server, and what it is started with.

    Attributes:
        is_meant_to_end: whoever ends it knows; any other end is a fault.
    """

    nursery: Nursery
    order: Order
    is_meant_to_end: bool = False
    faults: list[str] = field(default_factory=list)
    life: "asyncio.Task[None] | None" = None

    async def born(self) -> None:
        """Start it."""
        self.is_meant_to_end = False
        await self.nursery.bear(self.order)
        self.life = asyncio.create_task(self._live())

    async def _live(self) -> None:
        code = await self.nursery.death()
        if not self.is_meant_to_end:
            self.faults.append(f"a service ended with {code}")

    async def ends(self, number: signal.Signals) -> None:
        """End it by *number*, and wait for its death."""
        self.is_meant_to_end = True
        if self.life is None:
            return
        self.nursery.send(number)
        done, _ = await asyncio.wait((self.life,), timeout=PATIENCE)
        if not done:
            raise InVain(f"{number.name} did not end a service in {PATIENCE:.0f} s")
        self.life = None


@dataclass(slots=True, kw_only=True, eq=False)
class Load:
    """Sends as long as it may; knows what was acknowledged.

    Attributes:
        sent: every message, in order.
        acked: how often each was acknowledged, by its name.
        pushes: how many requests went out.
    """

    wecom: Simulator
    hours: Hours
    source: Source
    ports: Sequence[int]
    chance: Random
    sent: list[Message] = field(default_factory=list)
    acked: Counter[str] = field(default_factory=Counter)
    pushes: int = 0
    waiting: int = 0
    is_over: bool = False

    async def run(self) -> None:
        """Send until it is over; what was begun is sent until it is acknowledged."""
        limit = ClientTimeout(total=20)
        async with ClientSession(timeout=limit) as session, asyncio.TaskGroup() as group:
            group.create_task(self._look(session))
            for _ in range(SENDERS):
                group.create_task(self._send(session))

    async def _send(self, session: ClientSession) -> None:
        while not self.is_over:
            if self.waiting > MOST_WAITING:
                await asyncio.sleep(PAUSE)
                continue
            message = self.source.next(self.hours.now())
            self.sent.append(message)
            if message.kind == "chat":
                await self.wecom.citizen_says(message.who, message.text)
                continue
            await self._until_acked(session, message)
            if self.chance.randrange(100) < AGAIN:
                await self._until_acked(session, message)

    async def _until_acked(self, session: ClientSession, message: Message) -> None:
        for _ in count():
            if await self._is_acked(session, message):
                return
            await asyncio.sleep(PAUSE)

    async def _is_acked(self, session: ClientSession, message: Message) -> bool:
        port = self.chance.choice(self.ports)
        self.pushes += 1
        with suppress(ClientError, TimeoutError, OSError):
            post = self._transfer if message.kind == "transfer" else self._push
            if await post(session, f"http://127.0.0.1:{port}", message) == 200:
                self.acked[message.name] += 1
                return True
        return False

    async def _push(self, session: ClientSession, base: str, message: Message) -> int:
        directory = self.wecom.ground.directory
        app = directory.app
        envelope = Envelope(app.token, app.aes_key, directory.corp_id)
        at = str(int(self.hours.now().timestamp()))
        sealed = envelope.seal(message.body, at, f"{self.pushes:010}")
        body = envelope.push(sealed, str(app.agent_id)).encode()
        url = f"{base}/wecom/callback"
        async with session.post(url, params=sealed.query, data=body) as answer:
            await answer.read()
            return answer.status

    async def _transfer(self, session: ClientSession, base: str, message: Message) -> int:
        head = {"Authorization": f"Bearer {self.wecom.platforms.desks['12345'].platform.key}"}
        url = f"{base}/hotline/complaints"
        async with session.post(url, json=message.fields, headers=head) as answer:
            await answer.read()
            return answer.status

    async def _look(self, session: ClientSession) -> None:
        """See how much waits to be worked off, so that the load is heavy and not without bounds."""
        while not self.is_over:
            port = self.chance.choice(self.ports)
            with suppress(ClientError, TimeoutError, OSError):
                async with session.get(f"http://127.0.0.1:{port}/metrics") as answer:
                    self.waiting = _waiting_in(await answer.text())
            await asyncio.sleep(LOOK)


def _waiting_in(metrics: str) -> int:
    line = next(one for one in metrics.splitlines() if 'yousu_inbox_rows{state="waiting"}' in one)
    return int(float(line.split()[-1]))
