"""Erasing (S12): what tells of a person goes, what was done stays: number, days, states, units, the log's chain.

Rule 1: the ticket's data key is destroyed; its row, its log and its marks then open for nobody, whatever key
        they hold, and statistics go on counting the columns that tell of nobody.
Rule 2: what stands beside it under the privacy key (messages, letters, tasks, drafts, photos) is removed; of a
        message that came in only its key is kept, so that its repeat is known as one (S3).
Rule 3: what other rows quote of them is found by opening each, for no index of it may exist.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from dispatch.ticket.ticket import Ticket
from storage.database import addresses
from storage.database.errors import Unreadable
from storage.database.session import Row, Session
from storage.people import tasks
from storage.tickets import log, tickets
from storage.tickets.log import Entry

#: how the erasure stands in a ticket's log; who did it, and no word of whom
ERASED = "Erased"
#: tickets of one person that are looked for; more is no person
_MOST = 10_000
#: rows that are opened at once
_PAGE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Traces:
    """What is to be erased.

    Attributes:
        tickets: of them; *open* says which still run and cannot be.
        lanes: where they wrote, all of what stands there.
        ids: what is theirs alone wherever it is quoted: phone number, WeCom's id of them.
        names: what others may be called too: looked for only in what is over.
    """

    tickets: tuple[Ticket, ...] = ()
    lanes: frozenset[str] = field(default=frozenset(), repr=False)
    ids: frozenset[str] = field(default=frozenset(), repr=False)
    names: frozenset[str] = field(default=frozenset(), repr=False)

    @property
    def open(self) -> tuple[str, ...]:
        """Return the numbers of those that are not closed yet."""
        return tuple(one.no for one in self.tickets if not one.is_closed)


async def of_ticket(session: Session, no: str) -> Traces:
    """Return what stands of ticket *no*; of its person too, if they told nothing else.

    What tells of them stays else, for their other tickets need it, until they are erased themselves.

    Raises:
        NoSuchTicket: there is none.
        Unreadable: it was erased before.
    """
    ticket = await tickets.load(session, no)
    person = ticket.complaint.complainant
    told = await tickets.of_person(session, phone=person.phone, lane=person.lane, limit=_MOST)
    if set(told) - {no}:
        return Traces(tickets=(ticket,))
    return _traces([ticket], _citizens([person.lane]))


async def of_person(session: Session, who: str) -> Traces:
    """Return what stands of the person with this phone number, lane, or id at WeCom; empty for nobody.

    By a phone number also what was told in the chats that it was given in.
    """
    lanes = set(await _lanes_of(session, who))
    found = await _loaded(session, await tickets.of_person(session, phone=who, limit=_MOST))
    lanes |= _citizens(one.complaint.complainant.lane for one in found)
    for lane in sorted(lanes):
        told = await tickets.of_person(session, lane=lane, limit=_MOST)
        known = {one.no for one in found}
        found += await _loaded(session, [no for no in told if no not in known])
    if not found and not lanes:
        return Traces()
    return _traces(found, frozenset(lanes))


async def _loaded(session: Session, numbers: Iterable[str]) -> list[Ticket]:
    return [await tickets.load(session, no) for no in numbers]


async def _lanes_of(session: Session, who: str) -> list[str]:
    """Return the lanes of citizens that are *who*, or end with it, in which something was said."""
    if len(who) < _SHORTEST:
        return []
    found: set[str] = set()
    for table, column in (("inbox", "lane"), ("conversations", "key"), ("windows", "lane")):
        rows = await session.rows(
            f"SELECT DISTINCT {column} AS lane FROM {table} WHERE {column} = ? OR {_ends(column)}",
            addresses.stored(session.keys, who),
            *_ending(f":{addresses.person(session.keys, who)}"),
        )
        found |= {addresses.told(session.keys, row["lane"]) for row in rows}
    return sorted(_citizens(found))


#: what is shorter is nobody's number or id
_SHORTEST = 4


def _citizens(lanes: Iterable[str]) -> frozenset[str]:
    """Return where citizens write; what members say is the office's."""
    return frozenset(one for one in lanes if one.startswith(addresses.CITIZENS))


def _ends(column: str) -> str:
    """Return the condition that *column* ends with a text; no LIKE, for ids have its wild cards in them."""
    return f"substr({column}, length({column}) - CAST(? AS INTEGER) + 1) = ?"


def _ending(text: str) -> tuple[int, str]:
    return len(text), text


def _begins(column: str) -> str:
    return f"substr({column}, 1, CAST(? AS INTEGER)) = ?"


def _traces(found: list[Ticket], lanes: frozenset[str]) -> Traces:
    persons = [one.complaint.complainant for one in found]
    ids = {one.phone for one in persons} | {lane.rpartition(":")[2] for lane in lanes}
    names = {one for person in persons for one in (person.name, person.contact, person.for_whom)}
    return Traces(
        tickets=tuple(found),
        lanes=lanes,
        ids=frozenset(one for one in ids if len(one) >= _SHORTEST),
        names=frozenset(one for one in names if len(one) > 1),
    )


async def erase(session: Session, traces: Traces, by: str, now: datetime) -> Mapping[str, int]:
    """Erase *traces* in this transaction; return how many rows of which table went.

    The tickets must be closed. What a page of the file still holds goes when it is made compact.
    """
    gone = {"tickets": len(traces.tickets)}
    for ticket in traces.tickets:
        await _forget_ticket(session, ticket, by, now)
    for table, where, values in (*_tasks_of(session, traces), *_rows_of(session, traces)):
        found = await session.rows(f"DELETE FROM {table} WHERE {where} RETURNING id", *values)
        gone[table] = gone.get(table, 0) + len(found)
    gone["inbox"] = await _forget_messages(session, traces)
    for place in _QUOTES:
        quoting = await _quoting(session, traces, place)
        for row in quoting:
            await session.rows(f"DELETE FROM {place.table} WHERE id = ? RETURNING id", row["id"])
        gone[place.table] = gone.get(place.table, 0) + len(quoting)
    return {name: n for name, n in gone.items() if n}


async def _forget_ticket(session: Session, ticket: Ticket, by: str, now: datetime) -> None:
    """Destroy the key; that it was is the last entry of the log, and its chain goes on to be verified."""
    entry = Entry(
        at=now,
        command=ERASED,
        actor=by,
        source="cli",
        facts={},
        profile_version=ticket.profile_version,
        calendar_version=ticket.calendar_version,
    )
    await log.append(session, ticket.no, entry)
    await session.rows(
        "UPDATE tickets SET data_key = ?, sealed = ?, phone_index = '', complainant_index = '',"
        " external_no = '', wakes_at = NULL WHERE no = ? RETURNING id",
        b"",
        b"",
        ticket.no,
    )
    session.ticket_keys.pop(ticket.no, None)


def _tasks_of(session: Session, traces: Traces) -> Iterable[tuple[str, str, list[Any]]]:
    """Yield the tasks whose subject names them by what goes with them, so that nobody is left with one.

    A letter that stuck or missed somebody, a chat by its index; a message by its id: `_forget_messages`.
    """
    chosen = [("ticket_no = ?", [one.no]) for one in traces.tickets]
    stands = sorted(addresses.stored(session.keys, lane) for lane in traces.lanes)
    chosen += [("lane = ?", [lane]) for lane in stands]
    for where, values in chosen:
        letters = f"SELECT key FROM outbox WHERE {where}"
        missed = f"SELECT ? || key FROM outbox WHERE {where}"
        yield "tasks", f"subject IN ({letters})", values
        yield "tasks", f"subject IN ({missed})", [tasks.MISSED, *values]
    for lane in sorted(traces.lanes):
        yield "tasks", "subject = ?", [tasks.of_chat(session, lane)]


def _rows_of(session: Session, traces: Traces) -> Iterable[tuple[str, str, list[Any]]]:
    """Yield which rows of which tables are about them alone."""
    numbers = [one.no for one in traces.tickets]
    for no in numbers:
        yield "outbox", "ticket_no = ?", [no]
        yield "cards", "ticket_no = ?", [no]
        yield "turns", "ticket_no = ?", [no]
        yield "ticket_shields", "ticket_no = ?", [no]
        yield "sketches", "ticket_no = ?", [no]
        yield from _about(no)
    for lane in sorted(addresses.stored(session.keys, one) for one in traces.lanes):
        yield "outbox", f"lane = ? OR {_ends('lane')}", [lane, *_ending(f":{lane}")]
        yield "conversations", "key = ?", [lane]
        yield "windows", "lane = ?", [lane]
        yield "cards", "listener = ?", [lane]
        yield from _about(lane)


def _about(subject: str) -> Iterable[tuple[str, str, list[Any]]]:
    """Yield what has *subject*, or something behind it: `2026-0001/3/media`."""
    for table in ("media", "tasks"):
        begins = f"{subject}/"
        yield table, f"subject = ? OR {_begins('subject')}", [subject, len(begins), begins]
    yield "tasks", "done_by = ?", [subject]


async def _forget_messages(session: Session, traces: Traces) -> int:
    """Empty what came in on their lanes, and what anybody wrote of them; the keys stay (S3)."""
    chosen = await _quoting(session, traces, _INBOX)
    theirs = _citizens(one.complaint.complainant.lane for one in traces.tickets)
    for lane in sorted(traces.lanes | theirs):
        waits = "" if lane in traces.lanes else " AND state <> 'waiting'"
        chosen += await session.rows(
            f"SELECT id, lane FROM inbox WHERE lane = ?{waits}",
            addresses.stored(session.keys, lane),
        )
    rows = {row["id"]: row["lane"] for row in chosen}
    erased = {addresses.stored(session.keys, lane) for lane in traces.lanes}
    for id, lane in rows.items():
        await session.rows(
            "UPDATE inbox SET body = ?, error = NULL, state = 'done', outcome = 'erased', lane = ?"
            " WHERE id = ? RETURNING id",
            *(b"", "" if lane in erased else lane, id),
        )
        await session.rows(
            "DELETE FROM tasks WHERE subject = ? RETURNING id", f"{tasks.MESSAGE}{id}"
        )
    return len(rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Quoting:
    """A table whose *columns*, under the privacy key and bound to *key*, may quote somebody; *over* when it is."""

    table: str
    columns: tuple[str, ...]
    key: tuple[str, ...] = ("key",)
    over: str
    waits: str = "FALSE"
    shown: str = "id"


_INBOX = _Quoting(
    table="inbox",
    columns=("body", "error"),
    over="state <> 'waiting'",
    waits="state = 'waiting'",
    shown="lane",
)
_QUOTES = (
    _Quoting(table="outbox", columns=("payload", "result", "error"), over="state = 'sent'"),
    _Quoting(table="tasks", columns=("text",), key=("kind", "subject"), over="done_at IS NOT NULL"),
    _Quoting(table="conversations", columns=("state",), over="FALSE"),
)


async def _quoting(session: Session, traces: Traces, where: _Quoting) -> list[Row]:
    """Return the rows that quote one of them; what has to be worked off yet (*waits*) is left alone."""
    ids, names = ([one.encode() for one in found] for found in (traces.ids, traces.names))
    found, after = [], 0
    columns = ", ".join(dict.fromkeys(("id", where.shown, *where.key, *where.columns)))
    sql = (
        f"SELECT {columns}, {where.over} AS is_over FROM {where.table}"
        f" WHERE id > ? AND NOT ({where.waits}) ORDER BY id LIMIT ?"
    )
    while (ids or names) and (page := await session.rows(sql, after, _PAGE)):
        for row in page:
            signs = [*ids, *names] if row["is_over"] else ids
            if any(sign in text for text in _texts(session, row, where) for sign in signs):
                found.append(row)
        after = page[-1]["id"]
    return found


def _texts(session: Session, row: Row, where: _Quoting) -> Iterable[bytes]:
    """Yield what is sealed in *row*; what opens under no key we have tells nobody anything."""
    place = "|".join(addresses.told(session.keys, row[name]) for name in where.key)
    for column in where.columns:
        if row[column]:
            with suppress(Unreadable):
                yield session.keys.open(row[column], where.table, column, place)
