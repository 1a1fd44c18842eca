"""The calendar as built from the `holidays` package and `[calendar]`."""

from datetime import date, timedelta

import pytest
from holidays import country_holidays

from bot.profiles import holidays
from dispatch.worktime.calendar import DayKind

pytestmark = pytest.mark.unit

CHINA = holidays.build()


def on(text: str) -> date:
    """A day of 2024 or a full date."""
    return date.fromisoformat(text if len(text) > 5 else f"2024-{text}")


def days(first: str, last: str) -> list[date]:
    """All days from *first* to *last*."""
    return [on(first) + timedelta(days=k) for k in range((on(last) - on(first)).days + 1)]


def test_2024_is_as_the_notice_has_it() -> None:
    """The days that requirements.md §10 lists."""
    off = [
        *days("05-01", "05-05"),
        *days("10-01", "10-07"),
        *days("02-10", "02-17"),
        *days("09-15", "09-17"),
    ]
    worked = ["04-28", "05-11", "09-29", "10-12", "02-04", "02-18", "09-14"]
    assert not [day for day in off if CHINA.is_working(day)]
    assert [CHINA.kind(on(day)) for day in worked] == [DayKind.MAKE_UP] * len(worked)


def test_new_years_eve_of_2024_was_a_working_day() -> None:
    """2024-02-09 (除夕); a county that gave it off overrides it."""
    assert CHINA.kind(on("02-09")) is DayKind.WORKING
    assert holidays.build(holidays=[on("02-09")]).kind(on("02-09")) is DayKind.HOLIDAY


def test_national_day_of_2026_is_as_announced() -> None:
    assert not [d for d in days("2026-10-01", "2026-10-07") if CHINA.is_working(d)]
    assert [CHINA.kind(on(day)) for day in ("2026-09-20", "2026-10-10")] == [DayKind.MAKE_UP] * 2


def test_every_day_of_every_announced_year_is_worked_as_the_package_says() -> None:
    package = country_holidays("CN", years=range(2010, 2027))
    for day in days("2010-01-01", "2026-12-31"):
        assert CHINA.is_working(day) is package.is_working_day(day), day


def test_the_years_with_a_notice_are_announced_and_later_ones_are_not() -> None:
    """Asked of the package's data, so that its next release announces the next year."""
    assert set(range(2010, 2027)) <= CHINA.announced
    arranged = country_holidays("CN").special_public_holidays
    assert max(CHINA.announced) == max(arranged)
    assert max(arranged) + 1 not in CHINA.announced


def test_an_unannounced_year_still_knows_its_statutory_days() -> None:
    """G-28: a date is given, marked 暂定."""
    year = max(CHINA.announced) + 1
    assert CHINA.kind(date(year, 5, 1)) is not DayKind.WORKING
    assert not CHINA.is_working(date(year, 10, 1))


def notice(year: int) -> list[date]:
    """The statutory days of a year, as an operator would copy them from the notice."""
    return [day for day in country_holidays("CN", years=year, observed=False) if day.year == year]


def test_a_year_written_out_in_the_configuration_is_announced_and_the_operators_alone() -> None:
    """The package's estimate (here: shifted days off) is dropped for it."""
    year = max(CHINA.announced) + 1
    made_up = date(year, 12, 25) + timedelta(days=(5 - date(year, 12, 25).weekday()) % 7)
    written = holidays.build(holidays=notice(year), make_up_days=[made_up])
    assert year in written.announced
    assert written.kind(made_up) is DayKind.MAKE_UP
    assert {day for day in written.holidays if day.year == year} == set(notice(year))
    assert year + 1 not in written.announced


def test_a_single_local_day_announces_no_year() -> None:
    year = max(CHINA.announced) + 1
    assert year not in holidays.build(holidays=[date(year, 3, 8)]).announced
    assert year not in holidays.build(holidays=notice(year)[1:]).announced


def test_overrides_win_over_the_package_both_ways() -> None:
    changed = holidays.build(holidays=[on("04-28")], make_up_days=[on("05-01"), on("05-18")])
    assert changed.kind(on("04-28")) is DayKind.HOLIDAY
    assert changed.kind(on("05-01")) is DayKind.MAKE_UP
    assert changed.kind(on("05-18")) is DayKind.MAKE_UP
    assert changed.version != CHINA.version


def test_the_same_days_give_the_same_version() -> None:
    assert holidays.build().version == CHINA.version


def test_a_day_given_as_off_and_as_worked_is_refused() -> None:
    with pytest.raises(ValueError, match="2024-05-08"):
        holidays.build(holidays=[on("05-08")], make_up_days=[on("05-08")])
