"""What `/更正` means: take the last step back, put a registration right, or annul it."""

from dataclasses import replace

from bot.staff.command_fields import Order, Unclear
from bot.texts import staff
from dispatch.lifecycle import suggested_class
from dispatch.ticket import commands as c
from dispatch.ticket.case_commands import Amend, Annul, Correct
from intake.conversation import registration
from intake.conversation.form_values import filled
from intake.conversation.state import Draft, Hints


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
        causes=suggested_class.classes(said, order.rules.profile) if text else (),
    )
