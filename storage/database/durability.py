"""What a database must be set to, so that a power loss takes nothing that was committed.

SQLite is set by us, and refused where it does not obey. A PostgreSQL is its operator's: what a session
may set for itself is set (`synchronous_commit`); what only the server may is named, and `yousu serve`
says it.
"""

from collections.abc import Mapping

from tortoise.backends.base.client import BaseDBAsyncClient

from storage.database.session import Session

#: Written with every commit before it returns; anything less loses acknowledged messages on power loss.
FULL = 2

#: Without the first nothing is sure to be on the disk, without the second a page that was half written
#: stays so; neither can be set by a session.
OF_THE_SERVER = ("fsync", "full_page_writes")


async def assert_sqlite(client: BaseDBAsyncClient) -> None:
    """Refuse a connection that returns from a COMMIT before the disk has it.

    Raises:
        RuntimeError: with what it is set to.
    """
    (mode,) = await client.execute_query_dict("PRAGMA journal_mode")
    (level,) = await client.execute_query_dict("PRAGMA synchronous")
    if mode["journal_mode"] != "wal" or level["synchronous"] != FULL:
        raise RuntimeError(f"SQLite must run with WAL and synchronous=FULL, not {mode} {level}")


async def of_session(client: BaseDBAsyncClient) -> Mapping[str, str]:
    """Return what a session on PostgreSQL must set for itself, so that its COMMIT waits for the disk.

    Only `off` is overruled: every other level waits for the disk here, and some for another's too.
    """
    (said,) = await client.execute_query_dict("SHOW synchronous_commit")
    return {"synchronous_commit": "on"} if said["synchronous_commit"] == "off" else {}


async def lacking(session: Session) -> list[str]:
    """Return the server's settings that are off, and may cost what was committed; none on SQLite."""
    if session.alone:
        return []
    found = {name: await session.row(f"SHOW {name}") for name in OF_THE_SERVER}
    return [name for name, row in found.items() if row is not None and row[name] == "off"]
