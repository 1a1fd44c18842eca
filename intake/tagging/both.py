"""What one message says on the form, by rules and by a model: the one door for who wants to know.

Rule 1: rules read first (`intake.particulars`); of a message of at most LONGEST_ANSWER characters a model that
        learned from marked lines reads once more, and is believed where it is sure (TRUSTED).
Rule 2: the words of who gives nothing stay as they are, and what the rules have on the form is never gone.
Rule 3: a correction (*sure*), what was wrong before, and a number that nobody sees are the rules' alone.
"""

from dataclasses import replace

from intake.particulars import declared
from intake.particulars.declared import Declared
from intake.particulars.sheet import Sheet
from intake.tagging import tagged, tagger

#: so likely a reading of the model must be to be believed; set on lines that it had not seen
TRUSTED = 0.5


def read(text: str, *, asked: bool, sure: bool = False) -> Declared:
    """Return what *text* says on the form; arguments as of `declared.read`."""
    sheet, heard = declared.on_sheet(text, asked=asked, sure=sure)
    is_long = len(text) > declared.LONGEST_ANSWER
    return heard if sure or is_long else weighed(sheet, heard)


def weighed(sheet: Sheet, heard: Declared, model: tagger.Model | None = None) -> Declared:
    """Return *heard* by the rules, or what *model* (the shipped one) reads where it is to be believed."""
    reading = tagger.reading(sheet, model)
    form = tagged.form(sheet, reading.pieces) if reading.likelihood >= TRUSTED else None
    if form is None:
        return heard
    got = by_form(sheet, heard, form)
    return heard if _is_told(heard, got) or _loses(heard, got) else got


def _is_told(heard: Declared, got: Declared) -> bool:
    """True where *heard* has words alone, and *got* too, or none: the words of who gives nothing stay as they are."""
    return not _named(heard) and not (_named(got) and got.words)


def _named(heard: Declared) -> str:
    """Return what *heard* has on the form, in one row."""
    return heard.name + heard.unit + heard.contact + heard.address + heard.for_whom + heard.phone


def _loses(heard: Declared, got: Declared) -> bool:
    """True where *got* has nowhere what *heard* has on the form, or nothing at all where *heard* has words."""
    kept = _named(got) + got.words
    if heard.words and not kept:
        return True
    named = (heard.name, heard.unit, heard.contact, heard.address)
    return any(2 * sum(char in kept for char in one) < len(one) for one in named)


def by_form(sheet: Sheet, heard: Declared, form: tagged.Filled) -> Declared:
    """Return *heard* with the fields and words of *form* instead of its own."""
    sheet.said = form.said
    return replace(
        heard,
        name=form.name,
        unit=form.unit,
        contact=form.contact,
        phones=form.phones,
        address=form.address,
        whom=form.whom,
        kin=form.kin or (heard.kin if form.whom in ("", heard.whom) else ""),
        anonymous=sheet.anonymous and not (form.name or form.unit),
        unseen=heard.unseen and not form.phones,
        words=declared.kept(sheet),
    )
