"""A deadline's proof in one Chinese line, as cards, form and ledger print it (N1)."""

from collections.abc import Callable
from datetime import date, datetime

from dispatch.rules.deadlines import Deadline
from dispatch.worktime.calendar import DayKind, in_shanghai
from dispatch.worktime.counting import Unit

#: the first of each run of circled numbers in Unicode: ① ㉑ ㊱
_CIRCLED = ((1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1))


def proof_line(deadline: Deadline) -> str:
    """Return e.g. `收单4-26不计；4-28调休①；4-29②；4-30③ → 4-30 17:30`."""
    unit = deadline.limit.unit if deadline.limit else None
    parts = _PARTS.get(unit, _by_day)(deadline)
    mark = "（暂定）" if deadline.provisional else ""
    return f"{'；'.join(parts)} → {due_text(deadline)}{mark}{_stricter(deadline)}"


def _stricter(deadline: Deadline) -> str:
    """Return which of two texts won and what the other says, where a county follows two (rule d)."""
    other = deadline.beside
    if other is None:
        return ""
    return f"（从严：{deadline.clause}，不晚于{other.clause}的{due_text(other)}）"


def extended_line(former: str, extension: Deadline) -> str:
    """Return the proof of a limit that an extension moved, behind the *former* one."""
    return f"{former}；延期 {proof_line(extension)}"


def due_text(deadline: Deadline) -> str:
    """Return the end as `4-30 17:30`, with the year where it is not the start's; 24:00 stays so."""
    due = in_shanghai(deadline.due_at)
    day = deadline.due_on
    begun_in = min(in_shanghai(deadline.start_at).year, deadline.steps[0].on.year)
    year = f"{day.year}-" if day.year != begun_in else ""
    clock = f"{due:%H:%M}" if due.date() == day else "24:00"
    return f"{year}{_short(day)} {clock}"


def circled(n: int) -> str:
    """Return *n* as ①, in brackets where there is no such sign."""
    for first, last, code in _CIRCLED:
        if first <= n <= last:
            return chr(code + n - first)
    return f"({n})"


def _by_day(deadline: Deadline) -> list[str]:
    parts, n = [f"{deadline.event}{_short(_first_day(deadline))}不计"], 0
    for step in deadline.steps:
        if step.counted:
            n += 1
            made_up = "调休" if step.why is DayKind.MAKE_UP else ""
            parts.append(f"{_short(step.on)}{made_up}{circled(n)}")
    return [*parts, *_rolled(deadline)]


def _hours(deadline: Deadline) -> list[str]:
    assert deadline.limit is not None
    return [f"{deadline.event}{_moment(deadline.start_at)}起算", f"满{deadline.limit.n}小时"]


def _months(deadline: Deadline) -> list[str]:
    assert deadline.limit is not None
    begun = _short(_first_day(deadline))
    last = max(step.on for step in deadline.steps if step.counted)
    spoken = f"满{deadline.limit.n}个月至{_short(last)}"
    return [f"{deadline.event}{begun}不计", spoken, *_rolled(deadline)]


def _same_day(deadline: Deadline) -> list[str]:
    """Show both times where it counts as received at the next opening (G-8)."""
    came = f"{deadline.event}{_moment(deadline.start_at)}"
    if deadline.deemed_at is None:
        return [came, "当天"]
    return [came, f"视为{_moment(deadline.deemed_at)}收到", "当天"]


def _promised(deadline: Deadline) -> list[str]:
    begun = _short(in_shanghai(deadline.start_at).date())
    return [f"起算{begun}", f"承诺{_short(deadline.due_on)}"]


def _first_day(deadline: Deadline) -> date:
    """Return the day that is not counted; what goes on from 24:00 begins on the day before."""
    return deadline.steps[0].on


def _rolled(deadline: Deadline) -> list[str]:
    rolls = any(step.why is DayKind.ROLLED for step in deadline.steps)
    return [f"顺延至{_short(deadline.due_on)}"] if rolls else []


def _short(day: date) -> str:
    return f"{day.month}-{day.day}"


def _moment(at: datetime) -> str:
    local = in_shanghai(at)
    return f"{_short(local.date())} {local:%H:%M}"


_PARTS: dict[Unit | None, Callable[[Deadline], list[str]]] = {
    Unit.HOURS: _hours,
    Unit.MONTHS: _months,
    Unit.SAME_DAY: _same_day,
    None: _promised,
}
