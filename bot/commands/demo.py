"""`yousu demo`: bot, SQLite and simulated WeCom in one process; the main job on screen, then by hand."""

import argparse
import asyncio
import contextlib
import logging
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot import clock, demo_county, logs
from bot.app import Service, running
from bot.commands import FAILED, MISUSED, OK
from bot.simulator import Settings as SimulatorSettings
from bot.simulator import Simulator, World
from bot.simulator.clock import Clock
from bot.story import Story, StoryStuck
from bot.texts import demo as texts
from dispatch.ticket import State
from storage import tickets, verification
from storage.db import migrate

SUMMARY = texts.SUMMARY
_PORT = 8080
#: the story's first moment: a Monday morning before the National Day holiday, so that moving the
#: clock shows 调休 and 节假日; the demo then says the same on every day of the year
BEGINS_AT = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare `--port` and `--once`."""
    parser.add_argument("--port", type=int, default=_PORT, metavar="N", help=texts.HELP_PORT)
    parser.add_argument("--once", action="store_true", help=texts.HELP_ONCE)


def run(args: argparse.Namespace) -> int:
    """Play the story; 0 only if it ended as it should, 2 when the port is taken."""
    logs.set_up(logging.WARNING)  # the screen belongs to the story
    once = args.once or not (sys.stdin.isatty() and sys.stdout.isatty())
    with tempfile.TemporaryDirectory(prefix="yousu-demo-") as folder:
        return asyncio.run(_demo(Path(folder), 0 if once else args.port, once=once))


async def _demo(folder: Path, port: int, *, once: bool) -> int:
    simulator, world = made()
    try:
        await simulator.start("127.0.0.1", port)
    except (OSError, OverflowError):
        sys.stderr.write(texts.PORT_TAKEN.format(port=port, other=port + 1) + "\n")
        return MISUSED
    try:
        async with beside(simulator, world, folder) as service:
            code = await _play(simulator, world, service)
            if not once:
                sys.stdout.write(texts.PAGE.format(url=f"{simulator.base_url}/") + "\n")
                sys.stdout.flush()
                await _told_to_stop()
            return code
    finally:
        await simulator.stop()


def made(settings: SimulatorSettings | None = None) -> tuple[Simulator, World]:
    """Return the simulated WeCom at the story's first moment, running on from there."""
    world = World()
    return Simulator(world, clock=_from(BEGINS_AT), settings=settings), world


def _from(at: datetime) -> Clock:
    behind = at - clock.now()
    return lambda: clock.now() + behind


@asynccontextmanager
async def beside(simulator: Simulator, world: World, folder: Path) -> AsyncIterator[Service]:
    """Run the bot beside *simulator*, by its clock, and let WeCom know where it listens."""
    settings = demo_county.settings(simulator, world, folder)
    await migrate(settings.storage.url)
    async with running(settings, simulator.clock, cache=folder / "words", port=0) as service:
        url = f"http://127.0.0.1:{service.port}/wecom/callback"
        for account in ("app", *(kf.open_kfid for kf in world.kf)):
            await simulator.call_back_at(account, url)
        await _connected(simulator)
        yield service


async def _connected(simulator: Simulator) -> None:
    """Wait until the robot is signed in, at most a few seconds; the webhook stands in for it."""
    for _ in range(100):
        if simulator.robot_connected:
            return
        await asyncio.sleep(0.05)


async def _play(simulator: Simulator, world: World, service: Service) -> int:
    counted = [0]
    sys.stdout.write(texts.TITLE + "\n\n")
    begun = clock.monotonic()
    story = Story(simulator=simulator, world=world, tell=_teller(counted))
    no, state, log = "-", "-", "-"
    try:
        no = await story.play()
        ticket = await tickets.load(service.house.store.reader, "2026-0001")
        state = "清零销号" if ticket.state is State.STRUCK_OFF else ticket.state.value
        broken = await verification.verify(service.house.store.reader)
        log = "ok" if broken is None else "broken"
    except StoryStuck as error:
        sys.stderr.write(f"{error}\n")
    seconds = clock.monotonic() - begun
    sys.stdout.write(texts.SECONDS.format(seconds=seconds, count=counted[0]) + "\n")
    went_well = (state, log) == ("清零销号", "ok")
    form = texts.DONE if went_well else texts.FAILED
    sys.stdout.write(form.format(no=no, state=state, log=log) + "\n")
    sys.stdout.flush()
    return OK if went_well else FAILED


def _teller(counted: list[int]) -> Callable[[str, str], None]:
    def tell(who: str, what: str) -> None:
        counted[0] += 1
        body = what.replace("\n", "\n" + " " * 6)
        sys.stdout.write(f"{who}\n      {body}\n")
        sys.stdout.flush()

    return tell


async def _told_to_stop() -> None:
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, told.set)
    await told.wait()
