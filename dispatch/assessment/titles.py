"""Titles of the year (红旗窗口, 服务明星) that too many repeats may cost: counted here, verified by a person.

Rule 1: the year that is lost is that of the last needed event (G-19).
Rule 2: one complaint counts once, whatever was marked about it.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from dispatch.assessment.marks import Mark, MarkStep, Propose, key_of
from dispatch.assessment.recurrence import Case, alike
from dispatch.profiles.assessment import Counts, Demerit
from dispatch.rules.rules import Rules
from dispatch.ticket.actor import SCHEDULE
from dispatch.worktime.rolling import Event, together


def windows_titles(
    case: Case, others: Iterable[Case], rules: Rules, now: datetime
) -> Iterator[Mark]:
    """Yield what *case*, dispatched, makes its window lose: one problem too often (LH-17c)."""
    known = tuple(others)
    for row in _rows(rules, Counts.DISPATCHED):
        events = alike(case, known, row.within_months)
        if len(events) >= row.threshold:
            yield _title(row, case.no, events, now, (case.centre, case.unit))


def officers_titles(
    mark: Mark, others: Iterable[Mark], rules: Rules, now: datetime
) -> Iterator[Mark]:
    """Yield what *mark*, verified, makes its officer lose: complaints too often (LH-17d)."""
    known = tuple(others)
    for row in _rows(rules, Counts.VERIFIED):
        events = _complaints(row, mark, known)
        if len(events) >= row.threshold:
            yield _title(row, mark.ticket_no, events, now, (mark.centre, mark.unit, mark.person))


def _rows(rules: Rules, counts: Counts) -> Iterator[Demerit]:
    return (row for row in rules.profile.assessment if row.counts is counts)


def _complaints(row: Demerit, mark: Mark, others: Iterable[Mark]) -> tuple[Event, ...]:
    """Return the complaints against *mark*'s officer that count for *row*, a ticket once."""
    if not _counted(row, mark) or not mark.person:
        return ()
    same = (one for one in others if one.person == mark.person and one.centre == mark.centre)
    events = (Event(no=one.ticket_no, at=one.event_at) for one in same if _counted(row, one))
    return together(Event(no=mark.ticket_no, at=mark.event_at), events, row.within_months)


def _counted(row: Demerit, mark: Mark) -> bool:
    return mark.counts and mark.cause in row.causes


def _title(
    row: Demerit, ticket_no: str, events: tuple[Event, ...], now: datetime, whose: tuple[str, ...]
) -> Mark:
    """Return the proposal to take a title away, for the year of the last needed event (G-19)."""
    centre, unit, *person = whose
    last = events[row.threshold - 1]
    evidence = tuple(event.no for event in events)
    return Mark(
        key=key_of(row.id, *whose, str(last.on.year), *evidence),
        demerit=row.id,
        clause=row.clause,
        centre=centre,
        unit=unit,
        person="".join(person),
        loses=row.loses,
        ticket_no=ticket_no,
        evidence=evidence,
        event_at=last.at,
        year=last.on.year,
        proposed_at=now,
        steps=(MarkStep(what=Propose.__name__, by=SCHEDULE.id, by_name=SCHEDULE.name, at=now),),
    )
