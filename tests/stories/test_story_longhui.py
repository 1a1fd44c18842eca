"""隆回's story: called in, sent out by the window itself, three told, judged badly, done again, followed up.

LH-5a, 6a, 7d, 8a, 10c, 11a, 12a to 12c, 13a, 13b, 17: from the citizen's words to the end.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from scenes import ANSWER, told
from town import Town, playing

from bot.cli.demo_story import shown
from bot.config.sections import Staff
from dispatch.ticket.ticket import State

pytestmark = pytest.mark.on_either


AGAIN = "已向您当面道歉，营业执照已经送到您手上，窗口人员当天调离岗位。"


@pytest.fixture
async def longhui(database_url: str, tmp_path: Path, words_cache: Path) -> AsyncIterator[Town]:
    """A running town under 隆回's rules: 赵刚 is 监督考核科, 市场监管局's liaison heads its window."""
    async with playing(database_url, tmp_path, words_cache, "longhui") as town:
        heads = Staff(
            userid="scjg_liaison", name="首席", roles=("window_lead",), department="market"
        )
        people = [
            one.model_copy(update={"roles": ("assessor",)}) if one.userid == "zhaogang" else one
            for one in town.settings.staff
            if one.userid != heads.userid
        ]
        town.settings = town.settings.model_copy(update={"staff": (*people, heads)})
        await town.restarts()
        yield town


async def sent_out(town: Town) -> str:
    """The unit is called in, nobody says no, the window itself sends the form; return the number."""
    no = await told(town)
    desk, market = town.desk, town.group()
    await desk.types(f"/不予受理 {no} 不归我们管")
    await desk.hears("（隆放组办字〔2022〕13号 第八条）")
    await desk.types(f"/记录 {no} 通知到场 部门=市场监管局 请派人到窗口现场研究")
    await market.hears("通知到场")
    await town.member("scjg_liaison").hears("请派人到窗口现场研究")
    await desk.types(f"/记录 {no} 到场 用时25分钟")
    await desk.types(f"/派单 {no} 市场监管局 类=工单 原因=业务不熟")
    await market.presses(await market.sees(f"工作单 {no}"), "签收")
    await market.hears("已签收")
    return no


async def three_hear(town: Town, words: str) -> None:
    """当事人, the window and 监督考核科 hear it."""
    await town.citizen().hears(words)
    await town.desk.hears(words)
    await town.supervisor.hears(words)


async def test_a_matter_that_could_not_be_done_from_the_window_to_its_end(longhui: Town) -> None:
    town, zhang, market, desk = longhui, longhui.citizen(), longhui.group(), longhui.desk
    no = await sent_out(town)
    (clock,) = (await town.ticket()).open_clocks
    assert clock.clause == "LH-12a"

    # never beyond ten working days; a longer limit is known to the three
    await market.tells_robot(f"延期 {no} 8 要到市局取证")
    await market.hears("隆放组办字〔2022〕13号 第十二条")
    await market.tells_robot(f"延期 {no} 2 要到市局取证")
    await three_hear(town, "延")
    await desk.types(f"/记录 {no} 进展 市局已经受理")
    await zhang.hears("市局已经受理")

    await zhang.says("查询")  # five messages are out; the chat opens again
    await zhang.hears(no)
    # the answer goes straight to the three, and only then is its limit met
    await market.tells_robot(f"答复 {no} {ANSWER}")
    await three_hear(town, ANSWER)
    await town.until(lambda: _is_met(town))

    # a bad level sends it back by itself; who received it first asks after it
    await zhang.hears("办得怎么样", "menu")
    await zhang.picks("非常不满意")
    await market.hears("【退回重办】")
    assert "第1次退回重办" in shown(await desk.hears("您是首接负责人"))
    await market.tells_robot(f"答复 {no} {AGAIN}")
    await zhang.hears(AGAIN)
    call = await desk.sees("请回访")
    assert "上一轮评价不满意" in shown(call)
    # the survey is open in the own chat: the follow-up call bears no level, the person judges (N7)
    assert "基本满意" not in shown(call)
    await zhang.hears("办得怎么样", "menu")
    await zhang.picks("基本满意")
    await zhang.hears("已办结")

    ticket = await town.ticket()
    assert (ticket.state, ticket.round) == (State.STRUCK_OFF, 1)
    assert [one.level for one in ticket.ratings] == ["非常不满意", "基本满意"]
    assert (ticket.first_handler, ticket.owner) == ("wangfang", "wangfang")
    await marked(town, no)


async def marked(town: Town, no: str) -> None:
    """LH-17: nobody is late before the county sets minutes; a mark counts once another verified it."""
    officer = next(one.name for one in town.settings.staff if one.userid == "scjg_officer")
    await town.manager.types(f"/扣分 {no} 17a 市场监管局 用时25分钟")
    assert "第十七条" not in shown(await town.manager.hears("分钟"))
    await town.manager.types(f"/扣分 {no} 17b 市场监管局/{officer} 服务态度差，已看录像")
    await town.manager.hears("第十七条")
    await town.manager.types("/核实 1 成立")
    await town.manager.hears("请由其他人核实")
    await town.supervisor.types("/核实 1 成立")
    assert "−1分" in shown(await town.supervisor.hears("第十七条"))


async def _is_met(town: Town) -> bool:
    ticket = await town.ticket()
    return not ticket.owed and not ticket.open_clocks
