"""How often a press, a message or a command goes back and forth between our modules.

Usage: `python bench/walk.py [--against 71ac43d] [--only bot] [--show acknowledged]`.
Counts modules, stays and returns (defined in `bench/rig/stays.py`) from the receiver's taking of a
kept message, or the sweep's look at what is due, to the commit; for this tree and an earlier commit.
`--only` counts nothing but the modules whose path begins so; `--show` lists the stays of one line.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rig import life, sides
from rig.sides import Speaking
from rig.tables import padded
from rig.trees import BEFORE, trees

#: a stay: module, the function entered first, module and function from where
Stay = tuple[str, str, str]

STEPS = {step.name: step.title for step in (*life.BEGINS, life.DUE, *life.ENDS)}


def walked(side: Speaking, folder: Path) -> dict[str, list[Stay]]:
    """Return the stays of each step of a ticket's life."""
    with side.on(f"sqlite://{folder / side.tree.name}.db"):
        return dict(side.walk())


def only(stays: Sequence[Stay], prefix: str) -> list[Stay]:
    """Return what is left where nothing but the modules under *prefix* counts."""
    left: list[Stay] = []
    for stay in stays:
        if stay[0].startswith(prefix) and (not left or left[-1][0] != stay[0]):
            left.append(stay)
    return left


def figures(stays: Sequence[Stay]) -> tuple[int, int, int]:
    """Return modules, stays, returns."""
    modules = len({module for module, *_ in stays})
    return modules, len(stays), len(stays) - modules


def table(names: Sequence[str], walks: Sequence[dict[str, list[Stay]]], prefix: str) -> None:
    """Print modules, stays and returns of every step, and of the returns the ratio."""
    said = f"modules under {prefix}" if prefix else "all our modules"
    print(f"\n{said}: modules, stays, returns")
    heads = "".join(f"{name:>20}" for name in names)
    print(f"  {'':<38}{heads}{'returns':>9}")
    for step, title in STEPS.items():
        counted = [figures(only(walk[step], prefix)) for walk in walks]
        cells = "".join(f"{m:>8}{s:>6}{r:>6}" for m, s, r in counted)
        ratio = f"{counted[-1][2] / counted[0][2]:>9.2f}" if counted[0][2] else ""
        print(f"  {padded(title, 38)}{cells}{ratio if len(counted) > 1 else ''}")


def show(name: str, step: str, stays: Sequence[Stay]) -> None:
    """Print the stays one by one; < marks a return to a module that was left before."""
    modules, number, returns = figures(stays)
    print(f"\n{name}, {STEPS[step]}: {modules} modules, {number} stays, {returns} returns")
    left: set[str] = set()
    for at, (module, function, caller) in enumerate(stays, start=1):
        mark = "<" if module in left else " "
        left.add(module)
        print(f"{at:>4} {mark} {module:<42} {function:<38} from {caller}")


def main() -> int:
    """Walk through both trees and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--against", default=BEFORE, metavar="COMMIT", help="empty for none")
    parser.add_argument("--only", metavar="PATH", help="for example bot, or bot/desk")
    parser.add_argument("--show", nargs="+", choices=STEPS, default=[], metavar="STEP")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="yousu-walk-") as name, trees(asked.against) as both:
        with sides.speaking(both, Path(name) / "words") as speaking:
            walks = [walked(side, Path(name)) for side in speaking]
        names = [tree.name for tree in both]
    for prefix in ("", "bot/") if asked.only is None else (asked.only,):
        table(names, walks, prefix)
    for step in asked.show:
        for tree, walk in zip(names, walks, strict=True):
            show(tree, step, only(walk[step], asked.only or ""))
    return 0


if __name__ == "__main__":
    sys.exit(main())
