"""`yousu demo` as a newcomer runs it: a process of its own, with and without a terminal."""

import asyncio
import logging
import os
import pty
import re
import resource
import signal
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from patience import within

from bot.cli import demo, main

DONE = "OK 2026年第0001号 清零销号 log=ok"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The temporary folder of the demo, so that what it leaves there is seen."""
    path = tmp_path / "temporary"
    path.mkdir()
    return path


def left_in(folder: Path) -> list[str]:
    """Return what lies in the temporary folder."""
    return [path.name for path in folder.iterdir()]


def environment(folder: Path) -> dict[str, str]:
    """The process's environment, with a temporary folder of its own."""
    return {**os.environ, "TMPDIR": str(folder), "TZ": "America/New_York"}


async def ran(*arguments: str, folder: Path) -> tuple[int, str, str]:
    """Run the demo to its end without a terminal; return exit code, stdout and stderr."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot", "demo", *arguments),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=environment(folder),
    )
    out, err = await within("the demo to end", process.communicate())
    assert process.returncode is not None
    return process.returncode, out.decode(), err.decode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """One run of the demo without a terminal: how it ended, what it said, what it left and used (s)."""

    code: int
    out: str
    err: str
    left: list[str]
    used: float


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """The demo as a script runs it."""
    folder = tmp_path_factory.mktemp("temporary")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    code, out, err = asyncio.run(ran(folder=folder))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Ran(code=code, out=out, err=err, left=left_in(folder), used=used)


def test_without_a_terminal_it_ends_after_the_story(played: Ran) -> None:
    """Product §6: the last line of stdout, exit 0, nothing on stderr, nothing left behind."""
    assert (played.code, played.err) == (0, "")
    assert played.out.splitlines()[-1] == DONE
    assert played.left == []


def test_every_message_is_on_screen_with_the_proof_of_the_limit(played: Ran) -> None:
    out = played.out
    for told in (
        "跑了三趟营业执照还没办下来，窗口总说系统坏了",
        "［确认］［修改］［取消］",
        "有诉即办 → 王芳（诉求受理员）",
        "有诉即办 → 群“市场监管局·有诉即办”",
        "陈志强（承办人） @ 群“市场监管局·有诉即办”",
        "〔点〕签收",
        "〔点〕全文",
        "收单9-28不计；9-29①；9-30②；10-8③ → 10-8 17:30",
        "［非常满意］［满意］［基本满意］［不满意］［非常不满意］",
        "谢谢您的评价（满意）",
    ):
        assert out.count(told) >= 1, told
    # 派单 says it once; 全文 is read by the department and by who inspects, who has the answer too
    assert [out.count(one) for one in ("收单9-28不计", "【诉求】（", "【答复】（")] == [3, 2, 1]
    assert re.search(r"故事用时 [\d.]+ 秒", out)
    # it is over in less than ten seconds, where nobody else wants the machine
    assert played.used < 10


@pytest.fixture
def demo_here(
    yousu: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Any]]:
    """Run the demo to its end in this process, which keeps what it says of databases."""
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setattr(demo, "told_to_stop", asyncio.Event)
    of_databases = logging.getLogger("storage.database.connections")
    before = of_databases.level
    yield partial(yousu, "demo")
    of_databases.setLevel(before)


def test_a_taken_port_exits_2_and_names_the_option(demo_here: Any, folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = demo_here("--port", str(port))
    assert (done.returncode, done.stdout) == (2, b"")
    assert "--port" in done.stderr.decode()
    assert str(port) in done.stderr.decode()
    assert left_in(folder) == []


@pytest.mark.parametrize("port", ["0", "65536", "-1", "八千"])
def test_a_port_that_is_none_exits_2_and_names_the_option(
    port: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        main.logs, "set_up", lambda: None
    )  # the logs of the other tests stay theirs
    assert main.main(["demo", "--port", port]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "--port" in err


class Screen:
    """A terminal on which the demo runs, and what has appeared on it."""

    def __init__(self, process: asyncio.subprocess.Process, master: int) -> None:
        self.process = process
        self.master = master
        self.text = ""
        self._more = asyncio.Event()
        asyncio.get_running_loop().add_reader(master, self._read)

    def _read(self) -> None:
        try:
            data = os.read(self.master, 65536)
        except OSError:  # the other side is closed
            data = b""
        if not data:
            asyncio.get_running_loop().remove_reader(self.master)
        self.text += data.decode(errors="replace")
        self._more.set()

    async def shows(self, words: str) -> None:
        """Wait for *words*."""
        while words not in self.text:
            self._more.clear()
            await within(f"“{words}” after\n{self.text}", self._more.wait())

    async def ends(self) -> int:
        """Wait for the end and return the exit code."""
        return await within(f"the end after\n{self.text}", self.process.wait())


@contextmanager
def terminal() -> Iterator[tuple[int, int]]:
    """A pseudo terminal; both its ends are closed afterwards."""
    master, slave = pty.openpty()
    try:
        yield master, slave
    finally:
        asyncio.get_running_loop().remove_reader(master)
        os.close(master)
        os.close(slave)


@asynccontextmanager
async def on_terminal(*arguments: str, folder: Path) -> AsyncIterator[Screen]:
    """Run the demo on a terminal; what is still running afterwards is killed."""
    with terminal() as (master, slave):
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "bot", "demo", *arguments),
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment(folder),
            start_new_session=True,
        )
        try:
            yield Screen(process, master)
        finally:
            if process.returncode is None:
                process.kill()
                await within("a killed demo", process.wait())


def free_port() -> int:
    """Return a port that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


async def test_on_a_terminal_it_serves_the_chat_windows_until_it_is_told_to_stop(
    folder: Path,
) -> None:
    port = free_port()
    async with on_terminal("--port", str(port), folder=folder) as screen:
        await screen.shows(f"http://127.0.0.1:{port}/")
        assert DONE in screen.text
        async with (
            ClientSession() as session,
            session.get(f"http://127.0.0.1:{port}/sim/state") as response,
        ):
            assert "已办结销号" in await response.text()
        assert len(left_in(folder)) == 1
        shown = screen.text
        screen.process.send_signal(signal.SIGTERM)
        assert await screen.ends() == 0
        assert screen.text == shown, "it ends quietly"
    assert left_in(folder) == []


async def test_once_ends_on_a_terminal_too(folder: Path) -> None:
    async with on_terminal("--once", folder=folder) as screen:
        assert await screen.ends() == 0
        await screen.shows(DONE)
    assert "Ctrl-C" not in screen.text


async def test_told_to_stop_in_the_midst_it_ends_quietly_and_leaves_nothing(folder: Path) -> None:
    async with on_terminal("--port", str(free_port()), folder=folder) as screen:
        await screen.shows("跑了三趟")
        screen.process.send_signal(signal.SIGINT)
        assert await screen.ends() == 130
    assert "Traceback" not in screen.text
    assert DONE not in screen.text
    assert left_in(folder) == []
