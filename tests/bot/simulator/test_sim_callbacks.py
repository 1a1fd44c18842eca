"""Callbacks out: every kind against its official sample, tries, order, misbehaviour."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from aiohttp import web
from wechatpy.work.crypto import WeChatCrypto

from bot.simulator import Said, Settings, Simulator

Wire = dict[str, Any]
WHO = "wangfang"
QUICK = Settings(callback_pause=timedelta(0), callback_timeout=timedelta(seconds=0.3))


def sample(shared: Path, name: str) -> ElementTree.Element:
    return ElementTree.parse(shared / f"vectors/wecom_callback/{name}.xml").getroot()


def names(xml: ElementTree.Element) -> set[str]:
    return {e.tag for e in xml.iter()}


@pytest.mark.parametrize("kind", ["text", "image", "voice", "video", "location", "link"])
async def test_a_message_has_the_fields_of_the_official_sample(
    wecom: Simulator, bot: Any, shared: Path, kind: str
) -> None:
    # WeCom recognises no voice unless that is switched on: then it has words
    await wecom.staff_says(WHO, "" if kind == "voice" else "甲]]>乙", kind=kind)
    await wecom.settled()
    push = ElementTree.fromstring(bot.pushes[0])
    assert names(push) == names(sample(shared, kind))
    assert push.findtext("MsgType") == kind
    assert push.findtext("FromUserName") == WHO
    assert 0 < int(push.findtext("MsgId") or 0) < 2**63
    if kind == "text":
        assert push.findtext("Content") == "甲]]>乙"


@pytest.mark.parametrize(
    ("event", "fields"),
    [
        ("subscribe", {}),
        ("enter_agent", {"EventKey": ""}),
        ("click", {"EventKey": "progress"}),
        ("view", {"EventKey": "https://example.com"}),
    ],
)
async def test_an_event_has_the_fields_of_the_official_sample(
    wecom: Simulator, bot: Any, shared: Path, event: str, fields: dict[str, str]
) -> None:
    wecom.people.staff_event(WHO, event, **fields)
    await wecom.settled()
    push = ElementTree.fromstring(bot.pushes[0])
    assert names(push) == names(sample(shared, f"event_{event}"))
    assert push.findtext("MsgId") is None


async def test_a_press_in_the_corner_menu_is_an_event_of_its_own(
    wecom: Simulator, api: Any, bot: Any, shared: Path, card: Callable[..., Wire]
) -> None:
    menu = {"desc": "更多", "action_list": [{"text": "不再提醒", "key": "mute"}]}
    await api.send_card(card(action_menu=menu))
    await wecom.staff_presses(WHO, wecom.messages_of(WHO)[0], "mute")
    await wecom.settled()
    push = ElementTree.fromstring(bot.pushes[0])
    assert names(push) == names(sample(shared, "event_template_card_menu_event"))
    assert push.findtext("Event") == "template_card_menu_event"


async def test_the_envelope_is_that_of_the_official_sample(
    wecom: Simulator, bot: Any, shared: Path
) -> None:
    bodies: list[str] = []

    async def note(request: web.Request) -> web.Response:
        bodies.append(await request.text())
        return web.Response()

    app = web.Application()
    app.router.add_post("/", note)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    wecom.ground.directory.call_back_at("app", f"http://127.0.0.1:{runner.addresses[0][1]}/")
    await wecom.staff_says(WHO, "好")
    await wecom.settled()
    await runner.cleanup()
    envelope = ElementTree.fromstring(bodies[0])
    assert names(envelope) == names(sample(shared, "envelope_request"))


async def test_the_url_is_verified_with_a_get(wecom: Simulator, api: Any, bot: Any) -> None:
    good = {"account": "app", "url": f"{bot.url}/app"}
    assert await api.sim("/sim/callback", good) == {"verified": True}
    bad = {"account": "app", "url": f"{bot.url}/none"}
    assert await api.sim("/sim/callback", bad) == {"verified": False}
    nobody = {"account": "app", "url": "http://127.0.0.1:9/"}
    assert await api.sim("/sim/callback", nobody) == {"verified": False}
    await api.sim("/sim/callback", good | {"account": "wkNone"}, status=400)


def cut(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


def status(number: int) -> Callable[[web.Request], web.StreamResponse]:
    return lambda request: web.Response(status=number)


async def test_a_lost_connection_is_tried_three_times_with_one_msgid(
    wecom: Simulator, bot: Any
) -> None:
    bot.plan = [cut, cut]
    await wecom.staff_says(WHO, "好")
    await wecom.settled()
    assert len(bot.pushes) == 1  # the third try got through
    assert len({q["nonce"] for q in bot.queries}) == 3  # the nonce varies
    (delivery,) = wecom.deliveries
    assert (delivery.delivered, len(delivery.tried), delivery.tried[2]) == (True, 3, "200")


async def test_after_the_third_failure_it_is_given_up(wecom: Simulator, bot: Any, api: Any) -> None:
    bot.plan = [cut, cut, cut]
    await wecom.staff_says(WHO, "丢了")
    await wecom.staff_says(WHO, "到了")
    await wecom.settled()
    assert ["到了" in p for p in bot.pushes] == [True]
    shown = (await api.sim("/sim/deliveries"))["deliveries"]
    assert [(d["delivered"], d["tries"]) for d in shown] == [(False, 3), (True, 1)]
    assert shown[0]["fields"]["Content"] == "丢了"


async def test_nobody_listening_counts_as_a_failure(wecom: Simulator) -> None:
    wecom.set_callback("http://127.0.0.1:9/")
    await wecom.staff_says(WHO, "好")
    await wecom.settled()
    assert (wecom.deliveries[0].delivered, len(wecom.deliveries[0].tried)) == (False, 3)


@pytest.mark.parametrize("settings", [QUICK])
async def test_a_slow_bot_is_left_after_the_timeout(wecom: Simulator) -> None:
    async def sleep(request: web.Request) -> web.Response:
        assert request.transport is not None
        while not request.transport.is_closing():
            await wecom.ground.chats.changed_since(wecom.ground.chats.revision)
        return web.Response()

    app = web.Application()
    app.router.add_post("/", sleep)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    wecom.set_callback(f"http://127.0.0.1:{runner.addresses[0][1]}/")
    await wecom.staff_says(WHO, "好")
    await wecom.settled()
    await runner.cleanup()
    (delivery,) = wecom.deliveries
    assert delivery.delivered is False
    assert len(delivery.tried) == 3
    assert all("Timeout" in outcome for outcome in delivery.tried)


async def test_a_bad_status_is_not_tried_again_by_default(wecom: Simulator, bot: Any) -> None:
    bot.plan = [status(500)]
    await wecom.staff_says(WHO, "好")
    await wecom.settled()
    assert bot.pushes == []
    assert (wecom.deliveries[0].delivered, wecom.deliveries[0].tried) == (False, ["500"])


@pytest.mark.parametrize("settings", [replace(QUICK, callback_repeats_bad_status=True)])
async def test_a_bad_status_may_be_tried_again(wecom: Simulator, bot: Any) -> None:
    bot.plan = [status(500), status(401)]
    await wecom.staff_says(WHO, "好")
    await wecom.settled()
    assert wecom.deliveries[0].tried == ["500", "401", "200"]
    assert len(bot.pushes) == 1


@pytest.mark.parametrize("settings", [replace(QUICK, callback_keeps_nonce=True)])
async def test_the_nonce_may_stay(wecom: Simulator, bot: Any) -> None:
    bot.plan = [cut]
    await wecom.staff_says(WHO, "好")
    await wecom.settled()
    assert len({q["nonce"] for q in bot.queries}) == 1


async def test_each_sender_is_served_in_order_and_none_waits_for_another(
    wecom: Simulator, bot: Any
) -> None:
    for number in range(10):
        await wecom.staff_says(WHO, f"甲{number}")
        await wecom.staff_says("zhaogang", f"乙{number}")
    await wecom.settled()
    said = [ElementTree.fromstring(p) for p in bot.pushes]
    for who, mark in ((WHO, "甲"), ("zhaogang", "乙")):
        mine = [x.findtext("Content") for x in said if x.findtext("FromUserName") == who]
        assert mine == [f"{mark}{n}" for n in range(10)]


async def test_without_a_url_nothing_is_sent(wecom: Simulator, bot: Any) -> None:
    wecom.set_callback("")
    await wecom.staff_says(WHO, "好")
    await wecom.settled()
    assert (bot.pushes, wecom.deliveries[0].delivered) == ([], False)


async def test_a_callback_comes_twice_with_one_msgid(wecom: Simulator, bot: Any, api: Any) -> None:
    await api.sim("/sim/trouble", {"callbacks": "duplicate"})
    await wecom.staff_says(WHO, "好")
    await wecom.settled()
    assert len(bot.pushes) == 2
    assert bot.pushes[0] == bot.pushes[1]
    assert bot.queries[0]["nonce"] != bot.queries[1]["nonce"]


async def test_a_callback_comes_late(wecom: Simulator, bot: Any, api: Any) -> None:
    await api.sim("/sim/trouble", {"callbacks": "late", "seconds": 900})
    await wecom.staff_says(WHO, "好")
    await wecom.settled()
    made = int(ElementTree.fromstring(bot.pushes[0]).findtext("CreateTime") or 0)
    assert wecom.clock().timestamp() - made == 900


async def test_a_callback_is_lost(wecom: Simulator, bot: Any, api: Any) -> None:
    await api.sim("/sim/trouble", {"callbacks": "lost"})
    await wecom.staff_says(WHO, "丢")
    await wecom.staff_says(WHO, "好")
    await wecom.settled()
    assert len(bot.pushes) == 1
    assert [d.delivered for d in wecom.deliveries] == [False, True]


async def test_a_forged_callback_bears_a_wrong_signature(
    wecom: Simulator, bot: Any, api: Any
) -> None:
    await api.sim("/sim/trouble", {"callbacks": "forged"})
    bot.plan = [status(401)]
    await wecom.staff_says(WHO, "好")
    await wecom.settled()
    assert bot.queries[0]["msg_signature"] == "0" * 40


def passive(wecom: Simulator, xml: str) -> str:
    app = wecom.ground.directory.app
    crypto: Any = WeChatCrypto(app.token, app.aes_key, wecom.ground.directory.corp_id)
    return str(crypto.encrypt_message(xml, "123", "1700000000"))


async def test_a_passive_text_is_shown(wecom: Simulator, bot: Any, shared: Path) -> None:
    text = (shared / "vectors/wecom_passive/text.xml").read_text("utf-8")
    bot.answer = passive(wecom, text)
    await wecom.staff_says(WHO, "好")
    await wecom.settled()
    said = wecom.messages_of(WHO)[-1]
    assert (said.sender, said.text) == ("bot", ElementTree.fromstring(text).findtext("Content"))


async def test_a_passive_update_button_greys_the_card_of_the_clicker(
    wecom: Simulator, bot: Any, api: Any, shared: Path, card: Callable[..., Wire]
) -> None:
    await api.send_card(card(), f"{WHO}|zhaogang")
    text = (shared / "vectors/wecom_passive/update_button.xml").read_text("utf-8")
    bot.answer = passive(wecom, text)
    await wecom.staff_presses(WHO, wecom.messages_of(WHO)[0], "accept")
    await wecom.settled()
    assert wecom.messages_of(WHO)[0].dead
    assert not wecom.messages_of("zhaogang")[0].dead


async def test_the_photo_of_a_member_can_be_fetched(wecom: Simulator, bot: Any, api: Any) -> None:
    await wecom.staff_says(WHO, said=Said(kind="image", data=b"\x89PNG photo"))
    await wecom.settled()
    media_id = ElementTree.fromstring(bot.pushes[0]).findtext("MediaId")
    token = await api.token(wecom.ground.directory.app.secret)
    url = f"{wecom.base_url}/cgi-bin/media/get"
    query = {"access_token": token, "media_id": media_id}
    async with api.session.get(url, params=query) as response:
        assert await response.read() == b"\x89PNG photo"
