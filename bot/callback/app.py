"""WeCom's callback: verify, decrypt, keep, acknowledge. No work happens here.

1. Kept before acknowledged: 200 is sent only after *keep* has committed.
2. A repeat changes nothing and is acknowledged like the first.
3. What was not kept in time gets no status at all: WeCom repeats a broken connection, perhaps only
   that (90930). The write itself is never cancelled; the repeat finds it done.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from aiohttp import StreamReader, web

from bot.callback import pushed
from bot.wecom import envelope
from bot.wecom.envelope import LONGEST_BODY, EnvelopeError, Malformed, Pair, TooLarge
from storage.arrival import Arrival

PATH = "/wecom/callback"
#: WeCom drops the connection after 5 s; an answer later than this would reach nobody.
KEEP_WITHIN = timedelta(seconds=4)
READ_WITHIN = timedelta(seconds=10)
#: Everything that is counted: what became of a request, then what was said about a kept one.
COUNTED = (
    *("echoed", "kept", "repeated", "not_kept", "malformed", "too_large"),
    *("bad_signature", "undecryptable", "wrong_receiver", "quarantined", "late"),
)

Keep = Callable[[Sequence[Arrival], datetime], Awaitable[Sequence[bool]]]
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedPair:
    """A configured pair with its name for logs (`app`, `app.previous`, `kf.wk…`).

    Attributes:
        account: the agent id, or the open_kfid of a pair of 微信客服.
    """

    name: str
    account: str
    pair: Pair


def routes(
    pairs: Sequence[NamedPair],
    keep: Keep,
    clock: Callable[[], datetime],
    *,
    count: Callable[[str], object] = lambda _: None,
    keep_within: timedelta = KEEP_WITHIN,
) -> list[web.RouteDef]:
    """Return the routes of `/wecom/callback`.

    *keep* stores arrivals and returns after the commit, for each whether it was new; *count* is
    told one word of `COUNTED` at a time.
    """
    door = _Door(
        pairs=[each.pair for each in pairs],
        accounts=[each.account for each in pairs],
        keep=keep,
        clock=clock,
        count=count,
        keep_within=keep_within,
    )
    # allow_head: HEAD is not WeCom's and gets 405 like every other method.
    return [web.get(PATH, door.get, allow_head=False), web.post(PATH, door.post)]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Door:
    pairs: Sequence[Pair]
    accounts: Sequence[str]
    keep: Keep
    clock: Callable[[], datetime]
    count: Callable[[str], object]
    keep_within: timedelta
    #: writes whose request is gone; held so that nothing collects them half-way
    left_behind: set[asyncio.Future[Sequence[bool]]] = field(default_factory=set)

    async def get(self, request: web.Request) -> web.Response:
        """Answer WeCom's check of the URL with exactly the decrypted `echostr`."""
        try:
            opened = envelope.open_echo(self.pairs, _query(request))
        except EnvelopeError as error:
            return self._refuse(error)
        self.count("echoed")
        return web.Response(
            body=opened.plain,
            content_type="text/plain",
            headers={"X-Content-Type-Options": "nosniff"},
        )

    async def post(self, request: web.Request) -> web.Response:
        """Keep a pushed message, then answer 200 with an empty body."""
        try:
            query, body = _query(request), await _read(request)
            opened = envelope.open_post(self.pairs, body, query)
        except EnvelopeError as error:
            return self._refuse(error)
        now = self.clock()
        arrival = pushed.arrival(opened.plain, self.accounts[opened.index], now)
        new = await self._kept(arrival, now)
        if new is None:
            self.count("not_kept")
            return _hang_up(request)
        self._count_kept(arrival, new)
        return web.Response()

    async def _kept(self, arrival: Arrival, now: datetime) -> bool | None:
        """Return whether *arrival* was new, or None if it could not be stored in time."""
        writing = asyncio.ensure_future(self.keep([arrival], now))
        self.left_behind.add(writing)
        writing.add_done_callback(self._forget)
        await asyncio.wait([writing], timeout=self.keep_within.total_seconds())
        if not writing.done():
            _log.error("callback_not_kept", reason="too slow")
            return None
        if writing.cancelled() or writing.exception() is not None:
            return None
        return writing.result()[0]

    def _forget(self, writing: "asyncio.Future[Sequence[bool]]") -> None:
        self.left_behind.discard(writing)
        failure = None if writing.cancelled() else writing.exception()
        if failure is not None:  # by name only: its text may hold a citizen's words
            _log.error("callback_not_kept", reason=type(failure).__name__)

    def _refuse(self, error: EnvelopeError) -> web.Response:
        self.count(error.word)
        _log.info("callback_refused", reason=error.word)
        answer = web.Response(status=error.status)
        answer.force_close()
        return answer

    def _count_kept(self, arrival: Arrival, new: bool) -> None:
        self.count("kept" if new else "repeated")
        if new and arrival.fault:
            self.count("quarantined")
        if new and arrival.late:
            self.count("late")


def _query(request: web.Request) -> dict[str, str]:
    """Return the query, in which nothing may stand twice."""
    query = dict(request.query)
    if len(query) != len(request.query):
        raise Malformed
    return query


async def _read(request: web.Request) -> bytes:
    """Return the body, of which hardly more than `LONGEST_BODY` is ever held.

    Packed bodies are refused: WeCom sends none, and they may unpack to anything.
    """
    if (request.content_length or 0) > LONGEST_BODY:
        raise TooLarge
    content = request.content
    try:
        # Nearly always the whole body came together with the head; then there is nothing to wait for.
        body = content.read_nowait() if content.is_eof() else await _arriving(content)
    except (web.RequestPayloadError, TimeoutError):
        content.feed_eof()  # or aiohttp reads on in what is broken and logs a traceback
        raise Malformed from None
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise Malformed
    return body


async def _arriving(content: StreamReader) -> bytes:
    """Return what is still on its way; errors as `_read`."""
    body = bytearray()
    async with asyncio.timeout(READ_WITHIN.total_seconds()):
        async for chunk in content.iter_any():
            body += chunk
            if len(body) > LONGEST_BODY:
                raise TooLarge
    return bytes(body)


def _hang_up(request: web.Request) -> web.Response:
    """Break the connection, so that the answer that aiohttp wants is never written."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=503)
