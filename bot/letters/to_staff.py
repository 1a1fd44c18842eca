"""Letters to staff in single chat: desk, management, and the persons that a profile names.

Rule 1: nothing is said to nobody: where no one holds the role, the next in line hears it (SQ-S3); and
        nothing to whom the ticket is about (N6).
Rule 2: whoever hears a thing to be done gets the same card, with the buttons that they may press
        (`may_press`); what needs no button is a line.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from bot.config.directory import unit_of
from bot.letters import cards, kinds, request_cards, to_citizen
from bot.letters.desk_tasks import HANDS
from bot.letters.fallback import hears_there
from bot.letters.kinds import Members, Saying, Wording
from bot.letters.masking import masked, untold
from bot.texts import leads, lines, papers, staff
from bot.wecom.cards import Card, in_words
from bot.wecom.keys import ButtonKey, numbered
from dispatch.lifecycle.authority import may_now, may_type
from dispatch.rules.closing import is_called
from dispatch.rules.rules import Rules
from dispatch.ticket import commands as c
from dispatch.ticket.actor import Actor
from dispatch.ticket.case_commands import HandOver, Link, StandDown, TakeOver, TellHead, Unmark
from dispatch.ticket.notices import NoticeKind, To
from dispatch.ticket.papers import Petition
from dispatch.ticket.ticket import State, Ticket, spoken
from storage.queues.lane import Channel, Lane


def letters(saying: Saying) -> list[Wording]:
    """Return the letter to the first lane that has somebody behind it; none where nobody works here."""
    for lane in [*_LANES[saying.notice.to](saying), *_management(saying)]:
        to = Members.seeing(saying.directory, lane, saying.ticket)
        if to.userids:
            return [*_paper(to, saying), *_said(to, saying)]
    return []


def ringing(saying: Saying) -> list[Wording]:
    """Return the desk's card for a phone call to the department of the notice (PY-4.2.13)."""
    to = Members.seeing(saying.directory, _desk(saying)[0], saying.ticket)
    return _dealt(to, _ring(saying), saying) if to.userids else []


def _paper(to: Members, saying: Saying) -> list[Wording]:
    """Return the whole paper that a petition would issue: who decides reads it before (WZ-10.3)."""
    asked = _asked(saying) if saying.notice.what is NoticeKind.PETITION else None
    if asked is None or not asked.text:
        return []
    no, names = spoken(saying.ticket.no), "、".join(asked.to)
    return [kinds.text(to, papers.DRAFT.format(no=no, to=names, text=asked.text))]


def _said(to: Members, saying: Saying) -> list[Wording]:
    draw = _CARDS.get(saying.notice.what)
    card = draw(saying) if draw else None
    if card is not None:
        return _dealt(to, card, saying)
    beside = None if "again" in saying.notice.facts else _BESIDE_LINES.get(saying.notice.what)
    return [
        *(
            kinds.text(who, _line(saying, to.lane, may)).marked(**_owes(saying))
            for who, may in _readers(to, saying)
        ),
        *(_dealt(to, beside(saying), saying) if beside else []),
    ]


def _readers(to: Members, saying: Saying) -> Iterator[tuple[Members, frozenset[str]]]:
    """Yield who of *to* reads the same line: it proposes only what they may do now."""
    proposed = lines.proposed(saying.notice.what, saying.notice.facts, saying.ticket.state)
    readers: dict[frozenset[str], list[str]] = {}
    for userid in to.userids:
        by = _somebody(userid, saying)
        may = frozenset(n for n in proposed if may_type(n, by, saying.ticket, saying.rules))
        readers.setdefault(may, []).append(userid)
    return ((Members(to.lane, userids), may) for may, userids in readers.items())


def _somebody(userid: str, saying: Saying) -> Actor:
    by = saying.directory.people.get(userid) or Actor(id=userid)
    return saying.directory.beside(by, saying.ticket.centre, saying.ticket)


def _line(saying: Saying, lane: Lane, may: frozenset[str]) -> str:
    what, to, rules = saying.notice.what, saying.notice.to, saying.rules
    facts = {
        **kinds.of_facts(saying.notice.facts, saying.ticket),
        "actor": rules.spoken(rules.profile.supervise.actor),
        "cap": rules.badge("rework_cap.rounds"),
        "why": _why_call(saying),
    }
    if what is NoticeKind.TOLD_HEAD:
        return _told_head(saying.ticket, saying.notice.facts)
    text = lines.line(what, saying.ticket, facts, saying.now, may.__contains__)
    if to is To.FIRST_HANDLER and lane.channel is Channel.APP:
        return f"{lines.FIRST_HANDLER}{text}"
    # heads of windows and leaders have no need to know who complains (N6)
    return masked(text, saying.ticket) if to in (To.WINDOW, To.LEADER) else text


def _told_head(ticket: Ticket, facts: Mapping[str, str]) -> str:
    """Return what the head of a unit hears of its people; nothing in it says who told (N6)."""
    return untold(leads.told_head(ticket, facts, leads.all_said(ticket)), ticket)


def _owes(saying: Saying) -> dict[str, str]:
    whom = {To.DESK: "window", To.ASSESSOR: "assessor"}.get(saying.notice.to, "")
    return saying.owes(whom) if saying.notice.what is NoticeKind.RESULT else {}


# --- behind which lane whom a notice means stands ----------------------------------------------


def _desk(saying: Saying) -> list[Lane]:
    return [Lane(Channel.DESK, saying.ticket.centre)]


def _management(saying: Saying) -> list[Lane]:
    return [Lane(Channel.MANAGEMENT, saying.ticket.centre)]


def _person(userid: str, saying: Saying) -> list[Lane]:
    """Return the person's own lane; the desk's where the list of staff does not name them (any more)."""
    known = saying.directory.staff(userid, Channel.APP) if userid else None
    return [*([Lane(Channel.APP, known.id)] if known else []), *_desk(saying)]


def _first_handler(saying: Saying) -> list[Lane]:
    """Return their own lane; a call goes to management where they have left: it may give 回访 too."""
    lanes = _person(saying.ticket.first_handler, saying)
    return [*lanes[:-1], *_management(saying)] if saying.notice.what is NoticeKind.CALL else lanes


def _assessor(saying: Saying) -> list[Lane]:
    return [Lane(Channel.ASSESSOR, saying.ticket.centre), *_management(saying)]


def _on_call(saying: Saying) -> list[Lane]:
    return [Lane(Channel.ON_CALL, saying.ticket.centre), *_management(saying)]


def _leader(saying: Saying) -> list[Lane]:
    lead = saying.ticket.lead
    whose = saying.notice.target or (lead.department if lead else "")
    return [Lane(Channel.LEADER, whose), *_management(saying)]


def _window(saying: Saying) -> list[Lane]:
    return [Lane(Channel.WINDOW, saying.notice.target), *_desk(saying)]


_LANES: Mapping[To, Callable[[Saying], list[Lane]]] = {
    To.DESK: _desk,
    To.MANAGEMENT: _management,
    To.FIRST_HANDLER: _first_handler,
    To.OWNER: lambda s: _person(s.notice.target or s.ticket.owner, s),
    To.ASSESSOR: _assessor,
    To.ON_CALL: _on_call,
    To.LEADER: _leader,
    To.WINDOW: _window,
}

# --- what is a card -----------------------------------------------------------------------------

#: states in which a call can be put on record
_CALLED = frozenset({State.SURVEYING, State.OUTSIDE})


def _call(saying: Saying) -> Card | None:
    if saying.ticket.state not in _CALLED:
        return None
    levels = (
        saying.rules.levels if is_called(saying.ticket) else ()
    )  # else only their own chat judges
    return request_cards.call(saying.ticket, levels, _why_call(saying), _to_say(saying))


def _to_say(saying: Saying) -> str:
    """Return the words for the phone: to whom it went, or nothing but the answer that the card shows."""
    if "tell" not in saying.notice.facts:
        return ""
    where = replace(saying.notice, to=To.CITIZEN, what=NoticeKind.TRANSFERRED)
    return to_citizen.words(replace(saying, notice=where), in_chat=False) or ""


def _asked(saying: Saying) -> Petition | None:
    n = saying.notice.facts.get("petition")
    return next((one for one in saying.ticket.petitions if str(one.n) == n), None)


def _petition(saying: Saying) -> Card | None:
    asked = _asked(saying)
    if asked is None:
        return None
    return request_cards.petition(saying.ticket, asked, saying.rules, saying.now)


def _offered(saying: Saying) -> Card | None:
    """Draw the offer for whom it was made to; who gave it away, or was given it at once, gets a line."""
    offer = saying.ticket.handover
    if offer is None or offer.accepted_at or offer.to_id != saying.notice.target:
        return None
    by = saying.directory.people.get(offer.to_id)
    return request_cards.offered(saying.ticket, offer, saying.now, unit_of(by) if by else "")


def _ring(saying: Saying) -> Card:
    id_ = saying.notice.target
    department = saying.directory.departments.get(id_)
    part = next((p for p in saying.ticket.parts if p.department == id_), None)
    name = part.name if part else department.name if department else id_
    phone = department.emergency_phone if department else ""
    return request_cards.ring(saying.ticket, (id_, name), phone, saying.now)


def _triage(saying: Saying) -> Card | None:
    """Draw the desk's card; a lead comes before the matter."""
    if saying.ticket.has_open_lead:
        return request_cards.alleged(saying.ticket, "triage", saying.now)
    return cards.triage(saying.ticket, saying.rules, saying.now)


def _inspect(saying: Saying) -> Card:
    owner = saying.directory.staff(saying.ticket.owner, Channel.APP)
    return request_cards.inspection(saying.ticket, saying.now, owner.name if owner else "")


_CARDS: Mapping[NoticeKind, Callable[[Saying], Card | None]] = {
    NoticeKind.TRIAGE: _triage,
    NoticeKind.ALLEGED: lambda s: request_cards.alleged(s.ticket, "lead", s.now),
    NoticeKind.INSPECT: _inspect,
    NoticeKind.CALL: _call,
    NoticeKind.RING: _ring,
    NoticeKind.APPROVE: lambda s: cards.approval(
        s.ticket, s.rules.preview(s.ticket, s.now), s.rules, s.now
    ),
    NoticeKind.PETITION: _petition,
    NoticeKind.OFFERED: _offered,
}


#: where a card could not hold all the words, the line has them and the card the buttons
_BESIDE_LINES: Mapping[NoticeKind, Callable[[Saying], Card]] = {
    NoticeKind.ALARM: lambda s: request_cards.alarm(s.ticket, s.notice.facts["numbers"]),
}


def _why_call(saying: Saying) -> str:
    facts, person = saying.notice.facts, saying.ticket.complaint.complainant
    is_away = not person.phone and not hears_there(saying.ticket)
    if is_away and (not person.lane or "undelivered" in facts) and "tell" not in facts:
        return staff.CALL_NO_PHONE
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

# --- who may press what -------------------------------------------------------------------------

#: a button's act → the command that it gives; what stands not here changes no ticket
GIVES: Mapping[str, type[c.Command]] = {
    "spot": c.SolveOnSpot,
    "send": c.Dispatch,
    "sendas": c.Dispatch,
    "change": c.Dispatch,
    "guide": c.Refuse,
    "guideas": c.Refuse,
    "guidesure": c.Refuse,
    "approve": c.Approve,
    "reject": c.Reject,
    "ack": c.Acknowledge,
    "pass": c.Pass,
    "back": c.SendBack,
    "call": c.CallBack,
    "callx": c.CallBack,
    "told": c.CallBack,
    "take": TakeOver,
    "tellhead": TellHead,
    "giveover": HandOver,
    "nolead": Unmark,
    "calm": StandDown,
    "calmas": StandDown,
    "link": Link,
}
#: between the purpose of a card and which of its hands it is
ANOTHER_HAND = "@"


def may_press(act: str, by: Actor, ticket: Ticket, rules: Rules) -> bool:
    """True when *by* may do now what the button *act* stands for."""
    name, n = numbered(act)
    if name == "rung":
        is_recorded = rules.profile.record(staff.RUNG) is not None
        return bool((rules.roles_for("记录") if is_recorded else HANDS) & by.roles)
    command = GIVES.get(name)
    return command is None or may_now(command, by, ticket, rules, n)


def _dealt(to: Members, face: Card, saying: Saying) -> list[Wording]:
    """Return *face* for each of *to*, with what they may press of it; as words where that is nothing."""
    hands: dict[tuple[str, ...], list[str]] = {}
    for userid in to.userids:
        hands.setdefault(_hand(userid, face, saying), []).append(userid)
    watching = hands.pop((), [])
    said = [
        kinds.card(Members(to.lane, userids), _held(face, hand, n))
        for n, (hand, userids) in enumerate(hands.items())
    ]
    if watching:
        said.append(kinds.text(Members(to.lane, watching), in_words(face)))
    return said


def _hand(userid: str, face: Card, saying: Saying) -> tuple[str, ...]:
    by = _somebody(userid, saying)
    keys = (one["key"] for one in face["button_list"])
    return tuple(key for key in keys if may_press(_act(key), by, saying.ticket, saying.rules))


def _act(key: str) -> str:
    return ButtonKey.unpack(key).act


def _held(face: Card, hand: tuple[str, ...], n: int) -> Card:
    """Return *face* with the buttons of *hand*; each hand has a task id of its own (WeCom takes one once)."""
    held: Card = {
        **face,
        "button_list": [one for one in face["button_list"] if one["key"] in hand],
    }
    if not any(numbered(_act(key))[0] in cards.CHOOSES for key in hand):
        held.pop("button_selection", None)
    if n:
        begin, _, version = face["task_id"].rpartition("-")
        held["task_id"] = f"{begin}{ANOTHER_HAND}{n}-{version}"
    return held
