"""One thing a person said to us, whatever channel it came through."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum, unique

from dispatch.ticket.complaint import Attachment

#: stands before words that a machine heard: what was really said is in the voice itself
SPOKEN = "[语音转文字]"


@unique
class Kind(StrEnum):
    """What sort of message it was."""

    TEXT = "text"
    IMAGE = "image"
    VOICE = "voice"
    VIDEO = "video"
    FILE = "file"
    LOCATION = "location"
    LINK = "link"
    #: they opened the chat; nothing was said yet
    ENTER = "enter"
    #: a sticker, a business card, a mini program: nothing that we can read
    OTHER = "other"
    #: they took a message back
    RECALL = "recall"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What was said.

    Attributes:
        text: the words; of a link its title and address, of a location its label, of a voice what
            WeCom understood of it, empty where it did not.
        choice: the menu item's id when a menu was tapped, e.g. `rate:2026-0001:0:1`.
        media: what came with it, already named by our media row.
    """

    kind: Kind
    text: str = field(default="", repr=False)
    choice: str = ""
    media: Attachment | None = None
    at: datetime

    @property
    def is_spoken(self) -> bool:
        """True for a voice whose words were recognised: a machine's reading of what was said."""
        return self.kind is Kind.VOICE and bool(self.text.strip())

    @property
    def written(self) -> str:
        """Return the words, marked where a machine heard them; empty where there are none."""
        text = self.text.strip()
        return f"{SPOKEN} {text}" if self.is_spoken else text

    @property
    def is_words(self) -> bool:
        """True for what can be read: typed, or spoken and recognised."""
        return self.kind is Kind.TEXT or self.is_spoken
