"""The API's door: trouble first, then token, body and the endpoint; every call is written down."""

import asyncio
import json
import re
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import quote

from aiohttp import BodyPartReader, web

from bot.simulator.clock import iso
from bot.simulator.errcodes import Refused, refusal
from bot.simulator.ground import Call, Endpoint, File, Ground, Upload, Wire
from bot.simulator.troubles import Trouble

#: of a query, never listed
_SECRETS = frozenset({"corpsecret", "secret"})
_ESCAPE = re.compile(rb"\\u[0-9a-fA-F]{4}")


@dataclass(slots=True, kw_only=True)
class Noted:
    """One call as ``GET /sim/calls`` lists it; *answer* is a dict, or text when it was no JSON."""

    path: str
    method: str
    query: dict[str, str]
    body: Any
    at: datetime
    answer: Any = None

    def as_json(self) -> Wire:
        """Return the shape of the control API."""
        return {
            "path": self.path,
            "method": self.method,
            "query": self.query,
            "body": self.body,
            "at": iso(self.at),
            "answer": self.answer,
        }


class Gate:
    """Serves the table of endpoints under /cgi-bin."""

    def __init__(self, ground: Ground, endpoints: dict[str, Endpoint]) -> None:
        self._ground = ground
        self._endpoints = endpoints
        self.calls: deque[Noted] = deque(maxlen=20_000)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one call."""
        endpoint = self._endpoints.get(request.path)
        if endpoint is None:
            return web.Response(status=404, text="404 Not Found")
        noted = Noted(
            path=request.path,
            method=request.method,
            query={k: v for k, v in request.query.items() if k not in _SECRETS},
            body=None,
            at=self._ground.clock(),
        )
        self.calls.append(noted)
        answer = await self._answered(request, endpoint, noted)
        # the time by this world's clock; aiohttp alone would say the machine's
        answer.headers["Date"] = format_datetime(self._ground.clock().astimezone(UTC), usegmt=True)
        return answer

    async def _answered(
        self, request: web.Request, endpoint: Endpoint, noted: Noted
    ) -> web.StreamResponse:
        raw, upload = await _read(request)
        noted.body = upload.filename if upload else _loose(raw)
        trouble = self._ground.troubles.for_path(request.path, noted.body)
        if trouble and trouble.hang_seconds:
            await asyncio.sleep(trouble.hang_seconds)
        if trouble and trouble.answers and not trouble.after:
            return self._misbehave(request, trouble, noted)
        answer = self._work(request, endpoint, raw, upload)
        if trouble and trouble.answers:
            return self._misbehave(request, trouble, noted)
        noted.answer = answer if isinstance(answer, dict) else answer.filename
        return _respond(answer)

    def _work(
        self, request: web.Request, endpoint: Endpoint, raw: bytes, upload: Upload | None
    ) -> Wire | File:
        now = self._ground.clock()
        try:
            owner = ""
            if endpoint.needs_token:
                owner = self._ground.tokens.owner(request.query.get("access_token", ""), now)
            if request.method != endpoint.method:
                raise Refused(40058, f"{endpoint.method} required")
            body = {} if upload or endpoint.method == "GET" else self._body(raw)
            return endpoint.answer(
                Call(
                    path=request.path,
                    query=dict(request.query),
                    body=body,
                    now=now,
                    owner=owner,
                    upload=upload,
                )
            )
        except Refused as refused:
            return refusal(refused.errcode, refused.why)

    def _body(self, raw: bytes) -> Wire:
        if self._ground.settings.escapes_are_refused and _ESCAPE.search(raw):
            raise Refused(40033)
        try:
            body = json.loads(raw)
        except ValueError:
            raise Refused(40058, "invalid json") from None
        if not isinstance(body, dict):
            raise Refused(40058, "an object is required")
        return body

    def _misbehave(self, request: web.Request, trouble: Trouble, noted: Noted) -> web.Response:
        if trouble.reset:
            noted.answer = "reset"
            if request.transport:
                request.transport.abort()
            return web.Response()
        if trouble.body is not None or trouble.http_status not in (None, 200):
            noted.answer = trouble.body or ""
            return web.Response(
                status=trouble.http_status or 200, text=trouble.body or "", content_type="text/html"
            )
        noted.answer = refusal(trouble.errcode or 0)
        return _respond(noted.answer)


def _loose(raw: bytes) -> Any:
    try:
        return json.loads(raw) if raw else None
    except ValueError:
        return raw.decode("utf-8", "replace")


async def _read(request: web.Request) -> tuple[bytes, Upload | None]:
    if not request.content_type.startswith("multipart/"):
        return await request.read(), None
    upload = None
    async for part in await request.multipart():
        if isinstance(part, BodyPartReader) and part.name == "media":
            upload = Upload(
                filename=part.filename or "",
                content_type=part.headers.get("Content-Type", "application/octet-stream"),
                data=bytes(await part.read(decode=False)),
            )
    return b"", upload


def _respond(answer: Wire | File) -> web.Response:
    if isinstance(answer, File):
        return web.Response(
            body=answer.data,
            headers={
                "Content-Type": answer.content_type,
                "Content-Disposition": f'attachment; filename="{quote(answer.filename)}"',
            },
        )
    return web.json_response(answer, dumps=lambda value: json.dumps(value, ensure_ascii=False))
