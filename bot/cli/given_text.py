"""The text that a command is given: as its argument, or a text a line on standard input."""

import sys
from collections.abc import Iterable, Iterator

from bot.texts import suggest as texts

#: as the argument: the texts stand on standard input
STDIN = "-"


class NotUtf8(Exception):
    """A line cannot be read; the message names it."""


def given(argument: str) -> Iterable[str]:
    """Return *argument*, or the lines of standard input.

    Raises:
        NotUtf8: naming the line that is none; those before it were yielded.
    """
    return _lines() if argument == STDIN else [_readable(argument)]


def _lines() -> Iterator[str]:
    """Yield the lines of standard input; only `\\n` ends one."""
    for number, line in enumerate(sys.stdin.buffer, 1):
        try:
            yield line.removesuffix(b"\n").removesuffix(b"\r").decode("utf-8")
        except UnicodeDecodeError:
            raise NotUtf8(texts.NOT_UTF8.format(line=number)) from None


def _readable(text: str) -> str:
    """Return the argument; bytes that were no UTF-8 reach Python as lone surrogates."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise NotUtf8(texts.NOT_UTF8.format(line=1)) from None
    return text
