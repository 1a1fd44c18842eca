"""A county with a notice and the standard: the stricter limit of each kind, the rest its own (rule d)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from builders import wuzhi
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.profiles import catalogue
from dispatch.profiles.list_sections import Refusal
from dispatch.profiles.profile import Profile
from dispatch.profiles.values import FINAL, Origin, Path
from dispatch.rules import deadlines, stricter
from dispatch.rules.deadlines import Deadline
from dispatch.rules.proof import proof_line
from dispatch.worktime.calendar import in_shanghai

pytestmark = pytest.mark.unit

CHINA, HOURS = wuzhi().calendar, wuzhi().hours
FW = catalogue.load("fw")
COUNTIES = ("wuzhi", "shenqiu", "puyang", "longhui")
CLASSES = [
    (county, one.name)
    for county in COUNTIES
    for one in catalogue.load(county).classes
    if one.path is Path.DISPATCH
]


def limits(
    profile: Profile,
    name: str,
    at: datetime,
    several: tuple[str, ...] = (),
    day: date | None = None,
) -> tuple[Deadline, ...]:
    """The limits of one class of one text."""
    return deadlines.clocks(
        profile, name, at, CHINA, HOURS, several=several, promised_on=day, arrived_at=at
    )


def both(
    county: str, name: str, at: datetime, several: tuple[str, ...] = (), day: date | None = None
) -> tuple[Deadline, ...]:
    """The limits where *county* follows the standard too."""
    return stricter.clocks(
        catalogue.load(county), FW, name, several, lambda p, n: limits(p, n, at, several, day)
    )


def at(day: str) -> datetime:
    """Ten in the morning of *day*, in Shanghai."""
    return datetime.fromisoformat(f"{day}T10:00:00+08:00").astimezone(UTC)


def due(found: tuple[Deadline, ...]) -> dict[str, tuple[str, str]]:
    """Stage → clause and last day."""
    return {one.stage: (one.clause, one.due_on.isoformat()) for one in found}


@pytest.mark.parametrize(("county", "name"), CLASSES)
@pytest.mark.parametrize("several", [(), ("departments",)], ids=["one", "several"])
def test_every_class_of_every_county_has_a_counterpart(
    county: str, name: str, several: tuple[str, ...]
) -> None:
    """Rule d: each row is one of FW's own classes and marked as a default."""
    found = stricter.counterpart(catalogue.load(county), FW, name, several)
    assert found in {one.name for one in FW.classes}
    assert FW.origin("counterparts.0.single").is_default


def test_the_calendar_days_of_the_standard_win_in_a_plain_week() -> None:
    """WZ-9.1 (3 wd) against FW-6.3.2 (3天): from a Thursday the weekend counts and then rolls."""
    assert due(both("wuzhi", "办不了", at("2026-05-14"))) == {"reply": ("FW-6.3.2", "2026-05-18")}
    assert due(both("wuzhi", "办不了", at("2026-05-11"))) == {"reply": ("WZ-9.1", "2026-05-14")}


def test_a_winner_keeps_the_own_stage_so_that_the_own_answer_ends_it() -> None:
    """WZ-9.1 wants a reply with reason and basis; the standard's result only shortens it."""
    (one,) = both("wuzhi", "办不了", at("2026-05-14"))
    assert (one.stage, one.clause, one.class_name) == ("reply", "FW-6.3.2", "办不了")
    assert one.beside is not None
    assert (one.beside.clause, one.beside.stage) == ("WZ-9.1", "reply")


def test_the_proof_names_both_texts() -> None:
    (one,) = both("wuzhi", "办不了", at("2026-05-14"))
    assert proof_line(one).endswith("5-18 17:30（从严：FW-6.3.2，不晚于WZ-9.1的5-19 17:30）")
    (own,) = limits(catalogue.load("wuzhi"), "办不了", at("2026-05-14"))
    assert "从严" not in proof_line(own)


def test_a_plan_competes_with_a_plan_and_the_end_with_the_end() -> None:
    """WZ-9.3 (5 wd plan) against FW-6.3.3 (7天); the month of FW-6.3.4 stands where WZ promises later."""
    found = due(both("wuzhi", "很难办", at("2026-05-11")))
    assert found == {"plan": ("WZ-9.3", "2026-05-18"), "result": ("FW-6.3.4", "2026-06-11")}
    holiday = due(both("wuzhi", "很难办", at("2026-02-13")))
    assert holiday["plan"][0] == "FW-6.3.3"


def test_several_departments_get_the_standards_complex_class() -> None:
    """WZ-9.4 against FW-6.3.3, FW-6.3.4: reply 3 wd and plan 5 wd run side by side (G-31)."""
    found = due(both("wuzhi", "办不了", at("2026-05-11"), ("departments",)))
    assert found == {"reply": ("WZ-9.1", "2026-05-14"), "plan": ("WZ-9.4", "2026-05-18")}


def test_a_late_promise_is_cut_by_the_standard() -> None:
    """WZ-9.2, G-32: the promised date of 不给办 is not later than FW-6.3.2 allows."""
    found = due(both("wuzhi", "不给办", at("2026-05-11"), day=date(2026, 6, 1)))
    assert found == {"result": ("FW-6.3.2", "2026-05-14")}


def test_a_class_without_counterpart_keeps_its_own_limits() -> None:
    silent = replace(FW, counterparts=())
    found = stricter.clocks(
        catalogue.load("wuzhi"), silent, "办不了", (), lambda p, n: limits(p, n, at("2026-05-14"))
    )
    assert due(found) == {"reply": ("WZ-9.1", "2026-05-19")}
    assert found[0].beside is None


@settings(max_examples=120)
@given(
    which=st.sampled_from(CLASSES),
    minutes=st.integers(0, 4 * 365 * 24 * 60),
    several=st.sampled_from([(), ("departments",), ("levels",), ("departments", "levels")]),
    promised=st.none() | st.integers(0, 60),
)
def test_the_stricter_of_two_is_never_later_than_either_alone(
    which: tuple[str, str], minutes: int, several: tuple[str, ...], promised: int | None
) -> None:
    """Rule d, for all classes over 2023–2026, promised dates and several departments included."""
    county, name = which
    start = datetime(2023, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    day = None if promised is None else in_shanghai(start).date() + timedelta(days=promised)
    standard = stricter.counterpart(catalogue.load(county), FW, name, several)
    assert standard is not None
    own, other = (
        limits(catalogue.load(county), name, start, several, day),
        limits(FW, standard, start),
    )
    together = both(county, name, start, several, day)
    for one in (*own, *other):
        rivals = [t for t in together if t.stage == one.stage or {t.stage, one.stage} <= FINAL]
        assert len(rivals) == 1
        assert rivals[0].due_at <= one.due_at
    assert {t.due_at for t in together} <= {one.due_at for one in (*own, *other)}


def test_what_only_the_standard_has_is_added_with_its_origin() -> None:
    """FW-6.1.3 and FW-6.2.6 beside 武陟's notice, which says neither."""
    own = catalogue.load("wuzhi")
    told = Origin(clause="FW-6.2.6")
    standard = replace(
        FW,
        offences=replace(FW.offences, to=("县纪委监委",)),
        origins={**FW.origins, "offences": told},
    )
    joined = stricter.joined(own, standard)
    assert joined.version == f"{own.version}+{FW.version}"
    assert joined.id == "wuzhi+fw"
    online = joined.class_named("线上")
    assert online is not None
    assert joined.origin(f"classes.{joined.classes.index(online)}.stages.0").clause == "FW-6.1.3"
    assert joined.offences.to == ("县纪委监委",)
    assert joined.origin("offences") == told
    assert joined.classes[: len(own.classes)] == own.classes


def test_all_else_comes_from_the_own_notice() -> None:
    own = catalogue.load("wuzhi")
    joined = stricter.joined(own, FW)
    for name in ("dispatch", "remind", "supervise", "callback", "rating", "who", "close", "ledger"):
        assert getattr(joined, name) == getattr(own, name), name


def test_refusals_of_the_standard_are_added_by_code_unless_the_own_text_knows_no_refusal() -> None:
    """FW-5.3 beside a silent text; LH-6a has no veto, so nothing is added there."""
    own, lh = catalogue.load("wuzhi"), catalogue.load("longhui")
    standard = replace(FW, refusals=tuple(map(refusal, ("N1", "N2"))))
    listed = {**own.origins, "refusals.0": own.origin("dispatch")}  # in its own text
    mine = replace(own, refusals=(refusal("N2"),), origins=listed)
    assert [one.code for one in stricter.joined(mine, standard).refusals] == ["N2", "N1"]
    veto = replace(lh, refusing=replace(lh.refusing, no_bare_no=True), refusals=())
    assert stricter.joined(veto, standard).refusals == ()
    assert own.class_named("线上") is None


def refusal(code: str) -> Refusal:
    """A refusal of that code."""
    return Refusal(code=code, name=code, words=code)
