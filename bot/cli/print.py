"""`yousu print NO`: the text that a citizen asks for at the window, whole, to be printed there."""

import argparse
import sys
from pathlib import Path

from bot import clock
from bot.cli.settings import FAILED, OK, settings_of, takes_config
from bot.config.sections import Settings
from bot.desk.desk import desk_of
from bot.letters import citizen_copy
from bot.runtime.database import answered, reading
from bot.texts import operator
from dispatch.ticket.ticket import spoken
from intake.grammar import fields
from intake.grammar.fields import TicketRef
from storage.database.errors import Unreadable
from storage.database.session import Session
from storage.tickets import log, tickets

SUMMARY = operator.PRINT_SUMMARY


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("no", type=_number, metavar=operator.PRINT_NO, help=operator.PRINT_HELP_NO)
    parser.add_argument("--out", type=Path, metavar="FILE", help=operator.PRINT_HELP_OUT)
    takes_config(parser)


def _number(text: str) -> TicketRef:
    read = fields.ticket(text, 0)
    if read is None or read[1] != len(text) or not isinstance(read[0], TicketRef):
        raise argparse.ArgumentTypeError(operator.PRINT_NO_NUMBER)
    return read[0]


def run(args: argparse.Namespace) -> int:
    """Return 0; 1 where no one ticket is meant, its person was erased, or the file cannot be written."""
    return answered(_print(settings_of(args), args.no, args.out))


async def _print(settings: Settings, ref: TicketRef, out: Path | None) -> int:
    async with reading(settings) as store:
        numbers = await _numbers(store.reader, ref)
        if len(numbers) != 1:
            return _failed(operator.PRINT_WHICH.format(numbers="、".join(map(spoken, numbers))))
        desk = desk_of(settings, store)
        try:
            ticket = await tickets.load(store.reader, numbers[0])
            entries = await log.entries(store.reader, ticket.no)
        except Unreadable:
            return _failed(operator.PRINT_ERASED)
        rules = await desk.rules_for(store.reader, ticket)
        text = citizen_copy.of(entries, rules, desk.directory, clock.now())
    return _put(f"{text}\n", out)


def _put(text: str, out: Path | None) -> int:
    if out is None:
        sys.stdout.write(text)
        return OK
    try:
        out.write_text(text, encoding="utf-8")
    except OSError:
        return _failed(operator.PRINT_NOT_WRITTEN.format(file=out))
    return OK


async def _numbers(session: Session, ref: TicketRef) -> list[str]:
    """Return which tickets are meant, closed ones too."""
    found = await tickets.find(session, ref.year, ref.serial)
    return [no for no in found if no.upper().startswith(ref.prefix)]


def _failed(said: str) -> int:
    sys.stderr.write(said + "\n")
    return FAILED
