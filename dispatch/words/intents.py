"""What a short message of a citizen asks for: a person, help, progress, yes, no, as data.

Only the whole message counts, stripped of politeness: “人工智能公司办不了执照” asks for nobody.
"""

import re
from enum import StrEnum, unique

from dispatch.words.normal_form import normal


@unique
class Intent(StrEnum):
    """What is asked for; the value is what is stored."""

    HUMAN = "human"
    HELP = "help"
    QUERY = "query"
    SUPPLEMENT = "supplement"
    WITHDRAW = "withdraw"
    UNNAMED = "unnamed"
    YES = "yes"
    NO = "no"
    EDIT = "edit"
    CANCEL = "cancel"
    NEW = "new"
    ADD = "add"


#: the whole message is one of these, in their normal form
INTENTS: dict[Intent, str] = {
    Intent.HUMAN: """
        人工 转人工 人工客服 人工服务 客服 转客服 找客服 找人工 真人 找个人 找真人 有没有人工 有人工
        不要机器人 不想和机器人说 接人工 要人工 找工作人员 转工作人员 工作人员 和工作人员说
        转人工客服
        给我回电话 回电话 打电话给我 接线员 转接人工 找人工客服 转人工服务
        """,
    Intent.HELP: """
        帮助 help 怎么用 怎么使用 如何使用 使用说明 说明 功能 菜单 你能做什么 能做什么 你能干什么
        你是谁
        怎么投诉 如何投诉 怎么反映 如何反映 怎么反映问题 怎么办 怎么操作 你是机器人 是机器人
        """,
    Intent.QUERY: """
        查询 查进度 查询进度 进度 进度查询 办理进度 我的进度 办到哪了 办到哪一步了 到哪一步了
        办得怎么样了 怎么样了 处理得怎么样了 处理结果 办理结果 有结果 有结果了 结果 查 查一查 查工单
        我的工单 查询工单 我的诉求 查我的诉求 办好了 办完了 有进展 有进展了 进展 什么进展 多久能办好
        什么时候能办好 什么时候办好 处理了没 处理了没有 办了没有
        """,
    Intent.SUPPLEMENT: "补充 补充材料 补充说明 补充情况 要补充 补充内容 再补充 追加",
    Intent.WITHDRAW: """
        撤回 撤销 撤诉 撤回诉求 撤销诉求 撤回投诉 撤销投诉 撤回工单 撤单 撤销工单 不投诉了 不反映了
        不告了 问题解决了不用处理了 已经解决了不用处理了 不用办了 不用处理了 解决了不用管了
        """,
    Intent.UNNAMED: """
        不想留名 不留名 匿名 匿名投诉 匿名反映 不想留姓名 不想留名字 不方便留名 不方便留姓名
        不愿意留名
        不想透露姓名 不愿透露姓名 不方便透露姓名 不方便透露 不透露姓名 不想实名 不实名 能匿名
        可以匿名
        可以不留名 可以不留姓名 能不留名 能不能匿名 可不可以匿名 名字不方便说 保密 姓名保密
        不想说名字
        不说名字 不告诉你 不想说
        """,
    Intent.YES: """
        确认 确定 是 是的 对 对的 没错 正确 无误 确认无误 没问题 提交 确认提交 可以 好 好的 行 ok
        yes
        同意 嗯 嗯嗯 对对对 就这样 是这样
        """,
    Intent.NO: "不是 不对 不 错了 有误 有错 不正确 写错了 no 否 不行 不确认 不同意 不要",
    Intent.EDIT: """
        修改 改 改一改 更改 更正 改正 要修改 要改 修改信息 重新填写 重填 重写
        """,
    Intent.CANCEL: """
        取消 算了 不说了 不要了 不填了 放弃 不提交 不提交了 先不提交 不办了 取消诉求 取消投诉
        """,
    Intent.NEW: """
        新的 新诉求 新问题 另一个问题 另一件事 别的事 新的问题 新的诉求 新事 是新的 重新反映
        再反映一个 不是同一件事
        """,
    Intent.ADD: """
        是补充 补充到这件 同一件事 是同一件事 同一个事 还是那件事 还是这件事 一件事
        """,
}
#: the message begins with such a word and a mark, the rest is what they want it for
LEADING: dict[str, Intent] = {
    "补充": Intent.SUPPLEMENT,
    "补充说明": Intent.SUPPLEMENT,
    "补充材料": Intent.SUPPLEMENT,
    "补充一下": Intent.SUPPLEMENT,
    "查询": Intent.QUERY,
    "查询进度": Intent.QUERY,
    "进度": Intent.QUERY,
    "撤回": Intent.WITHDRAW,
    "撤销": Intent.WITHDRAW,
}
_NUMBER = r"(?:[a-z]{1,8}-)?(?:20\d\d(?:年第?|-))?\d{1,9}号?"
#: a word and a number of ours: “查一下0001号”, “2026年第0001号办到哪了”
WITH_NUMBER: tuple[tuple[str, Intent], ...] = (
    (
        rf"(?:帮我|我想|我要)?(?:查|查询|查看|进度)(?:一?下)?(?:工单|诉求|进度)?[第号]?{_NUMBER}"
        r"(?:工单|诉求)?的?(?:进度|结果|进展)?",
        Intent.QUERY,
    ),
    (
        rf"(?:工单|诉求)?第?{_NUMBER}(?:工单|诉求)?"
        r"(?:的?进度|办到哪.{0,3}|怎么样了?|的?结果|办好没有?|有结果没有?)",
        Intent.QUERY,
    ),
    (rf"(?:我要|我想)?(?:撤回|撤销)(?:工单|诉求|投诉)?第?{_NUMBER}", Intent.WITHDRAW),
)

_POLITE = re.compile(
    r"(?:请问?|麻烦|劳驾|你好|您好|你们好|那个|那|我?(?:还)?想要?|我?要|我?需要|我现在|给我|帮我|帮忙"
    r"|能不能|可不可以|可以|能|我)"
)
_PARTICLE = re.compile(r"(?:一下子?|了吗|吗|么|呢|吧|啊|呀|嘛|哦|噢|谢谢[你您]?|好吗|可以吗|行吗)$")
_EMOTICON = re.compile(r"\[[^\[\]\n]{1,8}\]|/:[a-z<>~@!,&:()\-|*$#^]{1,12}")
_SIGNS = re.compile(r"[\W_]+")
_LEAD = re.compile(
    rf"(?:我?要?再?)({'|'.join(sorted(LEADING, key=len, reverse=True))})[\s:,。、]+\S"
)
_NUMBERED = tuple((re.compile(pattern), intent_) for pattern, intent_ in WITH_NUMBER)
_WORDS = {word: intent_ for intent_, words in INTENTS.items() for word in words.split()}
#: longer messages are words of their own
_LONGEST = max(map(len, _WORDS)) + 12


def bare(text: str) -> str:
    """Return *text* without signs, spaces and emoticons, in lower case."""
    return _SIGNS.sub("", _EMOTICON.sub("", normal(text))).lower()


def without_particle(words: str) -> str:
    """Return bare *words* without one polite or questioning end: 吗, 一下, 谢谢 …"""
    return _PARTICLE.sub("", words)


def intent(text: str) -> Intent | None:
    """Return what a short message asks for, None where it is words of its own."""
    plain = normal(text).strip().lower()
    led = _LEAD.match(plain)
    if led:
        return LEADING[led[1]]
    joined = re.sub(r"[^\w-]+", "", plain)
    for pattern, found in _NUMBERED:
        if pattern.fullmatch(joined):
            return found
    return _in_table(bare(text))


def _in_table(words: str) -> Intent | None:
    """Look *words* up as they are first, then with less politeness before and after."""
    if len(words) > _LONGEST:
        return None
    while words:
        found = _WORDS.get(words) or _after_politeness(words)
        if found:
            return found
        shorter = without_particle(words)
        if shorter == words:
            return None
        words = shorter
    return None


def _after_politeness(words: str) -> Intent | None:
    polite = _POLITE.match(words)
    while polite:
        words = words[polite.end() :]
        if words in _WORDS:
            return _WORDS[words]
        polite = _POLITE.match(words)
    return None
