"""The simulated 12345 and its like: take what is pushed once each, fail on demand, pass complaints on.

POST /platforms/{id}/records     what a bot pushes, with the key; idempotent by its id
GET  /sim/platforms              what each has, in the order of arrival, and what each passed on
POST /sim/platforms/endpoint     {"url"}: where complaints are passed on to
POST /sim/platforms/{id}/pass_on any fields of a complaint; id, no and at are made up where missing

Misbehaviour is ordered like WeCom's (`troubles`), by the path of the records.
"""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientSession, ClientTimeout, web

from bot.simulator.clock import iso
from bot.simulator.ground import Ground, Wire
from bot.simulator.troubles import Trouble
from bot.simulator.world import Platform

_PATIENCE = ClientTimeout(total=10)


@dataclass(slots=True, kw_only=True)
class Desk:
    """One platform's own memory.

    Attributes:
        records: what was taken, by its id, in order of arrival.
        tries: the id of every push, the refused and the repeated too.
        passed_on: complaint and answer, as they went.
    """

    platform: Platform
    records: dict[str, Wire] = field(default_factory=dict)
    tries: list[str] = field(default_factory=list)
    passed_on: list[Wire] = field(default_factory=list)

    def of(self, no: str) -> list[Wire]:
        """Return what was pushed about the ticket *no*, in order of arrival."""
        return [record for record in self.records.values() if record["no"] == no]

    def as_json(self) -> Wire:
        """Return the shape of `GET /sim/platforms`."""
        return {
            "id": self.platform.id,
            "name": self.platform.name,
            "records": list(self.records.values()),
            "tries": len(self.tries),
            "passed_on": self.passed_on,
        }


class Platforms:
    """All platforms of the world; *endpoint* is the bot's `/hotline/complaints`."""

    def __init__(self, ground: Ground, platforms: tuple[Platform, ...]) -> None:
        self._ground = ground
        self.desks = {one.id: Desk(platform=one) for one in platforms}
        self.endpoint = ""

    def add_to(self, app: web.Application) -> None:
        """Add the routes to *app*."""
        app.router.add_post("/platforms/{id}/records", self._record)
        app.router.add_get("/sim/platforms", self._state)
        app.router.add_post("/sim/platforms/endpoint", self._call_at)
        app.router.add_post("/sim/platforms/{id}/pass_on", self._pass_on)

    # -- what a bot pushes

    async def _record(self, request: web.Request) -> web.Response:
        desk = self.desks.get(request.match_info["id"])
        if desk is None:
            return _json({"error": "没有这个平台"}, 404)
        if request.headers.get("Authorization") != f"Bearer {desk.platform.key}":
            return _json({"error": "密钥不对"}, 401)
        record = _record_in(await request.read())
        if record is None:
            return _json({"error": "需要 id、no、state、at"}, 400)
        desk.tries.append(record["id"])
        trouble = self._ground.troubles.for_path(request.path)
        if trouble and trouble.hang_seconds:
            await asyncio.sleep(trouble.hang_seconds)
        if trouble and trouble.answers and not trouble.after:
            return _misbehave(request, trouble)
        desk.records.setdefault(record["id"], record)
        self._ground.chats.ring()
        return _misbehave(request, trouble) if trouble and trouble.answers else _json({"ok": True})

    # -- what it passes on

    async def pass_on(self, platform: str, key: str | None = None, **fields: Any) -> Wire:
        """Pass a complaint on; return `{"status", "answer"}` as the bot answered.

        Args:
            key: another key than the platform's own, to see it refused.
            fields: of the complaint; one that is None is left out.

        Raises:
            KeyError: there is no such platform.
            ValueError: it is not said where to (`endpoint`).
        """
        desk = self.desks[platform]
        if not self.endpoint:
            raise ValueError("还没有填写接收转办件的网址")
        n = len(desk.passed_on) + 1
        made = {"id": f"{platform}-{n}", "no": f"ZB{n:06d}", "at": iso(self._ground.clock())}
        complaint = {k: v for k, v in {**made, **fields}.items() if v is not None}
        shown = desk.platform.key if key is None else key
        async with (
            ClientSession(timeout=_PATIENCE) as session,
            session.post(
                self.endpoint, json=complaint, headers={"Authorization": f"Bearer {shown}"}
            ) as response,
        ):
            told = {"status": response.status, "answer": _loose(await response.text())}
        desk.passed_on.append({"complaint": complaint, **told})
        return told

    # -- the control API

    async def _state(self, request: web.Request) -> web.Response:
        return _json({"platforms": [desk.as_json() for desk in self.desks.values()]})

    async def _call_at(self, request: web.Request) -> web.Response:
        url = _loose(await request.text())
        if not isinstance(url, dict) or not isinstance(url.get("url"), str):
            return _json({"error": "请填写 url"}, 400)
        self.endpoint = url["url"]
        return _json({"ok": True})

    async def _pass_on(self, request: web.Request) -> web.Response:
        wish = _loose(await request.text() or "{}")
        if not isinstance(wish, dict):
            return _json({"error": "请求体应当是一个 JSON 对象"}, 400)
        key = wish.pop("key", None)
        try:
            return _json(await self.pass_on(request.match_info["id"], key, **wish))
        except KeyError:
            return _json({"error": "没有这个平台"}, 404)
        except ValueError as refused:
            return _json({"error": str(refused)}, 400)
        except OSError:
            return _json({"error": "机器人没有回答"}, 400)


def _record_in(raw: bytes) -> Wire | None:
    """Return the record in *raw*, None if it lacks what the contract names."""
    record = _loose(raw.decode("utf-8", "replace"))
    needed = ("id", "no", "state", "at")
    if not isinstance(record, dict) or not all(isinstance(record.get(n), str) for n in needed):
        return None
    return record


def _misbehave(request: web.Request, trouble: Trouble) -> web.Response:
    if trouble.reset and request.transport:
        request.transport.abort()
    return web.Response(status=trouble.http_status or 500, text=trouble.body or "")


def _loose(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _json(answer: Wire, status: int = 200) -> web.Response:
    text = json.dumps(answer, ensure_ascii=False)
    return web.Response(text=text, status=status, content_type="application/json")
