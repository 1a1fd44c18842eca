"""WeCom's callback: verify, decrypt, keep, acknowledge. No work happens here.

1. Kept before acknowledged: 200 is sent only after *keep* has committed.
2. A repeat changes nothing and is acknowledged like the first.
3. What was not kept in time gets no status at all: WeCom repeats a broken connection, perhaps only
   that (90930). The write itself is never cancelled; the repeat finds it done.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from aiohttp import web

from bot.callback import body as bodies
from bot.callback import pushed
from bot.callback.keeping import KEEP_WITHIN, Keep, Keeper
from bot.config.sections import Settings
from bot.wecom import envelope
from bot.wecom.envelope import EnvelopeError, Malformed, Pair
from storage.queues.arrival import Arrival

PATH = "/wecom/callback"
#: Everything that is counted: what became of a request, then what was said about a kept one.
COUNTED = (
    *("echoed", "kept", "repeated", "not_kept", "malformed", "too_large"),
    *("bad_signature", "undecryptable", "wrong_receiver", "quarantined", "late"),
)

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
        keeper=Keeper(keep=keep, within=keep_within),
        clock=clock,
        count=count,
    )
    # allow_head: HEAD is not WeCom's and gets 405 like every other method.
    return [web.get(PATH, door.get, allow_head=False), web.post(PATH, door.post)]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Door:
    pairs: Sequence[Pair]
    accounts: Sequence[str]
    keeper: Keeper
    clock: Callable[[], datetime]
    count: Callable[[str], object]

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
            query, body = _query(request), await bodies.read(request)
            opened = envelope.open_post(self.pairs, body, query)
        except EnvelopeError as error:
            return self._refuse(error)
        now = self.clock()
        arrival = pushed.arrival(opened.plain, self.accounts[opened.index], now)
        new = await self.keeper.kept(arrival, now)
        if new is None:
            self.count("not_kept")
            return _hang_up(request)
        self._count_kept(arrival, new)
        return web.Response()

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


def _hang_up(request: web.Request) -> web.Response:
    """Break the connection, so that the answer that aiohttp wants is never written."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=503)


def pairs_of(settings: Settings) -> list[NamedPair]:
    """Return every pair that may sign a callback: the app's, each 客服 account's, the previous ones."""
    corp = settings.wecom.corp_id
    doors = [("app", str(settings.wecom.app.agent_id), settings.wecom.app.pairs())]
    doors += [(f"kf.{kf.open_kfid}", kf.open_kfid, kf.pairs()) for kf in settings.wecom.kf]
    return [
        NamedPair(
            name=name,
            account=account,
            pair=Pair(one.token.get_secret_value(), one.aes_key.get_secret_value(), corp),
        )
        for name, account, pairs in doors
        for one in pairs
    ]
