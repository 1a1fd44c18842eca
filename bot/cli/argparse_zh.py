"""The command line's own words in Chinese: argparse with its English taken out."""

import argparse
import re
import sys
from collections.abc import Iterable
from typing import NoReturn

from bot.texts import operator

#: What argparse says → what the person reads. `\g<…>` is filled from the message.
SENTENCES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(said), read) for said, read in operator.USAGE_SENTENCES
)
_INVALID = re.compile(r"invalid (?P<kind>\S+) value: (?P<value>.+)", re.DOTALL)
_ARGUMENT = re.compile(r"argument (?P<name>[^:]+): (?P<rest>.+)", re.DOTALL)


def _reason(message: str) -> str:
    if found := _INVALID.fullmatch(message):
        kind = operator.USAGE_KINDS.get(found["kind"], operator.USAGE_KIND_OTHER)
        return operator.USAGE_INVALID.format(value=found["value"], kind=kind)
    for said, read in SENTENCES:
        if found := said.fullmatch(message):
            return found.expand(read)
    # A type function of ours refused with its own Chinese sentence.
    return message if not message.isascii() else operator.USAGE_WRONG


def in_chinese(message: str) -> str:
    """Return what argparse says as the person should read it."""
    if found := _ARGUMENT.fullmatch(message):
        return operator.USAGE_ARGUMENT.format(name=found["name"], reason=_reason(found["rest"]))
    return _reason(message)


class _Help(argparse.HelpFormatter):
    """Help with a Chinese beginning."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(
            usage, actions, groups, operator.USAGE_PREFIX if prefix is None else prefix
        )


class Parser(argparse.ArgumentParser):
    """A parser that helps and complains in Chinese; wrong usage exits with 2."""

    def __init__(self, *, prog: str | None = None, description: str | None = None) -> None:
        super().__init__(
            prog=prog,
            description=description,
            formatter_class=_Help,
            add_help=False,
            # A shortened option would change its meaning when a new option appears.
            allow_abbrev=False,
        )
        self._positionals.title = operator.USAGE_POSITIONALS
        self._optionals.title = operator.USAGE_OPTIONS
        self.add_argument("-h", "--help", action="help", help=operator.USAGE_HELP)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and how it is used, then exit with 2."""
        self.print_usage(sys.stderr)
        self.exit(2, operator.USAGE_ERROR.format(prog=self.prog, message=in_chinese(message)))
