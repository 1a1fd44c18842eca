"""One typed command about one ticket, and what its fields and words name: departments, days, what is put right."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from bot.config.directory import Directory
from bot.config.sections import Department
from bot.texts import staff
from bot.texts.refusals import unknown
from dispatch.lifecycle import suggested_class
from dispatch.rules.deadlines import UnknownName
from dispatch.rules.rules import Rules
from dispatch.ticket import commands as c
from dispatch.ticket.actor import Actor
from dispatch.ticket.case_commands import Amend, Annul, Correct
from dispatch.ticket.ticket import Ticket
from dispatch.worktime.calendar import in_shanghai
from intake.conversation import registration
from intake.conversation.form_fields import filled
from intake.grammar.commands import StaffCommand
from intake.grammar.days import Ahead, Day, NoDay, Said, Within, months_after, no_such_day
from intake.talk.state import Draft, Hints


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One command about one ticket, by one person.

    Attributes:
        other: the second ticket that was named (并案).
        centres: the installation's centres by name and id → id.
        suggest: words → category, department, cause.
    """

    by: Actor
    said: StaffCommand
    ticket: Ticket
    rules: Rules
    directory: Directory
    now: datetime
    other: Ticket | None = None
    centres: Mapping[str, str] = field(default_factory=dict)
    suggest: Callable[[str], Hints] = lambda text: Hints()

    def field(self, key: str) -> str:
        """Return a field that is a word, empty where it was left out."""
        return str(self.said.fields.get(key, ""))


#: what is typed where a ticket is only named
LOOK = StaffCommand(name="查")


class NoSuchAct(Exception):
    """The button's key names nothing that can be done."""


class Unclear(Exception):
    """The command names something that we do not know; the message says what there is."""


def unknown_name(error: UnknownName, said: StaffCommand) -> str:
    """Return what there is instead of a class or level that the profile does not have."""
    names = "、".join(error.known)
    if error.what == "level":
        return staff.UNKNOWN_LEVEL.format(level=said.fields.get("level", ""), levels=names)
    if error.what != "class":
        return unknown(error)
    return staff.UNKNOWN_CLASS.format(name=said.fields.get("class", ""), names=names)


def departments_of(order: Order) -> tuple[tuple[str, str], ...]:
    """Return (id, name) of each department named, the lead first."""
    named = order.said.fields["departments"]
    names = named if isinstance(named, tuple) else (str(named),)
    found = (department_named(order.directory, name) for name in names)
    return tuple((one.id, one.name) for one in found)


def department_named(directory: Directory, name: str) -> Department:
    """Return the department that *name* means.

    Raises:
        Unclear: none, or several.
    """
    meant = directory.departments_like(name)
    if len(meant) == 1:
        return meant[0]
    form = staff.WHICH_DEPARTMENT if meant else staff.UNKNOWN_DEPARTMENT
    names = "、".join(d.name for d in meant or directory.departments.values())
    raise Unclear(form.format(name=name, names=names))


def meant_by(
    order: Order, named: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Return whom *named* means: userids, departments, and names that nobody of ours bears."""
    people, departments, names = [], [], []
    for name in named:
        known = [p.id for p in order.directory.people.values() if name in (p.name, p.id)]
        units = [one.id for one in order.directory.departments_like(name)] if not known else []
        people += known
        departments += units if len(units) == 1 else []
        names += [] if known or len(units) == 1 else [name]
    return tuple(people), tuple(departments), tuple(names)


def day_of(order: Order, key: str) -> date | None:
    """Return the day that a field means, None where it was left out.

    Raises:
        Unclear: there is no such day, or it is over and its year was not said; hours are no day.
    """
    value = order.said.fields.get(key)
    return day_meant(value, order) if isinstance(value, (date, Day, Ahead, Within)) else None


def day_meant(value: Said, order: Order) -> date:
    """Return the day that *value* means on the day of *order*.

    A number of days that ends on a day off ends on the next working day (民法典 203).

    Raises:
        Unclear: see `day_of`.
    """
    today = in_shanghai(order.now).date()
    if isinstance(value, Within):
        return _end_of(value, order, today)
    if isinstance(value, date):
        return value
    try:
        return value.on(today)
    except NoDay as none:
        raise Unclear(no_such_day(none)) from None


def _end_of(value: Within, order: Order, today: date) -> date:
    if value.hours:
        raise Unclear(staff.HOURS_ARE_NO_DAY.format(n=value.hours))
    if value.working:
        return order.rules.working_day_after(value.days, order.now)
    last = months_after(today, value.months) + timedelta(days=value.days)
    working = order.rules.calendar
    return last if working.is_working(last) else working.next_working_day(last)


def weeks_later(weeks: Within, order: Order) -> date:
    """Return the day so many weeks after the running limit: it counts days by its own rule."""
    due = order.ticket.due_at
    return in_shanghai(due or order.now).date() + timedelta(days=weeks.days)


# --- what 更正 means: the last step taken back, a registration put right, or annulled ---


def correction(order: Order) -> c.Command:
    """Return the command that *order*'s words are, by what they begin with."""
    said = order.said.text
    if reason := registration.annulled(said):
        return Annul(by=order.by, reason=reason)
    changes = registration.amended(said)
    return _amendment(order, changes) if changes else Correct(by=order.by, reason=said)


def _amendment(order: Order, changes: dict[str, str]) -> Amend:
    empty = [staff.FORM_FIELDS[name] for name, value in changes.items() if not value]
    if empty:
        raise Unclear(staff.AMENDED_TO_WHAT.format(fields="、".join(empty)))
    named = "、".join(staff.FORM_FIELDS[name] for name in changes)
    text = changes.pop("text", "")
    person = order.ticket.complaint.complainant
    draft = Draft(name=person.name, is_unit=person.is_unit, contact=person.contact)
    form = filled(draft, changes)
    hints = order.suggest(text) if text else Hints()
    said = replace(order.ticket.complaint, text=text, causes=hints.causes)
    return Amend(
        by=order.by,
        reason=named,
        text=text,
        name=form.name if form.name != person.name else "",
        is_unit=form.is_unit,
        contact=form.contact if form.contact != person.contact else "",
        phone=form.phone,
        address=form.address,
        categories=hints.categories,
        departments=hints.departments,
        unsure=hints.unsure,
        assisting=hints.assisting,
        causes=suggested_class.classes(said, order.rules.profile) if text else (),
    )


Build = Callable[[Order], c.Command]
