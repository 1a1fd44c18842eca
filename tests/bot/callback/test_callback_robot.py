"""What the robot hears becomes an arrival: its lane, its key, and nothing lost."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.callback.robot import arrival
from bot.wecom.fields import load
from bot.wecom.robot_frame import read_robot

pytestmark = pytest.mark.unit

NOW = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)


def a_frame(**over: object) -> dict[str, Any]:
    body = {"msgid": "r1", "aibotid": "bot", "from": {"userid": "li"}, "msgtype": "text", **over}
    return {"headers": {"req_id": "q1"}, "body": {"text": {"content": "签收 0001"}} | body}


@pytest.mark.parametrize(
    ("over", "lane"),
    [
        pytest.param({"chattype": "group", "chatid": "C1"}, "group:C1", id="group"),
        pytest.param({"chattype": "single"}, "aibot:li", id="single"),
        pytest.param({}, "aibot:li", id="no chat named"),
        pytest.param(
            {"msgtype": "event", "event": {"eventtype": "disconnected_event"}, "from": {}},
            "aibot:-",
            id="broken event",
        ),
    ],
)
def test_a_lane_is_the_group_or_the_person(over: dict[str, object], lane: str) -> None:
    assert arrival(a_frame(**over), "bot", NOW).lane == lane


def test_the_whole_frame_is_kept_and_read_again() -> None:
    frame = a_frame(chattype="group", chatid="C1")
    kept = arrival(frame, "bot", NOW)
    assert (kept.channel, kept.account, kept.key, kept.fault) == ("aibot", "bot", "r1", "")
    assert load(kept.body) == frame
    assert read_robot(load(kept.body)).req_id == "q1"


@pytest.mark.parametrize(("seconds", "late"), [(0, False), (300, False), (301, True), (-301, True)])
def test_only_an_event_that_says_its_time_can_be_late(seconds: int, late: bool) -> None:
    at = int((NOW - timedelta(seconds=seconds)).timestamp())
    event = {"eventtype": "enter_chat"}
    assert arrival(a_frame(msgtype="event", event=event, create_time=at), "bot", NOW).late is late
    assert arrival(a_frame(), "bot", NOW).late is False


@pytest.mark.parametrize("frame", [None, [], {}, a_frame(msgid=[1]), a_frame(text="x"), "frame"])
def test_an_unreadable_frame_is_kept_with_its_fault(frame: object) -> None:
    kept = arrival(frame, "bot", NOW)
    assert kept.fault
    assert json.loads(kept.body) == frame
    assert (kept.lane, len(kept.key)) == ("aibot:-", 64)
    assert arrival(frame, "bot", NOW).key == kept.key


def test_every_official_frame_becomes_an_arrival_without_fault(shared: Path) -> None:
    files = [
        *(shared / "vectors/aibot_http").glob("msg_*.json"),
        *(shared / "vectors/aibot_http").glob("event_*.json"),
        *(shared / "vectors/aibot_ws").glob("event_*.json"),
    ]
    for file in files:
        kept = arrival(json.loads(file.read_text("utf-8")), "AIBOTID", NOW)
        assert not kept.fault, file.name
        assert kept.lane in {"group:CHATID", "aibot:USERID", "aibot:-"}
    assert len(files) == 14
