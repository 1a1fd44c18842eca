"""What a change may touch beside its ticket: centres, people, partners, the rules of earlier days, ways out."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.config.directory import Directory
from bot.desk.answer_check import Linter
from bot.desk.centres import Centre
from bot.letters.fallback import Ladder
from bot.profiles.versions import Rulebook
from dispatch.rules.rules import Rules
from dispatch.ticket.ticket import Ticket
from storage.database.session import Session
from storage.store import Store


@dataclass(frozen=True, slots=True)
class Installation:
    """One installation, built once; the desk is what acts in it."""

    store: Store
    centres: Mapping[str, Centre]
    directory: Directory
    #: who is told of our tickets (12345, partners): id → name
    partners: Mapping[str, str] = field(default_factory=dict)
    #: the rules of earlier days, which the tickets of those days keep
    book: Rulebook = field(default_factory=Rulebook)
    #: the ways of the late message
    ladder: Ladder = field(default_factory=Ladder)
    #: what reads every answer before it leaves
    linter: Linter = field(default_factory=Linter)

    def rules_of(self, ticket: Ticket) -> Rules:
        """Return the rules that *ticket* goes by: those of its day (§8, rule c)."""
        present = self.centres[ticket.centre].rules
        if ticket.profile_version == present.profile.version:
            return present
        return self.book.rules_of(ticket, present)

    async def rules_for(self, session: Session, ticket: Ticket) -> Rules:
        """Return the same, also where another process stored them after our start."""
        present = self.centres[ticket.centre].rules
        if ticket.profile_version == present.profile.version:
            return present
        await self.book.look_up(session, ticket)
        return self.book.rules_of(ticket, present)
