"""The county that is measured: one app, its keys, and what its members write; the same for everybody."""

import base64
import json
from pathlib import Path
from typing import Any

CORP = "ww0123456789abcdef"
AGENT = 1000002
TOKEN = "ExampleAppToken"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
PATH = "/wecom/callback"
#: the privacy key
KEY = base64.b64encode(bytes(range(1, 33))).decode()

#: 100 characters, as long as a complaint of a citizen usually is
WORDS = (
    "我上个月到政务大厅办理不动产过户，窗口说材料不齐，让我回去开证明，我跑了三趟，"
    "每次说的都不一样，昨天又说系统坏了办不了，开发商的公章也盖了，请问到底什么时候能办好房产证？"
)


def settings(folder: Path, api_base: str) -> dict[str, Any]:
    """Return what `config.toml` would hold, with the memory as SQLite in *folder*."""
    app = {"agent_id": AGENT, "secret": "not-a-real-secret", "token": TOKEN, "aes_key": AES_KEY}
    return {
        "server": {"host": "127.0.0.1", "port": 8080, "public_url": "https://yousu.example"},
        "storage": {"url": f"sqlite://{folder / 'yousu.db'}"},
        "desk": {"profile": "wuzhi", "name": "示例县政务服务中心"},
        "wecom": {"corp_id": CORP, "api_base": api_base, "app": app},
        "department": [{"id": "property", "name": "不动产登记中心"}],
        "staff": [{"userid": "wangfang", "name": "王芳", "roles": ["receptionist"]}],
        "privacy": {"key": KEY},
    }


def as_argument(folder: Path, api_base: str) -> str:
    """Return `settings` as one argument of a server's command line."""
    return json.dumps(settings(folder, api_base))
