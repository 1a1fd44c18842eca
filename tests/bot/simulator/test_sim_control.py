"""The control API: what the page and other people's tests use."""

import asyncio
import json
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from aiohttp import ClientTimeout, web
from patience import PATIENCE, within

from bot.simulator import Simulator

Wire = dict[str, Any]
CITIZEN = "wmSimulatedCitizen0000000001"
GROUP = "wrSimulated_scjg"


def chinese(text: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)


async def test_the_state_shows_everybody_and_everything_said(
    wecom: Simulator, api: Any, card: Callable[..., Wire]
) -> None:
    await api.sim(f"/sim/citizens/{CITIZEN}/say", {"kind": "text", "text": "你好"})
    await api.sim("/sim/staff/wangfang/say", {"text": "/待办"})
    await api.sim(f"/sim/groups/{GROUP}/say", {"userid": "scjg_liaison", "text": "收到"})
    await api.send_card(card(), "zhaogang")
    state = await api.sim("/sim/state")
    assert state["now"] == "2026-09-28T09:00:00+08:00"
    citizen = next(c for c in state["citizens"] if c["id"] == CITIZEN)
    (said,) = citizen["messages"]
    assert said == {
        "id": said["id"],
        "from": "me",
        "name": "张先生",
        "at": "2026-09-28T09:00:00+08:00",
        "kind": "text",
        "text": "你好",
        "revision": said["revision"],
    }
    group = next(g for g in state["groups"] if g["chatid"] == GROUP)
    assert group["members"][0] == {"userid": "scjg_liaison", "name": "刘敏"}
    assert group["messages"][0]["from"] == "scjg_liaison"
    staff = {s["userid"]: s for s in state["staff"]}
    assert staff["wangfang"]["title"] == "诉求受理员"
    assert staff["zhaogang"]["messages"][0]["card"]["task_id"] == "T-1"
    assert state["accounts"]["app"]["secret"] == wecom.ground.directory.app.secret
    assert len({g["name"] for g in state["groups"]}) == 6


@pytest.mark.parametrize("kind", ["image", "voice", "video", "file"])
async def test_media_can_be_looked_at(wecom: Simulator, api: Any, kind: str) -> None:
    shown = await api.sim(f"/sim/citizens/{CITIZEN}/say", {"kind": kind})
    await api.sim("/sim/clock", {"advance_seconds": 4 * 24 * 3600})  # a phone keeps what it shows
    async with api.session.get(wecom.base_url + shown["url"]) as response:
        assert response.status == 200
        assert len(await response.read()) > 5
    async with api.session.get(f"{wecom.base_url}/sim/media/none") as response:
        assert response.status == 404


async def test_a_new_citizen_comes_in(wecom: Simulator, api: Any) -> None:
    new = await api.sim("/sim/citizens", {"name": "王大爷"})
    await api.sim(f"/sim/citizens/{new['id']}/say", {"text": "你好"})
    assert [m.name for m in wecom.messages_of(new["id"])] == ["王大爷"]


async def test_entering_is_seen(wecom: Simulator, api: Any) -> None:
    await api.sim(f"/sim/citizens/{CITIZEN}/enter", {})
    (notice,) = wecom.messages_of(CITIZEN)
    assert (notice.sender, notice.kind) == ("system", "event")


async def test_a_press_over_the_control_api(
    wecom: Simulator, api: Any, bot: Any, card: Callable[..., Wire]
) -> None:
    await api.send_card(card())
    (shown,) = wecom.messages_of("wangfang")
    press = {"message": shown.id, "key": "accept"}
    assert await api.sim("/sim/staff/wangfang/press", press) == {"ok": True}
    await wecom.settled()
    assert "<EventKey><![CDATA[accept]]></EventKey>" in bot.pushes[0]
    await api.sim("/sim/staff/wangfang/event", {"event": "click", "key": "progress"})
    await wecom.settled()
    assert "<![CDATA[progress]]>" in bot.pushes[1]


async def test_the_clock_goes_forward_and_to_a_moment(wecom: Simulator, api: Any) -> None:
    moved = await api.sim("/sim/clock", {"advance_seconds": 3600})
    assert moved == {"now": "2026-09-28T10:00:00+08:00"}
    assert await api.sim("/sim/clock", {"to": "2026-10-08T09:00:00"}) == {
        "now": "2026-10-08T09:00:00+08:00"
    }
    assert (await api.sim("/sim/clock"))["now"] == "2026-10-08T09:00:00+08:00"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/sim/citizens/nobody/say", {"text": "你好"}),
        (f"/sim/citizens/{CITIZEN}/say", {"text": " "}),
        (f"/sim/citizens/{CITIZEN}/say", {"kind": "poem"}),
        (f"/sim/citizens/{CITIZEN}/say", {"kind": "image", "data": "!"}),
        (f"/sim/citizens/{CITIZEN}/say", {"kind": "image", "data": "YQ=="}),
        (f"/sim/citizens/{CITIZEN}/say", ["你好"]),
        ("/sim/citizens/nobody/enter", {}),
        ("/sim/citizens", {"name": ""}),
        ("/sim/citizens", {"name": "甲", "open_kfid": "wkNone"}),
        ("/sim/staff/nobody/say", {"text": "你好"}),
        ("/sim/staff/wangfang/say", {"kind": "file"}),
        ("/sim/staff/wangfang/press", {"message": "m1", "key": "accept"}),
        ("/sim/staff/wangfang/press", {"key": "accept"}),
        ("/sim/staff/wangfang/press", {"message": "m1", "key": "a", "selected": []}),
        (f"/sim/groups/{GROUP}/say", {"text": "谁说的"}),
        (f"/sim/groups/{GROUP}/say", {"userid": "wangfang", "text": "不在群里"}),
        ("/sim/groups/none/say", {"userid": "wangfang", "text": "没有群"}),
        (f"/sim/groups/{GROUP}/press", {"userid": "scjg_liaison", "message": "m1", "key": "a"}),
        ("/sim/clock", {}),
        ("/sim/clock", {"to": "明天"}),
        ("/sim/clock", {"advance_seconds": "x"}),
        ("/sim/clock", {"advance_seconds": 1e12}),
        ("/sim/clock", {"advance_seconds": 1e300}),
        ("/sim/callback", {"account": "app"}),
    ],
)
async def test_bad_input_is_answered_with_a_chinese_sentence(
    wecom: Simulator, api: Any, path: str, body: Any
) -> None:
    answer = await api.sim(path, body, status=400)
    assert chinese(answer["error"])
    assert wecom.messages_of(CITIZEN) == []


async def test_what_is_no_json_is_answered_with_a_chinese_sentence(api: Any) -> None:
    url = f"{api.wecom.base_url}/sim/clock"
    async with api.session.post(url, data=b"{") as response:
        assert response.status == 400
        assert chinese((await response.json())["error"])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"key": "none"}, "没有这个按钮"),
        ({"selected": {"department": ["swj"]}}, "没有这个选项"),
        ({"message": "m999999"}, "没有这张卡片"),
    ],
)
async def test_only_what_is_on_the_card_can_be_pressed(
    wecom: Simulator, api: Any, card: Callable[..., Wire], change: Wire, message: str
) -> None:
    await api.send_card(card())
    (shown,) = wecom.messages_of("wangfang")
    press = {"message": shown.id, "key": "accept"} | change
    answer = await api.sim("/sim/staff/wangfang/press", press, status=400)
    assert message in answer["error"]
    assert not wecom.deliveries


async def test_every_change_is_an_event_of_the_stream(wecom: Simulator, api: Any) -> None:
    async with api.session.get(f"{wecom.base_url}/sim/events") as stream:
        assert stream.content_type == "text/event-stream"

        async def revision() -> int:
            line = b""
            while not line.startswith(b"data:"):
                line = await within("an event of the stream", stream.content.readline())
            number: int = json.loads(line[5:])["revision"]
            return number

        first = await revision()
        await wecom.citizen_says(CITIZEN, "你好")
        second = await revision()
        wecom.advance(timedelta(days=1))
        assert first < second < await revision()


async def test_stopping_ends_open_streams_at_once(
    api: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not only after the time that aiohttp gives to open connections, which is long here."""
    long = partial(web.AppRunner, access_log=None)
    monkeypatch.setattr(web, "AppRunner", lambda app, **_: long(app, shutdown_timeout=PATIENCE))
    other = Simulator()
    await other.start()
    limit = ClientTimeout(total=PATIENCE)
    async with api.session.get(f"{other.base_url}/sim/events", timeout=limit) as stream:
        await within("the first event", stream.content.readline())
        await within("the streams to end", other.stop(), PATIENCE / 2)


async def test_wait_for_waits_and_says_what_it_saw(wecom: Simulator) -> None:
    waiting = asyncio.create_task(wecom.wait_for(lambda messages: len(messages) == 2, of=CITIZEN))
    await wecom.citizen_says(CITIZEN, "一")
    await wecom.citizen_says(CITIZEN, "二")
    assert [m.text for m in await waiting] == ["一", "二"]
    with pytest.raises(TimeoutError, match="二"):
        await wecom.wait_for(lambda messages: len(messages) == 3, 0.05, of=CITIZEN)


async def test_the_page_is_served_and_nothing_beside_it(wecom: Simulator, api: Any) -> None:
    for path, kind in (
        ("/", "text/html"),
        ("/page.js", "application/javascript"),
        ("/page.css", "text/css"),
    ):
        async with api.session.get(wecom.base_url + path) as response:
            assert (response.status, response.content_type) == (200, kind)
    for path in ("/none.js", "/..%2Fserver.py", "/server.py"):
        async with api.session.get(wecom.base_url + path) as response:
            assert response.status == 404
