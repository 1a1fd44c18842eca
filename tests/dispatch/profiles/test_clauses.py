"""The list of the 234 rules and of the gaps between them, which everything else cites."""

import re
from collections import Counter

import pytest

from dispatch.profiles.clauses import GAPS, KINDS

pytestmark = pytest.mark.unit


def test_each_rule_bears_the_letters_of_its_regulation() -> None:
    letters = Counter(rule.partition("-")[0] for rule in KINDS)
    assert set(letters) == {"WZ", "SQ", "PY", "LH", "FW"}
    assert all(re.fullmatch(r"[A-Z]{2}-[\w.]+", rule) for rule in KINDS)
    assert len(KINDS) == 234


def test_the_kinds_are_as_many_as_were_counted() -> None:
    assert Counter(KINDS.values()) == {"S": 175, "R": 21, "D": 6, "O": 32}


def test_the_gaps_are_numbered_without_a_hole() -> None:
    assert tuple(f"G-{n}" for n in range(1, len(GAPS) + 1)) == GAPS
