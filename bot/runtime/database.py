"""How a command reaches the memory, and what the operator reads where it cannot."""

import errno
import sqlite3
import sys
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from tortoise.exceptions import BaseORMException

from bot.config.sections import Privacy, Settings
from bot.runtime import event_loop
from bot.texts import database as texts
from storage.database import sqlite_library
from storage.database.connections import is_sqlite
from storage.database.errors import StorageError
from storage.database.privacy import Keys
from storage.store import Store

_FAILED = 1


def keys_of(privacy: Privacy) -> Keys:
    """Return the keys under which personal data is kept, those before the present one too."""
    previous = [one.key.get_secret_value() for one in privacy.previous]
    return Keys.from_text(privacy.key.get_secret_value(), previous)


def old_library(settings: Settings) -> str:
    """Return what is to be done where the database runs on a SQLite that can damage it, else nothing."""
    if not is_sqlite(settings.storage.url) or sqlite_library.is_sound():
        return ""
    return texts.SQLITE_OLD.format(version=sqlite_library.version())


async def not_durable(store: Store) -> str:
    """Return what is to be done where a power loss may take what was acknowledged, else nothing."""
    names = await store.lacking_durability()
    return texts.POSTGRES_NOT_DURABLE.format(names="、".join(names)) if names else ""


@asynccontextmanager
async def reading(settings: Settings) -> AsyncIterator[Store]:
    """Give the memory for reading only; `serve` may run beside it.

    Raises:
        StorageError: it refuses (`storage.store.Store.open`); `answered` says why.
    """
    store = await Store.open(settings.storage.url, keys_of(settings.privacy), read_only=True)
    try:
        yield store
    finally:
        await store.close()


@asynccontextmanager
async def writing(settings: Settings) -> AsyncIterator[Store]:
    """Give the memory for writing.

    Raises:
        StorageError: it refuses (`storage.store.Store.open`); `answered` says why.
    """
    store = await Store.open(settings.storage.url, keys_of(settings.privacy))
    try:
        yield store
    finally:
        await store.close()


def answered(work: Coroutine[Any, Any, int]) -> int:
    """Run *work* and return its exit code, or 1 with a sentence where the memory refuses."""
    try:
        return event_loop.run(work)
    except StorageError as error:
        told = texts.REFUSES.get(type(error).__name__)
        if told is None:
            raise
        said = told.format(what=error)
    except (BaseORMException, OSError, sqlite3.Error) as error:
        said = _said_of(error)
    sys.stderr.write(said + "\n")
    return _FAILED


#: how SQLite begins to say that there is no room; tortoise passes its words on
_FULL = "database or disk is full"


def _said_of(error: Exception) -> str:
    """Return what an error of the database means; of SQLite's class itself are those about a damaged file."""
    if _FULL in str(error) or (isinstance(error, OSError) and error.errno == errno.ENOSPC):
        return texts.FULL
    if type(error) is sqlite3.DatabaseError:
        return texts.REFUSES["Damaged"]
    return texts.UNREACHABLE.format(what=type(error).__name__)
