"""A name and a place in one clause without a sign: 胡小军西苑小区, 幸福里小区的老张, 银河湾三期2-1702张菁."""

import re

from intake.extract.name_words import FREQUENT_SURNAMES
from intake.particulars import abodes, callings
from intake.particulars.callings import Sure
from intake.particulars.sheet import Sheet

_FROM_A_PLACE = re.compile(
    "(?P<place>.{3,24}?)(?:的|(?:的|一名|一个)?(?:业主|住户|居民|村民|租户|租客|商户|会计|支书|组长|队长|家长))(?P<name>.{2,4})"
)


def may_be(sheet: Sheet, i: int) -> bool:
    """True where clause *i* may be both."""
    text = sheet.bare_text(i)
    is_door_first = i == 0 and abodes.prefix(text) != ""
    return is_door_first or _FROM_A_PLACE.fullmatch(text) is not None or _two(sheet, i) is not None


def _two(sheet: Sheet, i: int) -> tuple[int, int, int] | None:
    """Return start, middle and end where clause *i* is a name and a place, or both glued the other way."""
    start, end = sheet.core(i)
    size = name_before_place(sheet.one_script[start:end])
    return (start, start + size, end) if size else None


def name_before_place(text: str) -> int:
    """Return how many characters of *text* are a name that a place is glued to, 0 where it is no such pair."""
    fits = [
        size
        for size in (3, 2, 4)
        if callings.sureness(text[:size]) is Sure.SURE and abodes.is_proper(text[size:])
    ]
    #: 苏轼|苏州路8号, not 苏轼苏|州路8号
    fits.sort(key=lambda size: abodes.is_short_named(text[size:]))
    return fits[0] if fits else 0


def _place_and_name(sheet: Sheet, i: int) -> bool:
    """Take 幸福里小区的老张."""
    start, end = sheet.core(i)
    hit = _FROM_A_PLACE.fullmatch(sheet.one_script[start:end])
    if sheet.has("name") or sheet.has("address"):
        return False
    if not hit:
        return _place_then_name(sheet, i)
    if not abodes.is_proper(hit["place"]):
        return False
    if not callings.is_common(hit["name"]):
        return False
    sheet.drop(i)
    sheet.put("address", start, start + len(hit["place"]))
    sheet.put("name", start + hit.start("name"), end)
    return True


def _place_then_name(sheet: Sheet, i: int) -> bool:
    """Take 银河湾三期2-1702张菁: a door, and a common name behind it."""
    start, end = sheet.core(i)
    text = sheet.one_script[start:end]
    place = abodes.prefix(text)
    name = text[len(place) :]
    beside = i + 1 in sheet.phones and callings.sureness(name) is Sure.SURE
    if not re.search(r"\d$|[号室户楼]$", place) or not (beside or callings.is_common(name)):
        return False
    sheet.drop(i)
    sheet.put("address", start, start + len(place))
    sheet.put("name", start + len(place), end)
    return True


def both(sheet: Sheet, i: int, bare: list[int], *, is_glued: bool) -> None:
    """Take name and place of clause *i* where it is both; *is_glued* to a number it surely is no place alone."""
    two = None if _place_and_name(sheet, i) else _two(sheet, i)
    if two is None or sheet.has("name") or sheet.has("address"):
        return
    start, middle, end = two
    is_place = bool(abodes.whole(sheet.one_script[start:end]))
    others = any(callings.sureness(sheet.bare_text(j)) is Sure.SURE for j in bare if j != i)
    is_parted = not is_glued and sheet.one_script[start] not in FREQUENT_SURNAMES
    if is_place and (others or is_parted):
        return
    if callings.sureness(sheet.one_script[start:end]) is Sure.SURE:
        return
    sheet.drop(i)
    sheet.put("name", start, middle)
    sheet.put("address", middle, end)
