"""The push: 催办 before the end, 督办 after it, 通报 when that was not met either.

Rule 1: the schedule does each once a limit; what a person demands is followed up like it, also before the end.
Rule 2: a demand that is not met stands: no later date takes its place, and with its end 通报 is possible.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from dispatch.errors import RuleForbids, Why
from dispatch.handlers.refusals import document
from dispatch.handlers.steps import Step, left, petition, to_all, to_departments
from dispatch.profiles.values import Role
from dispatch.rules.rules import Rules
from dispatch.rules.turn_table import Act
from dispatch.rules.turns import WATCHING, Turn, is_late, turns
from dispatch.ticket.actor import Actor
from dispatch.ticket.case_commands import Circulate, Look, RemindAssisting
from dispatch.ticket.commands import Remind, Supervise
from dispatch.ticket.notices import Notice, NoticeKind, To
from dispatch.ticket.papers import Petition, Wish
from dispatch.ticket.ticket import WITH_DEPARTMENT, Clock, State, Ticket

#: what the document of each act is called (product §2.7); 通报 goes to recipients, the others have their own
_PAPERS = {Wish.CIRCULATE: "通报", Wish.REPORT: "向同级政府报告", Wish.COPY: "抄送同级纪委监委"}


def remind(ticket: Ticket, command: Remind, rules: Rules, now: datetime) -> Step:
    """催办 (WZ-10.1): recorded on every running clock, one reminder for all that were missed.

    Who can do something about it hears it: before a department has it the desk (FW-6.1.3), and whom
    the text lets convene while it is to meet.
    """
    clocks = tuple(
        replace(c, reminded_at=(*c.reminded_at, now)) if c.stopped_at is None else c
        for c in ticket.clocks
    )
    facts = {"word": command.word, "by": acting(command.by, rules.profile.remind.actor, rules)}
    if ticket.state not in WITH_DEPARTMENT and not ticket.parts:
        moved = replace(ticket, clocks=clocks)
        return moved, [Notice(to=To.DESK, what=NoticeKind.UNANSWERED, facts=facts)]
    moved = replace(ticket, clocks=clocks, reminded_at=(*ticket.reminded_at, now))
    return moved, _pushed(ticket, NoticeKind.REMINDED, facts, rules)


def supervise(ticket: Ticket, command: Supervise, rules: Rules, now: datetime) -> Step:
    """督办 (WZ-10.2): a numbered document on the overdue limits, with its own due moment (G-30)."""
    is_swept = Role.SCHEDULE in command.by.roles
    until = _until(ticket, command, rules, now)
    clocks = tuple(
        _demanded(clock, until, now)
        if not is_swept or _is_unsupervised(ticket, clock, now)
        else clock
        for clock in ticket.clocks
    )
    rule = rules.profile.supervise
    kind = rules.document_named(command.document) if command.document else rule.document
    names = tuple(part.name for part in ticket.parts)
    actor = acting(command.by, rule.actor, rules)
    paper = replace(
        document(ticket, kind or "督办", names, command.by, now),
        text=command.demand,
        by=actor,
        due_at=until,
    )
    moved = replace(
        ticket,
        clocks=clocks,
        supervised_at=(*ticket.supervised_at, now),
        documents=(*ticket.documents, paper),
    )
    facts = {
        "demand": command.demand,
        "by": actor,
        "until": until.isoformat(),
        "document": paper.no if rule.document or command.document else "",
    }
    told = _pushed(ticket, NoticeKind.SUPERVISED, facts, rules)
    # whoever the text lets supervise must know what was done for it; of a matter of hours all do (N9)
    hear = [rules.listener(rule.actor)] if is_swept else []
    if any(clock.rings for clock in ticket.open_clocks):
        hear += [To.DESK, To.MANAGEMENT]
    said = {} if is_swept else {"by": actor}
    told += [Notice(to=to, what=NoticeKind.SUPERVISED, facts=said) for to in dict.fromkeys(hear)]
    return moved, told


def circulate(ticket: Ticket, command: Circulate, rules: Rules, now: datetime) -> Step:
    """Propose 通报, the report and the copy: each a document that a person approves (WZ-10.3).

    Where the text has none of them the schedule says to whoever supervises that the demand was not met.
    """
    clause = rules.clause("circulate")
    acts = _acts(rules)
    is_swept = Role.SCHEDULE in command.by.roles
    if not acts and not is_swept:
        raise RuleForbids(Why.NOT_OFFERED, clause)
    unmet = [c for c in ticket.open_clocks if c.demand_due_at and c.demand_due_at <= now]
    if not unmet:
        raise RuleForbids(Why.NOT_SUPERVISED, clause)
    fresh = [c for c in unmet if c.unmet_at]
    if not fresh:
        raise RuleForbids(Why.TOO_OFTEN, clause, most="1")
    clocks = tuple(replace(c, circulated_at=now) if c in fresh else c for c in ticket.clocks)
    moved, told = replace(ticket, clocks=clocks), _unmet(ticket, fresh, rules) if is_swept else []
    for wish, to in acts:
        asked = replace(
            petition(moved, wish, command.by, now), department="", to=to, document=_PAPERS[wish]
        )
        if rules.profile.circulate.approve is None:
            moved, said = circulated(moved, asked, rules, command.by, now)
        else:
            moved, said = left(moved, asked)
        told += said
    return moved, told


def _until(ticket: Ticket, command: Supervise, rules: Rules, now: datetime) -> datetime:
    """Return until when a 督办 of now must be met: as it says, never later than what is demanded already.

    Raises:
        RuleForbids: it names a later day than a demand that still runs.
    """
    running = [c.demand_due_at for c in ticket.open_clocks if c.demand_due_at]
    earliest = min((at for at in running if at > now), default=None)
    if command.until and earliest and command.until > earliest:
        raise RuleForbids(Why.DEMANDED, rules.clause("supervise"), until=earliest.isoformat())
    until = command.until or rules.supervised_until(ticket, now)
    return min(until, earliest) if earliest else until


def _demanded(clock: Clock, until: datetime, now: datetime) -> Clock:
    """Return a running limit with the demand on it; what was demanded and is not met is not put off.

    What was followed up already is demanded anew, and followed up again.
    """
    if clock.stopped_at is not None:
        return clock
    is_over = clock.due_at <= now
    standing = clock.unmet_at
    return replace(
        clock,
        supervised_at=now if is_over else clock.supervised_at,
        demand_due_at=min(standing, until) if standing else until,
    )


def _is_unsupervised(ticket: Ticket, clock: Clock, now: datetime) -> bool:
    """True when its end presses who has it."""
    return ticket.pressed_at(clock, clock.due_at) <= now and clock.supervised_at is None


def _unmet(ticket: Ticket, clocks: Sequence[Clock], rules: Rules) -> list[Notice]:
    """Say that a demand was not met to who supervises, and to management where it gets no document (G-30)."""
    until = min(clock.demand_due_at for clock in clocks if clock.demand_due_at)
    facts = {"until": until.isoformat()}
    hears = () if _acts(rules) else (To.MANAGEMENT,)
    listeners = dict.fromkeys((rules.listener(rules.profile.supervise.actor), *hears))
    return [Notice(to=to, what=NoticeKind.UNMET, facts=facts) for to in listeners]


def circulated(ticket: Ticket, asked: Petition, rules: Rules, by: Actor, now: datetime) -> Step:
    """Issue one of the three documents; the departments and the desk hear of it."""
    paper = replace(document(ticket, asked.document, asked.to, by, now), text=asked.text)
    moved = replace(ticket, documents=(*ticket.documents, paper))
    facts = {"document": paper.no, "kind": asked.document, "to": "、".join(asked.to), "by": by.name}
    told = [Notice(to=To.DESK, what=NoticeKind.CIRCULATED, facts=facts)]
    if asked.wish is Wish.CIRCULATE:
        told += to_all(ticket, NoticeKind.CIRCULATED, facts)
    return moved, told


def remind_assisting(ticket: Ticket, command: RemindAssisting, rules: Rules, now: datetime) -> Step:
    """Remind the assisting departments whose contribution is due, once each (G-23)."""
    late = [part.department for part in ticket.parts if part.is_late(now)]
    parts = tuple(
        replace(part, reminded_at=now) if part.department in late else part for part in ticket.parts
    )
    return replace(ticket, parts=parts), to_departments(NoticeKind.CONTRIBUTE, late)


def look(ticket: Ticket, command: Look, rules: Rules, now: datetime) -> Step:
    """Ask whose turn it is and whom no limit pushes, and again after a while (SQ-P3.2d).

    What is late management hears too.
    """
    told: dict[tuple[To, str, Act], Notice] = {}
    for turn in turns(ticket, rules):
        if turn.is_asked and _is_asked_now(turn, ticket, rules, now):
            facts = {"act": turn.act, "unit": ticket.outside, "late": ""}
            heard = [(turn.to, turn.target)]
            if is_late(turn, ticket, rules, now):
                facts |= {"late": "1"}
                heard.append((To.MANAGEMENT, ""))
            for to, target in heard:
                notice = Notice(to=to, target=target, what=NoticeKind.LOOK, facts=facts)
                told.setdefault((to, target, turn.act), notice)
    return replace(ticket, check_at=rules.next_look(now)), list(told.values())


def _is_asked_now(turn: Turn, ticket: Ticket, rules: Rules, now: datetime) -> bool:
    """True but for what is overdue while its demand runs, or just after it was said to be unmet."""
    if turn.act not in WATCHING:
        return True
    said_at = max((c.circulated_at for c in ticket.open_clocks if c.circulated_at), default=None)
    is_urgent = any(clock.rings for clock in ticket.open_clocks)
    if said_at and rules.asked_again(turn.every, said_at, is_urgent=is_urgent) > now:
        return False
    return turn.until is None or turn.until <= now


def acting(by: Actor, actor: str, rules: Rules) -> str:
    """Return in whose name it is done: the schedule acts for whom the profile names (C-10)."""
    if Role.SCHEDULE in by.roles:
        return rules.spoken(actor)
    return by.name or by.id


def _acts(rules: Rules) -> list[tuple[Wish, tuple[str, ...]]]:
    rule = rules.profile.circulate
    acts = [(Wish.CIRCULATE, rule.recipients)] if rule.recipients else []
    if rule.report_gov:
        acts.append((Wish.REPORT, ("同级政府",)))
    if rule.cc_discipline:
        acts.append((Wish.COPY, ("同级纪委监委",)))
    return acts


def _pushed(ticket: Ticket, what: NoticeKind, facts: dict[str, str], rules: Rules) -> list[Notice]:
    """Return the push for the departments; while it is to meet they can do nothing, the convener can."""
    if ticket.state is not State.MEETING:
        return to_all(ticket, what, facts)
    said = facts.get("word") or facts.get("demand") or ""
    convener = rules.listener(rules.profile.meeting.actor)
    return [Notice(to=convener, what=NoticeKind.LOOK, facts={"act": Act.MEET, "reason": said})]
