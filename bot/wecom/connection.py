"""One connection of the robot (智能机器人), through the official SDK; the only file that knows it.

What wecom-aibot-python-sdk 1.0.2 does, and what is done about it here:
- after a clean close it neither reconnects nor reports: its own reconnecting is switched off
  (two who reconnect would kick each other), and `is_open` is there to be looked at;
- its default logger prints bodies: it gets one that prints nothing;
- it always passes an SSL context, which ws:// refuses: `aibot.ws._SSL_CONTEXT` is cleared
  while connecting to a loopback address, and ws:// to anywhere else is refused;
- a frame that is none ends its receiving: it gets a socket that lets only real ones through;
- it gives errors as text: the errcode is taken out of it, nothing else;
- `disconnect` leaves a task behind: `close` waits for it.
"""

import asyncio
import ipaddress
import re
import warnings
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol
from urllib.parse import urlsplit

from bot.wecom.errors import Ambiguous, TryLater, WeComError, from_robot
from bot.wecom.robot_guard import OddFrame, guarded

with warnings.catch_warnings():
    # The SDK imports a deprecated name of websockets, for an annotation only.
    warnings.filterwarnings("ignore", r"websockets\.", DeprecationWarning)
    import aibot
    import aibot.ws

Frame = dict[str, Any]

#: bytes of a frame that is still read, to be let go; a longer one ends the connection (1009)
_LONGEST_READ = 16 << 20

OFFICIAL_URL = "wss://openws.work.weixin.qq.com"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A robot's id, its secret and where to connect."""

    bot_id: str
    secret: str = field(repr=False)
    ws_url: str = OFFICIAL_URL

    def __post_init__(self) -> None:
        """Refuse to send the secret in the clear to another machine."""
        if urlsplit(self.ws_url).scheme != "wss" and not is_plain_loopback(self.ws_url):
            raise ValueError("ws_url must be wss://, or ws:// to a loopback address")


class Listener(Protocol):
    """Who hears what happens on a connection; called in the event loop, must not wait."""

    def signed_in(self) -> None:
        """WeCom took the subscription."""

    def arrived(self, frame: Frame) -> None:
        """A message or event came."""

    def odd(self, fault: str) -> None:
        """What came is no frame and was let go; *fault* holds nothing of it."""

    def lost(self, why: str, trouble: WeComError | None) -> None:
        """The connection is no more; *trouble* if WeCom said why."""


class Connection:
    """A connection that is opened once, used, and closed for good."""

    def __init__(self, account: Account, listener: Listener, ping_every: timedelta) -> None:
        """The SDK calls the link dead at the third ping after the last pong."""
        self._odd = listener.odd
        self._url = account.ws_url
        self._client = aibot.WSClient(
            aibot.WSClientOptions(
                bot_id=account.bot_id,
                secret=account.secret,
                ws_url=account.ws_url,
                max_reconnect_attempts=0,
                heartbeat_interval=int(ping_every / timedelta(milliseconds=1)),
                logger=_Silent(),
            )
        )
        for event, hear in (
            ("connected", self._guard),
            ("message", listener.arrived),
            ("event", listener.arrived),
            ("event.disconnected_event", lambda _: listener.lost("displaced", None)),
            ("authenticated", listener.signed_in),
            ("disconnected", lambda _: listener.lost("closed", None)),
            ("error", lambda problem: listener.lost(*_cause(problem))),
        ):
            self._client.on(event, hear)

    @property
    def is_open(self) -> bool:
        """Tell whether the socket is open (signed in or not)."""
        return bool(self._client.is_connected)

    async def open(self) -> None:
        """Connect and subscribe; success and failure are both told to the listener."""
        with _plain_allowed(self._url):
            await self._client.connect()

    def _guard(self) -> None:
        """Look at each frame before the SDK does, which reads on from its socket only after this."""
        line = self._client._ws_manager
        line._ws = _Guarded(line._ws, self._odd)

    async def subscribe(self) -> None:
        """Subscribe anew on the open socket (846609); the listener is told as by `open`."""
        await self._client._ws_manager._send_auth()

    async def push(self, chatid: str, body: Mapping[str, Any], within: timedelta) -> None:
        """Send *body* into a chat and wait for WeCom's ack; raises as `reply`."""
        where = "aibot_send_msg"
        await self._acked(where, self._client.send_message(chatid, dict(body)), within)

    async def reply(
        self, req_id: str, command: str, body: Mapping[str, Any], within: timedelta
    ) -> None:
        """Send *body* as the answer to *req_id* and wait for WeCom's ack.

        Raises:
            TryLater: it never left.
            Ambiguous: it left and no ack came *within*.
            WeComError: WeCom refused it, by what to do.
        """
        frame = {"headers": {"req_id": req_id}}
        await self._acked(command, self._client.reply(frame, dict(body), command), within)

    async def close(self, within: timedelta) -> None:
        """Close, and wait for the task that the SDK leaves behind."""
        before = asyncio.all_tasks()
        self._client.disconnect()
        closing = asyncio.all_tasks() - before
        if closing:
            await asyncio.wait(closing, timeout=within.total_seconds())

    async def _acked(self, where: str, sending: Any, within: timedelta) -> None:
        """Await *sending*; the failure is raised outside of `except`: no foreign text goes on."""
        try:
            async with asyncio.timeout(within.total_seconds()):
                await sending
            return
        except Exception as problem:  # the SDK raises bare RuntimeErrors
            failure = _meaning(problem, where)
        raise failure


class _Guarded:
    """The SDK's socket, of which it gets only real frames."""

    def __init__(self, socket: Any, odd: Callable[[str], None]) -> None:
        self._socket = socket
        self._odd = odd
        socket.protocol.max_message_size = _LONGEST_READ

    def __getattr__(self, name: str) -> Any:
        return getattr(self._socket, name)

    async def __aiter__(self) -> AsyncIterator[str]:
        while True:
            try:
                raw = await self._socket.recv(decode=False)
            except aibot.ws.websockets.exceptions.ConnectionClosedOK:
                return
            try:
                text = guarded(raw)
            except OddFrame as odd:
                self._odd(odd.fault)
                continue
            yield text


class _Silent:
    """A logger for the SDK that prints nothing: its lines carry whole bodies."""

    def debug(self, message: str, *args: object) -> None: ...
    def info(self, message: str, *args: object) -> None: ...
    def warn(self, message: str, *args: object) -> None: ...
    def error(self, message: str, *args: object) -> None: ...


_ERRCODE = re.compile(r"(?:errcode=|\(code: )(-?\d{1,7})\b")


def _errcode(problem: BaseException) -> int | None:
    found = _ERRCODE.search(str(problem))
    return int(found[1]) if found else None


def _cause(problem: BaseException) -> tuple[str, WeComError | None]:
    """Return why a connection failed, without the SDK's or WeCom's words."""
    errcode = _errcode(problem)
    if errcode is None:
        return type(problem).__name__, None
    return f"errcode {errcode}", from_robot(errcode, "aibot_subscribe")


def _meaning(problem: Exception, where: str) -> WeComError:
    errcode = _errcode(problem)
    if errcode is not None:
        return from_robot(errcode, where)
    if str(problem).startswith(("WebSocket not connected", "Reply queue for reqId")):
        return TryLater(where=where)  # it never left
    return Ambiguous(where=where)


def is_plain_loopback(url: str) -> bool:
    parts = urlsplit(url)
    if parts.scheme != "ws" or not parts.hostname:
        return False
    try:
        return ipaddress.ip_address(parts.hostname).is_loopback
    except ValueError:
        return parts.hostname == "localhost"


@contextmanager
def _plain_allowed(url: str) -> Iterator[None]:
    """Let the SDK connect without TLS to a loopback address, and only there."""
    kept = aibot.ws._SSL_CONTEXT
    if is_plain_loopback(url):
        aibot.ws._SSL_CONTEXT = None
    try:
        yield
    finally:
        aibot.ws._SSL_CONTEXT = kept
