"""From one step of a ticket's life to the next: what only the step before held ends here, once for all;
and what its actor may only wish is left for approval.

A handler names the state that begins and then puts on the ticket what the new step holds; it clears
nothing itself.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from dispatch.errors import Incomplete
from dispatch.ticket.actor import Actor
from dispatch.ticket.notices import Notice, NoticeKind, To
from dispatch.ticket.papers import Petition, Wish
from dispatch.ticket.ticket import CLOSED, Clock, Remark, State, Ticket

#: what a handler returns: the moved ticket, and what must be said
Step = tuple[Ticket, list[Notice]]

#: what still awaits approval whatever happens to the ticket in hand: 通报 was due (WZ-10.3)
_OUTLIVING = frozenset({Wish.CIRCULATE, Wish.REPORT, Wish.COPY})
#: whose petitions all go on: what was wished at the desk is still open there
_AT_THE_DESK = frozenset({State.REGISTERED})
#: where it is in other hands, and nothing that was wished here is left to decide
_ELSEWHERE = frozenset({State.OUTSIDE, State.LINKED})
#: where it is decided anew who has it: whoever had it outside, or met about it, has it no more
_DECIDED = frozenset({State.REGISTERED, State.PROPOSED, State.DISPATCHED})


def left_step(ticket: Ticket, to: State) -> Ticket:
    """Return *ticket* in state *to*: proposal, petitions, looks, calls and outside of before are over."""
    wishes = _wishes_in(to)
    return replace(
        ticket,
        state=to,
        proposal=None,
        petitions=tuple(one for one in ticket.petitions if one.wish in wishes),
        # what is closed still says until when it was looked at; nothing wakes it any more
        check_at=ticket.check_at if to in CLOSED else None,
        call_due_at=None,
        calls_at=(),
        outside="" if to in _DECIDED else ticket.outside,
    )


def closed(ticket: Ticket, to: State, now: datetime) -> Ticket:
    """Return *ticket* closed as *to*: no limit runs, nobody is called, nothing awaits approval."""
    left = left_step(ticket, to)
    return replace(left, clocks=stopped(left.clocks, now), closed_at=now)


def stopped(
    clocks: tuple[Clock, ...], now: datetime, stages: Collection[str] = ()
) -> tuple[Clock, ...]:
    """Return *clocks* with the running ones stopped; if *stages* are named only theirs (G-31)."""
    return tuple(
        c if c.stopped_at or (stages and c.stage not in stages) else replace(c, stopped_at=now)
        for c in clocks
    )


def check_said(words: str, name: str, clause: str) -> None:
    """Raise Incomplete, asking for *name* by *clause*, where *words* say nothing."""
    if not words.strip():
        raise Incomplete((name,), clause)


def noted(ticket: Ticket, kind: str, text: str, by: Actor, now: datetime) -> Ticket:
    """Return *ticket* with one more remark."""
    remark = Remark(kind=kind, text=text, by=by.id, at=now)
    return replace(ticket, remarks=(*ticket.remarks, remark))


def to_departments(
    what: NoticeKind, ids: Iterable[str], facts: Mapping[str, str] | None = None
) -> list[Notice]:
    """Return the same notice to each of the departments *ids*."""
    return [Notice(to=To.DEPARTMENT, what=what, target=one, facts=facts or {}) for one in ids]


def to_all(
    ticket: Ticket, what: NoticeKind, facts: Mapping[str, str] | None = None
) -> list[Notice]:
    """Return the same notice to every department that has a part in *ticket*."""
    return to_departments(what, (part.department for part in ticket.parts), facts)


def _wishes_in(state: State) -> frozenset[Wish]:
    """Return what may still await approval once a step in *state* has begun."""
    if state in CLOSED | _ELSEWHERE:
        return frozenset()
    return frozenset(Wish) if state in _AT_THE_DESK else _OUTLIVING


def petition(ticket: Ticket, wish: Wish, by: Actor, now: datetime) -> Petition:
    """Return an empty petition for *wish*, numbered after all that this ticket ever had."""
    used = [one.n for one in ticket.petitions]
    n = max([ticket.petitioned, *used]) + 1
    return Petition(
        wish=wish, n=n, at=now, by=by.id, by_name=by.name or by.id, department=by.department
    )


def left(ticket: Ticket, asked: Petition) -> Step:
    """Leave *asked* for approval; a newer one of the same wish and department replaces the older."""
    same = (asked.wish, asked.department, asked.to)
    kept = tuple(one for one in ticket.petitions if (one.wish, one.department, one.to) != same)
    moved = replace(ticket, petitions=(*kept, asked), petitioned=asked.n)
    facts = {"wish": asked.wish.value, "petition": str(asked.n)}
    return moved, [Notice(to=To.MANAGEMENT, what=NoticeKind.PETITION, facts=facts)]
