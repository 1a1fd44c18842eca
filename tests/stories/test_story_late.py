"""The late message in town: the chat is closed, the link goes by SMS or template, the page judges (product §2)."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from aiohttp import ClientSession
from builders import a_complaint
from patience import PATIENCE
from scenes import ANSWER, answered, dispatched, passed, working
from test_holiday import WINDOW_CLOSED
from town import Town, at

from bot.cli.demo_story import shown
from bot.config.sections import OfficialSettings, Sms
from dispatch.ticket.ticket import State
from storage.tickets.log import entries

pytestmark = pytest.mark.on_either


URL = "https://yousu.example.gov.cn"
NO = "2026-0001"
FOLLOWER = "oSimulatedFollower0000000001"


@dataclass(slots=True, kw_only=True)
class Phone:
    """What lies on somebody's table: the messages, and a browser."""

    town: Town
    session: ClientSession

    async def rings(self, count: int = 1) -> str:
        """Wait for the *count*-th SMS; return the path of its link."""
        await self.town.until(lambda: len(self.town.simulator.sms.messages) >= count)
        return path_in(self.town.simulator.sms.messages[count - 1].text)

    async def opens(self, path: str) -> str:
        """Open a link in the browser."""
        async with self.session.get(self._here(path)) as response:
            assert response.status == 200
            return await response.text()

    async def presses(self, path: str, level: str, remark: str = "") -> str:
        """Press a button of the page; return what is shown then."""
        form = {"level": level, "remark": remark}
        headers = {"Sec-Fetch-Site": "same-origin", "Origin": "null"}
        async with self.session.post(self._here(path), data=form, headers=headers) as response:
            return await response.text()

    def _here(self, path: str) -> str:
        return f"http://127.0.0.1:{self.town.service.port}{path}"


def path_in(text: str) -> str:
    """Return the path of the link at the end of *text*."""
    found = re.search(re.escape(URL) + r"(/r/[\w-]+)$", text)
    assert found, text
    return found[1]


@pytest.fixture
async def phone(town: Town) -> AsyncIterator[Phone]:
    """The town with [sms], [official] and a public address; a phone in it."""
    world, simulator = town.world, town.simulator
    official = OfficialSettings.model_validate(
        {
            "app_id": world.official.app_id,
            "secret": world.official.secret,
            "token": world.official.token,
            "aes_key": world.official.aes_key,
            "api_base": simulator.base_url,
            "template_id": world.official.template_id,
        }
    )
    sms = Sms.model_validate({"url": simulator.sms_url, "key": world.sms.key})
    server = town.settings.server.model_copy(update={"public_url": URL})
    town.settings = town.settings.model_copy(
        update={"server": server, "sms": sms, "official": official}
    )
    await town.restarts()
    async with ClientSession() as session:
        yield Phone(town=town, session=session)


async def closed_over_the_holiday(town: Town) -> str:
    """A complaint of 28 September, answered on 9 October; the person has not written since."""
    town.misbehaved.add(WINDOW_CLOSED)
    no = await working(town)
    await town.clock_moves_to(at(10, 9, 10, 0))
    await town.group().tells_robot(f"答复 {no} {ANSWER} 理由：平台升级 依据：市政规〔2024〕3号")
    await town.group().hears("答复已提交")
    await passed(town, no)
    return no


async def late_steps(town: Town) -> list[str]:
    """Return what the log says of the late message."""
    found = await entries(town.service.context.store.reader, NO)
    late = [one for one in found if one.command.startswith("late:")]
    return [f"{one.command.removeprefix('late:')} {one.payload['outcome']}" for one in late]


async def test_a_closed_chat_an_sms_a_vote_on_the_page_and_the_matter_is_struck_off(
    town: Town, phone: Phone
) -> None:
    """Product §2, N7: chat → SMS with link, beside the call; the signed link votes; 清零销号."""
    no = await closed_over_the_holiday(town)
    path = await phone.rings()
    await town.desk.sees(f"请回访 {no}")
    await town.rests()
    assert await late_steps(town) == [
        "chat held",
        "official skipped",
        "sms queued",
        "call asked",
        "sms sent",
    ]
    page = await phone.opens(path)
    assert ANSWER in page
    assert not re.search("张伟民|13800138000|幸福路", page)
    assert (await town.ticket()).state is State.SURVEYING, "looking is no vote"
    assert "谢谢您的评价" in await phone.presses(path, "满意", "很快")
    ticket = await town.ticket()
    assert (ticket.state, ticket.undelivered) == (State.STRUCK_OFF, False)
    assert [(one.level, one.by, one.remark) for one in ticket.ratings] == [
        ("满意", f"link:{NO}", "很快")
    ]
    await town.desk.hears("清零销号")
    assert "之前已经评过" in await phone.presses(path, "非常不满意")
    await town.rests()
    assert await town.ticket() == ticket
    assert len(town.simulator.sms.messages) == 1


async def test_a_not_satisfied_on_the_page_sends_it_back_and_the_next_answer_gets_its_own_link(
    town: Town, phone: Phone
) -> None:
    """WZ-11.4 through the link: 退回重办, a new round, a new SMS; the old link votes no more."""
    no = await closed_over_the_holiday(town)
    first = await phone.rings()
    assert "已退回重办" in await phone.presses(first, "不满意", "还是打不开")
    await town.group().hears("【退回重办】")
    assert (await town.ticket()).state is State.REWORK
    await answered(town, no)
    await passed(town, no)
    second = await phone.rings(2)
    assert first != second
    assert 'name="level"' not in await phone.opens(first)
    assert "谢谢您的评价" in await phone.presses(second, "非常满意")
    assert (await town.ticket()).state is State.STRUCK_OFF
    assert [one.level for one in (await town.ticket()).ratings] == ["不满意", "非常满意"]


async def test_a_gateway_that_is_down_gets_it_later_and_the_person_gets_it_once(
    town: Town, phone: Phone
) -> None:
    """500, then taken without an answer, then repeated: idempotent by id (product §6)."""
    town.simulator.trouble(path="/sms", http_status=500)
    town.simulator.trouble(path="/sms", reset=True, after=True)
    await closed_over_the_holiday(town)
    for calls in (1, 2):
        await town.until(lambda calls=calls: len(town.simulator.sms.calls) == calls)
        await town.until(lambda: stored(town, "waiting"))
        await town.clock_moves_to(town.now().replace(minute=town.now().minute + 1))
    await town.until(lambda: stored(town, "sent"))
    (message,) = town.simulator.sms.messages
    assert message.times == 2
    assert (await late_steps(town)).count("sms sent") == 1


async def stored(town: Town, state: str) -> bool:
    """Tell whether the SMS of the first round is in *state*."""
    row = await town.service.context.store.reader.row(
        "SELECT state FROM outbox WHERE key = ?", f"{NO}/late/0/sms"
    )
    return row is not None and row["state"] == state


async def test_an_sms_that_is_refused_leaves_the_call_and_a_task(town: Town, phone: Phone) -> None:
    """N7: nobody was reached, so a person calls; silence is never satisfaction."""
    town.simulator.trouble(path="/sms", http_status=400)
    no = await closed_over_the_holiday(town)
    await town.until(lambda: town.tasks("待确认"))
    call = await town.desk.sees(f"请回访 {no}")
    ticket = await town.ticket()
    assert (ticket.state, ticket.undelivered, ticket.ratings) == (State.SURVEYING, True, ())
    assert "sms failed" in await late_steps(town)
    await town.desk.presses(call, "基本满意")
    await town.desk.hears("清零销号")


async def test_who_writes_again_votes_in_the_chat_and_the_link_shows_it(
    town: Town, phone: Phone
) -> None:
    """Both ways stay open; the first vote counts."""
    zhang = town.citizen()
    await closed_over_the_holiday(town)
    path = await phone.rings()
    await zhang.says("查询")
    await zhang.hears("办得怎么样", "menu")
    await zhang.picks("基本满意")
    await zhang.hears("已办结销号")
    assert "您的评价：基本满意" in await phone.opens(path)
    assert "之前已经评过" in await phone.presses(path, "满意")


async def test_a_follower_of_the_official_account_gets_a_template_message(
    town: Town, phone: Phone
) -> None:
    """The 服务号 step: a template with the link, no SMS; its vote strikes off."""
    complaint = a_complaint()
    person = replace(complaint.complainant, lane=f"mp:{FOLLOWER}")
    complaint = replace(complaint, complainant=person)
    town.secrets |= {"张三丰", "13800138000"}
    context = town.service.context

    async def job(session: Any) -> Any:
        return await context.desk.open(session, complaint, "main", "wangfang", town.now())

    # its intake comes with a later issue, and its receipt cannot leave yet
    town.misbehaved |= {81013}
    ticket = await context.store.writer.run(job, name="test")
    town.service.sender.news.set()
    no = "2026年第0001号"
    assert ticket.no == NO
    await town.desk.sees("待研判")
    await dispatched(town, no)
    await answered(town, no)
    await passed(town, no)
    await town.simulator.wait_for(
        lambda found: any("评价" in shown(one) for one in found), PATIENCE, of=FOLLOWER
    )
    heard = town.simulator.messages_of(FOLLOWER)
    assert all(NO in shown(one) for one in heard), "what happened on the way, too"
    message = next(one for one in heard if "评价" in shown(one))
    assert "谢谢您的评价" in await phone.presses(path_in(message.url or ""), "满意")
    assert (await town.ticket()).state is State.STRUCK_OFF
    texted = [one.text for one in town.simulator.sms.messages]
    assert not any("评价" in one for one in texted), "notices leave by SMS, the survey by template"
    await town.rests()


async def test_a_link_of_before_a_restart_still_works(town: Town, phone: Phone) -> None:
    """Nothing about a link is stored: what it may reach stands in it, signed."""
    await closed_over_the_holiday(town)
    path = await phone.rings()
    await town.restarts()
    assert "谢谢您的评价" in await phone.presses(path, "满意")
    assert (await town.ticket()).state is State.STRUCK_OFF
