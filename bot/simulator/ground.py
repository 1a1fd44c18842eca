"""What every part of the simulator stands on: the corp, the clock, the screens, the stores."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.simulator.callbacks import Callbacks
from bot.simulator.chats import Chats, Message
from bot.simulator.clock import MovableClock
from bot.simulator.directory import Directory
from bot.simulator.media import Media
from bot.simulator.settings import Settings
from bot.simulator.tokens import Tokens
from bot.simulator.troubles import Troubles

Wire = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """One simulated WeCom's shared state."""

    directory: Directory
    settings: Settings
    clock: MovableClock
    chats: Chats
    media: Media
    tokens: Tokens
    troubles: Troubles
    callbacks: Callbacks
    #: What the documents advise against (lengths), one sentence each; tests may want it empty.
    remarks: list[str] = field(default_factory=list)

    def bot_says(self, chat: str, by: str, name: str, **shown: Any) -> Message:
        """Show a message of the bot's account *by* in *chat*."""
        message = Message(
            id=self.chats.new_id(), sender="bot", name=name, at=self.clock(), by=by, **shown
        )
        return self.chats.add(chat, message)

    def person_says(self, chat: str, sender: str, name: str, **shown: Any) -> Message:
        """Show a message of a person in *chat*."""
        message = Message(
            id=self.chats.new_id(), sender=sender, name=name, at=self.clock(), **shown
        )
        return self.chats.add(chat, message)

    def notice(self, chat: str, text: str) -> Message:
        """Show a grey line of the system in *chat*."""
        message = Message(
            id=self.chats.new_id(),
            sender="system",
            name="系统",
            at=self.clock(),
            kind="event",
            text=text,
        )
        return self.chats.add(chat, message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """The file part of a multipart body."""

    filename: str
    content_type: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of the API, already checked for its token; *owner* is the secret behind it."""

    path: str
    query: dict[str, str]
    body: Wire
    now: datetime
    owner: str = ""
    upload: Upload | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """An answer that is not JSON."""

    content_type: str
    filename: str
    data: bytes


Handler = Callable[[Call], "Wire | File"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """How a path is called: its method, whether it needs a token, who answers."""

    method: str
    answer: Handler
    needs_token: bool = True
