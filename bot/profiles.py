"""The profiles that come with us: reads their text, so that `dispatch` needs no file."""

from functools import cache
from importlib.resources import files

from dispatch import profile_file
from dispatch.profile import Profile

_RULES = files("dispatch")


def names() -> tuple[str, ...]:
    """Return the ids of all profiles, sorted."""
    found = (entry.name for entry in (_RULES / "profiles").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in found if name.endswith(".toml")))


@cache
def load(name: str) -> Profile:
    """Return the profile *name*.

    Raises:
        KeyError: there is none of that name.
        BadProfile: its file is faulty.
    """
    if name not in names():
        raise KeyError(name)
    return parse((_RULES / "profiles" / f"{name}.toml").read_text("utf-8"))


def parse(text: str) -> Profile:
    """Return the profile written in *text*, what it leaves out taken from our defaults.

    Raises:
        BadProfile: with every fault at once.
    """
    return profile_file.load(text, (_RULES / "defaults.toml").read_text("utf-8"))
