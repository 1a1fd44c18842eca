"""`yousu inbox`: what was set aside can be seen and tried again from a shell (R7)."""

import json

import pytest
from configurations import Run
from databases import only_sqlite
from office import Office

from bot.jobs import unreadable
from storage.people import tasks
from storage.queues import inbox
from storage.queues.arrival import Arrival

pytestmark = only_sqlite


async def set_aside(office: Office, count: int) -> None:
    for n in range(count):
        arrival = Arrival(
            channel="kf",
            account="1",
            key=f"m{n}",
            lane=f"kf:wk1:wm{n}",
            body=f'{{"words": "第{n}条"}}'.encode(),
            fault="text is not a string",
        )
        await office.store.writer.keep([arrival], office.clock())
    await unreadable.show(office.context, office.clock())


async def test_what_was_set_aside_is_listed_and_shown_as_it_came(
    the_office: Office, run: Run
) -> None:
    assert await run("inbox", "list") == (0, "没有隔离的消息。\n", "")
    await set_aside(the_office, 2)
    code, out, _ = await run("inbox", "list")
    assert (code, out.count("\n"), "text is not a string" in out) == (0, 2, True)
    assert "第0条" not in out, "what people wrote is shown only when it is asked for"
    code, out, _ = await run("inbox", "show", "1")
    assert (code, '{"words": "第0条"}' in out) == (0, True)
    code, out, _ = await run("inbox", "list", "--json")
    assert [one["id"] for one in json.loads(out)] == [1, 2]


async def test_what_was_set_aside_is_given_back_when_nobody_runs(
    the_office: Office, run: Run
) -> None:
    await set_aside(the_office, 2)
    code, _, err = await run("inbox", "replay", "1")
    assert (code, "正在运行" in err) == (1, True)
    await the_office.store.close()
    assert (await run("inbox", "replay", "1"))[:2] == (0, "已放回1条，服务运行时马上重新处理。\n")
    assert (await run("inbox", "replay", "1"))[0] == 1, "it is not set aside any more"
    assert (await run("inbox", "replay", "--all"))[:2] == (
        0,
        "已放回1条，服务运行时马上重新处理。\n",
    )
    assert (await run("inbox", "list"))[1] == "没有隔离的消息。\n"


async def test_the_desks_task_is_done_when_its_message_is_given_back(
    the_office: Office, run: Run
) -> None:
    await set_aside(the_office, 1)
    (task,) = await tasks.opened(the_office.store.reader, "隔离")
    await the_office.store.close()
    assert (await run("inbox", "replay", str(task.subject.rpartition("/")[2])))[0] == 0


@pytest.mark.parametrize(
    "arguments", [["show"], ["replay"], ["list", "3"], ["list", "--all"], ["replay", "3", "--all"]]
)
async def test_wrong_usage_is_said_and_changes_nothing(
    the_office: Office, run: Run, arguments: list[str]
) -> None:
    await set_aside(the_office, 1)
    code, out, err = await run("inbox", *arguments)
    assert (code, out) == (2, "")
    assert err.strip().endswith("。")
    assert (await inbox.counts(the_office.store.reader))["quarantined"] == 1
