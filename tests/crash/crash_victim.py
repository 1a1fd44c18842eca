"""The service in a process that can be killed: forked from one that has everything loaded.

Run as a program it reads an order a line from stdin, forks the service for it, says the child's pid
and, when that has ended, how. Importing and jieba's dictionary are paid once; the fork comes before
any event loop and any thread.
"""

import asyncio
import base64
import ctypes
import functools
import gc
import json
import os
import signal
import struct
import sys
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import bot.app
import bot.delivery.sender
import bot.inbound.media
import bot.inbound.receiver
from bot import clock
from bot.citizen.suggestions import read_tables, suggester, words_of
from bot.cli import demo_county
from bot.config.sections import Hotline, Privacy, Settings, Storage
from bot.desk.installation import adopted_of, centres_of
from bot.simulator import World
from bot.wecom.client import WeComClient
from bot.wecom.robot import Patience, Robot
from storage.queues import inbox_writes
from storage.queues.arrival import Arrival
from storage.writer import Writer

PRIVACY_KEY = bytes(range(32))
#: nobody waits for a whole second where one process stands for a county
IDLE = timedelta(milliseconds=100)
IMPATIENT = Patience(look_every=timedelta(milliseconds=20), first_pause=timedelta(milliseconds=100))
#: how long after its acknowledgement the control commits
EARLY = timedelta(milliseconds=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to run, and when it shall kill itself.

    Attributes:
        base_url, ws_url: where the simulated WeCom is.
        ahead: a file of one double: seconds by which the service's clock goes before the real one.
        journal: a file that gets `n name` just before each COMMIT.
        at: kill at this commit; 0 for never.
        moment: before or after it.
        job: count only commits of this name, as their order is not the same each time; empty for all.
        control: what it does wrong on purpose, one of CONTROLS; empty for nothing.
        platform: where 12345 takes what becomes of the complaints that it passed on; empty for no 12345.
        platform_key: its key, in both directions.
    """

    base_url: str
    ws_url: str
    database: str
    folder: str
    port: int
    ahead: str
    journal: str
    at: int = 0
    moment: str = "before"
    job: str = ""
    control: str = ""
    platform: str = ""
    platform_key: str = ""

    def packed(self) -> bytes:
        """Return the order as one line."""
        return json.dumps(asdict(self)).encode() + b"\n"


def settings_of(order: Order) -> Settings:
    """Return the demo county's configuration beside the simulator that *order* names."""
    simulator: Any = SimpleNamespace(base_url=order.base_url, ws_url=order.ws_url)
    made = demo_county.settings(simulator, World(), Path(order.folder))
    privacy = Privacy.model_validate({"key": base64.b64encode(PRIVACY_KEY).decode()})
    storage = Storage.model_construct(url=order.database)  # a socket's path is no product URL
    changes: dict[str, Any] = {"privacy": privacy, "storage": storage}
    if order.platform:
        hotline = {"url": order.platform, "key": order.platform_key}
        changes["hotline"] = Hotline.model_validate(hotline)
    return made.model_copy(update=changes)


class Journal:
    """Writes down each commit, and kills the process at the ordered one."""

    def __init__(self, order: Order) -> None:
        self._order = order
        self._file = os.open(order.journal, os.O_APPEND | os.O_CREAT | os.O_WRONLY)
        self.name = "keep"
        self._of_job = 0

    def __call__(self, moment: str, n: int) -> None:
        """Be told of a commit, in the writer's own task."""
        if moment == "before":
            os.write(self._file, f"{n} {self.name}\n".encode())
            self._of_job += self.name == self._order.job
        order = self._order
        count = n if not order.job else self._of_job if self.name == order.job else 0
        if (count, moment) == (order.at, order.moment) and count:
            os.kill(os.getpid(), signal.SIGKILL)
        if moment == "after":
            self.name = "keep"

    def named(self, run: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        """Wrap `Writer.run` so that the journal knows the job that is about to be committed."""

        async def noted(writer: Writer, job: Callable[..., Awaitable[Any]], name: str) -> Any:
            async def inside(session: Any) -> Any:
                self.name = name
                return await job(session)

            return await run(writer, inside, name)

        return noted


def _early(keep: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[list[bool]]]:
    """Return the wrong `keep`: it says done, and commits a moment later."""
    running: set[asyncio.Task[Any]] = set()

    async def answered_first(writer: Any, arrivals: Sequence[Arrival], now: datetime) -> list[bool]:
        async def later() -> None:
            await asyncio.sleep(EARLY.total_seconds())
            await keep(writer, arrivals, now)

        task = asyncio.create_task(later())
        running.add(task)
        task.add_done_callback(running.discard)
        return [True] * len(arrivals)

    return answered_first


def _acknowledge_early() -> None:
    Writer.keep = _early(Writer.keep)


def _repeat_blindly() -> None:
    bot.delivery.sender.REPEATABLE = bot.delivery.sender.REPEATABLE | {"group"}


def _take_repeats_for_new() -> None:
    """What came before is not known again: each arrival has a key of its own."""
    inbox_writes.dedup_key = lambda arrival: os.urandom(32).hex()


def _send_unchecked() -> None:
    """WeCom is not asked to compare what is sent with what was sent."""
    send = WeComClient.message_send

    async def unchecked(*given: Any, once: bool = True) -> Any:
        return await send(*given, once=False)

    WeComClient.message_send = unchecked  # type: ignore[method-assign]


#: services that break a promise, so that we see the rounds find it
CONTROLS: dict[str, Callable[[], None]] = {
    "acknowledges early": _acknowledge_early,
    "repeats blindly": _repeat_blindly,
    "takes repeats for new": _take_repeats_for_new,
    "sends unchecked": _send_unchecked,
}


def _clock(path: str) -> Callable[[], datetime]:
    file = os.open(path, os.O_RDONLY)

    def told() -> datetime:
        (seconds,) = struct.unpack("d", os.pread(file, 8, 0))
        return clock.now() + timedelta(seconds=seconds)

    return told


async def _serve(order: Order) -> None:
    journal = Journal(order)
    Writer.run = journal.named(Writer.run)
    if order.control:
        CONTROLS[order.control]()
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with bot.app.running(
        settings_of(order),
        _clock(order.ahead),
        cache=Path(order.folder),
        around_commit=journal,
        port=order.port,
    ):
        await stop.wait()


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def _live(order: Order) -> None:
    """Be the service until killed or told to stop; never returns."""
    _die_with_parent()
    log = os.open(f"{order.journal}.log", os.O_APPEND | os.O_CREAT | os.O_WRONLY)
    for number in (1, 2):
        os.dup2(log, number)
    try:
        asyncio.run(_serve(order))
    except BaseException:
        sys.excepthook(*sys.exc_info())
        sys.stderr.flush()
        os._exit(1)
    os._exit(0)


def _load() -> None:
    """Pay once for what every start needs, and let nothing wait longer than it must."""
    with tempfile.TemporaryDirectory() as folder:
        somewhere = Order(
            base_url="http://127.0.0.1", ws_url="ws://127.0.0.1/aibot", database="sqlite://unused",
            folder=folder, port=0, ahead="", journal="",
        )  # fmt: skip
        settings = settings_of(somewhere)
        words = words_of(settings, Path(folder))
        suggest = suggester(settings)
        suggest("营业执照")
        centres_of(settings, adopted_of(settings))
        read_tables()
    bot.app.words_of = lambda settings, cache: words
    bot.app.suggester = lambda settings: suggest
    bot.app.Robot = functools.partial(Robot, patience=IMPATIENT)
    bot.inbound.receiver.IDLE = bot.delivery.sender.IDLE = bot.inbound.media.IDLE = IDLE
    gc.collect()
    gc.freeze()  # the children share these pages as long as nobody counts them


def _say(**what: int) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Serve orders until stdin ends."""
    _die_with_parent()
    _load()
    for line in sys.stdin.buffer:
        order = Order(**json.loads(line))
        pid = os.fork()
        if not pid:
            _live(order)
        _say(pid=pid)
        _, status = os.waitpid(pid, 0)
        _say(code=os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main()
