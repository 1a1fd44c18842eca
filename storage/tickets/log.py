"""The log is the truth: who commanded what, when, from where, and which facts it changed, hash-chained.

Rule 1: entries are added in the ticket's own transaction and never changed.
Rule 2: a hash covers the entry before and the stored, encrypted form; so the chain can be verified
without keys, and erasing a person leaves it whole.
Rule 3: replay folds the facts and asks no rule, so an old log survives new rules.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from dispatch.ticket.ticket import Ticket
from storage.database.privacy import TicketKey
from storage.database.session import Row, Session, of_row, to_json
from storage.tickets import codec
from storage.tickets.tickets import data_key

#: What the first entry of a ticket names as the one before.
FIRST = "0" * 64

_COLUMNS = (
    *("ticket_no", "n", "written_at", "command", "actor", "source", "payload", "facts"),
    *("profile_version", "calendar_version", "previous", "hash"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What happened to a ticket.

    Attributes:
        command: its name, e.g. `Accept`.
        actor: the id of who gave it.
        source: where it came from: `app`, `group`, `kf`, `sweep` …
        payload: the command itself, JSON or a dataclass.
        facts: the changed top-level fields (`codec.changed`).
    """

    at: datetime
    command: str
    actor: str
    source: str
    payload: Any = field(default=None, repr=False)
    facts: codec.Facts = field(repr=False)
    profile_version: str = ""
    calendar_version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged(Entry):
    """An entry as it stands in the log: the *n*th of its ticket, counted from 1."""

    ticket_no: str
    n: int
    hash: str


async def append(session: Session, ticket_no: str, entry: Entry) -> None:
    """Add *entry* to the log of the ticket, which is already stored (its data key is needed)."""
    key = await data_key(session, ticket_no)
    head = await _head(session, ticket_no)
    n, previous = (head[0] + 1, head[1]) if head else (1, FIRST)
    row: Row = {
        "ticket_no": ticket_no,
        "n": n,
        "written_at": entry.at,
        "command": entry.command,
        "actor": entry.actor,
        "source": entry.source,
        "payload": key.seal(to_json(entry.payload), "log", "payload", f"{ticket_no}/{n}"),
        "facts": key.seal(to_json(entry.facts), "log", "facts", f"{ticket_no}/{n}"),
        "profile_version": entry.profile_version,
        "calendar_version": entry.calendar_version,
        "previous": previous,
    }
    row["hash"] = hash_of(row)
    await session.insert("log", [row])
    if around := session.seen(ticket_no):
        around.log_head = (n, str(row["hash"]))


async def _head(session: Session, ticket_no: str) -> tuple[int, str] | None:
    """Return number and hash of the last entry; None where there is none."""
    if around := session.seen(ticket_no):
        return around.log_head
    last = await session.row(
        "SELECT n, hash FROM log WHERE ticket_no = ? ORDER BY n DESC LIMIT 1", ticket_no
    )
    return (last["n"], last["hash"]) if last else None


def hash_of(row: Row) -> str:
    """Return SHA-256 over the entry before and the stored form of *row*, in hex."""
    stored = [_canonical(row[name]) for name in _COLUMNS if name != "hash"]
    return hashlib.sha256(json.dumps(stored, separators=(",", ":")).encode()).hexdigest()


def _canonical(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value.hex() if isinstance(value, bytes) else value


async def given(session: Session, command: str) -> dict[str, int]:
    """Return how often *command* was carried out, by the number of the ticket, oldest ticket first."""
    found = await session.rows(
        "SELECT ticket_no, COUNT(*) AS n FROM log WHERE command = ? GROUP BY ticket_no"
        " ORDER BY ticket_no",
        command,
    )
    return {row["ticket_no"]: int(row["n"]) for row in found}


async def rows_of(session: Session, ticket_no: str) -> list[Row]:
    """Return the stored rows of a ticket's log, in order."""
    return await session.rows(
        f"SELECT {', '.join(_COLUMNS)} FROM log WHERE ticket_no = ? ORDER BY n", ticket_no
    )


async def entries(session: Session, ticket_no: str) -> list[Logged]:
    """Return the log of a ticket, decrypted, in order.

    Raises:
        NoSuchTicket: there is no such ticket.
        Unreadable: its person was erased, or an entry was altered.
    """
    key = await data_key(session, ticket_no)
    return [opened(key, row) for row in await rows_of(session, ticket_no)]


def opened(key: TicketKey, row: Row) -> Logged:
    """Return the entry stored in *row*.

    Raises:
        Unreadable: the entry was altered.
    """
    place = f"{row['ticket_no']}/{row['n']}"
    return of_row(
        Logged,
        row,
        at=row["written_at"],
        payload=json.loads(key.open(row["payload"], "log", "payload", place)),
        facts=json.loads(key.open(row["facts"], "log", "facts", place)),
    )


def replay(log: Iterable[Entry]) -> Ticket:
    """Return the ticket that *log* leads to."""
    return codec.fold(entry.facts for entry in log)
