"""武陟, one matter from the chat to 清零销号: three days, 催办, 督办, three papers a person approves; and what is not ours."""

import pytest
from scenes import ANSWER, dispatched, passed, told
from test_holiday import WINDOW_CLOSED
from town import Town, at

from bot.cli.demo_story import shown
from dispatch.ticket.ticket import State

pytestmark = pytest.mark.on_either


PAPERS = {
    "通报": "县政府督查室",
    "向同级政府报告": "同级政府",
    "抄送同级纪委监委": "同级纪委监委",
}
COMPANY = "我是示例商贸有限公司，联系人张伟民，13800138000，地址城关镇幸福路3号"


async def approves(town: Town, no: str) -> None:
    """Management reads each of the three papers and issues it (WZ-10.3)."""
    for paper, to in PAPERS.items():
        card = await town.manager.sees(f"{paper}待批准 {no}")
        assert to in shown(card)
        await town.manager.presses(card, "批准")
        await town.desk.hears(f"{no} {paper}已批准")


async def test_what_cannot_be_done_is_pushed_by_wuzhi_s_clauses_until_it_is_answered(
    town: Town,
) -> None:
    """WZ-8.1, WZ-9.1, WZ-10.1 to WZ-10.3, WZ-11.1 to WZ-11.3, over the National Day holiday."""
    town.misbehaved.add(WINDOW_CLOSED)
    zhang, group = town.citizen(), town.group()
    no = await told(town, zhang)
    form = await dispatched(town, no, "市场监管局，税务局 类=办不了")
    assert "牵头" in shown(form)
    await town.group("swj").sees(f"工作单 {no}")
    await group.presses(form, "签收")
    ticket = await town.ticket()
    limits = [(c.stage, c.clause, c.due_at) for c in ticket.open_clocks]
    assert limits == [
        ("reply", "WZ-9.1", at(10, 8, 17, 30)),
        ("plan", "WZ-9.4", at(10, 10, 17, 30)),
    ]

    await town.clock_moves_to(at(9, 30, 17, 31))
    await group.hears(f"【催办】{no}")
    await town.clock_moves_to(at(10, 8, 17, 31))
    await group.hears(f"【督办】{no}")
    await town.clock_moves_to(at(10, 10, 17, 31))
    await approves(town, no)
    assert "县政府督查室" in shown(await group.hears(f"【通报】{no}"))

    await group.tells_robot(f"答复 {no} {ANSWER} 理由：平台升级 依据：市政规〔2024〕3号")
    await group.hears("答复已提交")
    await passed(town, no)
    await town.rests()
    await zhang.says("查询")
    assert ANSWER in shown(await zhang.hears("办理答复"))
    await zhang.hears("办得怎么样", "menu")
    await zhang.picks("满意")
    await zhang.hears("已办结销号")

    ticket = await town.ticket()
    assert ticket.state is State.STRUCK_OFF
    assert len(ticket.reminded_at) == 1
    assert [(d.kind, d.approved_by) for d in ticket.documents if d.kind in PAPERS] == [
        (paper, "李建国") for paper in PAPERS
    ]


async def test_what_is_not_government_service_goes_the_companys_or_the_persons_way(
    town: Town,
) -> None:
    """WZ-7.7: a company's goes to 企业纾困360 and it is told, both; WZ-7.8: a person is guided."""
    zhang = town.citizen()
    town.secrets |= {"13800138000", "幸福路3号"}
    await zhang.says("隔壁商铺欠我们货款一直不还")
    await zhang.hears("还请告诉我们")
    await zhang.says(COMPANY)
    await zhang.hears("请核对", "menu")
    await zhang.picks("确认")
    await zhang.hears("已登记，编号")
    await town.desk.types("/不予受理 0001 N7 属于商事纠纷")
    await town.desk.presses(await town.desk.sees("确认告知 2026年第0001号"), "确认告知")
    card = await town.manager.sees("转交待批准")
    await town.manager.presses(card, "批准")
    assert "企业纾困360" in shown(await zhang.hears("商事纠纷"))
    await town.until(lambda: _is(town, "2026-0001", State.TRANSFERRED))

    li = town.citizen(1)
    no = await told(town, li, "邻居家半夜装修太吵")
    await town.desk.types(f"/不予受理 {no} N7 不是政务服务")
    await town.desk.presses(await town.desk.sees("确认告知 2026年第0002号"), "确认告知")
    heard = shown(await li.hears("武来办"))
    assert "http://wlb.wuzhi.gov.cn:9058/appDownload/wlb.html#/" in heard
    assert "12345" in heard
    assert await _is(town, "2026-0002", State.REFUSED)


async def _is(town: Town, no: str, state: State) -> bool:
    return (await town.ticket(no)).state is state
