"""Where somebody lives or something happened: addresses to take, house numbers to hide."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from intake.extract import stretches
from intake.extract.digits import in_ascii
from intake.extract.spans import Span, What

_HAN = "一-鿿"
_N = r"[0-9十百]"
#: 12号 after a street, a village, an estate; not the 12号窗口 of a hall
_AFTER_PLACE = re.compile(
    rf"(?<=[路街巷道弄村庄屯组队里区园苑城院寓牌排寨镇湾府庭郡坊乡同居])第?{_N}{{1,5}}(?:-{_N}{{1,4}}){{0,3}}\s?(?:号|#)"
    r"(?:院|楼|附\d{1,3}号?)?(?!\s?(?:窗|柜|台|线|文|令|公告|工单|通知|诉求|厅|楼大厅))"
)
#: 3号楼2单元501室, 12栋501, 5幢东户
_BUILDING = re.compile(
    rf"(?:[A-Za-z]|{_N}{{1,4}})\s?(?:号楼|#楼|号院|#院|栋|幢|单元|座(?=\s?\d))(?!.?大厅)"
    rf"(?:\s?-?(?:[A-Za-z]|{_N}{{1,4}})\s?(?:号楼|栋|幢|座|单元|门洞?|层|楼(?!大厅)))*"
    rf"(?:\s?-?{_N}{{1,5}}\s?(?:室|户|号|房间?)?)?(?:[东西南北中]{{1,2}}户)?"
)
_PLATE = re.compile(rf"(?<=门牌号)\s?[:是为]?\s?{_N}{{1,5}}号?")
_ROOM = re.compile(
    rf"(?<!\d){_N}{{3,5}}\s?(?:室|户(?!籍)|房间?|号房)(?!一|1)|(?<![\d年月])[东西南北]户"
)
#: 3-2-501; a date has four figures first
_DASHED = re.compile(
    r"(?<![\d\-])\d{1,3}\s?-\s?\d{1,2}\s?-\s?(?!19\d\d|20[0-4]\d)\d{3,4}(?![\d\-])"
)
_DASHED_AT_HOME = re.compile(
    r"(?<=[区园苑城院寓府庭湾郡里坊居楼])\s?\d{1,3}-\d{1,4}(?:-\d{2,4})?(?![\d\-])"
)
_HOUSES = (_PLATE, _BUILDING, _AFTER_PLACE, _ROOM, _DASHED, _DASHED_AT_HOME)
#: “一栋楼”, “第二单元测试”: a count, not a house
_COUNTED = re.compile(r"^[一二三四五六七八九十两几百]{1,2}\s?(?:栋|幢)$")

_LABELLED = re.compile(
    r"(?:(?:联系|家庭|通讯|居住|现住|单位|具体|详细|经营|现)?(?:地址|住址|住所|位置)|家住|居住在|现居|我?住在|(?<![居入])住(?=[一-鿿]{2,8}[县区乡镇村路]))"
    r"(?:是|为|在)?[\s:]{0,2}([^,。;!?\n]{3,50})"
)
_UNITS = (
    rf"(?:[{_HAN}]{{2,6}}?(?:省|自治区))?(?:[{_HAN}]{{2,6}}?市)?(?:[{_HAN}]{{1,6}}?(?:县|区|旗))?"
    rf"(?:[{_HAN}]{{1,6}}?(?:镇|乡|街道办事处|街道|办事处))?"
)
_PLAIN = re.compile(
    rf"({_UNITS}(?:[{_HAN}]{{1,8}}?(?:村|社区|居委会|庄|屯|寨))?(?:[{_HAN}0-9]{{1,8}}?(?:路|街|巷|大道|胡同))?"
    rf"(?:与[{_HAN}]{{1,6}}(?:路|街|大道)(?:交叉口|交汇处))?(?:[{_HAN}0-9]{{0,10}}?(?:小区|花园|家园|公寓|佳苑|苑|新城|新村|家属院|广场))?"
    rf"(?:{_N}{{1,4}}组)?(?:(?:[A-Za-z]|{_N}{{1,5}})(?:号院|号楼|号|栋|幢|座|单元|层|室|户|楼|#)){{0,5}}{_N}{{0,5}}(?:室|户)?)"
)
_STRONG = re.compile(
    r"(?:镇|乡|街道|办事处|村|社区|居委会|路|街|巷|大道|小区|花园|家园|公寓|苑|家属院|新城|新村)"
)
#: twice the longest place
_REACH = 300
#: who names more places than this tells no address: each is compared with all others
_MOST = 32
_LEAD = re.compile(
    r"^(?:我们?|俺们?|他们?|她|本人|家|人|就|是|在|住|到|从|去|位于|于|的|一个|这个|那个|现)+"
)


def houses(text: str) -> Iterator[Span]:
    """Yield the house numbers in *text* (in normal form), figures in Chinese too."""
    digits = in_ascii(text)
    for pattern in _HOUSES:
        for hit in pattern.finditer(digits):
            written = text[hit.start() : hit.end()]
            if not _COUNTED.match(written):
                yield Span(*hit.span(), What.HOUSE, written)


def addresses(text: str) -> tuple[str, ...]:
    """Return the addresses in *text* (in normal form): announced ones first, then recognised."""
    found: dict[str, None] = {}
    for place in chain(_labelled(text), _recognised(text)):
        found[place] = None
        if len(found) == _MOST:
            break
    return tuple(one for one in found if not _within(one, found))


def _labelled(text: str) -> Iterator[str]:
    return (hit[1].strip() for hit in _LABELLED.finditer(text))


def _recognised(text: str) -> Iterator[str]:
    # _PLAIN tries every character; most of most texts have no word of a place at all
    for hit in stretches.hits(_PLAIN, _STRONG, text, _REACH):
        place = _LEAD.sub("", hit[0]).strip()
        if len(place) >= 4 and _STRONG.search(place) and _is_specific(place):
            yield place


def _is_specific(place: str) -> bool:
    return bool(
        re.search(r"\d|[县区镇乡].+[村路街区]|村.+[号组]|小区|家园|花园|公寓|家属院", place)
    )


def _within(place: str, others: Iterable[str]) -> bool:
    return any(place != other and place in other for other in others)
