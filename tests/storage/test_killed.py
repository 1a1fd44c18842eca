"""kill -9 around every commit: what was acknowledged is there, and early acknowledgement would lose it."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest
from databases import only_sqlite
from patience import within

from storage.database.privacy import Keys
from storage.queues import inbox_writes
from storage.queues.arrival import Arrival
from storage.store import Store

#: Keeps messages one after the other, says each on stdout as it is acknowledged, and kills itself.
_PROCESS = """
import asyncio, os, signal, sys
from datetime import UTC, datetime
from storage.queues.arrival import Arrival
from storage.store import Store
from storage.database.privacy import Keys

url, moment, at, way = sys.argv[1:]

def kill(here, n):
    if (here, n) == (moment, int(at)):
        os.kill(os.getpid(), signal.SIGKILL)

async def main():
    store = await Store.open(url, Keys(bytes(range(1, 33))), around_commit=kill)
    for n in range(100):
        arrival = Arrival(channel="app", account="1", key=str(n), lane=f"l{n % 7}", body=b"x")
        if way == "early":
            os.write(1, b"%d\\n" % n)
        await store.writer.keep([arrival], datetime(2026, 9, 28, 1, 0, tzinfo=UTC))
        if way == "right":
            os.write(1, b"%d\\n" % n)

asyncio.run(main())
"""


async def killed(url: str, moment: str, at: int, way: str) -> set[str]:
    """Run the process until it kills itself; return the keys that it acknowledged."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-c", _PROCESS, url, moment, str(at), way),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=Path(__file__).parents[2],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
    )
    out, _ = await within("the process to kill itself", process.communicate())
    assert process.returncode == -signal.SIGKILL
    return set(out.decode().split())


async def kept(url: str, keys: Keys, acknowledged: set[str]) -> set[str]:
    """Return which of the *acknowledged* are in the inbox."""
    store = await Store.open(url, keys, read_only=True)
    rows = await store.reader.rows("SELECT key FROM inbox")
    await store.close()
    stored = {row["key"] for row in rows}
    found = set()
    for key in acknowledged:
        arrival = Arrival(channel="app", account="1", key=key, lane="", body=b"")
        if inbox_writes.dedup_key(arrival) in stored:
            found.add(key)
    return found


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_what_was_acknowledged_survives_the_kill(
    database_url: str, privacy_keys: Keys, moment: str
) -> None:
    """R1: 0 acknowledged messages lost."""
    for at in (1, 5, 17):
        acknowledged = await killed(database_url, moment, at, "right")
        assert await kept(database_url, privacy_keys, acknowledged) == acknowledged


@only_sqlite
async def test_the_control_that_acknowledges_early_loses_one(
    database_url: str, privacy_keys: Keys
) -> None:
    acknowledged = await killed(database_url, "before", 5, "early")
    assert await kept(database_url, privacy_keys, acknowledged) == acknowledged - {"4"}
