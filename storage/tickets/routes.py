"""Which department leads a matter, as a meeting decided (N4): kept per centre, the newest wins."""

from dataclasses import dataclass
from datetime import datetime

from storage.database.session import Session


async def decide(
    session: Session, centre: str, matter: str, department: str, ticket_no: str, now: datetime
) -> None:
    """Keep that *department* leads *matter* from now on, by the meeting on *ticket_no*."""
    await session.rows(
        "INSERT INTO routes (centre, matter, department, ticket_no, decided_at)"
        " VALUES (?, ?, ?, ?, ?) ON CONFLICT (centre, matter) DO UPDATE SET"
        " department = excluded.department, ticket_no = excluded.ticket_no,"
        " decided_at = excluded.decided_at",
        centre,
        matter,
        department,
        ticket_no,
        now,
    )


async def forget(session: Session, ticket_no: str) -> None:
    """Forget what the meeting on *ticket_no* decided: it was taken back (更正)."""
    await session.rows("DELETE FROM routes WHERE ticket_no = ?", ticket_no)


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Which department leads a matter, the ticket whose meeting decided it, and when."""

    department: str
    ticket_no: str
    at: datetime


async def of_matter(session: Session, centre: str, matter: str) -> Route | None:
    """Return what a meeting decided about *matter*, if one did."""
    row = await session.row(
        "SELECT department, ticket_no, decided_at FROM routes WHERE centre = ? AND matter = ?",
        centre,
        matter,
    )
    if row is None:
        return None
    return Route(department=row["department"], ticket_no=row["ticket_no"], at=row["decided_at"])
