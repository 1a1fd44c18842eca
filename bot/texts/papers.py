"""The papers of a ticket (文书) in full, as whoever gets one reads it: 督办单, 通报, 报告, 抄送, 函, 移交单.

No paper names who complains (N6), and none promises to: whoever must reach them asks the window.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto, unique

from bot.texts.moments import SHANGHAI, dated
from dispatch.profiles.profile import Profile
from dispatch.ticket.ticket import Ticket, spoken


@unique
class Act(Enum):
    """What a paper does, whatever a county calls it."""

    DEMAND = auto()
    CIRCULATE = auto()
    REPORT = auto()
    COPY = auto()
    TRANSFER = auto()
    PASS_ON = auto()
    HAND_OVER = auto()
    MEETING = auto()
    LONG_TERM = auto()


#: what each paper says: its title, and its body over the same facts
TITLES: Mapping[Act, str] = {
    Act.DEMAND: "{kind}",
    Act.CIRCULATE: "关于{no}诉求督办后仍未办结的通报",
    Act.REPORT: "关于{no}诉求督办后仍未办结情况的报告",
    Act.COPY: "关于抄送{no}诉求督办后仍未办结情况的函",
    Act.TRANSFER: "关于请办理{no}诉求的函",
    Act.PASS_ON: "转交单",
    Act.HAND_OVER: "违法违纪线索移交单",
    Act.MEETING: "{kind}",
    Act.LONG_TERM: "{kind}",
}
BODIES: Mapping[Act, str] = {
    Act.DEMAND: (
        "{matter}\n{state}\n督办意见：{words}\n请于{until}前办结，并把办理结果反馈{window}。"
        "逾期仍未按督办要求办理的，按规定处理。"
    ),
    Act.CIRCULATE: (
        "{matter}\n{state}\n{pushed}\n上述诉求经督办仍未按要求办结，现予通报。"
        "请督促承办单位立即办结并反馈结果。"
    ),
    Act.REPORT: (
        "{matter}\n{state}\n{pushed}\n上述诉求经督办仍未按要求办结，现将有关情况报告如上。"
    ),
    Act.COPY: (
        "{matter}\n{state}\n{pushed}\n上述诉求经督办仍未按要求办结，已按规定通报、报告，现抄送你单位。"
    ),
    Act.TRANSFER: (
        "{matter}\n该事项不由本中心办理，现函转你单位，请依法依规办理，"
        "并把办理结果函复{window}，由我们告知诉求人。需要联系诉求人的，请与{window}联系。{words}"
    ),
    Act.PASS_ON: "{matter}\n该事项不属于本中心受理范围，现转交你单位依法依规处理。转交理由：{words}",
    Act.HAND_OVER: (
        "{matter}\n移交事由：{words}\n上述情况涉嫌违法违纪，现移交你单位依规处理。"
        "诉求人的身份不写在本单上，确需核实的，请与{window}联系，并予保密。"
    ),
    Act.MEETING: "{matter}\n参加单位：{to}。\n会议明确由{lead}牵头办理。理由：{words}\n{state}",
    Act.LONG_TERM: "{matter}\n{state}\n下一步：{words}，{until}前完成。到期继续报告进展。",
}
HEAD = "{title}\n{to}：\n{body}\n{window}\n{on}"
MATTER = "{no}诉求，{opened}登记，类别“{category}”。诉求内容：{text}"
STATE = "承办单位：{departments}。办理时限：{due}。截至{now}，{done}。"
PUSHED = "已催办 {reminded} 次、督办 {supervised} 次，最近一次督办要求{demanded}前办结。"
NOT_DONE, DONE = "尚未办结", "已答复"
NOBODY, NO_LIMIT, NO_MATTER = "未派单", "未计时", "未分类"
#: with a paper: whom it still has to be brought to by hand
#: the words of a demand that the schedule makes
OVERDUE = "已超过办理时限，请抓紧办理。"
TO_DELIVER = "请把这份文书送达{to}（文号 {document}）：\n{text}"
SENT = "【文书】文号 {document}\n{text}"
#: before the card that asks for approval
DRAFT = "{no} 等批准的文书，送{to}，全文如下：\n{text}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperFacts:
    """What a paper is composed of beside its ticket.

    Attributes:
        words: what somebody wrote: a demand, a reason.
        text: the complaint; both are masked already (N6).
        until: by when something must be done, if it must.
    """

    act: Act
    kind: str
    to: tuple[str, ...]
    words: str
    text: str
    until: datetime | None
    now: datetime


def paper(ticket: Ticket, said: PaperFacts, profile: Profile) -> str:
    """Return the whole paper: title, to whom, what is the matter, what is wanted, by whom, when."""
    facts = _facts(ticket, said, profile)
    return HEAD.format(
        **{
            **facts,
            "title": TITLES[said.act].format(**facts),
            "body": BODIES[said.act].format(**facts),
        }
    )


def _facts(ticket: Ticket, said: PaperFacts, profile: Profile) -> dict[str, str]:
    due = min((c.due_at for c in ticket.open_clocks), default=None)
    demanded = min((c.demand_due_at for c in ticket.open_clocks if c.demand_due_at), default=None)
    state = STATE.format(
        departments="、".join(part.name for part in ticket.parts) or NOBODY,
        due=dated(due) or NO_LIMIT,
        now=dated(said.now),
        done=NOT_DONE if ticket.reply is None else DONE,
    )
    matter = MATTER.format(
        no=spoken(ticket.no),
        opened=dated(ticket.opened_at.astimezone(SHANGHAI).date()),
        category=ticket.decided_matter or NO_MATTER,
        text=said.text,
    )
    pushed = PUSHED.format(
        reminded=len(ticket.reminded_at),
        supervised=len(ticket.supervised_at),
        demanded=dated(demanded),
    )
    return {
        "kind": said.kind,
        "no": spoken(ticket.no),
        "to": "、".join(said.to),
        "words": said.words,
        "until": dated(said.until),
        "matter": matter,
        "state": state,
        "pushed": pushed,
        "lead": ticket.lead.name if ticket.lead else NOBODY,
        "window": f"{profile.names.county}{profile.names.window}",
        "on": dated(said.now.astimezone(SHANGHAI).date()),
    }
