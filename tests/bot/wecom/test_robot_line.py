"""The robot's line when WeCom behaves oddly: frames that are none, a socket that it no longer knows."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import structlog
from office import NotedClient, directory
from patience import until, within
from post import a_posted

from bot.callback.robot import arrival
from bot.delivery.group_channel import into_group
from bot.simulator.server import Simulator
from bot.simulator.world import World
from bot.wecom.connection import Account, Frame
from bot.wecom.errors import NotSubscribed
from bot.wecom.robot import Patience, Robot
from bot.wecom.robot_guard import DEEPEST, LONGEST, OddFrame, guarded
from storage.queues.letters import LetterKind

SECRET = "李四 13912345678"
QUICK = Patience(
    look_every=timedelta(milliseconds=10),
    close_within=timedelta(seconds=2),
    first_pause=timedelta(milliseconds=10),
    longest_pause=timedelta(milliseconds=20),
)
GROUP = World().groups[0].chatid


def said(text: str = SECRET, **outer: Any) -> str:
    """Return a message of a member as the line brings it, with other parts outside of it."""
    body = {
        "msgid": "m1", "aibotid": "B", "chatid": GROUP, "chattype": "group",
        "from": {"userid": "market_officer"}, "msgtype": "text", "text": {"content": text},
    }  # fmt: skip
    frame = {"cmd": "aibot_msg_callback", "headers": {"req_id": "R"}, "body": body, **outer}
    return json.dumps(frame, ensure_ascii=False)


def nested(depth: int, inner: str = "1") -> str:
    """Return *depth* lists inside each other."""
    return "[" * depth + inner + "]" * depth


#: what is no frame → the fault that is counted
ODD: dict[str, tuple[str | bytes, str]] = {
    "a list": ("[]", "not an object"),
    "a text": (f'"{SECRET}"', "not an object"),
    "a number": ("7", "not an object"),
    "null": ("null", "not an object"),
    "nothing": ("", "not JSON"),
    "half a frame": (said()[:-2], "not JSON"),
    "a number without end": ('{"a":' + "1" * 5000 + "}", "not JSON"),
    "no UTF-8": (said().encode("gbk"), "not UTF-8"),
    "bytes of no text": (b'{"cmd":"\xff\xfe"}', "not UTF-8"),
    "a cut character": (said("好").encode().replace("好".encode(), "好".encode()[:2]), "not UTF-8"),
    "too deep for Python": (nested(100_000), "too deep"),
    "too deep for anybody": (f'{{"cmd":"x","body":{nested(DEEPEST + 1)}}}', "too deep"),
    "too long": (said("长" * (LONGEST // 3)), "too long"),
    "headers null and no callback": ('{"headers":null,"errcode":0}', "req_id"),
    "headers a list": ('{"headers":[],"errcode":0}', "req_id"),
    "no headers": ('{"errcode":0}', "req_id"),
    "req_id null": ('{"headers":{"req_id":null},"errcode":0}', "req_id"),
    "req_id an object": ('{"headers":{"req_id":{}},"errcode":0}', "req_id"),
    "cmd a list": ('{"cmd":["aibot_msg_callback"],"headers":{}}', "req_id"),
    "body a list": (said(body=[]), "body"),
    "body null": (said(body=None), "body"),
    "no msgtype": (said(body={"text": SECRET}), "msgtype"),
    "msgtype a number": (said(body={"msgtype": 1}), "msgtype"),
}
#: what somebody said although the frame around it is odd → the number it is given on with
HEARD: dict[str, tuple[str, str]] = {
    "headers null": (said(headers=None), ""),
    "headers a list": (said(headers=[1]), ""),
    "req_id a number": (said(headers={"req_id": 77}), "77"),
    "req_id true": (said(headers={"req_id": True}), ""),
    "req_id null": (said(headers={"req_id": None}), ""),
}


class Heard:
    """A robot on the simulated line, what it heard and what was odd."""

    def __init__(self, wecom: Simulator, clock: Any, patience: Patience = QUICK) -> None:
        known = wecom.ground.directory.robot
        account = Account(bot_id=known.bot_id, secret=known.secret, ws_url=wecom.ws_url)
        self.frames: list[Frame] = []
        self.odd = Counter[str]()
        self.robot = Robot(account, self._hear, lambda: True, clock, patience, self._count)
        self.running = asyncio.create_task(self.robot.run())

    async def _hear(self, frame: Frame) -> None:
        self.frames.append(frame)

    def _count(self, fault: str) -> None:
        self.odd[fault] += 1


@pytest.fixture
async def wecom(clock: Any) -> AsyncIterator[Simulator]:
    async with Simulator(clock=clock) as simulator:
        yield simulator


@pytest.fixture
async def heard(wecom: Simulator, clock: Any) -> AsyncIterator[Heard]:
    heard = Heard(wecom, clock)
    await until(lambda: heard.robot.connected)
    yield heard
    heard.robot.stop()
    await within("the robot to stop", heard.running)


def subscribed(wecom: Simulator) -> int:
    """Return how often somebody subscribed."""
    return len(wecom.tried("aibot:aibot_subscribe"))


@pytest.mark.unit
@pytest.mark.parametrize("name", ODD)
def test_what_is_no_frame_is_named_without_its_words(name: str) -> None:
    raw, fault = ODD[name]
    with pytest.raises(OddFrame) as caught:
        guarded(raw if isinstance(raw, bytes) else raw.encode())
    assert caught.value.fault == fault


@pytest.mark.unit
@pytest.mark.parametrize("name", HEARD)
def test_what_somebody_said_is_not_lost_for_an_odd_number(name: str, clock: Any) -> None:
    raw, req_id = HEARD[name]
    frame = json.loads(guarded(raw.encode()))
    assert frame["headers"] == {"req_id": req_id}
    assert frame["body"] == json.loads(raw)["body"]
    kept = arrival(frame, "B", clock())
    assert (not kept.fault) == bool(req_id), "without a number it is kept before a person's eyes"


@pytest.mark.unit
def test_a_real_frame_is_given_on_as_it_came() -> None:
    for raw in (said(), '{"headers":{"req_id":"ping_1"},"errcode":0,"errmsg":"ok"}'):
        assert guarded(raw.encode()) == raw


async def test_odd_frames_cost_nothing(heard: Heard, wecom: Simulator) -> None:
    """The connection stays, each is counted, and no log has a word of it."""
    with structlog.testing.capture_logs() as logs:
        for raw, _ in ODD.values():
            await wecom.line.tell_raw(raw)
        await wecom.line.tell_raw(said("后来"))
        await until(lambda: heard.frames)
    assert [frame["body"]["text"]["content"] for frame in heard.frames] == ["后来"]
    assert heard.odd == Counter(fault for _, fault in ODD.values())
    assert [one["event"] for one in logs] == ["robot_frame_odd"] * len(ODD)
    assert "139" not in str(logs)
    assert heard.robot.connected
    assert subscribed(wecom) == 1
    await heard.robot.send_markdown(GROUP, "在")


async def test_a_socket_that_wecom_forgot_is_subscribed_anew_and_the_letter_goes(
    heard: Heard, wecom: Simulator
) -> None:
    wecom.line.unsubscribe()
    await heard.robot.send_markdown(GROUP, "工作单")
    assert [one.text for one in wecom.messages_of(GROUP)] == ["工作单"]
    assert subscribed(wecom) == 2
    assert heard.robot.connected


async def test_many_letters_at_once_subscribe_once(heard: Heard, wecom: Simulator) -> None:
    wecom.line.unsubscribe()
    await asyncio.gather(*(heard.robot.send_markdown(GROUP, str(n)) for n in range(20)))
    assert len(wecom.messages_of(GROUP)) == 20
    assert subscribed(wecom) == 2


@pytest.mark.parametrize("stuck", ["still refused", "no answer", "refused", "rate"])
async def test_where_that_does_not_help_the_letter_takes_another_way_and_the_line_is_made_anew(
    stuck: str, wecom: Simulator, clock: Any
) -> None:
    heard = Heard(wecom, clock, replace(QUICK, sign_in_anew_within=timedelta(milliseconds=50)))
    await until(lambda: heard.robot.connected)
    wecom.line.unsubscribe()
    match stuck:
        case "still refused":
            wecom.trouble(path="aibot:aibot_send_msg", errcode=846609, times=2)
        case "no answer":
            wecom.trouble(path="aibot:aibot_subscribe", body="")
        case "refused":
            wecom.trouble(path="aibot:aibot_subscribe", errcode=-1)
        case _:
            wecom.trouble(path="aibot:aibot_subscribe", errcode=45009)
    client = NotedClient()
    department = {"department": "market", "text": "【催办】"}
    letter = a_posted(LetterKind.GROUP, department)
    result = await into_group(client, directory(), heard.robot, letter)  # type: ignore[arg-type]  # it notes
    assert (result["by"], result["robot_away"]) == ("webhook", True)
    assert [what for what, _ in client.asked] == ["webhook"]
    if stuck != "rate":  # for which it waits a minute
        await until(lambda: heard.robot.connected and wecom.robot_connected)
    heard.robot.stop()
    await within("the robot to stop", heard.running)


async def test_where_there_is_no_other_way_the_letter_waits_for_the_robot(
    heard: Heard, wecom: Simulator
) -> None:
    wecom.trouble(path="aibot:aibot_send_msg", errcode=846609, times=2)
    known = directory()
    alone = known.departments["tax"].model_copy(update={"liaison": "", "webhook_key": None})
    known.departments["tax"] = alone  # type: ignore[index]  # a dict of this test's own
    letter = a_posted(LetterKind.GROUP, {"department": "tax", "text": "【催办】"})
    with pytest.raises(NotSubscribed):
        await into_group(NotedClient(), known, heard.robot, letter)  # type: ignore[arg-type]  # it notes


def test_the_whole_fits_into_five_seconds() -> None:
    """Refused, subscribed anew, refused again: what is waited for in between is bounded."""
    assert Patience().sign_in_anew_within <= timedelta(seconds=2)
