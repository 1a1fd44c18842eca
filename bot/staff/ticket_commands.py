"""What each typed command about one ticket means: the fields that were typed → the command."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from bot.desk import shield
from bot.staff.command_fields import (
    Build,
    Order,
    Unclear,
    correction,
    day_meant,
    day_of,
    departments_of,
    meant_by,
    weeks_later,
)
from bot.texts import measures as case_texts
from bot.texts import staff
from bot.texts.moments import dated
from dispatch.errors import Incomplete
from dispatch.handlers import links
from dispatch.handlers.extensions import days_to
from dispatch.rules.rules import LONGEST_PROMISE
from dispatch.ticket import case_commands as m
from dispatch.ticket import commands as c
from dispatch.ticket.ticket import Ticket
from dispatch.words.normal_form import normal
from dispatch.worktime.calendar import end_of, in_shanghai
from intake.grammar.case_forms import REFUSAL_LABELS
from intake.grammar.day_words import Limit, limits
from intake.grammar.days import Ahead, Day, Said, Within

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
        cause=order.field("cause"),
        several_levels=_several_levels(order, departments),
        exception=order.field("exception"),
    )


def _several_levels(order: Order, departments: tuple[tuple[str, str], ...]) -> bool:
    return order.directory.is_elsewhere((id_ for id_, _ in departments), order.ticket.centre)


def _reassign(order: Order) -> c.Reassign:
    departments = departments_of(order)
    return c.Reassign(
        by=order.by,
        departments=departments,
        reason=order.said.text,
        several_levels=_several_levels(order, departments),
        exception=order.field("exception"),
    )


def _refuse(order: Order) -> c.Command:
    """不予受理: one of the profile's reasons, and the fields that this one asks for.

    Where none of them means that it belongs elsewhere, no code does.
    """
    code = order.field("code")
    profile = order.rules.profile
    found = profile.refusal(code)
    if found is None and (code or any(one.elsewhere for one in profile.refusals)):
        names = "；".join(f"{one.code} {one.name}" for one in profile.refusals)
        form = staff.UNKNOWN_REASON if code else staff.WHICH_REASON
        raise Unclear(form.format(name=code, names=names))
    labelled = tuple(
        (name, order.field(name)) for name in REFUSAL_LABELS.values() if order.field(name)
    )
    return c.Refuse(
        by=order.by,
        reason=order.said.text,
        code=found.code if found else "",
        fields=tuple(dict(labelled).items()),
    )


def _plan(order: Order) -> c.Command:
    promised = day_of(order, "promised")
    assert promised is not None  # the grammar requires it (N2)
    return c.Plan(by=order.by, text=order.said.text, promised_on=promised)


def _supervise(order: Order) -> c.Command:
    at = _demanded_at(order)
    if at is not None and at <= order.now:
        raise Unclear(staff.DAY_IS_OVER.format(day=dated(in_shanghai(at).date())))
    if at is not None and at > order.now + LONGEST_PROMISE:
        raise Unclear(staff.DAY_TOO_FAR.format(day=dated(in_shanghai(at).date())))
    return c.Supervise(
        by=order.by, demand=order.said.text, until=at, document=order.field("document")
    )


def _demanded_at(order: Order) -> datetime | None:
    """Return the moment that a 督办 names: in its field, else in its words (G-30); None names none."""
    value = _one_limit(order)
    if isinstance(value, Within) and value.hours:
        return order.now + timedelta(hours=value.hours)
    return end_of(day_meant(value, order), order.rules.hours) if value is not None else None


def _one_limit(order: Order) -> Said | None:
    """Return the one limit that is typed or plainly said, None where there is none.

    Raises:
        Unclear: there are several, or it is not plain that a day in the words is meant.
    """
    typed = order.said.fields.get("until")
    given = {_when(typed, order): typed} if isinstance(typed, (date, Day, Ahead, Within)) else {}
    said = _limits_said(order)
    plain = {on: one.value for on, one in said.items() if one.is_plain}
    if len(given | plain) > 1:
        words = "、".join(one.words for one in said.values() if one.is_plain)
        raise Unclear(staff.SEVERAL_LIMITS.format(words=words))
    doubtful = next((one for one in said.values() if not one.is_plain), None)
    if doubtful is not None and not given:
        no, on = order.ticket.no, _when(doubtful.value, order)
        raise Unclear(staff.IS_IT_A_LIMIT.format(words=doubtful.words, ascii=no, example=on))
    return next(iter((given | plain).values()), None)


def _limits_said(order: Order) -> dict[date | str, Limit]:
    """Return the limits that the words of a demand name, by when; what is over there is a story."""
    found: dict[date | str, Limit] = {}
    for one in limits(normal(order.said.text)):
        try:
            on = _when(one.value, order)
        except Unclear:
            if one.is_plain and one.is_marked:
                raise
            continue
        if isinstance(on, str) or on >= in_shanghai(order.now).date():
            found[on] = one
    return found


def _when(value: Said, order: Order) -> date | str:
    """Return the day that is meant, or so many hours in words that can be typed."""
    if isinstance(value, Within) and value.hours:
        return staff.HOURS.format(n=value.hours)
    return day_meant(value, order)


def _inspect(order: Order) -> c.Command:
    if order.said.fields["verdict"] == "通过":
        return c.Pass(by=order.by, override=order.said.text)
    return c.SendBack(by=order.by, reason=order.said.text)


def _call_back(order: Order) -> c.Command:
    level = order.field("level")
    return c.CallBack(
        by=order.by, level="" if level in NO_ANSWER else level, remark=order.said.text
    )


def _transfer(order: Order) -> m.Transfer:
    """函转: a centre of this installation by its name, else a unit outside."""
    unit = order.said.text.strip()
    centre = order.centres.get(unit, "")
    if centre == order.ticket.centre:
        raise Unclear(case_texts.OWN_CENTRE)
    return m.Transfer(by=order.by, unit=unit, centre=centre)


def _repromise(order: Order) -> m.Repromise:
    promised = day_of(order, "promised")
    assert promised is not None  # the grammar requires it (N2)
    return m.Repromise(by=order.by, promised_on=promised, reason=order.said.text)


def _defer(order: Order) -> m.Defer:
    until = day_of(order, "until")
    assert until is not None  # the grammar requires it
    return m.Defer(by=order.by, until=until, milestone=order.said.text)


def _extend(order: Order) -> m.Extend:
    """延期 by so many days of the running limit's own unit, or to a day."""
    days = order.said.fields["days"]
    if not isinstance(days, int):
        to = weeks_later(days, order) if isinstance(days, Within) else day_of(order, "days")
        assert to is not None  # the grammar reads a number, weeks or a day
        days = days_to(order.ticket, to, order.rules)
        if days <= 0:
            due = dated(order.ticket.due_at)
            raise Unclear(staff.NOT_LATER.format(day=dated(to), due=due))
    return m.Extend(by=order.by, days=days, reason=order.said.text)


def _receive(order: Order) -> m.Receive:
    return m.Receive(
        by=order.by,
        text=order.said.text,
        reason=order.field("reason"),
        basis=order.field("basis"),
    )


def _record(order: Order) -> m.Record:
    named = departments_of(order) if "departments" in order.said.fields else ()
    return m.Record(by=order.by, kind=order.field("kind"), text=order.said.text, departments=named)


def waits_for(one: Ticket, other: Ticket) -> tuple[Ticket, Ticket]:
    """Return (which waits, for which) of two tickets of the same event.

    Raises:
        Unclear: both are with departments, or the other waits itself.
    """
    found = links.waits_for(one, other)
    if found is None:
        raise Unclear(case_texts.CANNOT_LINK)
    return found


def _link(order: Order) -> m.Link:
    """并案: with the ticket that was named; where none was, an example with the one that is most alike."""
    if order.other is None:
        raise Incomplete(("另一个工单号",), "")
    _, main = waits_for(order.ticket, order.other)
    return m.Link(by=order.by, main=main.no)


def _return(order: Order) -> m.ReturnForm:
    departments = departments_of(order)
    if order.by.department in {id_ for id_, _ in departments}:
        raise Unclear(case_texts.RETURNED_TO_ONESELF)
    parts = order.ticket.parts
    others = [(one.department, one.name) for one in parts if one.department != order.by.department]
    return m.ReturnForm(
        by=order.by,
        departments=departments,
        reason=order.said.text,
        several_levels=_several_levels(order, (*others, *departments)),
    )


def hidden(ticket: Ticket) -> tuple[str, ...]:
    """Return the departments that must not see a lead any more: all that had the ticket (G-21)."""
    return tuple(part.department for part in ticket.parts)


def _hand_over(order: Order) -> m.HandOver:
    """移交: the lead alone where a matter came with it, which goes on; the whole where it is all there is."""
    ticket, said = order.ticket, order.ticket.allegation
    whole = bool(order.field("whole")) or (said is not None and said.alone)
    meant = shield.read(order.said.text, order.directory).persons
    return m.HandOver(
        by=order.by,
        matter=order.said.text,
        hidden_from=hidden(ticket) if whole else (),
        persons=meant,
        whole=whole,
    )


def _allege(order: Order) -> m.Allege:
    """线索: on people of ours, on departments, or on a name that the list of staff does not have."""
    named = order.said.fields["about"]
    people, departments, names = meant_by(
        order, named if isinstance(named, tuple) else (str(named),)
    )
    return shield.by_hand(
        order.ticket,
        order.by,
        shield.Meant(persons=people, departments=departments, names=names),
        order.field("matter"),
        order.said.text,
        order.directory,
    )


def _tell_head(order: Order) -> m.TellHead:
    return m.TellHead(
        by=order.by,
        word=order.said.text,
        units=shield.units_of(order.ticket, order.directory),
    )


#: every command about one ticket that can be given; the profile says who may
BUILT: Mapping[str, Build] = {
    "当场": lambda o: c.SolveOnSpot(
        by=o.by, result=o.said.text, service=o.field("service") or c.HELP
    ),
    "不予受理": _refuse,
    "派单": _dispatch,
    "改派": _reassign,
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
    "延期": _extend,
    "改诺": _repromise,
    "退单": _return,
    "会商": lambda o: m.Convene(by=o.by, departments=departments_of(o)),
    "通报": lambda o: m.Circulate(by=o.by),
    "函转": _transfer,
    "回函": _receive,
    "挂账": _defer,
    "终结": lambda o: m.End(by=o.by, basis=o.said.text),
    "移交": _hand_over,
    "线索": _allege,
    "解除紧急": lambda o: m.StandDown(by=o.by, reason=o.said.text),
    "非线索": lambda o: m.Unmark(by=o.by, reason=o.said.text),
    "转告": _tell_head,
    "上门": lambda o: m.Deliver(by=o.by),
    "并案": _link,
    "撤并": lambda o: m.Unlink(by=o.by),
    "更正": correction,
    "记录": _record,
}
