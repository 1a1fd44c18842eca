"""Which class and type a complaint's words suggest, of those that this county has, and whether what is suggested
can be dispatched as it stands; a person decides (WZ-7.1, G-29)."""

from collections.abc import Iterator, Mapping

from dispatch.profiles.profile import Profile
from dispatch.profiles.values import MatterClass, Path
from dispatch.rules.rules import Rules
from dispatch.ticket.complaint import Complaint, Scored
from dispatch.ticket.ticket import Ticket
from dispatch.words.emergencies import numbers_of
from dispatch.words.normal_form import normal

#: how sure one word makes; it is a hint for a person and never moves anything by itself
_SURE = 0.5
#: another county's word for the same type of complaint (C-25)
_ALSO_CALLED: Mapping[str, str] = {
    "疑问": "咨询",
    "咨询": "疑问",
    "意见": "建议",
    "建议": "意见",
    "求助": "疑难事项",
}


def kind(complaint: Complaint, profile: Profile) -> str:
    """Return of which type *complaint* is by this county's words (WZ-2.1, PY-4.1c); 投诉 else."""
    wanted = (complaint.kind, _ALSO_CALLED.get(complaint.kind, ""), "投诉")
    return next((one for one in wanted if one in profile.types), profile.types[0])


def classes(complaint: Complaint, profile: Profile) -> tuple[Scored, ...]:
    """Return the classes that *complaint* suggests, likeliest first; empty where nothing does.

    What the dictionary of causes found counts where the profile has a class of that name; else the
    words that the profile gives its classes, and then the class that is usual.
    """
    known = {one.name for one in profile.classes if one.path is not Path.ARRIVAL}
    named = tuple(one for one in complaint.causes if one.name in known)
    return named or tuple(_hinted(complaint, profile))


def of(ticket: Ticket) -> str:
    """Return the class that was decided, else the one that the words suggest; empty where nothing does."""
    return ticket.class_name or next((one.name for one in ticket.complaint.causes), "")


def confirmable(ticket: Ticket, rules: Rules) -> bool:
    """True where one press may dispatch it: department and class are sure, no date is to be promised."""
    name = of(ticket)
    dispatched = name in rules.dispatched_classes and not rules.needs_promise(name)
    is_caused = bool(rules.cause_of(ticket)) or not rules.profile.dispatch.cause
    is_known = dispatched and is_caused and bool(ticket.complaint.share)
    return is_known and dispatchable(ticket)


def dispatchable(ticket: Ticket) -> bool:
    """True unless all that was said is a lead about somebody's conduct, which no department gets (N6)."""
    return ticket.allegation is None or not ticket.allegation.alone


def _hinted(complaint: Complaint, profile: Profile) -> Iterator[Scored]:
    said = normal(complaint.text)
    for one in profile.classes:
        if words := _words(one, said, complaint):
            yield Scored(id=one.id, name=one.name, confidence=_SURE, words=words)
    for one in profile.classes:
        if one.usual:
            yield Scored(id=one.id, name=one.name)


def _words(one: MatterClass, said: str, complaint: Complaint) -> tuple[str, ...]:
    """Return the words of *one* that were *said*; somebody in danger is always what goes first."""
    found = tuple(word for word in one.hints if word in said)
    return found or (numbers_of(complaint.text, complaint.emergency) if one.first else ())
