"""A key of a profile that a rule lives in decides something: with another value a test of the rule fails."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import key_homes
import pytest
from deep import Sweep
from key_homes import Home, changes, homes, judged
from neutralise import NOT_FAILING, PROVED
from rule_registry import Rule, load

from dispatch.profiles.waiting import WAITING

HOMES = homes(load().rules.values())
#: keys that no test of their rule notices yet; the list may only get shorter
#: (`.venv/bin/python tests/rules/key_homes.py dispatch.target` asks whether one may leave it)
UNNOTICED = frozenset(
    {
        "wuzhi: channels",
        "wuzhi: classes.cannot",
        "wuzhi: classes.hard",
        "wuzhi: classes.refused",
        "wuzhi: dispatch.route",
        "wuzhi: classes.refused.stages.result",
        "wuzhi: close",
        "shenqiu: dispatch.route",
        "shenqiu: dispatch.target",
        "shenqiu: classes.refused.stages.result",
        "shenqiu: scope.service",
        "puyang: channels",
        "puyang: dispatch",
        "puyang: close.requires",
        "puyang: result",
        "puyang: meeting",
        "puyang: tracking",
        "longhui: causes",
        "longhui: dispatch.target",
        "fw: channels",
        "fw: introducing",
        "fw: classes.complex",
        "fw: causes",
        "fw: classes.normal",
        "fw: close",
    }
)
ASKED = [one for one in HOMES if str(one) not in UNNOTICED]
#: how many are read with another value where the run is not `--deep`, and how many of those that are
#: asked are: each is a run of all tests that name the rule
READ, SAMPLE = 30, 1


@pytest.mark.slow
@pytest.mark.unit
@pytest.mark.sweep
def test_every_key_has_another_value_with_which_the_profile_can_be_read(sweep: Sweep) -> None:
    """A key that can only be what it is decides nothing."""
    asked = sweep.drawn("keys of profiles that are read with another value", HOMES, READ)
    assert [str(one) for one in asked if next(changes(one), None) is None] == []


@pytest.mark.unit
def test_what_waits_for_a_later_issue_or_is_only_printed_is_not_asked() -> None:
    asked = {one.key for one in HOMES}
    assert not asked & WAITING.keys()
    assert not [key for key in asked if key.startswith("checklist.")]
    assert "rework" in asked


@pytest.mark.unit
@pytest.mark.parametrize(
    ("place", "other"),
    [
        ("wuzhi.toml: demand.limit.n", {}),
        ("wuzhi.toml: rework.trigger", {"set": "rework.trigger", "to": "rating"}),
        ("defaults.toml: unreachable.tries", {"set": "unreachable.tries", "to": 4}),
        ("fw.toml: extension", {"set": "extension.allowed", "to": False}),
    ],
)
def test_another_value_is_one_that_the_reader_takes(place: str, other: Mapping[str, Any]) -> None:
    """WZ-11.2: a trigger of three words, a number, a section by its first key."""
    found = homes(
        [Rule(id="WZ-11.2", title="", lives=(f"dispatch/profiles/{place}",), ways=(({},),))]
    )
    if not other:
        with pytest.raises(KeyError):
            next(changes(found[0]))  # 武陟 says nothing of it: it is no key of its file
        return
    spec = next(changes(found[0]))
    assert {key: spec[key] for key in ("set", "to")} == other


@pytest.mark.unit
def test_what_no_test_notices_is_a_home_still() -> None:
    assert {str(one) for one in HOMES} >= UNNOTICED


@pytest.mark.slow
@pytest.mark.sweep
@pytest.mark.timeout(3 * 3600)
def test_another_value_of_a_key_breaks_a_test_of_its_rule(sweep: Sweep) -> None:
    asked = sweep.drawn("keys of profiles", ASKED, SAMPLE)
    says = judged(asked)
    assert [f"{one}: {what}" for one, what in says.items() if what != PROVED] == []


PLANTED = """
from bot.profiles import catalogue


def test_wz_9_1_the_answer_has_three_days() -> None:
    assert catalogue.load("wuzhi").classes[1].stages[0].limit.n == 3
"""


def test_a_key_that_decides_nothing_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A planted test of WZ-9.1 sees another limit, and does not care how the window is called, asked twice."""
    monkeypatch.setattr(key_homes, "TRIES", 2)
    (tmp_path / "test_planted.py").write_text(PLANTED, "utf-8")
    limit = Home("wuzhi", "classes.cannot.stages.reply.limit", ("WZ-9.1",))
    window = Home("wuzhi", "names.window", ("WZ-9.1",))

    says = judged([limit, window], tmp_path)

    assert says[limit] == PROVED
    assert says[window] == NOT_FAILING
