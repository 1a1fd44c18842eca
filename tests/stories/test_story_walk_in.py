"""A walk-in without a phone chat: refused, objects at the window, told by letter each time (product §2).

No text of the five counties knows an appeal against 不予受理, and 申诉 is the departments' word against
points taken off. What an objector has is: within ten minutes the receptionist takes the refusal back
(更正); later the objection is a registration of its own that names the earlier number in its words, and
查 shows each of the two beside the other.
"""

import pytest
from scenes import ANSWER, answered, dispatched
from town import Member, Town, at

from bot.cli.demo_story import shown
from bot.simulator.chats import Message
from dispatch.ticket.ticket import State
from storage.tickets.log import entries

pytestmark = pytest.mark.on_either


PERSON, ADDRESS = "李秀兰", "木城街道和平路12号"
WALK_IN = f"/登记 {PERSON} {ADDRESS} 营业执照窗口说材料不合规定，不给受理"
OBJECTION = (
    f"/登记 {PERSON} {ADDRESS} 不服2026年第0001号的不予受理，材料都是按清单备的，营业执照应当受理"
)
#: the profile's own words of the reason N6, and its way
REFUSED = "您的诉求与法律法规或政策规定不符。\n有不同意见的，可以拨打12345咨询。"
#: none of these may be read where a letter has still to be written
SENT = ("已发给", "已发到", "发给诉求人", "已告知", "已送达", "正发到")
FIRST, SECOND = "2026年第0001号", "2026年第0002号"


async def registers(town: Town, line: str, no: str) -> Message:
    """The receptionist writes down what somebody at the window says; return the card for 研判."""
    town.secrets |= {PERSON, "和平路12号"}
    desk = town.desk
    await desk.types(line)
    await desk.hears("还请告诉我们：联系电话")
    await desk.types("没有电话")
    await town.rests()
    assert desk.said(f"已登记，编号 {no}。请当场把编号告诉对方")
    return await desk.sees(f"待研判 {no}")


async def refuses(town: Town, triage: Message) -> None:
    """不予受理 by its button: a reason of the list, the words to be told, a second look."""
    desk = town.desk
    await desk.presses(triage, "不予受理")
    await desk.presses(await desk.sees("告知办法"), "提交", code="N6")
    assert REFUSED in shown(await desk.hears("您的诉求与法律法规"))
    assert (await town.ticket()).state is State.REGISTERED, "nothing is told before the second look"
    await desk.presses(await desk.sees("确认告知"), "确认告知")
    await town.rests()


async def posts(town: Town, no: str, words: str) -> str:
    """The desk opens the letter's words and address by the button, and puts on record that it is posted.

    Returns what the desk read.
    """
    desk = town.desk
    card = newest(desk, "收信人和信的内容")
    assert words in shown(card)
    assert "处理好后请点“已寄出”" in shown(card), "the card names the button that it has"
    assert not any(secret in shown(card) for secret in (PERSON, ADDRESS)), (
        "looked at on record only"
    )
    await desk.presses(card, "收信人和信的内容")
    opened = shown(await desk.hears("要告知的话："))
    assert f"姓名：{PERSON}\n电话：（没有留）\n地址：{ADDRESS}" in opened
    assert words in opened
    await desk.presses(card, "已寄出")
    await desk.hears(f"{no} 已记录：诉求人已由您告知")
    return opened


def newest(who: Member, words: str) -> Message:
    """Return the last card with *words* on the screen."""
    return who.said(words, "card")[-1]


async def said_of_telling(town: Town, no: str) -> list[str]:
    """Return what the log has of letters: who looked at the address, what was asked for and posted."""
    found = await entries(town.service.context.store.reader, no)
    told = {"told": "{outcome}", "LookAtPhone": "looked"}
    return [
        f"{told[one.command].format(**one.payload)} {one.actor}"
        for one in found
        if one.command in told
    ]


async def refused_and_told_by_letter(town: Town) -> None:
    """The first half of both stories."""
    await refuses(town, await registers(town, WALK_IN, FIRST))
    assert (await town.ticket()).state is State.REFUSED
    (line,) = town.desk.said("已按不予受理办结")
    assert "请写信告知" in shown(line)
    await town.desk.types("/查 2026-0001")
    assert "还没有告知" in shown(await town.desk.hears("告知渠道"))
    await posts(town, FIRST, REFUSED)
    assert await town.tasks("待送达") == []


async def test_a_walk_in_without_a_chat_refused_objects_and_is_told_the_answer_by_letter(
    town: Town,
) -> None:
    """Later than ten minutes: a new registration, accepted, dispatched, answered, told, judged at the window."""
    desk = town.desk
    await refused_and_told_by_letter(town)
    assert await said_of_telling(town, "2026-0001") == [
        "asked schedule", "looked wangfang", "said wangfang"
    ]  # fmt: skip

    await town.clock_moves_to(at(9, 29, 9, 0))
    await desk.types("/更正 0001 来人不服")
    await desk.hears("已超过 10 分钟，不能更正了")
    await registers(town, OBJECTION, SECOND)
    await desk.types("/查 2026-0002")
    await desk.hears(f"诉求中提到的旧件：{FIRST}（告知渠道）")
    await desk.types("/查 2026-0001")
    await desk.hears(f"此后又登记，提到本件：{SECOND}（待研判）")
    form = await dispatched(town, SECOND)
    assert FIRST in shown(form), "the department reads which refusal it is about"
    await town.rests()
    await posts(town, SECOND, "已转给市场监管局办理")

    await answered(town, SECOND)
    await town.rests()
    await desk.presses(newest(desk, f"待质检 {SECOND}"), "质检通过")
    await town.rests()
    call = newest(desk, f"请回访 {SECOND}")
    assert "没有电话" in shown(call)
    assert not town.citizen().said(), "nobody else reads it"
    await desk.types("/查 2026-0002")
    assert "还没有告知" in shown(await desk.hears(f"{SECOND} 待评价"))
    letter = await posts(town, SECOND, f"{SECOND} 办理答复：{ANSWER}")
    assert "请到窗口或来信说一档" in letter
    assert "“不满意”“非常不满意”会退回重办" in letter
    untrue = [shown(m) for m in desk.messages if any(word in shown(m) for word in SENT)]
    assert untrue == [], "nothing is called sent that no wire carried"

    await desk.presses(call, "满意")
    recorded = shown(await desk.hears("回访已代录"))
    assert "清零销号。请当场念给对方：记录为“满意”" in recorded
    ticket = await town.ticket("2026-0002")
    assert ticket.state is State.STRUCK_OFF
    assert [(one.level, one.recorded, one.by) for one in ticket.ratings] == [
        ("满意", True, "wangfang")
    ]
    assert await said_of_telling(town, "2026-0002") == 2 * [
        "asked schedule", "looked wangfang", "said wangfang"
    ]  # fmt: skip
    await town.rests()
    assert await town.tasks("待送达") == []


async def test_within_ten_minutes_the_refusal_is_taken_back_and_the_letter_says_so(
    town: Town,
) -> None:
    """更正: the same number goes on; who has a letter with the refusal is owed one that takes it back."""
    desk = town.desk
    await refused_and_told_by_letter(town)
    await desk.types("/更正 0001 来人当场补了依据")
    await desk.hears(f"{FIRST} 已更正")
    await town.rests()
    assert (await town.ticket()).state is State.REGISTERED
    (owed,) = await town.tasks("待送达")
    assert "来人当场补了依据" not in owed, "the reason is ours"
    await posts(town, FIRST, owed.partition("\n")[2])
    await dispatched(town, FIRST)


async def test_who_never_comes_back_is_unrated_and_keeps_the_letter_with_the_answer(
    town: Town,
) -> None:
    """G-10: three tries on two days, never a 满意; and the answer is still owed to them."""
    desk = town.desk
    await registers(town, WALK_IN, FIRST)
    await dispatched(town, FIRST)
    await town.rests()
    await posts(town, FIRST, "已转给市场监管局办理")
    await answered(town, FIRST)
    await town.rests()
    await desk.presses(newest(desk, f"待质检 {FIRST}"), "质检通过")
    await town.rests()
    for moment in (at(9, 28, 15, 0), at(9, 28, 16, 0), at(9, 29, 9, 30)):
        await town.clock_moves_to(moment)
        await desk.types("/回访 0001 未接通")
    ended = shown(await desk.hears("按办结（未评价）"))
    assert "不算满意" in ended
    assert not desk.said("记录为“”")
    ticket = await town.ticket()
    assert (ticket.state, ticket.ratings) == (State.UNRATED, ())
    (owed,) = await town.tasks("待送达")
    assert ANSWER in owed
    await posts(town, FIRST, ANSWER)
