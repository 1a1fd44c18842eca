"""派单目录 as a file beside the configuration: a table that any spreadsheet saves as CSV, read whole or not at all (N17).

Columns by their names, in any order: 序号, 事项, 词语, 承办单位, 协办单位, 首办, 依据. A row needs 事项 or
词语, and 承办单位, which stays empty where 首办 says 乡镇. UTF-8 or GB 18030, as spreadsheets write it.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from bot.texts import duties as texts
from dispatch.rules.duties import Duty, Township
from dispatch.ticket.ground import GroundKind

#: more than any county's list has
LARGEST = 4 << 20
#: how the workbook of a spreadsheet begins
_ZIP = b"PK\x03\x04"
#: what may part several names in one field
_PARTS = re.compile(r"[、,，;；/\s]+")
#: how the name of a township ends behind what addresses call it
_SEAT = re.compile(r"(?:人民政府|政府|办事处|便民服务中心)$")
#: where what the law gives to townships lies
_LAW = files("bot.config") / "township_duties.csv"


class BadDuties(Exception):
    """The list cannot be used; *faults* are sentences for the person, each with its row."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A department by its id, and all that it is called, its name first."""

    id: str
    called: tuple[str, ...]


def read(file: str, units: Sequence[Unit]) -> tuple[Duty, ...]:
    """Return the rows of *file*, which name departments as *units* are called.

    Raises:
        BadDuties: with every fault at once.
    """
    try:
        with Path(file).open("rb") as opened:
            found = opened.read(LARGEST + 1)
    except (OSError, ValueError):
        raise BadDuties([texts.NOT_READABLE.format(file=file)]) from None
    if len(found) > LARGEST:
        raise BadDuties([texts.TOO_LARGE])
    return rows_of(_decoded(found), units)


def by_law() -> tuple[Duty, ...]:
    """Return what the law gives to townships in the first instance; it comes with the program."""
    return rows_of(_LAW.read_text("utf-8"), (), kind=GroundKind.LAW)


def township(unit: Unit) -> Township:
    """Return *unit* as addresses name it: its names, and these without 人民政府 and the like."""
    stems = (_SEAT.sub("", name) for name in unit.called)
    called = tuple(dict.fromkeys(one for one in (*unit.called, *stems) if len(one) > 1))
    return Township(id=unit.id, name=unit.called[0], called=called)


def _decoded(found: bytes) -> str:
    if found.startswith(_ZIP):
        raise BadDuties([texts.NOT_TEXT])
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return found.decode(encoding)
        except UnicodeError:
            continue
    raise BadDuties([texts.NOT_TEXT])


def rows_of(
    text: str, units: Sequence[Unit], kind: GroundKind = GroundKind.DUTY
) -> tuple[Duty, ...]:
    """Return the rows of a list that is *text*.

    Raises:
        BadDuties: with every fault at once.
    """
    first = text.split("\n", 1)[0]
    table = csv.reader(io.StringIO(text, newline=""), delimiter="\t" if "\t" in first else ",")
    try:
        lines = [(table.line_num, [field.strip() for field in row]) for row in table]
    except csv.Error:
        raise BadDuties([texts.NOT_TEXT]) from None
    lines = [(n, row) for n, row in lines if any(row)]
    names = lines[0][1] if lines else []
    if lacking := [name for name in texts.NEEDED if name not in names]:
        raise BadDuties([texts.NO_COLUMN.format(names="、".join(lacking))])
    known = {name: unit for unit in reversed(units) for name in unit.called}
    faults: list[str] = []
    duties: list[Duty] = []
    for n, row in lines[1:]:
        fields = dict(zip(names, row, strict=False))
        try:
            duties.append(_duty(fields, known, kind))
        except BadDuties as error:
            faults += [texts.AT.format(n=n, fault=one) for one in error.faults]
    faults += list(_repeated(duties))
    if faults:
        raise BadDuties(faults)
    return tuple(duties)


def _duty(fields: Mapping[str, str], known: Mapping[str, Unit], kind: GroundKind) -> Duty:
    def field(name: str) -> str:
        return fields.get(name, "")

    def listed(name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(filter(None, _PARTS.split(field(name)))))

    lead, level, others = field(texts.LEAD), field(texts.FIRST), listed(texts.ASSISTING)
    is_townships = level in texts.TOWNSHIP
    phrases = listed(texts.PHRASES)
    faults = [
        *([texts.NO_NUMBER] if not field(texts.NO) else []),
        *([texts.ABOUT_NOTHING] if not field(texts.MATTER) and not phrases else []),
        *([texts.TOO_SHORT] if any(len(one) < texts.SHORTEST for one in phrases) else []),
        *(
            [texts.LEVEL.format(level=level)]
            if level not in (*texts.TOWNSHIP, *texts.COUNTY)
            else []
        ),
        *([texts.BOTH] if is_townships and lead and lead not in texts.TOWNSHIP else []),
        *([texts.NOBODY] if not is_townships and not lead else []),
        *(
            texts.UNKNOWN.format(name=one)
            for one in (*(() if is_townships or not lead else (lead,)), *others)
            if one not in known
        ),
    ]
    if faults:
        raise BadDuties(faults)
    unit = None if is_townships else known[lead]
    return Duty(
        no=field(texts.NO),
        matter=field(texts.MATTER),
        phrases=phrases,
        department=unit.id if unit else "",
        name=unit.called[0] if unit else "",
        assisting=tuple((known[one].id, known[one].called[0]) for one in others),
        basis=field(texts.BASIS),
        kind=kind,
    )


def _repeated(duties: Sequence[Duty]) -> Iterator[str]:
    """Yield what two rows say: the second would never be met."""
    first: dict[str, str] = {}
    for row in duties:
        for key in (f"#{row.no}", *filter(None, (row.matter,)), *row.phrases):
            if key in first:
                yield texts.TWICE.format(what=key.lstrip("#"), one=first[key], other=row.no)
            first.setdefault(key, row.no)
