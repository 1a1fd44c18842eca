"""Letters to the citizen: words, the answer and its survey, on the way that their lane names."""

from collections.abc import Sequence

from bot.letters import cards
from bot.letters.fallback import has_chat
from bot.letters.notice import Parts, Saying
from bot.texts import citizen, staff
from dispatch.ticket.notices import NoticeKind
from dispatch.ticket.ticket import Ticket, spoken

#: with these the person knows the result, or who has it now
_TELLS = frozenset({NoticeKind.ANSWERED, NoticeKind.TRANSFERRED})


def letters(saying: Saying) -> list[Parts]:
    """Return the letter to the complainant; none where there is no chat, or nothing worth a message."""
    ticket, what = saying.ticket, saying.notice.what
    lane = ticket.complaint.complainant.lane
    if not lane:
        return []
    waits = what in (
        NoticeKind.ANSWERED,
        NoticeKind.SURVEY,
    )  # what must arrive, however late (待送达)
    if waits and not has_chat(lane):
        return []  # these go down the ladder (`bot.desk.undelivered`)
    if what is NoticeKind.SURVEY:
        return [survey_letter(ticket, saying.rules.levels)]
    text = citizen.notice(what, ticket, saying.notice.facts)
    if text is None:
        return []
    lane, kind, payload = to_person(lane, f"{text}{_handler(saying)}")
    owes = saying.owes("person") if what in _TELLS else {}
    return [(lane, kind, {**payload, "waits": waits, **owes})]


def _handler(saying: Saying) -> str:
    """Return who dealt with it, where the text has people shown: 姓名、职务、岗位 (FW-4.3d)."""
    reply = saying.ticket.reply
    who = saying.directory.people.get(reply.by) if reply else None
    is_shown = saying.notice.what is NoticeKind.ANSWERED and saying.rules.profile.introducing.shows
    return citizen.HANDLER.format(who=staff.handler(who)) if who and is_shown else ""


def to_person(lane: str, text: str) -> Parts:
    """Return the letter that says *text* to the person of *lane* (`kf:<open_kfid>:<id>` or `app:<id>`)."""
    way, _, rest = lane.partition(":")
    if way == "kf":
        open_kfid, _, user = rest.partition(":")
        return lane, "kf_text", {"open_kfid": open_kfid, "to": user, "text": text}
    return lane, "app_text", {"to": [rest], "text": text}


def menu_to_person(lane: str, text: str, items: Sequence[tuple[str, str]], tail: str = "") -> Parts:
    """Return the letter that asks with a menu; the app has none, there the words are typed."""
    way, _, rest = lane.partition(":")
    if way == "kf":
        open_kfid, _, user = rest.partition(":")
        menu = {"head": text, "items": [list(item) for item in items], "tail": tail}
        return lane, "kf_menu", {"open_kfid": open_kfid, "to": user, **menu}
    return lane, "app_text", {"to": [rest], "text": text}


def survey_letter(ticket: Ticket, levels: Sequence[str]) -> Parts:
    """Return the survey: five equal choices that all work (N7)."""
    lane = ticket.complaint.complainant.lane
    if lane.startswith("kf:"):
        items = [(f"rate:{ticket.no}:{ticket.round}:{n}", level) for n, level in enumerate(levels)]
        head = citizen.SURVEY_HEAD.format(no=spoken(ticket.no))
        _, kind, payload = menu_to_person(lane, head, items, citizen.SURVEY_TAIL)
        return lane, kind, {**payload, "waits": True}
    userid = lane.partition(":")[2]
    return lane, "app_card", {"to": [userid], "card": cards.survey(ticket, levels), "waits": True}
