"""What goes wrong on the way: repeats, a busy WeCom, lost answers, a robot away, our own faults."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from scenes import (
    ANSWER,
    PARTICULARS,
    WORDS,
    answered,
    dispatched,
    passed,
    surveyed,
    told,
    working,
)
from town import Town

from bot.cli.demo_story import shown
from dispatch.ticket.ticket import State

KF_SEND = "/cgi-bin/kf/send_msg"
APP_SEND = "/cgi-bin/message/send"
ROBOT_SEND = "aibot:aibot_send_msg"


async def test_every_callback_coming_twice_changes_nothing(town: Town) -> None:
    """R3: one ticket, and each thing is said once."""
    zhang = town.citizen()
    town.simulator.trouble(callbacks="duplicate", times=1000)
    no = await surveyed(town)
    await zhang.picks("满意")
    await zhang.hears("已办结销号")
    await town.rests()
    for chat in (zhang, town.desk, town.supervisor, town.manager, town.group()):
        said = [shown(m) for m in chat.said()]
        assert len(said) == len(set(said)), chat.id
    assert (await town.ticket()).state is State.STRUCK_OFF
    await town.citizen(1).says("你好")
    assert no == "2026年第0001号"


@pytest.mark.parametrize(
    ("path", "errcode"), [(KF_SEND, -1), (KF_SEND, 45009), (APP_SEND, -1), (APP_SEND, 45009)]
)
async def test_a_busy_wecom_is_asked_again_later(town: Town, path: str, errcode: int) -> None:
    """-1 and 45009: the letter waits and goes once, and those behind it keep their order."""
    town.misbehaved.add(errcode)
    town.simulator.trouble(path=path, errcode=errcode)
    zhang = town.citizen()
    town.secrets.add("张伟民")
    await zhang.says(WORDS)
    if path == KF_SEND:
        await waits_once(town)
    await zhang.hears("还请告诉我们")
    await zhang.says(PARTICULARS)
    await zhang.hears("请核对", "menu")
    await zhang.picks("确认")
    await zhang.hears("已登记")
    if path == APP_SEND:
        await waits_once(town)
    await town.desk.sees("待研判")
    assert len(zhang.said("还请告诉我们")) == len(town.desk.said("待研判")) == 1


async def waits_once(town: Town) -> None:
    """One letter was refused and waits; its time comes."""
    await town.until(lambda: stored(town, "outbox", "waiting", "error IS NOT NULL"))
    town.clock_jumps(timedelta(minutes=1, seconds=1))


async def stored(town: Town, table: str, state: str, also: str = "1 = 1") -> int:
    """Return how many rows are in *state*."""
    sql = f"SELECT COUNT(*) AS n FROM {table} WHERE state = ? AND {also}"
    row = await town.service.context.store.reader.row(sql, state)
    return row["n"] if row else 0


@pytest.mark.parametrize("errcode", [42001, 40014])
async def test_a_token_that_dies_early_is_renewed_once(town: Town, errcode: int) -> None:
    zhang = town.citizen()
    await zhang.says("你好")
    await zhang.hears("有诉即办")
    town.misbehaved.add(errcode)
    fetched = len(town.simulator.tried("/cgi-bin/gettoken"))
    town.simulator.trouble(path=KF_SEND, errcode=errcode)
    await zhang.says("帮助")
    await zhang.hears("您可以这样用")
    assert len(town.simulator.tried("/cgi-bin/gettoken")) == fetched + 1


@pytest.mark.parametrize("path", [KF_SEND, APP_SEND])
async def test_a_message_whose_answer_was_lost_is_shown_once(town: Town, path: str) -> None:
    """WeCom checks these for duplicates, so they are repeated, and people see one."""
    zhang = town.citizen()
    town.secrets.add("张伟民")
    town.simulator.trouble(path=path, reset=True, after=True)
    before = len(town.simulator.tried(path))
    await zhang.says(WORDS)
    if path == KF_SEND:
        await waits_once(town)
    await zhang.hears("还请告诉我们")
    await zhang.says(PARTICULARS)
    await zhang.hears("请核对", "menu")
    await zhang.picks("确认")
    await zhang.hears("已登记")
    if path == APP_SEND:
        await waits_once(town)
    card = await town.desk.sees("待研判")
    await town.until(lambda: len(town.simulator.tried(path)) >= before + 2)
    await town.rests()
    assert len(zhang.said("还请告诉我们")) == len(town.desk.said("待研判")) == 1
    await town.desk.presses(card, "当场办结", result="window")
    await zhang.hears("办理答复")


async def test_a_doubtful_group_card_is_put_before_a_person_and_not_repeated(town: Town) -> None:
    """The robot has no duplicate check: 待确认, one card in the group, a task at the desk."""
    group = town.group()
    no = await told(town)
    town.simulator.trouble(path=ROBOT_SEND, reset=True, after=True)
    form = await dispatched(town, no)
    await town.until(lambda: stored(town, "outbox", "unsure"))
    await town.until(lambda: town.tasks("待确认"))
    await town.until(lambda: town.service.robot is not None and town.service.robot.connected)
    await town.rests()
    assert len(group.said("工作单")) == 1
    assert "可能已发出" in (await town.tasks("待确认"))[0]
    await town.desk.types("/待办")
    assert "待确认" in shown(await town.desk.hears("待确认"))
    await group.presses(form, "签收")
    await group.hears("已签收")


async def test_a_group_without_the_robot_is_reached_by_its_webhook(town: Town) -> None:
    """The 工作单 comes as words with its deadline and the command to type; nothing is lost."""
    group = town.group()
    no = await told(town)
    town.misbehaved.add(853000)
    town.simulator.trouble(path="aibot:aibot_subscribe", errcode=853000, times=1000)
    await town.simulator.line.close()
    await town.until(lambda: town.service.robot is not None and not town.service.robot.connected)
    await town.desk.types(f"/派单 {no} 市场监管局 类=办不了")
    await town.manager.presses(await town.manager.sees("待批准"), "批准")
    await advances_until(town, lambda: group.said("工作单"))
    form = await group.hears("工作单", "markdown")
    assert form.by == "webhook"
    assert "10月8日 17:30" in shown(form)
    assert "签收 2026-0001" in shown(form)
    liaison = town.member("scjg_liaison")
    await liaison.types("/签收 0001")
    await liaison.hears("已签收")
    assert (await town.ticket()).state is State.WORKING


async def advances_until(town: Town, holds: Callable[[], Any]) -> None:
    """Move the clock on minute by minute until *holds*; each try is awaited before the next."""
    for _ in range(30):
        await town.rests()
        found = holds()
        if (await found) if isinstance(found, Awaitable) else found:
            return
        town.clock_jumps(timedelta(minutes=1))
    raise AssertionError("half an hour was not enough")


async def test_a_message_on_which_we_break_is_set_aside_and_the_others_go_on(town: Town) -> None:
    """R7: after three tries 隔离; the citizens beside it, and the same person's next words, go on."""
    zhang, li = town.citizen(), town.citizen(1)
    context = town.service.context
    suggest = context.suggest

    def breaks(words: str) -> Any:
        if "毒" in words:
            raise RuntimeError("our own fault")
        return suggest(words)

    object.__setattr__(context, "suggest", breaks)
    await zhang.says("有毒的一句，营业执照办不下来，我叫张伟民，13800138000，住城关镇幸福路3号")
    await told(town, li)
    await advances_until(town, lambda: stored(town, "inbox", "quarantined"))
    town.set_aside = 1
    await zhang.says("你好")
    await zhang.hears("有诉即办")


async def test_a_graceful_stop_loses_nothing_that_was_acknowledged(town: Town) -> None:
    """R16: stopped in the midst of a talk and of a dispatch; started again, each goes on where it was."""
    zhang = town.citizen()
    town.secrets |= {"张伟民", "13800138000"}
    await zhang.says(WORDS)
    await zhang.hears("还请告诉我们")
    await zhang.says(PARTICULARS)
    await town.simulator.settled()
    await town.restarts()
    await zhang.hears("请核对", "menu")
    await zhang.picks("确认")
    await zhang.hears("已登记，编号 2026年第0001号")
    await town.desk.types("/派单 0001 市场监管局 类=办不了")
    card = await town.manager.sees("待批准")
    await town.manager.presses(card, "批准")
    await town.simulator.settled()
    await town.restarts()
    await town.group().sees("工作单")
    await town.rests()
    assert len(town.group().said("工作单")) == 1
    await answered(town, "0001")
    await passed(town, "2026年第0001号")
    assert ANSWER in shown(await zhang.hears("办理答复"))
    await zhang.hears("办得怎么样", "menu")
    await town.restarts()
    await zhang.picks("满意")
    await zhang.hears("已办结销号")


async def test_what_a_citizen_wrote_while_we_were_away_is_fetched_at_the_start(town: Town) -> None:
    """WeCom keeps 微信客服's messages three days; its callbacks were in vain."""
    zhang = town.citizen()
    await zhang.says("你好")
    await zhang.hears("有诉即办")
    await town.closes()
    await zhang.says(WORDS)
    await town.simulator.settled()
    assert town.simulator.deliveries[-1].delivered is False
    await town.opens()
    await zhang.hears("还请告诉我们")
    await working_from(town)


async def working_from(town: Town) -> None:
    """The rest of the talk."""
    zhang = town.citizen()
    town.secrets |= {"张伟民", "13800138000"}
    await zhang.says(PARTICULARS)
    await zhang.hears("请核对", "menu")


async def test_a_robot_that_comes_back_is_used_again(town: Town) -> None:
    no = await working(town)
    await town.simulator.line.close()
    await town.until(lambda: town.service.robot is not None and not town.service.robot.connected)
    await town.until(lambda: town.service.robot is not None and town.service.robot.connected)
    await town.group().tells_robot(f"查 {no}")
    await town.group().hears("办理中")
