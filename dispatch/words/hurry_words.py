"""Words that only hurry: 快点, 怎么还没人来, 人呢. Said of a running ticket they are a 催办 and no new complaint.

Only the whole message counts: who says anything else beside it tells something.
"""

import re

from dispatch.words.intents import bare
from dispatch.words.simplified import simplified

__all__ = ["is_hurry"]

_DO = "办理|办|处理|解决|维修|抢修|修|回复|答复|管|理|弄|来|到|动静|消息|结果|进展|反应|回音|下文"
#: at least one of these must be said
HURRY = rf"""快[点些]|快一点|搞快|赶紧|赶快|抓紧|尽快|加急|催
    |(?:怎么|咋|为什么|为啥|为何|怎|到现在|至今|都|还是?)(?:还是|都|还)?(?:没|不|没有|未)(?:有|见)?人?(?:{_DO})
    |还没(?:有|人)?(?:{_DO})|(?:没|没有)人(?:{_DO}|呢)|人呢|人在哪|人去哪|(?:什么|啥)时候(?:能|才|会)?(?:{_DO})
    |(?:还要|还得|要|得)?等(?:了)?(?:多久|好久|很久|半天|到什么时候|到啥时候)|多久(?:能|才)?(?:{_DO})|急死|很急|着急|好急|急急|等不及"""
#: what may stand beside it and says nothing more
FILLING = rf"""{_DO}|请|麻烦|能不能|能|可以|帮|求|我们?|你们?|您|咱|俺|一下|一点|这件?事情?|这个|那个|事情?|这|都|又|再|还|啦|到底|究竟|行不行|好不好
    |好吗|行吗|现在|已经|怎么|回事|啊|呀|吧|嘛|呢|吗|了|的|么|哦|喂|下来|完|好|上门|过来|派人|有|没|没有|人|给|让|为什么|一直|半天|多久|什么时候|呀|哎|唉|师傅|领导|谢谢|多|要|得|看|在"""
_LONGEST = 24
_HURRY = re.compile(HURRY, re.VERBOSE)
_WHOLE = re.compile(rf"(?:{HURRY}|{FILLING})+", re.VERBOSE)


def is_hurry(text: str) -> bool:
    """True when *text* hurries and says nothing else."""
    words = simplified(bare(text))
    if len(words) > _LONGEST:
        return False
    return bool(_HURRY.search(words)) and bool(_WHOLE.fullmatch(words))
