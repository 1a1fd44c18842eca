"""濮阳's story: a fire at night, 24 hours with SMS and phone, 延期 refused and granted, 督办单, 回访.

PY-4.1b, PY-4.2.2, 4.2.5 to 4.2.9, 4.2.12 to 4.2.14, PY-4.3.0: from the citizen's words to 办结.
"""

import pytest
from scenes import EMERGENCY_PHONE, PARTICULARS, SECRETS
from town import MARKET, Town, at

from bot.cli.demo_story import shown
from dispatch.ticket.ticket import State
from storage.tickets.log import entries

pytestmark = pytest.mark.on_either


FIRE = "商场着火了，消防通道一直被市场的摊位堵着，反映多次没人管"
ANSWER = "火已扑灭，商场消防通道的摊位当晚全部清走，今后每天巡查消防通道，不再让摊位堵着。"


async def told_at_night(town: Town) -> str:
    """Tell of the fire at 22:00 before the holiday; return the number."""
    zhang = town.citizen()
    town.secrets |= SECRETS
    await town.clock_moves_to(at(9, 30, 22, 0))
    await zhang.says(FIRE)
    assert "119" in shown(await zhang.hears("请马上拨打"))
    await town.desk.hears("【联动")
    await zhang.says(PARTICULARS)
    await zhang.hears("请核对", "menu")
    await zhang.picks("确认")
    receipt = await zhang.hears("已登记，编号")
    return (receipt.text or "").partition("编号 ")[2].partition("。")[0]


async def test_a_very_urgent_matter_from_the_night_to_its_end(puyang: Town) -> None:
    """非常紧急: no approval, 24 hours over the holiday, both ways to the contact, each state kept."""
    town, zhang, group, desk = puyang, puyang.citizen(), puyang.group(MARKET), puyang.desk
    no = await told_at_night(town)

    # the words suggest, the desk decides; the 工单 leaves at once
    assert "非常紧急（建议）" in shown(await desk.sees(f"待研判 {no}"))
    assert (await town.ticket()).class_name == ""
    await desk.types(f"/记录 {no} 联动 22:03 已联系119，消防已出动")
    await desk.hears("已记录")
    await desk.types(f"/派单 {no} 市场监管局 类=非常紧急")
    form = await group.sees(f"工作单 {no}")
    ticket = await town.ticket()
    assert ticket.due_at == ticket.received_at.replace(day=1, month=10)  # type: ignore[union-attr]

    # the SMS beside it, and a phone call that a press confirms
    await town.until(lambda: town.simulator.sms.messages)
    (short,) = town.simulator.sms.messages
    assert (short.to, no in short.text) == (EMERGENCY_PHONE, True)
    await desk.presses(await desk.sees(f"请打电话 {no}"), "已电话通知")
    await desk.hears("已记录")
    await group.presses(form, "签收")
    await group.hears("已签收")
    await group.tells_robot(f"记录 {no} 对接 22:20 已给反映人回电")

    # it rings on the holiday; the department cannot have more time, management can, with its ground
    await town.clock_moves_to(at(10, 1, 10, 30))
    await group.hears(f"【催办】{no}")
    await group.tells_robot(f"延期 {no} 1 情况复杂，电路要全面检查")
    assert "不得延期（濮阳县“有诉即办”工作实施方案 第四部分（二））" in shown(
        await group.hears("不得延期")
    )
    await town.manager.types(f"/延期 {no} 1 情况复杂，电路要全面检查")
    await group.hears("【延期】")
    await zhang.says("查询")
    await zhang.hears(no)

    # over the longer limit too: a 督办单, at night
    await town.clock_moves_to(at(10, 2, 22, 30))
    pressed = shown(await group.hears("【督办】"))
    assert "今天已超期" in pressed
    assert "2026-0001-督办单-1" in pressed

    # the answer goes straight to the person, who judges it
    await group.tells_robot(f"答复 {no} {ANSWER}")
    await group.hears("正发到诉求人的聊天里")
    assert ANSWER in shown(await zhang.hears("办理答复"))
    await zhang.hears("办得怎么样", "menu")
    await zhang.picks("满意")
    await zhang.hears("已办结")

    ticket = await town.ticket()
    assert ticket.state is State.STRUCK_OFF
    assert [one.by for one in ticket.extensions] == ["李建国"]
    assert [one.kind for one in ticket.documents] == ["督办单"]
    kinds = {one.kind for one in ticket.remarks}
    assert kinds >= {"record:联动", "record:电话联系", "record:对接"}
    found = await entries(town.service.context.store.reader, "2026-0001")
    assert [one.payload["outcome"] for one in found if one.command == "green:sms"] == ["sent"]


async def test_what_is_in_the_scope_is_taken_and_the_dispute_ends_in_one_lead(
    puyang: Town,
) -> None:
    """PY-3.7, PY-5.2a: nobody's job; a meeting, its record, one lead, and the limit runs on."""
    town, zhang, desk = puyang, puyang.citizen(), puyang.desk
    town.secrets |= SECRETS
    await zhang.says("门口的老菜市场归谁管，两个局都说不归他们，职责交叉，没人管")
    await zhang.says(PARTICULARS)
    await zhang.hears("请核对", "menu")
    await zhang.picks("确认")
    no = (shown(await zhang.hears("已登记，编号"))).partition("编号 ")[2].partition("。")[0]
    await desk.presses(await desk.sees(f"待研判 {no}"), "不予受理")
    asked = await desk.sees(f"告知办法 {no}")
    offered = {option["id"] for option in (asked.card or {})["select_list"][0]["option_list"]}
    assert "N7" not in offered, "it would be refused"
    await desk.types(f"/不予受理 {no} N7 不属于受理范围")
    await desk.hears("（濮阳县“有诉即办”工作实施方案 第三部分（七））")
    await desk.types(f"/派单 {no} 税务局 类=一般")
    await town.group("swj").sees(f"工作单 {no}")
    due_at = (await town.ticket()).due_at
    await town.manager.types(f"/会商 {no} 市场监管局，税务局")
    await town.group(MARKET).hears("【会商】")
    await town.manager.types(f"/改派 {no} 市场监管局，税务局 市场监管局牵头")
    await town.group(MARKET).sees(f"工作单 {no}")
    ticket = await town.ticket()
    assert [part.name for part in ticket.parts if part.is_lead] == ["市场监管局"]
    assert [one.no for one in ticket.documents] == ["2026-0001-协调推进会记录-1"]
    assert ticket.due_at == due_at
