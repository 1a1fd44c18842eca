"""`yousu inbox list|show|replay`: the messages that were set aside (隔离), each as it came, tried once more."""

import argparse
import json
import sys
from functools import partial
from typing import Any

from bot import clock
from bot.cli.settings import FAILED, MISUSED, OK, settings_of, takes_config
from bot.config.sections import Settings
from bot.letters.desk_tasks import SET_ASIDE
from bot.runtime.database import answered, reading, writing
from bot.texts import operator, staff
from bot.texts.moments import moment
from storage.database.errors import NoSuchRow
from storage.database.session import Session
from storage.people import tasks
from storage.queues import inbox
from storage.queues.inbox import Kept

SUMMARY = operator.INBOX_SUMMARY
#: who closes a task from the shell
OPERATOR = "operator"
#: how many are listed, the oldest first
LISTED = 1000


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "what",
        choices=["list", "show", "replay"],
        metavar=operator.INBOX_WHAT,
        help=operator.INBOX_HELP_WHAT,
    )
    parser.add_argument(
        "id", type=int, nargs="?", metavar=operator.INBOX_ID, help=operator.INBOX_HELP_ID
    )
    parser.add_argument("--all", action="store_true", help=operator.INBOX_HELP_ALL)
    takes_config(parser)
    parser.add_argument("--json", action="store_true", help=operator.USAGE_JSON)


def run(args: argparse.Namespace) -> int:
    """Return 0; 1 where there is no such message or the memory refuses, 2 for wrong usage."""
    if wrong := _misused(args):
        sys.stderr.write(wrong + "\n")
        return MISUSED
    settings = settings_of(args)
    if args.what == "list":
        return answered(_list(settings, as_json=args.json))
    if args.what == "show":
        return answered(_show(settings, args.id, as_json=args.json))
    return answered(_replay(settings, args.id))


def _misused(args: argparse.Namespace) -> str:
    if args.all and args.what != "replay":
        return operator.INBOX_ALL_ALONE
    needs_one = args.what == "show" or (args.what == "replay" and not args.all)
    if needs_one and args.id is None:
        return operator.INBOX_WHICH
    takes_none = args.what == "list" or args.all
    return operator.INBOX_NONE if takes_none and args.id is not None else ""


def _say(*lines: str) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)


def _failed(said: str) -> int:
    sys.stderr.write(said + "\n")
    return FAILED


def _as_json(kept: Kept) -> dict[str, Any]:
    return {
        "id": kept.id,
        "channel": kept.channel,
        "account": kept.account,
        "received_at": kept.received_at.isoformat(),
        "attempts": kept.attempts,
        "why": kept.error,
    }


def _line(kept: Kept) -> str:
    return operator.INBOX_LINE.format(
        id=kept.id,
        channel=staff.CHANNELS.get(kept.channel, kept.channel),
        at=moment(kept.received_at, clock.now()),
        attempts=kept.attempts,
        why=kept.error or operator.INBOX_SEALED,
    )


async def _list(settings: Settings, *, as_json: bool) -> int:
    async with reading(settings) as store:
        found = await inbox.quarantined(store.reader, LISTED)
    if as_json:
        _say(json.dumps([_as_json(one) for one in found], ensure_ascii=False))
    else:
        _say(*[_line(one) for one in found] or [operator.INBOX_EMPTY])
    return OK


async def _show(settings: Settings, id: int, *, as_json: bool) -> int:
    async with reading(settings) as store:
        kept = await inbox.stored(store.reader, id)
    if kept is None:
        return _failed(operator.INBOX_UNKNOWN.format(id=id))
    body = kept.body.decode("utf-8", "backslashreplace")
    if as_json:
        _say(json.dumps(_as_json(kept) | {"body": body}, ensure_ascii=False))
    else:
        _say(_line(kept), "", body or operator.INBOX_SEALED)
    return OK


async def _replay(settings: Settings, id: int | None) -> int:
    """Give one message, or all of them, back to be worked off as soon as `serve` runs."""
    async with writing(settings) as store:
        ids = [id] if id is not None else await _all(store.reader)
        for one in ids:
            try:
                await store.writer.run(partial(_given_back, id=one), name="replay")
            except NoSuchRow:
                return _failed(operator.INBOX_UNKNOWN.format(id=one))
    _say(operator.INBOX_REPLAYED.format(count=len(ids)))
    return OK


async def _all(session: Session) -> list[int]:
    return [one.id for one in await inbox.quarantined(session, LISTED)]


async def _given_back(session: Session, id: int) -> None:
    """Let it be tried again, and close the desk's task about it."""
    await inbox.replay(session, id)
    await tasks.done_about(session, SET_ASIDE, f"{tasks.MESSAGE}{id}", OPERATOR, clock.now())
