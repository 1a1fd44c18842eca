"""What the robot may push and answer: where, how much, how long; uploads; misbehaviour."""

import json
from base64 import b64encode
from collections.abc import Callable
from hashlib import md5
from pathlib import Path
from typing import Any

import pytest
from aiohttp import WSMsgType
from patience import PATIENCE

from bot.simulator import Group, Said, Settings, Simulator, World

Wire = dict[str, Any]
GROUP = "wrSimulated_scjg"
LIAISON = "scjg_liaison"
SECRET = {"bot_id": "aibSimulatedRobot", "secret": "simulated-robot-secret"}


def vector(shared: Path, name: str) -> Wire:
    found: Wire = json.loads((shared / f"vectors/aibot_ws/{name}.json").read_text("utf-8"))
    return found


def push(content: str = "好", chatid: str = GROUP) -> Wire:
    return {"chatid": chatid, "msgtype": "markdown", "markdown": {"content": content}}


def shape(value: Any) -> Any:
    """Return the names in *value*, without its values."""
    return {k: shape(v) for k, v in value.items()} if isinstance(value, dict) else None


SILENT = World(groups=(Group(chatid=GROUP, name="群", members=(LIAISON,)),))


@pytest.mark.parametrize("world", [SILENT])
async def test_the_robot_pushes_only_where_somebody_spoke_to_it(
    wecom: Simulator, line: Any
) -> None:
    assert (await line.ask("aibot_send_msg", push()))["errcode"] == 93008
    await wecom.group_says(GROUP, LIAISON, "没有叫机器人")
    assert (await line.ask("aibot_send_msg", push()))["errcode"] == 93008
    await wecom.group_says(GROUP, LIAISON, "@有诉即办 你好")
    await line.read()
    assert (await line.ask("aibot_send_msg", push()))["errcode"] == 0
    assert (await line.ask("aibot_send_msg", push(chatid="wangfang")))["errcode"] == 93008
    assert (await line.ask("aibot_send_msg", push(chatid="none")))["errcode"] == 93006


@pytest.mark.parametrize(
    ("body", "errcode"),
    [
        pytest.param({"chat_type": 2}, 0, id="group"),
        pytest.param({"chat_type": 1}, 93006, id="not a single chat"),
        pytest.param({"msgtype": "text", "text": {"content": "好"}}, 40008, id="text"),
        pytest.param({"msgtype": "poem"}, 40008, id="unknown type"),
        pytest.param({"markdown": {"content": ""}}, 44004, id="empty"),
        pytest.param({"markdown": {"content": "x" * 20480}}, 0, id="20480 bytes"),
        pytest.param({"markdown": {"content": "x" * 20481}}, 40058, id="too long"),
        pytest.param({"msgtype": "template_card", "template_card": {}}, 42031, id="no card"),
        pytest.param({"msgtype": "file", "file": {"media_id": "x"}}, 40007, id="no media"),
    ],
)
async def test_what_a_push_may_hold(line: Any, body: Wire, errcode: int) -> None:
    assert (await line.ask("aibot_send_msg", push() | body))["errcode"] == errcode


async def test_30_a_minute_for_each_chat_replies_included(
    wecom: Simulator, line: Any, clock: Any
) -> None:
    await wecom.group_says(GROUP, LIAISON, "@有诉即办 你好")
    req_id = (await line.read())["headers"]["req_id"]
    reply = {"msgtype": "markdown", "markdown": {"content": "好"}}
    assert (await line.ask("aibot_respond_msg", reply, req_id))["errcode"] == 0
    codes = [(await line.ask("aibot_send_msg", push(str(n))))["errcode"] for n in range(30)]
    assert codes == [0] * 29 + [45009]
    other = await line.ask("aibot_send_msg", push(chatid="wrSimulated_swj"))
    assert other["errcode"] == 0
    clock.advance(minutes=1)
    assert (await line.ask("aibot_send_msg", push()))["errcode"] == 0


async def test_a_reply_within_24_hours_and_a_stream_within_6_minutes(
    wecom: Simulator, line: Any, clock: Any
) -> None:
    await wecom.group_says(GROUP, LIAISON, "@有诉即办 你好")
    req_id = (await line.read())["headers"]["req_id"]

    async def stream(content: str, stream_id: str = "s") -> Any:
        body = {"id": stream_id, "finish": False, "content": content}
        frame = {"msgtype": "stream", "stream": body}
        return (await line.ask("aibot_respond_msg", frame, req_id))["errcode"]

    assert await stream("一") == 0
    clock.advance(minutes=6)
    assert await stream("一二") == 0
    clock.advance(seconds=1)
    assert await stream("一二三") == 846608
    assert wecom.messages_of(GROUP)[-1].text == "一二"
    assert await stream("x" * 20481, "long") == 40058
    clock.advance(hours=24)
    assert await stream("再来", "t") == 846605
    assert await stream("无名", "") == 846605


@pytest.mark.parametrize(
    ("settings", "errcode"), [(Settings(), 40058), (Settings(robot_takes_pictures=True), 0)]
)
async def test_pictures_in_a_stream_are_doubtful(wecom: Simulator, line: Any, errcode: int) -> None:
    await wecom.group_says(GROUP, LIAISON, "@有诉即办 你好")
    req_id = (await line.read())["headers"]["req_id"]
    picture = {"msgtype": "image", "image": {"base64": "", "md5": ""}}
    stream = {"id": "s", "finish": True, "content": "好", "msg_item": [picture]}
    body = {"msgtype": "stream", "stream": stream}
    assert (await line.ask("aibot_respond_msg", body, req_id))["errcode"] == errcode


async def test_an_event_cannot_be_answered_as_a_message(wecom: Simulator, line: Any) -> None:
    await wecom.people.staff_opens_robot("wangfang")
    req_id = (await line.read())["headers"]["req_id"]
    reply = {"msgtype": "markdown", "markdown": {"content": "好"}}
    assert (await line.ask("aibot_respond_msg", reply, req_id))["errcode"] == 846605
    assert (await line.ask("aibot_respond_msg", reply, "invented"))["errcode"] == 846605


async def test_a_stream_with_a_card_shows_both_once(
    wecom: Simulator, line: Any, card: Callable[..., Wire]
) -> None:
    await wecom.group_says(GROUP, LIAISON, "@有诉即办 你好")
    req_id = (await line.read())["headers"]["req_id"]
    stream = {"id": "s", "finish": True, "content": "好"}
    body = {"msgtype": "stream_with_template_card", "stream": stream, "template_card": card()}
    for _ in range(2):
        assert (await line.ask("aibot_respond_msg", body, req_id))["errcode"] == 0
    assert [m.kind for m in wecom.messages_of(GROUP)][1:] == ["markdown", "card"]


@pytest.mark.parametrize("settings", [Settings(robot_hides_userids=True)])
async def test_userids_may_be_hidden_and_resolved(wecom: Simulator, line: Any, api: Any) -> None:
    await wecom.group_says(GROUP, LIAISON, "@有诉即办 签收")
    hidden = (await line.read())["body"]["from"]["userid"]
    assert hidden.startswith("wo")
    answer = await api.post("/cgi-bin/batch/openuserid_to_userid", {"open_userid_list": [hidden]})
    assert answer["userid_list"][0]["userid"] == LIAISON


@pytest.mark.parametrize("first", [0, 1])
async def test_a_file_in_chunks_counted_from_0_or_1(
    wecom: Simulator, line: Any, shared: Path, first: int
) -> None:
    data = b"a report in two pieces"
    init = vector(shared, "upload_init")["body"] | {
        "total_size": len(data),
        "total_chunks": 2,
        "md5": md5(data, usedforsecurity=False).hexdigest(),
    }
    begun = await line.ask("aibot_upload_media_init", init, "REQUEST_ID")
    assert shape(begun) == shape(vector(shared, "upload_init_response"))
    upload_id = begun["body"]["upload_id"]
    for index, piece in enumerate((data[:10], data[10:]), first):
        encoded = b64encode(piece).decode()
        body = {"upload_id": upload_id, "chunk_index": index, "base64_data": encoded}
        assert (await line.ask("aibot_upload_media_chunk", body))["errcode"] == 0
    done = await line.ask("aibot_upload_media_finish", {"upload_id": upload_id})
    assert shape(done) == shape(vector(shared, "upload_finish_response"))
    sent = push() | {"msgtype": "file", "file": {"media_id": done["body"]["media_id"]}}
    assert (await line.ask("aibot_send_msg", sent))["errcode"] == 0
    again = await line.ask("aibot_upload_media_finish", {"upload_id": upload_id})
    assert again["errcode"] == 40058


async def test_a_damaged_upload_is_refused(line: Any) -> None:
    init = {"type": "file", "filename": "a", "total_size": 6, "total_chunks": 1, "md5": "0" * 32}
    upload_id = (await line.ask("aibot_upload_media_init", init))["body"]["upload_id"]
    chunk = {"upload_id": upload_id, "chunk_index": 0, "base64_data": "!"}
    assert (await line.ask("aibot_upload_media_chunk", chunk))["errcode"] == 40058
    assert (await line.ask("aibot_upload_media_finish", {"upload_id": upload_id}))[
        "errcode"
    ] == 40006
    good = chunk | {"base64_data": b64encode(b"sixsix").decode()}
    await line.ask("aibot_upload_media_chunk", good)
    ack = await line.ask("aibot_upload_media_finish", {"upload_id": upload_id})
    assert ack["errcode"] == 301019
    none = await line.ask("aibot_upload_media_init", init | {"total_chunks": 101})
    assert none["errcode"] == 40058


# -- misbehaviour of the line


async def test_the_line_can_fail_fall_silent_and_break(wecom: Simulator, line: Any) -> None:
    wecom.trouble(path="aibot:aibot_send_msg", errcode=45009)
    assert (await line.ask("aibot_send_msg", push()))["errcode"] == 45009
    wecom.trouble(path="aibot:ping", body="")
    await line.socket.send_json({"cmd": "ping", "headers": {"req_id": "unheard"}})
    assert (await line.ask("ping"))["errcode"] == 0  # the first ping got no pong
    wecom.trouble(path="aibot:aibot_send_msg", reset=True, after=True)
    await line.socket.send_json(
        {"cmd": "aibot_send_msg", "headers": {"req_id": "r"}, "body": push("送到了")}
    )
    assert (await line.socket.receive(timeout=PATIENCE)).type is WSMsgType.CLOSE
    assert wecom.messages_of(GROUP)[-1].text == "送到了"
    await wecom.wait_for(lambda _: not wecom.robot_connected, PATIENCE)


async def test_a_robot_callback_can_come_twice_or_not_at_all(wecom: Simulator, line: Any) -> None:
    wecom.trouble(callbacks="duplicate")
    await wecom.group_says(GROUP, LIAISON, "@有诉即办 两遍")
    assert await line.read() == await line.read()
    wecom.trouble(callbacks="lost")
    await wecom.group_says(GROUP, LIAISON, "@有诉即办 丢")
    await wecom.group_says(GROUP, LIAISON, "@有诉即办 到")
    assert (await line.read())["body"]["text"]["content"] == "@有诉即办 到"


async def test_a_press_in_single_chat_with_the_robot(
    wecom: Simulator, line: Any, card: Callable[..., Wire]
) -> None:
    await wecom.people.staff_tells_robot("wangfang", Said(text="你好"))
    heard = (await line.read())["body"]
    assert (heard["chattype"], "chatid" in heard) == ("single", False)
    body = {"chatid": "wangfang", "msgtype": "template_card", "template_card": card()}
    assert (await line.ask("aibot_send_msg", body))["errcode"] == 0
    await wecom.staff_presses("wangfang", wecom.messages_of("wangfang")[-1], "return")
    event = (await line.read())["body"]["event"]["template_card_event"]
    assert event["event_key"] == "return"
