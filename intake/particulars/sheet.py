"""One message while it is read for the form: which clause is what, which characters are still words."""

import re
from collections.abc import Iterator
from enum import StrEnum, unique

from dispatch.words.normal_form import Seen, seen
from dispatch.words.simplified import simplified
from intake.extract import digits
from intake.extract.name_words import HAN, SURNAMES
from intake.extract.spans import Span, What, apart
from intake.particulars import abodes, callings
from intake.particulars import lead_words as say
from intake.particulars.callings import Sure
from intake.particulars.pauses import Clause, clauses

_COUNTED = re.compile(
    r"(?<![①-⑳⓪])[①-⑳](?![①-⑳⓪])|(?:^|(?<=[\n\s,，。;；]))(?:[(（]\d[)）]|\d[.、)）]|[一二三四五][、.](?=[^\n]{2}))(?=\s*(?:[^\d\s]|\d{7}))"
)
#: as an unasked number is written; with dots or commas it may be years or money
_HOME_NUMBER = re.compile(
    r"(?<![\dA-Za-z第.-])(?P<number>[2-9]\d{6,7})(?:\s?(?:转分机|转|分机号?|-)[是:]?\s?(?P<ext>\d{1,5})(?![\d-])|(?!\s?[\d元块万年号.-]))"
)
_WRITTEN = re.compile(
    r"[-‐-―+()\d\sA-Za-z转分机号零〇○一二三四五六七八九幺洞拐个两壹贰叁肆伍陆柒捌玖]+"
)
TAIL_OF_NAME = re.compile(r"(?:就行了?|就可以了?|就好|就中|吧|哈|啊|呢|了|的|本人|先生本人){1,8}$")
_RESIDENT = re.compile("的?(?:一名|一个)?(?:住户|业主|居民|村民|租户|租客|商户|住着|的人)$")
SELF_CORRECTED = re.compile(
    r"(?:哎呀?|哦|噢|啊|呃|唉)?(?:不|不对|错了|不是|(?:写|说|打|发|搞|填|弄|记)(?:错|反)了|反了|更正)(?:啊|了|哈|咯)?"
)
_IS = re.compile(
    r"^(?:现在|应该|应当|应|其实|正确的?)?(?:是|为|改成|改为|换成|更正为|更正|写成|改到|变成)"
)
_SEEK = re.compile(r"^(?:请|可以|麻烦)?(?:找|联系|请联系|问)(?:我|我们)?(?:的)?")
_AS = re.compile(
    "(?:我是|是)?(?:一名|一个)?(?:个体户|个体工商户|村民|居民|业主|住户|商户|租户|租客|家长|学生家长|摊主|店主|车主|户主|农民|群众|市民|[组队村班楼会]长|网格员)(?=.{2})"
)
_MINE = re.compile("^(?:我|俺|我家|就)(?=.{2})")
_NEXT_LABEL = re.compile("(?<=.{4})(?:联系)?(?:电话|手机|身份证)(?:号码?)?$")
_WRITE = re.compile("^(?:就|请|给我)?(?:写|填|登记|记)(?:我|上|的?是)?")
#: 姓  名：, 地    址：
_GAPPED = re.compile(
    r"(?<![\u4e00-\u9fff])([姓电地住手单])([ \u3000]{1,8})([名话址机位])(?=\s*[::\]】)])"
)
#: asked, a label begins a clause wherever it stands: …二十二号院姓名…
#: … but a unit's, which may be the end of its name: …公司地址
_OF_A_UNIT = ("公司", "单位", "企业", "店", "厂")
_SURE_LABELS = [
    one for one in say.LABELS if re.search("姓名|名字|地址|住址|电话|手机|联系方式", one)
]
_LABEL_WITHIN = re.compile(
    rf"{say.one_of(one for one in _SURE_LABELS if one.startswith(_OF_A_UNIT))}"
    rf"|(?P<label>{say.one_of(one for one in _SURE_LABELS if not one.startswith(_OF_A_UNIT))})(?:就?是|叫|为|在)?(?=[{HAN}\d])"
)
_I_AM_CALLED = "我叫"
#: … and 我教 before what is a name
_SLIP = re.compile(
    rf"{'|'.join(say.SLIPS)}|(?:^|(?<=[,。 ]))我[教交](?=[{SURNAMES}][{HAN}]{{1,2}}(?:[,。\s\d]|$))"
)
#: an unasked message longer than this is a story, whose particulars are announced or stand beside a number
LONG = 160
#: whom people address, unasked
ADDRESSED = re.compile("(?:书记|局长|县长|市长|厅长|省长|镇长|乡长|区长|部长|主席|领导|主任)$")
#: in one as short as this, a name or place that is all of its last clause is the writer's
SHORT = 60


@unique
class Role(StrEnum):
    """What a clause is."""

    STORY = "story"
    NUMBER = "number"
    LABEL = "label"
    NAME = "name"
    PLACE = "place"
    UNIT = "unit"
    #: speaks about a particular, greets, leads to the next
    ASIDE = "aside"
    #: is left to the words whatever it looks like
    TOLD = "told"


def _at_home(plain: str) -> Iterator[Span]:
    """Yield short numbers of a fixed line: 家里7500043, 总机7500043转302."""
    for hit in _HOME_NUMBER.finditer(plain):
        value = hit["number"] + (f"转{hit['ext']}" if hit["ext"] else "")
        yield Span(*hit.span(), What.PHONE, value)


def _read_rightly(text: str) -> str:
    """Return *text*, as long as before, with the slips in its labels put right and without the gaps in them."""
    closed = _GAPPED.sub(lambda hit: hit[1] + hit[3] + hit[2], text)
    return _SLIP.sub(lambda hit: say.SLIPS.get(hit[0], _I_AM_CALLED), closed)


class Sheet:
    """One message: its clauses, their roles, and what was found."""

    def __init__(self, text: str, *, asked: bool, sure: bool) -> None:
        self.sure = sure
        marked = _COUNTED.sub(lambda hit: ";" * len(hit[0]), text)
        self.shown: Seen = seen(marked)
        self.written = text
        self.plain = self.shown.text
        self.one_script = _read_rightly(simplified(self.plain))
        self.asked = asked
        numbers = [
            one
            for one in digits.ringing(self.one_script)
            if asked or _WRITTEN.fullmatch(self.one_script, one.start, one.end)
        ]
        short = [one for one in _at_home(self.one_script) if asked or "转" in one.value]
        numbers = list(apart([*numbers, *short]))
        self.phones_said = bool(numbers)
        self.clauses = clauses(self.one_script, numbers, _LABEL_WITHIN if asked else None)
        self.roles = [Role.NUMBER if one.number else Role.STORY for one in self.clauses]
        self.said = bytearray(b"\1" * len(self.plain))
        for gap in _GAPPED.finditer(self.plain):
            self.spend(gap.end(1), gap.end())
        self.found: dict[str, list[tuple[int, str]]] = {}
        self.former: dict[str, str] = {}
        self.phones: dict[int, str] = {}
        self.anonymous = False
        #: which field a clause calls wrong, by the number of that clause
        self.wrong: dict[int, str] = {}
        self.place_at = -2
        self.kin_of_named = ""
        self.own: set[int] = set()
        self.refusing = False
        #: several labels stand apart in it
        self.is_form = False
        self.unseen = False

    def spend(self, start: int, end: int) -> None:
        """Take `plain[start:end]` from the words."""
        self.said[start:end] = bytes(end - start)

    def put(self, name: str, start: int, end: int) -> None:
        """Put `plain[start:end]` into the field *name*."""
        self.found.setdefault(name, []).append((start, self.plain[start:end].strip()))
        self.spend(start, end)

    def has(self, name: str) -> bool:
        return name in self.found

    def near(self, i: int, step: int) -> int | None:
        """Return the index of the next clause on one side that is more than an aside."""
        i += step
        while 0 <= i < len(self.clauses):
            if self.roles[i] not in (Role.ASIDE, Role.LABEL):
                return i
            i += step
        return None

    def text_of(self, i: int) -> str:
        return self.clauses[i].text if 0 <= i < len(self.clauses) else ""

    def shorten(self, i: int, start: int, end: int) -> None:
        """Keep only `start:end` of clause *i*."""
        clause = self.clauses[i]
        text = clause.text[start - clause.start : end - clause.start]
        bare = text.strip()
        if not bare:
            self.roles[i] = Role.ASIDE
            clause.start, clause.end, clause.text = start, start, ""
            return
        clause.start = start + text.index(bare)
        clause.end = clause.start + len(bare)
        clause.text = bare

    def disown(self, i: int) -> None:
        if self.clauses[i].number is not None and i in self.phones:
            one = self.clauses[i]
            del self.phones[i]
            self.said[one.start : one.end] = b"\1" * (one.end - one.start)
        self.roles[i] = Role.TOLD

    def drop(self, i: int) -> None:
        self.roles[i] = Role.ASIDE
        self.spend(self.clauses[i].start, self.clauses[i].end)

    def lead_on(self, i: int) -> int:
        """Take what only says how one goes on from the place that clause *i* is; return the last clause of it."""
        while abodes.leads_on(self.text_of(i + 1)) and self.roles[i + 1] is Role.STORY:
            i += 1
            clause = self.clauses[i]
            self.drop(i)
            self.put("address", clause.start, clause.end)
        return i

    def left(self, clause: Clause) -> str:
        """Return what *clause* says beside what was taken of it and what carries that."""
        kept = "".join(
            self.one_script[at] if self.said[at] else "\n" for at in range(clause.start, clause.end)
        )
        return "".join(say.CARRIES.sub("", one) for one in kept.split("\n")).strip()

    def put_name(
        self, kind: str, begin: int, start: int, end: int, floor: Sure = Sure.MAYBE
    ) -> bool:
        """Put the name that stands at *start* into *kind*, with the words from *begin* that announce it."""
        text = self.one_script[start:end]
        whole = TAIL_OF_NAME.sub("", text)
        is_whole = callings.sureness(whole) >= floor and not say.CARRIES.fullmatch(whole)
        name = whole if is_whole else callings.ahead(text)
        if not is_whole and callings.sureness(name) is Sure.LIKELY:
            return False  # 我是城关镇幸福路3号
        if not name or (floor is Sure.SURE and not is_whole and not (self.asked or self.phones)):
            return False
        self.spend(begin, start)
        self.put(kind, start, start + len(name))
        if is_whole:
            self.spend(start, end)
        return True

    def put_place(self, start: int, end: int, *, told: bool, led: bool = False) -> bool:
        """Put the place from *start* on into the address; say whether all of it is one.

        Args:
            told: they call it their address.
            led: they say that they live there.
        """
        is_one = self._placed(start, end, told=told, led=led)
        if self.has("address"):
            self.place_at = next(
                (
                    i
                    for i, one in enumerate(self.clauses)
                    if one.start <= start <= one.end and one.text
                ),
                -2,
            )
        return is_one

    def _placed(self, start: int, end: int, *, told: bool, led: bool) -> bool:
        text = self.one_script[start:end]
        lead = re.match(r"(?:就|现|也){0,6}(?:是|在|为|写){1,8}", text)
        start += lead.end() if lead else 0
        text = self.one_script[start:end]
        cut = _NEXT_LABEL.search(text)
        text = text[: cut.start()] if cut else text
        end = start + len(text)
        place = abodes.whole(text, elimination=told or led or self.asked)
        is_story = not (told or led or self.asked or self.phones)
        if place and is_story and not abodes.is_home(place):
            return False
        if not place and told and len(text) <= 50 and not say.ASIDE.fullmatch(text):
            place = text if not re.search("[我你您他她]|不|没", text) else ""
        if place:
            at = start + text.index(place)
            self.spend(start, end)
            self.put("address", at, at + len(place))
            return True
        place = abodes.prefix(text)
        if text[len(place) :][:1].isdigit():  # no number is cut in two
            place = place.rstrip("0123456789")
        if place and (not is_story or abodes.is_home(place)):
            self.put("address", start, start + len(place))
            on_it = re.match(r"[上里边](?=[我俺嗯想要有\d]|$)", text[len(place) :])
            self.spend(start, start + len(place) + (1 if on_it else 0))
        return False

    def core(self, i: int) -> tuple[int, int]:
        clause = self.clauses[i]
        start, end = clause.start, clause.end
        role = _AS.match(clause.text)
        if role and callings.sureness(clause.text[role.end() :]) is Sure.SURE:
            return start + role.end(), end
        puts_right = self.asked or self.is_corrected(i)
        for lead in (_SEEK, _WRITE, _IS, _MINE):
            hit = lead.match(self.one_script[start:end])
            if hit and hit.end() < end - start and (lead is not _IS or puts_right):
                start += hit.end()
        text = _RESIDENT.sub("", TAIL_OF_NAME.sub("", self.one_script[start:end]))
        return start, start + len(text)

    def bare_text(self, i: int) -> str:
        """Return clause *i* without what leads to a name or place: 找, 是, 我."""
        return self.one_script[slice(*self.core(i))]

    def is_near(self, i: int) -> bool:
        """True within a few clauses of the writer's number or of a label."""
        return any(
            j in self.phones or self.roles[j] is Role.LABEL
            for j in range(max(i - 4, 0), min(i + 5, len(self.clauses)))
        )

    @property
    def is_story(self) -> bool:
        """True for a long text that nobody asked for: its asides stay where no particular is near."""
        return not self.asked and len(self.plain) > LONG

    def is_corrected(self, i: int) -> bool:
        """True where the clause before *i* calls wrong what was said before it."""
        before = self.clauses[i - 1].text if i else ""
        return i - 1 in self.wrong or (bool(before) and bool(SELF_CORRECTED.fullmatch(before)))
