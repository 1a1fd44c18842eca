"""`yousu log verify`: is the log of all tickets as it was written, and where not."""

import argparse
import json
import sys
from collections.abc import Sequence

from bot.cli.settings import FAILED, OK, settings_of, takes_config
from bot.config.sections import Settings
from bot.runtime.database import answered, reading
from bot.texts import operator
from storage.tickets import anchor
from storage.tickets.verification import Broken, verify

SUMMARY = operator.LOG_SUMMARY


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["verify"], metavar="verify", help=operator.LOG_VERIFY)
    takes_config(parser)
    parser.add_argument("--seal", action="append", default=[], help=operator.LOG_SEAL)
    parser.add_argument("--json", action="store_true", help=operator.USAGE_JSON)


def said(broken: Broken | None) -> str:
    """Return what the operator reads: ok, or the first broken entry."""
    if broken is None:
        return operator.LOG_OK
    why = next((text for say, text in operator.LOG_WHYS.items() if broken.why.startswith(say)), "")
    if not broken.ticket_no:
        return operator.LOG_BROKEN_SEAL.format(why=why or broken.why)
    if not broken.n:
        return operator.LOG_BROKEN_TICKET.format(ticket=broken.ticket_no, why=why or broken.why)
    return operator.LOG_BROKEN.format(ticket=broken.ticket_no, n=broken.n, why=why or broken.why)


def _as_json(broken: Broken | None) -> str:
    found: dict[str, object] = {"ok": broken is None}
    if broken is not None:
        found |= {"ticket": broken.ticket_no, "n": broken.n, "why": said(broken)}
    return json.dumps(found, ensure_ascii=False)


async def _verify(settings: Settings, seals: Sequence[str], *, as_json: bool) -> int:
    # before the database: what is sealed meanwhile must not look as if it were lost
    file = anchor.beside(settings.storage.url)
    kept = anchor.read(file) if file else None
    anchored = [*seals, *([kept.seal] if kept else [])]
    async with reading(settings) as store:
        broken = await verify(store.reader, anchored)
    if file and not kept:
        sys.stderr.write(operator.LOG_NO_ANCHOR.format(file=file) + "\n")
    sys.stdout.write((_as_json(broken) if as_json else said(broken)) + "\n")
    return OK if broken is None else FAILED


def run(args: argparse.Namespace) -> int:
    """Return 0 if every entry fits the one before it, 1 with the first that does not."""
    return answered(_verify(settings_of(args), args.seal, as_json=args.json))
