"""Every sentence that a citizen reads about a ticket; what the conversation says stands in `conversation`.

One reply a turn: the person hears at most five messages in 48 hours from us (wecom.md §4).
Nothing here is a bare no: each sentence says what to do next (LH-6a).
"""

from collections.abc import Mapping
from datetime import datetime

from bot.texts.moments import day, moment, written
from bot.texts.page import DISCREET, IN_CHAT, RECORDED, WITHOUT_CHAT
from dispatch.profiles.values import FINAL, Kind
from dispatch.ticket.notices import NoticeKind
from dispatch.ticket.ticket import State, Ticket, spoken

#: where the ticket stands, in the person's words
STATES: Mapping[State, str] = {
    State.REGISTERED: "已登记，窗口正在核实",
    State.PROPOSED: "已提出办理单位，正在审核",
    State.DISPATCHED: "已转给{departments}，等待签收",
    State.WORKING: "{departments}正在办理",
    State.PLANNED: "{departments}按方案办理，承诺{promised}前办结",
    State.ANSWERED: "已答复，窗口正在核查答复质量",
    State.SURVEYING: "已办理，等您评价",
    State.REWORK: "已退回重办",
    State.MEETING: "几个单位正在一起商定由谁牵头，办理时限照算",
    State.DEFERRED: "一时办不完，按节点继续办，下一步定在{promised}前",
    State.OUTSIDE: "已转给{outside}办理，我们跟踪到有答复为止",
    State.LINKED: "和另一件是同一件事，一并办理，答复会单独发给您",
    State.STRUCK_OFF: "已办结销号",
    State.UNRATED: "已办结（未评价）",
    State.REFUSED: "已告知办理渠道",
    State.WITHDRAWN: "已撤回",
    State.TRANSFERRED: "已转给{outside}办理，进展由接收单位告知您",
    State.HANDED_OVER: "已依规移交有权处理的机关",
    State.LAWFULLY_ENDED: "已依法终结，您的不满意已如实记录",
}

#: when a centre is open, its lunch left out
OPEN_ON = "工作日 {spans}"
#: an answer must fit one message of 2,048 bytes, with the number before it
LONGEST_ANSWER = 1900
#: where nothing is cut: what is printed at the window
UNCUT = 1 << 30
#: so much of an answer is shown in any case
LEAST_SHOWN = 120
CUT = "……（全文请向窗口索取）"
#: what is printed for who asks for it there: the person's own words, then all that we said, day by day
COPY_HEAD = "{county}“有诉即办” {no}\n打印时间：{at}"
COPY_WORDS = "{at} 您反映：\n{words}"
COPY_ADDED = "{at} 您补充：\n{words}"
COPY_SAID = "{at} 告知您：\n{words}"

#: who dealt with it, under the answer (FW-4.3d)
HANDLER = "\n经办：{who}"
SURVEY_HEAD = "{no} 办得怎么样？请点一下，只有您本人能评："
SURVEY_TAIL = "点“不满意”“非常不满意”会退回重办。"

NOTICES: Mapping[NoticeKind, str] = {
    NoticeKind.RECEIPT: (
        "已登记，编号 {no}。窗口会尽快核实并转给承办单位，办到哪一步可随时{query}。"
    ),
    NoticeKind.DISPATCHED: "{no} 已转给{departments}办理{limit}。有变化会告诉您原因。",
    NoticeKind.PLANNED: "{no} 的解决方案：{plan}\n承诺办结时间：{promised}。到期前有变化会告诉您原因。",
    NoticeKind.ASKED: "{no} 承办单位想问您：{question}\n请{reply}。",
    NoticeKind.ANSWERED: "{no} 办理答复：{answer}",
    NoticeKind.GUIDED: "关于 {no}：{way}",
    NoticeKind.REWORKED: "{no} 已退回重办，办好再请您评价。",
    NoticeKind.STRUCK_OFF: "谢谢您的评价（{level}）。{no} 已办结销号。",
    NoticeKind.WITHDRAWN: "{no} 已撤回。编号和记录保留，需要时可以再提。",
    NoticeKind.EXTENDED: "{no} 的办理时限由 {from} 延到 {to}。原因：{reason}。有意见请{reply}。",
    NoticeKind.REPROMISED: (
        "{no} 的承诺办结时间由 {old} 改为 {new}。原因：{reason}。有意见请{reply}。"
    ),
    NoticeKind.TRANSFERRED: "关于 {no}：{way}",
    NoticeKind.LINKED: (
        "{no} 和先前登记的一件是同一件事，一并办理。您的编号不变，答复单独发给您，请您单独评价。"
    ),
    NoticeKind.DEFERRED: (
        "{no} 一时办不完，按节点继续办：{milestone}，定在 {until} 前。到时告诉您进展。"
    ),
    NoticeKind.HANDED_OVER: (
        "{no} 反映的情况已依规移交{to}处理。后续由其依规办理，有新的情况可以继续告诉我们。"
    ),
    NoticeKind.PART_HANDED_OVER: (
        "{no} 里您反映的工作人员的情况已依规移交{to}处理；您要办的事照常办理，有结果告诉您。"
    ),
    NoticeKind.LAWFULLY_ENDED: (
        "{no} 已依法依规办理完毕，依据：{reason}。您的不满意已如实记录。"
        "仍有不同意见的，可以申请行政复议、提起诉讼，或拨打12345咨询。"
    ),
    NoticeKind.PROGRESS: "{no} 的进展：{kind}。{text}",
    NoticeKind.TOLD: "关于 {no}，工作人员：{text}",
    NoticeKind.CORRECTED: "{no} 刚才发给您的一条消息有误，请不要按它办，对不起。现在是“{state}”。",
}

LIMIT = "，办理时限 {due}"
PROVISIONAL = "（暂定，放假安排公布后再定）"
TOLD = "工作人员：{text}"
#: where to turn in any case
ANYWAY = "拨打12345，或{human}"
YOUR_WAY, _WHOLE = "您可以这样办：", ("您", "请", "有")
TRANSFERRED_TO, TRACKED = "已转给{partner}办理", "我们跟踪到有答复为止"
#: an answer counted by them is the person's own: what is said of a limit, without the stages inside
_INSIDE = frozenset({Kind.DEPLOY, Kind.ACKNOWLEDGE})
#: so many bytes of somebody's words are quoted, so that what the person can do is never cut off
QUOTED = 900

#: who has it, where somebody's conduct was spoken of
UNNAMED_UNIT = "有关单位"
#: an addition about somebody's conduct
LEAD_ADDED = "已补充到 {no}。您反映的工作人员的情况由窗口单独办理，被反映的人和所在单位看不到。"
SUPPLEMENTED = "已补充到 {no}，承办单位马上能看到。"
NOT_YOURS = "在您名下没有查到“{number}”。"
YOURS = "您登记的有 {numbers}。"
NO_WORDS = "（没有文字）"
MORE_TICKETS = "另有 {count} 件在办，发“查询 编号”可以单独看。"
NOTHING_RUNNING = "没有查到您登记的件。有事请直接说。"
VOTE_TOO_LATE = "{no} 这一轮已经评价过或已重办，以最新一次的评价为准。"
CANNOT_NOW = "{no} 现在是“{state}”，这一步办不了。需要的话回“人工”。"


def notice(
    what: NoticeKind,
    ticket: Ticket,
    facts: Mapping[str, str],
    now: datetime,
    longest: int = LONGEST_ANSWER,
    *,
    in_chat: bool = True,
) -> str | None:
    """Return what the citizen reads; None where this notice is not worth a message.

    Somebody's words give way where they are longer than *longest* bytes; *in_chat* is False where
    they reach the person by another way.
    """
    template = {**NOTICES, **RECORDED, **({} if in_chat else DISCREET)}.get(what)
    if template is None:
        return None
    if what is NoticeKind.TOLD:  # the desk's own words, whole
        return template.format(no=spoken(ticket.no), text=shortened(facts["text"], longest))
    room = longest - LONGEST_ANSWER + QUOTED
    ways = IN_CHAT if in_chat else WITHOUT_CHAT
    quoted = {name: shortened(_bare(value), room) for name, value in written(facts, now).items()}
    return template.format(
        **{
            "no": spoken(ticket.no),
            "plan": shortened(ticket.plan, longest - QUOTED),
            "promised": day(ticket.promised_on, now),
            "departments": _departments(ticket),
            "limit": _limit(ticket, LIMIT, now),
            "answer": answer_text(ticket, longest) if ticket.reply else "",
            "state": state(ticket, now),
            **quoted,
            **ways,
            **_ways(what, quoted, ways),
        }
    )


def _ways(what: NoticeKind, facts: Mapping[str, str], ways: Mapping[str, str]) -> dict[str, str]:
    """Return the way on, which no refusal and no transfer lacks (LH-6a); a link stands in a line of its own."""
    path, _, link = facts.get("path", "").partition("\n")
    if what is NoticeKind.GUIDED:
        path = path or ANYWAY.format(**ways)
        lead = "" if path.startswith(_WHOLE) else YOUR_WAY
        return {"way": _linked("。\n".join(filter(None, (facts["reason"], lead + path))), link)}
    if what is not NoticeKind.TRANSFERRED:
        return {}
    to = TRANSFERRED_TO.format(partner=facts.get("partner") or "有关单位")
    if not path:
        return {"way": _linked(f"{to}，{TRACKED}", link)}
    partner = "" if facts["partner"] in path else f"，{to}"
    told = "。".join(filter(None, (facts["reason"], _bare(path) + partner)))
    return {"way": _linked(told, link)}


def _linked(words: str, link: str) -> str:
    """Return *words* as a sentence and the *link* behind it; what follows a link is taken for a part of it."""
    return "\n".join(filter(None, (f"{_bare(words)}。", link)))


def _bare(words: str) -> str:
    """Return *words* without the full stop at their end: the sentence around them has its own."""
    return words.strip().rstrip("。；;，,")


def _departments(ticket: Ticket) -> str:
    """Return who has it; where somebody's conduct was spoken of no unit is named (N6)."""
    if ticket.allegation is not None:
        return UNNAMED_UNIT
    return "、".join(part.name for part in ticket.parts) or "承办单位"


def _limit(ticket: Ticket, template: str, now: datetime) -> str:
    """Return until when the matter must be done, by *template*; empty where nothing is counted."""
    clocks = [c for c in ticket.open_clocks if c.stage not in _INSIDE]
    final = [c for c in clocks if c.stage in FINAL] or clocks
    if not final:
        return ""
    clock = min(final, key=lambda one: one.due_at)
    mark = PROVISIONAL if clock.provisional else ""
    return template.format(due=f"{moment(clock.due_at, now)}{mark}")


def answer_text(ticket: Ticket, longest: int = LONGEST_ANSWER) -> str:
    """Return the answer with reason and basis (WZ-9.1), of each at least a beginning.

    What is too long gives way and says so, the text first, the basis last: what WeCom would cut off
    nobody could tell.
    """
    reply_ = ticket.reply
    if reply_ is None:
        return ""
    parts = [reply_.text]
    parts += [f"理由：{reply_.reason}"] if reply_.reason else []
    parts += [f"依据：{reply_.basis}"] if reply_.basis else []
    room, shown = longest - len(parts) + 1, list[str]()  # the rest are line breaks
    for before in reversed(range(len(parts))):
        kept = shortened(parts[before], max(room - before * LEAST_SHOWN, LEAST_SHOWN))
        room -= len(kept.encode())
        shown.insert(0, kept)
    return "\n".join(shown)


def shortened(text: str, room: int) -> str:
    """Return *text* in at most *room* bytes of UTF-8, cut between characters and marked."""
    raw = text.encode()
    if len(raw) <= room:
        return text
    return raw[: room - len(CUT.encode())].decode(errors="ignore") + CUT


def state(ticket: Ticket, now: datetime) -> str:
    """Return where *ticket* stands, in the person's words."""
    return STATES[ticket.state].format(
        departments=_departments(ticket),
        promised=day(ticket.promised_on, now),
        outside=ticket.outside or "有关单位",
    )


def progress(ticket: Ticket, now: datetime, longest: int = LONGEST_ANSWER) -> str:
    """Return one paragraph on where *ticket* stands, in about *longest* bytes."""
    lines = [f"{spoken(ticket.no)}：{state(ticket, now)}"]
    if not ticket.is_closed:
        lines += filter(None, [_limit(ticket, "办理时限：{due}", now)])
    if ticket.state is State.SURVEYING:
        head = len("\n".join([*lines, ""]).encode())
        lines.append(answer_text(ticket, max(longest - head, LEAST_SHOWN)))
    return "\n".join(lines)
