"""What our own SQLite costs beside the system's, which may corrupt a database.

Usage: `python bench/sqlite.py [--rounds 5] [--times 400] [--folder DIR]`.
Each library runs in processes of its own, by turns, on a fresh database, through the same writer and
reader that the service uses. What is told is CPU time of the process, all its threads: waiting for the
disk is the same for both and depends on the machine. The ratio is the median of the ratios within each
round; above 1 ours is the slower one.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from bot.runtime import event_loop
from storage.database import sqlite_library
from storage.database.privacy import Keys
from storage.database.session import Session
from storage.queues.arrival import Arrival
from storage.schema.migration import migrate
from storage.store import Store

NOW = datetime(2026, 10, 8, 9, tzinfo=UTC)
OURS, SYSTEMS = "ours", "the system's"

#: runs this file again; the system's library stands by where apsw cannot be imported
_AGAIN = "import runpy, sys; {}sys.argv = {}; runpy.run_path({}, run_name='__main__')"
_HIDE = "sys.modules['apsw'] = None; "

#: dearer work is done fewer times
_DEAR = 8


def main() -> None:
    """Measure both by turns and print the table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--times", type=int, default=400, help="how often each work is done")
    asked.add_argument("--folder", help="where the databases lie; default: the temporary folder")
    asked.add_argument("--measure", help=argparse.SUPPRESS)
    args = asked.parse_args()
    if args.measure:
        took = event_loop.run(_measured(args.measure, args.times))
        print(json.dumps({"version": sqlite_library.version(), **took}))
        return
    rounds = []
    for at in range(args.rounds):
        turn = (OURS, SYSTEMS) if at % 2 else (SYSTEMS, OURS)
        rounds.append({name: _run(name, args.times, args.folder) for name in turn})
    print(table(rounds))


def table(rounds: list[dict[str, dict[str, float]]]) -> str:
    """Return what was measured, as a table."""
    versions = [rounds[0][name].pop("version") for name in (OURS, SYSTEMS)]
    lines = [
        f"| CPU, microseconds | {OURS} ({versions[0]}) | {SYSTEMS} ({versions[1]}) | ratio |",
        "|---|---|---|---|",
    ]
    for what in rounds[0][OURS]:
        ours, other = ([one[name][what] for one in rounds] for name in (OURS, SYSTEMS))
        ratio = statistics.median(a / b for a, b in zip(ours, other, strict=True))
        middle = f"{statistics.median(ours):,.0f} | {statistics.median(other):,.0f}"
        lines.append(f"| {what} | {middle} | {ratio:.2f} |")
    return "\n".join(lines)


def _run(library: str, times: int, folder: str | None) -> dict[str, float]:
    """Measure *library* in a process of its own: what was measured → microseconds."""
    with tempfile.TemporaryDirectory(prefix="yousu-bench-", dir=folder) as place:
        wanted = ["sqlite.py", "--times", str(times), "--measure", f"{place}/yousu.db"]
        program = _AGAIN.format("" if library == OURS else _HIDE, wanted, repr(__file__))
        command = [sys.executable, "-c", program]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=600)
    if ended.returncode:
        sys.exit(ended.stderr)
    found: dict[str, float] = json.loads(ended.stdout)
    return found


async def _measured(file: str, times: int) -> dict[str, float]:
    await migrate(f"sqlite://{file}")
    store = await Store.open(f"sqlite://{file}", Keys(bytes(range(32))))

    async def keep(*keys: str) -> None:
        kept = [
            Arrival(channel="app", account="1", key=key, lane="", body=b"x" * 600) for key in keys
        ]
        await store.writer.keep(kept, NOW)

    async def three(session: Session) -> None:
        await session.rows("SELECT * FROM inbox WHERE id = 7")
        await session.rows("UPDATE inbox SET attempts = attempts + 1 WHERE id = 7")
        await session.rows("SELECT given FROM numbers WHERE centre = 'main'")

    page, row = "SELECT * FROM inbox ORDER BY id LIMIT 200", "SELECT * FROM inbox WHERE id = 7"
    dear = max(times // _DEAR, 1)
    try:
        return {
            "keep one message": await _each(lambda n: keep(f"{n}"), times),
            "keep 32 together": await _each(
                lambda n: keep(*(f"{n}-{at}" for at in range(32))), dear
            ),
            "a transaction of three": await _each(
                lambda _: store.writer.run(three, "bench"), times
            ),
            "read one row": await _each(lambda _: store.reader.rows(row), times),
            "read 200 rows": await _each(lambda _: store.reader.rows(page), dear),
        }
    finally:
        await store.close()


async def _each(work: Callable[[int], Awaitable[object]], times: int) -> float:
    """Return what one *work* costs, in microseconds, after a tenth of *times* to warm up."""
    for at in range(-(times // 10) - 1, 0):
        await work(at)
    begun = time.process_time()
    for at in range(times):
        await work(at)
    return (time.process_time() - begun) / times * 1e6


if __name__ == "__main__":
    main()
