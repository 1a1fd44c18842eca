"""What each typed command about one ticket means: the fields that were typed → the command."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.directory import Directory
from bot.texts import staff
from dispatch import commands as c
from dispatch.actor import Actor
from dispatch.rules import Rules
from dispatch.ticket import Ticket
from dispatch.worktime import in_shanghai
from intake.commands import Day, StaffCommand, Within

#: what 回访 may say instead of a level
NO_ANSWER = frozenset({"未接通", "无人接听", "没人接", "未评价"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One command about one ticket, by one person."""

    by: Actor
    said: StaffCommand
    ticket: Ticket
    rules: Rules
    directory: Directory
    now: datetime

    def field(self, key: str) -> str:
        """Return a field that is a word, empty where it was left out."""
        return str(self.said.fields.get(key, ""))


class Unclear(Exception):
    """The command names something that we do not know; the message says what there is."""


def _departments(order: Order) -> tuple[tuple[str, str], ...]:
    """Return (id, name) of each department named, the lead first."""
    named = order.said.fields["departments"]
    names = named if isinstance(named, tuple) else (str(named),)
    return tuple(_department(order.directory, name) for name in names)


def _department(directory: Directory, name: str) -> tuple[str, str]:
    meant = directory.departments_like(name)
    if len(meant) == 1:
        return meant[0].id, meant[0].name
    form = staff.WHICH_DEPARTMENT if meant else staff.UNKNOWN_DEPARTMENT
    names = "、".join(d.name for d in meant or directory.departments.values())
    raise Unclear(form.format(name=name, names=names))


def _day(order: Order, key: str) -> date | None:
    """Return the day that a field means; a day without a year is the next one to come."""
    value = order.said.fields.get(key)
    today = in_shanghai(order.now).date()
    if isinstance(value, Within):
        if value.working:
            return order.rules.working_day_after(value.days, order.now)
        return today + timedelta(days=value.days)
    if isinstance(value, Day):
        return value.next_from(today)
    return value if isinstance(value, date) else None


def _dispatch(order: Order) -> c.Command:
    causes = order.ticket.complaint.causes
    class_name = (
        order.field("class") or order.ticket.class_name or (causes[0].name if causes else "")
    )
    if not class_name:
        names = "、".join(order.rules.dispatched_classes)
        raise Unclear(staff.CLASS_NEEDED.format(names=names))
    return c.Dispatch(
        by=order.by,
        class_name=class_name,
        departments=_departments(order),
        matter=order.field("matter"),
        promised_on=_day(order, "promised"),
    )


def _refuse(order: Order) -> c.Command:
    code = order.field("code")
    if code not in staff.REASONS:
        known = "；".join(f"{name} {words}" for name, words in staff.REASONS.items())
        raise Unclear(staff.UNKNOWN_REASON.format(name=code, names=known))
    return c.Refuse(by=order.by, reason=order.said.text, code=code)


def _plan(order: Order) -> c.Command:
    promised = _day(order, "promised")
    assert promised is not None  # the grammar requires it (N2)
    return c.Plan(by=order.by, text=order.said.text, promised_on=promised)


def _supervise(order: Order) -> c.Command:
    until = _day(order, "until")
    hours = order.rules.hours
    closes = hours.closes if hours else time(23, 59)
    at = datetime.combine(until, closes, in_shanghai(order.now).tzinfo) if until else None
    if at is not None and at <= order.now:
        raise Unclear(staff.DAY_IS_OVER.format(day=at.date().isoformat()))
    return c.Supervise(by=order.by, demand=order.said.text, until=at)


def _inspect(order: Order) -> c.Command:
    if order.said.fields["verdict"] == "通过":
        return c.Pass(by=order.by)
    return c.SendBack(by=order.by, reason=order.said.text)


def _call_back(order: Order) -> c.Command:
    level = order.field("level")
    return c.CallBack(
        by=order.by, level="" if level in NO_ANSWER else level, remark=order.said.text
    )


Build = Callable[[Order], c.Command]

#: every command about one ticket that can be given; the profile says who may
BUILT: Mapping[str, Build] = {
    "当场": lambda o: c.SolveOnSpot(by=o.by, result=o.said.text),
    "不予受理": _refuse,
    "派单": _dispatch,
    "改派": lambda o: c.Reassign(by=o.by, departments=_departments(o), reason=o.said.text),
    "改类": lambda o: c.Classify(by=o.by, matter=o.field("matter"), class_name=o.field("class")),
    "签收": lambda o: c.Acknowledge(by=o.by),
    "答复": lambda o: c.Answer(
        by=o.by, text=o.said.text, reason=o.field("reason"), basis=o.field("basis")
    ),
    "方案": _plan,
    "追问": lambda o: c.Ask(by=o.by, question=o.said.text),
    "批准": lambda o: c.Approve(by=o.by),
    "驳回": lambda o: c.Reject(by=o.by, reason=o.said.text),
    "催办": lambda o: c.Remind(by=o.by, word=o.said.text),
    "督办": _supervise,
    "质检": _inspect,
    "回访": _call_back,
}
