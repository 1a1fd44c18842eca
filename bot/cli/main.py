"""The command line: finds the subcommand, runs it, and turns every ending into an exit code.

0 ok, 1 a check failed, 2 wrong usage or configuration (product.md §6); 128 + signal when stopped.
Results go to stdout, everything else to stderr.
"""

import argparse
import difflib
import importlib
import io
import os
import signal
import sys
import traceback
from collections.abc import Sequence
from importlib.metadata import version
from typing import Protocol, cast

from bot.cli.argparse_zh import Parser
from bot.config.faults import BadConfig
from bot.runtime import logs
from bot.runtime.redact import redacted
from bot.texts import operator

#: Every subcommand, in the order in which a newcomer needs them; loaded only when it is called.
COMMANDS: dict[str, str] = {
    name: f"bot.cli.{name}"
    for name in (
        "demo",
        "init",
        "check",
        "migrate",
        "serve",
        "deadline",
        "calendar",
        "suggest",
        "keywords",
        "understand",
        "profile",
        "duties",
        "log",
        "print",
        "erase",
        "inbox",
        "simulator",
    )
}


class Subcommand(Protocol):
    """What each file of bot/cli offers."""

    SUMMARY: str

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare options and arguments, with Chinese help."""

    def run(self, args: argparse.Namespace) -> int:
        """Do it and return the exit code."""


def _command(name: str) -> Subcommand:
    return cast(Subcommand, importlib.import_module(COMMANDS[name]))


def _say(*lines: str) -> None:
    sys.stderr.writelines(f"{line}\n" for line in lines)


def overview() -> str:
    """Return what `yousu --help` shows: every command with its sentence."""
    width = max(len(name) for name in COMMANDS) + 2
    listed = [f"  {name:<{width}}{_command(name).SUMMARY}" for name in COMMANDS]
    usage, title, more = operator.OVERVIEW_USAGE, operator.USAGE_COMMANDS, operator.OVERVIEW_MORE
    return "\n".join([operator.OVERVIEW, "", usage, "", f"{title}：", *listed, "", more, ""])


def _unknown(name: str) -> int:
    near = difflib.get_close_matches(name, COMMANDS, n=1, cutoff=0.5)
    text = operator.UNKNOWN_COMMAND_NEAR if near else operator.UNKNOWN_COMMAND
    _say(text.format(name=name, near=near[0] if near else ""), operator.SEE_HELP)
    return 2


def _run(arguments: Sequence[str]) -> int:
    name = arguments[0] if arguments else ""
    if name in ("-h", "--help"):
        sys.stdout.write(overview())
        return 0
    if name == "--version":
        sys.stdout.write(f"yousu {version('yousu')}\n")
        return 0
    if not name:
        _say(operator.OVERVIEW_USAGE, operator.SEE_HELP)
        return 2
    if name not in COMMANDS:
        return _unknown(name)
    command = _command(name)
    parser = Parser(prog=f"yousu {name}", description=command.SUMMARY)
    command.arguments(parser)
    return command.run(parser.parse_args(arguments[1:]))


def _misconfigured(error: BadConfig) -> int:
    title = operator.CONFIGURATION_FAULTY.format(count=len(error.faults))
    _say(title, *(f"  {fault}" for fault in error.faults))
    return 2


def _crashed(error: Exception) -> int:
    _say(operator.CRASHED, redacted("".join(traceback.format_exception(error))))
    return 1


def _stopped(by: signal.Signals) -> int:
    if by is signal.SIGPIPE and sys.stdout is not None:
        # The reader is gone: what is still buffered must not complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 128 + by


def _speak_utf8() -> None:
    """Let Chinese through even where the machine's own encoding is another."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.encoding.lower() != "utf-8":
            stream.reconfigure(encoding="utf-8")


def _ended(arguments: Sequence[str]) -> int:
    """Run and flush, so that a closed pipe is noticed while it can still be answered."""
    try:
        code = _run(arguments)
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else int(stop.code is not None)
    if sys.stdout is not None:
        sys.stdout.flush()
    return code


def main(argv: Sequence[str] | None = None) -> int:
    """Run `yousu` with *argv* (default: the process's own) and return the exit code."""
    _speak_utf8()
    logs.set_up()
    try:
        return _ended(sys.argv[1:] if argv is None else argv)
    except BadConfig as error:
        return _misconfigured(error)
    except KeyboardInterrupt:
        return _stopped(signal.SIGINT)
    except BrokenPipeError:
        return _stopped(signal.SIGPIPE)
    except Exception as error:
        return _crashed(error)
