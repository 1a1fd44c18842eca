"""Entries of `kf/sync_msg` as values: the official page, and what is unreadable."""

import contextlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.wecom import fields
from bot.wecom.fields import Unreadable
from bot.wecom.kf_message import KfEvent, KfMessage, read_kf
from bot.wecom.protocol import SharedLink

pytestmark = pytest.mark.unit


def an_entry(**over: object) -> dict[str, Any]:
    return {
        **{"msgid": "m1", "open_kfid": "wk1", "external_userid": "wm1", "send_time": 1348831860},
        **{"origin": 3, "msgtype": "text", "text": {"content": "x"}},
        **over,
    }


@pytest.fixture(scope="module")
def entries(shared: Path) -> list[dict[str, Any]]:
    sync = json.loads((shared / "vectors/kf/sync_msg.json").read_text("utf-8"))
    found: list[dict[str, Any]] = sync["response"]["msg_list"]
    return found


def test_every_entry_of_the_official_page_is_read(entries: list[dict[str, Any]]) -> None:
    read = {message.kind: message for message in map(read_kf, entries)}
    assert len(read) == 11
    assert {each.customer for each in read.values()} == {"wmAJ2GCAAAme1XQRC-NI-q0_ZM9ukoAw"}
    assert (read["text"].text, read["text"].menu_id) == ("hello world", "101")
    media = {read[kind].media_id for kind in ("image", "voice", "video", "file")}
    assert media == {"2iSLeVyqzk4eX0IB5kTi9Ljfa2rt9dwfq5WKRQ4Nvvgw"}
    assert read["link"].link == SharedLink(title="TITLE", url="URL", description="DESC")
    assert read["business_card"].userid == "USERID"
    assert read["miniprogram"].text == "TITLE"
    assert read["msgmenu"].raw["msgmenu"]["tail_content"] == "欢迎再次光临"
    place = read["location"].location
    assert place is not None
    assert (place.latitude, place.longitude) == (23.1060218811035, 113.320503234863)
    assert place.label == "广东省广州市海珠区滨江东路 广州国际媒体港(广州市海珠区)"


def test_every_event_of_the_official_page_is_read(entries: list[dict[str, Any]]) -> None:
    read = [message.event for message in map(read_kf, entries) if message.event]
    assert read == [
        KfEvent(name="enter_session", code="aaaaaa", scene="123", scene_param="abc"),
        KfEvent(name="msg_send_fail", msg_id="FAIL_MSGID", number=4),
        KfEvent(name="servicer_status_change", number=1),
        KfEvent(
            name="session_status_change",
            number=1,
            code="MSG_CODE",
            old_servicer="OLD_SERVICER_USERID",
            new_servicer="NEW_SERVICER_USERID",
        ),
    ]


def test_an_event_may_say_less_and_say_it_inside() -> None:
    inside = {"event_type": "user_recall_msg", "external_userid": "wm9", "recall_msgid": "m0"}
    message = read_kf({"msgtype": "event", "event": inside})
    assert (message.customer, message.msg_id, message.sent_at) == ("wm9", "", None)
    assert message.event == KfEvent(name="user_recall_msg", msg_id="m0")


@pytest.mark.parametrize("origin", [3, 4, 5])
def test_every_origin_and_unknown_types_are_read(origin: int) -> None:
    message = read_kf(an_entry(msgtype="channels_shop_order", origin=origin))
    assert isinstance(message, KfMessage)
    assert (message.kind, message.origin) == ("channels_shop_order", origin)


@pytest.mark.parametrize(
    "entry",
    [
        *(None, [], "text", 1, {}),
        *(
            {k: v for k, v in an_entry().items() if k != name}
            for name in ("msgid", "origin", "text", "msgtype")
        ),
        *(an_entry(msgid=bad) for bad in ("", "a b", "x" * 129, None, ["m"], "\0", "é")),
        *(an_entry(text=bad) for bad in ("x", {}, {"content": None}, {"content": ["x"]})),
        *(an_entry(msgtype="image", image=bad) for bad in ({}, {"media_id": ""}, None)),
        *(an_entry(msgtype="location", location={"latitude": bad}) for bad in ("1", 91, None, "x")),
        an_entry(msgtype="location", location={"latitude": float("nan"), "longitude": 1}),
        an_entry(msgtype="event"),
        an_entry(msgtype="event", event={"event_type": "msg_send_fail", "fail_msgid": "m"}),
    ],
)
def test_a_broken_entry_is_unreadable(entry: object) -> None:
    with pytest.raises(Unreadable):
        read_kf(entry)


@pytest.mark.parametrize(
    ("odd", "value"),
    [
        ({"text": {"content": "路灯\0坏了"}}, "路灯坏了"),
        ({"text": {"content": "路灯\ud83d坏了"}}, "路灯坏了"),
        ({"text": {"content": 13800138000}}, "13800138000"),
        ({"text": {"content": "路灯坏了", "menu_id": {}}}, "路灯坏了"),
        *(({"send_time": bad}, "x") for bad in ("1348831860", 1348831860.0, True, -1, 1.5, None)),
        *(({"msgid": 1}, "x"), ({"origin": "3"}, "x"), ({"servicer_userid": ["x"]}, "x")),
        ({"msgtype": "link", "link": {"title": "通知"}}, ""),
        (
            {"msgtype": "location", "location": {"latitude": "x", "name": "政务大厅"}},
            "政务大厅",
        ),
    ],
)
def test_one_odd_element_costs_that_element(odd: Mapping[str, object], value: str) -> None:
    """R7: whatever else is in the message is read."""
    message = read_kf(an_entry(**{"text": {"content": "x"}, **odd}))
    assert message.text == value
    assert message.origin == 3


@pytest.mark.parametrize(
    ("kind", "body", "said"),
    [
        ("channels", {"nickname": "武陟发布", "title": "大厅排队"}, "武陟发布 大厅排队"),
        ("channels", None, ""),
        ("note", {"title": "我的遭遇"}, "我的遭遇"),
        ("note", {}, ""),
        ("channels_shop_product", {"shop_nickname": "某店", "title": "某物"}, "某店 某物"),
        ("merged_msg", {"title": "和窗口的聊天", "item": []}, "和窗口的聊天"),
        (
            "merged_msg",
            {
                "title": "聊天记录",
                "item": [
                    {
                        "sender_name": "甲",
                        "msgtype": "text",
                        "msg_content": '{"text": {"content": "证办不下来"}}',
                    },
                    {"sender_name": "乙", "msgtype": "image", "msg_content": '{"image": {}}'},
                    {"sender_name": "丙", "msgtype": "text", "msg_content": "{"},
                    "no object",
                ],
            },
            "聊天记录\n甲：证办不下来\n乙：[image]",
        ),
    ],
)
def test_what_somebody_passes_on_is_read_as_far_as_it_can_be(
    kind: str, body: object, said: str
) -> None:
    assert read_kf(an_entry(**{"msgtype": kind, kind: body})).text == said


def test_no_value_shows_a_citizens_words() -> None:
    assert "张三" not in repr(read_kf(an_entry(text={"content": "我叫张三"})))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=9,
)
ENTRY_NAMES = [*an_entry(), "event", "image", "location", "link", "business_card"]
KINDS = st.sampled_from(["text", "event", "image", "location", "link", "mixed", "business_card"])


@given(st.sampled_from(ENTRY_NAMES), JSON, KINDS)
def test_no_entry_raises_anything_but_unreadable(name: str, value: object, kind: str) -> None:
    with contextlib.suppress(Unreadable):
        read_kf(an_entry(msgtype=kind) | {kind: {"event_type": "x"}} | {name: value})


@given(st.binary(max_size=60) | st.sampled_from([b"[" * 60_000, b'{"a":' * 20_000, b"1" * 9_000]))
def test_no_json_raises_anything_but_unreadable(data: bytes) -> None:
    with contextlib.suppress(Unreadable):
        assert isinstance(fields.load(data), dict)


def test_json_is_loaded_as_it_was_kept() -> None:
    assert fields.load('{"a": "诉求"}'.encode()) == {"a": "诉求"}
    for bad in (b"[]", b"\xff", b"{", b"null"):
        with pytest.raises(Unreadable):
            fields.load(bad)
