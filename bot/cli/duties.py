"""`yousu duties list|returns`: the 派单目录 in force, and which of its rows departments keep returning (N17)."""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from bot.cli.settings import OK, settings_of, takes_config
from bot.config.directory import Directory
from bot.config.sections import Settings
from bot.runtime.database import answered, reading
from bot.texts import duties as texts
from dispatch.rules.duties import Duty
from dispatch.ticket.case_commands import ReturnForm
from dispatch.ticket.ground import GroundKind
from dispatch.ticket.ticket import Ticket, spoken
from storage.database.errors import Unreadable
from storage.database.session import Session
from storage.tickets import log, tickets

SUMMARY = texts.SUMMARY


@dataclass(slots=True, kw_only=True)
class Returned:
    """What was returned of one row, or of one matter that no row has: how often, which, and who has it now."""

    about: str
    name: str
    no: str = ""
    times: int = 0
    numbers: list[str] = field(default_factory=list)
    leads: Counter[str] = field(default_factory=Counter)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["list", "returns"], metavar=texts.WHICH, help=texts.HELP)
    takes_config(parser)


def run(args: argparse.Namespace) -> int:
    """Return 0; 1 where the memory refuses."""
    settings = settings_of(args)
    if args.what == "returns":
        return answered(_returns(settings))
    _say(_listed(Directory.of(settings).duties))
    return OK


def _say(lines: Iterator[str]) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)


def _listed(duties: Mapping[str, tuple[Duty, ...]]) -> Iterator[str]:
    if not any(duties.values()):
        yield texts.NO_LIST
    for rows in duties.values():
        for row in rows:
            yield texts.LISTED.format(
                no=row.no,
                about="、".join(filter(None, (row.matter, *row.phrases))),
                name=row.name or texts.TOWNSHIP[0],
                others="".join(texts.ASSISTED.format(name=name) for _, name in row.assisting),
                basis=f"（{row.basis}）" if row.basis else "",
            )


async def _returns(settings: Settings) -> int:
    directory = Directory.of(settings)
    async with reading(settings) as store:
        found = await returned(store.reader, directory)
    _say(_proposed(found))
    return OK


async def returned(session: Session, directory: Directory) -> list[Returned]:
    """Return what was returned by row, the most often returned first."""
    found: dict[tuple[str, str, str], Returned] = {}
    for no, times in (await log.given(session, ReturnForm.__name__)).items():
        with suppress(Unreadable):  # its person was erased
            ticket = await tickets.load(session, no)
            one = _row_of(ticket, directory)
            kept = found.setdefault((ticket.centre, one.no, one.about), one)
            kept.times += times
            kept.numbers.append(no)
            kept.leads.update([ticket.lead.name] if ticket.lead else [])
    return sorted(found.values(), key=lambda one: (-one.times, one.no, one.about))


def _row_of(ticket: Ticket, directory: Directory) -> Returned:
    """Return the row that *ticket* falls under by the list as it is now."""
    ground = directory.ground(ticket.complaint, ticket.centre, ticket.decided_matter)
    if ground is None or ground.kind is not GroundKind.DUTY:
        return Returned(about=ticket.matter, name="")
    return Returned(no=ground.no, about=ground.about, name=ground.name)


def _proposed(found: list[Returned]) -> Iterator[str]:
    if not found:
        yield texts.NOTHING_RETURNED
    for one in found:
        lead = next((name for name, _ in one.leads.most_common(1)), "")
        form = texts.RETURNED if one.no else texts.RETURNED_UNLISTED
        said = form.format(no=one.no, about=one.about, name=one.name, times=one.times)
        way = texts.KEEP if lead in ("", one.name) else texts.CHANGE.format(lead=lead)
        yield f"{said}（{'、'.join(map(spoken, one.numbers))}）{way}"
