"""When people are asked, and asked again: a step that nobody took, a call, a look at what runs elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dispatch.rules.people import Persons
from dispatch.worktime import counting
from dispatch.worktime.calendar import (
    Hours,
    WorkCalendar,
    end_of,
    in_shanghai,
    next_opening,
    opening_of,
)
from dispatch.worktime.counting import Limit


@dataclass(frozen=True, slots=True)
class Asking(Persons):
    """A profile with the calendar it counts on and the centre's hours: nothing is asked at night (N9)."""

    calendar: WorkCalendar
    hours: Hours | None

    def owed_until(self, at: datetime) -> datetime:
        """Return until when a step without a limit of its own, begun *at*, should be taken (G-5)."""
        every = self.profile.owing.every
        return counting.count(every, at, self.calendar, self.hours).due_at

    def asked_again(self, every: Limit, now: datetime, *, is_urgent: bool) -> datetime:
        """Return when whose turn it is is asked again: by day, but for what is counted in hours (N9)."""
        if is_urgent:
            urgent = self.profile.demand.of_hours
            return counting.count(urgent, now, self.calendar, self.hours).due_at
        return self.by_day(counting.count(every, now, self.calendar, self.hours).due_at)

    def by_day(self, at: datetime) -> datetime:
        """Return *at*, or the opening after it."""
        return next_opening(at, self.calendar, self.hours)

    def next_look(self, now: datetime) -> datetime:
        """Return when somebody looks again at what runs elsewhere."""
        return self.asked_again(self.profile.tracking.every, now, is_urgent=False)

    def call_after(self, now: datetime) -> datetime:
        """Return when a silent survey becomes a call (G-10): on a morning."""
        return self.asked_again(self.profile.unreachable.silent_for, now, is_urgent=False)

    def call_tomorrow(self, now: datetime) -> datetime:
        """Return when a call that nobody put on record is asked for again: the next morning."""
        return opening_of(self.calendar.next_working_day(in_shanghai(now).date()), self.hours)

    def call_again(self, now: datetime) -> datetime:
        """Return when to call again after nobody answered (G-10)."""
        return self.asked_again(self.profile.unreachable.pause, now, is_urgent=False)

    def gives_up(self, tries: Sequence[datetime]) -> bool:
        """True after enough calls on enough different days (G-10)."""
        rule = self.profile.unreachable
        days = {in_shanghai(at).date() for at in tries}
        return len(tries) >= rule.tries and len(days) >= rule.days

    def end_of_day(self, at: datetime) -> datetime:
        """Return the end of the working day on which what was said *at* is read."""
        read_at = in_shanghai(next_opening(at, self.calendar, self.hours))
        return end_of(read_at.date(), self.hours)
