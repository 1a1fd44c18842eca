"""A memory with many tickets, each real: it opens, its log replays, its chain verifies.

A few are told and walked by the real desk, in many states and on many days; the others are their copies:
the same words under another number, sealed anew under a key of their own, with their log chained anew.
Nothing of them falls due while something is measured.
"""

import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import builders
from office import Office

from dispatch.ticket.commands import Plan
from dispatch.ticket.ticket import State
from storage.database.privacy import Keys, TicketKey
from storage.database.session import Row, Session
from storage.tickets import log

#: what a ticket is kept in: table → the column that names the ticket
PARTS = {
    "tickets": "no",
    "ticket_parts": "ticket_no",
    "turns": "ticket_no",
    "promises": "ticket_no",
    "log": "ticket_no",
}
#: in which states they stand, each as often as it is named: half of them run
STATES = (
    *(State.REGISTERED, State.DISPATCHED, State.WORKING, State.PLANNED, State.SURVEYING),
    *(State.STRUCK_OFF,) * 4,
    State.LAWFULLY_ENDED,
)
#: how long before now they were told
AGES = tuple(timedelta(days=days) for days in (0, 1, 3, 8, 20, 45, 80))
#: tickets stored in one transaction
STORED = 200
#: nothing falls due earlier than so long after now
LATER = timedelta(days=30)

#: table → rows
Rows = dict[str, list[Row]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A real ticket: its rows, with what was sealed in plain."""

    no: str
    rows: Rows


async def fill(office: Office, number: int, now: datetime) -> None:
    """Fill the empty memory of *office* with *number* tickets, the youngest told at *now*."""
    patterns = [
        await _pattern(office, serial, state, now - age)
        for serial, (age, state) in enumerate(
            ((age, state) for age in sorted(AGES, reverse=True) for state in STATES), start=1
        )
    ]
    keys, chance = office.store.reader.keys, random.Random(number)
    for some in _groups(range(1, number + 1), STORED):
        held = [
            _copied(keys, patterns[one * len(patterns) // (number + 1)], one, now, chance)
            for one in some
        ]
        await office.write(_storing(held))
    await office.write(lambda session: _given(session, number, now))


def _groups(serials: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    return (serials[at : at + size] for at in range(0, len(serials), size))


async def _pattern(office: Office, serial: int, state: State, told: datetime) -> Pattern:
    """Let somebody complain, walk the ticket to *state*, and take its rows out again."""

    async def job(session: Session) -> Pattern:
        desk = office.context.desk
        ticket = await desk.open(session, builders.a_complaint(), "main", "sun", told)
        for command in builders.WAY[state]:
            if isinstance(command, Plan):
                on = (told + timedelta(days=10)).date()
                command = Plan(by=command.by, text=command.text, promised_on=on)
            ticket = await desk.within(session, ticket, command, told)
        rows = {table: await _taken(session, table, ticket.no) for table in PARTS}
        return Pattern(no=ticket.no, rows=_plain(session.keys, ticket.no, rows))

    return await office.write(job)


async def _taken(session: Session, table: str, no: str) -> list[Row]:
    """Take the rows of ticket *no* out of *table*, without their ids: they are to stand in their order."""
    column = PARTS[table]
    found = await session.rows(f"SELECT * FROM {table} WHERE {column} = ? ORDER BY id", no)
    await session.rows(f"DELETE FROM {table} WHERE {column} = ?", no)
    return [{name: row[name] for name in row if name != "id"} for row in found]


def _plain(keys: Keys, no: str, rows: Rows) -> Rows:
    (ticket,) = rows["tickets"]
    key = keys.ticket_key(no, ticket["data_key"])
    ticket["sealed"] = key.open(ticket["sealed"], "tickets", "sealed", no)
    for entry in rows["log"]:
        for name in ("payload", "facts"):
            entry[name] = key.open(entry[name], "log", name, f"{no}/{entry['n']}")
    return rows


def _copied(keys: Keys, like: Pattern, serial: int, now: datetime, chance: random.Random) -> Rows:
    """Return the rows of another ticket like *like*, sealed under a key of its own."""
    (ticket,) = like.rows["tickets"]
    no = f"{ticket['year']}-{serial:04d}"
    key, wrapped = keys.new_ticket_key(no)
    rows = {
        table: [{**row, PARTS[table]: no} for row in found] for table, found in like.rows.items()
    }
    (own,) = rows["tickets"]
    wakes_at = None
    other = {like.no: no}
    if (before := json.loads(own["sealed"])["wakes_at"]) is not None:
        wakes_at = (now + LATER * (1 + chance.random())).replace(microsecond=0)
        other[f'"wakes_at":"{before}"'] = f'"wakes_at":"{wakes_at.isoformat()}"'
    phone, lane = f"139{serial:08d}", f"kf:wk1:wm{serial}"
    said = json.loads(own["sealed"])["complaint"]["complainant"]
    other |= {f'"{said["phone"]}"': f'"{phone}"', f'"{said["lane"]}"': f'"{lane}"'}
    own |= {
        "serial": serial,
        "data_key": wrapped,
        "sealed": key.seal(_reworded(own["sealed"], other), "tickets", "sealed", no),
        "wakes_at": wakes_at,
        "phone_index": keys.blind("phone", phone),
        "complainant_index": keys.blind("lane", lane),
    }
    _chain(key, rows["log"], other, no)
    return rows


def _reworded(plain: bytes, other: Mapping[str, str]) -> bytes:
    for before, after in other.items():
        plain = plain.replace(before.encode(), after.encode())
    return plain


def _chain(key: TicketKey, entries: list[Row], other: Mapping[str, str], no: str) -> None:
    """Seal *entries* anew and chain them."""
    previous = log.FIRST
    for entry in entries:
        for name in ("payload", "facts"):
            words = _reworded(entry[name], other)
            entry[name] = key.seal(words, "log", name, f"{no}/{entry['n']}")
        entry["previous"] = previous
        entry["hash"] = previous = log.hash_of(entry)


def _storing(held: Sequence[Rows]) -> Callable[[Session], Any]:
    """Return the job that stores the rows of *held*, table by table."""

    async def job(session: Session) -> None:
        for table in PARTS:
            await session.insert(table, [row for one in held for row in one[table]])

    return job


async def _given(session: Session, number: int, now: datetime) -> None:
    """Let the next ticket have the number behind, and leave no letter that would be sent."""
    await session.rows("UPDATE numbers SET given = ?", number)
    await session.rows("DELETE FROM outbox")
    await session.rows("DELETE FROM cards")
