"""The end of listening: whoever was let in is answered whole, and no 200 is said of what is not stored."""

import asyncio
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from aiohttp import web
from callback_door import APP, KF, NOW, Inbox, a_message, sealed
from patience import PATIENCE, until, within

from bot.callback.app import PATH, routes
from bot.runtime import event_loop
from bot.runtime.last_requests import LastRequests, listen

#: so many of each kind are there when it ends
OF_EACH = 5
Door = tuple[str, int]
LOOPS = {"asyncio": None, "as served": event_loop.new_loop}


@dataclass
class Person:
    """One connection with one message: what is sent before the end, and what after it has begun.

    Attributes:
        is_seen: the server has read what was sent before the end.
    """

    no: str
    before: bytes
    after: bytes = b""
    is_seen: bool = True
    first: bytes = b""
    line: socket.socket = field(default_factory=lambda: socket.socket(socket.AF_INET))


def _request(no: str) -> tuple[bytes, bytes]:
    query, body = sealed(a_message(MsgId=no), nonce=no)
    head = (
        f"POST {PATH}?{urlencode(query)} HTTP/1.1\r\nHost: here\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode(), body.encode()


def _in_hand(no: str) -> Person:
    return Person(no, b"".join(_request(no)))


def _body_awaited(no: str) -> Person:
    head, body = _request(no)
    return Person(no, head + body[:20], body[20:])


def _head_awaited(no: str) -> Person:
    head, body = _request(no)
    return Person(no, head[:30], head[30:] + body)


def _silent(no: str) -> Person:
    return Person(no, b"", b"".join(_request(no)))


def _before_the_door(no: str) -> Person:
    return Person(no, b"".join(_request(no)), is_seen=False)


def _again_on_a_kept_line(no: str) -> Person:
    first = b"".join(_request(f"{no}0"))
    return Person(no, b"".join(_request(no)), is_seen=False, first=first)


KINDS: dict[str, Callable[[str], Person]] = {
    "in a handler's hand": _in_hand,
    "its body awaited": _body_awaited,
    "its head awaited": _head_awaited,
    "let in and silent": _silent,
    "before the door": _before_the_door,
    "again on a kept line": _again_on_a_kept_line,
}


async def _answer(line: socket.socket) -> bytes:
    """Return what comes until the other side is done."""
    loop, found = asyncio.get_running_loop(), b""
    while piece := await loop.sock_recv(line, 4096):
        found += piece
    return found


async def _come(people: Sequence[Person], door: Door, inbox: Inbox) -> None:
    """Let those come whom the server sees before the end; from then on it keeps nothing."""
    loop = asyncio.get_running_loop()
    for one in sorted(people, key=lambda one: not one.first):
        one.line.setblocking(False)
        if one.first:
            await loop.sock_connect(one.line, door)
            await loop.sock_sendall(one.line, one.first)
            answer = await within("the first answer", loop.sock_recv(one.line, 4096))
            assert answer.startswith(b"HTTP/1.1 200")
            continue
        inbox.gate.clear()
        if one.is_seen:
            await loop.sock_connect(one.line, door)
            await loop.sock_sendall(one.line, one.before)
    inbox.gate.clear()


def _press_in(people: Sequence[Person], door: Door) -> None:
    """Send what nobody can have read yet: there is no turn of the loop between it and the end."""
    for one in people:
        one.line.setblocking(True)
        if not one.first:
            one.line.connect(door)
        one.line.sendall(one.before)
        one.line.setblocking(False)


async def _read(people: Sequence[Person]) -> dict[str, bytes]:
    answers = {}
    for one in people:
        with one.line:
            answers[one.no] = await within("an answer", _answer(one.line))
    return answers


async def _ended(people: Sequence[Person], inbox: Inbox) -> dict[str, bytes]:
    """Serve, end while *people* are there, and return what each was answered."""
    application, last = web.Application(), LastRequests()
    patient = timedelta(seconds=PATIENCE)
    application.add_routes(routes([APP, KF], inbox.keep, lambda: NOW, keep_within=patient))
    last.watch(application)
    runner = web.AppRunner(application, shutdown_timeout=2)
    await runner.setup()
    server = runner.server
    assert server is not None
    listening = await listen(runner, "127.0.0.1", 0)
    door: Door = listening.sockets[0].getsockname()
    await _come(people, door, inbox)
    held = [one for one in people if one.is_seen]
    await until(lambda: len(server.connections) >= len(held), "all to be let in")
    _press_in([one for one in people if not one.is_seen], door)

    async def end() -> None:
        await last.end(runner, listening)
        await runner.cleanup()

    ending = asyncio.create_task(end())
    await until(lambda: last.is_over and not listening.sockets, "the door to be shut")
    for one in people:
        await asyncio.get_running_loop().sock_sendall(one.line, one.after)
    inbox.gate.set()
    answers = await _read(people)
    await within("the end", ending)
    with socket.socket() as late, pytest.raises(ConnectionRefusedError):
        late.connect(door)
    return answers


@pytest.mark.parametrize("loop", LOOPS)
@pytest.mark.parametrize("kind", [*KINDS, "all at once"])
def test_whoever_was_let_in_is_answered_whole_and_each_200_is_stored(kind: str, loop: str) -> None:
    """R16: a stop breaks no request that was begun (2 in 15 before)."""
    kinds = KINDS.values() if kind == "all at once" else [KINDS[kind]]
    people = [make(f"{n}{i}") for n, make in enumerate(kinds, 1) for i in range(OF_EACH)]
    inbox = Inbox()
    with asyncio.Runner(loop_factory=LOOPS[loop]) as runner:
        answers = runner.run(_ended(people, inbox))
    assert [no for no, said in answers.items() if not said.startswith(b"HTTP/1.1 200 OK")] == []
    assert [no for no, said in answers.items() if b"\r\nConnection: close\r\n" not in said] == []
    stored = {row.key for row in inbox.rows.values()}
    assert len(stored) >= len(people)
    assert [one.no for one in people if not any(one.no in key for key in stored)] == []
