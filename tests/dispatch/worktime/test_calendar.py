"""Which days are worked, when they open, and how they are counted between."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.worktime.calendar import (
    WORKED,
    DayKind,
    Hours,
    NaiveTime,
    WorkCalendar,
    end_of,
    in_shanghai,
    moment_of,
    next_opening,
    opening_of,
    part_way,
)

pytestmark = pytest.mark.unit

#: a busy machine is not a failing test
CALMLY = settings(deadline=None)

#: 2024 around May Day, as the notice has it
MAY = WorkCalendar(
    holidays=frozenset(date(2024, 5, day) for day in range(1, 6)),
    make_up_days=frozenset({date(2024, 4, 28), date(2024, 5, 11)}),
    announced=frozenset({2024}),
)
DAY = Hours(opens=time(8, 30), closes=time(17, 30), lunch=(time(12), time(14)))

days = st.dates(date(2024, 1, 1), date(2025, 12, 31))


@st.composite
def calendars(draw: st.DrawFn) -> WorkCalendar:
    """Any calendar: some days off, some others worked, wherever they fall."""
    off = draw(st.frozensets(days, max_size=40))
    return WorkCalendar(
        holidays=off,
        make_up_days=draw(st.frozensets(days, max_size=20)) - off,
        announced=frozenset({2024}),
    )


def at(text: str) -> datetime:
    """A moment as Shanghai's clocks show it."""
    return datetime.fromisoformat(f"{text}+08:00")


def worked(calendar: WorkCalendar, day: date) -> bool:
    """The oracle: says which days are worked without asking `kind`."""
    if day in calendar.holidays:
        return False
    return day in calendar.make_up_days or day.isoweekday() < 6


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        ("2024-04-26", DayKind.WORKING),
        ("2024-04-27", DayKind.WEEKEND),
        ("2024-04-28", DayKind.MAKE_UP),
        ("2024-05-01", DayKind.HOLIDAY),
        ("2024-05-04", DayKind.HOLIDAY),
        ("2024-05-11", DayKind.MAKE_UP),
    ],
)
def test_a_day_is_what_the_notice_makes_of_it(day: str, kind: DayKind) -> None:
    assert MAY.kind(date.fromisoformat(day)) is kind
    assert MAY.is_working(date.fromisoformat(day)) is (kind in WORKED)


@CALMLY
@given(calendar=calendars(), day=days)
def test_the_kind_of_a_day_agrees_with_an_independent_reading(
    calendar: WorkCalendar, day: date
) -> None:
    assert calendar.is_working(day) is worked(calendar, day)


def test_a_day_cannot_be_both_off_and_worked() -> None:
    day = frozenset({date(2024, 5, 1)})
    with pytest.raises(ValueError, match="2024-05-01"):
        WorkCalendar(holidays=day, make_up_days=day, announced=frozenset())


def test_the_version_changes_with_the_content_and_only_with_it() -> None:
    same = WorkCalendar(
        holidays=frozenset(sorted(MAY.holidays, reverse=True)),
        make_up_days=MAY.make_up_days,
        announced=MAY.announced,
    )
    others = [
        WorkCalendar(holidays=MAY.holidays, make_up_days=frozenset(), announced=MAY.announced),
        WorkCalendar(holidays=frozenset(), make_up_days=MAY.make_up_days, announced=MAY.announced),
        WorkCalendar(holidays=MAY.make_up_days, make_up_days=MAY.holidays, announced=MAY.announced),
        WorkCalendar(
            holidays=MAY.holidays, make_up_days=MAY.make_up_days, announced=frozenset({2024, 2025})
        ),
    ]
    assert same.version == MAY.version
    assert len({MAY.version, *(other.version for other in others)}) == 5


@CALMLY
@given(calendar=calendars(), day=days, n=st.integers(0, 60))
def test_add_and_between_agree(calendar: WorkCalendar, day: date, n: int) -> None:
    assert calendar.working_days_between(day, calendar.add_working_days(day, n)) == n


@CALMLY
@given(calendar=calendars(), day=days, n=st.integers(1, 60))
def test_adding_agrees_with_walking_over_every_day(
    calendar: WorkCalendar, day: date, n: int
) -> None:
    later = [day + timedelta(days=k) for k in range(1, 300)]
    assert calendar.add_working_days(day, n) == [d for d in later if worked(calendar, d)][n - 1]


@CALMLY
@given(calendar=calendars(), day=days)
def test_the_previous_working_day_is_the_nearest_worked_one_before(
    calendar: WorkCalendar, day: date
) -> None:
    before = calendar.previous_working_day(day)
    assert before < day
    assert worked(calendar, before)
    assert calendar.working_days_between(before, day - timedelta(days=1)) == 0


def test_nothing_lies_between_a_day_and_an_earlier_one() -> None:
    assert MAY.working_days_between(date(2024, 5, 10), date(2024, 5, 10)) == 0
    assert MAY.working_days_between(date(2024, 5, 10), date(2024, 4, 10)) == 0


def test_a_day_ends_at_close_of_business_or_at_midnight_without_hours() -> None:
    """G-6, 民法典 203."""
    assert end_of(date(2024, 4, 30), DAY) == at("2024-04-30T17:30")
    assert end_of(date(2024, 4, 30), None) == at("2024-05-01T00:00")
    assert opening_of(date(2024, 4, 30), None) == at("2024-04-30T00:00")
    assert end_of(date(2024, 4, 30), DAY).tzinfo is UTC


@pytest.mark.parametrize(
    ("came", "deemed"),
    [
        pytest.param("2024-04-30T10:00", "2024-04-30T10:00", id="in hours"),
        pytest.param("2024-04-30T12:30", "2024-04-30T12:30", id="lunch closes nothing"),
        pytest.param("2024-04-30T07:00", "2024-04-30T08:30", id="before opening"),
        pytest.param("2024-04-29T17:30", "2024-04-30T08:30", id="at closing"),
        pytest.param("2024-04-26T18:00", "2024-04-28T08:30", id="a make-up Sunday is next"),
        pytest.param("2024-05-02T09:00", "2024-05-06T08:30", id="on a holiday"),
    ],
)
def test_what_comes_after_hours_is_received_at_the_next_opening(came: str, deemed: str) -> None:
    """G-8."""
    assert next_opening(at(came), MAY, DAY) == at(deemed)


def test_without_hours_a_working_day_receives_until_midnight() -> None:
    assert next_opening(at("2024-04-30T23:59"), MAY, None) == at("2024-04-30T23:59")
    assert next_opening(at("2024-05-01T00:00"), MAY, None) == at("2024-05-06T00:00")


@pytest.mark.parametrize(
    ("share", "moment"),
    [
        pytest.param(0.5, "2024-04-28T09:15", id="the night and the weekend take no share"),
        pytest.param(0.8, "2024-04-28T15:00", id="lunch takes none either"),
        pytest.param(1.0, "2024-04-28T17:30", id="all of it"),
    ],
)
def test_a_share_of_a_span_is_a_share_of_its_working_time(share: float, moment: str) -> None:
    span = (at("2024-04-26T10:00"), at("2024-04-28T17:30"))
    assert part_way(share, span, MAY, DAY) == at(moment)


def test_without_hours_the_clocks_time_is_shared() -> None:
    span = (at("2024-04-30T17:00"), at("2024-05-01T17:00"))
    assert part_way(0.5, span, MAY, None) == at("2024-05-01T05:00")


def test_a_span_without_working_time_is_shared_by_the_clock() -> None:
    span = (at("2024-05-01T08:00"), at("2024-05-01T18:00"))
    assert part_way(0.5, span, MAY, DAY) == at("2024-05-01T13:00")


@CALMLY
@given(
    calendar=calendars(),
    start=st.datetimes(datetime.fromisoformat("2024-01-01"), datetime.fromisoformat("2024-12-01")),
    length=st.timedeltas(timedelta(minutes=1), timedelta(days=20)),
    shares=st.lists(st.floats(0, 1), min_size=2, max_size=5),
)
def test_a_greater_share_never_comes_earlier_and_stays_inside(
    calendar: WorkCalendar, start: datetime, length: timedelta, shares: list[float]
) -> None:
    begin = start.replace(tzinfo=UTC)
    span = (begin, begin + length)
    moments = [part_way(share, span, calendar, DAY) for share in sorted(shares)]
    assert all(earlier <= later for earlier, later in pairwise(moments))
    assert span[0] <= moments[0]
    assert moments[-1] <= span[1]


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(NaiveTime):
        in_shanghai(datetime.fromisoformat("2024-04-26T10:00"))


@pytest.mark.parametrize(
    ("opens", "lunch", "closes"),
    [
        (time(17), None, time(9)),
        (time(9), (time(8), time(10)), time(17)),
        (time(9), (time(14), time(12)), time(17)),
        (time(9), (time(16), time(18)), time(17)),
        (time(9), None, time(9)),
    ],
)
def test_hours_that_do_not_run_forward_are_refused(
    opens: time, lunch: tuple[time, time] | None, closes: time
) -> None:
    with pytest.raises(ValueError, match="hours"):
        Hours(opens=opens, closes=closes, lunch=lunch)


def test_moments_come_out_in_utc() -> None:
    assert moment_of(date(2024, 4, 26), time(8)) == datetime(2024, 4, 26, 0, tzinfo=UTC)
