"""Pacing: never above a limit in any window, never dropping, also over a restart."""

from bisect import bisect_left
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.wecom.pace import LIMITS, SLACK, Pace, Target

pytestmark = pytest.mark.unit

START = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)
kinds = st.sampled_from([Target.MEMBER, Target.WEBHOOK, Target.CHAT])
gaps = st.lists(st.integers(0, 90_000).map(lambda ms: timedelta(milliseconds=ms)), max_size=150)


def busiest(sends: list[datetime], window: timedelta) -> int:
    """The most sends in any window, both its ends counted."""
    return max(
        (bisect_left(sends, at + window + timedelta(microseconds=1)) - i)
        for i, at in enumerate(sends)
    )


def burst(pace: Pace, kind: Target, count: int, now: datetime) -> list[datetime]:
    """Send *count* as fast as allowed, from *now* on."""
    sends = []
    for _ in range(count):
        now = pace.next_at(kind, "li", now)
        pace.record(kind, "li", now)
        sends.append(now)
    return sends


@pytest.mark.parametrize("kind", list(Target))
def test_the_first_sends_go_at_once_and_the_next_waits_for_its_window(kind: Target) -> None:
    tightest = LIMITS[kind][0]

    sends = burst(Pace(), kind, tightest.count + 1, START)

    assert set(sends[:-1]) == {START}
    assert sends[-1] == START + tightest.window + SLACK


@pytest.mark.parametrize("kind", [Target.MEMBER, Target.CHAT, Target.WEBHOOK])
def test_a_burst_of_five_thousand_is_all_sent_and_never_above_a_limit(kind: Target) -> None:
    sends = burst(Pace(), kind, 5000, START)

    assert len(sends) == 5000
    assert sends == sorted(sends)
    for limit in LIMITS[kind]:
        assert busiest(sends, limit.window) == limit.count


@given(kind=kinds, wishes=gaps)
@settings(deadline=None)
def test_no_window_is_ever_overfull_whenever_one_asks(
    kind: Target, wishes: list[timedelta]
) -> None:
    pace, now, sends = Pace(), START, [START - timedelta(days=9)]
    for gap in wishes:
        now = pace.next_at(kind, "li", now + gap)
        pace.record(kind, "li", now)
        sends.append(now)

    for limit in LIMITS[kind]:
        assert busiest(sends, limit.window) <= limit.count


@given(kind=kinds, wishes=gaps, cut=st.integers(0, 150), rest=st.integers(1, 60))
@settings(deadline=None)
def test_r15_who_is_told_of_every_send_goes_on_where_another_stood(
    kind: Target, wishes: list[timedelta], cut: int, rest: int
) -> None:
    whole, now, sends = Pace(), START, []
    for gap in wishes[:cut]:
        now = whole.next_at(kind, "li", now + gap)
        whole.record(kind, "li", now)
        sends.append((kind, "li", now))

    other = Pace()
    for send in sends:
        other.record(*send)

    assert burst(other, kind, rest, now) == burst(whole, kind, rest, now)


@given(kind=kinds, steps=st.lists(st.tuples(st.integers(0, 30), st.integers(-7200, 7200))))
@settings(deadline=None)
def test_a_clock_set_back_or_forth_neither_floods_nor_blocks(
    kind: Target, steps: list[tuple[int, int]]
) -> None:
    """`real` is the true time, `shown` what the clock says; only backward steps may cost a wait."""
    pace, real, wrong, sends = Pace(), START, timedelta(), []
    longest = max(limit.window for limit in LIMITS[kind]) + SLACK
    for passed, step in steps:
        real += timedelta(seconds=passed)
        wrong += timedelta(seconds=min(step, 0))
        shown = real + wrong
        at = pace.next_at(kind, "li", shown)
        assert shown <= at <= shown + longest
        real += at - shown
        pace.record(kind, "li", at)
        sends.append(real)

    for limit in LIMITS[kind]:
        assert not sends or busiest(sends, limit.window) <= limit.count


def test_one_target_does_not_wait_for_another() -> None:
    pace = Pace()
    burst(pace, Target.MEMBER, 30, START)

    assert pace.next_at(Target.MEMBER, "li", START) > START
    assert pace.next_at(Target.MEMBER, "wang", START) == START
    assert pace.next_at(Target.CHAT, "li", START) == START


def test_targets_long_silent_are_forgotten() -> None:
    pace = Pace()
    for n in range(4095):
        pace.record(Target.MEMBER, f"member{n}", START)

    pace.record(Target.MEMBER, "li", START + timedelta(hours=2))

    assert list(pace._trails) == [(Target.MEMBER, "li")]


def test_sends_noted_before_the_clock_was_set_back_do_not_block_until_then() -> None:
    pace = Pace()
    for _ in range(29):
        pace.record(Target.MEMBER, "li", START + timedelta(hours=1))
    pace.record(Target.MEMBER, "li", START)

    assert pace.next_at(Target.MEMBER, "li", START) == START + timedelta(minutes=1) + SLACK
