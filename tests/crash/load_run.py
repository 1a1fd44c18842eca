"""One run: services under load, killed again and again at random, ended at last and judged."""

import asyncio
import signal
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from itertools import accumulate
from pathlib import Path
from random import Random

from crash_nursery import Nursery
from crash_round import InVain, reserved_port
from crash_victim import PRIVACY_KEY, Order
from load_evidence import Evidence, gather
from load_lives import PATIENCE, Hours, Load, Replica, acknowledged
from load_messages import Source, world

from bot.simulator import Simulator
from bot.simulator.settings import Settings
from storage.database.privacy import Keys
from storage.queues import inbox, outbox
from storage.store import Store

#: a machine that died is back after a minute: claims and leases of the dead have ended
DOWN = timedelta(seconds=61)
#: of a hundred kills so many hit a service that only begins, and so many hit all replicas at once
AT_BIRTH, ALL_AT_ONCE = 12, 25
#: how long (seconds) the work that is left may take when nothing more arrives
REST = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much: so many *kills* while so many messages are acknowledged, all drawn from *seed*.

    Attributes:
        control: what the services do wrong on purpose (`crash_victim.CONTROLS`).
    """

    kills: int
    acks: int
    seed: int
    control: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """What a run was and left."""

    kills: int
    pushes: int
    evidence: Evidence


class Run:
    """Plays one run on a fresh, migrated database; a new one for each."""

    def __init__(
        self, nurseries: Sequence[Nursery], database: str, folder: Path, plan: Plan
    ) -> None:
        self._database, self._folder, self._plan = database, folder, plan
        self._chance = Random(plan.seed)
        self._hours = Hours(folder / "ahead")
        self._world = world()
        pause = timedelta(milliseconds=350)
        self._wecom = Simulator(
            self._world, clock=self._hours.now, settings=Settings(callback_pause=pause)
        )
        self._nurseries = nurseries
        self._replicas: list[Replica] = []
        self._kills = 0

    async def play(self) -> Ended:
        """Play it to the end.

        Raises:
            InVain: something did not come within its limit.
        """
        async with self._wecom:
            with ExitStack() as stack:
                ports = [stack.enter_context(reserved_port()) for _ in self._nurseries]
                self._replicas = [
                    Replica(nursery=nursery, order=self._order(port))
                    for nursery, port in zip(self._nurseries, ports, strict=True)
                ]
                try:
                    return await self._through(ports)
                finally:
                    for one in self._replicas:
                        await one.ends(signal.SIGKILL)

    def _order(self, port: int) -> Order:
        platform = self._wecom.platforms.desks["12345"].platform
        return Order(
            base_url=self._wecom.base_url,
            ws_url=self._wecom.ws_url,
            database=self._database,
            folder=str(self._folder),
            port=port,
            ahead=str(self._hours.file),
            journal=str(self._folder / f"journal{port}"),
            control=self._plan.control,
            platform=f"{self._wecom.base_url}/platforms/{platform.id}/records",
            platform_key=platform.key,
        )

    async def _through(self, ports: Sequence[int]) -> Ended:
        self._wecom.set_callback(f"http://127.0.0.1:{ports[0]}/wecom/callback")
        for one in self._replicas:
            await one.born()
        load = Load(
            wecom=self._wecom,
            hours=self._hours,
            source=Source(self._plan.seed, self._world),
            ports=ports,
            chance=Random(self._plan.seed + 1),
        )
        sending = asyncio.create_task(load.run())
        try:
            await self._killed_again_and_again(load)
            load.is_over = True
            await asyncio.wait_for(asyncio.shield(sending), PATIENCE)
        finally:
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)
        await self._rest(load)
        for one in self._replicas:
            await one.ends(signal.SIGTERM)
        faults = [fault for one in self._replicas for fault in one.faults]
        evidence = await gather(self._database, self._wecom, load.sent, load.acked, faults)
        return Ended(kills=self._kills, pushes=load.pushes, evidence=evidence)

    async def _killed_again_and_again(self, load: Load) -> None:
        plan = self._plan
        shares = [self._chance.uniform(0.2, 1.8) for _ in range(plan.kills + 1)]
        for n, until in enumerate(accumulate(shares)):
            goal = int(plan.acks * until / sum(shares))
            await acknowledged(load, goal)
            if n < plan.kills:
                await asyncio.sleep(self._chance.uniform(0, 0.03))
                await self._kill()

    async def _kill(self) -> None:
        """Kill one replica or all, let a minute go by, begin again; sometimes that is killed too."""
        hit = [self._chance.choice(self._replicas)]
        if self._chance.randrange(100) < ALL_AT_ONCE:
            hit = self._replicas
        for one in hit:
            await one.ends(signal.SIGKILL)
            self._kills += 1
        self._hours.jump(DOWN)
        for one in hit:
            await one.born()
        if self._chance.randrange(100) < AT_BIRTH:
            await asyncio.sleep(self._chance.uniform(0, 0.4))
            await hit[0].ends(signal.SIGKILL)
            self._kills += 1
            await hit[0].born()

    async def _rest(self, load: Load) -> None:
        """Let what was kept be worked off, and no letter be under way; letters may wait for their minute."""
        store = await Store.open(self._database, Keys(PRIVACY_KEY), read_only=True)
        try:
            async with asyncio.timeout(REST):
                await self._wecom.settled()
                while await _under_way(store):
                    await asyncio.sleep(0.3)
                    self._hours.jump(timedelta(seconds=20))
        except TimeoutError:
            left = await _under_way(store)
            raise InVain(f"waited in vain for the end of {left}: not in {REST:.0f} s") from None
        finally:
            await store.close()


async def _under_way(store: Store) -> dict[str, int]:
    letters = await outbox.counts(store.reader)
    counts = {
        "inbox": (await inbox.counts(store.reader))["waiting"],
        "outbox": letters["sending"],
    }
    return {name: count for name, count in counts.items() if count}
