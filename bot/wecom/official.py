"""The 服务号's own API: its access token and template messages (wecom.md §5).

Its codes are not WeCom's: 40001 here means a token that is no longer the newest one. What shuts this
account out (wrong AppSecret, address not listed) must not silence WeCom: a letter gets `Rejected`,
is parked where a person sees it, and goes another way.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

import aiohttp

from bot.wecom.endpoints import Endpoint, encode, read_reply, text_of
from bot.wecom.errors import (
    Alarm,
    RateLimited,
    Rejected,
    TokenExpired,
    TryLater,
    WeComError,
)
from bot.wecom.exchange import Answer, Wire
from bot.wecom.token import Grant, TokenCache

Clock = Callable[[], datetime]

TOKEN = Endpoint("token", "GET")
TEMPLATE_SEND = Endpoint("message/template/send", has_effect=True)

#: gettoken: who is not let in at all
_SHUT_OUT = frozenset({40001, 40002, 40013, 40125, 40164, 40243, 41002, 41004, 50007, 89503})
#: what else can help; everything not named here is `Rejected`
_MEANINGS: Mapping[int, type[WeComError]] = MappingProxyType(
    {
        40001: TokenExpired,  # not the newest token: somebody else fetched one
        40014: TokenExpired,
        42001: TokenExpired,
        -1: TryLater,
        45009: RateLimited,
        45011: RateLimited,
    }
)


@dataclass(frozen=True, slots=True)
class OfficialAccount:
    """A 服务号 with its secret and the template in which answers are announced."""

    app_id: str
    secret: str = field(repr=False)
    template_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A template message: *data* are the template's fields, *id* keeps a repeat from being shown."""

    to: str
    url: str = field(repr=False)
    data: Mapping[str, str] = field(repr=False)
    id: str


class OfficialClient:
    """The API of one 服务号; raises only `WeComError`s, never an `Alarm`."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        base_url: str,
        account: OfficialAccount,
        clock: Clock,
    ) -> None:
        """Use *session*, which the caller closes; *base_url* is scheme and host."""
        self._wire = Wire(session, base_url, clock)
        self._account = account
        self._tokens = TokenCache(self._fetch, clock)

    async def template_send(self, template: Template) -> str:
        """Send *template*; return the msgid.

        The same `id` to the same person is shown once within ten minutes (client_msg_id).

        Raises:
            TryLater: busy or out of reach; `Ambiguous` if it may have arrived.
            Rejected: the person does not follow the account, the template is wrong, or the account
                is not let in.
        """
        body = {
            "touser": template.to,
            "template_id": self._account.template_id,
            "url": template.url,
            "client_msg_id": template.id,
            "data": {name: {"value": value} for name, value in template.data.items()},
        }

        async def ask(token: str) -> dict[str, Any]:
            query = {"access_token": token}
            answer = await self._wire.exchange(TEMPLATE_SEND, query, data=encode(body))
            return _read(TEMPLATE_SEND, answer)

        failure: WeComError
        try:
            reply = await self._tokens.spend(ask)
        except Alarm as shut_out:
            failure = Rejected(shut_out.errcode, shut_out.where)
        else:
            return str(reply.get("msgid", ""))
        raise failure

    async def _fetch(self) -> Grant:
        query = {
            "grant_type": "client_credential",
            "appid": self._account.app_id,
            "secret": self._account.secret,
        }
        answer = await self._wire.exchange(TOKEN, query)
        reply = _read(TOKEN, answer)
        token, lives = text_of(reply, "access_token"), reply.get("expires_in")
        if not token or not isinstance(lives, int):
            raise TOKEN.unanswered()
        return Grant(token, timedelta(seconds=lives))


def _read(endpoint: Endpoint, answer: Answer) -> dict[str, Any]:
    """Return the answer as a dict; a token comes without errcode.

    Raises:
        WeComError: by what to do about it.
    """
    failure: WeComError
    try:
        return read_reply(endpoint, answer.status, _with_errcode(answer.content))
    except WeComError as error:
        failure = error if error.errcode is None else _meaning(endpoint, error.errcode)
    raise failure


def _with_errcode(content: bytes) -> bytes:
    try:
        reply = json.loads(content)
    except (ValueError, RecursionError):
        return content
    if isinstance(reply, dict) and "access_token" in reply:
        return json.dumps({"errcode": 0, **reply}).encode()
    return content


def _meaning(endpoint: Endpoint, errcode: int) -> WeComError:
    if endpoint is TOKEN and errcode in _SHUT_OUT:
        return Alarm(errcode, endpoint.path)
    return _MEANINGS.get(errcode, Rejected)(errcode, endpoint.path)
