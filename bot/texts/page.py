"""What a citizen reads who comes by a link: the message that brings it, and the page behind it."""

from collections.abc import Mapping

from dispatch.ticket.notices import NoticeKind
from dispatch.ticket.ticket import Ticket, spoken

#: the link stands at the end: some phones take what follows it for a part of it
SMS = "{head}：您反映的{about}（{no}）已有答复，请点开评价，勿转发：{url}"
#: a notice says itself which number it is about
NOTICE = "{head}{about}：{words}"
NOTICE_ABOUT = "关于您反映的{about}"
#: who writes, with the number that one may ring where there is one
WRITES, WRITES_WITH_PHONE = "{centre}", "{centre}（电话{phone}）"
QUOTED, A_MATTER = "“{about}”", "事项"
#: what one field of a template message shows, without a line break (WeChat's rule since 2023-05-04)
FIELD = 20
TEMPLATE_SAYS = "已有办理答复，请点开查看并评价"
TEMPLATE_ASKS = "有事要告诉您，请来电或到窗口问"

TITLE = "{no} 办理答复"
HEAD = "有诉即办"
MARK = "{head} · {centre}"
ABOUT, ANSWER, REASON, BASIS, FROM = "反映事项", "办理答复", "理由", "依据", "承办单位"
NO_ANSWER = "这一轮还没有答复，正在办理。"

ASK = "办得怎么样？请点一下，点了就算数，不能再改。"
REMARK = "想补充的话，先写在这里（可不填，{most}字以内）"
UNHAPPY = "没办好的，请写明哪里没办好，好让承办单位接着办。"
IS_DEFAULT = "评价分为这几档：默认，非文件规定。"

VOTED = "您的评价：{level}"
THANKS = "谢谢您的评价。已经记录，不能再改，每一轮评一次。"
VOTED_BEFORE = "这一轮之前已经评过，这次点击没有改动任何内容。"
AGAIN = "已退回重办，办好后会再请您评价。"
NEWER = "这是第{round}轮的答复。这件事已经退回重办，请等新的答复，用新的链接评价。"
UNRATED = "这一轮评价已经结束。还有意见的，请在微信里直接告诉我们，或到政务服务中心窗口反映。"

#: whom one may ask, with and without a telephone
ASK_CENTRE = "有疑问请联系{centre}，电话{phone}，报编号即可。"
ASK_AT_WINDOW = "有疑问请到{centre}窗口询问，报编号即可。"
FOOT = "本页只对应这一件，{until}前有效。链接就是凭证，请勿转发。"

#: pages without an answer: title, what to do
TOO_OFTEN = (
    "打开得太频繁",
    "从这里连续打开了多个不对的链接。请过一分钟，再重新点开消息里完整的链接。",
)
NOT_FOUND = (
    "链接不对",
    "没有打开要找的内容。请回到收到的短信或微信消息里，重新点开完整的链接；"
    "还是打不开的，请在微信里发“查询”，或到政务服务中心窗口询问。",
)
LINK_OVER = (
    "链接已过期",
    "链接只在30天内有效。要看办理结果，请在微信里发“查询”，或到政务服务中心窗口询问。",
)
FOREIGN = (
    "没有提交",
    "请从收到的短信或微信消息里打开本页，再点评价。",
)
BROKEN = (
    "没有提交",
    "提交的内容不完整，没有改动任何内容。请返回上一页，重新点一下评价。",
)
TOO_LONG = (
    "没有提交",
    "写的内容太长，没有改动任何内容。请返回上一页，缩短以后再提交。",
)
BUSY = ("请稍后再试", "系统正忙，没有改动任何内容。请过几分钟再打开这个链接。")
NOT_NOW = "现在还不能记录这次评价，没有改动任何内容。请过一会儿再点，或在微信里发“人工”。"
REMARK_TOO_LONG = "补充的话超过了{most}字，还没有提交。请缩短后再点评价。"

#: what was put down for the person on a call (代录), and where that leaves the ticket
RECORDED: Mapping[NoticeKind, str] = {
    NoticeKind.LEVEL_RECORDED: (
        "{no} 电话回访时您的评价记录为“{level}”，现在的状态：{state}。记录不对请{wrong}。"
    )
}
#: what is told instead where somebody else may read or hear it: not what was said of whom, nor to which
#: authority that went (N6)
DISCREET: Mapping[NoticeKind, str] = {
    NoticeKind.HANDED_OVER: "{no} 已按规定转有权处理的机关。想了解情况请{human}。",
    NoticeKind.PART_HANDED_OVER: (
        "{no} 有一部分已按规定转有权处理的机关；您要办的事照常办理，有结果告诉您。"
    ),
}

#: how the person goes on, in their chat; and where they read or hear it without one
IN_CHAT: Mapping[str, str] = {
    "query": "发“查询”",
    "reply": "直接回复",
    "human": "回“人工”由工作人员联系您",
    "wrong": "回复“人工”",
}
WITHOUT_CHAT: Mapping[str, str] = {
    "query": "来电或到窗口问，报编号即可",
    "reply": "来电或到窗口说，报编号即可",
    "human": "到窗口找工作人员",
    "wrong": "来电或到窗口说，报编号即可",
}


def sms(centre: str, phone: str, about: str, ticket: Ticket, url: str) -> str:
    """Return the SMS that brings the link: who writes, what number to ring, what it was *about*."""
    matter = QUOTED.format(about=about) if about else A_MATTER
    return SMS.format(head=_writes(centre, phone), about=matter, no=spoken(ticket.no), url=url)


def notice_sms(centre: str, phone: str, about: str, words: str) -> str:
    """Return the SMS that says a notice in its own words, which may end in a link."""
    matter = NOTICE_ABOUT.format(about=QUOTED.format(about=about)) if about else ""
    return NOTICE.format(head=_writes(centre, phone), about=matter, words=words)


def mark(centre: str) -> str:
    """Return what stands above the page: whose it is."""
    return HEAD if centre == HEAD else MARK.format(head=HEAD, centre=centre)


def ask(centre: str, phone: str) -> str:
    """Return whom the reader of the page may ask."""
    return (ASK_CENTRE if phone else ASK_AT_WINDOW).format(centre=centre, phone=phone)


def _writes(centre: str, phone: str) -> str:
    return (WRITES_WITH_PHONE if phone else WRITES).format(centre=centre, phone=phone)


def template(ticket: Ticket, head: tuple[str, str], about: str, at: str) -> dict[str, str]:
    """Return the fields of the 服务号's template that brings the link to the answer; *head*: centre, phone."""
    return _fields(ticket, head, about, TEMPLATE_SAYS, at)


def beckoning_template(
    ticket: Ticket, head: tuple[str, str], about: str, at: str
) -> dict[str, str]:
    """Return the same where there is something to be heard that no field holds."""
    return _fields(ticket, head, about, TEMPLATE_ASKS, at)


def _fields(
    ticket: Ticket, head: tuple[str, str], about: str, says: str, at: str
) -> dict[str, str]:
    centre, phone = head
    said = (f"{ticket.no} {about}".strip(), says, at, centre, phone)
    return {f"keyword{n}": _field(value) for n, value in enumerate(said, 1)}


def _field(value: str) -> str:
    """Return what one field shows: what is longer WeChat would cut without a word."""
    plain = " ".join(value.split())
    return plain if len(plain) <= FIELD else f"{plain[: FIELD - 1]}…"
