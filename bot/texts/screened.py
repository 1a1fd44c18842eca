"""What the desk reads where words may tell a reason not to take a matter up, and what a person would be told then."""

from collections.abc import Mapping

from dispatch.profiles.list_sections import Refusal
from dispatch.rules.rules import Rules
from dispatch.ticket.ticket import Ticket
from dispatch.words.refusal_words import RefusalGround as Ground
from intake.classify.refusal_hints import RefusalHint

#: the row of the desk's card, and the head of what explains it
ROW = "受理提示"
#: the row: what it may be, the code of the county's reason, the words that decided
SHOWN = "{what}{code}：{words}"
#: the whole of it
EXPLAINED = "像是{what}，{reason}依据“{words}”。仅供参考，由您决定，没有告诉诉求人。"
#: the county's reason, where its text is, and what must come first
REASON = "对应{name}{clause}{first}；"
FIRST_ASK = "，要先追问{asks}次"
#: where the county's text lists no such reason
UNLISTED = "本县没有列这一条不予受理的理由；"
#: a lead that no phrase of conduct found
MARK = "是线索的请发 /线索 {no} 反映的人；"

NAMES: Mapping[Ground, str] = {
    Ground.LAWSUIT: "诉讼事项",
    Ground.ARBITRATION: "仲裁事项",
    Ground.REVIEW: "行政复议事项",
    Ground.DISCLOSURE: "信息公开申请",
    Ground.DISCIPLINE: "举报公职人员",
    Ground.PETITION: "信访在办",
    Ground.SECRET: "涉密或隐私",
    Ground.ABUSE: "只有辱骂",
    Ground.EMPTY: "没有实际内容",
    Ground.UNLAWFUL: "要求不合规定",
    Ground.AWAY: "不属本县管",
    Ground.MILITARY: "部队的事",
}

#: what the fields of a reason hold where its ground says it; what only the desk can know is none of them
FIELDS: Mapping[Ground, Mapping[str, str]] = {
    Ground.LAWSUIT: {
        "理由": "按您说的情况，这件事要由人民法院依法审理或者执行",
        "方法": "向人民法院起诉，已在法院的向承办法官了解",
        "路径": "诉讼：有管辖权的人民法院",
    },
    Ground.ARBITRATION: {
        "理由": "按您说的情况，这件事要按仲裁程序处理",
        "方法": "向仲裁机构申请，已受理的向仲裁庭了解",
        "路径": "仲裁：有管辖权的仲裁委员会",
    },
    Ground.REVIEW: {
        "理由": "按您说的情况，这件事要按行政复议程序处理",
        "方法": "向行政复议机关申请，已受理的向复议机构了解",
        "路径": "行政复议：有管辖权的行政复议机关",
    },
    Ground.DISCLOSURE: {
        "理由": "按您说的情况，这是政府信息公开申请，要按信息公开程序答复",
        "方法": "书面向公开义务机关申请，已申请的向它了解",
        "路径": "政府信息公开：制作或者保存该信息的行政机关",
    },
    Ground.DISCIPLINE: {
        "理由": "按您说的情况，这件事要由纪检监察机关依规处理",
        "方法": "向纪检监察机关反映",
        "路径": "纪检监察：12388举报电话或者当地纪检监察机关",
    },
    Ground.PETITION: {
        "理由": "按您说的情况，信访机关已经在处理",
        "方法": "向受理信访事项的机关了解",
        "路径": "受理信访事项的机关",
    },
    Ground.SECRET: {"理由": "这类内容依法不能在这里查询、提供或者办理"},
    Ground.ABUSE: {"理由": "没有说明是什么事"},
    Ground.EMPTY: {"理由": "没有说明是什么事"},
    Ground.UNLAWFUL: {"理由": "按您说的要求，现行规定不允许办理"},
    Ground.AWAY: {
        "理由": "按您说的情况，这件事由别处管辖",
        "方法": "向事情发生地的主管部门反映",
        "路径": "事情发生地的政务服务中心或者12345热线",
    },
    Ground.MILITARY: {
        "理由": "按您说的情况，这件事由部队管辖",
        "方法": "向有关部队反映",
        "路径": "有关部队的政治工作部门",
    },
}


def row(found: RefusalHint | None) -> tuple[str, str]:
    """Return the row of the desk's card; its words are empty where nothing is told."""
    if found is None:
        return ROW, ""
    code = f"（{found.code}）" if found.code else ""
    return ROW, SHOWN.format(what=NAMES[found.ground], code=code, words="、".join(found.words))


def apart(
    head: tuple[str, str], found: RefusalHint | None, ticket: Ticket, rules: Rules
) -> tuple[str, str]:
    """Return what stands apart on the desk's card: *head*, and what the words may tell, why, by which clause."""
    if found is None:
        return head
    is_lead = found.ground is Ground.DISCIPLINE
    said = EXPLAINED.format(
        what=NAMES[found.ground],
        reason=_reason(found.reason, rules),
        words="、".join(found.words),
    )
    mark = MARK.format(no=ticket.no) if is_lead else ""
    return (head[0] if head[1] else ROW), "\n".join(filter(None, (head[1], mark + said)))


def _reason(reason: Refusal | None, rules: Rules) -> str:
    if reason is None:
        return UNLISTED
    clause = rules.cited(rules.clause_of_refusal(reason.code))
    return REASON.format(
        name=reason.code,
        clause=f"（{clause}）" if clause else "",
        first=FIRST_ASK.format(asks=reason.asks) if reason.asks else "",
    )
