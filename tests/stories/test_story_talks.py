"""What the talk itself promises, seen on a citizen's screen: known again, answered at once, several matters apart."""

import pytest
from scenes import PARTICULARS, told
from town import Town

from bot.cli.demo_story import shown
from dispatch.ticket.complaint import Complainant

pytestmark = pytest.mark.on_either


LICENCE, CARE = "营业执照跑了三趟没办下来", "医保报销材料交了两次还没到账"
WHO = Complainant(name="张伟民", phone="13800138000", address="城关镇幸福路3号")


async def test_who_was_registered_before_needs_one_tap_and_may_change_what_is_old(
    town: Town,
) -> None:
    zhang = town.citizen()
    first = await told(town, zhang)
    await zhang.says("新诉求")
    await zhang.hears("请说说是什么事")
    await zhang.says(CARE)
    read = shown(await zhang.hears("请核对", "menu"))
    assert all(one in read for one in (WHO.name, WHO.phone, WHO.address, "是您上次登记的"))
    town.secrets |= {"13900139000"}
    await zhang.says("电话改成13900139000")
    assert "13900139000" in shown(await zhang.hears("请核对", "menu"))
    await zhang.picks("确认")
    await zhang.hears("2026年第0002号")
    given = [(await town.ticket(no)).complaint.complainant for no in ("2026-0001", "2026-0002")]
    assert [one.phone for one in given] == [WHO.phone, "13900139000"]
    assert {(one.name, one.address) for one in given} == {(WHO.name, WHO.address)}
    assert first == "2026年第0001号"


async def test_a_question_is_answered_in_the_same_message_and_registered_with_one_tap(
    town: Town,
) -> None:
    zhang = town.citizen()
    town.secrets |= {WHO.name, WHO.phone, "幸福路3号"}
    await zhang.says("办营业执照要带什么材料？")
    answer = shown(await zhang.hears("请找市场监管局", "menu"))
    for known in ("二楼 12 号窗口", "0391-0000012", "14:00–17:30", "营业执照设立", "登记成诉求"):
        assert known in answer
    await zhang.says("房产证去哪里办理？")
    assert "0391-0000002" in shown(await zhang.hears("县政务服务中心", "menu"))
    await zhang.says("你们会不会泄露我的电话？")
    await zhang.hears("部门群里看不到")
    await zhang.picks("登记成诉求")
    await zhang.hears("还请告诉我们")
    await zhang.says(PARTICULARS)
    await zhang.hears("请核对", "menu")
    await zhang.picks("确认")
    await zhang.hears("2026年第0001号")
    complaint = (await town.ticket()).complaint
    assert complaint.text == "办营业执照要带什么材料？\n房产证去哪里办理？"
    assert complaint.kind == "疑问"


async def test_two_matters_in_one_message_become_two_tickets_in_two_departments(
    town: Town,
) -> None:
    zhang = town.citizen()
    town.secrets |= {WHO.name, WHO.phone, "幸福路3号"}
    await zhang.says(f"你好，两件事：1、{LICENCE} 2、{CARE}")
    offered = shown(await zhang.hears("您说了 2 件事", "menu"))
    assert "（市场监管局）" in offered
    assert "（医疗保障局）" in offered
    await zhang.picks("分开登记")
    await zhang.hears("还请告诉我们")
    await zhang.says(PARTICULARS)
    await zhang.hears("第 1 件，共 2 件", "menu")
    await zhang.picks("确认")
    await zhang.hears("2026年第0001号")
    await zhang.hears("第 2 件，共 2 件", "menu")
    await zhang.picks("确认")
    await zhang.hears("2026年第0002号")
    first, second = [await town.ticket(no) for no in ("2026-0001", "2026-0002")]
    assert LICENCE in first.complaint.text
    assert second.complaint.text == CARE
    assert [one.complaint.departments[0].id for one in (first, second)] == ["market", "medical"]
    assert first.complaint.complainant == second.complaint.complainant
