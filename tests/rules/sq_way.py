"""The way of a ticket of 沈丘: its rules, its people's commands, and what of a step is looked at."""

from collections.abc import Sequence
from datetime import datetime

from builders import MANAGER, MARKET, NOW, OFFICER, RECEPTIONIST, a_ticket, rules_of, walked

from dispatch.lifecycle import life
from dispatch.ticket import commands as c
from dispatch.ticket.notices import Notice, NoticeKind, To
from dispatch.ticket.ticket import Ticket
from dispatch.worktime.calendar import in_shanghai

SQ = rules_of("shenqiu")

DISPATCH = c.Dispatch(by=RECEPTIONIST, class_name="办不了", departments=(MARKET,))
APPROVE = c.Approve(by=MANAGER)
ANSWER = c.Answer(by=OFFICER, text="办不了", reason="与现行规定不一致", basis="条例第三条")
PASS = c.Pass(by=MANAGER)
TO_DEPARTMENT = (DISPATCH, APPROVE)
TO_SURVEY = (*TO_DEPARTMENT, c.Acknowledge(by=OFFICER), ANSWER, PASS)


def after(*commands: c.Command, ticket: Ticket | None = None) -> Ticket:
    """Return a ticket of 沈丘 after *commands*."""
    return walked(SQ, commands, ticket or a_ticket(SQ))


def said(ticket: Ticket, command: c.Command, now: datetime = NOW) -> set[tuple[To, NoticeKind]]:
    """Return who hears what of *command*."""
    return heard(life.apply(ticket, command, SQ, now)[1])


def heard(notices: Sequence[Notice]) -> set[tuple[To, NoticeKind]]:
    """Return who hears what."""
    return {(one.to, one.what) for one in notices}


def due(ticket: Ticket) -> dict[str, tuple[str, str]]:
    """Return clause and due moment of each running limit, by its stage."""
    return {
        one.stage: (one.clause, f"{in_shanghai(one.due_at):%m-%d %H:%M}")
        for one in ticket.open_clocks
    }
