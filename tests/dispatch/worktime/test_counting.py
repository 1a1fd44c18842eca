"""How a limit is counted, day by day (民法典 200-204)."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.profiles import holidays
from dispatch.worktime.calendar import DayKind, Hours, NaiveTime, in_shanghai
from dispatch.worktime.counting import Counted, Limit, Unit, count, until

pytestmark = pytest.mark.unit

#: a busy machine is not a failing test
CALMLY = settings(deadline=None)

CHINA = holidays.build()
DAY = Hours(opens=time(8, 30), closes=time(17, 30), lunch=(time(12), time(14)))

#: any moment of the announced years, early enough that nothing counted from it leaves them
moments = st.datetimes(
    datetime.fromisoformat("2010-01-01"),
    datetime.fromisoformat("2026-05-01"),
    timezones=st.just(UTC),
)
day_limits = st.one_of(
    st.builds(Limit, n=st.integers(1, 60), unit=st.just(Unit.WORKING_DAYS)),
    st.builds(Limit, n=st.integers(1, 60), unit=st.just(Unit.CALENDAR_DAYS)),
    st.builds(Limit, n=st.integers(1, 6), unit=st.just(Unit.MONTHS)),
    st.just(Limit(unit=Unit.SAME_DAY)),
)
hours_or_none = st.sampled_from([DAY, None])


def at(text: str) -> datetime:
    """A moment as Shanghai's clocks show it."""
    return datetime.fromisoformat(f"{text}+08:00")


def counted(n: int, unit: Unit, start: str, hours: Hours | None = DAY) -> Counted:
    """Count from a moment in Shanghai."""
    return count(Limit(n=n, unit=unit), at(start), CHINA, hours)


def proof(result: Counted) -> list[tuple[str, bool, str]]:
    """The steps, short."""
    return [(f"{s.on:%m-%d}", s.counted, s.why.value) for s in result.steps]


def test_the_first_day_is_not_counted_and_a_make_up_sunday_is() -> None:
    """民法典 201; WZ-9.1's golden row."""
    assert proof(counted(3, Unit.WORKING_DAYS, "2024-04-26T10:00")) == [
        ("04-26", False, "收单日不计"),
        ("04-27", False, "周末"),
        ("04-28", True, "调休"),
        ("04-29", True, "工作日"),
        ("04-30", True, "工作日"),
    ]


@pytest.mark.parametrize("clock", ["00:00", "08:29", "12:30", "17:31", "23:59"])
def test_the_hour_of_receipt_moves_no_limit_in_days(clock: str) -> None:
    found = counted(3, Unit.WORKING_DAYS, f"2024-04-26T{clock}")
    assert found.due_at == at("2024-04-30T17:30")


def test_a_day_is_a_day_in_shanghai() -> None:
    """16:30 UTC is already the next morning there."""
    start = datetime(2024, 4, 25, 16, 30, tzinfo=UTC)
    found = count(Limit(n=3, unit=Unit.WORKING_DAYS), start, CHINA, DAY)
    assert found.steps[0].on == date(2024, 4, 26)
    assert found.due_on == date(2024, 4, 30)


def test_a_last_day_off_rolls_forward_and_the_proof_says_so() -> None:
    """民法典 203, G-7: FW 3天 over May Day."""
    assert proof(counted(3, Unit.CALENDAR_DAYS, "2024-04-30T10:00")) == [
        ("04-30", False, "收单日不计"),
        ("05-01", True, "节假日"),
        ("05-02", True, "节假日"),
        ("05-03", True, "节假日"),
        ("05-04", False, "顺延"),
        ("05-05", False, "顺延"),
        ("05-06", False, "顺延"),
    ]


def test_a_make_up_saturday_is_no_day_off_so_nothing_rolls() -> None:
    found = counted(3, Unit.CALENDAR_DAYS, "2024-09-11T10:00")
    assert (found.due_on, found.steps[-1].why) == (date(2024, 9, 14), DayKind.MAKE_UP)


@pytest.mark.parametrize(
    ("n", "start", "due"),
    [
        pytest.param(1, "2024-01-31", "2024-02-29", id="month end of a leap year"),
        pytest.param(1, "2023-01-31", "2023-02-28", id="month end of a common year"),
        pytest.param(1, "2024-09-05", "2024-10-08", id="rolls over National Day"),
        pytest.param(2, "2024-11-15", "2025-01-15", id="over the turn of the year"),
        pytest.param(12, "2024-02-29", "2025-02-28", id="a year from a leap day"),
    ],
)
def test_a_month_ends_on_the_same_date_or_at_month_end(n: int, start: str, due: str) -> None:
    """民法典 202."""
    assert counted(n, Unit.MONTHS, f"{start}T10:00").due_on == date.fromisoformat(due)


def test_hours_run_through_nights_and_holidays_to_the_minute() -> None:
    """民法典 201; PY 24h."""
    found = counted(24, Unit.HOURS, "2024-04-30T17:00")
    assert found.due_at == at("2024-05-01T17:00")
    assert proof(found) == [("05-01", True, "节假日")]


@pytest.mark.parametrize(
    ("came", "due", "days"),
    [
        pytest.param("2024-04-30T10:00", "2024-04-30T17:30", 1, id="in hours"),
        pytest.param("2024-04-30T07:00", "2024-04-30T17:30", 1, id="before opening"),
        pytest.param("2024-04-26T18:00", "2024-04-28T17:30", 3, id="after hours"),
        pytest.param("2024-05-01T09:00", "2024-05-06T17:30", 6, id="on a holiday"),
    ],
)
def test_the_same_day_is_that_of_the_next_opening(came: str, due: str, days: int) -> None:
    """FW-6.3.1, G-8."""
    found = counted(1, Unit.SAME_DAY, came)
    assert found.due_at == at(due)
    assert len(found.steps) == days
    assert [step.counted for step in found.steps] == [False] * (days - 1) + [True]


def test_without_hours_the_last_day_runs_to_midnight() -> None:
    """G-6."""
    found = counted(3, Unit.WORKING_DAYS, "2024-04-26T10:00", None)
    assert (found.due_at, found.due_on) == (at("2024-05-01T00:00"), date(2024, 4, 30))


def test_national_day_of_2026_counts_both_make_up_days() -> None:
    """2026-09-20 and 2026-10-10 are worked."""
    assert counted(1, Unit.WORKING_DAYS, "2026-09-18T10:00").due_on == date(2026, 9, 20)
    found = counted(5, Unit.WORKING_DAYS, "2026-09-29T10:00")
    assert [s.on.isoformat() for s in found.steps if s.counted] == [
        "2026-09-30",
        "2026-10-08",
        "2026-10-09",
        "2026-10-10",
        "2026-10-12",
    ]


@pytest.mark.parametrize(
    ("start", "provisional"),
    [("2026-12-25T10:00", False), ("2026-12-29T10:00", True), ("2027-03-01T10:00", True)],
)
def test_a_limit_that_ends_in_an_unannounced_year_is_provisional(
    start: str, provisional: bool
) -> None:
    """G-28."""
    assert counted(3, Unit.WORKING_DAYS, start).provisional is provisional


def test_hours_never_depend_on_the_notice() -> None:
    assert counted(24, Unit.HOURS, "2027-03-01T10:00").provisional is False


def test_a_promised_day_is_taken_as_given_even_on_a_holiday() -> None:
    """N2: the citizen was told that day."""
    found = until(date(2024, 5, 2), at("2024-04-30T10:00"), CHINA, DAY)
    assert found.due_at == at("2024-05-02T17:30")
    assert [s.counted for s in found.steps] == [False, False, False]


def test_a_promise_for_the_same_day_ends_that_day() -> None:
    found = until(date(2024, 4, 30), at("2024-04-30T10:00"), CHINA, DAY)
    assert found.due_at == at("2024-04-30T17:30")
    assert len(found.steps) == 1


@pytest.mark.parametrize("unit", list(Unit))
def test_a_naive_start_is_refused(unit: Unit) -> None:
    with pytest.raises(NaiveTime):
        count(Limit(n=1, unit=unit), datetime.fromisoformat("2024-04-26T10:00"), CHINA, DAY)


@pytest.mark.parametrize(
    ("n", "unit"), [(0, "wd"), (-1, "h"), (401, "cd"), (10**9, "wd"), (2, "same_day")]
)
def test_a_limit_that_nobody_could_mean_is_refused(n: int, unit: str) -> None:
    with pytest.raises(ValueError, match="no such limit"):
        Limit(n=n, unit=Unit(unit))


def naive_due(start: date, n: int) -> date:
    """The oracle: strikes days off a list by the package's own word, in one pass."""
    left = [start + timedelta(days=k) for k in range(1, 3 * n + 30)]
    return [day for day in left if workdays_of_package(day)][n - 1]


def workdays_of_package(day: date) -> bool:
    """What the `holidays` package itself says of a day."""
    return PACKAGE.is_working_day(day)


PACKAGE = holidays.country_holidays("CN", years=range(2009, 2028))


@CALMLY
@given(start=moments, n=st.integers(1, 60))
def test_working_days_agree_with_a_walk_by_the_packages_own_word(start: datetime, n: int) -> None:
    found = count(Limit(n=n, unit=Unit.WORKING_DAYS), start, CHINA, DAY)
    assert found.due_on == naive_due(in_shanghai(start).date(), n)


@CALMLY
@given(start=moments, n=st.integers(1, 60))
def test_calendar_days_end_on_the_first_working_day_at_or_after_the_nth(
    start: datetime, n: int
) -> None:
    found = count(Limit(n=n, unit=Unit.CALENDAR_DAYS), start, CHINA, DAY)
    nominal = in_shanghai(start).date() + timedelta(days=n)
    candidates = (nominal + timedelta(days=k) for k in range(30))
    assert found.due_on == next(day for day in candidates if workdays_of_package(day))


@CALMLY
@given(start=moments, limit=day_limits, hours=hours_or_none)
def test_every_limit_in_days_ends_on_a_working_day_after_its_start(
    start: datetime, limit: Limit, hours: Hours | None
) -> None:
    found = count(limit, start, CHINA, hours)
    assert workdays_of_package(found.due_on)
    assert found.due_at > start


@CALMLY
@given(start=moments, limit=day_limits, hours=hours_or_none)
def test_a_proof_lists_every_day_once_from_the_start_to_the_end(
    start: datetime, limit: Limit, hours: Hours | None
) -> None:
    found = count(limit, start, CHINA, hours)
    first = in_shanghai(start).date()
    length = (found.due_on - first).days
    assert [s.on for s in found.steps] == [first + timedelta(days=k) for k in range(length + 1)]


@CALMLY
@given(start=moments, limit=day_limits.filter(lambda limit: limit.unit is not Unit.MONTHS))
def test_the_counted_steps_sum_to_the_limit(start: datetime, limit: Limit) -> None:
    found = count(limit, start, CHINA, DAY)
    assert sum(step.counted for step in found.steps) == limit.n


@CALMLY
@given(
    start=moments,
    later=st.timedeltas(timedelta(0), timedelta(days=40)),
    limit=st.one_of(day_limits, st.builds(Limit, n=st.integers(1, 99), unit=st.just(Unit.HOURS))),
    hours=hours_or_none,
)
def test_a_later_start_never_ends_earlier(
    start: datetime, later: timedelta, limit: Limit, hours: Hours | None
) -> None:
    first = count(limit, start, CHINA, hours)
    assert first.due_at <= count(limit, start + later, CHINA, hours).due_at


@CALMLY
@given(start=moments, n=st.integers(1, 59), unit=st.sampled_from(["wd", "cd", "h"]))
def test_a_longer_limit_never_ends_earlier(start: datetime, n: int, unit: str) -> None:
    short, long = (count(Limit(n=k, unit=Unit(unit)), start, CHINA, DAY).due_at for k in (n, n + 1))
    assert short <= long
