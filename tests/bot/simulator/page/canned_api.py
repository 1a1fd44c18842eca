"""The simulator's HTTP side with prepared answers: what its page needs, and nothing behind it."""

import asyncio
from copy import deepcopy
from pathlib import Path
from typing import Any

from aiohttp import web
from canned_state import Json, citizens, groups, staff

PAGE = Path(__file__).parents[4] / "bot" / "simulator" / "page"

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; "
    "connect-src 'self'; img-src 'self' data:"
)


class CannedApi:
    """Answers as /sim/* does; keeps what was posted, and refuses when told to.

    Attributes:
        posted: path and body of every POST, in order.
        is_deaf: whether the stream of events is refused, as by a server just starting.
        refuse: the sentence with which the next POSTs are refused, or none.
    """

    def __init__(self) -> None:
        self.state: Json = {
            "now": "2026-09-28T09:41:00+08:00",
            "citizens": citizens(),
            "groups": groups(),
            "staff": staff(),
        }
        self.posted: list[tuple[str, Json]] = []
        self.refuse: str | None = None
        self.revision = 0
        self.listeners: set[asyncio.Queue[int | None]] = set()
        self.is_deaf = False
        self.gate = asyncio.Event()
        self.gate.set()

    def app(self) -> web.Application:
        """Return the server: page, state, events and every POST."""
        app = web.Application()
        app.router.add_get("/sim/state", self.give_state)
        app.router.add_get("/sim/events", self.give_events)
        app.router.add_post("/sim/{path:.+}", self.take)
        app.router.add_get("/", self.give_index)
        app.router.add_static("/", PAGE)
        app.on_response_prepare.append(self.guard)
        app.on_shutdown.append(self.hang_up)
        return app

    async def guard(self, request: web.Request, response: web.StreamResponse) -> None:
        """Forbid inline scripts, inline styles and foreign addresses."""
        response.headers["Content-Security-Policy"] = CSP

    async def hang_up(self, app: web.Application) -> None:
        """End the event streams, so that the server can stop."""
        for queue in self.listeners:
            queue.put_nowait(None)

    async def give_index(self, request: web.Request) -> web.FileResponse:
        """Return the page."""
        return web.FileResponse(PAGE / "index.html")

    async def give_state(self, request: web.Request) -> web.Response:
        """Return the whole state."""
        return web.json_response(self.state)

    async def give_events(self, request: web.Request) -> web.StreamResponse:
        """Send a line for every change until the server stops; nothing at all while deaf."""
        if self.is_deaf:
            return web.Response(status=503)
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        queue: asyncio.Queue[int | None] = asyncio.Queue()
        self.listeners.add(queue)
        try:
            while (revision := await queue.get()) is not None:
                await response.write(b'data: {"revision": %d}\n\n' % revision)
        finally:
            self.listeners.discard(queue)
        return response

    async def take(self, request: web.Request) -> web.Response:
        """Keep what was posted, once the gate is open, and refuse it if told to."""
        await self.gate.wait()
        self.posted.append((request.path, await request.json()))
        if self.refuse:
            return web.json_response({"error": self.refuse}, status=400)
        return web.json_response({})

    def change(self) -> None:
        """Tell every listener that the state has changed."""
        self.revision += 1
        for queue in self.listeners:
            queue.put_nowait(self.revision)

    def say(self, place: str, index: int, new: Json) -> None:
        """Add message *new* to a chat and tell the page."""
        self.state[place][index]["messages"].append(new)
        self.change()

    def alter(self, place: str, index: int, message_id: str, **changes: Any) -> None:
        """Change a message, raise its revision and tell the page."""
        talk = self.state[place][index]["messages"]
        at = next(n for n, known in enumerate(talk) if known["id"] == message_id)
        new = deepcopy(talk[at]) | changes
        new["revision"] += 1
        talk[at] = new
        self.change()
