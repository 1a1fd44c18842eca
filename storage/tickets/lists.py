"""Read-only lists over the tickets: found by their clear columns, so that a list costs what it shows."""

from collections.abc import AsyncIterator, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from dispatch.assessment.statistics import PeriodCounts
from dispatch.ticket.commands import CallBack
from dispatch.ticket.ticket import State, Ticket
from storage.database.errors import Unreadable
from storage.database.session import Row, Session, marks
from storage.tickets import shields, tickets

#: how many rows a long read takes at once
_PAGE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whose tickets are meant.

    Attributes:
        states: the stored names of the states.
        owed_by: whose turn it is, as `storage.tickets.turns` writes it.
        stands_in_for_all_but: whose turn it is by name and who is none of these, too.
        centre: one centre, empty for all.
        department: where this one leads or assists, empty for all.
        restricted: whether what was handed over to an authority is among them (G-21).
        asker: who asks, as `dispatch.ticket.sight.names_of` has it: what is hidden from them is left out.
    """

    states: Collection[str] = ()
    owed_by: Collection[str] = ()
    stands_in_for_all_but: Collection[str] = ()
    centre: str = ""
    department: str = ""
    restricted: bool = False
    asker: tuple[str, ...] = ()


async def open_in(session: Session, scope: Scope, limit: int) -> tuple[list[Ticket], int]:
    """Return the first *limit* open tickets of *scope* and how many there are.

    What goes before all others comes first (PY-4.2.11), then the nearest limit.
    """
    where, values = _where(session, scope)
    if not where:
        return [], 0
    total = await session.row(f"SELECT COUNT(*) AS n FROM tickets WHERE {where}", *values)
    rows = await session.rows(
        f"SELECT no, data_key, sealed FROM tickets WHERE {where}"
        " ORDER BY COALESCE(rank, 1), due_at IS NULL, due_at, opened_at, id LIMIT ?",
        *values,
        limit,
    )
    return _readable(session, rows), int(total["n"]) if total else 0


def _readable(session: Session, rows: list[Row]) -> list[Ticket]:
    """Return the tickets of *rows*; one that cannot be opened must not hide the others."""
    found = []
    for row in rows:
        with suppress(Unreadable):
            found.append(tickets.opened(session, row))
    return found


#: a condition and its values
Condition = tuple[str, Sequence[object]]


def _where(session: Session, scope: Scope) -> tuple[str, list[object]]:
    """Return the condition and its values, in their order; empty if nothing can fit."""
    meant = _joined(_meant(scope), " OR ")
    if not meant[0]:
        return "", []
    return _joined([("is_open", ()), (f"({meant[0]})", meant[1]), *_among(session, scope)], " AND ")


def _joined(conditions: Iterable[Condition], by: str) -> tuple[str, list[object]]:
    parts = list(conditions)
    return by.join(words for words, _ in parts), [one for _, values in parts for one in values]


def _meant(scope: Scope) -> Iterator[Condition]:
    """Yield what brings a ticket into *scope*, each by itself."""
    if scope.states:
        yield f"state IN ({marks(list(scope.states))})", list(scope.states)
    if scope.owed_by:
        whose = f"SELECT ticket_no FROM turns WHERE who IN ({marks(scope.owed_by)})"
        yield f"no IN ({whose})", list(scope.owed_by)
    if known := scope.stands_in_for_all_but:
        whose = f"who LIKE 'person/%' AND who NOT IN ({marks(known)})"
        yield f"no IN (SELECT ticket_no FROM turns WHERE {whose})", list(known)


def _among(session: Session, scope: Scope) -> Iterator[Condition]:
    """Yield what all of *scope* must fulfil."""
    if not scope.restricted:
        yield "(restricted IS NULL OR NOT restricted)", ()
    if scope.centre:
        yield "centre = ?", (scope.centre,)
    if scope.department:
        within = "no IN (SELECT ticket_no FROM ticket_parts WHERE department = ?)"
        yield within, (scope.department,)
    if scope.asker:
        yield _unhidden(session, scope.asker)


def _unhidden(session: Session, asker: Sequence[str]) -> Condition:
    """Return the condition that a ticket is hidden from nobody of *asker* (N6)."""
    indexes = shields.indexes(session, asker)
    within = f"SELECT ticket_no FROM ticket_shields WHERE name_index IN ({marks(indexes)})"
    return f"no NOT IN ({within})", indexes


async def counted(
    session: Session,
    centre: str,
    since: datetime,
    now: datetime,
    *,
    restricted: bool,
    asker: tuple[str, ...] = (),
) -> PeriodCounts:
    """Return what the tickets of *centre* show from *since* to *now* (统计), by clear columns only.

    Args:
        restricted: whether what was handed over to an authority is among them (G-21).
        asker: who asks (`Scope`): a count shows nobody what is hidden from them.
    """
    scope = Scope(states=(), centre=centre, restricted=restricted, asker=asker)
    where, whose = _joined(_among(session, scope), " AND ")
    by_state = f"SELECT state, COUNT(*) AS n FROM tickets WHERE {where}"
    opened = await session.rows(
        f"{by_state} AND opened_at >= ? AND opened_at <= ? GROUP BY state", *whose, since, now
    )
    closed = await session.rows(
        f"{by_state} AND closed_at >= ? AND closed_at <= ? GROUP BY state", *whose, since, now
    )
    recorded = await session.row(
        f"SELECT COUNT(*) AS n FROM tickets WHERE {where} AND closed_at >= ? AND closed_at <= ?"
        " AND state = ? AND EXISTS (SELECT 1 FROM log WHERE ticket_no = tickets.no"
        " AND command = ? AND written_at = closed_at)",
        *whose,
        since,
        now,
        State.STRUCK_OFF,
        CallBack.__name__,
    )
    running = await session.row(
        f"SELECT COUNT(*) AS n, COUNT(CASE WHEN due_at <= ? THEN 1 END) AS late"
        f" FROM tickets WHERE {where} AND is_open",
        now,
        *whose,
    )
    untaken = await session.row(
        "SELECT COUNT(*) AS n FROM tasks WHERE kind = '待完善' AND open_key IS NOT NULL"
        " AND opened_at >= ? AND opened_at <= ? AND (centre IS NULL OR centre IN ('', ?))",
        since,
        now,
        centre,
    )
    assert running is not None  # a count is always one row
    assert untaken is not None
    assert recorded is not None
    return PeriodCounts(
        opened={State(row["state"]): int(row["n"]) for row in opened},
        closed={State(row["state"]): int(row["n"]) for row in closed},
        untaken=int(untaken["n"]),
        recorded=int(recorded["n"]),
        running=int(running["n"]),
        overdue=int(running["late"]),
    )


async def given_out(
    session: Session, centre: str, since: datetime, *, restricted: bool
) -> AsyncIterator[Ticket]:
    """Yield the tickets of *centre* that a department has, or had and ended at *since* or later.

    Args:
        restricted: whether what was handed over to an authority is among them (G-21).
    """
    where = "centre = ? AND lead <> '' AND (is_open OR closed_at >= ?) AND id > ?"
    if not restricted:
        where += " AND (restricted IS NULL OR NOT restricted)"
    last = 0
    while True:
        rows = await session.rows(
            f"SELECT id, no, data_key, sealed FROM tickets WHERE {where} ORDER BY id LIMIT ?",
            centre,
            since,
            last,
            _PAGE,
        )
        for ticket in _readable(session, rows):
            yield ticket
        for row in rows:
            session.ticket_keys.pop(row["no"], None)  # thousands of keys would stay in memory
        if len(rows) < _PAGE:
            return
        last = rows[-1]["id"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some open tickets in the order of their rows; *last* is the row to go on behind, None at the end.

    Attributes:
        unreadable: the numbers of those whose person was erased, or that were altered.
    """

    tickets: tuple[Ticket, ...]
    unreadable: tuple[str, ...]
    last: int | None


async def running_after(session: Session, after: int, limit: int) -> Page:
    """Return the next *limit* open tickets with a running limit behind row *after*; begin with 0.

    Their data keys are let go at once, so that a walk over all needs no more memory than a page.
    """
    return await _page(session, "is_open AND due_at IS NOT NULL", after, limit)


async def _page(session: Session, where: str, after: int, limit: int) -> Page:
    found = await session.rows(
        f"SELECT id, no, data_key, sealed FROM tickets WHERE {where} AND id > ? ORDER BY id LIMIT ?",
        after,
        limit,
    )
    read, unreadable = [], []
    for row in found:
        try:
            read.append(tickets.opened(session, row))
        except Unreadable:
            unreadable.append(row["no"])
        session.ticket_keys.pop(row["no"], None)
    last = found[-1]["id"] if found else None
    return Page(tickets=tuple(read), unreadable=tuple(unreadable), last=last)


async def open_after(session: Session, after: int, limit: int) -> Page:
    """Return the next *limit* open tickets behind row *after*, as `running_after` does."""
    return await _page(session, "is_open", after, limit)


async def oldest_waiting_at(session: Session) -> datetime | None:
    """Return when the oldest waiting message was received, None if none waits."""
    row = await session.row(
        "SELECT received_at FROM inbox WHERE state = 'waiting' ORDER BY received_at LIMIT 1"
    )
    return row["received_at"] if row else None


async def opened_between(session: Session, begin: datetime, end: datetime) -> AsyncIterator[str]:
    """Yield the numbers of the tickets opened from *begin* up to but without *end*, oldest first."""
    last = 0
    while True:
        found = await session.rows(
            "SELECT id, no FROM tickets WHERE id > ? AND opened_at >= ? AND opened_at < ?"
            " ORDER BY id LIMIT ?",
            last,
            begin,
            end,
            _PAGE,
        )
        for row in found:
            yield row["no"]
            session.ticket_keys.pop(row["no"], None)  # thousands of keys would stay in memory
        if len(found) < _PAGE:
            return
        last = found[-1]["id"]
