"""One HTTP exchange with WeCom: bounded in time and size, and its failures stripped of secrets."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import unquote

import aiohttp

from bot.wecom.clock_check import ClockCheck
from bot.wecom.endpoints import LONGEST_REPLY, Endpoint
from bot.wecom.errors import TooLarge, TryLater, WeComError

_CONNECT_WITHIN = timedelta(seconds=5)
_CHUNK = 64 * 1024

#: Nothing had left for WeCom when these were raised.
_NOT_SENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL)
_BROKEN = (aiohttp.ClientError, TimeoutError, OSError)


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer as far as we look at it; `filename` is None unless it is a file."""

    status: int
    content: bytes
    content_type: str
    filename: str | None


class Wire:
    """The line to one host of WeCom's."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        base_url: str,
        clock: Callable[[], datetime],
        clock_check: ClockCheck | None = None,
    ) -> None:
        """Use *session*, which the caller closes; *base_url* is scheme and host.

        *clock_check* hears what time it is there.
        """
        self._session = session
        self._clock = clock
        self._clock_check = clock_check or ClockCheck()
        self._root = base_url.rstrip("/") + "/cgi-bin/"

    async def exchange(
        self,
        endpoint: Endpoint,
        query: Mapping[str, str],
        *,
        data: aiohttp.FormData | bytes | None = None,
        largest: int = LONGEST_REPLY,
    ) -> Answer:
        """Send one request and read at most *largest* bytes; never follow a redirect.

        The failure is raised outside of `except`, so that it has no context: the text of
        aiohttp's exceptions holds the whole URL with its token.

        Raises:
            TryLater: nothing left for WeCom, or a lost answer does no harm.
            Ambiguous: it left, no whole answer came, and *endpoint* has an effect.
            TooLarge: the answer is longer than *largest*.
        """
        failure: WeComError
        asked_at = self._clock()
        try:
            async with self._session.request(
                endpoint.method,
                self._root + endpoint.path,
                params=query,
                data=data,
                headers={"Content-Type": "application/json"} if isinstance(data, bytes) else None,
                timeout=_within(endpoint.within),
                allow_redirects=False,
            ) as response:
                self._clock_check.answered(response.headers.get("Date"), asked_at, self._clock)
                return await _read(response, largest, endpoint.path)
        except _NOT_SENT:
            failure = TryLater(where=endpoint.path)
        except _BROKEN:
            failure = endpoint.unanswered()
        raise failure


async def _read(response: aiohttp.ClientResponse, largest: int, where: str) -> Answer:
    disposition = response.content_disposition
    # Seen both raw and percent-encoded; made safe for a path only after this.
    filename = None if disposition is None else unquote(disposition.filename or "")
    most = largest if filename is not None else max(largest, LONGEST_REPLY)
    content = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK):
        content += chunk
        if len(content) > most:
            response.close()
            raise TooLarge(where=where)
    return Answer(response.status, bytes(content), response.content_type, filename)


def _within(limit: timedelta) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(
        total=limit.total_seconds(), sock_connect=_CONNECT_WITHIN.total_seconds()
    )
