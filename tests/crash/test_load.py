"""kill -9 at moments that nobody chose, under load: every acknowledged message is compared at the end.

`make deep` kills each database's services over a hundred times; else it is a few times, from a seed. Each
control is a service that breaks one promise, under the same load and the same judge, which must see it.
"""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from crash_nursery import Nursery
from crash_sweep import Fresh
from databases import only_postgres, only_sqlite
from deep import Sweep
from load_evidence import judged
from load_run import Ended, Plan, Run

#: nothing in a run is waited for without a limit (`load_lives.PATIENCE`); this is for a whole run
pytestmark = [
    *(pytest.mark.slow, pytest.mark.sweep, pytest.mark.timeout(7200)),
    pytest.mark.asyncio(loop_scope="session"),  # the fork servers' own
]

#: how often is killed whole and in the sample, and how many messages a kill on average
WHOLE, SAMPLE, EACH, EACH_IN_SAMPLE = 110, 2, 240, 30

Tell = Callable[[str, object], None]


def plan(sweep: Sweep, what: str) -> Plan:
    """Return how much of it this run asks for."""
    kills = sweep.many(f"kill -9 under load on {what}", WHOLE, SAMPLE)
    return Plan(
        kills=kills, acks=kills * (EACH if sweep.is_whole else EACH_IN_SAMPLE), seed=sweep.seed
    )


def tell(record: Tell, what: str, ended: Ended, faults: list[str]) -> None:
    """Record what was found, for the page of reliability."""
    found = ended.evidence
    kinds = Counter(message.kind for message in found.sent if found.acked.get(message.name))
    lost, doubled, gaps = (sum(w in one for one in faults) for w in ("LOST", "DOUBLED", "a gap"))
    figure = (
        f"{what}: {ended.kills} kills at random, {len(found.acked):,} messages acknowledged"
        f" ({sum(found.acked.values()):,} acknowledgements, {ended.pushes:,} requests;"
        f" {kinds['transfer']:,} of them complaints of 12345), {lost} lost, {doubled} doubled;"
        f" {len(found.opened):,} tickets, {gaps} gaps; {len(found.letters):,} letters,"
        f" {len(faults)} broken promises"
    )
    for id_ in ("R1", "R3", "R9"):
        record("figure", f"{id_}: {figure}")


async def run(nurseries: list[Nursery], fresh: Fresh, folder: Path, asked: Plan) -> Ended:
    """Play one run on a fresh database."""
    async with fresh(folder) as database:
        return await Run(nurseries, database, folder, asked).play()


@only_sqlite
async def test_what_was_acknowledged_under_load_is_kept_once_however_often_it_is_killed(
    nurseries: list[Nursery], fresh: Fresh, tmp_path: Path, sweep: Sweep, record_property: Tell
) -> None:
    """R1, R3, R9: lost, doubled, said twice; each message, ticket and letter by itself."""
    ended = await run(nurseries[:1], fresh, tmp_path, plan(sweep, "SQLite"))
    faults = judged(ended.evidence)
    tell(record_property, "SQLite", ended, faults)
    assert faults == []


@only_postgres
async def test_two_replicas_that_are_killed_at_random_lose_and_double_nothing(
    nurseries: list[Nursery], fresh: Fresh, tmp_path: Path, sweep: Sweep, record_property: Tell
) -> None:
    """R1, R3, R9: with two of them on one database; one dies while the other goes on, or both."""
    ended = await run(nurseries, fresh, tmp_path, plan(sweep, "PostgreSQL with two replicas"))
    faults = judged(ended.evidence)
    tell(record_property, "PostgreSQL, 2 replicas", ended, faults)
    assert faults == []


#: what a service does wrong, and the word that the judge has for it
CONTROLS = {
    "acknowledges early": "LOST",
    "sends unchecked": "saw",
    "takes repeats for new": "DOUBLED: kept",
}


@only_sqlite
async def test_each_control_is_seen_under_the_same_load(
    nurseries: list[Nursery], fresh: Fresh, tmp_path: Path, sweep: Sweep
) -> None:
    """R1, R3, R9: more and more kills, until it is seen: where a kill falls is chance."""
    controls = sweep.of("services that break a promise under load", list(CONTROLS), 1, lambda _: 0)
    for control in controls:
        assert await is_seen(control, nurseries, fresh, tmp_path / control, sweep.seed), control


async def is_seen(
    control: str, nurseries: list[Nursery], fresh: Fresh, folder: Path, seed: int
) -> bool:
    """True as soon as the judge has the word for what *control* does wrong."""
    for kills in (1, 4, 16, 32):
        own = folder / str(kills)
        own.mkdir(parents=True)
        asked = Plan(kills=kills, acks=kills * EACH_IN_SAMPLE, seed=seed, control=control)
        faults = judged((await run(nurseries[:1], fresh, own, asked)).evidence)
        if any(CONTROLS[control] in fault for fault in faults):
            return True
    return False
