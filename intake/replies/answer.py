"""What a complaint and its answer say, drawn out for the reply guard (N3): asks, places, people, sums.

Rather nothing than something doubtful: what is foreign alarms somebody.
"""

import re
from collections.abc import Iterable, Iterator

from dispatch.words.normal_form import normal
from intake.classify import similarity
from intake.extract import digits, names
from intake.extract.money import Sum, sums
from intake.extract.spans import What
from intake.replies import asks, guard_words
from intake.replies import place_words as table
from intake.replies.findings import ReadAnswer, Told
from intake.replies.words import Words

#: a longer answer is judged by its beginning
LONGEST = 3000
#: a name of a place has so many signs before its ending
_SHORTEST_NAME, _LONGEST_NAME = 2, 4
#: a number without a unit in a complaint may be a sum from here on
_LEAST_SUM = 10

_TITLES_OF_WORKS = re.compile(r"《[^《》\n]{0,60}》|[\"“][^\"”\n]{0,40}[\"”]")
_HAN = re.compile(r"[一-鿿]+")
_CLAUSE_START = re.compile(r"[,。;!?\n]")
_WHERE = re.compile(table.WHERE)
_NO_NAME, _BREAKS = frozenset(table.NO_NAME.split()), frozenset(table.BREAKS.split())
_RETOLD, _OWN = re.compile(table.RETOLD), re.compile(table.OWN_MONEY)
_NEW = re.compile(table.NEW_MONEY)
#: staff whom the answer names so that they can be asked
_STAFF = re.compile(
    r"(?:联系人|联络人|经办人|负责人|责任人|工作人员|办理人|承办人|法人代表|法定代表人|法人|专员|窗口)(?:姓名)?(?:是|为|叫)?[\s:-]{0,3}$"
)
_TITLED = re.compile(r"(?:^|[^一-鿿]|[与和向对给为])([一-鿿]{2,3})(?:先生|女士)")
#: the least that an ID number, a bank card or a plate needs; a quick look before the thorough one
_MAYBE_NUMBERS = re.compile(r"\d(?:[ -]?\d){13}|[一-鿿][A-Za-z][ ·.-]?[A-Za-z\d]{4}")
_IDENTIFYING = (What.ID_NUMBER, What.BANK_CARD, What.PLATE)


def told(text: str, known: Iterable[str], words: Words) -> Told:
    """Return what a complaint tells.

    Args:
        text: the complaint and what the person added to it.
        known: whatever else may be named: the form's fields, departments with addresses, the county.
    """
    plain = normal(text)
    amounts = tuple(
        (one.value, one.is_rough) for one in sums(plain) if one.has_unit or one.value >= _LEAST_SUM
    )
    has_sum = any(one.has_unit for one in sums(plain))
    return Told(
        points=asks.points(text, words),
        known="\n".join((plain, *map(normal, known))),
        amounts=amounts if has_sum else (),
    )


def reply(text: str, reason: str, basis: str, words: Words) -> ReadAnswer:
    """Return an answer with what is drawn from it; the basis is only quoted, nothing in it is foreign."""
    plain = normal(f"{text}\n{reason}")[:LONGEST]
    own = _TITLES_OF_WORKS.sub("\n", plain)
    cut = words.cut(own.lower())
    return ReadAnswer(
        text=text,
        reason=reason,
        basis=basis,
        words=asks.keywords(own, cut),
        places=tuple(dict.fromkeys(_places(cut))),
        people=tuple(dict.fromkeys(_people(own))),
        amounts=tuple(dict.fromkeys(_amounts(own))),
        shingles=shingles(text),
    )


def shingles(text: str) -> frozenset[str]:
    """Return the pairs of signs of an answer without its courtesies, which all answers share."""
    return similarity.shingles(guard_words.COURTESY.sub("", normal(text)))


def _places(cut: list[str]) -> Iterator[tuple[str, str]]:
    """Yield each place as named, and the signs by which it would have been named before."""
    for at, token in enumerate(cut):
        if not token.endswith(table.ENDINGS):
            continue
        ending = next(one for one in table.ENDINGS if token.endswith(one))
        if token.endswith(table.KINDS) or _is_own(token, cut[at + 1 : at + 2]):
            continue
        name = _named(cut, at, ending)
        if name:
            yield name + ending, name if len(name) == _SHORTEST_NAME else name[1:]


def _is_own(token: str, following: list[str]) -> bool:
    """True where 县 alone is ours (others stand whole in the dictionary), or 镇政府 that at hand."""
    return token == "县" or (
        token in "镇乡村" and bool(following) and following[0].startswith(table.UNITS)
    )


def _named(cut: list[str], at: int, ending: str) -> str:
    """Return the name before *ending* in the token *at*, empty where it is none."""
    name = cut[at].removesuffix(ending)
    if not name:
        return _grown(cut, at)
    if name in _BREAKS and not _WHERE.search(cut[at - 1] if at else ""):
        return ""  # 会同县征收办: who acted with whom, though a county is called so as well
    is_name = len(name) >= _SHORTEST_NAME and name not in _NO_NAME
    return name if is_name and _HAN.fullmatch(name) and name[0] not in table.ANY else ""


def _grown(cut: list[str], at: int) -> str:
    """Return the tokens before *at* as far as they may be a name, empty where they are none."""
    name, before = "", at
    while before > 0:
        before -= 1
        token = cut[before]
        if token in _BREAKS or not _HAN.fullmatch(token):
            break
        if not name and token in _NO_NAME:
            return ""
        if len(token) + len(name) > _LONGEST_NAME:
            break
        name = token + name
    is_name = len(name) >= _SHORTEST_NAME and name not in _NO_NAME
    return name if is_name and name[0] not in table.ANY else ""


def _people(plain: str) -> Iterator[tuple[str, str]]:
    """Yield the names of others than staff, and numbers that are somebody's, without their middle."""
    for span in names.announced(plain):
        if "某" not in span.value and not _STAFF.search(plain[: span.start][-12:]):
            yield span.value, span.value
    for hit in _TITLED.finditer(plain):
        if "某" not in hit[1] and names.is_name(hit[1]):
            yield hit[1], hit[1]
    for span in digits.taken(plain) if _MAYBE_NUMBERS.search(plain) else ():
        if span.what in _IDENTIFYING:
            yield f"{span.what.value}…{span.value[-4:]}", plain[span.start : span.end]


def _amounts(plain: str) -> Iterator[tuple[str, float, bool]]:
    """Yield the sums that the answer tells as the person's own."""
    for one in sums(plain):
        clause = _clause(plain, one)
        is_retold = bool(_RETOLD.search(clause))
        if one.has_unit and (is_retold or _OWN.search(clause)) and not _NEW.search(clause):
            yield plain[one.start : one.end], one.value, is_retold


def _clause(plain: str, one: Sum) -> str:
    """Return the clause up to the sum and three signs on (元/月)."""
    return (
        _CLAUSE_START.split(plain[max(0, one.start - 40) : one.start])[-1]
        + (plain[one.start : one.end + 3])
    )
