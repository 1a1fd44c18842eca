"""A photo, a voice or a file as it leaves: read from the database, uploaded, sent; in words where it is lost."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot.texts import staff
from bot.wecom.client import App, WeComClient
from bot.wecom.errors import TryLater
from dispatch.ticket.ticket import spoken
from storage.people import media
from storage.store import Store

#: what WeCom calls each kind when it is uploaded and sent (90236), and a name for the file
_SENT_AS = {
    "image": ("image", "photo.jpg"),
    "voice": ("voice", "voice.amr"),
    "video": ("video", "video.mp4"),
    "file": ("file", "file"),
}


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


async def content_of(client: WeComClient, app: App, piece: Piece, no: str) -> dict[str, Any]:
    """Return what message/send shows of *piece*; uploads it first (its id lives three days).

    Raises:
        NotReady: it is still being fetched.
    """
    if piece.state == "waiting":
        raise NotReady(where="media is being fetched")
    if piece.state != "kept":
        text = staff.PIECE_LOST.format(
            no=spoken(no), kind=staff.MEDIA_KINDS.get(piece.kind, piece.kind)
        )
        return {"msgtype": "text", "text": {"content": text}}
    sent_as, name = _SENT_AS[piece.kind]
    media_id = await client.media_upload(app.secret, sent_as, name, piece.content)
    return {"msgtype": sent_as, sent_as: {"media_id": media_id}}
