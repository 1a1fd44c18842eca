"""The main job, from the citizen's chat to 清零销号, over real HTTP and the robot's connection."""

from scenes import ANSWER, answered, dispatched, passed, surveyed, told
from town import Town

from dispatch.ticket.ticket import State


async def test_a_complaint_travels_to_its_end_by_buttons(town: Town) -> None:
    """Citizen (kf) → group card → 签收 by button → answer → inspection → survey by menu → 销号."""
    zhang, group = town.citizen(), town.group()
    no = await told(town)
    assert no == "2026年第0001号"
    triage = await town.desk.sees(f"待研判 {no}")
    await town.desk.presses(triage, "改类别·部门")
    choose = await town.desk.sees("派单")
    chosen = {"department": "market", "class": "不给办", "promise": "3"}
    await town.desk.presses(choose, "提交", **chosen)
    await town.manager.presses(await town.manager.sees("待批准"), "批准")
    form = await group.sees(f"工作单 {no}")
    await group.presses(form, "签收")
    await group.hears("已签收（陈志强）")
    await group.until(lambda: form.card and form.card["button_list"][0]["text"] == "陈志强已签收")
    await group.tells_robot(f"答复 {no} {ANSWER}")
    await group.hears("答复已提交")
    await passed(town, no)
    assert ANSWER in ((await zhang.hears("办理答复")).text or "")
    survey = await zhang.hears("办得怎么样", "menu")
    levels = [item["content"] for item in (survey.menu or {})["items"]]
    assert levels == ["非常满意", "满意", "基本满意", "不满意", "非常不满意"]
    await zhang.picks("满意")
    await zhang.hears("已办结销号")
    ticket = await town.ticket()
    assert ticket.state is State.STRUCK_OFF
    assert [(r.level, r.by) for r in ticket.ratings] == [
        ("满意", ticket.complaint.complainant.lane)
    ]


async def test_every_button_has_a_typed_command_beside_it(town: Town) -> None:
    """The same road by words alone: 派单, 批准, @签收, @答复, 质检, and the level typed."""
    zhang = town.citizen()
    no = await told(town)
    await town.desk.types(f"/派单 {no} 工商局 类=办不了")
    await town.desk.hears("已提交审批")
    await town.manager.sees("待批准")
    await town.manager.types(f"／批准 {no}")
    await town.manager.hears("时限 10月8日 17:30")
    await answered(town, "0001")
    await town.supervisor.sees("待质检")
    await town.supervisor.types("/质检 0001 通过")
    await town.supervisor.hears("质检通过")
    await zhang.hears("办得怎么样")
    await zhang.says("非常满意")
    await zhang.hears("已办结销号")
    assert (await town.ticket()).state is State.STRUCK_OFF


async def test_an_unhappy_citizen_gets_it_done_again(town: Town) -> None:
    """不满意 → 退回重办 with a fresh limit → answered anew → 满意 → 销号; both votes stay (N7)."""
    zhang, group = town.citizen(), town.group()
    no = await surveyed(town)
    await zhang.picks("不满意")
    await zhang.hears("已退回重办")
    await group.hears("【退回重办】")
    await group.sees(f"工作单 {no}")
    again = "已补录信息，执照已制好，今天送到家。"
    await answered(town, no, text=again)
    await passed(town, no)
    assert again in ((await zhang.hears("办理答复")).text or "")
    await zhang.hears("办得怎么样", "menu")
    await zhang.picks("满意")
    await zhang.hears("已办结销号")
    ticket = await town.ticket()
    assert [(r.level, r.round) for r in ticket.ratings] == [("不满意", 0), ("满意", 1)]
    assert ticket.state is State.STRUCK_OFF


async def test_a_failed_inspection_goes_back_to_the_department(town: Town) -> None:
    """质检退回: the citizen hears nothing, the department hears why (WZ-11.2)."""
    zhang, group = town.citizen(), town.group()
    no = await told(town)
    await dispatched(town, no)
    await answered(town, no)
    card = await town.supervisor.sees("待质检")
    await town.supervisor.presses(card, "退回", why="contact")
    await group.hears("没有联系诉求人")
    await town.rests()
    assert not zhang.said("办理答复")
    assert (await town.ticket()).state is State.REWORK


async def test_an_old_vote_does_not_count_again(town: Town) -> None:
    """N7: a menu of an earlier round is answered, the newest round's vote stands."""
    zhang = town.citizen()
    no = await surveyed(town)
    await zhang.picks("满意")
    await zhang.hears("已办结销号")
    await zhang.picks("非常不满意")
    await zhang.hears("评价过")
    assert [r.level for r in (await town.ticket()).ratings] == ["满意"]
    assert no == "2026年第0001号"
