"""One message's surroundings: who writes, through which door, and the key of its letters."""

from dataclasses import dataclass
from datetime import datetime

from bot.context import Context
from dispatch.profiles.values import Role
from dispatch.ticket.actor import Actor
from dispatch.ticket.ticket import Ticket
from storage.database.session import Session
from storage.tickets import tickets


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What working off one message needs beside it.

    Attributes:
        group: the department in whose group the answer is read, empty where one person reads it.
    """

    context: Context
    session: Session
    lane: str
    channel: str
    centre: str
    key: str
    now: datetime
    group: str = ""

    @property
    def actor(self) -> Actor:
        """Return the citizen as one who may rate, add and withdraw."""
        return Actor(
            id=self.lane, name="诉求人", roles=frozenset({Role.CITIZEN}), source=self.channel
        )

    async def own_tickets(self) -> list[Ticket]:
        """Return the person's tickets, newest first."""
        return await tickets.load_own(self.session, self.lane)
