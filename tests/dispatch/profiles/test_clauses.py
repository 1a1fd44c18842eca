"""The list of the 234 rules is the one of requirements.md, with the same kinds."""

import re
from collections import Counter
from pathlib import Path

import pytest

from dispatch.profiles.clauses import GAPS, KINDS

pytestmark = pytest.mark.unit

_ROW = re.compile(r"^\| ((?:WZ|SQ|PY|LH|FW)-[\w.]+) \| ([SRDO]) \|", re.MULTILINE)
_GAP = re.compile(r"^\| (G-\d+) \|", re.MULTILINE)


def requirements(shared: Path) -> str:
    """The requirement matrix."""
    return (shared / "spec" / "requirements.md").read_text("utf-8")


def test_every_rule_of_the_matrix_is_known_with_its_kind_and_no_other(shared: Path) -> None:
    listed = _ROW.findall(requirements(shared))
    assert len(listed) == 234
    assert dict(listed) == dict(KINDS)


def test_the_kinds_are_as_many_as_the_matrix_counts() -> None:
    assert Counter(KINDS.values()) == {"S": 175, "R": 21, "D": 6, "O": 32}


def test_the_gaps_are_those_of_the_matrix(shared: Path) -> None:
    assert tuple(_GAP.findall(requirements(shared))) == GAPS
