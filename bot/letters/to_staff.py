"""Letters to staff in single chat: desk, management, and the persons that a profile names.

Rule 1: nothing is said to nobody: where no one holds the role, the next in line hears it (SQ-S3).
Rule 2: whoever hears a thing to be done gets the same card; what needs no button is a line.
"""

from collections.abc import Callable, Mapping, Sequence

from bot.letters import cards, request_cards
from bot.letters.masking import masked
from bot.letters.notice import Parts, Saying
from bot.texts import lines, staff
from bot.wecom.cards import Card
from dispatch.ticket.notices import NoticeKind, To
from dispatch.ticket.ticket import State


def letters(saying: Saying) -> list[Parts]:
    """Return the letter to the first lane that has somebody behind it; none where nobody works here."""
    for lane in _LANES[saying.notice.to](saying):
        people = list(saying.directory.people_of(lane))
        if people:
            return [_letter(lane, people, saying)]
    return []


def ringing(saying: Saying) -> list[Parts]:
    """Return the desk's card for a phone call to the department of the notice (PY-4.2.13)."""
    lane = _desk(saying)[0]
    people = list(saying.directory.people_of(lane))
    return [(lane, "app_card", {"to": people, "card": _ring(saying)})] if people else []


def _letter(lane: str, people: Sequence[str], saying: Saying) -> Parts:
    draw = _CARDS.get(saying.notice.what)
    card = draw(saying) if draw else None
    if card is not None:
        return lane, "app_card", {"to": list(people), "card": card}
    return lane, "app_text", {"to": list(people), "text": _line(saying, lane), **_owes(saying)}


def _line(saying: Saying, lane: str) -> str:
    what, to, rules = saying.notice.what, saying.notice.to, saying.rules
    facts = {
        **saying.notice.facts,
        "actor": rules.spoken(rules.profile.supervise.actor),
        "cap": rules.badge("rework_cap.rounds"),
        "why": _why_call(saying),
    }
    text = lines.line(what, saying.ticket, facts)
    if to is To.FIRST_HANDLER and lane.startswith("app:"):
        return f"{lines.FIRST_HANDLER}{text}"
    # heads of windows and leaders have no need to know who complains (N6)
    return masked(text, saying.ticket) if to in (To.WINDOW, To.LEADER) else text


def _owes(saying: Saying) -> dict[str, str]:
    whom = {To.DESK: "window", To.ASSESSOR: "assessor"}.get(saying.notice.to, "")
    return saying.owes(whom) if saying.notice.what is NoticeKind.RESULT else {}


# --- behind which lane whom a notice means stands ----------------------------------------------


def _desk(saying: Saying) -> list[str]:
    return [f"desk:{saying.ticket.centre}"]


def _management(saying: Saying) -> list[str]:
    return [f"management:{saying.ticket.centre}"]


def _person(userid: str, saying: Saying) -> list[str]:
    """Return the person's own lane; the desk's where the list of staff does not name them (any more)."""
    known = saying.directory.staff(userid, "app") if userid else None
    return [*([f"app:{known.id}"] if known else []), *_desk(saying)]


def _first_handler(saying: Saying) -> list[str]:
    """Return their own lane; a call goes to management where they have left: it may give 回访 too."""
    lanes = _person(saying.ticket.first_handler, saying)
    return [*lanes[:-1], *_management(saying)] if saying.notice.what is NoticeKind.CALL else lanes


def _assessor(saying: Saying) -> list[str]:
    return [f"assessor:{saying.ticket.centre}", *_management(saying)]


def _leader(saying: Saying) -> list[str]:
    lead = saying.ticket.lead
    return [f"leader:{lead.department if lead else ''}", *_management(saying)]


def _window(saying: Saying) -> list[str]:
    return [f"window:{saying.notice.target}", *_desk(saying)]


_LANES: Mapping[To, Callable[[Saying], list[str]]] = {
    To.DESK: _desk,
    To.MANAGEMENT: _management,
    To.FIRST_HANDLER: _first_handler,
    To.OWNER: lambda s: _person(s.notice.target or s.ticket.owner, s),
    To.ASSESSOR: _assessor,
    To.LEADER: _leader,
    To.WINDOW: _window,
}

# --- what is a card -----------------------------------------------------------------------------

#: states in which a call can be put on record
_CALLED = frozenset({State.SURVEYING, State.OUTSIDE})


def _call(saying: Saying) -> Card | None:
    if saying.ticket.state not in _CALLED:
        return None
    return cards.call(saying.ticket, saying.rules.levels, _why_call(saying))


def _petition(saying: Saying) -> Card | None:
    n = saying.notice.facts.get("petition")
    asked = next((one for one in saying.ticket.petitions if str(one.n) == n), None)
    if asked is None:
        return None
    return request_cards.petition(saying.ticket, asked, saying.rules, saying.now)


def _offered(saying: Saying) -> Card | None:
    """Draw the offer for whom it was made to; who gave it away, or was given it at once, gets a line."""
    offer = saying.ticket.handover
    if offer is None or offer.accepted_at or offer.to_id != saying.notice.target:
        return None
    return request_cards.offered(saying.ticket, offer)


def _ring(saying: Saying) -> Card:
    id_ = saying.notice.target
    department = saying.directory.departments.get(id_)
    part = next((p for p in saying.ticket.parts if p.department == id_), None)
    name = part.name if part else department.name if department else id_
    phone = department.emergency_phone if department else ""
    return request_cards.ring(saying.ticket, (id_, name), phone)


def _inspect(saying: Saying) -> Card:
    owner = saying.directory.staff(saying.ticket.owner, "app")
    return cards.inspection(saying.ticket, owner.name if owner else "")


_CARDS: Mapping[NoticeKind, Callable[[Saying], Card | None]] = {
    NoticeKind.TRIAGE: lambda s: cards.triage(s.ticket, s.rules),
    NoticeKind.INSPECT: _inspect,
    NoticeKind.CALL: _call,
    NoticeKind.RING: _ring,
    NoticeKind.APPROVE: lambda s: cards.approval(
        s.ticket, s.rules.preview(s.ticket, s.now), s.rules
    ),
    NoticeKind.PETITION: _petition,
    NoticeKind.OFFERED: _offered,
}


def _why_call(saying: Saying) -> str:
    facts = saying.notice.facts
    for fact, why in _WHY_CALL.items():
        if fact in facts:
            return why
    if not saying.ticket.complaint.complainant.lane:
        return staff.CALL_WALK_IN
    return staff.CALL_SILENT


_WHY_CALL: Mapping[str, str] = {
    "undelivered": staff.CALL_UNDELIVERED,
    "tell": staff.CALL_TELL,
    "door": staff.CALL_DOOR,
    "again": staff.CALL_AGAIN,
}
