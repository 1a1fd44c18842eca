"""Random walks through the life of a ticket: where they begin, what is tried next, and by whom.

Rule 1: a step is one whole number; the number 0 tries nothing, so that hypothesis can leave steps out.
Rule 2: most tries are plausible in the present state, some are not: by others, with nonsense, untimely.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import cache
from random import Random

from walk_fields import FIELDS
from walk_world import PEOPLE, STRANGER, World, rules_named

from dispatch.lifecycle.command_table import COMMANDS
from dispatch.lifecycle.moves import MOVES
from dispatch.rules.rules import Rules
from dispatch.ticket import case_commands as m
from dispatch.ticket import commands as c
from dispatch.ticket.actor import SCHEDULE, Actor
from dispatch.ticket.remarks import RemarkKind
from dispatch.ticket.ticket import State, Tie

#: once more unhappy with it: after two of these it may be ended lawfully, after three a meeting is due
_UNHAPPY = (State.ANSWERED, State.SURVEYING, State.REWORK)
#: where walks begin, by the states that lead there; chance alone seldom comes so far
OPENINGS: tuple[tuple[State, ...], ...] = (
    *((),) * 3,
    *((State.DISPATCHED,),) * 3,
    (State.DISPATCHED, State.WORKING),
    (State.DISPATCHED, State.PLANNED),
    (State.DISPATCHED, State.DEFERRED),
    (State.DISPATCHED, State.MEETING),
    *((State.MEETING, State.PROPOSED),) * 2,
    *((State.MEETING, State.PROPOSED, State.REGISTERED),) * 2,
    *((State.PROPOSED,),) * 2,
    (State.MEETING,),
    (State.OUTSIDE,),
    (State.LINKED,),
    (State.SURVEYING,),
    (State.DISPATCHED, *_UNHAPPY),
    *((State.DISPATCHED, *_UNHAPPY * 2),) * 2,
    (State.DISPATCHED, *_UNHAPPY * 2, State.DISPATCHED),
    (State.DISPATCHED, *_UNHAPPY * 2, State.MEETING),
    (State.DISPATCHED, *_UNHAPPY * 2, State.WORKING),
    (State.DISPATCHED, *_UNHAPPY * 2, State.PLANNED),
    (State.DISPATCHED, *_UNHAPPY * 2, State.DEFERRED),
    (State.DISPATCHED, *_UNHAPPY * 2, State.ANSWERED),
    (State.DISPATCHED, *_UNHAPPY * 2, State.ANSWERED, State.SURVEYING),
)
#: these end a walk or lead away from most of it: tried less often than the others
SELDOM: frozenset[type[c.Command]] = frozenset(
    {c.Withdraw, m.HandOver, c.Refuse, m.Link, m.Transfer, c.SolveOnSpot}
)
#: what the walk lets the sweep give, when it is due, or a tie
_SCHEDULES = (c.OfferCall, m.Look, m.RemindAssisting, m.Settle)


def drawn(world: World, rnd: Random) -> c.Command:
    """Return what somebody tries next."""
    return tried(_wanted(world, rnd), world, rnd)


def tried(wanted: type[c.Command], world: World, rnd: Random) -> c.Command:
    """Return a try at *wanted* by somebody who may, most often, with its fields."""
    return wanted(by=_somebody(wanted, world, rnd), **FIELDS[wanted](rnd, world))


def towards(world: World, rnd: Random, goal: State) -> c.Command | None:
    """Return a try at what may lead to *goal* from here, None if nothing does."""
    moves = MOVES[world.ticket.state]
    fitting = [one for one in moves if goal in moves[one] and one not in _SCHEDULES]
    if not fitting:
        return None
    return tried(rnd.choice(fitting), world, rnd)


#: what is tried more often where it is near
_NEAR: Mapping[type[c.Command], Callable[[World], bool]] = {
    m.ReturnForm: lambda w: any(
        part.given_at and w.now - part.given_at < timedelta(hours=20) for part in w.ticket.parts
    ),
    m.End: lambda w: len(w.ticket.ratings) > 1,
    m.Extend: lambda w: w.rules.profile.extension.allowed,
    m.TakeOver: lambda w: bool(w.ticket.handover and w.ticket.handover.accepted_at is None),
    c.CallBack: lambda w: any(one.kind == RemarkKind.UNREACHED for one in w.ticket.remarks),
}


def _wanted(world: World, rnd: Random) -> type[c.Command]:
    fitting = [one for one in MOVES[world.ticket.state] if one not in _SCHEDULES]
    if world.ticket.tie == Tie.LEVEL and world.ticket.state is State.SURVEYING:
        fitting.append(m.Settle)
    if world.ticket.petitions and rnd.random() < 0.35:
        return rnd.choice((c.Approve, c.Approve, c.Reject))
    for wanted, is_near in _NEAR.items():
        if wanted in fitting and is_near(world) and rnd.random() < 0.12:
            return wanted
    if not fitting or rnd.random() < 0.06:
        return rnd.choice([one for one in FIELDS if one is not m.Settle])
    found = rnd.choice(fitting)
    return found if found not in SELDOM or rnd.random() < 0.4 else rnd.choice(fitting)


def _somebody(wanted: type[c.Command], world: World, rnd: Random) -> Actor:
    if rnd.random() < 0.06:
        return rnd.choice([one for one in PEOPLE if one is not SCHEDULE])
    if wanted is m.TakeOver and world.ticket.handover:
        return next((p for p in PEOPLE if p.id == world.ticket.handover.to_id), STRANGER)
    may = _who_may(wanted, world.rules.profile.id)
    units = [part.department for part in world.ticket.parts]
    unit = rnd.choice((units[0], *units)) if units else ""
    own = [one for one in may if unit and one.department == unit]
    if own and rnd.random() < 0.8:
        return rnd.choice(own)
    return rnd.choice(may)


@cache
def _who_may(wanted: type[c.Command], profile: str) -> list[Actor]:
    allowed = allowed_to(wanted, rules_named(profile))
    found = [one for one in PEOPLE if one.roles & allowed]
    return found or [STRANGER]


def allowed_to(wanted: type[c.Command], rules: Rules) -> frozenset[str]:
    """Return the roles that may give a command of that kind, the schedule's own turn left out."""
    row = COMMANDS[wanted]
    return row.by or rules.roles_for(row.name)
