"""Whether one complaint that stays one tells of further matters, of other departments: who leads, who assists (主办, 协办).

Rule 1: only what the person sets apart (还有一件事, 另外, 1. 2.) is a further matter: in whole letters every
        tenth has a sentence that is surely about something else, and nearly none of these is asked for.
Rule 2: it counts where its department is sure by its own words; what is only numbered may be a reason (1. 2. 3.),
        so there its matter must be, too.
Rule 3: how somebody was treated (态度, 推诿 …) is no matter of its own: it goes with the thing it is about.
"""

from collections.abc import Callable, Collection

from intake.classify.classify import Scored, Suggestion
from intake.classify.dictionary import Dictionary
from intake.extract import enumeration
from intake.extract.enumeration import Begins

#: shorter parts say too little
_SHORTEST = 6
#: so many assist at most
MOST = 2


def manners_of(dictionary: Dictionary) -> frozenset[str]:
    """Return the ids of the matters that only tell how somebody was treated."""
    return frozenset(one.id for one in dictionary.matters if one.is_manner)


def told(
    text: str, suggest: Callable[[str], Suggestion], manners: Collection[str]
) -> tuple[Suggestion, ...]:
    """Return for each department that a part of *text* is surely for its first such part, in order."""
    parts = [one for one in enumeration.parts(text) if len(one[1]) >= _SHORTEST]
    # the first of a list goes on with what stands before it, where anything does
    may_be_reasons = all(begins is not Begins.BARE_LIST for begins, _ in parts)
    found: dict[str, Suggestion] = {}
    for begins, part in parts if len(parts) > 1 else ():
        one = suggest(part)
        is_reason = begins is Begins.LISTED and may_be_reasons
        is_sure = one.sure if is_reason else one.sure_of_department
        if is_sure and one.categories[0].id not in manners:
            found.setdefault(one.departments[0].id, one)
    return tuple(found.values())


def shared(
    whole: Suggestion, parts: tuple[Suggestion, ...]
) -> tuple[Suggestion, tuple[Scored, ...]]:
    """Return what tells who leads, and the departments that assist it.

    Two matters together may leave open what each alone is sure of: then the first that is told leads.
    """
    leading = whole if whole.sure_of_department or len(parts) < 2 else parts[0]
    if not leading.sure_of_department:
        return whole, ()
    lead = leading.departments[0].id
    others = (one.departments[0] for one in parts)
    return leading, tuple(one for one in others if one.id != lead)[:MOST]
