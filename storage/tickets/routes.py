"""Which department leads a matter, as a meeting decided (N4): kept per centre, the newest wins."""

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


async def of_matter(session: Session, centre: str, matter: str) -> tuple[str, str] | None:
    """Return the department that leads *matter* and the ticket whose meeting decided it, if any."""
    row = await session.row(
        "SELECT department, ticket_no FROM routes WHERE centre = ? AND matter = ?", centre, matter
    )
    return None if row is None else (row["department"], row["ticket_no"])
