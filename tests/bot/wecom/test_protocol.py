"""What the app callback pushes, as values: the official samples, and what is unreadable."""

import contextlib
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import wechatpy.work
from hypothesis import given
from hypothesis import strategies as st

from bot.wecom import protocol, xml
from bot.wecom.fields import Unreadable
from bot.wecom.protocol import Incoming, Location, SharedLink, read_app

pytestmark = pytest.mark.unit

SENT_AT = datetime(2012, 9, 28, 11, 31, tzinfo=UTC)  # 1348831860 of the official samples


def pushed(**elements: str) -> bytes:
    """Return an app message; an element given as empty text stays, `None` would not be one."""
    known = {"FromUserName": "li", "CreateTime": "1348831860", "MsgType": "text", "MsgId": "1"}
    inside = "".join(f"<{name}>{text}</{name}>" for name, text in (known | elements).items())
    return f"<xml>{inside}</xml>".encode()


def without(body: bytes, name: str) -> bytes:
    return re.sub(rf"<{name}>.*?</{name}>".encode(), b"", body)


def a_press(**elements: str) -> bytes:
    event = {"MsgType": "event", "Event": "template_card_event", "EventKey": "k", "TaskId": "t"}
    return without(pushed(**(event | elements)), "MsgId")


def sample(shared: Path, name: str) -> Incoming:
    return read_app((shared / f"vectors/{name}.xml").read_bytes())


def test_the_official_messages_are_read(shared: Path) -> None:
    def message(kind: str) -> Incoming:
        return sample(shared, f"wecom_callback/{kind}")

    text = message("text")
    assert (text.kind, text.from_user, text.created_at) == ("text", "fromUser", SENT_AT)
    assert (text.msg_id, text.agent_id, text.text) == ("1234567890123456", "1", "this is a test")
    for kind in ("image", "voice", "video"):
        assert (message(kind).kind, message(kind).media_id) == (kind, "media_id")
    place = Location(latitude=23.134, longitude=113.358, label="位置信息")
    assert message("location").location == place
    page = SharedLink(title="this is a title！", url="URL", description="this is a description！")
    assert message("link").link == page


def test_what_wecom_understood_of_a_voice_is_its_words() -> None:
    voice = pushed(MsgType="voice", MediaId="m", Recognition=" 家里着火了 ")
    assert read_app(voice).text == "家里着火了"
    assert read_app(pushed(MsgType="voice", MediaId="m")).text == ""


def test_every_official_event_is_read(shared: Path) -> None:
    for file in (shared / "vectors/wecom_callback").glob("event_*.xml"):
        event = sample(shared, f"wecom_callback/{file.stem}")
        assert event.kind == "event"
        assert file.stem.removeprefix("event_").startswith(event.event)
        assert not event.msg_id
    assert sample(shared, "wecom_callback/event_click").event_key == "EVENTKEY"
    chosen = sample(shared, "wecom_callback/event_location_select").location
    assert chosen == Location(latitude=23, longitude=113, label="广州市海珠区客村艺苑路 106号")


def test_the_official_card_event_is_read(shared: Path) -> None:
    press = sample(shared, "wecom_callback/event_template_card_event")
    assert press.is_press
    assert (press.event_key, press.task_id, press.card_type) == (
        "key111",
        "taskid111",
        "text_notice",
    )
    assert press.response_code == "ResponseCode"
    assert press.selected == {
        "QuestionKey1": ("OptionId1", "OptionId2"),
        "QuestionKey2": ("OptionId3", "OptionId4"),
    }
    assert sample(shared, "wecom_callback/event_template_card_menu_event").is_press
    assert not sample(shared, "wecom_callback/event_click").is_press


def test_the_official_kf_event_has_no_sender(shared: Path) -> None:
    event = sample(shared, "kf/event_kf_msg_or_event")
    assert (event.from_user, event.open_kfid) == ("", "wkxxxxxxx")
    assert event.token == "ENCApHxnGDNAVNY4AaSJKj4Tb5mwsEMzxhFmHVGcra996NR"


def test_an_unknown_kind_is_kept_with_its_sender() -> None:
    message = read_app(pushed(MsgType="sticker"))
    assert (message.kind, message.from_user, message.msg_id) == ("sticker", "li", "1")


def test_our_reading_agrees_with_wechatpy(shared: Path) -> None:
    for kind in ("text", "image", "voice", "video", "location", "link"):
        body = (shared / f"vectors/wecom_callback/{kind}.xml").read_text("utf-8")
        theirs: Any = wechatpy.work.parse_message(body)
        ours = read_app(body.encode())
        assert (ours.kind, ours.from_user) == (theirs.type, theirs.source)
        assert ours.msg_id == str(theirs.id)


@pytest.mark.parametrize(
    ("body", "word"),
    [
        *((without(pushed(Content="x"), name), name) for name in ("FromUserName", "CreateTime")),
        *((without(pushed(Content="x"), name), name) for name in ("MsgType", "MsgId", "Content")),
        (pushed(MsgType="image"), "MediaId"),
        (pushed(MsgType="voice", MediaId=""), "MediaId"),
        (pushed(MsgType="location", Location_X="23"), "Location_Y"),
        (pushed(MsgType="location", Location_X="91", Location_Y="1"), "Location_X"),
        (pushed(MsgType="location", Location_X="nan", Location_Y="1"), "Location_X"),
        (pushed(MsgType="location", Location_X="1", Location_Y="１"), "Location_Y"),
        (pushed(Content="x", CreateTime="soon"), "CreateTime"),
        (pushed(Content="x", CreateTime="-1"), "CreateTime"),
        (pushed(Content="x", CreateTime="999999999999"), "CreateTime"),
        (pushed(Content="x", CreateTime="١٣٤٨٨٣١٨٦٠"), "CreateTime"),
        (pushed(Content="x", MsgId="a b"), "MsgId"),
        (pushed(Content="x", MsgId="1" * 129), "MsgId"),
        (pushed(Content="x", FromUserName="<A/>"), "FromUserName"),
        (pushed(Content="x", FromUserName=""), "FromUserName"),
        (pushed(Content="<A>x</A>"), "Content"),
        (pushed(Content="a</Content><Content>b"), "Content"),
        (without(pushed(MsgType="event"), "MsgId"), "Event"),
        (without(a_press(), "EventKey"), "EventKey"),
        (without(a_press(), "TaskId"), "TaskId"),
        (a_press(SelectedItems="<SelectedItem/>"), "QuestionKey"),
        (without(a_press(Event="kf_msg_or_event"), "FromUserName"), "OpenKfId"),
        (pushed(Content="x").replace(b"xml>", b"html>"), "xml"),
    ],
)
def test_a_missing_or_wrong_field_is_unreadable_and_named(body: bytes, word: str) -> None:
    with pytest.raises(Unreadable, match=word):
        read_app(body)


def test_a_fault_is_short_whatever_the_message_holds() -> None:
    with pytest.raises(Unreadable) as fault:
        xml.parse(b"<" + b"a" * 9_000 + b' b="c"/>')
    assert len(str(fault.value)) <= 120


def test_an_injected_second_type_is_unreadable() -> None:
    """S9: wechatpy makes a list of it and goes on."""
    with pytest.raises(Unreadable, match="MsgType occurs twice"):
        read_app(pushed(Content="x</Content><MsgType>event</MsgType><Content>"))


KEYED = ("FromUserName", "CreateTime", "Event", "EventKey", "TaskId", "ResponseCode")


def test_the_key_of_an_event_hangs_on_each_of_its_parts_and_on_nothing_else() -> None:
    first = a_press(ResponseCode="r")
    assert key_of(first) == key_of(first.replace(b"<xml>", b"<xml><ToUserName>ww</ToUserName>"))
    keys = {key_of(first)}
    for name in KEYED:
        value = "1348831861" if name == "CreateTime" else "template_card_menu_event"
        keys.add(key_of(re.sub(rf"<{name}>.*?<".encode(), f"<{name}>{value}<".encode(), first)))
    for token in "AB":
        for account in "AB":
            body = without(
                a_press(Event="kf_msg_or_event", Token=token, OpenKfId=account), "TaskId"
            )
            keys.add(key_of(body))
    assert len(keys) == 1 + len(KEYED) + 4


def key_of(body: bytes) -> str:
    return protocol.repeat_key(read_app(body))


def test_parts_of_a_key_cannot_run_into_each_other() -> None:
    assert key_of(a_press(EventKey="ab", TaskId="c")) != key_of(a_press(EventKey="a", TaskId="bc"))
    assert key_of(a_press(EventKey="1:a", TaskId="")) != key_of(a_press(EventKey="", TaskId="1:a"))


def test_one_selected_item_does_not_become_a_bare_string() -> None:
    one = "<SelectedItem><QuestionKey>q</QuestionKey><OptionIds>{}</OptionIds></SelectedItem>"
    for count in (0, 1, 2):
        options = "".join(f"<OptionId>o{n}</OptionId>" for n in range(count))
        message = read_app(a_press(SelectedItems=one.format(options)))
        assert message.selected == {"q": tuple(f"o{n}" for n in range(count))}


@given(st.binary(max_size=200) | st.text(alphabet="<>/xml![]CDATA&;#0 a", max_size=100))
def test_no_bytes_raise_anything_but_unreadable(data: bytes | str) -> None:
    with contextlib.suppress(Unreadable):
        read_app(data if isinstance(data, bytes) else data.encode())


def test_no_value_shows_a_citizens_words() -> None:
    assert "张三" not in repr(read_app(pushed(Content="我叫张三")))
