"""`yousu simulator` as a process of its own."""

import argparse
import asyncio
import json
import signal
import socket
import sys
from typing import Any

import pytest
from aiohttp import ClientSession
from patience import within

from bot.cli import simulator

RUN = (
    "import argparse, sys\n"
    "from bot.cli import simulator\n"
    "parser = argparse.ArgumentParser()\n"
    "simulator.arguments(parser)\n"
    "sys.exit(simulator.run(parser.parse_args()))\n"
)


async def start(*arguments: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-c", RUN, *arguments, stdout=asyncio.subprocess.PIPE
    )


async def test_it_serves_until_it_is_told_to_stop() -> None:
    process = await start("--port", "0", "--json", "--callback", "http://127.0.0.1:9/x")
    assert process.stdout is not None
    said: dict[str, Any] = json.loads(await within("the next line", process.stdout.readline()))
    query = {"corpid": said["corp_id"], "corpsecret": said["app"]["secret"]}
    assert said["app"]["callback_url"] == said["kf"][0]["callback_url"] == "http://127.0.0.1:9/x"
    async with (
        ClientSession() as session,
        session.get(f"{said['base_url']}/cgi-bin/gettoken", params=query) as response,
    ):
        assert (await response.json())["errcode"] == 0
    process.send_signal(signal.SIGINT)
    await within("the simulator to end", process.communicate())
    assert process.returncode == 0


def test_a_taken_port_exits_2_and_names_the_option(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        args = argparse.Namespace(port=port, callback="", json=False)
        assert simulator.run(args) == 2
    assert "--port" in capsys.readouterr().err


async def test_a_person_reads_where_the_page_is_and_what_to_configure() -> None:
    process = await start("--port", "0")
    assert process.stdout is not None
    text = ""
    while "aibot.ws_url" not in text:
        line = await within("the next line", process.stdout.readline())
        assert line, text
        text += line.decode()
    process.terminate()
    await within("the simulator to end", process.communicate())
    for name in ("聊天页面", "corp_id", "app.secret", "kf.open_kfid", "kf.aes_key", "aibot.bot_id"):
        assert name in text
