"""What came with the words (photos, voices): the desk and the liaison see it, a group never does."""

from scenes import dispatched, told
from town import Town


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
