"""How early every acknowledgement is though the disk is slow: the whole service, beside one on the disk as it is (R4).

Usage: `python bench/disk.py [--slower 10] [--rate 200] [--seconds 30]`; needs a C compiler (`cc`) and Linux.
Exits with 1 if anything acknowledged is lost or kept twice, or the disk was no slower; lateness is only shown.
What is measured and how is told in `bench/README.md`.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import uvloop
from rig import county, kept, load, processes, serving, slow_disk, traffic, wecom
from rig.traffic import Push

#: what issue E asks for: seconds that no answer may take, and the 99th percentile in milliseconds
LONGEST_S, P99_MS = 1.0, 250.0
#: requests of one connection, one after the other: each waits for an fsync of its own
ALONE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was waited on one disk: milliseconds of one request alone, and of an open loop, ascending."""

    alone: float
    waits: Sequence[float]
    refused: int
    faults: Sequence[str]
    stall: float

    def at(self, share: float) -> float:
        """Return the wait below which *share* of all lie (nearest rank)."""
        return self.waits[min(len(self.waits) - 1, int(share * len(self.waits)))]

    @property
    def late(self) -> int:
        """Answers that took longer than none may."""
        return sum(wait > 1e3 * LONGEST_S for wait in self.waits)

    @property
    def is_early(self) -> bool:
        """True where what is aimed at was reached."""
        return not self.late and not self.refused and self.at(0.99) <= P99_MS


async def measured(slower: float, folder: Path, asked: argparse.Namespace) -> Found:
    """Measure a service whose every fsync takes *slower* milliseconds longer."""
    core, own = processes.cores()
    serving.pin(own)
    source: Iterator[Push] = traffic.pushes()
    async with wecom.answering() as api_base:
        settings = county.as_argument(folder, api_base)
        environment = slow_disk.environment(folder, slower)
        server = await processes.start("whole", core, folder, settings, environment=environment)
        try:
            alone = await load.closed(server.port, traffic.taken(source, ALONE), 1)
            pushes = traffic.taken(source, int(asked.rate * asked.seconds))
            many = await load.opened(server.port, pushes, asked.rate, seed=7)
            said = await server.end()
        finally:
            if server.process.returncode is None:
                server.process.kill()
                await server.process.wait()
    refused = len(alone.refused) + len(many.refused)
    faults = kept.faults(folder / "yousu.db", [*alone.acked, *many.acked])
    if refused:  # what was kept too late for its answer is no fault: WeCom sends it again
        faults = [fault for fault in faults if not fault.endswith("never sent")]
    return Found(
        alone=1e3 * alone.seconds / ALONE,
        waits=sorted(1e3 * wait for wait in many.waits),
        refused=refused,
        faults=faults,
        stall=said["lag_ms"],
    )


def show(name: str, found: Found) -> None:
    """Print one line of the table."""
    figures = (found.alone, *(found.at(share) for share in (0.5, 0.99, 0.999, 1.0)))
    shown = "".join(f"{one:>9.1f}" for one in figures)
    judged = "; ".join(found.faults) or "each kept exactly once"
    print(
        f"  {name:<22}{len(found.waits):>7}{shown}{found.late:>10}{found.stall:>9.0f}   {judged}",
        flush=True,
    )


def main() -> int:
    """Return 1 if an acknowledged message is not kept exactly once, or nothing was slower."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--slower", type=float, default=10.0, metavar="MS", help="added to every fsync"
    )
    parser.add_argument("--rate", type=float, default=200.0, help="requests a second")
    parser.add_argument("--seconds", type=float, default=30.0)
    asked = parser.parse_args()
    print(
        f"the whole service, {asked.rate:g} a second for {asked.seconds:g} s, milliseconds from the due moment"
    )
    heads = ("number", "alone", "median", "p99", "p99.9", "max", "above 1 s", "stall")
    widths = (7, 9, 9, 9, 9, 9, 10, 9)
    print(
        f"  {'':<22}{''.join(f'{head:>{width}}' for head, width in zip(heads, widths, strict=True))}"
    )
    found = {}
    for slower in (0.0, asked.slower):
        name = f"fsync {slower:g} ms slower" if slower else "the disk as it is"
        with tempfile.TemporaryDirectory(prefix="yousu-bench-") as folder:
            found[slower] = uvloop.run(measured(slower, Path(folder), asked))
        show(name, found[slower])
    slow = found[asked.slower]
    print(
        f"fsync {asked.slower:g} ms slower, {asked.rate:g} a second: p99 {slow.at(0.99):.0f} ms, longest {slow.at(1):.0f} ms,"
        f" {slow.late} of {len(slow.waits)} above 1 s, {slow.refused} too late to be acknowledged; {'reached' if slow.is_early else 'MISSED'}"
        f" (p99 {found[0.0].at(0.99):.0f}, longest {found[0.0].at(1):.0f} on the disk as it is)"
    )
    wrong = [fault for one in found.values() for fault in one.faults]
    if slow.alone < asked.slower:
        wrong.append(f"one request alone took {slow.alone:.1f} ms: the disk was no slower")
    for fault in wrong:
        print(fault, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
