"""沈丘: what is complex goes to 管理机构 first, which sends, pushes, inspects and calls back itself."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from scenes import ANSWER, SECRETS, WORDS, answered, told
from test_hotline_story import PERSON, with_partners
from town import SHANGHAI, Town, playing

from bot.cli.demo_story import shown
from bot.config.sections import CentreSettings, Staff
from dispatch.ticket.ticket import State

pytestmark = pytest.mark.on_either


NO, BELOW = "2026年第0001号", "HD-2026-0001"


@pytest.fixture
async def shenqiu(database_url: str, tmp_path: Path, words_cache: Path) -> AsyncIterator[Town]:
    """A running town under 沈丘's notice."""
    async with playing(database_url, tmp_path, words_cache, "shenqiu") as town:
        yield town


async def laid_before_management(town: Town, no: str, order: str = "市场监管局 类=办不了") -> None:
    """The window lays it before management, which approves; the department has its form."""
    await town.desk.types(f"/派单 {no} {order}")
    card = await town.manager.sees(f"待批准 {no}")
    assert not town.group().said(no)  # not straight to the department (SQ-6b)
    await town.manager.presses(card, "批准")
    await town.group().sees(f"工作单 {no}")


async def test_a_complex_matter_is_managements_from_its_form_to_its_end(shenqiu: Town) -> None:
    """SQ-6b, SQ-7a, SQ-8.1, SQ-9, SQ-10: reminded, supervised, 通报 for approval, inspected, called back."""
    town, manager, market = shenqiu, shenqiu.manager, shenqiu.group()
    no = await told(town)
    await laid_before_management(town, no)
    ticket = await town.ticket()
    (clock,) = ticket.open_clocks
    assert (clock.clause, ticket.owner) == ("SQ-8.1", "wangfang")

    await town.clock_moves_to(clock.remind_at[0])
    await market.hears("【催办】")
    await town.clock_moves_to(clock.due_at)
    await town.until(lambda: _is_supervised(town))
    await town.clock_moves_to(next_morning(clock.due_at))  # nothing at night (N9)
    await market.hears("【督办】")
    await manager.hears("系统已代管理机构")
    demanded = (await town.ticket()).clocks[0].demand_due_at
    assert demanded is not None
    await town.clock_moves_to(demanded)
    await town.until(lambda: _is_proposed(town))
    await town.clock_moves_to(next_morning(demanded))
    await approves_three_papers(town)

    await town.supervisor.types(f"/督办 {no} 请速办")
    await town.supervisor.hears("不在您的职责范围内")  # the notice gives it to 管理机构
    zhang = town.citizen()
    await zhang.says("查询")  # opens the chat again after the holiday
    await zhang.hears(no)
    await answered(town, no, market)
    await town.desk.hears(f"{no} 办理结果：{ANSWER}")
    inspect = await manager.sees(f"待质检 {no}")
    await manager.presses(inspect, "质检通过")
    await zhang.hears("办理答复")
    await zhang.hears("办得怎么样", "menu")
    await zhang.picks("满意")
    await zhang.hears("已办结销号")
    assert (await town.ticket()).state is State.STRUCK_OFF
    await manager.types("/统计 季")
    figures = shown(await manager.hears("沈丘县本季度"))
    assert (
        "已回访 1（其中代录 0），回访率 100.0%\n办结 1：销号 1，" in figures
    )  # taken in the quarter before


def next_morning(moment: datetime) -> datetime:
    """Return 09:00 of the day after *moment*."""
    day = moment.astimezone(SHANGHAI) + timedelta(days=1)
    return day.replace(hour=9, minute=0)


async def _is_supervised(town: Town) -> bool:
    return bool((await town.ticket()).supervised_at)


async def _is_proposed(town: Town) -> bool:
    return bool((await town.ticket()).petitions)


async def approves_three_papers(town: Town) -> None:
    """通报, the report and the copy each await 管理机构; the county fills in to whom 通报 goes."""
    asked = {"通报": "县里填写", "向同级政府报告": "同级政府", "抄送": "同级纪委监委"}
    cards = [await town.manager.sees(kind) for kind in asked]
    assert [to in shown(card) for to, card in zip(asked.values(), cards, strict=True)] == [True] * 3
    marked = ["默认，非文件规定" in shown(card) for card in cards]
    assert marked == [True, False, False]
    for card in cards:
        await town.manager.presses(card, "批准")
        await town.manager.hears("已批准")
    kinds = [one.kind for one in (await town.ticket()).documents]
    assert kinds == ["督办", "通报", "向同级政府报告", "抄送同级纪委监委"]


async def test_what_is_another_units_is_tracked_until_it_answers(shenqiu: Town) -> None:
    """SQ-P3.2d, SQ-6c: 函转, the way told, looked after, /回函; what is no 政务服务 is only handed on."""
    town, zhang, manager = shenqiu, shenqiu.citizen(), shenqiu.manager
    no = await told(town)
    await town.desk.types(f"/函转 {no} 市公积金中心")
    await town.desk.hears("不在您的职责范围内")
    await manager.types(f"/函转 {no} 市公积金中心")
    heard = shown(await zhang.hears("已函转市公积金中心"))
    assert "12345" in heard
    await town.rests()
    away = await town.ticket()
    assert (away.state, away.owed, away.owner) == (State.OUTSIDE, (), "lijianguo")
    assert [one.no for one in away.documents] == ["2026-0001-函转函-1"]
    assert away.check_at is not None

    await town.clock_moves_to(away.check_at)
    await manager.hears("在市公积金中心办理。有答复请用 /回函")
    await manager.types(f"/记录 {no} 跟踪 对方已受理，本周内补缴")
    await zhang.says("查询")  # opens the chat again
    await zhang.hears("已转给市公积金中心办理")
    await manager.types(f"/回函 {no} 市公积金中心已为您补缴到账")
    await zhang.hears("市公积金中心已为您补缴到账")
    await zhang.hears("办得怎么样", "menu")
    await zhang.picks("非常满意")
    await zhang.hears("已办结销号")
    assert (await town.ticket()).state is State.STRUCK_OFF


async def test_12345_the_window_and_a_township_run_one_loop(shenqiu: Town) -> None:
    """SQ-3a, SQ-3b, SQ-P3.3b, SQ-7c, SQ-S1: passed on at once, by letter to the township, and back."""
    town = shenqiu
    await with_township(town)
    await with_partners(town)
    await town.simulator.platforms.pass_on("12345", no="HN17", text=WORDS, centre="main", **PERSON)
    card = await town.desk.sees(f"待研判 {NO}")
    assert "12345" in shown(card)
    await town.manager.types(f"/函转 {NO} 槐店镇便民服务中心")
    zhen, zong = town.member("rsj_officer"), town.member("gaj_officer")
    await zhen.sees("待研判 HD-2026年第0001号")
    await zhen.types(f"/派单 {BELOW} 市场监管局 类=办不了")
    approve = await zong.sees("待批准")
    await zong.presses(approve, "批准")
    await town.group().sees("工作单")
    await answered(town, BELOW)
    inspect = await zong.sees("待质检")
    await zong.presses(inspect, "质检通过")
    call = await town.manager.sees(f"请回访 {NO}")
    await town.manager.presses(call, "满意")
    await town.until(lambda: _is_struck_off(town))


async def _is_struck_off(town: Town) -> bool:
    both = [await town.ticket(no) for no in ("2026-0001", BELOW)]
    return all(one.state is State.STRUCK_OFF for one in both)


async def with_township(town: Town) -> None:
    """Start the service again with a township centre, its own window and its own 管理机构."""
    await town.closes()
    desk = town.settings.desk
    assert desk is not None
    given = desk.model_dump()
    county = CentreSettings.model_validate({**given, "id": "main"})
    other = {"id": "huaidian", "prefix": "HD", "name": "槐店镇便民服务中心"}
    here = [  # the desk is the county's; the departments work for both
        one if one.department else one.model_copy(update={"centre": "main"})
        for one in town.settings.staff
    ]
    folk = [
        Staff(userid="rsj_officer", name="甄受理", roles=["receptionist"], centre="huaidian"),
        Staff(userid="gaj_officer", name="宗主任", roles=["management"], centre="huaidian"),
    ]
    known = [one for one in here if one.userid not in {two.userid for two in folk}]
    town.settings = town.settings.model_copy(
        update={
            "desk": None,
            "centre": (county, CentreSettings.model_validate({**given, **other})),
            "staff": [*known, *folk],
        }
    )
    town.secrets |= SECRETS
