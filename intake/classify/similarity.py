"""How alike two complaints read: the share of character pairs that both have, after tidying.

Short and explainable on purpose: it only points the desk at a likely duplicate of the same person (product
§3.3); a person decides, and both keep their numbers (G-14). Of what anybody told `intake.classify.sketch` knows.
"""

import re

from dispatch.words.normal_form import normal

#: from here on two texts of one person are likely the same matter; half of all pairs are shared
ALIKE = 0.5
_NOT_WORDS = re.compile(r"[^\w]+|_")


def likeness(one: str, other: str) -> float:
    """Return 0 (nothing in common) to 1 (the same words), the same either way round."""
    mine, theirs = shingles(one), shingles(other)
    if not mine or not theirs:
        return 0.0
    return len(mine & theirs) / len(mine | theirs)


def shingles(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring characters in *text*, after tidying."""
    plain = tidied(text)
    return frozenset(plain[i : i + 2] for i in range(len(plain) - 1))


def tidied(text: str) -> str:
    """Return *text* in one form, small letters, without the signs and blanks between its words."""
    return _NOT_WORDS.sub("", normal(text)).lower()
