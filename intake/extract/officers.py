"""How people name whom they speak of in an office: 李科长, 姓李的, 窗口的张伟, 工号1023 (N6)."""

import re
from collections.abc import Iterator

from dispatch.words.normal_form import normal
from intake.extract.name_words import DOUBLE_SURNAMES, HAN, SURNAMES

_TITLE = (
    r"副?(?:科长|股长|主任|局长|处长|所长|队长|大队长|站长|院长|校长|镇长|乡长|县长|书记|支书|村长|科员|警官|干事|会计|法官|医生|大夫|老师|经理|同志)"
    rf"|[科局所队股处](?![{HAN}]{{0,8}}[长员室])"
)
#: no given name: it belongs to an office's own name
_GIVEN = rf"(?:(?![局委室办部个位科所股处队站院校镇乡县副正的管门])[{HAN}])"
_SURNAME = rf"(?:{DOUBLE_SURNAMES}|[{SURNAMES}])"
#: what people go on with behind a name
_VERB = r"态度|说|不|就|向|对|把|收|要|打|骂|让|叫|给|故意|跟|在|一直|总|老是|办|没|索|找|拿|威胁|推|拖|是|的|也|又|还|竟|居然|直接|上班|玩|吃|喝"
LOOK_LIKE_NAMES = re.compile(
    r"车管|管所|那[个位]|公室|管局|党[委支组]|高科|主管|总管|保管|城管|都[是不]|时候|方便|方面|全[都体]|安排|和[^长]|经[常办]|任何|于[是今]|应该|许多|高兴|常常|明明|成天|项目|代办|相关|关于|通知|边上|平时|别人|后来|连续|谢谢"
)
_PATTERNS = (
    re.compile(rf"({_SURNAME}{_GIVEN}{{0,2}}?(?:{_TITLE}))"),
    re.compile(rf"(姓{_SURNAME})(?=的|，|,|$)"),
    re.compile(
        rf"(?:窗口|工作人员|办事员|经办人?|科员|民警|辅警|协管员|柜员|医生|老师|人员|同志|干部|职工|负责人)(?:的|里的|上的|那个|是|叫|名叫|:|,)*({_SURNAME}{_GIVEN}{{1,2}}?)(?={_VERB}|[^{HAN}]|$)"
    ),
    re.compile(
        rf"(?:窗口|科|局|所|队|中心|大厅|里)(?:的|那个|有个)+([小老]{_SURNAME})(?![{HAN}]*区)"
    ),
    re.compile(r"(工号\s?:?\s?[A-Za-z]?\d{1,6})"),
)
_AT_LEAST = 2


def officers(text: str) -> Iterator[str]:
    """Yield how *text* names people in an office, each once, as it is written there.

    A name with its title is given without it too, for the next one may call him otherwise: 李科长, 李科.
    """
    plain = normal(text)
    found: dict[str, None] = {}
    for pattern in _PATTERNS:
        for hit in pattern.finditer(plain):
            if not LOOK_LIKE_NAMES.match(hit[1]):
                found.update(dict.fromkeys(_ways(hit[1])))
    yield from found


def _ways(name: str) -> Iterator[str]:
    yield name
    titled = re.fullmatch(rf"({_SURNAME}{_GIVEN}{{0,2}}?)(?:{_TITLE})", name)
    if titled is None:
        return
    if name.endswith("长") and len(name) - 1 >= _AT_LEAST:
        yield name.removesuffix("长")
    if len(titled[1]) >= _AT_LEAST:
        yield titled[1]


def surname_of(name: str) -> str:
    """Return the surname of somebody who is named as `officers` has it; empty where there is none."""
    hit = re.match(rf"[姓小老]?({_SURNAME})", name)
    return hit[1] if hit else ""
