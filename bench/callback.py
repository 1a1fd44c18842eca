"""How fast the callback is acknowledged, durably, beside a naive handler in the same run.

Usage: `python bench/callback.py [--rounds 5] [--seconds 10] [--requests 1500] [--slow-disk MS]`.
Exits with 1 if anything acknowledged is lost or kept twice; slowness alone is only shown.
What is measured and how is told in `bench/README.md`.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import uvloop
from rig import county, kept, load, processes, serving, slow_disk, traffic, wecom
from rig.load import Outcome
from rig.processes import Server
from rig.traffic import Push

CONNECTIONS = 32
#: server (its program in `rig`) → how many times as many requests it gets a round
SERVERS = {"echo": 8, "naive": 1, "acknowledge": 4, "whole": 1}
MEMORY = {"naive": "naive.db", "acknowledge": "yousu.db", "whole": "yousu.db"}
#: what issue A and reliability.md §3 ask for
RATIO, GOAL_RATE, MEDIAN_MS, P99_MS = 2.5, 100.0, 50.0, 250.0


@dataclass(slots=True, kw_only=True, eq=False)
class Bench:
    """One run: the running servers, the traffic not sent yet, and what was acknowledged."""

    asked: argparse.Namespace
    servers: dict[str, Server]
    traffic: Iterator[Push]
    acked: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in SERVERS})
    refused: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SERVERS, 0))

    def note(self, name: str, outcome: Outcome) -> Outcome:
        """Remember what *name* acknowledged, and give it on."""
        self.acked[name] += outcome.acked
        self.refused[name] += len(outcome.refused)
        return outcome

    async def fast(self, name: str, requests: int) -> float:
        """Return the acknowledgements a second of *name* in a closed loop."""
        pushes = traffic.taken(self.traffic, requests)
        outcome = await load.closed(self.servers[name].port, pushes, CONNECTIONS)
        self.note(name, outcome)
        await self.at_rest()
        return outcome.rate

    async def steady(self, name: str, rate: float, seed: int) -> list[float]:
        """Return the milliseconds that each of an open loop's requests waited, ascending."""
        pushes = traffic.taken(self.traffic, int(rate * self.asked.seconds))
        outcome = await load.opened(self.servers[name].port, pushes, rate, seed)
        self.note(name, outcome)
        await self.at_rest()
        return sorted(1e3 * wait for wait in outcome.waits)

    async def at_rest(self) -> None:
        """Wait until the whole service has worked off its inbox: the next one has the core alone."""
        file = self.servers["whole"].folder / MEMORY["whole"]
        left = 1
        while left:
            await asyncio.sleep(0.1)
            left = kept.waiting(file)


async def rounds(bench: Bench) -> dict[str, list[float]]:
    """Return the rates of every server, in interleaved rounds after one to warm up."""
    rates: dict[str, list[float]] = {name: [] for name in SERVERS}
    for number in range(bench.asked.rounds + 1):
        for name, times in SERVERS.items():
            rate = await bench.fast(name, times * bench.asked.requests // (1 if number else 4))
            if number:
                rates[name].append(rate)
    return rates


def ratio(rates: Mapping[str, Sequence[float]], name: str, base: str) -> float:
    """Return the median of the ratios of *name* to *base* within each round."""
    return statistics.median(a / b for a, b in zip(rates[name], rates[base], strict=True))


def show_rates(rates: Mapping[str, Sequence[float]]) -> None:
    """Print the rates, and the ratios to the naive handler and to the bare echo."""
    print(f"\nclosed loop, {CONNECTIONS} connections, acknowledged a second")
    print(f"  {'':<13}{'median':>9}{'lowest':>9}{'highest':>9}{'of naive':>10}{'of echo':>9}")
    for name, found in rates.items():
        figures = (statistics.median(found), min(found), max(found))
        shares = f"{ratio(rates, name, 'naive'):>10.2f}{ratio(rates, name, 'echo'):>9.2f}"
        print(f"  {name:<13}{''.join(f'{one:>9,.0f}' for one in figures)}{shares}")
    reached = ratio(rates, "acknowledge", "naive")
    print(f"  goal: {RATIO} of naive; {'reached' if reached >= RATIO else 'MISSED'}")


def show_waits(title: str, waits: Mapping[str, Sequence[float]]) -> None:
    """Print what was waited from the due moment to the end of the answer."""
    print(f"\n{title}, milliseconds from the due moment")
    print(f"  {'':<13}{'number':>8}{'median':>9}{'p99':>9}{'p99.9':>9}{'max':>9}")
    for name, found in waits.items():
        shares = "".join(f"{at(found, share):>9.2f}" for share in (0.5, 0.99, 0.999, 1.0))
        print(f"  {name:<13}{len(found):>8}{shares}")


def show_goal(whole: Sequence[float]) -> None:
    """Print whether the whole service, at 100 a second, answered in time."""
    reached = at(whole, 0.5) < MEDIAN_MS and at(whole, 0.99) < P99_MS
    said = "reached" if reached else "MISSED"
    print(f"  goal of the whole: median {MEDIAN_MS:g}, p99 {P99_MS:g}; {said}")


def at(ascending: Sequence[float], share: float) -> float:
    """Return the value below which *share* of *ascending* lies (nearest rank)."""
    return ascending[min(len(ascending) - 1, int(share * len(ascending)))]


@asynccontextmanager
async def running(folder: Path, delay_ms: float) -> AsyncIterator[dict[str, Server]]:
    """Run every server on the first core, this process on the second."""
    core, own = processes.cores()
    serving.pin(own)
    environment = slow_disk.environment(folder, delay_ms)
    async with wecom.answering() as api_base:
        servers: dict[str, Server] = {}
        for name in SERVERS:
            own_folder = Path(tempfile.mkdtemp(dir=folder))
            settings = county.as_argument(own_folder, api_base)
            servers[name] = await processes.start(
                name, core, own_folder, settings, environment=environment
            )
        try:
            yield servers
        finally:
            for server in servers.values():
                if server.process.returncode is None:
                    server.process.kill()
                    await server.process.wait()


async def measured(asked: argparse.Namespace, folder: Path) -> list[str]:
    """Measure, print, and return what is wrong with what was acknowledged."""
    async with running(folder, asked.slow_disk) as servers:
        bench = Bench(asked=asked, servers=servers, traffic=traffic.pushes())
        show_rates(await rounds(bench))
        for rate in asked.rate:
            title = f"open loop, {rate:g} a second for {asked.seconds:g} s"
            names = [name for name in SERVERS if name != "echo"]
            waits = {name: await bench.steady(name, rate, seed=7) for name in names}
            show_waits(title, waits)
            if rate == GOAL_RATE:
                show_goal(waits["whole"])
        ended = {name: await server.end() for name, server in servers.items()}
    print("\nafter the end")
    wrong: list[str] = []
    for name, said in ended.items():
        faults = [f"{bench.refused[name]} refused"] if bench.refused[name] else []
        if name in MEMORY:
            faults += kept.faults(servers[name].folder / MEMORY[name], bench.acked[name])
        wrong += [f"{name}: {fault}" for fault in faults]
        judged = "; ".join(faults) or ("each kept exactly once" if name in MEMORY else "")
        acked = f"{len(bench.acked[name]):,} acknowledged"
        print(f"  {name:<13}{acked:<24}longest stall {said['lag_ms']:.0f} ms   {judged}")
    return wrong


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--requests", type=int, default=1500, help="of the naive one, a round")
    parser.add_argument("--seconds", type=float, default=10.0, help="of each open loop")
    parser.add_argument(
        "--rate", type=float, nargs="*", default=[GOAL_RATE], help="of the open loops"
    )
    parser.add_argument("--slow-disk", type=float, default=0.0, metavar="MS", help="added to fsync")
    return parser.parse_args()


def main() -> int:
    """Return 1 if an acknowledged message is not kept exactly once."""
    with tempfile.TemporaryDirectory(prefix="yousu-bench-") as folder:
        wrong = uvloop.run(measured(_arguments(), Path(folder)))
    for fault in wrong:
        print(fault, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
