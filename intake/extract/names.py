"""People's names in a text: after the words that announce them, or beside a phone number."""

import re
from collections.abc import Iterator

from intake.extract.name_words import (
    DOES,
    DOUBLE_SURNAMES,
    FREQUENT_SURNAMES,
    HAN,
    KIN,
    LOOK_LIKE_NAMES,
    NEXT_WORDS,
    SURNAMES,
)
from intake.extract.spans import Span, What

_GIVEN = rf"(?:[ ]?[{HAN}](?:[ ]?(?!{NEXT_WORDS})[{HAN}])?)"
_NAME = rf"(?:(?:{DOUBLE_SURNAMES}){_GIVEN}|[{SURNAMES}]{_GIVEN}|[{HAN}]{{1,7}}(?:[·•・][{HAN}]{{1,8}}){{1,4}})"
#: a rare surname, or a name in letters; only where the announcement leaves no doubt
_ANY_NAME = rf"(?:{_NAME}|[{HAN}]{{2,4}}(?=$|[^\w])|[A-Za-z]{{2,20}}(?: [A-Za-z]{{2,20}})?)"
#: these follow an announcement without being a name
_NOT = (
    "不|没|无|电话|手机|地址|和|与|及|等|或|保密|匿名|信息|你|您|我|他|她|了|过|谁|什么|多少|填|写|号|身份|方式|单位|公司"
    "|证|已|未|同|如|见|均|都|也|由|为空|栏|必|请"
)

_SURE = re.compile(
    rf"(?:(?:我|俺|咱|本人|人家)(?:就|大)?名?叫|名字(?:是|叫)?|姓名(?:是|叫|为)?|我的名字(?:是|叫)?|叫做"
    rf"|(?:联系|联络|经办|反映|投诉|举报|诉求|申请|代办|委托|当事|收件|签)人?(?:人|名)(?:姓名)?(?:是|叫|为)?(?=[\s:])|联系人(?:是|叫|为)?|(?<!不)署名|落款)"
    rf"[\s:\-]{{0,3}}(?!{_NOT})({_ANY_NAME})"
)
_LIKELY = re.compile(
    r"(?:我是|俺是|本人|[他她]名?叫|村民|居民|市民|群众|住户|租户|租客|商户|农户|社员|职工|工人|农民工|残疾人|贫困户|低保户|老人|老汉|大爷|大娘|大妈|邻居|同事|朋友|同学|工友|老乡|室友|法定代表人|法人代表|(?:经办|申请|当事|诉求|反映|投诉|举报|报案|受益|委托|代办|负责|被保险|持证|参保|持卡|法)人"
    r"|死者|患者|病人|户主|业主|房主|房东|车主|机主|老板|学生"
    rf"|(?:{KIN})(?:名?叫|是)?)"
    rf"(?:是|叫|为|名叫)?[\s:]{{0,2}}({_NAME})(?=$|[^{HAN}]|{NEXT_WORDS}|{DOES})"
)
_OF_KIN = re.compile(
    rf"(?:{KIN}|村民|邻居|同事|工友|同学|朋友|老乡)(?:名?叫|是)?([{FREQUENT_SURNAMES}](?!{NEXT_WORDS})[{HAN}](?:(?!{NEXT_WORDS}|{DOES})[{HAN}])?)"
)
_TITLED = re.compile(
    rf"(?<![{HAN}])(?![经和向从](?:{DOUBLE_SURNAMES}|[{SURNAMES}])(?:先生|女士|小姐|同志|师傅|大|阿姨|叔叔|老))({_NAME})(?=先生|女士|小姐|同志|师傅|大爷|大妈|大娘|大哥|大姐|阿姨|叔叔|老人|老师(?!傅))"
)
_SURNAME = re.compile(
    rf"(?:我|俺|咱|本人|免贵)姓\s?({DOUBLE_SURNAMES}|[{SURNAMES}])(?![{HAN}]?[氏名])"
)
_BEFORE_PHONE = re.compile(rf"(?:^|[\s,。;:、(])({_NAME})[\s,:、)(]{{0,3}}$")
_AFTER_PHONE = re.compile(rf"^(?!元|万)[\s,:、()]{{0,3}}({_NAME})(?=$|[\s,。;:、)])")
_ALONE = re.compile(rf"(?:^|[\s,。;:、()]){_NAME}(?=$|[\s,。;:、()])")
_PLACE_END = re.compile(r"[区县镇乡村路街局院校队组楼店厂站所部会市省]$")


def announced(text: str) -> Iterator[Span]:
    """Yield the names that *text* (in normal form) announces, in the order of their sureness."""
    for pattern in (_SURE, _LIKELY):
        for hit in pattern.finditer(text):
            if pattern is _SURE or not LOOK_LIKE_NAMES.match(hit[1]):
                yield Span(*hit.span(1), What.NAME, joined(hit[1]))


def of_kin(text: str) -> Iterator[Span]:
    """Yield a name behind a word for kin or neighbours, whatever follows it: 儿子王小明上学."""
    for hit in _OF_KIN.finditer(text):
        if not LOOK_LIKE_NAMES.match(hit[1]):
            yield Span(*hit.span(1), What.NAME, joined(hit[1]))


def titled(text: str) -> Iterator[Span]:
    """Yield the names before a word of respect (李秀英大妈), and a surname that somebody gives (我姓陈)."""
    for pattern in (_TITLED, _SURNAME):
        for hit in pattern.finditer(text):
            if not LOOK_LIKE_NAMES.match(hit[1]):
                yield Span(*hit.span(1), What.NAME, joined(hit[1]))


def beside_phones(text: str, phones: list[Span]) -> Iterator[Span]:
    """Yield the names that stand directly before or after one of *phones*."""
    for phone in phones:
        start = max(0, phone.start - 16)
        before = _BEFORE_PHONE.search(text[start : phone.start])
        after = _AFTER_PHONE.match(text[phone.end : phone.end + 12])
        for hit, shift in ((before, start), (after, phone.end)):
            if hit and is_name(joined(hit[1])):
                yield Span(hit.start(1) + shift, hit.end(1) + shift, What.NAME, joined(hit[1]))


def alone(text: str) -> str:
    """Return the first part of *text* that is a name and nothing else, or an empty string.

    Only for an answer to the question who somebody is.
    """
    for hit in _ALONE.finditer(text):
        name = joined(re.sub(r"^[\s,。;:、()]", "", hit[0]))
        if is_name(name):
            return name
    return ""


def is_name(words: str) -> bool:
    """True when *words* look like surname and given name, and like no common word or place."""
    whole = re.fullmatch(_NAME, words)
    return bool(whole) and not LOOK_LIKE_NAMES.match(words) and not _PLACE_END.search(words)


def elsewhere(text: str, names: set[str]) -> Iterator[Span]:
    """Yield every other place where one of *names* stands."""
    longer = sorted((name for name in names if len(name) > 1), key=len, reverse=True)
    if not longer:
        return
    spaced = ("[ ]?".join(map(re.escape, name)) for name in longer)
    for hit in re.finditer("|".join(spaced), text):
        yield Span(*hit.span(), What.NAME, hit[0])


def joined(name: str) -> str:
    """Return *name* without the blanks between its characters; one in letters keeps them."""
    return name.replace(" ", "") if re.search(rf"[{HAN}]", name) else name
