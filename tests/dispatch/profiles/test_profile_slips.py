"""One slip of an operator's pen anywhere in a profile: a profile still, or faults that say where."""

import pytest
from deep import Sweep
from house_rules import ROOT

from dispatch.profiles.file import BadProfile, load
from dispatch.profiles.reading import Fault

RULES = ROOT / "dispatch" / "profiles"
DEFAULTS = (RULES / "defaults.toml").read_text("utf-8")
TEXT = (RULES / "wuzhi.toml").read_text("utf-8")


#: the lines that set a key, by number
LINES = [
    n
    for n, line in enumerate(TEXT.splitlines())
    if line.partition(" = ")[1] and not line.startswith("#")
]
#: how many of them are tried with each value where not all of them are
SAMPLE = 24


@pytest.mark.sweep
@pytest.mark.parametrize("value", ["5", '"x"', "true", "[]", "{}", "[{}]", "2024-01-01", "1.5"])
def test_no_single_wrong_value_does_more_than_name_faults(value: str, sweep: Sweep) -> None:
    """Whatever an operator writes after an equals sign: a profile, or faults with a path."""
    lines = TEXT.splitlines()
    for n in sweep.of(f"lines of a profile that say {value}", LINES, SAMPLE, key_of):
        text = "\n".join([*lines[:n], f"{key_of(n)} = {value}", *lines[n + 1 :]])
        assert all(fault.path for fault in faults_of(text)), lines[n]


def key_of(n: int) -> str:
    """The key that the line sets; sections repeat them."""
    return TEXT.splitlines()[n].partition(" = ")[0]


def faults_of(text: str) -> tuple[Fault, ...]:
    """The faults of a profile, none if it can be used; anything else that is raised goes through."""
    try:
        load(text, DEFAULTS)
    except BadProfile as refused:
        return refused.faults
    return ()
