"""Verify the log: every chain, every stored ticket against its folded log, every checkpoint."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from dispatch.assessment.kept_promises import promises_of
from dispatch.ticket.ticket import Ticket
from storage.database.errors import Damaged, Unreadable
from storage.database.privacy import TicketKey
from storage.database.session import Row, Session
from storage.tickets import checkpoints, codec, log, numbers, tickets

#: Tickets read at once.
_PAGE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """The first entry that is not as it was written; *n* is 0 where no entry can be named."""

    ticket_no: str
    n: int
    why: str


async def verify(session: Session, anchored: Collection[str] = ()) -> Broken | None:
    """Return the first broken entry, None if the whole log is as it was written.

    Safe while the service runs: a ticket that moves meanwhile is looked at again.

    Args:
        anchored: seals that were kept outside the database, read before it; each must be in it.

    Raises:
        Damaged: the database itself is, so nothing can be said of the log.
    """
    await _assert_undamaged(session)
    after = 0
    while page := await session.rows(
        "SELECT * FROM tickets WHERE id > ? ORDER BY id LIMIT ?", after, _PAGE
    ):
        for row in page:
            if broken := await _verify_ticket(session, row):
                return broken
        after = page[-1]["id"]
    return await _verify_rest(session, anchored)


async def _assert_undamaged(session: Session) -> None:
    if session.alone:
        (found,) = await session.rows("PRAGMA integrity_check(1)")
        if found["integrity_check"] != "ok":
            raise Damaged


async def _verify_ticket(session: Session, row: Row) -> Broken | None:
    while True:
        found = await _first_break(session, row, await log.rows_of(session, row["no"]))
        if found is None:
            return None
        again = await session.row("SELECT * FROM tickets WHERE id = ?", row["id"])
        if again is None or again == row:
            return found
        row = again


async def _first_break(session: Session, row: Row, rows: list[Row]) -> Broken | None:
    no = row["no"]
    for n, why in _chain_breaks(rows):
        return Broken(ticket_no=no, n=n, why=why)
    if not rows:
        return Broken(ticket_no=no, n=1, why="the ticket has no log")
    if not row["data_key"]:
        return None  # erased: the chain is all there is to verify
    return await _compare(session, row, rows)


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


async def _compare(session: Session, row: Row, rows: list[Row]) -> Broken | None:
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
    fits = stored == folded and _fits(session, row, stored)
    if not fits or not await _has_its_parts(session, stored):
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


def _fits(session: Session, row: Row, ticket: Ticket) -> bool:
    """True if the columns beside the sealed value say what *ticket* says, under whichever key.

    SQLite has 0 and 1 for booleans. The columns of migration 0002 are null, all of them, in a row that an
    earlier release stored last.
    """
    newer = tickets.found_by(ticket)
    if all(row[name] is None for name in newer):
        newer = {}
    clear = tickets.looked_up_by(ticket) | newer
    if row["has_promise"] is not None:  # null where an earlier release stored it last
        clear["has_promise"] = bool(promises_of(ticket))
    person = ticket.complaint.complainant
    blind = {
        "phone_index": ("phone", tickets.normal_phone(person.phone)),
        "complainant_index": ("lane", person.lane),
    }
    return all(row[name] == value for name, value in clear.items()) and all(
        row[name] in (session.keys.blinds(kind, value) if value else ("",))
        for name, (kind, value) in blind.items()
    )


async def _has_its_parts(session: Session, ticket: Ticket) -> bool:
    """True if the rows by which departments find *ticket* are those of its parts."""
    rows = await session.rows(
        "SELECT department, is_lead FROM ticket_parts WHERE ticket_no = ?", ticket.no
    )
    found = {row["department"]: bool(row["is_lead"]) for row in rows}
    return found == tickets.parts_of(ticket)


async def _verify_rest(session: Session, anchored: Collection[str]) -> Broken | None:
    """Look for what is gone: tickets of a log, given numbers, sealed entries, anchored seals."""
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
    missing = await numbers.first_missing(session)
    if missing is not None:
        centre, year, serial = missing
        return Broken(ticket_no=f"{centre} {year}-{serial:04}", n=0, why="its number does not fit")
    for one in anchored:
        if not await checkpoints.has(session, one):
            return Broken(ticket_no="", n=0, why="an anchored seal is missing")
    return None
