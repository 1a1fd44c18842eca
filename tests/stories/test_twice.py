"""What a person at the app does twice, or writes carelessly, is answered each time."""

from scenes import told
from town import Town


async def test_the_same_mistake_is_answered_as_often_as_it_is_made(town: Town) -> None:
    """WeCom swallows the same words within four hours (90236): an answer must not vanish so."""
    for _ in range(3):
        await town.desk.types("/查 0099")
        await town.desk.hears("没有找到这个号")


async def test_staff_who_forget_the_slash_give_a_command_not_a_complaint(town: Town) -> None:
    no = await told(town, town.citizen())
    await town.desk.types("派单　0001　不动产登记中心，税务局　类=办不了")
    await town.desk.hears(f"{no} 已提交审批")
    await town.desk.types("帮助")
    await town.desk.hears("您可以用这些命令")
    await town.desk.types("我自己的房产证也办不下来")
    await town.desk.hears("还请告诉我们")
