"""What is not ours, or cannot be: never a bare no, always a reason and a way (LH-6, FW-5.3, WZ-7.7)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from dispatch.errors import Incomplete, RuleForbids, Why
from dispatch.handlers.steps import Step, check_said, closed, left, left_step, noted, petition
from dispatch.handlers.survey import to_be_told
from dispatch.profiles.list_sections import Refusal
from dispatch.profiles.profile import Profile
from dispatch.profiles.sections import Route
from dispatch.rules.deadlines import UnknownName
from dispatch.rules.people import with_link
from dispatch.rules.rules import Rules
from dispatch.ticket.actor import Actor
from dispatch.ticket.commands import Refuse
from dispatch.ticket.notices import Notice, NoticeKind, To
from dispatch.ticket.papers import Document, Petition, Wish
from dispatch.ticket.remarks import RECORD, RemarkKind
from dispatch.ticket.ticket import State, Ticket

#: the route's act that stays tracked until the other unit answers (SQ-P3.2d)
LETTER = "letter"
#: the field that names to which unit it goes, where the text names none (SQ-6c)
UNIT = "单位"
#: the field that names the way by law (FW-5.3.1), and the one that says why asking is useless (G-20)
ROUTE, QUESTION = "路径", "追问"


def refuse(ticket: Ticket, command: Refuse, rules: Rules, now: datetime) -> Step:
    """Tell reason and way; what goes to another unit is transferred, by whom the profile names."""
    check_said(command.reason, "理由", rules.clause("out_of_scope"))
    found = rules.profile.refusal(command.code)
    if command.code and rules.profile.refusals and not (found and found.elsewhere):
        return _refused(ticket, command, rules, now)
    _check_scope(ticket, command, rules)
    if found is not None and command.reason == found.name:
        command = replace(command, reason="")  # the way says it
    if rules.profile.refusals and rules.profile.refusing.no_bare_no:
        codes = "、".join(one.code for one in rules.profile.refusals)
        raise Incomplete((f"理由码（{codes}）",), rules.clause("refusing.no_bare_no"))
    route = rules.profile.route_for(is_unit=ticket.complaint.complainant.is_unit)
    if route is None or route.act == "guide":
        return _guided(ticket, command, rules, now)
    unit = dict(command.fields).get(UNIT, "").strip()
    asked = replace(
        petition(ticket, Wish.TRANSFER, command.by, now),
        reason=command.reason,
        to=(unit,) if unit else route.to,
    )
    is_unit = ticket.complaint.complainant.is_unit
    theirs = rules.profile.roles_of(route.by) | rules.approvers(Wish.TRANSFER, is_unit=is_unit)
    if theirs & command.by.roles:
        return transferred(ticket, asked, rules, command.by, now)
    return left(replace(ticket, owner=command.by.id), asked)


def transferred(ticket: Ticket, asked: Petition, rules: Rules, by: Actor, now: datetime) -> Step:
    """Give it to the unit that it belongs to and tell the person: both, or it stays open (WZ-7.7)."""
    route = rules.profile.route_for(is_unit=ticket.complaint.complainant.is_unit)
    assert route is not None  # a petition for a transfer came from one
    is_tracked = route.act == LETTER
    partner = "、".join(asked.to)
    facts = {"reason": asked.reason, "path": way_out(route, asked.to), "partner": partner}
    paper = document(ticket, transfer_paper(rules.profile, ticket), asked.to, by, now)
    moved = replace(
        left_step(ticket, State.OUTSIDE),
        outside=partner,
        owner=by.id,
        owed=("person",),
        documents=(*ticket.documents, replace(paper, text=asked.text or asked.reason)),
        check_at=rules.next_look(now) if is_tracked else None,
    )
    moved = noted(moved, RemarkKind.REFUSED, asked.reason.strip(), by, now)
    told = [Notice(to=To.CITIZEN, what=NoticeKind.TRANSFERRED, facts=facts)] if route.tell else []
    moved, calls = to_be_told(moved, rules, now, facts)
    handover = Notice(to=To.MANAGEMENT, what=NoticeKind.HANDOVER, facts=facts)
    return moved, [*told, *calls, handover]


def transfer_paper(profile: Profile, ticket: Ticket) -> str:
    """Return which paper goes with what is not ours: a letter that is tracked, or a slip (SQ-P3.2d)."""
    route = profile.route_for(is_unit=ticket.complaint.complainant.is_unit)
    return "函转函" if route is not None and route.act == LETTER else "转交单"


def document(
    ticket: Ticket,
    kind: str,
    to: tuple[str, ...],
    by: Actor,
    now: datetime,
    *,
    approved: bool = True,
) -> Document:
    """Return the next numbered document of *kind* of this ticket."""
    n = sum(one.kind == kind for one in ticket.documents) + 1
    return Document(
        kind=kind,
        no=f"{ticket.no}-{kind}-{n}",
        to=to,
        at=now,
        by=by.name or by.id,
        approved_at=now if approved else None,
        approved_by=(by.name or by.id) if approved else "",
    )


def _refused(ticket: Ticket, command: Refuse, rules: Rules, now: datetime) -> Step:
    """Refuse by a reason of the list (FW-5.3, LH-6): all that it asks for is told, or on record already."""
    found = rules.profile.refusal(command.code)
    if found is None:
        codes = tuple(f"{one.code} {one.name}" for one in rules.profile.refusals)
        raise UnknownName("reason", command.code, codes)
    given = {"理由": command.reason, **recorded(ticket), **dict(command.fields)}
    missing = tuple(name for name in found.needs if not given.get(name, "").strip())
    if missing:
        raise Incomplete(missing, rules.clause_of_refusal(found.code))
    if found.routes and not any(route in given[ROUTE] for route in found.routes):
        raise UnknownName("route", given[ROUTE], found.routes)
    _check_asked(ticket, found, given, rules)
    fields = "；".join(f"{name}：{given[name]}" for name in found.needs if name != "理由")
    own = command.path or ("" if ROUTE in found.needs else given.get(ROUTE, ""))
    path = "；".join(filter(None, (fields, own or rules.path_of(found))))
    # its name alone says no more than its words do
    reason = f"{found.words}{'' if command.reason == found.name else command.reason}"
    return _closed(ticket, command, {"reason": reason, "path": path, "code": found.code}, now)


def _check_asked(ticket: Ticket, found: Refusal, given: Mapping[str, str], rules: Rules) -> None:
    """Raise where too little was asked first, unless the field 追问 says why asking is useless (G-20)."""
    done = sum(one.kind == RemarkKind.ASKED for one in ticket.remarks)
    if done < found.asks and not given.get(QUESTION, "").strip():
        clause = rules.clause_of_refusal(found.code, "asks")
        raise RuleForbids(Why.NOT_ASKED, clause, least=str(found.asks), done=str(done))


def _check_scope(ticket: Ticket, command: Refuse, rules: Rules) -> None:
    """Raise where the words are of what the text takes, unless the way elsewhere was named (WZ-4.1)."""
    found = rules.taken(ticket.complaint)
    if found is not None and not _named_way(command):
        scope, clause = found
        raise RuleForbids(Why.IN_SCOPE, clause, name=scope.words, code=command.code)


def _named_way(command: Refuse) -> str:
    return command.path or dict(command.fields).get(ROUTE, "")


def recorded(ticket: Ticket) -> dict[str, str]:
    """Return the acts on record with their words, the newest of each: 请示, 答复, 报备 (LH-6d)."""
    acts = (one for one in ticket.remarks if one.kind.startswith(RECORD))
    return {one.kind.removeprefix(RECORD): one.text for one in acts}


def _guided(ticket: Ticket, command: Refuse, rules: Rules, now: datetime) -> Step:
    is_unit = ticket.complaint.complainant.is_unit
    path = _named_way(command) or rules.path_out(is_unit)
    facts = {"reason": command.reason, "path": path, "partner": rules.partner(is_unit)}
    return _closed(ticket, command, facts, now)


def _closed(ticket: Ticket, command: Refuse, facts: dict[str, str], now: datetime) -> Step:
    moved = replace(
        closed(ticket, State.REFUSED, now),
        closing="；".join(filter(None, (facts["reason"], facts["path"]))),
        owner=command.by.id,
    )
    reason = f"{command.code} {command.reason}".strip()
    return noted(moved, RemarkKind.REFUSED, reason, command.by, now), [
        Notice(to=To.CITIZEN, what=NoticeKind.GUIDED, facts=facts)
    ]


def way_out(route: Route, to: tuple[str, ...]) -> str:
    """Return the words of *route* and its link; the unit that was named stands where it says 相关单位."""
    return with_link(route.words.replace("、".join(route.to), "、".join(to)), route.link)
