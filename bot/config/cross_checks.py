"""What must fit together across sections: references, repeated names, two of a kind.

These look at the file as it was read, so that they are named together with wrong types and missing
values; where a value has the wrong type they keep silent, for that is already named.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from bot.config.duties import BadDuties, Unit, read
from bot.config.schema import Path, name_of
from bot.config.sections import HOTLINE, ONLY_CENTRE
from bot.profiles.catalogue import Unusable, adopt
from bot.texts import hotline as hotline_texts
from bot.texts import operator

Raw = dict[str, Any]
Findings = Iterator[tuple[Path, str]]


def _entries(raw: Raw, *path: str) -> Iterator[tuple[Path, Raw]]:
    """Yield the tables at *path*, one or several, with their places."""
    here: Any = raw
    for part in path:
        here = here.get(part) if isinstance(here, dict) else None
    if isinstance(here, dict):
        yield path, here
    for at, entry in enumerate(here if isinstance(here, list) else ()):
        if isinstance(entry, dict):
            yield (*path, at), entry


def _known(raw: Raw, section: str, key: str) -> set[str]:
    return {entry[key] for _, entry in _entries(raw, section) if isinstance(entry.get(key), str)}


def _desks(raw: Raw) -> Findings:
    has_desk, has_centres = "desk" in raw, bool(raw.get("centre"))
    if has_desk and has_centres:
        yield ("desk",), operator.TWO_DESKS
    if not has_desk and not has_centres:
        yield ("desk",), operator.NO_DESK
    for path, centre in _entries(raw, "centre"):
        if len(raw["centre"]) > 1 and not centre.get("prefix"):
            yield (*path, "prefix"), operator.NEEDS_PREFIX


def _profiles(raw: Raw) -> Findings:
    for path, desk in (*_entries(raw, "desk"), *_entries(raw, "centre")):
        named = desk.get("profile")
        if isinstance(named, str) and named:
            for sentence in _unusable(named):
                yield (*path, "profile"), sentence


def _duties(raw: Raw) -> Findings:
    units = tuple(
        Unit(id=one["id"], called=tuple(_names_of(one)))
        for _, one in _entries(raw, "department")
        if isinstance(one.get("id"), str)
    )
    for path, desk in (*_entries(raw, "desk"), *_entries(raw, "centre")):
        named = desk.get("duties")
        if isinstance(named, str) and named:
            try:
                read(named, units)
            except BadDuties as error:
                yield from (((*path, "duties"), sentence) for sentence in error.faults)


def _names_of(department: Raw) -> Iterator[str]:
    aliases = department.get("aliases")
    listed = aliases if isinstance(aliases, list) else (aliases,)
    yield from (
        n for n in (department.get("name"), *listed, department["id"]) if isinstance(n, str)
    )


def _unusable(profile: str) -> tuple[str, ...]:
    try:
        adopt(profile)
    except Unusable as error:
        return error.faults
    return ()


#: What may not occur twice: section, setting.
UNIQUE: tuple[tuple[tuple[str, ...], str], ...] = (
    (("centre",), "id"),
    (("centre",), "prefix"),
    (("department",), "id"),
    (("department",), "name"),
    (("department",), "chat_id"),
    (("staff",), "userid"),
    (("wecom", "kf"), "open_kfid"),
    (("partner",), "id"),
)


def _repeated(raw: Raw) -> Findings:
    for section, key in UNIQUE:
        first: dict[str, str] = {}
        for path, entry in _entries(raw, *section):
            value = entry.get(key)
            if not isinstance(value, str) or not value:
                continue
            # WeCom itself lower-cases a userid now and then.
            value = value.casefold()
            if value in first:
                yield (*path, key), operator.REPEATED.format(other=first[value])
            first.setdefault(value, name_of((*path, key)))


def _centres(raw: Raw) -> Findings:
    known = _known(raw, "centre", "id")
    unknown = operator.NO_CENTRE if known else operator.ONE_CENTRE
    for section in (("wecom", "kf"), ("department",), ("staff",)):
        for path, entry in _entries(raw, *section):
            named = entry.get("centre", "")
            if isinstance(named, str) and named and named not in (known or {ONLY_CENTRE}):
                yield (*path, "centre"), unknown
            elif not named and len(known) > 1 and section == ("wecom", "kf"):
                yield (*path, "centre"), operator.NEEDS_CENTRE


#: Settings that name an entry of another section: where, which setting, whose, its key, the fault.
REFERENCES: tuple[tuple[str, str, str, str, str], ...] = (
    ("staff", "department", "department", "id", operator.NO_DEPARTMENT),
    ("department", "liaison", "staff", "userid", operator.NO_STAFF),
)


def _references(raw: Raw) -> Findings:
    for section, setting, other, key, sentence in REFERENCES:
        known = _known(raw, other, key)
        for path, entry in _entries(raw, section):
            named = entry.get(setting, "")
            if isinstance(named, str) and named and named not in known:
                yield (*path, setting), sentence


def _servicers(raw: Raw) -> Findings:
    known = _known(raw, "staff", "userid")
    for path, kf in _entries(raw, "wecom", "kf"):
        servicers = kf.get("servicers")
        for at, named in enumerate(servicers if isinstance(servicers, list) else ()):
            if isinstance(named, str) and named not in known:
                yield (*path, "servicers", at), operator.NO_STAFF


def _roles(raw: Raw) -> Findings:
    for path, person in _entries(raw, "staff"):
        roles = person.get("roles")
        if isinstance(roles, list) and "department" in roles and not person.get("department"):
            yield (*path, "department"), operator.NEEDS_DEPARTMENT


def _robot_pair(raw: Raw) -> Findings:
    for path, robot in _entries(raw, "wecom", "aibot"):
        for one, other in (("token", "aes_key"), ("aes_key", "token")):
            if robot.get(one) and not robot.get(other):
                yield (*path, other), operator.NEEDS_BOTH


def _partners(raw: Raw) -> Findings:
    """Yield partners that could not be told from another: a complaint is known by its key."""
    first: dict[str, str] = {}
    for path, entry in (*_entries(raw, "hotline"), *_entries(raw, "partner")):
        if entry.get("id") == HOTLINE:
            yield (*path, "id"), hotline_texts.PARTNER_ID
        key = entry.get("key")
        if isinstance(key, str) and key in first:
            yield (*path, "key"), hotline_texts.SAME_KEY.format(other=first[key])
        elif isinstance(key, str) and key:
            first[key] = name_of((*path, "key"))


#: the key that config.example.toml shows: anybody can read what is kept under it
_PRINTED_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


def _printed_key(raw: Raw) -> Findings:
    for path, privacy in _entries(raw, "privacy"):
        if privacy.get("key") == _PRINTED_KEY:
            yield (*path, "key"), operator.PRINTED_KEY


def _days(raw: Raw) -> Findings:
    for path, calendar in _entries(raw, "calendar"):
        off, on = calendar.get("holidays"), calendar.get("make_up_days")
        for at, day in enumerate(on if isinstance(on, list) else ()):
            if isinstance(day, date) and isinstance(off, list) and day in off:
                yield (*path, "make_up_days", at), operator.DAY_TWICE.format(day=f"{day}")


LINKS: tuple[Callable[[Raw], Findings], ...] = (
    _desks,
    _profiles,
    _duties,
    _repeated,
    _centres,
    _references,
    _servicers,
    _roles,
    _robot_pair,
    _partners,
    _printed_key,
    _days,
)


def unfitting(raw: Raw) -> Findings:
    for link in LINKS:
        yield from link(raw)
