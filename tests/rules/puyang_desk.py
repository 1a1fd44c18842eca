"""濮阳's desk for its rules: what is told, dispatched and done to a ticket, at NOW."""

from collections.abc import Sequence
from datetime import datetime

from builders import MARKET, NOW, RECEPTIONIST, a_complaint, rules_of, walked

from dispatch.lifecycle import life
from dispatch.ticket import commands as c
from dispatch.ticket.complaint import Complaint
from dispatch.ticket.notices import Notice, NoticeKind, To
from dispatch.ticket.ticket import Ticket

RULES = rules_of("puyang")


def told(text: str, channel: str = "微信客服") -> Complaint:
    """Return a complaint of *text*; no dictionary suggested a cause."""
    return a_complaint(text=text, channel=channel, causes=())


def dispatched(class_name: str = "一般", *departments: tuple[str, str]) -> Ticket:
    """Return a ticket of *class_name* that the desk dispatched at NOW."""
    way = c.Dispatch(by=RECEPTIONIST, class_name=class_name, departments=departments or (MARKET,))
    return walked(RULES, (way,))


def applied(ticket: Ticket, command: c.Command, now: datetime = NOW) -> tuple[Ticket, list[Notice]]:
    """Return what *command* makes of *ticket*, and what is said."""
    return life.apply(ticket, command, RULES, now)


def heard(notices: Sequence[Notice]) -> set[tuple[To, NoticeKind]]:
    """Return who hears what."""
    return {(one.to, one.what) for one in notices}
