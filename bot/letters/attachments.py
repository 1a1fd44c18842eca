"""Photos, voices and files reach who must see them: the desk, and the liaison in single chat.

Never a group (product §2). Each piece waits in a lane of its own, so that a slow download holds up
no card; a piece that could not be fetched is said in words.
"""

from collections.abc import Iterable, Sequence

from bot.config.directory import Directory
from bot.texts import staff
from dispatch.ticket.ticket import Ticket, spoken
from storage.queues.outbox import Letter

KIND = "app_media"


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
