"""“默认，非文件规定” stands wherever a person sees the effect of a default, and nowhere else (§9)."""

import pytest
from builders import wuzhi

from bot.profiles import catalogue
from dispatch.profiles import badges
from dispatch.profiles.values import Origin

pytestmark = pytest.mark.unit

BADGE = "默认，非文件规定"


@pytest.mark.parametrize(
    ("origin", "said"),
    [
        (Origin(clause="WZ-9.1"), ""),
        (Origin(clause="default"), BADGE),
        (Origin(clause="default", gap="G-1"), f"{BADGE}（G-1）"),
    ],
)
def test_a_clause_has_no_badge_and_a_default_has_one(origin: Origin, said: str) -> None:
    assert badges.badge(origin) == said


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("leads.of", f"{BADGE}（G-1）"),
        ("extension.allowed", f"{BADGE}（G-2）"),
        ("lawful_end", f"{BADGE}（G-9）"),
        ("unreachable.tries", f"{BADGE}（G-10）"),
        ("rework_cap", f"{BADGE}（G-12）"),
        ("returning.limit", f"{BADGE}（G-13）"),
        ("anonymous", f"{BADGE}（G-25）"),
        ("demand.limit", f"{BADGE}（G-30）"),
        ("rating.levels", BADGE),
        ("supervise.actor", ""),
        ("dispatch.approve", ""),
    ],
)
def test_rules_know_the_badge_of_every_key(path: str, said: str) -> None:
    assert badges.of_path(wuzhi().profile, path) == said
    assert wuzhi().badge(path) == (BADGE if said else ""), "people have no use for our gap"


@pytest.mark.parametrize(
    ("county", "name", "clause", "said"),
    [
        pytest.param("wuzhi", "办不了", "WZ-9.1", "", id="WZ-9.1"),
        pytest.param("wuzhi", "办不了", "WZ-9.4", f"{BADGE}（G-31）", id="G-31"),
        pytest.param("wuzhi", "很难办", "WZ-9.3", BADGE, id="WZ-9.3: its start is not restated"),
        pytest.param("wuzhi", "不给办", "WZ-9.2", f"{BADGE}（G-32）", id="G-32"),
        pytest.param("puyang", "紧急", "PY-4.2.3", f"{BADGE}（G-33）", id="G-33"),
        pytest.param("fw", "简单", "G-35", f"{BADGE}（G-35）", id="G-35"),
        pytest.param("fw", "一般", "FW-6.3.2", "", id="FW-6.3.2"),
        pytest.param("longhui", "工单", "LH-12c", f"{BADGE}（G-3）", id="G-3"),
        pytest.param("wuzhi", "办不了", "FW-6.3.2", "", id="a clause of the other text"),
        pytest.param("wuzhi", "办不了", "default", BADGE, id="no gap either"),
    ],
)
def test_a_limit_shows_what_of_it_is_a_default(
    county: str, name: str, clause: str, said: str
) -> None:
    assert badges.of_limit(catalogue.load(county), name, clause) == said


def test_several_gaps_stand_in_one_badge() -> None:
    own = catalogue.load("wuzhi")
    assert badges.of_section(own, "extension") == f"{BADGE}（G-2）"
    assert badges.of_section(own, "circulate") == BADGE
    assert badges.of_section(own, "remind") == ""
