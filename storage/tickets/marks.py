"""The marks (扣分) and what is counted for them: each sealed under the data key of its evidence ticket.

Rule 1: a mark is stored over the state that it was loaded in, or not at all.
Rule 2: who erases the person of the ticket erases the words of the mark; window and clause stay in clear.
Rule 3: same-cause counting reads the tickets' columns alone; it opens no ticket.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from dispatch.assessment.marks import COUNTING, STANDING, Mark, MarkState
from dispatch.assessment.recurrence import Case
from storage.database.errors import NoSuchRow, StaleTicket, Unreadable
from storage.database.session import Row, Session, marks, of_row
from storage.tickets import codec
from storage.tickets.tickets import data_key

#: how far before and after a ticket another of its kind may lie; the core counts to the day
_REACH = timedelta(days=370)
#: of one kind within that reach; a window with more has other worries
_MOST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which marks are meant.

    Attributes:
        unit: one window's, empty for all of the centre.
        states: in which they stand.
    """

    centre: str
    unit: str = ""
    states: Collection[MarkState] = tuple(MarkState)


async def insert(session: Session, mark: Mark) -> Mark | None:
    """Store a new *mark* and return it with its number; None if the same was proposed before."""
    columns = {"key": mark.key, **await _columns(session, mark)}
    new = await session.insert("marks", [columns], "ON CONFLICT (key) DO NOTHING RETURNING id")
    return replace(mark, id=int(new[0]["id"])) if new else None


async def load(session: Session, id: int) -> Mark:
    """Return mark *id*.

    Raises:
        NoSuchRow: there is none.
        Unreadable: its ticket's person was erased.
    """
    row = await session.row("SELECT id, key, ticket_no, sealed FROM marks WHERE id = ?", id)
    if row is None:
        raise NoSuchRow
    return await _opened(session, row)


async def of_key(session: Session, key: str) -> Mark:
    """Return the mark of that key.

    Raises:
        NoSuchRow: there is none.
        Unreadable: its ticket's person was erased.
    """
    row = await session.row("SELECT id, key, ticket_no, sealed FROM marks WHERE key = ?", key)
    if row is None:
        raise NoSuchRow
    return await _opened(session, row)


async def save(session: Session, mark: Mark, state: MarkState) -> None:
    """Store *mark* over its state *state*.

    Raises:
        StaleTicket: somebody else moved it meanwhile; nothing was stored.
    """
    columns = await _columns(session, mark)
    changes = ", ".join(f"{name} = ?" for name in columns)
    found = await session.rows(
        f"UPDATE marks SET {changes} WHERE id = ? AND state = ? RETURNING id",
        *columns.values(),
        mark.id,
        str(state),
    )
    if not found:
        raise StaleTicket


async def newest(session: Session, asked: Asked, limit: int) -> list[Mark]:
    """Return the newest marks that are *asked* for; those whose person was erased are left out."""
    where, values = _where(asked)
    rows = await session.rows(
        f"SELECT id, key, ticket_no, sealed FROM marks WHERE {where} ORDER BY id DESC LIMIT ?",
        *values,
        limit,
    )
    return await _readable(session, rows)


async def of_year(session: Session, asked: Asked, year: int) -> list[Mark]:
    """Return the marks of *year* that count, oldest first."""
    where, values = _where(replace(asked, states=COUNTING))
    rows = await session.rows(
        f"SELECT id, key, ticket_no, sealed FROM marks WHERE {where} AND year = ? ORDER BY id",
        *values,
        year,
    )
    return await _readable(session, rows)


async def of_person(session: Session, centre: str, person: str, year: int) -> list[Mark]:
    """Return the marks against *person* that count, of *year* and the years beside it."""
    states = sorted(COUNTING)
    rows = await session.rows(
        "SELECT id, key, ticket_no, sealed FROM marks WHERE centre = ? AND person = ?"
        f" AND year BETWEEN ? AND ? AND state IN ({marks(states)}) ORDER BY id",
        centre,
        person,
        year - 1,
        year + 1,
        *states,
    )
    return await _readable(session, rows)


async def resting_on(session: Session, mark: Mark) -> list[Mark]:
    """Return the lost titles that stand and count *mark*'s ticket among their evidence."""
    states = sorted(STANDING)
    rows = await session.rows(
        "SELECT id, key, ticket_no, sealed FROM marks WHERE centre = ? AND unit = ?"
        f" AND year BETWEEN ? AND ? AND state IN ({marks(states)}) ORDER BY id",
        mark.centre,
        mark.unit,
        mark.year - 1,
        mark.year + 1,
        *states,
    )
    found = await _readable(session, rows)
    return [one for one in found if one.loses and mark.ticket_no in one.evidence]


async def stands(session: Session, mark: Mark) -> bool:
    """True where the same title of the same year is proposed or lost already for the same reason."""
    states = sorted(STANDING)
    rows = await session.rows(
        "SELECT id, key, ticket_no, sealed FROM marks WHERE centre = ? AND unit = ? AND person = ?"
        f" AND clause = ? AND year = ? AND state IN ({marks(states)})",
        *(mark.centre, mark.unit, mark.person, mark.clause, mark.year),
        *states,
    )
    known = await _readable(session, rows)
    return any(set(one.evidence) & set(mark.evidence) for one in known)


async def cases(session: Session, case: Case) -> list[Case]:
    """Return the other tickets of *case*'s window, matter and cause around it in time.

    What only few may see (移交) is left out: to count it would show it.
    """
    if not case.counts:
        return []
    rows = await session.rows(
        f"SELECT {_CASE} FROM tickets WHERE lead = ? AND matter = ? AND cause = ? AND centre = ?"
        " AND opened_at BETWEEN ? AND ? AND no <> ? AND restricted IS NOT TRUE"
        " ORDER BY opened_at DESC LIMIT ?",
        *(case.unit, case.matter, case.cause, case.centre),
        *(case.opened_at - _REACH, case.opened_at + _REACH, case.no, _MOST),
    )
    return [_case(one) for one in rows]


_CASE = "no, centre, lead, matter, cause, opened_at, tied_to"


def _case(row: Row) -> Case:
    empty = {name: row[name] or "" for name in ("matter", "cause", "tied_to")}
    return of_row(Case, row, unit=row["lead"], **empty)


def _where(asked: Asked) -> tuple[str, list[Any]]:
    states = sorted(asked.states)
    where, values = f"centre = ? AND state IN ({marks(states)})", [asked.centre, *states]
    if asked.unit:
        return f"{where} AND unit = ?", [*values, asked.unit]
    return where, values


async def _columns(session: Session, mark: Mark) -> dict[str, Any]:
    key = await data_key(session, mark.ticket_no)
    return {
        "centre": mark.centre,
        "clause": mark.clause,
        "ticket_no": mark.ticket_no,
        "unit": mark.unit,
        "person": mark.person,
        "state": str(mark.state),
        "year": mark.year,
        "proposed_at": mark.proposed_at,
        "decided_at": mark.decided_at,
        "sealed": key.seal(codec.dump_mark(mark), "marks", "sealed", mark.key),
    }


async def _readable(session: Session, rows: list[Row]) -> list[Mark]:
    found = []
    for row in rows:
        try:
            found.append(await _opened(session, row))
        except Unreadable:
            continue  # the person was erased; what is left is in the columns
    return found


async def _opened(session: Session, row: Row) -> Mark:
    key = await data_key(session, row["ticket_no"])
    mark = codec.load_mark(key.open(row["sealed"], "marks", "sealed", row["key"]))
    return replace(mark, id=int(row["id"]))
