"""`yousu migrate`: bring the database to this release; refused while `serve` runs on it."""

import argparse
import sys

from bot.cli.settings import OK, settings_of, takes_config
from bot.runtime.database import answered, keys_of
from bot.texts import operator
from storage.database.privacy import Keys
from storage.schema.migration import migrate
from storage.schema.readdressing import readdress
from storage.store import compact

SUMMARY = operator.MIGRATE_SUMMARY


arguments = takes_config


async def brought_up_to_date(url: str, keys: Keys) -> int:
    """Bring the database at *url* to this release and every address in it under *keys*; say what was done."""
    lines = [operator.MIGRATED.format(name=name) for name in await migrate(url)]
    if sealed := await readdress(url, keys):
        await compact(url)
        lines.append(operator.READDRESSED.format(n=sealed))
    sys.stdout.writelines(f"{line}\n" for line in lines or [operator.MIGRATED_NOTHING])
    return OK


def run(args: argparse.Namespace) -> int:
    """Return 0 when the database is as this release needs it, 1 when it cannot be reached."""
    settings = settings_of(args)
    return answered(brought_up_to_date(settings.storage.url, keys_of(settings.privacy)))
