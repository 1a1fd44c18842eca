"""The simulated SMS gateway: POST /sms {"id", "to", "text"} with `Authorization: Bearer <key>`.

2xx = accepted; the same id is the same message and is shown once. It misbehaves as ordered for the
path `/sms` (see `troubles`): a status, a cut connection, a pause.
"""

import asyncio
import json
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from bot.simulator.clock import iso
from bot.simulator.gate import Noted
from bot.simulator.ground import Ground, Wire
from bot.simulator.troubles import Trouble

PATH = "/sms"


@dataclass(slots=True, kw_only=True)
class Short:
    """One message on somebody's phone; *times*: how often it was handed over."""

    id: str
    to: str
    text: str
    at: datetime
    times: int = 1

    def as_json(self) -> Wire:
        """Return the shape of the control API."""
        return {
            "id": self.id,
            "to": self.to,
            "text": self.text,
            "at": iso(self.at),
            "times": self.times,
        }


class SmsGateway:
    """Takes messages and remembers them by their id."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._taken: dict[str, Short] = {}
        #: every call, the refused ones too
        self.calls: list[Noted] = []

    @property
    def messages(self) -> list[Short]:
        """Return what arrived on phones, oldest first."""
        return list(self._taken.values())

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one call."""
        noted = Noted(path=PATH, method="POST", query={}, body=None, at=self._ground.clock())
        self.calls.append(noted)
        raw = await request.read()
        trouble = self._ground.troubles.for_path(PATH)
        if trouble and trouble.hang_seconds:
            await asyncio.sleep(trouble.hang_seconds)
        status = 0
        if not (trouble and trouble.answers and not trouble.after):
            status = self._take(request.headers.get("Authorization", ""), raw, noted)
        if trouble and trouble.answers:
            return _misbehave(request, trouble, noted)
        noted.answer = status
        return web.json_response({"ok": status < 300}, status=status)

    def _take(self, authorization: str, raw: bytes, noted: Noted) -> int:
        if authorization != f"Bearer {self._ground.directory.sms.key}":
            return 401
        try:
            body = json.loads(raw)
        except ValueError:
            return 400
        if not isinstance(body, dict) or set(body) != {"id", "to", "text"}:
            return 400
        if not all(isinstance(value, str) and value for value in body.values()):
            return 400
        noted.body = body
        return self._show(Short(**body, at=noted.at))

    def _show(self, short: Short) -> int:
        before = self._taken.get(short.id)
        if before is None:
            self._taken[short.id] = short
            self._ground.chats.ring()
            return 200
        if (before.to, before.text) != (short.to, short.text):
            return 409
        before.times += 1
        return 200


def _misbehave(request: web.Request, trouble: Trouble, noted: Noted) -> web.Response:
    if trouble.reset:
        noted.answer = "reset"
        if request.transport:
            request.transport.abort()
        return web.Response()
    noted.answer = trouble.http_status or 200
    return web.Response(status=noted.answer, text=trouble.body or "")
