"""Deadlines worked out a second time, as one does it with a wall calendar: day by day, by hand.

Nothing of `dispatch` is used here, and nothing of its way to count: the limits are written down from
the regulations, the days from the State Council's notices (`state_council.py`), and each unit walks
forward one day at a time. Moments are naive and in Shanghai, as a clerk reads the clock on the wall.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

from state_council import NOTICES, OFF, WORKED, is_worked

#: (profile, class, stage) → how many of which unit, and the clause; copied from the five texts
LIMITS: dict[tuple[str, str, str], tuple[int, str, str]] = {
    ("wuzhi", "办不了", "reply"): (3, "工作日", "WZ-9.1"),
    ("wuzhi", "很难办", "plan"): (5, "工作日", "WZ-9.3"),
    ("shenqiu", "办不了", "reply"): (3, "工作日", "SQ-8.1"),
    ("shenqiu", "很难办", "plan"): (5, "工作日", "SQ-8.3"),
    ("puyang", "非常紧急", "result"): (24, "小时", "PY-4.2.2"),
    ("puyang", "紧急", "result"): (3, "工作日", "PY-4.2.3"),
    ("puyang", "一般", "result"): (5, "工作日", "PY-4.2.4"),
    ("longhui", "工单", "result"): (3, "工作日", "LH-12a"),
    ("fw", "线上", "acknowledge"): (1, "工作日", "FW-6.1.3"),
    ("fw", "咨询", "result"): (1, "工作日", "FW-6.2.2"),
    ("fw", "简单", "deploy"): (1, "当天", "FW-6.3.1"),
    ("fw", "简单", "result"): (3, "天", "default"),  # G-35
    ("fw", "一般", "result"): (3, "天", "FW-6.3.2"),
    ("fw", "复杂", "plan"): (7, "天", "FW-6.3.3"),
    ("fw", "复杂", "result"): (1, "月", "FW-6.3.4"),
    ("fw", "重大", "result"): (1, "月", "FW-6.3.4"),
}

#: 延期: (profile, class, basis) → the span and the limit before it, both in working days
EXTENSIONS: dict[tuple[str, str, str], tuple[int, int, str]] = {
    ("longhui", "工单", "total"): (10, 3, "LH-12c"),
    ("longhui", "工单", "on_top"): (10, 3, "LH-12c"),
    ("puyang", "一般", "total"): (5, 5, "PY-4.2.6"),  # G-34: each at most the original limit
    ("puyang", "一般", "on_top"): (5, 5, "PY-4.2.6"),
}

OPENS, CLOSES = time(8, 30), time(17, 30)
#: each day, whether it counts, and the remark on it
Days = list[tuple[date, bool, str]]

#: the last year for which there is a notice
KNOWN = max(NOTICES)


@dataclass(frozen=True)
class Due:
    """What the clerk writes down: the moment, whether it is 暂定, and each day with its remark."""

    at: datetime
    provisional: bool
    days: Days


def remark(day: date) -> str:
    """Return what the wall calendar says of *day*."""
    if day in WORKED:
        return "调休"
    if day in OFF:
        return "节假日"
    return "工作日" if is_worked(day) else "周末"


def tomorrow(day: date) -> date:
    """Return the day after."""
    return date.fromordinal(day.toordinal() + 1)


def due(n: int, unit: str, start: datetime, closes: time | None = CLOSES) -> Due:
    """Return when *n* of *unit* are over if they begin at *start*; without *closes* days end at 24:00."""
    if unit == "小时":
        at = start + timedelta(minutes=60 * n)
        return Due(at, False, [(at.date(), True, remark(at.date()))])
    if unit == "当天":
        return _ended(_same_day(start, closes), closes)
    days = [(start.date(), False, "收单日不计")]
    days += _worked_days(n, start.date()) if unit == "工作日" else _all_days(n, unit, start.date())
    return _ended(days, closes)


def extended(span: int, first: int, basis: str, start: datetime, closes: time | None) -> Due:
    """Return when the longest extension is over: from receipt, or from the end of the first limit."""
    if basis == "total":
        return due(span, "工作日", start, closes)
    before = due(first, "工作日", start, None)
    last = before.days[-1][0]
    return _ended(before.days + _worked_days(span, last), closes)


def _ended(days: Days, closes: time | None) -> Due:
    last = days[-1][0]
    at = datetime.combine(last, closes) if closes else datetime.combine(tomorrow(last), time(0))
    return Due(at, last.year > KNOWN, days)


@cache
def _worked_days(n: int, day: date) -> Days:
    days: Days = []
    while n > 0:
        day = tomorrow(day)
        if is_worked(day):
            n -= 1
        days.append((day, is_worked(day), remark(day)))
    return days


@cache
def _all_days(n: int, unit: str, start: date) -> Days:
    """Walk to the nth day, or to the same date n months on; then on over days off (民法典 202, 203)."""
    last = start
    if unit == "天":
        for _ in range(n):
            last = tomorrow(last)
    else:
        last = _months_on(start, n)
    days: Days = []
    day = start
    while day != last:
        day = tomorrow(day)
        days.append((day, True, remark(day)))
    while not is_worked(day):
        day = tomorrow(day)
        days.append((day, False, "顺延"))
    return days


def _months_on(start: date, n: int) -> date:
    """Leave the month n times by its last day; then go to the date, or as far as the month goes."""
    day = start
    for _ in range(n):
        month = day.month
        while day.month == month:
            day = tomorrow(day)
    first = day
    while day.day < start.day and tomorrow(day).month == first.month:
        day = tomorrow(day)
    return day


def _same_day(start: datetime, closes: time | None) -> Days:
    """After hours and on days off it is received at the next opening (G-8)."""
    day = start.date()
    if is_worked(day) and (closes is None or start.time() < closes):
        return [(day, True, remark(day))]
    days = [(day, False, "收单日不计")]
    while True:
        day = tomorrow(day)
        days.append((day, is_worked(day), remark(day)))
        if is_worked(day):
            return days
