"""One notice on its way to one listener."""

from dataclasses import dataclass
from datetime import datetime

from bot.config.directory import Directory
from dispatch.rules.rules import Rules
from dispatch.ticket.notices import Notice
from dispatch.ticket.ticket import Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """One notice on its way to one listener."""

    ticket: Ticket
    notice: Notice
    rules: Rules
    directory: Directory
    now: datetime

    def owes(self, whom: str) -> dict[str, str]:
        """Return the mark of a letter that *whom* must get before a limit is met (LH-12a, WZ-7.7)."""
        return {"owes": whom} if whom in self.ticket.owed else {}
