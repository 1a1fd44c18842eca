"""统计 and 台账: what there was in a period, as text.

The figures of a week, a month or a quarter so far, with the three ratios (SQ-S2); and one month of the ledger,
in single chat, without who complained (the table comes as a file).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import TypedDict

from bot.message_context import Visit
from bot.staff import queries
from bot.texts import ledger as ledger_texts
from bot.texts import measures as texts
from bot.texts.moments import SHANGHAI
from dispatch.assessment import kept_promises
from dispatch.assessment.kept_promises import PromiseCount, promises_of
from dispatch.assessment.statistics import RESPONDED, VISITED, PeriodCounts, count, ratios
from dispatch.assessment.targets import RATES
from dispatch.profiles.profile import Profile
from dispatch.profiles.values import Role
from dispatch.ticket.actor import Actor
from dispatch.ticket.sight import may_see, names_of
from dispatch.ticket.ticket import State
from dispatch.worktime.calendar import in_shanghai
from intake.grammar.commands import StaffCommand
from storage.queues.lane import Channel
from storage.tickets import lists

S = State


class _Seen(TypedDict):
    """What of the tickets the asker may see counted (`lists.counted`)."""

    restricted: bool
    asker: tuple[str, ...]


#: the period where none is named
USUAL = "月"
#: the first day of each period that a day lies in
_BEGINS: Mapping[str, Callable[[date], date]] = {
    "周": lambda day: day - timedelta(days=day.weekday()),
    "月": lambda day: day.replace(day=1),
    "季": lambda day: day.replace(month=day.month - (day.month - 1) % 3, day=1),
}


async def show(visit: Visit, actor: Actor, said: StaffCommand) -> str:
    """Answer 统计: what came in, what was answered and called back, what ended how, what runs."""
    period = str(said.fields.get("period") or USUAL).removeprefix("本")[:1]
    centre, today = actor.centre or visit.centre, in_shanghai(visit.now).date()
    first = _BEGINS[period](today)
    seen: _Seen = {"restricted": Role.MANAGEMENT in actor.roles, "asker": names_of(actor)}
    since = datetime(first.year, first.month, first.day, tzinfo=SHANGHAI)
    counted = await lists.counted(visit.session, centre, since, visit.now, **seen)
    shown = worded(counted, _whose(visit, centre), texts.PERIODS[period], (first, today))
    promised = await _promised(visit, centre, since, seen)
    lines = [*promise_lines(promised), *target_lines(counted, visit.context.rules(centre).profile)]
    return "\n".join([shown, *lines])


async def _promised(
    visit: Visit, centre: str, since: datetime, seen: _Seen
) -> list[tuple[str, PromiseCount]]:
    """Return the promises that came due in the period by department, those with most of them first."""
    found = await lists.promised(visit.session, centre, since, visit.now, **seen)
    scope = lists.Scope(centre=centre, **seen)
    async for ticket in lists.promises_unknown(visit.session, scope, since):
        for whose, one in kept_promises.count(promises_of(ticket), since, visit.now).items():
            found[whose] = found.get(whose, PromiseCount()) + one
    known = visit.context.directory.departments
    named = [(known[id_].name if id_ in known else id_, one) for id_, one in found.items()]
    return sorted(named, key=lambda one: (-one[1].due, one[0]))


def worded(counted: PeriodCounts, county: str, period: str, days: tuple[date, date]) -> str:
    shown, closed = ratios(counted), counted.closed
    return texts.FIGURES.format(
        county=county,
        period=period,
        first=days[0].isoformat(),
        last=days[1].isoformat(),
        registered=count(counted.opened, S),
        taken=rate(shown.taken),
        answered=count(counted.opened, RESPONDED),
        responded=rate(shown.responded),
        called=count(closed, VISITED),
        visited=rate(shown.visited),
        recorded=counted.recorded,
        closed=count(closed, S),
        struck_off=count(closed, (S.STRUCK_OFF,)),
        unrated=count(closed, (S.UNRATED,)),
        ended=count(closed, (S.LAWFULLY_ENDED,)),
        refused=count(closed, (S.REFUSED,)),
        transferred=count(closed, (S.TRANSFERRED, S.HANDED_OVER)),
        withdrawn=count(closed, (S.WITHDRAWN,)),
        open=counted.running,
        overdue=counted.overdue,
    )


def _whose(visit: Visit, centre: str) -> str:
    """Return the county; of several centres the centre's own name (SQ-S1)."""
    context = visit.context
    if len(context.desk.centres) > 1:
        return [name for name, id_ in context.centre_names.items() if id_ == centre][-1]
    return context.rules(centre).profile.names.county


def target_lines(counted: PeriodCounts, profile: Profile) -> Iterator[str]:
    """Yield one line with every target of *profile* and what it is; none where the text sets none."""
    shown = [
        texts.TARGET.format(name=one.name, rate=rate(RATES[one.name](counted)), aim=one.percent)
        for one in profile.targets
    ]
    if shown:
        yield texts.TARGETS.format(shown="，".join(shown))


def promise_lines(promised: Iterable[tuple[str, PromiseCount]]) -> Iterator[str]:
    """Yield one line with every department's 承诺兑现率 (N2); none where nothing came due."""
    shown = [
        texts.PROMISE.format(
            department=name,
            rate=rate(one.share),
            kept=one.kept,
            due=one.due,
            changed=texts.CHANGED.format(n=one.changed) if one.changed else "",
        )
        for name, one in promised
    ]
    if shown:
        yield texts.PROMISES.format(shown="，".join(shown))


def rate(share: Fraction | None) -> str:
    """Return *share* as a percentage, or the word for none."""
    return texts.NO_RATE if share is None else f"{float(share):.1%}"


# --- 台账 --------------------------------------------------------------------------------------------

#: so many of the latest rows fit in one message
SHOWN_OF_LEDGER = 15


async def show_ledger(visit: Visit, actor: Actor, said: StaffCommand) -> str:
    """Answer 台账: how many came in that month and the latest of them, a line each (WZ-F2)."""
    if actor.source != Channel.APP:
        return ledger_texts.PRIVATE_ONLY
    today = in_shanghai(visit.now).date()
    first = _month(str(said.fields.get("month", "")), today)
    scope = queries.scope_of(actor, (), actor.centre or visit.centre)
    if scope is None:
        return ledger_texts.ledger(first, [], 0, visit.now)
    period = (_midnight(first), _midnight(_next_month(first)))
    latest, n = await lists.latest_opened(visit.session, scope, actor.id, *period, SHOWN_OF_LEDGER)
    return ledger_texts.ledger(first, [one for one in latest if may_see(actor, one)], n, visit.now)


def _month(said: str, today: date) -> date:
    """Return the first day of the month that is meant; one without a year is the latest such."""
    if not said:
        return today.replace(day=1)
    year, _, month = said.rpartition("-")
    first = date(int(year) if year else today.year, int(month), 1)
    return first if year or first <= today else first.replace(year=first.year - 1)


def _next_month(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)
