"""A photo, a voice or a file as it leaves: read from the database, uploaded, sent; in words where it is lost."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot.texts import attachments as texts
from bot.texts import staff
from bot.wecom.client import LARGEST_MEDIA, App, WeComClient
from bot.wecom.errors import TryLater
from dispatch.ticket.ticket import spoken
from storage.people import media
from storage.store import Store

#: what WeCom calls each kind when it is uploaded and sent, a name for the file, and up to how many
#: bytes it takes it as that (90253); what is larger, or of another format, goes as a file up to 20 MB
_SENT_AS = {
    "image": ("image", "photo.jpg", 10 * 2**20),
    "voice": ("voice", "voice.amr", 2 * 2**20),
    "video": ("video", "video.mp4", 10 * 2**20),
    "file": ("file", "file", LARGEST_MEDIA),
}
#: how files begin that WeCom shows as no image and no voice, and what they are called then
_FOREIGN = (
    (b"GIF8", "photo.gif"),
    (b"BM", "photo.bmp"),
    (b"RIFF", "photo.webp"),
    (b"\x02#!SILK", "voice.silk"),
    (b"#!SILK", "voice.silk"),
    (b"ID3", "voice.mp3"),
)
#: WeCom takes nothing smaller (90253)
_SMALLEST = 5


class NotReady(TryLater):
    """What the letter must carry is not here yet; WeCom was not asked, look again soon."""

    after = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One piece as the memory has it: `waiting`, `kept`, `failed` or `too_large`."""

    kind: str
    state: str
    content: bytes = field(default=b"", repr=False)


Pieces = Callable[[str], Awaitable[Piece]]


def kept_in(store: Store) -> Pieces:
    async def piece(id: str) -> Piece:
        found = await media.load(store.reader, id)
        content = await media.content(store.reader, id) if found.state == "kept" else b""
        return Piece(kind=found.kind, state=found.state, content=content)

    return piece


async def content_of(
    client: WeComClient, app: App, piece: Piece, said: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what message/send shows of *piece*; uploads it first (its id lives three days).

    Args:
        said: the letter's marks: the ticket `no`, or the `chat` and how it is typed (`ascii`).

    Raises:
        NotReady: it is still being fetched.
    """
    if piece.state == "waiting":
        raise NotReady(where="media is being fetched")
    if piece.state != "kept" or not _SMALLEST <= len(piece.content) <= LARGEST_MEDIA:
        return {"msgtype": "text", "text": {"content": _lost(piece, said)}}
    sent_as, name = _form(piece)
    media_id = await client.media_upload(app.secret, sent_as, name, piece.content)
    return {"msgtype": sent_as, sent_as: {"media_id": media_id}}


def _form(piece: Piece) -> tuple[str, str]:
    """Return as what a piece is sent, and the file's name."""
    sent_as, name, largest = _SENT_AS[piece.kind]
    foreign = next((other for head, other in _FOREIGN if piece.content.startswith(head)), "")
    if foreign and sent_as in ("image", "voice"):
        return "file", foreign
    return ("file" if len(piece.content) > largest else sent_as), name


def _lost(piece: Piece, said: Mapping[str, Any]) -> str:
    """Return the words for a piece that cannot be shown: what is missing, and how it is had again."""
    kind = staff.MEDIA_KINDS.get(piece.kind, piece.kind)
    if "chat" not in said:
        return texts.PIECE_LOST.format(no=spoken(said["no"]), kind=kind)
    lost = texts.PIECE_LOST.format(no=said["chat"], kind=kind)
    return f"{lost}{texts.PIECE_ASK.format(ascii=said['ascii'], kind=kind)}"
