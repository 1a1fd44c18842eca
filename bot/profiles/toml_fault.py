"""A fault of a text that somebody wrote by hand: where it stands, and what to do, in Chinese."""

import re
import tomllib
from dataclasses import dataclass

from bot.texts import operator

_POSITION = re.compile(r"\(at line (\d+), column (\d+)\)")


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing to put right: *path* as `wecom.app.agent_id` (or a file), *text* in Chinese."""

    path: str
    text: str

    def __str__(self) -> str:
        return f"{self.path}：{self.text}"


def syntax_fault(file: str, error: tomllib.TOMLDecodeError) -> Fault:
    """Return what is wrong in the TOML of *file*, with its line, in Chinese."""
    message = str(error)
    what = next(
        (text for start, text in operator.SYNTAX_WHATS.items() if message.startswith(start)),
        operator.SYNTAX_OTHER,
    )
    where = _POSITION.search(message)
    if where is None:
        return Fault(file, operator.SYNTAX_END.format(what=what))
    return Fault(file, operator.SYNTAX.format(line=where[1], column=where[2], what=what))
