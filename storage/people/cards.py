"""The cards before people's eyes: what keeps one true (`task_id`, `response_code`) and what spends it."""

from dataclasses import dataclass, field
from datetime import datetime

from storage.database import addresses
from storage.database.session import Row, Session, of_row

#: the purpose of a card about a task of the desk, which belongs to no ticket
TASK = "task"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A card that was sent.

    Attributes:
        task_id: unique; a press names it.
        listener: the lane it was sent to.
        purpose: which card it is: `triage`, `approve`, `work` …
        response_code: what an update needs; each serves once, empty where there is none.
        version: of the ticket, as the card shows it.
        spent: it cannot be updated any more; a new card must be sent.
    """

    task_id: str
    ticket_no: str
    listener: str
    purpose: str
    response_code: str = field(default="", repr=False)
    version: int
    sent_at: datetime
    spent: bool = False


async def store(session: Session, card: Card) -> None:
    """Remember *card*; if its task id is known already (updated, sent again), as it is now."""
    sealed = session.keys.seal(card.response_code.encode(), "cards", "response_code", card.task_id)
    listener = addresses.stored(session.keys, card.listener)
    await session.rows(
        """INSERT INTO cards (task, ticket_no, listener, purpose, response_code, version, sent_at, spent)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (task) DO UPDATE SET
            response_code = excluded.response_code, version = excluded.version,
            sent_at = excluded.sent_at, spent = excluded.spent""",
        *(card.task_id, card.ticket_no, listener, card.purpose),
        *(sealed if card.response_code else None, card.version, card.sent_at, card.spent),
    )
    if around := session.seen(card.ticket_no):
        around.has_cards = True


async def find(session: Session, task_id: str) -> Card | None:
    row = await session.row("SELECT * FROM cards WHERE task = ?", task_id)
    return _card(session, row) if row else None


async def live(session: Session, ticket_no: str) -> list[Card]:
    """Return the cards of a ticket that can still be updated: of each listener and purpose the newest."""
    around = session.seen(ticket_no)
    if around is not None and not around.has_cards:
        return []
    found = await session.rows(
        """SELECT * FROM cards AS c WHERE ticket_no = ? AND NOT spent AND id = (
            SELECT MAX(id) FROM cards AS n WHERE n.ticket_no = c.ticket_no
            AND n.listener = c.listener AND n.purpose = c.purpose) ORDER BY id""",
        ticket_no,
    )
    return [_card(session, row) for row in found]


async def of_tasks(session: Session, limit: int = 100) -> list[Card]:
    """Return the cards of tasks that are done, however, or went with their person, which still offer them.

    The version of such a card is the number of its task.
    """
    found = await session.rows(
        """SELECT c.* FROM cards AS c LEFT JOIN tasks AS t ON t.id = c.version
        WHERE c.ticket_no = '' AND c.purpose = ? AND NOT c.spent
        AND (t.id IS NULL OR t.done_at IS NOT NULL)
        ORDER BY c.id LIMIT ?""",
        *(TASK, limit),
    )
    return [_card(session, row) for row in found]


async def spend(session: Session, task_id: str) -> bool:
    """Use the card's response code up; False if that was done before: then it must not be used."""
    found = await session.rows(
        "UPDATE cards SET spent = ? WHERE task = ? AND NOT spent RETURNING id", True, task_id
    )
    return bool(found)


def _card(session: Session, row: Row) -> Card:
    sealed, task = row["response_code"], row["task"]
    code = session.keys.open(sealed, "cards", "response_code", task).decode() if sealed else ""
    listener = addresses.told(session.keys, row["listener"])
    return of_row(
        Card, row, task_id=task, listener=listener, response_code=code, spent=bool(row["spent"])
    )
