"""One message's surroundings: who writes, through which door, and the key of its letters."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.context import Context
from dispatch.profiles.values import Role
from dispatch.ticket.actor import Actor
from dispatch.ticket.ticket import Ticket
from storage.database.session import Session
from storage.queues import outbox
from storage.queues.letters import Letter
from storage.tickets import tickets

#: something to be written, in whichever transaction that will be
Write = Callable[[Session], Awaitable[object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What working off one message needs beside it.

    Attributes:
        session: the transaction of the message; of what only reads, the reading connection.
        group: the department in whose group the answer is read, empty where one person reads it.
        owed: of what only reads: what it leaves to be written once it has read, in this order.
    """

    context: Context
    session: Session
    lane: str
    channel: str
    centre: str
    key: str
    now: datetime
    group: str = ""
    owed: list[Write] | None = None

    @property
    def actor(self) -> Actor:
        """Return the citizen as one who may rate, add and withdraw."""
        return Actor(
            id=self.lane, name="诉求人", roles=frozenset({Role.CITIZEN}), source=self.channel
        )

    async def write(self, write: Write) -> None:
        """Carry *write* out in the message's transaction, at once or after what only reads has read."""
        if self.owed is None:
            await write(self.session)
        else:
            self.owed.append(write)

    async def send(self, letters: Sequence[Letter]) -> None:
        """Put *letters* into the outbox, together with what else is written."""
        await self.write(lambda session: outbox.put(session, letters, self.now))

    async def own_tickets(self) -> list[Ticket]:
        """Return the person's tickets, newest first."""
        return await tickets.load_own(self.session, self.lane)
