"""Reads the file of a profile, whoever wrote it: what is no text of ours is refused in one sentence."""

import tomllib
from pathlib import Path

from bot.profiles.toml_fault import syntax_fault
from bot.texts import profiles as texts

#: more than any notice has: the longest of ours is 20 KB
LARGEST = 1 << 20


class UnreadableProfile(Exception):
    """The file cannot be read as TOML; the message is for the person."""


def read(file: Path) -> str:
    """Return the TOML text in *file*.

    Raises:
        Unreadable: it is not there, no file, too large, no UTF-8, or no TOML.
    """
    text = _decoded(file, _bytes(file))
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UnreadableProfile(str(syntax_fault(str(file), error))) from None
    except (ValueError, RecursionError):  # a number of 5,000 digits, brackets without end
        raise UnreadableProfile(texts.FAULT.format(path=file, text=texts.NO_TOML)) from None
    return text


def _bytes(file: Path) -> bytes:
    try:
        if file.exists() and not file.is_file():
            raise UnreadableProfile(texts.FAULT.format(path=file, text=texts.NO_FILE))
        with file.open("rb") as opened:
            found = opened.read(LARGEST + 1)
    except FileNotFoundError:
        raise UnreadableProfile(texts.FAULT.format(path=file, text=texts.NOT_THERE)) from None
    except (OSError, ValueError):  # a name with a NUL in it is a ValueError
        raise UnreadableProfile(texts.FAULT.format(path=file, text=texts.NOT_READABLE)) from None
    if len(found) > LARGEST:
        size = LARGEST // 1024
        raise UnreadableProfile(
            texts.FAULT.format(path=file, text=texts.TOO_LARGE.format(size=size))
        )
    return found


def _decoded(file: Path, found: bytes) -> str:
    try:
        return found.decode("utf-8-sig")
    except UnicodeError:
        raise UnreadableProfile(texts.FAULT.format(path=file, text=texts.NOT_UTF8)) from None
