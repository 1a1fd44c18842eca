"""The county's SMS gateway: POST {"id", "to", "text"}, 2xx = accepted, idempotent by id (product §6).

- The key goes as `Authorization: Bearer <key>`; the body is UTF-8 JSON.
- The same id is the same message: a repeat after a doubt is shown once.
- No exception from here holds the address, the key, a phone number or the text.
"""

import json
from datetime import timedelta

import aiohttp

from bot.wecom.errors import Ambiguous, Rejected, TryLater, WeComError

_WITHIN = aiohttp.ClientTimeout(total=15, sock_connect=5)
#: who turns us away at the door will do so again in a second: a wrong key, a wrong address
_AFTER_REFUSAL = timedelta(minutes=5)
#: the gateway itself, not the message, is in the way
_DOOR = frozenset({401, 403, 404, 405, 407})
_BUSY = frozenset({408, 421, 425, 429})
_WHERE = "sms"

#: nothing had left when these were raised
_NOT_SENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL)
_BROKEN = (aiohttp.ClientError, TimeoutError, OSError)


class SmsGateway:
    """One gateway; raises only `WeComError`s, by what to do."""

    def __init__(self, session: aiohttp.ClientSession, url: str, key: str) -> None:
        """Use *session*, which the caller closes."""
        self._session = session
        self._url = url
        self._headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}

    async def send(self, id: str, to: str, text: str) -> None:
        """Hand a message over; returns when the gateway accepted it.

        Raises:
            TryLater: the gateway is busy, away, or does not let us in; nothing was accepted.
            Ambiguous: it left and no answer came; repeat it under the same id.
            Rejected: the gateway does not take this message.
        """
        body = json.dumps({"id": id, "to": to, "text": text}, ensure_ascii=False).encode()
        failure: WeComError
        try:
            async with self._session.post(
                self._url,
                data=body,
                headers=self._headers,
                timeout=_WITHIN,
                allow_redirects=False,
            ) as response:
                failed = failure_of(response.status)
                if failed is None:
                    return
                failure = failed
        except _NOT_SENT:
            failure = TryLater(where=_WHERE)
        except _BROKEN:
            failure = Ambiguous(where=_WHERE)
        raise failure  # outside of `except`: aiohttp's text holds the address


def failure_of(status: int) -> WeComError | None:
    """Return the error that an HTTP *status* stands for, None if the message was accepted."""
    if 200 <= status < 300:
        return None
    if status in _DOOR or 300 <= status < 400:
        return TryLater(status, _WHERE, _AFTER_REFUSAL)
    if status in _BUSY:
        return TryLater(status, _WHERE)
    return Ambiguous(status, _WHERE) if status >= 500 else Rejected(status, _WHERE)
