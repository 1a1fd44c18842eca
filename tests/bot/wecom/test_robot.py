"""The robot's connection against a real WebSocket server that speaks the documented frames."""

import asyncio
import contextlib
import json
import logging
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import structlog
from aiohttp import WSMsgType, web
from aiohttp.test_utils import TestServer
from patience import until, within

from bot.wecom import connection
from bot.wecom.connection import Account
from bot.wecom.errors import (
    Alarm,
    Ambiguous,
    CodeSpent,
    NotSpokenYet,
    RateLimited,
    Rejected,
    TryLater,
    WeComError,
)
from bot.wecom.robot import Patience, Robot

CARD = {
    "card_type": "button_interaction",
    "task_id": "2026-0001_3",
    "main_title": {"title": "工单"},
}
QUICK = Patience(
    look_every=timedelta(milliseconds=10),
    ack_within=timedelta(seconds=2),
    close_within=timedelta(seconds=2),
    first_pause=timedelta(milliseconds=10),
    longest_pause=timedelta(milliseconds=20),
)

Frame = dict[str, Any]


class LongLinkServer:
    """WeCom's side: one connection per robot, a new subscription kicks the old one."""

    def __init__(self) -> None:
        self.said: list[Frame] = []  #: every frame but pings and subscriptions
        self.subscriptions: list[Frame] = []
        self.pings = 0
        self.refusals: deque[int] = deque()  #: errcodes for the next subscriptions
        self.acks: deque[int | None] = deque()  #: errcodes for what is said next; None: silence
        self.pongs = True
        self.live: list[web.WebSocketResponse] = []
        self.closed: list[int | None] = []

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/", self._serve)
        return app

    async def push(self, frame: Any) -> None:
        await self.live[-1].send_str(json.dumps(frame))

    async def _serve(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                await self._hear(socket, json.loads(message.data))
        if socket in self.live:
            self.live.remove(socket)
        self.closed.append(socket.close_code)
        return socket

    async def _hear(self, socket: web.WebSocketResponse, frame: Frame) -> None:
        errcode: int | None
        match frame["cmd"]:
            case "aibot_subscribe":
                errcode = await self._subscribe(socket, frame)
            case "ping":
                self.pings += 1
                errcode = 0 if self.pongs else None
            case _:
                self.said.append(frame)
                errcode = self.acks.popleft() if self.acks else 0
        if errcode is not None:
            errmsg = "ok" if errcode == 0 else f"words of WeCom, s3cret, hint: [1], e={errcode}"
            await socket.send_json(
                {"headers": frame["headers"], "errcode": errcode, "errmsg": errmsg}
            )

    async def _subscribe(self, socket: web.WebSocketResponse, frame: Frame) -> int:
        self.subscriptions.append(frame)
        if self.refusals:
            return self.refusals.popleft()
        for old in [one for one in self.live if one is not socket]:
            with contextlib.suppress(ConnectionError):  # its line may be broken already
                await old.send_json(event("disconnected_event"))
                await old.close()
        self.live.append(socket)
        return 0


def message(text: str, chat: str = "CHATID", req_id: str = "REQ") -> Frame:
    """A group message as in vectors/aibot_ws/msg_callback_text.json."""
    body = {
        "msgid": f"m-{text}", "aibotid": "AIBOTID", "chatid": chat, "chattype": "group",
        "from": {"userid": "USERID"}, "msgtype": "text", "text": {"content": text},
    }  # fmt: skip
    return {"cmd": "aibot_msg_callback", "headers": {"req_id": req_id}, "body": body}


def event(kind: str) -> Frame:
    body = {"msgid": "m", "aibotid": "AIBOTID", "msgtype": "event", "event": {"eventtype": kind}}
    return {"cmd": "aibot_event_callback", "headers": {"req_id": "REQ"}, "body": body}


class Desk:
    """A robot that runs, and what it heard; tests set `held` and `on_frame`."""

    def __init__(self, url: str, clock: Any) -> None:
        self.url = url
        self.clock = clock
        self.held = True
        self.heard: list[Frame] = []
        self.tasks: list[asyncio.Task[None]] = []
        self.robots: list[Robot] = []

    async def on_frame(self, frame: Frame) -> None:
        self.heard.append(frame)

    def start(self, patience: Patience = QUICK, on_frame: Any = None) -> Robot:
        account = Account(bot_id="BOTID", secret="s3cret", ws_url=self.url)
        robot = Robot(account, on_frame or self.on_frame, lambda: self.held, self.clock, patience)
        self.robots.append(robot)
        self.tasks.append(asyncio.create_task(robot.run()))
        return robot

    async def connected(self, patience: Patience = QUICK, on_frame: Any = None) -> Robot:
        robot = self.start(patience, on_frame)
        await until(lambda: robot.connected)
        return robot

    async def stop(self) -> None:
        for robot in self.robots:
            robot.stop()
        await within("the robots to stop", asyncio.gather(*self.tasks, return_exceptions=True))


@pytest.fixture
async def wecom() -> LongLinkServer:
    return LongLinkServer()


@pytest.fixture
async def desk(wecom: LongLinkServer, clock: Any) -> AsyncIterator[Desk]:
    async with TestServer(wecom.app()) as server:
        desk = Desk(f"ws://127.0.0.1:{server.port}/", clock)
        yield desk
        await desk.stop()


# Hearing.


async def test_the_robot_signs_in_and_says_since_when(desk: Desk, wecom: LongLinkServer) -> None:
    robot = await desk.connected()

    assert robot.since == desk.clock()
    assert [one["body"] for one in wecom.subscriptions] == [{"bot_id": "BOTID", "secret": "s3cret"}]


@pytest.mark.parametrize(
    "sample", ["msg_callback_text", "event_enter_chat", "../aibot_http/event_template_card_button"]
)
async def test_official_frames_are_given_on_as_they_came(
    sample: str, desk: Desk, wecom: LongLinkServer, shared: Any
) -> None:
    frame = json.loads((shared / f"vectors/aibot_ws/{sample}.json").read_text("utf-8"))
    if "cmd" not in frame:  # the HTTP form is the body of the long connection's
        frame = {"cmd": "aibot_event_callback", "headers": {"req_id": "R"}, "body": frame}
    await desk.connected()

    await wecom.push(frame)
    await until(lambda: desk.heard)

    assert desk.heard == [frame]


async def test_frames_of_a_chat_keep_their_order_and_do_not_wait_for_another(
    desk: Desk, wecom: LongLinkServer
) -> None:
    go_on = asyncio.Event()
    done: list[str] = []

    async def slow_in_a(frame: Frame) -> None:
        text = frame["body"]["text"]["content"]
        if text == "a0":
            await go_on.wait()
        done.append(text)

    robot = await desk.connected(on_frame=slow_in_a)
    for n in range(5):
        await wecom.push(message(f"a{n}", "A"))
    await wecom.push(message("b", "B"))
    await until(lambda: done)
    assert done == ["b"]

    go_on.set()
    await until(lambda: len(done) == 6)

    assert done[1:] == ["a0", "a1", "a2", "a3", "a4"]
    await until(lambda: not robot._lanes)


async def test_a_frame_that_fails_does_not_stop_the_next(desk: Desk, wecom: LongLinkServer) -> None:
    async def failing(frame: Frame) -> None:
        desk.heard.append(frame)
        if len(desk.heard) == 1:
            raise KeyError("李四 13912345678")

    await desk.connected(on_frame=failing)
    with structlog.testing.capture_logs() as logs:
        await wecom.push(message("一"))
        await wecom.push(message("二"))
        await until(lambda: len(desk.heard) == 2)

    failed = [line for line in logs if line["event"] == "robot_frame_failed"]
    assert [line["error"] for line in failed] == ["KeyError"]
    assert "139" not in str(logs)
    assert len(wecom.subscriptions) == 1


@pytest.mark.parametrize(
    "odd",
    [
        [],
        "text",
        {"cmd": "aibot_msg_callback", "headers": {"req_id": "R"}, "body": []},
        {"cmd": "aibot_msg_callback", "body": {"msgtype": "text", "from": "nobody"}},
        {"errcode": 0},
        {"cmd": "something_new", "headers": {"req_id": "x"}, "body": {}},
    ],
)
async def test_an_odd_frame_does_not_deafen_the_robot(
    odd: Any, desk: Desk, wecom: LongLinkServer
) -> None:
    await desk.connected()

    await wecom.push(odd)

    async def push_until_heard() -> None:
        while not any("后来" in str(frame) for frame in desk.heard):
            with contextlib.suppress(IndexError, ConnectionError):
                await wecom.push(message("后来"))
            await asyncio.sleep(0.01)

    await within("what was said afterwards", push_until_heard())


# Speaking.


async def test_what_is_said_goes_out_in_the_documented_frames(
    desk: Desk, wecom: LongLinkServer, shared: Any
) -> None:
    robot = await desk.connected()
    pressed = event("template_card_event")

    await robot.send_card("CHATID", CARD)
    await robot.send_markdown("CHATID", "**已签收**")
    await robot.update_card(pressed, CARD)
    await robot.welcome("REQ3", "您好")

    card, markdown, update, welcome = wecom.said
    assert card["cmd"] == markdown["cmd"] == "aibot_send_msg"
    assert card["body"] == {"chatid": "CHATID", "msgtype": "template_card", "template_card": CARD}
    assert markdown["body"]["markdown"] == {"content": "**已签收**"}
    assert update["headers"] == pressed["headers"]
    for said, sample in (
        (markdown, "send_msg_markdown"),
        (update, "respond_update_card"),
        (welcome, "respond_welcome"),
    ):
        official = json.loads((shared / f"vectors/aibot_ws/{sample}.json").read_text("utf-8"))
        assert said["cmd"] == official["cmd"]
        assert set(official["body"]) - {"chat_type"} == set(said["body"])


async def test_a_long_text_is_cut_at_a_whole_character(desk: Desk, wecom: LongLinkServer) -> None:
    robot = await desk.connected()

    await robot.send_markdown("CHATID", "长" * 10_000)

    assert wecom.said[0]["body"]["markdown"]["content"] == "长" * (20480 // 3)


@pytest.mark.parametrize(
    ("errcode", "kind"),
    [
        (45009, RateLimited),
        (93006, NotSpokenYet),
        (93008, NotSpokenYet),
        (846605, CodeSpent),
        (846601, TryLater),
        (853000, Alarm),
        (40008, Rejected),
        (-1, TryLater),
    ],
)
async def test_a_refused_card_is_an_error_by_what_to_do(
    errcode: int, kind: type[WeComError], desk: Desk, wecom: LongLinkServer
) -> None:
    robot = await desk.connected()
    wecom.acks.append(errcode)

    with pytest.raises(WeComError) as caught:
        await robot.send_card("CHATID", CARD)

    assert type(caught.value) is kind
    assert caught.value.errcode == errcode
    assert caught.value.__context__ is None, "the SDK's text holds WeCom's words"
    assert "words of WeCom" not in str(caught.value)
    await robot.send_card("CHATID", CARD)
    assert len(wecom.said) == 2


async def test_no_ack_leaves_doubt_and_nothing_is_repeated(
    desk: Desk, wecom: LongLinkServer
) -> None:
    robot = await desk.connected(replace(QUICK, ack_within=timedelta(milliseconds=50)))
    wecom.acks.append(None)

    with pytest.raises(Ambiguous):
        await robot.send_card("CHATID", CARD)

    assert len(wecom.said) == 1


async def test_a_connection_lost_while_waiting_for_the_ack_leaves_doubt(
    desk: Desk, wecom: LongLinkServer
) -> None:
    robot = await desk.connected()
    wecom.acks.append(None)

    sending = asyncio.create_task(robot.send_card("CHATID", CARD))
    await until(lambda: wecom.said)
    await wecom.live[-1].close()

    with pytest.raises(Ambiguous):
        await sending
    await until(lambda: robot.connected)
    assert len(wecom.said) == 1


async def test_without_a_connection_nothing_leaves_and_nothing_is_in_doubt(
    desk: Desk, wecom: LongLinkServer
) -> None:
    desk.held = False
    robot = desk.start()

    for saying in (
        robot.send_card("CHATID", CARD),
        robot.update_card("REQ", CARD),
    ):
        with pytest.raises(TryLater) as caught:
            await saying
        assert type(caught.value) is TryLater
    assert not wecom.said


async def test_many_speak_at_once_and_each_gets_the_own_ack(
    desk: Desk, wecom: LongLinkServer
) -> None:
    robot = await desk.connected()

    await asyncio.gather(*(robot.send_markdown(f"CHAT{n}", str(n)) for n in range(50)))

    assert sorted(one["body"]["chatid"] for one in wecom.said) == sorted(
        f"CHAT{n}" for n in range(50)
    )


# Staying connected.


async def test_after_a_clean_close_it_connects_again_and_hears(
    desk: Desk, wecom: LongLinkServer
) -> None:
    """The SDK alone neither reconnects nor reports this."""
    robot = await desk.connected()

    await wecom.live[-1].close()
    await until(lambda: len(wecom.subscriptions) == 2 and robot.connected)
    await wecom.push(message("后来"))
    await until(lambda: desk.heard)

    assert robot.since is not None


async def test_after_a_broken_line_it_connects_again(desk: Desk, wecom: LongLinkServer) -> None:
    robot = await desk.connected()

    transport = wecom.live[-1]._req.transport  # type: ignore[union-attr]
    assert transport is not None
    with structlog.testing.capture_logs() as logs:
        transport.abort()
        await until(lambda: len(wecom.subscriptions) == 2 and robot.connected)

    assert [line["why"] for line in logs if line["event"] == "robot_down"] == ["closed"]


async def test_a_server_that_does_not_pong_is_left(desk: Desk, wecom: LongLinkServer) -> None:
    wecom.pongs = False
    robot = await desk.connected(replace(QUICK, ping_every=timedelta(milliseconds=20)))

    await until(lambda: len(wecom.subscriptions) >= 2)
    wecom.pongs = True
    await until(lambda: robot.connected)

    assert wecom.pings >= 2


async def test_with_pongs_the_connection_stays(desk: Desk, wecom: LongLinkServer) -> None:
    await desk.connected(replace(QUICK, ping_every=timedelta(milliseconds=5)))

    await until(lambda: wecom.pings >= 20)

    assert len(wecom.subscriptions) == 1


async def test_one_that_was_displaced_is_down_at_once_and_comes_back_later(
    desk: Desk, wecom: LongLinkServer
) -> None:
    patient = replace(QUICK, first_pause=timedelta(hours=1), longest_pause=timedelta(hours=1))
    first = await desk.connected(patient)
    with structlog.testing.capture_logs() as logs:
        second = await desk.connected()
        await until(lambda: any(line["event"] == "robot_down" for line in logs))

    assert not first.connected
    assert second.connected
    assert len(wecom.live) == 1
    assert [line["why"] for line in logs if line["event"] == "robot_down"] == ["displaced"]
    assert any(frame["body"]["event"]["eventtype"] == "disconnected_event" for frame in desk.heard)


async def test_only_the_holder_of_the_lease_connects(desk: Desk, wecom: LongLinkServer) -> None:
    desk.held = False
    asked: list[None] = []
    robot = Robot(
        Account(bot_id="B", secret="s", ws_url=desk.url),
        desk.on_frame,
        lambda: asked.append(None) or desk.held,  # type: ignore[func-returns-value]
        desk.clock,
        QUICK,
    )
    desk.robots.append(robot)
    desk.tasks.append(asyncio.create_task(robot.run()))
    await until(lambda: len(asked) > 5)
    assert not wecom.subscriptions

    desk.held = True
    await until(lambda: robot.connected)
    desk.held = False
    await until(lambda: not wecom.live)

    assert not robot.connected
    assert robot.since is None
    with pytest.raises(TryLater):
        await robot.send_card("CHATID", CARD)
    assert len(wecom.subscriptions) == 1

    desk.held = True
    await until(lambda: robot.connected)


@pytest.mark.parametrize(("errcode", "kind"), [(853000, Alarm), (45009, RateLimited)])
async def test_a_refused_sign_in_is_told_and_not_insisted_on(
    errcode: int, kind: type[WeComError], desk: Desk, wecom: LongLinkServer
) -> None:
    wecom.refusals.append(errcode)
    with structlog.testing.capture_logs() as logs:
        robot = desk.start()
        await until(lambda: any(line["event"] == "robot_down" for line in logs))

    assert type(robot.trouble) is kind
    assert not robot.connected
    assert robot._pause(1) >= timedelta(minutes=1)
    assert len(wecom.subscriptions) == 1
    assert "s3cret" not in str(logs) + repr(robot.trouble)


async def test_a_passing_refusal_is_forgotten_once_signed_in(
    desk: Desk, wecom: LongLinkServer
) -> None:
    wecom.refusals.append(-1)
    robot = desk.start()

    await until(lambda: robot.connected)

    assert robot.trouble is None
    assert len(wecom.subscriptions) == 2


def test_pauses_grow_and_stay_bounded(clock: Any) -> None:
    robot = Robot(Account(bot_id="B", secret="s"), _nobody, bool, clock)

    pauses = [robot._pause(failures) for failures in range(1, 60)]

    assert pauses[0] <= timedelta(seconds=1)
    assert timedelta(minutes=1) <= min(pauses[10:])
    assert max(pauses) <= timedelta(minutes=2)


async def _nobody(frame: Frame) -> None:
    raise AssertionError(frame)


# Stopping.


async def test_stop_finishes_the_frame_in_hand_with_its_answer(
    desk: Desk, wecom: LongLinkServer
) -> None:
    arrived, go_on = asyncio.Event(), asyncio.Event()

    async def answering(frame: Frame) -> None:
        arrived.set()
        await go_on.wait()
        await robot.update_card(frame, CARD)

    robot = await desk.connected(on_frame=answering)
    await wecom.push(event("template_card_event"))
    await within("the frame", arrived.wait())
    robot.stop()
    go_on.set()
    await within("the robot to stop", desk.tasks[0])
    left_behind = [task for task in asyncio.all_tasks() if "WsConnection" in repr(task.get_coro())]

    assert not left_behind
    assert [one["cmd"] for one in wecom.said] == ["aibot_respond_update_msg"]
    await until(lambda: wecom.closed)
    assert wecom.closed == [1000]


async def test_a_frame_that_never_ends_does_not_hold_up_the_stop(
    desk: Desk, wecom: LongLinkServer
) -> None:
    arrived = asyncio.Event()

    async def endless(frame: Frame) -> None:
        arrived.set()
        await asyncio.Event().wait()

    robot = await desk.connected(replace(QUICK, close_within=timedelta(milliseconds=50)), endless)
    await wecom.push(message("一"))
    await within("the frame", arrived.wait())
    robot.stop()

    await within("the robot to stop", desk.tasks[0])
    for task in robot._lanes.values():
        task.cancel()


async def test_cancelling_run_closes_the_connection(desk: Desk, wecom: LongLinkServer) -> None:
    robot = await desk.connected()

    desk.tasks[0].cancel()
    await until(lambda: desk.tasks[0].done())
    await until(lambda: not wecom.live)

    assert not robot.connected


# Secrets.


async def test_nothing_of_bodies_or_secret_is_printed_or_logged(
    desk: Desk,
    wecom: LongLinkServer,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    with structlog.testing.capture_logs() as logs:
        robot = await desk.connected()
        await wecom.push(message("李四 13912345678"))
        await until(lambda: desk.heard)
        wecom.acks.append(45009)
        with pytest.raises(RateLimited):
            await robot.send_markdown("CHATID", "李四 13912345678")
        await wecom.live[-1].close()
        await until(lambda: len(wecom.subscriptions) == 2)
    ours = [r.getMessage() for r in caplog.records if not r.name.startswith("websockets")]
    words = "".join(capfd.readouterr()) + str(logs) + str(ours) + repr(robot._account)

    assert "robot_up" in words
    for secret in ("s3cret", "13912345678", "words of WeCom"):
        assert secret not in words


@pytest.mark.unit
@pytest.mark.parametrize(
    "url",
    [
        "ws://qyapi.example.com/",
        "ws://10.0.0.1/",
        "http://127.0.0.1/",
        "ws://127.0.0.1.evil.cn/",
        "",
    ],
)
def test_the_secret_does_not_go_in_the_clear_to_another_machine(url: str) -> None:
    with pytest.raises(ValueError, match="wss://"):
        Account(bot_id="B", secret="s", ws_url=url)


@pytest.mark.unit
@pytest.mark.parametrize(
    "url", ["ws://127.0.0.1:1/", "ws://[::1]:1/", "ws://localhost:1", "wss://a"]
)
def test_the_own_machine_and_tls_are_allowed(url: str) -> None:
    assert Account(bot_id="B", secret="s", ws_url=url).ws_url == url


async def test_tls_is_switched_off_only_while_connecting_to_the_own_machine(
    desk: Desk, wecom: LongLinkServer
) -> None:
    before = connection.aibot.ws._SSL_CONTEXT

    await desk.connected()

    assert before is not None
    assert connection.aibot.ws._SSL_CONTEXT is before
