"""A citizen's talk as the memory keeps it: JSON in, the typed value out."""

from dataclasses import replace
from datetime import datetime

from pydantic import TypeAdapter

from intake.talk.state import Talk
from storage.database.session import Session
from storage.people import conversations
from storage.people.conversations import Conversation

_TALK = TypeAdapter(Talk)


async def load(session: Session, lane: str) -> tuple[Talk, Conversation]:
    """Return where the conversation stands, and the stored row to save it over."""
    stored = await conversations.load(session, lane)
    talk = _TALK.validate_python(stored.state) if stored.state else Talk()
    return talk, stored


async def save(session: Session, stored: Conversation, talk: Talk, now: datetime) -> None:
    """Store *talk* over the row that it was loaded from.

    Raises:
        ClaimLost: another replica stored it meanwhile; the message is tried again.
    """
    state = _TALK.dump_python(talk, mode="json")
    await conversations.save(session, replace(stored, state=state, wakes_at=talk.wakes_at), now)
