"""Clauses that are a particular and nothing else: what they are is told by their look and by what stands beside them."""

import re
from collections.abc import Iterator
from itertools import chain

from intake.particulars import abodes, callings, firms, glued_pairs
from intake.particulars import lead_words as say
from intake.particulars.callings import Sure
from intake.particulars.sheet import (
    ADDRESSED,
    LONG,
    SHORT,
    Role,
    Sheet,
)

_TAKEN = frozenset({Role.NAME, Role.PLACE, Role.LABEL})
#: characters of a usual name
_USUAL_NAME = 3
#: characters of the shortest whole name
_SHORT_NAME = 2


def bare(sheet: Sheet) -> None:
    """Take clauses that are a particular and nothing else, where they stand among others."""
    _from(sheet, list(chain.from_iterable(_clusters(sheet))))


def _candidates(sheet: Sheet, i: int) -> tuple[Sure, bool, bool]:
    """Return of clause *i* how sure a name it is, and whether it may be a place, and a unit."""
    clause = sheet.clauses[i]
    text = sheet.bare_text(i)
    return (
        callings.sureness(text),
        bool(abodes.whole(text, elimination=_is_behind(sheet, i)) or abodes.goes_on(text)),
        firms.whole(text) and bool(clause.text),
    )


def _clusters(sheet: Sheet) -> Iterator[list[int]]:
    """Yield runs of clauses that may be particulars, with a number or an announced one among them or, asked, any."""
    run: list[int] = []
    for i in range(len(sheet.clauses) + 1):
        if i < len(sheet.clauses) and _may_be(sheet, i):
            run.append(i)
            continue
        if run and (sheet.asked or _is_sure(sheet, run)):
            yield run
        run = []


def _may_be(sheet: Sheet, i: int) -> bool:
    role = sheet.roles[i]
    if not sheet.asked and len(sheet.plain) > LONG and not sheet.is_near(i):
        return False
    if role is Role.STORY:
        clause = sheet.clauses[i]
        if len(clause.text) > 50:
            return False
        if clause.text == "" or (i in _glued(sheet)):
            return True
        return (
            sheet.asked
            or any(_candidates(sheet, i))
            or firms.is_of_unit(sheet, i)
            or glued_pairs.may_be(sheet, i)
        )
    return role is not Role.TOLD


def _glued(sheet: Sheet) -> set[int]:
    return {
        i + 1 for i in sheet.phones if i + 1 < len(sheet.clauses) and not sheet.clauses[i].ended
    }


def _is_sure(sheet: Sheet, run: list[int]) -> bool:
    roles = {sheet.roles[i] for i in run}
    if any(i in sheet.phones for i in run) or Role.LABEL in roles:
        return True
    if len(sheet.plain) > (LONG if sheet.phones else SHORT):
        return False
    is_at_edge = run[0] == 0 or run[-1] == len(sheet.clauses) - 1
    bare = [i for i in run if sheet.roles[i] is Role.STORY]
    kinds = [_candidates(sheet, i) for i in bare]
    sure_name = sheet.has("name") or any(callings.is_common(sheet.bare_text(i)) for i in bare)
    if is_at_edge and sure_name and any(kind[1] for kind in kinds) and len(run) >= 2:
        return True
    is_short = len(sheet.plain) <= SHORT
    looks_like_one = any(place or (is_short and name is Sure.SURE) for name, place, _ in kinds)
    return run[-1] == len(sheet.clauses) - 1 and bool(sheet.phones) and looks_like_one


def _from(sheet: Sheet, run: list[int]) -> None:
    bare = [i for i in run if sheet.roles[i] is Role.STORY and sheet.clauses[i].text]
    _units(sheet, bare)
    bare = [i for i in bare if sheet.roles[i] is Role.STORY]
    for i in bare:
        glued_pairs.both(sheet, i, bare, is_glued=i in _glued(sheet))
    bare = [i for i in bare if sheet.roles[i] is Role.STORY]
    _names(sheet, bare)
    bare = [i for i in bare if sheet.roles[i] is Role.STORY]
    _places(sheet, bare)
    for i in bare:
        if sheet.roles[i] is Role.STORY and i in _glued(sheet):
            _prefixed(sheet, i)


def _units(sheet: Sheet, bare: list[int]) -> None:
    if sheet.has("unit") or any(firms.speaks_for_unit(sheet, i) for i in bare):
        return
    offices = [i for i in bare if callings.by_office(sheet.bare_text(i))]
    for i in bare:
        text = sheet.bare_text(i)
        sure = firms.is_sure(text) and (bool(offices) or sheet.asked or i == bare[0])
        led = _is_led_to(sheet, i, offices[0] if offices else -1)
        if (sure or led) and i not in offices and callings.sureness(text) < Sure.SURE:
            sheet.put("unit", *sheet.core(i))
            sheet.drop(i)
            sheet.roles[i] = Role.UNIT
            return
    if (offices or sheet.has("contact")) and sheet.clauses and not sheet.has("unit"):
        first = sheet.clauses[0]
        if sheet.roles[0] is Role.STORY and 0 not in bare and firms.whole(first.text):
            sheet.put("unit", first.start, first.end)
            sheet.roles[0] = Role.UNIT


def _is_led_to(sheet: Sheet, i: int, office: int) -> bool:
    """True where clause *i* stands before who is called by an office, or beside a contact, and may be a unit."""
    text = sheet.bare_text(i)
    if sheet.has("contact") and (sheet.asked or i == 0) and firms.whole(text):
        return True
    if i >= office:
        return False
    is_odd = callings.sureness(text) <= Sure.MAYBE and not abodes.whole(text)
    return firms.whole(text) or (sheet.asked and is_odd and not abodes.tells(text))


def _names(sheet: Sheet, bare: list[int]) -> None:
    if sheet.has("name"):
        return
    rated = [(_rating(sheet, i), i) for i in bare]
    best = max(
        (one for one in rated if one[0] > 0), default=None, key=lambda one: (one[0], -one[1])
    )
    if best is None:
        _surname_alone(sheet, bare)
        return
    i = next(
        (
            j
            for j in bare
            if callings.sureness(sheet.bare_text(j)) is Sure.SURE
            and callings.is_short_for(sheet.bare_text(best[1]), sheet.bare_text(j))
        ),
        best[1],
    )
    core = sheet.core(i)
    sheet.drop(i)
    sheet.put("name", *core)
    sheet.roles[i] = Role.NAME
    name = sheet.one_script[slice(*core)]
    for j in bare:  # 老李 李建军: the same one, told twice
        short = sheet.bare_text(j)
        if j != i and callings.is_short_for(short, name):
            sheet.drop(j)


def _surname_alone(sheet: Sheet, bare: list[int]) -> None:
    """Take 张, asked for a name."""
    i = next((i for i in bare if callings.is_surname(sheet.bare_text(i))), None)
    if i is not None and sheet.asked and not sheet.has("surname"):
        core = sheet.core(i)
        sheet.drop(i)
        sheet.put("surname", *core)
        sheet.roles[i] = Role.NAME


def _is_theirs(sheet: Sheet, i: int) -> bool:
    """True where what leads to clause *i* with a colon is no label of ours: 投递员：彭焯."""
    return i > 0 and ":" in sheet.clauses[i - 1].ended and sheet.roles[i - 1] is Role.STORY


def _is_followed(sheet: Sheet, i: int) -> bool:
    """True where clause *i* stands between the number and a sure place: 139…, 时迁, 鼓上村."""
    return i - 1 in sheet.phones and abodes.is_proper(sheet.text_of(i + 1))


def _rating(sheet: Sheet, i: int) -> int:
    """Return how well clause *i* is the name: its looks, then whether it stands beside the number."""
    text = sheet.bare_text(i)
    sure = callings.sureness(text)
    beside = any(j is not None and j in sheet.phones for j in (sheet.near(i, -1), sheet.near(i, 1)))
    if not sure or (not sheet.asked and (ADDRESSED.search(text) or _is_theirs(sheet, i))):
        return 0
    if sheet.asked:
        ahead = sheet.near(i, 1)
        may = (
            sheet.phones
            and not sheet.sure
            and (
                i == 0 or ahead in sheet.phones or len(sheet.clauses) <= 2 or _is_followed(sheet, i)
            )
        )
        floor = Sure.MAYBE if may and not sheet.has("for_whom") else Sure.LIKELY
    else:
        floor = Sure.LIKELY if beside else Sure.SURE
        if (
            beside
            and len(text) == _USUAL_NAME
            and text[0] not in "住在家我"
            and not abodes.tells(text)
            and not abodes.whole(text)
        ):
            floor = Sure.MAYBE
        if i == 0 and beside and not abodes.whole(text):
            floor = Sure.MAYBE
    if sure < floor:
        return 0
    is_place = bool(abodes.whole(text))
    leads = i == 0 or sheet.near(i, 1) in sheet.phones
    if leads and beside and is_place and len(text) <= _SHORT_NAME and sure is Sure.LIKELY:
        return 10 * sure  # 高路，138…: hardly a street of one character
    if (
        is_place
        and sure < Sure.SURE
        and not any(abodes.whole(sheet.bare_text(j)) for j in range(len(sheet.clauses)) if j != i)
    ):
        return 0
    return 10 * sure + callings.is_full(text) + 3 * beside - 8 * is_place + (4 if i == 0 else 0)


def _places(sheet: Sheet, bare: list[int]) -> None:
    """Put the clauses that are a place, one behind the other, into the address; what is corrected goes."""
    corrects = any(sheet.is_corrected(i) for i in bare)
    if sheet.has("address") and not (sheet.asked or corrects):
        return
    done = sheet.place_at
    for i in bare:
        start, end = sheet.core(i)
        lead = abodes.LEAD.match(sheet.one_script[start:end])
        start += lead.end() if lead else 0
        text = sheet.one_script[start:end]
        place = text if i == done + 1 and abodes.goes_on(text) else _place(sheet, i, text)
        if not place or (sheet.has("address") and i != done + 1 and not sheet.is_corrected(i)):
            continue
        if sheet.is_corrected(i):
            sheet.found.pop("address", None)
        at = start + text.index(place)
        sheet.drop(i)
        sheet.put("address", at, at + len(place))
        sheet.roles[i] = Role.PLACE
        done = sheet.lead_on(i)


def _place(sheet: Sheet, i: int, text: str) -> str:
    known = sheet.has("name") or bool(sheet.phones) or sheet.has("unit")
    may_be = known and _is_alone(sheet, i, text)
    place = abodes.whole(text, elimination=may_be and (sheet.asked or _is_behind(sheet, i)))
    is_sure = sheet.asked or abodes.is_proper(place) or _is_beside(sheet, i)
    return place if is_sure else ""


def _is_behind(sheet: Sheet, i: int) -> bool:
    """True for the last clause, right behind a number."""
    return i == len(sheet.clauses) - 1 and i - 1 in sheet.phones


def _is_beside(sheet: Sheet, i: int) -> bool:
    """True for the last clause, and beside a number or what was taken already."""
    return i == len(sheet.clauses) - 1 or any(
        0 <= j < len(sheet.clauses) and (j in sheet.phones or sheet.roles[j] in _TAKEN)
        for j in (i - 1, i + 1)
    )


def _is_alone(sheet: Sheet, i: int, text: str) -> bool:
    """True where nothing else in the message may be the address, and *text* tells nothing."""
    return (
        not (sheet.sure or sheet.has("address"))
        and len(text) <= 30
        and not re.search("[和同跟]|保密|上次", text)
        and callings.sureness(text) is not Sure.SURE
        and not callings.is_word(text)
        and not say.OF_A_SIGN.fullmatch(text)
    )


def _prefixed(sheet: Sheet, i: int) -> None:
    """Take name or place that a number is glued to, though a story follows."""
    clause = sheet.clauses[i]
    if not sheet.has("address"):
        place = abodes.prefix(clause.text)
        is_home = re.search(r"\d|(?:村|庄|寨|屯|小区|社区|花园|家园|组|队)$", place)
        after = clause.text[len(place) :]
        if (
            place
            and is_home
            and not re.match("[里的委路口干民]", after)
            and not abodes.tells(place)
        ):
            sheet.put("address", clause.start, clause.start + len(place))
