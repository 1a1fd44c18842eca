"""`yousu profile dry-run`: reads the stored tickets of a time and says what other rules would change.

Nothing is written: the memory is open for reading only, and tickets go through one at a time.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from bot.config.sections import CentreSettings, Settings
from bot.profiles import catalogue, holidays
from bot.profiles.catalogue import Adopted
from bot.profiles.versions import Rulebook
from dispatch.rules.rehearsal import Change, Moment, Rehearsal, rehearse
from dispatch.rules.rules import Rules
from dispatch.ticket.ticket import Ticket
from dispatch.worktime.calendar import SHANGHAI, Hours, WorkCalendar
from storage.database.errors import Unreadable
from storage.database.session import Session
from storage.tickets import codec, log, pages

Days = tuple[date, date]
#: one ticket, or the number of one that cannot be read
Found = Rehearsal | str


@dataclass(slots=True, kw_only=True)
class Totals:
    """How much would change; counts of limits, below them counts of tickets."""

    clocks: int = 0
    earlier: int = 0
    later: int = 0
    same: int = 0
    added: int = 0
    dropped: int = 0
    old_overdue: int = 0
    new_overdue: int = 0
    newly: int = 0
    no_longer: int = 0
    tickets: int = 0
    approve: int = 0
    inspect: int = 0
    missing: int = 0
    unread: int = 0
    classes: dict[str, int] = field(default_factory=dict)

    def add(self, found: Found) -> None:
        self.tickets += 1
        if isinstance(found, str):
            self.unread += 1
            return
        self.approve += differs(found.approvers)
        self.inspect += differs(found.inspectors)
        if found.missing:
            self.missing += 1
            self.classes[found.missing] = self.classes.get(found.missing, 0) + 1
            return
        for change in found.changes:
            self._count(change)

    def _count(self, change: Change) -> None:
        self.clocks += 1
        kind = kind_of(change)
        setattr(self, kind, getattr(self, kind) + 1)
        was, would = change.was_overdue, change.would_be_overdue
        self.old_overdue += was
        self.new_overdue += would
        self.newly += would and not was
        self.no_longer += was and not would


async def replayed(
    session: Session, settings: Settings, adopted: Adopted, days: Days, now: datetime
) -> AsyncIterator[Found]:
    """Yield what *adopted* would have made of each ticket opened on *days*, oldest first.

    Args:
        days: the first and the last day, in Shanghai.
    """
    first, last = (datetime.combine(day, time(), SHANGHAI) for day in days)
    calendar = holidays.build(settings.calendar.holidays, settings.calendar.make_up_days)
    centres = {one.id: one for one in settings.centres()}
    present = {
        id_: _rules(one, catalogue.adopt(one.profile), calendar) for id_, one in centres.items()
    }
    other = {id_: _rules(one, adopted, calendar) for id_, one in centres.items()}
    book, home = Rulebook(), next(iter(centres))
    async for no in pages.opened_between(session, first, last + timedelta(days=1)):
        try:
            moments = await _moments(session, no)
        except Unreadable:
            yield no
            continue
        ticket = moments[-1].after
        await book.look_up(session, ticket)
        centre = ticket.centre if ticket.centre in centres else home
        yield rehearse(moments, book.rules_of(ticket, present[centre]), other[centre], now)


def _rules(centre: CentreSettings, adopted: Adopted, calendar: WorkCalendar) -> Rules:
    lunch = (centre.lunch[0], centre.lunch[1]) if centre.lunch else None
    hours = Hours(opens=centre.opens, closes=centre.closes, lunch=lunch)
    return Rules(adopted.profile, calendar, hours, also=adopted.also)


async def _moments(session: Session, no: str) -> list[Moment]:
    """Return the ticket's log as moments; those between which no limit began are one."""
    facts: codec.Facts = {}
    found: list[Moment] = []
    before: Ticket | None = None
    for entry in await log.entries(session, no):
        facts |= entry.facts
        if "clocks" in entry.facts:
            after = codec.fold([facts])
            found.append(Moment(at=entry.at, before=before, after=after))
        if entry.facts:
            before = codec.fold([facts])
    assert before is not None  # the first entry registers it
    return [*found, Moment(at=before.opened_at, before=before, after=before)]


def kind_of(change: Change) -> str:
    """Return what happens to a limit: added, dropped, same, earlier or later."""
    if change.old is None or change.new is None:
        return "added" if change.old is None else "dropped"
    old, new = change.old.due_at, change.new.due_at
    return "same" if old == new else "earlier" if new < old else "later"


def differs(roles: tuple[frozenset[str], frozenset[str]] | None) -> bool:
    return roles is not None and roles[0] != roles[1]
