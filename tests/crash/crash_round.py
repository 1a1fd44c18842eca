"""One round: a fresh database, one kill at an ordered commit, start again, the story to its end."""

import asyncio
import signal
import socket
import struct
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

from crash_faults import faults
from crash_nursery import Nursery
from crash_people import NothingHappens, People
from crash_victim import PRIVACY_KEY, Order

from bot import clock
from bot.cli.demo import BEGINS_AT
from bot.simulator import Simulator, World
from bot.simulator.settings import Settings
from storage.database.privacy import Keys
from storage.queues import inbox, outbox
from storage.store import Store

#: WeCom repeats a callback after this; a start takes about as long
PAUSE = timedelta(milliseconds=350)
#: a machine that died is back after a minute: on PostgreSQL claims and leases of the dead have ended
DOWN = timedelta(seconds=61)
#: how long (seconds) any one thing may take; the service needs a second, on a busy machine ten
PATIENCE = 120.0
#: how long (seconds) the people's whole story may take
STORY = 600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Kill:
    """Where: before or after the *at*th commit, of *job* if one is named; 0 for nowhere."""

    at: int = 0
    moment: str = "before"
    job: str = ""

    def __str__(self) -> str:
        return f"{self.moment} commit {self.at} {self.job and f'of {self.job}'}".rstrip()


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What became of a round.

    Attributes:
        killed: the kill took place.
        commits: the names of the first life's commits, in order.
        faults: what broke a promise; must be empty.
        unsure: how many robot letters ended 待确认.
        shown: how many of those are in the group all the same.
        again, typed: what people had to do once more, and by typing.
    """

    kill: Kill
    killed: bool = False
    commits: Sequence[str] = ()
    faults: list[str] = field(default_factory=list)
    unsure: int = 0
    shown: int = 0
    again: int = 0
    typed: int = 0
    seconds: float = 0.0

    @property
    def name(self) -> str:
        """The job whose commit was killed at, empty where none was."""
        return self.commits[-1] if self.killed else ""


class InVain(Exception):
    """What was waited for did not come: its time was up, or the service had ended for good."""


async def while_it_lives(
    what: str, awaited: Coroutine[Any, Any, None], life: "asyncio.Task[None]", limit: float
) -> None:
    """Wait for *awaited*, for *limit* seconds at most and no longer than there is a *life*.

    Raises:
        InVain: with *what* was waited for, and why no longer.
    """
    waiting = asyncio.ensure_future(awaited)
    await asyncio.wait((waiting, life), timeout=limit, return_when=asyncio.FIRST_COMPLETED)
    if waiting.done():
        return waiting.result()
    waiting.cancel()
    await asyncio.wait((waiting,), timeout=limit)
    why = "the service has ended" if life.done() else f"not in {limit:.0f} s"
    raise InVain(f"waited in vain for {what}: {why}")


class Round:
    """Plays one round; a new one for each."""

    def __init__(
        self, nursery: Nursery, database: str, folder: Path, kill: Kill, control: str
    ) -> None:
        self._nursery = nursery
        self._kill = kill
        self._folder = folder
        self._ahead = folder / "ahead"
        self._seconds = (BEGINS_AT - clock.now()).total_seconds()
        self._wait(timedelta())
        self._world = World()
        self._simulator = Simulator(
            self._world,
            clock=lambda: clock.now() + timedelta(seconds=self._seconds),
            settings=Settings(callback_pause=PAUSE),
        )
        self._database = database
        self._control = control
        self._begun_again = asyncio.Event()
        self._is_stopping = False
        self._is_over = False  # whatever ends now was told to
        self._outcome = Outcome(kill=kill)

    async def play(self) -> Outcome:
        """Play it to the end and judge it."""
        begun = clock.monotonic()
        async with self._simulator:
            with reserved_port() as port:
                self._simulator.set_callback(f"http://127.0.0.1:{port}/wecom/callback")
                life = asyncio.create_task(self._keep_alive(self._order(port)))
                try:
                    await self._story(life)
                finally:
                    await self._ends(life)
        self._outcome.seconds = clock.monotonic() - begun
        return self._outcome

    async def _ends(self, life: "asyncio.Task[None]") -> None:
        """End the service, also one that is just being born."""
        self._is_over = True
        self._nursery.send(signal.SIGKILL)
        try:
            await asyncio.wait_for(life, PATIENCE)
        except TimeoutError:
            raise TimeoutError(f"a killed service did not end in {PATIENCE:.0f} s") from None

    async def _bear(self, order: Order) -> None:
        """Start the service; if the round ended meanwhile, nobody else will end it."""
        await self._nursery.bear(order)
        if self._is_over:
            self._nursery.send(signal.SIGKILL)

    def _order(self, port: int) -> Order:
        return Order(
            base_url=self._simulator.base_url,
            ws_url=self._simulator.ws_url,
            database=self._database,
            folder=str(self._folder),
            port=port,
            ahead=str(self._ahead),
            journal=str(self._folder / "journal"),
            at=self._kill.at,
            moment=self._kill.moment,
            job=self._kill.job,
            control=self._control,
        )

    def _wait(self, passed: timedelta) -> None:
        """Let *passed* go by for everybody."""
        self._seconds += passed.total_seconds()
        with self._ahead.open("r+b" if self._ahead.exists() else "wb") as file:
            file.write(struct.pack("d", self._seconds))

    async def _keep_alive(self, order: Order) -> None:
        """Start the service; when it has killed itself, start it again, whole."""
        await self._bear(order)
        code = await self._nursery.death()
        self._outcome.commits = self._journal()
        if self._is_over or (self._is_stopping and not code):
            return
        if code != -signal.SIGKILL:
            self._outcome.faults.append(f"the service ended with {code}")
            return
        if not self._database.startswith("sqlite"):
            self._wait(DOWN)
        await self._bear(replace(order, at=0))
        self._outcome.killed = True
        self._begun_again.set()
        code = await self._nursery.death()
        if not self._is_over:
            self._outcome.faults.append(f"the second life ended with {code}")

    def _journal(self) -> list[str]:
        file = self._folder / "journal"
        return [line.split()[1] for line in file.read_text().splitlines()] if file.exists() else []

    async def _story(self, life: "asyncio.Task[None]") -> None:
        people = People(simulator=self._simulator, world=self._world, wait=self._wait)
        try:
            await self._comes_up(life)
            await while_it_lives("the end of the story", people.play(), life, STORY)
        except (NothingHappens, InVain) as stuck:
            self._outcome.faults.append(f"stuck: {stuck}")
        self._outcome.again, self._outcome.typed = people.again, people.typed
        if self._outcome.faults:
            return
        store = await Store.open(self._database, Keys(PRIVACY_KEY), read_only=True)
        try:
            await self._quiet(store, life)
            await self._last_commits(store, life)
            await self._judge(store)
        except InVain as stuck:
            self._outcome.faults.append(f"stuck: {stuck}; under way: {await _unfinished(store)}")
        finally:
            await store.close()

    async def _comes_up(self, life: "asyncio.Task[None]") -> None:
        await while_it_lives("the service to listen, with its robot", self._up(), life, PATIENCE)

    async def _up(self) -> None:
        """Wait until the service listens and its robot is signed in (a kill may come before that)."""
        for _ in count():
            if await self._listens() and self._simulator.robot_connected:
                return
            await asyncio.sleep(0.02)

    async def _listens(self) -> bool:
        url = self._simulator.ground.directory.app.callback_url
        return await self._simulator.call_back_at("app", url)

    async def _quiet(self, store: Store, life: "asyncio.Task[None]") -> None:
        """Wait until nothing is under way: no callback, no message, no letter, no piece of media."""
        settled = self._simulator.settled()
        await while_it_lives("WeCom's last callbacks", settled, life, PATIENCE)
        await while_it_lives("all work to be done", self._worked_off(store), life, PATIENCE)

    async def _worked_off(self, store: Store) -> None:
        turns = 0
        while await _unfinished(store):
            turns += 1
            await asyncio.sleep(0.03)
            if turns % 15 == 0:
                self._wait(timedelta(seconds=20))

    async def _last_commits(self, store: Store, life: "asyncio.Task[None]") -> None:
        """If it has not been killed yet, let it stop gracefully: that commits too."""
        if self._outcome.killed:
            return
        self._is_stopping = True
        again = asyncio.ensure_future(self._begun_again.wait())
        self._nursery.send(signal.SIGTERM)
        done, _ = await asyncio.wait(
            [life, again], timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED
        )
        again.cancel()
        if not done:
            raise InVain(f"waited in vain for a graceful stop: not in {PATIENCE:.0f} s")
        if self._outcome.killed:
            await self._comes_up(life)
            await self._quiet(store, life)

    async def _judge(self, store: Store) -> None:
        found = await faults(self._simulator, self._world, store)
        self._outcome.faults += found.faults
        self._outcome.unsure, self._outcome.shown = found.unsure, found.shown


async def _unfinished(store: Store) -> dict[str, int]:
    """Return what is still under way; empty when everything has come to its end."""
    reader = store.reader
    letters = await outbox.counts(reader)
    media = await reader.rows("SELECT COUNT(*) AS n FROM media WHERE state = 'waiting'")
    counts = {
        "inbox": (await inbox.counts(reader))["waiting"],
        "outbox": letters["waiting"] + letters["sending"],
        "media": media[0]["n"],
    }
    return {name: count for name, count in counts.items() if count}


@contextmanager
def reserved_port() -> Iterator[int]:
    """Give a port of loopback that is refused while nobody listens, and that nobody else is given."""
    with socket.socket() as holder:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.bind(("127.0.0.1", 0))
        yield int(holder.getsockname()[1])


async def play(
    nursery: Nursery, database: str, folder: Path, kill: Kill, *, control: str = ""
) -> Outcome:
    """Play a round on the fresh, migrated *database*; *folder* is empty and the round's own."""
    return await Round(nursery, database, folder, kill, control).play()
