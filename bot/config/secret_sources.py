"""Where secrets come from: the environment before a file before config.toml itself.

`YOUSU_WECOM__APP__SECRET` and `secret_file = "…"` both stand in for `wecom.app.secret`; entries of
lists carry their position (`YOUSU_WECOM__KF__0__SECRET`). An environment name that fits no secret
is a fault: a misspelled one would silently leave an old secret in force.
"""

import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path as File
from typing import Any

from bot.config.schema import Path, is_list, is_secret, section_in
from bot.config.sections import Section, Settings
from bot.texts import operator

#: A section as it was read, not yet checked.
Raw = dict[str, Any]
#: Places and what is wrong there.
Found = list[tuple[Path, str]]

_START = "YOUSU_"


class _NoSuchPlace(Exception):
    """The environment names a place that the file does not have."""


def sections(
    raw: Raw, model: type[Section], path: Path = ()
) -> Iterator[tuple[Path, Raw, type[Section]]]:
    """Yield every section that is really there, with its path and its model, *raw* itself first."""
    yield path, raw, model
    for name, field in model.model_fields.items():
        inner, value = section_in(field), raw.get(name)
        if inner is None:
            continue
        entries = list(enumerate(value)) if isinstance(value, list) else []
        if isinstance(value, dict):
            yield from sections(value, inner, (*path, name))
        for at, entry in entries:
            if isinstance(entry, dict):
                yield from sections(entry, inner, (*path, name, at))


def _entry(entries: list[Any], parts: list[str]) -> Any:
    """Return the list entry that the next part names; the one after the last is made."""
    if parts and parts[0].isdecimal():
        at = int(parts.pop(0))
    elif len(entries) == 1:
        at = 0
    else:
        raise _NoSuchPlace
    if at == len(entries):
        entries.append({})
    if at > len(entries):
        raise _NoSuchPlace
    return entries[at]


def _place(raw: Raw, name: str) -> tuple[Raw, str] | None:
    """Return the section and setting an environment name means, None if it means no secret."""
    model: type[Section] = Settings
    parts = name.removeprefix(_START).lower().split("__")
    while len(parts) > 1:
        part = parts.pop(0)
        field = model.model_fields.get(part)
        inner = field and section_in(field)
        if field is None or inner is None:
            return None
        here: Any = raw.setdefault(part, [] if is_list(field) else {})
        if isinstance(here, list):
            here = _entry(here, parts)
        if not isinstance(here, dict):
            raise _NoSuchPlace
        raw, model = here, inner
    last = model.model_fields.get(parts[0].removesuffix("_file"))
    return (raw, parts[0]) if last is not None and is_secret(last) else None


def from_environment(raw: Raw, environ: Mapping[str, str]) -> Found:
    """Put the secrets of *environ* into *raw*; an empty variable counts as not set."""
    found: Found = []
    # Names ending in _FILE come first, so that the value itself wins over them.
    for name in sorted(environ, key=lambda name: (not name.endswith("_FILE"), name)):
        if not (name.startswith(_START) and "__" in name and environ[name]):
            continue
        try:
            place = _place(raw, name)
        except _NoSuchPlace:
            found.append(((name,), operator.ENVIRONMENT_PLACE))
            continue
        if place is None:
            found.append(((name,), operator.ENVIRONMENT_UNKNOWN))
            continue
        section, setting = place
        section.pop(f"{setting}_file", None)
        section[setting] = environ[name]
    return found


def open_to_others(file: File) -> bool:
    """Return whether group or world may read *file*."""
    return (
        os.name == "posix"
        and file.exists()
        and bool(file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))
    )


def _content(file: File) -> tuple[str, str]:
    """Return what *file* holds and what is wrong with it; one of both is empty."""
    try:
        text = file.read_text("utf-8").strip()
    except FileNotFoundError:
        return "", operator.SECRET_FILE_MISSING
    except (OSError, UnicodeError):
        return "", operator.SECRET_FILE_UNREADABLE
    return (text, "") if text else ("", operator.SECRET_FILE_EMPTY)


def from_files(raw: Raw, folder: File) -> tuple[Found, Found]:
    """Replace each `X_file` by what the file holds; return faults and warnings.

    Relative names are taken from *folder*, where config.toml lies.
    """
    faults: Found = []
    warnings: Found = []
    for path, section, model in sections(raw, Settings):
        for setting in [name for name, field in model.model_fields.items() if is_secret(field)]:
            place = (*path, f"{setting}_file")
            if (named := section.pop(f"{setting}_file", None)) is None:
                continue
            if not isinstance(named, str) or not named:
                faults.append((place, operator.SECRET_FILE_NAME))
                section[setting] = None
                continue
            section[setting], wrong = _content(folder / named)
            if wrong:
                faults.append((place, wrong))
            elif open_to_others(folder / named):
                warnings.append((place, operator.OPEN_TO_OTHERS))
    return faults, warnings


def holds_secrets(raw: Raw) -> bool:
    """Return whether a secret stands in config.toml itself."""
    return any(
        is_secret(field) and section.get(name)
        for _, section, model in sections(raw, Settings)
        for name, field in model.model_fields.items()
    )
