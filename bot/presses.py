"""What each button does: an act's name → the command it stands for.

A press on a card whose ticket has moved on is answered, not acted on (`is_stale`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot import faces
from bot.directory import Directory
from bot.texts import staff
from dispatch import commands
from dispatch.actor import Actor
from dispatch.errors import Incomplete
from dispatch.rules import Rules
from dispatch.ticket import Ticket

#: acts that stay good while others change the ticket; the life's own rules answer a second press
NEVER_STALE = frozenset({"ack"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A button that somebody pressed, with what was chosen in the card's drop-downs."""

    act: str
    by: Actor
    ticket: Ticket
    version: int
    chosen: Mapping[str, str]
    directory: Directory
    rules: Rules
    now: datetime


def is_stale(press: Press) -> bool:
    """True when the ticket has left the step that the card was drawn for."""
    return press.act not in NEVER_STALE and press.version < press.ticket.step_version


def is_vote(act: str) -> bool:
    """True for the buttons of the survey, which belong to the complainant, whoever they are."""
    return act.rstrip("0123456789") == "rate"


def form_of(act: str, no: str) -> str:
    """Return the typed command beside the button *act*, empty if there is none."""
    return staff.FORMS_OF_ACTS.get(act.rstrip("0123456789"), "").format(no=no)


def command(press: Press) -> commands.Command:
    """Return the command that *press* stands for.

    Raises:
        NoSuchAct: the button is none of ours, or of an older release.
        Incomplete: something must be chosen first.
    """
    try:
        return _ACTS[press.act.rstrip("0123456789")](press)
    except (KeyError, ValueError, IndexError):
        raise NoSuchAct from None


class NoSuchAct(Exception):
    """The button's key names nothing that can be done."""


def _spot(press: Press) -> commands.Command:
    return commands.SolveOnSpot(by=press.by, result=_text(press, "result", faces.RESULTS))


def _send(press: Press) -> commands.Command:
    """Dispatch as suggested; what the words did not suggest must be chosen first (WZ-7.1)."""
    said, known = press.ticket.complaint, press.directory.departments
    class_name = press.ticket.class_name or next((c.name for c in said.causes), "")
    first = next((known[d.id] for d in said.departments if d.id in known), None)
    if first is None or not class_name:
        lacking = (("归因", class_name), ("部门", first))
        raise Incomplete(tuple(name for name, there in lacking if not there), "WZ-7.1")
    return commands.Dispatch(
        by=press.by, class_name=class_name, departments=((first.id, first.name),)
    )


def _send_as(press: Press) -> commands.Command:
    chosen = press.directory.departments.get(press.chosen["department"])
    if chosen is None:  # taken out of the list since the card was drawn
        raise Incomplete(("部门",), "WZ-8.3")
    return commands.Dispatch(
        by=press.by,
        class_name=press.chosen["class"],
        departments=((chosen.id, chosen.name),),
        promised_on=_promised(press),
    )


def _promised(press: Press) -> date | None:
    days = press.chosen.get("promise", "rule")
    return None if days == "rule" else press.rules.working_day_after(int(days), press.now)


def _guide(press: Press) -> commands.Command:
    return commands.Refuse(by=press.by, reason=staff.NOT_OURS, code="N7")


def _call(press: Press) -> commands.Command:
    return commands.CallBack(by=press.by, level=_level(press))


def _level(press: Press) -> str:
    return press.rules.levels[int(press.act.lstrip("calrte"))]


def _text(press: Press, question: str, options: tuple[tuple[str, str], ...]) -> str:
    texts = dict(options)
    return texts.get(press.chosen.get(question, ""), options[0][1])


_ACTS: Mapping[str, Callable[[Press], commands.Command]] = {
    "spot": _spot,
    "send": _send,
    "sendas": _send_as,
    "guide": _guide,
    "approve": lambda p: commands.Approve(by=p.by),
    "reject": lambda p: commands.Reject(by=p.by, reason=_text(p, "why", faces.OBJECTIONS)),
    "ack": lambda p: commands.Acknowledge(by=p.by),
    "pass": lambda p: commands.Pass(by=p.by),
    "back": lambda p: commands.SendBack(by=p.by, reason=_text(p, "why", faces.FAULTS)),
    "call": _call,
    "callx": lambda p: commands.CallBack(by=p.by),
    "rate": lambda p: commands.Rate(by=p.by, level=_level(p)),
}
