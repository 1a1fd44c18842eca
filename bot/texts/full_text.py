"""What a ticket holds, as staff read it under 查: nothing is cut, every section says when and by whom."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime

from bot.texts.guard import doubts
from bot.texts.moments import day, moment
from bot.texts.staff import MEDIA_KINDS, proof
from bot.texts.states import STATES, WISHES
from dispatch.rules.rules import Rules
from dispatch.rules.turn_table import CITIZEN, DEPARTMENT
from dispatch.rules.turns import in_hand
from dispatch.ticket.papers import Document, Petition
from dispatch.ticket.remarks import RECORD, RemarkKind
from dispatch.ticket.ticket import Clock, Part, Rating, Remark, Reply, State, Ticket, Tie, spoken

#: id of a person of ours, or whoever else acted → how staff read them
Names = Callable[[str], str]

NO_WORDS = "（没有文字）"
THE_CITIZEN, THE_SYSTEM = "诉求人", "系统"
REGISTERED = "登记"
#: the parts that the words after 查 ask for
WHOLE, COPY = "全文", "打印"
COPY_IN_PRIVATE = "给诉求人的文本只在应用单聊里给能看诉求人信息的人：/查 {no} 打印"
OTHER_GROUP = "这件不由这个群的部门办理，群里不显示；请在应用单聊里发 /查 {no} 全文。"

#: what the desk must still tell the person
UNTOLD = "还没有告知（待送达 #{id}）：{what}"
_AGAIN = "第{n}轮"


def someone(id_: str) -> str:
    """Return who acted where the list of staff names nobody: a person of ours who left, or the citizen."""
    return THE_CITIZEN if id_ == "citizen" or ":" in id_ else id_


def said(text: str, title: str, *about: str) -> str:
    """Return a section: its title, when and by whom, and the words on lines of their own."""
    known = "，".join(filter(None, about))
    return f"【{title}】{f'（{known}）' if known else ''}\n{text.strip() or NO_WORDS}"


def words(ticket: Ticket, now: datetime, *, with_place: bool) -> Iterator[str]:
    """Yield what the person told us; where they were may be their home (N6)."""
    told = ticket.complaint
    yield said(told.text, "诉求", moment(told.said_at, now), told.channel, told.kind)
    if told.place and with_place:
        yield said(told.place, "位置")


#: what was added later, by its kind; the profile's own acts bear their names
_REMARKS: Mapping[str, str] = {
    RemarkKind.SUPPLEMENT: "补充",
    RemarkKind.HURRY: "催办",
    RemarkKind.ASKED: "追问",
    RemarkKind.UNREACHED: "未接通",
    RemarkKind.OVERRIDE: "质检说明",
    RemarkKind.REFUSED: "不予受理",
    RemarkKind.CORRECTED: "更正",
    RemarkKind.HANDOVER: "交接",
    RemarkKind.UNLINKED: "撤并",
    RemarkKind.MILESTONE: "节点",
    RemarkKind.DOOR: "上门",
    RemarkKind.OWN_HAND: "本人提出、本人批准",
}


def remark(one: Remark, name: Names, now: datetime) -> str:
    title = _REMARKS.get(one.kind, one.kind.removeprefix(RECORD))
    return said(one.text, title, moment(one.at, now), name(one.by))


def plan(ticket: Ticket, now: datetime) -> Iterator[str]:
    if ticket.plan:
        promised = ticket.promised_on
        until = f"承诺 {day(promised, now)} 前办结" if promised else "已退回重办，原承诺不再执行"
        yield said(ticket.plan, "方案", until)


def answer(round_: int, reply: Reply, who: str, now: datetime) -> str:
    """Return one round's answer with reason and basis, the reply guard's doubts beside it (N3)."""
    rows = [reply.text]
    rows += [f"理由：{reply.reason}"] if reply.reason else []
    rows += [f"依据：{reply.basis}"] if reply.basis else []
    rows += [f"疑点：{doubts(reply.findings)}"] if reply.findings else []
    return said("\n".join(rows), f"{_again(round_)}答复", moment(reply.at, now), who)


def contribution(round_: int, text: str, at: str, who: str) -> str:
    return said(text, f"{_again(round_)}协办意见", at, who)


def rating(one: Rating, now: datetime) -> str:
    shown = "，".join(filter(None, (one.level, one.remark)))
    title = f"{_again(one.round)}评价{'（代录）' if one.recorded else ''}"
    return said(shown, title, moment(one.at, now))


def _again(round_: int) -> str:
    return _AGAIN.format(n=round_ + 1) if round_ else ""


def proposal(ticket: Ticket, now: datetime) -> Iterator[str]:
    """Yield what management is asked to approve."""
    asked = ticket.proposal
    if ticket.state is State.PROPOSED and asked is not None:
        parts = "、".join(
            f"{p.name}（{'牵头' if p.is_lead else '协办'}）" for p in asked.departments
        )
        promised = f"，承诺 {day(asked.promised_on, now)} 前办结" if asked.promised_on else ""
        yield said(f"{asked.class_name}，派{parts}{promised}", "待批准的派单", asked.by_name)


def petition(one: Petition, now: datetime) -> str:
    """Return what somebody asks for, with all that the one who decides must know."""
    facts = [
        ("天数", str(one.days or "")),
        ("日期", day(one.on, now)),
        ("部门", "、".join(name for _, name in one.departments)),
        ("送", "、".join(one.to)),
        ("文书", one.document),
    ]
    rows = [one.reason, *(f"{name}：{value}" for name, value in facts if value), one.text]
    shown = "\n".join(filter(None, rows))
    return said(shown, f"等批准 #{one.n} {WISHES[one.wish]}", moment(one.at, now), one.by_name)


FETCH = "在应用单聊里发 /查 {no} 全文，附件另外发给您。"
FOLLOWS = "附件另外发给您。"
KEPT_APART = "附件由窗口保管。"


def pieces(kinds: Sequence[str], lost: int, way: str) -> Iterator[str]:
    """Yield what came with the words, by its kind, and how one gets it."""
    if kinds:
        counts = "、".join(
            f"{name} {kinds.count(kind)} 个" for kind, name in MEDIA_KINDS.items() if kind in kinds
        )
        gone = f"，其中 {lost} 个没有取到，请向诉求人补要" if lost else ""
        yield said(f"{counts}{gone}。{way}", "附件")


# --- who holds it, and until when ---------------------------------------------------------------

#: who is no actor of a profile
_HOLDERS: Mapping[str, str] = {CITIZEN: "诉求人（等评价）", "": "已结束"}


def holder(ticket: Ticket, rules: Rules, name: Names, now: datetime) -> str:
    """Return in whose hand it is by the table of turns, and who of the staff answers for it (SQ-S3)."""
    whose = in_hand(ticket, rules)
    held = _HOLDERS.get(whose) or rules.spoken(whose)
    if whose == DEPARTMENT:
        held = "、".join(_signed(part, now) for part in ticket.parts)
    if ticket.outside and ticket.state is State.OUTSIDE:
        held = ticket.outside
    owner = f"；负责人：{name(ticket.owner)}" if ticket.owner and not ticket.is_closed else ""
    return f"在手：{held}{owner}"


def _signed(part: Part, now: datetime) -> str:
    if part.acknowledged_at is None:
        return f"{part.name}（未签收）"
    return f"{part.name}（{part.acknowledged_by} {moment(part.acknowledged_at, now)} 签收）"


#: what another ticket is to this one
EARLIER = "诉求中提到的旧件：{no}（{state}）"
LATER = "此后又登记，提到本件：{no}（{state}）"
TIED: Mapping[str, str] = {
    Tie.SAME: "并入：{no}（{state}）",
    Tie.LEVEL: "为上一级的件办理：{no}（{state}）",
}


def related(form: str, other: Ticket) -> str:
    return form.format(no=spoken(other.no), state=STATES[other.state])


def over(clock: Clock, rules: Rules, class_name: str, now: datetime) -> str:
    """Return a limit that is over, with its proof (N1)."""
    how = "已改" if clock.moved_at is not None else "已停"
    ended = f"{how} {moment(clock.stopped_at, now)}"
    return f"时限 {moment(clock.due_at, now)}（{ended}）：{proof(clock, rules, class_name)}"


def document(one: Document, now: datetime) -> str:
    at = f"{moment(one.approved_at, now)} 已批准" if one.approved_at else "未批准"
    return said(one.text, f"{one.kind} {one.no}", at, f"送{'、'.join(one.to)}")


# --- what happened ------------------------------------------------------------------------------

#: which fields of a command the history tells, and how; who complains is in none of them (N6)
_SAID: Mapping[str, str] = {
    **dict.fromkeys(("class_name", "cause", "kind", "matter", "result", "level"), "{}"),
    "departments": "{}",
    "unit": "{}",
    "to_name": "交给{}",
    "main": "并入 {}",
    "promised_on": "承诺 {}",
    "until": "{} 前",
    "days": "天数 {}",
    "path": "路径：{}",
    "fields": "{}",
    "basis": "依据：{}",
    **dict.fromkeys(("milestone", "word", "demand", "question", "override", "remark"), "{}"),
    **dict.fromkeys(("reason", "text"), "{}"),
}
_MOMENTS = frozenset({"until", "promised_on"})


def step(at: datetime, what: str, who: str, given: Mapping[str, object], now: datetime) -> str:
    """Return one line of what happened: when, what, by whom, in which words."""
    told = ((form, _given(key, given.get(key), now)) for key, form in _SAID.items())
    facts = "；".join(form.format(value) for form, value in told if value)
    return f"{moment(at, now)} {what}（{who}）{f'：{facts}' if facts else ''}"


def _given(key: str, value: object, now: datetime) -> str:
    if key in _MOMENTS and isinstance(value, str):
        return _when(value, now)
    if isinstance(value, list | tuple):
        return "、".join(filter(None, (_named(one) for one in value)))
    return str(value or "")


def _when(iso: str, now: datetime) -> str:
    if "T" in iso:
        return moment(datetime.fromisoformat(iso), now)
    return day(date.fromisoformat(iso), now)


def _named(one: object) -> str:
    """Return the name of (id, name), or what a labelled field holds."""
    return str(one[-1]) if isinstance(one, list | tuple) and one else ""


def steps(lines: Iterable[str]) -> str:
    return said("\n".join(lines), "经过")
