"""How one fixed field of a staff command is read: number, day, departments, option."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from intake.grammar import day_words, days

#: what may stand between two fields
SEPARATORS = re.compile(r"[\s,:;、。]+")
#: signs people write for the hyphen of a number
_DASH = r"[\-‐-―−~]"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketRef:
    """A ticket's number as typed; year and prefix are None and empty where they were left out."""

    prefix: str = ""
    year: int | None = None
    serial: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRef:
    """A task of the desk by its number, as `/待办` and its message show it: #3."""

    id: int


Value = str | int | tuple[str, ...] | TicketRef | TaskRef | days.Said
#: reads a field of the line from a place on; the value and the place behind it, or None
Reader = Callable[[str, int], tuple[Value, int] | None]

_REF = re.compile(
    rf"(?:号\s?|#|no\.?\s?)?(?:([A-Za-z]{{1,8}})\s?{_DASH}?\s?(?=20\d\d\s?(?:年|{_DASH})))?"
    rf"(?:(20\d\d)\s?(?:年\s?第?|{_DASH})\s?|第\s?)?(\d{{1,9}})\s?"
    rf"(?:号(?!楼|院|窗)|(?![\d年月日天个%/]|\s?个?工作日|{_DASH}\d|\.\d))",
    re.I,
)
_TASK = re.compile(r"#\s?(\d{1,9})(?!\d)")
_UNIT = r"\s?(?:个?工作[日天]|个?自然[日天]|日(?!\s?(?:之前|以前|前))|天(?!\s?前))(?!内?[不没也都办])(?:内|以内)?"
#: “3家单位”, “3个月” and “3天不够” count no days
_COUNT = re.compile(
    rf"(?:(\d{{1,3}})(?:{_UNIT}|(?=$|[\s,:;、。]))|({day_words.NUMBER}){_UNIT})(?!\d)"
)
#: so many weeks, or half a month
_WEEKS = re.compile(
    rf"(?:({day_words.NUMBER})\s?(?:个?星期|个?礼拜|周)|(半个?月))(?!内?[不没也都办末])(?:内|以内|左右|时间)?"
)
#: to which day it is extended
_TO = re.compile(r"(?:延?长?[到至]\s?)?")
_CODE = re.compile(r"([A-Za-z]{1,3})\s?-?\s?(\d{1,2}(?:\.\d{1,2})?)(?!\w)", re.ASCII)
#: the letters under an article: 6b
_LETTERED = re.compile(r"(\d{1,2}[a-h])(?!\w)", re.ASCII | re.IGNORECASE)
_ITEM = r"[^\s,、;:=]{1,30}"
_LIST = re.compile(rf"{_ITEM}(?:\s?[,、;]\s?{_ITEM}(?!\s?=))*")
_LIST_SPACED = re.compile(rf"(?!\S{{1,4}}\s?=){_ITEM}(?:[\s,、;]+(?!\S{{1,4}}\s?=){_ITEM})*")
#: behind a choice: its end, or a mark that does not ask; and nothing that takes it back at once
_WHOLE = r"(?=$|[\s,:;、。.!~()])(?![\s,:;、。.!~]*(?:不了|不得|不行|不成|不可|不能|没门|才怪|吗|么|嘛|\?))"
_TOKEN = re.compile(r"[^\s,:;、。]{1,30}")
_MONTH = re.compile(r"(?:(20\d\d)\s?[年\-/.]\s?)?(1[0-2]|0?[1-9])\s?月?(?!\d)")


def ticket(line: str, at: int) -> tuple[Value, int] | None:
    """Read `2026年第0001号`, `2026-0001`, `0001`, with or without a centre's prefix."""
    hit = _REF.match(line, at)
    if hit is None or int(hit[3]) == 0:
        return None
    year = int(hit[2]) if hit[2] else None
    return TicketRef(prefix=(hit[1] or "").upper(), year=year, serial=int(hit[3])), hit.end()


def chat(line: str, at: int) -> tuple[Value, int] | None:
    """Read whose chat is meant: `#3`, the desk's task, else a ticket's number."""
    hit = _TASK.match(line, at)
    return (TaskRef(id=int(hit[1])), hit.end()) if hit else ticket(line, at)


def task(line: str, at: int) -> tuple[Value, int] | None:
    """Read the number of a task of the desk: `#3`."""
    hit = _TASK.match(line, at)
    return (TaskRef(id=int(hit[1])), hit.end()) if hit else None


def ticket_or_task(line: str, at: int) -> tuple[Value, int] | None:
    """Read a ticket's number; `#3`, as a task is shown, is the desk's task, `#0003` none."""
    hit = _TASK.match(line, at)
    return chat(line, at) if hit and not hit[1].startswith("0") else ticket(line, at)


def count(line: str, at: int) -> tuple[Value, int] | None:
    """Read a number of days, or the day that is meant: 5, 五天, 5个工作日, 到10月15日; or weeks: 一周."""
    weeks = _WEEKS.match(line, at)
    if weeks and (n := 15 if weeks[2] else 7 * day_words.number(weeks[1])):
        return days.Within(days=n), weeks.end()
    hit = _COUNT.match(line, at)
    if hit:
        n = day_words.number(hit[1] or hit[2])
        return (n, hit.end()) if n else None  # 两三天 is no number
    to = _TO.match(line, at)
    found = day_words.day(line, to.end() if to else at)
    return None if found is None or isinstance(found[0], days.Within) else found


def code(line: str, at: int) -> tuple[Value, int] | None:
    """Read a reason code: N4, n4, WZ-7.7, 6b."""
    lettered = _LETTERED.match(line, at)
    if lettered is not None:
        return lettered[1].lower(), lettered.end()
    hit = _CODE.match(line, at)
    if hit is None:
        return None
    joint = "-" if "." in hit[2] else ""
    return f"{hit[1].upper()}{joint}{hit[2]}", hit.end()


def names(line: str, at: int) -> tuple[Value, int] | None:
    """Read names with commas between them; a space ends the list, free text follows."""
    hit = _LIST.match(line, at)
    return (_items(hit[0]), hit.end()) if hit else None


def all_names(line: str, at: int) -> tuple[Value, int] | None:
    """Read names with commas or spaces between them, up to an option like 类=…"""
    hit = _LIST_SPACED.match(line, at)
    return (_items(hit[0]), hit.end()) if hit else None


def _items(words: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(re.split(r"[\s,、;]+", words.strip(" ,、;"))))


def token(line: str, at: int) -> tuple[Value, int] | None:
    hit = _TOKEN.match(line, at)
    return (hit[0], hit.end()) if hit else None


def one_of(*words: str) -> Reader:
    """Return a reader of one of *words*, the longer ones first; each counts only whole.

    “通过不了”, “通过吗” and “满意度” are other words: who typed them is asked.
    """
    either = "|".join(sorted(words, key=len, reverse=True))
    pattern = re.compile(f"(?:{either}){_WHOLE}")

    def read(line: str, at: int) -> tuple[Value, int] | None:
        hit = pattern.match(line, at)
        return (hit[0], hit.end()) if hit else None

    return read


def option(*keys: str, then: Reader = token) -> Reader:
    """Return a reader of `类=…`; *then* reads what follows the sign."""
    pattern = re.compile(rf"(?:{'|'.join(keys)})\s?=\s?")

    def read(line: str, at: int) -> tuple[Value, int] | None:
        hit = pattern.match(line, at)
        return then(line, hit.end()) if hit else None

    return read


def month(line: str, at: int) -> tuple[Value, int] | None:
    """Read 2026-09, 2026年9月, 9月 as `2026-09` or `09`."""
    hit = _MONTH.match(line, at)
    if hit is None:
        return None
    year = f"{hit[1]}-" if hit[1] else ""
    return f"{year}{int(hit[2]):02}", hit.end()
