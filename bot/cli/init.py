"""`yousu init`: ask what a first configuration needs and write it, whole or not at all."""

import argparse
import os
import sys
from pathlib import Path

from bot.cli.settings import FAILED, OK, takes_config
from bot.config import loader
from bot.config.setup_questions import ask_all
from bot.config.terminal import Ended, Terminal
from bot.config.toml_writer import written
from bot.texts import operator

SUMMARY = operator.INIT_SUMMARY


arguments = takes_config  # `-c` is the file that is written


def _say(*lines: object) -> None:
    sys.stderr.writelines(f"{line}\n" for line in lines)


def _cannot_write(file: Path) -> str:
    """Return why *file* cannot be made; empty where it can."""
    if file.exists() or file.is_symlink():
        return operator.INIT_EXISTS.format(file=file)
    if not os.access(file.parent, os.W_OK | os.X_OK):
        return operator.INIT_FOLDER.format(folder=file.parent)
    return ""


def write_new(file: Path, text: str) -> None:
    """Write *file* for its owner's eyes only; either all of it is there or no file.

    Raises:
        FileExistsError: it is there already; nothing was changed.
    """
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        # A link, unlike a rename, never replaces a file that came meanwhile.
        os.link(draft, file)
    finally:
        draft.unlink(missing_ok=True)


def run(args: argparse.Namespace) -> int:
    """Return 0 when the file is written, 1 when it is there already or the answers ended early."""
    file: Path = args.config
    if why := _cannot_write(file):
        _say(why)
        return FAILED
    sys.stdout.write(operator.INIT_HELLO.format(file=file) + "\n")
    try:
        answers = ask_all(Terminal(sys.stdin, sys.stdout), loader.profiles())
    except (Ended, KeyboardInterrupt) as stop:
        _say("", operator.INIT_STOPPED)
        return FAILED if isinstance(stop, Ended) else 130
    text = written(answers)
    if faults := loader.examine_text(text, file, {}).faults:
        _say(operator.INIT_STILL_WRONG, *(f"  {fault}" for fault in faults))
        return FAILED
    try:
        write_new(file, text)
    except FileExistsError:
        _say(operator.INIT_EXISTS.format(file=file))
        return FAILED
    next_step = operator.INIT_NEXT.format(file=file)
    sys.stdout.write(f"{operator.INIT_WRITTEN.format(file=file)}\n{next_step}\n")
    return OK
