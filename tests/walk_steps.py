"""Steps of walks through every part of a ticket's life, for what a text says of each one of them.

A few hundred walks are drawn once a run for each set of rules, always the same ones. What a rule says of
*every* ticket is then asked of every step there is; the test says which states it must have met, so that
a rule which was never put to the test does not pass.
"""

from collections.abc import Callable, Iterable
from functools import cache
from random import Random

from walk_rules import Step
from walk_world import rules_named, started
from walker import Walk
from walks import OPENINGS

from dispatch.ticket import commands as c
from dispatch.ticket.ticket import State, Ticket

WALKS = 120
#: where every fourth of them is led: to each end by its own way, for chance alone seldom comes there
ENDS: tuple[tuple[State, ...], ...] = (
    (State.REFUSED,),
    (State.OUTSIDE, State.TRANSFERRED),
    (State.DISPATCHED, State.ANSWERED, State.SURVEYING, State.STRUCK_OFF),
    (State.SURVEYING, State.STRUCK_OFF),
    (State.DISPATCHED, State.ANSWERED, State.SURVEYING, State.UNRATED),
    (State.SURVEYING, State.UNRATED),
    (State.HANDED_OVER,),
    (State.DISPATCHED, State.WITHDRAWN),
)
#: steps of a walk at most, after its opening
LONGEST = 32


@cache
def steps(profile: str) -> tuple[Step, ...]:
    """Return all steps that were taken under the rules of *profile*, in order."""
    found: list[Step] = []
    rules = rules_named(profile)
    for number in range(WALKS):
        walk, rnd = Walk(started(rules, number)), Random(number)
        walk.open(number, OPENINGS if number % 4 else ENDS)
        while not walk.world.ticket.is_closed and len(walk.steps) < LONGEST:
            walk.step(rnd.randrange(1, 2**24))
        found += walk.steps
    return tuple(found)


def standing(profile: str) -> dict[State, Ticket]:
    """Return an open ticket in each state that walks under *profile* came to, of somebody with a chat."""
    tickets = (one.after for one in steps(profile) if not one.after.is_closed)
    return {
        ticket.state: ticket
        for ticket in tickets
        if ticket.complaint.complainant.lane and not ticket.tied_to
    }


def each(
    profile: str,
    asked: Callable[[Step], bool],
    met: Callable[[Step], object],
    every: Iterable[object],
) -> list[Step]:
    """Return the steps that *asked* picks; fail unless what they *met* covers *every*."""
    found = [one for one in steps(profile) if asked(one)]
    lacking = set(every) - {met(one) for one in found}
    assert not lacking, f"never put to the test: {sorted(map(str, lacking))}"
    return found


def given(*kinds: type[c.Command]) -> Callable[[Step], bool]:
    """Return what picks the steps by a command of one of *kinds*."""
    return lambda step: isinstance(step.command, kinds)


def before(step: Step) -> State:
    """Return the state in which it was given."""
    return step.before.state


def after(step: Step) -> State:
    """Return the state to which it led."""
    return step.after.state
