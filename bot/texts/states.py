"""How staff read where a ticket stands, and what somebody asked for."""

from collections.abc import Mapping

from dispatch.lifecycle.diagram import WORDS
from dispatch.ticket.papers import Wish
from dispatch.ticket.ticket import State, Ticket, spoken

#: stands behind the number of a ticket whose words tell of danger, wherever staff read it
EMERGENCY = "⚠紧急"

#: as the drawing of a ticket's life has them
STATES: Mapping[State, str] = WORDS

#: what a petition asks for
WISHES: Mapping[Wish, str] = {
    Wish.EXTEND: "延期",
    Wish.REPROMISE: "改诺",
    Wish.RETURN: "退单",
    Wish.TRANSFER: "转交",
    Wish.CIRCULATE: "通报",
    Wish.REPORT: "向同级政府报告",
    Wish.COPY: "抄送同级纪委监委",
    Wish.END: "依法终结",
    Wish.DEFER: "挂账",
    Wish.REASSIGN: "改派",
}

#: whose turn it is, for whoever tried something else
NEXT: Mapping[State, str] = {
    State.REGISTERED: "请先派单（/派单）或当场办结（/当场）。",
    State.PROPOSED: "等管理机构批准或驳回。",
    State.DISPATCHED: "等承办部门签收、答复。",
    State.WORKING: "等承办部门答复。",
    State.PLANNED: "等承办部门按方案办理、答复。",
    State.REWORK: "等承办部门重新办理、答复。",
    State.MEETING: "等会商后定牵头部门（/改派）。",
    State.DEFERRED: "等承办部门按节点办理、答复。",
    State.OUTSIDE: "等外单位答复，有答复请用 /回函 登记。",
    State.LINKED: "等主件的答复；不是同一件事的请用 /撤并。",
    State.ANSWERED: "等质检。",
    State.SURVEYING: "等诉求人评价；电话问到的请用 /回访 登记。",
}
#: of one that is closed
OVER = "这件已经结束；有新的情况请另行登记。"


def named(ticket: Ticket) -> str:
    """Return a ticket's number as staff read it, marked where somebody may be in danger."""
    return f"{spoken(ticket.no)} {EMERGENCY}" if ticket.emergency else spoken(ticket.no)
