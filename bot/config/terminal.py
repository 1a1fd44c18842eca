"""Questions on a terminal: each answer is checked at once and asked again until it is right."""

import getpass
from collections.abc import Callable
from typing import TextIO, TypeVar

from pydantic_core import PydanticCustomError

from bot.texts import operator

T = TypeVar("T")


class Ended(Exception):
    """The answers ended before the questions did."""


class Terminal:
    """Where questions are asked; secrets are typed unseen where somebody sits there."""

    def __init__(self, answers: TextIO, out: TextIO) -> None:
        self._answers = answers
        self._out = out

    def say(self, text: str) -> None:
        self._out.write(text + "\n")
        self._out.flush()

    def read(self, prompt: str, *, hidden: bool) -> str:
        """Return one answer without surrounding blanks.

        Raises:
            Ended: there is no further answer.
        """
        if hidden and self._answers.isatty():
            try:
                return getpass.getpass(prompt).strip()
            except EOFError:
                raise Ended from None
        self._out.write(prompt)
        self._out.flush()
        line = self._answers.readline()
        if not line:
            raise Ended
        if not self._answers.isatty():
            self._out.write("\n")
        return line.strip()

    def ask(
        self,
        question: str,
        check: Callable[[str], T],
        *,
        default: str = "",
        hidden: bool = False,
    ) -> T:
        """Ask until *check* takes the answer; nothing typed means *default*."""
        shown = f" [{default}]" if default else ""
        while True:
            answer = self.read(f"{question}{shown}：", hidden=hidden) or default
            try:
                return check(answer)
            except PydanticCustomError as wrong:
                self.say(operator.INIT_AGAIN.format(text=wrong.message()))
