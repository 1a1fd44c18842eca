"""How far our clock is from WeCom's, learnt from its answers and its pushes."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from bot.wecom.clock_check import OFF, ClockCheck

pytestmark = pytest.mark.unit

NOW = datetime(2026, 9, 28, 1, 0, 0, 400_000, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def said(at: datetime) -> str:
    return format_datetime(at.astimezone(UTC), usegmt=True)


@pytest.mark.parametrize("took", [timedelta(), timedelta(seconds=9), timedelta(minutes=4)])
@pytest.mark.parametrize("off", [0, 1, 30, 59, 62, 299, 301, 3600, 86400 * 400])
@pytest.mark.parametrize("sign", [1, -1])
def test_a_clock_is_off_by_what_lies_outside_of_asking_and_of_the_second(
    took: timedelta, off: int, sign: int
) -> None:
    """However long an answer takes, it is not the clock's fault."""
    check, ahead = ClockCheck(), sign * timedelta(seconds=off)
    asked_at, answered_at = NOW + ahead, NOW + took + ahead
    for theirs in (NOW, NOW + took / 2, NOW + took):
        check.answered(said(theirs), asked_at, lambda: answered_at)
        assert abs(check.ahead) <= abs(ahead)
        if took < MINUTE:
            assert abs(abs(check.ahead) - abs(ahead)) <= took + timedelta(seconds=2)
            assert (check.off is not None) == (abs(check.ahead) > OFF)
        if abs(ahead) > timedelta(minutes=5) and took < MINUTE:
            assert check.off is not None
            assert (check.off > timedelta()) == (sign > 0)


@pytest.mark.parametrize(
    "date", [None, "", "gestern", "Mon, 28 Sep 2026", "Mon, 99 Sep 2026 01:00:00 GMT", "0", "\x00"]
)
def test_what_is_no_date_says_nothing(date: str | None) -> None:
    check = ClockCheck()
    check.answered(date, NOW, lambda: NOW)
    assert check.off is None


def test_the_last_word_counts() -> None:
    check = ClockCheck()
    check.answered(said(NOW), NOW + 9 * MINUTE, lambda: NOW + 9 * MINUTE)
    assert check.off is not None
    check.answered("Mon, 28 Sep 2026 01:00:00 -0000", NOW, lambda: NOW)
    assert check.off is None


def test_a_push_from_the_future_means_that_we_are_behind_and_an_old_one_means_nothing() -> None:
    check = ClockCheck()
    for late in (timedelta(), MINUTE, timedelta(hours=3), timedelta(days=2)):
        check.pushed(NOW - late, NOW)
        assert check.off is None
    check.pushed(None, NOW)
    check.pushed(NOW + 10 * MINUTE, NOW)
    assert check.off == -10 * MINUTE
