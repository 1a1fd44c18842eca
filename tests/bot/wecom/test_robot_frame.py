"""Frames of the robot as values: the official samples, and what is unreadable."""

import contextlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.wecom.fields import Unreadable
from bot.wecom.robot_frame import RobotMedia, read_robot

pytestmark = pytest.mark.unit


def a_frame(**over: object) -> dict[str, Any]:
    body = {"msgid": "r1", "aibotid": "bot", "from": {"userid": "li"}, "msgtype": "text", **over}
    return {"cmd": "aibot_msg_callback", "headers": {"req_id": "q1"}, "body": body}


def test_the_official_frames_are_read(shared: Path) -> None:
    read = 0
    for folder, pattern in (("aibot_ws", "msg_callback*"), ("aibot_ws", "event*")):
        for file in (shared / "vectors" / folder).glob(pattern):
            assert read_robot(json.loads(file.read_text("utf-8"))).req_id == "REQUEST_ID"
            read += 1
    for pattern in ("msg_*", "event_*", "stream_refresh*"):
        for file in (shared / "vectors/aibot_http").glob(pattern):
            assert read_robot(json.loads(file.read_text("utf-8"))).from_user == "USERID"
            read += 1
    assert read == 16


def robot(shared: Path, name: str) -> Any:
    return read_robot(json.loads((shared / f"vectors/{name}.json").read_text("utf-8")))


def test_the_robots_words_quotes_and_media_are_read(shared: Path) -> None:
    text = robot(shared, "aibot_http/msg_text_group_quote")
    assert (text.text, text.chat_id) == ("@RobotA hello robot", "CHATID")
    assert text.quoted == "这是今日的测试情况"
    mixed = robot(shared, "aibot_http/msg_mixed_group")
    assert mixed.text == "@机器人 这是今日的测试情况"
    assert mixed.media == (RobotMedia(kind="image", url="URL"),)
    voice = robot(shared, "aibot_http/msg_voice_single")
    assert (voice.text, voice.chat_id) == ("这是语音转成文本的内容", "")
    shapes = json.loads((shared / "vectors/aibot_ws/msg_media_shapes.json").read_text("utf-8"))
    for kind, shape in shapes.items():
        media = read_robot(a_frame(msgtype=kind, **{kind: shape})).media
        assert media == (RobotMedia(kind=kind, url="URL", aes_key="AESKEY"),)


def test_the_robots_card_events_are_read(shared: Path) -> None:
    vote = robot(shared, "aibot_http/event_template_card_vote")
    assert vote.is_press
    assert (vote.event_key, vote.card_type) == ("button_replace_text", "vote_interaction")
    assert vote.selected == {"button_selection_key1": ("one", "two")}
    menu = robot(shared, "aibot_http/event_template_card_menu")
    assert (menu.is_press, menu.selected) == (True, {})
    entered = robot(shared, "aibot_ws/event_enter_chat")
    assert (entered.event, entered.from_user, entered.is_press) == ("enter_chat", "USERID", False)
    gone = robot(shared, "aibot_ws/event_disconnected")
    assert (gone.event, gone.from_user) == ("disconnected_event", "")


@pytest.mark.parametrize(
    "frame",
    [
        *(None, [], {}, {"body": []}, a_frame()),
        *(a_frame(text=bad) for bad in ("x", {}, {"content": None})),
        a_frame(text={"content": "x"}, chattype="group"),
        a_frame(text={"content": "x"}, **{"from": "li"}),
        a_frame(text={"content": "x"}, **{"from": {"userid": "李"}}),
        a_frame(msgtype="mixed", mixed={"msg_item": [1]}),
        a_frame(msgtype="mixed", mixed={"msg_item": [{"msgtype": "text"}] * 101}),
        a_frame(msgtype="image", image={}),
        a_frame(msgtype="event"),
        a_frame(msgtype="event", event={}),
        a_frame(msgtype="event", event={"eventtype": "template_card_event"}),
        a_frame(text={"content": "x"}) | {"headers": {}},
    ],
)
def test_a_broken_frame_is_unreadable(frame: object) -> None:
    with pytest.raises(Unreadable):
        read_robot(frame)


@pytest.mark.parametrize(
    "odd",
    [
        *(
            {"quote": bad}
            for bad in ({}, [], "x", {"msgtype": "text"}, {"msgtype": "text", "text": 1})
        ),
        *({"text": {"content": bad}} for bad in ("签收\0 0001", "签收\ud83d 0001")),
        *({"create_time": bad} for bad in ("soon", None, [], -1)),
        {
            "msgtype": "mixed",
            "mixed": {"msg_item": [1, {"msgtype": "text", "text": {"content": "签收 0001"}}]},
        },
        {"msgid": 7},
    ],
)
def test_one_odd_element_costs_that_element(odd: Mapping[str, object]) -> None:
    """R7: a quotation without content, a half character, a piece that is none: the command is read."""
    assert read_robot(a_frame(**{"text": {"content": "签收 0001"}, **odd})).text == "签收 0001"


def test_no_value_shows_a_citizens_words() -> None:
    assert "张三" not in repr(read_robot(a_frame(text={"content": "我叫张三"})))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=9,
)
FRAME_NAMES = ["msgid", "aibotid", "from", "msgtype", "text", "mixed", "event", "quote", "chatid"]
KINDS = st.sampled_from(["text", "event", "image", "location", "link", "mixed", "business_card"])


@given(st.sampled_from(FRAME_NAMES), JSON, KINDS)
def test_no_frame_raises_anything_but_unreadable(name: str, value: object, kind: str) -> None:
    with contextlib.suppress(Unreadable):
        read_robot(a_frame(**({"msgtype": kind, kind: {"msg_item": [value]}} | {name: value})))
