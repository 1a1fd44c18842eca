"""A memory with many open tickets, of which some are due: real where a sweep looks, filled elsewhere.

What is due was told, dispatched and sealed by the real desk. The others have the columns of such a
ticket and sealed parts of the same lengths, but of random bytes: no sweep may open them, and one that
did would fail. All stand in the order of their numbers, the due ones spread evenly, each with its
departments and its log. Left out are the letters of old, which no sweep reads.
"""

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import builders
from office import Office

from dispatch.ticket.complaint import Complainant
from dispatch.ticket.ticket import State
from storage.database import models
from storage.database.session import Row, Session, marks

#: what a ticket is kept in: table → the column that names the ticket
PARTS = {"tickets": "no", "ticket_parts": "ticket_no", "log": "ticket_no"}
#: tickets told, and tickets stored, in one transaction
TOLD, STORED = 50, 400
#: the others wake from one day to a month after what is due
LATER, SPREAD = timedelta(days=1), timedelta(days=30)

#: table → rows
Rows = dict[str, list[Row]]


@dataclass(slots=True, kw_only=True, eq=False)
class OpenTickets:
    """A filled memory, and what it takes to make the due tickets due again after a sweep.

    Attributes:
        due: the numbers of the due tickets.
        before, at: a moment at which nothing is due, and one at which *due* is and nothing else.
    """

    office: Office
    due: list[str]
    before: datetime
    at: datetime
    _rows: list[Row] = field(default_factory=list)
    _last: dict[str, int] = field(default_factory=dict)

    async def remember(self) -> None:
        """Note how everything stands."""
        reader = self.office.store.reader
        self._rows = await _found(reader, "tickets", self.due)
        for table in _tables():
            found = await reader.row(f"SELECT MAX(id) AS id FROM {table}")
            self._last[table] = (found and found["id"]) or 0

    async def put_back(self) -> None:
        """Take away what came since, and give the due tickets their columns back."""

        async def job(session: Session) -> None:
            for table, last in self._last.items():
                await session.rows(f"DELETE FROM {table} WHERE id > ?", last)
            for row in self._rows:
                changes = ", ".join(f"{name} = ?" for name in row)
                sql = f"UPDATE tickets SET {changes} WHERE id = ?"
                await session.rows(sql, *row.values(), row["id"])

        await self.office.write(job)

    async def untouched(self) -> int:
        """Return how many of the due tickets nobody has moved since."""
        now = await _found(self.office.store.reader, "tickets", self.due)
        before = {row["no"]: row["version"] for row in self._rows}
        return sum(row["version"] == before[row["no"]] for row in now)


async def fill(office: Office, number: int, due: int) -> OpenTickets:
    """Fill the empty memory of *office* with *number* open tickets, of which *due* are due together."""
    serials = range(1, due * (number // due) + 1, number // due)
    real: dict[int, Rows] = {}
    for some in _groups(serials, TOLD):
        real |= await office.write(_telling(office, some))
    moments = [rows["tickets"][0]["wakes_at"] for rows in real.values()]
    chance = random.Random(number)
    for some in _groups(range(1, number + 1), STORED):
        held = [real.get(one) or _like(real[1], one, max(moments), chance) for one in some]
        await office.write(_storing(held))
    ready = OpenTickets(
        office=office,
        due=[rows["tickets"][0]["no"] for rows in real.values()],
        before=min(moments) - timedelta(seconds=1),
        at=max(moments),
    )
    await ready.remember()
    return ready


def _groups(serials: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    return (serials[at : at + size] for at in range(0, len(serials), size))


def _telling(office: Office, serials: Sequence[int]) -> Callable[[Session], Any]:
    """Return the job that registers and dispatches *serials* and takes their rows out again."""

    async def job(session: Session) -> dict[int, Rows]:
        return {serial: await _told(office, session, serial) for serial in serials}

    return job


async def _told(office: Office, session: Session, serial: int) -> Rows:
    """Let somebody of whom nothing was heard yet complain under *serial*."""
    person = Complainant(
        lane=f"{builders.LANE}{serial}",
        name="张三丰",
        phone=f"139{serial:08}",
        address="幸福路3号",
    )
    complaint, desk = builders.a_complaint(complainant=person), office.context.desk
    await _next_is(session, serial)
    ticket = await desk.open(session, complaint, "main", builders.RECEPTIONIST.id, builders.NOW)
    for command in builders.WAY[State.DISPATCHED]:
        ticket = await desk.within(session, ticket, command, builders.NOW)
    return await _taken(session, ticket.no)


async def _next_is(session: Session, serial: int) -> None:
    await session.rows(
        "INSERT INTO numbers (centre, year, given) VALUES (?, ?, ?)"
        " ON CONFLICT (centre, year) DO UPDATE SET given = excluded.given",
        "main",
        builders.NOW.year,
        serial - 1,
    )


async def _taken(session: Session, no: str) -> Rows:
    """Take the rows of ticket *no* out, without their ids: they are to stand in their order."""
    rows: Rows = {}
    for table, column in PARTS.items():
        found = await session.rows(f"SELECT * FROM {table} WHERE {column} = ? ORDER BY id", no)
        await session.rows(f"DELETE FROM {table} WHERE {column} = ?", no)
        rows[table] = [{name: row[name] for name in row if name != "id"} for row in found]
    return rows


def _like(pattern: Rows, serial: int, behind: datetime, chance: random.Random) -> Rows:
    """Return the rows of another ticket like *pattern*, which wakes later than *behind*."""
    no = f"{builders.NOW.year}-{serial:04d}"
    rows = {
        table: [{**_other(row, chance), PARTS[table]: no} for row in found]
        for table, found in pattern.items()
    }
    (ticket,) = rows["tickets"]
    ticket["serial"] = serial
    ticket["wakes_at"] = ticket["due_at"] = behind + LATER + chance.random() * SPREAD
    return rows


def _other(row: Row, chance: random.Random) -> Row:
    """Return *row* with other random bytes where it is sealed, and other marks of who and what."""
    drawn: Row = {
        name: chance.randbytes(len(value)) for name, value in row.items() if type(value) is bytes
    }
    for name in ("phone_index", "complainant_index", "previous", "hash"):
        if name in row:
            drawn[name] = chance.randbytes(len(row[name]) // 2).hex()
    return {**row, **drawn}


def _storing(held: Iterable[Rows]) -> Callable[[Session], Any]:
    """Return the job that stores the rows of *held*, table by table."""
    tickets = list(held)

    async def job(session: Session) -> None:
        for table in PARTS:
            rows = [row for one in tickets for row in one[table]]
            place = f"({marks(list(rows[0]))})"
            await session.rows(
                f"INSERT INTO {table} ({', '.join(rows[0])}) VALUES {', '.join([place] * len(rows))}",
                *(value for row in rows for value in row.values()),
            )

    return job


async def _found(session: Session, table: str, numbers: Sequence[str]) -> list[Row]:
    wanted = f"SELECT * FROM {table} WHERE {PARTS[table]} IN ({marks(numbers)}) ORDER BY id"
    return await session.rows(wanted, *numbers)


def _tables() -> list[str]:
    """Return every table that the models name; each has a growing id."""
    named = (getattr(one, "_meta", None) for one in vars(models).values())
    return sorted({meta.db_table for meta in named if meta is not None and meta.db_table})
