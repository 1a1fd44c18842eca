"""The only HTTP door to WeCom's servers: one method per endpoint, errors by what to do.

- Each request ends within its time; a token is renewed once and the request repeated once.
- What left and was not answered is `Ambiguous` where somebody may have seen it. message/send
  is checked by WeCom for duplicates (4 h, same bytes) and kf/send_msg by its msgid; webhooks
  are not, so never repeat those blindly.
- No exception from here holds a URL, a token or a secret (see `exchange.py`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import aiohttp

from bot.wecom import endpoints
from bot.wecom.clock_check import ClockCheck
from bot.wecom.endpoints import Endpoint, KfState, Media, Sent, text_of
from bot.wecom.exchange import Wire
from bot.wecom.token import Grant, Secret, TokenCache

#: WeCom's longest memory of a message it should not show twice (90236).
DUPLICATES_WITHIN = timedelta(hours=4)
LARGEST_MEDIA = 20 * 1024 * 1024

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class App:
    """A self-built application: its agent id and its secret."""

    agent_id: int
    secret: Secret


class WeComClient:
    """WeCom's HTTP API for one corp. Every method raises only `WeComError`s."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        base_url: str,
        corp_id: str,
        clock: Callable[[], datetime],
        clock_check: ClockCheck | None = None,
    ) -> None:
        """Use *session*, which the caller closes; *base_url* is scheme and host."""
        self._wire = Wire(session, base_url, clock, clock_check)
        self._corp_id = corp_id
        self._clock = clock
        self._tokens: dict[Secret, TokenCache] = {}

    # Messages of an application.

    async def message_send(
        self, app: App, to: Sequence[str], content: Json, *, once: bool = True
    ) -> Sent:
        """Send *content* (`{"msgtype": "text", "text": {…}}` or a template_card) to people.

        With *once* the same content to the same people within four hours is shown once, so this
        may be repeated after `Ambiguous`; without, it is shown again. Look at `Sent.missed`: errcode 0 is not everybody.
        """
        body = {
            "touser": "|".join(to),
            "agentid": app.agent_id,
            **content,
            "enable_duplicate_check": int(once),
            "duplicate_check_interval": int(DUPLICATES_WITHIN.total_seconds()),
        }
        return endpoints.read_sent(await self._call(app.secret, endpoints.MESSAGE_SEND, body=body))

    async def update_template_card(
        self, app: App, users: Sequence[str], response_code: str, change: Json
    ) -> tuple[str, ...]:
        """Change a card once; return the users who do not see the change.

        *change* is `{"button": {"replace_name": …}}` or `{"template_card": {…}}`; no users
        means everybody who has the card. Raises `CodeSpent` when a new card is needed.
        """
        to: Json = {"userids": list(users)} if users else {"atall": 1}
        body = {**to, "agentid": app.agent_id, "response_code": response_code, **change}
        reply = await self._call(app.secret, endpoints.UPDATE_CARD, body=body)
        return endpoints.names(reply.get("invaliduser"))

    async def recall(self, app: App, msgid: str) -> None:
        """Take back an application's own message of the last 24 hours."""
        await self._call(app.secret, endpoints.RECALL, body={"msgid": msgid})

    async def webhook_send(self, key: str, content: Json) -> None:
        """Send *content* into the group of a webhook; WeCom does not check for duplicates."""
        await self._ask(endpoints.WEBHOOK_SEND, {"key": key}, content)

    # 微信客服.

    async def kf_send(self, kf: Secret, to: str, open_kfid: str, content: Json, msgid: str) -> str:
        """Send to a citizen; return WeCom's message id.

        *msgid* (≤ 32 of 0-9a-zA-Z_-) names this message for good: WeCom refuses a second one
        (with a code it does not publish). Raises `WindowClosed` after 48 hours or five messages.
        """
        body = {"touser": to, "open_kfid": open_kfid, "msgid": msgid, **content}
        return text_of(await self._call(kf, endpoints.KF_SEND, body=body), "msgid")

    async def kf_send_on_event(self, kf: Secret, code: str, content: Json, msgid: str) -> str:
        """Answer an event by its code (welcome: within 20 s); raises `CodeSpent` if too late."""
        body = {"code": code, "msgid": msgid, **content}
        return text_of(await self._call(kf, endpoints.KF_SEND_ON_EVENT, body=body), "msgid")

    async def kf_sync_raw(
        self, kf: Secret, open_kfid: str, cursor: str, token: str = "", limit: int = 1000
    ) -> dict[str, Any]:
        """Fetch what comes after *cursor*; *token* of the callback (10 minutes) lifts limits.

        Return the page as it came, broken entries included: they are kept too. Raises `CodeSpent`
        when *token* is too old: ask again without it.
        """
        body: dict[str, Any] = {"open_kfid": open_kfid, "limit": limit, "voice_format": 0}
        body |= {key: value for key, value in (("cursor", cursor), ("token", token)) if value}
        return await self._call(kf, endpoints.KF_SYNC, body=body)

    async def kf_state(self, kf: Secret, open_kfid: str, citizen: str) -> KfState:
        """Return who has the conversation."""
        body = {"open_kfid": open_kfid, "external_userid": citizen}
        reply = await self._call(kf, endpoints.KF_STATE, body=body)
        state = reply.get("service_state")
        if not isinstance(state, int):
            raise endpoints.KF_STATE.unanswered()
        return KfState(state=state, servicer=text_of(reply, "servicer_userid"))

    async def kf_trans(self, kf: Secret, open_kfid: str, citizen: str, to: KfState) -> str:
        """Hand the conversation over; return the code for one message, empty if none."""
        body: dict[str, Any] = {
            "open_kfid": open_kfid,
            "external_userid": citizen,
            "service_state": to.state,
        }
        if to.servicer:
            body["servicer_userid"] = to.servicer
        return text_of(await self._call(kf, endpoints.KF_TRANS, body=body), "msg_code")

    # Files and people.

    async def media_get(self, secret: Secret, media_id: str, largest: int = LARGEST_MEDIA) -> Media:
        """Download a file of the last three days.

        Raises:
            TooLarge: it has more than *largest* bytes; no more than that was read.
            BadMedia: the id is unknown or too old.
        """
        query = {"media_id": media_id}

        async def fetch(token: str) -> Media:
            answer = await self._wire.exchange(
                endpoints.MEDIA_GET, {"access_token": token, **query}, largest=largest
            )
            if answer.filename is None or answer.status != 200:
                failure = endpoints.media_error(answer.status, answer.content_type, answer.content)
                if failure is not None:
                    raise failure
            name = endpoints.safe_name(answer.filename)
            return Media(content=answer.content, content_type=answer.content_type, filename=name)

        return await self._cache(secret).spend(fetch)

    async def media_upload(self, secret: Secret, kind: str, filename: str, content: bytes) -> str:
        """Upload a file (*kind* image, voice, video or file); return its id, good for 3 days."""

        async def upload(token: str) -> dict[str, Any]:
            # A form can be sent once; WeCom wants the name in raw UTF-8 (not %E6…).
            form = aiohttp.FormData(quote_fields=False)
            form.add_field("media", content, filename=endpoints.safe_name(filename) or "file")
            query = {"access_token": token, "type": kind}
            answer = await self._wire.exchange(endpoints.MEDIA_UPLOAD, query, data=form)
            return endpoints.read_reply(endpoints.MEDIA_UPLOAD, answer.status, answer.content)

        return text_of(await self._cache(secret).spend(upload), "media_id")

    async def openuserid_to_userid(self, app: App, open_userids: Sequence[str]) -> dict[str, str]:
        """Return open_userid → userid for those that WeCom knows."""
        body = {"open_userid_list": list(open_userids), "source_agentid": app.agent_id}
        reply = await self._call(app.secret, endpoints.OPENUSERID, body=body)
        found = [one for one in reply.get("userid_list") or [] if isinstance(one, dict)]
        return {text_of(one, "open_userid"): text_of(one, "userid") for one in found}

    # The way there.

    async def _call(
        self,
        secret: Secret,
        endpoint: Endpoint,
        *,
        query: Mapping[str, str] | None = None,
        body: Json | None = None,
    ) -> dict[str, Any]:
        async def ask(token: str) -> dict[str, Any]:
            return await self._ask(endpoint, {"access_token": token, **(query or {})}, body)

        return await self._cache(secret).spend(ask)

    def _cache(self, secret: Secret) -> TokenCache:
        if secret not in self._tokens:
            self._tokens[secret] = TokenCache(lambda: self._gettoken(secret), self._clock)
        return self._tokens[secret]

    async def _gettoken(self, secret: Secret) -> Grant:
        query = {"corpid": self._corp_id, "corpsecret": secret.value}
        reply = await self._ask(endpoints.GETTOKEN, query)
        token, lives = text_of(reply, "access_token"), reply.get("expires_in")
        if not token or not isinstance(lives, int):
            raise endpoints.GETTOKEN.unanswered()
        return Grant(token, timedelta(seconds=lives))

    async def _ask(
        self, endpoint: Endpoint, query: Mapping[str, str], body: Json | None = None
    ) -> dict[str, Any]:
        """Make one request and read the answer."""
        content = None if body is None else endpoints.encode(body)
        answer = await self._wire.exchange(endpoint, query, data=content)
        return endpoints.read_reply(endpoint, answer.status, answer.content)
