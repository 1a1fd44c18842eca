"""Texts made to keep a pattern busy, and whether the work grows as the text does.

Work is the CPU time of this thread, the least of several tries, compared with itself at a quarter of
the length: whatever the machine, what is linear takes four times as much and what is quadratic sixteen.
"""

import re
import time
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from itertools import pairwise
from pkgutil import walk_packages
from random import Random
from re import _parser as regex_syntax  # type: ignore[attr-defined]
from types import ModuleType
from typing import Any

#: bytes of the longest body that a callback takes
LARGEST = 64 * 1024
#: CPU seconds below which even a quadratic piece of work would be harmless, and a figure is noise
NEGLIGIBLE = 0.004
#: between the 4 of a linear and the 16 of a quadratic piece of work
TOO_STEEP = 9.0
#: where so little of the work is of the square, four times the length makes it 7.2 times as much at most
STRAIGHT = 5.0
#: what keeps the most patterns busy, and is tried on each
CORE = ("1", "小区", "路1", "，", " ")
#: what people, forms and machines write again and again
OFTEN = (
    *("嗯", "刚", "看", "没有", "催"),
    *(
        "小区",
        "路",
        "路1",
        "1",
        "1 ",
        "12:",
        "3月",
        "3月1日",
        "三天内",
        "（",
        "，",
        "。",
        "、",
        "-",
        "1-",
    ),
    *(
        "138",
        "1380013800 ",
        "0001 ",
        "2026年",
        "第",
        "县",
        "街道",
        "村",
        "号",
        "一",
        "十",
        "元",
        "1元",
    ),
    *(
        "我叫张三，",
        "张三 13800138000 ",
        "王主任",
        "李",
        "姓名：",
        "地址",
        "我家",
        "不",
        "满意",
        "通过",
    ),
    *("停车局", "本局", "a", "A ", "@", " ", "\u3000", "\n", "\x00", "\u200b", "𬱖", "e\u0301"),
)


def text_of(piece: str, size: int = LARGEST) -> str:
    """Return *piece* again and again, *size* bytes of it."""
    return piece * (size // len(piece.encode()))


def modules(*packages: ModuleType) -> Iterator[ModuleType]:
    for package in packages:
        for found in walk_packages(package.__path__, package.__name__ + "."):
            if "simulator" not in found.name and not found.name.endswith("__main__"):
                yield import_module(found.name)


def patterns(found: Iterable[ModuleType]) -> dict[str, re.Pattern[str]]:
    """Return every compiled pattern in the modules *found*, inside tables too, by its place."""
    known: dict[tuple[str | bytes, int], str] = {}
    hits: dict[str, re.Pattern[str]] = {}
    for module in found:
        for name, value in vars(module).items():
            for pattern in _inside(value, depth=4):
                if isinstance(pattern.pattern, str):
                    place = known.setdefault(
                        (pattern.pattern, pattern.flags), f"{module.__name__}:{name}#{len(known)}"
                    )
                    hits[place] = pattern
    return hits


def _inside(value: Any, depth: int) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth and isinstance(value, dict):
        for pair in value.items():
            yield from _inside(pair, depth - 1)
    elif depth and isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from _inside(one, depth - 1)


def alphabet(pattern: re.Pattern[str]) -> list[str]:
    """Return the pieces of text that *pattern* itself names, the shortest first."""
    return sorted(set(_pieces(regex_syntax.parse(pattern.pattern, pattern.flags))), key=_by_length)


def _by_length(piece: str) -> tuple[int, str]:
    return len(piece), piece


_CATEGORIES = {"CATEGORY_DIGIT": "1", "CATEGORY_SPACE": " ", "CATEGORY_WORD": "a"}


def _pieces(parsed: Any) -> Iterator[str]:
    """Yield what stands in a parsed pattern: runs of letters, one of each class, and a stranger."""
    run = ""
    for operation, given in parsed:
        kind = str(operation)
        if kind == "LITERAL":
            run += chr(given)
            continue
        if run:
            yield run
            run = ""
        yield from _WITHIN.get(kind, _nothing)(given)
    if run:
        yield run


def _nothing(given: Any) -> Iterator[str]:
    return iter(())


def _of_class(given: Any) -> Iterator[str]:
    for operation, one in given:
        kind = str(operation)
        if kind == "LITERAL":
            yield chr(one)
        elif kind == "RANGE":
            yield chr(one[0])
            yield chr((one[0] + one[1]) // 2)
        elif kind == "CATEGORY":
            yield _CATEGORIES.get(str(one), "x")
        else:
            yield "县"


def _of_branches(given: Any) -> Iterator[str]:
    for branch in given[1]:
        yield from _pieces(branch)


_WITHIN: dict[str, Callable[[Any], Iterator[str]]] = {
    "IN": _of_class,
    "ANY": lambda given: iter("x县"),
    "NOT_LITERAL": lambda given: iter("x县"),
    "BRANCH": _of_branches,
    "SUBPATTERN": lambda given: _pieces(given[3]),
    "ATOMIC_GROUP": _pieces,
    "ASSERT": lambda given: _pieces(given[1]),
    "ASSERT_NOT": lambda given: _pieces(given[1]),
    **dict.fromkeys(
        ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"), lambda given: _pieces(given[2])
    ),
}


def mixtures(pieces: list[str], seed: int, count: int) -> list[str]:
    """Return *pieces* alone and *count* mixtures of two to four of them."""
    chance = Random(seed)
    mixed = [
        "".join(chance.choice(pieces) for _ in range(chance.choice((2, 2, 3, 4))))
        for _ in range(count)
    ]
    return list(dict.fromkeys([*pieces, *mixed]))


def cpu(work: Callable[[str], object], text: str, tries: int = 1) -> float:
    """Return the CPU seconds that *work* takes for *text*, the least of *tries*."""
    least = float("inf")
    for _ in range(tries):
        begun = time.thread_time()
        work(text)
        least = min(least, time.thread_time() - begun)
    return least


def steepness(work: Callable[[str], object], piece: str) -> float:
    """Return how many times as long *work* takes for four times as much of *piece*; 0 where it is negligible.

    It is looked at from 64 bytes on, so that what explodes is found before it hangs.
    """
    sizes = tuple(LARGEST // 4**n for n in range(5, 0, -1))
    for smaller, larger in pairwise(sizes):
        grown = cpu(work, text_of(piece, larger))
        if grown < NEGLIGIBLE:
            continue
        ratio = grown / max(cpu(work, text_of(piece, smaller)), 1e-6)
        if ratio > TOO_STEEP:  # looked at again before anything is said
            ratio = cpu(work, text_of(piece, larger), 3) / max(
                cpu(work, text_of(piece, smaller), 5), 1e-6
            )
        if ratio > TOO_STEEP:
            return ratio
        if ratio < STRAIGHT and larger * 4 == sizes[-1]:
            return 0.0
    return 0.0
