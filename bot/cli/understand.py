"""`yousu understand`: what a line is taken for, as the bot takes it; no configuration, nothing is stored."""

import argparse
import json
import sys
from datetime import date

from bot import clock
from bot.cli import understood_lines
from bot.cli.given_text import NotUtf8, given
from bot.cli.settings import MISUSED, OK
from bot.texts import understand as texts
from dispatch.worktime.calendar import in_shanghai

SUMMARY = texts.SUMMARY

#: who says it → whether it is said to the robot alone
SPEAKERS = {"group": False, "member": True}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", metavar="TEXT", help=texts.HELP_TEXT)
    parser.add_argument(
        "--as", dest="speaker", choices=tuple(SPEAKERS), required=True, help=texts.HELP_AS
    )
    parser.add_argument("--today", metavar="DATE", type=_day, help=texts.HELP_TODAY)
    parser.add_argument("--json", action="store_true", help=texts.HELP_JSON)


def run(args: argparse.Namespace) -> int:
    """Print what each text is taken for; 2 naming the line that is not UTF-8."""
    today = args.today or in_shanghai(clock.now()).date()
    try:
        for text in given(args.text):
            _print(text, today, is_single=SPEAKERS[args.speaker], as_json=args.json)
    except NotUtf8 as error:
        sys.stderr.write(f"{error}\n")
        return MISUSED
    return OK


def _print(text: str, today: date, *, is_single: bool, as_json: bool) -> None:
    if as_json:
        found = understood_lines.contract(text, today, is_single=is_single)
        lines = [json.dumps(found, ensure_ascii=False)]
    else:
        lines = [*understood_lines.in_words(text, today, is_single=is_single), ""]
    sys.stdout.writelines(f"{line}\n" for line in lines)


def _day(word: str) -> date:
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise argparse.ArgumentTypeError(texts.NO_DAY.format(word=word)) from None
