"""The doors out against the simulated WeCom, which knows its limits, codes and windows."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from patience import until

from bot.simulator import Simulator, World
from bot.wecom import client as doors
from bot.wecom.client import WeComClient
from bot.wecom.connection import Account
from bot.wecom.errors import (
    Ambiguous,
    BadMedia,
    CodeSpent,
    NotSpokenYet,
    RateLimited,
    Rejected,
    TargetGone,
    TooLarge,
    WindowClosed,
)
from bot.wecom.pace import Pace, Target
from bot.wecom.robot import Patience, Robot
from bot.wecom.token import Secret

WORLD = World()
APP = doors.App(WORLD.app.agent_id, Secret(WORLD.app.secret))
KF = Secret(WORLD.kf[0].secret, "kf")
KFID = WORLD.kf[0].open_kfid
CITIZEN = WORLD.citizens[0].external_userid
GROUP = WORLD.groups[0]
SILENT = replace(WORLD.groups[1], spoken=False)
QUICK = Patience(
    look_every=timedelta(milliseconds=10),
    first_pause=timedelta(milliseconds=10),
    longest_pause=timedelta(milliseconds=20),
)


def text(content: str) -> dict[str, Any]:
    return {"msgtype": "text", "text": {"content": content}}


def card(task_id: str, label: str = "签收") -> dict[str, Any]:
    return {
        "card_type": "button_interaction",
        "main_title": {"title": "工作单 2026年第0001号"},
        "button_list": [{"text": label, "style": 1, "key": "accept:2026-0001:3"}],
        "task_id": task_id,
    }


def app_card(task_id: str) -> dict[str, Any]:
    return {"msgtype": "template_card", "template_card": card(task_id)}


@pytest.fixture
async def wecom(clock: Any) -> AsyncIterator[Simulator]:
    groups = (GROUP, SILENT, *WORLD.groups[2:])
    async with Simulator(replace(WORLD, groups=groups), clock=clock) as simulator:
        simulator.set_callback("http://127.0.0.1:9/")  # interactive cards ask for a callback
        yield simulator


@pytest.fixture
async def client(wecom: Simulator, clock: Any) -> AsyncIterator[WeComClient]:
    async with aiohttp.ClientSession() as session:
        yield WeComClient(session, wecom.base_url, WORLD.corp_id, clock)


async def test_a_message_repeated_after_a_lost_answer_is_seen_once(
    client: WeComClient, wecom: Simulator
) -> None:
    """R9: WeCom had it, and its answer was lost."""
    wecom.trouble(path="/cgi-bin/message/send", reset=True, after=True)
    with pytest.raises(Ambiguous):
        await client.message_send(APP, ["wangfang"], text("请签收"))

    await client.message_send(APP, ["wangfang"], text("请签收"))

    assert [m.text for m in wecom.messages_of("wangfang")] == ["请签收"]


async def test_a_card_changes_once_by_its_code_and_then_needs_a_new_card(
    client: WeComClient, wecom: Simulator
) -> None:
    sent = await client.message_send(APP, ["wangfang", "nobody"], app_card("2026-0001_3"))
    assert sent.missed("nobody")
    assert not sent.missed("wangfang")
    done = {"button": {"replace_name": "已由王芳处理"}}

    await client.update_template_card(APP, ["wangfang"], sent.response_code, done)
    with pytest.raises(CodeSpent):
        await client.update_template_card(APP, ["wangfang"], sent.response_code, done)

    assert wecom.messages_of("wangfang")[-1].replaced == "已由王芳处理"


async def test_nobody_reached_is_refused(client: WeComClient) -> None:
    with pytest.raises(Rejected) as caught:
        await client.message_send(APP, ["nobody"], text("话"))

    assert caught.value.errcode == 81013


async def test_a_token_revoked_early_is_not_noticed_by_the_callers(
    client: WeComClient, wecom: Simulator
) -> None:
    await client.message_send(APP, ["wangfang"], text("一"))
    wecom.ground.tokens.revoke_all()

    await asyncio.gather(*(client.message_send(APP, ["wangfang"], text(f"{n}")) for n in range(20)))

    assert len(wecom.messages_of("wangfang")) == 21


async def test_kf_messages_come_and_go_until_the_window_closes(
    client: WeComClient, wecom: Simulator, clock: Any
) -> None:
    await wecom.citizen_says(CITIZEN, "跑了三趟营业执照还没办下来")
    page = await client.kf_sync_raw(KF, KFID, "")
    for n in range(5):
        await client.kf_send(KF, CITIZEN, KFID, text(f"回复{n}"), f"2026-0001-{n}")

    with pytest.raises(WindowClosed):
        await client.kf_send(KF, CITIZEN, KFID, text("第六条"), "2026-0001-5")
    await wecom.citizen_says(CITIZEN, "好的")
    later = await client.kf_sync_raw(KF, KFID, page["next_cursor"])
    await client.kf_send(KF, CITIZEN, KFID, text("第六条"), "2026-0001-6")
    wecom.advance(timedelta(hours=49))
    with pytest.raises(WindowClosed):
        await client.kf_send(KF, CITIZEN, KFID, text("第七条"), "2026-0001-7")

    assert [m["text"]["content"] for m in page["msg_list"] if m["msgtype"] == "text"] == [
        "跑了三趟营业执照还没办下来"
    ]
    assert [m["text"]["content"] for m in later["msg_list"] if m["msgtype"] == "text"] == ["好的"]


async def test_a_file_goes_up_and_comes_down_whole_with_its_chinese_name(
    client: WeComClient,
) -> None:
    content = bytes(range(256)) * 400
    media_id = await client.media_upload(APP.secret, "file", "台账 2026年.xlsx", content)

    media = await client.media_get(APP.secret, media_id)

    assert (media.content, media.filename) == (content, "台账 2026年.xlsx")
    with pytest.raises(TooLarge):
        await client.media_get(APP.secret, media_id, largest=1000)
    with pytest.raises(BadMedia):
        await client.media_get(APP.secret, "no-such-media")


async def test_the_webhook_takes_twenty_a_minute_and_our_pace_never_more(
    client: WeComClient, wecom: Simulator, clock: Any
) -> None:
    """R15, against the simulator's own count; its clock is the one the pace is asked with."""
    pace = Pace()
    for n in range(50):
        now = wecom.clock()
        at = pace.next_at(Target.WEBHOOK, GROUP.webhook_key, now)
        wecom.advance(at - now)
        await client.webhook_send(GROUP.webhook_key, text(f"催办{n}"))
        pace.record(Target.WEBHOOK, GROUP.webhook_key, at)

    again = (client.webhook_send(GROUP.webhook_key, text(f"再催{n}")) for n in range(21))
    told = await asyncio.gather(*again, return_exceptions=True)
    assert RateLimited in {type(one) for one in told}, "the simulator does count"
    with pytest.raises(TargetGone):
        await client.webhook_send("wrong-key", text("话"))


@pytest.fixture
async def heard() -> list[dict[str, Any]]:
    return []


@pytest.fixture
async def robot(wecom: Simulator, clock: Any, heard: list[dict[str, Any]]) -> AsyncIterator[Robot]:
    async def on_frame(frame: dict[str, Any]) -> None:
        heard.append(frame)

    account = Account(bot_id=WORLD.robot.bot_id, secret=WORLD.robot.secret, ws_url=wecom.ws_url)
    robot = Robot(account, on_frame, lambda: True, clock, QUICK)
    running = asyncio.create_task(robot.run())
    await until(lambda: robot.connected)
    yield robot
    robot.stop()
    await running


async def test_a_card_in_the_group_is_pressed_and_changes_for_all(
    robot: Robot, wecom: Simulator, heard: list[dict[str, Any]]
) -> None:
    await robot.send_card(GROUP.chatid, card("2026-0001_3"))
    shown = wecom.messages_of(GROUP.chatid)[-1]

    await wecom.group_presses(GROUP.chatid, GROUP.members[0], shown, "accept:2026-0001:3")
    await until(lambda: heard)
    await robot.update_card(heard[0], card("2026-0001_3", "已签收"))

    changed = wecom.messages_of(GROUP.chatid)[-1].card
    assert changed is not None
    assert changed["button_list"][0]["text"] == "已签收"


async def test_a_chat_where_nobody_spoke_to_the_robot_takes_nothing_from_it(
    robot: Robot, wecom: Simulator
) -> None:
    with pytest.raises(NotSpokenYet):
        await robot.send_card(SILENT.chatid, card("t1"))
    with pytest.raises(NotSpokenYet):
        await robot.send_markdown("wrNoSuchChat", "话")


async def test_the_line_breaks_after_a_card_was_shown_and_nobody_repeats_it(
    robot: Robot, wecom: Simulator
) -> None:
    wecom.trouble(path="aibot:aibot_send_msg", reset=True, after=True)

    with pytest.raises(Ambiguous):
        await robot.send_card(GROUP.chatid, card("2026-0001_3"))
    await until(lambda: robot.connected)

    assert len(wecom.messages_of(GROUP.chatid)) == 1


async def test_a_robot_that_says_too_much_is_told(robot: Robot, wecom: Simulator) -> None:
    for n in range(30):
        await robot.send_markdown(GROUP.chatid, f"催办{n}")

    with pytest.raises(RateLimited):
        await robot.send_markdown(GROUP.chatid, "催办30")

    assert len(wecom.messages_of(GROUP.chatid)) == 30


async def test_words_that_shall_be_shown_again_are(client: WeComClient, wecom: Simulator) -> None:
    for once in (True, False):
        await client.message_send(APP, ["wangfang"], text("没有找到这个号"), once=once)

    assert [m.text for m in wecom.messages_of("wangfang")] == ["没有找到这个号"] * 2
