"""Configurations for tests: the least there can be, and how one is saved."""

import base64
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from bot.config import loader
from bot.config.toml_writer import written

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"
#: What no fault, repr or traceback may show.
CANARY = "cAnArY5ecret"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
PRIVACY_KEY = base64.b64encode(bytes(range(1, 33))).decode()

Document = dict[str, Any]
#: arguments of a subcommand on a configuration → code, output, errors
Run = Callable[..., Awaitable[tuple[int, str, str]]]


def a_document() -> Document:
    """The least that is a configuration."""
    return {
        "desk": {"profile": "wuzhi", "name": "示例县政务服务中心"},
        "wecom": {
            "corp_id": "ww1",
            "app": {
                "agent_id": 1000002,
                "secret": CANARY + "-app",
                "token": CANARY + "token",
                "aes_key": AES_KEY,
            },
        },
        "staff": [{"userid": "zhang", "name": "张三", "roles": ["receptionist"]}],
        "privacy": {"key": PRIVACY_KEY},
    }


def a_kf(open_kfid: str = "wk1", **more: Any) -> Document:
    return {
        "open_kfid": open_kfid,
        "secret": CANARY + "-kf",
        "token": "t",
        "aes_key": AES_KEY,
        **more,
    }


def save(document: Document, folder: Path) -> Path:
    """Write *document* as `yousu init` would and return the file."""
    file = folder / "config.toml"
    file.write_text(written(document), "utf-8")
    file.chmod(0o600)
    return file


def faults_of(file: Path, environ: dict[str, str] | None = None) -> dict[str, str]:
    return {fault.path: fault.text for fault in loader.examine(file, environ or {}).faults}
