"""The group robot (智能机器人): a supervisor that keeps one connection up, and what it may say.

- WeCom allows one connection per robot and kicks the older one, so it is held under a lease.
- A close, a `disconnected_event`, a missing pong, a refused sign-in: all mean down, and down
  means a new connection after a growing pause.
- An open socket that WeCom does not know (any more, 846609) is subscribed anew at once and what was
  said is repeated once, for it was refused; if that does not help the connection is given up.
- Frames are given on in order per chat, side by side between chats; WeCom sends each only once.
- A push has no duplicate check at WeCom and no msgid: after `Ambiguous` a person must look
  (待确认); never repeat it blindly.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.wecom.connection import Account, Connection, Frame
from bot.wecom.errors import Alarm, NotSubscribed, RateLimited, TryLater, WeComError
from bot.wecom.token import COOL_DOWN

log: structlog.stdlib.BoundLogger = structlog.get_logger()

OnFrame = Callable[[Frame], Awaitable[None]]

#: Bytes of a markdown or stream text (101463); longer ones are cut.
LONGEST_TEXT = 20480


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long the supervisor waits for what."""

    ping_every: timedelta = timedelta(seconds=30)
    look_every: timedelta = timedelta(seconds=1)
    sign_in_within: timedelta = timedelta(seconds=15)
    #: A subscription anew; a letter takes another way within 5 seconds.
    sign_in_anew_within: timedelta = timedelta(seconds=2)
    ack_within: timedelta = timedelta(seconds=15)
    close_within: timedelta = timedelta(seconds=6)
    first_pause: timedelta = timedelta(seconds=1)
    longest_pause: timedelta = timedelta(minutes=2)
    #: A connection that lived so long clears the record of failures before it.
    steady_after: timedelta = timedelta(minutes=1)


class Robot:
    """The robot's one connection; `run` is its supervisor and must be running for the rest.

    Attributes:
        since: Signed in since then; None while down.
        trouble: What WeCom said at the last sign-in it refused; None once it took one.
    """

    def __init__(
        self,
        account: Account,
        on_frame: OnFrame,
        hold: Callable[[], bool],
        clock: Callable[[], datetime],
        patience: Patience = Patience(),
        count_odd: Callable[[str], None] = lambda fault: None,
    ) -> None:
        """Give each callback frame to *on_frame*; connect only while *hold* says yes (lease).

        *count_odd* is told of each frame that was none.
        """
        self._account = account
        self._on_frame = on_frame
        self._hold = hold
        self._clock = clock
        self._patience = patience
        self._count_odd = count_odd
        self._anew = asyncio.Lock()
        self._answered = asyncio.Event()  # a subscription was taken or refused
        self._sign_ins = 0
        self._connection: Connection | None = None
        self._signed_in = False
        self._why: str | None = None  # why the connection is down; None while it is not
        self._changed = asyncio.Event()
        self._stopping = asyncio.Event()
        self._lanes: dict[str, asyncio.Task[None]] = {}
        self.since: datetime | None = None
        self.trouble: WeComError | None = None

    @property
    def connected(self) -> bool:
        """Tell whether the robot is signed in and its connection open."""
        return self.since is not None and self._connection is not None and self._connection.is_open

    async def run(self) -> None:
        """Keep one connection while the lease is held, until `stop`; cancelling it also closes."""
        failures = 0
        while not self._stopping.is_set():
            if not self._hold():
                await _wait(self._stopping, self._patience.look_every)
                continue
            lived = await self._live_once()
            failures = 1 if lived >= self._patience.steady_after else failures + 1
            if not self._stopping.is_set() and self._hold():
                await _wait(self._stopping, self._pause(failures))

    def stop(self) -> None:
        """Ask `run` to finish the frames in hand, close and return."""
        self._stopping.set()
        self._changed.set()

    # Speaking. Each method raises TryLater while there is no connection, Ambiguous when no
    # ack came, else the error of `errors.from_robot`.

    async def send_card(self, chatid: str, card: Mapping[str, Any]) -> None:
        """Push a template_card into a chat (or to a userid); no duplicate check at WeCom.

        Raises:
            NotSpokenYet: nobody has written to the robot in this chat yet.
        """
        await self._push(chatid, {"msgtype": "template_card", "template_card": dict(card)})

    async def send_markdown(self, chatid: str, text: str) -> None:
        """Push markdown into a chat; no duplicate check at WeCom; raises as `send_card`."""
        await self._push(chatid, {"msgtype": "markdown", "markdown": {"content": _cut(text)}})

    async def update_card(self, pressed: Frame | str, card: Mapping[str, Any]) -> None:
        """Change the card whose press came as frame (or req_id) *pressed*, within 5 seconds.

        It changes for everybody in the chat; the card's task_id must be that of the press.
        """
        req_id = pressed if isinstance(pressed, str) else str(pressed["headers"]["req_id"])
        body = {"response_type": "update_template_card", "template_card": dict(card)}
        await self._reply(req_id, "aibot_respond_update_msg", body)

    async def welcome(self, req_id: str, text: str) -> None:
        """Greet who entered the chat (event enter_chat), within 5 seconds."""
        body = {"msgtype": "text", "text": {"content": _cut(text)}}
        await self._reply(req_id, "aibot_respond_welcome_msg", body)

    async def _push(self, chatid: str, body: Frame) -> None:
        within = self._patience.ack_within
        await self._say("aibot_send_msg", lambda line: line.push(chatid, body, within))

    async def _reply(self, req_id: str, command: str, body: Frame) -> None:
        within = self._patience.ack_within
        await self._say(command, lambda line: line.reply(req_id, command, body, within))

    async def _say(self, where: str, say: Callable[[Connection], Awaitable[None]]) -> None:
        """Do *say*; where WeCom knows nobody behind the socket, subscribe anew and repeat once."""
        connection, sign_ins = self._open_connection(where), self._sign_ins
        try:
            await say(connection)
            return
        except NotSubscribed as refused:
            failure = refused
        if await self._subscribed_anew(connection, sign_ins):
            try:
                await say(connection)
                return
            except NotSubscribed as refused:
                failure = refused
        if connection is self._connection:
            self.lost("not subscribed", None)
        raise NotSubscribed(failure.errcode, where)

    async def _subscribed_anew(self, connection: Connection, sign_ins: int) -> bool:
        """Subscribe once for all who were refused; False if WeCom does not take it in time."""
        async with self._anew:
            if connection is not self._connection or not connection.is_open:
                return False
            if self._sign_ins == sign_ins:
                self._answered.clear()
                await connection.subscribe()
                await _wait(self._answered, self._patience.sign_in_anew_within)
            return self._sign_ins != sign_ins and self._why is None

    def _open_connection(self, where: str) -> Connection:
        if not self.connected or self._connection is None:
            raise TryLater(where=where, after=timedelta(seconds=5))
        return self._connection

    # Keeping the connection.

    async def _live_once(self) -> timedelta:
        """Live through one connection to its end; return how long it was signed in."""
        self._signed_in, self._why = False, None
        self._changed.clear()
        connection = Connection(self._account, self, self._patience.ping_every)
        self._connection = connection
        started = asyncio.get_running_loop().time()
        try:
            await connection.open()
            await _wait(self._changed, self._patience.sign_in_within)
            if self._signed_in:
                await self._watch(connection)
                return timedelta(seconds=asyncio.get_running_loop().time() - started)
            return timedelta()
        finally:
            self.since = None
            await connection.close(self._patience.close_within)
            self._connection = None
            level = logging.INFO if self._stopping.is_set() else logging.WARNING
            log.log(level, "robot_down", why=self._why or "no answer")

    async def _watch(self, connection: Connection) -> None:
        """Return when the connection is down, the lease is lost or a stop is wanted."""
        while self._why is None:
            self._changed.clear()
            if self._stopping.is_set():
                await self._finish_frames()
                self._why = "stopped"
            elif not self._hold():
                self._why = "lease lost"
            elif not connection.is_open:
                self._why = "closed"
            else:
                await _wait(self._changed, self._patience.look_every)

    async def _finish_frames(self) -> None:
        if self._lanes:
            longest = self._patience.close_within.total_seconds()
            await asyncio.wait(list(self._lanes.values()), timeout=longest)

    def _pause(self, failures: int) -> timedelta:
        """Return a growing pause with jitter; longer when WeCom asked for it."""
        pause = self._patience.first_pause * (1 << min(failures - 1, 16))
        pause = min(pause, self._patience.longest_pause) * random.uniform(0.5, 1.0)
        if isinstance(self.trouble, Alarm):
            return max(pause, COOL_DOWN)
        if isinstance(self.trouble, RateLimited):
            return max(pause, self.trouble.wait(failures))
        return pause

    # What the connection tells (`connection.Listener`).

    def signed_in(self) -> None:
        self._signed_in, self.trouble = True, None
        self._sign_ins += 1
        self._answered.set()
        self.since = self._clock()
        self._changed.set()
        log.info("robot_up")

    def lost(self, why: str, trouble: WeComError | None) -> None:
        """The connection is no more; the first reason told is the true one."""
        self._why = self._why or why
        if trouble is not None:
            self.trouble = trouble
            log.error("robot_refused", errcode=trouble.errcode, kind=type(trouble).__name__)
        self._changed.set()
        self._answered.set()

    def odd(self, fault: str) -> None:
        log.warning("robot_frame_odd", fault=fault)
        self._count_odd(fault)

    def arrived(self, frame: Frame) -> None:
        """Give *frame* on, after the earlier ones of its chat."""
        lane = _lane(frame)
        task = asyncio.create_task(self._hand_over(frame, self._lanes.get(lane)))
        self._lanes[lane] = task
        task.add_done_callback(lambda done: self._leave(lane, done))

    async def _hand_over(self, frame: Frame, before: "asyncio.Task[None] | None") -> None:
        if before is not None:
            await asyncio.wait([before])
        try:
            await self._on_frame(frame)
        except Exception as problem:
            log.error("robot_frame_failed", error=type(problem).__name__)

    def _leave(self, lane: str, done: "asyncio.Task[None]") -> None:
        if self._lanes.get(lane) is done:
            del self._lanes[lane]


async def _wait(event: asyncio.Event, longest: timedelta) -> None:
    try:
        async with asyncio.timeout(longest.total_seconds()):
            await event.wait()
    except TimeoutError:
        return


def _lane(frame: Frame) -> str:
    """Return the chat a frame belongs to; single chats have no chatid."""
    body = frame.get("body")
    if not isinstance(body, dict):
        return ""
    sender = body.get("from")
    userid = sender.get("userid") if isinstance(sender, dict) else ""
    return str(body.get("chatid") or userid or "")


def _cut(text: str) -> str:
    return text.encode("utf-8", "ignore")[:LONGEST_TEXT].decode("utf-8", "ignore")
