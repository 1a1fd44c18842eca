"""The tickets (工单): each sealed under its own data key, beside the few columns it is looked up by.

Rule 1: a ticket is stored over the version that it was loaded with, or not at all.
Rule 2: nothing that tells who somebody is stands in clear; look-up by phone or person goes by blind index.
Rule 3: what is due is found by `wakes_at`; the cost grows with what is due, not with what is open.
"""

from contextlib import suppress
from datetime import datetime
from typing import Any

from dispatch.assessment.kept_promises import promises_of
from dispatch.ticket.ticket import Ticket
from storage.database.errors import NoSuchTicket, StaleTicket, Unreadable
from storage.database.privacy import Keys, TicketKey
from storage.database.session import Around, Row, Session, marks, to_json
from storage.tickets import codec, shields, sketches, turns
from storage.tickets.codec import Facts

_TABLE = "tickets"

#: A mainland phone number written with its country code has these many digits.
_WITH_COUNTRY = 13


async def insert(session: Session, ticket: Ticket, facts: Facts) -> None:
    """Store a new *ticket* under a fresh data key; *facts* are all of it."""
    key, wrapped = session.keys.new_ticket_key(ticket.no)
    session.ticket_keys[ticket.no] = key
    columns = {
        "no": ticket.no,
        "data_key": wrapped,
        "has_promise": bool(promises_of(ticket)),
        **_columns(session.keys, key, ticket, facts),
    }
    await session.insert("tickets", [columns])
    if session.around is not None:
        session.around[ticket.no] = Around(
            log_head=None, has_cards=False, has_media=False, is_waited_for=False
        )
    _note_tie(session, ticket)
    await _store_parts(session, ticket)
    await shields.store(session, ticket)
    await sketches.store(session, ticket)
    await turns.put_promises(session, ticket)


async def load(session: Session, no: str) -> Ticket:
    """Return the ticket *no*, with its version; the session then knows what stands around it.

    Raises:
        NoSuchTicket: there is none.
        Unreadable: its person was erased, or the row was altered.
    """
    row = await session.row(f"{_LOAD} WHERE t.no = ?", no)
    if row is None:
        raise NoSuchTicket
    return _loaded(session, row)


async def load_own(session: Session, lane: str, limit: int = 20) -> list[Ticket]:
    """Return what the person of *lane* told us, newest first, each as `load` does.

    One that cannot be opened must not shut the person out of the others.
    """
    indexes = session.keys.blinds("lane", lane)
    rows = await session.rows(
        f"{_LOAD} WHERE t.complainant_index IN ({marks(indexes)}) ORDER BY t.id DESC LIMIT ?",
        *indexes,
        limit,
    )
    found = []
    for row in rows:
        with suppress(Unreadable):
            found.append(_loaded(session, row))
    return found


def _loaded(session: Session, row: Row) -> Ticket:
    if session.around is not None:
        session.around[row["no"]] = Around(
            log_head=(row["n"], row["hash"]) if row["n"] else None,
            has_cards=bool(row["has_cards"]),
            has_media=bool(row["has_media"]),
            is_waited_for=bool(row["is_waited_for"]),
        )
    return opened(session, row)


#: a ticket with what a change of it would ask next, in one look
_LOAD = """SELECT t.no, t.data_key, t.sealed, l.n, l.hash,
    EXISTS (SELECT 1 FROM cards AS c WHERE c.ticket_no = t.no AND NOT c.spent) AS has_cards,
    EXISTS (SELECT 1 FROM media AS m WHERE m.subject = t.no) AS has_media,
    EXISTS (SELECT 1 FROM tickets AS w WHERE w.tied_to = t.no AND w.is_open) AS is_waited_for
    FROM tickets AS t LEFT JOIN log AS l ON l.ticket_no = t.no
        AND l.n = (SELECT MAX(n) FROM log WHERE ticket_no = t.no)"""


def opened(session: Session, row: Row) -> Ticket:
    """Return the ticket sealed in *row* (which has `no`, `data_key` and `sealed`).

    Raises:
        Unreadable: its person was erased, or the row was altered.
    """
    key = session.keys.ticket_key(row["no"], row["data_key"])
    session.ticket_keys[row["no"]] = key
    return codec.load(key.open(row["sealed"], _TABLE, "sealed", row["no"]))


async def save(session: Session, before: Ticket, ticket: Ticket, facts: Facts) -> None:
    """Store *ticket* over *before*, which was loaded; it bears a higher version. *facts* are all of it.

    Raises:
        StaleTicket: somebody else moved it meanwhile; nothing was stored.
        ValueError: the new version is not higher.
    """
    if ticket.version <= before.version:
        raise ValueError(f"version {ticket.version} does not follow {before.version}")
    columns = _columns(session.keys, await data_key(session, ticket.no), ticket, facts)
    is_promised_anew = promises_of(ticket) != promises_of(before)
    if is_promised_anew:
        columns["has_promise"] = bool(promises_of(ticket))
    changes = ", ".join(f"{name} = ?" for name in columns)
    found = await session.rows(
        f"UPDATE tickets SET {changes} WHERE no = ? AND version = ? RETURNING id",
        *columns.values(),
        ticket.no,
        before.version,
    )
    if not found:
        raise StaleTicket
    _note_tie(session, ticket)
    if parts_of(ticket) != parts_of(before):
        if before.parts:
            await session.rows("DELETE FROM ticket_parts WHERE ticket_no = ?", ticket.no)
        await _store_parts(session, ticket)
    await shields.store_over(session, before, ticket)
    await sketches.store_over(session, before, ticket)
    if is_promised_anew:
        await turns.put_promises_over(session, ticket)


def _note_tie(session: Session, ticket: Ticket) -> None:
    """Let the session know that somebody waits now for what *ticket* is tied to."""
    if around := session.seen(ticket.tied_to):
        around.is_waited_for = True


async def data_key(session: Session, no: str) -> TicketKey:
    """Return the data key of ticket *no*.

    Raises:
        NoSuchTicket: there is none.
        Unreadable: its person was erased.
    """
    if no not in session.ticket_keys:
        row = await session.row("SELECT data_key FROM tickets WHERE no = ?", no)
        if row is None:
            raise NoSuchTicket
        session.ticket_keys[no] = session.keys.ticket_key(no, row["data_key"])
    return session.ticket_keys[no]


def _columns(keys: Keys, key: TicketKey, ticket: Ticket, facts: Facts) -> dict[str, Any]:
    return {
        **looked_up_by(ticket),
        **found_by(ticket),
        **_blind(keys, ticket),
        "sealed": key.seal(to_json(facts), _TABLE, "sealed", ticket.no),
    }


def looked_up_by(ticket: Ticket) -> dict[str, Any]:
    """Return the columns in clear that follow from *ticket*; verification compares them."""
    *_, year, serial = ticket.no.split("-")
    return {
        "centre": ticket.centre,
        "year": int(year),
        "serial": int(serial),
        "state": str(ticket.state),
        "is_open": not ticket.is_closed,
        "class_name": ticket.class_name,
        "lead": ticket.lead.department if ticket.lead else "",
        "due_at": ticket.due_at,
        "wakes_at": ticket.wakes_at,
        "version": ticket.version,
        "opened_at": ticket.opened_at,
        "closed_at": ticket.closed_at,
    }


def found_by(ticket: Ticket) -> dict[str, Any]:
    """Return the columns that came with later migrations: null in rows that were stored before them."""
    return {
        "owner": ticket.owner,
        "matter": ticket.matter,
        "cause": ticket.cause or ticket.class_name,
        "rank": ticket.rank,
        "restricted": ticket.restricted,
        "has_petition": bool(ticket.petitions),
        "tied_to": ticket.tied_to,
        "external_no": ticket.complaint.external_no,
        "offered_to": _offered_to(ticket),
    }


def _offered_to(ticket: Ticket) -> str:
    offer = ticket.handover
    return offer.to_id if offer is not None and offer.accepted_at is None else ""


def _blind(keys: Keys, ticket: Ticket) -> dict[str, str]:
    person = ticket.complaint.complainant
    phone = normal_phone(person.phone)
    return {
        "phone_index": keys.blind("phone", phone) if phone else "",
        "complainant_index": keys.blind("lane", person.lane) if person.lane else "",
    }


def normal_phone(phone: str) -> str:
    """Return the digits of *phone*, without the country code 86."""
    digits = "".join(one for one in phone if one.isdecimal())
    if len(digits) == _WITH_COUNTRY and digits.startswith("86"):
        return digits[2:]
    return digits


def parts_of(ticket: Ticket) -> dict[str, bool]:
    """Return the departments that have a share in *ticket*, and which of them lead."""
    return {part.department: part.is_lead for part in ticket.parts}


async def _store_parts(session: Session, ticket: Ticket) -> None:
    parts = [
        {"ticket_no": ticket.no, "department": department, "is_lead": is_lead}
        for department, is_lead in parts_of(ticket).items()
    ]
    await session.insert("ticket_parts", parts)


async def due(session: Session, now: datetime, limit: int) -> list[str]:
    """Return the numbers of tickets whose `wakes_at` has come, longest due first."""
    return await _numbers(
        session,
        "SELECT no FROM tickets WHERE wakes_at <= ? ORDER BY wakes_at LIMIT ?",
        now,
        limit,
    )


async def find(
    session: Session, year: int | None, serial: int, centre: str | None = None
) -> list[str]:
    """Return the numbers that *serial* may mean: open ones first, of these the newest first.

    Without *year* any year fits, without *centre* any centre.
    """
    found = await session.rows(
        "SELECT no, year, centre FROM tickets WHERE serial = ?"
        " ORDER BY is_open DESC, year DESC, id DESC",
        serial,
    )
    return [row["no"] for row in found if _fits(row, year, centre)]


def _fits(row: Row, year: int | None, centre: str | None) -> bool:
    return year in (None, row["year"]) and centre in (None, row["centre"])


async def of_person(
    session: Session, *, phone: str = "", lane: str = "", limit: int = 20
) -> list[str]:
    """Return the numbers of tickets with this *phone*, then of what the person of *lane* told us.

    Each newest first, at most *limit* of either; what is empty finds nothing.
    """
    asked = {"phone_index": ("phone", normal_phone(phone)), "complainant_index": ("lane", lane)}
    looks: list[str] = []
    values: list[Any] = []
    for place, (column, (kind, value)) in enumerate(asked.items()):
        if value:
            indexes = session.keys.blinds(kind, value)
            looks.append(
                f"SELECT * FROM (SELECT no, id, {place} AS place FROM tickets"
                f" WHERE {column} IN ({marks(indexes)}) ORDER BY id DESC LIMIT ?) AS of_{kind}"
            )
            values += [*indexes, limit]
    if not looks:
        return []
    sql = f"{' UNION ALL '.join(looks)} ORDER BY place, id DESC"
    return list(dict.fromkeys(await _numbers(session, sql, *values)))


async def tied_to(session: Session, no: str) -> list[str]:
    """Return the numbers of the open tickets that are tied to *no*, oldest first."""
    around = session.seen(no)
    if around is not None and not around.is_waited_for:
        return []
    return await _numbers(
        session, "SELECT no FROM tickets WHERE tied_to = ? AND is_open ORDER BY id", no
    )


async def open_of_owner(session: Session, owner: str) -> list[str]:
    """Return the numbers of open tickets that *owner* (a userid) handles, oldest first."""
    return await _numbers(
        session, "SELECT no FROM tickets WHERE is_open AND owner = ? ORDER BY id", owner
    )


async def offered_to(session: Session, person: str) -> list[str]:
    """Return the numbers of open tickets that are offered to *person* (交接), oldest first."""
    return await _numbers(
        session, "SELECT no FROM tickets WHERE is_open AND offered_to = ? ORDER BY id", person
    )


async def owners(session: Session) -> list[str]:
    """Return every userid that handles an open ticket; empty for what nobody does.

    Rows that the first release stored last name nobody here yet, only inside.
    """
    found = await session.rows("SELECT DISTINCT owner FROM tickets WHERE is_open ORDER BY owner")
    return [row["owner"] for row in found if row["owner"] is not None]


async def lately_answered(session: Session, limit: int) -> list[str]:
    """Return the numbers of the tickets with an answer that were opened last, newest first."""
    states = ("answered", "surveying", "struck_off", "unrated", "rework", "lawfully_ended")
    return await _numbers(
        session,
        f"SELECT no FROM tickets WHERE state IN ({marks(states)}) ORDER BY id DESC LIMIT ?",
        *states,
        limit,
    )


async def counts(session: Session) -> dict[str, int]:
    """Return how many tickets are in each state."""
    found = await session.rows("SELECT state, COUNT(*) AS n FROM tickets GROUP BY state")
    return {row["state"]: row["n"] for row in found}


async def _numbers(session: Session, sql: str, *values: Any) -> list[str]:
    return [row["no"] for row in await session.rows(sql, *values)]
