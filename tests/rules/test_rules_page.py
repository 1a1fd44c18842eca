"""docs/rules.md is what the registry and the proofs say; the registry has each of the 234 rules once.

`RENEW=1 .venv/bin/python -m pytest -n 0 tests/rules/test_rules_page.py` writes the present page.
"""

import os
import re
from collections import Counter
from pathlib import Path

import pytest
import rule_proofs
import rule_registry
import rules_page
from house_rules import ROOT
from rule_registry import Registry, Rule

from dispatch.profiles.clauses import KINDS

pytestmark = pytest.mark.unit

PAGE = ROOT / "docs" / "rules.md"
REGISTRY = rule_registry.load()
PROOFS = rule_proofs.load()


def test_the_page_shows_the_present_registry_and_proofs() -> None:
    present = rules_page.page(REGISTRY, PROOFS)
    if os.environ.get("RENEW"):
        PAGE.write_text(present, "utf-8")

    assert PAGE.read_text("utf-8") == present


def test_every_rule_is_registered_once_and_lives_where_it_says() -> None:
    assert rule_registry.faults(REGISTRY) == []


def test_every_rule_that_can_be_neutralised_has_a_proof_that_still_holds() -> None:
    assert rule_proofs.faults(REGISTRY, PROOFS) == []


def test_the_registry_knows_every_rule_of_the_list_and_no_other() -> None:
    assert sorted([*REGISTRY.rules, *REGISTRY.unproved]) == sorted(KINDS)
    assert Counter(KINDS.values()) == {"S": 175, "R": 21, "D": 6, "O": 32}


def test_the_page_has_a_row_for_every_rule_and_counts_what_is_not_proved() -> None:
    rows = re.findall(
        r"^\| ((?:WZ|SQ|PY|LH|FW)-[\w.]+) \|.* \| (\S+) \|$", PAGE.read_text("utf-8"), re.M
    )
    assert sorted(rule for rule, _ in rows) == sorted(KINDS)
    unproved = [rule for rule, state in rows if state == rules_page.UNPROVED]
    assert sorted(unproved) == sorted(REGISTRY.unproved)
    assert f"| {rules_page.UNPROVED} | {len(unproved)} |" in PAGE.read_text("utf-8")


GUARD = "dispatch/rules/rules.py: Rules.check_answer"


def a_registry(**changes: object) -> Registry:
    """Return a registry of one rule, otherwise in order."""
    given = {
        "id": "WZ-9.1",
        "title": "三日答复",
        "lives": (GUARD,),
    }
    rule = Rule(**({**given, "ways": (({"guard": GUARD},),)} | changes))  # type: ignore[arg-type] # a test's own
    return Registry({rule.id: rule}, tuple(one for one in KINDS if one != rule.id), ())


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"id": "WZ-99.9"}, "WZ-99.9: there is no such rule"),
        ({"title": "three days"}, "WZ-9.1: title of 1 to 25 Chinese characters"),
        ({"title": "字" * 26}, "WZ-9.1: title of 1 to 25 Chinese characters"),
        ({"lives": ()}, "WZ-9.1: lives nowhere"),
        ({"lives": ("bot/gone.py: f",)}, "WZ-9.1: lives: no file bot/gone.py"),
        (
            {"lives": ("dispatch/rules/rules.py: Rules.f",)},
            "WZ-9.1: lives: dispatch/rules/rules.py has no Rules.f",
        ),
        (
            {"lives": ("dispatch/rules/rules.py",)},
            "WZ-9.1: lives: dispatch/rules/rules.py has no empty name",
        ),
        (
            {"lives": ("dispatch/profiles/wuzhi.toml: classes.none",)},
            "WZ-9.1: lives: dispatch/profiles/wuzhi.toml has no classes.none",
        ),
        (
            {"lives": ("dispatch/lifecycle/moves.py: WITHDRAWN Answer",)},
            "WZ-9.1: lives: dispatch/lifecycle/moves.py has no WITHDRAWN Answer",
        ),
        (
            {"lives": ("dispatch/ticket/notices.py: CITIZEN GOSSIP",)},
            "WZ-9.1: lives: dispatch/ticket/notices.py has no CITIZEN GOSSIP",
        ),
        (
            {"ways": (({"guard": "dispatch/handlers/departments.py: _gone"},),)},
            "WZ-9.1: break: dispatch/handlers/departments.py has no _gone",
        ),
        ({"ways": ()}, "WZ-9.1: says not how to neutralise it (break)"),
        ({"open": "以后"}, "WZ-9.1: may not stand open"),
    ],
)
def test_a_fault_of_the_registry_is_named(changes: dict[str, object], fault: str) -> None:
    assert fault in rule_registry.faults(a_registry(**changes))


def test_a_rule_in_order_has_no_fault() -> None:
    assert rule_registry.faults(a_registry()) == []


def test_a_rule_that_nobody_lists_and_one_listed_twice_are_named() -> None:
    rules = a_registry().rules
    rest = [one for one in KINDS if one != "WZ-9.1"]
    assert rule_registry.faults(Registry(rules, tuple(rest[1:]), ())) == [
        f"{rest[0]}: not in the registry"
    ]
    assert rule_registry.faults(Registry(rules, (*rest, "WZ-9.1"), ())) == [
        "WZ-9.1: more than once"
    ]


def test_an_unknown_key_and_a_rule_in_another_county_s_file_are_named(tmp_path: Path) -> None:
    (tmp_path / "wz.toml").write_text('unproved = ["SQ-2"]\n["LH-9"]\nwhy = "x"\n', "utf-8")
    found = rule_registry.load(tmp_path).faults
    assert found == (
        "SQ-2: in the wrong file wz.toml",
        "LH-9: in the wrong file wz.toml",
        "LH-9: unknown key why",
    )


HERE = "tests/rules/test_rules_page.py"


@pytest.mark.parametrize(
    ("broken", "fails", "fault"),
    [
        ({"guard": "y"}, (f"{HERE}::x",), "the proof is of another break; neutralise it again"),
        ({"guard": GUARD}, (), "a proof without a failing test"),
        (
            {"guard": GUARD},
            (f"{HERE}::test_gone",),
            f"the test {HERE}::test_gone is gone; neutralise it again",
        ),
        (
            {"guard": GUARD},
            (f"{HERE}::test_a_rule_in_order_has_no_fault",),
            f"the test {HERE}::test_a_rule_in_order_has_no_fault does not name it",
        ),
    ],
)
def test_a_stale_proof_is_named(broken: dict[str, str], fails: tuple[str, ...], fault: str) -> None:
    proofs = {"WZ-9.1": (rule_proofs.Proof((broken,), fails),)}
    assert f"WZ-9.1: {fault}" in rule_proofs.faults(a_registry(), proofs)


def test_a_rule_without_its_proof_is_named_and_shown_as_unproved() -> None:
    assert rule_proofs.faults(a_registry(), {}) == [
        "WZ-9.1: not proved; run tests/rules/neutralise.py WZ-9.1"
    ]
    for guard, state in (("y", rules_page.UNPROVED), (GUARD, rules_page.PROVED)):
        proofs = {"WZ-9.1": (rule_proofs.Proof(({"guard": guard},), ("a::b",)),)}
        assert rules_page.status("WZ-9.1", a_registry(), proofs) == state


def test_no_rule_waits_for_its_proof_any_more() -> None:
    """Each of the 234 is proved, on the checklist, or among the papers that a later issue brings."""
    assert not REGISTRY.unproved
