"""One application's access token: fetched once for all who wait, renewed seldom, never shown.

- Twenty callers at once cause one gettoken.
- A refused token is renewed once; when refusals go on after that, the door closes for seconds, then
  for longer, so that a token that is always refused costs two gettoken calls and not two thousand,
  and one that WeCom is confused about for a quarter of a minute costs no more than that.
- A wrong secret is not tried again before `COOL_DOWN`: WeCom blocks addresses that insist.
- What is urgent knocks at a door that is shut for all others, once in `KNOCK_EVERY`; if it is let in, so are they.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from bot.wecom.errors import WRONG_SECRET, TokenExpired, TryLater, WeComError

T = TypeVar("T")

#: Renew this long before WeCom's own end; a tenth of the life if that is shorter.
RENEW_BEFORE = timedelta(minutes=5)
#: After a wrong secret no gettoken for so long (WeCom's own block lasts an hour).
COOL_DOWN = timedelta(minutes=30)
#: After other alarms; a trusted address takes a minute to be known (60020).
SHORT_COOL_DOWN = timedelta(minutes=2)
#: Between two renewals of refused tokens at first; doubles while renewing does not help.
FIRST_PAUSE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=1)
#: How long a door stays closed to whom WeCom refuses although the token is new; doubles each time.
FIRST_CLOSURE = timedelta(seconds=5)
LONGEST_CLOSURE = timedelta(minutes=5)
#: So many refusals in a row, no acceptance between them, are not one endpoint's whim.
MOST_REFUSALS = 5

#: What is urgent may ask a closed door for a token so often; 2,000 wrong calls an hour block an address.
KNOCK_EVERY = timedelta(seconds=20)

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


_knocks: ContextVar[bool] = ContextVar("knocks", default=False)


@contextmanager
def knocking(*, urgent: bool) -> Iterator[None]:
    """Let what is asked inside knock at closed doors, where it is *urgent*."""
    before = _knocks.set(urgent)
    try:
        yield
    finally:
        _knocks.reset(before)


@dataclass(frozen=True, slots=True)
class Secret:
    """The secret of one application; *name* is for people (`app`, `kf`), the value never shown."""

    value: str = field(repr=False)
    name: str = "app"


@dataclass(frozen=True, slots=True)
class Grant:
    """What gettoken gave: a token and how long it lives."""

    token: str = field(repr=False)
    lives: timedelta


class TokenCache:
    """The token of one secret."""

    def __init__(
        self, fetch: Callable[[], Awaitable[Grant]], clock: Callable[[], datetime]
    ) -> None:
        """Take *fetch*, which calls gettoken and raises only `WeComError`."""
        self._fetch = fetch
        self._clock = clock
        self._token = ""
        self._refusals = 0
        self._good_until = _LONG_AGO
        self._renewable_at = _LONG_AGO
        self._pause = FIRST_PAUSE
        self._closure = FIRST_CLOSURE
        self._closed_until = _LONG_AGO
        self._knocked_at = _LONG_AGO
        self._closed_by: WeComError = TryLater()
        self._flight: asyncio.Task[str] | None = None

    async def get(self) -> str:
        """Return a token that should work.

        Raises:
            TryLater: gettoken failed lately, or no token works at present.
            Alarm: the secret is wrong, or WeCom does not let us in.
        """
        self._refuse_while_closed()
        if self._flight is None and self._token and self._clock() < self._good_until:
            return self._token
        return await self._join()

    async def renew(self, rejected: str) -> str:
        """Return another token than *rejected*, which WeCom refused; raises as `get`."""
        self._refuse_while_closed()
        if self._flight is not None:
            return await self._join()
        if self._token != rejected:
            return self._token  # somebody else was faster
        now = self._clock()
        if now < self._renewable_at:
            raise TryLater(
                where="gettoken"
            )  # not renewed again so soon, but the token may be taken
        self._renewable_at = now + self._pause
        self._pause = min(self._pause * 2, LONGEST_PAUSE)
        return await self._join()

    async def spend(self, ask: Callable[[str], Awaitable[T]]) -> T:
        """Do *ask* with a token; if that is refused, once more with a new one, never a third."""
        token = await self.get()
        try:
            return await self._noting(token, ask)
        except TokenExpired:
            self.refused(token)
        token = await self.renew(token)
        try:
            return await self._noting(token, ask)
        except TokenExpired:
            pass
        raise self.refused(token)

    async def _noting(self, token: str, ask: Callable[[str], Awaitable[T]]) -> T:
        """Do *ask* and note when WeCom took the token, whatever it said to the rest."""
        try:
            result = await ask(token)
        except (TokenExpired, TryLater):
            raise
        except WeComError:
            self.accepted(token)
            raise
        self.accepted(token)
        return result

    def accepted(self, token: str) -> None:
        if token == self._token:
            self._refusals = 0
            self._pause = FIRST_PAUSE
            self._closure = FIRST_CLOSURE
            self._closed_until = _LONG_AGO

    def refused(self, token: str) -> TryLater:
        """Note that WeCom refused *token*; return what to raise if renewing is no way out."""
        if token == self._token and self._flight is None:
            self._refusals += 1
        now, failure = self._clock(), TryLater(where="gettoken")
        is_open, is_renewable = self._closed_until <= now, self._renewable_at <= now
        if self._refusals >= MOST_REFUSALS and is_open and not is_renewable:
            self._close(failure, self._closure)
            self._closure = min(self._closure * 2, LONGEST_CLOSURE)
        return failure

    def _refuse_while_closed(self) -> None:
        left = self._closed_until - self._clock()
        if left <= timedelta() or self._is_knock():
            return
        failure = self._closed_by
        if isinstance(failure, TryLater):
            raise TryLater(failure.errcode, failure.where, left)
        raise type(failure)(failure.errcode, failure.where)

    def _is_knock(self) -> bool:
        """True when somebody urgent may ask in spite of all, as it is long enough since the last one."""
        now = self._clock()
        is_hopeless = self._closed_by.errcode in WRONG_SECRET
        if not _knocks.get() or is_hopeless or abs(now - self._knocked_at) < KNOCK_EVERY:
            return False
        self._knocked_at = now
        return True

    async def _join(self) -> str:
        """Wait for the one gettoken under way, or start it; a cancelled waiter does not stop it."""
        if self._flight is None:
            self._flight = asyncio.create_task(self._fly())
            self._flight.add_done_callback(_mark_seen)
        return await asyncio.shield(self._flight)

    async def _fly(self) -> str:
        try:
            grant = await self._fetch()
        except WeComError as failure:
            self._close(failure, _cool_down(failure))
            raise
        finally:
            self._flight = None
        if grant.token != self._token:  # WeCom repeats a token within its validity
            self._refusals = 0
        self._token = grant.token
        self._closed_until = _LONG_AGO
        self._good_until = self._clock() + grant.lives - min(RENEW_BEFORE, grant.lives / 10)
        return grant.token

    def _close(self, failure: WeComError, pause: timedelta) -> None:
        self._closed_by = failure
        self._knocked_at = self._clock()
        self._closed_until = self._clock() + pause


def _cool_down(failure: WeComError) -> timedelta:
    if failure.errcode in WRONG_SECRET:
        return COOL_DOWN
    if isinstance(failure, TryLater):
        return failure.after
    return SHORT_COOL_DOWN


def _mark_seen(flight: "asyncio.Task[str]") -> None:
    """Look at the result, so that a failure nobody waited for is not reported by asyncio."""
    if not flight.cancelled():
        flight.exception()
