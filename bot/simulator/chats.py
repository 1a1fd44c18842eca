"""What every person and group sees on their screen, and a bell that rings at each change."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.simulator.clock import iso

Wire = dict[str, Any]


@dataclass(slots=True, kw_only=True, eq=False)
class Message:
    """One line of a chat.

    Attributes:
        sender: ``me`` (the citizen), ``bot``, ``system`` or a userid.
        by: which account of the bot said it: ``app``, ``robot``, ``webhook`` or an open_kfid.
        replaced: shown instead of the buttons once the card was updated.
        dead: its buttons no longer work.
        views: a card that only some members of a group see otherwise, by userid.
    """

    id: str
    sender: str
    name: str
    at: datetime
    kind: str
    text: str | None = None
    menu: Wire | None = None
    card: Wire | None = None
    url: str | None = None
    by: str = ""
    replaced: str | None = None
    dead: bool = False
    revision: int = 0
    views: dict[str, Wire] = field(default_factory=dict)

    def as_json(self) -> Wire:
        """Return the shape of the control API; absent fields are left out."""
        shape: Wire = {
            "id": self.id,
            "from": self.sender,
            "name": self.name,
            "at": iso(self.at),
            "kind": self.kind,
            "revision": self.revision,
        }
        extra = {key: getattr(self, key) for key in _OPTIONAL}
        return shape | {key: value for key, value in extra.items() if value}


_OPTIONAL = ("text", "menu", "card", "url", "replaced", "dead", "views")

Predicate = Callable[[Sequence[Message]], object]


class Chats:
    """All chats by the id of the person or group; *revision* grows with every change."""

    def __init__(self) -> None:
        self.revision = 0
        self._chats: dict[str, list[Message]] = {}
        self._made = 0
        self._bell = asyncio.Event()

    def of(self, chat: str) -> list[Message]:
        """Return the messages of *chat*, oldest first."""
        return list(self._chats.get(chat, ()))

    def everything(self) -> list[Message]:
        """Return every message of every chat."""
        return [message for chat in self._chats.values() for message in chat]

    def new_id(self, prefix: str = "m") -> str:
        """Return an id never given before."""
        self._made += 1
        return f"{prefix}{self._made:06d}"

    def add(self, chat: str, message: Message) -> Message:
        """Show *message* in *chat*."""
        self._chats.setdefault(chat, []).append(message)
        return self.touch(message)

    def drop(self, chat: str, message: Message) -> None:
        """Take *message* back (撤回)."""
        self._chats[chat].remove(message)
        self.ring()

    def find(self, chat: str, message_id: str) -> Message | None:
        """Return the message of that id in *chat*."""
        return next((m for m in self._chats.get(chat, ()) if m.id == message_id), None)

    def touch(self, message: Message) -> Message:
        """Say that *message* changed."""
        message.revision = self.ring()
        return message

    def ring(self) -> int:
        """Wake everybody who waits for a change; return the new revision."""
        self.revision += 1
        bell, self._bell = self._bell, asyncio.Event()
        bell.set()
        return self.revision

    async def changed_since(self, revision: int) -> int:
        """Wait until something is newer than *revision*; return the newest."""
        while self.revision <= revision:
            await self._bell.wait()
        return self.revision

    async def wait_for(self, predicate: Predicate, chat: str | None, seconds: float) -> None:
        """Wait until *predicate* holds for the messages of *chat* (of all chats without one).

        Raises:
            TimeoutError: it did not within *seconds* (real time); the text shows the last messages.
        """

        def messages() -> list[Message]:
            return self.everything() if chat is None else self.of(chat)

        try:
            async with asyncio.timeout(seconds):
                while not predicate(messages()):
                    await self._bell.wait()
        except TimeoutError:
            last = "\n".join(f"  {m.kind} {m.name}: {m.text or m.card}" for m in messages()[-5:])
            raise TimeoutError(
                f"waited {seconds} s in vain; the last messages are\n{last}"
            ) from None
