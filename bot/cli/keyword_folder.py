"""A learned table as a folder: the phrases as CSV and beside it how they are read; written whole or not at all."""

import contextlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.texts import keywords as texts
from intake.classify.matcher import Lead, Matcher
from intake.classify.table import ALWAYS, LEARNED_HEAD, BadTable, Row, read, written

TABLE, SETTINGS = "phrases.csv", "settings.toml"
#: what a setting may be
_BOUNDS = {
    "sharpness": (0.01, 1000.0),
    "sure": (0.0, 1.0),
    "sure_short": (0.0, 1.0),
    "lead": (1, 1000),
    "lead_counts": (0.0, 100.0),
}
#: more than any table of the size that can be learned has
_LARGEST = 256 << 20


class UnusableFolder(Exception):
    """The folder cannot be read or written; the message is for the person."""

    def __init__(self, folder: Path, text: str) -> None:
        super().__init__(texts.FAULT.format(path=folder, text=text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Keywords:
    """A table as it is read.

    Attributes:
        sure: from which confidence on (0 to 1) it is sure; `sure_short` of a text no longer than the lead.
    """

    matcher: Matcher
    lead: Lead
    sure: float
    sure_short: float

    def is_sure(self, text: str, confidence: float) -> bool:
        """Say whether what a folded *text* was found to be is sure."""
        is_short = len(text) <= self.lead.length
        return confidence >= (self.sure_short if is_short else self.sure)


def must_be_free(folder: Path) -> None:
    """Look whether *folder* can be written anew, before anything is done.

    Raises:
        UnusableFolder: something lies there already.
    """
    try:
        if folder.is_dir() and any(folder.iterdir()):
            raise UnusableFolder(folder, texts.OUT_TAKEN)
        if not folder.is_dir() and (folder.exists() or folder.is_symlink()):
            raise UnusableFolder(folder, texts.OUT_NO_FOLDER)
    except (OSError, ValueError):
        raise UnusableFolder(folder, texts.NOT_WRITABLE) from None


def write(folder: Path, rows: Iterable[Row], settings: Mapping[str, float]) -> None:
    """Write the table and its *settings*: sharpness, sure, sure_short, lead and lead_counts.

    Raises:
        UnusableFolder: it cannot be written; what was written is taken away again.
    """
    was_there = folder.is_dir()
    said = texts.SETTINGS.format(table=TABLE, **settings)
    files = {TABLE: written(rows, LEARNED_HEAD), SETTINGS: said}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (folder / name).write_text(text, "utf-8", newline="\n")
    except OSError:
        with contextlib.suppress(OSError):
            for name in files:
                (folder / name).unlink(missing_ok=True)
            if not was_there:
                folder.rmdir()
        raise UnusableFolder(folder, texts.NOT_WRITABLE) from None


def load(folder: Path) -> Keywords:
    """Return what `write` left in *folder*, as a person may have edited it.

    Raises:
        UnusableFolder: a file is missing, or cannot be read.
    """
    if not folder.is_dir():
        raise UnusableFolder(folder, texts.NO_FOLDER)
    settings = _settings(folder)
    try:
        rows = read(_text(folder, TABLE))
    except BadTable as error:
        said = re.match(r"line (\d+)", str(error))
        head = ",".join(LEARNED_HEAD)
        line = said[1] if said else "?"
        raise UnusableFolder(
            folder, texts.BAD_TABLE.format(name=TABLE, line=line, head=head)
        ) from None
    if not any(row.phrase == ALWAYS and row.weights for row in rows):
        raise UnusableFolder(folder, texts.NO_ALWAYS.format(name=TABLE))
    lead = Lead(int(settings["lead"]), settings["lead_counts"])
    matcher = Matcher(rows, settings["sharpness"], lead)
    sure, sure_short = settings["sure"], settings["sure_short"]
    return Keywords(matcher=matcher, lead=lead, sure=sure, sure_short=sure_short)


def _settings(folder: Path) -> dict[str, float]:
    try:
        found = tomllib.loads(_text(folder, SETTINGS))
    except tomllib.TOMLDecodeError as error:
        what = str(error)
        raise UnusableFolder(folder, texts.BAD_SETTINGS.format(name=SETTINGS, what=what)) from None
    settings = {}
    for key, (least, most) in _BOUNDS.items():
        value = found.get(key)
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not least <= value <= most
        ):
            what = texts.SETTING.format(key=key, least=least, most=most)
            raise UnusableFolder(folder, texts.BAD_SETTINGS.format(name=SETTINGS, what=what))
        settings[key] = float(value)
    return settings


def _text(folder: Path, name: str) -> str:
    try:
        with (folder / name).open("rb") as opened:
            found = opened.read(_LARGEST + 1)
    except FileNotFoundError:
        raise UnusableFolder(folder, texts.NO_TABLE.format(name=name)) from None
    except OSError:
        raise UnusableFolder(folder / name, texts.NOT_READABLE) from None
    if len(found) > _LARGEST:
        raise UnusableFolder(folder / name, texts.TOO_LARGE.format(size=_LARGEST >> 20))
    try:
        return found.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = found.count(b"\n", 0, error.start) + 1
        raise UnusableFolder(folder / name, texts.NOT_UTF8.format(line=line)) from None
