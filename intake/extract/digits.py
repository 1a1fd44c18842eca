"""What is written in figures: phones, ID numbers, bank cards, plates, chat accounts.

Figures may be split by signs, written in Chinese (一三八…) or with O and l for 0 and 1. What is
*hidden* is found more widely than what is *taken*: a number that may be somebody's is never shown
to a group, and only a sure one is put on the form.
"""

import re
from collections.abc import Iterator

from intake.extract.spans import Span, What, apart

_CHINESE = str.maketrans(
    "零〇○洞一二三四五六七八九壹贰叁肆伍陆柒捌玖幺两拐", "0000123456789123456789127"
)
_LOOK_ALIKE = str.maketrans("oOlI|", "00111")
_BESIDE_DIGIT = re.compile(r"(?<=\d)[oOlI|]{1,11}|[oOlI|]{1,11}(?=\d)")
#: what may stand between two figures of one number
_GAP = r"[^\S\n]?[\-‐-―−~·•.,、_/\\+*()\[\] ]{0,3}"
_RUN = re.compile(rf"\d(?:{_GAP}\d){{6,}}(?:{_GAP}[xX](?![A-Za-z]))?")
#: 3-4-4 with anything short between, e.g. 138转0013转8000
_GROUPED = re.compile(r"(?<!\d)1[3-9]\d[^\d\n]{0,2}\d{4}[^\d\n]{0,2}\d{4}(?!\d)")

_NAMES = "零〇○洞一二三四五六七八九幺两拐0-9"
_TIMES = re.compile(rf"([两二三四五六七八2-8])个([{_NAMES}])")
_TOLD = re.compile(
    rf"[{_NAMES}](?:[{_NAMES}]|[两二三四五六七八2-8]个[{_NAMES}]){{4,14}}(?<=[{_NAMES}])(?![{_NAMES}])"
)
#: whole numbers in their usual shapes; taken out before anything wider is looked for
_WHOLE: tuple[tuple[re.Pattern[str], What], ...] = (
    (
        re.compile(
            r"(?<!\d)[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)"
        ),
        What.ID_NUMBER,
    ),
    (
        re.compile(
            r"(?<!\d)(?:(?:\+|00)?86[\s\-]?)?(1[3-9]\d[\s\-‐-―]?\d{4}[\s\-‐-―]?\d{4})(?!\d)"
        ),
        What.PHONE,
    ),
    (re.compile(r"(?<!\d)(0[1-9]\d{1,2}[\s\-‐-―]?[2-9]\d{6,7})(?!\d)"), What.PHONE),
)
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"(?:0[1-9]\d{8,10}|400\d{7}|800\d{7})")
_ID_18 = re.compile(
    r"[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX]"
)
_ID_15 = re.compile(r"[1-9]\d{7}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}")
_EXTENSION = re.compile(r"\s?(?:转分机|转|分机号?|[-‐-―])[是:]?\s?(\d{1,5})(?![\d-])")
_AT_LEAST_MOBILE = 11
#: days and numbers of tickets (2026-10-09, 2026-0001) are nobody's number
_OURS = re.compile(
    r"(?<![\d\-A-Za-z])(?:[A-Za-z]{1,8}-)?20\d\d-(?:(?:0?[1-9]|1[0-2])-(?:0?[1-9]|[12]\d|3[01])|\d{4,6})(?![\d\-])"
)
#: from this many figures on a number is hidden whatever it is
_LONG = 15
_CALLED = re.compile(r"(?:电话|手机|联系|座机|致电|拨打|号码|打|tel|phone)[^\d\n]{0,6}$", re.I)

#: passports, travel permits to and from 港澳台, identity cards of 港澳台, 社会保障卡: letters and figures
_LETTERED = re.compile(
    r"(?<![A-Za-z0-9])([A-Z]{1,2}[\s\-]?\d(?:[\s\-]?\d){6,10}|[A-Z]{3}[\s\-]?\d{12}|[A-Z]{1,2}\d{6}\s?\(\s?[0-9A]\s?\)|[157]\d{6}\s?\(\s?\d\s?\))"
    r"(?![A-Za-z0-9])",
    re.I,
)
#: of soldiers and police: 南字第1234567号
_SERVICE = re.compile(r"(?<=[一-鿿])字第?\s?(\d{5,8})号?")
#: a paper or card by its name, and what is written behind it
_PAPER = re.compile(
    r"(?:护照|通行证|回乡证|台胞证|身份证|军官证|士兵证|警官证|社保卡?|社会保障卡|医保卡?|市民卡|居民卡|银行卡|存折|信用卡|储蓄卡|公积金|驾驶证|驾照|行驶证|残疾证|学生证|准考证|学籍|出生(?:医学)?证明?"
    r"|居住证|户口[簿本]?|不动产权?证|房产证|结婚证|离婚证|证件|档案|病历|住院|会员|卡|账|帐|户)(?:的)?(?:号码|号|编号|卡号|账号|帐号|户名?号)?"
    r"(?:是|为|后面?是)?[\s:]{0,3}([A-Za-z0-9](?:[\s\-.]?[A-Za-z0-9]){5,24}(?:\s?\([0-9A-Za-z]\))?)(?![A-Za-z0-9])"
)
_FIGURES = re.compile(r"\d")

_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使"
_PLATE = re.compile(
    rf"([{_PROVINCES}])[\s·•.\-]{{0,2}}([A-Za-z])[\s·•.\-]{{0,3}}"
    rf"((?:[A-Za-z0-9][\s·•.\-]?){{4,5}}[A-Za-z0-9挂学警港澳])(?![A-Za-z0-9])"
)
_PLATE_NAMED = re.compile(
    r"车牌号?码?(?:是|为)?[\s:,]{0,2}([A-Za-z][A-Za-z0-9]{5,6})(?![A-Za-z0-9])"
)
_ACCOUNT = re.compile(
    r"(?:微信号?|wx|vx|v信|薇信|QQ号?|扣扣)(?:是|为)?[\s:,号]{0,3}([A-Za-z0-9][A-Za-z0-9_\-]{4,19})",
    re.I,
)
_MAIL = re.compile(r"[\w.+\-]{1,64}@[\w\-]{1,64}(?:\.[\w\-]{2,16}){1,4}", re.ASCII)
#: what numbers, plates, accounts and addresses of mail are written with; the shortest has five of them
_SIGN = re.compile(rf"[0-9A-Za-z|@._+\-{''.join(map(chr, _CHINESE))}]")
_SHORTEST = 5


def in_ascii(text: str) -> str:
    """Return *text*, as long as before, with Chinese figures and look-alike letters as digits."""
    digits = text.translate(_CHINESE)
    return _BESIDE_DIGIT.sub(lambda hit: hit[0].translate(_LOOK_ALIKE), digits)


def hidden(text: str) -> Iterator[Span]:
    """Yield whatever in *text* (in normal form) may be somebody's number."""
    if len(_SIGN.findall(text)) < _SHORTEST:
        return  # nearly every text; it need not be looked through a dozen times
    text = _OURS.sub(lambda hit: "\n" * len(hit[0]), text)
    digits = in_ascii(text)
    for is_read in (False, True):
        source = digits if is_read else text
        whole = list(_whole(source))
        yield from whole
        rest = _without(source, whole)
        for run in _RUN.finditer(rest):
            yield from _in_run(run, rest)
        for hit in _GROUPED.finditer(rest):
            yield Span(*hit.span(), What.PHONE, hit[0])
        digits = _without(digits, whole)
    yield from _dictated(text)
    yield from _papers(text)
    yield from _plates(digits)
    for pattern in (_ACCOUNT, _MAIL):
        for hit in pattern.finditer(text):
            yield Span(*hit.span(hit.lastindex or 0), What.ACCOUNT, hit[hit.lastindex or 0])


def _whole(source: str) -> Iterator[Span]:
    for pattern, what in _WHOLE:
        for hit in pattern.finditer(source):
            value = re.sub(r"[\s\-‐-―]", "", hit[hit.lastindex or 0]).upper()
            yield Span(*hit.span(), what, value)


def _without(source: str, spans: list[Span]) -> str:
    """Return *source*, as long as before, with line ends in the place of *spans*."""
    for span in spans:
        source = source[: span.start] + "\n" * (span.end - span.start) + source[span.end :]
    return source


def _in_run(run: re.Match[str], source: str) -> Iterator[Span]:
    places = [at for at in range(*run.span()) if source[at].isdigit() or source[at] in "xX"]
    figures = "".join(source[at] for at in places).upper()
    bare = figures.rstrip("X")
    if len(bare) >= _LONG:
        yield Span(*run.span(), _long_kind(figures), figures)
        return
    mobile = _MOBILE.search(bare)
    if mobile:
        yield Span(*_to_edges(places, mobile), What.PHONE, mobile[0])
    elif _LANDLINE.fullmatch(bare) or _is_called(bare, source, run.start()):
        yield Span(*run.span(), What.PHONE, bare)


def _to_edges(places: list[int], hit: re.Match[str]) -> tuple[int, int]:
    """Return the hit's place, widened over figures that touch it: a part must not stay behind."""
    first, last = hit.start(), hit.end() - 1
    while first > 0 and places[first] - places[first - 1] == 1:
        first -= 1
    while last + 1 < len(places) and places[last + 1] - places[last] == 1:
        last += 1
    return places[first], places[last] + 1


def _long_kind(figures: str) -> What:
    if _ID_18.fullmatch(figures) or _ID_15.fullmatch(figures):
        return What.ID_NUMBER
    return What.BANK_CARD if _passes_luhn(figures) else What.NUMBER


def _is_called(figures: str, source: str, start: int) -> bool:
    return len(figures) in (7, 8) and bool(_CALLED.search(source[max(0, start - 12) : start]))


def _dictated(text: str) -> Iterator[Span]:
    """Yield mobile numbers that are told with how often a figure stands: 一五八四个零六二九幺."""
    for hit in _TOLD.finditer(text):
        figures = _TIMES.sub(lambda one: int(in_ascii(one[1])) * in_ascii(one[2]), hit[0])
        value = in_ascii(figures)
        if _MOBILE.fullmatch(value):
            yield Span(*hit.span(), What.PHONE, value)


def _papers(text: str) -> Iterator[Span]:
    """Yield the numbers of papers and cards: by their shape, or behind the paper's name."""
    for pattern in (_LETTERED, _SERVICE, _PAPER):
        for hit in pattern.finditer(text):
            figures = re.sub(r"[^0-9A-Za-z]", "", hit[1]).upper()
            if len(_FIGURES.findall(figures)) >= _SHORTEST:
                yield Span(*hit.span(1), What.ID_NUMBER, figures)


def _plates(digits: str) -> Iterator[Span]:
    for hit in _PLATE.finditer(digits):
        letters = re.sub(r"[^A-Za-z0-9挂学警港澳]", "", hit[3]).upper()
        if any(char.isdigit() for char in letters):
            yield Span(*hit.span(), What.PLATE, f"{hit[1]}{hit[2].upper()}{letters}")
    for hit in _PLATE_NAMED.finditer(digits):
        yield Span(*hit.span(1), What.PLATE, hit[1].upper())


def taken(text: str) -> Iterator[Span]:
    """Yield the numbers in *text* (in normal form) that are surely what they look like."""
    for span in hidden(text):
        if span.what is What.PHONE and not _is_sure_phone(span, text):
            continue
        if span.what is What.ID_NUMBER and not is_id_number(span.value):
            continue
        if span.what in (What.NUMBER, What.ACCOUNT):
            continue
        yield span


def ringing(text: str) -> Iterator[Span]:
    """Yield the phones in *text* (in normal form) that are surely what they look like, in order, with their extension."""
    for span in apart(one for one in taken(text) if one.what is What.PHONE):
        is_landline = span.value.startswith(("0", "4", "8")) or len(span.value) < _AT_LEAST_MOBILE
        hit = _EXTENSION.match(text, span.end) if is_landline else None
        yield Span(span.start, hit.end(), span.what, f"{span.value}转{hit[1]}") if hit else span


def _is_sure_phone(span: Span, text: str) -> bool:
    """True unless more figures touch it than the number has."""
    if "个" in text[span.start : span.end]:
        return True
    figures = re.sub(r"\D", "", in_ascii(text[span.start : span.end]))
    return figures in (span.value, f"86{span.value}", f"0086{span.value}")


def is_id_number(number: str) -> bool:
    """True when *number* is an 18-figure ID number with the right check sign (GB 11643)."""
    number = number.upper()
    if not _ID_18.fullmatch(number):
        return False
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(number, weights, strict=False))
    return number[17] == "10X98765432"[total % 11]


def _passes_luhn(number: str) -> bool:
    if not (number.isdigit() and 16 <= len(number) <= 19):
        return False
    digits = [int(digit) for digit in reversed(number)]
    return sum(digits[::2] + [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]) % 10 == 0
