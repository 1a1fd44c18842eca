"""The morning digest (N9): what waits for one person, in one message."""

from collections.abc import Sequence
from datetime import datetime

from bot.texts.lines import due
from bot.texts.states import STATES, named
from dispatch.ticket.ticket import Ticket

HEAD = "早上好，今天有{total}件等您处理{overdue}："
OVERDUE = "，其中列出的{n}件已超期"
LINE = "{no} {state} {due}"
DUE = "{at}到期"
LATE = "已于{at}到期"
#: nothing runs any more: it was done, and somebody has to look at it
MET = "时限{at}"
MORE = "……还有{n}件，发送 /待办 查看。"


def digest(waiting: Sequence[Ticket], total: int, now: datetime, department: str = "") -> str:
    """Return the message: how many, the first of them by number, state and limit; nobody is named."""
    late = sum(_is_late(ticket, now) for ticket in waiting)
    lines = [HEAD.format(total=total, overdue=OVERDUE.format(n=late) if late else "")]
    lines += [_line(ticket, now, department) for ticket in waiting]
    if total > len(waiting):
        lines.append(MORE.format(n=total - len(waiting)))
    return "\n".join(lines)


def _line(ticket: Ticket, now: datetime, department: str) -> str:
    until, said = due(ticket, now, department), MET
    if ticket.due_at is not None:
        said = LATE if _is_late(ticket, now) else DUE
    left = said.format(at=until) if until else ""
    return LINE.format(no=named(ticket), state=STATES[ticket.state], due=left).rstrip()


def _is_late(ticket: Ticket, now: datetime) -> bool:
    return ticket.due_at is not None and ticket.due_at <= now
