"""A message cut where people pause: at signs, at blanks that are no part of a name, around numbers.

Each clause knows where it stands in the normal form, so that what is left over can be cut out of the
words as they were written.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from intake.extract.name_words import HAN, SURNAMES
from intake.extract.spans import Span

#: where a clause ends; no slash between figures
_BREAK = re.compile(
    r"[\n\t,。;!?|()\[\]{}=【】<>《》「」『』〔〕‘’“”\"、:~ \U0001f300-\U0001faff\u2600-\u27bf]+|(?<!\d)/|/(?!\d)|-{2,}|—+"
)
#: blanks within a name are no end: 张 三, John Smith
_ONE_NAME = re.compile(
    rf"(?<![A-Za-z0-9])[A-Za-z] (?=[区座栋幢])|(?<![{HAN}])[{SURNAMES}] (?:[{HAN}] )?[{HAN}]{{1,2}}(?![{HAN}\d])|[A-Za-z]{{1,20}}(?: [A-Za-z]{{1,20}}){{1,4}}|[A-Z][a-z]{{1,9}}\.? \d{{1,5}}(?!\d)|(?<![A-Za-z0-9])[A-Za-z] (?=[区座栋幢])|(?<!\d)\d{{1,5}}[A-Za-z]? (?=[组号栋幢室楼队排弄]|单元)"
)


@dataclass(slots=True)
class Clause:
    """`plain[start:end]` without blanks at its ends.

    Attributes:
        number: of the numbers of the text the one that it is, else None.
        ended: the signs behind it.
    """

    start: int
    end: int
    text: str
    number: Span | None = None
    ended: str = ""


def clauses(plain: str, numbers: list[Span], begins: re.Pattern[str] | None = None) -> list[Clause]:
    """Return the clauses of *plain* (in normal form); each of *numbers* is one by itself.

    Args:
        begins: where a clause begins, though no sign stands there.
    """
    found: list[Clause] = []
    done = 0
    bound = _ONE_NAME.sub(lambda hit: hit[0].replace(" ", "_"), plain)
    for number in numbers:
        found += _cut(plain, bound, done, number.start, begins)
        found.append(Clause(number.start, number.end, plain[number.start : number.end], number))
        done = number.end
    found += _cut(plain, bound, done, len(plain), begins)
    for one, following in pairwise(found):
        one.ended = plain[one.end : following.start]
    if found:
        found[-1].ended = plain[found[-1].end :]
    return found


def _cut(
    plain: str, bound: str, start: int, end: int, begins: re.Pattern[str] | None
) -> Iterator[Clause]:
    """Yield the clauses of *plain[start:end]*, without the empty ones; *bound* has no blank within a name."""
    for first, last in _begun(_pieces(bound, start, end), plain, begins):
        text = plain[first:last]
        bare = text.strip(" -—.·*#=_'")
        if bare:
            at = first + text.index(bare)
            yield Clause(at, at + len(bare), bare)


def _pieces(plain: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for hit in _BREAK.finditer(plain, start, end):
        yield start, hit.start()
        start = hit.end()
    yield start, end


def _begun(
    pieces: Iterable[tuple[int, int]], plain: str, begins: re.Pattern[str] | None
) -> Iterator[tuple[int, int]]:
    """Yield *pieces*, cut where *begins* says; not behind a single character, which may belong to it."""
    for start, end in pieces:
        for hit in begins.finditer(plain, start, end) if begins else ():
            if hit["label"] and hit.start() - start > 1:
                yield start, hit.start()
                start = hit.start()
        yield start, end
