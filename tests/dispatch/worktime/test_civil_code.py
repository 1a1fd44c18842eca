"""民法典 200 to 204 as properties: what holds of every limit, from every moment.

200: by year, month, day, hour, of the Gregorian calendar. 201: the first day is not counted, hours begin
at once. 202: the corresponding date, or the month's end. 203: a last day off moves to the day after, and
ends with business. 204: where the law or the parties say otherwise (here: a promised date, N2).
"""

import os
import time as system_time
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone

import oracle
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from state_council import is_worked

from bot.profiles import catalogue, holidays
from dispatch.rules.deadlines import deadline
from dispatch.rules.proof import circled, proof_line
from dispatch.worktime.calendar import SHANGHAI, DayKind, Hours, NaiveTime, in_shanghai
from dispatch.worktime.counting import Counted, Limit, Unit, count, go_on, until

pytestmark = pytest.mark.unit

#: a busy machine is not a failing test
CALMLY = settings(deadline=None)

CHINA = holidays.build()
DAY = Hours(opens=time(8, 30), closes=time(17, 30), lunch=(time(12), time(14)))
LATE = Hours(opens=time(9), closes=time(21))

#: within the years that the table of the notices has
starts = st.datetimes(
    datetime.fromisoformat("2022-12-31"),
    datetime.fromisoformat("2027-06-30"),
    timezones=st.just(UTC),
)
hours_or_none = st.sampled_from([DAY, LATE, None])


def of(unit: Unit, most: int) -> st.SearchStrategy[Limit]:
    """Limits of *unit* up to *most*."""
    return st.builds(Limit, n=st.integers(1, most), unit=st.just(unit))


in_hours = of(Unit.HOURS, 200)
working = of(Unit.WORKING_DAYS, 30)
calendar_days = of(Unit.CALENDAR_DAYS, 40)
months = of(Unit.MONTHS, 5)
same_day = st.just(Limit(unit=Unit.SAME_DAY))
in_days = st.one_of(working, calendar_days, months)
any_limit = st.one_of(in_hours, in_days, same_day)


def day_of(moment: datetime) -> date:
    """Return the day in Shanghai, counted from UTC by hand: eight hours, summer and winter."""
    return (moment.astimezone(UTC) + timedelta(hours=8)).date()


@CALMLY
@given(limit=in_days, start=starts, hours=hours_or_none)
def test_the_first_day_is_not_counted(limit: Limit, start: datetime, hours: Hours | None) -> None:
    """民法典 201, G-4."""
    first, *rest = count(limit, start, CHINA, hours).steps
    assert (first.on, first.counted, first.why) == (day_of(start), False, DayKind.START)
    assert all(step.why is not DayKind.START for step in rest)


@CALMLY
@given(limit=in_hours, start=starts, hours=hours_or_none)
def test_hours_begin_at_once_and_pause_for_nothing(
    limit: Limit, start: datetime, hours: Hours | None
) -> None:
    """民法典 201; PY-4.2.2."""
    found = count(limit, start, CHINA, hours)
    assert found.due_at - start == timedelta(hours=limit.n)
    assert len(found.steps) == 1
    assert found.provisional is False


@CALMLY
@given(limit=months, start=starts)
def test_a_month_ends_on_the_same_date_or_on_its_last_day(limit: Limit, start: datetime) -> None:
    """民法典 202."""
    steps = count(limit, start, CHINA, DAY).steps
    last = max(step.on for step in steps if step.counted)
    begun = day_of(start)
    passed = (last.year - begun.year) * 12 + last.month - begun.month
    is_month_end = (last + timedelta(days=1)).day == 1
    assert passed == limit.n
    assert last.day == begun.day or (last.day < begun.day and is_month_end)


@CALMLY
@given(limit=st.one_of(calendar_days, months), start=starts)
def test_a_last_day_off_rolls_to_the_first_day_that_is_worked(
    limit: Limit, start: datetime
) -> None:
    """民法典 203, G-7; a make-up Saturday or Sunday is worked, so nothing rolls over it."""
    found = count(limit, start, CHINA, DAY)
    nominal = max(step.on for step in found.steps if step.counted)
    rolled = [step.on for step in found.steps if step.why is DayKind.ROLLED]
    assert is_worked(found.due_on)
    assert bool(rolled) is not is_worked(nominal)
    assert [day for day in [nominal, *rolled[:-1]] if is_worked(day) and rolled] == []


@CALMLY
@given(limit=st.one_of(in_days, same_day), start=starts, hours=hours_or_none)
def test_a_limit_in_days_ends_with_business_or_at_midnight(
    limit: Limit, start: datetime, hours: Hours | None
) -> None:
    """民法典 203, G-6."""
    found = count(limit, start, CHINA, hours)
    clock = f"{found.due_at + timedelta(hours=8):%H:%M}"
    assert clock == (f"{hours.closes:%H:%M}" if hours else "00:00")
    assert day_of(found.due_at - timedelta(minutes=1)) == found.due_on


@CALMLY
@given(limit=any_limit, start=starts, later=st.timedeltas(timedelta(0), timedelta(days=60)))
def test_who_starts_later_is_never_due_earlier(
    limit: Limit, start: datetime, later: timedelta
) -> None:
    first, second = (count(limit, at, CHINA, DAY) for at in (start, start + later))
    assert first.due_at <= second.due_at
    assert first.provisional <= second.provisional


@CALMLY
@given(a=st.integers(1, 20), b=st.integers(1, 20), start=starts, hours=hours_or_none)
def test_working_days_add_up(a: int, b: int, start: datetime, hours: Hours | None) -> None:
    """*a* and then *b* on top is *a* + *b*: nothing is lost or won where one ends (LH-12c, G-3)."""
    one, other, both = (Limit(n=n, unit=Unit.WORKING_DAYS) for n in (a, b, a + b))
    joined = go_on(count(one, start, CHINA, hours), other, CHINA, hours)
    assert joined == count(both, start, CHINA, hours)


@CALMLY
@given(a=st.integers(1, 99), b=st.integers(1, 99), start=starts)
def test_hours_add_up(a: int, b: int, start: datetime) -> None:
    one, other, both = (Limit(n=n, unit=Unit.HOURS) for n in (a, b, a + b))
    joined = go_on(count(one, start, CHINA, DAY), other, CHINA, DAY)
    assert joined == count(both, start, CHINA, DAY)


@CALMLY
@given(first=in_days, then=in_days, start=starts, hours=hours_or_none)
def test_one_limit_on_top_of_another_is_one_proof_without_a_gap(
    first: Limit, then: Limit, start: datetime, hours: Hours | None
) -> None:
    joined = go_on(count(first, start, CHINA, hours), then, CHINA, hours)
    assert_no_gap(joined, start)


def assert_no_gap(found: Counted, start: datetime) -> None:
    """Assert that the steps are every day from the start to the end, once, in order."""
    length = (found.due_on - day_of(start)).days
    assert [step.on for step in found.steps] == [
        day_of(start) + timedelta(days=n) for n in range(length + 1)
    ]


@CALMLY
@given(limit=st.one_of(in_days, same_day), start=starts, hours=hours_or_none)
def test_the_steps_are_every_day_and_those_counted_sum_up(
    limit: Limit, start: datetime, hours: Hours | None
) -> None:
    """N1."""
    found = count(limit, start, CHINA, hours)
    assert_no_gap(found, start)
    counted = [step for step in found.steps if step.counted]
    if limit.unit is not Unit.MONTHS:
        assert len(counted) == limit.n
    if limit.unit is Unit.WORKING_DAYS:
        assert all(is_worked(step.on) is step.counted for step in found.steps[1:])


NAMED = [key for key, (_, unit, _) in oracle.LIMITS.items() if unit in ("工作日", "天")]


@CALMLY
@given(asked=st.sampled_from(NAMED), start=starts, hours=hours_or_none)
def test_the_proof_names_every_counted_day_and_no_other(
    asked: tuple[str, str, str], start: datetime, hours: Hours | None
) -> None:
    """N1."""
    county, name, stage = asked
    found = deadline(catalogue.load(county), name, stage, start, CHINA, hours)
    line = proof_line(found)
    begun, *said = line.partition(" → ")[0].split("；")
    counted = [step for step in found.steps if step.counted]
    days = [
        f"{step.on.month}-{step.on.day}{'调休' if step.why is DayKind.MAKE_UP else ''}{circled(n)}"
        for n, step in enumerate(counted, start=1)
    ]
    assert begun == f"收单{day_of(start).month}-{day_of(start).day}不计"
    assert said[: len(days)] == days
    assert [part[:2] for part in said[len(days) :]] in ([], ["顺延"])
    assert line.endswith("（暂定）") is found.provisional


@CALMLY
@given(day=st.dates(date(2023, 1, 1), date(2027, 12, 31)), start=starts, hours=hours_or_none)
def test_a_promised_day_is_taken_as_it_was_given(
    day: date, start: datetime, hours: Hours | None
) -> None:
    """民法典 204, N2: on a day off, in a year not announced; no notice makes it 暂定."""
    found = until(day, start, CHINA, hours)
    assert (found.due_on, found.provisional) == (day, False)


@CALMLY
@given(limit=any_limit, start=starts, offset=st.integers(-14, 14), hours=hours_or_none)
def test_the_zone_in_which_a_moment_is_told_changes_nothing(
    limit: Limit, start: datetime, offset: int, hours: Hours | None
) -> None:
    elsewhere = start.astimezone(timezone(timedelta(hours=offset)))
    found, same = (count(limit, at, CHINA, hours) for at in (start, elsewhere))
    assert found == same
    assert found.due_at.tzinfo is UTC


@pytest.fixture(params=["America/New_York", "Asia/Shanghai", "Pacific/Kiritimati"])
def _process_zone(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let the process live elsewhere, where clocks are put forward and back."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    system_time.tzset()
    yield
    os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
    system_time.tzset()


@pytest.mark.usefixtures("_process_zone")
@pytest.mark.parametrize(
    ("start", "limit", "due"),
    [
        # the night on which New York puts its clocks forward, and back
        ("2026-03-08T14:30", Limit(n=24, unit=Unit.HOURS), "2026-03-09T14:30"),
        ("2026-11-01T13:30", Limit(n=24, unit=Unit.HOURS), "2026-11-02T13:30"),
        ("2026-10-30T10:00", Limit(n=3, unit=Unit.WORKING_DAYS), "2026-11-04T17:30"),
        ("2026-03-06T23:59", Limit(n=1, unit=Unit.MONTHS), "2026-04-07T17:30"),
        ("2026-09-20T00:00", Limit(unit=Unit.SAME_DAY), "2026-09-20T17:30"),
    ],
)
def test_the_zone_of_the_process_changes_nothing(start: str, limit: Limit, due: str) -> None:
    begun, over = (datetime.fromisoformat(f"{at}+08:00") for at in (start, due))
    found = count(limit, begun, CHINA, DAY)
    assert found.due_at == over
    assert in_shanghai(found.due_at).utcoffset() == timedelta(hours=8)


def test_no_day_of_our_years_is_longer_or_shorter_than_another() -> None:
    """China knows no summer time now."""
    day = datetime(2023, 1, 1, tzinfo=SHANGHAI)
    while day.year < 2028:
        assert day.utcoffset() == timedelta(hours=8)
        day += timedelta(days=1)


@pytest.mark.parametrize("unit", list(Unit))
def test_a_moment_without_a_zone_is_refused(unit: Unit) -> None:
    naive = datetime.fromisoformat("2026-09-18T10:00")
    with pytest.raises(NaiveTime):
        count(Limit(unit=unit), naive, CHINA, DAY)
    with pytest.raises(NaiveTime):
        until(date(2026, 9, 22), naive, CHINA, DAY)
