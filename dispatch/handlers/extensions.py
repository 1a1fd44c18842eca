"""延期 and 改诺: how a limit gives way to a later one, never silently.

Rule 1: the limit of before stays as it was, with the moment at which it gave way.
Rule 2: asked for before the end, with a reason, as often and as far as the profile says.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from dispatch.errors import Incomplete, NotYours, RuleForbids, Why
from dispatch.handlers.steps import Step, check_said, left, petition, to_departments
from dispatch.profiles.values import FINAL
from dispatch.rules import deadlines
from dispatch.rules.proof import extended_line
from dispatch.rules.rules import Rules, clock_of
from dispatch.ticket.actor import Actor
from dispatch.ticket.case_commands import Extend, Repromise
from dispatch.ticket.notices import Notice, NoticeKind, To
from dispatch.ticket.papers import Extension, Petition, Wish
from dispatch.ticket.ticket import Clock, Ticket
from dispatch.worktime import counting
from dispatch.worktime.calendar import in_shanghai
from dispatch.worktime.counting import Limit, Unit

#: in what the days of an extension are counted, by the unit of the limit; else 工作日
_EXTENDED_IN = {
    Unit.HOURS: Unit.HOURS,
    Unit.CALENDAR_DAYS: Unit.CALENDAR_DAYS,
    Unit.MONTHS: Unit.CALENDAR_DAYS,
}
#: how many of the unit make a day
_A_DAY = {Unit.HOURS: 24}
#: who is told of a new limit, by the names of the profile
_TOLD = {"person": To.CITIZEN, "window": To.DESK, "assessor": To.ASSESSOR}


def extend(ticket: Ticket, command: Extend, rules: Rules, now: datetime) -> Step:
    """Ask for *days* more, or give them where the actor may (PY-4.2.5, LH-12b, FW-6.2.5)."""
    _check_own(ticket, command.by)
    asked = replace(
        petition(ticket, Wish.EXTEND, command.by, now), days=command.days, reason=command.reason
    )
    is_forbidden = ticket.class_name in rules.profile.extension.forbid
    asked = replace(asked, is_exception=is_forbidden)
    _check_extension(ticket, asked, rules, command.by, now)
    if rules.does("延期", command.by) or rules.profile.extension.approve is None:
        return extended(ticket, asked, rules, command.by, now)
    return left(ticket, asked)


def extended(ticket: Ticket, asked: Petition, rules: Rules, by: Actor, now: datetime) -> Step:
    """Put the longer limit in the place of the running one and tell whom the profile names."""
    old = _running(ticket, rules)
    _check_count(ticket, rules)  # others may have been given since it was asked for
    days = _days(asked.days, old)
    made = rules.asked(ticket.class_name, old.due_at).continued(days)
    _check_span(ticket, old, made.due_at, days, rules)
    new = replace(
        clock_of(made),
        stage=old.stage,
        proof=extended_line(old.proof, made),
        remind_at=tuple(at for at in made.remind_at if at > now),
    )
    given = Extension(
        at=now,
        days=asked.days,
        reason=asked.reason,
        from_at=old.due_at,
        to_at=new.due_at,
        by=by.name or by.id,
    )
    moved = replace(
        ticket,
        clocks=gave_way(ticket.clocks, old, new, now),
        extensions=(*ticket.extensions, given),
    )
    facts = {
        "from": old.due_at.isoformat(),
        "to": new.due_at.isoformat(),
        "reason": asked.reason,
        "by": asked.by_name,
    }
    notify = rules.profile.extension.notify
    told = [Notice(to=_TOLD[one], what=NoticeKind.EXTENDED, facts=facts) for one in notify]
    if ticket.lead is not None:
        told += to_departments(NoticeKind.EXTENDED, [ticket.lead.department], facts)
    return moved, told


def repromise(ticket: Ticket, command: Repromise, rules: Rules, now: datetime) -> Step:
    """Ask for another promised date (N2), or set it where the actor may."""
    _check_own(ticket, command.by)
    check_said(command.reason, "理由", "N2")
    if ticket.promise is None or ticket.promised_on is None:
        raise RuleForbids(Why.NO_PROMISE, "N2")
    if command.promised_on == ticket.promised_on:
        raise Incomplete(("另一个承诺日",), "N2")
    rules.promise_clock(ticket, command.promised_on, now)
    asked = replace(
        petition(ticket, Wish.REPROMISE, command.by, now),
        on=command.promised_on,
        reason=command.reason,
    )
    if rules.does("改诺", command.by) or rules.profile.commitment.approve_change is None:
        return repromised(ticket, asked, rules, command.by, now)
    return left(ticket, asked)


def repromised(ticket: Ticket, asked: Petition, rules: Rules, by: Actor, now: datetime) -> Step:
    """Put the new promise in the place of the old; the citizen sees both (N2)."""
    old, old_on = ticket.promise, ticket.promised_on
    assert asked.on is not None  # a petition to change a promise bears the new date
    if old is None or old_on is None:  # it was kept or given up since it was asked for
        raise RuleForbids(Why.NO_PROMISE, "N2")
    new = rules.promise_clock(ticket, asked.on, now)
    clocks = gave_way(
        ticket.clocks, old, replace(new, stage=old.stage), now
    )  # a milestone stays one
    moved = replace(ticket, clocks=clocks)
    facts = {
        "old": old_on.isoformat(),
        "new": asked.on.isoformat(),
        "reason": asked.reason,
        "by": asked.by_name,
    }
    told = [Notice(to=To.DESK, what=NoticeKind.REPROMISED, facts=facts)]
    if rules.profile.commitment.tell:
        told.insert(0, Notice(to=To.CITIZEN, what=NoticeKind.REPROMISED, facts=facts))
    if asked.department:
        told += to_departments(NoticeKind.REPROMISED, [asked.department], facts)
    return moved, told


def days_to(ticket: Ticket, to: date, rules: Rules) -> int:
    """Return by how many days, as 延期 counts them, the running limit ends on *to*; 0 or less: not later."""
    old = _running(ticket, rules)
    due_on = in_shanghai(old.due_at).date()
    if _days(1, old).unit is Unit.WORKING_DAYS:
        return rules.calendar.working_days_between(due_on, to)
    return (to - due_on).days


def gave_way(clocks: tuple[Clock, ...], old: Clock, new: Clock, now: datetime) -> tuple[Clock, ...]:
    """Return *clocks* with *old* stopped because *new* runs from now on."""
    over = replace(old, stopped_at=now, moved_at=now)
    return (*(over if clock == old else clock for clock in clocks), new)


def _check_own(ticket: Ticket, by: Actor) -> None:
    """Raise unless the actor's department leads, or the actor belongs to none (management)."""
    lead = ticket.lead
    if by.department and (lead is None or lead.department != by.department):
        raise NotYours


def _check_extension(
    ticket: Ticket, asked: Petition, rules: Rules, by: Actor, now: datetime
) -> None:
    rule, clause = rules.profile.extension, rules.clause("extension")
    if not rule.allowed:
        raise RuleForbids(Why.NOT_OFFERED, clause)
    if asked.is_exception and not rules.profile.roles_of(rule.override) & by.roles:
        raise RuleForbids(
            Why.CLASS_FORBIDDEN, rules.clause("extension.forbid"), name=ticket.class_name
        )
    if rule.reason and not asked.reason.strip():
        raise Incomplete(("理由",), rules.clause("extension.reason"))
    if rule.ground not in asked.reason:
        raise Incomplete((f"“{rule.ground}”的具体情况",), rules.clause("extension.ground"))
    old = _running(ticket, rules)
    if rule.before_due and old.due_at <= now:
        raise RuleForbids(Why.TOO_LATE, rules.clause("extension.before_due"))
    _check_count(ticket, rules)
    days = _days(asked.days, old)
    made = counting.count(days, old.due_at, rules.calendar, rules.hours)
    _check_span(ticket, old, made.due_at, days, rules)


def _check_count(ticket: Ticket, rules: Rules) -> None:
    most = rules.profile.extension.max_count
    if most is not None and len(ticket.extensions) >= most:
        raise RuleForbids(Why.TOO_OFTEN, rules.clause("extension.max_count"), most=str(most))


def _check_span(ticket: Ticket, old: Clock, until: datetime, days: Limit, rules: Rules) -> None:
    """Raise if the new end lies beyond the longest extension (LH-12c, G-3, G-34)."""
    rule, clause = rules.profile.extension, rules.clause("extension.span")
    if not rule.cap:
        return
    if rule.span is None:  # each at most the original limit (G-34)
        base = _original(ticket, old)
        if base.limit is not None and days.n > base.limit.n:
            most = base.limit.n // _A_DAY.get(base.limit.unit, 1)
            raise RuleForbids(Why.TOO_LONG, clause, most=str(most))
        return
    last = deadlines.deadline(
        rules.profile,
        ticket.class_name,
        deadlines.EXTENSION,
        _original(ticket, old).start_at,
        rules.calendar,
        rules.hours,
    )
    if until > last.due_at:
        raise RuleForbids(Why.TOO_LONG, clause, most=f"{in_shanghai(last.due_at):%m-%d %H:%M}")


def _running(ticket: Ticket, rules: Rules) -> Clock:
    """Return the limit that an extension extends: the nearest by which the matter must be done.

    Each text extends 办结 (PY-4.2.5), 处置 (FW-6.2.5) or 办理 (LH-12c); a plan or a 回应 is not put off.
    """
    ends = [c for c in ticket.open_clocks if c.limit is not None and c.stage in FINAL]
    if not ends:
        raise RuleForbids(Why.NO_LIMIT, rules.clause("extension"))
    return min(ends, key=lambda clock: clock.due_at)


def _original(ticket: Ticket, clock: Clock) -> Clock:
    """Return the limit of before all its extensions: each begins where the one before ended."""
    before: Clock | None = clock
    while before is not None:
        clock, before = before, next(gave_way_to(ticket, before), None)
    return clock


def gave_way_to(ticket: Ticket, clock: Clock) -> Iterator[Clock]:
    """Yield the limits whose place *clock* took: it begins where one of them ended."""
    for one in ticket.clocks:
        if one.moved_at and (one.stage, one.due_at) == (clock.stage, clock.start_at):
            yield one


def _days(days: int, clock: Clock) -> Limit:
    """Return *days* in the unit of the limit: of hours 24 a day, months in calendar days, else 工作日."""
    assert clock.limit is not None  # `_running` chose it so
    unit = _EXTENDED_IN.get(clock.limit.unit, Unit.WORKING_DAYS)
    try:
        return Limit(n=days * _A_DAY.get(unit, 1), unit=unit)
    except ValueError:
        raise Incomplete(("延长的天数",), "product §5") from None
