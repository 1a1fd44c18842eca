"""A calendar was announced: which running limits move by it, and the ticket with them moved (N1, G-28).

Rule 1: only running limits of an open ticket move; what is stopped or closed stays as it was.
Rule 2: a promised date never moves (N2), and hours never do (民法典 201).
Rule 3: a calendar moves days, not hours of the day: a limit whose days are the same is left alone.
Rule 4: limits are those that the ticket was issued with, whatever its profile says today.
Rule 5: what is counted again bears 暂定 only if the year of its last day is still not announced.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from dispatch.handlers.extensions import gave_way_to
from dispatch.handlers.steps import Step, to_all
from dispatch.rules.deadlines import Deadline, StartEvent
from dispatch.rules.proof import extended_line, proof_line
from dispatch.rules.rules import Rules
from dispatch.ticket.case_commands import Recount
from dispatch.ticket.notices import NoticeKind
from dispatch.ticket.ticket import Clock, Part, Proposal, Ticket
from dispatch.worktime.calendar import in_shanghai
from dispatch.worktime.counting import Unit

#: the hours of the day in a proof
_CLOCK = re.compile(r" \d\d:\d\d")
#: the two clauses of a limit that competed, whichever won
_RIVALS = re.compile(r"(?:从严：|，不晚于)([A-Z]+-[\w.]*\w)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One running limit that a calendar counts otherwise than it was issued.

    Attributes:
        old_due_at, new_due_at: the same where only its proof or its mark 暂定 changes.
        was_provisional, provisional: the mark before and after.
        proof: the days as they count now.
    """

    stage: str
    old_due_at: datetime
    new_due_at: datetime
    proof: str
    was_provisional: bool = False
    provisional: bool = False


def moved(ticket: Ticket, rules: Rules) -> tuple[Move, ...]:
    """Return what of *ticket* moves under the rules' calendar, in the order of its limits; often nothing."""
    return tuple(
        Move(
            stage=old.stage,
            old_due_at=old.due_at,
            new_due_at=new.due_at,
            proof=new.proof,
            was_provisional=old.provisional,
            provisional=new.provisional,
        )
        for old, new in _changes(ticket, rules)
    )


def recounted(ticket: Ticket, rules: Rules) -> Ticket:
    """Return *ticket* with its running limits as the rules' calendar counts them.

    Where nothing moves it is *ticket* itself; doing it twice is doing it once.
    """
    changes = dict(_changes(ticket, rules))
    if not changes:
        return ticket
    clocks = tuple(changes.get(clock, clock) for clock in ticket.clocks)
    after = replace(ticket, clocks=clocks, calendar_version=rules.calendar.version)
    if after.due_at == ticket.due_at or ticket.extensions:
        return after
    return replace(after, parts=tuple(_share(part, after, rules) for part in ticket.parts))


def recount(ticket: Ticket, command: Recount, rules: Rules, now: datetime) -> Step:
    """Count the running limits again by the rules' calendar; the departments hear what moved."""
    facts = {
        "moves": "；".join(
            f"{in_shanghai(one.old_due_at):%m-%d %H:%M} → {in_shanghai(one.new_due_at):%m-%d %H:%M}"
            for one in moved(ticket, rules)
            if one.old_due_at != one.new_due_at
        )
    }
    after = recounted(ticket, rules)
    if not facts["moves"]:
        return after, []
    return after, to_all(ticket, NoticeKind.RECOUNTED, facts)


def _changes(ticket: Ticket, rules: Rules) -> Iterator[tuple[Clock, Clock]]:
    """Yield each running limit whose days change, and how it counts now."""
    if ticket.is_closed:
        return
    for old in ticket.open_clocks:
        if old.limit is None or old.limit.unit is Unit.HOURS:
            continue
        new = _again(old, ticket, rules)
        if _days(new) != _days(old):
            yield old, _unpushed(new)


def _again(clock: Clock, ticket: Ticket, rules: Rules) -> Clock:
    """Return *clock* as it counts now; an extension goes on from where its former limit ends now."""
    assert clock.limit is not None  # `_changes` and `_former` ask of no other
    former = _former(clock, ticket)
    if former is not None:
        before = _again(former, ticket, rules)
        made = rules.asked(ticket.class_name, before.due_at).continued(clock.limit)
        return _issued(clock, made, extended_line(before.proof, made))
    rival = _competed(clock, ticket, rules)
    if rival is not None:
        return rival
    asked = rules.asked(ticket.class_name, clock.start_at)
    made = replace(asked.limited(clock.stage, clock.clause, clock.limit), event=_event(clock))
    return _issued(clock, made, proof_line(made))


def _issued(clock: Clock, made: Deadline, proof: str) -> Clock:
    return replace(
        clock,
        due_at=made.due_at,
        provisional=made.provisional,
        proof=proof,
        remind_at=made.remind_at,
    )


def _former(clock: Clock, ticket: Ticket) -> Clock | None:
    """Return the limit that gave way to *clock* by an extension, which begins where it ended."""
    return next((one for one in gave_way_to(ticket, clock) if one.limit is not None), None)


def _competed(clock: Clock, ticket: Ticket, rules: Rules) -> Clock | None:
    """Return the stricter of two texts' limits as both count now (rule d); None where there is one text.

    Under another calendar the other text may be the stricter one. With a profile of another version
    than the ticket's the limit it was issued with stays.
    """
    if rules.also is None or not ticket.class_name:  # before dispatch only its arrival counts
        return None
    if ticket.profile_version != rules.profile.version:
        return None
    found = next(filter(partial(_is_like, clock), _stricter(clock, ticket, rules)), None)
    if found is None:
        return None
    return replace(
        clock,
        clause=found.clause,
        limit=found.limit,
        due_at=found.due_at,
        provisional=found.provisional,
        proof=found.proof,
        remind_at=found.remind_at,
    )


def _stricter(clock: Clock, ticket: Ticket, rules: Rules) -> Iterator[Clock]:
    """Yield how the two texts count now, for a matter of one department and for one of several.

    Who has the ticket today may be others than it was issued to, which moves no limit (N1).
    """
    for is_several in (False, True):
        asked = Proposal(
            class_name=ticket.class_name,
            departments=ticket.parts[:1],
            promised_on=ticket.promised_on,
            several_levels=is_several,
        )
        yield from rules.clocks(asked, ticket.opened_at, clock.start_at)


def _is_like(clock: Clock, other: Clock) -> bool:
    """True where both are the limit of the same stage between the same two clauses."""
    texts = (frozenset(_RIVALS.findall(one.proof)) for one in (clock, other))
    return other.limit is not None and clock.stage == other.stage and len(set(texts)) == 1


def _unpushed(clock: Clock) -> Clock:
    """Return *clock* ready to be pushed at its new end: a 督办 that came before it counts for nothing."""
    if clock.supervised_at is None or clock.supervised_at >= clock.due_at:
        return clock
    return replace(clock, supervised_at=None, demand_due_at=None, circulated_at=None)


def _share(part: Part, after: Ticket, rules: Rules) -> Part:
    """Return *part* with its own share due as long before the new end as before the old (G-23)."""
    if part.due_at is None or part.contributed_at is not None or after.due_at is None:
        return part
    earlier = rules.before(after.due_at, rules.profile.assisting.earlier)
    return replace(part, due_at=max(earlier, part.given_at or earlier))


def _event(clock: Clock) -> StartEvent:
    """Return what *clock* begins with, as its proof says first."""
    return next((one for one in StartEvent if clock.proof.startswith(one)), StartEvent.RECEIPT)


def _days(clock: Clock) -> tuple[str, bool]:
    """Return all of a limit that a calendar decides: every day of its proof, and the mark."""
    return _CLOCK.sub("", clock.proof), clock.provisional
