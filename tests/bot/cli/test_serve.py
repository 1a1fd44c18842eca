"""`yousu serve` as an operator runs it: a process of its own beside a simulated WeCom."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from configurations import a_document, save
from patience import PATIENCE, within

from bot.cli import serve
from bot.config import loader
from bot.config.sections import Storage
from bot.simulator import Simulator

Prepared = Callable[[Path], None]


def document(simulator: Simulator, folder: Path, port: int) -> dict[str, Any]:
    """A configuration whose WeCom is *simulator*."""
    accounts = simulator.state()["accounts"]
    found = a_document()
    found["server"] = {"host": "127.0.0.1", "port": port, "public_url": "https://yousu.example.org"}
    found["storage"] = {"url": f"sqlite://{folder / 'yousu.db'}"}
    app = {name: accounts["app"][name] for name in ("agent_id", "secret", "token", "aes_key")}
    kf = {name: accounts["kf"][0][name] for name in ("open_kfid", "secret", "token", "aes_key")}
    found["wecom"] = {
        "corp_id": accounts["corp_id"],
        "api_base": simulator.base_url,
        "app": app,
        "kf": [kf],
    }
    return found


async def started(config: Path, *arguments: str) -> asyncio.subprocess.Process:
    """Start `yousu` with *arguments* and the configuration."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot", *arguments, "-c", str(config)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )


Ran = Callable[..., Awaitable[tuple[int, str, str]]]


@pytest.fixture
def ran(yousu: Any, monkeypatch: pytest.MonkeyPatch) -> Ran:
    """Run `yousu` to its end in this process, which is another one than that which serves."""
    # only the main thread hears signals, and here that is the test's
    monkeypatch.setattr(serve, "told_to_stop", asyncio.Event)

    async def to_its_end(config: Path, *arguments: str) -> tuple[int, str, str]:
        ended = await within(
            "the command to end", asyncio.to_thread(yousu, *arguments, "-c", str(config))
        )
        return ended.returncode, ended.stdout.decode(), ended.stderr.decode()

    return to_its_end


@asynccontextmanager
async def serving(config: Path) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    """Run `yousu serve` until the block ends; give the process and what it said first."""
    process = await started(config, "serve")
    assert process.stdout is not None
    said = ""
    try:
        while "Ctrl-C" not in said:
            line = await within(f"the next line after {said!r}", process.stdout.readline())
            assert line, said
            said += line.decode()
        yield process, said
    finally:
        if process.returncode is None:
            process.kill()
            await within("a killed process", process.communicate())


@pytest.fixture
async def wecom() -> AsyncIterator[Simulator]:
    """A simulated WeCom."""
    async with Simulator() as simulator:
        yield simulator


@pytest.fixture
def prepared(made_database: Prepared, prepared_words: Prepared) -> Prepared:
    """Make the database in a folder, and jieba's dictionary."""

    def made(folder: Path) -> None:
        made_database(folder / "yousu.db")
        prepared_words(folder / "data" / "words")

    return made


@pytest.fixture
def config(wecom: Simulator, tmp_path: Path, unused_tcp_port: int, prepared: Prepared) -> Path:
    """A configuration that listens on a free port, with all made that a service needs."""
    prepared(tmp_path)
    return save(document(wecom, tmp_path, unused_tcp_port), tmp_path)


async def test_it_serves_until_it_is_told_to_stop(
    wecom: Simulator, config: Path, unused_tcp_port: int
) -> None:
    """It says where it listens and where callbacks go; a citizen is answered; it stops with 0."""
    async with serving(config) as (process, said):
        assert f"127.0.0.1:{unused_tcp_port}" in said
        assert "https://yousu.example.org/wecom/callback" in said
        wecom.set_callback(f"http://127.0.0.1:{unused_tcp_port}/wecom/callback")
        citizen = next(iter(wecom.ground.directory.citizens))
        await wecom.citizen_says(citizen, "你好")
        await wecom.wait_for(
            lambda messages: any(m.sender == "bot" for m in messages), PATIENCE, of=citizen
        )
        async with (
            ClientSession() as session,
            session.get(f"http://127.0.0.1:{unused_tcp_port}/readyz") as response,
        ):
            assert response.status == 200
        await ends_when_told(process, signal.SIGTERM)


async def ends_when_told(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
    """Tell *process* to stop; it says that it has."""
    process.send_signal(number)
    out, err = await within("the process to end", process.communicate())
    assert process.returncode == 0
    assert "已停止" in out.decode()
    assert "Traceback" not in err.decode()


async def test_a_second_one_on_the_same_database_is_refused(config: Path, ran: Ran) -> None:
    async with serving(config):
        code, out, err = await ran(config, "serve")
        assert (code, out) == (1, "")
        assert "服务正在运行" in err
        code, out, err = await ran(config, "migrate")
        assert (code, out) == (1, "")
        assert "服务正在运行" in err


async def test_a_taken_port_exits_2_and_names_the_setting(
    config: Path, unused_tcp_port: int, ran: Ran
) -> None:
    with socket.create_server(("127.0.0.1", unused_tcp_port)):
        code, out, err = await ran(config, "serve")
    assert (code, out) == (2, "")
    assert "port" in err
    assert str(unused_tcp_port) in err


async def test_who_finds_the_port_taken_leaves_the_robot_to_who_has_it(
    wecom: Simulator, tmp_path: Path, unused_tcp_port: int, prepared: Prepared, ran: Ran
) -> None:
    """WeCom allows one connection: a second subscriber cuts off the first, which is serving."""
    robot = wecom.state()["accounts"]["robot"]
    (tmp_path / "copy").mkdir()
    configs = []
    for folder in (tmp_path, tmp_path / "copy"):
        found = document(wecom, folder, unused_tcp_port)
        found["wecom"]["aibot"] = {
            **{name: robot[name] for name in ("bot_id", "secret")},
            "ws_url": wecom.ws_url,
        }
        prepared(folder)
        configs.append(save(found, folder))

    def subscribed() -> int:
        return sum(call.path == "aibot:aibot_subscribe" for call in wecom.calls)

    async with serving(configs[0]):
        while not wecom.robot_connected:
            await within("the robot", asyncio.sleep(0.05))
        assert subscribed() == 1, "the search itself must be able to find something"
        code, _, err = await ran(configs[1], "serve")
        assert code == 2
        assert str(unused_tcp_port) in err
        assert subscribed() == 1
        assert wecom.robot_connected


async def test_a_fresh_database_is_made_by_migrate_which_serve_names(
    wecom: Simulator, tmp_path: Path, unused_tcp_port: int, prepared_words: Prepared, ran: Ran
) -> None:
    """Product §6 has a command for it: serve never changes the structure of a database by itself."""
    prepared_words(tmp_path / "data" / "words")
    config = save(document(wecom, tmp_path, unused_tcp_port), tmp_path)
    code, out, err = await ran(config, "serve")
    assert (code, out) == (1, "")
    assert "yousu migrate" in err
    code, _, _ = await ran(config, "migrate")
    assert code == 0
    async with serving(config) as (process, _):
        assert process.returncode is None


async def test_it_starts_without_wecom(wecom: Simulator, config: Path) -> None:
    """WeCom out of reach is no reason not to take callbacks, nor not to end at Ctrl-C."""
    await wecom.stop()
    async with serving(config) as (process, _):
        await ends_when_told(process, signal.SIGINT)


async def test_it_says_what_may_cost_the_acknowledged_when_the_power_goes(
    wecom: Simulator,
    tmp_path: Path,
    database_kind: str,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    unused_tcp_port: int,
) -> None:
    """The PostgreSQL of the tests runs with fsync off; SQLite is set by us."""
    examined = loader.examine(save(document(wecom, tmp_path, unused_tcp_port), tmp_path), {})
    assert examined.settings is not None
    storage = Storage.model_construct(url=database_url)  # a socket's path is no product URL
    settings = examined.settings.model_copy(update={"storage": storage})
    told = asyncio.Event()
    told.set()
    monkeypatch.setattr(serve, "told_to_stop", lambda: told)

    assert await serve._serve(settings, tmp_path / "config.toml") == 0

    _, err = capsys.readouterr()
    assert ("关掉了 fsync" in err) == (database_kind == "postgres")
