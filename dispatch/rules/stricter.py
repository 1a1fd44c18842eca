"""A county that adopts the standard beside its own notice keeps the stricter of two (§8, rule d).

Rule 1: everything comes from the own notice, but no limit is later than the standard's.
Rule 2: limits compete by what they end: reply and result end the matter, a plan competes with a plan.
Rule 3: what only the standard has is added where the own notice is silent, and is nowhere else changed.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace

from dispatch.profiles.profile import Profile
from dispatch.profiles.values import FINAL, Origin, Path
from dispatch.rules.deadlines import Deadline

#: makes the limits of a class of a profile
Make = Callable[[Profile, str], tuple[Deadline, ...]]
#: sections that come from the standard, whole, where the own notice leaves them to the defaults
_ADDED = ("offences",)


def clocks(
    own: Profile, also: Profile | None, class_name: str, several: Collection[str], make: Make
) -> tuple[Deadline, ...]:
    """Return every limit of *class_name*, the stricter of each kind where two texts are followed.

    Args:
        several: of what the matter has several: `departments`, `levels` or both.
    """
    mine = make(own, class_name)
    name = None if also is None else counterpart(own, also, class_name, several)
    if also is None or name is None:
        return mine
    return tuple(_competed(mine, make(also, name)))


def counterpart(
    own: Profile, standard: Profile, class_name: str, several: Collection[str]
) -> str | None:
    """Return the class of *standard* that stands for *class_name* of *own*, None if there is none."""
    found = own.class_named(class_name)
    name = found.name if found else class_name
    row = next((row for row in standard.counterparts if name in row.of), None)
    if row is None:
        return None
    return row.several if several else row.single


def _competed(own: tuple[Deadline, ...], other: tuple[Deadline, ...]) -> Iterator[Deadline]:
    for kind in dict.fromkeys(_ends(one) for one in (*own, *other)):
        mine = [one for one in own if _ends(one) == kind]
        rivals = [one for one in other if _ends(one) == kind]
        yield _first(mine, rivals)


def _ends(one: Deadline) -> str:
    """Return what *one* competes for: the end of the matter, or the stage itself."""
    return "end" if one.stage in FINAL else one.stage


def _first(mine: list[Deadline], rivals: list[Deadline]) -> Deadline:
    """Return the earliest under the own name of its stage; the other one stands beside it as proof."""
    best = [min(side, key=lambda one: one.due_at) for side in (mine, rivals) if side]
    won = min(best, key=lambda one: one.due_at)  # of two that are equal the own one
    lost = next((one for one in best if one is not won), None)
    return replace(won, stage=best[0].stage, class_name=best[0].class_name, beside=lost)


def joined(own: Profile, standard: Profile) -> Profile:
    """Return *own* with what only *standard* has: refusals, limits from arrival, 移交.

    Its version names both, so that a ticket keeps the two texts of its day.
    """
    if own.refusals and own.origin("refusals.0").is_default:  # where the own text lists none
        own = replace(own, refusals=())
    online = [n for n, one in enumerate(standard.classes) if _is_new(own, standard, n)]
    no = [n for n in range(len(standard.refusals)) if _may_refuse(own, standard, n)]
    origins = {
        **own.origins,
        **_moved(standard.origins, "classes", online, len(own.classes)),
        **_moved(standard.origins, "refusals", no, len(own.refusals)),
    }
    for name in _ADDED:
        if _is_silent(own, name) and not _is_silent(standard, name):
            own = replace(own, **{name: getattr(standard, name)})
            origins |= {p: o for p, o in standard.origins.items() if p.partition(".")[0] == name}
    return replace(
        own,
        id=f"{own.id}+{standard.id}",
        version=f"{own.version}+{standard.version}",
        classes=(*own.classes, *(standard.classes[n] for n in online)),
        refusals=(*own.refusals, *(standard.refusals[n] for n in no)),
        origins=origins,
    )


def _is_new(own: Profile, standard: Profile, n: int) -> bool:
    """True for a limit from arrival where *own* has none (FW-6.1.3)."""
    has_one = any(one.path is Path.ARRIVAL for one in own.classes)
    return standard.classes[n].path is Path.ARRIVAL and not has_one


def _may_refuse(own: Profile, standard: Profile, n: int) -> bool:
    """True for a refusal that *own* lacks, unless *own* knows no refusal at all (LH-6a)."""
    return not own.refusing.no_bare_no and own.refusal(standard.refusals[n].code) is None


def _is_silent(profile: Profile, section: str) -> bool:
    return profile.origin(section).is_default


def _moved(
    origins: Mapping[str, Origin], section: str, rows: list[int], behind: int
) -> dict[str, Origin]:
    """Return the origins of *rows* of a list under the places they get behind *behind* others."""
    found = {}
    for place, n in enumerate(rows, start=behind):
        head = f"{section}.{n}"
        for path, origin in origins.items():
            if path == head or path.startswith(f"{head}."):
                found[f"{section}.{place}{path[len(head) :]}"] = origin
    return found
