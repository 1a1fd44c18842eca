"""Which reason not to take a matter up its words may tell: the matcher with its table of grounds, and a few words alone.

Rule 1: it is a suggestion for the desk, with the words that decided; nothing is done by it, and the
        person hears nothing of it before somebody decided.
Rule 2: a long text is read in pieces: what the court said stands in one sentence of ten; a piece that
        names none of what grounds are about is passed over.
"""

import re
from dataclasses import dataclass
from functools import cache

from dispatch.words import refusal_words
from dispatch.words.refusal_words import RefusalGround
from intake.classify import matcher
from intake.classify.folding import folded
from intake.classify.matcher import Matcher

#: by how much a unit of score multiplies the odds (a logarithm), as of the table of dangers
SHARPNESS = 4.0
#: the one context of the table, and its class for none of the grounds
ANY, NONE = "any", "none"
#: so likely a ground must be: in a message, and in one of the pieces of a letter; set on lines not seen
LIKELY, IN_A_LETTER = 0.25, 0.5
#: … and that a message says nothing: a single word says much
NOTHING_SAID = 0.6
#: a longer text is a letter, read in pieces of so many characters, the first so many of them
PIECE, PIECES = 70, 8
_SENTENCE = re.compile(r"[^。！？!?;；\n]+[。！？!?;；\n]*")
#: ways by law: they must be under way
_WAYS = frozenset(
    {
        RefusalGround.LAWSUIT,
        RefusalGround.ARBITRATION,
        RefusalGround.REVIEW,
        RefusalGround.PETITION,
        RefusalGround.DISCIPLINE,
    }
)
_SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldGround:
    """A ground that words may tell.

    Attributes:
        confidence: 0 to 1; 1 where a few words alone decided.
        words: what decided, the heaviest first, as the matcher folds it.
    """

    ground: RefusalGround
    confidence: float
    words: tuple[str, ...]


@cache
def shipped() -> Matcher:
    """Return the matcher with the table that comes with the program; reads it once."""
    return matcher.shipped("grounds", SHARPNESS)


def told(text: str, table: Matcher | None = None) -> ToldGround | None:
    """Return the likeliest ground that *text* tells, by words alone and by *table* (the shipped one)."""
    if not text.strip():
        return None
    if alone := refusal_words.told(text):
        return ToldGround(ground=alone[0], confidence=1.0, words=(alone[1],))
    table = table or shipped()
    parts = pieces(text)
    best, of = (IN_A_LETTER if len(parts) > 1 else LIKELY), ("", "")
    for piece in parts if len(parts) == 1 else filter(refusal_words.names_one, parts):
        if len(parts) > 1 and (alone := refusal_words.under_way(piece)):
            return ToldGround(ground=alone[0], confidence=1.0, words=(alone[1],))
        plain = folded(piece)
        likely = {one.name: one.confidence for one in table.find(plain, ANY)}
        of_any = 1 - likely.pop(NONE, 0.0)
        if of_any > best:
            name = max(likely, key=lambda one: likely[one])
            if _may_be(RefusalGround(name), of_any, piece, is_whole=len(parts) == 1):
                best, of = of_any, (name, plain)
    name, plain = of
    if not name:
        return None
    hits = (phrase.strip("^$,") for phrase, _ in table.hits(plain, ANY, name))
    words = dict.fromkeys(word for word in hits if len(word) > 1)
    return ToldGround(ground=RefusalGround(name), confidence=best, words=tuple(words)[:_SHOWN])


def _may_be(ground: RefusalGround, confidence: float, piece: str, *, is_whole: bool) -> bool:
    """True unless *ground* is one that a table cannot tell, or the way by law is not under way."""
    if ground is RefusalGround.ABUSE:
        return False  # words alone tell it: who insults may have a matter
    if ground is RefusalGround.EMPTY:
        return is_whole and confidence > NOTHING_SAID
    return not (ground in _WAYS and refusal_words.is_not_running(piece))


def pieces(text: str) -> tuple[str, ...]:
    """Return *text* without its salutation, in pieces that end with a sentence where they can, at most PIECES."""
    found: list[str] = []
    for sentence in _SENTENCE.findall(refusal_words.SALUTATION.sub("", text, count=1)):
        if found and len(found[-1]) + len(sentence) <= PIECE:
            found[-1] += sentence
        elif len(found) == PIECES:
            break
        else:
            found.append(sentence)
    return tuple(found)
