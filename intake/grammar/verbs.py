"""What staff say for each command, and the small words around it: tables, no decisions.

Rule 1: a phrase counts beside a ticket's number; alone only a command's own name does (`FORMS`).
Rule 2: what turns a line into a doubt (不, 别, 吗, 等) stands in DOUBT; who reads it carries nothing out.
"""

import re
from collections.abc import Mapping

from dispatch.words.alternatives import any_of
from intake.grammar.forms import ALIASES, FORMS

#: the command → what is said for it beside a number
SAID: Mapping[str, tuple[str, ...]] = {
    "签收": ("接单", "签", "收下", "认领", "确认签收", "点签收", "签收确认", "接"),
    "答复": ("反馈", "回复", "答复意见", "回复意见", "办理结果", "答复内容"),
    "方案": ("方案是", "办理方案", "工作方案", "承诺"),
    "改诺": (
        *("承诺日改", "承诺日期改", "承诺时间改", "承诺改", "承诺期改", "承诺日期", "承诺日"),
        *("改承诺", "改承诺日", "改承诺日期", "改日期", "改时间", "改到", "改期到", "更改承诺"),
    ),
    "延期": ("申请延期", "延长", "再延", "延", "宽限", "推迟", "延后", "顺延", "延时"),
    "退单": ("退件", "退单给", "申请退单", "回退", "退给", "退到", "退往", "退回给", "退"),
    "追问": ("问一下群众", "问问群众", "问下群众", "问群众", "追问群众", "再问", "问一下", "问下"),
    "批准": ("同意", "准了", "准", "批了", "批", "审批通过", "准予", "可以批准", "予以批准"),
    "驳回": ("不同意", "不批", "不予批准", "不准", "不批准", "打回"),
    "催办": ("催", "催催", "催一催", "催促", "再催", "再催催", "催办单"),
    "督办": ("下督办单", "发督办单", "下督办", "发督办", "督办单", "列入督办", "督促"),
    "通报": ("通报批评", "下通报", "发通报"),
    "质检": ("质检结果", "质检意见", "审核", "复核"),
    "回访": ("电话回访", "回访结果", "回访登记", "回访情况", "满意度"),
    "查": (
        *("查一查", "看", "看看", "什么情况", "啥情况", "调出", "打开"),
        *("进展", "进度", "详情"),
        *(
            "到哪一步",
            "到哪步",
            "到哪",
            "走到哪",
            "办到哪",
            "办得怎么样",
            "办的怎么样",
            "办得怎样",
            "怎么样",
            "怎样",
        ),
        *(
            "什么进展",
            "进展如何",
            "进展怎么样",
            "是什么情况",
            "是啥情况",
            "情况怎么样",
            "情况如何",
            "怎么回事",
        ),
    ),
    "派单": ("派给", "派到", "派往", "派至", "派", "分派", "分给", "分派给", "交给", "下派"),
    "改派": ("改派给", "改派到", "转派给", "转派到", "重新派", "改给", "转给", "转到", "转"),
    "当场": ("现场办结", "现场解决", "当场解决", "当场办好", "现场办好", "当场办完"),
    "不予受理": ("不受理", "不予立案"),
    "函转": ("函转给", "函转到", "转函", "发函", "发函给", "转函给"),
    "移交": ("移送", "移交给", "移交纪检", "移送纪检"),
    "会商": ("会商一下", "召集会商", "组织会商", "提交会商", "上会", "联合会商"),
    "挂账": ("挂账到", "挂帐", "先挂账", "暂挂"),
    "终结": ("终结办理", "依法终结", "办理终结"),
    "上门": (
        "安排上门",
        "安排上门送达",
        "安排送达",
        "安排人上门",
        "上门送",
        "上门送达",
        "上门服务",
        "上门办理",
        "送上门",
    ),
    "并案": ("合并", "并到", "并入", "并进", "并在一起", "并"),
    "撤并": ("撤销并案", "取消并案", "解除并案", "拆开", "分开"),
    "更正": ("撤销上一步", "签错了", "按错了", "点错了", "更正一下"),
    "看号": ("查电话", "看一下电话", "看下电话", "调电话", "要电话", "看号码", "查号码"),
    "案例": ("做成案例", "整理成案例", "写成案例", "列为案例", "作为案例", "做案例", "归为案例"),
}
#: one sign, or an everyday word: it counts only where nothing else follows at once
WEAK = frozenset(
    "怎么样 怎样 签 接 准 批 催 看 看看 查 派 转 延 退 并 同意 承诺 反馈 回复 审核 复核 合并 分开 进展 进度 详情 打开 推迟".split()  # noqa: SIM905 - a row of words reads as one
)
#: signs that the keyboard offers for one of a command's name
_SLIPS: Mapping[str, str] = {
    "签": "鉴千牵迁",
    "收": "首手受守",
    "答": "达打搭",
    "复": "付覆负",
    "方": "芳房",
    "案": "安按",
    "延": "沿严",
    "退": "推",
    "单": "担丹",
    "追": "最坠",
    "批": "披",
    "驳": "博搏",
    "催": "摧崔",
    "督": "毒读",
    "检": "捡俭",
    "访": "防仿",
    "派": "排拍",
    "账": "帐",
    "诺": "喏",
    "终": "中",
    "转": "传",
}
#: they are words of their own
_OTHER_WORDS = frozenset({"中结", "打复", "排单", "手动", "并按"})


def _slipped() -> dict[str, str]:
    """Return the names of commands with one sign slipped → the command."""
    found: dict[str, str] = {}
    for name in (*FORMS, *ALIASES):
        for at, sign in enumerate(name):
            for slip in _SLIPS.get(sign, "") if len(name) >= 2 else "":
                found[name[:at] + slip + name[at + 1 :]] = name
    return {word: name for word, name in found.items() if word not in _OTHER_WORDS}


SLIPPED: Mapping[str, str] = _slipped()
#: every phrase → the form that it means
MEANT: Mapping[str, str] = {
    **SLIPPED,
    **{word: name for name, words in SAID.items() for word in words},
    **{name: name for name in FORMS},
    **{word: name for word, name in ALIASES.items() if word != "?"},
}
VERB = any_of(MEANT)

#: said before a command and its number: please, for me, already
LEAD = (
    r"(?:您好|你好|大家好|好的?|收到|明白|嗯+|哦|麻烦您?|劳烦|辛苦|劳驾|拜托|请|帮忙|帮我们?|帮|替我|给我"
    r"|我们?(?:局|科|中心|单位|所|办|方|这边|这里|要)?|咱们?(?:局|这边)?|本(?:局|单位)|这边|现在|现"
    r"|想要?|要|来|去|先(?!不|别|等)|再|又|就|那就?|已经?|刚刚?才?|把|将|对|关于|可以|赶紧|马上|立即|尽快"
    r"|统一|一起|都|申请|工单|单号|编号|号码?|这个|这件|这单|那个|那件|那单|该件|该单|的|了|[\s,:;、。!~/]{1,8}+){0,8}"
)
#: said after it: once, a little, please
AFTER = r"(?:一下子?|[一两]次|一遍|下(?!午|周|个?月|班|去|面|发)|一个|了(?!吗|没|么)|好了|掉|吧|啊|哦|哈|呗|就这样|完毕){0,4}"
#: makes a doubt of a line that would only be done
DOUBT = re.compile(
    r"[不别没未吗么嘛呢?]|怎么|咋|为什么|为啥|谁|几时|什么时候|是否|如果|要是|的话|万一|除了|等|暂|先|但|可是|慢着"
    r"|再说|算了|撤|误|改|可能|好像|应该|也许|问|只|部分|另外|错"
)
#: the same for what is done with a reason, which may tell of anything
TAKEN_BACK = re.compile(
    r"[别吗么嘛呢?]|不(?:用|要|必|能|行|了|该|需要|通报|上门|好)|怎么|如果|要是|的话|等|暂|先不|但|可是|慢着|再说|算了|撤|误"
)
#: what was done wrong before is told of another line
EARLIER = re.compile(r"(?:上面|前面|刚才|刚刚|上一条|上条)[^,。;]{0,8}错[^,。;]{0,4}")
#: before the command: it is asked whether
WHETHER = re.compile(
    r"(?:我们?|咱们?)?(?:能不能|可不可以|可否|能否|是否可以|是否|要不要|用不用|该不该|是不是(?:该|要|可以|能)?|(?:能|可以)(?=.{0,60}(?:吗|么|不)[?。]?$))"
)
#: after the command: it is asked whether it was done
WAS_IT = re.compile(
    r"[\s,]{0,3}(?:了没有?|没有?|了?吗|了么|过没有?|过吗|不)[啊呀呢\s?。!~]{0,6}$", re.M
)
