"""微信客服: pulling, saying, menus, windows, codes and states."""

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from bot.simulator import Citizen, KfAccount, Said, Settings, Simulator, World

Wire = dict[str, Any]
CITIZEN = "wmSimulatedCitizen0000000001"
KF = "wkSimulatedDesk0000000000001"
SYNC, SEND = "/cgi-bin/kf/sync_msg", "/cgi-bin/kf/send_msg"


async def pull(api: Any, **more: Any) -> Wire:
    answer: Wire = await api.post(SYNC, {"open_kfid": KF, **more})
    return answer


async def say(api: Any, text: str = "您好", **more: Any) -> Wire:
    body = {"touser": CITIZEN, "open_kfid": KF, "msgtype": "text", "text": {"content": text}}
    answer: Wire = await api.post(SEND, body | more)
    return answer


async def test_a_citizens_message_is_announced_encrypted_and_pulled(
    wecom: Simulator, api: Any, bot: Any, shared: Path
) -> None:
    await wecom.citizen_says(CITIZEN, "跑了三趟还没办下来")
    await wecom.settled()
    push = ElementTree.fromstring(bot.pushes[0])
    sample = ElementTree.parse(shared / "vectors/kf/event_kf_msg_or_event.xml").getroot()
    assert [e.tag for e in push] == [e.tag for e in sample]
    assert push.findtext("Event") == "kf_msg_or_event"
    assert push.findtext("OpenKfId") == KF
    answer = await pull(api, token=push.findtext("Token"), cursor="", limit=1000)
    (entry,) = answer["msg_list"]
    assert entry["text"] == {"content": "跑了三趟还没办下来"}
    assert (entry["external_userid"], entry["origin"], answer["has_more"]) == (CITIZEN, 3, 0)


async def test_pulled_entries_have_the_fields_of_the_official_sample(
    wecom: Simulator, api: Any, shared: Path
) -> None:
    for kind in ("text", "image", "voice", "video", "file", "location", "link"):
        await wecom.citizen_says(CITIZEN, "甲", kind=kind, menu_id="101" if kind == "text" else "")
    await wecom.citizen_enters(CITIZEN, "123", "abc")
    sample = json.loads((shared / "vectors/kf/sync_msg.json").read_text("utf-8"))["response"]
    samples = {e["msgtype"]: e for e in reversed(sample["msg_list"])}
    answer = await pull(api)
    assert set(answer) == set(sample)
    for entry in answer["msg_list"]:
        kind = entry["msgtype"]
        assert set(entry) <= set(samples[kind]) | {"external_userid"}
        assert set(entry[kind]) <= set(samples[kind][kind])


async def test_paging_goes_on_from_the_cursor_until_has_more_is_0(
    wecom: Simulator, api: Any
) -> None:
    for number in range(5):
        await wecom.citizen_says(CITIZEN, f"第{number}条")
    cursor, got, pages = "", [], 0
    while True:
        page = await pull(api, cursor=cursor, limit=2)
        got += [e["text"]["content"] for e in page["msg_list"]]
        cursor, pages = page["next_cursor"], pages + 1
        assert len(cursor.encode()) <= 64
        if not page["has_more"]:
            break
    assert (got, pages) == ([f"第{n}条" for n in range(5)], 3)
    assert (await pull(api, cursor=cursor))["msg_list"] == []


async def test_what_the_bot_says_is_seen_and_not_pulled(wecom: Simulator, api: Any) -> None:
    await wecom.citizen_says(CITIZEN, "你好")
    assert (await say(api, "请问您要反映什么"))["errcode"] == 0
    assert [m.text for m in wecom.messages_of(CITIZEN)] == ["你好", "请问您要反映什么"]
    assert len((await pull(api))["msg_list"]) == 1


async def test_entries_older_than_three_days_are_gone(
    wecom: Simulator, api: Any, clock: Any
) -> None:
    await wecom.citizen_says(CITIZEN, "旧的")
    clock.advance(days=3, seconds=1)
    await wecom.citizen_says(CITIZEN, "新的")
    api.tokens.clear()
    assert [e["text"]["content"] for e in (await pull(api))["msg_list"]] == ["新的"]


@pytest.mark.parametrize(
    ("body", "errcode"),
    [
        pytest.param({}, 95000, id="open_kfid is required"),
        pytest.param({"open_kfid": "x"}, 95000, id="open_kfid malformed"),
        pytest.param({"open_kfid": "wkUnknown"}, 95004, id="open_kfid unknown"),
        pytest.param({"open_kfid": KF, "limit": 1001}, 40058, id="limit over 1000"),
        pytest.param({"open_kfid": KF, "voice_format": 2}, 40058, id="voice_format"),
        pytest.param({"open_kfid": KF, "cursor": "strange"}, 40058, id="foreign cursor"),
        pytest.param({"open_kfid": KF, "token": "forged"}, 95007, id="unknown token"),
    ],
)
async def test_a_wrong_pull_is_refused(api: Any, body: Wire, errcode: int) -> None:
    assert (await api.post(SYNC, body))["errcode"] == errcode


async def test_the_token_of_a_callback_lasts_ten_minutes(
    wecom: Simulator, api: Any, bot: Any, clock: Any
) -> None:
    await wecom.citizen_says(CITIZEN, "你好")
    await wecom.settled()
    token = ElementTree.fromstring(bot.pushes[0]).findtext("Token")
    assert (await pull(api, token=token))["errcode"] == 0
    clock.advance(minutes=10, seconds=1)
    assert (await pull(api, token=token))["errcode"] == 95007


@pytest.mark.parametrize("settings", [Settings(kf_pulls_without_token=2)])
async def test_pulling_without_a_token_is_held_to_strict_limits(api: Any) -> None:
    codes = [(await pull(api))["errcode"] for _ in range(3)]
    assert codes == [0, 0, 45009]


async def test_five_messages_then_95001_until_the_citizen_writes(
    wecom: Simulator, api: Any
) -> None:
    await wecom.citizen_says(CITIZEN, "你好")
    codes = [(await say(api, str(n)))["errcode"] for n in range(6)]
    assert codes == [0, 0, 0, 0, 0, 95001]
    await wecom.citizen_says(CITIZEN, "在吗")
    assert (await say(api))["errcode"] == 0


async def test_after_48_hours_95002(wecom: Simulator, api: Any, clock: Any) -> None:
    assert (await say(api))["errcode"] == 95002  # never wrote
    await wecom.citizen_says(CITIZEN, "你好")
    clock.advance(hours=48)
    api.tokens.clear()
    assert (await say(api))["errcode"] == 0
    clock.advance(seconds=1)
    assert (await say(api))["errcode"] == 95002


async def test_a_msgid_sent_twice_is_shown_once(wecom: Simulator, api: Any) -> None:
    await wecom.citizen_says(CITIZEN, "你好")
    first, again = [await say(api, "一次", msgid="n-1") for _ in range(2)]
    assert (first["errcode"], first["msgid"], again) == (0, "n-1", first)
    assert [m.text for m in wecom.messages_of(CITIZEN)] == ["你好", "一次"]
    assert (await say(api, msgid="x" * 33))["errcode"] == 40058
    assert (await say(api, msgid="中"))["errcode"] == 40058


@pytest.mark.parametrize("settings", [Settings(kf_repeated_msgid=40058)])
async def test_a_repeated_msgid_may_be_refused_instead(wecom: Simulator, api: Any) -> None:
    await wecom.citizen_says(CITIZEN, "你好")
    assert [(await say(api, msgid="n-1"))["errcode"] for _ in range(2)] == [0, 40058]


async def test_a_menu_is_shown_and_a_touch_comes_back_with_its_id(
    wecom: Simulator, api: Any, shared: Path
) -> None:
    sample = json.loads((shared / "vectors/kf/SendMenuMsg.json").read_text("utf-8"))["request"]
    await wecom.citizen_says(CITIZEN, "好了吗")
    answer = await api.post(SEND, sample | {"touser": CITIZEN, "open_kfid": KF})
    assert answer["errcode"] == 0
    menu = wecom.messages_of(CITIZEN)[-1].menu
    assert menu is not None
    assert [i["content"] for i in menu["items"]][:2] == ["满意", "不满意"]
    await wecom.citizen_picks(CITIZEN, "不满意")
    entry = (await pull(api))["msg_list"][-1]
    assert entry["text"] == {"content": "不满意", "menu_id": "102"}


def menu_of(*entries: Wire) -> Wire:
    return {"msgtype": "msgmenu", "msgmenu": {"head_content": "请评价", "list": list(entries)}}


def click(number: object, content: str = "好") -> Wire:
    return {"type": "click", "click": {"id": str(number), "content": content}}


@pytest.mark.parametrize(
    ("body", "errcode"),
    [
        pytest.param(menu_of(*map(click, range(10))), 0, id="ten entries"),
        pytest.param(menu_of(*map(click, range(11))), 95008, id="eleven entries"),
        pytest.param(menu_of({"type": "button"}), 95009, id="unknown entry"),
        pytest.param(menu_of(click(1, "好" * 43)), 40058, id="content over 128 bytes"),
        pytest.param(menu_of(click("x" * 129)), 40058, id="id over 128 bytes"),
        pytest.param(menu_of() | {"msgmenu": {"head_content": "好" * 342}}, 45002, id="long head"),
        pytest.param({"msgtype": "text", "text": {"content": ""}}, 44004, id="empty text"),
        pytest.param({"msgtype": "markdown", "markdown": {}}, 40008, id="no markdown in kf"),
        pytest.param({"msgtype": "text", "text": None}, 40063, id="body missing"),
        pytest.param({"msgtype": "image", "image": {"media_id": "x"}}, 40007, id="no such media"),
        pytest.param({"touser": "wmNobody"}, 40096, id="unknown citizen"),
    ],
)
async def test_what_a_kf_message_may_hold(
    wecom: Simulator, api: Any, body: Wire, errcode: int
) -> None:
    await wecom.citizen_says(CITIZEN, "你好")
    text = {"touser": CITIZEN, "open_kfid": KF, "msgtype": "text", "text": {"content": "好"}}
    assert (await api.post(SEND, text | body))["errcode"] == errcode


@pytest.mark.parametrize(
    "name", ["Text", "Image", "Voice", "Video", "File", "Link", "Minip", "Location"]
)
async def test_the_official_samples_of_send_msg_are_accepted(
    wecom: Simulator, api: Any, shared: Path, name: str
) -> None:
    sample = json.loads((shared / f"vectors/kf/Send{name}Msg.json").read_text("utf-8"))
    await wecom.citizen_says(CITIZEN, "你好")
    body = sample["request"] | {"touser": CITIZEN, "open_kfid": KF}
    kind = body["msgtype"]
    for key in ("media_id", "thumb_media_id"):
        if key in body[kind]:
            stored = wecom.ground.media.sample("image", wecom.clock())
            body[kind] = body[kind] | {key: stored.media_id}
    answer = await api.post(SEND, body)
    assert set(answer) == set(sample["response"])
    assert answer["errcode"] == 0


async def test_a_long_text_is_cut_at_2048_bytes(wecom: Simulator, api: Any) -> None:
    await wecom.citizen_says(CITIZEN, "你好")
    await say(api, "长" * 700)
    assert wecom.messages_of(CITIZEN)[-1].text == "长" * 682


async def test_a_lost_message_is_reported_by_an_event(wecom: Simulator, api: Any) -> None:
    await wecom.citizen_says(CITIZEN, "你好")
    await api.sim("/sim/trouble", {"path": SEND, "fail_type": 10})
    sent = await say(api, "收不到", msgid="n-9")
    assert sent["errcode"] == 0  # accepted is not delivered
    event = (await pull(api))["msg_list"][-1]["event"]
    assert (event["event_type"], event["fail_msgid"], event["fail_type"]) == (
        "msg_send_fail",
        "n-9",
        10,
    )
    assert len(wecom.messages_of(CITIZEN)) == 1
    assert (await say(api, "收得到"))["errcode"] == 0
    assert wecom.messages_of(CITIZEN)[-1].text == "收得到"


async def test_a_sticker_comes_as_wecom_shows_what_it_cannot_show(
    wecom: Simulator, api: Any
) -> None:
    await wecom.citizen_says(CITIZEN, kind="sticker")
    assert (await pull(api))["msg_list"][0]["text"]["content"].startswith("【收到不支持")


async def test_a_photo_can_be_fetched_for_three_days(
    wecom: Simulator, api: Any, clock: Any
) -> None:
    said = Said(kind="image", data=b"\x89PNG photo", filename="现场.png", content_type="image/png")
    await wecom.citizen_says(CITIZEN, said=said)
    media_id = (await pull(api))["msg_list"][0]["image"]["media_id"]
    token = await api.token(wecom.ground.directory.kf[KF].secret)
    url = f"{wecom.base_url}/cgi-bin/media/get"
    query = {"access_token": token, "media_id": media_id}
    async with api.session.get(url, params=query) as response:
        assert await response.read() == b"\x89PNG photo"
        assert "attachment" in response.headers["Content-Disposition"]
    clock.advance(days=3, seconds=1)
    api.tokens.clear()
    token = await api.token(wecom.ground.directory.kf[KF].secret)
    answer = await api.get("/cgi-bin/media/get", access_token=token, media_id=media_id)
    assert answer["errcode"] == 40007


OTHER = "wkSimulatedOther000000000001"
TWO_ACCOUNTS = World(
    kf=(KfAccount(), KfAccount(open_kfid=OTHER, secret="other-secret")),
    citizens=(
        Citizen(external_userid=CITIZEN, name="张先生"),
        Citizen(external_userid="wmOther", name="陈女士", open_kfid=OTHER),
    ),
)


@pytest.mark.parametrize("world", [TWO_ACCOUNTS])
async def test_a_secret_opens_only_its_own_accounts(wecom: Simulator, api: Any) -> None:
    await wecom.citizen_says("wmOther", "你好")
    assert (await pull(api))["msg_list"] == []  # each account has its own log
    assert (await api.post(SYNC, {"open_kfid": OTHER}))["errcode"] == 48007


async def test_callbacks_of_one_citizen_keep_their_order(wecom: Simulator, bot: Any) -> None:
    for number in range(20):
        await wecom.citizen_says(CITIZEN, str(number))
    await wecom.settled()
    tokens = [ElementTree.fromstring(p).findtext("Token") for p in bot.pushes]
    assert tokens == sorted(tokens)
    assert len(tokens) == 20
