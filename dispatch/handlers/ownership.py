"""Who holds a ticket, what is put on record about it, and the press that is taken back."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from dispatch.errors import Incomplete, RuleForbids, Why
from dispatch.handlers.steps import Step, check_said, noted, to_departments
from dispatch.profiles.values import Role
from dispatch.rules.deadlines import UnknownName
from dispatch.rules.rules import Rules
from dispatch.ticket.actor import Actor
from dispatch.ticket.case_commands import Correct, PassOn, Record, TakeOver, Tell
from dispatch.ticket.notices import Notice, NoticeKind, To
from dispatch.ticket.papers import Handover
from dispatch.ticket.remarks import RECORD, RemarkKind
from dispatch.ticket.ticket import State, Ticket

#: how long a wrong press may be taken back (product §5)
CORRECTABLE_FOR = timedelta(minutes=10)

#: who hears of a record, by the profile's names
_TOLD = {
    "person": To.CITIZEN,
    "desk": To.DESK,
    "management": To.MANAGEMENT,
    "department": To.DEPARTMENT,
    "window": To.WINDOW,
    "leader": To.LEADER,
    "assessor": To.ASSESSOR,
}
#: those of them that are one department's
_OF_DEPARTMENT = frozenset({"department", "window"})


def pass_on(ticket: Ticket, command: PassOn, rules: Rules, now: datetime) -> Step:
    """交接: offer it; until the other accepts, the owner stays (LH-7e, LH-5b).

    The schedule gives it at once: its owner has left, and no open ticket is without one (SQ-S3).
    """
    if not command.to or command.to == ticket.owner:
        raise Incomplete(("接手的人",), rules.clause("who.交接"))
    offer = Handover(
        from_id=command.by.id,
        from_name=command.by.name or command.by.id,
        to_id=command.to,
        to_name=command.to_name or command.to,
        at=now,
    )
    facts = {"from": offer.from_name}
    if Role.SCHEDULE in command.by.roles:
        ticket = replace(ticket, owner=command.to)
        offer = replace(offer, accepted_at=now)
    return replace(ticket, handover=offer), [
        Notice(to=To.OWNER, what=NoticeKind.OFFERED, target=command.to, facts=facts)
    ]


def take_over(ticket: Ticket, command: TakeOver, rules: Rules, now: datetime) -> Step:
    """接手: whom it was offered to owns it from now on; who received it first stays so (LH-5a)."""
    offer = ticket.handover
    if offer is None or offer.to_id != command.by.id or offer.accepted_at is not None:
        raise RuleForbids(Why.NOT_OFFERED_TO_YOU, rules.clause("who.接手"))
    text = f"{offer.from_name} → {offer.to_name}"
    taken = replace(ticket, owner=command.by.id, handover=replace(offer, accepted_at=now))
    moved = noted(taken, RemarkKind.HANDOVER, text, command.by, now)
    facts = {"by": offer.to_name}
    return moved, [Notice(to=To.OWNER, what=NoticeKind.OFFERED, target=offer.from_id, facts=facts)]


def record(ticket: Ticket, command: Record, rules: Rules, now: datetime) -> Step:
    """Put one of the acts on record that the profile names, and tell whom it names."""
    found = rules.profile.record(command.kind)
    if found is None:
        known = tuple(one.name for one in rules.profile.records)
        raise UnknownName("record", command.kind, known)
    if found.asks:
        return asked(ticket, command.by, command.text, now)
    missing = tuple(name for name in found.needs if not _names(command.text, name))
    if missing:
        raise Incomplete(missing, rules.clause_of_record(found.name))
    named = command.departments or tuple((one.department, one.name) for one in ticket.parts)
    if _OF_DEPARTMENT & set(found.tells) and not named:
        raise Incomplete(("部门",), rules.clause_of_record(found.name))
    whose = "、".join(name for _, name in command.departments)
    text = "：".join(filter(None, (whose, command.text)))
    facts = {"kind": found.name, "text": text, "by": command.by.name}
    told = [notice for name in found.tells for notice in _to(name, ticket, named, facts)]
    return noted(ticket, f"{RECORD}{found.name}", text, command.by, now), told


def tell(ticket: Ticket, command: Tell, rules: Rules, now: datetime) -> Step:
    """Pass a word of the desk on to the person, in their own chat."""
    check_said(command.text, "要说的话", "")
    if not ticket.complaint.complainant.lane:
        raise RuleForbids(Why.NO_CHAT)
    notice = Notice(to=To.CITIZEN, what=NoticeKind.TOLD, facts={"text": command.text})
    return noted(ticket, RemarkKind.TOLD, command.text, command.by, now), [notice]


def asked(ticket: Ticket, by: Actor, question: str, now: datetime) -> Step:
    """Pass a question on to the person; the clock goes on (G-24)."""
    check_said(question, "问题", "G-24")
    notice = Notice(to=To.CITIZEN, what=NoticeKind.ASKED, facts={"question": question})
    return noted(ticket, RemarkKind.ASKED, question, by, now), [notice]


def correct(
    ticket: Ticket,
    before: Ticket,
    command: Correct,
    last: tuple[str, datetime],
    rules: Rules,
    now: datetime,
) -> Step:
    """Take back the last command: the ticket is as it was *before* it, and whoever was told hears it.

    Whoever must act now is asked for it anew: the card that the command ended comes back.

    Args:
        before: the ticket as the log has it without its last entry.
        last: who gave the last command, and when.

    Raises:
        RuleForbids: somebody else gave it, or ten minutes are over.
    """
    check_said(command.reason, "原因", "product §5")
    last_by, last_at = last
    if last_by != command.by.id:
        raise RuleForbids(Why.NOT_YOUR_PRESS)
    if now - last_at > CORRECTABLE_FOR:
        raise RuleForbids(Why.TOO_LATE)
    moved = replace(before, version=ticket.version)
    facts = {"reason": command.reason, "by": command.by.name}
    return noted(moved, RemarkKind.CORRECTED, command.reason, command.by, now), [
        Notice(to=To.DESK, what=NoticeKind.CORRECTED, facts=facts),
        *to_departments(NoticeKind.CORRECTED, _departments(ticket, before), facts),
        *_asked_anew(ticket, before, rules),
    ]


def _asked_anew(wrong: Ticket, ticket: Ticket, rules: Rules) -> list[Notice]:
    """Return what asks again for the step and the decisions that *wrong* had ended."""
    asks = _ASKS.get(ticket.state)
    has_moved = any(getattr(wrong, name) != getattr(ticket, name) for name in _SHOWN)
    decided = [one for one in ticket.petitions if one not in wrong.petitions]
    return [
        *(asks(ticket, rules) if asks and has_moved else ()),
        *(
            Notice(
                to=To.MANAGEMENT,
                what=NoticeKind.PETITION,
                facts={"wish": one.wish.value, "petition": str(one.n)},
            )
            for one in decided
        ),
    ]


def _forms(ticket: Ticket, rules: Rules) -> list[Notice]:
    unsigned = (part.department for part in ticket.parts if part.acknowledged_at is None)
    return to_departments(NoticeKind.FORM, unsigned)


def _call(ticket: Ticket, rules: Rules) -> list[Notice]:
    """The call to whom no chat asks (WZ-11.2)."""
    if ticket.complaint.complainant.lane and not ticket.undelivered:
        return []
    return [Notice(to=rules.listener(rules.profile.callback.actor), what=NoticeKind.CALL)]


#: what a card shows: one that shows it otherwise comes anew
_SHOWN = ("state", "parts", "class_name", "matter", "complaint")
#: what asks for the next step in each state, where a card or a call does
_ASKS: Mapping[State, Callable[[Ticket, Rules], list[Notice]]] = {
    State.REGISTERED: lambda t, r: [Notice(to=To.DESK, what=NoticeKind.TRIAGE)],
    State.PROPOSED: lambda t, r: [Notice(to=To.MANAGEMENT, what=NoticeKind.APPROVE)],
    State.DISPATCHED: _forms,
    State.REWORK: _forms,
    State.ANSWERED: lambda t, r: [Notice(to=r.listener(r.inspector), what=NoticeKind.INSPECT)],
    State.SURVEYING: _call,
}


def _names(text: str, label: str) -> bool:
    """True when *text* has something behind *label* and its colon."""
    return re.search(rf"{re.escape(label)}\s*[：:]\s*[^\s，。；,;]", text) is not None


def _departments(*tickets: Ticket) -> list[str]:
    return list(dict.fromkeys(part.department for one in tickets for part in one.parts))


def _to(
    name: str, ticket: Ticket, departments: tuple[tuple[str, str], ...], facts: dict[str, str]
) -> list[Notice]:
    to = _TOLD[name]
    if name in _OF_DEPARTMENT:
        return [
            Notice(to=to, what=NoticeKind.RECORDED, target=id_, facts=facts)
            for id_, _ in departments
        ]
    if to is not To.CITIZEN:
        return [Notice(to=to, what=NoticeKind.RECORDED, facts=facts)]
    told = [Notice(to=to, what=NoticeKind.PROGRESS, facts=facts)]
    if not ticket.complaint.complainant.lane:  # who holds the ticket calls them (LH-7d)
        told.append(Notice(to=To.OWNER, what=NoticeKind.RECORDED, facts={**facts, "phone": "1"}))
    return told
