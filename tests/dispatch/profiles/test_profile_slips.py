"""One slip of an operator's pen anywhere in a profile: a profile still, or faults that say where."""

import pytest
from house_rules import ROOT

from dispatch.profiles.file import BadProfile, load
from dispatch.profiles.reading import Fault

RULES = ROOT / "dispatch" / "profiles"
DEFAULTS = (RULES / "defaults.toml").read_text("utf-8")
TEXT = (RULES / "wuzhi.toml").read_text("utf-8")


@pytest.mark.parametrize("value", ["5", '"x"', "true", "[]", "{}", "[{}]", "2024-01-01", "1.5"])
def test_no_single_wrong_value_does_more_than_name_faults(value: str) -> None:
    """Whatever an operator writes after an equals sign: a profile, or faults with a path."""
    lines = TEXT.splitlines()
    for n, line in enumerate(lines):
        key, equals, _ = line.partition(" = ")
        if not equals or line.startswith("#"):
            continue
        text = "\n".join([*lines[:n], f"{key} = {value}", *lines[n + 1 :]])
        assert all(fault.path for fault in faults_of(text)), line


def faults_of(text: str) -> tuple[Fault, ...]:
    """The faults of a profile, none if it can be used; anything else that is raised goes through."""
    try:
        load(text, DEFAULTS)
    except BadProfile as refused:
        return refused.faults
    return ()
