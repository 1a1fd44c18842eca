"""Which matter everyday words tell of: the matcher with its table of matters, whose ids are those of `keywords/*.toml`.

The table is learned by `bench/lines/learn.py` from lines written matter by matter (what a person
sees, suffers, wants before they know whose it is), and may be edited by hand.
"""

from functools import cache

from intake.classify import matcher
from intake.classify.classify import SHARPNESS
from intake.classify.matcher import Lead, Matcher

#: how a long text begins, and how much that counts beside the whole: people say first what it is about
LEAD = Lead(30, 0.6)


@cache
def shipped() -> Matcher:
    """Return the matcher with the table that comes with the program; reads it once (0.2 s)."""
    return matcher.shipped("matters", SHARPNESS, LEAD)
