"""Letters to the citizen: words, the answer and its survey, on the way that their lane names."""

from bot.letters.chats import chat_on, has_chat, lane_of
from bot.letters.kinds import Saying, Wording
from bot.texts import citizen, staff
from dispatch.ticket.notices import NoticeKind

#: with these the person knows the result, or who has it now
_TELLS = frozenset({NoticeKind.ANSWERED, NoticeKind.TRANSFERRED})
#: what must arrive, however late (待送达)
_WAITS = frozenset({NoticeKind.ANSWERED, NoticeKind.SURVEY})


def letters(saying: Saying) -> list[Wording]:
    """Return the letter to the complainant; none where there is no chat, or nothing worth a message."""
    ticket, what = saying.ticket, saying.notice.what
    stored = ticket.complaint.complainant.lane
    waits = what in _WAITS
    if not has_chat(stored):
        return []  # another way: `bot.desk.notification`, for answer and survey `bot.desk.undelivered`
    lane = lane_of(ticket)
    chat = chat_on(lane)
    if what is NoticeKind.SURVEY:
        return [chat.survey(ticket, saying.rules.levels).marked(waits=True)]
    text = words(saying)
    if text is None:
        return []
    return [chat.text(lane, text).marked(waits=waits, **owes(saying), **_elsewhere(saying))]


def owes(saying: Saying) -> dict[str, str]:
    """Return the mark of a letter that the person must get before the ticket goes on."""
    return saying.owes("person") if saying.notice.what in _TELLS else {}


def _elsewhere(saying: Saying) -> dict[str, str]:
    """Return what is said another way where the chat is closed (`bot.desk.notification`)."""
    what, said = saying.notice.what, words(saying, in_chat=False)
    return {} if what in _WAITS or said is None else {"notice": what, "elsewhere": said}


def words(
    saying: Saying, longest: int = citizen.LONGEST_ANSWER, *, in_chat: bool = True
) -> str | None:
    """Return what the person reads of a notice, with who dealt with it; None where it is no message."""
    what, facts = saying.notice.what, saying.notice.facts
    text = citizen.notice(what, saying.ticket, facts, saying.now, longest, in_chat=in_chat)
    return None if text is None else f"{text}{_handler(saying)}"


def _handler(saying: Saying) -> str:
    """Return who dealt with it, where the text has people shown: 姓名、职务、岗位 (FW-4.3d)."""
    reply = saying.ticket.reply
    who = saying.directory.people.get(reply.by) if reply else None
    is_shown = saying.notice.what is NoticeKind.ANSWERED and saying.rules.profile.introducing.shows
    return citizen.HANDLER.format(who=staff.handler(who)) if who and is_shown else ""
