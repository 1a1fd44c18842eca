"""What a running service serves, on which port, and what it says of itself there."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from configurations import a_document, save
from patience import until

from bot import clock
from bot.app import Service, running
from bot.config import loader
from bot.simulator import Simulator
from bot.wecom.errors import Rejected
from intake.classify import emergencies, wishes

pytestmark = pytest.mark.usefixtures("services_share_words")

Prepared = Callable[[Path], None]
Serving = Callable[[Simulator, dict[str, Any]], AbstractAsyncContextManager[Any]]


@pytest.fixture
def serving(tmp_path: Path, made_database: Prepared) -> Serving:
    """Run the service beside a simulator, and somebody who asks it."""
    made_database(tmp_path / "yousu.db")
    return lambda wecom, server: _serving(tmp_path, wecom, server)


@asynccontextmanager
async def _serving(
    folder: Path, wecom: Simulator, server: dict[str, Any]
) -> AsyncIterator[tuple[Service, ClientSession]]:
    accounts, found = wecom.state()["accounts"], a_document()
    found["server"] = {"host": "127.0.0.1", **server}
    found["storage"] = {"url": f"sqlite://{folder / 'yousu.db'}"}
    app = {name: accounts["app"][name] for name in ("agent_id", "secret", "token", "aes_key")}
    found["wecom"] = {"corp_id": accounts["corp_id"], "api_base": wecom.base_url, "app": app}
    settings = loader.load(save(found, folder), {})
    async with (
        running(settings, clock.now, cache=folder / "words", port=0) as service,
        ClientSession(f"http://127.0.0.1:{service.port}") as session,
    ):
        yield service, session


async def test_whoever_writes_first_waits_for_no_table(serving: Serving) -> None:
    tables = (wishes.shipped, emergencies.shipped)
    for table in tables:
        table.cache_clear()
    async with Simulator() as wecom, serving(wecom, {}):
        assert [table.cache_info().currsize for table in tables] == [1, 1]


@pytest.mark.parametrize(
    ("server", "beside", "apart"),
    [({}, 200, None), ({"metrics": False}, 404, None), ({"metrics_port": True}, 404, 200)],
    ids=["as ever", "closed", "on a port of its own"],
)
async def test_the_figures_stand_beside_the_rest_or_apart_or_nowhere(
    serving: Serving,
    unused_tcp_port: int,
    server: dict[str, Any],
    beside: int,
    apart: int | None,
) -> None:
    if "metrics_port" in server:
        server = {"metrics_port": unused_tcp_port}
    async with Simulator() as wecom, serving(wecom, server) as (_, session):
        assert (await session.get("/healthz")).status == 200
        assert (await session.get("/metrics")).status == beside
        there = f"http://127.0.0.1:{unused_tcp_port}"
        if apart is not None:
            answer = await session.get(f"{there}/metrics")
            assert answer.status == apart
            assert "yousu_part_works" in await answer.text()
            assert answer.headers["Server"] == "yousu"
            assert (await session.get(f"{there}/healthz")).status == 404, "nothing else is there"


async def test_a_clock_that_is_off_from_wecoms_is_named(serving: Serving) -> None:
    """E10: learnt from an answer of WeCom's to whatever was asked, and right again with the next."""
    async with Simulator() as wecom, serving(wecom, {}) as (service, session):
        doors = service.sender.doors

        async def warned() -> set[str]:
            answer = await (await session.get("/readyz")).json()
            return {*answer.get("warnings", ())}

        async def asked() -> None:
            people = [service.settings.staff[0].userid]
            content = {"msgtype": "text", "text": {"content": f"{wecom.clock()}"}}
            with suppress(Rejected):  # nobody of that name there: an answer all the same
                await doors.client.message_send(doors.app, people, content)

        await asked()
        assert "clock" not in await warned()
        wecom.advance(timedelta(minutes=10))
        await asked()
        assert "clock" in await warned()
        figures = await (await session.get("/metrics")).text()
        assert 'yousu_part_works{part="clock"} 0.0' in figures
        (ahead,) = [
            float(line.split()[1])
            for line in figures.splitlines()
            if line.startswith("yousu_clock_ahead_seconds ")
        ]
        assert -605 < ahead < -590
        wecom.advance(timedelta(minutes=-10))
        await asked()
        assert "clock" not in await warned()


async def test_every_part_is_looked_at_while_it_runs(serving: Serving) -> None:
    """The watch over the parts turns with the other workers; nothing is told where all is well."""
    async with Simulator() as wecom, serving(wecom, {}) as (service, session):

        async def works() -> bool:
            figures = await (await session.get("/metrics")).text()
            return 'yousu_part_works{part="senders"} 1.0' in figures

        await until(works)
        assert await service.context.store.reader.rows("SELECT * FROM outages") == []
