"""The ledger (台账) as lines of text: the columns of WZ-F2 that name nobody."""

from collections.abc import Sequence
from datetime import date, datetime

from bot.texts.lines import due
from bot.texts.states import STATES
from dispatch.ticket.ticket import Ticket, spoken

PRIVATE_ONLY = "台账请到与本应用的单聊里查看：/台账 2026-09"
NONE = "{month}没有登记的诉求。"
HEAD = "{month}台账，共{n}件{shown}："
SHOWN = "，列出最近{n}件"
LINE = "{no} {matter}｜{departments}｜期限 {due}｜催办{reminded} 督办{supervised} 退回{reworked}｜{state}{level}"
NOTHING = "—"
LEVEL = "（{level}）"


def ledger(first: date, rows: Sequence[Ticket], total: int, now: datetime) -> str:
    """Return the month that begins on *first*: how many there are, and *rows*, the latest of them."""
    month = f"{first.year}年{first.month}月"
    if not total:
        return NONE.format(month=month)
    shown = SHOWN.format(n=len(rows)) if total > len(rows) else ""
    head = HEAD.format(month=month, n=total, shown=shown)
    return "\n".join([head, *(_line(row, now) for row in rows)])


def _line(ticket: Ticket, now: datetime) -> str:
    return LINE.format(
        no=spoken(ticket.no),
        matter=ticket.decided_matter or NOTHING,
        departments="、".join(part.name for part in ticket.parts) or NOTHING,
        due=due(ticket, now) or NOTHING,
        reminded=len(ticket.reminded_at),
        supervised=len(ticket.supervised_at),
        reworked=len(ticket.reworked_at),
        state=STATES[ticket.state],
        level=LEVEL.format(level=ticket.ratings[-1].level) if ticket.ratings else "",
    )
