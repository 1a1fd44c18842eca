"""Addresses that an earlier release left in clear, or that stand under an earlier key, come under the present one.

Done before anything else is written: when the database is opened for writing, and by `yousu migrate`, which
then leaves nothing of the old form in the file either.

Rule 1: each page is a transaction of its own, and what stands as it should is passed over, so whoever is
killed here has lost nothing and begins anew.
Rule 2: that it is done is left in `key_checks`, for the present key alone; after a change of keys it is not.
Rule 3: no two rows come to stand for one: of a conversation kept twice the newer goes on, of two open tasks
both do.
"""

from collections.abc import Sequence

from storage.database import addresses, key_check
from storage.database.connections import Connections, open_writing
from storage.database.database_file import only_writer
from storage.database.privacy import Keys
from storage.database.session import Row, Session, marks

#: rows that are looked at, and changed in one statement
_PAGE = 300
#: column → what is done with the older of two rows that would read alike
_ONLY_ONCE = {
    ("conversations", "key"): "DELETE FROM conversations WHERE id = ?",
    ("windows", "lane"): "DELETE FROM windows WHERE id = ?",
    ("tasks", "open_key"): "UPDATE tasks SET open_key = 'twice|' || id WHERE id = ?",
}


async def is_done(session: Session) -> bool:
    """True if every address stands under the present key; a read."""
    value = session.keys.addressed[0]
    return await session.row("SELECT 1 AS one FROM key_checks WHERE value = ?", value) is not None


async def is_needed(session: Session) -> bool:
    """True if there is any address, however it stands; a read."""
    for table, columns in addresses.COLUMNS.items():
        for column in columns:
            holds, holding = _holds(column)
            if await session.row(f"SELECT 1 AS one FROM {table} WHERE {holds} LIMIT 1", *holding):
                return True
    return False


async def readdress(url: str, keys: Keys) -> int:
    """Bring every citizen's address in the database under the present key; return how many stood otherwise.

    What is overwritten may still lie in the file until `storage.store.compact`.

    Raises:
        AlreadyRunning: the service is running on this SQLite file.
        WrongKey, KeyMissing: *keys* are not those under which it was written.
    """
    with only_writer(url):
        connections = await open_writing(url)
        try:
            async with connections.autocommit() as client:
                looking = Session(client, keys, "")
                await key_check.assert_fits(looking)
                if await is_done(looking) or not await is_needed(looking):
                    return 0
                await key_check.leave(looking)
            return await bring(connections, keys, "")
        finally:
            await connections.close()


async def bring(connections: Connections, keys: Keys, holder: str) -> int:
    """Bring every address under the present key; return how many places were changed.

    Nobody else may write meanwhile: an earlier release would look for its own form.
    """
    changed = 0
    for table, columns in addresses.COLUMNS.items():
        for column in columns:
            changed += await _column(connections, keys, holder, table, column)
    async with connections.begin() as transaction:
        session = Session(transaction.db, keys, holder)
        values = keys.addressed
        await session.rows(f"DELETE FROM key_checks WHERE value IN ({marks(values)})", *values)
        await session.insert("key_checks", [{"value": values[0]}])
        await transaction.commit()
    return changed


async def _column(
    connections: Connections, keys: Keys, holder: str, table: str, column: str
) -> int:
    holds, holding = _holds(column)
    sql = f"SELECT id, {column} AS old FROM {table} WHERE id > ? AND {holds} ORDER BY id LIMIT ?"
    after = changed = 0
    while True:
        async with connections.begin() as transaction:
            session = Session(transaction.db, keys, holder)
            page = await session.rows(sql, after, *holding, _PAGE)
            if not page:
                return changed
            changed += await _change(session, table, column, page)
            await transaction.commit()
        after = page[-1]["id"]


def _holds(column: str) -> tuple[str, list[str]]:
    """Return the condition that *column* may hold an address, and its values."""
    likes = " OR ".join([f"{column} LIKE ?"] * len(addresses.CITIZENS))
    return f"({likes})", [f"%{one}%" for one in addresses.CITIZENS]


async def _change(session: Session, table: str, column: str, page: Sequence[Row]) -> int:
    news = {
        row["id"]: new for row in page if (new := _anew(session.keys, row["old"])) != row["old"]
    }
    if (table, column) in _ONLY_ONCE:
        await _make_way(session, table, column, news)
    if news:
        cases = " ".join(["WHEN CAST(? AS BIGINT) THEN ?"] * len(news))
        await session.rows(
            f"UPDATE {table} SET {column} = CASE id {cases} END WHERE id IN ({marks(news)})",
            *(value for pair in news.items() for value in pair),
            *news,
        )
    return len(news)


async def _make_way(session: Session, table: str, column: str, news: dict[int, str]) -> None:
    """Settle the older of each two rows that would read alike, and take it out of *news*."""
    new = sorted(set(news.values()))
    there = (
        await session.rows(
            f"SELECT id, {column} AS new FROM {table} WHERE {column} IN ({marks(new)})", *new
        )
        if new
        else []
    )
    latest: dict[str, int] = {}
    for id, reads in sorted([*((row["id"], row["new"]) for row in there), *news.items()]):
        if (older := latest.get(reads)) is not None:
            await session.rows(_ONLY_ONCE[table, column], older)
            news.pop(older, None)
        latest[reads] = id


def _anew(keys: Keys, text: str) -> str:
    return addresses.stored(keys, addresses.told(keys, text))
