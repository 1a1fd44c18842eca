"""The faces of what follows an answer: 质检 by who inspects, the call for a rating, the five levels."""

from collections.abc import Sequence
from datetime import datetime

from bot.letters.cards import button, quoted, task, whole
from bot.texts import staff
from bot.texts.lines import due
from bot.texts.states import named
from bot.wecom.cards import BUTTONS, Card, Select, button_card
from dispatch.ticket.ticket import State, Ticket, spoken

#: prepared reasons of a failed inspection
FAULTS: tuple[tuple[str, str], ...] = (
    ("off", "没有回答诉求"),
    ("basis", "理由或依据不足"),
    ("contact", "没有联系诉求人"),
    ("empty", "只说已转办，没有结果"),
)
UNREACHED = "未接通"


def inspection(ticket: Ticket, now: datetime, owner: str = "") -> Card:
    """The card for 质检: complaint and answer, beside them what the reply guard doubts (N3)."""
    reply = ticket.reply
    assert reply is not None  # an ANSWERED ticket has one
    return button_card(
        task(ticket, "inspect"),
        f"待质检 {named(ticket)}",
        f"{ticket.lead.name if ticket.lead else ''} · {_passing(ticket, reply.findings)}",
        [
            *_doubts(reply.findings),
            ("理由", reply.reason),
            ("依据", reply.basis),
            ("时限", due(ticket, now)),
            ("负责", owner),
        ],
        [button("质检通过", "pass", ticket), button("退回", "back", ticket, 3), whole(ticket.no)],
        sub_title=f"答复：{reply.text}",
        quote=quoted(ticket),
        select=Select("why", "退回理由", FAULTS),
    )


def _doubts(findings: Sequence[str]) -> list[tuple[str, str]]:
    """Return the doubts as rows, two at most: reason, basis and limit have their place on the card too."""
    if len(findings) <= 2:
        return [("疑点", one) for one in findings]
    return [("疑点", findings[0]), ("疑点", f"共{len(findings)}处，其余见全文")]


def _passing(ticket: Ticket, findings: Sequence[str]) -> str:
    """Return the class; where something is held against the answer, how it is passed all the same (N3)."""
    return staff.PASS_WITH_REASON.format(no=ticket.no) if findings else ticket.class_name


def call(ticket: Ticket, levels: Sequence[str], why: str) -> Card:
    """The call task: what the person says on the phone, or that nobody answered (G-10).

    Of what went to another unit the person is only told (WZ-7.7).
    """
    is_told = ticket.state is State.OUTSIDE
    rated = [button(level, f"call{n}", ticket) for n, level in enumerate(levels)]
    buttons = [
        *([button(staff.TOLD, "told", ticket)] if is_told else rated),
        button(UNREACHED, "callx", ticket, 4),
    ]
    has_room = len(buttons) < BUTTONS
    return button_card(
        task(ticket, "call"),
        f"{'请电话告知' if is_told else '请回访'} {named(ticket)}",
        why,
        [
            ("类别", ticket.matter),
            ("状态", staff.STATES[ticket.state]),
            ("转给", ticket.outside if is_told else ""),
            ("全文", "" if has_room else staff.READ_BY_WORDS.format(no=ticket.no)),
        ],
        [*buttons, *([whole(ticket.no)] if has_room else [])],
        sub_title=f"答复：{ticket.reply.text}" if ticket.reply else "",
        quote=quoted(ticket),
    )


def survey(ticket: Ticket, levels: Sequence[str]) -> Card:
    """The five levels as buttons, for a complainant in the WeCom app (N7)."""
    return button_card(
        task(ticket, f"survey{ticket.round}"),
        f"请评价 {spoken(ticket.no)}",
        "只有您本人能评",
        [],
        [button(level, f"rate{n}", ticket) for n, level in enumerate(levels)],
    )
