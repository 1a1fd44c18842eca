"""The end of listening: nobody new is let in, and whoever was let in is answered whole.

aiohttp alone closes at once whatever has not been read of a connection, and closing the listening
socket resets whoever still stands before it; either breaks a request that was begun before.

Rule 1: who stands before the door when it shuts is let in and answered.
Rule 2: a request of which anything was read is answered, its body awaited, up to `LONGEST`.
Rule 3: who came in and has said nothing yet may speak for `FIRST_WORD`.
Rule 4: what is answered meanwhile says that the connection is over; one that was just in use has
        `QUIET` to send what it was about to send.
"""

import asyncio
import os
import socket
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from bot.clock import monotonic
from bot.runtime.worker import rung

LONGEST = timedelta(seconds=10)
FIRST_WORD = timedelta(seconds=2)
QUIET = timedelta(milliseconds=250)
#: so many may stand before the door until they are accepted
BACKLOG = 128
#: so often it is looked again at who is still there
LOOK_EVERY = timedelta(milliseconds=20)
#: what has reached us is read, parsed and in a handler's hand after so many turns of the loop
_TURNS = 8
#: so many that are gone may be remembered beside those that are there
_FEW = 64

#: makes who reads the requests of one connection
Handlers = Callable[[], RequestHandler]
_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(slots=True, eq=False)
class LastRequests:
    """Knows which connections are owed an answer, from the requests that pass through it.

    Attributes:
        is_over: nobody new is let in; each answer closes its connection.
    """

    is_over: bool = False
    _in_hand: set[RequestHandler] = field(default_factory=set)
    #: when each was answered last; those that are gone are let go from time to time
    _answered: dict[RequestHandler, float] = field(default_factory=dict)
    _most: int = _FEW
    _bell: asyncio.Event = field(default_factory=asyncio.Event)

    def watch(self, application: web.Application) -> None:
        """See each request of *application*, and mark the answers once it `is_over`."""

        @web.middleware
        async def seen(request: web.Request, handler: _Handler) -> web.StreamResponse:
            return await self._seen(request, handler)

        application.middlewares.append(seen)

    async def _seen(self, request: web.Request, handler: _Handler) -> web.StreamResponse:
        connection = request.protocol
        self._in_hand.add(connection)
        try:
            answer = await handler(request)
            if self.is_over:
                answer.force_close()
            return answer
        finally:
            self._in_hand.discard(connection)
            self._answered[connection] = monotonic()
            if len(self._answered) > self._most:
                self._forget_the_gone()
            self._bell.set()

    def _forget_the_gone(self) -> None:
        still = {one: at for one, at in self._answered.items() if one.transport is not None}
        self._answered, self._most = still, _FEW + 2 * len(still)

    async def end(
        self, runner: web.AppRunner, listening: asyncio.Server, handlers: Handlers | None = None
    ) -> None:
        """Shut the door of *listening* and wait until *runner* owes nobody an answer; *handlers* as there."""
        self.is_over = True
        await _shut(listening, handlers or server_of(runner))
        for _ in range(_TURNS):
            await asyncio.sleep(0)
        begun = monotonic()
        while self._is_owed(runner, begun):
            self._bell.clear()
            await rung(LOOK_EVERY, self._bell)

    def _is_owed(self, runner: web.AppRunner, begun: float) -> bool:
        now = monotonic()
        there = server_of(runner).connections
        if now - begun > LONGEST.total_seconds():
            return False
        return any(self._is_waited_for(each, begun, now) for each in there)

    def _is_waited_for(self, connection: RequestHandler, begun: float, now: float) -> bool:
        if connection in self._in_hand:
            return True
        answered = self._answered.get(connection)
        if answered is None:
            return now - begun <= FIRST_WORD.total_seconds()
        return now - answered <= QUIET.total_seconds()


async def listen(
    runner: web.AppRunner, host: str, port: int, handlers: Handlers | None = None
) -> asyncio.Server:
    """Let people in to *runner*, which is set up; port 0 takes a free one.

    *handlers* makes who reads the requests of one connection, where it is not aiohttp's own.

    Raises:
        OSError: the address is taken, or not ours.
    """
    loop = asyncio.get_running_loop()
    return await loop.create_server(handlers or server_of(runner), host, port, backlog=BACKLOG)


def server_of(runner: web.AppRunner) -> web.Server:
    assert runner.server is not None, "the runner must be set up first"
    return runner.server


async def _shut(listening: asyncio.Server, handlers: Handlers) -> None:
    """Close the listening sockets; who is connected by then and was not accepted yet comes in first.

    The kernel resets them with the socket, so it is kept open by a second descriptor meanwhile.
    """
    kept = [socket.socket(fileno=os.dup(one.fileno())) for one in listening.sockets]
    listening.close()
    before = [one for each in kept for one in _before(each)]
    loop = asyncio.get_running_loop()
    for one in before:
        with suppress(OSError):  # it went away meanwhile
            await loop.connect_accepted_socket(handlers, one)


def _before(listening: socket.socket) -> Iterable[socket.socket]:
    """Return whom *listening* has not accepted yet, and close it as soon as there is nobody."""
    found = []
    listening.setblocking(False)
    with listening, suppress(OSError):
        while True:
            one, _ = listening.accept()
            one.setblocking(False)
            found.append(one)
    return found
