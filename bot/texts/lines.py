"""Short messages to staff in single chat, and to a department's group; what has a card is not here."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from bot.texts import leads
from bot.texts.citizen import UNCUT, answer_text
from bot.texts.moments import moment, written
from bot.texts.sentences import filled
from bot.texts.states import STATES, WISHES, named
from dispatch.rules.turn_table import Act
from dispatch.ticket.notices import NoticeKind
from dispatch.ticket.papers import Wish
from dispatch.ticket.ticket import Clock, State, Ticket

#: what somebody did who only hurries, and who adds
HURRIED, ADDED = "催办", "补充"
#: behind the last of many additions that is passed on by itself
MORE_FOLLOW = "\n（补充接连不断，一分钟内不再逐条转；看全部请发：/查 {ascii} 全文）"
#: to desk, management, and single persons
LINES: Mapping[NoticeKind, str] = {
    NoticeKind.REJECTED: "{no} 被驳回（{by}）：{reason}",
    NoticeKind.UNHAPPY: "{no} 第{round}次退回重办：{reason}",
    NoticeKind.CLOSED: "{no} {state}{rating}",
    NoticeKind.SUPPLEMENTED: "{no} 诉求人{added}：{text}{more}〔回复|\n要回话请发：/回复 {ascii} 要说的话〕",
    NoticeKind.MEETING: "{no} {why}\n〔改派|会后请用 /改派 {ascii} 牵头部门 理由 定下唯一的牵头部门；〕办理时限照走。",
    NoticeKind.SUPERVISED: "{no} 已超过办理时限（{due}），{did}向承办部门发出督办。",
    NoticeKind.HANDOVER: "{no} 不属于政务服务范围，请转交“{partner}”：{reason}",
    NoticeKind.RESULT: "{no} 办理结果：{answer}",
    NoticeKind.RETURNED: "{no} {department}退单，建议由{proposed}办理：{reason}\n已报批准，办理时限照走。",
    NoticeKind.REFUSED_WISH: "{no} 的{wish}申请没有批准（{by}）：{reason}",
    NoticeKind.UNANSWERED: "{no} 还没有回应诉求人，最迟 {due}。请尽快研判，或联系诉求人。{word}",
    NoticeKind.ALARM: (
        "{no} 可能有人正处在危险中（{numbers}），请马上核实并联动处置：{text}\n"
        "〔看号|联系诉求人：/看号 {ascii} 突发紧急〕"
        "\n〔解除紧急|没有人有危险：/解除紧急 {ascii} 理由〕"
    ),
    NoticeKind.STOOD_DOWN: "{no} 已由{by}解除紧急标记：{reason}。办理时限不变，按普通件接着办。",
    NoticeKind.UNMET: "{no} 督办要求 {until} 前办结，到期仍未办结。请盯住承办部门。〔督办|要再督办请用 /督办 {ascii} 日期 意见。〕〔会商|要会商请用 /会商 {ascii} 部门。〕",
    NoticeKind.LOOK: "{no} {where}",
    NoticeKind.URGENT: "{no} 是按小时算时限的急事，已派{leads}，{due} 前办结，夜间和节假日照样催办。",
    NoticeKind.HANDED_OVER: "{no} 已移交{to}，这件以后只有管理机构和移交人能看。",
    NoticeKind.PART_HANDED_OVER: leads.PART_HANDED_OVER,
    NoticeKind.ALLEGED: "{no} 有反映工作人员行为的线索，发 /查 {ascii} 看内容。",
    NoticeKind.OFFERED: "{no} {said}",
    NoticeKind.RECORDED: "{no} 记录（{kind}，{by}）：{text}{phone}",
    NoticeKind.CIRCULATED: "{no} {kind}已批准（{by}），文号 {document}，送{to}。",
    NoticeKind.EXTENDED: "{no} 已延期：{from} → {to}。理由：{reason}",
    NoticeKind.REPROMISED: "{no} 承诺办结日期已改：{old} → {new}。理由：{reason}",
    NoticeKind.DEFERRED: "{no} 已挂账，下一节点 {until} 前：{milestone}",
    NoticeKind.CALL: "{no} {why}",
    NoticeKind.PETITION: "{no} 有一项{wish}申请等批准，发 /查 {ascii} 看内容。",
    NoticeKind.CORRECTED: "{no} {by}更正了上一步，现在是“{state}”。原因：{reason}",
}

#: who it is that hurries, where no member of the staff does
HURRIES = "诉求人催：{text}"
#: to a department's group; the words in them are masked before they get here
GROUP_LINES: Mapping[NoticeKind, str] = {
    NoticeKind.REMINDED: "【催办】{no} 时限 {due}（{left}），请尽快办理。{word}{hurry}",
    NoticeKind.SUPERVISED: "【督办】{no} 办理时限 {due}（{left}），请于 {until} 前办结并反馈。{demand}{document}",
    NoticeKind.SENT_BACK: "【退回重办】{no}：{reason}\n新的办理时限：{due}。",
    NoticeKind.SUPPLEMENTED: "【{added}】{no} 诉求人{added}：{text}{more}",
    NoticeKind.STOOD_DOWN: "【解除紧急】{no} 已核实，不再按紧急标记。办理时限不变。",
    NoticeKind.TAKEN_AWAY: "【撤回】{no} 不再由贵单位办理。{reason}",
    NoticeKind.CONTRIBUTED: "【协办意见】{no} {department}：{text}",
    NoticeKind.CONTRIBUTE: "【协办催办】{no} 协办意见应在 {share} 前交给牵头部门，请用“答复 {ascii} 内容”提交。",
    NoticeKind.CIRCULATED: "【通报】{no} 督办后仍未办结，已通报（{document}），送{to}。请立即办结并反馈。",
    NoticeKind.RECOUNTED: "【时限调整】{no} 放假安排公布后重新计算：{moves}。",
    NoticeKind.INVITED: "【会商】{no} 请{units}一起会商，定下唯一的牵头部门；办理时限照走。",
    NoticeKind.EXTENDED: "【延期】{no} 办理时限 {from} → {to}。理由：{reason}",
    NoticeKind.REPROMISED: "【改诺】{no} 承诺办结日期 {old} → {new}，诉求人看得到新旧两个日期。理由：{reason}",
    NoticeKind.DEFERRED: "【挂账】{no} 按节点办理，下一节点 {until} 前：{milestone}",
    NoticeKind.REFUSED_WISH: "【未批准】{no} 的{wish}申请没有批准：{reason}\n请按现在的时限 {due} 办理。",
    NoticeKind.CORRECTED: "【更正】{no} 上一步已更正，以现在的状态“{state}”为准。原因：{reason}",
    NoticeKind.RECORDED: "【记录】{no} {kind}：{text}",
}

#: after what the person should hear and has no chat for (LH-7d)
TELL_BY_PHONE = "\n诉求人没有聊天窗口，请电话告知。"
#: said to who received it first, before what is said of it (LH-5a)
FIRST_HANDLER = "您是首接负责人，请跟踪到底。"
#: the one line of the SMS to an emergency contact: no word about who complains, or of what (PY-4.2.9)
EMERGENCY = (
    "【有诉即办】{no} 已派{department}（{class_name}），办理时限{due}，请立即组织办理并签收。"
)
#: the schedule's own words in a supervision
OVERDUE = "逾期未反馈结果（{clause}）。"

PROVISIONAL = "（暂定）"
#: how far the due day is, in working days
JUST_OVER = "今天已超期"
TODAY, LEFT, OVER = "今天到期", "还剩{n}个工作日", "已超期{n}个工作日"

#: whose turn it is, by what they must do
_LOOK: Mapping[str, str] = {
    Act.TRIAGE: "等研判。〔派单|派单请用 /派单 {ascii} 部门 类=类别。〕〔当场|当场办结请用 /当场 {ascii} 结果。〕",
    Act.RESPOND: "等回应：工作单还没有批准，请先回应诉求人。",
    Act.APPROVE: "等批准：工作单还没有发出。〔批准|请用 /批准 {ascii} 或 /驳回 {ascii} 理由。〕",
    Act.DECIDE: "有申请等批准，内容见 /查 {ascii}。〔批准|请用 /批准 {ascii} 或 /驳回 {ascii} 理由。〕",
    Act.CHASE: "时限或督办已经到期，部门还没有答复，请跟踪督办。〔督办|请用 /督办 {ascii} 意见。〕",
    Act.OVERSEE: (
        "时限或督办已经到期，部门还没有答复，请过问。"
        "〔会商|要会商请用 /会商 {ascii} 部门。〕〔改派|要改派请用 /改派 {ascii} 部门 理由。〕"
    ),
    Act.MEET: "还在会商。〔改派|请用 /改派 {ascii} 牵头部门 理由 定下牵头部门。〕",
    Act.INSPECT: "等质检。〔质检|请用 /质检 {ascii} 通过，或 /质检 {ascii} 退回 理由。〕",
    Act.CALL: "一直没有回访记录，请安排人打电话。〔回访|问到后请用 /回访 {ascii} 等级。〕",
    Act.LEAD: "有反映工作人员行为的线索还没有处理，发 /查 {ascii} 看内容，按卡片转告、移交或标为非线索。",
    Act.TAKE_OVER: "等您接手。〔接手|请发送 /接手 {ascii}。〕",
}
#: what runs elsewhere, by where
_TRACK: Mapping[State, str] = {
    State.OUTSIDE: "在{unit}办理。〔回函|有答复请用 /回函 {ascii} 内容 登记。〕",
    State.LINKED: "并在另一件里等答复。〔撤并|不是同一件事的请用 /撤并 {ascii}。〕",
    State.DEFERRED: "挂账办理中，看节点是否按期；有结果请催部门答复。",
    State.SURVEYING: "这一部分已答复，等诉求人对上级那件的评价。",
}
#: behind what is late
_LATE = "已经拖延，请尽快。"
_DUE = "时限 {due}。"


def limit(clock: Clock, now: datetime) -> str:
    """Return until when, marked 暂定 where its year is not announced yet (G-28)."""
    return f"{moment(clock.due_at, now)}{PROVISIONAL if clock.provisional else ''}"


def due(ticket: Ticket, now: datetime, department: str = "") -> str:
    """Return the one limit that a ticket is shown with everywhere: to *department* its own share of it.

    An assisting department's is earlier (G-23).
    """
    clock = ticket.limit
    if clock is None:
        return ""
    part = next((p for p in ticket.parts if p.department == department), None)
    if part is not None and not part.is_lead and part.due_at is not None:
        clock = replace(clock, due_at=part.due_at)
    return limit(clock, now)


def left(days: int) -> str:
    """Return how many working days are left (*days*), or how many it is over (negative)."""
    if days < 0:
        return OVER.format(n=-days)
    return LEFT.format(n=days) if days else TODAY


#: a part of a line that is only for who may give the command before the bar
_OFFER = re.compile(r"〔(\w+)\|(.*?)〕", re.S)
#: asks whether whoever reads a line may give the command of that name now
May = Callable[[str], bool]


def line(
    what: NoticeKind, ticket: Ticket, facts: Mapping[str, str], now: datetime, may: May
) -> str:
    """Return the short message to desk or management; it proposes only what they *may* do now."""
    known = _filled(ticket, facts, now)
    draw = _DRAWN.get(what)
    drawn = draw(ticket, known, may) if draw else {}
    return filled(_offering(LINES[what], may), {**known, **drawn}).strip()


def proposed(what: NoticeKind, facts: Mapping[str, str], state: State) -> frozenset[str]:
    """Return the names of the commands that such a line may propose."""
    words = [LINES.get(what, ""), _LOOK.get(facts.get("act", ""), ""), _TRACK.get(state, "")]
    return frozenset(found[1] for each in words for found in _OFFER.finditer(each))


def _offering(template: str, may: May) -> str:
    return _OFFER.sub(lambda found: found[2] if may(found[1]) else "", template)


def group_line(what: NoticeKind, ticket: Ticket, facts: Mapping[str, str], now: datetime) -> str:
    """Return the short message to a department's group."""
    known = _filled(ticket, facts, now)
    if known["document"] and what is NoticeKind.SUPERVISED:
        known["document"] = f"（文号 {known['document']}）"
    if known["hurry"]:
        known["hurry"] = HURRIES.format(text=known["hurry"])
    return filled(GROUP_LINES[what], known).strip()


def _filled(ticket: Ticket, facts: Mapping[str, str], now: datetime) -> dict[str, str]:
    given = written(facts, now)
    if given.get("wish"):
        given["wish"] = wish(given["wish"])
    if "more" in given:
        given["more"] = MORE_FOLLOW.format(ascii=ticket.no)
    return {
        **_KNOWN,
        "added": HURRIED if given.get("hurry") else ADDED,
        "no": named(ticket),
        "ascii": ticket.no,
        "state": STATES[ticket.state],
        "round": str(ticket.round),
        "rating": f"，评价：{ticket.ratings[-1].level}" if ticket.ratings else "",
        "due": due(ticket, now),
        "answer": answer_text(ticket, UNCUT),
        "leads": "、".join(part.name for part in ticket.parts),
        **given,
    }


def wish(value: str) -> str:
    return WISHES[Wish(value)]


#: what a line may need and not every notice gives
_KNOWN: Mapping[str, str] = dict.fromkeys(
    (
        *("word", "demand", "reason", "until", "document", "left", "share", "unit", "partner"),
        *("text", "kind", "by", "to", "moves", "units", "department", "proposed", "milestone"),
        *("numbers", "hurry", "more"),
        *("from", "old", "new", "wish", "actor", "cap", "why", "phone", "late", "act"),
    ),
    "",
)


def _meeting(ticket: Ticket, facts: Mapping[str, str], may: May) -> dict[str, str]:
    """Say why it is to meet: called together, a second 退单, or reworked too often (G-12)."""
    if facts["units"]:
        return {"why": f"请召集会商：{facts['units']}。"}
    if facts["department"]:
        said = f"{facts['department']}退单、建议{facts['proposed']}：{facts['reason']}"
        return {"why": f"对由谁办仍有争议，请召集会商。{said}"}
    cap = f"（{facts['cap']}）" if facts["cap"] else ""
    return {"why": f"已退回重办 {ticket.round} 次，请组织会商{cap}：{facts['reason']}"}


def _look(ticket: Ticket, facts: Mapping[str, str], may: May) -> dict[str, str]:
    words = _LOOK.get(facts["act"]) or _TRACK.get(ticket.state, "")
    where = _offering(words, may).format(unit=facts["unit"] or "外单位", ascii=ticket.no)
    due = _DUE.format(due=facts["due"]) if facts["due"] else ""
    return {"where": f"{where}{_LATE if facts['late'] else ''}{due}{facts['reason']}"}


def _offered(ticket: Ticket, facts: Mapping[str, str], may: May) -> dict[str, str]:
    """Say who took it over, or that the schedule gave it: its owner has left (SQ-S3)."""
    if facts["by"]:
        return {"said": f"已由{facts['by']}接手。"}
    return {"said": f"由{facts['from']}转给您负责，现在是“{STATES[ticket.state]}”。"}


def _supervised(ticket: Ticket, facts: Mapping[str, str], may: May) -> dict[str, str]:
    """Say who did it: a person by name, or the schedule for whom the profile names."""
    return {"did": f"{facts['by']}已" if facts["by"] else f"系统已代{facts['actor']}"}


def _recorded(ticket: Ticket, facts: Mapping[str, str], may: May) -> dict[str, str]:
    return {"phone": TELL_BY_PHONE if facts["phone"] else ""}


_DRAWN: Mapping[NoticeKind, Callable[[Ticket, Mapping[str, str], May], dict[str, str]]] = {
    NoticeKind.MEETING: _meeting,
    NoticeKind.LOOK: _look,
    NoticeKind.SUPERVISED: _supervised,
    NoticeKind.RECORDED: _recorded,
    NoticeKind.OFFERED: _offered,
}
