"""What a line is read by, and the command that was found in it before it has its form."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from intake.grammar.fields import TicketRef
from intake.grammar.form import Form
from intake.grammar.forms import FORMS
from intake.lines.units import Units


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the words are read by.

    Attributes:
        today: the day that it is; None where whether a day is over does not matter.
        units: the departments by name.
        is_single: it is said to the robot alone; among colleagues 同意 is an opinion.
        may: which of `TOLD_APART` are theirs to give; None where it is not known.
    """

    today: date | None
    units: Units
    is_single: bool = False
    may: frozenset[str] | None = None

    @property
    def replies(self) -> bool:
        """回复 is a command of theirs, a word into somebody's chat; else it is their answer."""
        return self.may is not None and "回复" in self.may

    def allows(self, name: str) -> bool:
        """True unless the command is known to be another's."""
        return self.may is None or name in self.may


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A command found in a line: its form, its tickets, and its words as written.

    Attributes:
        before: what was written before the command was named, if anything.
        said: the word by which it was named.
        is_weak: it was named by an everyday word (看看, 同意) that alone means nothing.
    """

    form: Form
    refs: tuple[TicketRef, ...]
    words: str
    before: str = ""
    said: str = ""
    is_weak: bool = False


#: a word that is no command's own name means another command where the first is not theirs, whose words then begin so
_ELSE: Mapping[str, tuple[str, str]] = {
    "退单": ("质检", "退回 "),
    "驳回": ("质检", "退回 "),
    "改派": ("退单", ""),
}
#: what the meaning of a word depends on
TOLD_APART = frozenset({"回复", "批准", *_ELSE, *(name for name, _ in _ELSE.values())})


def theirs(given: Given, around: Surroundings) -> Given:
    """Return *given* as who wrote it means it: 退回 of who inspects is no 退单."""
    other, begins = _ELSE.get(given.form.name, ("", ""))
    is_shared = given.said not in ("", given.form.name)
    if (
        not is_shared
        or around.may is None
        or given.form.name in around.may
        or other not in around.may
    ):
        return given
    words = "，".join(filter(None, (given.before, given.words))) if begins else given.words
    return replace(
        given, form=FORMS[other], words=f"{begins}{words}", before="" if begins else given.before
    )


def sends_back(name: str) -> bool:
    """True for a command whose word is that of an answer sent back, where it is another's."""
    return bool(_ELSE.get(name, ("", ""))[1])
