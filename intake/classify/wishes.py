"""What a citizen wants with a message, by what stands open for them: the matcher with its table of wishes.

The names of wishes and of what stands open are those of `tables/wishes.csv`. The table is learned
by `bench/lines/learn.py` from lines written for it, and may be edited by hand.
"""

from functools import cache
from importlib.resources import files

from intake.classify import matcher
from intake.classify.folding import folded
from intake.classify.matcher import Matcher, Reading

#: by how much a unit of score multiplies the odds (a logarithm), set on lines that the table had not seen
SHARPNESS = 4.5
#: a longer message is judged by its beginning and its end: there people say what they want
LONGEST, BOTH_ENDS = 200, 90


@cache
def shipped() -> Matcher:
    """Return the matcher with the table that comes with the program; reads it once (0.2 s)."""
    table = (files("intake.classify") / "tables" / "wishes.csv").read_text("utf-8")
    return Matcher(matcher.read(table), SHARPNESS)


def likeliest(text: str, open_: str) -> tuple[Reading, ...]:
    """Return what *text* may want, the likeliest first.

    Args:
        open_: new, telling, confirming, running or surveying.
    """
    return shipped().find(_ends(text), open_)


def reasons(text: str, open_: str, wish: str) -> tuple[tuple[str, float], ...]:
    """Return the phrases that spoke for *wish*, the heaviest first."""
    return shipped().hits(_ends(text), open_, wish)


def _ends(text: str) -> str:
    shown = text if len(text) <= LONGEST else f"{text[:BOTH_ENDS]}\n{text[-BOTH_ENDS:]}"
    return folded(shown)
