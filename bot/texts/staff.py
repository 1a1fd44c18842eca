"""Every sentence that staff read: desk, management, departments, in single chat or in a group."""

from collections.abc import Mapping

from bot.texts.moments import day, moment
from dispatch.errors import (
    AlreadyDone,
    DeskError,
    Incomplete,
    MoveRefused,
    NotAllowed,
    NotYours,
)
from dispatch.notices import What
from dispatch.ticket import State, Ticket, spoken

STATES: Mapping[State, str] = {
    State.REGISTERED: "待研判",
    State.PROPOSED: "待批准",
    State.DISPATCHED: "待签收",
    State.WORKING: "办理中",
    State.PLANNED: "按方案办理",
    State.ANSWERED: "待质检",
    State.SURVEYING: "待评价",
    State.REWORK: "退回重办",
    State.STRUCK_OFF: "清零销号",
    State.UNRATED: "办结（未评价）",
    State.REFUSED: "告知渠道",
    State.WITHDRAWN: "撤回",
}

#: short messages to desk and management; what has a card is not here
LINES: Mapping[What, str] = {
    What.REJECTED: "{no} 被驳回（{by}）：{reason}",
    What.UNHAPPY: "{no} 第{round}次退回重办：{reason}",
    What.CLOSED: "{no} {state}{rating}",
    What.SUPPLEMENTED: "{no} 诉求人补充：{text}",
    What.MEETING: "{no} 已退回重办 {round} 次，请组织会商（默认，非文件规定 G-12）：{reason}",
    What.HANDOVER: "{no} 是企业诉求、不属于政务服务范围，请转交“{path}”并留痕（WZ-7.7）：{reason}",
}

#: short messages to a department's group; the words in them are masked before they get here
GROUP_LINES: Mapping[What, str] = {
    What.REMINDED: "【催办】{no} 将于 {due} 到期，请尽快办理。{word}",
    What.SUPERVISED: "【督办】{no} 已超过办理时限（应于 {due}），请于 {until} 前办结并反馈。{demand}",
    What.SENT_BACK: "【退回重办】{no}：{reason}\n新的办理时限：{due}。",
    What.SUPPLEMENTED: "【补充】{no} 诉求人补充：{text}",
    What.TAKEN_AWAY: "【撤回】{no} 不再由贵单位办理。{reason}",
    What.CONTRIBUTED: "【协办意见】{no} {department}：{text}",
}

#: the schedule's own words in a supervision
OVERDUE = "逾期未反馈结果（WZ-10.2）。"

STALE = "{no} 已由{who}处理，现在是“{state}”，这次点击没有生效。"
LATE = "这条操作发出已超过 5 分钟，没有执行。需要的话请重新操作，或输入命令：{form}"
DONE: Mapping[str, str] = {
    "签收": "{no} 已签收（{by}）。",
    "答复": "{no} 答复已提交，等待质检。",
    "方案": "{no} 方案已提交，承诺 {promised} 前办结。",
    "派单": "{no} 已提交审批。",
    "批准": "{no} 已派单，时限 {due}。\n{proof}",
    "驳回": "{no} 已驳回。",
    "改派": "{no} 已改派。",
    "改类": "{no} 已改类。",
    "当场": "{no} 已当场办结，等诉求人评价。",
    "不予受理": "{no} 已告知渠道。",
    "追问": "{no} 已转问诉求人，办理时限照常计算。",
    "催办": "{no} 已催办。",
    "督办": "{no} 已督办。",
    "质检": "{no} 质检通过，等诉求人评价。",
    "退回": "{no} 已退回重办，新的时限 {due}。",
    "回访": "{no} 回访已记录：{state}。",
}
UNKNOWN_TICKET = "没有找到这个号的在办件。{candidates}"
SEVERAL = "有几件同号：{numbers}，请写全。"
UNKNOWN_DEPARTMENT = "没有“{name}”这个部门。可选：{names}"
UNKNOWN_LEVEL = "没有“{level}”这一级。可选：{levels}"
UNKNOWN_CLASS = "没有“{name}”这一类。可选：{names}"
UNKNOWN_MEMBER = "您还没有在本系统登记为工作人员，这条没有执行；已请窗口处理。"
NOT_A_COMMAND = "没有认出命令。发 /帮助 看您能用的命令。"
NOT_YET = "“{name}”还没有开通。"
NOTHING_TO_DO = "现在没有待办。"
HELP_HEAD = "您可以用这些命令（群里先 @ 机器人，斜杠可省）："
MEDIA_HINT = "附件 {count} 个已保存"


def refusal(error: DeskError, ticket: Ticket | None, form: str = "") -> str:
    """Return one line: what was wrong and the right form."""
    no = spoken(ticket.no) if ticket else ""
    state = STATES[ticket.state] if ticket else ""
    tail = f" 正确写法：{form}" if form else ""
    if isinstance(error, Incomplete):
        clause = f"（{error.clause}）" if error.clause else ""
        return f"{no} 还缺：{'、'.join(error.missing)}{clause}。{tail}"
    if isinstance(error, MoveRefused):
        return f"{no} 现在是“{state}”，这一步办不了。"
    if isinstance(error, NotAllowed):
        return "这个操作不在您的职责范围内，没有执行，已记录。"
    if isinstance(error, NotYours):
        return f"{no} 不在贵单位名下，没有执行。"
    if isinstance(error, AlreadyDone):
        who = f"由{error.by}" if error.by else ""
        return f"{no} 之前已{who}办过，不用再办。"
    return f"{no} 没有执行，请稍后再试。{tail}"


def line(what: What, ticket: Ticket, facts: Mapping[str, str]) -> str:
    """Return the short message to desk or management."""
    rating = f"，评价：{ticket.ratings[-1].level}" if ticket.ratings else ""
    return LINES[what].format(
        **{
            "no": spoken(ticket.no),
            "state": STATES[ticket.state],
            "round": str(ticket.round),
            "rating": rating,
            **facts,
        }
    )


def group_line(what: What, ticket: Ticket, facts: Mapping[str, str]) -> str:
    """Return the short message to a department's group."""
    filled = {"word": "", "demand": "", "reason": "", "until": "", **facts}
    return (
        GROUP_LINES[what]
        .format(**{"no": spoken(ticket.no), "due": moment(ticket.due_at), **filled})
        .strip()
    )


def done(name: str, ticket: Ticket, by: str) -> str:
    """Return the one line that answers a command that went through."""
    proof = "\n".join(clock.proof for clock in ticket.open_clocks)
    facts = {
        "no": spoken(ticket.no),
        "by": by,
        "state": STATES[ticket.state],
        "due": moment(ticket.due_at),
        "proof": proof,
        "promised": day(ticket.promised_on),
    }
    if name == "派单" and ticket.state is State.DISPATCHED:
        name = "批准"
    return DONE[name].format(**facts)


def summary(ticket: Ticket) -> str:
    """Return what /查 shows: number, state, class, departments, limit with its proof."""
    departments = "、".join(
        f"{part.name}（{'牵头' if part.is_lead else '协办'}{'，已签收' if part.acknowledged_at else ''}）"
        for part in ticket.parts
    )
    rows = [
        f"{spoken(ticket.no)} {STATES[ticket.state]}",
        f"类别：{ticket.matter} · {ticket.class_name or '未分类'}",
        f"部门：{departments or '未派'}",
    ]
    for clock in ticket.open_clocks:
        mark = "（暂定）" if clock.provisional else ""
        rows.append(f"{clock.clause} 时限 {moment(clock.due_at)}{mark}：{clock.proof}")
    return "\n".join(rows)


#: desk tasks as the receptionists read them; the number is for /登记
TASKS: Mapping[str, str] = {
    "人工": "【人工 #{id}】有群众请工作人员联系。已说：{text}",
    "待完善": "【待完善 #{id}】有一件没说完的诉求，请联系补全：{text}\n补录请用：/登记 #{id} 姓名：… 电话：… 地址：… 诉求：…",
    "待确认": "【待确认 #{id}】{text}",
    "身份": "【身份 #{id}】{text}",
}

#: the typed command beside each button, for whoever pressed too late
FORMS_OF_ACTS: Mapping[str, str] = {
    "ack": "/签收 {no}",
    "spot": "/当场 {no} 结果",
    "send": "/派单 {no} 部门 类=办不了",
    "sendas": "/派单 {no} 部门 类=办不了",
    "guide": "/不予受理 {no} 理由",
    "approve": "/批准 {no}",
    "reject": "/驳回 {no} 理由",
    "pass": "/质检 {no} 通过",
    "back": "/质检 {no} 退回 理由",
    "call": "/回访 {no} 等级",
    "callx": "/回访 {no} 未接通",
}
ROBOT_WELCOME = "您好，这里是“有诉即办”。群里 @ 我 加命令即可，例如：@有诉即办 签收 0001。发“帮助”看全部命令。"
STRANGER = "{department}的群里有人叫机器人，但还没有登记为工作人员（{userid}）。请在配置的 [[staff]] 里加上。"
NOT_YOURS_TO_DO = "这个操作不在您的职责范围内，没有执行，已记录。"
REGISTER_HINT = (
    "请把诉求发给我（一条发全也行）：什么事、姓名或单位、电话、地址。\n"
    "例如：张三 13900000000 城关镇幸福路3号 营业执照跑了三趟没办下来"
)
MISSED = "{letter} 没有送到：{people}"
DOUBTFUL = "{letter} 可能已发出，也可能没有，请到群里看一眼再决定是否重发。"
PARKED = "{letter} 没有发出：{error} {code}"
UNDELIVERED_BY_WECHAT = "微信没有送达（{why}）：{letter}"
