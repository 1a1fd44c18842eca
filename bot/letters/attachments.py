"""Photos, voices and files reach who must see them: the desk, and the liaison in single chat.

Never a group (product §2). Each piece waits in a lane of its own, so that a slow download holds up
no card; a piece that could not be fetched is said in words.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.config.directory import Directory
from bot.delivery.outgoing import NotReady
from bot.texts import staff
from bot.wecom.client import App, WeComClient
from dispatch.ticket.ticket import Ticket, spoken
from storage.people import media
from storage.queues.outbox import Letter
from storage.store import Store

KIND = "app_media"
#: what WeCom calls each kind when it is uploaded and sent (90236), and a name for the file
_SENT_AS = {
    "image": ("image", "photo.jpg"),
    "voice": ("voice", "voice.amr"),
    "video": ("video", "video.mp4"),
    "file": ("file", "file"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One piece as the memory has it: `waiting`, `kept`, `failed` or `too_large`."""

    kind: str
    state: str
    content: bytes = field(default=b"", repr=False)


Pieces = Callable[[str], Awaitable[Piece]]


def kept_in(store: Store) -> Pieces:
    """Return a function that reads a piece from *store*."""

    async def piece(id: str) -> Piece:
        found = await media.load(store.reader, id)
        content = await media.content(store.reader, id) if found.state == "kept" else b""
        return Piece(kind=found.kind, state=found.state, content=content)

    return piece


def to_desk(ticket: Ticket, ids: Sequence[str], directory: Directory) -> list[Letter]:
    """Return the letters that bring the pieces *ids* to the desk of the ticket's centre."""
    lane = f"desk:{ticket.centre}"
    return _letters(ticket, ids, lane, directory.people_of(lane))


def to_liaisons(
    ticket: Ticket, ids: Sequence[str], departments: Iterable[str], directory: Directory
) -> list[Letter]:
    """Return the letters that bring the pieces *ids* to the liaison of each department."""
    letters = []
    for name in departments:
        department = directory.departments.get(name)
        if department is not None and department.liaison:
            lane = f"app:{department.liaison}"
            letters += _letters(ticket, ids, lane, (department.liaison,))
    return letters


def _letters(
    ticket: Ticket, ids: Sequence[str], listener: str, people: Sequence[str]
) -> list[Letter]:
    if not ids or not people:
        return []
    lane = f"media:{ticket.no}:{listener}"
    head = Letter(
        key=f"{ticket.no}/media/{ids[0]}/{listener}/head",
        lane=lane,
        kind="app_text",
        ticket_no=ticket.no,
        payload={
            "to": list(people),
            "text": staff.PIECES.format(no=spoken(ticket.no), count=len(ids)),
        },
    )
    pieces = [
        Letter(
            key=f"{ticket.no}/media/{id}/{listener}",
            lane=lane,
            kind=KIND,
            ticket_no=ticket.no,
            payload={"no": ticket.no, "to": list(people), "media": id},
        )
        for id in ids
    ]
    return [head, *pieces]


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
