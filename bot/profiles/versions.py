"""Which rules a ticket keeps: those of its day (WZ-15.1, SQ-12, LH-19a; §8, rule c).

Rule 1: the texts that a service works by are stored at its start, once per version.
Rule 2: a ticket goes by the version that it was opened under, with the present calendar and hours.
Rule 3: a new ticket takes the present text, or while that is not in force yet the newest before it.
Rule 4: a stored text that this release cannot read stops nothing: it is logged, the present one used.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

import structlog

from bot.profiles import catalogue
from bot.profiles.catalogue import Adopted
from dispatch.profiles import file
from dispatch.profiles.file import BadProfile
from dispatch.profiles.profile import Profile
from dispatch.rules import stricter
from dispatch.rules.rules import Rules
from dispatch.ticket.ticket import Ticket
from dispatch.worktime.calendar import in_shanghai
from storage.database.session import Session
from storage.people import profile_versions
from storage.people.profile_versions import Version
from storage.store import Store

_log = structlog.get_logger(__name__)


@dataclass(slots=True, kw_only=True, eq=False)
class Rulebook:
    """Every version of a profile that was ever worked by here.

    Attributes:
        known: version → the profile of that text, oldest first; None where there is none to read.
    """

    known: dict[str, Profile | None] = field(default_factory=dict)

    async def open(self, store: Store, adopted: Iterable[Adopted], now: datetime) -> None:
        """Store the texts that are worked by now, and read all there are."""
        present = [_version(one, now) for each in adopted for one in each.texts]

        async def job(session: Session) -> list[Version]:
            for one in present:
                await profile_versions.put(session, one)
            return await profile_versions.every(session)

        for one in await store.writer.run(job, name="profile_versions"):
            self._learn(one)

    async def look_up(self, session: Session, ticket: Ticket) -> None:
        """Read the rules of *ticket* if another process stored them after our start."""
        for version in ticket.profile_version.split("+"):
            if version not in self.known:
                found = await profile_versions.get(session, version)
                if found is None:
                    self.known[version] = None  # what was never stored will not be: look once
                else:
                    self._learn(found)

    def rules_of(self, ticket: Ticket, present: Rules) -> Rules:
        """Return the rules of *ticket*'s day; the *present* ones where they are the same or unknown."""
        if ticket.profile_version == present.profile.version:
            return present
        own, _, standard = ticket.profile_version.partition("+")
        profile, also = self.known.get(own), self.known.get(standard)
        if profile is None or (standard and also is None):
            return present
        return _with(present, profile, also)

    def rules_on(self, present: Rules, now: datetime) -> Rules:
        """Return the rules for a ticket that is opened *now*."""
        today = in_shanghai(now).date()
        if _in_force(present.profile, today):
            return present
        county = present.profile.id.partition("+")[0]
        earlier = [p for p in self.known.values() if p and p.id == county and _in_force(p, today)]
        if not earlier:
            return present
        # of two of one day the one that came later
        newest = max(reversed(earlier), key=lambda one: one.effective_from or date.min)
        return _with(present, newest, present.also)

    def _learn(self, one: Version) -> None:
        if self.known.get(one.version) is not None:
            return
        try:
            read = file.load(one.text, one.defaults, later=catalogue.defaults())
        except BadProfile as error:
            faults = len(error.faults)
            _log.error("profile_version_unreadable", version=one.version, faults=faults)
            self.known[one.version] = None
        else:
            self.known[one.version] = read


def _version(one: catalogue.Text, now: datetime) -> Version:
    return Version(
        version=one.profile.version,
        profile=one.profile.id,
        text=one.text,
        defaults=one.defaults,
        first_used_at=now,
    )


def _with(present: Rules, own: Profile, also: Profile | None) -> Rules:
    """Return *present*, its calendar and hours, with other texts."""
    profile = stricter.joined(own, also) if also else own
    return replace(present, profile=profile, also=also)


def _in_force(profile: Profile, today: date) -> bool:
    return profile.effective_from is None or profile.effective_from <= today
