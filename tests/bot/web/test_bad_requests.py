"""Whatever reaches the socket: answered or closed, under our own name, no traceback in the log (S7, E10)."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence

import pytest
from aiohttp import web
from patience import until, within
from structlog.testing import capture_logs

from bot.serving import listening_on
from bot.web import headers

HOST = b"Host: x\r\n"
CHUNKED = b"POST /kept HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n"
GOOD = b"GET /kept HTTP/1.1\r\n" + HOST + b"\r\n"


def get(target: bytes, head: bytes = HOST) -> bytes:
    return b"GET " + target + b" HTTP/1.1\r\n" + head + b"\r\n"


def post(head: bytes, body: bytes = b"") -> bytes:
    return b"POST /kept HTTP/1.1\r\n" + HOST + head + b"\r\n\r\n" + body


#: what nobody could read as a request, or whose body is not what its head says
NONE: dict[str, bytes] = {
    "zeros": b"\x00\x01\x02\r\n\r\n",
    "words": b"hello there\r\n\r\n",
    "TLS hello": bytes.fromhex("16030100c8010000c40303") + b"\x00" * 40,
    "TLS hello cut off": b"\x16\x03\x01",
    "HTTP 9.9": b"GET /kept HTTP/9.9\r\n" + HOST + b"\r\n",
    "HTTP 2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "line feeds alone": b"GET /kept HTTP/1.1\nHost: x\n\n",
    "small letters": b"get /kept HTTP/1.1\r\n" + HOST + b"\r\n",
    "a long method": b"A" * 9000 + b" /kept HTTP/1.1\r\n" + HOST + b"\r\n",
    "a long line": get(b"/" + b"a" * 20_000),
    "raw bytes": get(b"/\xff\xfe"),
    "half a host": get(b"http://[::1/x"),
    "a port too high": get(b"http://x:99999999/"),
    "a long header": get(b"/kept", HOST + b"X: " + b"a" * 20_000 + b"\r\n"),
    "5000 headers": get(b"/kept", HOST + b"".join(b"X%d: 1\r\n" % n for n in range(5000))),
    "a blank in a name": get(b"/kept", HOST + b"X Y: a\r\n"),
    "a zero in a header": get(b"/kept", HOST + b"X: a\x00b\r\n"),
    "no colon": get(b"/kept", HOST + b"Xab\r\n"),
    "a folded header": get(b"/kept", HOST + b" folded\r\n"),
    "no host": get(b"/kept", b""),
    "two hosts": get(b"/kept", HOST * 2),
    "a length below nothing": post(b"Content-Length: -1"),
    "a length in words": post(b"Content-Length: abc"),
    "a length with a plus": post(b"Content-Length: +3", b"abc"),
    "two lengths": post(b"Content-Length: 3\r\nContent-Length: 4", b"abcd"),
    "a length of 30 figures": post(b"Content-Length: " + b"9" * 30, b"ab"),
    "length and chunks": post(b"Content-Length: 3\r\nTransfer-Encoding: chunked", b"0\r\n\r\n"),
    "another coding": post(b"Transfer-Encoding: gzip", b"abc"),
    "chunked twice": post(b"Transfer-Encoding: chunked, chunked", b"0\r\n\r\n"),
    "a chunk without a size": CHUNKED + b"zz\r\nabc\r\n0\r\n\r\n",
    "a chunk below nothing": CHUNKED + b"-3\r\nabc\r\n0\r\n\r\n",
    "a size of 20,000 figures": CHUNKED + b"1" * 20_000,
    "a chunk that does not end": CHUNKED + b"3\r\nabcX0\r\n\r\n",
    "a bad trailer": CHUNKED + b"0\r\nbad trailer\r\n\r\n",
    "chunks to nowhere": CHUNKED.replace(b"/kept", b"/none") + b"zz\r\n",
    "a good one, then none": GOOD + b"\x00\x00none\r\n\r\n",
    "another protocol": get(b"/kept", HOST + b"Connection: upgrade\r\nUpgrade: websocket\r\n")
    + b"\x00\x01",
}
#: what is broken off, each piece by itself: there may be nobody left to answer
CUT: dict[str, Sequence[bytes]] = {
    "nothing": [],
    "blank lines": [b"\r\n\r\n"],
    "half a line": [b"GET /kept HTT"],
    "half a body": [post(b"Content-Length: 30", b"abc")],
    "half a chunk": [CHUNKED + b"5\r\nab"],
    "a chunk, then none": [CHUNKED + b"3\r\nabc\r\n", b"zz\r\n"],
    "a chunk to nowhere, then none": [
        CHUNKED.replace(b"/kept", b"/none") + b"3\r\nabc\r\n",
        b"zz\r\n",
    ],
}


@pytest.fixture
async def port() -> AsyncIterator[int]:
    """The port of a service that reads bodies, as it is served."""
    application = web.Application()

    async def kept(request: web.Request) -> web.Response:
        return web.Response(text=str(len(await request.read())))

    async def broken(_: web.Request) -> web.Response:
        raise ConnectionRefusedError("the database is away")

    application.add_routes([web.route("*", "/kept", kept), web.get("/broken", broken)])
    application.on_response_prepare.append(headers.harden)
    end, found = await listening_on(application, "127.0.0.1", 0)
    yield found
    await end()


async def said(port: int, pieces: Sequence[bytes], *, ends: bool) -> bytes:
    """Return what is answered to *pieces*, after which no more comes where it *ends*."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0.01)  # that each is read by itself; nothing depends on it
        if ends:
            writer.write_eof()
        return await within("the answer and its end", reader.read())
    except ConnectionError:
        return b""
    finally:
        writer.close()


def assert_quiet(caplog: pytest.LogCaptureFixture) -> None:
    """At most a line for each answer, and nothing that somebody outside could fill the log with."""
    assert all(one.exc_info is None and one.levelno <= logging.INFO for one in caplog.records), [
        one.getMessage() for one in caplog.records
    ]


@pytest.mark.parametrize("name", NONE)
async def test_what_is_no_request_is_answered_400_and_the_line_is_closed(
    port: int, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    with caplog.at_level(logging.INFO), capture_logs() as lines:
        answer = await said(port, [NONE[name]], ends=False)
    head = answer.rpartition(b"HTTP/1.")[2].decode()
    assert " 400 " in head.partition("\r\n")[0]
    for header, value in headers.HEADERS.items():
        assert f"\r\n{header}: {value}\r\n" in head
    assert "aiohttp" not in answer.decode().lower()
    assert_quiet(caplog)
    assert [one["event"] for one in lines] == ["answered"] * answer.count(b"HTTP/1.")


@pytest.mark.parametrize("name", CUT)
async def test_who_breaks_off_leaves_no_traceback(
    port: int, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    with caplog.at_level(logging.INFO):
        await said(port, CUT[name], ends=True)
        answer = await said(port, [GOOD], ends=True)
    assert b" 200 " in answer
    assert_quiet(caplog)


async def test_what_is_our_fault_is_still_in_the_log_and_names_no_software(
    port: int, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await said(port, [get(b"/broken")], ends=False)
    assert b" 500 " in answer.partition(b"\r\n")[0]
    assert b"Server: yousu" in answer

    async def logged() -> bool:
        return any(one.exc_info is not None for one in caplog.records)

    await until(logged)
