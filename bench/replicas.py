"""What several replicas on one PostgreSQL do together, beside one process on SQLite.

Usage: `python bench/replicas.py [--replicas 1 2 4] [--citizens 100] [--requests 1000]`.
Exits with 1 if a ticket is missing, a push was not acknowledged, or more than 30 messages a minute
reached a member, or 20 a group's webhook; slowness alone is only shown. What is measured is told in `bench/README.md`.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import uvloop
from aiohttp import web

sys.path.extend(str(Path(__file__).parents[1] / folder) for folder in ("", "tests"))

from rig import county, fresh, life, load, processes, serving, traffic
from rig.processes import Server

from bot import clock
from bot.simulator.limits import A_MEMBER, A_WEBHOOK, Pace
from storage.database.privacy import Keys
from storage.queues.arrival import Arrival
from storage.schema.migration import migrate
from storage.store import Store

CONNECTIONS = 32
LONGEST = 300.0
BEGIN = life.BEGINS[:3]


@dataclass(slots=True, eq=False)
class CountingWeCom:
    """Answers every call; counts as the simulator does what members and groups get, and what is above a limit."""

    members: Pace = field(default_factory=lambda: Pace(A_MEMBER))
    webhooks: Pace = field(default_factory=lambda: Pace(A_WEBHOOK))
    heard: int = 0
    over: int = 0

    async def answer(self, request: web.Request) -> web.Response:
        """Take one call."""
        if request.path.endswith("/message/send"):
            for who in str((await request.json()).get("touser", "")).split("|"):
                self.heard += 1
                self.over += not self.members.take(who, clock.now())
        if request.path.endswith("/webhook/send"):
            self.heard += 1
            self.over += not self.webhooks.take(request.query.get("key", ""), clock.now())
        fine = {"errcode": 0, "errmsg": "ok", "access_token": "t", "expires_in": 7200}
        return web.json_response({**fine, "msgid": str(self.heard)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What one number of replicas did."""

    acks: float
    refused: int
    tickets: float
    missing: int
    heard: int
    over: int


@asynccontextmanager
async def running(
    count: int, url: str, folder: Path, wecom: CountingWeCom
) -> AsyncIterator[list[Server]]:
    """Run *count* replicas on the memory at *url*."""
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", wecom.answer)
    async with serving.listening(web.AppRunner(application, access_log=None)) as port:
        said = life.settings()
        said["wecom"]["api_base"] = f"http://127.0.0.1:{port}"
        said["storage"] = {"url": url}
        servers = []
        try:
            for _ in range(count):
                own = Path(tempfile.mkdtemp(dir=folder))
                settings = json.dumps(said, default=str)
                servers.append(await processes.start("replica", -1, own, settings, environment={}))
            yield servers
        finally:
            for server in servers:
                await server.end()


async def told(url: str, citizens: int) -> tuple[int, float]:
    """Keep what *citizens* say until their tickets open; return how many opened, and in how many seconds."""
    store = await Store.open(url, Keys.from_text(county.KEY, []))
    try:
        begun = time.perf_counter()
        await store.writer.keep(list(_said(citizens)), clock.now())
        found = 0
        while found < citizens and time.perf_counter() - begun < LONGEST:
            await asyncio.sleep(0.05)
            (row,) = await store.reader.rows("SELECT COUNT(*) AS n FROM tickets")
            found = int(row["n"])
        return found, time.perf_counter() - begun
    finally:
        await store.close()


def _said(citizens: int) -> Iterator[Arrival]:
    """Yield complaint, particulars and 确认 of each."""
    for n in range(1, citizens + 1):
        case = life.Case(n, "", 0, clock.now())
        for step in BEGIN:
            channel, account, lane, body = step.wire(case)
            key = f"{n}/{step.name}"
            yield Arrival(channel=channel, account=account, key=key, lane=lane, body=body)


async def measured(count: int, url: str, folder: Path, asked: argparse.Namespace) -> Found:
    """Measure *count* replicas on the empty memory at *url*."""
    await migrate(url)
    wecom, found, seconds = CountingWeCom(), 0, 0.0
    async with running(count, url, folder, wecom) as servers:
        if not url.startswith("sqlite"):  # that is its one process's alone
            found, seconds = await told(url, asked.citizens)
        pushes = traffic.taken(traffic.pushes(), asked.requests)
        begun = time.perf_counter()
        outcomes = await asyncio.gather(
            *(
                load.closed(one.port, pushes[n::count], CONNECTIONS // count)
                for n, one in enumerate(servers)
            )
        )
        acked = sum(len(one.acked) for one in outcomes)
        acks = acked / (time.perf_counter() - begun)
    return Found(
        acks=acks,
        refused=asked.requests - acked,
        tickets=found / seconds if seconds else 0.0,
        missing=asked.citizens - found if seconds else 0,
        heard=wecom.heard,
        over=wecom.over,
    )


def show(title: str, found: Found) -> None:
    """Print one line of the table."""
    tickets = f"{found.tickets:.1f}" if found.tickets else "–"
    figures = f"{found.acks:>12,.0f}{tickets:>12}{found.heard:>10}{found.over:>8}"
    print(f"  {title:<26}{figures}", flush=True)


def wrong(found: Sequence[Found]) -> bool:
    """Tell whether anything is missing or too fast."""
    return any(one.missing or one.refused or one.over for one in found)


def main() -> int:
    """Return 1 if anything is missing or too fast."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replicas", type=int, nargs="*", default=[1, 2, 4])
    parser.add_argument("--citizens", type=int, default=100)
    parser.add_argument("--requests", type=int, default=1000)
    asked = parser.parse_args()
    print(f"  {'':<26}{'acks/s':>12}{'tickets/s':>12}{'messages':>10}{'over':>8}")
    found = []
    for kind, counts in (("sqlite", [1]), ("postgres", asked.replicas)):
        with (
            tempfile.TemporaryDirectory(prefix="yousu-bench-") as folder,
            fresh.databases_of(kind, Path(folder)) as make,
        ):
            for count in counts:
                url, _ = make(count)
                found.append(uvloop.run(measured(count, url, Path(folder), asked)))
                show(f"{kind}, {count} process{'es' if count > 1 else ''}", found[-1])
    return 1 if wrong(found) else 0


if __name__ == "__main__":
    sys.exit(main())
