"""What citizens wish beside telling: withdraw, add, ask for a person; companies; nothing leaks."""

from datetime import timedelta

import pytest
from scenes import WORDS, answered, dispatched, passed, told, working
from town import Town

from bot.cli.demo_story import shown
from dispatch.ticket.ticket import State

pytestmark = pytest.mark.on_either


async def test_a_ticket_is_withdrawn_after_dispatch_and_its_number_stays(town: Town) -> None:
    zhang, group = town.citizen(), town.group()
    no = await working(town)
    await zhang.says("撤回")
    await zhang.hears("确定撤回", "menu")
    await zhang.picks("确认撤回")
    await zhang.hears("已撤回")
    await group.hears(f"【撤回】{no}")
    assert (await town.ticket()).state is State.WITHDRAWN
    assert await told(town, town.citizen(1)) == "2026年第0002号"


async def test_whoever_keeps_the_ticket_loses_nothing(town: Town) -> None:
    zhang = town.citizen()
    await working(town)
    await zhang.says("撤回")
    await zhang.hears("确定撤回", "menu")
    await zhang.picks("不撤")
    await zhang.hears("继续办理")
    assert (await town.ticket()).state is State.WORKING


async def test_an_addition_reaches_the_department_within_a_minute(town: Town) -> None:
    zhang, group = town.citizen(), town.group()
    no = await working(town)
    said = await zhang.says("补充 昨天下午又去了一次，还是说系统坏了")
    await zhang.hears("已补充到")
    heard = await group.hears(f"【补充】{no}")
    assert "昨天下午又去了一次" in shown(heard)
    assert heard.at - said.at < timedelta(minutes=1)


async def test_more_words_with_a_ticket_running_are_added_or_new_as_the_person_says(
    town: Town,
) -> None:
    zhang, group = town.citizen(), town.group()
    await working(town)
    await zhang.says("昨天窗口又让我回去等通知")
    await zhang.hears("补充", "menu")
    await zhang.picks("补充")
    await group.hears("昨天窗口又让我回去等通知")
    await zhang.hears("已补充到")
    await zhang.says("新诉求")
    await zhang.hears("")
    await zhang.says("不动产证抵押注销要跑两个窗口，材料交了两遍")
    assert "是您上次登记的" in shown(await zhang.hears("请核对", "menu"))
    await zhang.picks("确认")
    await zhang.hears("2026年第0002号")


async def test_who_asks_for_a_person_gets_one(town: Town) -> None:
    """Nobody reaches a dead end: 人工 opens a task at the desk, also in the midst of a complaint."""
    zhang = town.citizen()
    await zhang.says(WORDS)
    await zhang.hears("还请告诉我们")
    await zhang.says("人工")
    await zhang.hears("已经请工作人员联系您")
    assert WORDS in shown(await town.desk.hears("【人工"))
    assert await town.tasks("人工") == [WORDS]


async def test_a_company_complains_with_a_contact_person(town: Town) -> None:
    """WZ-F1: name of the company, contact person, phone, address; the contact is asked for."""
    town.secrets |= {"宏达商贸", "王建军", "13900139000", "朝阳路8号"}
    boss = town.newcomer("王总")
    await boss.says("公司变更登记交了两次材料都被退回，也不说缺什么")
    await boss.hears("还请告诉我们")
    await boss.says("单位：武陟县宏达商贸有限公司，电话：13900139000，地址：木城街道朝阳路8号")
    await boss.hears("单位联系人")
    await boss.says("王建军")
    back = shown(await boss.hears("请核对", "menu"))
    assert "武陟县宏达商贸有限公司" in back
    assert "【单位联系人】王建军" in back
    await boss.picks("确认")
    await boss.hears("已登记")
    person = (await town.ticket()).complaint.complainant
    assert (person.is_unit, person.contact) == (True, "王建军")
    await dispatched(town, "2026年第0001号", "市场监管局 类=不给办 承诺=10日")


#: words in which somebody says who they are, and what of it must not be seen
LEAKS = [
    (
        "我叫周小梅，电话13711112222，身份证410823198805061234，家住木城街道光明小区3号楼2单元501，"
        "营业执照办了三趟",
        {"周小梅", "13711112222", "410823198805061234", "3号楼2单元501"},
    ),
    (
        "联系人：周小梅 137 1111 2222，我的车豫H8A123停在政务大厅门口办营业执照被贴条",
        {"周小梅", "137 1111 2222", "豫H8A123"},
    ),
]


@pytest.mark.parametrize(("words", "leaks"), LEAKS, ids=["everything", "spaced"])
async def test_nothing_identifying_a_citizen_appears_in_a_group(
    town: Town, words: str, leaks: set[str]
) -> None:
    """N6: in the complaint, in an addition, in what comes back with a rework; on cards and in lines."""
    mei, group = town.newcomer("周女士"), town.group()
    town.secrets |= leaks | {"周小梅", "13711112222", "光明小区3号楼"}
    await mei.says(words)
    await mei.hears("")
    if not mei.said("请核对"):
        await mei.says("姓名：周小梅，电话：13711112222，地址：木城街道光明小区3号楼2单元501")
        await mei.hears("请核对", "menu")
    await mei.picks("确认")
    await mei.hears("已登记")
    no = "2026年第0001号"
    await dispatched(town, no)
    await mei.says(f"补充 {words}")
    await group.hears("【补充】")
    await group.tells_robot(f"查 {no}")
    await group.hears("待签收")
    await answered(town, no)
    await passed(town, no)
    await mei.hears("办得怎么样", "menu")
    await mei.picks("非常不满意")
    await group.hears("【退回重办】")
    await mei.says("撤回")
    await mei.hears("确定撤回", "menu")
    await mei.picks("确认撤回")
    await group.hears("【撤回】")
    town.nobody_is_named_in_a_group()


async def test_a_greeting_and_a_sticker_are_answered(town: Town) -> None:
    zhang = town.citizen()
    await zhang.says("你好")
    await zhang.hears("有诉即办")
    await zhang.sends("sticker")
    await zhang.hears("有诉即办")
    assert not (await town.letters("waiting"))
