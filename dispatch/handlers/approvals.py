"""What awaits approval on a ticket: asked for by one, granted or refused by another.

Rule 1: who may do it outright needs no approval; who may only propose leaves a petition (申请).
Rule 2: each petition is decided once; its number stays its own, so that a card means this one.
Rule 3: nobody decides what they asked for themselves (四眼), but where nobody else could: then it is
    done, and on record that it was (WZ-10.3: a person approves).
Rule 4: a decision never moves a limit by itself: what is granted is its own step in GRANTED.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from dispatch.errors import NotAllowed, RuleForbids, Why
from dispatch.handlers import disputes, endings, extensions, refusals, supervision, triage
from dispatch.handlers.steps import Step, check_said, noted
from dispatch.rules.rules import Rules
from dispatch.ticket.actor import Actor
from dispatch.ticket.commands import Approve, Reject
from dispatch.ticket.notices import Notice, NoticeKind, To
from dispatch.ticket.papers import Petition, Wish
from dispatch.ticket.remarks import RemarkKind
from dispatch.ticket.ticket import Ticket

Granting = Callable[[Ticket, Petition, Rules, Actor, datetime], Step]

#: what each petition does once it is granted
GRANTED: Mapping[Wish, Granting] = {
    Wish.EXTEND: extensions.extended,
    Wish.REPROMISE: extensions.repromised,
    Wish.RETURN: disputes.taken_back,
    Wish.TRANSFER: refusals.transferred,
    Wish.CIRCULATE: supervision.circulated,
    Wish.REPORT: supervision.circulated,
    Wish.COPY: supervision.circulated,
    Wish.END: endings.ended,
    Wish.DEFER: endings.deferred,
    Wish.REASSIGN: triage.reassigned,
}


def approve(ticket: Ticket, command: Approve, rules: Rules, now: datetime) -> Step:
    """Grant what is pending: the proposed 工作单 (WZ-8.1), else the petition that is meant."""
    if ticket.proposal is not None and not command.petition:
        return triage.approve(ticket, command, rules, now)
    petition = _pending(ticket, command.petition)
    _check_approver(petition, ticket, rules, command.by)
    kept = tuple(one for one in ticket.petitions if one.n != petition.n)
    decided = _on_record(replace(ticket, petitions=kept), petition, command.by, now)
    return GRANTED[petition.wish](decided, petition, rules, command.by, now)


def reject(ticket: Ticket, command: Reject, rules: Rules, now: datetime) -> Step:
    """Refuse what is pending, with the reason; everything else goes on as it was."""
    if ticket.proposal is not None and not command.petition:
        return triage.reject(ticket, command, rules, now)
    petition = _pending(ticket, command.petition)
    _check_approver(petition, ticket, rules, command.by)
    check_said(command.reason, "理由", rules.clause_of(petition.wish))
    kept = tuple(one for one in ticket.petitions if one.n != petition.n)
    facts = {"wish": petition.wish.value, "reason": command.reason, "by": command.by.name}
    told = Notice(to=To.DESK, what=NoticeKind.REFUSED_WISH, facts=facts)
    if petition.department:
        told = replace(told, to=To.DEPARTMENT, target=petition.department)
    return _on_record(replace(ticket, petitions=kept), petition, command.by, now), [told]


def _pending(ticket: Ticket, n: int) -> Petition:
    wanted = (one for one in ticket.petitions if n in (0, one.n))
    found = next(wanted, None)
    if found is None:
        raise RuleForbids(Why.NOTHING_PENDING)
    return found


def _check_approver(petition: Petition, ticket: Ticket, rules: Rules, by: Actor) -> None:
    if not decides(petition, ticket, rules, by):
        allowed = rules.approvers(petition.wish, is_unit=ticket.complaint.complainant.is_unit)
        raise NotAllowed("Approve", tuple(sorted(allowed)))


def decides(petition: Petition, ticket: Ticket, rules: Rules, by: Actor) -> bool:
    """True when *by* may decide it: never who asked for it, where somebody else could."""
    allowed = rules.approvers(petition.wish, is_unit=ticket.complaint.complainant.is_unit)
    return bool(allowed & by.roles) and (by.id != petition.by or by.is_only(allowed))


def _on_record(ticket: Ticket, petition: Petition, by: Actor, now: datetime) -> Ticket:
    return noted(ticket, RemarkKind.OWN_HAND, "", by, now) if by.id == petition.by else ticket
