"""What a change may touch beside its ticket: centres, people, partners, the rules of earlier days, ways out."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.config.directory import Directory
from bot.config.sections import CentreSettings, Settings
from bot.desk.answer_check import Linter
from bot.letters.fallback import Ladder
from bot.profiles import catalogue, holidays
from bot.profiles.catalogue import Adopted
from bot.profiles.versions import Rulebook
from dispatch.rules.rules import Rules
from dispatch.ticket.ticket import Ticket
from dispatch.worktime.calendar import Hours, WorkCalendar
from storage.database.session import Session
from storage.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Centre:
    """One service centre of the installation: its rules and the prefix of its numbers."""

    id: str
    prefix: str
    rules: Rules


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


def calendar_of(settings: Settings) -> WorkCalendar:
    """Return the working calendar: the package's, and what `[calendar]` says besides."""
    return holidays.build(settings.calendar.holidays, settings.calendar.make_up_days)


def adopted_of(settings: Settings) -> dict[str, Adopted]:
    """Return the texts that each centre works by.

    Raises:
        Unusable: what a centre names as its profile cannot be used.
    """
    return {one.id: catalogue.adopt(one.profile) for one in settings.centres()}


def centres_of(settings: Settings, adopted: Mapping[str, Adopted]) -> dict[str, Centre]:
    """Return every centre by its id, the home centre first, each with its rules."""
    calendar = calendar_of(settings)
    return {one.id: _centre(one, adopted[one.id], calendar) for one in settings.centres()}


def _centre(one: CentreSettings, adopted: Adopted, calendar: WorkCalendar) -> Centre:
    rules = Rules(adopted.profile, calendar, _hours(one), also=adopted.also)
    return Centre(id=one.id, prefix=one.prefix, rules=rules)


def _hours(centre: CentreSettings) -> Hours:
    lunch = (centre.lunch[0], centre.lunch[1]) if centre.lunch else None
    return Hours(opens=centre.opens, closes=centre.closes, lunch=lunch)
