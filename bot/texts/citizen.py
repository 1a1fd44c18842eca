"""Every sentence that a citizen reads.

One reply a turn: the person hears at most five messages in 48 hours from us (wecom.md §4).
Nothing here is a bare no: each sentence says what to do next (LH-6a).
"""

from collections.abc import Mapping

from bot.texts.moments import day, moment
from dispatch.notices import What
from dispatch.ticket import State, Ticket, spoken
from intake.talk import Reply, Said

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

SAYS: Mapping[Said, str] = {
    Said.WELCOME: (
        "您好，这里是“有诉即办”窗口。在政务服务中心有事没办成、等太久、说法不一，都可以直接告诉我们："
        "发文字、照片、语音、位置都行，几条算一件。\n"
        "想问进度发“查询”，要找工作人员发“人工”，其他发“帮助”。"
    ),
    Said.HELP: (
        "您可以这样用：\n· 直接说事：什么事、在哪办、卡在哪里\n· 查询：看办到哪一步\n"
        "· 补充 加上要说的话：给正在办的件补充\n· 撤回：不办了\n· 人工：请工作人员联系您"
    ),
    Said.EMERGENCY: "⚠ 如有人身、火情、急病等紧急情况，请马上拨打 {numbers}。下面继续为您登记：",
    Said.NEED_WORDS: "收到。请再用一两句话说说是什么事、卡在哪里。",
    Said.NEED_WORDS_VOICE: (
        "语音收到，已经保存，工作人员可以听到。方便的话请再发一行文字说说是什么事；"
        "不方便打字就回“人工”，我们打给您。"
    ),
    Said.READ_BACK: (
        "请核对：\n【诉求】{words}{extras}\n【姓名】{name}\n【电话】{phone}\n【地址】{address}"
        "\n【初步判断】{category} → {department}\n对的请回“确认”；要改请直接发改的内容；不办了回“取消”。"
    ),
    Said.NAME_NEEDED: (
        "理解您的顾虑。登记要有姓名和电话，部门群里看不到；涉及窗口人员的件，当事人也看不到。"
        "愿意的话请告诉我们怎么称呼您；还是不想留，再回一次“不想留名”，我们转给工作人员按线索处理。"
    ),
    Said.TO_DESK: "已转给窗口工作人员，由工作人员联系您补全。您也可以随时接着发。",
    Said.DROPPED: "好的，这次不登记。需要时随时再发给我们。",
    Said.CHOOSE: "您有一件正在办：{no}。刚才说的是给它“补充”，还是“新诉求”？",
    Said.NO_TICKET: "您现在没有正在办理的件。有事请直接说。",
    Said.SURE_WITHDRAW: "确定撤回 {no} 吗？撤回后不再办理，编号和记录会保留。回“确认”撤回，回“不撤”继续办。",
    Said.KEPT_TICKET: "好的，{no} 继续办理。",
    Said.NUDGE: "您刚才说的事还差一点就能登记了。接着发就行；不方便打字回“人工”。",
    Said.THANKS: "收到，谢谢您。",
    Said.ADDED: "请在“补充”后面写上要补充的话，比如：补充 我又去了一次还是没办成。",
    Said.NOT_UNDERSTOOD: "没看明白这一条。请用文字说说，或者回“人工”。",
    Said.HUMAN: "已经请工作人员联系您，上班时间内尽快回复。等的时候可以接着把事情说完。",
}

MENU: Mapping[str, str] = {
    "yes": "确认",
    "withdraw": "确认撤回",
    "no": "不撤",
    "edit": "修改",
    "cancel": "取消",
    "add": "补充",
    "new": "新诉求",
}

#: where the ticket stands, in the person's words
STATES: Mapping[State, str] = {
    State.REGISTERED: "已登记，窗口正在研判",
    State.PROPOSED: "已提出办理单位，正在审核",
    State.DISPATCHED: "已转给{departments}，等待签收",
    State.WORKING: "{departments}正在办理",
    State.PLANNED: "{departments}按方案办理，承诺{promised}前办结",
    State.ANSWERED: "已答复，窗口正在核查答复质量",
    State.SURVEYING: "已办理，等您评价",
    State.REWORK: "已退回重办",
    State.STRUCK_OFF: "已办结销号",
    State.UNRATED: "已办结（未评价）",
    State.REFUSED: "已告知办理渠道",
    State.WITHDRAWN: "已撤回",
}

SURVEY_HEAD = "{no} 办得怎么样？请点一下，只有您本人能评："
SURVEY_TAIL = "点“不满意”“非常不满意”会退回重办。"

NOTICES: Mapping[What, str] = {
    What.RECEIPT: (
        "已登记，编号 {no}。窗口会尽快研判并转给承办单位，办到哪一步可随时发“查询”。"
    ),
    What.PLANNED: "{no} 的解决方案：{plan}\n承诺办结时间：{promised}。到期前有变化会告诉您原因。",
    What.ASKED: "{no} 承办单位想问您：{question}\n请直接回复。",
    What.ANSWERED: "{no} 办理答复：{answer}",
    What.GUIDED: "关于 {no}：{reason}。您可以这样办：{path}",
    What.REWORKED: "{no} 已退回重办，办好再请您评价。",
    What.STRUCK_OFF: "谢谢您的评价（{level}）。{no} 已办结销号。",
    What.WITHDRAWN: "{no} 已撤回。编号和记录保留，需要时可以再提。",
}

SUPPLEMENTED = "已补充到 {no}，承办单位马上能看到。"
NOTHING_RUNNING = "没有查到您登记的件。有事请直接说。"
VOTE_TOO_LATE = "{no} 这一轮已经评价过或已重办，以最新一次的评价为准。"
CANNOT_NOW = "{no} 现在是“{state}”，这一步办不了。需要的话回“人工”。"


def reply(said: Reply) -> str:
    """Return the sentence for one reply of the dialogue."""
    facts = dict(said.facts)
    if "no" in facts:
        facts["no"] = spoken(facts["no"])
    if said.said is Said.ASK:
        return _ask(facts)
    if said.said is Said.READ_BACK:
        return _read_back(facts)
    return SAYS[said.said].format(**facts)


def notice(what: What, ticket: Ticket, facts: Mapping[str, str]) -> str | None:
    """Return what the citizen reads; None where this notice is not worth a message."""
    template = NOTICES.get(what)
    if template is None:
        return None
    reply_ = ticket.reply
    return template.format(
        **{
            "no": spoken(ticket.no),
            "plan": ticket.plan,
            "promised": day(ticket.promised_on),
            "answer": answer_text(ticket) if reply_ else "",
            **facts,
        }
    )


def answer_text(ticket: Ticket) -> str:
    """Return the answer with reason and basis (WZ-9.1)."""
    reply_ = ticket.reply
    if reply_ is None:
        return ""
    parts = [reply_.text]
    if reply_.reason:
        parts.append(f"理由：{reply_.reason}")
    if reply_.basis:
        parts.append(f"依据：{reply_.basis}")
    return "\n".join(parts)


def progress(ticket: Ticket) -> str:
    """Return one paragraph on where *ticket* stands."""
    departments = "、".join(part.name for part in ticket.parts) or "承办单位"
    state = STATES[ticket.state].format(departments=departments, promised=day(ticket.promised_on))
    lines = [f"{spoken(ticket.no)}：{state}"]
    if ticket.due_at is not None and not ticket.is_closed:
        provisional = "（暂定）" if any(c.provisional for c in ticket.open_clocks) else ""
        lines.append(f"办理时限：{moment(ticket.due_at)}{provisional}")
    if ticket.state is State.SURVEYING:
        lines.append(answer_text(ticket))
    return "\n".join(lines)


def _ask(facts: Mapping[str, str]) -> str:
    if "edit" in facts:
        return "请直接发要改的内容，例如：电话 13900000000；或者把事情重新说一遍。"
    wanted = "、".join(FIELDS[name] for name in facts["fields"].split(","))
    why = f"\n{WHY}" if "why" in facts else ""
    return f"记下了。还请告诉我们：{wanted}。一条发全就行；不想留名可以说。{why}"


def _read_back(facts: Mapping[str, str]) -> str:
    extras = "".join(
        f"\n【{label}】{facts[key]}"
        for key, label in (("media", "附件"), ("place", "位置"), ("contact", "单位联系人"), ("for_whom", "当事人"))
        if facts.get(key)
    )
    return SAYS[Said.READ_BACK].format(**{**facts, "extras": extras})
