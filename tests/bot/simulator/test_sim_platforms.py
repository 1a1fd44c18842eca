"""The simulated 12345: it takes each record once, misbehaves on demand and passes complaints on."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot.simulator import Simulator

RECORDS = "/platforms/12345/records"
KEY = "simulated-12345-key"
RECORD = {"id": "2026-0001/0", "no": "2026-0001", "state": "registered", "at": "2026-09-28T09:00"}


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


async def push(wecom: Simulator, session: ClientSession, record: Any, key: str = KEY) -> int:
    headers = {"Authorization": f"Bearer {key}"}
    url = wecom.base_url + RECORDS
    async with session.post(url, json=record, headers=headers) as answer:
        return answer.status


async def test_a_record_is_taken_once(wecom: Simulator, session: ClientSession, api: Any) -> None:
    assert await push(wecom, session, RECORD) == 200
    assert await push(wecom, session, RECORD | {"state": "working"}) == 200
    assert await push(wecom, session, RECORD | {"id": "2026-0001/1"}) == 200
    hotline, centre = (await api.sim("/sim/platforms"))["platforms"]
    assert [one["id"] for one in hotline["records"]] == ["2026-0001/0", "2026-0001/1"]
    assert hotline["records"][0] == RECORD
    assert (hotline["tries"], centre["records"]) == (3, [])
    assert len(wecom.platforms.desks["12345"].of("2026-0001")) == 2


async def test_it_refuses_a_wrong_key_and_what_is_no_record(
    wecom: Simulator, session: ClientSession
) -> None:
    assert await push(wecom, session, RECORD, key="another") == 401
    assert await push(wecom, session, {"id": "1"}) == 400
    assert await push(wecom, session, ["no record"]) == 400
    url = f"{wecom.base_url}/platforms/none/records"
    async with session.post(url, json=RECORD) as answer:
        assert answer.status == 404
    assert not wecom.platforms.desks["12345"].records


@pytest.mark.parametrize(
    ("trouble", "status", "taken"),
    [({"http_status": 503}, 503, 0), ({"http_status": 500, "after": True}, 500, 1)],
)
async def test_it_fails_before_or_after_it_has_taken_a_record(
    wecom: Simulator, session: ClientSession, trouble: dict[str, Any], status: int, taken: int
) -> None:
    wecom.trouble(path=RECORDS, **trouble)
    assert await push(wecom, session, RECORD) == status
    assert len(wecom.platforms.desks["12345"].records) == taken
    assert await push(wecom, session, RECORD) == 200


async def test_it_breaks_a_connection(wecom: Simulator, session: ClientSession) -> None:
    wecom.trouble(path=RECORDS, reset=True)
    with pytest.raises(aiohttp.ClientConnectionError):
        await push(wecom, session, RECORD)


async def test_it_passes_complaints_on_with_its_key(wecom: Simulator, api: Any) -> None:
    seen: list[tuple[str | None, Any]] = []

    async def take(request: web.Request) -> web.Response:
        seen.append((request.headers.get("Authorization"), await request.json()))
        return web.json_response({"accepted": True})

    bot = web.Application()
    bot.router.add_post("/hotline/complaints", take)
    assert "网址" in (await api.sim("/sim/platforms/12345/pass_on", {}, 400))["error"]
    async with TestServer(bot) as server:
        url = str(server.make_url("/hotline/complaints"))
        await api.sim("/sim/platforms/endpoint", {"url": url})
        told = await api.sim("/sim/platforms/12345/pass_on", {"text": "办不了", "at": None})
        await wecom.platforms.pass_on("zhzx", key="wrong", text="办不了")
    assert told == {"status": 200, "answer": {"accepted": True}}
    assert seen[0] == (f"Bearer {KEY}", {"id": "12345-1", "no": "ZB000001", "text": "办不了"})
    assert seen[1][0] == "Bearer wrong"
    assert seen[1][1]["at"] == "2026-09-28T09:00:00+08:00"
    (passed,) = (await api.sim("/sim/platforms"))["platforms"][0]["passed_on"]
    assert passed["status"] == 200


@pytest.mark.parametrize(
    ("path", "wish", "status"),
    [
        ("/sim/platforms/none/pass_on", {}, 404),
        ("/sim/platforms/endpoint", {"url": 5}, 400),
        ("/sim/platforms/12345/pass_on", ["no wish"], 400),
    ],
)
async def test_a_wrong_wish_is_answered_with_a_sentence(
    wecom: Simulator, api: Any, path: str, wish: Any, status: int
) -> None:
    wecom.platforms.endpoint = "http://127.0.0.1:9/"
    assert any("\u4e00" <= one <= "\u9fff" for one in (await api.sim(path, wish, status))["error"])
