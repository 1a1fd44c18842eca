"""The first look at a citizen's words: is anything said, by whom, for whom; what danger it tells of, `emergencies` says."""

import re

from dispatch.words.intents import Intent, bare, intent, without_particle
from dispatch.words.normal_form import normal

__all__ = [
    "Intent",
    "intent",
    "is_empty",
    "is_greeting",
    "is_on_behalf",
    "is_unnamed",
    "refused_field",
]

#: a greeting; several in a row are one
GREETINGS = """
    你好 您好 你好啊 你好你好 hi hello 哈喽 嗨 喂 在 在吗 在不在 有人 有人在 在线 早 早上好 
    上午好 中午好 下午好 晚上好 您好在 你好在 你好有人 您好有人 打扰了 打扰一下 请问 请问一下 咨询
    客服你好 你好客服 领导好 领导你好 领导您好 老师好 老师您好 同志你好 同志您好
    """
#: said, but nothing that a complaint could be made of
EMPTY_WORDS = """
    嗯 嗯嗯 哦 哦哦 噢 啊 呵呵 哈哈 哈哈哈 好 好的 行 可以吗 知道了 收到 明白 明白了 谢谢
    谢谢你 谢谢您 多谢 感谢 辛苦了 再见 拜拜 测试 试试 test 没事 没事了 没有了 没了 不用了 ok
    """

#: they will not give a name (G-25)
UNNAMED = r"""(?:不想|不愿意?|不方便|不便|不肯|不能|别|不)(?:留|透露|公开|说|写|提供|泄露)
    (?:出?我的|真实|本人)?(?:姓?名字?|身份|个人信息)|(?:我要?|想|希望|请求?|要求|申请)匿名|匿名(?:投诉|反映|举报|处理)"""
#: what else than a name somebody may not want to give, by the field of the form; of both it is the person
REFUSABLE = {
    "address": "地址|住址|住哪|住在哪|家在哪|哪里住|门牌|住处|住的地方|位置|哪个?(?:村|小区)",
    "phone": "电话|号码|手机|联系方式",
}
_OF_A_PERSON = re.compile("[名姓匿]|身份|是谁|实名|个人信息|资料")
#: it is another person's matter (代办, G-26); a parent's own errand for a child is their own
ON_BEHALF = r"""(?:帮|替|代)(?:我|俺|咱)?(?:们)?(?:家里?|一个|一位|的)?(?:老?爸|老?妈|爸爸|妈妈
    |父亲|母亲|父母|爷爷|奶奶|外公|外婆|姥姥|姥爷|老公|老婆|丈夫|妻子|爱人|对象|儿子|女儿|哥哥?|姐姐?
    |弟弟?|妹妹?|亲戚|朋友|邻居|同事|老人|岳父|岳母|公公|婆婆|叔叔?|舅舅?|他人|别人|家人|他|她)
    (?:来)?(?:反映|投诉|问|咨询|办|说|提交|申请|查)
    |^代办$|我?是(?:来)?(?:帮人|替人|代人)|我是代办|代为?(?:反映|办理|投诉)|受.{1,8}委托"""


#: they thank
_THANKS = re.compile("谢谢|感谢|多谢|辛苦|太好了|点赞|好评|办好了|解决了|拿到了")
#: but want something still, or again
_STILL_WANTS = re.compile(
    "但|可是|不过|就是|还没|没有?|不|别|怎么|为什么|为啥|什么|投诉|反映|请|要|希望|麻烦|帮|能|想|问(?!题)|吗|又|再|差|慢|多久|多长|[何啥几]时|几[天号]|哪|咋|[?？]"
)


_BUT = re.compile(r"(?:但是?|可是?|不过|就是).{0,12}(?:没|不|未|别|差|少|错)")


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.VERBOSE)


_UNNAMED, _ON_BEHALF = _compiled(UNNAMED), _compiled(ON_BEHALF)
_GREETINGS = re.compile(f"(?:{'|'.join(sorted(GREETINGS.split(), key=len, reverse=True))})+")
_EMPTY_WORDS = frozenset(EMPTY_WORDS.split())


def is_greeting(text: str) -> bool:
    """True when *text* greets and says nothing else."""
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


def refused_field(text: str) -> str:
    """Return which field of REFUSABLE alone a refusal is about; empty where it is about who they are."""
    plain = normal(text)
    named = [field for field, words in REFUSABLE.items() if re.search(words, plain)]
    return named[0] if len(named) == 1 and not _OF_A_PERSON.search(plain) else ""


def is_thanks(text: str) -> bool:
    """True when *text* thanks and says nothing that wants an answer: 谢谢你们，证拿到了."""
    plain = normal(text)
    return len(plain) <= 60 and bool(_THANKS.search(plain)) and not _STILL_WANTS.search(plain)


def still_wants(text: str) -> bool:
    """True when *text* says after all its courtesy that something is wanted or not done: 谢谢，但是还没办."""
    return bool(_BUT.search(normal(text)))


def is_on_behalf(text: str) -> bool:
    """True when the person speaks for somebody else (代办, G-26)."""
    return bool(_ON_BEHALF.search(normal(text).strip()))
