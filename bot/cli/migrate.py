"""`yousu migrate`: bring the database to this release; refused while `serve` runs on it."""

import argparse
import sys

from bot.cli.settings import OK, settings_of, takes_config
from bot.config.sections import Settings
from bot.runtime.database import answered, keys_of
from bot.texts import operator
from storage.store import compact, migrate, readdress

SUMMARY = operator.MIGRATE_SUMMARY


arguments = takes_config


async def _migrate(settings: Settings) -> int:
    url = settings.storage.url
    lines = [operator.MIGRATED.format(name=name) for name in await migrate(url)]
    if sealed := await readdress(url, keys_of(settings.privacy)):
        await compact(url)
        lines.append(operator.READDRESSED.format(n=sealed))
    sys.stdout.writelines(f"{line}\n" for line in lines or [operator.MIGRATED_NOTHING])
    return OK


def run(args: argparse.Namespace) -> int:
    """Return 0 when the database is as this release needs it, 1 when it cannot be reached."""
    return answered(_migrate(settings_of(args)))
