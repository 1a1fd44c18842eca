"""Every deadline of every class against the oracle, which counts on its own (`oracle.py`).

民法典 200-204, WZ-9.1, WZ-9.3, SQ-8.1, SQ-8.3, PY-4.2.2, PY-4.2.3, PY-4.2.4, LH-12a, LH-12c, FW-6.1.3,
FW-6.2.2, FW-6.3.1, FW-6.3.2, FW-6.3.3, FW-6.3.4, G-3, G-4, G-6, G-7, G-8, G-28.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import oracle
import pytest
import state_council
from deep import Sweep
from holidays import country_holidays

from bot.profiles import catalogue, holidays
from dispatch.rules.deadlines import Deadline, deadline
from dispatch.worktime.calendar import SHANGHAI, Hours, in_shanghai

CHINA = holidays.build()
DAY = Hours(opens=oracle.OPENS, closes=oracle.CLOSES, lunch=(time(12), time(14)))
YEARS = range(2023, 2028)
#: how many days of them are begun on where not all are; around the festivals all are, in a test of its own
DRAWN = 120

#: midnight, before and at opening, lunch, afternoon, the minutes around closing, the last minute
CLOCKS = [
    time.fromisoformat(clock)
    for clock in (
        *("00:00", "08:29", "08:30", "12:30", "15:00", "17:29", "17:30", "17:31", "23:59"),
    )
]
#: those that tell apart what does not depend on the hours
FEW = [time(0), time(23, 59)]

#: what is asked of us and of the oracle: (profile, class, stage, basis)
ASKED = [(*key, None) for key in oracle.LIMITS] + [
    (county, name, "extension", basis) for county, name, basis in oracle.EXTENSIONS
]
Asked = tuple[str, str, str, str | None]

each = pytest.mark.parametrize("asked", ASKED, ids=lambda one: "-".join(filter(None, one)))


def ours(asked: Asked, start: datetime, hours: Hours | None) -> Deadline:
    """Our answer; *start* is naive and in Shanghai."""
    county, name, stage, basis = asked
    begun = start.replace(tzinfo=SHANGHAI)
    return deadline(catalogue.load(county), name, stage, begun, CHINA, hours, basis=basis)


def theirs(asked: Asked, start: datetime, hours: Hours | None) -> oracle.Due:
    """The oracle's answer."""
    county, name, stage, basis = asked
    closes = hours.closes if hours else None
    if basis is not None:
        span, first, _ = oracle.EXTENSIONS[county, name, basis]
        return oracle.extended(span, first, basis, start, closes)
    n, unit, _ = oracle.LIMITS[county, name, stage]
    return oracle.due(n, unit, start, closes)


def differences(asked: Asked, start: datetime, hours: Hours | None) -> Iterator[str]:
    """Say in what our answer is not the oracle's."""
    found, wanted = ours(asked, start, hours), theirs(asked, start, hours)
    due = in_shanghai(found.due_at).replace(tzinfo=None)
    if (due, found.provisional) != (wanted.at, wanted.provisional):
        yield f"{start}: {due} {found.provisional}, the oracle says {wanted.at} {wanted.provisional}"
    steps = [(step.on, step.counted, step.why.value) for step in found.steps]
    if _off_alike(steps) != _off_alike(wanted.days):
        yield f"{start}: {steps}, the oracle says {wanted.days}"


def _off_alike(steps: list[tuple[date, bool, str]]) -> list[tuple[date, bool, str]]:
    """Call a Saturday inside a festival's span 周末: the notice lists it, the law does not name it."""
    return [
        (on, counted, "周末" if why == "节假日" and on.isoweekday() > 5 else why)
        for on, counted, why in steps
    ]


def days(first: date, last: date) -> list[date]:
    """Return every day from *first* to *last*."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


@pytest.mark.unit
def test_the_oracle_asks_for_every_class_and_stage_that_has_a_limit() -> None:
    limited = {
        (county, one.name, stage.kind.value)
        for county in catalogue.names()
        for one in catalogue.load(county).classes
        for stage in one.stages
        if stage.limit is not None
    }
    assert set(oracle.LIMITS) == limited


@pytest.mark.unit
@pytest.mark.parametrize("year", state_council.NOTICES)
def test_the_package_knows_every_day_of_the_notice(year: int) -> None:
    """The table is typed from the notices; package and calendar agree with it on every day."""
    package = country_holidays("CN", years=year)
    for day in days(date(year, 1, 1), date(year, 12, 31)):
        worked = state_council.is_worked(day)
        assert package.is_working_day(day) is worked, day
        assert CHINA.is_working(day) is worked, day
        assert (CHINA.kind(day).value == "调休") is (day in state_council.WORKED)


@pytest.mark.unit
def test_a_year_without_a_notice_has_the_days_of_the_law() -> None:
    """G-28: 2027 is counted, and marked 暂定."""
    for day in days(date(2027, 1, 1), date(2028, 2, 29)):
        assert CHINA.is_working(day) is state_council.is_worked(day), day


@pytest.mark.unit
@each
def test_each_clause_is_the_one_that_sets_the_limit(asked: Asked) -> None:
    county, name, stage, basis = asked
    wanted = oracle.EXTENSIONS[county, name, basis] if basis else oracle.LIMITS[county, name, stage]
    clause = ours(asked, datetime(2024, 6, 3, 10), DAY).clause  # noqa: DTZ001  # the oracle's clock
    assert clause == {"default": "G-35", "PY-4.2.6": "G-34"}.get(wanted[2], wanted[2])


@pytest.mark.unit
@each
def test_around_every_festival_our_deadline_is_the_oracles(asked: Asked) -> None:
    """The days before and in every festival of 2023 to 2027, at the hours that matter."""
    festivals = [day for day in state_council.OFF if day.year in YEARS and day.day % 2]
    starts = sorted({day - timedelta(days=back) for day in festivals for back in (0, 1, 4)})
    found = [
        difference
        for day in starts
        for clock in (time(8, 29), time(17, 30))
        for difference in differences(asked, datetime.combine(day, clock), DAY)
    ]
    assert found == []


@pytest.mark.sweep
@each
def test_from_every_day_and_hour_our_deadline_is_the_oracles(asked: Asked, sweep: Sweep) -> None:
    """Every day of 2023 to 2027 at nine clocks, with hours; and without, where days end at 24:00."""
    what = "-".join(filter(None, asked))
    found: list[str] = []
    starts = days(date(min(YEARS), 1, 1), date(max(YEARS), 12, 31))
    for day in sweep.drawn(f"days of the limit {what}", starts, DRAWN):
        for hours, clocks in ((DAY, CLOCKS), (None, FEW)):
            for clock in clocks:
                found += differences(asked, datetime.combine(day, clock), hours)
    assert found == []
