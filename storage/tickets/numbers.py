"""The yearly numbers (2026年第0001号): per centre and year, without gaps."""

from storage.database.session import Session


async def first_missing(session: Session) -> tuple[str, int, int] | None:
    """Return centre, year and serial of the first number that was given and has no ticket, or stands twice.

    Also of a ticket whose number was never given; None where each of 1 … given has its ticket. One
    statement asks for both sides, so a ticket that comes meanwhile disturbs nothing.
    """
    odd = await session.row(
        """SELECT centre, year, SUM(given) AS given FROM (
            SELECT centre, year, given, 0 AS n, 0 AS serials, 0 AS highest FROM numbers
            UNION ALL
            SELECT centre, year, 0, COUNT(*), COUNT(DISTINCT serial), MAX(serial) FROM tickets
                GROUP BY centre, year) AS sides
        GROUP BY centre, year
        HAVING SUM(given) <> SUM(n) OR SUM(given) <> SUM(serials) OR SUM(given) <> SUM(highest)
        ORDER BY centre, year LIMIT 1"""
    )
    if odd is None:
        return None
    rows = await session.rows(
        "SELECT serial FROM tickets WHERE centre = ? AND year = ? ORDER BY serial",
        odd["centre"],
        odd["year"],
    )
    there = [row["serial"] for row in rows]
    wanted = range(1, max(len(there), int(odd["given"])) + 1)
    wrong = next(n for n in wanted if n > odd["given"] or there[n - 1 : n] != [n])
    return odd["centre"], odd["year"], wrong


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
