"""Every sentence that a citizen reads.

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
from intake.conversation.state import Said

FIELDS: Mapping[str, str] = {
    "words": "要反映的事",
    "name": "您的姓名（单位请写单位名称）",
    "contact": "单位联系人",
    "phone": "联系电话",
    "address": "联系地址",
    "for_whom": "当事人姓名（您替谁反映）",
}

#: what the data is for, once, at the first question (个人信息保护法 17)
WHY = "这些信息只用于办理和回访，不会发到部门群里。"
#: what the desk may say of somebody at the window who does not have or tell one of them
WAIVE = "对方没有或不说的，回“没有电话”“地址不详”。"

SAYS: Mapping[Said, str] = {
    Said.WELCOME: (
        "您好，这里是“有诉即办”窗口。在政务服务中心有事没办成、等得太久、说法不一，都可以直接告诉我们："
        "发文字、照片、语音、位置都行，连着发的算一件。\n"
        "想问进度发“查询”，要找工作人员发“人工”，其他发“帮助”。"
    ),
    Said.WELCOME_BACK: "您好，您反映的 {no} 正在办理。看进度发“查询”，补充情况发“补充”，有别的事请直接说。",
    Said.HINT: "“有诉即办”窗口在的，请直接说是什么事、在哪个窗口办、卡在哪里。",
    Said.LAST_HINT: "打字不方便的话，回“人工”，工作人员联系您。",
    Said.COURTESY: "好的，有事随时发给我们；看进度发“查询”。",
    Said.HELP: (
        "您可以这样用：\n· 直接说事：什么事、在哪办、卡在哪里，可以带照片\n· 查询：看办到哪一步\n"
        "· 补充：给正在办的件加说明，例如“补充 我又去了一次”\n· 撤回：这件事请我们停办\n"
        "· 人工：请工作人员联系您\n看不清字、不会打字、听不见或只说方言，直接告诉我们，换一种方式和您沟通。"
    ),
    Said.EMERGENCY: (
        "⚠ 如有人身危险、火情、急病等紧急情况，请马上拨打 {numbers}。"
        "您说的已记下，同时转给值班人员。"
    ),
    Said.CRISIS: (
        "您说的我看到了，先别一个人扛。请现在就打 12356（心理援助热线，白天夜里都有人接），"
        "情况紧急的打 {numbers}；身边有人的话，请他陪着您。"
        "已经请工作人员马上联系您，您想说什么都可以接着发。"
    ),
    Said.WITH_YOU: (
        "您发的都收到了，已经转给工作人员，尽快打给您。难受的时候请打 12356，有人听您说；"
        "有危险请马上打 120 或 110。"
    ),
    Said.REDIRECTED: (
        "⚠ 如有人身危险、火情、急病、交通事故等紧急情况，请马上拨打 {numbers}，这些由紧急热线受理，不要等我们。"
        "您说的已记下，同时转给值班人员。"
    ),
    Said.BEGIN: "好的，请说说是什么事、在哪个窗口办、卡在哪里。",
    Said.NEED_WORDS: "收到。请再用一两句话说说是什么事、卡在哪里。",
    Said.NEED_WORDS_VOICE: (
        "语音收到，已经保存，工作人员可以听到。方便的话请再发一行文字说说是什么事；"
        "打字不方便就回“人工”，我们打给您。"
    ),
    Said.ASK: "{head}还请告诉我们：{wanted}。{tail}",
    Said.HERE: "在的，您刚才说的已经记下。{open}",
    Said.WHY: "登记要写明是谁、怎么联系，好给您回话和回访。{why}还请告诉我们：{wanted}。",
    Said.READ_BACK: (
        "请核对：\n【诉求】{words}\n{rows}\n对的请回“确认”；要改请直接发改的内容；这次先算了请回“取消”。"
    ),
    Said.EDIT: "请直接发要改的内容，例如“电话改成 13900000000”；漏了什么，接着说就行。",
    Said.NAME_NEEDED: (
        "理解您的顾虑。登记要有姓名和电话，部门群里看不到；反映窗口人员的，也不让当事人知道。"
        "愿意的话请告诉我们怎么称呼您；还是想匿名，请再回一次“不想留名”，我们转给工作人员按线索处理。"
    ),
    Said.TO_DESK: "已转给窗口工作人员，由工作人员联系您补全。您也可以随时接着发。",
    Said.DROPPED: "好的，这次先放下，刚才说的没有登记。需要时随时再发给我们。",
    Said.DRAFT_OPEN: "您刚才说的还没有登记。{open}",
    Said.CHOOSE: "刚才说的先记下了。是给正在办的 {nos} 补充，还是一件新的事？请点一下，或者回“补充”“新诉求”。{survey}",
    Said.NO_TICKET: "您现在没有正在办理的件。有事请直接说。",
    Said.WHICH: "您有 {count} 件正在办：{nos}。要撤回哪一件？请点一下，或者回“撤回 编号”。",
    Said.UNKNOWN_NUMBER: "在您名下没有查到正在办的“{number}”。{nos}",
    Said.NO_SURVEY: "现在没有等您评价的件。对办理结果有意见，请直接说是哪件、哪里没办好。",
    Said.WHICH_LEVEL: (
        "您说的记下了，还没有算作评价。{no} 您的评价是哪一档？请只回一个：{choice}。"
        "是另一件事请回“新诉求”，是补充请回“补充”。"
    ),
    Said.WHICH_SURVEY: "您有几件都在等评价，“{choice}”是评哪一件？请点一下，或者回“编号 {choice}”。",
    Said.ASK_WHY: "{no} 哪里没办好？请直接说，会马上转给承办单位和窗口；不想说可以不回。",
    Said.SURE_WITHDRAW: "确定撤回 {no} 吗？撤回后停止办理，编号和记录会保留。回“确认”撤回，回“不撤”继续办。",
    Said.KEPT_TICKET: "好的，{no} 继续办理。",
    Said.NUDGE: "您刚才说的事还差一点就能登记了。{open}打字不方便回“人工”。",
    Said.NUDGE_CHOICE: "您刚才发的还没有放好：是给正在办的件补充，请回“补充”；是新的事，请回“新诉求”。",
    Said.ADD_WHAT: "请接着发要补充的内容{where}，照片也行。",
    Said.STALE: "这个选项已经用过，不用再点。{progress}",
    Said.RECALLED: "看到您撤回了一条消息。已经记下的内容还在，要去掉请告诉我们改成什么，或者回“取消”。",
    Said.TOO_LONG: (
        "您这条消息太长，没法逐条登记，已原样转给窗口工作人员看。"
        "要登记成诉求，请用几句话说：什么事、在哪办、卡在哪里。"
    ),
    Said.TOO_MUCH: (
        "这件事您已经说了很多，登记单放不下了。这一条已原样转给窗口工作人员；"
        "前面说的都还在，登记好以后可以再补充。"
    ),
    Said.TOO_FAST: "您发得很快，每一条都收到、都留着，不再逐条回复。请稍等一分钟再接着说。",
    Said.HUMAN: "已经请工作人员联系您，上班时间内尽快回复。等的时候可以接着把事情说完。",
}

#: what stands on a menu item; with a number where there are several tickets
MENU: Mapping[str, str] = {
    "yes": "确认",
    "edit": "修改",
    "cancel": "取消",
    "add": "补充",
    "add_to": "补充 {no}",
    "new": "新诉求",
    "take_to": "撤回 {no}",
    "really": "确认撤回",
    "keep": "不撤",
}

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
