"""`/wecom/callback` over real HTTP: every answer of the contract."""

import asyncio
import contextlib
import gzip
from collections import Counter
from collections.abc import AsyncIterator
from urllib.parse import urlencode

import pytest
from callback_door import (
    APP,
    GOOD,
    KEY,
    KF,
    KF_EVENT,
    LIMIT,
    NOW,
    STAMP,
    Client,
    Inbox,
    a_message,
    a_press,
    around,
    push,
    sealed,
    serving,
    signed,
)
from patience import PATIENCE

from bot.callback.app import PATH, NamedPair
from bot.wecom.envelope import Pair
from storage.queues.arrival import Arrival


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


@pytest.mark.parametrize("plain", [b"1616140317555161061", b"", "回声 <b>".encode(), b"a\nb\n"])
async def test_a_good_get_is_answered_with_exactly_the_plaintext(
    client: Client, plain: bytes
) -> None:
    for named in (APP, KF):
        echo = named.pair.encrypt(plain, bytes(16))
        query = signed(echo, named) | {"echostr": echo}
        async with client.get(f"{PATH}?{urlencode(query)}") as answer:
            assert (answer.status, await answer.read()) == (200, plain)
            assert answer.content_type == "text/plain"


async def test_a_good_post_is_kept_and_answered_with_an_empty_200(
    client: Client, inbox: Inbox, counts: Counter[str]
) -> None:
    assert await push(client, a_message()) == 200
    assert inbox.only() == Arrival(
        channel="app",
        account="1000002",
        key="77",
        lane="app:li",
        body=a_message(),
        sent_at=NOW,
    )
    assert counts == {"kept": 1}


async def test_a_repeated_post_is_answered_the_same_and_kept_once(
    client: Client, inbox: Inbox, counts: Counter[str]
) -> None:
    """R3, S3: a repeat may come with another nonce and so another signature."""
    for nonce in ("n1", "n1", "n2"):
        assert await push(client, a_message(), nonce=nonce) == 200
        assert await push(client, a_press(), nonce=nonce) == 200
    assert len(inbox.rows) == 2
    assert counts == {"kept": 2, "repeated": 4}


async def test_two_presses_are_two_arrivals(client: Client, inbox: Inbox) -> None:
    for body in (a_press(key="a"), a_press(key="b"), a_press(key="a", at="1790557201")):
        assert await push(client, body) == 200
    assert len(inbox.rows) == 3


@pytest.mark.parametrize("named", [APP, KF], ids=lambda named: named.name)
async def test_a_kf_event_goes_to_the_account_it_names(
    client: Client, inbox: Inbox, named: NamedPair
) -> None:
    assert await push(client, KF_EVENT, named) == 200
    kept = inbox.only()
    assert (kept.channel, kept.account, kept.lane) == ("kf_event", "wk9", "kf_event:wk9")
    assert len(kept.key) == 64


@pytest.mark.parametrize("method", ["HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "QUERY"])
async def test_another_method_is_405(client: Client, method: str) -> None:
    query, body = sealed(a_message())
    async with client.request(method, PATH, params=query, data=body.encode()) as answer:
        assert answer.status == 405


async def stream(*pieces: bytes) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece


async def test_over_64_kib_is_413_with_and_without_a_length(
    client: Client, inbox: Inbox, counts: Counter[str]
) -> None:
    query, body = sealed(a_message())
    padded = body.replace("<Encrypt>", " " * (LIMIT + 1 - len(body)) + "<Encrypt>").encode()
    for data in (padded, stream(*[b"x" * 1_000] * 66), stream(padded)):
        async with client.post(PATH, params=query, data=data) as answer:
            assert answer.status == 413
    assert not inbox.rows
    assert counts == {"too_large": 3}


async def test_64_kib_are_not_too_much_also_in_pieces(client: Client, inbox: Inbox) -> None:
    query, body = sealed(a_message())
    padded = body.replace("<Encrypt>", " " * (LIMIT - len(body)) + "<Encrypt>").encode()
    assert len(padded) == LIMIT
    for data in (padded, stream(padded[:100], padded[100:40_000], padded[40_000:])):
        async with client.post(PATH, params=query, data=data) as answer:
            assert answer.status == 200
    assert len(inbox.rows) == 1


async def test_an_endless_body_is_413_before_it_ends(client: Client) -> None:
    query, _ = sealed(a_message())
    for size, status in ((LIMIT + 1, b"413"), (LIMIT - 1, b"")):
        reader, writer = await asyncio.open_connection(client.host, client.port)
        head = f"POST {PATH}?{urlencode(query)} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked"
        writer.write(f"{head}\r\n\r\n{size:x}\r\n".encode() + b" " * size + b"\r\n")
        answer = b""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE if status else 0.05):
                answer = await reader.readuntil(b"\r\n")
        assert answer[9:12] == status
        writer.close()
        await writer.wait_closed()


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "GZIP"])
async def test_a_packed_body_is_refused(
    client: Client, inbox: Inbox, encoding: str, caplog: pytest.LogCaptureFixture
) -> None:
    query, body = sealed(a_message())
    for packed in (gzip.compress(body.encode()), gzip.compress(b"\0" * 20_000_000), b"ju\xffnk"):
        headers = {"Content-Encoding": encoding}
        async with client.post(PATH, params=query, data=packed, headers=headers) as answer:
            assert answer.status in (400, 413)
    assert not inbox.rows
    assert "Unhandled exception" not in caplog.text


@pytest.mark.parametrize("sent", ["5\r\nhello\r\nnonsense\r\n", "zz\r\n", ""])
async def test_a_body_broken_off_or_broken_is_no_server_error(
    client: Client, inbox: Inbox, sent: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert client.port is not None
    reader, writer = await asyncio.open_connection(client.host, client.port)
    query, _ = sealed(a_message())
    head = f"POST {PATH}?{urlencode(query)} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked"
    writer.write(f"{head}\r\n\r\n{sent}".encode())
    writer.write_eof()
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    assert not answer or answer.startswith(b"HTTP/1.1 400")
    assert not inbox.rows
    assert "Unhandled exception" not in caplog.text


@pytest.mark.parametrize(
    ("body", "over", "status", "word"),
    [
        pytest.param("", {}, 400, "malformed", id="empty body"),
        pytest.param("<xml></xml>", {}, 400, "malformed", id="no Encrypt"),
        pytest.param(around(GOOD).replace("<xml>", f"<xml><Encrypt>{GOOD}</Encrypt>"), {}, 400,
                     "malformed", id="two Encrypts"),
        pytest.param(around("%%%"), {}, 400, "malformed", id="bad base64"),
        pytest.param(around(GOOD), {"nonce": None}, 400, "malformed", id="no nonce"),
        pytest.param(around(GOOD), {"timestamp": "soon"}, 400, "malformed", id="bad timestamp"),
        pytest.param(around(GOOD), {"msg_signature": "x"}, 400, "malformed", id="bad form"),
        pytest.param(around(GOOD), {"msg_signature": "0" * 40}, 401, "bad_signature", id="forged"),
        pytest.param(around(GOOD), {"nonce": "n2"}, 401, "bad_signature", id="another nonce"),
        pytest.param(around("A" * 44), signed("A" * 44), 401, "undecryptable", id="not ours"),
    ],
)  # fmt: skip
async def test_a_refused_post_gets_its_status_and_is_not_kept(
    client: Client,
    inbox: Inbox,
    counts: Counter[str],
    body: str,
    over: dict[str, str | None],
    status: int,
    word: str,
) -> None:
    query = {k: v for k, v in (signed(GOOD) | over).items() if v is not None}
    async with client.post(PATH, params=query, data=body.encode()) as answer:
        assert (answer.status, await answer.read()) == (status, b"")
    assert not inbox.rows
    assert counts == {word: 1}


async def test_a_message_for_another_corp_is_401(client: Client, inbox: Inbox) -> None:
    stranger = NamedPair(name="app", account="1", pair=Pair("app-token", KEY, "ww2"))
    assert await push(client, a_message(), stranger) == 401
    assert not inbox.rows


async def test_a_query_that_says_something_twice_is_400(client: Client) -> None:
    query, body = sealed(a_message())
    twice = urlencode([*query.items(), ("nonce", "n2")])
    async with client.post(f"{PATH}?{twice}", data=body.encode()) as answer:
        assert answer.status == 400


@pytest.mark.parametrize(
    ("over", "status"),
    [
        ({"echostr": None}, 400),
        ({"echostr": "%%"}, 400),
        ({"timestamp": None}, 400),
        ({"msg_signature": "0" * 40}, 401),
        ({"echostr": "A" * 44} | signed("A" * 44), 401),
    ],
)
async def test_a_refused_get_gets_its_status(
    client: Client, over: dict[str, str | None], status: int
) -> None:
    query = {k: v for k, v in (signed(GOOD) | {"echostr": GOOD} | over).items() if v is not None}
    async with client.get(PATH, params=query) as answer:
        assert (answer.status, await answer.read()) == (status, b"")


@pytest.mark.parametrize(
    ("plain", "lane"),
    [
        pytest.param(b"not xml", "app:?", id="no XML"),
        pytest.param(b"\xff\xfe", "app:?", id="not UTF-8"),
        pytest.param(b"", "app:?", id="nothing"),
        pytest.param(b"<!DOCTYPE x><xml/>", "app:?", id="DOCTYPE"),
        pytest.param(a_message(MsgType="image"), "app:li", id="picture without media"),
        pytest.param(a_message(CreateTime="soon"), "app:li", id="bad time"),
        pytest.param(a_message(FromUserName="a b"), "app:?", id="bad sender"),
        pytest.param(a_message(FromUserName="<a/><b/>"), "app:?", id="sender of elements"),
    ],
)
async def test_what_is_signed_but_unreadable_goes_to_quarantine_and_is_acknowledged(
    client: Client, inbox: Inbox, counts: Counter[str], plain: bytes, lane: str
) -> None:
    for _ in range(2):
        assert await push(client, plain) == 200
    kept = inbox.only()
    assert (kept.body, kept.lane, len(kept.key)) == (plain, lane, 64)
    assert kept.fault
    assert counts == {"kept": 1, "repeated": 1, "quarantined": 1}


@pytest.mark.parametrize(
    ("seconds", "late"), [(0, False), (-300, False), (300, False), (-301, True), (301, True)]
)
async def test_what_is_further_than_300_s_from_now_is_kept_and_flagged(
    client: Client, inbox: Inbox, counts: Counter[str], seconds: int, late: bool
) -> None:
    """A clock that jumped must not lose a complaint: late means flagged, never refused."""
    at = str(int(STAMP) + seconds)
    assert await push(client, a_message(CreateTime=at)) == 200
    assert inbox.only().late is late
    assert counts["late"] == late
