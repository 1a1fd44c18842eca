"""`yousu demo`: bot, SQLite and simulated WeCom in one process; the main job on screen, then by hand."""

import argparse
import asyncio
import contextlib
import logging
import sys
import tempfile
import textwrap
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot import clock
from bot.app import Service, running
from bot.cli import demo_county
from bot.cli.demo_story import Line, Story, StoryStuck
from bot.cli.settings import FAILED, MISUSED, OK
from bot.runtime import logs
from bot.runtime.event_loop import told_to_stop
from bot.simulator import Settings as SimulatorSettings
from bot.simulator import Simulator, World
from bot.simulator.clock import Clock
from bot.texts import demo as texts
from bot.texts.moments import SHANGHAI, day
from bot.texts.staff import STATES
from dispatch.ticket.ticket import State
from storage.schema.migration import migrate
from storage.tickets import tickets, verification

SUMMARY = texts.SUMMARY
_PORT = 8080
#: told to stop in the midst of the story, as a shell says it
_INTERRUPTED = 130
#: on a terminal each message stands alone for so long (seconds), so that one can follow
_BEAT = 0.12
_INDENT = " " * 6
#: the story's first moment: a Monday morning before the National Day holiday, so that moving the
#: clock shows 调休 and 节假日; the demo then says the same on every day of the year
BEGINS_AT = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=_port, metavar="N", help=texts.HELP_PORT)
    parser.add_argument("--once", action="store_true", help=texts.HELP_ONCE)


def _port(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 0 < int(text) < 1 << 16):
        raise argparse.ArgumentTypeError(texts.NO_PORT)
    return int(text)


def run(args: argparse.Namespace) -> int:
    """Play the story; 0 only if it ended as it should, 2 when the port is taken."""
    logs.set_up(logging.WARNING)  # the screen belongs to the story
    # its database is thrown away: how old this machine's SQLite is need not worry anybody here
    logging.getLogger("storage.database.connections").setLevel(logging.ERROR)
    on_terminal = sys.stdin.isatty() and sys.stdout.isatty()
    stays = on_terminal and not args.once
    port = args.port or (_PORT if stays else 0)
    show = Show(stays=stays, beat=_BEAT if on_terminal else 0.0)
    with tempfile.TemporaryDirectory(prefix="yousu-demo-") as folder:
        return asyncio.run(_demo(Path(folder), port, show))


@dataclass(slots=True, kw_only=True)
class Show:
    """How the story is shown.

    Attributes:
        stays: serve the chat windows afterwards, until somebody ends it.
        beat: seconds between two messages.
        count: how many were told.
        last: who spoke last, and when; who goes on speaking is not named again.
    """

    stays: bool
    beat: float
    count: int = 0
    last: str = ""

    async def tell(self, line: Line) -> None:
        """Write one message: who at which time, what below, moved in."""
        if line.at is None:
            self.last = ""
            sys.stdout.write(f"\n—— {line.what} ——\n")
            return
        self.count += 1
        head = f"{line.at.astimezone(SHANGHAI):%H:%M} {line.who}\n"
        body = textwrap.indent(line.what, _INDENT)
        sys.stdout.write(f"{'' if head == self.last else head}{body}\n")
        sys.stdout.flush()
        self.last = head
        if self.beat:
            await asyncio.sleep(self.beat)


async def _demo(folder: Path, port: int, show: Show) -> int:
    told = told_to_stop()
    simulator, world = made()
    try:
        await simulator.start("127.0.0.1", port)
    except OSError:
        sys.stderr.write(texts.PORT_TAKEN.format(port=port, other=port % 65535 + 1) + "\n")
        return MISUSED
    try:
        async with beside(simulator, world, folder) as service:
            code = await _unless(told, _play(simulator, world, service, show))
            if show.stays and not told.is_set():
                sys.stdout.write(texts.PAGE.format(url=f"{simulator.base_url}/") + "\n")
                sys.stdout.flush()
                await told.wait()
            return code
    finally:
        await simulator.stop()


async def _unless(told: asyncio.Event, work: Coroutine[None, None, int]) -> int:
    """Return what *work* returns; where somebody says stop before, drop it."""
    playing, stopping = asyncio.ensure_future(work), asyncio.ensure_future(told.wait())
    await asyncio.wait((playing, stopping), return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if playing.done():
        return playing.result()
    playing.cancel()
    await asyncio.wait((playing,))
    return _INTERRUPTED


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
        with contextlib.suppress(TimeoutError):  # the webhook stands in for the robot
            await simulator.wait_for(lambda _: simulator.robot_connected)
        yield service


async def _play(simulator: Simulator, world: World, service: Service, show: Show) -> int:
    begins_on = BEGINS_AT.astimezone(SHANGHAI).date()
    sys.stdout.write(f"{texts.TITLE}\n{texts.SUBTITLE.format(day=day(begins_on, BEGINS_AT))}\n")
    begun = clock.monotonic()
    no, state, log = "-", "-", "-"
    try:
        no = await Story(simulator=simulator, world=world, tell=show.tell).play()
        ticket = await tickets.load(service.context.store.reader, _ascii(no))
        state = STATES[ticket.state]
        broken = await verification.verify(service.context.store.reader)
        log = "ok" if broken is None else "broken"
    except StoryStuck as error:
        sys.stderr.write(f"{error}\n")
    seconds = clock.monotonic() - begun
    told = texts.SECONDS.format(seconds=seconds, count=show.count, log=log)
    went_well = (state, log) == (STATES[State.STRUCK_OFF], "ok")
    form = texts.DONE if went_well else texts.FAILED
    sys.stdout.write(f"\n{told}\n{form.format(no=no, state=state, log=log)}\n")
    sys.stdout.flush()
    return OK if went_well else FAILED


def _ascii(no: str) -> str:
    """Return `2026-0001` for `2026年第0001号`."""
    return "-".join("".join(c if c.isdigit() else " " for c in no).split())
