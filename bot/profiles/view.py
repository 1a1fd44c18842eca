"""A profile as a person reads it: every key with its value and clause, the table, the checklist."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Any

from bot.profiles import authority_table
from bot.profiles.authority_table import DOES, PROPOSES, cited
from bot.texts import deadline
from bot.texts import profiles as texts
from dispatch.profiles.profile import Profile
from dispatch.profiles.values import Origin
from dispatch.worktime.counting import Limit

#: shown in a place of their own, or no rule at all
_APART = frozenset({"id", "version", "origins", "who", "checklist", "citing", "clauses"})
#: what a text need not say, and no default says for it
_MAY_LACK = frozenset({"effective_from", "interpreter", "url"})
#: what a table says of itself is shown as the origin of its keys
_ORIGIN = frozenset({"clause", "gap"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One key: *value* as JSON has it, *spoken* as people read it."""

    path: str
    value: Any
    spoken: str
    origin: Origin


def keys(profile: Profile) -> Iterator[Key]:
    """Yield every key of *profile* with its value and where it comes from."""
    for field in fields(profile):
        if field.name not in _APART:
            yield from _keys(profile, field.name, getattr(profile, field.name))


def _keys(profile: Profile, path: str, value: Any) -> Iterator[Key]:
    for name, inner in _inside(value):
        yield from _keys(profile, f"{path}.{name}", inner)
    if _is_leaf(value) and not _is_unsaid(profile, path, value):
        origin = profile.origin(path)
        yield Key(path=path, value=_plain(value), spoken=_spoken(value), origin=origin)


def _is_leaf(value: Any) -> bool:
    return value in ((), {}) or not any(True for _ in _inside(value))


def _is_unsaid(profile: Profile, path: str, value: Any) -> bool:
    """True for an optional key that neither the text nor a default fills: there is no rule in it."""
    optional = path in _MAY_LACK or not profile.origin(path).is_default
    return value in (None, "", ()) and optional and path not in profile.origins


def _inside(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield what a table or a list of tables holds; nothing for a plain value."""
    if isinstance(value, Mapping):
        yield from value.items()
    elif is_dataclass(value) and not isinstance(value, Limit | type):
        yield from (
            (f.name, getattr(value, f.name)) for f in fields(value) if f.name not in _ORIGIN
        )
    elif isinstance(value, tuple) and any(is_dataclass(one) for one in value):
        yield from ((str(n), one) for n, one in enumerate(value))


def _plain(value: Any) -> Any:
    if isinstance(value, Limit):
        return {"n": value.n, "unit": value.unit.value}
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _spoken(value: Any) -> str:
    if isinstance(value, Limit):
        return deadline.UNITS[value.unit].format(n=value.n)
    if isinstance(value, bool):
        return texts.YES if value else texts.NO
    if isinstance(value, tuple):
        return "、".join(map(_spoken, value)) or texts.NOTHING
    return texts.NOTHING if value in (None, "", {}) else str(value)


def since(profile: Profile) -> str:
    day = profile.effective_from
    return texts.SINCE.format(day=day) if day else texts.NO_DATE


def shown(profile: Profile) -> Iterator[str]:
    """Yield the lines of `yousu profile show`."""
    yield texts.TITLE.format(
        county=profile.names.county,
        source=profile.source,
        since=since(profile),
        version=profile.version,
    )
    yield from ("", texts.SECTIONS_TITLE)
    for key in keys(profile):
        yield texts.VALUE.format(path=key.path, value=key.spoken, origin=cited(key.origin))
    if profile.clauses:
        yield from ("", texts.CLAUSES_TITLE)
    for name, words in profile.clauses.items():
        yield texts.OWN_CLAUSE.format(name=name, words=words)
    yield from ("", texts.WHO_TITLE)
    for row in authority_table.rows(profile):
        yield texts.WHO_LINE.format(
            command=row.command,
            does=row.having(DOES) or texts.NOTHING,
            proposes=row.having(PROPOSES) or texts.NOTHING,
            origin=cited(row.origin),
        )
    yield from ("", texts.CHECKLIST_TITLE)
    for n, check in enumerate(profile.checklist):
        origin = cited(profile.origin(f"checklist.{n}"))
        yield texts.CHECKED.format(words=check.words, origin=origin)


def as_json(profile: Profile) -> dict[str, Any]:
    """Return the same for programs."""
    return {
        **listed(profile),
        "version": profile.version,
        "keys": [
            {"path": one.path, "value": one.value, **_origin(one.origin)} for one in keys(profile)
        ],
        "clauses": dict(profile.clauses),
        "who": [
            {"command": row.command, "roles": row.roles, **_origin(row.origin)}
            for row in authority_table.rows(profile)
        ],
        "checklist": [
            {"words": check.words, **_origin(profile.origin(f"checklist.{n}"))}
            for n, check in enumerate(profile.checklist)
        ],
    }


def listed(profile: Profile) -> dict[str, Any]:
    """Return what `yousu profile list` says of *profile*."""
    day = profile.effective_from
    return {
        "id": profile.id,
        "county": profile.names.county,
        "source": profile.source,
        "effective_from": day.isoformat() if day else None,
        "classes": len(profile.classes),
    }


def _origin(origin: Origin) -> dict[str, Any]:
    """Return where something comes from: the clause, or None and perhaps the gap it fills."""
    return {
        "clause": None if origin.is_default else origin.clause,
        "gap": origin.gap or None,
        "default": origin.is_default,
    }
