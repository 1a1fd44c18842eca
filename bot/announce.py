"""From what must be said to letters in the outbox: who is meant, on which way, in which words.

Nothing is sent here; `desk.handle` stores the letters in the transaction that moved the ticket.
The words are fixed at that moment, so that a letter sent twice is the same byte for byte.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot import faces
from bot.directory import Directory
from bot.texts import citizen, staff
from bot.texts.moments import moment
from bot.veil import veiled
from bot.wecom.cards import Card
from dispatch.notices import Notice, To, What
from dispatch.rules import Rules
from dispatch.ticket import Ticket, spoken
from storage.outbox import Letter


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """One notice on its way to one listener."""

    ticket: Ticket
    notice: Notice
    rules: Rules
    directory: Directory
    now: datetime


Parts = tuple[str, str, dict[str, Any]]  # lane, kind, payload


def letters(
    ticket: Ticket, notices: Sequence[Notice], rules: Rules, directory: Directory, now: datetime
) -> list[Letter]:
    """Return the letters for *notices*, keyed `number/version/n`, in order."""
    said: list[Parts] = []
    for notice in notices:
        saying = Saying(ticket=ticket, notice=notice, rules=rules, directory=directory, now=now)
        said += _LISTENERS[notice.to](saying)
    return [
        Letter(
            key=f"{ticket.no}/{ticket.version}/{n}",
            lane=lane,
            kind=kind,
            payload={"no": ticket.no, "version": ticket.version, **payload},
            ticket_no=ticket.no,
        )
        for n, (lane, kind, payload) in enumerate(said)
    ]


# --- the citizen -------------------------------------------------------------------------------


def _to_citizen(saying: Saying) -> list[Parts]:
    ticket, what = saying.ticket, saying.notice.what
    lane = ticket.complaint.complainant.lane
    if not lane:
        return []
    waits = what in (What.ANSWERED, What.SURVEY)  # what must arrive, however late (待送达)
    if what is What.SURVEY:
        return [survey_letter(ticket, saying.rules.levels)]
    text = citizen.notice(what, ticket, saying.notice.facts)
    if text is None:
        return []
    lane, kind, payload = to_person(lane, text)
    return [(lane, kind, {**payload, "waits": waits})]


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
    return lane, "app_card", {"to": [userid], "card": faces.survey(ticket, levels), "waits": True}


# --- desk, management, departments -------------------------------------------------------------

_DESK_CARDS: Mapping[What, Callable[[Saying], Card]] = {
    What.TRIAGE: lambda s: faces.triage(s.ticket),
    What.INSPECT: lambda s: faces.inspection(s.ticket),
    What.CALL: lambda s: faces.call(s.ticket, s.rules.levels, _why_call(s)),
}


def _to_desk(saying: Saying) -> list[Parts]:
    return _to_staff(f"desk:{saying.ticket.centre}", saying, _DESK_CARDS)


_MANAGEMENT_CARDS: Mapping[What, Callable[[Saying], Card]] = {
    What.APPROVE: lambda s: faces.approval(s.ticket, s.rules.preview(s.ticket, s.now)),
}


def _to_management(saying: Saying) -> list[Parts]:
    return _to_staff(f"management:{saying.ticket.centre}", saying, _MANAGEMENT_CARDS)


def _to_staff(
    lane: str, saying: Saying, cards: Mapping[What, Callable[[Saying], Card]]
) -> list[Parts]:
    """Return the letter to whoever is behind *lane*; where nobody holds the role, to all who may stand in."""
    people = list(saying.directory.people_of(lane))
    if not people:
        return []
    draw = cards.get(saying.notice.what)
    if draw is not None:
        return [(lane, "app_card", {"to": people, "card": draw(saying)})]
    text = staff.line(saying.notice.what, saying.ticket, saying.notice.facts)
    return [(lane, "app_text", {"to": people, "text": text})]


def _to_department(saying: Saying) -> list[Parts]:
    """Return the letters to a department's group; nothing in them identifies a citizen (N6)."""
    ticket, what, id_ = saying.ticket, saying.notice.what, saying.notice.target
    sent: list[Parts] = []
    if what is not What.FORM:
        text = staff.group_line(what, ticket, _group_facts(saying))
        sent.append((f"group:{id_}", "group", {"department": id_, "text": text}))
    if what in (What.FORM, What.SENT_BACK):
        face = {"card": faces.form(ticket, id_), "text": faces.form_text(ticket, id_)}
        sent.append((f"group:{id_}", "group", {"department": id_, **face}))
    return sent


#: facts that are moments or our own words; all others are somebody's words
_OURS = frozenset({"until", "department", "by"})


def _group_facts(saying: Saying) -> dict[str, str]:
    ticket, given = saying.ticket, saying.notice.facts
    facts = {k: v if k in _OURS else veiled(v, ticket) for k, v in given.items()}
    if "until" in given:
        facts["until"] = moment(datetime.fromisoformat(given["until"]))
    if saying.notice.what is What.SUPERVISED and not facts.get("demand"):
        facts["demand"] = staff.OVERDUE
    if ticket.due_at is not None:
        facts["due"] = staff.due(ticket)
        facts["left"] = staff.left(saying.rules.working_days_left(ticket.due_at, saying.now))
    return facts


def _why_call(saying: Saying) -> str:
    if "undelivered" in saying.notice.facts:
        return staff.CALL_UNDELIVERED
    if not saying.ticket.complaint.complainant.lane:
        return staff.CALL_WALK_IN
    return staff.CALL_SILENT


_LISTENERS: Mapping[To, Callable[[Saying], list[Parts]]] = {
    To.CITIZEN: _to_citizen,
    To.DESK: _to_desk,
    To.MANAGEMENT: _to_management,
    To.DEPARTMENT: _to_department,
}
