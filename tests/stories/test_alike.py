"""The desk is pointed at a likely duplicate of the same person (product §3.3); both numbers stay."""

from scenes import WORDS, told
from town import Town

from bot.cli.demo_story import shown


async def test_the_second_telling_of_one_matter_is_marked_on_the_desks_card(town: Town) -> None:
    zhang = town.citizen()
    first = await told(town, zhang)
    assert "疑重复" not in shown(await town.desk.sees(f"待研判 {first}"))

    await zhang.says(f"{WORDS}，今天又去了")
    await zhang.hears("新诉求", "menu")
    await zhang.picks("新诉求")
    await zhang.hears("请核对", "menu")
    await zhang.picks("确认")
    await zhang.hears("已登记，编号 2026年第0002号")

    assert f"疑重复：{first}" in shown(await town.desk.sees("待研判 2026年第0002号"))
    assert (await town.ticket("2026-0002")).complaint.alike == ("2026-0001",)


async def test_another_matter_of_the_same_person_is_not_marked(town: Town) -> None:
    zhang = town.citizen()
    await told(town, zhang)
    await town.desk.sees("待研判 2026年第0001号")
    await zhang.says("小区停电三天了没人管")
    await zhang.hears("新诉求", "menu")
    await zhang.picks("新诉求")
    await zhang.hears("请核对", "menu")
    await zhang.picks("确认")

    assert "疑重复" not in shown(await town.desk.sees("待研判 2026年第0002号"))
