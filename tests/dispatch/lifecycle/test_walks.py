"""A thousand random walks through the life of a ticket in every county: no rule ever gives way.

`make deep` walks them all; `make test` walks fewer, and looks for fewer of the cells that those missed.
A walk is a list of numbers, each of which is one try (`tests/walks.py`); what must hold after each
stands in `tests/walk_rules.py`. The same numbers give the same walk, here and in CI.
"""

from collections import Counter
from dataclasses import replace
from functools import cache
from random import Random

import pytest
from deep import Sweep
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from walk_world import PROFILES, rules_named, started
from walker import Cell, Walk
from walks import OPENINGS

from dispatch.lifecycle.moves import MOVES
from dispatch.ticket.case_commands import StandDown
from dispatch.ticket.ticket import State
from storage.tickets import codec

pytestmark = [pytest.mark.sweep, pytest.mark.xdist_group("walks"), pytest.mark.timeout(3600)]

WALKS, SAMPLE = 1_000, 30
#: how many cells are asked for where not all of them are; those that no walk met are looked for one by one
CELLS_ASKED = 12
#: hypothesis draws numbers of up to 24 bits evenly, longer ones mostly small
NUMBERS = st.integers(0, 2**24 - 1)
#: steps of a walk at most, and how many are tried after the end
LONGEST, AFTER_THE_END = 40, 2
#: how many walks look for a cell that none of all those met
SOUGHT = 2_000

CELLS: list[Cell] = [
    (state, command, to)
    for state, moves in MOVES.items()
    for command, targets in moves.items()
    for to in dict.fromkeys(targets)
]


@cache
def walked(profile: str, walks: int, chance: int) -> Counter[Cell]:
    """Walk so many times under *profile*; return how often each cell of the table was visited."""
    been: Counter[Cell] = Counter()
    rules = rules_named(profile)

    @seed(chance)
    @settings(
        max_examples=walks,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(NUMBERS, st.lists(NUMBERS, min_size=25, max_size=LONGEST))
    def walk(start: int, numbers: list[int]) -> None:
        one = Walk(started(rules, start))
        one.open(start)
        closed = 0
        for number in filter(None, numbers):
            if one.world.ticket.is_closed:
                closed += 1
            if closed > AFTER_THE_END:
                break
            one.step(number)
        been.update(one.been)
        assert codec.fold(one.log) == one.world.ticket, "the log says something else"

    walk()
    return been


@pytest.mark.parametrize("profile", PROFILES)
def test_no_rule_gives_way_in_a_thousand_walks(profile: str, sweep: Sweep) -> None:
    """N1, N2, N4, N7, SQ-S3, WZ-8.4, WZ-10, WZ-11.3, PY-4.2.6, LH-5a; see tests/walk_rules.py."""
    walks = sweep.many(f"walks through the life of a ticket under {profile}", WALKS, SAMPLE)
    assert sum(walked(profile, walks, sweep.seed).values()) > walks


def is_found(cell: Cell) -> bool:
    """Walk on with *cell* in view, for what chance alone seldom meets; True once it is visited."""
    openings = [one for one in OPENINGS if (one or (State.REGISTERED,))[-1] is cell[0]] or OPENINGS
    for number in range(SOUGHT):
        rnd = Random(number)
        world = started(rules_named(rnd.choice(PROFILES)), number)
        if cell[1] is StandDown:  # only a ticket that was marked can be unmarked
            world = replace(world, ticket=replace(world.ticket, emergency=("119",)))
        walk = Walk(world)
        walk.open(number, openings)
        for _ in range(LONGEST // 4):
            if walk.insist(cell, rnd):
                return True
            walk.step(rnd.getrandbits(24))
    return False


def test_every_cell_of_the_table_is_visited(sweep: Sweep) -> None:
    been: Counter[Cell] = Counter()
    for profile in PROFILES:
        walks = WALKS if sweep.is_whole else SAMPLE
        been.update(walked(profile, walks, sweep.seed))
    # drawn from all: which ones the walks visit differs with each change of the table
    asked = sweep.drawn("cells of the table of moves", CELLS, CELLS_ASKED)
    never = [cell for cell in asked if cell not in been and not is_found(cell)]
    assert [f"{state} + {command.__name__} → {to}" for state, command, to in never] == []
