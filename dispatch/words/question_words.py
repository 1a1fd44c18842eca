"""Questions that are no complaint: how, where, when a thing is done; whether somebody is betrayed.

Only a short message counts, and only one that tells nothing: what went wrong is told, whatever mark ends it.
"""

import re

from dispatch.words.normal_form import normal

__all__ = ["asks_of_privacy", "asks_the_way", "tells_of_a_wrong"]

#: what is longer tells something
_LONGEST = 40
_ASKS = re.compile(
    r"[?吗呢么]\s*[~。.!]*$|怎么|如何|哪|几[点号楼]|多少|多久|什么|啥|能不能|要不要|用不用|会不会|是不是"
)
_THE_WAY = re.compile(
    r"(?:怎么|如何|去哪|在哪|到哪|哪里|哪儿)[^,。]{0,4}(?:办理|申请|领|交|补|查|报|走|坐车|预约)"
    r"|(?:去哪|在哪|到哪|哪里|哪儿|如何)[^,。]{0,4}办"
    r"|(?:需要|要|用)?带?(?:什么|哪些|啥)(?:材料|证件|手续|资料|条件)"
    r"|几点.{0,4}(?:上班|下班|开门|关门)|(?:上班|办公|营业)时间"
    r"|(?:周末|周六|周日|中午|节假日).{0,4}(?:上班|开门|能办|办吗)|(?:窗口|大厅|中心|局)在(?:哪|几楼)"
    r"|(?:电话|号码)(?:是)?多少|能(?:不能)?在?网上(?:办|申请)|收费|要多少钱|多少天|要多久"
)
_TELLS = re.compile(
    r"没|不(?!不)|投诉|举报|反映|[跑趟]|拖|推[诿来]|态度|卡[在着]|凭什么|为什么|为啥|还要|又|一直|半年|白[跑等]|错"
)
#: what went wrong is told, though a question stands in it
_WENT_WRONG = re.compile(
    r"至今|一直|没人|拒(?!绝)|违[规法]|拖欠|拖着|凭什么|遥遥|推诿|推来|态度|乱收|跑了|[两三四五几]趟|半年"
    r"|不落实|不合理|太[差慢乱]|还没|强[烈制]|恳请|受阻|套取"
)
#: who refuses asks nothing
_REFUSES = re.compile(r"匿名|[不别](?:写|留|填|给|说名)")
_BETRAYAL = re.compile(
    r"(?:会不会|不会|会|是不是|别|怕|担心).{0,12}(?:泄[露漏]|外[泄传]|透露|报复|出卖|卖了|穿小鞋|传出去)"
    r"|(?:会不会|会|能不能|能|是不是|谁).{0,8}(?:知道是我|看得?到|看见).{0,8}(?:我|名|电话|信息|号码|[?吗么])"
    r"|(?:信息|资料|电话|号码|姓名|名字|身份证?|地址).{0,8}(?:泄[露漏]|保密|公开|安全吗|外传)"
)
_WHAT_FOR = re.compile(
    r"(?:为什么|为啥|干嘛|干什么|做什么|有什么用|怎么还?要|必须要?|一定要).{0,8}(?:名字?|电话|手机|地址|住址|身份|信息|联系方式)"
    r"|(?:名字?|电话|手机|地址|信息).{0,6}(?:干嘛|干什么|做什么|有什么用|泄[露漏]|保密吗|安全吗)"
)


def asks_the_way(text: str) -> bool:
    """True when *text* only asks how, where, when or with which papers a thing is done."""
    plain = normal(text)
    return _is_question(plain) and bool(_THE_WAY.search(plain)) and not _TELLS.search(plain)


def asks_of_privacy(text: str, *, asked: bool) -> bool:
    """True when *text* asks whether they will be betrayed or, where we *asked* for particulars, what for."""
    plain = normal(text)
    if not _is_question(plain) or _REFUSES.search(plain):
        return False
    return bool(_BETRAYAL.search(plain) or (asked and _WHAT_FOR.search(plain)))


def tells_of_a_wrong(text: str) -> bool:
    """True where *text* tells of something that went wrong: then it is a complaint, whatever it asks."""
    return bool(_WENT_WRONG.search(normal(text)))


def _is_question(plain: str) -> bool:
    return len(plain) <= _LONGEST and bool(_ASKS.search(plain))
