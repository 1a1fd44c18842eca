"""Read-only lists over the tickets: found by their clear columns, so that a list costs what it shows."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from dispatch.ticket import Ticket
from storage import tickets
from storage.letters import Posted, posted
from storage.session import Session, marks


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whose tickets are meant.

    Attributes:
        states: the stored names of the states.
        centre: one centre, empty for all.
        department: where this one leads or assists, empty for all.
    """

    states: Collection[str]
    centre: str = ""
    department: str = ""


async def open_in(session: Session, scope: Scope, limit: int) -> tuple[list[Ticket], int]:
    """Return the first *limit* open tickets of *scope*, nearest limit first, and how many there are."""
    if not scope.states:
        return [], 0
    where = f"is_open AND state IN ({marks(list(scope.states))})"
    values: list[object] = list(scope.states)
    if scope.centre:
        where += " AND centre = ?"
        values.append(scope.centre)
    if scope.department:
        where += " AND no IN (SELECT ticket_no FROM ticket_parts WHERE department = ?)"
        values.append(scope.department)
    total = await session.row(f"SELECT COUNT(*) AS n FROM tickets WHERE {where}", *values)
    rows = await session.rows(
        f"SELECT no, data_key, sealed FROM tickets WHERE {where}"
        " ORDER BY due_at IS NULL, due_at, opened_at, id LIMIT ?",
        *values,
        limit,
    )
    return [tickets.opened(session, row) for row in rows], int(total["n"]) if total else 0


async def oldest_waiting_at(session: Session) -> datetime | None:
    """Return when the oldest waiting message was received, None if none waits."""
    row = await session.row(
        "SELECT received_at FROM inbox WHERE state = 'waiting' ORDER BY received_at LIMIT 1"
    )
    return row["received_at"] if row else None


async def sent_since(session: Session, at: datetime) -> list[tuple[Posted, datetime]]:
    """Return the letters sent at *at* or later with the moment, for pacing after a restart."""
    found = await session.rows("SELECT * FROM outbox WHERE sent_at >= ? ORDER BY id", at)
    return [
        (letter, row["sent_at"])
        for row, letter in zip(found, posted(session, found, strict=False), strict=True)
    ]
