"""Alive, ready, figures: what a watcher hears."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from patience import until
from prometheus_client import REGISTRY

from bot.runtime.metrics import Metrics
from bot.web import headers
from bot.web.health import Health, NotWorking

Asking = TestClient[web.Request, web.Application]


async def fine() -> None:
    """A part that works."""


async def broken() -> None:
    raise ConnectionError("postgres://u:canary@db is gone")


@asynccontextmanager
async def watched(health: Health) -> AsyncIterator[Asking]:
    app = web.Application()
    health.serve_on(app)
    async with TestClient(TestServer(app)) as client:
        yield client


async def test_ready_when_every_part_works() -> None:
    checks = {"database": fine, "scheduler": fine, "senders": fine}
    async with watched(Health(Metrics(), checks)) as client:
        answer = await client.get("/readyz")

        assert answer.status == 200
        assert await answer.json() == {"ready": True, "checks": dict.fromkeys(checks, "ok")}


async def test_a_broken_part_is_named_without_its_reason_and_alive_stays() -> None:
    async with watched(Health(Metrics(), {"database": broken, "senders": fine})) as client:
        answer = await client.get("/readyz")
        text = await answer.text()

        assert answer.status == 503
        assert (await answer.json())["checks"] == {"database": "failed", "senders": "ok"}
        assert "canary" not in text
        assert (await client.get("/healthz")).status == 200


async def test_a_warning_is_named_in_chinese_and_turns_nobody_away() -> None:
    checks, warnings = {"database": fine}, {"disk": broken, "robot": fine}
    metrics = Metrics()
    async with watched(Health(metrics, checks, warnings=warnings)) as client:
        answer = await client.get("/readyz")
        body = await answer.json()

        assert (answer.status, body["ready"], body["checks"]) == (200, True, {"database": "ok"})
        assert list(body["warnings"]) == ["disk"]
        assert "磁盘" in body["warnings"]["disk"]
        figures = await (await client.get("/metrics")).text()
        assert 'yousu_part_works{part="disk"} 0.0' in figures
        assert 'yousu_part_works{part="database"} 1.0' in figures


async def test_a_part_that_is_broken_says_in_chinese_what_to_do() -> None:
    async with watched(Health(Metrics(), {"database_file": broken})) as client:
        body = await (await client.get("/readyz")).json()
        assert "停止接收新消息" in body["says"]["database_file"]


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/nothing"), ("POST", "/healthz"), ("GET", "/healthz")]
)
async def test_every_answer_bears_the_headers_and_names_no_software(method: str, path: str) -> None:
    """S7: aiohttp's own 404 and 405 too."""
    app = web.Application()
    Health(Metrics(), {}).serve_on(app)
    app.on_response_prepare.append(headers.harden)
    async with TestClient(TestServer(app)) as client:
        answer = await client.request(method, path)
        for name, value in headers.HEADERS.items():
            assert answer.headers[name] == value
        assert "aiohttp" not in str(answer.headers).lower()


async def test_the_log_has_a_line_when_a_part_fails_and_when_it_works_again_however_often_one_asks(
    capsys: pytest.CaptureFixture[str],
) -> None:
    works = True

    async def part() -> None:
        if not works:
            raise NotWorking

    health = Health(Metrics(), {}, warnings={"robot": part})
    for works in (True, False, False, False, True, True):  # noqa: B007  # `part` reads it
        await health.works()
    lines = [line for line in capsys.readouterr().out.splitlines() if "robot" in line]
    assert ["failed" in line for line in lines] == [True, False]
    assert "Traceback" not in "".join(lines)


async def test_a_part_that_hangs_is_late_and_neither_cancelled_nor_asked_twice() -> None:
    asked = 0
    may_end = asyncio.Event()

    async def hanging() -> None:
        nonlocal asked
        asked += 1
        await may_end.wait()

    health = Health(Metrics(), {"database": hanging}, patience=timedelta(milliseconds=20))
    assert await health.states() == {"database": "late"}
    assert await health.states() == {"database": "late"}
    assert asked == 1

    may_end.set()
    await health.close()
    assert await health.states() == {"database": "ok"}
    assert asked == 2


async def test_figures_are_renewed_before_they_are_read() -> None:
    metrics = Metrics()

    async def refresh() -> None:
        metrics.outbox.labels(state="parked").set(3)

    metrics.callbacks.labels(way="app", answer="200").inc()
    async with watched(Health(metrics, {}, refresh=refresh)) as client:
        answer = await client.get("/metrics")
        text = await answer.text()

        assert answer.headers["Content-Type"].startswith("text/plain")
        assert 'yousu_outbox_letters{state="parked"} 3.0' in text
        assert 'yousu_callbacks_total{answer="200",way="app"} 1.0' in text


async def test_figures_are_still_given_when_they_cannot_be_renewed() -> None:
    async with watched(Health(Metrics(), {}, refresh=broken)) as client:
        assert (await client.get("/metrics")).status == 200


def test_two_services_in_one_process_count_apart() -> None:
    one, other = Metrics(), Metrics()
    one.tickets.labels(state="registered").inc()

    assert b'state="registered"' in one.text()
    assert b'state="registered"' not in other.text()
    assert b"yousu" not in b"".join(metric.name.encode() for metric in REGISTRY.collect())


async def test_a_loop_that_comes_late_is_measured() -> None:
    metrics = Metrics()

    def measured() -> float:
        return metrics.registry.get_sample_value("yousu_loop_lag_seconds_count") or 0

    task = asyncio.create_task(metrics.watch_loop(timedelta(milliseconds=1)))
    await _until(lambda: measured() >= 2)
    task.cancel()
    await asyncio.wait([task])

    assert task.cancelled()


async def _until(
    happened: Callable[[], bool], turn: Callable[[], Awaitable[None]] | None = None
) -> None:
    async def looked() -> bool:
        if not happened():
            await (turn() if turn else asyncio.sleep(0))
        return happened()

    await until(looked, pause=0)
