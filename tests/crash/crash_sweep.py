"""Many rounds side by side: each fork server takes the next kill that nobody has taken."""

import asyncio
import shutil
import uuid
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import asyncpg
from crash_nursery import Nursery
from crash_round import Kill, Outcome, play
from deep import Sweep

MOMENTS = ("before", "after")

#: Gives the URL of a fresh, migrated database for one round; its files may lie in the folder.
Fresh = Callable[[Path], AbstractAsyncContextManager[str]]


def from_file(template: Path) -> Fresh:
    """Return a maker of copies of an SQLite file."""

    @asynccontextmanager
    async def fresh(folder: Path) -> AsyncIterator[str]:
        path = folder / "yousu.db"
        shutil.copy(template, path)
        yield f"sqlite://{path}"

    return fresh


def from_server(server: Any, template: str) -> Fresh:
    """Return a maker of copies of a PostgreSQL database."""

    @asynccontextmanager
    async def fresh(folder: Path) -> AsyncIterator[str]:
        name = f"crash_{uuid.uuid4().hex}"
        await _execute(server.get_uri(), f"CREATE DATABASE {name} TEMPLATE {template}")
        yield server.get_uri(database=name)
        await _execute(server.get_uri(), f"DROP DATABASE {name} WITH (FORCE)")

    return fresh


async def _execute(uri: str, statement: str) -> None:
    connection = await asyncpg.connect(uri)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def play_all(
    nurseries: Sequence[Nursery],
    fresh: Fresh,
    folder: Path,
    kills: Iterable[Kill],
    control: str = "",
    enough: Callable[[Outcome], bool] = lambda outcome: False,
) -> list[Outcome]:
    """Play a round for each of *kills*, as many at once as there are *nurseries*.

    Args:
        control: what the first life does wrong on purpose (`crash_victim.CONTROLS`).
        enough: no further round begins once it says so.
    """
    waiting, outcomes = iter(kills), list[Outcome]()

    async def work(nursery: Nursery) -> None:
        for kill in waiting:
            own = folder / uuid.uuid4().hex
            own.mkdir()
            async with fresh(own) as database:
                outcome = await play(nursery, database, own, kill, control=control)
            outcomes.append(outcome)
            if not outcome.faults:
                shutil.rmtree(own)
            if enough(outcome):
                for _ in waiting:
                    pass

    async with asyncio.TaskGroup() as group:
        for nursery in nurseries:
            group.create_task(work(nursery))
    return outcomes


async def points(nursery: Nursery, fresh: Fresh, folder: Path) -> Outcome:
    """Play a round without a kill; its commits are the points."""
    (whole,) = await play_all([nursery], fresh, folder, [Kill()])
    return whole


def every(commits: int, moments: Sequence[str] = MOMENTS) -> list[Kill]:
    """Return the kills at each of *commits*, at each of *moments*."""
    return [Kill(at=n, moment=moment) for n in range(1, commits + 1) for moment in moments]


def chosen(sweep: Sweep, what: str, whole: Outcome, kills: Sequence[Kill], size: int) -> list[Kill]:
    """Return *kills*, or *size* of them with one for each job that the *whole* round committed."""

    def job(kill: Kill) -> str:
        return whole.commits[kill.at - 1]

    def by_job(kill: Kill) -> Kill:
        return replace(kill, at=whole.commits[: kill.at].count(job(kill)), job=job(kill))

    found = sweep.of(what, kills, size, job)
    return found if sweep.is_whole else [by_job(kill) for kill in found]
