"""Photos, voices and files reach who must see them: the desk, and the liaison in single chat.

Never a group (product §2), and of many only the first unasked: a member takes thirty messages a minute.
Each piece waits in a lane of its own, so that a slow download holds up
no card; a piece that could not be fetched is said in words.
"""

from collections.abc import Iterable, Sequence

from bot.config.directory import Directory
from bot.letters import kinds
from bot.letters.kinds import Members, urgency_of
from bot.texts import attachments as texts
from dispatch.ticket.ticket import Ticket, spoken
from storage.queues.lane import Channel, Lane
from storage.queues.letters import Letter, Urgency

#: so many pieces follow unasked, as many as WeChat lets one choose at once; who asks (查) gets all
AT_ONCE = 9


def to_desk(ticket: Ticket, ids: Sequence[str], directory: Directory) -> list[Letter]:
    """Return the letters that bring the pieces *ids* to the desk of the ticket's centre."""
    return _letters(
        ticket, ids, Members.seeing(directory, Lane(Channel.DESK, ticket.centre), ticket)
    )


def to_liaisons(
    ticket: Ticket, ids: Sequence[str], departments: Iterable[str], directory: Directory
) -> list[Letter]:
    """Return the letters that bring the pieces *ids* to the liaison of each department.

    What came with a lead about somebody's conduct stays at the desk (N6).
    """
    letters: list[Letter] = []
    if ticket.allegation is not None:  # nobody can tell which of them show the lead
        return letters
    for name in departments:
        department = directory.departments.get(name)
        if department is not None and department.liaison:
            letters += _letters(ticket, ids, kinds.member(department.liaison))
    return letters


def to_reader(ticket: Ticket, ids: Sequence[str], userid: str, asked: str) -> list[Letter]:
    """Return the letters that bring the pieces *ids* to who *asked* for them, as often as they ask."""
    return _letters(ticket, ids, kinds.member(userid), f"{asked}/")


def to_desk_of_chat(
    chat: str, ids: Sequence[str], desk: Members, *, urgency: Urgency = Urgency.ORDINARY
) -> list[Letter]:
    """Return the letters that bring to the *desk* what was sent in the chat named *chat* (#3); each piece once."""
    return _of_chat(chat, chat, ids, desk, "", urgency)


def to_holder(
    named: str, ascii_: str, ids: Sequence[str], userid: str, asked: str = ""
) -> list[Letter]:
    """Return the letters that bring what was sent in a chat to who has it, or *asked* for it.

    Args:
        named: how the chat is read: #3, or a ticket's number; *ascii_* how it is typed.
    """
    return _of_chat(named, ascii_, ids, kinds.member(userid), asked)


def _of_chat(
    named: str,
    ascii_: str,
    ids: Sequence[str],
    listeners: Members,
    asked: str,
    urgency: Urgency = Urgency.ORDINARY,
) -> list[Letter]:
    if not listeners.userids:
        return []
    rush = Urgency.AWAITED if asked else urgency
    to = Members(Lane(Channel.MEDIA, str(listeners.lane), "chat"), listeners.userids)
    shown = ids if asked else ids[:AT_ONCE]
    pieces = [
        kinds.media(to, id)
        .marked(chat=named, ascii=ascii_)
        .letter(f"{asked}chat/media/{id}/{listeners.lane}", urgency=rush)
        for id in shown
    ]
    if len(shown) == len(ids):
        return pieces
    head = kinds.text(
        to,
        texts.MORE_PIECES_SAID.format(named=named, count=len(ids), shown=len(shown), ascii=ascii_),
    )
    return [head.letter(f"chat/media/{ids[0]}/{listeners.lane}/head", urgency=rush), *pieces]


def _letters(
    ticket: Ticket, ids: Sequence[str], listeners: Members, asked: str = ""
) -> list[Letter]:
    if not ids or not listeners.userids:
        return []
    # a photo of a leak goes as its words do, and whoever asked for one waits for it
    rush = min(urgency_of(ticket), Urgency.AWAITED if asked else Urgency.ORDINARY)
    lane = Lane(Channel.MEDIA, str(listeners.lane), ticket.no)
    to = Members(lane, listeners.userids)
    shown = ids if asked else ids[:AT_ONCE]
    words = texts.PIECES if len(shown) == len(ids) else texts.MORE_PIECES
    said = words.format(no=spoken(ticket.no), count=len(ids), shown=len(shown), ascii=ticket.no)
    head = kinds.text(to, said)
    pieces = [
        kinds.media(to, id)
        .marked(no=ticket.no)
        .letter(f"{asked}{ticket.no}/media/{id}/{listeners.lane}", ticket.no, urgency=rush)
        for id in shown
    ]
    begin = f"{asked}{ticket.no}/media/{ids[0]}/{listeners.lane}/head"
    return [head.letter(begin, ticket.no, urgency=rush), *pieces]
