"""From a fault that somebody reports to the proposed mark: which row it is, and what it lacks (LH-17)."""

from collections.abc import Iterator
from datetime import datetime

from dispatch.assessment.marks import Mark, Propose, key_of, step_of
from dispatch.assessment.scoring import check
from dispatch.errors import DeskError, Incomplete
from dispatch.profiles.assessment import Demerit
from dispatch.rules.deadlines import UnknownName
from dispatch.rules.rules import Rules
from dispatch.worktime.calendar import in_shanghai


class NotMeasured(DeskError):
    """Nobody can be late before the county sets how many minutes may pass (G-5)."""


class InTime(DeskError):
    """It took no longer than the county allows; nothing is lost.

    Attributes:
        minutes: how many are allowed.
    """

    def __init__(self, minutes: int) -> None:
        super().__init__()
        self.minutes = minutes


class CountedOnly(DeskError):
    """A title is proposed by the count, not by hand; dispute or verify what is counted."""


def demerit_named(name: str, rules: Rules) -> Demerit:
    """Return the row that people call *name*: 17b, LH-17b.

    Raises:
        UnknownName: the profile has none; *known* is empty where it has no 考核 at all.
    """
    rows = rules.profile.assessment
    wanted = name.casefold()
    for row in rows:
        if wanted in (row.id.casefold(), row.clause.casefold(), row.name.casefold()):
            return row
    raise UnknownName("clause", name, tuple(row.id for row in rows))


def propose(said: Propose, rules: Rules, now: datetime) -> Mark:
    """Return the mark that *said* proposes; it counts nothing yet.

    Raises:
        NotAllowed: the actor's roles do not carry 扣分.
        UnknownName: the profile has no such row.
        CountedOnly: the row is counted, not proposed.
        NotMeasured, InTime: it is about being late, and nobody was.
        Incomplete: window, officer, fact, cause or minutes are missing.
    """
    check(said, rules)
    row = demerit_named(said.demerit, rules)
    if row.is_title:
        raise CountedOnly
    _on_time(row, said)
    cause = _cause(row, said.words)
    missing = tuple(_lacks(row, said, cause))
    if missing:
        raise Incomplete(missing, row.clause)
    return Mark(
        key=key_of(row.id, said.centre, said.ticket_no, said.unit, said.person, said.words),
        demerit=row.id,
        clause=row.clause,
        centre=said.centre,
        unit=said.unit,
        person=said.person,
        unit_points=row.unit_points,
        person_points=row.person_points,
        cause=cause,
        fact=said.words,
        ticket_no=said.ticket_no,
        evidence=(said.ticket_no,),
        event_at=said.event_at,
        year=in_shanghai(said.event_at).year,
        proposed_at=now,
        steps=(step_of(said, now),),
    )


def _on_time(row: Demerit, said: Propose) -> None:
    """Raise unless somebody was late, where the row is about that (LH-17a)."""
    if not row.timed:
        return
    if row.minutes is None:
        raise NotMeasured
    if said.took_minutes is not None and said.took_minutes <= row.minutes:
        raise InTime(row.minutes)


def _cause(row: Demerit, fact: str) -> str:
    return next((cause for cause in row.causes if cause in fact), "")


def _lacks(row: Demerit, said: Propose, cause: str) -> Iterator[str]:
    if not said.words.strip():
        yield "事实"
    if not said.unit and not row.unit_may_wait:
        yield "窗口单位"
    if not said.person and row.person_points:
        yield "窗口工作人员"
    if row.causes and not cause:
        yield "、".join(row.causes)
    if row.timed and said.took_minutes is None:
        yield "用时（分钟）"
