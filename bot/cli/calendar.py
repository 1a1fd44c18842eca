"""`yousu calendar show|check|apply`: the days in force, which running limits move by them, moving them."""

import argparse
import json
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot import clock
from bot.cli.settings import FAILED, MISUSED, OK, settings_of, takes_config
from bot.config.sections import Settings
from bot.config.terminal import Ended, Terminal
from bot.desk import installation
from bot.desk.desk import Desk, desk_of
from bot.jobs import calendar_view, recount
from bot.jobs.recount import Looked
from bot.runtime.database import answered, reading, writing
from bot.texts import calendar as texts
from bot.texts import operator
from bot.texts.deadline import STAGES
from dispatch.handlers.recount import Move
from dispatch.ticket.ticket import spoken
from dispatch.worktime.calendar import WorkCalendar, in_shanghai

SUMMARY = texts.SUMMARY

#: the years of which the calendar knows anything
_FIRST, _LAST = 2010, 2099


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "what", choices=["show", "check", "apply"], metavar=texts.WHICH, help=texts.HELP_WHAT
    )
    parser.add_argument("--year", type=_year, help=texts.HELP_YEAR)
    parser.add_argument("--yes", action="store_true", help=texts.HELP_YES)
    takes_config(parser)
    parser.add_argument("--json", action="store_true", help=operator.USAGE_JSON)


def run(args: argparse.Namespace) -> int:
    """Return 0; 1 where the memory refuses or nothing was confirmed, 2 for wrong usage."""
    if wrong := _misused(args):
        sys.stderr.write(wrong + "\n")
        return MISUSED
    settings = settings_of(args)
    if args.what == "show":
        _show(installation.calendar_of(settings), args.year, as_json=args.json)
        return OK
    work = _check if args.what == "check" else _apply
    return answered(work(settings, args))


def _misused(args: argparse.Namespace) -> str:
    if args.year is not None and args.what != "show":
        return texts.YEAR_ALONE
    if args.yes and args.what != "apply":
        return texts.YES_ALONE
    return texts.JSON_NEEDS_YES if args.what == "apply" and args.json and not args.yes else ""


def _year(value: str) -> int:
    if not value.isdecimal() or not _FIRST <= int(value) <= _LAST:
        wrong = texts.BAD_YEAR.format(value=value, first=_FIRST, last=_LAST)
        raise argparse.ArgumentTypeError(wrong)
    return int(value)


def _say(*lines: str) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)


def _say_json(value: Any) -> None:
    _say(json.dumps(value, ensure_ascii=False))


def _show(calendar: WorkCalendar, year: int | None, *, as_json: bool) -> None:
    this = in_shanghai(clock.now()).year
    years = [year] if year else range(this, max(this, *calendar.announced) + 2)
    if as_json:
        _say_json(calendar_view.as_json(calendar, years))
    else:
        _say(*calendar_view.lines(calendar, years))


@dataclass(slots=True, kw_only=True)
class _Tally:
    """What a walk over the open tickets came to; *found* is kept only for JSON.

    Attributes:
        is_quiet: true where every ticket is told at the end, as JSON, or not at all.
    """

    is_quiet: bool
    looked: int = 0
    moves: int = 0
    unreadable: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    found: list[dict[str, Any]] = field(default_factory=list)

    async def take(self, walk: AsyncIterator[Looked]) -> None:
        """Go the whole way, saying each ticket as it comes."""
        async for one in walk:
            self.looked += 1
            self.moves += bool(one.moves)
            if one.unreadable:
                self.unreadable.append(one.no)
            if one.refused:
                self.refused.append(one.no)
            if self.is_quiet:
                self.found += (_as_json(one, move) for move in one.moves)
            else:
                _say(*_told(one))

    def as_json(self, calendar: WorkCalendar) -> dict[str, Any]:
        return {
            "calendar": calendar.version,
            "announced": sorted(calendar.announced),
            "looked": self.looked,
            "tickets": self.moves,
            "moves": self.found,
            "refused": self.refused,
            "unreadable": self.unreadable,
        }


async def _check(settings: Settings, args: argparse.Namespace) -> int:
    tally = _Tally(is_quiet=args.json)
    async with reading(settings) as store:
        await tally.take(recount.looked(desk_of(settings, store)))
    text = texts.WOULD_MOVE if tally.moves else texts.NOTHING
    _end(settings, tally, args, text)
    return OK


async def _apply(settings: Settings, args: argparse.Namespace) -> int:
    tally = _Tally(is_quiet=args.json or not args.yes)
    async with writing(settings) as store:
        desk = desk_of(settings, store)
        if not args.yes and not await _is_sure(desk):
            _say(texts.STOPPED)
            return FAILED
        await tally.take(recount.applied(desk, clock.now()))
    _end(settings, tally, args, texts.MOVED if tally.moves else texts.NOTHING)
    return FAILED if tally.refused else OK


async def _is_sure(desk: Desk) -> bool:
    """Show what would move and ask; nothing to move needs no answer."""
    tally = _Tally(is_quiet=False)
    await tally.take(recount.looked(desk))
    if not tally.moves:
        return True
    terminal = Terminal(sys.stdin, sys.stdout)
    try:
        answer = terminal.read(texts.SURE.format(moves=tally.moves), hidden=False)
    except Ended:
        return False
    return answer.lower() in texts.YES


def _end(settings: Settings, tally: _Tally, args: argparse.Namespace, text: str) -> None:
    if args.json:
        _say_json(tally.as_json(installation.calendar_of(settings)))
        return
    if args.what == "apply":
        _say(*(texts.REFUSED.format(no=spoken(no)) for no in tally.refused if not args.yes))
    _say(text.format(looked=tally.looked, moves=tally.moves))
    if args.what == "apply" and tally.moves:
        _say(texts.RESTART)


def _told(one: Looked) -> Iterator[str]:
    if one.unreadable:
        yield texts.UNREADABLE.format(no=spoken(one.no))
    if one.refused:
        yield texts.REFUSED.format(no=spoken(one.no))
    if one.moves:
        department = one.department or texts.NO_DEPARTMENT
        yield texts.TICKET.format(no=spoken(one.no), department=department)
    for move in one.moves:
        old = _moment(move.old_due_at, is_provisional=move.was_provisional)
        new = _moment(move.new_due_at, is_provisional=move.provisional)
        yield texts.MOVE.format(stage=STAGES[move.stage], old=old, new=new)
        yield texts.PROOF.format(proof=move.proof)


def _moment(at: datetime, *, is_provisional: bool) -> str:
    return f"{in_shanghai(at):%Y-%m-%d %H:%M}{texts.PROVISIONAL if is_provisional else ''}"


def _as_json(one: Looked, move: Move) -> dict[str, Any]:
    return {
        "no": one.no,
        "department": one.department,
        "stage": move.stage,
        "old_due_at": in_shanghai(move.old_due_at).isoformat(),
        "new_due_at": in_shanghai(move.new_due_at).isoformat(),
        "was_provisional": move.was_provisional,
        "provisional": move.provisional,
        "proof": move.proof,
    }
