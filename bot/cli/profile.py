"""`yousu profile`: the rules of a county: list, show, check a file, and try one on past tickets."""

import argparse
import json
import sys
from datetime import date
from typing import Any

from bot import clock
from bot.cli.settings import FAILED, MISUSED, OK, settings_of, takes_config
from bot.config.sections import Settings
from bot.jobs import dry_run, dry_run_view
from bot.profiles import catalogue, view
from bot.profiles.catalogue import Adopted, Unusable
from bot.runtime.database import answered, reading
from bot.texts import operator
from bot.texts import profiles as texts

SUMMARY = texts.SUMMARY


def arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar=texts.WHICH)
    found = {
        name: acts.add_parser(name, help=said, description=said) for name, said in _ACTS.items()
    }
    for name in ("show", "check", "dry-run"):
        found[name].add_argument("name", metavar="NAME|FILE", help=texts.HELP_NAME)
    span = found["dry-run"]
    span.add_argument("--from", dest="first", required=True, type=_day, help=texts.HELP_FROM)
    span.add_argument("--to", dest="last", required=True, type=_day, help=texts.HELP_TO)
    takes_config(span)
    for one in found.values():
        one.add_argument("--json", action="store_true", help=operator.USAGE_JSON)


def run(args: argparse.Namespace) -> int:
    """Do what is asked: 1 for faulty rules, 2 where there is nothing to read."""
    if args.act == "list":
        return _list(as_json=args.json)
    try:
        adopted = catalogue.adopt(args.name)
    except Unusable as error:
        return _refused(error, as_json=args.json)
    if args.act == "dry-run":
        return _dry_run(args, adopted)
    show = _show if args.act == "show" else _fine
    return show(args.name, adopted, as_json=args.json)


def _list(*, as_json: bool) -> int:
    found = [catalogue.load(name) for name in catalogue.names()]
    if as_json:
        return _say_json([view.listed(one) for one in found])
    for one in found:
        facts = view.listed(one) | {"since": view.since(one)}
        _say(texts.LISTED.format(**facts))
    return OK


def _show(_: str, adopted: Adopted, *, as_json: bool) -> int:
    if as_json:
        return _say_json(view.as_json(adopted.profile))
    for line in view.shown(adopted.profile):
        _say(line)
    return OK


def _fine(name: str, adopted: Adopted, *, as_json: bool) -> int:
    own = adopted.own.profile
    if as_json:
        return _say_json({"ok": True, "faults": []})
    facts = view.listed(own)
    _say(texts.FINE.format(**facts, name=_one_line(name)))
    for alone in adopted.alone:
        _say(texts.CLASS_ALONE.format(name=alone))
    return OK


def _refused(error: Unusable, *, as_json: bool) -> int:
    """Name every fault, a line each: 1 where the rules are wrong, 2 where there are none to check."""
    faults = [_one_line(fault) for fault in error.faults]
    if as_json:
        _say_json({"ok": False, "faults": faults})
    elif error.is_read:
        sys.stderr.write(texts.FOUND.format(count=len(faults)) + "\n")
        sys.stdout.writelines(f"{fault}\n" for fault in faults)
    else:
        sys.stderr.writelines(f"{fault}\n" for fault in faults)
    return FAILED if error.is_read else MISUSED


def _dry_run(args: argparse.Namespace, adopted: Adopted) -> int:
    if args.last < args.first:
        sys.stderr.write(texts.BACKWARDS + "\n")
        return MISUSED
    settings = settings_of(args)
    return answered(_tried(settings, adopted, (args.first, args.last), as_json=args.json))


async def _tried(
    settings: Settings, adopted: Adopted, days: tuple[date, date], *, as_json: bool
) -> int:
    totals = dry_run.Totals()
    printed = dry_run_view.printed_json if as_json else dry_run_view.printed
    async with reading(settings) as store:
        found = dry_run.replayed(store.reader, settings, adopted, days, clock.now())
        async for text in printed(found, totals, adopted.profile, days):
            sys.stdout.write(text)
    return OK


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def _say_json(found: Any) -> int:
    _say(json.dumps(found, ensure_ascii=False))
    return OK


def _one_line(text: str) -> str:
    """Return *text* without line ends and control signs: a name in a file may hold any."""
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)


def _day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise argparse.ArgumentTypeError(texts.BAD_DAY.format(value=value)) from None


_ACTS = {
    "list": texts.HELP_LIST,
    "show": texts.HELP_SHOW,
    "check": texts.HELP_CHECK,
    "dry-run": texts.HELP_DRY_RUN,
}
