"""The morning digest (N9): what waits for one person, in one message."""

from collections.abc import Sequence
from datetime import datetime

from bot.texts.moments import moment
from bot.texts.states import STATES
from dispatch.ticket.ticket import Ticket, spoken

HEAD = "早上好，今天有{total}件等您处理{overdue}："
OVERDUE = "，其中列出的{n}件已超期"
LINE = "{no} {state} {due}"
DUE = "{at}到期"
LATE = "已于{at}到期"
MORE = "……还有{n}件，发送 /待办 查看。"


def digest(waiting: Sequence[Ticket], total: int, now: datetime) -> str:
    """Return the message: how many, the first of them by number, state and limit; nobody is named."""
    late = sum(_is_late(ticket, now) for ticket in waiting)
    lines = [HEAD.format(total=total, overdue=OVERDUE.format(n=late) if late else "")]
    lines += [_line(ticket, now) for ticket in waiting]
    if total > len(waiting):
        lines.append(MORE.format(n=total - len(waiting)))
    return "\n".join(lines)


def _line(ticket: Ticket, now: datetime) -> str:
    due = ""
    if ticket.due_at is not None:
        due = (LATE if _is_late(ticket, now) else DUE).format(at=moment(ticket.due_at, now))
    return LINE.format(no=spoken(ticket.no), state=STATES[ticket.state], due=due).rstrip()


def _is_late(ticket: Ticket, now: datetime) -> bool:
    return ticket.due_at is not None and ticket.due_at <= now
