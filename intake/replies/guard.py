"""The reply guard (乱回拦截, N3): what speaks against an answer before it leaves.

Rule 1: it points and explains; a person may overrule it by name, nothing is refused here.
Rule 2: rather silent than wrong: where a rule is unsure it finds nothing, since each alarm costs
        somebody an override.
Rule 3: who complains plays no part in it; their particulars only keep their own name, address
        or number from counting as foreign (WZ-2.4).
"""

import re
from collections.abc import Iterable, Iterator

from dispatch.words.normal_form import normal
from intake.replies import guard_words as table
from intake.replies.bare_no import bare_no
from intake.replies.findings import Fault, Finding, Point, ReadAnswer, Told

__all__ = ["Fault", "Finding", "Point", "ReadAnswer", "Told", "bare_no", "findings"]

#: so alike are two answers only when one was copied (share of shingles that both have)
COPIED = 0.75
#: shorter answers are alike by nature
FEWEST_SHINGLES = 30
#: so many of the shingles are looked up first; with fewer hits the rest cannot reach COPIED
_PROBES, _PROBES_HIT = 32, 16
#: what is left of an answer without its courtesies must have so many letters
_SUBSTANCE = 5
#: an answer whose first so many signs are courtesies is nothing else
_LOOKED_AT = 400
#: a count is said approximately (余, 多, 左右): up to so many times is the same
_ROUGHLY = 2.0

_SENTENCE = re.compile(r"[。;!?\n]")
_CLAUSE = re.compile(r"[,。;!?\n]")
_LETTERS = re.compile(r"[^\W_]")


def findings(
    told: Told,
    reply: ReadAnswer,
    *,
    needs: Iterable[str] = (),
    others: Iterable[tuple[str, frozenset[str]]] = (),
) -> tuple[Finding, ...]:
    """Return what speaks against *reply*, the gravest first; empty when nothing does.

    Args:
        needs: what the class's stage asks for: 答复意见, 理由, 依据 (WZ-9.1).
        others: numbers and shingles of the answers to other matters.
    """
    plain = reply.whole
    said = normal(reply.text)
    return (
        *_present(reply, frozenset(needs)),
        *_bare(plain),
        *_substance(said, plain),
        *_uncovered(told, reply, plain),
        *_foreign(told, reply),
        *_copied(reply.shingles, others),
        *_rude(plain),
    )


def _present(reply: ReadAnswer, needs: frozenset[str]) -> Iterator[Finding]:
    if "理由" in needs and _says_nothing(reply.reason):
        yield Finding(Fault.NO_REASON)
    if "依据" not in needs:
        return
    if _says_nothing(reply.basis):
        yield Finding(Fault.NO_BASIS)
    elif not table.BASIS.search(normal(reply.basis)):
        yield Finding(Fault.WEAK_BASIS, (reply.basis.strip()[:40],))


def _says_nothing(entry: str) -> bool:
    return bool(table.NOTHING.fullmatch(normal(entry).lower()[:60]))


def _bare(plain: str) -> Iterator[Finding]:
    found = bare_no(plain)
    if found:
        yield found


def _substance(said: str, plain: str) -> Iterator[Finding]:
    passed = tuple(_passed_on(plain))
    if passed:
        yield Finding(Fault.PASSED_ON, passed)
    elif len(_LETTERS.findall(table.COURTESY.sub("", said[:_LOOKED_AT]))) < _SUBSTANCE:
        yield Finding(Fault.HOLLOW, (said.strip()[:40],))


def _passed_on(plain: str) -> Iterator[str]:
    """Yield the words that pass the matter on, unless anything in it is a result of its own."""
    hits: list[str] = []
    for sentence in _SENTENCE.split(plain):
        passing = table.PASSED_ON.search(sentence)
        if passing:
            hits.append(passing[0])
        if _is_substantial(sentence):
            return
    yield from dict.fromkeys(hits)


def _is_substantial(sentence: str) -> bool:
    if table.PROMISED.search(sentence) or table.EXPLAINS.search(sentence):
        return True
    own = (one for one in _CLAUSE.split(sentence) if not table.PASSED_ON.search(one))
    return bool(table.OUTCOME.search(",".join(own)))


def _uncovered(told: Told, reply: ReadAnswer, plain: str) -> Iterator[Finding]:
    missed = tuple(
        point.text
        for n, point in enumerate(told.points, 1)
        if not (_touches(point, reply.words, plain) or _is_numbered(n, plain))
    )
    if missed:
        yield Finding(Fault.NOT_COVERED, missed)


def _touches(point: Point, words: frozenset[str], plain: str) -> bool:
    if not point.words or point.words & words or not point.signs.isdisjoint(plain):
        return True
    if any(_is_spoken(word, plain) for word in point.words):
        return True
    return any(ask.search(point.text) and by.search(plain) for ask, by in table.ANSWERED_BY)


def _is_spoken(word: str, plain: str) -> bool:
    """True where *word* stands in *plain*, its two signs perhaps apart: 退费 in 退还费用."""
    if len(word) != 2:
        return word in plain
    first, second = word[0], word[1]
    at = plain.find(first)
    while at >= 0:
        if second in plain[at + 1 : at + 4]:
            return True
        at = plain.find(first, at + 1)
    return False


def _is_numbered(n: int, plain: str) -> bool:
    """True where the answer refers to the ask by its number: 关于第二个问题."""
    han = table.COUNTS[n - 1 : n]
    return bool(han and re.search(table.NUMBERED.format(n=f"(?:{n}|{han})"), plain))


def _foreign(told: Told, reply: ReadAnswer) -> Iterator[Finding]:
    places = tuple(shown for shown, least in reply.places if least not in told.known)
    people = tuple(shown for shown, least in reply.people if least not in told.known)
    amounts = tuple(
        shown
        for shown, value, is_retold in reply.amounts
        if not (_agrees(value, told.amounts) if told.amounts else not is_retold)
    )
    for what, words in (
        (Fault.FOREIGN_PLACE, places),
        (Fault.FOREIGN_PERSON, people),
        (Fault.FOREIGN_AMOUNT, amounts),
    ):
        if words:
            yield Finding(what, words)


def _agrees(value: float, told: tuple[tuple[float, bool], ...]) -> bool:
    """True when *value* was told, is the sum of all told, or what an approximate one may be."""
    sums = (sum(one for one, _ in told), *(one for one, _ in told))
    if any(abs(value - one) < 1 for one in sums):
        return True
    return any(is_rough and one / _ROUGHLY <= value <= one * _ROUGHLY for one, is_rough in told)


def _copied(
    mine: frozenset[str], others: Iterable[tuple[str, frozenset[str]]]
) -> Iterator[Finding]:
    if len(mine) < FEWEST_SHINGLES:
        return
    probes = frozenset(sorted(mine)[:: max(1, len(mine) // _PROBES)])
    copied = tuple(no for no, theirs in others if _is_copy(mine, theirs, probes))
    if copied:
        yield Finding(Fault.NEAR_COPY, copied)


def _is_copy(mine: frozenset[str], theirs: frozenset[str], probes: frozenset[str]) -> bool:
    few, many = sorted((len(mine), len(theirs)))
    if few < COPIED * many or len(probes & theirs) < _PROBES_HIT:
        return False
    shared = len(mine & theirs)
    return shared >= COPIED * (len(mine) + len(theirs) - shared)


def _rude(plain: str) -> Iterator[Finding]:
    words = tuple(dict.fromkeys(hit[0] for hit in table.RUDE.finditer(plain)))
    if words:
        yield Finding(Fault.RUDE, words)
