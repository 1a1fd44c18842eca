"""台账: one month of the ledger as text, in single chat; who complained is not on it (the table comes as a file)."""

from datetime import date, datetime

from bot.message_context import Visit
from bot.staff import queries
from bot.texts import ledger as texts
from bot.texts.moments import SHANGHAI
from dispatch.ticket.actor import Actor
from dispatch.ticket.sight import may_see
from dispatch.worktime.calendar import in_shanghai
from intake.grammar.commands import StaffCommand
from storage.queues.lane import Channel
from storage.tickets import lists

#: so many of the latest rows fit in one message
SHOWN = 15


async def show(visit: Visit, actor: Actor, said: StaffCommand) -> str:
    """Answer 台账: how many came in that month and the latest of them, a line each (WZ-F2)."""
    if actor.source != Channel.APP:
        return texts.PRIVATE_ONLY
    today = in_shanghai(visit.now).date()
    first = _month(str(said.fields.get("month", "")), today)
    scope = queries.scope_of(actor, (), actor.centre or visit.centre)
    if scope is None:
        return texts.ledger(first, [], 0, visit.now)
    period = (_midnight(first), _midnight(_next(first)))
    latest, n = await lists.latest_opened(visit.session, scope, actor.id, *period, SHOWN)
    return texts.ledger(first, [one for one in latest if may_see(actor, one)], n, visit.now)


def _month(said: str, today: date) -> date:
    """Return the first day of the month that is meant; one without a year is the latest such."""
    if not said:
        return today.replace(day=1)
    year, _, month = said.rpartition("-")
    first = date(int(year) if year else today.year, int(month), 1)
    return first if year or first <= today else first.replace(year=first.year - 1)


def _next(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)
