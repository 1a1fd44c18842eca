"""The configuration: read once, checked whole, frozen.

1. Everything that is wrong is named at once, each fault with its path and what to write instead.
2. No value of a secret appears in a fault, a repr or a traceback.
3. Nothing below `bot/` reads settings; it gets what it needs as arguments.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path as File
from typing import Any

from pydantic import SecretStr, ValidationError

from bot.config import cross_checks, secret_sources
from bot.config.advice import advice
from bot.config.faults import BadConfig, as_written, translated
from bot.config.schema import Path, is_list, section_in
from bot.config.sections import Section, Settings
from bot.profiles.catalogue import names as profiles
from bot.profiles.catalogue import settled
from bot.profiles.toml_fault import Fault, syntax_fault
from bot.texts import operator

__all__ = [
    "BadConfig",
    "Examined",
    "Fault",
    "Settings",
    "examine",
    "examine_text",
    "load",
    "profiles",
    "secrets_of",
]

_MARK = "sqlite://"


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What came of reading a configuration; *settings* is None exactly where there are *faults*."""

    settings: Settings | None
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]


def _read(file: File) -> tuple[str, Fault | None]:
    """Return the text of *file*, or why it cannot be read."""
    try:
        return file.read_bytes().decode("utf-8-sig"), None
    except FileNotFoundError:
        return "", Fault(str(file), operator.NOT_THERE)
    except UnicodeError:
        return "", Fault(str(file), operator.NOT_UTF8)
    except OSError:
        return "", Fault(str(file), operator.NOT_READABLE)


def _parsed(text: str, file: File) -> tuple[dict[str, Any], Fault | None]:
    try:
        return tomllib.loads(text), None
    except tomllib.TOMLDecodeError as error:
        return {}, syntax_fault(str(file), error)


def _as_lists(raw: dict[str, Any], model: type[Section], path: Path, alone: set[Path]) -> None:
    """Make a list of what may be a list and was written once; note its place in *alone*."""
    for name, field in model.model_fields.items():
        inner, value = section_in(field), raw.get(name)
        if inner is None or value is None:
            continue
        place = (*path, name)
        if is_list(field) and isinstance(value, (dict, str)):
            alone.add(place)
            value = raw[name] = [value]
        if name == "previous" and isinstance(value, list) and "token" not in inner.model_fields:
            # A privacy key has no partner, so it may stand in the list by itself.
            value = raw[name] = [{"key": one} if isinstance(one, str) else one for one in value]
        for at, entry in enumerate(value) if isinstance(value, list) else ((None, value),):
            if isinstance(entry, dict):
                _as_lists(entry, inner, place if at is None else (*place, at), alone)


def _settle_database(raw: dict[str, Any], folder: File) -> None:
    """Make a relative SQLite path absolute, so that one file always means one database."""
    section = raw.setdefault("storage", {})
    if not isinstance(section, dict):
        return
    url = section.setdefault("url", Settings.model_fields["storage"].default.url)
    if isinstance(url, str) and url.startswith(_MARK) and url.removeprefix(_MARK).strip():
        section["url"] = f"{_MARK}{folder / url.removeprefix(_MARK)}"


def _settle_files(raw: dict[str, Any], folder: File) -> None:
    """Make the files of rules and of duties absolute, as the database."""
    centres = raw.get("centre")
    for desk in (raw.get("desk"), *(centres if isinstance(centres, list) else (centres,))):
        if isinstance(desk, dict) and isinstance(desk.get("profile"), str):
            desk["profile"] = settled(desk["profile"], folder)
        if isinstance(desk, dict) and isinstance(desk.get("duties"), str) and desk["duties"]:
            desk["duties"] = str(folder / desk["duties"])


def _settings(raw: dict[str, Any]) -> tuple[Settings | None, list[tuple[Path, str]]]:
    try:
        return Settings.model_validate(raw), []
    except ValidationError as error:
        return None, translated(error)


def _examined(raw: dict[str, Any], file: File, environ: Mapping[str, str]) -> Examined:
    alone: set[Path] = set()
    _as_lists(raw, Settings, (), alone)
    exposed = secret_sources.holds_secrets(raw) and secret_sources.open_to_others(file)
    found = secret_sources.from_environment(raw, environ)
    in_files, in_open_files = secret_sources.from_files(raw, file.parent)
    _settle_database(raw, file.parent.resolve())
    _settle_files(raw, file.parent.resolve())
    settings, wrong = _settings(raw)
    # The first word on a place is the most exact one: an empty secret file is not also too short.
    spoken = {_without_file(path) for path, _ in in_files}
    found += in_files + [(path, text) for path, text in wrong if path not in spoken]
    found += [item for item in cross_checks.unfitting(raw) if item[0] not in {p for p, _ in found}]
    faults = tuple(Fault(as_written(path, alone), text) for path, text in found)
    words = [Fault(as_written(path, alone), text) for path, text in in_open_files]
    words += [Fault(str(file), operator.OPEN_TO_OTHERS)] if exposed else []
    words += advice(settings) if settings else []
    return Examined(settings=None if faults else settings, faults=faults, warnings=tuple(words))


def _without_file(path: Path) -> Path:
    return (*path[:-1], str(path[-1]).removesuffix("_file"))


def examine(file: File, environ: Mapping[str, str]) -> Examined:
    """Read *file* and say everything that is wrong or worth a word; never raises for its content.

    *environ* is usually `os.environ`; only names starting with `YOUSU_` are looked at.
    """
    text, fault = _read(file)
    if fault is not None:
        return Examined(settings=None, faults=(fault,), warnings=())
    return examine_text(text, file, environ)


def examine_text(text: str, file: File, environ: Mapping[str, str]) -> Examined:
    """Do the same for a *text* that is, or is about to be, the content of *file*."""
    raw, fault = _parsed(text, file)
    if fault is not None:
        return Examined(settings=None, faults=(fault,), warnings=())
    return _examined(raw, file, environ)


def load(file: File, environ: Mapping[str, str]) -> Settings:
    """Return the configuration in *file*.

    Raises:
        BadConfig: with every fault at once; the program must not start.
    """
    examined = examine(file, environ)
    if examined.settings is None:
        raise BadConfig(examined.faults)
    return examined.settings


def secrets_of(section: Section) -> set[str]:
    """Return every secret value below *section*, for `bot/runtime/logs.py` to keep out of the logs."""
    found: set[str] = set()
    for name in type(section).model_fields:
        value = getattr(section, name)
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, Section):
                found |= secrets_of(one)
            elif isinstance(one, SecretStr):
                found.add(one.get_secret_value())
    return found
