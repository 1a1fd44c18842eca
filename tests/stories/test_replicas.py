"""Two replicas on one PostgreSQL: callbacks reach one, the group robot is the other's."""

from databases import only_postgres
from scenes import ANSWER, dispatched, passed, told, told_again
from town import Town

from bot.app import running
from bot.simulator.chats import Message
from dispatch.ticket.ticket import State

pytestmark = only_postgres

#: enough for both replicas to take of everything
COMPLAINTS = 4


async def test_the_main_job_runs_on_two_replicas(town: Town) -> None:
    """Rule 6: order per listener holds, and only the robot's replica speaks with the groups."""
    zhang, group = town.citizen(), town.group()
    async with running(town.settings, town.simulator.clock, cache=town.cache, port=0) as other:
        url = f"http://127.0.0.1:{other.port}/wecom/callback"
        for account in ("app", *(kf.open_kfid for kf in town.world.kf)):
            assert await town.simulator.call_back_at(account, url)
        assert not other.lease.held()
        for n in range(COMPLAINTS):
            no = await (told_again(town) if n else told(town))
            form = await dispatched(town, no)
            await group.presses(form, "签收")
            await group.until(lambda form=form: signed(form))
            await group.tells_robot(f"答复 {no} {ANSWER} 理由：平台升级 依据：市政规〔2024〕3号")
            await group.hears(f"{no} 答复已提交")
            await passed(town, no)
            await zhang.hears(f"{no} 办理答复")
            await zhang.hears(f"{no} 办得怎么样", "menu")
            await zhang.picks("满意")
            await zhang.hears(f"{no} 已办结销号")
        await town.rests()
    states = [(await town.ticket(f"2026-{n:04d}")).state for n in range(1, COMPLAINTS + 1)]
    assert states == [State.STRUCK_OFF] * COMPLAINTS
    assert not await town.tasks("群聊"), "no group was reached in another way than by the robot"


def signed(form: Message) -> bool:
    """Tell whether the card has changed for everybody, within the 5 s that WeCom gives."""
    return bool(form.card) and form.card["button_list"][0]["text"] == "陈志强已签收"
