"""Why a command was not carried out, in one line that says what to do instead."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.texts.moments import dated
from bot.texts.sentences import filled
from bot.texts.states import NEXT, OVER, STATES
from dispatch.errors import (
    AlreadyDone,
    DeskError,
    Incomplete,
    MoveRefused,
    NotAllowed,
    NotYours,
    RuleForbids,
    Why,
)
from dispatch.rules.deadlines import UnknownName
from dispatch.rules.rules import Rules
from dispatch.ticket.ticket import State, Ticket, spoken

NOT_THEIRS = "没有找到这个号，或者它不在贵单位名下，没有执行。"

#: why the rules forbid it; `{clause}` is the clause in brackets, or nothing
WHY: Mapping[Why, str] = {
    Why.NOT_OFFERED: (
        "本地的规定里没有这一项{clause}，没有执行。需要更多时间的，"
        "可用 /方案 {ascii} 承诺日 内容 写明新的办结时间；其他情况请与管理机构商量。"
    ),
    Why.CLASS_FORBIDDEN: "“{name}”不得延期{clause}。确需延期的，请管理机构写明特殊理由办理。",
    Why.TOO_LATE: "已经过了能这样做的时间{clause}。延期要在到期前提出，退单要在收单后规定时间内提出；现在请联系管理机构改派或会商。",
    Why.TOO_OFTEN: "最多 {most} 次，已经用过{clause}。请按现在的时限办理，或请管理机构会商。",
    Why.TOO_LONG: "时间太长，{longest}{clause}。请改短后再提。",
    Why.NO_PROMISE: "{no} 还没有承诺过办结日期{clause}。请先用 /方案 {ascii} 承诺日 内容 写明。",
    Why.NO_LIMIT: "{no} 现在没有正在计时的办理时限{clause}。还没派单的，请先用 /派单 {ascii} 部门 类=类别。",
    Why.NOT_SUPERVISED: "督办还没有到期或没有督办过，不能通报{clause}。已督办的，请等督办的期限到了再通报；没有督办过的，请先用 /督办 {ascii} 意见。",
    Why.NOT_TRIED: "还没有联系过诉求人{clause}。请先用 /回访 {ascii} 等级 登记。",
    Why.NOT_JUDGED: "依法终结以前要有 {least} 次回访仍不满意，现在是 {done} 次{clause}。请先用 /回访 {ascii} 等级 登记。",
    Why.NOTHING_PENDING: "{no} 现在没有等批准的事，可能已由别人办过；发 /查 {ascii} 看现在的情况。",
    Why.NOT_YOUR_PRESS: "{no} 的上一步不是您做的，请由做的人更正，或由下一步的人退回。",
    Why.NOT_OFFERED_TO_YOU: "{no} 没有等您接手{clause}。请现在的负责人先用 /交接 把它交给您。",
    Why.SAME_TICKET: "一件不能和自己并案{clause}。请写另一件的编号：/并案 {ascii} 号",
    Why.WORKS_FOR: "{no} 是为 {above} 办的，办理结果要交回那一件{clause}，不能再并案。请在 {above} 上并案。",
    Why.STEP_MISSING: "{no} 还缺：{steps}{clause}。请先补上，再销号。",
    Why.BARE_NO: "没有发出{clause}：{findings}。请改好再发一次。",
    Why.FINDINGS: (
        "{no} 的答复有疑点：{findings}{clause}。请退回重写：/质检 {ascii} 退回 理由；"
        "核对过确实没有问题的，写明理由再通过：/质检 {ascii} 通过 理由"
    ),
    Why.IN_SCOPE: (
        "{no} 像是应当受理的“{name}”{clause}，没有执行。"
        "确实不属于的，请写明理由和路径：/不予受理 {ascii} {code} 理由 路径：…"
    ),
    Why.NOT_ASKED: (
        "说得不清楚的，先问 {least} 次，现在问过 {done} 次{clause}。请用 /记录 {ascii} 追问 问题；"
        "恶意骚扰、问也无用的，在说明后面加上“追问：”写明。"
    ),
    Why.TOLD_THEMSELVES: (
        "{no} 是诉求人自己说的，没有改。要核对的请用 /回复 {ascii} 话 问本人，本人发来的补充会记在工单上。"
    ),
    Why.WORDS_FIXED: (
        "{no} 已经派单，诉求内容不再改，承办单位照原话在办。电话、地址、姓名仍可更正；"
        "要补充的请登记为新的一件再 /并案。"
    ),
    Why.NO_CHAT: "{no} 是现场、来电或来信登记的，没有聊天窗口。请打电话告知（/看号 {ascii} 用途）。",
    Why.NOTHING_TO_CORRECT: (
        "{no} 的上一步不能撤销。登记写错的，请发 /更正 {ascii} 电话：13900139000；"
        "整件登错的（派单以前）请发 /更正 {ascii} 作废 原因。"
    ),
    Why.PROMISED: (
        "{no} 已经承诺 {until} 前办结，方案不能换掉承诺{clause}。方案里请写这个日子；"
        "要改日子的，请写明理由申请：/改诺 {ascii} 新日期 理由"
    ),
    Why.BEYOND: (
        "{no} 的办理时限是 {until}，承诺日不能晚于它{clause}。请写时限以内的日子；"
        "按规定能延期的，请先申请：/延期 {ascii} 天数 理由"
    ),
    Why.DEMANDED: (
        "{no} 已经督办，要求 {until} 前办结，再督办不能把日子推后{clause}。"
        "请不写日期，或写更早的日期：/督办 {ascii} 意见"
    ),
    Why.NO_DEFERRAL: (
        "本地的规定里没有挂账，{no} 的办理时限照走{clause}。一时办不成的，请用 /会商 {ascii} 单位 研究，"
        "或请承办部门如实答复。"
    ),
    Why.CLASS_NOT_DEFERRED: (
        "“{name}”不能挂账，只有{known}可以{clause}。请按现在的时限办理，或用 /会商 {ascii} 单位 研究。"
    ),
    Why.NO_DANGER: "{no} 没有紧急标记{clause}，不用解除，请照常办理。",
    Why.NO_LEAD: "{no} 没有标记为线索{clause}。要标记请用 /线索 {ascii} 反映的人或部门。",
    Why.LEAD_OPEN: (
        "{no} 有反映这个部门工作人员的线索还没处理{clause}，先不能派给它。"
        "请先 /移交 {ascii} 事由，或 /转告 {ascii}（告知其领导），或 /非线索 {ascii} 理由；处理后照常派单，线索不会发给部门。"
    ),
    Why.LEAD_ALONE: (
        "{no} 只有反映工作人员行为的线索，没有可以派的事项{clause}。请 /移交 {ascii} 事由，或 /转告 {ascii}；"
        "还有事要部门办的，先用 /线索 {ascii} 反映的人 事项：要部门办的事"
    ),
    Why.LEAD_GIVEN: "{no} 的线索已经移交{clause}，不能再取消。需要更正的请与接收机关联系。",
    Why.OWN_CHAT: (
        "{no} 的评价正在诉求人自己的聊天里，只有本人能评，别人不能代录。一直没有回音的，到时会有回访卡片，"
        "请按卡片打电话以后再记。"
    ),
    Why.DEPARTMENTS_DUTY: (
        "派单目录第{row}项把“{about}”定给{name}{basis}，是部门的职责，不能派给乡镇（街道）。请派给{name}；"
        "按规定确有例外的，写明理由由本人负责：/派单 {ascii} 部门 类=类别 例外=理由"
    ),
    Why.CLASS_FIXED: "{no} 已经派单，类别不能再改，改了时限会变{clause}。换部门请用 /改派 {ascii} 部门 理由。",
}
#: 更正 has no clause: its ten minutes are the product's
TOO_LATE_TO_CORRECT = "{no} 的上一步已超过 10 分钟，不能更正了。请由下一步的人退回。"

#: what a name was meant to be
_KINDS: Mapping[str, str] = {
    "class": "类别",
    "cause": "原因",
    "level": "等级",
    "document": "文书",
    "reason": "理由码",
    "record": "记录事项",
    "service": "服务方式",
    "type": "诉求类型",
    "route": "法定途径",
    "stage": "环节",
}


def refusal(error: DeskError, ticket: Ticket | None, rules: Rules, form: str = "") -> str:
    """Return one line: what was wrong and the right form."""
    no = spoken(ticket.no) if ticket else ""
    tail = f" {form}" if form else ""
    if isinstance(error, RuleForbids):
        return forbidden(error, ticket, rules).strip()
    if isinstance(error, UnknownName):
        return unknown(error)
    if isinstance(error, Incomplete):
        clause = cited(error.clause, rules)
        return f"{no} 还缺：{'、'.join(error.missing)}{clause}。{tail}".strip()
    return _plain(error, no, ticket.state if ticket else None) or (
        f"{no} 没有执行，请稍后再试。{tail}"
    )


def forbidden(error: RuleForbids, ticket: Ticket | None, rules: Rules) -> str:
    """Return what the rules say against it, with the clause, and what can be done."""
    template = WHY[error.why]
    if error.why is Why.TOO_LATE and not error.clause:
        template = TOO_LATE_TO_CORRECT
    most = error.facts.get("most", "")
    longest = f"最长 {most} 天（与原时限同样计算）" if most.isdigit() else f"最晚到 {most}"
    known = dict.fromkeys(
        ("name", "least", "done", "steps", "findings", "above", "until", "known", "code"), ""
    ) | dict.fromkeys(("row", "about", "basis"), "")
    return filled(
        template,
        {
            **known,
            "no": spoken(ticket.no) if ticket else "",
            "ascii": ticket.no if ticket else "号",
            "clause": cited(error.clause, rules),
            "longest": longest,
            **_dated(error.facts),
        },
    )


def _dated(facts: Mapping[str, str]) -> Mapping[str, str]:
    """Return *facts* with the day or moment among them as it is read back."""
    until = facts.get("until", "")
    if not until:
        return facts
    at = datetime.fromisoformat(until)
    return {**facts, "until": dated(at if at.tzinfo else at.date())}


def unknown(error: UnknownName) -> str:
    """Return what there is instead of a name that the profile does not have."""
    names = "、".join(error.known) or "（没有）"
    return f"没有“{error.name}”这个{_KINDS.get(error.what, '名称')}。可选：{names}"


def _plain(error: DeskError, no: str, state: State | None) -> str:
    if isinstance(error, MoveRefused) and state:
        return f"{no} 现在是“{STATES[state]}”，这一步办不了。{NEXT.get(state, OVER)}"
    if isinstance(error, NotAllowed):
        return "这个操作不在您的职责范围内，没有执行，已记录。"
    if isinstance(error, NotYours):
        return NOT_THEIRS
    if isinstance(error, AlreadyDone):
        who = f"由{error.by}" if error.by else "有人"
        return f"{no} 之前已{who}办过，不用再办。"
    return ""


def cited(clause: str, rules: Rules) -> str:
    """Return *clause* in brackets as people read it; the product's own rules are cited nowhere."""
    said = rules.cited(clause)
    return f"（{said}）" if said else ""


#: a press or a command that WeCom brought too late
LATE = "这条操作发出已超过 5 分钟，没有执行。需要的话请重新操作，或输入命令：{form}"
#: where it seems late only because our own clock is wrong
LATE_BY_OUR_CLOCK = (
    "没有执行。不是您操作晚了，是本系统的时间不对，比企业微信{off}，分不清操作是什么时候发出的。"
    "请联系系统运维校准时间，校准后重新操作，或输入命令：{form}"
)
CLOCK_AHEAD, CLOCK_BEHIND = "快约{minutes}分钟", "慢约{minutes}分钟"


def late(form: str, ahead: timedelta | None) -> str:
    """Return that it was sent too long ago, or that only our clock says so, which is *ahead* by so much."""
    if ahead is None:
        return LATE.format(form=form)
    off = CLOCK_AHEAD if ahead > timedelta() else CLOCK_BEHIND
    minutes = max(1, round(abs(ahead).total_seconds() / 60))
    return LATE_BY_OUR_CLOCK.format(off=off.format(minutes=minutes), form=form)
