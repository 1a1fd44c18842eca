"""The yearly numbers (2026年第0001号): per centre and year, without gaps."""

from storage.database.session import Session


async def next_serial(session: Session, centre: str, year: int) -> int:
    """Return the next serial of *centre* in *year*, from 1.

    It is given inside the ticket's transaction: rolled back with it, so there is never a gap; on
    PostgreSQL the row stays locked until the COMMIT, so two replicas never give the same one.
    """
    row = await session.row(
        "INSERT INTO numbers (centre, year, given) VALUES (?, ?, 1)"
        " ON CONFLICT (centre, year) DO UPDATE SET given = numbers.given + 1"
        " RETURNING given",
        centre,
        year,
    )
    assert row is not None, "an upsert returns its row"
    return int(row["given"])
