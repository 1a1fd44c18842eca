"""A service's memory at work until the power goes, and what must be there when it is back.

The desk, the receiver and the store are the product's; complaints of 12345 come in as its door keeps them.
"""

import asyncio
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hotline_arrivals import an_arrival, receiver
from office import office
from power_disk import Disk, noting

from storage.database.errors import Damaged, StorageError
from storage.database.privacy import Keys
from storage.queues import inbox_writes
from storage.queues.arrival import Arrival
from storage.store import Store
from storage.tickets import tickets
from storage.tickets.verification import verify

NOW = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)
KEYS = Keys(bytes(range(1, 33)))
#: pages after which the WAL is worked in: far fewer than usual, so that cuts fall into that too
PAGES = 30
#: how many complaints come at once, and how often
AT_ONCE, TURNS = 4, 6


@dataclass(slots=True, kw_only=True)
class Told:
    """What somebody outside was told: complaints that were acknowledged, and how many tickets were done.

    Attributes:
        sent: every complaint that was ever sent, by its key.
    """

    acked: list[str] = field(default_factory=list)
    done: int = 0
    sent: dict[str, Arrival] = field(default_factory=dict)

    def with_marks(self, marks: Sequence[str]) -> "Told":
        """Return this and what *marks* say."""
        acked = [one.removeprefix("acked ") for one in marks if one.startswith("acked ")]
        done = sum(one == "done" for one in marks)
        return Told(acked=[*self.acked, *acked], done=self.done + done, sent=self.sent)


async def lived(database: Path, told: Told, first: int, level: str = "") -> Disk:
    """Let complaints come in and be worked off; return what the disk saw.

    Args:
        told: gets what is sent.
        first: the number of the first complaint.
        level: `PRAGMA synchronous` of a control; empty for the product's own.
    """
    with noting(database.parent) as disk:
        store = await Store.open(f"sqlite://{database}", KEYS)
        try:
            await _set(store, f"PRAGMA wal_autocheckpoint = {PAGES}")
            if level:
                await _set(store, f"PRAGMA synchronous = {level}")
            works = receiver(office(store, lambda: NOW))
            for n in range(first, first + AT_ONCE * TURNS, AT_ONCE):
                complaints = [_complaint(n + k) for k in range(AT_ONCE)]
                told.sent.update({one.key: one for one in complaints})
                await asyncio.gather(*(_keep(store, one, disk) for one in complaints))
                while await works.work_off():
                    disk.mark("done")
            happened = list(disk.events)
        finally:
            await store.close()
    disk.events = happened  # its graceful end is none of this
    return disk


async def _set(store: Store, pragma: str) -> None:
    async with store.writer._connections.autocommit() as db:
        await db.execute_query(pragma)


def _complaint(n: int) -> Arrival:
    return an_arrival(id=f"push-{n}", no=f"HN{n:08}", text=f"跑了三趟还没办下来，第{n}件")


async def _keep(store: Store, complaint: Arrival, disk: Disk) -> None:
    await store.writer.keep([complaint], NOW)
    disk.mark(f"acked {complaint.key}")


async def faults(database: Path, told: Told) -> list[str]:
    """Open what the cut left, as the next start would, and return every promise that is broken."""
    try:
        store = await Store.open(f"sqlite://{database}", KEYS)
    except (StorageError, sqlite3.DatabaseError) as error:
        return [f"LOST: it does not open: {type(error).__name__}: {error}"]
    try:
        broken = [*await _messages(store, told), *await _tickets(store, told)]
        wrong = await verify(store.reader)
        if wrong is not None:
            broken.append(f"log of {wrong.ticket_no}, entry {wrong.n}: {wrong.why}")
        return broken + await _goes_on(store)
    except (Damaged, sqlite3.DatabaseError) as error:
        return [f"LOST: the file is damaged: {error}"]
    finally:
        await store.close()


async def _messages(store: Store, told: Told) -> list[str]:
    rows = await store.reader.rows("SELECT * FROM inbox")
    kept = {row["key"]: KEYS.open(row["body"], "inbox", "body", row["key"]) for row in rows}
    known = {inbox_writes.dedup_key(one): one for one in told.sent.values()}
    broken = [f"kept and never sent: {key}" for key in kept.keys() - known.keys()]
    for key, sent in known.items():
        if key not in kept and sent.key in told.acked:
            broken.append(f"LOST: {sent.key}")
        if key in kept and kept[key] != sent.body:
            broken.append(f"{sent.key} is not as it was sent")
    return broken


async def _tickets(store: Store, told: Told) -> list[str]:
    """A ticket that was done is there, in order, each of a complaint that is kept; no number is left out."""
    rows = await store.reader.rows("SELECT no FROM tickets ORDER BY id")
    numbers = [row["no"] for row in rows]
    broken = []
    if len(numbers) < told.done:
        broken.append(f"LOST: {told.done} were worked off, {len(numbers)} tickets are there")
    if numbers != [f"2026-{n:04}" for n in range(1, len(numbers) + 1)]:
        broken.append(f"numbers have a gap: {numbers}")
    worked = await store.reader.rows("SELECT COUNT(*) AS n FROM inbox WHERE state = 'done'")
    if worked[0]["n"] != len(numbers):
        broken.append(f"{worked[0]['n']} complaints are done, {len(numbers)} tickets are there")
    found = [(await tickets.load(store.reader, no)).complaint.external_no for no in numbers]
    if len(set(found)) != len(found):
        broken.append(f"DOUBLED: {found}")
    return broken


async def _goes_on(store: Store) -> list[str]:
    """What is left is worked off as if nothing had been: one ticket more for each."""
    (row,) = await store.reader.rows("SELECT COUNT(*) AS n FROM inbox")
    works = receiver(office(store, lambda: NOW))
    while await works.work_off():
        pass
    (opened,) = await store.reader.rows("SELECT COUNT(*) AS n FROM tickets")
    if opened["n"] != row["n"]:
        return [f"{row['n']} complaints became {opened['n']} tickets"]
    return []


def drawn(disk: Disk, how_many: int, chance: Any) -> Iterator[int]:
    """Yield cuts: one half anywhere, one half just when somebody has been told something."""
    for n in range(how_many):
        yield (
            chance.randrange(1, len(disk.events) + 1)
            if n % 2
            else chance.choice(disk.after_marks())
        )
