"""Every sentence about marks (扣分) and about problems that come again (同类问题)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.texts.moments import moment
from bot.texts.refusals import cited
from dispatch.assessment.demerits import CountedOnly, InTime, NotMeasured
from dispatch.assessment.marks import Mark, MarkState
from dispatch.assessment.scoring import AppealOver, OwnHand
from dispatch.errors import AlreadyDone, DeskError, Incomplete, MoveRefused, NotAllowed
from dispatch.rules.deadlines import UnknownName
from dispatch.rules.rules import Rules
from dispatch.ticket.ticket import spoken

STATES: Mapping[MarkState, str] = {
    MarkState.PROPOSED: "待核实",
    MarkState.VERIFIED: "已核实",
    MarkState.DISMISSED: "不成立",
    MarkState.APPEALED: "申诉中",
    MarkState.UPHELD: "维持",
    MarkState.REVOKED: "已撤销",
}

#: what assessor and management hear when a mark comes into a state
TO_OFFICE: Mapping[MarkState, str] = {
    MarkState.PROPOSED: "【扣分提议】{mark}\n经核实才算{clause}：/核实 {id} 成立，或 /核实 {id} 不成立 理由",
    MarkState.VERIFIED: "【扣分已核实】{mark}\n核实人：{by}。{words}",
    MarkState.DISMISSED: "【扣分不成立】{mark}\n核实人：{by}。{words}",
    MarkState.APPEALED: "【扣分申诉】{mark}\n申诉人：{by}。{words}\n请裁定：/裁定 {id} 维持，或 /裁定 {id} 撤销 理由",
    MarkState.UPHELD: "【申诉维持】{mark}\n裁定人：{by}。{words}",
    MarkState.REVOKED: "【申诉成立，已撤销】{mark}\n裁定人：{by}。{words}",
}
#: what the window hears; of what is not verified, nothing
TO_WINDOW: Mapping[MarkState, str] = {
    MarkState.VERIFIED: "【扣分】{mark}\n{words}如有异议，请在 {until} 前申诉（默认，非文件规定）：/申诉 {id} 理由",
    MarkState.UPHELD: "【申诉结果：维持】{mark}\n{words}",
    MarkState.REVOKED: "【申诉结果：撤销】{mark}\n{words}",
}
#: the window is not known yet (G-18)
NAME_THE_WINDOW = (
    "\n没有写明扣哪个窗口单位（默认，非文件规定），核实时请写明：/核实 {id} 成立 单位=部门"
)

IN_PRIVATE = "扣分的事请到与本应用的单聊里办理。"
PROPOSED = "{mark}\n已提议，经核实才算。"
AGAIN = "{mark}\n同样的提议已经有了（{state}），没有重复记。"
DONE: Mapping[MarkState, str] = {
    MarkState.VERIFIED: "{mark}\n已核实，{until} 前可以申诉（默认，非文件规定）。",
    MarkState.DISMISSED: "{mark}\n已记为不成立。",
    MarkState.APPEALED: "{mark}\n申诉已提交，由管理机构裁定；裁定前照常计算（默认，非文件规定）。",
    MarkState.UPHELD: "{mark}\n已维持。",
    MarkState.REVOKED: "{mark}\n已撤销，不再计算。",
}
RESTING = "\n以下取消资格的提议以它为依据，请复核：{numbers}"
NO_SUCH_MARK = "没有找到这个编号的扣分，或者它不在贵单位名下。发 /扣分列表 看编号。"
NOTHING = "没有扣分记录。"
YEAR = "{year}年度已核实：{units}"
UNIT_YEAR = "{unit} −{points}"
UNKNOWN_PERSON = "没有找到“{name}”这个工作人员，请写全名；没有登记的请先在配置的 [[staff]] 里加上。"
NOT_KEPT = "本县的文件没有扣分的规定，没有执行。"
UNKNOWN_DEMERIT = "没有“{name}”这一条。可选：{names}"
#: who counts as 接诉即办专员 in a proposal, and belongs to no window of its own (G-18)
DESK_OFFICERS = frozenset({"专员", "接诉即办专员"})
MINUS = "{whose}−{points}分"
TITLE = "取消 {year} 年度“{title}”评选资格"
UNIT, PERSON = "单位", "个人"
DESK_OFFICER = "专员"

_REFUSALS: Mapping[type[DeskError], str] = {
    NotMeasured: "本县还没有定出几分钟内赶到，“不按时”只记录、不扣分（默认，非文件规定）；县里定了以后写在规则的 minutes 里。",
    CountedOnly: "这一条由系统按次数统计后自动提议，不能直接扣。",
    OwnHand: "提议人和当事人不能核实这一条，请由其他人核实（默认，非文件规定）。",
    NotAllowed: "这个操作不在您的职责范围内，没有执行，已记录。",
}


def refusal(
    error: DeskError, rules: Rules, now: datetime, mark: Mark | None = None, form: str = ""
) -> str:
    """Return one line: why not, and the right form where it helps."""
    if isinstance(error, UnknownName):
        names = "、".join(error.known)
        return UNKNOWN_DEMERIT.format(name=error.name, names=names) if names else NOT_KEPT
    if isinstance(error, Incomplete):
        return f"还缺：{'、'.join(error.missing)}{cited(error.clause, rules)}。{form}"
    if isinstance(error, InTime):
        return f"用时没有超过规定的 {error.minutes} 分钟，不扣分。"
    if isinstance(error, AppealOver):
        return f"申诉期限 {moment(error.until, now)} 已过，没有执行（默认，非文件规定）。"
    if isinstance(error, AlreadyDone):
        return f"之前已由{error.by}办过，不用再办。"
    if isinstance(error, MoveRefused) and mark is not None:
        return f"#{mark.id} 现在是“{STATES[mark.state]}”，这一步办不了。"
    return _REFUSALS.get(type(error), NO_SUCH_MARK)


def line(mark: Mark, clause: str, whose: str, fact: str) -> str:
    """Return a mark as it is listed; *clause* is said as people call it, *whose* names window and officer, *fact* is fit to be shown."""
    tickets = "、".join(spoken(no) for no in mark.evidence)
    said = f"：{fact}" if fact else ""
    return f"#{mark.id} {clause} {whose} {costs(mark)}（{tickets}）{said}"


def listed(mark: Mark, clause: str, whose: str, fact: str) -> str:
    return f"[{STATES[mark.state]}] {line(mark, clause, whose, fact)}"


def costs(mark: Mark) -> str:
    """Return what it costs: points of window and officer, or a title of the year."""
    if mark.loses:
        return TITLE.format(year=mark.year, title=mark.loses)
    points = ((UNIT, mark.unit_points), (PERSON, mark.person_points))
    return "，".join(MINUS.format(whose=whose, points=n) for whose, n in points if n)


# --- problems that come again (N8) ---

SAME_AGAIN = "【同类问题第2次】{no}（{unit}，{matter}，{cause}）与 {earlier} 是同一窗口、同一事项、同一原因，一年内已是第 2 次。请查找原因，避免再次发生（同类的口径和一年的算法为默认，非文件规定）。"
#: added where the county's text takes a title at the third (LH-17c)
SAME_COSTS = "再有一次，将提议取消年度“{title}”评选资格（{clause}）。"


def same_again(
    no: str, about: tuple[str, str, str], earlier: Sequence[str], costs: tuple[str, str] | None
) -> str:
    """Return the warning at the second; *about* is window, matter, cause; *costs* title and clause."""
    unit, matter, cause = about
    text = SAME_AGAIN.format(
        no=spoken(no),
        unit=unit,
        matter=matter,
        cause=cause,
        earlier="、".join(map(spoken, earlier)),
    )
    if costs is None:
        return text
    return text + SAME_COSTS.format(title=costs[0], clause=costs[1])
