"""The demo's county: the simulated world as a configuration of ours, nothing to fill in."""

import base64
import os
from datetime import time
from pathlib import Path

from bot.config.sections import Settings
from bot.simulator import Simulator, World

#: the departments of the simulated world: its short code, our id and what people also call it
_DEPARTMENTS = (
    ("scjg", "market", "市场监管局", ("市场监督管理局", "工商局")),
    ("bdc", "property", "不动产登记中心", ("不动产",)),
    ("ybj", "medical", "医疗保障局", ("医保局",)),
    ("rsj", "labour", "人社局", ("人力资源和社会保障局",)),
    ("gaj", "police", "公安局", ()),
    ("swj", "tax", "税务局", ("税务",)),
)
#: where citizens go with a question, by our id; of the others only the centre is known
_PLACES = {
    "market": ("县政务服务中心二楼 12 号窗口", "0391-0000012", "营业执照设立、变更、注销"),
    "medical": ("县政务服务中心三楼 31 号窗口", "0391-0000031", "参保登记、医保报销、异地就医备案"),
}
RECEPTIONIST, SUPERVISOR, MANAGER = "wangfang", "zhaogang", "lijianguo"
_DESK = (
    (RECEPTIONIST, "王芳", "receptionist"),
    (SUPERVISOR, "赵刚", "supervisor"),
    (MANAGER, "李建国", "management"),
)


def settings(simulator: Simulator, world: World, folder: Path) -> Settings:
    """Return the configuration that fits *simulator* of *world*, which must be listening.

    The SQLite file lies in *folder*; the privacy key is a new one each time.
    """
    return Settings.model_validate(
        {
            "server": {"host": "127.0.0.1", "port": 8081, "public_url": simulator.base_url},
            "storage": {"url": f"sqlite://{folder / 'yousu.db'}"},
            "desk": {
                "profile": "wuzhi",
                "name": "县政务服务中心",
                "phone": "0391-0000002",
                "opens": time(8, 30),
                "closes": time(17, 30),
                "lunch": [time(12), time(14)],
            },
            "wecom": _wecom(simulator, world),
            "department": [_department(world, *one) for one in _DEPARTMENTS],
            "staff": _staff(world),
            "privacy": {"key": base64.b64encode(os.urandom(32)).decode()},
        }
    )


def _wecom(simulator: Simulator, world: World) -> dict[str, object]:
    app = world.app
    return {
        "corp_id": world.corp_id,
        "api_base": simulator.base_url,
        "app": {
            "agent_id": app.agent_id,
            "secret": app.secret,
            "token": app.token,
            "aes_key": app.aes_key,
        },
        "kf": [
            {
                "open_kfid": kf.open_kfid,
                "secret": kf.secret,
                "token": kf.token,
                "aes_key": kf.aes_key,
            }
            for kf in world.kf
        ],
        "aibot": {
            "bot_id": world.robot.bot_id,
            "secret": world.robot.secret,
            "ws_url": simulator.ws_url,
        },
    }


def _department(
    world: World, code: str, id_: str, name: str, aliases: tuple[str, ...]
) -> dict[str, object]:
    address, phone, items = _PLACES.get(id_, ("", "", ""))
    group = next(one for one in world.groups if one.chatid.endswith(f"_{code}"))
    return {
        "id": id_,
        "name": name,
        "aliases": list(aliases),
        "chat_id": group.chatid,
        "webhook_key": group.webhook_key,
        "liaison": f"{code}_liaison",
        "address": address,
        "phone": phone,
        "hours": "工作日 8:30–12:00，14:00–17:30" if address else "",
        "items": items,
    }


def _staff(world: World) -> list[dict[str, object]]:
    ids = {name: id_ for _, id_, name, _ in _DEPARTMENTS}
    desk: list[dict[str, object]] = [
        {"userid": u, "name": n, "roles": [role]} for u, n, role in _DESK
    ]
    officers: list[dict[str, object]] = [
        {
            "userid": one.userid,
            "name": one.name,
            "roles": ["department"],
            "department": ids[one.department],
        }
        for one in world.staff
        if one.department in ids
    ]
    return [*desk, *officers]
