"""`yousu check`: name every fault of the configuration at once, and say what is configured."""

import argparse
import json
import os
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot import clock
from bot.cli.settings import FAILED, MISUSED, OK, takes_config
from bot.config import loader
from bot.config.advice import of_profiles, without
from bot.config.faults import BadConfig
from bot.config.sections import DeskSettings, Settings
from bot.profiles.toml_fault import Fault
from bot.runtime.database import old_library
from bot.texts import database, hotline, operator
from dispatch.worktime.calendar import in_shanghai
from storage.database import sqlite_library
from storage.database.database_file import assert_writable
from storage.database.errors import NoAccess

SUMMARY = operator.CHECK_SUMMARY

_SQLITE = "sqlite://"


def arguments(parser: argparse.ArgumentParser) -> None:
    takes_config(parser)
    parser.add_argument("--json", action="store_true", help=operator.USAGE_JSON)


def _shown(url: str) -> str:
    """Return a database address without user and password."""
    if url.startswith(_SQLITE):
        return operator.CHECK_SQLITE.format(url=url, version=sqlite_library.version())
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname or ''}{parts.path}"


def _host(url: str) -> str:
    """Return where an address leads; its path may hold a token."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def _centre(desk: DeskSettings) -> str:
    lunch = operator.CHECK_NO_LUNCH
    if desk.lunch:
        begin, end = (f"{at:%H:%M}" for at in desk.lunch)
        lunch = operator.CHECK_LUNCH.format(begin=begin, end=end)
    return operator.CHECK_CENTRE_LINE.format(
        name=desk.name,
        profile=desk.profile,
        opens=f"{desk.opens:%H:%M}",
        closes=f"{desk.closes:%H:%M}",
        lunch=lunch,
    )


def _several(names: Iterable[str]) -> str:
    listed = list(names)
    return operator.CHECK_COUNT.format(count=len(listed), names="、".join(listed))


def configured(settings: Settings) -> dict[str, str]:
    """Return what is configured, as a person reads it; no secret is in it."""
    wecom = settings.wecom
    found = {
        operator.CHECK_CENTRE: "；".join(_centre(centre) for centre in settings.centres()),
        operator.CHECK_WECOM: operator.CHECK_WECOM_LINE.format(
            corp_id=wecom.corp_id, agent_id=wecom.app.agent_id
        ),
        operator.CHECK_KF: _several(kf.open_kfid for kf in wecom.kf) if wecom.kf else "",
        operator.CHECK_AIBOT: wecom.aibot.bot_id if wecom.aibot else "",
        operator.CHECK_OFFICIAL: settings.official.app_id if settings.official else "",
        operator.CHECK_DEPARTMENTS: _several(one.name for one in settings.department),
        operator.CHECK_STAFF: _several(one.name for one in settings.staff),
        hotline.CHECK_HOTLINE: _host(settings.hotline.url) if settings.hotline else "",
        hotline.CHECK_PARTNERS: _several(one.name for one in settings.partner)
        if settings.partner
        else "",
        operator.CHECK_DATABASE: _shown(settings.storage.url),
        operator.CHECK_SERVER: f"{settings.server.host}:{settings.server.port}",
    }
    return {name: text for name, text in found.items() if text}


def storage_fault(url: str) -> Fault | None:
    """Return why the SQLite file at *url* could not be written; None where it can."""
    if not url.startswith(_SQLITE):
        return None
    folder = Path(url.removeprefix(_SQLITE)).parent
    # Folders that are not there yet are made by `migrate`: the nearest one that is decides.
    there = next(one for one in (folder, *folder.parents) if one.exists())
    if not there.is_dir():
        return Fault("storage.url", operator.STORAGE_NOT_FOLDER.format(folder=there))
    try:
        assert_writable(url)
    except NoAccess as error:
        return Fault("storage.url", database.REFUSES["NoAccess"].format(what=error))
    return None


def _listed(faults: Iterable[Fault]) -> list[dict[str, str]]:
    return [{"path": fault.path, "text": fault.text} for fault in faults]


def _as_json(examined: loader.Examined, failed: list[Fault]) -> str:
    settings = examined.settings
    found: dict[str, Any] = {
        "ok": settings is not None and not failed,
        "faults": _listed([*examined.faults, *failed]),
        "warnings": _listed(examined.warnings),
        "without": _listed(without(settings)) if settings else [],
        "configured": configured(settings) if settings else {},
    }
    return json.dumps(found, ensure_ascii=False, indent=2)


def _block(title: str, lines: Iterable[object]) -> list[str]:
    listed = [f"  {line}" for line in lines]
    return [title, *listed] if listed else []


def _for_people(file: Path, examined: loader.Examined, settings: Settings) -> str:
    said = [f"{name}：{text}" for name, text in configured(settings).items()]
    lines = [
        *_block(operator.CHECK_FINE.format(file=file), said),
        *_block(operator.CHECK_WITHOUT, without(settings)),
        *_block(operator.WARNINGS, examined.warnings),
    ]
    return "\n".join(lines)


def run(args: argparse.Namespace) -> int:
    """Return 0 if `serve` could start, 1 if the storage is not writable, 2 for faults."""
    examined = loader.examine(args.config, os.environ)
    settings = examined.settings
    if settings is not None:
        more = of_profiles(settings, in_shanghai(clock.now()).date())
        if doubt := old_library(settings):
            more.append(Fault("storage.url", doubt))
        examined = replace(examined, warnings=(*examined.warnings, *more))
    fault = storage_fault(settings.storage.url) if settings else None
    failed = [fault] if fault else []
    if args.json:
        sys.stdout.write(_as_json(examined, failed) + "\n")
        return MISUSED if settings is None else FAILED if failed else OK
    if settings is None:
        raise BadConfig(examined.faults)
    sys.stdout.write(_for_people(args.config, examined, settings) + "\n")
    sys.stderr.writelines(f"{one}\n" for one in failed)
    return FAILED if failed else OK
