"""What came with the words (photos, voices): the desk and the liaison see it, a group never does."""

import pytest
from scenes import dispatched, told
from town import Town

from bot.cli.demo_story import shown

pytestmark = pytest.mark.on_either


async def test_the_desk_sees_photos_at_once_and_the_liaison_with_the_form(town: Town) -> None:
    no = await told(town, kinds=("image", "voice"))
    liaison = town.member("scjg_liaison")

    await town.desk.hears(f"{no} 的附件 2 个")
    await town.desk.hears("", "image")
    await town.desk.hears("", "voice")
    assert not liaison.messages

    await dispatched(town, no)
    await liaison.hears(f"{no} 的附件 2 个")
    await liaison.hears("", "image")
    await liaison.hears("", "voice")
    assert not [m for m in town.group().messages if m.kind in ("image", "voice")]


async def test_a_photo_sent_as_an_addition_reaches_who_works_on_it(town: Town) -> None:
    zhang = town.citizen()
    no = await told(town, zhang)
    await dispatched(town, no)
    await zhang.sends("image")
    await zhang.hears("补充", "menu")
    await zhang.picks("补充")
    await zhang.hears("已补充到")

    await town.member("scjg_liaison").hears("", "image")
    await town.desk.hears("", "image")


async def test_a_photo_that_wecom_has_forgotten_is_said_in_words(town: Town) -> None:
    town.misbehaved |= {40007}
    town.simulator.trouble(path="/cgi-bin/media/get", errcode=40007, times=9)
    no = await told(town, kinds=("image",))

    await town.desk.hears(f"{no} 有一个附件（照片）没有取到")


@pytest.mark.parametrize("kind", ["image", "voice", "video", "file"])
async def test_who_has_taken_a_chat_over_gets_what_is_sent_there_itself(
    town: Town, kind: str
) -> None:
    zhang, desk = town.citizen(), town.desk
    await zhang.says("人工")
    card = await desk.sees("有群众请人联系")
    await desk.presses(card, "接管聊天")
    await desk.hears("已接管")
    await zhang.sends(kind)
    said = shown(await desk.hears("【群众】#"))
    assert "原件随后发来" in said
    await desk.hears("", kind)
    assert not [m for m in town.group().messages if m.kind == kind]

    number = said.partition("【群众】")[2].partition(" ")[0]
    await desk.types(f"/查 {number}")  # and once more, as often as it is asked for
    await desk.hears("", kind)


async def test_what_could_not_be_fetched_for_who_has_the_chat_is_said_with_a_way_to_ask(
    town: Town,
) -> None:
    town.misbehaved |= {40007}
    town.simulator.trouble(path="/cgi-bin/media/get", errcode=40007, times=9)
    zhang, desk = town.citizen(), town.desk
    await zhang.says("人工")
    await desk.presses(await desk.sees("有群众请人联系"), "接管聊天")
    await desk.hears("已接管")
    await zhang.sends("voice")
    await desk.hears("补要请发：/回复 #")
    assert "/回复 #" in shown(desk.said("（语音）没有取到", "card")[-1]), "the card too says how"
