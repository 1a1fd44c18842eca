"""A lane is read back as it was stored, and says who listens by which way."""

import pytest

from storage.queues.lane import Channel, Lane

pytestmark = pytest.mark.unit

STORED = [
    ("kf:wkTest:wmZhang", Lane(Channel.KF, "wmZhang", "wkTest")),
    ("app:li", Lane(Channel.APP, "li")),
    ("mp:oFollower1", Lane(Channel.MP, "oFollower1")),
    ("kf_event:wkTest", Lane(Channel.KF_EVENT, "wkTest")),
    ("aibot:-", Lane(Channel.AIBOT, "-")),
    ("group:market", Lane(Channel.GROUP, "market")),
    ("hotline:wuzhi", Lane(Channel.HOTLINE, "wuzhi")),
    ("hotline:12345:RX-7", Lane(Channel.HOTLINE, "RX-7", "12345")),
    ("partner:jf360:wuzhi", Lane(Channel.PARTNER, "wuzhi", "jf360")),
    ("desk:wuzhi", Lane(Channel.DESK, "wuzhi")),
    ("leader:", Lane(Channel.LEADER)),
    ("sms:2026-0001", Lane(Channel.SMS, "2026-0001")),
    ("media:2026-0001:app:li", Lane(Channel.MEDIA, "app:li", "2026-0001")),
    ("welcome:kf:wkTest:wmZhang", Lane(Channel.WELCOME, "kf:wkTest:wmZhang")),
    ("", Lane(Channel.NONE)),
]


@pytest.mark.parametrize(("text", "lane"), STORED)
def test_a_lane_is_read_as_it_is_stored_and_stored_as_it_was(text: str, lane: Lane) -> None:
    assert Lane.parse(text) == lane
    assert str(lane) == text


def test_what_begins_with_no_channel_of_ours_is_no_lane() -> None:
    with pytest.raises(ValueError, match="fax"):
        Lane.parse("fax:0391")


@pytest.mark.parametrize(
    ("text", "way", "centre"),
    [
        ("partner:jf360:wuzhi", "partner:jf360", "wuzhi"),
        ("hotline:wuzhi", "hotline", "wuzhi"),
        ("assessor:wuzhi", "assessor", "wuzhi"),
        ("kf:wkTest:wmZhang", "kf:wkTest", ""),
        ("window:market", "window", ""),
    ],
)
def test_a_lane_names_its_way_and_a_centres_people_their_centre(
    text: str, way: str, centre: str
) -> None:
    lane = Lane.parse(text)
    assert (lane.way, lane.centre) == (way, centre)
