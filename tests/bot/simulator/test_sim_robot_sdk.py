"""The robot's long connection, driven by the official SDK."""

import asyncio
import warnings
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from patience import PATIENCE, within

from bot.simulator import Simulator

with warnings.catch_warnings():
    # the SDK asks websockets for a name that websockets calls deprecated
    warnings.simplefilter("ignore", DeprecationWarning)
    import aibot
    import aibot.ws

Wire = dict[str, Any]
GROUP = "wrSimulated_scjg"
LIAISON = "scjg_liaison"


class Quiet:
    """A logger that says nothing."""

    def debug(self, *words: Any) -> None: ...
    def info(self, *words: Any) -> None: ...
    def warn(self, *words: Any) -> None: ...
    def error(self, *words: Any) -> None: ...


@pytest.fixture
async def sdk(wecom: Simulator, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Any]:
    """The official SDK's client, connected and subscribed."""
    monkeypatch.setattr(aibot.ws, "_SSL_CONTEXT", None)  # it would refuse ws://
    robot = wecom.ground.directory.robot
    client = aibot.WSClient(
        aibot.WSClientOptions(
            bot_id=robot.bot_id, secret=robot.secret, ws_url=wecom.ws_url, logger=Quiet()
        )
    )
    subscribed = asyncio.Event()
    client.on("authenticated", subscribed.set)
    client.frames = asyncio.Queue()
    client.on("message", client.frames.put_nowait)
    client.on("event", client.frames.put_nowait)
    await client.connect()
    await within("the subscription", subscribed.wait())
    yield client
    client.disconnect()
    await wecom.wait_for(lambda _: not wecom.robot_connected, PATIENCE)


async def frame(client: Any) -> Wire:
    got: Wire = await within("a frame", client.frames.get())
    return got


async def test_the_official_sdk_hears_a_mention_and_answers(wecom: Simulator, sdk: Any) -> None:
    await wecom.group_says(GROUP, LIAISON, "@有诉即办 签收 0001")
    heard = await frame(sdk)
    assert heard["body"]["text"]["content"] == "@有诉即办 签收 0001"
    assert (heard["body"]["chatid"], heard["body"]["chattype"]) == (GROUP, "group")
    await sdk.reply_stream(heard, "s1", "正在办", False)
    await sdk.reply_stream(heard, "s1", "正在办……已签收", True)
    said = wecom.messages_of(GROUP)
    assert [m.text for m in said] == ["@有诉即办 签收 0001", "正在办……已签收"]
    assert said[1].sender == "bot"


async def test_without_a_mention_the_robot_hears_nothing(wecom: Simulator, sdk: Any) -> None:
    await wecom.group_says(GROUP, LIAISON, "中午吃什么")
    await wecom.group_says(GROUP, LIAISON, "@有诉即办 帮助")
    assert (await frame(sdk))["body"]["text"]["content"] == "@有诉即办 帮助"


async def test_the_sdk_pushes_a_card_and_changes_it_after_a_press(
    wecom: Simulator, sdk: Any, card: Callable[..., Wire]
) -> None:
    await sdk.send_message(GROUP, {"msgtype": "template_card", "template_card": card()})
    shown = wecom.messages_of(GROUP)[-1]
    await wecom.group_presses(GROUP, LIAISON, shown, "accept")
    pressed = await frame(sdk)
    event = pressed["body"]["event"]["template_card_event"]
    assert (event["event_key"], event["task_id"]) == ("accept", "T-1")
    assert pressed["body"]["from"]["userid"] == LIAISON
    after = card() | {
        "card_type": "text_notice",
        "button_list": [],
        "card_action": {"type": 1, "url": "https://example.com"},
    }
    await sdk.update_template_card(pressed, after)
    assert shown.dead
    assert shown.card is not None
    assert shown.card["card_type"] == "text_notice"
