"""The desk: somebody at the window, several departments, an old card, a late press."""

import asyncio

import pytest
from scenes import ANSWER, answered, dispatched, passed, told
from town import Town

from bot.cli.demo_story import shown
from dispatch.ticket.ticket import State

pytestmark = pytest.mark.on_either


WALK_IN = "/登记 李秀兰 13912345678 木城街道和平路12号 社保卡丢了，窗口说补不了"
WALK_IN_SECRETS = frozenset({"李秀兰", "13912345678", "和平路12号"})


async def test_a_receptionist_solves_on_the_spot_in_three_callbacks(town: Town) -> None:
    """Product §1: 91 % of the cases; one message, 当场办结 with a prepared result, the level."""
    town.secrets |= WALK_IN_SECRETS
    desk = town.desk
    await desk.types(WALK_IN)
    triage = await desk.sees("待研判")
    assert "窗口" in shown(triage)
    await desk.presses(triage, "当场办结", result="window")
    call = await desk.sees("请回访")
    assert "现场" in shown(call)
    await desk.presses(call, "满意")
    await desk.hears("清零销号")
    ticket = await town.ticket()
    assert ticket.state is State.STRUCK_OFF
    assert ticket.reply is not None
    assert ticket.reply.text == "已协调窗口当场办结"
    assert ticket.complaint.complainant.name == "李秀兰"
    pushed = [d for d in town.simulator.deliveries if d.listener == desk.id]
    assert [d.fields["MsgType"] for d in pushed] == ["text", "event", "event"]


async def test_a_walk_in_told_bit_by_bit_is_asked_for_the_rest(town: Town) -> None:
    town.secrets |= WALK_IN_SECRETS
    desk = town.desk
    await desk.types("/登记")
    await desk.hears("请把诉求发给我")
    await desk.types("社保卡丢了，窗口说补不了")
    await desk.hears("还请告诉我们")
    await desk.types("李秀兰 13912345678 木城街道和平路12号")
    await town.rests()
    assert desk.said("已登记，编号 2026年第0001号")
    assert desk.said("待研判", "card")


async def test_lead_and_assisting_departments_have_it_at_once(town: Town) -> None:
    """WZ-8.4: one lead; what an assisting department says goes to the lead, not to the citizen."""
    lead, other, zhang = town.group(), town.group("swj"), town.citizen()
    no = await told(town)
    form = await dispatched(town, no, "市场监管局，税务局 类=办不了")
    assert "牵头" in shown(form)
    beside = await other.sees(f"工作单 {no}")
    assert "协办" in shown(beside)
    await lead.presses(form, "签收")
    await other.presses(beside, "签收")
    await other.hears("已签收（曹阳）")
    await other.tells_robot(f"答复 {no} 税务登记信息已同步")
    assert "税务局：税务登记信息已同步" in shown(await lead.hears("【协办意见】"))
    assert (await town.ticket()).state is State.WORKING
    await answered_by_lead(town, no)
    await zhang.hears("办理答复")
    assert not zhang.said("税务登记信息已同步")


async def answered_by_lead(town: Town, no: str) -> None:
    """The lead answers; inspection passes."""
    await town.group().tells_robot(f"答复 {no} {ANSWER} 理由：平台升级 依据：市政规〔2024〕3号")
    await passed(town, no)


async def test_the_second_press_on_one_card_is_answered_by_its_version(town: Town) -> None:
    """Product §2: both have the card; one acts, the other hears who did and where it stands now."""
    no = await told(town)
    await dispatched(town, no)
    await answered(town, no)
    cards = {who: await who.sees("待质检") for who in (town.supervisor, town.desk)}
    await asyncio.gather(*(who.presses(card, "质检通过") for who, card in cards.items()))
    await town.rests()
    heard = {who.id: shown(who.said()[-1]) for who in cards}
    first = next(who for who in heard if f"{no} 质检通过" in heard[who])
    name = {"zhaogang": "赵刚", "wangfang": "王芳"}[first]
    other = ({"zhaogang", "wangfang"} - {first}).pop()
    assert f"{no} 已由{name}处理，现在是“待评价”" in heard[other]
    assert len(town.citizen().said("办理答复")) == 1


async def test_others_see_on_their_card_who_has_acted(town: Town) -> None:
    """N9: the card of everybody else goes grey with the name."""
    no = await told(town)
    mine, theirs = await town.desk.sees("待研判"), await town.supervisor.sees("待研判")
    await town.desk.presses(mine, "当场办结", result="window")
    await town.supervisor.until(lambda: theirs.replaced)
    await town.desk.until(lambda: mine.replaced)
    assert (theirs.replaced, mine.replaced) == ("已由王芳处理", "已处理")
    assert no == "2026年第0001号"


async def test_a_late_press_is_refused_with_a_word_and_the_typed_form_works(town: Town) -> None:
    """S3, product §6: presses older than 300 s do nothing; the answer names the command."""
    no = await told(town)
    await town.desk.types(f"/派单 {no} 市场监管局 类=办不了")
    card = await town.manager.sees("待批准")
    town.simulator.trouble(callbacks="late", seconds=400)
    await town.manager.presses(card, "批准")
    refused = shown(await town.manager.hears("超过 5 分钟"))
    assert "/批准 2026" in refused
    assert (await town.ticket()).state is State.PROPOSED
    await town.manager.types(refused.rpartition("：")[2])
    await town.manager.hears("已派单")
    await town.group().sees("工作单")


async def test_a_late_command_is_refused_and_a_late_complaint_is_kept_and_flagged(
    town: Town,
) -> None:
    """S3: 400 s late; the limit is 300."""
    no = await told(town)
    town.simulator.trouble(callbacks="late", seconds=400)
    await town.desk.types(f"/派单 {no} 市场监管局 类=办不了")
    await town.desk.hears("超过 5 分钟")
    assert (await town.ticket()).state is State.REGISTERED
    officer = town.member("rsj_officer")
    town.simulator.trouble(callbacks="late", seconds=400)
    await officer.types("食堂门口的无障碍通道被占了，反映三次没人管")
    await officer.hears("还请告诉我们")
    found = await town.service.context.store.reader.rows(
        "SELECT lane FROM inbox WHERE late ORDER BY id"
    )
    assert [row["lane"] for row in found] == ["app:wangfang", "app:rsj_officer"]


async def test_management_says_no_and_the_desk_decides_anew(town: Town) -> None:
    no = await told(town)
    await town.desk.types(f"/派单 {no} 市场监管局 类=办不了")
    card = await town.manager.sees("待批准")
    await town.manager.presses(card, "驳回", why="department")
    assert "办理单位不对" in shown(await town.desk.hears("被驳回"))
    await town.desk.sees("待研判")
    await dispatched(town, no, "税务局 类=办不了", to=town.group("swj"))


async def test_a_department_that_has_it_not_does_not_learn_of_it(town: Town) -> None:
    """N6: another department's 签收 does nothing, and its answer does not say that there is such a ticket."""
    no = await told(town)
    await dispatched(town, no)
    await town.group("swj").tells_robot(f"签收 {no}")
    await town.group("swj").hears("没有找到这个号")
    assert (await town.ticket()).state is State.DISPATCHED


async def test_a_stranger_in_the_group_is_answered_and_told_to_the_desk(town: Town) -> None:
    """Product §2: an unknown member gets a plain answer, the desk a notice; a known one still acts."""
    known = [one for one in town.settings.staff if one.userid != "scjg_officer"]
    town.settings = town.settings.model_copy(update={"staff": known})
    await town.restarts()
    group = town.group()
    no = await told(town)
    form = await dispatched(town, no)
    await group.tells_robot(f"签收 {no}", by="scjg_officer")
    await group.hears("还没有")
    assert "scjg_officer" in (await town.tasks("身份"))[0]
    await group.presses(form, "签收", by="scjg_officer")
    await town.rests()
    assert (await town.ticket()).state is State.DISPATCHED
    await group.presses(form, "签收", by="scjg_liaison")
    await group.hears("已签收")
