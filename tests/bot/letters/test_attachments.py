"""Photos and voices reach the desk and the liaison in single chat, never a group."""

from typing import Any

import pytest
from builders import a_complaint, a_ticket, wuzhi

from bot.config.directory import Directory
from bot.config.sections import Department
from bot.delivery.attachments import NotReady, Piece, content_of
from bot.letters import attachments
from bot.wecom.client import App
from bot.wecom.token import Secret
from dispatch.ticket.actor import Actor
from dispatch.ticket.complaint import Attachment

pytestmark = pytest.mark.unit

DESK = Actor(id="shouli", roles=frozenset({"receptionist"}))
WHO = Directory(
    {"shouli": DESK},
    {
        "market": Department(id="market", name="市场监管局", chat_id="wr1", liaison="liu"),
        "tax": Department(id="tax", name="税务局"),
    },
)
PHOTOS = (Attachment(id="m1", kind="image"), Attachment(id="m2", kind="voice"))
TICKET = a_ticket(wuzhi(), complaint=a_complaint(media=PHOTOS))
APP = App(1, Secret("hidden"))


class Uploads:
    """WeCom as far as a piece needs it: remembers what was uploaded."""

    def __init__(self) -> None:
        self.uploaded: list[tuple[str, str, bytes]] = []

    async def media_upload(self, secret: Secret, kind: str, filename: str, content: bytes) -> str:
        self.uploaded.append((kind, filename, content))
        return "3rd-day-id"


def test_the_desk_gets_every_piece_after_one_line_that_says_whose_they_are() -> None:
    letters = attachments.to_desk(TICKET, ["m1", "m2"], WHO)

    assert [one.kind for one in letters] == ["app_text", "app_media", "app_media"]
    assert {one.lane for one in letters} == {"media:2026-0001:desk:main"}
    assert all(one.payload["to"] == ["shouli"] for one in letters)
    assert "2026年第0001号" in letters[0].payload["text"]


def test_a_liaison_gets_them_in_single_chat_and_a_department_without_one_gets_none() -> None:
    letters = attachments.to_liaisons(TICKET, ["m1"], ["market", "tax"], WHO)

    assert [(one.kind, one.payload["to"]) for one in letters] == [
        ("app_text", ["liu"]),
        ("app_media", ["liu"]),
    ]
    assert not any(one.kind == "group" or one.lane.startswith("group:") for one in letters)


def test_no_pieces_say_nothing() -> None:
    assert attachments.to_desk(TICKET, [], WHO) == []


async def test_a_kept_piece_is_uploaded_and_sent_as_what_it_is() -> None:
    wecom: Any = Uploads()
    piece = Piece(kind="voice", state="kept", content=b"#!AMR")
    content = await content_of(wecom, APP, piece, {"no": "2026-0001"})

    assert content == {"msgtype": "voice", "voice": {"media_id": "3rd-day-id"}}
    assert wecom.uploaded == [("voice", "voice.amr", b"#!AMR")]


async def test_a_piece_that_is_still_fetched_waits() -> None:
    with pytest.raises(NotReady):
        await content_of(
            Uploads(),  # type: ignore[arg-type]  # only what a piece needs of the client
            APP,
            Piece(kind="image", state="waiting"),
            {"no": "2026-0001"},
        )


AMR, JPEG = b"#!AMR", b"\xff\xd8\xff\xe0"


@pytest.mark.parametrize(
    ("kind", "content", "sent_as"),
    [
        ("image", JPEG + b"0" * 2**20, "image"),
        ("image", JPEG + b"0" * 10 * 2**20, "file"),
        ("image", b"GIF89a" + b"0" * 100, "file"),
        ("voice", AMR + b"0" * 2**20, "voice"),
        ("voice", AMR + b"0" * 2 * 2**20, "file"),
        ("voice", b"\x02#!SILK_V3" + b"0" * 100, "file"),
        ("video", b"0" * 10 * 2**20, "video"),
        ("video", b"0" * (10 * 2**20 + 1), "file"),
        ("file", b"0" * 20 * 2**20, "file"),
    ],
)
async def test_what_wecom_does_not_take_as_what_it_is_goes_as_a_file(
    kind: str, content: bytes, sent_as: str
) -> None:
    wecom: Any = Uploads()
    piece = Piece(kind=kind, state="kept", content=content)
    said = await content_of(wecom, APP, piece, {"no": "2026-0001"})
    assert said == {"msgtype": sent_as, sent_as: {"media_id": "3rd-day-id"}}


@pytest.mark.parametrize(
    "piece", [Piece(kind="voice", state="failed"), Piece(kind="voice", state="kept", content=b"#")]
)
async def test_what_cannot_be_shown_of_a_chat_says_how_to_have_it_again(piece: Piece) -> None:
    content = await content_of(Uploads(), APP, piece, {"chat": "#3", "ascii": "#3"})  # type: ignore[arg-type]  # nothing is uploaded
    assert "#3 有一个附件（语音）没有取到" in content["text"]["content"]
    assert "/回复 #3 " in content["text"]["content"]


@pytest.mark.parametrize("state", ["failed", "too_large"])
async def test_a_lost_piece_is_said_in_words(state: str) -> None:
    wecom: Any = Uploads()
    content = await content_of(wecom, APP, Piece(kind="image", state=state), {"no": "2026-0001"})

    assert content["msgtype"] == "text"
    assert "照片" in content["text"]["content"]
    assert wecom.uploaded == []
