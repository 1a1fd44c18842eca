"""The first look at a citizen's words: is somebody in danger, is anything said, for whom.

Rule 1: the tables say it; nothing is refused here (WZ-4.1).
Rule 2: an emergency number too many does no harm, one too few may.
"""

import re

from dispatch.words.intents import Intent, bare, intent, without_particle
from dispatch.words.normal_form import normal

__all__ = [
    "Intent",
    "emergency_numbers",
    "intent",
    "is_empty",
    "is_greeting",
    "is_on_behalf",
    "is_unnamed",
]

#: phrases that call for emergency numbers at once (FW-5.3.4), the first number first
EMERGENCIES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        r"""救命|杀人|砍人|捅人|持刀|动刀|拿刀|抢劫|绑架|劫持|被人?打了|正在打|打起来了|打人了
        |入室盗窃|(?:尾随|跟踪)我|传销.{0,4}出不来|(?:他|她|老公|丈夫)(?:又|正在)?(?:打|家暴)我""",
        ("110",),
    ),
    (
        r"跳楼|跳河|自杀|轻生|割腕|喝了?农药|不想活了?|活不下去|同归于尽",
        ("110", "120"),
    ),
    (
        r"""着火|起火|失火|火灾|大火|冒浓烟|爆炸
        |(?:煤气|燃气|天然气|液化气)(?:管道?|罐|表|灶)?(?:正在|严重|一直)?(?:泄漏|泄露|漏气)
        |电梯.{0,6}(?:困|关)(?:住|在里面)|(?:困|关)在电梯|被困在?(?:里面|水里|楼里|井)""",
        ("119",),
    ),
    (
        r"""昏迷|晕倒|昏倒|休克|大出血|流血不止|没有?呼吸|喘不上气|心脏病犯|心梗|脑梗|抽搐|触电
        |溺水|落水|掉水里|煤气中毒|食物中毒|中毒了|快不行了|要生了|羊水破""",
        ("120",),
    ),
    (r"车祸|撞车|撞人|被车撞|追尾|翻车", ("122",)),
)
#: with a traffic accident these call for an ambulance too
INJURED = r"受伤|流血|昏迷|撞人|被.{0,3}撞|不动了|没反应"
#: before the phrase: it is a matter of “what if”, of the past, or denied
NOT_NOW_BEFORE = r"""(?:万一|如果|假如|一旦|要是|防止|预防|避免|防范|容易|以防|没有?|不是|并未|未
    |去年|前年|以前|曾经?|当年|上个?月|上次|年前|\d年|严禁|禁止|防|灭|消除)[^,。;!?\n]{0,6}$"""
#: after the phrase: it is a matter of paper
NOT_NOW_AFTER = r"""[^,。;!?\n]{0,4}(?:认定书?|责任书|事故处理|理赔|赔偿|保险|隐患|证明|险|案件|案子
    |一案|判决|演练|工伤|后果|点火|补助|救助金)"""

#: a greeting; several in a row are one
GREETINGS = """
    你好 您好 你好啊 你好你好 hi hello 哈喽 嗨 喂 在 在吗 在不在 有人 有人在 在线 早 早上好 
    上午好 中午好 下午好 晚上好 您好在 你好在 你好有人 您好有人 打扰了 打扰一下 请问 请问一下 咨询
    我要咨询 我想咨询 咨询一下 问一下 问个事 有个事 有事 客服你好 你好客服 领导好 领导你好 领导您好
    老师好 老师您好 同志你好 同志您好 我要投诉 我要反映问题 我想反映问题 投诉 反映问题
    """
#: said, but nothing that a complaint could be made of
EMPTY_WORDS = """
    嗯 嗯嗯 哦 哦哦 噢 啊 呵呵 哈哈 哈哈哈 好 好的 行 可以吗 知道了 收到 明白 明白了 谢谢
    谢谢你 谢谢您 多谢 感谢 辛苦了 再见 拜拜 测试 试试 test 没事 没事了 没有了 没了 不用了 ok
    """

#: they will not give a name (G-25)
UNNAMED = r"""(?:不想|不愿意?|不方便|不便|不肯|不能|别|不)(?:留|透露|公开|说|写|提供|泄露)
    (?:出?我的|真实|本人)?(?:姓?名字?|身份|个人信息)|(?:我要?|想|希望|请求?|要求|申请)匿名|匿名(?:投诉|反映|举报|处理)"""
#: it is another person's matter (代办, G-26); a parent's own errand for a child is their own
ON_BEHALF = r"""(?:帮|替|代)(?:我|俺|咱)?(?:们)?(?:家里?|一个|一位|的)?(?:老?爸|老?妈|爸爸|妈妈
    |父亲|母亲|父母|爷爷|奶奶|外公|外婆|姥姥|姥爷|老公|老婆|丈夫|妻子|爱人|对象|儿子|女儿|哥哥?|姐姐?
    |弟弟?|妹妹?|亲戚|朋友|邻居|同事|老人|岳父|岳母|公公|婆婆|叔叔?|舅舅?|他人|别人|家人|他|她)
    (?:来)?(?:反映|投诉|问|咨询|办|说|提交|申请|查)
    |^代办$|我?是(?:来)?(?:帮人|替人|代人)|我是代办|代为?(?:反映|办理|投诉)|受.{1,8}委托"""


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.VERBOSE)


_EMERGENCIES = tuple((_compiled(phrases), calls) for phrases, calls in EMERGENCIES)
_BEFORE, _AFTER = _compiled(NOT_NOW_BEFORE), _compiled(NOT_NOW_AFTER)
_INJURED, _UNNAMED, _ON_BEHALF = _compiled(INJURED), _compiled(UNNAMED), _compiled(ON_BEHALF)
_GREETINGS = re.compile(f"(?:{'|'.join(sorted(GREETINGS.split(), key=len, reverse=True))})+")
_EMPTY_WORDS = frozenset(EMPTY_WORDS.split())


def emergency_numbers(text: str) -> tuple[str, ...]:
    """Return the numbers to show at once, most urgent first; empty when nobody is in danger."""
    plain = re.sub(r"[^\S\n]+", "", normal(text))
    numbers: dict[str, None] = {}
    for pattern, calls in _EMERGENCIES:
        if any(_is_now(plain, *hit.span()) for hit in pattern.finditer(plain)):
            numbers.update(dict.fromkeys(calls))
    if "122" in numbers and _INJURED.search(plain):
        numbers["120"] = None
    return tuple(numbers)


def _is_now(plain: str, start: int, end: int) -> bool:
    before, after = plain[max(0, start - 12) : start], plain[end : end + 12]
    return not (_BEFORE.search(before) or _AFTER.match(after))


def is_greeting(text: str) -> bool:
    """True when *text* greets or announces a complaint and says nothing else."""
    words = bare(text)
    return any(_GREETINGS.fullmatch(form) for form in (words, without_particle(words)))


def is_empty(text: str) -> bool:
    """True when *text* holds nothing a complaint could be made of: signs, emoticons, 嗯, 好的."""
    words = bare(text)
    few_digits = words.isdigit() and len(words) < 4
    return words in _EMPTY_WORDS or few_digits or len(set(words)) <= 1


def is_unnamed(text: str) -> bool:
    """True when the person says anywhere that they will not give a name (G-25)."""
    return bool(_UNNAMED.search(normal(text)))


def is_on_behalf(text: str) -> bool:
    """True when the person speaks for somebody else (代办, G-26)."""
    return bool(_ON_BEHALF.search(normal(text).strip()))
