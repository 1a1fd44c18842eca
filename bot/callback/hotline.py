"""`POST /hotline/complaints`: 12345 and the partners pass complaints on (WZ-4.5, SQ-P3.3b).

1. Kept before acknowledged; a repeat (same sender, same id) is 200 and changes nothing.
2. The key says who sends: `Authorization: Bearer …` or `X-API-Key`, compared in constant time.
3. Which centre: `/hotline/complaints/<centre>`, else `centre` in the body, else the only one.
4. What is refused is refused whole, with every fault in one JSON answer; nothing is stored.
"""

import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import structlog
from aiohttp import web

from bot.callback import body as bodies
from bot.callback import hotline_payload
from bot.callback.guesses import Guesses
from bot.callback.hotline_payload import NotATransfer, Transfer
from bot.callback.keeping import Keep, Keeper
from bot.config.sections import Settings
from bot.context import Context
from bot.letters.to_partners import Partner, channel_of, partners_of
from bot.texts import hotline as texts
from bot.wecom.envelope import BodyTooLarge, Malformed
from dispatch.rules.rules import Rules
from storage.queues.arrival import Arrival
from storage.queues.lane import Channel, Lane

PATH = "/hotline/complaints"
#: what became of a request, one word each for the metrics
COUNTED = (
    "kept",
    "repeated",
    "not_kept",
    "wrong_key",
    "malformed",
    "too_large",
    "not_received",
    "too_often",
)

_BEARER = "bearer "
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivingCentre:
    """A centre that complaints may be passed on to."""

    name: str
    rules: Rules


def routes(
    settings: Settings, context: Context, keep: Keep, *, count: Callable[[str], object]
) -> list[web.RouteDef]:
    """Return the routes of `/hotline/complaints`; none where neither 12345 nor a partner is configured."""
    door = Door(
        partners=partners_of(settings),
        centres={
            one.id: ReceivingCentre(name=one.name, rules=context.rules(one.id))
            for one in settings.centres()
        },
        keeper=Keeper(keep=keep),
        clock=context.clock,
        count=count,
        guesses=Guesses(settings.server.proxy_header),
    )
    return door.routes()


class _Refused(Exception):
    """The request is not taken: *status*, a word of `COUNTED`, and what the sender is told."""

    def __init__(self, status: int, word: str, *faults: str) -> None:
        super().__init__(word)
        self.status = status
        self.word = word
        self.faults = faults


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """Where complaints are passed on; *count* is told one word of `COUNTED` at a time."""

    partners: Mapping[str, Partner]
    centres: Mapping[str, ReceivingCentre]
    keeper: Keeper
    clock: Callable[[], datetime]
    count: Callable[[str], object] = lambda _: None
    guesses: Guesses = field(default_factory=Guesses)

    def routes(self) -> list[web.RouteDef]:
        """Return the routes; none where no partner is configured."""
        if not self.partners:
            return []
        return [web.post(PATH, self.post), web.post(f"{PATH}/{{centre}}", self.post)]

    async def post(self, request: web.Request) -> web.Response:
        """Keep a complaint, then answer 200."""
        try:
            arrival = await self._arrival(request)
        except _Refused as refused:
            return self._answered(refused)
        new = await self.keeper.kept(arrival, self.clock())
        if new is None:
            return self._answered(_Refused(503, "not_kept", texts.NOT_KEPT))
        self.count("kept" if new else "repeated")
        return _json({"id": arrival.key, "accepted": True, "repeated": not new})

    async def _arrival(self, request: web.Request) -> Arrival:
        partner = self._sender(request)
        try:
            given = hotline_payload.load(await _body(request))
            transfer = hotline_payload.read(given)
        except NotATransfer as fault:
            raise _Refused(400, "malformed", *fault.faults) from None
        centre = self._centre(request.match_info.get("centre", ""), transfer)
        transfer = _settled(transfer, partner, self.centres[centre].rules)
        body = {**given, "centre": centre, "kind": transfer.kind, "source": transfer.source}
        return Arrival(
            channel=Channel.HOTLINE,
            account=partner.id,
            key=transfer.id,
            lane=str(Lane(Channel.HOTLINE, transfer.no, partner.id)),
            body=json.dumps(body, ensure_ascii=False).encode(),
            sent_at=transfer.at,
        )

    def _sender(self, request: web.Request) -> Partner:
        """Return whose key the request bears; each is looked at, however soon one fits."""
        now = self.clock()
        if self.guesses.is_slowed(request, now):
            raise _Refused(429, "too_often", texts.TOO_OFTEN)
        said = request.headers.get("Authorization", "")
        key = said[len(_BEARER) :].strip() if said.lower().startswith(_BEARER) else ""
        shown = (key or request.headers.get("X-API-Key", "")).encode("utf-8", "surrogateescape")
        fitting = [p for p in self.partners.values() if hmac.compare_digest(p.key.encode(), shown)]
        if not fitting:
            self.guesses.wrong(request, now)
            raise _Refused(401, "wrong_key", texts.WRONG_KEY)
        return fitting[0]

    def _centre(self, named: str, transfer: Transfer) -> str:
        """Return the centre that the path, the body or the lack of any other names."""
        known = "、".join(self.centres)
        if named and transfer.centre and named != transfer.centre:
            raise _Refused(400, "malformed", texts.TWO_CENTRES)
        wanted = named or transfer.centre or (known if len(self.centres) == 1 else "")
        if not wanted:
            raise _Refused(400, "malformed", texts.NEEDS_CENTRE.format(known=known))
        centre = self.centres.get(wanted)
        if centre is None:
            raise _Refused(400, "malformed", texts.UNKNOWN_CENTRE.format(known=known))
        if not centre.rules.profile.hotline.receive:
            sentence = texts.NOT_RECEIVED.format(name=centre.name)
            raise _Refused(403, "not_received", sentence)
        return wanted

    def _answered(self, refused: _Refused) -> web.Response:
        self.count(refused.word)
        _log.info("transfer_refused", reason=refused.word)
        said = {"error": "；".join(refused.faults), "faults": refused.faults}
        answer = _json(said, refused.status)
        answer.force_close()  # what was not read of the body is not read later either
        return answer


def _settled(transfer: Transfer, partner: Partner, rules: Rules) -> Transfer:
    """Return *transfer* with kind and source as the centre's profile has them (WZ-2.1, WZ-4.5)."""
    profile = rules.profile
    source = transfer.source or channel_of(partner, profile)
    kind = transfer.kind or ("投诉" if "投诉" in profile.types else profile.types[0])
    faults = [
        *_unknown(texts.UNKNOWN_SOURCE, transfer.source, profile.channels),
        *_unknown(texts.UNKNOWN_KIND, transfer.kind, profile.types),
    ]
    if faults:
        raise _Refused(400, "malformed", *faults)
    return replace(transfer, source=source, kind=kind)


def _unknown(sentence: str, value: str, known: Sequence[str]) -> list[str]:
    return [sentence.format(known="、".join(known))] if value and value not in known else []


async def _body(request: web.Request) -> bytes:
    try:
        return await bodies.read(request)
    except BodyTooLarge:
        raise _Refused(413, "too_large", texts.TOO_LARGE) from None
    except Malformed:
        raise _Refused(400, "malformed", texts.UNREADABLE) from None


def _json(answer: Mapping[str, Any], status: int = 200) -> web.Response:
    text = json.dumps(answer, ensure_ascii=False)
    return web.Response(text=text, status=status, content_type="application/json")
