"""Who acts in a profile: every actor is somebody, every role of the table exists, listeners too."""

from collections.abc import Iterable, Iterator

from dispatch.profiles.profile import ROLES
from dispatch.profiles.raw import Raw, at, rows, tables, texts
from dispatch.profiles.reading import Fault, FaultKind

#: keys that name who is to act: a role or a set of roles
_ACTORS = (
    "dispatch.approve",
    "commitment.approve_change",
    "extension.approve",
    "extension.override",
    "remind.actor",
    "supervise.actor",
    "circulate.approve",
    "inspect.actor",
    "callback.actor",
    "lawful_end.approve",
    "tracking.actor",
    "meeting.actor",
    "long_term.approve",
)
#: who may be told something; `dispatch/handlers/ownership.py` knows where each listens
_LISTENERS = ("person", "desk", "management", "department", "window", "leader", "assessor")


def acting(given: Raw) -> Iterator[Fault]:
    """Yield each actor that nobody holds."""
    sets = {name: texts(roles) for name, roles in rows(given, "sets")}
    known = ("ALL", *(name for name, roles in sets.items() if roles), *ROLES)
    named = [(path, at(given, path)) for path in _ACTORS]
    named += [(f"{path}.by", route.get("by")) for path, route in tables(given, "out_of_scope")]
    for path, actor in named:
        if isinstance(actor, str) and actor not in known:
            yield Fault(path=path, what=FaultKind.NOBODY, right=(*sets, *ROLES))


def allowed(given: Raw) -> Iterator[Fault]:
    """Yield what is wrong in the table of commands: roles that are none, commands of nobody."""
    sets = {name: texts(roles) for name, roles in rows(given, "sets")}
    for name, roles in sets.items():
        yield from unknown(f"sets.{name}", roles, ROLES)
    for name, row in rows(given, "who"):
        does, proposes = texts(at(row, "does")), texts(at(row, "proposes"))
        if does == () and at(row, "does") == []:
            yield Fault(path=f"who.{name}.does", what=FaultKind.NOBODY, right=ROLES)
        yield from unknown(f"who.{name}", (*does, *proposes), (*ROLES, *sets, "ALL"))


def told(given: Raw) -> Iterator[Fault]:
    """Yield each listener that is none, and each role of the staffing that is none."""
    for path, record in tables(given, "records"):
        yield from unknown(f"{path}.tells", texts(record.get("tells")), _LISTENERS)
    for path in ("result.to", "extension.notify"):
        yield from unknown(path, texts(at(given, path)), _LISTENERS)
    staffing = [one.get("role") for _, one in tables(given, "staffing")]
    yield from unknown("staffing", texts(staffing), ROLES)


def unknown(path: str, named: Iterable[str], known: Iterable[str]) -> Iterator[Fault]:
    there = tuple(map(str, known))
    for name in dict.fromkeys(named):
        if name not in there:
            yield Fault(path=path, what=FaultKind.WRONG_VALUE, right=there)
