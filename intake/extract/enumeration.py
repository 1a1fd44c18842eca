"""Several matters told at once: how people list them, and which parts of what they said belong together.

Rule 1: nothing is lost: the parts, one behind the other, are the whole text but for the figures of a list
        (1. 二、) and what only announces it (我想反映两件事).
Rule 2: what the person calls another matter (还有一件事, 两个问题：1. 2.) is one, unless it is surely the same.
Rule 3: else cautious (of messages that follow each other as they come, more go on with one matter than
        begin another, whatever the dictionary says): a part is a matter of its own only where it begins like one and is surely another
        department's; what says nothing sure belongs to what stands before it.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from dispatch.words.normal_form import Seen, normal, seen

#: so many are told apart; what goes on belongs to the last
MOST = 6
#: a shorter part says too little
_SHORTEST, _SHORTEST_NAMED, _SPEAKS_FOR_ITSELF = 4, 5, 8
_HAN = "一二三四五六七八九十"
_FIGURES = {han: n for n, han in enumerate(_HAN, 1)} | {"两": 2}
#: 1. 2、 (3) ①, 一、 (二), 第一, 第二件事: a list is one that begins with the first and goes on
_NUMBERED = re.compile(
    rf"(?<![\d.A-Za-z])\(?(\d{{1,2}})(?:[、.)](?!\d)|:(?!\d))"
    rf"|(?:\(|^|(?<=[\s,;。!?:]))([{_HAN}])(?:[、)]|是)"
    rf"|第([{_HAN}\d])(?:[件个][^\s,。:;]{{0,3}}?(?:事情?|问题)(?:是|呢)?|[件个点](?:是|(?=[,、:\s]))|(?=[,、:\s]))[,、:\s]*"
)
#: how a further matter is begun that nobody numbers
_FURTHER = re.compile(
    r"(?:^|(?<=[\s,;。!?]))(?:(?:我?还有|另外还?有?|再有)(?:一|个|两)?[件个](?:别的)?(?:事情?|问题)|顺便(?:再|也)?(?:反映|投诉|说|问)|"
    r"(?:另外|还有)(?:我?还?想?要?(?:再)?(?:反映|投诉))|(?:再|还)(?:反映|投诉)一?(?:个|件))"
)
_BESIDE = re.compile(r"(?:^|(?<=[\n;。!?]))[^\S\n]*(?:另外|还有)")
#: in a longer message figures and 另外 mostly tell one matter at length
_LONG = 200
#: without any of these nothing is listed: most messages are looked at no further
_MAY_LIST = re.compile("[2\N{FULLWIDTH DIGIT TWO}②二]|另外|还有|再有|顺便|[再还](?:反映|投诉)")
#: what announces how many follow
_ANNOUNCED = re.compile(rf"([{_HAN}两\d])[件个点][^\s,。;:]{{0,3}}?(?:事情?|问题|诉求|情况)")
#: … and says nothing else: of matters that are told apart it tells none
_ANNOUNCES_ONLY = re.compile(
    rf"(?:[你您]们?好[,。!\s]*)?[我俺咱]?们?[想要来]?(?:反映|投诉|说|问|咨询|讲|有)?(?:一下|以下|下面)?"
    rf"[{_HAN}两几\d]?[件个点些](?:事情?|问题|情况|诉求)?(?:要?(?:反映|投诉|说|问))?[,。:!\s]*"
)
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"
_DEMANDS = re.compile(r"^(?:要求|请求?|希望|恳请|建议|麻烦|必须|尽快|给我|让)")
_AROUND = " \t\n,，、;；:："


class Begins(IntEnum):
    """How a part begins; the higher, the more it is meant as a matter of its own."""

    #: 另外, 还有
    BESIDE = 1
    #: numbered: matters, or only reasons
    LISTED = 2
    #: numbered in a message that tells nothing else: nothing stands before the list that its parts belong to
    BARE_LIST = 3
    #: called a matter (第二件事, 还有一个问题)
    NAMED = 4


#: how sure it must be of what a part is about, by how it begins
_SURE_ENOUGH = {Begins.LISTED: 0.3, Begins.BESIDE: 0.6}


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What a text is about, by ids, and how sure either is (0 to 1)."""

    department: str
    matter: str
    sure_of_department: float
    sure_of_matter: float

    def is_enough(self, begins: Begins) -> bool:
        """True where that is sure enough for a part that begins so."""
        return min(self.sure_of_matter, self.sure_of_department) >= _SURE_ENOUGH[begins]


#: a text → what it is about, None where nothing says so
Judge = Callable[[str], Topic | None]


@dataclass(slots=True, kw_only=True)
class ToldMatter:
    """One matter of several: its parts as they were said, the one that says what it is about first told."""

    parts: list[str]
    about: Topic | None = None
    shown: str = ""


def matters(said: Sequence[str], judge: Judge, one: int = 0) -> list[ToldMatter]:
    """Return the matters of messages *said*, in order; a single one where they are not surely several.

    Args:
        one: so many of the first messages are one matter, whatever they look like.
    """
    told = [
        (begins, part)
        for n, message in enumerate(said)
        for begins, part in ([(None, message)] if n < one else parts(message))
    ]
    if len(told) < 2:
        return [ToldMatter(parts=list(said))]
    if one == 0 and _ANNOUNCES_ONLY.fullmatch(normal(told[0][1])):
        del told[0]
    found: list[ToldMatter] = []
    for n, (begins, part) in enumerate(told):
        about = judge(part) if len(part) >= _SHORTEST else None
        is_free = n >= max(one, 1) and len(found) < MOST
        if not found or (begins and is_free and _is_another(found, part, about, begins)):
            found.append(ToldMatter(parts=[part], about=about, shown=part))
        else:
            _join(_whose(found, about), part, about)
    return found


def _is_another(
    found: Sequence[ToldMatter], part: str, about: Topic | None, begins: Begins
) -> bool:
    if begins is Begins.NAMED:
        # the person says so; only what is surely about the same is not
        return len(part) >= _SHORTEST_NAMED and not any(_is_same(one.about, about) for one in found)
    if begins is Begins.BARE_LIST:
        return _speaks(part, about, found)
    known = [one.about for one in found if one.about and one.about.is_enough(begins)]
    if about is None or not about.is_enough(begins) or len(known) < len(found):
        return False
    return about.department not in {one.department for one in known}


def _speaks(part: str, about: Topic | None, found: Sequence[ToldMatter]) -> bool:
    """True where each part of a list speaks for itself, and one at least says what it is about."""
    told = [*(one.shown for one in found), part]
    topics = [one.about for one in found]
    is_whole = all(len(one) >= _SPEAKS_FOR_ITSELF for one in told) and not _DEMANDS.match(part)
    return is_whole and any((*topics, about)) and not any(_is_same(one, about) for one in topics)


def _is_same(one: Topic | None, other: Topic | None) -> bool:
    return one is not None and other is not None and one.matter == other.matter


def _whose(found: Sequence[ToldMatter], about: Topic | None) -> ToldMatter:
    """Return which matter a part belongs to: the one about the same, else the one before it."""
    same = (
        one for one in found if about is not None and one.about and one.about.matter == about.matter
    )
    return next(same, found[-1])


def _join(matter: ToldMatter, part: str, about: Topic | None) -> None:
    matter.parts.append(part)
    was = matter.about.sure_of_matter if matter.about else 0.0
    if about is not None and was < _SURE_ENOUGH[Begins.LISTED] and about.sure_of_matter > was:
        matter.about, matter.shown = about, part


def parts(text: str) -> Iterator[tuple[Begins | None, str]]:
    """Yield the parts of *text* and how each begins, None the one at its beginning that begins in no way."""
    if not _MAY_LIST.search(text):
        if whole := text.strip(_AROUND):
            yield None, whole
        return
    shown = seen(text)
    cuts = sorted([*(_circled(shown) or _numbered(shown.text)), *_further(shown.text)])
    if len(shown.text) > _LONG:
        cuts = [cut for cut in cuts if cut[2] is Begins.NAMED]
    start, begins = 0, None
    for at, end, how in cuts:
        if at > start and (part := _cut(text, shown.origin, start, at)):
            yield begins, part
        start, begins = max(end, start), how
    if part := _cut(text, shown.origin, start, len(shown.text)):
        yield begins, part


def _cut(text: str, origin: Sequence[int], start: int, end: int) -> str:
    return text[origin[start] : origin[end]].strip(_AROUND)


def _circled(shown: Seen) -> list[tuple[int, int, Begins]]:
    """Return where ① ② … stand: their normal form is a mere figure."""
    written = [shown.written[at] for at in shown.origin[:-1]]
    row = [at for at, char in enumerate(written) if char in _CIRCLED]
    is_list = [written[at] for at in row] == list(_CIRCLED[: len(row)])
    if not is_list or len(row) < 2:
        return []
    before = shown.text[: row[0]].strip(_AROUND)
    how = Begins.LISTED if before and not _ANNOUNCES_ONLY.fullmatch(before) else Begins.BARE_LIST
    return [(at, at + 1, how) for at in row]


def _numbered(plain: str) -> list[tuple[int, int, Begins]]:
    """Return where a list's figures stand: of one kind, from the first on, each the next."""
    for kind in (1, 2, 3):
        hits = [hit for hit in _NUMBERED.finditer(plain) if hit[kind]]
        row: list[re.Match[str]] = []
        for hit in hits:
            if _figure(hit[kind]) == len(row) + 1:
                row.append(hit)
        if len(row) > 1:
            announced = _ANNOUNCED.search(plain[: row[0].start()])
            is_named = announced is not None and _figure(announced[1]) == len(row)
            before = plain[: row[0].start()].strip(_AROUND)
            is_bare = not before or _ANNOUNCES_ONLY.fullmatch(before)
            listed = Begins.BARE_LIST if is_bare else Begins.LISTED
            how = [Begins.NAMED if is_named or _is_called(hit) else listed for hit in row]
            how[0] = Begins.LISTED  # the first may go on with what announces them
            return [(hit.start(), hit.end(), one) for hit, one in zip(row, how, strict=True)]
    return []


def _is_called(hit: re.Match[str]) -> bool:
    return "件" in hit[0] or "个" in hit[0]


def _figure(written: str) -> int:
    return int(written) if written.isdigit() else _FIGURES.get(written, 0)


def _further(plain: str) -> list[tuple[int, int, Begins]]:
    """Return where a further matter is begun in words; the words stay in it."""
    strong = {hit.start() for hit in _FURTHER.finditer(plain)}
    weak = {hit.start() for hit in _BESIDE.finditer(plain)} - strong
    return [
        *((at, at, Begins.NAMED) for at in strong),
        *((at, at, Begins.BESIDE) for at in weak),
    ]
