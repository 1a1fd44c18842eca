"""How well and how fast near-duplicates are found through the encrypted store, beside brute force in the same run.

Usage: `python bench/duplicates.py [FILE.csv.gz] [--tickets 1000000] [--looks 400] [--database sqlite postgres]
[--part well fast]`.
FILE has the columns title and detail; the default is `data/complaints_train.csv.gz` in the folder that
`YOUSU_SHARED` names, and without it invented complaints are taken. What is measured is told in `bench/README.md`.
Exits with 1 if what was told again word for word is not found; all else is only shown.
"""

import argparse
import csv
import gzip
import math
import os
import random
import statistics
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

sys.path.extend(
    str(Path(__file__).parents[1] / folder) for folder in ("", "tests", "tests/storage")
)

from invented_complaints import a_story
from rig.fresh import databases_of
from rig.many_sketches import Many, retold, sentences, told
from rig.watch import resident_mb
from stored_tickets import NOW, a_ticket

from bot.duplicates.likely import ALIKE, RECENT
from bot.runtime import event_loop
from storage.database.privacy import Keys
from storage.database.session import Session
from storage.schema.migration import migrate
from storage.store import Store
from storage.tickets import codec, sketches, tickets

#: from here on two texts are the same for the measure, by the shingles of the texts as they are written
SAME, LENGTH = 0.6, 3
#: rewrites, and by how large a share of their characters each is changed
REWRITES, EDITS = 500, (0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.12)
#: what the issue asks for
RECALL, PRECISION, P95_MS = 0.95, 0.8, 20.0
#: texts that brute force is measured on
SAMPLE = 2_000
KEYS = Keys(bytes(range(32)))

Pair = tuple[int, int]


def read(file: Path | None) -> list[str]:
    """Return the complaints of *file*, or invented ones, some of them told twice."""
    if file is None:
        chance, stories = random.Random(1), [a_story(n) for n in range(300)]
        return [*stories, *(retold(one, 0.04, chance) for one in stories[:60])]
    csv.field_size_limit(1 << 30)
    with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
        return [f"{row['title']}\n{row['detail']}" for row in csv.DictReader(lines)]


@dataclass(frozen=True, slots=True)
class Bank:
    """The complaints, the shingles of each, and the pairs that are the same."""

    texts: Sequence[str]
    sets: Sequence[frozenset[str]]
    same: set[Pair]


# --- how well ------------------------------------------------------------------------------------------


def shingles(text: str) -> frozenset[str]:
    """Return each three neighbouring characters of *text* as it is written."""
    return frozenset(text[i : i + LENGTH] for i in range(len(text) - LENGTH + 1))


def share(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of shingles that both have."""
    both = len(one & other)
    return both / (len(one) + len(other) - both) if one or other else 0.0


def gold(sets: Sequence[frozenset[str]]) -> set[Pair]:
    """Return every pair of *sets* that share `SAME` or more, exactly: who does has a rare shingle in common.

    Of a set of n so many of its rarest are enough that no pair is lost: n - ceil(n * SAME) + 1.
    """
    often = Counter(one for each in sets for one in each)
    holding: dict[str, list[int]] = defaultdict(list)
    found = set()
    for n in sorted(range(len(sets)), key=lambda n: len(sets[n])):
        rarest = sorted(sets[n], key=lambda one: (often[one], one))
        met = set()
        for one in rarest[: len(rarest) - math.ceil(len(rarest) * SAME) + 1]:
            met |= {*holding[one]}
            holding[one].append(n)
        found |= {(min(n, o), max(n, o)) for o in met if share(sets[n], sets[o]) >= SAME}
    return found


async def stored(store: Store, texts: Sequence[str]) -> None:
    """Store a ticket for each of *texts*, as the desk does; its number is its place."""

    async def job(session: Session) -> None:
        for n, text in some:
            ticket = a_ticket(_no(n), complaint=replace(a_ticket().complaint, text=text))
            await tickets.insert(session, ticket, codec.facts_of(ticket))

    numbered = list(enumerate(texts))
    for at in range(0, len(numbered), 200):
        some = numbered[at : at + 200]
        await store.writer.run(job, name="store")


def _no(n: int) -> str:
    return f"2026-{n + 1:07}"


async def look(store: Store, text: str, no: str = "") -> list[str]:
    """Return the numbers of what is found like *text*."""
    found = await sketches.like(store.reader, no, "main", text, NOW - RECENT, ALIKE)
    return [one.no for one in found]


async def how_well(store: Store, bank: Bank) -> list[str]:
    """Store the texts of *bank*; print what is found of their pairs and of rewrites; return what is wrong."""
    texts, sets, wanted = bank.texts, bank.sets, bank.same
    await stored(store, texts)
    found = set()
    for n, text in enumerate(texts):
        others = [int(no.rpartition("-")[2]) - 1 for no in await look(store, text, _no(n))]
        found |= {(min(n, other), max(n, other)) for other in others}
    print(
        f"  {len(texts):,} complaints, {len(wanted)} pairs that share {SAME} of their shingles or more"
    )
    _shown("pairs", len(wanted & found), len(wanted), len(found))
    await _rewrites(store, texts, sets)
    lost = [n for n in range(0, len(texts), 97) if _no(n) not in await look(store, texts[n])]
    return [f"{len(lost)} told again word for word are not found"] if lost else []


async def _rewrites(store: Store, texts: Sequence[str], sets: Sequence[frozenset[str]]) -> None:
    chance = random.Random(20261201)
    wanted = hit = right = found = below = 0
    for n in chance.sample(range(len(texts)), min(REWRITES, len(texts))):
        text = retold(texts[n], chance.choice(EDITS), chance)
        own = shingles(text)
        is_same = share(own, sets[n]) >= SAME
        others = [int(no.rpartition("-")[2]) - 1 for no in await look(store, text)]
        wanted += is_same
        below += not is_same
        hit += is_same and n in others
        found += len(others)
        right += sum(other == n or share(own, sets[other]) >= SAME for other in others)
    print(
        f"  {wanted + below} rewrites with {EDITS[0]:.0%} to {EDITS[-1]:.0%} of the characters changed, {below} of them below {SAME}"
    )
    _shown("rewrites", hit, wanted, found, right)


def _shown(what: str, hit: int, wanted: int, found: int, right: int | None = None) -> None:
    recall, precision = hit / max(1, wanted), (hit if right is None else right) / max(1, found)
    reached = "reached" if recall >= RECALL and precision >= PRECISION else "MISSED"
    print(
        f"  {what}: recall {recall:.3f}, precision {precision:.3f} (goal {RECALL}, {PRECISION}): {reached}"
    )


def brute_force(texts: Sequence[str]) -> None:
    """Print what a look costs that compares with every text in memory, unsealed."""
    sets = [shingles(one) for one in texts[:SAMPLE]]
    begun = time.perf_counter()
    for one in sets[:20]:
        sum(share(one, other) >= SAME for other in sets)
    ms = 1e3 * (time.perf_counter() - begun) / 20 / len(sets) * 1e6
    print(
        f"  brute force over plain shingles in memory: {ms:,.0f} ms a look at 1,000,000 (from {len(sets):,})"
    )


# --- how fast ------------------------------------------------------------------------------------------


async def how_fast(
    store: Store, texts: Sequence[str], asked: argparse.Namespace, settle: Any
) -> None:
    """Fill the memory with `--tickets` and look; print what a look costs, disk and memory."""
    chance = random.Random(7)
    pool = sentences(texts, KEYS.scramblers[0], chance)
    many = Many(store=store, pool=pool, number=asked.tickets, now=NOW, chance=chance)
    seconds = await many.fill()
    await settle()
    print(
        f"  {asked.tickets:,} tickets with sketches stored in {seconds:.0f} s, of {len(pool):,} sentences"
    )
    size = await _size(store)
    print(f"  disk, the sketches: {size / 1e6:,.0f} MB, {size / asked.tickets:,.0f} bytes a ticket")
    some = chance.sample(sorted(many.stories.values()), min(asked.looks, len(many.stories)))
    stories = [retold(one, chance.choice(EDITS[:4]), chance) for one in some]
    fresh = [told(chance.sample(pool, 6)) for _ in range(asked.looks)]
    looks = [one for pair in zip(stories, fresh, strict=False) for one in pair][: asked.looks]
    for one in fresh[-20:]:
        await look(store, f"{one}。")
    held, ms, cpu, found = resident_mb(), [], [], 0
    for one in looks:
        begun, worked = time.perf_counter(), time.process_time()
        found += bool(await look(store, one))
        ms.append(1e3 * (time.perf_counter() - begun))
        cpu.append(1e3 * (time.process_time() - worked))
    grown = resident_mb() - held
    p95 = statistics.quantiles(ms, n=20)[-1] if len(ms) > 1 else ms[0]
    reached = "reached" if p95 <= P95_MS else "MISSED"
    print(f"  {len(looks)} looks, half of them retold: {found} found something")
    print(
        f"  a look, with its sketch: p50 {statistics.median(ms):.1f} ms, p95 {p95:.1f} ms, longest {max(ms):.1f} ms (goal p95 {P95_MS:g} ms): {reached}"
    )
    p95 = statistics.quantiles(cpu, n=20)[-1] if len(cpu) > 1 else cpu[0]
    print(f"  its CPU in this process: p50 {statistics.median(cpu):.1f} ms, p95 {p95:.1f} ms")
    print(
        f"  memory: grown by {grown:.1f} MB in {len(looks)} looks; nothing of the tickets is held"
    )
    await _write(store, fresh)


async def _write(store: Store, fresh: Sequence[str]) -> None:
    """Print what a registration costs in its transaction, and how much of it is the sketch."""
    whole, taken = [], []
    for n, text in enumerate(fresh[:100]):
        ticket = a_ticket(f"2025-{n + 1:07}", complaint=replace(a_ticket().complaint, text=text))

        async def job(session: Session, ticket: Any = ticket) -> None:
            begun = time.perf_counter()
            await tickets.insert(session, ticket, codec.facts_of(ticket))
            between = time.perf_counter()
            sketches._taken.cache_clear()
            await sketches.store(session, ticket)
            whole.append(1e3 * (between - begun))
            taken.append(1e3 * (time.perf_counter() - between))

        await store.writer.run(job, name="register")
    print(
        f"  a registration's rows: p50 {statistics.median(whole):.1f} ms, of which its sketch {statistics.median(taken):.1f} ms"
    )


#: bytes of the table of the sketches with its indexes
_SIZE = {
    True: "SELECT SUM(pgsize) AS n FROM dbstat('main', 1) AS d JOIN sqlite_master AS m ON m.name = d.name"
    " WHERE m.tbl_name = 'sketches'",
    False: "SELECT pg_total_relation_size('sketches') AS n",
}


async def _size(store: Store) -> int:
    row = await store.reader.row(_SIZE[store.reader.alone])
    return int(row["n"]) if row else 0


async def _run(asked: argparse.Namespace, fresh: Any, bank: Bank) -> list[str]:
    faults: list[str] = []
    for n, part in enumerate(asked.part):
        url, settle = fresh(n)
        await migrate(url)
        store = await Store.open(url, KEYS)
        try:
            if part == "well":
                faults += await how_well(store, bank)
            else:
                await how_fast(store, bank.texts, asked, settle)
        finally:
            await store.close()
    return faults


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--tickets", type=int, default=1_000_000)
    parser.add_argument("--looks", type=int, default=400)
    parser.add_argument("--database", nargs="+", default=["sqlite", "postgres"])
    parser.add_argument("--part", nargs="+", default=["well", "fast"])
    parser.add_argument(
        "--invented", action="store_true", help="take no file, even if there is one"
    )
    asked = parser.parse_args()
    usual = Path(os.environ.get("YOUSU_SHARED", "")) / "data" / "complaints_train.csv.gz"
    if asked.file is None and usual.is_file() and not asked.invented:
        asked.file = usual
    return asked


def main() -> int:
    """Measure on each database; return 1 if something was not found that must be."""
    asked = _arguments()
    texts = read(asked.file)
    sets = [shingles(one) for one in texts]
    bank = Bank(texts, sets, gold(sets) if "well" in asked.part else set())
    faults: list[str] = []
    with tempfile.TemporaryDirectory(prefix="yousu-duplicates-") as name:
        for kind in asked.database:
            print(f"\n{kind}", flush=True)
            with databases_of(kind, Path(name)) as fresh:
                faults += event_loop.run(_run(asked, fresh, bank))
    print("\npeer")
    brute_force(texts)
    for one in faults:
        print(one, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
