"""What was said is added to, put right or taken back: by the person, or by the desk that wrote it down."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from dispatch.errors import Incomplete, NotYours, RuleForbids, Why
from dispatch.handlers.steps import Step, check_said, closed, noted, to_all
from dispatch.profiles.values import Role
from dispatch.rules.rules import Rules
from dispatch.ticket.case_commands import Amend, Annul, StandDown
from dispatch.ticket.commands import Supplement, Withdraw
from dispatch.ticket.notices import Notice, NoticeKind, To
from dispatch.ticket.remarks import RemarkKind
from dispatch.ticket.ticket import Remark, State, Ticket
from dispatch.words.emergencies import numbers_of
from dispatch.words.hurry_words import is_hurry

#: the rank of what goes before everything else (PY-4.2.11)
FIRST = 0
#: how often a person who hurries is passed on, by whether somebody may be in danger
HURRIES_EVERY = {False: timedelta(minutes=10), True: timedelta(minutes=2)}
#: so many additions within a time are passed on one by one; the last of them says that others may follow,
#: which stand on the ticket (R15: a citizen's speed is not the desk's)
PASSED_ON, WITHIN = 5, timedelta(minutes=1)
#: what asks for the next step while nothing is dispatched: it is shown anew with what is right now
_SHOWN_ANEW = {
    State.REGISTERED: Notice(to=To.DESK, what=NoticeKind.TRIAGE),
    State.PROPOSED: Notice(to=To.MANAGEMENT, what=NoticeKind.APPROVE),
}


def amend(ticket: Ticket, command: Amend, rules: Rules, now: datetime) -> Step:
    """Put right who complains or what was said; the words stay once a department works on them."""
    check_own(ticket)
    changed = {
        name: value
        for name in ("name", "contact", "phone", "address")
        if (value := getattr(command, name)).strip()
    }
    if not changed and not command.text.strip():
        raise Incomplete(("要改的内容",), "")
    if command.text and ticket.state not in _SHOWN_ANEW:
        raise RuleForbids(Why.WORDS_FIXED)
    person = replace(ticket.complaint.complainant, **changed)
    if "name" in changed:
        person = replace(person, is_unit=command.is_unit, anonymous=False)
    complaint = replace(ticket.complaint, complainant=person, earlier=command.earlier)
    moved = replace(ticket, complaint=complaint)
    if command.text:
        moved = replace(
            ticket,
            complaint=replace(
                complaint,
                text=command.text,
                categories=command.categories,
                departments=command.departments,
                causes=command.causes,
                unsure=command.unsure,
                assisting=command.assisting,
                ground=command.ground,
                alike=command.alike,
            ),
            matter=command.categories[0].name if command.categories else ticket.matter,
        )
    shown = _SHOWN_ANEW.get(ticket.state)
    kept = noted(moved, RemarkKind.AMENDED, command.reason, command.by, now)
    return kept, [shown] if shown else []


def annul(ticket: Ticket, command: Annul, rules: Rules, now: datetime) -> Step:
    """Close what should never have been registered; number and ledger row stay, with the reason."""
    check_own(ticket)
    check_said(command.reason, "原因", "")
    moved = replace(closed(ticket, State.WITHDRAWN, now), closing=command.reason)
    return noted(moved, RemarkKind.AMENDED, command.reason, command.by, now), []


def check_own(ticket: Ticket) -> None:
    """Raise unless the desk itself wrote it down: what a person says for themselves is theirs."""
    if not registered_by_desk(ticket):
        raise RuleForbids(Why.TOLD_THEMSELVES)


def registered_by_desk(ticket: Ticket) -> bool:
    """True for what somebody said at the window, on the phone or in a letter: they have no chat of their own."""
    complaint = ticket.complaint
    return not (complaint.complainant.lane or complaint.external_no or ticket.tied_to)


# --- by the person -------------------------------------------------------------------------------


def supplement(ticket: Ticket, command: Supplement, rules: Rules, now: datetime) -> Step:
    """Keep what was added; departments and desk hear it at once (product §5), of many in a row the first.

    Where it tells of danger the ticket is marked from now on, and who is on call hears it too (C-21).
    """
    if not command.text.strip():  # all of it is about somebody's conduct, which is kept beside (N6)
        return ticket, []
    facts = {"text": command.text}
    if command.hurries or is_hurry(command.text):
        moved = noted(ticket, RemarkKind.HURRY, command.text, command.by, now)
        return moved, _hurried(ticket, command.text, now)
    moved = noted(ticket, RemarkKind.SUPPLEMENT, command.text, command.by, now)
    if numbers := numbers_of(command.text, command.emergency):
        moved = replace(moved, emergency=numbers, rank=FIRST)
    have_card = bool(ticket.emergency) and set(numbers) <= set(ticket.emergency)
    return moved, [
        *_passed_on(moved, facts),
        *(alarms(moved, command.text, again=have_card) if numbers else []),
        *_shown_anew(ticket, is_due=bool(numbers) and not ticket.emergency),
    ]


def _passed_on(ticket: Ticket, facts: Mapping[str, str]) -> list[Notice]:
    """Return what departments and desk hear of the last addition: nothing where too many came before it."""
    nth = _nth(ticket)
    if nth > PASSED_ON:
        return []
    told = {**facts, "more": ""} if nth == PASSED_ON else facts
    return [
        *to_all(ticket, NoticeKind.SUPPLEMENTED, told),
        Notice(to=To.DESK, what=NoticeKind.SUPPLEMENTED, facts=told),
    ]


def _nth(ticket: Ticket) -> int:
    """Return which of its time's additions the last one is; read from the ticket, as `is_fresh` is."""
    begun_at, n = None, 0
    for one in ticket.remarks:
        if one.kind == RemarkKind.SUPPLEMENT and not _hurries(one):
            is_new = begun_at is None or one.at - begun_at >= WITHIN
            begun_at, n = (one.at, 1) if is_new else (begun_at, n + 1)
    return n


def _shown_anew(ticket: Ticket, *, is_due: bool = True) -> list[Notice]:
    """Return the card that asks for the next step once more: what it showed of the danger is not so now."""
    shown = _SHOWN_ANEW.get(ticket.state) if is_due else None
    return [shown] if shown else []


def _hurried(ticket: Ticket, text: str, now: datetime) -> list[Notice]:
    """Return the 催办 of the person, in danger with who is on call; of what is said again at once none."""
    if not is_fresh(ticket, now):
        return []
    return [
        *to_all(ticket, NoticeKind.REMINDED, {"hurry": text}),
        Notice(to=To.DESK, what=NoticeKind.SUPPLEMENTED, facts={"text": text, "hurry": text}),
        *alarms(ticket, text, again=True),
    ]


def is_fresh(ticket: Ticket, now: datetime) -> bool:
    """True where a person who hurries is passed on: the last that was lies long enough back.

    It is read from what stands on the ticket, so that neither a restart nor another process forgets it.
    """
    passed_on: datetime | None = None
    quiet = HURRIES_EVERY[bool(ticket.emergency)]
    for one in ticket.remarks:
        if _hurries(one) and (passed_on is None or one.at - passed_on >= quiet):
            passed_on = one.at
    return passed_on is None or now - passed_on >= quiet


def _hurries(remark: Remark) -> bool:
    """True for a 催办; an older one was kept as an addition."""
    is_older = remark.kind == RemarkKind.SUPPLEMENT and is_hurry(remark.text)
    return is_older or remark.kind == RemarkKind.HURRY


def alarms(ticket: Ticket, text: str, *, again: bool = False) -> list[Notice]:
    """Return what who is on call hears of a ticket whose words tell of danger; nothing of any other.

    Rung for the same *again* they have the card already.
    """
    if not ticket.emergency:
        return []
    facts = {"numbers": "、".join(ticket.emergency), "text": text}
    facts |= {"again": ""} if again else {}
    return [Notice(to=To.ON_CALL, what=NoticeKind.ALARM, facts=facts)]


def stand_down(ticket: Ticket, command: StandDown, rules: Rules, now: datetime) -> Step:
    """Take the mark 紧急 off: who rang for it hears so, the person nothing; class and limits stay (C-21).

    Words that tell of danger put it on again.
    """
    check_said(command.reason, "理由", rules.clause("emergency"))
    if not ticket.emergency:
        raise RuleForbids(Why.NO_DANGER, rules.clause("emergency"))
    moved = replace(ticket, emergency=(), rank=rules.rank(ticket.class_name))
    moved = noted(moved, RemarkKind.STOOD_DOWN, command.reason, command.by, now)
    facts = {"by": command.by.name, "reason": command.reason}
    return moved, [
        *(Notice(to=to, what=NoticeKind.STOOD_DOWN, facts=facts) for to in (To.ON_CALL, To.DESK)),
        *to_all(ticket, NoticeKind.STOOD_DOWN, {}),  # a group reads no reason: it may name somebody
        *_shown_anew(ticket),
    ]


def withdraw(ticket: Ticket, command: Withdraw, rules: Rules, now: datetime) -> Step:
    """Close as 撤回; only the complainant can. Number and ledger row stay."""
    is_tied = bool(ticket.tied_to) and Role.SCHEDULE in command.by.roles
    if command.by.id != ticket.complaint.complainant.lane and not is_tied:
        raise NotYours
    moved = closed(ticket, State.WITHDRAWN, now)
    return moved, [
        Notice(to=To.CITIZEN, what=NoticeKind.WITHDRAWN),
        *to_all(ticket, NoticeKind.TAKEN_AWAY),
        Notice(to=To.DESK, what=NoticeKind.CLOSED),
    ]
