"""Whose turn it is, as rows in clear: a list of what somebody owes costs what it shows.

Rule 1: the rows of a ticket say what `dispatch.rules.turns` says of it, and go with its end.
Rule 2: they name roles, departments and userids of staff; nobody who complains.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime

from dispatch.rules.turns import Turn
from dispatch.ticket.actor import Actor
from dispatch.ticket.notices import To
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
    return found


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
    found: list[Row] = await session.rows(
        "SELECT act, COUNT(DISTINCT ticket_no) AS n,"
        " COUNT(DISTINCT CASE WHEN until_at <= ? THEN ticket_no END) AS late"
        " FROM turns GROUP BY act",
        now,
    )
    return (
        {row["act"]: int(row["n"]) for row in found},
        {row["act"]: int(row["late"]) for row in found},
    )
