"""`yousu serve`: the service, until SIGINT or SIGTERM; then it finishes what is in hand."""

import argparse
import os
import sys
from pathlib import Path

from bot import clock
from bot.app import running
from bot.callback.app import PATH
from bot.cli.settings import MISUSED, OK, settings_of, takes_config
from bot.config.sections import Settings
from bot.config_reload import LOOK_EVERY, Roster, files_of
from bot.jobs import ownerless
from bot.runtime.database import answered, not_durable, old_library
from bot.runtime.event_loop import told_to_stop
from bot.runtime.worker import Loop
from bot.texts import demo as texts

SUMMARY = texts.SERVE_SUMMARY


arguments = takes_config


def run(args: argparse.Namespace) -> int:
    """Serve; 2 when the port is taken, 1 when the memory cannot be opened."""
    settings = settings_of(args)
    if doubt := old_library(settings):
        sys.stderr.write(doubt + "\n")
    return answered(_serve(settings, Path(args.config).resolve()))


async def _serve(settings: Settings, file: Path) -> int:
    told = told_to_stop()
    try:
        async with running(settings, clock.now, cache=file.parent / "data" / "words") as service:
            context = service.context
            if doubt := await not_durable(context.store):
                sys.stderr.write(doubt + "\n")
            _say(settings, service.port)
            roster = Roster(
                file=file,
                environ=os.environ,
                directory=context.directory,
                beside=files_of(settings),
                taken_over=lambda: ownerless.adopt(context),
            )
            await Loop("roster", LOOK_EVERY).run(roster.turn, told)
        sys.stdout.write(texts.STOPPED + "\n")
    except OSError as error:
        if error.errno not in _TAKEN:
            raise
        port = settings.server.port
        sys.stderr.write(texts.SERVE_PORT_TAKEN.format(port=port) + "\n")
        return MISUSED
    return OK


def _say(settings: Settings, port: int) -> None:
    """Say where it listens, and what to fill in at WeCom so that callbacks come here."""
    public = settings.server.public_url.rstrip("/") or texts.NO_PUBLIC_URL
    text = texts.SERVING.format(host=settings.server.host, port=port, url=f"{public}{PATH}")
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


#: EADDRINUSE, EACCES, EADDRNOTAVAIL: somebody else listens there, or we may not
_TAKEN = frozenset({98, 13, 99})
