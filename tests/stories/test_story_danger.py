"""Danger through WeCom's own wire: what the person in it reads, and who is rung in the night."""

import pytest
from scenes import PARTICULARS, on_call, surveyed
from town import Town, at

from bot.cli.demo_story import shown
from bot.texts.states import EMERGENCY
from dispatch.ticket.ticket import State

pytestmark = pytest.mark.on_either


async def test_a_leak_in_the_night_rings_at_once_and_its_ticket_bears_the_mark(
    town: Town,
) -> None:
    await on_call(town, town.manager)
    zhang, desk = town.citizen(), town.desk
    await town.clock_moves_to(at(10, 1, 23, 0))
    await zhang.says("我家楼道里煤气漏得厉害，有人头晕")
    alarm = shown(await zhang.hears("请马上拨打"))
    assert "119" in alarm
    assert "120" in alarm
    assert "告诉我们" not in alarm
    rung = shown(await desk.hears("【紧急"))
    assert "煤气漏得厉害" in rung
    await town.manager.hears("【紧急")
    await desk.presses(await desk.sees("可能有人有危险"), "已处理")
    await zhang.says("就在东关菜市场后面")
    await zhang.hears("还请告诉我们")
    await zhang.says(PARTICULARS)
    await zhang.hears("请核对", "menu")
    await zhang.picks("确认")
    await zhang.hears("已登记，编号")
    await desk.sees(f"待研判 2026年第0001号 {EMERGENCY}")
    await desk.types("待办")
    assert EMERGENCY in shown(await desk.hears("2026年第0001号"))


async def test_who_speaks_of_ending_their_life_reads_a_sentence_and_no_form(town: Town) -> None:
    zhang, desk = town.citizen(), town.desk
    await zhang.says("我真的活够了，不想再撑了")
    said = shown(await zhang.hears("12356"))
    assert "110" in said
    assert "120" in said
    assert "请马上打电话" in shown(await desk.hears("【救助"))
    await zhang.says("没有人会在意的")
    again = shown(await zhang.hears("12356"))
    assert "姓名" not in again
    assert "没有人会在意的" in shown(await desk.hears("【救助"))


async def test_a_mocking_word_is_no_vote_and_is_asked_about_once(town: Town) -> None:
    """N7: through the chat, from the answer on."""
    zhang = town.citizen()
    await surveyed(town)
    await zhang.says("满意？窗口还是那句话，糊弄人")
    await zhang.hears("还没有算作评价")
    assert (await town.ticket()).state is State.SURVEYING
    await zhang.says("不满意")
    await zhang.hears("已退回重办")
    (vote,) = (await town.ticket()).ratings
    assert (vote.level, "糊弄人" in vote.remark) == ("不满意", True)
