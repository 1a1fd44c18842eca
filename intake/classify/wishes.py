"""What a citizen wants with a message, by what stands open for them: the matcher with its table of wishes.

The names of wishes and of what stands open are those of `tables/wishes.csv`. The table is learned
by `bench/lines/learn.py` from lines written for it, and may be edited by hand.
"""

from functools import cache

from intake.classify import matcher
from intake.classify.folding import ends_folded
from intake.classify.matcher import Matcher, Reading

#: by how much a unit of score multiplies the odds (a logarithm), set on lines that the table had not seen
SHARPNESS = 4.5


@cache
def shipped() -> Matcher:
    """Return the matcher with the table that comes with the program; reads it once (0.2 s)."""
    return matcher.shipped("wishes", SHARPNESS)


def likeliest(text: str, open_: str) -> tuple[Reading, ...]:
    """Return what *text* may want, the likeliest first.

    Args:
        open_: new, telling, confirming, running or surveying.
    """
    return shipped().find(ends_folded(text), open_)


def reasons(text: str, open_: str, wish: str) -> tuple[tuple[str, float], ...]:
    """Return the phrases that spoke for *wish*, the heaviest first."""
    return shipped().hits(ends_folded(text), open_, wish)
