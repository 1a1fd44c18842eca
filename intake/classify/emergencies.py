"""Danger in everyday words: the phrases of `dispatch.words.emergencies`, and the matcher with its table of dangers.

Rule 1: what the phrases find counts unless the table is sure that nobody is in danger; who speaks of
        their own death is believed whatever the table says.
Rule 2: what only the table finds counts where it is likelier than not to matter: a number too many
        does no harm, one too few may.
"""

from collections.abc import Sequence
from functools import cache

from dispatch.words import emergencies
from dispatch.words.emergencies import CALLS, Danger, Peril
from intake.classify import matcher
from intake.classify.folding import ends_folded
from intake.classify.matcher import Matcher

#: by how much a unit of score multiplies the odds (a logarithm), as of the table of wishes
SHARPNESS = 4.0
#: the one context of the table, and its class for nobody in danger
ANY, NONE = "any", "none"
#: so likely danger must be: where nothing else speaks for it, and where a phrase does; set on lines not seen
ALONE, BESIDE_A_PHRASE = 0.35, 0.02
_SHOWN = 3


@cache
def shipped() -> Matcher:
    """Return the matcher with the table that comes with the program; reads it once."""
    return matcher.shipped("dangers", SHARPNESS)


def numbers(pieces: Sequence[str]) -> tuple[str, ...]:
    """Return which numbers should be rung for what was said in *pieces*: of the whole, else of one of them."""
    each = (heard(piece).numbers for piece in ("\n".join(pieces), *pieces))
    return next(filter(None, each), ())


def heard(text: str, table: Matcher | None = None) -> Danger:
    """Return the danger that *text* tells of, by phrases and by *table* (the shipped one)."""
    told = emergencies.heard(text)
    table = table or shipped()
    plain = ends_folded(text)
    likely = {one.name: one.confidence for one in table.find(plain, ANY)}
    danger = 1 - likely.pop(NONE, 0.0)
    if told.numbers:
        return told if danger > BESIDE_A_PHRASE or told.is_crisis else Danger()
    if danger <= ALONE:
        return told
    kind = max(likely, key=lambda name: likely[name])
    peril = Peril(kind)
    hits = table.hits(plain, ANY, kind)[:_SHOWN]
    return Danger(
        numbers=CALLS[peril],
        perils=(peril,),
        words=tuple(phrase for phrase, _ in hits) or (text[:_SHOWN],),
        is_crisis=peril is Peril.SELF_HARM and not emergencies.is_of_others(text),
    )
