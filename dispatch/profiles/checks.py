"""What no single key can show to be wrong: the linter over a whole profile (requirements.md §8, rule b)."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import chain

from dispatch.profiles import assessment, citations, roles
from dispatch.profiles.raw import Raw, at, inner, tables, texts
from dispatch.profiles.reading import Fault, FaultKind
from dispatch.profiles.roles import unknown
from dispatch.profiles.values import FINAL, MEETING, RATES, STEPS, Kind, Origin, Path

_WORD = re.compile(r"[A-Za-z0-9_-]{1,32}")
#: lists of which each entry is known by one key, which no other entry may have
_KEYED = (
    ("classes", "id"),
    ("classes", "name"),
    ("scope", "id"),
    ("refusals", "code"),
    ("records", "name"),
    ("assessment", "id"),
)
#: keys that are text by type and take few values
_FEW: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("extension.basis", ("total", "on_top")),
    ("rework_cap.then", (MEETING,)),
    ("returning.then", (MEETING,)),
    ("emergency.mode", ("show", "coordinate", "redirect")),
)


def check(given: Raw, origins: Mapping[str, Origin]) -> tuple[Fault, ...]:
    """Return every fault of what fits together: no final stage, an actor nobody holds, a name of nothing.

    Args:
        given: the profile as it was read, defaults filled in; wrong types are passed over.
        origins: path → where it comes from.
    """
    found = chain.from_iterable(look(given) for look in _LOOKS)
    return (*found, *citations.cited(given, origins))


def _classes(given: Raw) -> Iterator[Fault]:
    """A class that is dispatched can be finished."""
    for around in tables(given, "classes"):
        path, one = around
        kinds = {str(stage.get("kind")) for _, stage in inner(around, "stages")}
        if one.get("path") == Path.DISPATCH and kinds <= set(Kind) and not kinds & FINAL:
            yield Fault(path=f"{path}.stages", what=FaultKind.NO_FINAL)


def _stages(given: Raw) -> Iterator[Fault]:
    """A stage has a limit or waits for a promised date, and is the only one of its kind."""
    for path, stage in _every_stage(given):
        if ("limit" in stage) == ("committed" in stage):
            yield Fault(path=path, what=FaultKind.BOTH_OR_NONE)
    for around in tables(given, "classes"):
        kinds = [str(stage.get("kind")) for _, stage in inner(around, "stages")]
        if len(set(kinds)) < len(kinds):
            yield Fault(path=f"{around[0]}.stages", what=FaultKind.REPEATED)


def _every_stage(given: Raw) -> Iterator[tuple[str, Raw]]:
    for around in tables(given, "classes"):
        yield from inner(around, "stages")
    for path, modifier in tables(given, "modifiers"):
        if isinstance(stage := modifier.get("stage"), Mapping):
            yield f"{path}.stage", stage


def _repeated(given: Raw) -> Iterator[Fault]:
    """One name means one thing."""
    for section, key in _KEYED:
        names = texts([one.get(key) for _, one in tables(given, section)])
        for name, times in Counter(names).items():
            if times > 1:
                yield Fault(path=f"{section}.{name}", what=FaultKind.REPEATED)


def _named(given: Raw) -> Iterator[Fault]:
    """What refers to a class names one that exists."""
    classes = texts([one.get("name") for _, one in tables(given, "classes")])
    for path, modifier in tables(given, "modifiers"):
        yield from unknown(f"{path}.applies_to", texts(modifier.get("applies_to")), classes)
        yield from unknown(f"{path}.when", texts(modifier.get("when")), ("departments", "levels"))
    for path in ("extension.forbid", "green.ring"):
        yield from unknown(path, texts(at(given, path)), classes)
    for path, row in tables(given, "counterparts"):
        for key in ("single", "several"):
            yield from unknown(f"{path}.{key}", texts([row.get(key)]), classes)


def _levels(given: Raw) -> Iterator[Fault]:
    """The levels that satisfy are the best of the scale, some of it and not all."""
    levels, best = texts(at(given, "rating.levels")), texts(at(given, "rating.satisfied"))
    if len(set(levels)) < len(levels):
        yield Fault(path="rating.levels", what=FaultKind.REPEATED)
    if at(given, "rating.satisfied") == []:
        yield Fault(path="rating.satisfied", what=FaultKind.MISSING)
    elif strange := tuple(unknown("rating.satisfied", best, levels)):
        yield from strange
    elif levels and (set(best) != set(levels[: len(best)]) or set(best) == set(levels)):
        yield Fault(path="rating.satisfied", what=FaultKind.NOT_THE_BEST, right=levels[:-1])


def _id(given: Raw) -> Iterator[Fault]:
    """The id is a short word: versions, file names and `own+standard` are made of it."""
    name = at(given, "id")
    if isinstance(name, str) and not _WORD.fullmatch(name):
        yield Fault(path="id", what=FaultKind.WRONG_VALUE, right=("字母、数字、_ 和 -，最多32个",))


def _few(given: Raw) -> Iterator[Fault]:
    """A key of few values has one of them; a team is not smaller than its least."""
    for path, values in _FEW:
        # an empty one is the profile's way to say nothing
        yield from unknown(path, filter(None, texts([at(given, path)])), values)
    yield from unknown("steps", texts(at(given, "steps")), STEPS)
    for path, row in tables(given, "targets"):
        yield from unknown(f"{path}.name", texts([row.get("name")]), RATES)
    for path, route in tables(given, "out_of_scope"):
        yield from unknown(
            f"{path}.who",
            texts([route.get("who")]),
            ("enterprise", "citizen", "any", "not_centre"),
        )
    for path, team in tables(given, "staffing"):
        least, most = team.get("least"), team.get("most")
        if isinstance(least, int) and isinstance(most, int) and not 0 <= least <= most:
            yield Fault(
                path=f"{path}.most", what=FaultKind.WRONG_VALUE, right=(f"≥ {max(least, 0)}",)
            )


_LOOKS: tuple[Callable[[Raw], Iterator[Fault]], ...] = (
    _id,
    _classes,
    _stages,
    _repeated,
    _named,
    _levels,
    _few,
    roles.acting,
    roles.allowed,
    roles.told,
    citations.stated,
    citations.spoken_places,
    assessment.costing,
)
