"""By what tickets that tell the same are found among a million, where nobody can read the words.

Rule 1: a sketch is written in the transaction that writes the words, of all that was said (N6), and goes with
        them: it is sealed under the ticket's key.
Rule 2: what stands unsealed are bands, keyed hashes of several minima each (`intake.classify.sketch`): who has
        the database sees that two tickets read alike, and can try no words of their own.
Rule 3: a look takes so many of each band, the newest first: it costs the same if thousands told one thing.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from dispatch.ticket.ticket import Ticket
from intake.classify.sketch import BANDS, VERSION, Scrambler, Sketch, likeness, sketch
from storage.database.errors import Unreadable
from storage.database.privacy import TicketKey
from storage.database.session import Row, Session

#: so many of each band are looked at, and of all together so many are opened, those with the most bands in common
#: first: who shares half of the shingles shares four bands of sixteen, others one by chance
_OF_A_BAND, _COMPARED = 50, 24
_TABLE = "sketches"
_BAND_COLUMNS = tuple(f"band_{n}" for n in range(BANDS))
#: rows by a band each, then those that share the most
_HITS = " UNION ALL ".join(
    f"SELECT id FROM (SELECT id FROM sketches WHERE {column} = ? ORDER BY id DESC LIMIT {_OF_A_BAND}) AS {column}"
    for column in _BAND_COLUMNS
)
_FOUND = f"""SELECT s.ticket_no, s.mark, s.sealed, t.data_key
    FROM (SELECT id, COUNT(*) AS n FROM ({_HITS}) AS hits GROUP BY id ORDER BY n DESC, id DESC LIMIT {_COMPARED})
        AS found
    JOIN sketches AS s ON s.id = found.id JOIN tickets AS t ON t.no = s.ticket_no
    WHERE s.ticket_no <> ? AND (t.is_open OR t.opened_at >= ?)"""


@dataclass(frozen=True, slots=True, order=True)
class Like:
    """A ticket that tells nearly the same: how much of it (0 to 1), and its number."""

    likeness: float
    no: str


def words_of(ticket: Ticket) -> str:
    """Return all that was said on *ticket*, with what is kept beside as somebody's conduct (N6)."""
    return ticket.allegation.text if ticket.allegation else ticket.complaint.text


@lru_cache(maxsize=16)
def _taken(text: str, centre: str, scrambled: Scrambler) -> Sketch:
    """Return the sketch; a ticket is looked for just before or after its own is stored."""
    return sketch(text, centre, scrambled)


def mark(session: Session) -> str:
    """Return by which a sketch is known that was taken as they are now, under the present key."""
    return session.keys.blind("sketch", VERSION)


async def store(session: Session, ticket: Ticket) -> None:
    """Store the sketch of *ticket*, over the one that there may be; its data key is known to *session*."""
    taken = _taken(words_of(ticket), ticket.centre, session.keys.scramblers[0])
    stored = row(ticket.no, taken, session.ticket_keys[ticket.no], mark(session))
    changes = ", ".join(f"{name} = excluded.{name}" for name in stored if name != "ticket_no")
    await session.insert(_TABLE, [stored], f"ON CONFLICT (ticket_no) DO UPDATE SET {changes}")


def row(no: str, taken: Sketch, key: TicketKey, mark: str) -> Row:
    """Return what is stored of the sketch *taken* of ticket *no*."""
    return {
        "ticket_no": no,
        "mark": mark,
        "sealed": key.seal(taken.pack(), _TABLE, "sealed", no),
        **dict.fromkeys(_BAND_COLUMNS),
        **dict(zip(_BAND_COLUMNS, taken.bands, strict=False)),  # none where little was told
    }


async def store_over(session: Session, before: Ticket, after: Ticket) -> None:
    """Store the sketch of a ticket whose words are others now than *before*."""
    if words_of(after) != words_of(before):
        await store(session, after)


async def like(
    session: Session, no: str, centre: str, text: str, since: datetime, least: float
) -> list[Like]:
    """Return what *centre* has like *text*, the likest first, without ticket *no*.

    Those that are open, or were opened *since* then, and share *least* of the shingles or more; where dozens
    are nearly the same, the newest of them.
    """
    found: dict[str, float] = {}
    for scrambled, taken_as in zip(
        session.keys.scramblers, session.keys.blinds("sketch", VERSION), strict=True
    ):
        own = _taken(text, centre, scrambled)
        if own.bands:
            rows = await session.rows(_FOUND, *own.bands, no, since)
            found |= dict(_compared(session, own, [one for one in rows if one["mark"] == taken_as]))
    likest = (Like(share, other) for other, share in found.items() if share >= least)
    return sorted(likest, reverse=True)


def _compared(session: Session, own: Sketch, rows: Iterable[Row]) -> Iterator[tuple[str, float]]:
    """Yield the numbers of *rows* and how much they share with *own*; of an erased person nothing is left."""
    for row in rows:
        with suppress(Unreadable):
            no, key = row["ticket_no"], session.keys.ticket_key(row["ticket_no"], row["data_key"])
            kept = Sketch.unpack(key.open(row["sealed"], _TABLE, "sealed", no))
            yield no, likeness(own, kept)


# --- tickets that an earlier release stored, or that stand under an earlier key -------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Some rows of tickets, newest first; *last* is the row to go on before, None at the end.

    Attributes:
        lacking: the numbers of those that are looked for and have no sketch as they are taken now.
    """

    lacking: tuple[str, ...]
    last: int | None


async def lacking(session: Session, before: int, rows: int, since: datetime) -> Window:
    """Return which of the next *rows* of tickets before row *before* lack a sketch; a read of that many rows."""
    found = await session.rows(
        "SELECT t.id, t.no, t.is_open, t.opened_at, s.mark FROM"
        " (SELECT id, no, is_open, opened_at FROM tickets WHERE id < ? ORDER BY id DESC LIMIT ?) AS t"
        " LEFT JOIN sketches AS s ON s.ticket_no = t.no ORDER BY t.id DESC",
        before,
        rows,
    )
    present = mark(session)
    lack = (one for one in found if one["mark"] != present)
    wanted = tuple(one["no"] for one in lack if one["is_open"] or one["opened_at"] >= since)
    return Window(lacking=wanted, last=found[-1]["id"] if found else None)
