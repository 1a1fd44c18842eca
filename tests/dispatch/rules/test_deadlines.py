"""Deadlines under the profiles: the clauses' limits, several clocks, reminders, the proof."""

from collections.abc import Sequence
from datetime import date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.profiles import catalogue, holidays
from dispatch.rules.deadlines import (
    Asked,
    Deadline,
    NeedsPromise,
    UnknownName,
    clocks,
    deadline,
)
from dispatch.rules.proof import circled, due_text, proof_line
from dispatch.worktime.calendar import Hours, NaiveTime, in_shanghai
from dispatch.worktime.counting import Limit, Unit

pytestmark = pytest.mark.unit

CHINA = holidays.build()
DAY = Hours(opens=time(8, 30), closes=time(17, 30), lunch=(time(12), time(14)))
WUZHI = catalogue.load("wuzhi")

#: every stage with a limit of its own, in every profile
LIMITED = [
    (name, one.name, stage.kind.value)
    for name in catalogue.names()
    for one in catalogue.load(name).classes
    for stage in one.stages
    if stage.limit is not None
]


def at(text: str) -> datetime:
    """A moment as Shanghai's clocks show it."""
    return datetime.fromisoformat(f"{text}+08:00")


def ask(
    county: str, name: str, stage: str, start: str, hours: Hours | None = DAY, **more: object
) -> Deadline:
    """One deadline."""
    return deadline(catalogue.load(county), name, stage, at(start), CHINA, hours, **more)  # type: ignore[arg-type]


def local(moments: Sequence[datetime]) -> list[str]:
    """Moments as people read them."""
    return [f"{in_shanghai(moment):%m-%d %H:%M}" for moment in moments]


@pytest.mark.parametrize(
    ("county", "name", "stage", "clause", "limit"),
    [
        ("wuzhi", "办不了", "reply", "WZ-9.1", (3, "wd")),
        ("wuzhi", "很难办", "plan", "WZ-9.3", (5, "wd")),
        ("shenqiu", "办不了", "reply", "SQ-8.1", (3, "wd")),
        ("shenqiu", "很难办", "plan", "SQ-8.3", (5, "wd")),
        ("puyang", "非常紧急", "result", "PY-4.2.2", (24, "h")),
        ("puyang", "紧急", "result", "PY-4.2.3", (3, "wd")),
        ("puyang", "一般", "result", "PY-4.2.4", (5, "wd")),
        ("longhui", "工单", "result", "LH-12a", (3, "wd")),
        ("fw", "线上", "acknowledge", "FW-6.1.3", (1, "wd")),
        ("fw", "咨询", "result", "FW-6.2.2", (1, "wd")),
        ("fw", "一般", "result", "FW-6.3.2", (3, "cd")),
        ("fw", "复杂", "plan", "FW-6.3.3", (7, "cd")),
        ("fw", "重大", "result", "FW-6.3.4", (1, "month")),
        ("fw", "简单", "deploy", "FW-6.3.1", (1, "same_day")),
    ],
)
def test_each_clause_gives_its_limit(
    county: str, name: str, stage: str, clause: str, limit: tuple[int, str]
) -> None:
    found = ask(county, name, stage, "2024-06-03T10:00")
    assert found.clause == clause
    assert found.limit == Limit(n=limit[0], unit=Unit(limit[1]))


def test_a_class_answers_to_its_id_too() -> None:
    assert ask("wuzhi", "cannot", "reply", "2024-06-03T10:00").class_name == "办不了"


@pytest.mark.parametrize(
    ("name", "stage", "what", "known"),
    [
        ("马上办", "reply", "class", ("一般性问题", "办不了", "很难办", "不给办")),
        ("办不了", "plan", "stage", ("reply",)),
        ("办不了", "extension", "stage", ("reply",)),
        ("一般性问题", "result", "stage", ()),
    ],
)
def test_an_unknown_name_is_refused_with_those_there_are(
    name: str, stage: str, what: str, known: tuple[str, ...]
) -> None:
    with pytest.raises(UnknownName) as refused:
        ask("wuzhi", name, stage, "2024-06-03T10:00")
    assert (refused.value.what, refused.value.known) == (what, known)


def test_a_naive_start_is_refused() -> None:
    naive = datetime.fromisoformat("2024-04-26T10:00")
    with pytest.raises(NaiveTime):
        deadline(WUZHI, "办不了", "reply", naive, CHINA, DAY)


@pytest.mark.parametrize(
    ("basis", "due", "counted"),
    [(None, "2024-05-13", 10), ("total", "2024-05-13", 10), ("on_top", "2024-05-16", 13)],
)
def test_the_longest_extension_counts_from_receipt_or_on_top(
    basis: str | None, due: str, counted: int
) -> None:
    """LH-12c, G-3."""
    found = ask("longhui", "工单", "extension", "2024-04-26T10:00", basis=basis)
    assert (found.due_on, found.clause) == (date.fromisoformat(due), "LH-12c")
    assert sum(step.counted for step in found.steps) == counted
    assert len({step.on for step in found.steps}) == len(found.steps)


def test_an_extension_on_an_unknown_basis_is_refused() -> None:
    with pytest.raises(UnknownName) as refused:
        ask("longhui", "工单", "extension", "2024-04-26T10:00", basis="forever")
    assert refused.value.known == ("total", "on_top")


def test_an_extension_without_a_span_is_at_most_the_original_limit() -> None:
    """G-34; 非常紧急 and 紧急 are not extended (PY-4.2.7)."""
    assert ask("puyang", "一般", "extension", "2024-06-03T10:00").due_on == date(2024, 6, 18)
    for urgent in ("非常紧急", "紧急"):
        with pytest.raises(UnknownName):
            ask("puyang", urgent, "extension", "2024-06-03T10:00")


def test_a_stage_without_a_limit_needs_a_promised_date() -> None:
    """WZ-9.2, G-32."""
    with pytest.raises(NeedsPromise):
        ask("wuzhi", "不给办", "result", "2024-06-03T10:00")
    found = ask("wuzhi", "不给办", "result", "2024-06-03T10:00", promised_on=date(2024, 6, 20))
    assert (found.due_at, found.clause) == (at("2024-06-20T17:30"), "WZ-9.2")


def both(
    several: Sequence[str], name: str = "办不了", **more: object
) -> list[tuple[str, str, str]]:
    """The clocks of a dispatch on 2024-04-26: stage, clause, due."""
    found = clocks(
        WUZHI,
        name,
        at("2024-04-26T10:00"),
        CHINA,
        DAY,
        several=several,
        **more,  # type: ignore[arg-type]
    )
    return [(c.stage, c.clause, f"{c.due_on:%m-%d}") for c in found]


@pytest.mark.parametrize("several", [["departments"], ["levels"], ["departments", "levels"]])
def test_a_matter_of_several_departments_that_cannot_be_done_runs_both_clocks(
    several: list[str],
) -> None:
    """WZ-9.1 with WZ-9.4, G-31: reply in 3 wd beside plan in 5 wd."""
    assert both(several) == [("reply", "WZ-9.1", "04-30"), ("plan", "WZ-9.4", "05-07")]


def test_a_matter_of_one_department_runs_one_clock() -> None:
    assert both([]) == [("reply", "WZ-9.1", "04-30")]


def test_a_hard_matter_has_one_plan_however_many_departments() -> None:
    """WZ-9.3, WZ-9.4: its result waits for the plan's promise."""
    one_plan = [("plan", "WZ-9.3", "05-07")]
    assert both(["departments"], "很难办") == one_plan
    assert both([], "很难办", promised_on=date(2024, 5, 10)) == one_plan


def test_a_refused_matter_runs_on_the_promise_and_with_several_departments_on_a_plan() -> None:
    """WZ-9.2, WZ-9.4, G-31."""
    promised = date(2024, 5, 10)
    assert both(["departments"], "不给办", promised_on=promised) == [
        ("result", "WZ-9.2", "05-10"),
        ("plan", "WZ-9.4", "05-07"),
    ]


def test_a_general_matter_has_no_clock_however_many_departments() -> None:
    """WZ-9.4 leaves on-site items alone."""
    assert both(["departments"], "一般性问题") == []


def test_a_stage_from_arrival_counts_from_arrival() -> None:
    """FW-6.2.2: 应在接到诉求后1个工作日内."""
    [only] = clocks(
        catalogue.load("fw"),
        "咨询",
        at("2024-06-04T10:00"),
        CHINA,
        DAY,
        arrived_at=at("2024-06-03T10:00"),
    )
    assert (only.start_at, only.due_on) == (at("2024-06-03T10:00"), date(2024, 6, 4))


def test_a_plan_starts_the_clock_of_its_promise() -> None:
    """WZ-9.3: result within the 承诺时限, from the plan."""
    found = Asked(WUZHI, "很难办", at("2024-06-05T15:00"), CHINA, DAY).promise(date(2024, 6, 20))
    assert (found.stage, found.clause, found.due_at) == ("result", "WZ-9.3", at("2024-06-20T17:30"))


def test_a_demand_has_two_working_days_of_its_own() -> None:
    """G-30."""
    found = Asked(WUZHI, "办不了", at("2026-09-30T17:31"), CHINA, DAY).demanded()
    assert (found.due_at, found.clause) == (at("2026-10-09T17:30"), "G-30")


@pytest.mark.parametrize(
    ("county", "name", "stage", "start", "moments"),
    [
        pytest.param(
            "wuzhi", "办不了", "reply", "2024-04-26T10:00", ["04-29 08:30"], id="3 wd: 1 wd before"
        ),
        pytest.param(
            "wuzhi", "很难办", "plan", "2026-09-29T10:00", ["10-10 08:30"], id="on a make-up day"
        ),
        pytest.param(
            "puyang",
            "非常紧急",
            "result",
            "2024-04-30T17:00",
            ["05-01 05:00", "05-01 12:12"],
            id="hours: half and four fifths, at night too",
        ),
        pytest.param(
            "fw",
            "线上",
            "acknowledge",
            "2024-04-26T10:00",
            ["04-28 09:15", "04-28 15:00"],
            id="1 wd: shares of working time, nothing at night",
        ),
        pytest.param(
            "fw", "简单", "deploy", "2024-04-30T10:00", ["04-30 15:30"], id="same day: 2 h before"
        ),
        pytest.param("fw", "简单", "deploy", "2024-04-30T16:30", [], id="too late for a reminder"),
        pytest.param(
            "fw", "复杂", "plan", "2024-09-29T10:00", ["09-30 08:30"], id="the working day before"
        ),
        pytest.param(
            "fw", "重大", "result", "2024-09-05T10:00", ["09-30 08:30"], id="months as days"
        ),
    ],
)
def test_reminders_come_when_the_limit_asks_for_them(
    county: str, name: str, stage: str, start: str, moments: list[str]
) -> None:
    """G-1."""
    assert local(ask(county, name, stage, start).remind_at) == moments


@pytest.mark.parametrize(
    ("promised_on", "moments"),
    [
        (date(2024, 6, 20), ["06-19 08:30"]),
        (date(2024, 6, 4), ["06-04 09:15", "06-04 15:00"]),
    ],
)
def test_a_promise_is_reminded_of_like_a_limit_of_as_many_working_days(
    promised_on: date, moments: list[str]
) -> None:
    found = Asked(WUZHI, "很难办", at("2024-06-03T10:00"), CHINA, DAY).promise(promised_on)
    assert local(found.remind_at) == moments


@settings(deadline=None)
@given(
    which=st.sampled_from(LIMITED),
    start=st.datetimes(
        datetime.fromisoformat("2010-01-01"), datetime.fromisoformat("2027-12-01")
    ).map(lambda naive: at(naive.isoformat())),
    hours=st.sampled_from([DAY, None]),
)
def test_every_deadline_has_a_proof_and_reminds_only_between_start_and_end(
    which: tuple[str, str, str], start: datetime, hours: Hours | None
) -> None:
    county, name, stage = which
    found = deadline(catalogue.load(county), name, stage, start, CHINA, hours)
    assert start < found.due_at
    assert list(found.remind_at) == sorted(found.remind_at)
    assert all(start < moment < found.due_at for moment in found.remind_at)
    assert f"→ {due_text(found)}" in proof_line(found)


@pytest.mark.parametrize(
    ("county", "name", "stage", "start", "line"),
    [
        (
            "wuzhi",
            "办不了",
            "reply",
            "2024-04-26T10:00",
            "收单4-26不计；4-28调休①；4-29②；4-30③ → 4-30 17:30",
        ),
        (
            "fw",
            "一般",
            "result",
            "2024-04-30T10:00",
            "收单4-30不计；5-1①；5-2②；5-3③；顺延至5-6 → 5-6 17:30",
        ),
        ("fw", "重大", "result", "2024-01-31T10:00", "收单1-31不计；满1个月至2-29 → 2-29 17:30"),
        (
            "fw",
            "重大",
            "result",
            "2024-09-05T10:00",
            "收单9-5不计；满1个月至10-5；顺延至10-8 → 10-8 17:30",
        ),
        (
            "puyang",
            "非常紧急",
            "result",
            "2024-04-30T17:00",
            "收单4-30 17:00起算；满24小时 → 5-1 17:00",
        ),
        ("fw", "简单", "deploy", "2024-04-30T10:00", "收单4-30 10:00；当天 → 4-30 17:30"),
        (
            "fw",
            "简单",
            "deploy",
            "2024-04-30T18:00",
            "收单4-30 18:00；视为5-6 08:30收到；当天 → 5-6 17:30",
        ),
        (
            "wuzhi",
            "办不了",
            "reply",
            "2026-12-29T10:00",
            "收单12-29不计；12-30①；12-31②；1-4③ → 2027-1-4 17:30（暂定）",
        ),
    ],
)
def test_the_proof_says_every_counted_day_and_why(
    county: str, name: str, stage: str, start: str, line: str
) -> None:
    """N1; G-8 shows both times."""
    assert proof_line(ask(county, name, stage, start)) == line


def test_the_proof_of_a_promise_names_the_promise() -> None:
    found = Asked(WUZHI, "很难办", at("2024-06-05T15:00"), CHINA, DAY).promise(date(2024, 6, 20))
    assert proof_line(found) == "起算6-5；承诺6-20 → 6-20 17:30"


def test_without_hours_the_proof_ends_at_24() -> None:
    found = ask("wuzhi", "办不了", "reply", "2024-04-26T10:00", None)
    assert proof_line(found).endswith("→ 4-30 24:00")


@pytest.mark.parametrize(
    ("n", "sign"),
    [(1, "①"), (20, "⑳"), (21, "㉑"), (35, "㉟"), (36, "㊱"), (50, "㊿"), (51, "(51)")],
)
def test_numbers_are_circled_as_far_as_signs_reach(n: int, sign: str) -> None:
    assert circled(n) == sign
