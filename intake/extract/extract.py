"""What free text says about people (phones, ID numbers, names, addresses …), and masking it.

`find` takes only what is sure enough for the form. `mask` hides whatever may identify somebody,
for a group chat (product §2): rather a word too many than a number too few.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from dispatch.words.normal_form import Seen, normal, seen
from dispatch.words.simplified import simplified
from intake.extract import appellations, digits, names, places, stretches
from intake.extract.spans import Span, What, apart

__all__ = ["Found", "find", "mask", "nameless", "normal"]

_UNIT_END = (
    "有限责任公司|股份有限公司|集团有限公司|有限公司|分公司|公司|专业合作社|合作社|个体工商户|经营部|商行|门市部?|超市|饭店|酒店|宾馆"
    "|工厂|加工厂|养殖场|农场|事务所|工作室|幼儿园|学校|医院|诊所|药房|药店|商店|百货店|小吃店|餐馆|理发店|美容店"
)
#: looked for first: without one no unit is named, and the patterns around it try every character
_ANY_UNIT = re.compile(_UNIT_END)
#: twice the longest unit
_REACH = 100
_UNIT = re.compile(rf"[一-鿿A-Za-z0-9()·]{{2,30}}?(?:{_UNIT_END})(?:[一-鿿]{{2,6}}分公司)?")
_OURS = re.compile(
    rf"(?:(?:我们?|本|俺们?|咱们?)(?:单位|企业|公司|厂|店)?(?:是|叫|名称是|全称是|代表|来自)|我们?的?(?:公司|单位|企业)(?:是|叫|名称)"
    rf"|单位(?:名称|全称)?(?:是|为)?\s?:|企业名称\s?:?|公司名称\s?:?|单位名称\s?:?|我是)\s?([一-鿿A-Za-z0-9()·]{{2,30}}?(?:{_UNIT_END}))"
)
_UNIT_LEAD = re.compile(
    r"^(?:我们?|俺们?|他们?|在|是|到|去|向|给|找|被|和|与|对|投诉|反映|举报|关于|因为|由于|要求|请|想|一家|这家|那家|该|某|于|从)+"
)
_MONEY = re.compile(r"(?<![\d,.])\d[\d,]{0,14}(?:\.\d{1,4})?\s?(?:万|亿|千|百)?余?(?:元|块钱?|万)")
_DAY = re.compile(
    r"(?<![\d\-/.])(?:(?:(?:19|20)\d\d[年\-/.])?(?:1[0-2]|0?[1-9])(?:月|[\-/.](?=\d))(?:3[01]|[12]\d|0?[1-9])(?:[日号]|(?![\d\-/.元万]))"
    r"|(?:19|20)\d\d年(?:1[0-2]|0?[1-9])月)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a text says, each kind in the order of its sureness.

    Attributes:
        phones: `13800138000`, `03917212345`; without signs.
        id_numbers: 18 signs with the right check sign.
        unit: the unit (单位) that the writer speaks for, else empty.
        units: every unit named.
        addresses: as written, in normal form.
    """

    phones: tuple[str, ...] = field(default=(), repr=False)
    id_numbers: tuple[str, ...] = field(default=(), repr=False)
    bank_cards: tuple[str, ...] = field(default=(), repr=False)
    plates: tuple[str, ...] = field(default=(), repr=False)
    names: tuple[str, ...] = field(default=(), repr=False)
    unit: str = field(default="", repr=False)
    units: tuple[str, ...] = field(default=(), repr=False)
    addresses: tuple[str, ...] = field(default=(), repr=False)
    amounts: tuple[str, ...] = ()
    days: tuple[str, ...] = ()


def find(text: str, *, answering: bool = False) -> Found:
    """Return what *text* says.

    Args:
        answering: we asked for these particulars, so a bare name or unit counts.
    """
    plain = normal(text)
    numbers = list(apart(digits.taken(plain)))
    names_unit = _ANY_UNIT.search(plain) is not None
    ours = _OURS.search(plain) if names_unit else None
    units = _units(plain) if names_unit else ()
    unit = _UNIT_LEAD.sub("", ours[1]) if ours else ""
    return Found(
        phones=_of(numbers, What.PHONE),
        id_numbers=_of(numbers, What.ID_NUMBER),
        bank_cards=_of(numbers, What.BANK_CARD),
        plates=_of(numbers, What.PLATE),
        names=_names(plain, numbers, answering),
        unit=unit or _leading(units, plain, answering),
        units=units,
        addresses=places.addresses(plain),
        amounts=tuple(_MONEY.findall(plain)),
        days=tuple(_DAY.findall(plain)),
    )


def _of(spans: list[Span], what: What) -> tuple[str, ...]:
    return tuple(dict.fromkeys(span.value for span in spans if span.what is what))


def _names(plain: str, numbers: list[Span], answering: bool) -> tuple[str, ...]:
    phones = [span for span in numbers if span.what is What.PHONE]
    one_script = simplified(plain)
    found = [*names.announced(one_script), *names.beside_phones(one_script, phones)]
    values = [names.joined(plain[span.start : span.end]) for span in found]
    if answering and not values:
        values = [name for name in (names.alone(plain),) if name]
    return tuple(dict.fromkeys(values))


def _units(plain: str) -> tuple[str, ...]:
    hits = stretches.hits(_UNIT, _ANY_UNIT, plain, _REACH)
    found = (_UNIT_LEAD.sub("", hit[0]) for hit in hits)
    return tuple(dict.fromkeys(unit for unit in found if len(unit) > 3))


def _leading(units: tuple[str, ...], plain: str, answering: bool) -> str:
    """Return the unit that an answer begins with: it is the writer's own."""
    return next((u for u in units if answering and plain.strip().startswith(u)), "")


def mask(text: str, *, in_office: bool = True) -> str:
    """Return *text* with whatever may identify a person replaced by `〔电话〕`, `〔姓名〕` …

    Works on what a person would see: spaces, signs, full-width and Chinese figures, characters of
    no width do not help a number through. Everything else stays as it was written.

    Args:
        in_office: those too who are called by an office or amid a sentence; a paper names whom it is about.
    """
    shown = seen(text)
    plain = simplified(shown.text)
    numbers = list(digits.hidden(plain))
    spans = [*numbers, *_people(plain, numbers, in_office=in_office), *places.houses(plain)]
    return _hidden(shown, spans)


def nameless(text: str) -> str:
    """Return *text* with everybody's name replaced by `〔姓名〕`; numbers and addresses stay."""
    shown = seen(text)
    plain = simplified(shown.text)
    return _hidden(shown, _people(plain, list(digits.hidden(plain)), in_office=True))


def _people(plain: str, numbers: list[Span], *, in_office: bool) -> list[Span]:
    phones = [span for span in numbers if span.what is What.PHONE]
    people = [
        *names.announced(plain),
        *names.of_kin(plain),
        *names.titled(plain),
        *names.beside_phones(plain, phones),
        *(appellations.called(plain) if in_office else ()),
    ]
    known = {span.value for span in people}
    return [*people, *names.elsewhere(plain, known | appellations.given_names(known))]


def _hidden(shown: Seen, spans: Iterable[Span]) -> str:
    text = shown.written
    parts, done = [], 0
    for span in apart(spans):
        start, end = shown.span(span.start, span.end)
        parts += [text[done:start], f"〔{span.what.value}〕"]
        done = max(done, end)
    return "".join([*parts, text[done:]])
