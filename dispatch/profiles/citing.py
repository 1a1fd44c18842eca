"""How a clause is called to people: the document and its own place, never our reference (WZ-9.1).

References (WZ-9.1, G-32) are for who installs and for documents; a person reads 武政数〔2024〕11号 第九条.
What a county has in force without a place in a document is 本县规定; what no text says is badged.
"""

import re
from collections.abc import Sequence

from dispatch.profiles.badges import BADGE
from dispatch.profiles.profile import Profile

#: what a county has in force, where no document says where
OWN_RULE = "本县规定"

_GAP = re.compile(r"default|G-\d+")
#: the product's own rules: no text has them
_OURS = re.compile(r"|N\d+|[CD]-\d+|product .*")
#: a reference inside other words
_REFERENCE = re.compile(r"[A-Z]{1,8}-[A-Z]?[0-9a-z]+(?:\.[0-9a-z]+)*")
_DIGITS = "〇一二三四五六七八九十"


def cited(clause: str, *texts: Profile) -> str:
    """Return how people call *clause* of one of *texts*; empty for what nobody needs to know."""
    if _OURS.fullmatch(clause):
        return ""
    if _GAP.fullmatch(clause):
        return BADGE
    for profile in texts:
        place = _place(clause, profile)
        if place is not None:
            return f"{profile.source} {place}".strip()
    return OWN_RULE


def in_words(text: str, *texts: Profile) -> str:
    """Return *text* with each reference in it as people call it: a proof names the texts it weighed."""

    def said(found: re.Match[str]) -> str:
        words = cited(found[0], *texts)
        return found[0] if words == OWN_RULE else words

    return _REFERENCE.sub(said, text)


def _place(clause: str, profile: Profile) -> str | None:
    """Return where *clause* stands, by the form of `[citing]` that fits closest; None where none does."""
    found = (
        (form, place, fits)
        for form, place in profile.citing.items()
        if (fits := re.match(_pattern(form), clause))
    )
    closest = max(found, key=lambda one: len(one[0].replace("#", "")), default=None)
    if closest is None:
        return None
    _, place, fits = closest
    return spoken(place, fits.groups())


def spoken(place: str, figures: Sequence[str]) -> str:
    """Return *place* with the *figures* of an id: `{一}` is the first in Chinese, `{1}` as it stands.

    Raises:
        ValueError: it asks for more than there is.
    """
    said = {name: chinese(int(one)) for name, one in zip(_DIGITS[1:], figures, strict=False)}
    try:
        return place.format("", *figures, **said)
    except (LookupError, AttributeError) as strange:
        raise ValueError(place) from strange


def _pattern(form: str) -> str:
    return re.escape(form).replace(r"\#", r"(\d+)") + r"(?!\d)"


def chinese(n: int) -> str:
    """Return *n*, below a hundred, as a document numbers its parts: 9 → 九, 15 → 十五, 20 → 二十."""
    tens, ones = divmod(n, 10)
    if not tens:
        return _DIGITS[n]
    return f"{_DIGITS[tens] if tens > 1 else ''}十{_DIGITS[ones] if ones else ''}"
