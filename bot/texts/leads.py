"""What staff read of a lead (线索): what somebody said about somebody's conduct (N6)."""

from collections.abc import Mapping

from bot.texts.states import named
from dispatch.ticket.actor import SCHEDULE
from dispatch.ticket.allegation import Allegation
from dispatch.ticket.remarks import RemarkKind
from dispatch.ticket.ticket import Ticket

#: what stands in the complaint's place where nothing but a lead was said
NOTHING_ELSE = "（详情请与窗口联系）"
#: the desk's card of an open lead
TITLE = "线索待处理 {no}"
HIDDEN = "当事人查不到这件；承办部门只看得到“派给部门”一行"
ROW_WORDS, ROW_ABOUT, ROW_MATTER = "线索", "反映对象", "派给部门"
BY_HAND = "{by}标记"
UNKNOWN = "没有指名"
NO_MATTER = "（没有别的事项）"
#: what a lead's buttons do
TELL, GIVE, NONE = "转告领导", "移交", "不是线索"
#: what 移交 by the button says: the words stand in the ticket
GIVEN_REASON = "反映工作人员行为的线索，内容见本件"
#: why a mark was taken off by the button
NO_LEAD_REASON = "经看不是线索"

#: the rows of /查, for those who may read a lead
STATES: Mapping[str, str] = {
    "open": "待处理",
    "told": "已转告单位领导",
    "handed": "已移交",
}
SHOWN = "【线索·{state}】{words}｜反映对象：{about}\n原话：{text}"
LATER = "后来又说：{text}"
NOTED = "窗口说明：{text}"

#: to the head of the unit, in single chat: what, and not by whom
TOLD_HEAD = (
    "【请您阅】{no} 有人反映贵单位工作人员的行为（{about}）：{text}\n{word}请了解核实，处理情况告诉窗口；"
    "不要追查是谁反映的，也不要把这件交给当事人办。"
)
PART_HANDED_OVER = (
    "{no} 里反映工作人员行为的部分已移交{to}，以后只有管理机构和移交人能看；其余事项照常办理。"
)


def about(said: Allegation) -> str:
    """Return whom it is about, as the words name them."""
    return "、".join(said.names) or UNKNOWN


def why(said: Allegation) -> str:
    """Return what decided that it is a lead: words, or a person."""
    return "、".join(said.words) or BY_HAND.format(by=said.by)


def state_of(said: Allegation) -> str:
    """Return what became of it."""
    if said.handed_at is not None:
        return STATES["handed"]
    return STATES["told" if said.told_at is not None else "open"]


def shown(ticket: Ticket) -> str:
    """Return the lead of *ticket* with all that was said; empty where there is none."""
    said = ticket.allegation
    if said is None:
        return ""
    after = [LATER.format(text=text) for text in later(ticket)]
    after += [NOTED.format(text=text) for text in _leads(ticket) if text not in later(ticket)]
    head = SHOWN.format(state=state_of(said), words=why(said), about=about(said), text=said.text)
    return "\n".join([head, *after])


def all_said(ticket: Ticket) -> str:
    """Return all that the person said where a lead is among it."""
    said = ticket.allegation
    return "\n".join([said.text if said else "", *later(ticket)])


def later(ticket: Ticket) -> list[str]:
    """Return what the person said of it after the complaint; what the desk noted is not theirs."""
    return _leads(ticket, by=SCHEDULE.id)


def _leads(ticket: Ticket, by: str = "") -> list[str]:
    kept = (one for one in ticket.remarks if one.kind == RemarkKind.LEAD and one.text)
    return [one.text for one in kept if by in ("", one.by)]


def matter(ticket: Ticket) -> str:
    """Return what a department would get to read."""
    said = ticket.allegation
    return NO_MATTER if said is not None and said.alone else ticket.complaint.text


def told_head(ticket: Ticket, facts: Mapping[str, str], words: str) -> str:
    """Return what the head of the unit reads: *words* of the lead, which name no teller."""
    word = f"{facts['word'].rstrip('。')}。" if facts.get("word") else ""
    said = ticket.allegation
    whom = about(said) if said else UNKNOWN
    return TOLD_HEAD.format(no=named(ticket), about=whom, text=words, word=word)
