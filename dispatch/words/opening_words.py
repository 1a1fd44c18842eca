"""Words that only say that something will be said: 我问你个事, 我要投诉, 想反映个问题.

Only the whole message counts; who names the matter beside it tells it.
"""

import re

from dispatch.words.intents import bare
from dispatch.words.simplified import simplified

__all__ = ["is_opening"]

_LONGEST = 20
#: somebody is called first: 你好, 闺女, 领导
CALLED = r"(?:唉|嗯|你好|您好|喂|哎|诶|请|麻烦|那个|打扰一?下?|同志|师傅|领导|老师|大?姐|大?哥|闺女|姑娘|小伙子?|美女|帅哥|客服|主任)"
#: 我想跟你们说个事, 有件事要反映, 来投诉的
SPEAKS = r"(?:问|说|讲|反映|反应|咨询|投诉|举报|检举|控告|打听|请教|求助|反馈|了解|提)"
OPENING = rf"""{CALLED}{{0,4}}(?:我们?|俺们?|咱们?)?(?:这边|这儿|今天|现在|就|是|也|还){{0,4}}(?:
    (?:想要?|要|来|得|能不能|可以|需要|准备){{0,4}}(?:跟|和|给|向|找|对|问)?(?:你们?|您|政府|领导|上面|上级)?{SPEAKS}(?:你们?|您)?(?:一下子?|下|一声|说)?
    (?:[一几两三]?[个件点些])?(?:小|大|急)?(?:事情?|问题|情况|东西|意见|诉求|困难)?儿?
    |(?:有|遇到了?|碰到了?)(?:[一几两三]?[个件点些])?(?:小|大|急)?(?:事情?|问题|情况|诉求|困难)儿?(?:想要?|要|得|找你们?|找您|[跟和给向](?:你们?|您)){{0,4}}{SPEAKS}?(?:一下|下)?
    |(?:那就?)?(?:还是)?(?:给我|帮我|要|替我|想)?(?:登记|提交|报)(?:上去?|一下|下)?
    )(?:的|了|啊|呀|吧|呗|哈|嘛|嘞|行吗|行不|可以吗|好吗|谢谢){{0,4}}"""
_OPENING = re.compile(OPENING, re.VERBOSE)


def is_opening(text: str) -> bool:
    """True when *text* only announces that something will be said."""
    words = simplified(bare(text))
    return 0 < len(words) <= _LONGEST and bool(_OPENING.fullmatch(words))
