"""催办 and 督办 over the National Day holiday of 2026, and a survey that waits for the person."""

import pytest
from scenes import ANSWER, answered, dispatched, passed, told, working
from town import Town, at

from bot.cli.demo_story import shown
from dispatch.ticket.ticket import State

pytestmark = pytest.mark.on_either


#: 48 hours after the citizen's last message WeCom lets nothing through
WINDOW_CLOSED = 95002


async def answered_after_the_holiday(town: Town) -> str:
    """A complaint of 28 September, answered on 9 October; the person has not written since."""
    town.misbehaved.add(WINDOW_CLOSED)
    no = await working(town)
    await town.clock_moves_to(at(10, 9, 10, 0))
    await town.group().tells_robot(f"答复 {no} {ANSWER} 理由：平台升级 依据：市政规〔2024〕3号")
    await town.group().hears("答复已提交")
    await passed(town, no)
    await town.desk.sees(f"请回访 {no}")
    await town.rests()
    return no


async def test_the_clock_reminds_before_and_supervises_after_the_limit(town: Town) -> None:
    """WZ-9.1, WZ-10: three working days from 28 September end on 8 October; no holiday counts."""
    group = town.group()
    no = await working(town)
    ticket = await town.ticket()
    assert ticket.due_at == at(10, 8, 17, 30)
    assert ticket.clocks[0].proof == "收单9-28不计；9-29①；9-30②；10-8③ → 10-8 17:30"
    await town.clock_moves_to(at(9, 30, 8, 29))
    await town.rests()
    assert not group.said("【催办】")
    await town.clock_moves_to(at(9, 30, 8, 31))
    assert "10月8日 17:30" in shown(await group.hears(f"【催办】{no}"))
    await town.clock_moves_to(at(10, 6, 12, 0))
    await town.rests()
    assert len(group.said("【催办】")) == 1
    assert not group.said("【督办】")
    await town.clock_moves_to(at(10, 8, 17, 31))
    supervised = shown(await group.hears(f"【督办】{no}"))
    assert "10月10日 17:30" in supervised, "Saturday the 10th is a working day (调休)"
    await town.clock_moves_to(at(10, 9, 10, 0))
    await town.rests()
    assert len(group.said("【督办】")) == 1
    assert len(group.said("【催办】")) == 1


async def test_answer_and_survey_wait_and_go_first_when_the_person_writes(town: Town) -> None:
    """Product §3.8: 待送达, a call task, then answer, survey, reply, in this order; the vote strikes off."""
    zhang = town.citizen()
    no = await answered_after_the_holiday(town)
    assert "待送达" in shown(town.desk.said("请回访", "card")[-1])
    assert await town.letters("held") == 2
    assert (await town.ticket()).undelivered
    assert not zhang.said("办理答复")
    seen = len(zhang.messages)
    await zhang.says("查询")
    await zhang.hears("等您评价")
    heard = [shown(m) for m in zhang.messages[seen:] if m.sender == "bot"]
    assert [text.split("\n")[0][:20] for text in heard] == [
        f"{no} 办理答复：{ANSWER}"[:20],
        f"{no} 办得怎么样？请点一下，"[:20],
        f"{no}：已办理，等您评价"[:20],
    ]
    await zhang.picks("满意")
    await zhang.hears("已办结销号")
    ticket = await town.ticket()
    assert (ticket.state, ticket.undelivered) == (State.STRUCK_OFF, False)
    assert await town.letters("held") == 0


async def test_what_waits_survives_a_restart(town: Town) -> None:
    zhang = town.citizen()
    no = await answered_after_the_holiday(town)
    await town.restarts()
    assert await town.letters("held") == 2
    await zhang.says("我来问问")
    await zhang.hears(f"{no} 办理答复")
    await zhang.hears(f"{no} 办得怎么样", "menu")
    await zhang.picks("基本满意")
    await zhang.hears("已办结销号")


async def test_the_desk_may_call_meanwhile(town: Town) -> None:
    """The call card strikes off what the chat could not; the person hears of it when they write."""
    no = await answered_after_the_holiday(town)
    await town.desk.presses(town.desk.said(f"请回访 {no}", "card")[-1], "满意")
    await town.desk.hears("清零销号")
    assert (await town.ticket()).state is State.STRUCK_OFF


async def test_five_messages_after_the_persons_last_one_are_enough(town: Town) -> None:
    """WeCom lets five messages through after each of the person's: receipt, answer and survey fit."""
    zhang = town.citizen()
    no = await told(town)
    await dispatched(town, no)
    await answered(town, no)
    await passed(town, no)
    await zhang.hears("办得怎么样", "menu")
    await town.rests()
    last = max(n for n, m in enumerate(zhang.messages) if m.sender == "me")
    assert len([m for m in zhang.messages[last:] if m.sender == "bot"]) <= 5
