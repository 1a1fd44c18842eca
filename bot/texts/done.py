"""The one line that answers a staff command that went through, in whatever state it left the ticket."""

from collections.abc import Mapping
from datetime import datetime

from bot.texts.guard import doubts
from bot.texts.lines import due
from bot.texts.moments import dated
from bot.texts.notification_task import HOW
from bot.texts.sentences import filled
from bot.texts.states import STATES
from dispatch.rules.rules import Rules
from dispatch.ticket.papers import Wish
from dispatch.ticket.ticket import WITH_DEPARTMENT, State, Ticket, spoken

DONE: Mapping[str, str] = {
    "签收": "{no} 已签收（{by}）。全文：/查 {ascii} 全文",
    "答复": "{no} 答复已提交，等待质检。",
    "直接答复": "{no} 答复已提交，{told}，等其评价。",
    "存疑答复": "{no} 答复已提交，有疑点：{doubts}。改好可以马上重发：/答复 {ascii} 内容 [理由：… 依据：…]；没有重发的，由质检的人看。",
    "方案": "{no} 方案已提交，承诺 {promised} 前办结。",
    "派单": "{no} 已提交审批{promise}。",
    "已派单": "{no} 已派单，时限 {due}{promise}。\n{proof}",
    "批准": "{no} 已批准，现在是“{state}”{limit}。",
    "驳回": "{no} 已驳回。",
    "改派": "{no} 已改派，时限照走。",
    "改类": "{no} 已改类。",
    "当场": "{no} 已当场办结，等诉求人评价。",
    "不予受理": "{no} 已按不予受理办结，理由和办法：{told}。",
    "请转交": "{no} 不属于政务服务范围，已报批准后转交。",
    "转交": "{no} 已转交，{told}。",
    "协办": "{no} 协办意见已转给牵头部门。",
    "再回访": "{no} 未接通，已记录，到时再提醒回访。",
    "未评价": "{no} 多次没有联系上，已记录，按办结（未评价）单独统计，不算满意。",
    "未告知": "{no} 未接通，已记录；告知诉求人以前这件不结。",
    "追问": "{no} 追问已记录，{told}；办理时限照常计算。",
    "催办": "{no} 已催办。",
    "督办": "{no} 已督办，要求 {demanded} 前办结。",
    "质检": "{no} 质检通过，等诉求人评价。",
    "退回": "{no} 已退回重办，新的时限 {due}。",
    "回访": "{no} 回访已代录：{state}。请当场念给对方：记录为“{level}”，对不对。",
    "延期": "{no} 已延期，新的时限 {extended}；{told}。",
    "改诺": "{no} 承诺已改为 {promised} 前办结；{told}。",
    "退单": "{no} 已退单，办理时限照走。",
    "退单会商": "{no} 对由谁办仍有争议，已转会商，办理时限照走。",
    "会商": "{no} 已转会商，会后请用 /改派 {ascii} 牵头部门 理由 定下牵头部门；时限照走。",
    "通报": "{no} 通报等文书已发出。",
    "函转": "{no} 已函转，{told}；到时提醒跟踪，有答复请用 /回函 {ascii} 内容。",
    "回函": "{no} 答复已登记，{told}，等其评价。",
    "挂账": "{no} 已挂账，下一节点 {promised} 前；{told}。",
    "终结": "{no} 已依法终结（不满意），单独统计，不算满意；{told}。",
    "移交": "{no} 已移交，以后只有管理机构和您能看；{told}。",
    "移交部分": "{no} 的线索已移交，以后只有管理机构和您能看；{told}。其余事项照常办理，现在是“{state}”。",
    "线索": "{no} 已标记为线索，被反映的人查不到这件。",
    "非线索": "{no} 已取消线索标记。",
    "解除紧急": "{no} 已解除紧急标记，理由已留痕；办理时限和类别不变，没有告诉诉求人。",
    "转告": "{no} 已在单聊里转告单位领导，没有说是谁反映的。",
    "上门": "{no} 已记为上门送达，请安排人员。",
    "并案": "{no} 已并案，等主件的答复；编号、答复、评价各自独立。",
    "撤并": "{no} 已撤并，回到待研判。",
    "更正": "{no} 已更正，现在是“{state}”。",
    "回复": "{no} 已发到诉求人的聊天里。",
    "改登记": "{no} 登记已更正。{form}",
    "作废": "{no} 的登记已作废，号码和记录保留。要重新登记请发 /登记。",
    "交接": "{no} 交接已发出，对方接手以前仍由您负责。",
    "接手": "{no} 已由您接手。",
    "记录": "{no} 已记录。",
    "申请": "{no} {wish}申请已提交{asked}，等批准。批准以前一切照旧{limit}。",
}

#: the same command ends differently: management's own dispatch, an assisting department's words …
_READ_AS: Mapping[tuple[str, State], str] = {
    ("派单", State.DISPATCHED): "已派单",
    ("批准", State.OUTSIDE): "转交",
    ("不予受理", State.OUTSIDE): "转交",
    ("不予受理", State.PROPOSED): "请转交",
    ("不予受理", State.REGISTERED): "请转交",
    ("回访", State.SURVEYING): "再回访",
    ("回访", State.UNRATED): "未评价",
    ("回访", State.OUTSIDE): "未告知",
    ("答复", State.SURVEYING): "直接答复",
    ("退单", State.MEETING): "退单会商",
    **{("答复", state): "协办" for state in WITH_DEPARTMENT | {State.DEFERRED}},
    **{("方案", state): "协办" for state in (WITH_DEPARTMENT | {State.DEFERRED}) - {State.PLANNED}},
}
#: commands that may only have asked for it
_ASKED: Mapping[str, tuple[Wish, str]] = {
    "延期": (Wish.EXTEND, "延期"),
    "改诺": (Wish.REPROMISE, "改诺"),
    "退单": (Wish.RETURN, "退单"),
    "通报": (Wish.CIRCULATE, "通报"),
    "终结": (Wish.END, "终结"),
    "挂账": (Wish.DEFER, "挂账"),
    "改派": (Wish.REASSIGN, "改派"),
}


def done(
    name: str,
    ticket: Ticket,
    by: str,
    rules: Rules,
    now: datetime,
    department: str = "",
    way: str = "chat",
) -> str:
    """Return the one line that answers command *name* of *by*, after which *ticket* stands so.

    The limit in it is the one that *department*, whose *by* is, is shown everywhere; *way* is how the
    person is told of it (`bot.letters.fallback.Ladder.how`).
    """
    proof = "\n".join(rules.in_words(clock.proof) for clock in ticket.open_clocks)
    until = due(ticket, now, department) if ticket.due_at else ""
    facts = {
        "no": spoken(ticket.no),
        "ascii": ticket.no,
        "by": by,
        "state": STATES[ticket.state],
        "due": until,
        "limit": f"，时限 {until}" if until else "",
        "proof": proof,
        "promised": dated(ticket.promised_on),
        "demanded": dated(ticket.documents[-1].due_at) if ticket.documents else "",
        "extended": dated(ticket.due_at),
        "promise": _promise(ticket),
        "asked": _asked(name, ticket, by),
        "wish": _ASKED[name][1] if name in _ASKED else "",
        "form": form(ticket),
        "told": HOW[way],
        "doubts": doubts(ticket.reply.findings) if ticket.reply else "",
        "level": ticket.ratings[-1].level if ticket.ratings else "",
    }
    return filled(DONE[_read_as(name, ticket, by)], facts)


def form(ticket: Ticket) -> str:
    """Return what is on the form of a registration, to be checked by who wrote it down."""
    said = ticket.complaint
    person = said.complainant
    rows = (
        *(("姓名", person.name), ("联系人", person.contact), ("电话", person.phone)),
        *(("地址", person.address), ("诉求", said.text)),
    )
    return "".join(f"\n【{name}】{value}" for name, value in rows if value)


def _promise(ticket: Ticket) -> str:
    """Return by when it is promised to be done, where a dispatch says so."""
    promised_on = ticket.proposal.promised_on if ticket.proposal else ticket.promised_on
    return f"，承诺 {dated(promised_on)} 前办结" if promised_on else ""


def _asked(name: str, ticket: Ticket, by: str) -> str:
    """Return the day that is asked for, as it was taken."""
    wish = _ASKED[name][0] if name in _ASKED else None
    on = [one.on for one in ticket.petitions if one.wish is wish and one.by_name == by]
    return f"（{dated(on[-1])}）" if on and on[-1] else ""


def _read_as(name: str, ticket: Ticket, by: str) -> str:
    if name in _ASKED and _is_pending(_ASKED[name][0], ticket, by):
        return "申请"
    if name == "移交" and not ticket.is_closed:
        return "移交部分"
    has_just_moved = ticket.step_version == ticket.version
    if name == "批准" and ticket.state is State.DISPATCHED and has_just_moved:
        return "已派单"
    if name == "答复" and ticket.state is State.ANSWERED and ticket.reply and ticket.reply.findings:
        return "存疑答复"
    return _READ_AS.get((name, ticket.state), name)


def _is_pending(wish: Wish, ticket: Ticket, by: str) -> bool:
    return any(one.wish is wish and one.by_name == by for one in ticket.petitions)
