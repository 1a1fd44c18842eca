"""12345 as it passes complaints on, for tests: the door over real HTTP, and complaints as JSON."""

from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from builders import wuzhi
from callback_door import NOW, Client, Inbox

from bot.callback.guesses import Guesses
from bot.callback.hotline import COUNTED, PATH, Door, ReceivingCentre
from bot.callback.keeping import Keeper
from bot.letters.to_partners import Partner
from dispatch.rules.rules import Rules

HOTLINE = Partner(id="12345", name="12345", url="http://127.0.0.1:9", key="hotline-key")
CENTRE = Partner(
    id="zhzx", name="县社会治理综合服务中心", url="http://127.0.0.1:9", key="centre-key"
)
PARTNERS = {one.id: one for one in (HOTLINE, CENTRE)}
TEXT = "跑了三趟营业执照还没办下来，窗口总说系统坏了"


def a_transfer(**changes: Any) -> dict[str, Any]:
    """Return a complaint as 12345 passes it on; a change to None leaves a field out."""
    made = {
        "id": "push-1",
        "no": "HN2026092800017",
        "state": "registered",
        "at": "2026-09-28T08:30:00+08:00",
        "text": TEXT,
        "name": "张三丰",
        "phone": "13800138000",
        "address": "幸福路3号",
    }
    return {name: value for name, value in {**made, **changes}.items() if value is not None}


def deaf(rules: Rules) -> Rules:
    """Return *rules* under which nothing is taken from 12345."""
    profile = rules.profile
    return replace(rules, profile=replace(profile, hotline=replace(profile.hotline, receive=False)))


@asynccontextmanager
async def open_door(
    inbox: Inbox, counts: Counter[str], centres: Mapping[str, Rules] | None = None
) -> AsyncIterator[Client]:
    """Serve the door over real HTTP and yield who talks to it."""

    def count(word: str) -> None:
        assert word in COUNTED
        counts[word] += 1

    door = Door(
        partners=PARTNERS,
        centres={
            id: ReceivingCentre(name=f"中心{id}", rules=rules)
            for id, rules in (centres or {"main": wuzhi()}).items()
        },
        keeper=Keeper(keep=inbox.keep, within=timedelta(seconds=0.2)),
        clock=lambda: NOW,
        count=count,
        guesses=Guesses("X-Forwarded-For"),
    )
    server = web.Application()
    server.add_routes(door.routes())
    async with TestClient(TestServer(server)) as client:
        yield client


async def passes_on(
    client: Client, body: Any, key: str = HOTLINE.key, path: str = PATH
) -> tuple[int, dict[str, Any]]:
    """Pass *body* on (JSON, or bytes as they are); return status and answer."""
    sent = {"data": body} if isinstance(body, bytes) else {"json": body}
    headers = {"Authorization": f"Bearer {key}"}
    async with client.post(path, headers=headers, **sent) as answer:
        return answer.status, await answer.json()
