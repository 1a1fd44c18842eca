"""How staff read where a ticket stands, and what somebody asked for."""

from collections.abc import Mapping

from dispatch.ticket.papers import Wish
from dispatch.ticket.ticket import State

STATES: Mapping[State, str] = {
    State.REGISTERED: "待研判",
    State.PROPOSED: "待批准",
    State.DISPATCHED: "待签收",
    State.WORKING: "办理中",
    State.PLANNED: "按方案办理",
    State.ANSWERED: "待质检",
    State.SURVEYING: "待评价",
    State.REWORK: "退回重办",
    State.MEETING: "待会商",
    State.DEFERRED: "挂账（按节点）",
    State.OUTSIDE: "函转在外",
    State.LINKED: "并案等待",
    State.STRUCK_OFF: "清零销号",
    State.UNRATED: "办结（未评价）",
    State.REFUSED: "告知渠道",
    State.WITHDRAWN: "撤回",
    State.TRANSFERRED: "已转交",
    State.HANDED_OVER: "已移交",
    State.LAWFULLY_ENDED: "依法终结（不满意）",
}

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
