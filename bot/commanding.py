"""A typed staff command: read, carried out, answered with one line.

The table COMMANDS says what each means; who may is the profile's (`dispatch.authority`). The
commands that read (`查`, `待办`, `帮助`) and 登记 stand in ASKED.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from bot import reading, talks, walk_in
from bot.citizens import Visit
from bot.texts import staff
from dispatch import commands as c
from dispatch.actor import Actor
from dispatch.authority import NAMES
from dispatch.deadlines import UnknownName
from dispatch.errors import DeskError, Incomplete
from dispatch.rules import Rules
from dispatch.ticket import Ticket
from dispatch.worktime import SHANGHAI
from intake.commands import FORMS, Day, StaffCommand, Within, Wrong, read
from storage import outbox, tasks
from storage.outbox import Letter

#: what 回访 may say instead of a level
NO_ANSWER = frozenset({"未接通", "无人接听", "没人接", "未评价"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One command about one ticket, by one person."""

    visit: Visit
    by: Actor
    said: StaffCommand
    ticket: Ticket

    @property
    def rules(self) -> Rules:
        """Return the rules of the ticket's centre."""
        return self.visit.house.rules(self.ticket.centre)


async def in_app(visit: Visit, userid: str, text: str, *, late: bool) -> str:
    """Carry out what *userid* typed in the single chat; the answer goes back there."""
    actor = visit.house.directory.staff(userid, "app")
    if actor is None:
        answer, outcome = staff.UNKNOWN_MEMBER, "stranger"
    elif late:
        answer, outcome = staff.LATE.format(form=text.partition("\n")[0][:40]), "late"
    else:
        answer, outcome = await _answered(visit, actor, text, slash_required=True)
    if answer:
        await _post(visit, f"app:{userid}", "app_text", {"to": [userid], "text": answer})
    return outcome


async def in_group(visit: Visit, userid: str, chat_id: str, text: str) -> str:
    """Carry out what was said to the robot in a group; the answer goes into the group."""
    actor = visit.house.directory.staff(userid, "group")
    if actor is None:
        return await stranger(visit, userid, chat_id)
    answer, outcome = await _answered(visit, actor, text, slash_required=False)
    department = visit.house.directory.department_of_chat(chat_id)
    if department is not None and answer:
        payload = {"department": department.id, "text": answer}
        await _post(visit, f"group:{department.id}", "group", payload)
    return outcome


async def stranger(visit: Visit, userid: str, chat_id: str) -> str:
    """Answer somebody we do not know, and let the desk add them (no restart needed)."""
    department = visit.house.directory.department_of_chat(chat_id)
    if department is not None:
        payload = {"department": department.id, "text": staff.UNKNOWN_MEMBER}
        await _post(visit, f"group:{department.id}", "group", payload)
        text = staff.STRANGER.format(userid=userid, department=department.name)
        await tasks.open_task(visit.session, "身份", userid, text, visit.now)
    return "stranger"


async def _post(visit: Visit, lane: str, kind: str, payload: Mapping[str, object]) -> None:
    letter = Letter(key=f"{visit.key}/answer", lane=lane, kind=kind, payload=dict(payload))
    await outbox.put(visit.session, [letter], visit.now)


async def _answered(
    visit: Visit, actor: Actor, text: str, *, slash_required: bool
) -> tuple[str, str]:
    """Return what to answer and the outcome for the inbox row."""
    said = read(text, slash_required=slash_required)
    if said is None:
        return staff.NOT_A_COMMAND, "not_a_command"
    if isinstance(said, Wrong):
        return said.message, "wrong_command"
    if said.name in _ASKED and not (said.name == "督办" and said.ref):
        return await _ASKED[said.name](visit, actor, said), f"asked_{said.name}"
    build = _BUILT.get(said.name)
    if build is None:
        return staff.NOT_YET.format(name=said.name), "not_yet"
    return await _on_ticket(visit, actor, said, build)


async def _on_ticket(
    visit: Visit, actor: Actor, said: StaffCommand, build: "Build"
) -> tuple[str, str]:
    found = await reading.find(visit, actor, said.ref)
    if isinstance(found, str):
        return found, "no_ticket"
    form = FORMS[said.name].right
    try:
        command = build(Order(visit=visit, by=actor, said=said, ticket=found))
        moved = await visit.house.desk.within(visit.session, found.no, command, visit.now)
    except Unclear as error:
        return str(error), "unclear"
    except UnknownName as error:
        return _unknown(error, said), "unclear"
    except DeskError as error:
        if not isinstance(error, Incomplete):
            await visit.house.desk.refused(visit.session, found, said.name, actor, error, visit.now)
        return staff.refusal(error, found, form), "refused"
    return staff.done(NAMES[type(command)], moved, actor.name), "done"


class Unclear(Exception):
    """The command names something that we do not know; the message says what there is."""


# --- what each command builds ------------------------------------------------------------------


def _departments(order: Order) -> tuple[tuple[str, str], ...]:
    named = order.said.fields["departments"]
    names = [named] if isinstance(named, str) else list(named)  # type: ignore[arg-type]
    found, unknown = order.visit.house.directory.named(names)
    if unknown:
        known = "、".join(d.name for d in order.visit.house.directory.departments.values())
        raise Unclear(staff.UNKNOWN_DEPARTMENT.format(name=unknown[0], names=known))
    return tuple((d.id, d.name) for d in found)


def _day(order: Order, key: str) -> date | None:
    """Return the day that a field means; a day without a year is the next one to come."""
    value = order.said.fields.get(key)
    today = order.visit.now.astimezone(SHANGHAI).date()
    if isinstance(value, Within):
        if value.working:
            return order.rules.working_day_after(value.days, order.visit.now)
        return today + timedelta(days=value.days)
    if isinstance(value, Day):
        return value.next_from(today)
    return value if isinstance(value, date) else None


def _dispatch(order: Order) -> c.Command:
    class_name = str(order.said.fields.get("class") or order.ticket.class_name or _cause(order))
    if not class_name:
        raise Unclear(
            staff.UNKNOWN_CLASS.format(name="", names="、".join(order.rules.dispatched_classes))
        )
    return c.Dispatch(
        by=order.by,
        class_name=class_name,
        departments=_departments(order),
        matter=str(order.said.fields.get("matter", "")),
        promised_on=_day(order, "promised"),
    )


def _cause(order: Order) -> str:
    causes = order.ticket.complaint.causes
    return causes[0].name if causes else ""


def _plan(order: Order) -> c.Command:
    promised = _day(order, "promised")
    assert promised is not None  # the grammar requires it (N2)
    return c.Plan(by=order.by, text=order.said.text, promised_on=promised)


def _supervise(order: Order) -> c.Command:
    until = _day(order, "until")
    hours = order.rules.hours
    closes = hours.closes if hours else time(23, 59)
    at = datetime.combine(until, closes, SHANGHAI) if until else None
    return c.Supervise(by=order.by, demand=order.said.text, until=at)


def _inspect(order: Order) -> c.Command:
    if order.said.fields["verdict"] == "通过":
        return c.Pass(by=order.by)
    return c.SendBack(by=order.by, reason=order.said.text)


def _call_back(order: Order) -> c.Command:
    level = str(order.said.fields["level"])
    level = "" if level in NO_ANSWER else level
    return c.CallBack(by=order.by, level=level, remark=order.said.text)


def _text(make: Callable[..., c.Command], name: str) -> "Build":
    """Return a builder for a command whose only field is the free text."""
    return lambda order: make(by=order.by, **{name: order.said.text})


def _bare(make: Callable[..., c.Command]) -> "Build":
    return lambda order: make(by=order.by)


Build = Callable[[Order], c.Command]

_BUILT: Mapping[str, Build] = {
    "当场": _text(c.SolveOnSpot, "result"),
    "不予受理": _text(c.Refuse, "reason"),
    "派单": _dispatch,
    "改派": lambda o: c.Reassign(by=o.by, departments=_departments(o), reason=o.said.text),
    "改类": lambda o: c.Classify(
        by=o.by,
        matter=str(o.said.fields.get("matter", "")),
        class_name=str(o.said.fields.get("class", "")),
    ),
    "签收": _bare(c.Acknowledge),
    "答复": lambda o: c.Answer(
        by=o.by,
        text=o.said.text,
        reason=str(o.said.fields.get("reason", "")),
        basis=str(o.said.fields.get("basis", "")),
    ),
    "方案": _plan,
    "追问": _text(c.Ask, "question"),
    "批准": _bare(c.Approve),
    "驳回": _text(c.Reject, "reason"),
    "催办": _text(c.Remind, "word"),
    "督办": _supervise,
    "质检": _inspect,
    "回访": _call_back,
}


async def _help(visit: Visit, actor: Actor, said: StaffCommand) -> str:
    return reading.help_for(actor, visit.house.rules(visit.centre), {*_BUILT, *_ASKED})


async def _register(visit: Visit, actor: Actor, said: StaffCommand) -> str:
    """登记: one message with the fields, or guided from the next message on."""
    if not visit.house.rules(visit.centre).roles_for("登记") & actor.roles:
        return staff.NOT_YOURS_TO_DO
    talk, stored = await talks.load(visit.session, f"app:{actor.id}")
    begun = walk_in.begin(talk)
    await talks.save(visit.session, stored, begun, visit.now)
    if not said.text:
        return staff.REGISTER_HINT
    return await walk_in.tell(replace(visit, lane=f"app:{actor.id}"), said.text)


Ask = Callable[[Visit, Actor, StaffCommand], Awaitable[str]]
_ASKED: Mapping[str, Ask] = {
    "帮助": _help,
    "待办": reading.to_do,
    "查": reading.show,
    "督办": reading.supervised,
    "登记": _register,
}


def _unknown(error: UnknownName, said: StaffCommand) -> str:
    name = str(said.fields.get(error.what, said.fields.get("level", "")))
    form = staff.UNKNOWN_LEVEL if error.what == "level" else staff.UNKNOWN_CLASS
    return form.format(
        name=name, level=name, names="、".join(error.known), levels="、".join(error.known)
    )
