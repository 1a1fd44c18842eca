"""What each typed command about one ticket means: the fields that were typed → the command."""

from collections.abc import Mapping
from datetime import datetime, time

from bot.measures import MEASURES
from bot.staff.command_fields import Build as Build
from bot.staff.command_fields import Order as Order
from bot.staff.command_fields import Unclear as Unclear
from bot.staff.command_fields import day_of, departments_of
from bot.texts import staff
from dispatch.rules.rules import LONGEST_PROMISE
from dispatch.ticket import commands as c
from dispatch.worktime.calendar import in_shanghai
from intake.grammar.case_forms import REFUSAL_LABELS

#: what 回访 may say instead of a level
NO_ANSWER = frozenset({"未接通", "无人接听", "没人接", "未评价"})


def _dispatch(order: Order) -> c.Command:
    causes = order.ticket.complaint.causes
    class_name = (
        order.field("class") or order.ticket.class_name or (causes[0].name if causes else "")
    )
    if not class_name:
        names = "、".join(order.rules.dispatched_classes)
        raise Unclear(staff.CLASS_NEEDED.format(names=names))
    departments = departments_of(order)
    return c.Dispatch(
        by=order.by,
        class_name=class_name,
        departments=departments,
        matter=order.field("matter"),
        promised_on=day_of(order, "promised"),
        several_levels=_several_levels(order, departments),
    )


def _several_levels(order: Order, departments: tuple[tuple[str, str], ...]) -> bool:
    """True when a department of another centre has a part in it (WZ-9.4)."""
    known = order.directory.departments
    centres = {known[id_].centre for id_, _ in departments if id_ in known} - {""}
    return bool(centres - {order.ticket.centre})


def _refuse(order: Order) -> c.Command:
    """不予受理: the code where the profile lists reasons, and the fields that this one asks for."""
    code = order.field("code")
    known = {one.code: one.name for one in order.rules.profile.refusals} or staff.REASONS
    if code and code.lower() not in {one.lower() for one in known}:
        names = "；".join(f"{one} {words}" for one, words in known.items())
        raise Unclear(staff.UNKNOWN_REASON.format(name=code, names=names))
    labelled = tuple(
        (name, order.field(name)) for name in REFUSAL_LABELS.values() if order.field(name)
    )
    return c.Refuse(
        by=order.by,
        reason=order.said.text,
        code=code,
        fields=tuple(dict(labelled).items()),
    )


def _plan(order: Order) -> c.Command:
    promised = day_of(order, "promised")
    assert promised is not None  # the grammar requires it (N2)
    return c.Plan(by=order.by, text=order.said.text, promised_on=promised)


def _supervise(order: Order) -> c.Command:
    until = day_of(order, "until")
    hours = order.rules.hours
    closes = hours.closes if hours else time(23, 59)
    at = datetime.combine(until, closes, in_shanghai(order.now).tzinfo) if until else None
    if at is not None and at <= order.now:
        raise Unclear(staff.DAY_IS_OVER.format(day=at.date().isoformat()))
    if at is not None and at > order.now + LONGEST_PROMISE:  # the group reads no year
        raise Unclear(staff.DAY_TOO_FAR.format(day=at.date().isoformat()))
    return c.Supervise(
        by=order.by, demand=order.said.text, until=at, document=order.field("document")
    )


def _inspect(order: Order) -> c.Command:
    if order.said.fields["verdict"] == "通过":
        return c.Pass(by=order.by, override=order.said.text)
    return c.SendBack(by=order.by, reason=order.said.text)


def _call_back(order: Order) -> c.Command:
    level = order.field("level")
    return c.CallBack(
        by=order.by, level="" if level in NO_ANSWER else level, remark=order.said.text
    )


#: every command about one ticket that can be given; the profile says who may
BUILT: Mapping[str, Build] = {
    "当场": lambda o: c.SolveOnSpot(
        by=o.by, result=o.said.text, service=o.field("service") or c.HELP
    ),
    "不予受理": _refuse,
    "派单": _dispatch,
    "改派": lambda o: c.Reassign(by=o.by, departments=departments_of(o), reason=o.said.text),
    "改类": lambda o: c.Classify(
        by=o.by,
        kind=o.field("kind"),
        matter=o.field("matter"),
        class_name=o.field("class"),
        cause=o.field("cause"),
    ),
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
    **MEASURES,
}
