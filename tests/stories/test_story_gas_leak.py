"""A gas leak at 23:00 on a holiday, from the first word to 清零销号: 濮阳's rules, and every screen.

PY-4.2.2, 4.2.8, 4.2.9, 4.2.11 to 4.2.14, N9: numbers before any form, people rung by night, 24 hours over
the holiday, and a 督办 of a matter of hours that is counted in hours.
"""

from datetime import timedelta

import pytest
from scenes import EMERGENCY_PHONE, on_call, told
from town import MARKET, Member, Town, at

from bot.cli.demo_story import shown
from bot.simulator.chats import Message
from bot.texts.states import EMERGENCY
from dispatch.ticket.ticket import Clock, State
from storage.tickets.log import entries

pytestmark = pytest.mark.on_either


LEAK = "小区里煤气味很大，好像漏了"
STILL = "怎么还没人来修，味道还在"
ANSWER = "燃气公司已关阀并换好漏气的接头，整栋楼复查合格，今后每月查一次。"
#: what a form would ask for
ASKED = ("姓名", "电话：", "地址", "还请告诉我们")
STORED, ORDINARY = "2026-0002", "2026年第0001号"
NO = "2026年第0002号"
MINUTE, DAY = timedelta(minutes=1), timedelta(hours=24)


def police(town: Town) -> Member:
    """Who is on call in this story: 公安局's officer."""
    return town.member("gaj_officer")


async def its_clock(town: Town) -> Clock:
    (clock,) = (await town.ticket(STORED)).clocks
    return clock


async def list_of(who: Member) -> list[str]:
    """Let *who* ask for 待办; return the lines."""
    await who.town.rests()
    seen = len(who.messages)
    await who.types("待办")
    await who.until(lambda: len(who.messages) > seen + 1)
    return shown(who.messages[seen + 1]).splitlines()


async def first_word(town: Town) -> Message:
    """Numbers at once and nothing else; desk and who is on call are rung in the night."""
    zhang = town.citizen()
    await zhang.says(LEAK)
    alarm = shown(await zhang.hears("请马上拨打"))
    assert "119" in alarm
    assert not [word for word in ASKED if word in alarm]
    for who in (town.desk, town.supervisor, police(town)):
        assert LEAK in shown(await who.hears("【联动"))
        await who.sees("疑似突发紧急")
    await town.rests()
    assert len(zhang.said()) == 1, "no question in the message of danger, and none behind it"
    assert not town.simulator.sms.messages, "nobody has it yet whose contact could be told"
    return police(town).said("疑似突发紧急", "card")[-1]


async def particulars_in_their_own_order(town: Town) -> None:
    """Telephone and place, then the name; only what is missing is asked for; the ticket bears the mark."""
    zhang = town.citizen()
    await zhang.says("13800138000，就在城关镇幸福路3号")
    asked = shown(await zhang.hears("还请告诉我们"))
    assert "姓名" in asked
    assert "联系电话" not in asked
    await zhang.says("我叫张伟民")
    read_back = shown(await zhang.hears("请核对", "menu"))
    assert f"【诉求】{LEAK}" in read_back
    assert "【地址】城关镇幸福路3号" in read_back
    await zhang.picks("确认")
    await zhang.hears(f"已登记，编号 {NO}")
    for who in (town.desk, town.supervisor):
        assert "非常紧急（建议）" in shown(await who.sees(f"待研判 {NO} {EMERGENCY}"))
    assert LEAK in shown(await police(town).hears(f"{NO} {EMERGENCY}"))


async def dispatched_at_night(town: Town) -> Message:
    """No approval: form to the group, SMS and a call to its contact, desk and management know."""
    zhang, desk, group = town.citizen(), town.desk, town.group(MARKET)
    await desk.types(f"/派单 {NO} 市场监管局 类=非常紧急")
    form = await group.sees(f"工作单 {NO} {EMERGENCY}")
    assert "非常紧急" in shown(form)
    clock = await its_clock(town)
    assert clock.due_at - clock.start_at == DAY
    assert town.now() - clock.start_at < timedelta(hours=1), (
        "it starts in the night, not on 8 October"
    )
    assert "10月2日 23:" in shown(form)
    assert "办理时限 10月2日 23:" in shown(await zhang.hears(f"{NO} 已转给市场监管局办理"))
    await town.until(lambda: town.simulator.sms.messages)
    (short,) = town.simulator.sms.messages
    assert (short.to, NO in short.text, "非常紧急" in short.text) == (EMERGENCY_PHONE, True, True)
    assert EMERGENCY_PHONE in shown(await desk.sees(f"请打电话 {NO} {EMERGENCY}"))
    for who in (desk, town.supervisor, town.manager):
        await who.hears(f"{NO} {EMERGENCY} 是按小时算时限的急事")
    return form


async def pushed_until_signed(town: Town) -> None:
    """Half of 24 hours, eight tenths, all of them: counted by the clock, on a holiday, after closing."""
    group = town.group(MARKET)
    clock = await its_clock(town)
    shares = [(one - clock.start_at) / DAY for one in clock.remind_at]
    assert [round(share, 3) for share in shares] == [0.5, 0.8]
    for count, moment in enumerate(clock.remind_at):
        await town.clock_moves_to(moment - MINUTE)
        await town.rests()
        assert len(group.said("【催办】")) == count
        await town.clock_moves_to(moment + MINUTE)
        assert EMERGENCY in shown(await group.hears(f"【催办】{NO}"))
    await town.clock_moves_to(clock.due_at - MINUTE)
    await town.rests()
    assert not group.said("【督办】")


async def supervised_by_the_hour(town: Town) -> None:
    """督办 at 23:00 until 23:00: its own limit is 24 hours, not two working days after the holiday."""
    group, hear = town.group(MARKET), (town.desk, town.supervisor, town.manager)
    await town.clock_moves_to((await its_clock(town)).due_at + MINUTE)
    pressed = shown(await group.hears(f"【督办】{NO} {EMERGENCY}"))
    clock = await its_clock(town)
    assert clock.supervised_at is not None
    assert clock.demand_due_at is not None
    assert clock.demand_due_at - clock.supervised_at == DAY
    assert "请于 10月3日 23:" in pressed
    assert "督办单" in shown(await group.hears("【文书】"))
    for who in hear:
        await who.hears(f"{NO} {EMERGENCY} 已超过办理时限")
    (first, second) = await list_of(town.supervisor)
    assert f"{NO} {EMERGENCY}" in first
    assert ORDINARY in second
    await asked_again(town)

    await town.clock_moves_to(clock.demand_due_at - MINUTE)
    await town.rests()
    assert not [who.id for who in hear if who.said("到期仍未办结")]
    await town.clock_moves_to(clock.demand_due_at + MINUTE)
    for who in hear:
        assert "10月3日 23:" in shown(await who.hears("到期仍未办结"))


async def asked_again(town: Town) -> None:
    """The person asks in the same night where everybody is; department and desk read it at once."""
    zhang = town.citizen()
    await zhang.says(STILL)
    await zhang.hears(NO, "menu")
    await zhang.picks("补充")
    await zhang.hears(f"已补充到 {NO}")
    for who in (town.group(MARKET), town.desk):
        assert STILL in shown(await who.hears(f"{NO} {EMERGENCY} 诉求人补充"))


async def answered_and_struck_off(town: Town, form: Message) -> None:
    """Signed and answered in the third night; the person says 满意."""
    zhang, group = town.citizen(), town.group(MARKET)
    await group.presses(form, "签收")
    await group.hears("已签收")
    (call,) = town.desk.said(f"请打电话 {NO}", "card")
    await town.desk.until(lambda: call.replaced)
    assert call.replaced == "不用再打电话", "nobody rang, and no card says that somebody did"
    await group.tells_robot(f"答复 {NO} {ANSWER}")
    await group.hears("正发到诉求人的聊天里")
    assert ANSWER in shown(await zhang.hears(f"{NO} 办理答复"))
    await zhang.hears(f"{NO} 办得怎么样", "menu")
    await zhang.picks("满意")
    await zhang.hears("已办结销号")
    await town.desk.hears(f"{NO} {EMERGENCY} 清零销号")


def every_card_bears_the_mark(town: Town) -> None:
    staff = [chat for chat in town.chats.values() if chat is not town.citizen()]
    cards = [shown(one) for chat in staff for one in chat.said(NO, "card")]
    assert len(cards) >= len(("待研判", "待研判", "工作单", "请打电话", "请打电话"))
    assert not [card for card in cards if f"{NO} {EMERGENCY}" not in card]


async def test_a_gas_leak_at_23_00_on_a_holiday_from_first_word_to_closing(puyang: Town) -> None:
    """PY-4.2.2, PY-4.2.12, N9: nobody waits for the morning, and nothing said on the way is untrue."""
    town, desk = puyang, puyang.desk
    await on_call(town, police(town))
    await told(town, town.citizen(1))
    await town.clock_moves_to(at(10, 1, 23, 0))

    rung = await first_word(town)
    await particulars_in_their_own_order(town)
    alarm, urgent, ordinary = await list_of(desk)
    assert "【联动" in alarm
    assert f"{NO} {EMERGENCY}" in urgent
    assert ORDINARY in ordinary
    await desk.types(f"/记录 {NO} 联动 23:04 已联系119和燃气公司")
    assert "燃气公司" in shown(await town.manager.hears(f"{NO} {EMERGENCY}"))
    await desk.presses(desk.said("疑似突发紧急", "card")[-1], "已处理")
    await desk.hears("已记为处理")
    assert await list_of(desk) == [urgent, ordinary]

    form = await dispatched_at_night(town)
    await pushed_until_signed(town)
    await supervised_by_the_hour(town)
    await police(town).until(lambda: rung.dead)  # the desk has done it, and its card says so
    await answered_and_struck_off(town, form)

    every_card_bears_the_mark(town)
    for who in (desk, town.supervisor, town.manager):
        assert not [line for line in await list_of(who) if NO in line]
    assert not await town.tasks("联动")
    ticket = await town.ticket(STORED)
    assert ticket.state is State.STRUCK_OFF
    assert [one.level for one in ticket.ratings] == ["满意"]
    assert {one.kind for one in ticket.remarks} >= {"record:联动", "supplement"}
    logged = await entries(town.service.context.store.reader, STORED)
    assert [one.payload["outcome"] for one in logged if one.command == "green:sms"] == ["sent"]
