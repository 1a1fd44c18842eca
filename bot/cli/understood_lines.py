"""What `yousu understand` says of a line that staff type: as the contract has it, and in words."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from bot.texts import understood_lines as texts
from intake.lines.given import Surroundings
from intake.lines.line_summary import summary
from intake.lines.staff_lines import heard
from intake.lines.units import units_of


def contract(text: str, today: date, *, is_single: bool) -> dict[str, Any]:
    """Return what *text* is taken for (product.md §6); the departments are those of the dictionary.

    Args:
        is_single: typed to the robot alone; else in a group, where the mention of it may stand.
    """
    around = Surroundings(today=today, units=units_of(), is_single=is_single)
    return summary(heard(text, around), today)


def in_words(text: str, today: date, *, is_single: bool) -> Iterator[str]:
    """Yield the same as lines for an operator."""
    found = contract(text, today, is_single=is_single)
    yield texts.LINE.format(text=" ".join(text.split()))
    if found["command"]:
        yield texts.COMMAND.format(name=found["command"])
    elif found["no"]:
        yield texts.NUMBER_ONLY
    else:
        yield texts.NOTHING_IN_SINGLE if is_single else texts.NOTHING_IN_GROUP
    if found["no"]:
        yield texts.NUMBER.format(no=found["no"])
    for name, value in found["fields"].items():
        yield texts.FIELD.format(name=texts.FIELDS.get(name, name), value=value)
    if found["ask"]:
        yield texts.ASKED.format(ask=found["ask"])
