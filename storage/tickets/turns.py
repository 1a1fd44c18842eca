"""Whose turn it is, and what was promised, as rows in clear: a list or a count costs what it shows.

Rule 1: the rows of a ticket say what `dispatch.rules.turns` says of it, and go with its end.
Rule 2: they name roles, departments and userids of staff; nobody who complains.
Rule 3: its promises stand as `dispatch.assessment.kept_promises` says, also after its end (N2). One that an
        earlier release stored has none yet: `has_promise` is null until something else is promised on
        it, or a start writes them (`fill_promises`).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import datetime

from dispatch.assessment.kept_promises import promises_of
from dispatch.rules.turn_table import Act
from dispatch.rules.turns import Turn
from dispatch.ticket.actor import Actor
from dispatch.ticket.notices import To
from dispatch.ticket.ticket import Ticket
from storage.database.session import Row, Session, marks

#: how each who is written begins
_ROLE, _DEPARTMENT, _PERSON = "role/", "department/", "person/"
#: what the person owes who complained, which is on nobody's list
_CITIZEN = "citizen"

#: who and what → until when
Rows = Mapping[tuple[str, str], datetime | None]


def rows_of(turns: Iterable[Turn]) -> Rows:
    """Return *turns* as they are stored; of two of one kind the earlier limit counts."""
    found: dict[tuple[str, str], datetime | None] = {}
    for turn in turns:
        for who in _written(turn):
            limits = (found.get((who, turn.act.value)), turn.until)
            found[who, turn.act.value] = min(filter(None, limits), default=None)
            if turn.but:
                found[f"{_but(turn.but)}{who}", turn.act.value] = None
    return found


def _but(id_: str) -> str:
    """Return what stands before a who that does not mean *id_*, while it means another too."""
    return f"but/{id_}/"


def _written(turn: Turn) -> Iterator[str]:
    if turn.to is To.CITIZEN:
        yield _CITIZEN
    elif not turn.roles:
        yield f"{_PERSON}{turn.target}"
    elif turn.target:
        yield from (f"{_DEPARTMENT}{turn.target}/{role}" for role in sorted(turn.roles))
    else:
        yield from (f"{_ROLE}{role}" for role in sorted(turn.roles))


def of(actor: Actor) -> tuple[str, ...]:
    """Return every who that means *actor*."""
    roles = sorted(actor.roles)
    own = [f"{_DEPARTMENT}{actor.department}/{role}" for role in roles if actor.department]
    return (*(f"{_ROLE}{role}" for role in roles), *own, f"{_PERSON}{actor.id}")


def meaning(actor: Actor) -> tuple[str, list[object]]:
    """Return the condition, on `turns AS t`, that a row means *actor*, and its values.

    What they asked for themselves is theirs to decide only where nobody else bears the role (四眼).
    """
    shared = [f"{_ROLE}{role}" for role in sorted(actor.roles & (actor.others or frozenset()))]
    whose = of(actor)
    words = f"t.who IN ({marks(whose)})"
    values: list[object] = [*whose]
    if shared:
        own = (
            "SELECT 1 FROM turns AS b WHERE b.ticket_no = t.ticket_no AND b.act = t.act"
            " AND b.who = ? || t.who"
        )
        words += f" AND NOT (t.act = ? AND t.who IN ({marks(shared)}) AND EXISTS ({own}))"
        values += [Act.DECIDE.value, *shared, _but(actor.id)]
    return words, values


def persons(ids: Iterable[str]) -> tuple[str, ...]:
    """Return every who that means one of the people *ids*."""
    return tuple(f"{_PERSON}{id_}" for id_ in ids)


async def put(session: Session, no: str, rows: Rows) -> None:
    """Store *rows* in the place of what was owed to ticket *no*."""
    await session.rows("DELETE FROM turns WHERE ticket_no = ?", no)
    await add(session, no, rows)


async def add(session: Session, no: str, rows: Rows) -> None:
    """Store *rows* as the first that is owed to ticket *no*."""
    await session.insert(
        "turns",
        [
            {"ticket_no": no, "who": who, "act": act, "until_at": until}
            for (who, act), until in rows.items()
        ],
    )


async def stored(session: Session, numbers: Collection[str]) -> Mapping[str, Rows]:
    """Return what is stored of the tickets *numbers*, empty where nothing is."""
    found: dict[str, dict[tuple[str, str], datetime | None]] = defaultdict(dict)
    if numbers:
        for row in await session.rows(
            f"SELECT * FROM turns WHERE ticket_no IN ({marks(numbers)})", *numbers
        ):
            found[row["ticket_no"]][row["who"], row["act"]] = row["until_at"]
    return found


async def counts(session: Session, now: datetime) -> tuple[dict[str, int], dict[str, int]]:
    """Return how many tickets wait for each kind of step, and how many of them longer than until then."""
    # one count a statement: in the order of its index SQLite then counts without sorting
    counted = "SELECT act, COUNT(DISTINCT ticket_no) AS n FROM turns"
    found: list[Row] = await session.rows(f"{counted} GROUP BY act")
    late = await session.rows(f"{counted} WHERE until_at <= ? GROUP BY act", now)
    longer = {row["act"]: int(row["n"]) for row in late}
    return (
        {row["act"]: int(row["n"]) for row in found},
        {row["act"]: longer.get(row["act"], 0) for row in found},
    )


# --- 承诺时限 ---


async def put_promises(session: Session, ticket: Ticket) -> None:
    """Store the promises of *ticket*, of which nothing is stored."""
    await session.insert(
        "promises",
        [
            {"ticket_no": ticket.no, "centre": ticket.centre, **asdict(one)}
            for one in promises_of(ticket)
        ],
    )


async def put_promises_over(session: Session, ticket: Ticket) -> None:
    """Store the promises of *ticket* in the place of what was stored."""
    await session.rows("DELETE FROM promises WHERE ticket_no = ?", ticket.no)
    await put_promises(session, ticket)


async def fill_promises(session: Session, ticket: Ticket) -> bool:
    """Store the promises of *ticket* as a release before this one left it; False if it moved since."""
    found = await session.rows(
        "UPDATE tickets SET has_promise = ? WHERE no = ? AND version = ? AND has_promise IS NULL"
        " RETURNING id",
        bool(promises_of(ticket)),
        ticket.no,
        ticket.version,
    )
    if found:
        await put_promises(session, ticket)
    return bool(found)
