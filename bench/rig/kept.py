"""After the run: is every acknowledged message in the memory, exactly once?"""

from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from rig import county
from storage.database import sqlite_library
from storage.queues.arrival import Arrival
from storage.queues.inbox_writes import dedup_key

_COLUMN = {"yousu.db": "SELECT key FROM inbox", "naive.db": "SELECT msg_id FROM naive_message"}


def faults(file: Path, acked: Sequence[str]) -> list[str]:
    """Return what is wrong in the memory *file*, whose server has ended; an empty list is good."""
    with closing(sqlite_library.connect(file)) as db:
        rows = Counter(key for (key,) in db.execute(_COLUMN[file.name]))
        (integrity,) = db.execute("PRAGMA integrity_check").fetchone()
    wanted = [_key(file, msg_id) for msg_id in acked]
    found = {
        "lost": sum(key not in rows for key in wanted),
        "kept twice": sum(number > 1 for number in rows.values()),
        "never sent": len(rows.keys() - set(wanted)),
    }
    said = [f"{number} {what}" for what, number in found.items() if number]
    return said if integrity == "ok" else [*said, f"integrity: {integrity}"]


def waiting(file: Path) -> int:
    """Return how many messages in the product's memory *file* are not worked off yet."""
    with closing(sqlite_library.connect(file, read_only=True)) as db:
        (number,) = db.execute("SELECT COUNT(*) FROM inbox WHERE state = 'waiting'").fetchone()
    return int(number)


def _key(file: Path, msg_id: str) -> str:
    if file.name == "naive.db":
        return msg_id
    arrival = Arrival(channel="app", account=str(county.AGENT), key=msg_id, lane="", body=b"")
    return dedup_key(arrival)
