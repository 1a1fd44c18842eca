"""The standard's story: online, responded to, asked, planned, deferred by milestones, answered, struck off.

FW-4.3d, FW-5.3.1, FW-6.1.3, FW-6.1.4a, FW-6.2.5, FW-6.2.6, FW-6.3.3 to 6.3.6, FW-6.4a, FW-6.4b, G-20.
"""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from scenes import PARTICULARS, SECRETS
from town import Citizen, Town, at, playing

from bot.cli.demo_story import shown
from dispatch.ticket.ticket import State
from storage.tickets.log import entries

pytestmark = pytest.mark.on_either


HARD = "房产证是历史遗留问题，很难办，跑了几个部门都说不归自己管"
ANSWER = "房产证的历史遗留档案已补录完成，房产证已办好，请到5号窗口领取。"
OFFICER = "bdc_officer"


@pytest.fixture
async def fw(database_url: str, tmp_path: Path, words_cache: Path) -> AsyncIterator[Town]:
    """A running town under the standard; the officer of 不动产登记中心 has title and post filled in."""
    async with playing(database_url, tmp_path, words_cache, "fw") as town:
        people = town.service.context.directory.people
        people[OFFICER] = replace(people[OFFICER], title="科长", post="不动产登记岗")
        yield town


async def told(town: Town, who: Citizen, words: str = HARD) -> str:
    """Tell *words*, the particulars, and confirm; return the number."""
    town.secrets |= SECRETS
    await who.says(words)
    await who.hears("还请告诉我们")
    await who.says(PARTICULARS)
    await who.hears("请核对", "menu")
    await who.picks("确认")
    receipt = await who.hears("已登记，编号")
    return (receipt.text or "").partition("编号 ")[2].partition("。")[0]


async def responded(town: Town, no: str) -> None:
    """Nobody said anything for a day: the desk is reminded, then a question is the response."""
    zhang, desk = town.citizen(), town.desk
    (clock,) = (await town.ticket()).clocks
    assert (clock.stage, clock.due_at) == ("acknowledge", at(9, 29, 17, 30))
    await town.clock_moves_to(at(9, 29, 8, 46))
    await desk.hears("还没有回应诉求人")
    await desk.types(f"/记录 {no} 追问 请问房产证是哪一年的？")
    await zhang.hears("请问房产证是哪一年的？")
    assert (await town.ticket()).clocks[0].stopped_at is not None
    await zhang.says("1998年的老房子")
    await zhang.hears("已补充到")


async def sent_out(town: Town, no: str) -> None:
    """The desk proposes, management sets the limit, two departments have it at once."""
    zhang, lead = town.citizen(), town.group("bdc")
    await town.desk.types(f"/派单 {no} 不动产登记中心，市场监管局 类=复杂")
    approve = await town.manager.sees("待批准")
    await town.manager.presses(approve, "批准")
    form = await lead.sees(f"工作单 {no}")
    await town.group().sees(f"工作单 {no}")
    assert "10月29日 17:30" in shown(await zhang.hears("办理时限"))
    ticket = await town.ticket()
    assert [(c.stage, c.due_at) for c in ticket.open_clocks] == [
        ("plan", at(10, 8, 17, 30)),
        ("result", at(10, 29, 17, 30)),
    ]
    await lead.presses(form, "签收")
    await lead.hears("已签收")


async def deferred(town: Town, no: str) -> None:
    """A plan in seven days; what it takes longer for goes on by a milestone that management approves."""
    zhang, lead, manager = town.citizen(), town.group("bdc"), town.manager
    await lead.tells_robot(f"方案 {no} 2026-10-20 先补录档案，再办登记")
    await zhang.hears("先补录档案")
    await town.supervisor.types(f"/挂账 {no} 2026-11-20 完成1998年档案补录")
    await manager.presses(await manager.sees("待批准"), "批准")
    await zhang.hears("完成1998年档案补录")
    ticket = await town.ticket()
    assert ticket.state is State.DEFERRED
    assert [(c.stage, c.due_at) for c in ticket.open_clocks] == [("milestone", at(11, 20, 17, 30))]
    assert [paper.kind for paper in ticket.documents] == ["时间进展情况报告"]
    await lead.tells_robot(f"记录 {no} 上报进展 档案已补录一半")
    await manager.hears("档案已补录一半")


async def test_a_complex_matter_from_the_chat_to_its_end(fw: Town) -> None:
    """No 质检 in the text: the answer goes straight to the person, with who answered."""
    town, zhang = fw, fw.citizen()
    no = await told(town, zhang)
    await town.desk.sees(f"待研判 {no}")
    assert (await town.ticket()).complaint.causes[0].name == "复杂"
    await responded(town, no)
    await sent_out(town, no)
    await deferred(town, no)
    await zhang.says("查询")
    await zhang.hears("按节点继续办")
    await town.group("bdc").tells_robot(f"答复 {no} {ANSWER}")
    answer = shown(await zhang.hears("办理答复"))
    assert ANSWER in answer
    assert "（科长，不动产登记岗）" in answer
    await zhang.hears("办得怎么样", "menu")
    await zhang.picks("满意")
    await zhang.hears("已办结销号")
    assert (await town.ticket()).state is State.STRUCK_OFF


async def test_a_matter_for_the_court_is_refused_with_reason_and_way(fw: Town) -> None:
    """N1: without the way by law nothing is sent; with it the person reads both, and the log keeps them."""
    town, zhang, desk = fw, fw.citizen(), fw.desk
    no = await told(town, zhang, "营业执照的事法院已经判决，正在强制执行，窗口不给变更")
    await desk.types(f"/不予受理 {no} N1 法院已作出判决")
    await desk.hears("还缺：路径（政务服务中心“有诉即办”服务规范 第5.3条第1项）")
    await desk.types(f"/不予受理 {no} N1 法院已作出判决 路径：找领导")
    await desk.hears("可选：诉讼、仲裁、纪检监察、行政复议、政府信息公开")
    await desk.types(f"/不予受理 {no} N1 法院已作出判决 路径：通过诉讼程序申请执行异议")
    await desk.hears("还没有发出")
    assert (await town.ticket()).state is State.REGISTERED
    await desk.types(f"/不予受理 {no} 确认")
    read = shown(await zhang.hears("法院已作出判决"))
    assert "通过诉讼程序申请执行异议" in read
    assert (await town.ticket()).state is State.REFUSED


async def test_a_lead_of_an_offence_is_handed_over_whole_and_out_of_sight(fw: Town) -> None:
    """违法违纪: the authority's paper, the person told, the desk and the department see it no more."""
    town, zhang, manager = fw, fw.citizen(), fw.manager
    no = await told(town, zhang)
    await town.desk.types(f"/派单 {no} 不动产登记中心 类=一般")
    await manager.presses(await manager.sees("待批准"), "批准")
    await town.group("bdc").sees(f"工作单 {no}")
    await manager.types(f"/移交 {no} 整件 涉嫌收取好处费")
    await zhang.hears("移交相关部门处理")
    ticket = await town.ticket()
    assert (ticket.state, ticket.hidden_from) == (State.HANDED_OVER, ("property",))
    await town.supervisor.types(f"/查 {no}")
    await town.supervisor.hears("没有找到这个号")
    log = await entries(town.service.context.store.reader, "2026-0001")
    assert "HandOver" in [one.command for one in log]


async def test_fw_6_2_6_n6_a_lead_that_came_with_a_matter_is_handed_over_and_the_matter_answered(
    fw: Town,
) -> None:
    """Two parts, from the first word to the vote: what was sent to whom is read from their screens."""
    town, zhang, desk, manager = fw, fw.citizen(), fw.desk, fw.manager
    officer, group = town.member(OFFICER), town.group("bdc")
    name = town.service.context.directory.people[OFFICER].name
    town.secrets |= SECRETS | {name, "红包"}
    await zhang.says(f"房产证办了三趟还没办下来，不动产登记中心的{name}向我要红包，不给就不给办")
    await zhang.hears("还请告诉我们")
    await zhang.says(PARTICULARS)
    read_back = shown(await zhang.hears("请核对", "menu"))
    assert "不动产登记中心 →" not in read_back
    assert "→ 不动产" not in read_back
    await zhang.picks("确认")
    receipt = await zhang.hears("已登记，编号")
    no = (receipt.text or "").partition("编号 ")[2].partition("。")[0]
    card = shown(await desk.sees("线索待处理"))
    assert "红包" in card
    assert name in card
    given = await manager.sees("线索待处理")
    await manager.presses(given, "移交")
    await zhang.hears("您要办的事照常办理")
    await desk.sees(f"待研判 {no}")
    await desk.types(f"/派单 {no} 不动产登记中心 类=一般")
    await manager.presses(await manager.sees("待批准"), "批准")
    form = await group.sees(f"工作单 {no}")
    assert "房产证办了三趟还没办下来" in shown(form)
    await officer.types(f"/查 {no}")
    await officer.hears("没有找到这个号")
    await group.tells_robot(f"答复 {no} {ANSWER}", by="bdc_liaison")
    await zhang.hears("办理答复")
    await zhang.hears("办得怎么样", "menu")
    await zhang.picks("满意")
    await zhang.hears("已办结销号")
    ticket = await town.ticket()
    assert ticket.state is State.STRUCK_OFF
    assert [paper.kind for paper in ticket.documents] == ["违法违纪移交单"]
    for other in ("bdc", "scjg"):
        for message in town.group(other).messages:
            if message.sender == "bot":
                assert not [one for one in (name, "红包") if one in shown(message)]
