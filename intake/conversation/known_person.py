"""Who told us something before is not asked anew: the particulars of their last ticket stand in the reading-back.

Rule 1: they come from the person's own newest ticket, as it is read now; nothing of them is kept beside it.
Rule 2: they only fill what was not said, once a draft; 确认 is the one tap, other words take their place.
Rule 3: a name is never forced on anybody: who stays unnamed, or did last time, is offered nothing, and
        what was filled in goes where they then would rather not give it.
Rule 4: particulars belong to a person, not to a chat: with another's name nothing is offered, with a unit's
        only who speaks for it; what a receptionist tells for somebody is never the receptionist's.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from dispatch.ticket.complaint import Complainant
from intake.conversation.form_fields import LONGEST
from intake.talk.state import PARTICULARS, UNNAMED, Draft, Particulars, Talk
from intake.talk.turn_context import Frame

_NOBODY = Particulars()


def last_of(complainants: Sequence[Complainant]) -> Particulars | None:
    """Return the particulars of the first of *complainants*, the newest; None where they stayed unnamed."""
    newest = complainants[0] if complainants else None
    if newest is None or newest.anonymous or newest.name in ("", UNNAMED):
        return None
    fitting = {
        name: value
        for name in PARTICULARS
        if len(value := getattr(newest, name))
        <= LONGEST[name]  # else the reading-back would cut it
    }
    return Particulars(**fitting, is_unit=newest.is_unit) if "name" in fitting else None


def offered(talk: Talk, frame: Frame) -> Draft:
    """Return the draft with what is known put where nothing was said."""
    draft, known = talk.draft, frame.known
    is_nameless = draft.name == UNNAMED or (talk.unnamed and not draft.name)
    if known is None or draft.known is not None or talk.walk_in or is_nameless or not draft.words:
        return draft
    fitting = _theirs(draft, known)
    filled = {
        name: value
        for name in PARTICULARS
        if (value := getattr(fitting, name)) and not getattr(draft, name)
    }
    is_unit = draft.is_unit or ("name" in filled and fitting.is_unit)
    changes: dict[str, Any] = filled
    taken = Particulars(**filled, is_unit=is_unit and "name" in filled)
    return replace(draft, **changes, is_unit=is_unit, known=taken)


def _theirs(draft: Draft, known: Particulars) -> Particulars:
    """Return what of *known* belongs to who is named in *draft*."""
    is_same = draft.name in ("", known.name)
    person = known.contact if known.is_unit else known.name
    speaks = draft.contact if draft.is_unit else draft.name
    if is_same and (not draft.contact or draft.contact == known.contact):
        return known
    if speaks not in ("", person):
        return _NOBODY
    return Particulars(contact=person if draft.is_unit else "", phone=known.phone)


def without(draft: Draft) -> Draft:
    """Return *draft* without what was taken over; it is not offered again."""
    if draft.known is None:
        return draft
    changes: dict[str, Any] = dict.fromkeys(draft.filled_in, "")
    is_unit = draft.is_unit and "name" not in changes
    return replace(draft, **changes, is_unit=is_unit, known=_NOBODY)


def carried(before: Draft, draft: Draft) -> Draft:
    """Return *draft*, the next of several matters, with who told the one *before* it."""
    said = Particulars(
        **{name: getattr(before, name) for name in PARTICULARS if before.name != UNNAMED},
        is_unit=before.is_unit,
    )
    return replace(
        draft,
        name=before.name,
        is_unit=before.is_unit,
        contact=before.contact,
        phone=before.phone,
        address=before.address,
        for_other=before.for_other,
        for_whom=before.for_whom,
        waived=before.waived,
        known=said,
    )
