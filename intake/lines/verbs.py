"""What staff say for each command, and the small words around it: tables, no decisions.

Rule 1: a phrase counts beside a ticket's number; alone only a command's own name does (`FORMS`).
Rule 2: what turns a line into a doubt (不, 别, 吗, 等) stands in DOUBT; who reads it carries nothing out.
"""

import re
import tomllib
from collections.abc import Mapping
from importlib.resources import files

from dispatch.words.alternatives import any_of
from intake.grammar.forms import ALIASES, FORMS

_TABLE = tomllib.loads(files("intake.lines").joinpath("verbs.toml").read_text("utf-8"))

#: the command → what is said for it beside a number
SAID: Mapping[str, tuple[str, ...]] = {
    name: tuple(words.split()) for name, words in _TABLE["said"].items()
}
#: what a line without a number asks for, and the small words around it
ALONE: Mapping[str, tuple[str, ...]] = {
    name: tuple(words.split()) for name, words in _TABLE["alone"].items()
}
#: to the robot alone: the command → what decides on a number by itself
DECIDED: Mapping[str, frozenset[str]] = {
    name: frozenset(words.split()) for name, words in _TABLE["decided"].items()
}
#: what was done, and what is announced, without a command's name
UNNAMED: Mapping[str, tuple[str, ...]] = {
    name: tuple(words.split()) for name, words in _TABLE["unnamed"].items()
}
#: one sign, or an everyday word: it counts only where nothing else follows at once
WEAK = frozenset(_TABLE["weak"]["words"].split())
#: signs that the keyboard offers for one of a command's name
_SLIPS: Mapping[str, str] = _TABLE["slips"]
#: they are words of their own
_OTHER_WORDS = frozenset(_TABLE["others"]["words"].split())


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
    r"(?>第[一二三四五六]次|请问|目前|全部|全都|一并|均|办理期限|给|替|还?需要?|还得|要求|请求|恳请|办理时限|时限|期限|您好|你好|大家好|好的?|收到|明白|嗯{1,4}+|哦|麻烦您?|劳烦|辛苦|劳驾|拜托|请|帮忙|帮我们?|帮|替我|给我"
    r"|我们?(?:局|科|中心|单位|所|办(?!结|理|完|好)|方(?!案)|这边|这里|要(?!求))?|咱们?(?:局|这边)?|本(?:局|单位)|这边|现在|现"
    r"|想要?|要|来|去|先(?!不|别|等)|重新|再次|补充(?=答复|回复|反馈)|再|又|也|就|那就?|已经?|刚刚?才?|把|将|对|关于|可以|赶紧|马上|立即|尽快"
    r"|统一|一起|都|申请|工单|单号|编号|号码?|这个|这件|这单|那个|那件|那单|该件|该单|的|了|\[\w{1,4}\]|[\U0001F300-\U0001FAFF☀-➿️]{1,4}+|[\s,:;、。!~/]{1,8}+){0,8}"
)
#: said after it: once, a little, please
AFTER = r"(?:个(?=[一二两三四五六七八九十半\d])|一下子?|[一两]次|一遍|下(?!午|周|个?月|班|去|面|发)|一个(?!星期|礼拜|月|工作|小时|周)|了(?!吗|没|么)|好了|掉|吧|啊|哦|哈|呗|啦|咯|喽|嘞|哟|呀|滴|就这样|完毕){0,4}"
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
    r"(?:我们?|咱们?)?(?:能不能|可不可以|可否|能否|是否可以|是否|要不要|用不用|该不该|是不是(?:该|要|可以|能)?|(?:能|可以)(?=.{0,60}(?:吗|么|不)(?:[?。,]|$)))"
)
#: after the command: it is asked whether it was done
WAS_IT = re.compile(
    r"[\s,]{0,3}(?:了没有?|没有?|了?吗|了么|过没有?|过吗|不)[啊呀呢\s?。!~]{0,6}$", re.M
)
#: who asks something of colleagues gives no command
ASKS_WHO = re.compile(r"谁|哪[位个家]|怎么|咋|为什么|为啥|吗|有没有|是不是|几[点时]|[?？]")
