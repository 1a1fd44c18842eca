"""`yousu simulator`: the simulated WeCom alone, for the page and for others' bots."""

import argparse
import asyncio
import json
import sys
from typing import Any

from bot.cli.settings import MISUSED, OK
from bot.runtime.event_loop import told_to_stop
from bot.simulator import Simulator

SUMMARY = "单独启动模拟企业微信（供联调自己的或别人的机器人）"

_PORT = 8090


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare `--port`, `--callback` and `--json`."""
    parser.add_argument(
        "--port", type=int, default=_PORT, metavar="N", help=f"监听端口，默认 {_PORT}，0 为任选"
    )
    parser.add_argument(
        "--callback",
        default="",
        metavar="URL",
        help="机器人的回调地址，应用和微信客服都推送到这里，例如 http://127.0.0.1:8080/wecom/callback",
    )
    parser.add_argument("--json", action="store_true", help="把接入参数以 JSON 写到标准输出")


def run(args: argparse.Namespace) -> int:
    """Serve until SIGINT or SIGTERM; 2 when the port is taken."""
    return asyncio.run(_serve(args.port, args.callback, as_json=args.json))


async def _serve(port: int, callback: str, *, as_json: bool) -> int:
    simulator = Simulator()
    if callback:
        simulator.set_callback(callback)
    try:
        await simulator.start("127.0.0.1", port)
    except (OSError, OverflowError):
        sys.stderr.write(f"端口 {port} 不能用，请用 --port 换一个\n")
        return MISUSED
    try:
        sys.stdout.write(_introduction(simulator, as_json=as_json))
        sys.stdout.flush()
        await told_to_stop().wait()
    finally:
        await simulator.stop()
    return OK


def _introduction(simulator: Simulator, *, as_json: bool) -> str:
    accounts = simulator.state()["accounts"]
    if as_json:
        found = {"base_url": simulator.base_url, "ws_url": simulator.ws_url, **accounts}
        return json.dumps(found, ensure_ascii=False) + "\n"
    app, kf, robot = accounts["app"], accounts["kf"][0], accounts["robot"]
    rows: list[tuple[str, Any]] = [
        ("聊天页面", f"{simulator.base_url}/"),
        ("api_base", simulator.base_url),
        ("corp_id", accounts["corp_id"]),
        ("app.agent_id", app["agent_id"]),
        *_keys("app", app),
        ("kf.open_kfid", kf["open_kfid"]),
        *_keys("kf", kf),
        ("aibot.bot_id", robot["bot_id"]),
        ("aibot.secret", robot["secret"]),
        ("official.app_id", accounts["official"]["app_id"]),
        *_keys("official", accounts["official"]),
        ("sms.url", simulator.sms_url),
        ("sms.key", accounts["sms"]["key"]),
        ("aibot.ws_url", simulator.ws_url),
    ]
    lines = "".join(f"  {name:<14} {value}\n" for name, value in rows)
    return f"模拟企业微信已启动（只在本机，参数都是模拟的），Ctrl-C 结束\n{lines}"


def _keys(account: str, values: dict[str, Any]) -> list[tuple[str, Any]]:
    return [(f"{account}.{name}", values[name]) for name in ("secret", "token", "aes_key")]
