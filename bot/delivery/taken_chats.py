"""A chat that somebody else has: how the desk's task about it is named, from its beginning to its end."""

from storage.database.session import Session
from storage.people import tasks
from storage.queues.letters import Posted

#: the kind of the desk's task
CHAT_TAKEN = "会话"


def chat_of(session: Session, letter: Posted) -> str:
    """Return what the task is about: the chat, by blind index, for a lane names a person."""
    return tasks.of_chat(session, letter.lane)
