"""A file of labelled letters as a centre has it: CSV or JSON lines, also packed; what is none is refused in one sentence.

Everything is read before anything is done, and no more than LARGEST of it, packed or not.
"""

import csv
import gzip
import io
import json
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.texts import keywords as texts

#: bytes, unpacked: some fifty thousand letters
LARGEST = 64 << 20
#: a category's name is short, and there are not thousands of them
LONGEST_LABEL, MOST_LABELS = 60, 500

_SPREADSHEETS = (".xlsx", ".xls", ".ods", ".et")

#: a line number, and what stands in the columns
_Record = tuple[int, Mapping[str, object]]


class UnreadableLetters(Exception):
    """The file cannot be used; the message is for the person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One labelled letter; `columns` are its texts in the order that was asked for."""

    label: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Letters:
    """What a file holds, and how many of its lines were left out."""

    letters: tuple[Letter, ...]
    left_out: int


def read(file: Path, label: str, columns: Sequence[str], *, needs_text: bool) -> Letters:
    """Return the letters in *file*.

    Args:
        needs_text: leave out what has a label and says nothing; what has no label is left out always.

    Raises:
        UnreadableLetters: it is not there, no file, too large, of another kind, broken, or has no such column.
    """
    try:
        return _letters(_records(file), label, columns, needs_text=needs_text)
    except UnreadableLetters as error:
        raise UnreadableLetters(texts.FAULT.format(path=file, text=error)) from None


def _letters(
    records: Iterator[_Record], label: str, columns: Sequence[str], *, needs_text: bool
) -> Letters:
    found, left_out, labels = [], 0, set[str]()
    is_first = True
    for line, record in records:
        if is_first:
            _must_have(record, [label, *columns])
            is_first = False
        name = _words(record, label, line).strip()
        said = tuple(_words(record, column, line) for column in columns)
        if not name or (needs_text and not any(one.strip() for one in said)):
            left_out += 1
            continue
        if len(name) > LONGEST_LABEL:
            raise UnreadableLetters(texts.LABEL_TOO_LONG.format(line=line, found=len(name)))
        labels.add(name)
        found.append(Letter(label=name, columns=said))
    if not found:
        raise UnreadableLetters(texts.NO_ROWS)
    if len(labels) > MOST_LABELS:
        raise UnreadableLetters(texts.TOO_MANY_LABELS.format(found=len(labels), most=MOST_LABELS))
    return Letters(letters=tuple(found), left_out=left_out)


def _must_have(record: Mapping[str, object], columns: Sequence[str]) -> None:
    for column in columns:
        if column not in record:
            known = "、".join(record)
            raise UnreadableLetters(texts.NO_COLUMN.format(column=column, known=known))


def _words(record: Mapping[str, object], column: str, line: int) -> str:
    value = record.get(column)
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if value is None:
        return ""
    raise UnreadableLetters(texts.NOT_WORDS.format(line=line, column=column))


def _records(file: Path) -> Iterator[_Record]:
    names = [one.lower() for one in file.suffixes]
    is_packed = names[-1:] == [".gz"]
    kind = (names[:-1] if is_packed else names)[-1:]
    reader = _KINDS.get(kind[0] if kind else "")
    if reader is None and kind and kind[0] in _SPREADSHEETS and file.exists():
        raise UnreadableLetters(texts.SPREADSHEET)
    found = _bytes(file, is_packed=is_packed)
    if reader is None:
        raise UnreadableLetters(texts.UNKNOWN_FORMAT)
    return reader(_decoded(found))


def _bytes(file: Path, *, is_packed: bool) -> bytes:
    try:
        if file.exists() and not file.is_file():
            raise UnreadableLetters(texts.NO_FILE)
        with gzip.open(file) if is_packed else file.open("rb") as opened:
            found = opened.read(LARGEST + 1)
    except FileNotFoundError:
        raise UnreadableLetters(texts.NOT_THERE) from None
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise UnreadableLetters(texts.BROKEN_GZ) from None
    except (OSError, ValueError):  # a name with a NUL in it is a ValueError
        raise UnreadableLetters(texts.NOT_READABLE) from None
    if len(found) > LARGEST:
        raise UnreadableLetters(texts.TOO_LARGE.format(size=LARGEST >> 20))
    return found


def _decoded(found: bytes) -> str:
    try:
        return found.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = found.count(b"\n", 0, error.start) + 1
        raise UnreadableLetters(texts.NOT_UTF8.format(line=line)) from None


def _csv(text: str) -> Iterator[_Record]:
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    head: list[str] = []
    try:
        for cells in lines:
            if not head:
                head = [cell.strip() for cell in cells]
            elif cells:
                if len(cells) != len(head):
                    said = texts.CELLS.format(
                        line=lines.line_num, found=len(cells), wanted=len(head)
                    )
                    raise UnreadableLetters(said)
                yield lines.line_num, dict(zip(head, cells, strict=True))
    except csv.Error:
        raise UnreadableLetters(texts.BROKEN_CSV.format(line=lines.line_num)) from None


def _json_lines(text: str) -> Iterator[_Record]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            record = None
        if not isinstance(record, dict):
            raise UnreadableLetters(texts.BROKEN_JSON.format(line=number))
        yield number, record


#: ending of a file's name → how it is read
_KINDS: Mapping[str, Callable[[str], Iterator[_Record]]] = {
    ".csv": _csv,
    ".jsonl": _json_lines,
    ".ndjson": _json_lines,
}
