"""`yousu keywords corrections`: what the desk decided otherwise than was suggested, as labelled lines to learn from.

Only who asks for it gets it, into a file of their own: nothing learns by itself. The words are masked as
for a group; where somebody's conduct is told there are none.
"""

import argparse
import csv
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from bot.cli.settings import FAILED, OK, settings_of, takes_config
from bot.config.sections import Settings
from bot.letters.masking import masked
from bot.runtime.database import answered, reading
from bot.texts import keyword_corrections as texts
from dispatch.assessment.overruled import Of, decided
from dispatch.ticket.ticket import Ticket
from storage.tickets import pages
from storage.tickets.lists import PAGE

SUMMARY = texts.SUMMARY

#: the columns of the file; `learn --label label --text text` reads the first two
COLUMNS = ("label", "text", "suggested")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.csv", help=texts.HELP_OUT)
    parser.add_argument(
        "--of", type=Of, choices=[*Of], default=Of.DEPARTMENT, metavar="WHAT", help=texts.HELP_OF
    )
    parser.add_argument("--all", action="store_true", help=texts.HELP_ALL)
    takes_config(parser)


def run(args: argparse.Namespace) -> int:
    """Return 0; 1 where the memory refuses or the file cannot be written."""
    return answered(_corrections(settings_of(args), args))


async def _corrections(settings: Settings, args: argparse.Namespace) -> int:
    rows: list[tuple[str, str, str]] = []
    async with reading(settings) as store:
        after: int | None = 0
        while after is not None:
            page = await pages.dispatched_after(store.reader, after, PAGE)
            rows += _lines(page.tickets, args.of, with_all=args.all)
            after = page.last
    if not _written(args.out, rows):
        sys.stderr.write(texts.NOT_WRITTEN.format(file=args.out) + "\n")
        return FAILED
    sys.stdout.write(texts.WRITTEN.format(n=len(rows), file=args.out) + "\n")
    return OK


def _lines(
    tickets: tuple[Ticket, ...], of: Of, *, with_all: bool
) -> Iterator[tuple[str, str, str]]:
    """Yield label, masked words and what was suggested, of the tickets that have any."""
    for ticket in tickets:
        found = decided(ticket, of)
        text = masked(ticket.complaint.text, ticket).strip()
        if found is not None and text and (with_all or found.is_correction):
            yield found.label, text, found.suggested


def _written(file: Path, rows: list[tuple[str, str, str]]) -> bool:
    """Write the file, readable by its owner alone; return whether that went well."""
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as opened:
            table = csv.writer(opened)
            table.writerow(COLUMNS)
            table.writerows(rows)
    except OSError:
        return False
    return True
