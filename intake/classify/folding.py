"""Everyday text in one form for matching: what is said alike is written alike.

Full and half width, traditional and simplified, capitals, signs, numbers, emoji, stretched
characters and the common slips of pinyin input are folded. For recognising only: what is kept,
shown or stored stays as it was written.
"""

import re
import tomllib
from importlib.resources import files

from dispatch.words.normal_form import normal
from dispatch.words.simplified import simplified

#: stand for the beginning and the end of what was said, so that a phrase can ask for them
START, END = "^", "$"
#: all that parts words
BETWEEN = ","
#: a figure, a number of a few figures (a door, a date), a longer one (a telephone, an id)
_FIGURE, _NUMBER, _LONG_NUMBER = "1", "0", "8"
#: a longer text is folded at both ends only, so many characters of each
_LONG, _END = 200, 90
_FIGURES = re.compile(r"\d+")
_STRETCHED = re.compile(r"(.{1,4}?)\1{2,}")
#: all signs that part words are one; what asks stays
_SIGNS = re.compile(r"[^\w?☺☹☼]+")


def _slips() -> tuple[dict[str, str], re.Pattern[str]]:
    text = (files("intake.classify") / "tables" / "folding.toml").read_text("utf-8")
    table = tomllib.loads(text)
    forms: dict[str, str] = {}
    for line in table["slips"]:
        form, *variants = line.split()
        forms |= dict.fromkeys(variants, form)
    for sign, names in (("☺", "glad"), ("☹", "cross"), ("☼", "other")):
        forms |= dict.fromkeys(table["emoji"][names].split(), sign)
    longest_first = sorted(forms, key=lambda form: (-len(form), form))
    return forms, re.compile("|".join(map(re.escape, longest_first)))


_FORMS, _SAID = _slips()


def folded(text: str) -> str:
    """Return *text* folded, between START and END; linear in its length."""
    plain = simplified(normal(text)).lower()
    plain = _SAID.sub(lambda found: _FORMS[found[0]], plain)
    plain = _FIGURES.sub(_figures, plain)
    plain = _SIGNS.sub(BETWEEN, plain).strip(BETWEEN)
    return f"{START}{_STRETCHED.sub(_twice, plain)}{END}"


def ends_folded(text: str) -> str:
    """Return *text* folded; of a long one its beginning and its end, where people say what they want."""
    shown = text if len(text) <= _LONG else f"{text[:_END]}\n{text[-_END:]}"
    return folded(shown)


def _figures(found: re.Match[str]) -> str:
    length = len(found[0])
    return _FIGURE if length == 1 else _NUMBER if length < 6 else _LONG_NUMBER


def _twice(found: re.Match[str]) -> str:
    return found[1] * 2
