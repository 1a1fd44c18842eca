"""The separate asks (诉求点) of a complaint, and what each is about (N3).

Numbered lists first (1、2、, 一是二是, ①②), then sentences that ask. Conservative: one point where it
is unsure, since each point that is not answered alarms somebody.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from dispatch.words.normal_form import normal
from intake.replies import ask_words as table
from intake.replies.findings import Point
from intake.replies.words import Words

#: a longer complaint is judged by its beginning
LONGEST = 3000
#: more items are a story, not a list of asks; without a heading of asks even fewer
MOST, MOST_UNHEADED = 8, 5
#: more sentences that ask are one long plea
MOST_SENTENCES = 4
#: a longer item tells a story
LONGEST_ITEM, LONGEST_UNHEADED = 120, 40
#: an ask by sentence is about so many things at least, one of them a matter that we know
_FEWEST_WORDS = 2
#: a complaint of so few words may be answered in others
FEW_WORDS = 8
#: and one of fewer signs says too little to tell
_FEWEST_SIGNS = 3
#: so much of an ask is shown
_SHOWN = 40

_HAN_NUMBERS = "一二三四五六七八九十"
_CIRCLED = {ord("①") + n: f"({n + 1})" for n in range(10)}
_STYLES = tuple(
    re.compile(style)
    for style in (
        r"\((\d{1,2})\)",
        r"(?<![\d.\-/])(\d{1,2})\s?[、.)](?!\d)",
        rf"\(([{_HAN_NUMBERS}])\)",
        rf"(?:(?<=[\n。;:,!?\s])|^)([{_HAN_NUMBERS}])[、.,:]",
        rf"第([{_HAN_NUMBERS}])(?=[,、:点]|个(?:问题|诉求))[,、:点]?",
        rf"(?:(?<=[\n。;:,!?\s])|^)([{_HAN_NUMBERS}])是",
    )
)
_ASKS = re.compile(table.ASKS, re.VERBOSE)
_HEADING = re.compile(table.HEADINGS)
_WEAK_HEADING = re.compile(table.WEAK_HEADINGS)
_NO_ASK = re.compile(table.NO_ASK)
_PARTS = re.compile(
    r"[。;!?\n]|,(?=(?:另外|同时|还|也|并|再|其次|最后)?(?:要求|希望|请问|请求|恳请))"
)
_ITEM_END = re.compile(r"[。!?\n]")
_HAN_WORD = re.compile(r"[一-鿿]{2,}|[a-z]{2,}|\d{4,}")
_HAN_SIGN = re.compile(r"[一-鿿]")
_NO_MATTER = frozenset(table.NO_MATTER.split())
_SYNONYM: Mapping[str, str] = {
    word: line.split()[0] for line in table.SYNONYMS.splitlines() for word in line.split()
}
_LONGEST_SYNONYM = max(map(len, _SYNONYM))


def points(text: str, words: Words) -> tuple[Point, ...]:
    """Return the asks of a complaint in order, one for the whole where they cannot be told apart."""
    plain = normal(text.translate(_CIRCLED))[:LONGEST]
    told = _NO_ASK.sub("", plain)
    found = _listed(told) or _asked(told, words)
    if not found:
        return (_whole(told, words),)
    about = [keywords(one, words.cut(one.lower())) for one in found]
    return tuple(
        Point(text=_shown(one), words=_own(about, n)) for n, one in enumerate(found) if about[n]
    )


def _whole(plain: str, words: Words) -> Point:
    """Return the complaint as one ask; where it is short a single sign in common is enough."""
    cut = words.cut(plain.lower())
    said = (word for word in cut if word not in _NO_MATTER)
    signs = frozenset(_HAN_SIGN.findall("".join(said))) - _NO_MATTER
    about = keywords(plain, cut) if len(signs) >= _FEWEST_SIGNS else frozenset()
    few = signs if len(about) <= FEW_WORDS else frozenset()
    return Point(text=_shown(plain), words=about, signs=few)


def keywords(plain: str, cut: Iterable[str]) -> frozenset[str]:
    """Return what *plain* (in normal form, *cut* into words) is about; of synonyms the first."""
    told = (word for word in cut if word not in _NO_MATTER)
    named = {
        _SYNONYM.get(word, word) for word in told if word in _SYNONYM or _HAN_WORD.fullmatch(word)
    }
    return frozenset(named.union(_meant(plain)))


def _meant(plain: str) -> Iterator[str]:
    """Yield what the synonyms of two signs and more mean that stand anywhere in *plain*."""
    for size in range(2, _LONGEST_SYNONYM + 1):
        for at in range(len(plain) - size + 1):
            meant = _SYNONYM.get(plain[at : at + size])
            if meant is not None:
                yield meant


def _own(about: list[frozenset[str]], n: int) -> frozenset[str]:
    """Return the words that only this ask has, or all of its words where it has none."""
    others = frozenset[str]().union(*(one for at, one in enumerate(about) if at != n))
    return (about[n] - others) or about[n]


def _shown(ask: str) -> str:
    line = " ".join(ask.split()).strip(" ,:;、。")
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"


def _listed(plain: str) -> tuple[str, ...]:
    """Return the items of the first list that looks like one of asks."""
    for style in _STYLES:
        marks = _run(style, plain)
        if not 2 <= len(marks) <= MOST:
            continue
        items = tuple(_items(marks, plain))
        if all(items) and _are_asks(items, plain[: marks[0].start()]):
            return items
    return ()


def _run(style: re.Pattern[str], plain: str) -> list[re.Match[str]]:
    """Return the marks that count 1, 2, 3 … in order; others between them are none."""
    marks: list[re.Match[str]] = []
    for mark in style.finditer(plain):
        if _number(mark[1]) == len(marks) + 1:
            marks.append(mark)
    return marks


def _number(mark: str) -> int:
    return int(mark) if mark.isdecimal() else _HAN_NUMBERS.index(mark) + 1


def _items(marks: list[re.Match[str]], plain: str) -> Iterator[str]:
    for one, following in pairwise(marks):
        yield plain[one.end() : following.start()].strip()
    last = plain[marks[-1].end() :].lstrip()
    yield _ITEM_END.split(last)[0].strip()


def _are_asks(items: tuple[str, ...], before: str) -> bool:
    longest = max(map(len, items))
    lead = before[-24:].rstrip()
    if longest <= LONGEST_ITEM and _HEADING.search(lead):
        return True
    if len(items) > MOST_UNHEADED:
        return False
    if longest <= LONGEST_ITEM and 2 * sum(map(_is_ask, items)) >= len(items):
        return True
    if longest > LONGEST_UNHEADED:
        return False
    return bool(_WEAK_HEADING.search(lead)) or all(any(_meant(one)) for one in items)


def _is_ask(item: str) -> bool:
    return bool(_ASKS.search(item))


def _asked(plain: str, words: Words) -> tuple[str, ...]:
    """Return the sentences that ask, from the asking word on, those about one thing as one."""
    found: list[str] = []
    about: list[frozenset[str]] = []
    for part in _PARTS.split(plain):
        asking = _ASKS.search(part)
        ask = part[asking.start() :].strip() if asking else ""
        if not any(_meant(ask)):
            continue
        matter = keywords(ask, words.cut(ask.lower()))
        if len(matter) < _FEWEST_WORDS or any(_is_same(matter, one) for one in about):
            continue
        found.append(ask)
        about.append(matter)
    return tuple(found) if 2 <= len(found) <= MOST_SENTENCES else ()


def _is_same(one: frozenset[str], other: frozenset[str]) -> bool:
    return 2 * len(one & other) > min(len(one), len(other))
