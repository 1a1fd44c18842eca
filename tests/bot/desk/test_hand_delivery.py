"""A paper that no way of ours brings is a task until somebody brought it: to whom, when, by whom."""

from datetime import timedelta

import pytest
from builders import MANAGER, a_complaint
from databases import only_sqlite
from office import Office, press

from bot.staff import buttons, chat_commands
from bot.texts import hand_delivery as texts
from bot.wecom.keys import ButtonKey
from dispatch.ticket import case_commands as m
from storage.people import tasks
from storage.people.tasks import Task

NO = "2026-0001"
STRANGER = "市公积金中心"


async def types(office: Office, userid: str, text: str) -> str:
    await office.hears(lambda visit: chat_commands.in_app(visit, userid, text, late=False))
    return "\n".join(await office.answers())


async def presses(office: Office, userid: str, task: Task) -> str:
    key = ButtonKey(texts.ACT, NO, task.id).pack()
    await office.hears(lambda visit: buttons.in_app(visit, press(userid, key), late=False))
    return "\n".join(await office.answers())


async def transferred(office: Office) -> Task:
    """Pass a complaint on to a unit outside; return the task to bring the letter."""
    await office.opens(a_complaint(text="公积金提不出来"))
    await office.do(NO, m.Transfer(by=MANAGER, unit=STRANGER))
    (task,) = await owed(office)
    return task


async def owed(office: Office, kind: str = texts.KIND) -> list[Task]:
    return await tasks.opened(office.store.reader, kind)


@only_sqlite
@pytest.mark.parametrize("how", ["pressed", "typed"])
@pytest.mark.parametrize("by", ["sun", "guan"])
async def test_a_paper_is_owed_in_待办_and_查_until_somebody_brought_it(
    the_office: Office, how: str, by: str
) -> None:
    task = await transferred(the_office)
    waits = f"#{task.id}"
    assert waits in await types(the_office, by, "/待办")
    assert f"文书还没有送达（{waits}）" in await types(the_office, by, "/查 0001")
    the_office.clock.now += timedelta(hours=1)
    if how == "typed":
        said = await types(the_office, by, f"/任务 {waits} 已送达")
    else:
        said = await presses(the_office, by, task)
    assert f"已由您送达{STRANGER}" in said
    assert waits not in await types(the_office, by, "/待办")
    assert "还没有送达" not in await types(the_office, by, "/查 0001")
    name = the_office.context.directory.people[by].name
    whole = await types(the_office, by, "/查 0001 全文")
    assert f"已送达{STRANGER}（{name}）" in whole
    assert "paper" in await the_office.log()
    again = await presses(the_office, by, task)
    assert f"（有文书要送达）已由{name}于" in again


@only_sqlite
async def test_only_the_word_of_its_button_ends_it_and_only_the_desks(the_office: Office) -> None:
    task = await transferred(the_office)
    assert "没有执行" in await types(the_office, "sun", f"/任务 #{task.id} 已处理")
    await presses(the_office, "li", task)
    await types(the_office, "li", f"/任务 #{task.id} 已送达")
    assert [one.id for one in await owed(the_office)] == [task.id]


@only_sqlite
async def test_it_is_moot_only_where_the_paper_itself_is_withdrawn(the_office: Office) -> None:
    """The ticket may move on, even close; 更正 of what issued the paper takes it back."""
    task = await transferred(the_office)
    await the_office.do(NO, m.Correct(by=MANAGER, reason="转错了"))
    assert await owed(the_office) == []
    assert (await the_office.log())[-1] == "paper"
    stands = await tasks.load(the_office.store.reader, task.id)
    assert stands is not None
    assert stands.done_by == "schedule"
    assert "已送达" not in await types(the_office, "guan", "/查 0001 全文")


@only_sqlite
async def test_it_is_owed_beyond_the_end_of_the_ticket(the_office: Office) -> None:
    await the_office.opens()
    await the_office.do(NO, m.HandOver(by=MANAGER, matter="涉嫌违规收费", whole=True))
    assert (await the_office.ticket()).is_closed
    (task,) = await owed(the_office, texts.OF_LEAD)
    assert task.done_at is None


@only_sqlite
async def test_g_21_a_lead_is_brought_by_management_and_no_desk_reads_of_it(
    the_office: Office,
) -> None:
    await the_office.opens()
    await the_office.do(NO, m.HandOver(by=MANAGER, matter="窗口人员涉嫌违规收费"))
    (task,) = await owed(the_office, texts.OF_LEAD)
    cards = [one for one in await the_office.letters() if one.key == f"chore/{task.id}"]
    assert [one.payload["to"] for one in cards] == [["guan"]]
    assert f"#{task.id}" not in await types(the_office, "sun", "/待办")
    await presses(the_office, "sun", task)
    await types(the_office, "sun", f"/任务 #{task.id} 已送达")
    assert [one.id for one in await owed(the_office, texts.OF_LEAD)] == [task.id]
    assert f"#{task.id}" in await types(the_office, "guan", "/待办")
    assert "已由您送达" in await types(the_office, "guan", f"/任务 #{task.id} 已送达")
