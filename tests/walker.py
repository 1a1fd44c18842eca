"""One walk through the life of a ticket: what is tried, what the sweep does, what is taken back, the log."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from random import Random

from walk_rules import Step, check, differing
from walk_world import World, later
from walks import OPENINGS, drawn, towards, tried

from dispatch.errors import DeskError
from dispatch.handlers.ownership import CORRECTABLE_FOR
from dispatch.lifecycle import life
from dispatch.lifecycle.command_table import CORRECTABLE
from dispatch.lifecycle.wake import due_now
from dispatch.ticket import case_commands as m
from dispatch.ticket import commands as c
from dispatch.ticket.ticket import State, Ticket
from storage.tickets import codec

#: the sweep has done all that is due after so many turns, or it never will
TURNS = 20

#: what a press that is taken back leaves behind: who did it, and when those whose turn it is are asked
AFRESH = frozenset(
    {"version", "step_version", "step_by", "step_at", "remarks", "check_at", "wakes_at"}
)

Cell = tuple[State, type[c.Command], State]


def is_own_vote(command: c.Command, world: World) -> bool:
    """True where the person themselves chose one of the five when asked: that always counts."""
    is_asked = world.ticket.state is State.SURVEYING and isinstance(command, c.Rate)
    if not is_asked or not isinstance(command, c.Rate) or command.level not in world.rules.levels:
        return False
    return command.by.id in (world.ticket.complaint.complainant.lane, f"link:{world.ticket.no}")


class Walk:
    """One walk: the ticket as it is, its log, its steps, and the cells of the table it has been in."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.been: Counter[Cell] = Counter()
        self.told = codec.facts_of(world.ticket)
        self.log = [self.told]
        self.last: tuple[Ticket, c.Command, datetime] | None = None
        self.steps: list[Step] = []

    def open(self, number: int, openings: Sequence[tuple[State, ...]] = OPENINGS) -> None:
        """Go to where this walk begins, by whatever leads there."""
        rnd = Random(number)
        for goal in rnd.choice(openings):
            for _ in range(60):
                command = towards(self.world, rnd, goal)
                if command is None or self.leads_to(goal, command):
                    break
            if rnd.random() < 0.4:
                self.wait(rnd, is_long=True)
                self.wait(rnd, is_long=True)

    def insist(self, cell: Cell, rnd: Random) -> bool:
        """Try what *cell* is about while the ticket is there; True once it was visited."""
        is_odd = (
            cell[1] is m.Settle and not self.world.ticket.tied_to
        )  # no tie, no verdict from above
        for _ in range(0 if is_odd else 4):
            if self.world.ticket.state is cell[0] and cell not in self.been:
                self.attempt(tried(cell[1], self.world, rnd))
        return cell in self.been

    def leads_to(self, goal: State, command: c.Command) -> bool:
        """Give *command* unless it leads elsewhere than to *goal*; True if it led there."""
        return self.attempt(command, only_to=goal)

    def step(self, number: int) -> None:
        """Let time pass and the sweep do its part, then try one thing, and perhaps take it back."""
        rnd = Random(number)
        self.wait(rnd)
        self.attempt(drawn(self.world, rnd))
        if rnd.random() < 0.1:
            self.world = later(self.world, rnd)
            self.take_back(rnd)

    def wait(self, rnd: Random, *, is_long: bool = False) -> None:
        """Let time pass; the sweep does what has come due."""
        self.world = later(self.world, rnd, is_long=is_long)
        self.sweep()

    def sweep(self) -> None:
        """Do what is due as the sweep does: never refused, and at an end after a few turns (WZ-10)."""
        for _ in range(TURNS):
            ticket, now = self.world.ticket, self.world.now
            due = due_now(ticket, now)
            is_woken = ticket.wakes_at is not None and ticket.wakes_at <= now
            assert bool(due) == is_woken, "it wakes for nothing, or never"
            if not due:
                return
            for command in due:
                assert self.attempt(command), f"the sweep's own command is refused: {command}"
        raise AssertionError(f"still due after {TURNS} turns: {due}")

    def attempt(self, command: c.Command, *, only_to: State | None = None) -> bool:
        """Apply *command*; True where it was not refused, and then every rule holds."""
        world = self.world
        try:
            moved, notices = life.apply(world.ticket, command, world.rules, world.now)
        except DeskError:
            assert not is_own_vote(command, world), "the person's own vote is refused (N7)"
            return False
        if only_to not in (None, moved.state):
            return False
        step = Step(
            before=world.ticket,
            after=moved,
            command=command,
            notices=notices,
            rules=world.rules,
            now=world.now,
        )
        check(step)
        self.steps.append(step)
        self.been[world.ticket.state, type(command), moved.state] += 1
        self.last = world.ticket, command, world.now
        self._became(moved)
        return True

    def take_back(self, rnd: Random) -> None:
        """更正: as it was before, by who did it, within ten minutes; else it is refused."""
        if self.last is None or type(self.last[1]) not in CORRECTABLE:
            return
        before, command, at = self.last
        world, self.last = self.world, None
        by = command.by if rnd.random() < 0.8 else drawn(world, rnd).by
        wanted = m.Correct(by=by, reason="按错了")
        is_in_time = world.now - at <= CORRECTABLE_FOR
        try:
            moved, _ = life.correct(
                world.ticket, before, wanted, (command.by.id, at), world.rules, world.now
            )
        except DeskError:
            return
        assert is_in_time
        assert by.id == command.by.id
        assert differing(before, moved) <= AFRESH
        assert moved.version == world.ticket.version + 1
        self._became(moved)

    def _became(self, moved: Ticket) -> None:
        told = codec.facts_of(moved)
        self.log.append({name: value for name, value in told.items() if value != self.told[name]})
        self.told = told
        self.world = replace(self.world, ticket=moved)
