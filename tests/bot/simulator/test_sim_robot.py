"""The robot's long connection frame by frame: shapes, subscribing, presses, what is lost."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import WSMsgType
from patience import PATIENCE

from bot.simulator import Settings, Simulator

Wire = dict[str, Any]
GROUP = "wrSimulated_scjg"
LIAISON = "scjg_liaison"
SECRET = {"bot_id": "aibSimulatedRobot", "secret": "simulated-robot-secret"}


def vector(shared: Path, name: str) -> Wire:
    found: Wire = json.loads((shared / f"vectors/aibot_ws/{name}.json").read_text("utf-8"))
    return found


def push(content: str = "好", chatid: str = GROUP) -> Wire:
    return {"chatid": chatid, "msgtype": "markdown", "markdown": {"content": content}}


def shape(value: Any) -> Any:
    """Return the names in *value*, without its values."""
    return {k: shape(v) for k, v in value.items()} if isinstance(value, dict) else None


async def test_frames_and_acks_have_the_shape_of_the_official_samples(
    wecom: Simulator, line: Any, shared: Path, card: Callable[..., Wire]
) -> None:
    assert await line.ask("ping", req_id="REQUEST_ID") == vector(shared, "ack_ok")
    await wecom.group_says(GROUP, LIAISON, "@有诉即办 hello")
    asked = await line.read()
    assert shape(asked) == shape(vector(shared, "msg_callback_text"))
    await wecom.people.staff_opens_robot("wangfang")
    entered = await line.read()
    assert shape(entered) == shape(vector(shared, "event_enter_chat"))
    stream = vector(shared, "respond_stream")["body"]
    req_id = asked["headers"]["req_id"]
    assert (await line.ask("aibot_respond_msg", stream, req_id))["errcode"] == 0
    welcome = vector(shared, "respond_welcome")["body"]
    req_id = entered["headers"]["req_id"]
    assert (await line.ask("aibot_respond_welcome_msg", welcome, req_id))["errcode"] == 0
    assert (await line.ask("aibot_respond_welcome_msg", welcome, req_id))["errcode"] == 846605
    said = vector(shared, "send_msg_markdown")["body"] | {"chatid": "wangfang"}
    assert (await line.ask("aibot_send_msg", said))["errcode"] == 0
    assert [m.text for m in wecom.messages_of("wangfang")] == [
        welcome["text"]["content"],
        said["markdown"]["content"],
    ]


async def test_a_press_has_the_shape_of_the_official_sample_and_is_answered_once(
    wecom: Simulator, line: Any, shared: Path, card: Callable[..., Wire], clock: Any
) -> None:
    options = [{"id": "a", "text": "甲"}]
    select = {"question_key": "q", "option_list": options}
    cards = {"chatid": GROUP, "msgtype": "template_card"}
    body = cards | {"template_card": card(button_selection=select)}
    assert (await line.ask("aibot_send_msg", body))["errcode"] == 0
    assert (await line.ask("aibot_send_msg", body))["errcode"] == 42014  # task_id is unique
    shown = wecom.messages_of(GROUP)[0]
    await wecom.group_presses(GROUP, LIAISON, shown, "accept")
    pressed = await line.read()
    text = (shared / "vectors/aibot_http/event_template_card_button.json").read_text("utf-8")
    official = json.loads(text)
    del official["response_url"]  # not over the long connection
    del official["from"]["corpid"]
    assert shape(pressed["body"]) == shape(official)
    req_id = pressed["headers"]["req_id"]
    update = vector(shared, "respond_update_card")["body"]
    wrong = await line.ask("aibot_respond_update_msg", update, req_id)
    assert wrong["errcode"] == 42016  # another task_id
    update["template_card"]["task_id"] = "T-1"
    assert (await line.ask("aibot_respond_update_msg", update, req_id))["errcode"] == 0
    assert shown.card == update["template_card"]
    assert (await line.ask("aibot_respond_update_msg", update, req_id))["errcode"] == 846605
    await wecom.group_presses(GROUP, LIAISON, shown, "confirm")
    late = (await line.read())["headers"]["req_id"]
    clock.advance(seconds=5.1)
    assert (await line.ask("aibot_respond_update_msg", update, late))["errcode"] == 846605


async def test_an_update_for_some_members_leaves_the_others_their_card(
    wecom: Simulator, line: Any, card: Callable[..., Wire]
) -> None:
    await line.ask("aibot_send_msg", push() | {"msgtype": "template_card", "template_card": card()})
    shown = wecom.messages_of(GROUP)[0]
    await wecom.group_presses(GROUP, LIAISON, shown, "accept")
    req_id = (await line.read())["headers"]["req_id"]
    mine = card() | {"button_list": [{"text": "已签收", "key": "done"}]}
    body = {"response_type": "update_template_card", "userids": [LIAISON], "template_card": mine}
    assert (await line.ask("aibot_respond_update_msg", body, req_id))["errcode"] == 0
    assert shown.views == {LIAISON: mine}
    await wecom.group_presses(GROUP, "scjg_officer", shown, "accept")
    with pytest.raises(ValueError, match="没有这个按钮"):
        await wecom.group_presses(GROUP, LIAISON, shown, "accept")


async def test_a_wrong_secret_and_an_unsubscribed_line_are_refused(
    wecom: Simulator, dial: Callable[..., Any], shared: Path
) -> None:
    mute = await dial(subscribe=False)
    sample = vector(shared, "subscribe")
    assert (await mute.ask(sample["cmd"], sample["body"]))["errcode"] == 853000
    assert (await mute.ask("ping"))["errcode"] == 846609
    assert (await mute.ask("aibot_send_msg", push()))["errcode"] == 846609
    await mute.socket.send_str("no json")
    assert (await mute.read())["errcode"] == 40058
    assert (await mute.ask("aibot_subscribe", SECRET))["errcode"] == 0
    assert (await mute.ask("aibot_sing"))["errcode"] == 40058
    assert "simulated-robot-secret" not in str([c.body for c in wecom.calls])


@pytest.mark.parametrize("settings", [Settings(robot_subscribes_a_minute=2)])
async def test_subscribing_too_often_is_45009(dial: Callable[..., Any], shared: Path) -> None:
    mute = await dial(subscribe=False)
    acks = [await mute.ask("aibot_subscribe", SECRET, "REQUEST_ID") for _ in range(3)]
    assert [a["errcode"] for a in acks] == [0, 0, 45009]
    assert shape(acks[2]) == shape(vector(shared, "ack_45009_observed"))


async def test_a_new_subscriber_kicks_the_old_one(
    wecom: Simulator, dial: Callable[..., Any], shared: Path
) -> None:
    old = await dial()
    await wecom.group_says(GROUP, LIAISON, "@有诉即办 帮助")
    asked = (await old.read())["headers"]["req_id"]
    new = await dial()
    last = await old.read()
    assert shape(last) == shape(vector(shared, "event_disconnected"))
    assert last["body"]["event"]["eventtype"] == "disconnected_event"
    assert (await old.socket.receive(timeout=PATIENCE)).type in (WSMsgType.CLOSE, WSMsgType.CLOSED)
    await wecom.group_says(GROUP, LIAISON, "@有诉即办 在吗")
    assert (await new.read())["body"]["text"]["content"] == "@有诉即办 在吗"
    # what the old line was asked, the new one cannot answer
    reply = {"msgtype": "markdown", "markdown": {"content": "好"}}
    assert (await new.ask("aibot_respond_msg", reply, asked))["errcode"] == 846605
    assert wecom.robot_connected


async def test_what_happens_while_nobody_is_connected_is_lost(
    wecom: Simulator, dial: Callable[..., Any]
) -> None:
    await wecom.group_says(GROUP, LIAISON, "@有诉即办 没人听")
    assert wecom.deliveries[-1].delivered is False
    later = await dial()
    await wecom.group_says(GROUP, LIAISON, "@有诉即办 有人听")
    assert (await later.read())["body"]["text"]["content"] == "@有诉即办 有人听"
    assert wecom.deliveries[-1].delivered is True
