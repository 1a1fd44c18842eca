"""What no single key can show to be wrong: the linter over a whole profile."""

from collections import Counter
from collections.abc import Iterable, Iterator

from dispatch.profile import ROLES, Profile
from dispatch.profile_reading import Fault, What
from dispatch.profile_values import FINAL, MatterClass, Path, Stage


def check(profile: Profile) -> tuple[Fault, ...]:
    """Return every fault: no final stage, an actor nobody holds, a name that leads nowhere."""
    return tuple(
        fault for look in (_classes, _stages, _actors, _who, _names) for fault in look(profile)
    )


def _classes(profile: Profile) -> Iterator[Fault]:
    """A class that is dispatched can be finished; one name means one class."""
    for n, one in enumerate(profile.classes):
        if one.path is Path.DISPATCH and not FINAL & {stage.kind for stage in one.stages}:
            yield Fault(path=f"classes.{n}.stages", what=What.NO_FINAL)
    for names in ([c.id for c in profile.classes], [c.name for c in profile.classes]):
        for name, times in Counter(names).items():
            if times > 1:
                yield Fault(path=f"classes.{name}", what=What.REPEATED)


def _stages(profile: Profile) -> Iterator[Fault]:
    """A stage has a limit or waits for a promised date, and is the only one of its kind."""
    for path, stage in _every_stage(profile):
        if (stage.limit is None) == (stage.committed is None):
            yield Fault(path=path, what=What.BOTH_OR_NONE)
    for n, one in enumerate(profile.classes):
        if _repeats(one):
            yield Fault(path=f"classes.{n}.stages", what=What.REPEATED)


def _every_stage(profile: Profile) -> Iterator[tuple[str, Stage]]:
    for n, one in enumerate(profile.classes):
        for m, stage in enumerate(one.stages):
            yield f"classes.{n}.stages.{m}", stage
    for n, modifier in enumerate(profile.modifiers):
        yield f"modifiers.{n}.stage", modifier.stage


def _repeats(one: MatterClass) -> bool:
    return len({stage.kind for stage in one.stages}) < len(one.stages)


def _actors(profile: Profile) -> Iterator[Fault]:
    """Whoever is to act is somebody."""
    actors = {
        "dispatch.approve": profile.dispatch.approve,
        "commitment.approve_change": profile.commitment.approve_change,
        "extension.approve": profile.extension.approve,
        "remind.actor": profile.remind.actor,
        "supervise.actor": profile.supervise.actor,
        "circulate.approve": profile.circulate.approve,
        "inspect.actor": profile.inspect.actor,
        "callback.actor": profile.callback.actor,
        "lawful_end.approve": profile.lawful_end.approve,
        **{f"out_of_scope.{n}.by": route.by for n, route in enumerate(profile.out_of_scope)},
    }
    for path, actor in actors.items():
        if actor is not None and not profile.roles_of(actor):
            yield Fault(path=path, what=What.NOBODY, right=(*profile.sets, *ROLES))


def _who(profile: Profile) -> Iterator[Fault]:
    """Every command of the table is given by roles that exist; nobody's command is useless."""
    for name, roles in profile.sets.items():
        yield from _unknown(f"sets.{name}", roles, ROLES)
    for name, may in profile.who.items():
        if not may.does:
            yield Fault(path=f"who.{name}.does", what=What.NOBODY, right=ROLES)
        yield from _unknown(f"who.{name}", (*may.does, *may.proposes), ROLES)


def _names(profile: Profile) -> Iterator[Fault]:
    """What refers to a class or a level names one that exists."""
    classes = [one.name for one in profile.classes]
    for n, modifier in enumerate(profile.modifiers):
        yield from _unknown(f"modifiers.{n}.applies_to", modifier.applies_to, classes)
    yield from _unknown("extension.forbid", profile.extension.forbid, classes)
    yield from _unknown("rating.satisfied", profile.rating.satisfied, profile.rating.levels)
    if not profile.rating.satisfied:
        yield Fault(path="rating.satisfied", what=What.MISSING)
    roles = [one.role for one in profile.staffing]
    yield from _unknown("staffing", roles, ROLES)


def _unknown(path: str, named: Iterable[str], known: Iterable[str]) -> Iterator[Fault]:
    there = tuple(known)
    for name in named:
        if name not in there:
            yield Fault(path=path, what=What.WRONG_VALUE, right=there)
