"""kill -9 at every commit of the main job, again and again: the long form of `tests/crash`.

Usage: `python bench/crash.py [--sweeps N] [--side-by-side N] [--step N] [--database sqlite|postgres]`.
Each sweep kills before and after every commit, counted from the writer anew. Exit 1 if a promise broke; the
folder of such a round (journal, log of the service, database) is kept and named.
"""

import argparse
import asyncio
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path

sys.path.extend(str(Path(__file__).parents[1] / folder) for folder in ("", "tests", "tests/crash"))

import databases
from crash_nursery import nursery
from crash_round import Outcome
from crash_sweep import Fresh, every, from_file, from_server, play_all, points

from storage.schema.migration import migrate


@contextmanager
def makers(kind: str, folder: Path) -> Iterator[Fresh]:
    """Give a maker of fresh databases of *kind*; PostgreSQL runs as long as it is needed."""
    if kind == "sqlite":
        path = folder / "template.db"
        asyncio.run(migrate(f"sqlite://{path}"))
        yield from_file(path)
        return
    data = Path(f"{folder}-postgres")  # directly under the temporary folder: see `databases`
    server = databases._start(data)
    try:
        asyncio.run(databases._execute(server.get_uri(), "CREATE DATABASE template"))
        asyncio.run(migrate(server.get_uri(database="template")))
        yield from_server(server, "template")
    finally:
        server.cleanup()
        Path(f"{data}.lock").unlink(missing_ok=True)


async def swept(
    fresh: Fresh, folder: Path, side_by_side: int, step: int
) -> tuple[int, list[Outcome]]:
    """Return how many points there were, and what became of each round."""
    async with AsyncExitStack() as stack:
        nurseries = [await stack.enter_async_context(nursery()) for _ in range(side_by_side)]
        whole = await points(nurseries[0], fresh, folder)
        kills = every(len(whole.commits))[::step]
        return len(whole.commits), [whole, *await play_all(nurseries, fresh, folder, kills)]


def tell(number: int, commits: int, outcomes: Sequence[Outcome], seconds: float) -> int:
    """Print one sweep; return how many promises broke."""
    kinds = Counter(o.name for o in outcomes if o.killed)
    faults = [(o, fault) for o in outcomes for fault in o.faults]
    print(
        f"sweep {number}: {commits} commits, {len(outcomes)} rounds in {seconds:.0f} s,"
        f" {sum(o.killed for o in outcomes)} killed, {sum(o.unsure > 0 for o in outcomes)} 待确认,"
        f" {len(faults)} promises broken"
    )
    print("  killed at: " + ", ".join(f"{name} {n}" for name, n in kinds.most_common()))
    for outcome, fault in faults:
        print(f"  {outcome.kill} ({outcome.name}): {fault}")
    return len(faults)


def main() -> int:
    """Run the sweeps."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sweeps", type=int, default=1)
    parser.add_argument("--side-by-side", type=int, default=2)
    parser.add_argument("--step", type=int, default=1, help="each so manyth kill only")
    parser.add_argument("--database", choices=databases.KINDS, default="sqlite")
    args = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="yousu-crash-"))
    broken = 0
    with makers(args.database, folder) as fresh:
        for number in range(1, args.sweeps + 1):
            begun = time.monotonic()
            commits, outcomes = asyncio.run(swept(fresh, folder, args.side_by_side, args.step))
            broken += tell(number, commits, outcomes, time.monotonic() - begun)
    if broken:
        print(f"kept: {folder}")
        return 1
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
