"""`yousu deadline`: one deadline with its proof; reads no configuration without `-c`."""

import argparse
import json
import os
import sys
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from bot.cli.settings import MISUSED, OK
from bot.config import loader
from bot.profiles import catalogue, holidays
from bot.texts import deadline as texts
from dispatch.profiles import badges
from dispatch.profiles.profile import Profile
from dispatch.rules.deadlines import EXTENSION, Deadline, NeedsPromise, UnknownName, deadline
from dispatch.rules.proof import circled, proof_line
from dispatch.worktime.calendar import Hours, WorkCalendar, in_shanghai

SUMMARY = texts.SUMMARY

#: the hours of the contract (product.md §6), without `-c`
HOURS = Hours(opens=time(8, 30), closes=time(17, 30), lunch=(time(12), time(14)))
#: the years in which counting is meaningful; beyond them dates run out
_FIRST_YEAR, _LAST_YEAR = 1950, 9000


class _Misused(Exception):
    """The arguments do not fit together; the message is for the person."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--profile", required=True, help=texts.HELP_PROFILE)
    parser.add_argument("--class", dest="class_name", required=True, help=texts.HELP_CLASS)
    parser.add_argument("--stage", required=True, help=texts.HELP_STAGE)
    parser.add_argument("--start", required=True, type=_moment, help=texts.HELP_START)
    parser.add_argument("--basis", help=texts.HELP_BASIS)
    parser.add_argument("--promised", type=_day, help=texts.HELP_PROMISED)
    parser.add_argument("-c", "--config", type=Path, metavar="FILE", help=texts.HELP_CONFIG)
    parser.add_argument("--json", action="store_true", help=texts.HELP_JSON)


def run(args: argparse.Namespace) -> int:
    """Print the deadline; 2 with the allowed names where something is unknown."""
    try:
        profile, found = _found(args)
    except _Misused as wrong:
        sys.stderr.write(f"{wrong}\n")
        return MISUSED
    lines = [json.dumps(as_json(found), ensure_ascii=False)]
    sys.stdout.writelines(f"{line}\n" for line in (lines if args.json else told(profile, found)))
    return OK


def as_json(found: Deadline) -> dict[str, Any]:
    """Return *found* as the contract has it (product.md §6)."""
    steps = [{"on": s.on.isoformat(), "counted": s.counted, "why": s.why} for s in found.steps]
    return {
        "due_at": in_shanghai(found.due_at).isoformat(),
        "provisional": found.provisional,
        "clause": found.clause,
        "steps": steps,
    }


def told(profile: Profile, found: Deadline) -> list[str]:
    limit = texts.PROMISED
    if found.limit is not None:
        limit = texts.UNITS[found.limit.unit].format(n=found.limit.n)
    moments = "、".join(f"{in_shanghai(at):%Y-%m-%d %H:%M}" for at in found.remind_at)
    return [
        texts.TITLE.format(
            county=profile.names.county,
            name=found.class_name,
            stage=texts.STAGES[found.stage],
            limit=limit,
            clause=found.clause,
        ),
        *([badge] if (badge := _badge(profile, found)) else []),
        _dated(texts.STARTED, in_shanghai(found.start_at)),
        *_days(found),
        _dated(
            texts.DUE,
            in_shanghai(found.due_at),
            provisional=texts.PROVISIONAL if found.provisional else "",
        ),
        *([texts.REMINDERS.format(moments=moments)] if moments else []),
        texts.LINE.format(line=proof_line(found)),
    ]


def _badge(profile: Profile, found: Deadline) -> str:
    """Return 默认，非文件规定 where the text leaves the limit, its start or its basis open."""
    if found.stage == EXTENSION:
        return badges.of_section(profile, "extension")
    return badges.of_limit(profile, found.class_name, found.clause)


def _days(found: Deadline) -> list[str]:
    lines, n = [], 0
    for step in found.steps:
        n += step.counted
        mark = f" {circled(n)}" if step.counted and len(found.steps) > 1 else ""
        weekday = texts.WEEKDAYS[step.on.weekday()]
        lines.append(texts.DAY.format(on=step.on, weekday=weekday, why=step.why, n=mark))
    return lines


def _dated(text: str, at: datetime, **more: str) -> str:
    weekday = texts.WEEKDAYS[at.weekday()]
    return text.format(at=f"{at:%Y-%m-%d %H:%M}", weekday=weekday, **more)


def _found(args: argparse.Namespace) -> tuple[Profile, Deadline]:
    profile = _profile(args.profile)
    if args.basis is not None and args.stage != EXTENSION:
        raise _Misused(texts.BASIS_ALONE)
    calendar, hours = _working(args.config, args.profile)
    try:
        found = deadline(
            profile,
            args.class_name,
            args.stage,
            args.start,
            calendar,
            hours,
            basis=args.basis,
            promised_on=args.promised,
        )
    except UnknownName as unknown:
        known = "、".join(unknown.known) or texts.NO_STAGES
        wrong = texts.UNKNOWN[unknown.what].format(name=unknown.name, known=known)
        raise _Misused(wrong) from None
    except NeedsPromise:
        raise _Misused(texts.NEEDS_PROMISE) from None
    _check_promise(found, args.promised)
    return profile, found


def _check_promise(found: Deadline, promised_on: date | None) -> None:
    if promised_on is None:
        return
    if found.limit is not None:
        raise _Misused(texts.NO_PROMISE)
    if promised_on < in_shanghai(found.start_at).date():
        raise _Misused(texts.EARLY_PROMISE)


def _profile(name: str) -> Profile:
    try:
        return catalogue.load(name)
    except KeyError:
        known = "、".join(catalogue.names())
        raise _Misused(texts.UNKNOWN_PROFILE.format(name=name, known=known)) from None


def _working(file: Path | None, profile: str) -> tuple[WorkCalendar, Hours]:
    """Return the calendar and hours: the default ones, or those of *file*.

    Of several centres the first that works by *profile* counts, else the first.
    """
    if file is None:
        return holidays.build(), HOURS
    settings = loader.load(file, os.environ)
    centres = settings.centres()
    desk = next((centre for centre in centres if centre.profile == profile), centres[0])
    lunch = (desk.lunch[0], desk.lunch[1]) if desk.lunch else None
    calendar = holidays.build(settings.calendar.holidays, settings.calendar.make_up_days)
    return calendar, Hours(opens=desk.opens, closes=desk.closes, lunch=lunch)


def _moment(value: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise argparse.ArgumentTypeError(texts.BAD_START.format(value=value)) from None
    if moment.utcoffset() is None:
        raise argparse.ArgumentTypeError(texts.NAIVE_START.format(value=value))
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        wrong = texts.START_RANGE.format(value=value, first=_FIRST_YEAR, last=_LAST_YEAR)
        raise argparse.ArgumentTypeError(wrong)
    return moment


def _day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise argparse.ArgumentTypeError(texts.BAD_DAY.format(value=value)) from None
