"""考核 (LH-17): proposed, verified by a person, appealed, decided; nothing counts before."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from marked import (
    ASSESSOR,
    CHIEF,
    LIAISON,
    NOW,
    OVERSEER,
    TAXMAN,
    a_fault,
    a_mark,
    longhui,
    verified,
)

from dispatch.assessment import scoring
from dispatch.assessment.demerits import CountedOnly, InTime, NotMeasured, propose
from dispatch.assessment.marks import (
    Appeal,
    Dismiss,
    Mark,
    MarkCommand,
    MarkState,
    Revoke,
    Uphold,
    Verify,
)
from dispatch.assessment.scoring import MOVES, AppealOver, OwnHand, apply
from dispatch.errors import AlreadyDone, Incomplete, MoveRefused, NotAllowed, NotYours
from dispatch.rules.deadlines import UnknownName

pytestmark = pytest.mark.unit

RULES = longhui()
#: 17a with minutes set by the county (G-5)
MEASURED = longhui(minutes=15)

COMMANDS: dict[type[MarkCommand], MarkCommand] = {
    Verify: Verify(by=ASSESSOR),
    Dismiss: Dismiss(by=ASSESSOR),
    Appeal: Appeal(by=LIAISON, words="系统停机"),
    Uphold: Uphold(by=CHIEF),
    Revoke: Revoke(by=CHIEF),
}


def in_state(state: MarkState) -> Mark:
    """Return a mark in *state*."""
    return replace(a_mark(), state=state)


# --- what it costs (LH-17a, b, e) ---

COSTS = [
    pytest.param("17b", {}, (1, 1), id="LH-17b one point of the window and one of its officer"),
    pytest.param(
        "17e",
        {"person": "", "words": "推脱责任，没有按要求办结"},
        (1, 0),
        id="LH-17e one point of the window",
    ),
    pytest.param(
        "17a",
        {"person": "", "words": "用时25分钟", "took_minutes": 25},
        (1, 0),
        id="LH-17a one point of the window",
    ),
]


@pytest.mark.parametrize(("demerit", "said", "points"), COSTS)
def test_a_fault_costs_what_the_profile_says(
    demerit: str, said: dict[str, Any], points: tuple[int, int]
) -> None:
    mark = a_mark(demerit, MEASURED, **said)
    assert (mark.unit_points, mark.person_points) == points
    assert mark.clause == f"LH-{demerit}"
    assert mark.evidence == ("2026-0001",)


def test_lh_17a_nobody_is_late_before_the_county_sets_minutes() -> None:
    """G-5: measured and reported, not judged."""
    late = a_fault("17a", person="", words="用时90分钟", took_minutes=90)
    with pytest.raises(NotMeasured):
        propose(late, RULES, NOW)
    assert propose(late, MEASURED, NOW).state is MarkState.PROPOSED


def test_lh_17a_within_the_minutes_nothing_is_lost() -> None:
    exact = a_fault("17a", person="", words="用时15分钟", took_minutes=15)
    with pytest.raises(InTime):
        propose(exact, MEASURED, NOW)
    assert propose(replace(exact, took_minutes=16), MEASURED, NOW)
    with pytest.raises(Incomplete) as lacks:
        propose(replace(exact, took_minutes=None), MEASURED, NOW)
    assert lacks.value.missing == ("用时（分钟）",)


def test_lh_17a_whose_window_a_desk_officer_costs_is_decided_by_who_verifies() -> None:
    """G-18: a 专员 of the centre's own belongs to no window."""
    mark = a_mark("17a", MEASURED, unit="", person="sun", words="用时25分钟", took_minutes=25)
    with pytest.raises(Incomplete) as lacks:
        apply(mark, Verify(by=ASSESSOR), MEASURED, NOW)
    assert (lacks.value.missing, lacks.value.clause) == (("窗口单位",), "G-18")
    assert apply(mark, Verify(by=ASSESSOR, unit="tax"), MEASURED, NOW).unit == "tax"


def test_who_verifies_cannot_put_another_window_in_place_of_the_proposed() -> None:
    assert apply(a_mark(), Verify(by=ASSESSOR, unit="tax"), RULES, NOW).unit == "market"


LACKING = [
    pytest.param("17b", {"unit": ""}, "窗口单位", id="LH-17b the window"),
    pytest.param("17b", {"person": ""}, "窗口工作人员", id="LH-17b the officer"),
    pytest.param("17b", {"words": "  "}, "事实", id="LH-17f the fact"),
    pytest.param("17b", {"words": "办得慢"}, "应办未办、业务不熟、审核不严", id="LH-17b a cause"),
    pytest.param("17e", {"words": "办得慢"}, "重视不够、推脱责任、落实不力", id="LH-17e a cause"),
]


@pytest.mark.parametrize(("demerit", "said", "missing"), LACKING)
def test_a_proposal_names_what_the_clause_asks_for(
    demerit: str, said: dict[str, Any], missing: str
) -> None:
    with pytest.raises(Incomplete) as lacks:
        propose(a_fault(demerit, **said), RULES, NOW)
    assert any(missing in one for one in lacks.value.missing)


@pytest.mark.parametrize("cause", ["应办未办", "业务不熟", "审核不严", "作为不实", "服务态度差"])
def test_lh_17b_each_cause_of_the_text_is_kept_with_the_mark(cause: str) -> None:
    assert a_mark(words=f"{cause}，已核对录像").cause == cause


@pytest.mark.parametrize("title", ["17c", "LH-17d"])
def test_titles_are_proposed_by_the_count_not_by_hand(title: str) -> None:
    with pytest.raises(CountedOnly):
        propose(a_fault(title), RULES, NOW)


def test_a_row_that_the_profile_lacks_is_answered_with_those_there_are() -> None:
    with pytest.raises(UnknownName) as unknown:
        propose(a_fault("18"), RULES, NOW)
    assert unknown.value.known == ("17a", "17b", "17c", "17d", "17e")


# --- proposal → verification → decision (LH-17f, G-17) ---


def test_lh_17f_nothing_counts_before_a_person_verified_it() -> None:
    mark = a_mark()
    assert not mark.counts
    assert apply(mark, Verify(by=ASSESSOR), RULES, NOW).counts
    assert not apply(mark, Dismiss(by=ASSESSOR), RULES, NOW).counts


COUNTED = {MarkState.VERIFIED, MarkState.APPEALED, MarkState.UPHELD}


@pytest.mark.parametrize("state", list(MarkState))
def test_lh_17f_what_was_revoked_or_dismissed_never_counts(state: MarkState) -> None:
    assert in_state(state).counts is (state in COUNTED)


@pytest.mark.parametrize("state", list(MarkState))
@pytest.mark.parametrize("command", list(COMMANDS))
def test_every_step_stands_in_the_table_and_no_other_is_taken(
    state: MarkState, command: type[MarkCommand]
) -> None:
    to = MOVES[state].get(command)
    if to is None:
        with pytest.raises((MoveRefused, AlreadyDone)):
            apply(in_state(state), COMMANDS[command], RULES, NOW)
    else:
        moved = apply(in_state(state), COMMANDS[command], RULES, NOW)
        assert moved.state is to
        assert moved.steps[-1].what == command.__name__
        assert (moved.steps[-1].by, moved.steps[-1].at) == (COMMANDS[command].by.id, NOW)


def test_every_state_of_a_mark_is_reached_from_the_proposal() -> None:
    reached, new = {MarkState.PROPOSED}, {MarkState.PROPOSED}
    while new:
        new = {to for state in new for to in MOVES[state].values()} - reached
        reached |= new
    assert reached == set(MarkState)
    assert set(COMMANDS) == set(scoring.STEPS)


@pytest.mark.parametrize("command", [Verify, Dismiss])
def test_lh_17f_who_proposed_it_or_whom_it_is_about_does_not_verify_it(
    command: type[MarkCommand],
) -> None:
    mine = a_mark(by=ASSESSOR)
    with pytest.raises(OwnHand):
        apply(mine, command(by=ASSESSOR), RULES, NOW)
    about = replace(CHIEF, id="li")
    with pytest.raises(OwnHand):
        apply(mine, command(by=about), RULES, NOW)
    assert apply(mine, command(by=CHIEF), RULES, NOW).state is not MarkState.PROPOSED


@pytest.mark.parametrize("command", [Verify, Dismiss])
def test_lh_17f_who_proposed_it_verifies_it_where_nobody_else_may_but_never_what_is_about_them(
    command: type[MarkCommand],
) -> None:
    alone = replace(ASSESSOR, others=frozenset({"receptionist"}))
    moved = apply(a_mark(by=ASSESSOR), command(by=alone), RULES, NOW)
    assert moved.steps[-1].by == moved.proposed_by
    with pytest.raises(OwnHand):
        apply(a_mark(by=ASSESSOR), command(by=replace(alone, others=alone.roles)), RULES, NOW)
    with pytest.raises(OwnHand):
        apply(a_mark(by=alone), command(by=replace(alone, id="li")), RULES, NOW)


def test_the_same_step_twice_is_answered_with_who_took_it() -> None:
    with pytest.raises(AlreadyDone) as done:
        apply(verified(), Verify(by=CHIEF), RULES, NOW)
    assert done.value.by == "考核科"


def test_g_17_the_window_may_appeal_for_five_working_days_and_no_longer() -> None:
    """From Monday 2026-09-14 to close of business on Sunday the 20th, which is worked (调休)."""
    mark = verified()
    until = datetime(2026, 9, 20, 9, 30, tzinfo=UTC)
    assert mark.appeal_until == until
    appeal = Appeal(by=LIAISON, words="当日系统停机")
    assert apply(mark, appeal, RULES, until).state is MarkState.APPEALED
    with pytest.raises(AppealOver):
        apply(mark, appeal, RULES, until + timedelta(seconds=1))


def test_g_17_only_the_window_or_the_officer_meant_appeals_and_says_why() -> None:
    mark = verified()
    with pytest.raises(NotYours):
        apply(mark, Appeal(by=TAXMAN, words="不服"), RULES, NOW)
    with pytest.raises(NotYours):
        apply(mark, Appeal(by=replace(LIAISON, centre="other"), words="不服"), RULES, NOW)
    with pytest.raises(Incomplete):
        apply(mark, Appeal(by=LIAISON), RULES, NOW)
    lent = replace(TAXMAN, id="li")
    assert apply(mark, Appeal(by=lent, words="不服"), RULES, NOW).state is MarkState.APPEALED


MAY = [
    pytest.param(MarkState.PROPOSED, Verify, {"assessor", "management"}, id="核实 LH-17f"),
    pytest.param(MarkState.PROPOSED, Dismiss, {"assessor", "management"}, id="不成立 LH-17f"),
    pytest.param(MarkState.VERIFIED, Appeal, {"department", "window_lead"}, id="申诉 G-17"),
    pytest.param(MarkState.APPEALED, Uphold, {"management"}, id="裁定 维持 G-17"),
    pytest.param(MarkState.APPEALED, Revoke, {"management"}, id="裁定 撤销 G-17"),
]
ROLES = (
    "receptionist",
    "supervisor",
    "management",
    "department",
    "window_lead",
    "assessor",
    "leader",
)


@pytest.mark.parametrize(("state", "command", "allowed"), MAY)
def test_who_may_take_each_step(
    state: MarkState, command: type[MarkCommand], allowed: set[str]
) -> None:
    for role in ROLES:
        by = replace(LIAISON, id="somebody", roles=frozenset({role}))
        step = command(by=by, words="理由")
        if role in allowed:
            assert apply(in_state(state), step, RULES, NOW)
        else:
            with pytest.raises(NotAllowed):
                apply(in_state(state), step, RULES, NOW)


def test_a_department_proposes_no_marks() -> None:
    with pytest.raises(NotAllowed):
        propose(a_fault(by=LIAISON), RULES, NOW)
    assert propose(a_fault(by=OVERSEER), RULES, NOW).proposed_by == "du"


def test_the_same_words_about_the_same_ticket_are_the_same_mark() -> None:
    assert a_mark().key == a_mark().key
    others = [a_mark(person="wu"), a_mark(ticket_no="2026-0002"), a_mark(words="业务不熟")]
    assert len({mark.key for mark in (a_mark(), *others)}) == 4
