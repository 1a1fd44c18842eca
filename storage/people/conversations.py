"""Where each conversation stands: the draft of a complaint, encrypted, and when it wants a look."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from storage.database import addresses
from storage.database.errors import ClaimLost
from storage.database.session import Session, marks, of_row


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A stored conversation.

    Attributes:
        key: the lane it belongs to.
        state: JSON as `intake` made it.
        version: 0 if it was never stored.
        wakes_at: when the schedule must look at it (an abandoned draft), None if never.
        is_awaited: letters are held until the person writes (待送达).
        has_tickets: the person has told us something before.
    """

    key: str
    state: dict[str, Any] = field(default_factory=dict, repr=False)
    version: int = 0
    updated_at: datetime | None = None
    wakes_at: datetime | None = None
    is_awaited: bool = False
    has_tickets: bool = False


async def load(session: Session, key: str) -> Conversation:
    """Return the conversation *key*, with what else is there of the person, in one look.

    It is an empty one of version 0 if there is none.
    """
    indexes, stands = session.keys.blinds("lane", key), addresses.stored(session.keys, key)
    row = await session.row(
        f"""SELECT c.*,
            EXISTS (SELECT 1 FROM outbox WHERE lane = ? AND state = 'held') AS is_awaited,
            EXISTS (SELECT 1 FROM tickets WHERE complainant_index IN ({marks(indexes)}))
                AS has_tickets
        FROM (SELECT 1 AS one) AS always LEFT JOIN conversations AS c ON c.key = ?""",
        stands,
        *indexes,
        stands,
    )
    assert row is not None  # whoever it is
    beside: dict[str, Any] = {
        "is_awaited": bool(row["is_awaited"]),
        "has_tickets": bool(row["has_tickets"]),
    }
    if row["key"] is None:
        return Conversation(key=key, **beside)
    state = session.open_json(row["state"], "conversations", "state", key)
    return of_row(Conversation, row, key=key, state=state, **beside)


async def save(session: Session, conversation: Conversation, now: datetime) -> None:
    """Store *conversation* over the version that it was loaded with.

    Raises:
        ClaimLost: somebody else stored it meanwhile.
    """
    key = conversation.key
    found = await session.rows(
        """INSERT INTO conversations (key, state, version, updated_at, wakes_at) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (key) DO UPDATE SET state = excluded.state, version = excluded.version,
            updated_at = excluded.updated_at, wakes_at = excluded.wakes_at
        WHERE conversations.version = excluded.version - 1 RETURNING version""",
        addresses.stored(session.keys, key),
        session.seal_json(conversation.state, "conversations", "state", key),
        conversation.version + 1,
        now,
        conversation.wakes_at,
    )
    if not found:
        raise ClaimLost


async def due(session: Session, now: datetime, limit: int) -> list[str]:
    """Return the keys of conversations whose `wakes_at` has come, longest due first."""
    found = await session.rows(
        "SELECT key FROM conversations WHERE wakes_at <= ? ORDER BY wakes_at LIMIT ?", now, limit
    )
    return [addresses.told(session.keys, row["key"]) for row in found]
