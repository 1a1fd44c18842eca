"""同类问题 (G-16) within a rolling year (G-19): the warning at the second (N8), the titles at the third."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from house_rules import ROOT
from marked import ASSESSOR, CHIEF, LIAISON, NOW, a_case, a_mark, longhui, row, verified

from dispatch.assessment.marks import Appeal, Mark, MarkState, Revoke, Verify
from dispatch.assessment.recurrence import alike, warns_of
from dispatch.assessment.scoring import apply
from dispatch.assessment.titles import officers_titles, windows_titles
from dispatch.profiles.file import BadProfile, load
from dispatch.worktime.rolling import Event, corresponding, together

pytestmark = pytest.mark.unit

RULES = longhui()
RULES_OF = ROOT / "dispatch/profiles"
DEFAULTS = (RULES_OF / "defaults.toml").read_text()
YEAR_AGO = datetime(2025, 9, 14, 1, 0, tzinfo=UTC)


def on(year: int, month: int, day: int) -> datetime:
    """Return nine in the morning in Shanghai on that day."""
    return datetime(year, month, day, 1, 0, tzinfo=UTC)


# --- a rolling year (G-19) ---

CORRESPONDING = [
    (date(2025, 9, 14), date(2026, 9, 14)),
    (date(2024, 2, 29), date(2025, 2, 28)),
    (date(2023, 12, 31), date(2024, 12, 31)),
]


@pytest.mark.parametrize(("day", "end"), CORRESPONDING)
def test_g_19_a_year_ends_on_the_corresponding_date(day: date, end: date) -> None:
    """民法典 202: and on the last day of a month that lacks it."""
    assert corresponding(day, 12) == end


def test_g_19_the_corresponding_date_is_within_the_year_and_the_next_day_is_not() -> None:
    first, third = Event(no="a", at=YEAR_AGO), Event(no="c", at=NOW + timedelta(hours=8))
    assert together(third, [first], 12) == (first, third)
    late = Event(no="c", at=NOW + timedelta(days=1))
    assert together(late, [first], 12) == (late,)


def test_g_19_the_span_rolls_and_does_not_begin_in_january() -> None:
    line = [Event(no=f"{n}", at=on(2025, 11, 1) + timedelta(days=40 * n)) for n in range(3)]
    assert together(line[2], line[:2], 12) == tuple(line)


def test_the_span_with_the_most_is_taken_and_must_hold_the_event() -> None:
    old = [Event(no=f"o{n}", at=on(2024, 1, 1 + n)) for n in range(5)]
    new = [Event(no=f"n{n}", at=on(2026, 1, 1 + n)) for n in range(2)]
    assert together(new[1], [*old, new[0]], 12) == tuple(new)


# --- the warning at the second (N8) ---


def test_n8_the_second_of_a_kind_within_the_year_warns_and_names_the_first() -> None:
    assert warns_of(a_case("2026-0002"), [a_case("2026-0001", YEAR_AGO)]) == ("2026-0001",)
    assert warns_of(a_case("2026-0002"), []) == ()
    assert warns_of(a_case("2026-0002"), [a_case("2025-0001", YEAR_AGO - timedelta(days=1))]) == ()


def test_n8_the_third_warns_no_more() -> None:
    two = [a_case("2026-0001"), a_case("2026-0002")]
    assert warns_of(a_case("2026-0003"), two) == ()


@pytest.mark.parametrize("name", ["centre", "unit", "matter", "cause"])
def test_g_16_another_window_matter_or_cause_is_not_the_same_problem(name: str) -> None:
    changed: dict[str, Any] = {name: "别的"}
    other = a_case("2026-0001", **changed)
    assert warns_of(a_case("2026-0002"), [other]) == ()
    assert list(windows_titles(a_case("2026-0003"), [other, a_case("2026-0002")], RULES, NOW)) == []


@pytest.mark.parametrize("name", ["unit", "matter", "cause"])
def test_what_was_never_dispatched_or_classified_is_no_problem_of_a_window(name: str) -> None:
    """LH-17c: on-the-spot items have no lead department, and do not count."""
    changed: dict[str, Any] = {name: ""}
    bare = [a_case(no, **changed) for no in ("2026-0001", "2026-0002")]
    assert alike(bare[0], bare) == ()
    assert warns_of(bare[1], bare[:1]) == ()


def test_n8_several_tickets_of_one_event_are_one_problem() -> None:
    """G-14, 并案: persons and events are counted apart."""
    tied = a_case("2026-0002", tied_to="2026-0001")
    assert warns_of(a_case("2026-0001"), [tied]) == ()
    assert alike(tied, [a_case("2026-0001")]) == ()


# --- LH-17c: 红旗窗口 ---


def test_lh_17c_the_third_within_a_year_proposes_to_take_the_title() -> None:
    before = [a_case("2026-0001", YEAR_AGO), a_case("2026-0002", on(2026, 3, 1))]
    assert list(windows_titles(before[1], before[:1], RULES, NOW)) == []

    (mark,) = windows_titles(a_case("2026-0003"), before, RULES, NOW)

    assert (mark.clause, mark.loses, mark.unit, mark.person) == ("LH-17c", "红旗窗口", "market", "")
    assert mark.evidence == ("2026-0001", "2026-0002", "2026-0003")
    assert (mark.state, mark.proposed_by) == (MarkState.PROPOSED, "schedule")
    assert not mark.counts
    assert (mark.unit_points, mark.person_points) == (0, 0)


def test_lh_17c_three_in_more_than_a_year_take_nothing() -> None:
    before = [a_case("2025-0001", YEAR_AGO - timedelta(days=1)), a_case("2026-0002")]
    assert list(windows_titles(a_case("2026-0003"), before, RULES, NOW)) == []


def test_g_19_the_year_of_the_third_is_lost() -> None:
    line = [
        a_case("2025-0001", on(2025, 11, 3)),
        a_case("2025-0002", on(2025, 12, 30)),
        # already 1 January in Shanghai
        a_case("2026-0001", datetime(2025, 12, 31, 17, 0, tzinfo=UTC)),
    ]
    for *before, last in permutations(line):
        (mark,) = windows_titles(last, before, RULES, NOW)
        assert mark.year == 2026


def test_lh_17c_a_title_may_be_appealed_like_a_deduction() -> None:
    before = [a_case("2026-0001"), a_case("2026-0002")]
    (mark,) = windows_titles(a_case("2026-0003"), before, RULES, NOW)
    mark = apply(mark, Verify(by=ASSESSOR), RULES, NOW)
    assert mark.counts
    mark = apply(mark, Appeal(by=LIAISON, words="第二件不是同一原因"), RULES, NOW)
    assert not apply(mark, Revoke(by=CHIEF), RULES, NOW).counts


# --- LH-17d: 服务明星 ---


def complaints(count: int, words: str = "业务不熟") -> list[Mark]:
    """Return verified marks against one officer, of as many tickets."""
    return [
        verified(ticket_no=f"2026-000{n}", event_at=NOW + timedelta(days=n), words=words)
        for n in range(1, count + 1)
    ]


def test_lh_17d_three_verified_complaints_within_a_year_propose_to_take_the_title() -> None:
    assert list(officers_titles(complaints(2)[-1], complaints(2), RULES, NOW)) == []
    marks = complaints(3)
    (title,) = officers_titles(marks[-1], marks, RULES, NOW)
    assert (title.clause, title.loses, title.person) == ("LH-17d", "服务明星", "li")
    assert title.evidence == ("2026-0001", "2026-0002", "2026-0003")
    assert not title.counts


def test_lh_17d_only_what_was_verified_counts() -> None:
    marks = complaints(3)
    unverified = a_mark(ticket_no="2026-0001", event_at=marks[0].event_at, words="业务不熟")
    assert list(officers_titles(marks[-1], [unverified, *marks[1:]], RULES, NOW)) == []
    assert list(officers_titles(unverified, marks, RULES, NOW)) == []


def test_lh_17d_one_complaint_counts_once_whatever_was_marked() -> None:
    marks = complaints(2)
    second = verified(ticket_no="2026-0002", event_at=marks[1].event_at, words="服务态度差")
    assert list(officers_titles(second, [*marks, second], RULES, NOW)) == []


@pytest.mark.parametrize("words", ["应办未办", "作为不实"])
def test_lh_17d_other_causes_cost_points_but_not_the_title(words: str) -> None:
    marks = complaints(3, words)
    assert list(officers_titles(marks[-1], marks, RULES, NOW)) == []


def test_lh_17d_another_officers_complaints_do_not_count() -> None:
    marks = complaints(3)
    assert (
        list(officers_titles(marks[-1], [replace(marks[0], person="wu"), *marks[1:]], RULES, NOW))
        == []
    )


# --- the rows of a profile ---


def test_a_row_that_takes_nothing_or_counts_without_end_is_named() -> None:
    """LH-17: all at once, with every other fault of the profile."""
    rows = """
[[assessment]]
clause = "LH-17b"
id = "17b"
name = "没有分"

[[assessment]]
clause = "LH-17c"
id = "18"
name = "没有次数"
counts = "dispatched"
threshold = -3
"""
    with pytest.raises(BadProfile) as bad:
        load((RULES_OF / "longhui.toml").read_text() + rows, DEFAULTS)
    assert [fault.path for fault in bad.value.faults] == [
        "assessment.17b",
        "assessment.5.unit_points",
        "assessment.6.within_months",
        "assessment.6.loses",
        "assessment.6.threshold",
    ]


def test_the_rows_of_longhui_cite_their_clauses_and_defaults() -> None:
    """LH-17a to e are data; what the text does not say is marked as default."""
    origins = RULES.profile
    assert [r.clause for r in RULES.profile.assessment] == [f"LH-17{c}" for c in "abcde"]
    assert origins.origin("assessment.0.timed").gap == "G-5"
    assert origins.origin("assessment.0.unit_may_wait").gap == "G-18"
    assert origins.origin("assessment.2.counts").gap == "G-16"
    assert origins.origin("assessment.2.within_months").gap == "G-19"
    assert origins.origin("appeal").gap == "G-17"
    assert (row("17c").threshold, row("17d").threshold) == (3, 3)
