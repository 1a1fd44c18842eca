"""`/wecom/callback` for tests: served over real HTTP, with an inbox that fails when told to."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.callback.app import COUNTED, PATH, NamedPair, routes
from bot.wecom.envelope import Pair
from storage.queues.arrival import Arrival

KEY = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
KF_KEY = "kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR"
APP = NamedPair(name="app", account="1000002", pair=Pair("app-token", KEY, "ww1"))
KF = NamedPair(name="kf.wk1", account="wk1", pair=Pair("kf-token", KF_KEY, "ww1"))
STAMP = "1790557200"
NOW = datetime.fromtimestamp(int(STAMP), UTC)
LIMIT = 64 * 1024

Client = TestClient[web.Request, web.Application]


class Inbox:
    """Keeps in memory, and fails or waits when a test says so."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str, str], Arrival] = {}
        self.gate = asyncio.Event()
        self.kept = asyncio.Event()
        self.gate.set()
        self.failure: Exception | None = None

    async def keep(self, arrivals: Sequence[Arrival], now: datetime) -> list[bool]:
        assert now == NOW
        await self.gate.wait()
        if self.failure is not None:
            raise self.failure
        return [self.put(each) for each in arrivals]

    def put(self, arrival: Arrival) -> bool:
        key = (arrival.channel, arrival.account, arrival.key)
        new = key not in self.rows
        self.rows.setdefault(key, arrival)
        self.kept.set()
        return new

    def only(self) -> Arrival:
        (arrival,) = self.rows.values()
        return arrival


@asynccontextmanager
async def serving(inbox: Inbox, counts: Counter[str]) -> AsyncIterator[Client]:
    """Serve the callback over real HTTP and yield who talks to it."""

    def count(word: str) -> None:
        assert word in COUNTED
        counts[word] += 1

    server = web.Application()
    within = timedelta(seconds=0.2)
    server.add_routes(routes([APP, KF], inbox.keep, lambda: NOW, count=count, keep_within=within))
    async with TestClient(TestServer(server)) as client:
        yield client


def a_message(**elements: str) -> bytes:
    known = {"FromUserName": "li", "CreateTime": STAMP, "MsgType": "text"}
    known |= {"Content": "办不成事", "MsgId": "77", "AgentID": "1000002"}
    inside = "".join(f"<{name}>{text}</{name}>" for name, text in (known | elements).items())
    return f"<xml>{inside}</xml>".encode()


def a_press(**elements: str) -> bytes:
    return (
        f"<xml><FromUserName>li</FromUserName><CreateTime>{elements.get('at', STAMP)}</CreateTime>"
        "<MsgType>event</MsgType><Event>template_card_event</Event><TaskId>t</TaskId>"
        f"<EventKey>{elements.get('key', 'k')}</EventKey></xml>"
    ).encode()


KF_EVENT = (
    f"<xml><ToUserName>ww1</ToUserName><CreateTime>{STAMP}</CreateTime><MsgType>event</MsgType>"
    "<Event>kf_msg_or_event</Event><Token>ENC1</Token><OpenKfId>wk9</OpenKfId></xml>"
).encode()


def signed(encrypted: str, named: NamedPair = APP, nonce: str = "n1") -> dict[str, str]:
    signature = named.pair.sign(STAMP, nonce, encrypted)
    return {"msg_signature": signature, "timestamp": STAMP, "nonce": nonce}


def around(encrypted: str) -> str:
    return f"<xml><ToUserName>ww1</ToUserName><Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>"


def sealed(plain: bytes, named: NamedPair = APP, nonce: str = "n1") -> tuple[dict[str, str], str]:
    """Return query and body as WeCom would send them."""
    encrypted = named.pair.encrypt(plain, random.Random(nonce).randbytes(16))
    return signed(encrypted, named, nonce), around(encrypted)


async def push(client: Client, plain: bytes, named: NamedPair = APP, nonce: str = "n1") -> int:
    query, body = sealed(plain, named, nonce)
    async with client.post(PATH, params=query, data=body.encode()) as answer:
        assert await answer.read() == b""
        return answer.status


GOOD = APP.pair.encrypt(a_message(), bytes(16))
