"""What is said about somebody's conduct (线索): whose, by which words, and what became of it (N6).

The ticket's complaint then holds only what may be read by whoever handles the matter; the whole of what
was said stands here, for the desk and management (`dispatch.ticket.sight`).
"""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Allegation:
    """A lead (线索) on a ticket; it is open until it was handed over, or the head of the unit was told.

    Attributes:
        text: all that was said, as it was said.
        words: what decided that it is one.
        persons: userids of those of our staff whom it is about; they never see the ticket.
        departments: whose people it is about where nobody is named.
        names: how those whom it is about are called in the words, as staff read it.
        alone: nothing else was said: there is no matter that a department could answer.
        by: the name of who marked it, empty where the words did.
        told_at: when the head of the unit got a word in single chat (转告).
        handed_at: when it went to the authority (移交), from then on only management sees the words
            and who gave it (`handed_by`).
    """

    text: str = field(repr=False)
    words: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    names: tuple[str, ...] = field(default=(), repr=False)
    alone: bool = False
    by: str = ""
    at: datetime
    told_at: datetime | None = None
    handed_at: datetime | None = None
    handed_by: str = ""

    @property
    def is_open(self) -> bool:
        """True until somebody decided what becomes of it."""
        return self.told_at is None and self.handed_at is None
