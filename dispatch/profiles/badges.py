"""The badge “默认，非文件规定”: shown wherever a person sees the effect of what no text says (§9)."""

from collections.abc import Iterable, Iterator

from dispatch.profiles.profile import Profile
from dispatch.profiles.values import Origin

#: what every surface prints
BADGE = "默认，非文件规定"


def badge(origin: Origin) -> str:
    """Return the badge of *origin* with its gap, `默认，非文件规定（G-1）`; empty for what a clause says."""
    return _badge([origin]) if origin.is_default else ""


def of_path(profile: Profile, path: str) -> str:
    """Return the badge of the key at *path*, empty where the text says it."""
    return badge(profile.origin(path))


def of_section(profile: Profile, path: str) -> str:
    """Return one badge for all defaults at *path* and below it, empty where there is none."""
    begin = f"{path}."
    below = [origin for place, origin in profile.origins.items() if place.startswith(begin)]
    return _badge([profile.origin(path), *below])


def of_limit(profile: Profile, class_name: str, clause: str) -> str:
    """Return the badge of the time limit of *class_name* that *clause* gave: its length and start.

    A clause of another text (rule d) has none; a gap for a clause is one by itself.
    """
    if clause == "default" or clause.startswith("G-"):
        return badge(Origin(clause="default", gap=clause.removeprefix("default")))
    return next((of_section(profile, path) for path in _giving(profile, class_name, clause)), "")


def _giving(profile: Profile, class_name: str, clause: str) -> Iterator[str]:
    """Yield where *clause* gives *class_name* a limit: a stage, a modifier, the extension."""
    for n, one in enumerate(profile.classes):
        if class_name in (one.name, one.id):
            yield from (
                f"classes.{n}.stages.{m}" for m, s in enumerate(one.stages) if s.clause == clause
            )
    for n, modifier in enumerate(profile.modifiers):
        if class_name in modifier.applies_to and modifier.stage.clause == clause:
            yield f"modifiers.{n}"
    if profile.origin("extension.span").clause == clause:
        yield "extension"


def _badge(origins: Iterable[Origin]) -> str:
    defaults = [origin for origin in origins if origin.is_default]
    gaps = "、".join(dict.fromkeys(origin.gap for origin in defaults if origin.gap))
    if not defaults:
        return ""
    return f"{BADGE}（{gaps}）" if gaps else BADGE
