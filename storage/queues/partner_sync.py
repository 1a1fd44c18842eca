"""How far tickets are told to 12345 and the partners (同步归集, WZ-6.2), and which came from there.

The outbox itself is the record: a letter of the kind `hotline` is one change to tell.
"""

from dataclasses import dataclass

from storage.database.session import Session
from storage.queues.lane import Lane
from storage.queues.letters import LetterKind

#: what a person must look at; the rest of the unfinished goes out by itself
_STUCK = frozenset({"parked", "unsure", "held"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Synced:
    """How many changes of one ticket a partner was told.

    Attributes:
        way: the lane's, without the centre: `hotline`, `partner:<id>`.
        waiting: go out by themselves; *parked* wait for a person.
    """

    way: str
    sent: int = 0
    waiting: int = 0
    parked: int = 0


async def status(session: Session, ticket_no: str) -> list[Synced]:
    """Return how far *ticket_no* is told, one for each partner that was or is to be told of it."""
    found = await session.rows(
        "SELECT lane, state, COUNT(*) AS n FROM outbox WHERE ticket_no = ? AND kind = ?"
        " GROUP BY lane, state ORDER BY lane",
        ticket_no,
        LetterKind.HOTLINE,
    )
    counted: dict[str, dict[str, int]] = {}
    for row in found:
        counts = counted.setdefault(Lane.parse(row["lane"]).way, {})
        stands = _stands(row["state"])
        counts[stands] = counts.get(stands, 0) + row["n"]
    return [Synced(way=way, **counts) for way, counts in counted.items()]


def _stands(state: str) -> str:
    if state == "sent":
        return state
    return "parked" if state in _STUCK else "waiting"


async def unsynced(session: Session) -> dict[str, int]:
    """Return how many tickets have changes that wait, and how many have some that were parked."""
    found = await session.rows(
        "SELECT state, ticket_no FROM outbox"
        " WHERE state IN ('waiting', 'sending', 'parked', 'unsure', 'held') AND kind = ?"
        " GROUP BY state, ticket_no",
        LetterKind.HOTLINE,
    )
    standing = {
        name: {r["ticket_no"] for r in found if _stands(r["state"]) == name} for name in _ALL
    }
    return {name: len(numbers) for name, numbers in standing.items()}


_ALL = ("waiting", "parked")


async def of_external(session: Session, external_no: str) -> list[str]:
    """Return the numbers of the tickets that were passed on under *external_no*, oldest first."""
    if not external_no:  # as all have it that nobody passed on
        return []
    found = await session.rows(
        "SELECT no FROM tickets WHERE external_no = ? ORDER BY id", external_no
    )
    return [row["no"] for row in found]
