"""What a line of staff was taken for, as plain values: for `yousu understand`, and for who measures it."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from dispatch.words.normal_form import normal
from intake.grammar.commands import StaffCommand, TicketRef
from intake.grammar.day_words import limits
from intake.grammar.days import Ahead, Day, NoDay, Within, months_after, no_such_day
from intake.grammar.fields import TaskRef, Value
from intake.lines.staff_lines import StaffLine

#: fields that hold a day or a length of time
_DAYS = frozenset({"promised", "until", "days"})
_JOINT = "，"


def summary(line: StaffLine, today: date) -> dict[str, Any]:
    """Return command, number, fields and what would be asked (product.md §6).

    Fields are named as staff speak of them: day, days, department, verdict, level, text …; `ask` is empty
    where the line is carried out, wholly or in part.
    """
    given = line.commands[0] if line.commands else None
    return {
        "command": line.name,
        "no": number(line.ref) if line.ref else "",
        "fields": dict(_fields(given, today)) if given else {},
        "ask": _over(given, today) if given else line.ask,
    }


def _over(given: StaffCommand, today: date) -> str:
    """Return what is asked of a day with its year that is over; the desk refuses it with its clause."""
    days = [one for one in given.fields.values() if isinstance(one, date)]
    past = next((one for one in days if one < today), None)
    return no_such_day(NoDay(past.isoformat(), is_over=True)) if past else ""


def number(ref: TicketRef) -> str:
    """Return a ticket's number in ASCII, with what was typed of it: 0001, 2026-0001, XX-2026-0001."""
    parts = (ref.prefix, str(ref.year or ""), f"{ref.serial:04}")
    return "-".join(filter(None, parts))


def _fields(given: StaffCommand, today: date) -> Iterator[tuple[str, str]]:
    for key, value in given.fields.items():
        if key in _DAYS:
            yield _time(value, today)
        elif key == "departments" and isinstance(value, tuple):
            yield "department", _JOINT.join(value)
        else:
            yield key, _plain(value)
    if given.name == "督办" and "until" not in given.fields:
        yield from (_time(one.value, today) for one in limits(normal(given.text)) if one.is_plain)
    if given.text:
        yield "text", given.text


def _plain(value: Value) -> str:
    if isinstance(value, TicketRef):
        return number(value)
    if isinstance(value, TaskRef):
        return f"#{value.id}"
    return _JOINT.join(value) if isinstance(value, tuple) else str(value)


def _time(value: Value, today: date) -> tuple[str, str]:
    """Return `days` for a number of days, else `day` with the day that is meant."""
    if isinstance(value, Within) and not value.months:
        return ("hours", str(value.hours)) if value.hours else ("days", str(value.days))
    if isinstance(value, Within):
        return "day", (months_after(today, value.months) + timedelta(days=value.days)).isoformat()
    if isinstance(value, (Day, Ahead)):
        try:
            return "day", value.on(today).isoformat()
        except NoDay as none:
            return "day", none.words
    return ("day", value.isoformat()) if isinstance(value, date) else ("days", str(value))
