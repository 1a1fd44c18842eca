"""`yousu erase NO|PERSON`: what tells of a person is removed for good, after a word that it is meant (S12)."""

import argparse
import sys
from collections.abc import Mapping

from bot import clock
from bot.cli.settings import FAILED, MISUSED, OK, settings_of, takes_config
from bot.config.sections import Settings
from bot.runtime.database import answered, writing
from bot.texts import erasing
from dispatch.ticket.ticket import spoken
from intake.grammar import fields
from intake.grammar.fields import TicketRef
from storage.database.errors import Unreadable
from storage.database.session import Session
from storage.store import Store, compact
from storage.tickets import erasure, tickets
from storage.tickets.erasure import Traces

SUMMARY = erasing.SUMMARY
#: how who did it stands in the log
OPERATOR = "operator"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("who", metavar=erasing.WHO, help=erasing.HELP_WHO)
    parser.add_argument("--yes", action="store_true", help=erasing.HELP_YES)
    takes_config(parser)


def run(args: argparse.Namespace) -> int:
    """Return 0 when it was erased; 1 where there is nobody, it still runs, or it was not confirmed.

    2 where nobody can be asked and `--yes` is missing.
    """
    return answered(_erase(settings_of(args), args.who.strip(), is_sure=args.yes))


async def _erase(settings: Settings, who: str, *, is_sure: bool) -> int:
    async with writing(settings) as store:
        found = await _found(store.reader, who)
        if isinstance(found, str):
            return _said(found)
        if found.open:
            return _said(erasing.STILL_OPEN.format(numbers=_numbers(found.open)))
        refused = OK if is_sure else _unsure(found)
        if refused != OK:
            return refused
        gone = await _gone(store, who)
    await compact(settings.storage.url)
    listed = "、".join(
        erasing.COUNTED[t].format(n=n) for t, n in gone.items() if t in erasing.COUNTED
    )
    sys.stdout.write(f"{erasing.ERASED.format(what=listed)}\n{erasing.KEPT}\n")
    return OK


async def _gone(store: Store, who: str) -> Mapping[str, int]:
    """Erase what stands of *who* now, in one transaction."""

    async def job(session: Session) -> Mapping[str, int]:
        found = await _found(session, who)
        if isinstance(found, str) or found.open:
            return {}
        return await erasure.erase(session, found, OPERATOR, clock.now())

    return await store.writer.run(job, name="erase")


async def _found(session: Session, who: str) -> Traces | str:
    """Return what stands of *who*, or what to say where that is nothing."""
    read = fields.ticket(who, 0)
    try:
        if read is None or read[1] != len(who) or not isinstance(read[0], TicketRef):
            traces = await erasure.of_person(session, who)
            return traces if traces.tickets or traces.lanes else erasing.NOBODY
        numbers = await tickets.find(session, read[0].year, read[0].serial)
        numbers = [no for no in numbers if no.upper().startswith(read[0].prefix)]
        if len(numbers) > 1:
            return erasing.SEVERAL.format(numbers=_numbers(tuple(numbers)))
        return await erasure.of_ticket(session, numbers[0]) if numbers else erasing.NOBODY
    except Unreadable:
        return erasing.ALREADY


def _unsure(found: Traces) -> int:
    """Show what would go, and ask; return OK where that is meant."""
    numbers = _numbers(tuple(one.no for one in found.tickets)) or erasing.NO_TICKETS
    form = erasing.WILL if found.lanes else erasing.WILL_ONE
    sys.stderr.write(form.format(numbers=numbers) + "\n")
    if not sys.stdin.isatty():
        sys.stderr.write(erasing.NEEDS_YES + "\n")
        return MISUSED
    sys.stderr.write(erasing.ASK)
    sys.stderr.flush()
    return OK if sys.stdin.readline().strip() == erasing.ASKED else _said(erasing.NOT_ERASED)


def _numbers(numbers: tuple[str, ...]) -> str:
    return "、".join(map(spoken, numbers))


def _said(text: str) -> int:
    sys.stderr.write(text + "\n")
    return FAILED
