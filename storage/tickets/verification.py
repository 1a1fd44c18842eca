"""Verify the log: every chain, every stored ticket against its folded log, every checkpoint."""

from collections.abc import Iterator
from dataclasses import dataclass

from dispatch.ticket.ticket import Ticket
from storage.database.errors import Unreadable
from storage.database.privacy import TicketKey
from storage.database.session import Row, Session
from storage.tickets import checkpoints, codec, log, tickets

#: Tickets read at once.
_PAGE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """The first entry that is not as it was written; *n* is 0 where no entry can be named."""

    ticket_no: str
    n: int
    why: str


async def verify(session: Session) -> Broken | None:
    """Return the first broken entry, None if the whole log is as it was written.

    Safe while the service runs: a ticket that moves meanwhile is looked at again.
    """
    after = 0
    while page := await session.rows(
        "SELECT * FROM tickets WHERE id > ? ORDER BY id LIMIT ?", after, _PAGE
    ):
        for row in page:
            if broken := await _verify_ticket(session, row):
                return broken
        after = page[-1]["id"]
    return await _verify_rest(session)


async def _verify_ticket(session: Session, row: Row) -> Broken | None:
    while True:
        found = _first_break(session, row, await log.rows_of(session, row["no"]))
        if found is None:
            return None
        again = await session.row("SELECT * FROM tickets WHERE id = ?", row["id"])
        if again is None or again == row:
            return found
        row = again


def _first_break(session: Session, row: Row, rows: list[Row]) -> Broken | None:
    no = row["no"]
    for n, why in _chain_breaks(rows):
        return Broken(ticket_no=no, n=n, why=why)
    if not rows:
        return Broken(ticket_no=no, n=1, why="the ticket has no log")
    if not row["data_key"]:
        return None  # erased: the chain is all there is to verify
    return _compare(session, row, rows)


def _chain_breaks(rows: list[Row]) -> Iterator[tuple[int, str]]:
    previous = log.FIRST
    for n, row in enumerate(rows, start=1):
        if row["n"] != n:
            yield n, "an entry is missing"
        elif row["previous"] != previous:
            yield n, "it does not follow the entry before"
        elif log.hash_of(row) != row["hash"]:
            yield n, "it was altered"
        previous = row["hash"]


def _compare(session: Session, row: Row, rows: list[Row]) -> Broken | None:
    last = rows[-1]["n"]
    try:
        stored = tickets.opened(session, row)
    except Unreadable:
        return Broken(ticket_no=row["no"], n=last, why="the stored ticket was altered")
    folded = _folded(session.ticket_keys[row["no"]], rows)
    if isinstance(folded, Broken):
        return folded
    if stored.version > folded.version:
        return Broken(ticket_no=row["no"], n=last + 1, why="the end of the log is missing")
    if stored != folded or not _fits(row, stored):
        return Broken(ticket_no=row["no"], n=last, why="the stored ticket differs from its log")
    return None


def _folded(key: TicketKey, rows: list[Row]) -> Ticket | Broken:
    facts = []
    for row in rows:
        try:
            facts.append(log.opened(key, row).facts)
        except Unreadable:
            return Broken(ticket_no=row["ticket_no"], n=row["n"], why="it cannot be decrypted")
    return codec.fold(facts)


def _fits(row: Row, ticket: Ticket) -> bool:
    """True if the columns in clear say what the ticket says (SQLite has 0 and 1 for booleans).

    A column that an earlier release did not have is null until the ticket is stored again.
    """
    sure, newer = tickets.looked_up_by(ticket), tickets.found_by(ticket)
    return all(row[name] == value for name, value in sure.items()) and all(
        row[name] in (None, value) for name, value in newer.items()
    )


async def _verify_rest(session: Session) -> Broken | None:
    """Look for logs without a ticket, wrong seals, and sealed entries that are gone."""
    orphan = await session.row(
        """SELECT ticket_no, n FROM log AS l WHERE NOT EXISTS (
            SELECT 1 FROM tickets AS t WHERE t.no = l.ticket_no) ORDER BY id LIMIT 1"""
    )
    if orphan is not None:
        return Broken(ticket_no=orphan["ticket_no"], n=orphan["n"], why="its ticket is missing")
    seal = await checkpoints.broken_seal(session)
    if seal is not None:
        return Broken(ticket_no="", n=0, why=f"checkpoint {seal} was altered")
    lost = await checkpoints.lost_head(session)
    if lost is not None:
        why = "the log ends before a sealed entry"
        return Broken(ticket_no=lost["ticket_no"], n=lost["n"], why=why)
    return None
