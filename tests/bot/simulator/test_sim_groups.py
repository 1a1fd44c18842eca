"""The display-only ways into a group: webhook and appchat."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import FormData

from bot.simulator import Settings, Simulator, Staff, World

Wire = dict[str, Any]
HOOK = "/cgi-bin/webhook/send"
KEY, GROUP = "simulated-webhook-scjg", "wrSimulated_scjg"
APPCHAT = "/cgi-bin/appchat"
NOTICE = {
    "card_type": "text_notice",
    "main_title": {"title": "工单"},
    "card_action": {"type": 1, "url": "https://example.com"},
}


def text_of(content: str) -> Wire:
    return {"msgtype": "text", "text": {"content": content}}


async def test_a_webhook_posts_into_its_group(wecom: Simulator, api: Any) -> None:
    assert await api.post(HOOK, text_of("新工单"), key=KEY) == {"errcode": 0, "errmsg": "ok"}
    (said,) = wecom.messages_of(GROUP)
    assert (said.sender, said.text) == ("bot", "新工单")


@pytest.mark.parametrize(
    ("body", "errcode"),
    [
        pytest.param(text_of("长" * 682), 0, id="2046 bytes of text"),
        pytest.param(text_of("长" * 683), 40058, id="over 2048 bytes of text"),
        pytest.param({"msgtype": "markdown", "markdown": {"content": "长" * 1365}}, 0, id="md"),
        pytest.param({"msgtype": "markdown", "markdown": {"content": "长" * 1366}}, 40058, id="MD"),
        pytest.param({"msgtype": "markdown_v2", "markdown_v2": {"content": "|a|"}}, 0, id="v2"),
        pytest.param({"msgtype": "template_card", "template_card": NOTICE}, 0, id="notice"),
        pytest.param({"msgtype": "poem"}, 40008, id="unknown type"),
        pytest.param({"msgtype": "text"}, 40058, id="no body"),
        pytest.param(text_of(""), 44004, id="empty"),
    ],
)
async def test_what_a_webhook_takes(api: Any, body: Wire, errcode: int) -> None:
    assert (await api.post(HOOK, body, key=KEY))["errcode"] == errcode


async def test_a_webhook_takes_no_buttons(api: Any, card: Callable[..., Wire]) -> None:
    body = {"msgtype": "template_card", "template_card": card()}
    assert (await api.post(HOOK, body, key=KEY))["errcode"] == 42031


async def test_a_wrong_key_is_93000_over_http_200(api: Any) -> None:
    assert (await api.post(HOOK, text_of("甲"), key="wrong"))["errcode"] == 93000
    assert (await api.post(HOOK, text_of("甲")))["errcode"] == 93000


async def test_the_21st_post_in_a_minute_is_45009(api: Any, clock: Any) -> None:
    codes = [(await api.post(HOOK, text_of(str(n)), key=KEY))["errcode"] for n in range(21)]
    assert codes == [0] * 20 + [45009]
    other = await api.post(HOOK, text_of("别的群"), key="simulated-webhook-swj")
    assert other["errcode"] == 0
    clock.advance(seconds=60)
    assert (await api.post(HOOK, text_of("又可以了"), key=KEY))["errcode"] == 0


async def test_a_webhook_card_cannot_be_pressed(wecom: Simulator, api: Any) -> None:
    await api.post(HOOK, {"msgtype": "template_card", "template_card": NOTICE}, key=KEY)
    with pytest.raises(ValueError, match="失效"):
        await wecom.group_presses(GROUP, "scjg_liaison", wecom.messages_of(GROUP)[0], "x")


async def test_a_file_goes_up_and_into_the_group(wecom: Simulator, api: Any) -> None:
    form = FormData()
    form.add_field("media", b"report text", filename="report.txt")
    url = f"{wecom.base_url}/cgi-bin/webhook/upload_media"
    async with api.session.post(url, params={"key": KEY, "type": "file"}, data=form) as response:
        media_id = (await response.json())["media_id"]
    body = {"msgtype": "file", "file": {"media_id": media_id}}
    assert (await api.post(HOOK, body, key=KEY))["errcode"] == 0
    async with api.session.post(url, params={"key": KEY, "type": "image"}, json={}) as response:
        assert (await response.json())["errcode"] == 40004


SAMPLE_WORLD = World(
    staff=tuple(Staff(userid=f"userid{n}", name=f"成员{n}") for n in (1, 2, 3)), groups=()
)


def sample(shared: Path, name: str) -> Wire:
    found: Wire = json.loads((shared / f"vectors/wecom_send/{name}.json").read_text("utf-8"))
    return found


@pytest.mark.parametrize("world", [SAMPLE_WORLD])
async def test_the_official_samples_of_appchat(wecom: Simulator, api: Any, shared: Path) -> None:
    created = await api.post(f"{APPCHAT}/create", sample(shared, "appchat_create"))
    assert created == sample(shared, "appchat_create_response")
    for name in ("appchat_send_text", "appchat_send_markdown"):
        answer = await api.post(f"{APPCHAT}/send", sample(shared, name))
        assert answer == {"errcode": 0, "errmsg": "ok"}  # no msgid here
    assert len(wecom.messages_of("CHATID")) == 3
    token = await api.token(wecom.ground.directory.app.secret)
    info = await api.get(f"{APPCHAT}/get", access_token=token, chatid="CHATID")
    assert info["chat_info"]["userlist"] == ["userid1", "userid2", "userid3"]


@pytest.mark.parametrize(
    ("change", "errcode"),
    [
        ({"userlist": ["userid1"]}, 86006),
        ({"userlist": ["userid1", "nobody"]}, 86216),
        ({"chatid": "有汉字"}, 86001),
        ({"chatid": "x" * 33}, 86001),
    ],
)
@pytest.mark.parametrize("world", [SAMPLE_WORLD])
async def test_a_wrong_appchat_is_refused(
    api: Any, shared: Path, change: Wire, errcode: int
) -> None:
    body = sample(shared, "appchat_create") | change
    assert (await api.post(f"{APPCHAT}/create", body))["errcode"] == errcode


@pytest.mark.parametrize("world", [SAMPLE_WORLD])
async def test_an_appchat_id_is_used_once(api: Any, shared: Path) -> None:
    body = sample(shared, "appchat_create")
    codes = [(await api.post(f"{APPCHAT}/create", body))["errcode"] for _ in range(2)]
    assert codes == [0, 86215]


async def test_the_app_speaks_only_in_groups_of_its_own(
    api: Any, card: Callable[..., Wire]
) -> None:
    body = {"chatid": GROUP} | text_of("好")
    assert (await api.post(f"{APPCHAT}/send", body))["errcode"] == 86008
    assert (await api.post(f"{APPCHAT}/send", body | {"chatid": "none"}))["errcode"] == 86003
    pair = {"userlist": ["wangfang", "zhaogang"], "chatid": "own"}
    await api.post(f"{APPCHAT}/create", pair)
    cards = {"chatid": "own", "msgtype": "template_card", "template_card": card()}
    assert (await api.post(f"{APPCHAT}/send", cards))["errcode"] == 40008


@pytest.mark.parametrize("settings", [Settings(app_sees_all=False)])
async def test_an_app_with_a_narrow_range_makes_no_groups(api: Any) -> None:
    body = {"userlist": ["wangfang", "zhaogang"]}
    assert (await api.post(f"{APPCHAT}/create", body))["errcode"] == 48002
