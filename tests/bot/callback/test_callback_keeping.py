"""`/wecom/callback`: kept before acknowledged, never cut off, and no noise breaks it."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from callback_door import (
    APP,
    GOOD,
    KEY,
    KF,
    NOW,
    STAMP,
    Client,
    Inbox,
    a_message,
    around,
    push,
    sealed,
    serving,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from patience import within

from bot.callback import app, pushed
from bot.callback.app import PATH, routes


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def counts() -> Counter[str]:
    return Counter()


@pytest.fixture
async def client(inbox: Inbox, counts: Counter[str]) -> AsyncIterator[Client]:
    async with serving(inbox, counts) as talking:
        yield talking


async def hung_up(client: Client, plain: bytes) -> None:
    query, body = sealed(plain)
    with pytest.raises(aiohttp.ClientConnectionError):
        await client.post(PATH, params=query, data=body.encode())


async def test_what_was_not_stored_is_not_answered_at_all(
    client: Client, inbox: Inbox, counts: Counter[str]
) -> None:
    inbox.failure = OSError("disk full: 我叫张三")
    await hung_up(client, a_message())
    inbox.failure = None
    assert await push(client, a_message()) == 200
    assert counts == {"not_kept": 1, "kept": 1}


async def test_what_is_not_stored_in_time_is_not_answered_but_not_cancelled_either(
    client: Client, inbox: Inbox, counts: Counter[str]
) -> None:
    """R4: the connection is closed before WeCom gives up, so it asks again."""
    inbox.gate.clear()
    await hung_up(client, a_message())
    assert not inbox.rows
    inbox.gate.set()
    await within("the message to be kept", inbox.kept.wait())
    assert await push(client, a_message()) == 200
    assert counts == {"not_kept": 1, "repeated": 1}


async def test_the_answer_waits_for_the_commit(client: Client, inbox: Inbox) -> None:
    """A handler that acknowledges first would be done before the gate opens."""
    inbox.gate.clear()
    answer = asyncio.create_task(push(client, a_message()))
    for _ in range(50):
        await asyncio.sleep(0)
    assert not answer.done()
    inbox.gate.set()
    assert await answer == 200
    assert inbox.rows


async def test_a_sender_that_hangs_up_does_not_cancel_the_write(
    client: Client, inbox: Inbox
) -> None:
    """R8: the write goes on without who asked for it."""
    inbox.gate.clear()
    query, body = sealed(a_message())
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await client.post(PATH, params=query, data=body.encode())
    inbox.gate.set()
    await within("the message to be kept", inbox.kept.wait())
    assert inbox.only().key == "77"


async def test_a_failed_write_logs_no_words_of_the_message(
    client: Client, inbox: Inbox, capsys: pytest.CaptureFixture[str]
) -> None:
    inbox.failure = ValueError("我叫张三")
    await hung_up(client, a_message())
    assert "张三" not in "".join(capsys.readouterr())


# Whatever comes


QUERY = st.dictionaries(
    st.sampled_from(["msg_signature", "timestamp", "nonce", "echostr", "x"]),
    st.sampled_from([STAMP, "n1", "0" * 40, GOOD, ""]) | st.text(max_size=20),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(query=QUERY, body=st.binary(max_size=300) | st.just(around(GOOD).encode()))
def test_no_request_is_answered_with_a_server_error(query: dict[str, str], body: bytes) -> None:
    """S4: 0 5xx, 0 tracebacks, whatever stands in query and body."""
    asyncio.run(ask_both_ways(query, body))


async def ask_both_ways(query: dict[str, str], body: bytes) -> None:
    server = web.Application()
    server.add_routes(routes([APP, KF], Inbox().keep, lambda: NOW))
    async with TestClient(TestServer(server)) as client:
        target = f"{PATH}?{urlencode(query, errors='surrogatepass')}"
        for method in ("GET", "POST"):
            async with client.request(method, target, data=body) as answer:
                assert answer.status in (400, 401)


@given(st.binary(max_size=300) | st.text(alphabet="<>/xmlMsgType&;1 ", max_size=99))
@pytest.mark.unit
def test_no_signed_body_breaks_the_translation(plain: bytes | str) -> None:
    body = plain if isinstance(plain, bytes) else plain.encode()
    assert pushed.arrival(body, "1", NOW).body == body


def test_a_pair_shows_no_secret() -> None:
    assert KEY not in repr(APP)
    assert "app-token" not in repr(APP)
    assert app.PATH == "/wecom/callback"


Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


async def test_a_control_that_acknowledges_first_fails_the_same_check(inbox: Inbox) -> None:
    """The negative control: an early 200 is seen by the test of the commit above."""

    async def early(request: web.Request) -> web.Response:
        body: Any = await request.read()
        request.app[LATER].append(
            asyncio.create_task(inbox.keep([pushed.arrival(body, "1", NOW)], NOW))
        )
        return web.Response()

    server = web.Application()
    server[LATER] = []
    server.add_routes([web.post(PATH, early)])
    inbox.gate.clear()
    async with TestClient(TestServer(server)) as client:
        assert await push(client, a_message()) == 200
        assert not inbox.rows
        inbox.gate.set()
        await asyncio.gather(*server[LATER])
        assert inbox.rows


LATER: web.AppKey[list[asyncio.Task[list[bool]]]] = web.AppKey("later", list)
