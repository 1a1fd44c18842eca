"""Tickets that wait for one another, in random walks: one answer and one survey each, no loop, none left behind.

The same event told by three people (并案, N8), and one matter with the centre below (跨层级, WZ-8.5).
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from random import Random

import pytest
from builders import LANE, a_complaint
from deep import Sweep
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from walk_rules import Step, check
from walk_world import BY_LINK, STARTS, World, later, rules_named
from walks import drawn, towards

from dispatch.errors import DeskError
from dispatch.handlers import links
from dispatch.lifecycle import life
from dispatch.lifecycle.wake import due_now
from dispatch.ticket import case_commands as m
from dispatch.ticket import commands as c
from dispatch.ticket.actor import Actor
from dispatch.ticket.complaint import Complainant
from dispatch.ticket.notices import NoticeKind, To
from dispatch.ticket.ticket import State, Ticket, Tie

pytestmark = [pytest.mark.sweep, pytest.mark.xdist_group("walks"), pytest.mark.timeout(3600)]

WALKS, SAMPLE, LONGEST = 300, 20, 40
NUMBERS = st.integers(0, 2**24 - 1)
#: one change brings about so many others at most; more would be a loop
CHAIN = 8
MANAGER = Actor(id="the_management", name="管理", roles=frozenset({"management"}), source="app")
MAIN, SECOND, THIRD = "2026-0001", "2026-0002", "2026-0003"
BELOW = "TOWN-2026-0001"
#: what is tried most: the way to an answer, a verdict and another round
GOALS = (
    *(State.DISPATCHED, State.ANSWERED, State.SURVEYING, State.SURVEYING, State.REWORK),
    *(State.STRUCK_OFF, State.OUTSIDE, State.LINKED, State.REGISTERED, State.UNRATED),
)
#: what a person hears once per answer
ONCE = ((To.CITIZEN, NoticeKind.ANSWERED), (To.CITIZEN, NoticeKind.SURVEY))


def asked_once(said: list[tuple[To, NoticeKind]], ticket: Ticket) -> None:
    """N8: with the answer each person has one survey, or one call; what goes up asks nobody here."""
    surveys = [said.count(one) for one in ONCE]
    calls = [what for _, what in said].count(NoticeKind.CALL)
    if ticket.tie == Tie.LEVEL:
        assert (surveys, calls) == ([0, 0], 0)
    elif ticket.complaint.complainant.lane:
        assert surveys == [1, 1]
        assert calls <= 1  # where the text wants a call beside the survey (LH-13a)
    else:
        assert (surveys, calls) == ([0, 0], 1)


class Tickets:
    """Some tickets that may be tied, and what follows on one from another, as the desk does it."""

    def __init__(self, profile: str, now: datetime) -> None:
        self.rules = rules_named(profile)
        self.now = now
        self.all: dict[str, Ticket] = {}
        self.chain = 0

    def register(self, no: str, *, above: str = "", lane: str = LANE) -> None:
        complaint = a_complaint(complainant=Complainant(lane=lane, name="张三丰"), said_at=self.now)
        self.all[no], _ = life.register(
            no, "main", complaint, "shouli", self.rules, self.now, above=above
        )

    def give(self, no: str, command: c.Command) -> bool:
        """Give *command* to ticket *no* with all that follows; True where it was not refused."""
        before = self.all[no]
        try:
            moved, notices = life.apply(before, command, self.rules, self.now)
        except DeskError:
            return False
        step = Step(
            before=before,
            after=moved,
            command=command,
            notices=notices,
            rules=self.rules,
            now=self.now,
        )
        check(step)
        if isinstance(command, m.Receive):
            asked_once([(one.to, one.what) for one in notices], moved)
        self.all[no] = moved
        if isinstance(command, m.Transfer) and command.centre and BELOW not in self.all:
            self.register(BELOW, above=no, lane="")
        for other, owed in list(self.follows(before, moved)):
            self.chain += 1
            assert self.chain <= CHAIN, "a loop"
            assert self.give(other, owed), f"what follows is refused: {owed} on {self.all[other]}"
        return True

    def follows(self, before: Ticket, moved: Ticket) -> Iterator[tuple[str, c.Command]]:
        """Yield what follows on others, and on the ticket itself where it comes late."""
        if not links.has_news(before, moved):
            return
        if moved.tied_to in self.all:
            owed = links.owed(moved, self.all[moved.tied_to])
            if owed is not None:
                yield moved.no, owed
        for no, other in self.all.items():
            owed = links.follows(before, moved, other) if no != moved.no else None
            if owed is not None:
                yield no, owed

    def step(self, number: int) -> None:
        """Let time pass and the sweep do its part, then try one thing on one of them."""
        rnd = Random(number)
        no = rnd.choice(list(self.all))
        world = later(World(rules=self.rules, ticket=self.all[no], now=self.now), rnd)
        self.now, self.chain = world.now, 0
        for command in due_now(self.all[no], self.now):
            assert self.give(no, command)
        command = _tried(replace(world, ticket=self.all[no]), rnd)
        self.chain = 0
        if isinstance(command, m.Link):
            self.link(no, rnd)
        elif not isinstance(command, m.Settle):
            self.give(no, _as_own(command, self.all[no]))

    def link(self, no: str, rnd: Random) -> None:
        """Tie *no* to one of the same event that does not wait itself and is not over (`waits_for`)."""
        mains = [
            other
            for other, ticket in self.all.items()
            if other not in (no, BELOW)
            and ticket.state is not State.LINKED
            and not ticket.is_closed
        ]
        if mains:
            self.give(no, m.Link(by=MANAGER, main=rnd.choice(mains)))


def _tried(world: World, rnd: Random) -> c.Command:
    """Return a try, most often at what leads to an answer and a verdict."""
    goal = rnd.choice(GOALS)
    found = towards(world, rnd, goal) if rnd.random() < 0.7 else None
    return found or drawn(world, rnd)


def _as_own(command: c.Command, ticket: Ticket) -> c.Command:
    """Return *command* with the signed link of this very ticket, where it came by one."""
    if command.by is not BY_LINK:
        return command
    return replace(command, by=replace(BY_LINK, id=f"link:{ticket.no}"))


def nobody_is_left_behind(all_: dict[str, Ticket]) -> None:
    """Nobody waits for an answer that was given, or for what is over."""
    for one in all_.values():
        above = all_.get(one.tied_to)
        if above is None:
            continue
        if one.state is State.LINKED:
            assert one.tie == Tie.SAME
            assert not above.is_closed, (one.no, above.state)
            assert above.state is not State.SURVEYING, (one.no, above.state)
        if one.tie == Tie.LEVEL and one.state is State.SURVEYING:
            assert not above.is_closed, (one.no, above.state)
            assert above.state is not State.OUTSIDE, "its answer did not go up"


def walk_of(profile: str, sweep: Sweep, *, is_level: bool) -> None:
    """Walk with three of the same event, or with one matter and the centre below."""
    event = "a matter and the centre below" if is_level else "three of one event"
    walks = sweep.many(f"walks of {event} under {profile}", WALKS, SAMPLE)

    @seed(sweep.seed)
    @settings(
        max_examples=walks,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(NUMBERS, st.lists(NUMBERS, min_size=20, max_size=LONGEST))
    def walk(start: int, numbers: list[int]) -> None:
        tickets = Tickets(profile, STARTS[start % len(STARTS)])
        lanes = {SECOND: LANE, THIRD: ""}
        tickets.register(MAIN)
        if is_level:
            assert tickets.give(MAIN, m.Transfer(by=MANAGER, unit="镇中心", centre="town"))
        else:
            for no in (SECOND, THIRD)[: 1 + start % 2]:
                tickets.register(no, lane=lanes[no])
                tickets.give(no, m.Link(by=MANAGER, main=MAIN))
        for number in filter(None, numbers):
            tickets.step(number)
            nobody_is_left_behind(tickets.all)

    walk()


@pytest.mark.parametrize("profile", ["wuzhi", "fw"])
def test_n8_the_same_event_gives_each_one_answer_and_leaves_nobody_waiting(
    profile: str, sweep: Sweep
) -> None:
    """N8, G-14."""
    walk_of(profile, sweep, is_level=False)


@pytest.mark.parametrize("profile", ["wuzhi", "longhui"])
def test_wz_8_5_what_the_centre_below_answers_goes_up_and_the_verdict_comes_down(
    profile: str, sweep: Sweep
) -> None:
    """WZ-8.5, SQ-7c."""
    walk_of(profile, sweep, is_level=True)
