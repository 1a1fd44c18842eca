"""The profiles a centre may name: ours by name, a county's own as a TOML file, or two joined by `+`.

Reads their text, so that `dispatch` needs no file. `own+standard` follows both, the stricter limit
counting (`dispatch/rules/stricter.py`). A name has no slash; what ends with `.toml` is a file.
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path as File

from bot.profiles import files as profile_texts
from bot.texts import profiles as texts
from dispatch.profiles import file
from dispatch.profiles.file import BadProfile
from dispatch.profiles.profile import Profile
from dispatch.profiles.values import Path
from dispatch.rules import stricter

_TEXTS = files("dispatch.profiles")
#: what every county leaves out; no profile of its own
_DEFAULTS = "defaults.toml"
#: own and standard; a `+` inside a path does not part them
_PARTS = re.compile(r"(?P<own>[^/+]+|.+?\.toml)(?:\+(?P<standard>.+))?", re.DOTALL)
_FILE = ".toml"


class Unusable(Exception):
    """What a centre names as its profile cannot be used; *faults* are sentences for the person.

    Attributes:
        is_read: True where the text was read and its rules are wrong, False where there is no text.
    """

    def __init__(self, faults: tuple[str, ...], *, is_read: bool) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults
        self.is_read = is_read


@dataclass(frozen=True, slots=True)
class Text:
    """A profile and the TOML that it was read from."""

    profile: Profile
    text: str
    defaults: str


@dataclass(frozen=True, slots=True)
class Adopted:
    """What a centre works by: its own text, and the standard beside it if it follows one (rule d)."""

    own: Text
    standard: Text | None = None

    @property
    def profile(self) -> Profile:
        """Return the own rules, with what only the standard has."""
        also = self.also
        return stricter.joined(self.own.profile, also) if also else self.own.profile

    @property
    def also(self) -> Profile | None:
        """Return the standard, None where none is followed."""
        return self.standard.profile if self.standard else None

    @property
    def alone(self) -> tuple[str, ...]:
        """Return the classes for which the standard has no counterpart: their limits stay their own."""
        own, also = self.own.profile, self.also
        going = (one.name for one in own.classes if also and one.path is Path.DISPATCH)
        return tuple(
            name for name in going if not (also and stricter.counterpart(own, also, name, ()))
        )

    @property
    def texts(self) -> tuple[Text, ...]:
        return (self.own, self.standard) if self.standard else (self.own,)


def names() -> tuple[str, ...]:
    found = {entry.name for entry in _TEXTS.iterdir()} - {_DEFAULTS}
    return tuple(sorted(name.removesuffix(_FILE) for name in found if name.endswith(_FILE)))


@cache
def load(name: str) -> Profile:
    """Return our profile *name*.

    Raises:
        KeyError: there is none of that name.
        BadProfile: its file is faulty.
    """
    return parse(_shipped(name))


def parse(text: str) -> Profile:
    """Return the profile written in *text*, what it leaves out taken from our defaults.

    Raises:
        BadProfile: with every fault at once.
    """
    return file.load(text, defaults())


def defaults() -> str:
    return (_TEXTS / _DEFAULTS).read_text("utf-8")


def adopt(reference: str) -> Adopted:
    """Return what *reference* names: `wuzhi`, `/etc/ours.toml`, `wuzhi+fw`.

    Raises:
        Unusable: with every fault of every file at once.
    """
    found = [_tried(part) for part in parts(reference)]
    if wrong := [one for one in found if isinstance(one, Unusable)]:
        sentences = tuple(sentence for one in wrong for sentence in one.faults)
        raise Unusable(sentences, is_read=all(one.is_read for one in wrong))
    return Adopted(*(one for one in found if isinstance(one, Text)))


def parts(reference: str) -> tuple[str, ...]:
    """Return the one or two profiles that *reference* names, the own one first."""
    found = _PARTS.fullmatch(reference)
    if found is None:
        return (reference,)
    return tuple(part for part in found.groups() if part is not None)


def settled(reference: str, folder: File) -> str:
    """Return *reference* with its files absolute: a relative one is taken from *folder*."""
    here = (str(folder / part) if part.endswith(_FILE) else part for part in parts(reference))
    return "+".join(here)


def _tried(part: str) -> Text | Unusable:
    try:
        return _text(part)
    except Unusable as error:
        return error


def _text(part: str) -> Text:
    """Return the profile *part* names: a file, or one of ours."""
    try:
        text = profile_texts.read(File(part)) if part.endswith(_FILE) else _shipped(part)
        return Text(parse(text), text, defaults())
    except KeyError:
        known = "、".join(names())
        raise Unusable((texts.UNKNOWN.format(known=known),), is_read=False) from None
    except profile_texts.UnreadableProfile as error:
        raise Unusable((str(error),), is_read=False) from None
    except BadProfile as error:
        raise Unusable(tuple(map(str, error.faults)), is_read=True) from None


def _shipped(name: str) -> str:
    if name not in names():
        raise KeyError(name)
    return (_TEXTS / f"{name}{_FILE}").read_text("utf-8")
