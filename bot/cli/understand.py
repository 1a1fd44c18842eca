"""`yousu understand`: what a line is taken for, as the bot takes it; no configuration, nothing is stored."""

import argparse
import json
import sys
from collections.abc import Iterator
from datetime import date

from bot import clock
from bot.cli import understood_lines, understood_messages
from bot.cli.given_text import NotUtf8, given
from bot.cli.settings import MISUSED, OK
from bot.texts import understand as texts
from dispatch.worktime.calendar import in_shanghai
from intake.conversation.understood import STATES

SUMMARY = texts.SUMMARY

#: who of the staff says it → whether it is said to the robot alone
STAFF = {"group": False, "member": True}
CITIZEN = "citizen"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", metavar="TEXT", help=texts.HELP_TEXT)
    parser.add_argument(
        "--as", dest="speaker", choices=(CITIZEN, *STAFF), default=CITIZEN, help=texts.HELP_AS
    )
    parser.add_argument("--state", choices=tuple(STATES), default="", help=texts.HELP_STATE)
    parser.add_argument("--asked", action="store_true", help=texts.HELP_ASKED)
    parser.add_argument("--today", metavar="DATE", type=_day, help=texts.HELP_TODAY)
    parser.add_argument("--json", action="store_true", help=texts.HELP_JSON)


def run(args: argparse.Namespace) -> int:
    """Print what each text is taken for; 2 naming the line that is not UTF-8."""
    today = args.today or in_shanghai(clock.now()).date()
    try:
        for text in given(args.text):
            found = _citizen(text, args) if args.speaker == CITIZEN else _staff(text, today, args)
            sys.stdout.writelines(f"{line}\n" for line in found)
    except NotUtf8 as error:
        sys.stderr.write(f"{error}\n")
        return MISUSED
    return OK


def _citizen(text: str, args: argparse.Namespace) -> Iterator[str]:
    state = args.state or ("telling" if args.asked else "new")
    now = clock.now()
    if args.json:
        found = understood_messages.contract(text, state, now, asked=args.asked)
        yield json.dumps(found, ensure_ascii=False)
    else:
        yield from understood_messages.in_words(text, state, now, asked=args.asked)
        yield ""


def _staff(text: str, today: date, args: argparse.Namespace) -> Iterator[str]:
    is_single = STAFF[args.speaker]
    if args.json:
        found = understood_lines.contract(text, today, is_single=is_single)
        yield json.dumps(found, ensure_ascii=False)
    else:
        yield from understood_lines.in_words(text, today, is_single=is_single)
        yield ""


def _day(word: str) -> date:
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise argparse.ArgumentTypeError(texts.NO_DAY.format(word=word)) from None
