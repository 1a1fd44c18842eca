"""Read-only lists over the tickets: found by their clear columns, so that a list costs what it shows.

Rule 1: what is looked for, counted and sorted by stands in one index, and only what is shown is opened.
Rule 2: whatever opens many lets the others go on in between: an acknowledgement must not wait for it.
"""

import asyncio
from collections.abc import AsyncIterator, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from dispatch.assessment.kept_promises import PromiseCount
from dispatch.assessment.statistics import PeriodCounts
from dispatch.ticket.actor import Actor
from dispatch.ticket.commands import CallBack
from dispatch.ticket.ticket import CLOSED, State, Ticket
from storage.database.errors import Unreadable
from storage.database.session import Row, Session, marks
from storage.tickets import shields, tickets, turns

#: how many rows a long read takes at once
PAGE = 500
#: so many are opened before the others may go on
AT_A_TIME = 4
#: what of a ticket a list needs to open it
_SEALED = "id, no, data_key, sealed"
_OPEN = tuple(str(state) for state in State if state not in CLOSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whose tickets are meant.

    Attributes:
        states: the stored names of the states.
        owed_by: whose turn it is, with the roles that others bear there; None for anybody's.
        stands_in_for_all_but: whose turn it is by name and who is none of these, too.
        centre: one centre, empty for all.
        department: where this one leads or assists, empty for all.
        restricted: whether what was handed over to an authority is among them (G-21).
        asker: who asks, as `dispatch.ticket.sight.names_of` has it: what is hidden from them is left out.
    """

    states: Collection[str] = ()
    owed_by: Actor | None = None
    stands_in_for_all_but: Collection[str] = ()
    centre: str = ""
    department: str = ""
    restricted: bool = False
    asker: tuple[str, ...] = ()


async def open_in(session: Session, scope: Scope, limit: int) -> tuple[list[Ticket], int]:
    """Return the first *limit* open tickets of *scope* and how many there are.

    What goes before all others comes first (PY-4.2.11), then the nearest limit.
    """
    return await first_in(session, scope, limit), await count_in(session, scope)


async def first_in(session: Session, scope: Scope, limit: int) -> list[Ticket]:
    """Return the first *limit* open tickets of *scope*, in the order of `open_in`."""
    where, values = _where(session, scope)
    if not where:
        return []
    first = (
        f"SELECT id FROM tickets WHERE {where}"
        " ORDER BY COALESCE(rank, 1), due_at IS NULL, due_at, opened_at, id LIMIT ?"
    )
    return await _of_ids(session, await session.rows(first, *values, limit))


async def count_in(session: Session, scope: Scope) -> int:
    """Return how many open tickets there are of *scope*."""
    where, values = _where(session, scope)
    if not where:
        return 0
    total = await session.row(f"SELECT COUNT(*) AS n FROM tickets WHERE {where}", *values)
    return int(total["n"]) if total else 0


async def are_more_in(session: Session, scope: Scope, limit: int) -> bool:
    """True where there are more than *limit* open tickets of *scope*; of thousands no more are looked at."""
    where, values = _where(session, scope)
    if not where:
        return False
    some = f"SELECT 1 FROM tickets WHERE {where} LIMIT 1 OFFSET ?"
    return bool(await session.rows(some, *values, limit))


async def _of_ids(session: Session, found: list[Row]) -> list[Ticket]:
    """Return the tickets of the ids *found*, in their order."""
    ids = [row["id"] for row in found]
    if not ids:
        return []
    wanted = f"SELECT {_SEALED} FROM tickets WHERE id IN ({marks(ids)})"
    rows = {row["id"]: row for row in await session.rows(wanted, *ids)}
    return [one async for one in _readable(session, [rows[id] for id in ids if id in rows])]


async def of_numbers(session: Session, numbers: Sequence[str]) -> list[Ticket]:
    """Return the tickets of *numbers* in their order, without those that do not open (their person was erased)."""
    if not numbers:
        return []
    wanted = f"SELECT {_SEALED} FROM tickets WHERE no IN ({marks(numbers)})"
    rows = {row["no"]: row for row in await session.rows(wanted, *numbers)}
    return [one async for one in _readable(session, [rows[no] for no in numbers if no in rows])]


async def _readable(session: Session, rows: list[Row]) -> AsyncIterator[Ticket]:
    """Yield the tickets of *rows*; one that cannot be opened must not hide the others."""
    for n, row in enumerate(rows, start=1):
        with suppress(Unreadable):
            yield tickets.opened(session, row)
        if n % AT_A_TIME == 0:
            await asyncio.sleep(0)


#: a condition and its values
Condition = tuple[str, Sequence[object]]


def _where(session: Session, scope: Scope) -> tuple[str, list[object]]:
    """Return the condition and its values, in their order; empty if nothing can fit."""
    meant = _joined(_meant(scope), " OR ")
    if not meant[0]:
        return "", []
    only_states = bool(scope.states) and not (scope.owed_by or scope.stands_in_for_all_but)
    parts = [
        _open(scope.states if only_states else _OPEN),
        *([] if only_states else [(f"({meant[0]})", meant[1])]),
        *_among(session, scope),
    ]
    return _joined(parts, " AND ")


def _open(states: Collection[str]) -> Condition:
    """Return that a ticket is open and in one of *states*, said once: by the state the index finds it."""
    return f"is_open AND state IN ({marks(states)})", list(states)


def _joined(conditions: Iterable[Condition], by: str) -> tuple[str, list[object]]:
    parts = list(conditions)
    return by.join(words for words, _ in parts), [one for _, values in parts for one in values]


def _meant(scope: Scope) -> Iterator[Condition]:
    """Yield what brings a ticket into *scope*, each by itself."""
    if scope.states:
        yield f"state IN ({marks(list(scope.states))})", list(scope.states)
    if scope.owed_by:
        whose, values = turns.meaning(scope.owed_by)
        yield f"no IN (SELECT t.ticket_no FROM turns AS t WHERE {whose})", values
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
    # found by the state: by its centre alone SQLite would pass over every row
    at_centre: Condition = ("COALESCE(centre, '') = ?", (centre,))
    among = _among(session, replace(scope, centre=""))
    open_there, whose_open = _joined([_open(_OPEN), at_centre, *among], " AND ")
    running = await session.row(
        f"SELECT COUNT(*) AS n, COUNT(CASE WHEN due_at <= ? THEN 1 END) AS late"
        f" FROM tickets WHERE {open_there}",
        now,
        *whose_open,
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


async def promised(
    session: Session,
    centre: str,
    since: datetime,
    now: datetime,
    *,
    restricted: bool,
    asker: tuple[str, ...] = (),
) -> dict[str, PromiseCount]:
    """Return for each department (its id) the promises to *centre* that came due from *since* to *now*.

    Args:
        restricted, asker: as `counted` has them.
    """
    scope = Scope(centre=centre, restricted=restricted, asker=asker)
    where, whose = _joined(_among(session, scope), " AND ")
    found = await session.rows(
        "SELECT department, COUNT(*) AS due, COUNT(CASE WHEN is_kept THEN 1 END) AS kept,"
        " COUNT(CASE WHEN is_changed THEN 1 END) AS changed FROM promises"
        " WHERE centre = ? AND settled_at >= ? AND settled_at <= ? AND EXISTS"
        f" (SELECT 1 FROM tickets WHERE no = promises.ticket_no AND {where})"
        " GROUP BY department",
        centre,
        since,
        now,
        *whose,
    )
    return {
        row["department"]: PromiseCount(due=row["due"], kept=row["kept"], changed=row["changed"])
        for row in found
    }


async def promises_unknown(
    session: Session, scope: Scope, since: datetime
) -> AsyncIterator[Ticket]:
    """Yield those of *scope* that ended at *since* or later, or run, and have no row of promises yet.

    They were stored last by an earlier release; each start gives them theirs.
    """
    among, values = _joined(_among(session, scope), " AND ")
    where = f"has_promise IS NULL AND lead <> '' AND (is_open OR closed_at >= ?) AND {among}"
    last = 0
    while True:
        rows = await session.rows(
            f"SELECT {_SEALED} FROM tickets WHERE {where} AND id > ? ORDER BY id LIMIT ?",
            since,
            *values,
            last,
            PAGE,
        )
        async for ticket in _readable(session, rows):
            yield ticket
        for row in rows:
            session.ticket_keys.pop(row["no"], None)  # thousands of keys would stay in memory
        if len(rows) < PAGE:
            return
        last = rows[-1]["id"]


async def oldest_waiting_at(session: Session) -> datetime | None:
    """Return when the oldest waiting message was received, None if none waits."""
    row = await session.row(
        "SELECT received_at FROM inbox WHERE state = 'waiting' ORDER BY received_at LIMIT 1"
    )
    return row["received_at"] if row else None


async def latest_opened(
    session: Session, scope: Scope, owner: str, begin: datetime, end: datetime, limit: int
) -> tuple[list[Ticket], int]:
    """Return the latest *limit* tickets opened from *begin* up to but without *end*, and how many there are.

    They come oldest first. What only management may see (移交) *owner* sees of their own (G-21).
    """
    among, values = _joined(_among(session, scope), " AND ")
    found, total = await _opened_in(session, f"{among}", values, (begin, end), limit)
    if not scope.restricted:
        of_all, values = _joined(_among(session, replace(scope, restricted=True)), " AND ")
        own = f"{of_all} AND restricted AND owner = ?"
        more, n = await _opened_in(session, own, [*values, owner], (begin, end), limit)
        found, total = sorted([*found, *more], key=lambda row: -row["id"])[:limit], total + n
    return await _of_ids(session, found[::-1]), total


async def _opened_in(
    session: Session,
    where: str,
    values: Sequence[object],
    period: tuple[datetime, datetime],
    limit: int,
) -> tuple[list[Row], int]:
    """Return the ids of the latest *limit* that were opened in *period*, newest first, and the number of all."""
    within = f"FROM tickets WHERE {where} AND opened_at >= ? AND opened_at < ?"
    total = await session.row(f"SELECT COUNT(*) AS n {within}", *values, *period)
    latest = f"SELECT id {within} ORDER BY opened_at DESC, id DESC LIMIT ?"
    rows = await session.rows(latest, *values, *period, limit)
    return rows, int(total["n"]) if total else 0
