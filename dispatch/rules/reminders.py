"""When to remind of a limit that comes to its end (即将到期): what the texts leave open, the profile says (G-1)."""

from datetime import datetime, timedelta

from dispatch.profiles.profile import Profile
from dispatch.profiles.sections import Lead
from dispatch.worktime.calendar import Hours, WorkCalendar, opening_of, part_way
from dispatch.worktime.counting import Counted, Limit, Unit


def moments(
    profile: Profile,
    limit: Limit,
    counted: Counted,
    start_at: datetime,
    calendar: WorkCalendar,
    hours: Hours | None,
) -> tuple[datetime, ...]:
    """Return when to remind of *limit*, earliest first, all between its start and its end."""
    lead = _lead(profile, limit)
    if lead is None:
        return ()
    if lead.before is not None:
        found = [_before(lead.before, counted, calendar, hours)]
    else:
        span = (start_at, counted.due_at)
        open_only = None if limit.unit is Unit.HOURS else hours
        found = [part_way(share, span, calendar, open_only) for share in lead.shares]
    return tuple(at for at in found if start_at < at < counted.due_at)


def _lead(profile: Profile, limit: Limit) -> Lead | None:
    """Return the first that fits *limit*."""
    fitting = (
        lead for lead in profile.leads.of if limit.unit in lead.units and limit.n >= lead.at_least
    )
    return next(fitting, None)


def _before(
    before: Limit, counted: Counted, calendar: WorkCalendar, hours: Hours | None
) -> datetime:
    if before.unit is Unit.HOURS:
        return counted.due_at - timedelta(hours=before.n)
    day = counted.due_on
    for _ in range(before.n):
        day = calendar.previous_working_day(day)
    return opening_of(day, hours)
