"""Days as staff type them: 10月15日, 10.15, 16号, 下周三, 三天内; where one stands, and which of them limits.

Rule 1: what looks like a day and is none (2月30日) is read as such and refused when it is placed, so
that it never silently becomes free text.
Rule 2: in free text only what bears the mark of a limit (前, 内, 止) is one; a day inside a story is not.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from intake.grammar.days import Ahead, Day, Said, Within

# --- numbers -----------------------------------------------------------------------------------

_DIGITS: Mapping[str, int] = {
    **{sign: n for n, sign in enumerate("零一二三四五六七八九")},
    **{"〇": 0, "○": 0, "两": 2, "元": 1},
}
#: a number up to three digits, also in characters
NUMBER = r"(?:\d{1,3}(?!\d)|[一二两三四五六七八九十百廿卅]{1,5})"


def number(words: str) -> int:
    """Return what *words* count: 3, 三, 十五, 廿八, 一百二十."""
    if words.isdecimal():
        return int(words)
    words = words.replace("廿", "二十").replace("卅", "三十")
    hundreds, has_hundreds, rest = words.rpartition("百")
    tens, has_tens, ones = rest.rpartition("十")
    total = 100 * _DIGITS.get(hundreds, 1) if has_hundreds else 0
    total += 10 * _DIGITS.get(tens, 1) if has_tens else 0
    return total + _DIGITS.get(ones, 0)


def _year(words: str) -> int:
    """Return the year: 2026, 26, 二〇二六."""
    digits = "".join(str(_DIGITS.get(sign, sign)) for sign in words)
    return int(digits) + (2000 if len(digits) == 2 else 0)


# --- reading -----------------------------------------------------------------------------------

_N = NUMBER
_DAY_OF = r"\s?[日号]"
#: what may follow figures that are no day: 9.5折, 3.5万元, 1/3以上
_NO_AMOUNT = (
    r"(?![\d./%年月]|-\d|\s?(?:个|天|小时|分|元|万|亿|倍|折|米|平|公里|吨|级|版|以上|以下))"
)
_WEEKDAYS = "一二三四五六"
_FRIDAY = 4
_YEARS = {"今": 0, "本": 0, "明": 1, "来": 1, "后": 2}
_DAYS = {"今": 0, "当": 0, "明": 1, "后": 2, "大后": 3}
_NEXT = {"上": -1, "本": 0, "这": 0, "下": 1, "次": 1, "下下": 2}

Made = Callable[[re.Match[str]], Said]


def _short(hit: re.Match[str]) -> Said:
    return Day(month=number(hit[1]), day=number(hit[2]))


def _in_year(hit: re.Match[str]) -> Said:
    return Ahead(unit="year", n=_YEARS[hit[1]], at=(number(hit[2]), number(hit[3])))


def _weekday(hit: re.Match[str]) -> Said:
    sign = hit[2]
    at = int(sign) - 1 if sign.isdecimal() else max(_WEEKDAYS.find(sign), -1)
    ahead = hit[1].removesuffix("个") if hit[1] else ""
    return Ahead(unit="week", n=_NEXT[ahead] if ahead else None, at=(at if at >= 0 else 6,))


def _of_unit(hit: re.Match[str]) -> Said:
    n, unit = number(hit[1]), hit[2]
    if not n:
        return Day(day=0)
    if "工作" in unit:
        return Within(days=n, working=True)
    if unit.endswith("月"):
        return Within(months=n)
    if unit.endswith(("小时", "钟头")):
        return Within(hours=n)
    return Within(days=7 * n if unit.endswith(("周", "期", "拜")) else n)


#: every way to write a day, the longer before what it begins with; what each makes of it
_WAYS: tuple[tuple[str, Made], ...] = (
    # with the year
    (
        rf"((?:20)?\d\d|[二两][零〇○][一二三四五六七八九零〇○]{{2}})\s?年\s?({_N})\s?月\s?({_N})(?:{_DAY_OF})?",
        lambda hit: _dated(_year(hit[1]), number(hit[2]), number(hit[3])),
    ),
    (
        r"(20\d\d)\s?[\-/.]\s?(\d{1,2})\s?[\-/.]\s?(\d{1,2})(?!\d)(?:\s?[日号])?",
        lambda hit: _dated(*map(int, hit.groups())),
    ),
    (
        r"(20\d\d)(0\d|1[0-2])([0-3]\d)(?!\d)",
        lambda hit: _dated(*map(int, hit.groups())),
    ),
    (rf"([今本明来后])年\s?({_N})\s?月\s?({_N})(?:{_DAY_OF})?", _in_year),
    (
        r"([今本明来后])?年(?:[底末]|(?=之?内|以内))",
        lambda h: Ahead(unit="year", n=_YEARS[h[1] or "今"], at=(12, 0)),
    ),
    # without it
    (rf"({_N})\s?月\s?份?\s?({_N})(?:{_DAY_OF})?(?!\d|\s?[个点])", _short),
    (
        rf"({_N})\s?月份?([上中])旬",
        lambda hit: Day(month=number(hit[1]), day=10 if hit[2] == "上" else 20),
    ),
    (
        rf"({_N})\s?月份?(?:[底末]|下旬)",
        lambda hit: Ahead(unit="year", n=0, at=(number(hit[1]), 0)),
    ),
    (rf"(\d{{1,2}})\s?[./\-]\s?(\d{{1,2}}){_NO_AMOUNT}(?:\s?[日号])?", _short),
    # by the month, the week, the day that it is now
    (
        rf"(下下|[本这下次])个?月\s?({_N}){_DAY_OF}",
        lambda hit: Ahead(unit="month", n=_NEXT[hit[1]], at=(number(hit[2]),)),
    ),
    (
        r"(?:(下下|[本这下次])个?)?月[底末]",
        lambda hit: Ahead(unit="month", n=_NEXT[hit[1] or "本"], at=(0,)),
    ),
    # within a month or a week: its last day; a week's is the last on which people work
    (
        r"([本这下当])个?月(?=之?内|以内)",
        lambda hit: Ahead(unit="month", n=_NEXT.get(hit[1], 0), at=(0,)),
    ),
    (
        r"(下下|[本这下])个?(?:周|星期|礼拜)(?=之?内|以内)",
        lambda hit: Ahead(unit="week", n=_NEXT[hit[1]], at=(_FRIDAY,)),
    ),
    (r"(上|下下|本|这|下|次)?个?(?:周|星期|礼拜)([一二三四五六日天1-7])(?!\d)", _weekday),
    (r"(大后|[今当明后])[天日]", lambda hit: Ahead(unit="day", n=_DAYS[hit[1]])),
    # so long from now
    (
        rf"({_N})\s?(个?工作[日天]|个?自然[日天]|个?星期|个?礼拜|周|个月|个?小时|个?钟头|天|日(?!\s?(?:之前|以前|前)))(?!\s?[前后])",
        _of_unit,
    ),
    (r"半个?月", lambda hit: Within(days=15)),
    # the day of the month alone
    (
        rf"({_N})\s?(?:号(?![楼院窗线厅门])|日(?=\s?(?:之前|以前|前)))",
        lambda hit: Day(day=number(hit[1])),
    ),
)
_READ = tuple((re.compile(pattern), made) for pattern, made in _WAYS)
#: what makes a day a limit
_MARK = re.compile(
    r"\s?(?:之前|以前|前(?!往|来|去|台|期)|之内|以内|内(?!部|容)|为止|止(?!付)|为限)"
)
#: after a day that begins the words: they end, or go on with what must be done
_EDGE = re.compile(r"$|[\s,:;、。]|(?:必须|务必|一定|须|要(?!求)|请|上?下班前|中午前)")
#: what must be done by a day makes it a limit too, if it is still to come
_DO = re.compile(
    r"\s?(?:办结|办好|办完|办成|办理完|完成|解决|答复|反馈|整改|回复|落实|报(?:送|结果|我|来)|上报)"
)
#: what may stand before a limit and asks for it
_ASKS = re.compile(
    r"(?:请?(?:务必|必须|一定要?|确保|抓紧|尽快|争取)|要求|限期?|最迟|最晚|至迟|请|须|应当?|要)?"
    r"(?:于|在|到)?\s?"
)
#: no words that `_ASKS` takes are longer, with the sign before them
_LONGEST_ASK = 8
#: what a story goes on with after a day: something was done, or was not
_STORY = re.compile(
    r"\s?(?:已|未|没|无|仍|还(?!款)|就|才|又|再|连|多次|跑|来(?!函)|去|打|找|共|曾|起|至今|开始|发|收到|受理)"
)
_CLAUSE = re.compile(r"(?:^|[\s,:;、。!?])")


def _dated(year: int, month: int, day: int) -> Said:
    """Return the day; one that the calendar lacks stays unplaced and is refused when it is placed."""
    try:
        return date(year, month, day)
    except ValueError:
        return Day(month=month, day=day if day > 28 else 99)


def _read(line: str, at: int) -> tuple[Said, int] | None:
    for pattern, made in _READ:
        hit = pattern.match(line, at)
        if hit is None:
            continue
        value = made(hit)
        return replace(value, words=hit[0]) if isinstance(value, Ahead) else value, hit.end()
    return None


def day(line: str, at: int) -> tuple[Said, int] | None:
    """Read a day, with the 前 or 内 behind it."""
    found = _read(line, at)
    if found is None:
        return None
    value, end = found
    mark = _MARK.match(line, end)
    return value, mark.end() if mark else end


def places(line: str) -> Iterator[tuple[int, int]]:
    """Yield where each day of *line* begins and ends; so long from now (三天) is one, too."""
    at = 0
    while at < len(line):
        found = day(line, at)
        if found is not None:
            yield at, found[1]
        at = found[1] if found else at + 1


def limit(line: str, at: int) -> tuple[Said, int] | None:
    """Read a day that begins free text and limits it; one that begins a story is none."""
    found = _read(line, at)
    if found is None:
        return None
    value, end = found
    mark = _MARK.match(line, end)
    end = mark.end() if mark else end
    is_limit = mark is not None or _EDGE.match(line, end) is not None
    return (value, end) if is_limit and not _STORY.match(line, end) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A limit inside free text: what it says, in which words.

    Attributes:
        is_plain: its clause begins with it, or with what asks for it.
        is_marked: it bears a 前 or 内; one without is a limit only if it is still to come.
    """

    value: Said
    words: str
    is_plain: bool
    is_marked: bool


def limits(text: str) -> Iterator[Limit]:
    """Yield every day in *text* by which something is to be done; what a story tells is no limit."""
    at = 0
    while at < len(text):
        found = _read(text, at)
        if found is None:
            at += 1
            continue
        begin, (value, at) = at, found
        mark = _MARK.match(text, at)
        end = mark.end() if mark else at
        if (mark or _DO.match(text, end)) and not _STORY.match(text, end):
            yield Limit(
                value=value,
                words=text[begin:end],
                is_plain=_is_plain(text, begin),
                is_marked=mark is not None,
            )


def _is_plain(text: str, at: int) -> bool:
    """True where the clause begins with the limit, or with what asks for one."""
    starts = [hit.end() for hit in _CLAUSE.finditer(text, max(0, at - _LONGEST_ASK), at)]
    return any(_ASKS.fullmatch(text, start, at) for start in starts)
