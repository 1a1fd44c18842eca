"""gettoken, media, contacts, and what the door refuses."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientConnectionError, ClientTimeout, FormData

from bot.simulator import Settings, Simulator
from bot.simulator.errcodes import Refused
from bot.simulator.media import Media

Wire = dict[str, Any]
TEXT = {"touser": "wangfang", "agentid": 1000002, "msgtype": "text", "text": {"content": "好"}}
SEND = "/cgi-bin/message/send"


@pytest.mark.parametrize(
    ("query", "errcode"),
    [
        ({}, 41002),
        ({"corpid": "wwOther", "corpsecret": "x"}, 40013),
        ({"corpid": "wwSimulatedCounty1"}, 41004),
        ({"corpid": "wwSimulatedCounty1", "corpsecret": "wrong"}, 40001),
    ],
)
async def test_gettoken_names_what_is_wrong(api: Any, query: Wire, errcode: int) -> None:
    assert (await api.get("/cgi-bin/gettoken", **query))["errcode"] == errcode


async def test_the_same_token_within_its_two_hours(api: Any, wecom: Simulator, clock: Any) -> None:
    query = {"corpid": "wwSimulatedCounty1", "corpsecret": wecom.ground.directory.app.secret}
    first = await api.get("/cgi-bin/gettoken", **query)
    assert (first["errcode"], first["errmsg"], first["expires_in"]) == (0, "ok", 7200)
    clock.advance(minutes=30)
    again = await api.get("/cgi-bin/gettoken", **query)
    assert again["access_token"] == first["access_token"]
    assert again["expires_in"] == 5400
    clock.advance(minutes=90)
    third = await api.get("/cgi-bin/gettoken", **query)
    assert third["access_token"] != first["access_token"]
    assert (await api.get("/cgi-bin/user/get", access_token=first["access_token"]))[
        "errcode"
    ] == 42001


@pytest.mark.parametrize("settings", [Settings(token_stays_the_same=False)])
async def test_a_token_may_also_be_new_each_time(api: Any, wecom: Simulator) -> None:
    query = {"corpid": "wwSimulatedCounty1", "corpsecret": wecom.ground.directory.app.secret}
    tokens = {(await api.get("/cgi-bin/gettoken", **query))["access_token"] for _ in range(2)}
    assert len(tokens) == 2


async def test_missing_unknown_and_revoked_tokens(api: Any) -> None:
    assert (await api.get("/cgi-bin/user/get"))["errcode"] == 41001
    assert (await api.get("/cgi-bin/user/get", access_token="forged"))["errcode"] == 40014
    assert (await api.post(SEND, TEXT))["errcode"] == 0
    await api.sim("/sim/tokens/revoke", {})
    assert (await api.post(SEND, TEXT))["errcode"] == 40014
    api.tokens.clear()
    assert (await api.post(SEND, TEXT))["errcode"] == 0


async def test_an_errmsg_tells_the_link_of_its_code(api: Any) -> None:
    answer = await api.get("/cgi-bin/user/get", access_token="forged")
    assert answer["errmsg"].startswith("invalid access_token, hint: [")
    assert answer["errmsg"].endswith("query?e=40014")


async def raw_post(api: Any, data: bytes) -> Wire:
    token = await api.token(api.wecom.ground.directory.app.secret)
    url = f"{api.wecom.base_url}{SEND}"
    async with api.session.post(url, params={"access_token": token}, data=data) as response:
        assert response.status == 200
        answer: Wire = await response.json()
        return answer


async def test_a_body_that_is_no_json_object_is_refused(api: Any) -> None:
    assert (await raw_post(api, b"{"))["errcode"] == 40058
    assert (await raw_post(api, b"[]"))["errcode"] == 40058
    token = await api.token(api.wecom.ground.directory.app.secret)
    assert (await api.get(SEND, access_token=token))["errcode"] == 40058


@pytest.mark.parametrize("settings", [Settings(escapes_are_refused=True)])
async def test_escaped_characters_may_be_refused(api: Any) -> None:
    assert (await raw_post(api, json.dumps(TEXT).encode()))["errcode"] == 40033
    assert (await raw_post(api, json.dumps(TEXT, ensure_ascii=False).encode()))["errcode"] == 0


async def test_an_unknown_path_is_no_api(api: Any) -> None:
    async with api.session.get(f"{api.wecom.base_url}/cgi-bin/poem/write") as response:
        assert response.status == 404


async def upload(api: Any, kind: str, data: bytes, name: str = "照片.png") -> Wire:
    form = FormData(quote_fields=False)
    form.add_field("media", BytesIO(data), filename=name, content_type="image/png")
    token = await api.token(api.wecom.ground.directory.app.secret)
    url = f"{api.wecom.base_url}/cgi-bin/media/upload"
    query = {"access_token": token, "type": kind}
    async with api.session.post(url, params=query, data=form) as response:
        answer: Wire = await response.json()
        return answer


async def test_an_upload_can_be_fetched_for_three_days(api: Any, clock: Any) -> None:
    answer = await upload(api, "image", b"\x89PNG picture")
    assert (answer["errcode"], answer["errmsg"], answer["type"]) == (0, "", "image")
    assert isinstance(answer["created_at"], str)
    query = {"media_id": answer["media_id"]}
    url = f"{api.wecom.base_url}/cgi-bin/media/get"
    token = {"access_token": await api.token(api.wecom.ground.directory.app.secret)}
    async with api.session.get(url, params=query | token) as response:
        assert await response.read() == b"\x89PNG picture"
        assert response.content_type == "image/png"
    clock.advance(days=3, seconds=1)
    api.tokens.clear()
    token = {"access_token": await api.token(api.wecom.ground.directory.app.secret)}
    assert (await api.get("/cgi-bin/media/get", **query, **token))["errcode"] == 40007
    assert (await api.get("/cgi-bin/media/get", **token))["errcode"] == 41006


@pytest.mark.parametrize(
    ("kind", "size", "errcode"),
    [
        ("poem", 100, 40004),
        ("image", 5, 40006),
        ("image", (10 << 20) + 1, 45001),
        ("voice", (2 << 20) + 1, 45001),
        ("video", (10 << 20) + 1, 45001),
        ("file", (20 << 20) + 1, 45001),
        ("file", 20 << 20, 0),
    ],
)
def test_the_sizes_of_media(clock: Any, kind: str, size: int, errcode: int) -> None:
    media = Media(Settings())
    if not errcode:
        assert media.store(kind, "甲", "text/plain", bytes(size), clock()).data == bytes(size)
        return
    with pytest.raises(Refused) as refused:
        media.store(kind, "甲", "text/plain", bytes(size), clock())
    assert refused.value.errcode == errcode


async def test_an_upload_that_is_too_large_is_refused(api: Any) -> None:
    assert (await upload(api, "voice", bytes((2 << 20) + 1)))["errcode"] == 45001


async def test_an_upload_without_its_part_is_refused(api: Any) -> None:
    assert (await api.post("/cgi-bin/media/upload", {}, type="image"))["errcode"] == 44001


async def test_contacts(api: Any, wecom: Simulator) -> None:
    token = {"access_token": await api.token(wecom.ground.directory.app.secret)}
    member = await api.get("/cgi-bin/user/get", userid="wangfang", **token)
    assert (member["errcode"], member["name"], member["position"]) == (0, "王芳", "诉求受理员")
    assert (await api.get("/cgi-bin/user/get", userid="nobody", **token))["errcode"] == 60111
    everybody = await api.get(
        "/cgi-bin/user/simplelist", department_id="1", fetch_child="1", **token
    )
    assert len(everybody["userlist"]) == len(wecom.ground.directory.staff)
    desk = await api.get("/cgi-bin/user/simplelist", department_id="2", **token)
    assert [m["name"] for m in desk["userlist"]] == ["王芳", "赵刚", "李建国"]


async def test_open_userids_are_resolved(api: Any, wecom: Simulator) -> None:
    hidden = wecom.ground.directory.open_userid("wangfang")
    path = "/cgi-bin/batch/openuserid_to_userid"
    answer = await api.post(path, {"open_userid_list": [hidden, "woUnknown"]})
    assert answer["userid_list"] == [{"open_userid": hidden, "userid": "wangfang"}]
    assert answer["invalid_open_userid_list"] == ["woUnknown"]
    assert (await api.post(path, {}))["errcode"] == 40063


async def test_the_addresses_of_callbacks(api: Any, wecom: Simulator, shared: Path) -> None:
    token = await api.token(wecom.ground.directory.app.secret)
    answer = await api.get("/cgi-bin/getcallbackip", access_token=token)
    text = (shared / "vectors/wecom_send/getcallbackip_response.json").read_text("utf-8")
    assert set(answer) == set(json.loads(text))


# -- misbehaviour


async def test_troubles_come_in_order_and_then_all_works(api: Any) -> None:
    for errcode in (-1, 45009):
        await api.sim("/sim/trouble", {"path": SEND, "errcode": errcode})
    codes = [(await api.post(SEND, TEXT))["errcode"] for _ in range(3)]
    assert codes == [-1, 45009, 0]
    assert len(api.wecom.messages_of("wangfang")) == 1


async def test_a_trouble_hits_only_its_path_and_so_many_times(api: Any) -> None:
    await api.sim("/sim/trouble", {"path": SEND, "errcode": 45033, "times": 2})
    assert await api.token("simulated-app-secret")
    codes = [(await api.post(SEND, TEXT))["errcode"] for _ in range(3)]
    assert codes == [45033, 45033, 0]


async def test_a_page_instead_of_json(api: Any) -> None:
    token = {"access_token": await api.token("simulated-app-secret")}
    await api.sim("/sim/trouble", {"path": SEND, "http_status": 502, "body": "<html>502</html>"})
    url = f"{api.wecom.base_url}{SEND}"
    async with api.session.post(url, params=token, json=TEXT) as response:
        assert (response.status, await response.text()) == (502, "<html>502</html>")
        assert response.content_type == "text/html"


async def test_a_connection_cut_after_the_work_was_done(api: Any) -> None:
    """What a sender cannot tell from a failure: the message is there, the answer is not."""
    token = {"access_token": await api.token("simulated-app-secret")}
    await api.sim("/sim/trouble", {"path": SEND, "reset": True, "after": True})
    url = f"{api.wecom.base_url}{SEND}"
    with pytest.raises(ClientConnectionError):
        await api.session.post(url, params=token, json=TEXT)
    assert len(api.wecom.messages_of("wangfang")) == 1
    await api.sim("/sim/trouble", {"path": SEND, "reset": True})
    with pytest.raises(ClientConnectionError):
        await api.session.post(url, params=token, json=TEXT)
    assert len(api.wecom.messages_of("wangfang")) == 1


async def test_a_call_hangs_as_long_as_it_was_told(api: Any) -> None:
    token = {"access_token": await api.token("simulated-app-secret")}
    await api.sim("/sim/trouble", {"path": SEND, "hang_seconds": 60})
    url = f"{api.wecom.base_url}{SEND}"
    with pytest.raises(TimeoutError):
        await api.session.post(url, params=token, json=TEXT, timeout=ClientTimeout(total=0.2))


@pytest.mark.parametrize(
    "wish",
    [
        {},
        {"path": SEND, "callbacks": "late"},
        {"callbacks": "poem"},
        {"path": SEND, "colour": "red"},
    ],
)
async def test_a_trouble_that_makes_no_sense_is_refused(api: Any, wish: Wire) -> None:
    answer = await api.sim("/sim/trouble", wish, status=400)
    assert any("\u4e00" <= letter <= "\u9fff" for letter in answer["error"])


async def test_all_calls_are_listed_without_secrets(api: Any) -> None:
    await api.post(SEND, TEXT)
    listed = (await api.sim("/sim/calls"))["calls"]
    assert [c["path"] for c in listed] == ["/cgi-bin/gettoken", SEND]
    assert listed[1]["body"] == TEXT
    assert listed[1]["answer"]["errcode"] == 0
    assert "simulated-app-secret" not in json.dumps(listed)
    assert api.wecom.tried(SEND)[0].at == api.wecom.clock()
