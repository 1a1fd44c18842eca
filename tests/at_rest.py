"""What whoever has only the database and the files beside it can read: every column of every table, as it lies there.

Tables and columns are asked of the database itself, so one that is new is looked at too.
"""

import hashlib
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

from storage.database.connections import is_sqlite, sqlite_path
from storage.database.session import Session

#: table → its columns, with their types as the database has them
_COLUMNS = {
    True: "SELECT m.name AS t, c.name AS c, c.type AS kind FROM sqlite_master AS m,"
    " pragma_table_info(m.name) AS c WHERE m.type = 'table'",
    False: "SELECT table_name AS t, column_name AS c, data_type AS kind"
    " FROM information_schema.columns WHERE table_schema = 'public'",
}
#: which of them hold text or bytes, by the beginning of their type
_TEXTS, _BYTES = ("VARCHAR", "CHARACTER", "TEXT", "JSON"), ("BLOB", "BYTEA")


async def columns(session: Session, *, sealed: bool = True) -> list[tuple[str, str]]:
    """Return (table, column) of each that holds text, or with *sealed* bytes."""
    kinds = (*_TEXTS, *_BYTES) if sealed else _TEXTS
    found = await session.rows(_COLUMNS[session.alone])
    ours = [one for one in found if not one["t"].startswith(("sqlite_", "tortoise_"))]
    return sorted((one["t"], one["c"]) for one in ours if one["kind"].upper().startswith(kinds))


async def places(session: Session, signs: Collection[bytes]) -> set[tuple[str, str]]:
    """Return (table, column) of each place where one of *signs* stands."""
    found = set()
    for table, column in await columns(session):
        for row in await session.rows(f"SELECT DISTINCT {column} AS value FROM {table}"):
            text = _bytes(row["value"])
            if any(sign in text for sign in signs):
                found.add((table, column))
    return found


def _bytes(value: Any) -> bytes:
    if isinstance(value, str):
        return value.encode("utf-8", "surrogatepass")
    return value or b""


def signs(ids: Iterable[str]) -> set[bytes]:
    """Return in which forms *ids* (and lanes) are known without a key: themselves, and what anybody can work out."""
    found = set()
    for one in (name.encode() for name in ids):
        found |= {one, one.hex().encode()}
        for kind in ("md5", "sha1", "sha256"):
            digest = hashlib.new(kind, one)
            # a beginning tells as much as the whole
            found |= {digest.digest()[:8], digest.hexdigest()[:16].encode()}
    return found


def files(url: str) -> bytes:
    """Return every byte that lies beside and in a SQLite file: WAL, seal, lock."""
    if not is_sqlite(url):
        return b""
    path = Path(sqlite_path(url))
    return b"".join(one.read_bytes() for one in path.parent.glob(f"{path.name}*") if one.is_file())
