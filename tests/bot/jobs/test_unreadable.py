"""What could not be read reaches a person, whatever way it came, and who sent it hears so (R7)."""

import pytest
from databases import only_sqlite
from office import Office

from bot.jobs import unreadable
from bot.texts.conversation import UNREADABLE
from storage.people import tasks
from storage.queues import inbox, outbox
from storage.queues.arrival import Arrival
from storage.queues.lane import Channel

CITIZEN = "kf:wk1:wm1"
#: channel → lane → whether somebody sits there to be told
WAYS = [
    ("kf", CITIZEN, True),
    ("kf", "kf:wk1:-", False),
    ("app", "app:li", True),
    ("kf_event", "kf_event:wk1", False),
    ("aibot", "aibot:li", False),
    ("hotline", "hotline:zx", False),
    ("kf", "\\\\udcff", False),
]


async def keep(office: Office, channel: str, lane: str, key: str) -> None:
    arrival = Arrival(
        channel=Channel(channel),
        account="1",
        key=key,
        lane=lane,
        body=b"?",
        fault="text is no text",
    )
    await office.store.writer.keep([arrival], office.clock())


async def said(office: Office) -> list[str]:
    """Return to whom it was said that a message could not be read."""
    waiting = await outbox.listed(office.store.reader, "waiting")
    return [one.lane for one in waiting if one.key.startswith("unread/")]


@only_sqlite
@pytest.mark.parametrize(("channel", "lane", "somebody"), WAYS)
async def test_what_cannot_be_read_as_it_arrives_opens_a_task_and_is_said(
    the_office: Office, channel: str, lane: str, somebody: bool
) -> None:
    await keep(the_office, channel, lane, "m1")
    assert await unreadable.show(the_office.context, the_office.clock()) == 1
    (task,) = await tasks.opened(the_office.store.reader, "隔离")
    assert "yousu inbox show 1" in task.text
    assert await said(the_office) == ([lane] if somebody else [])
    assert ("换成文字" in task.text) == somebody, "only what was said is called said"
    assert await unreadable.show(the_office.context, the_office.clock()) == 0, "once"


@only_sqlite
async def test_many_at_once_are_one_task_and_one_sentence_to_each(the_office: Office) -> None:
    for n in range(40):
        await keep(the_office, "kf", f"kf:wk1:wm{n % 2}", f"m{n}")
    assert await unreadable.show(the_office.context, the_office.clock()) == 40
    (task,) = await tasks.opened(the_office.store.reader, "隔离")
    assert "40条" in task.text
    assert sorted(await said(the_office)) == ["kf:wk1:wm0", "kf:wk1:wm1"]
    assert "人工" in UNREADABLE


@only_sqlite
async def test_what_is_tried_again_and_fails_again_is_shown_again(the_office: Office) -> None:
    await keep(the_office, "kf", CITIZEN, "m1")
    await unreadable.show(the_office.context, the_office.clock())
    (task,) = await tasks.opened(the_office.store.reader, "隔离")

    async def again(session: object) -> None:
        await inbox.replay(session, 1)  # type: ignore[arg-type]  # the writer's session
        await tasks.done(session, task.id, "ops", the_office.clock())  # type: ignore[arg-type]

    await the_office.store.writer.run(again, name="again")
    assert (await inbox.counts(the_office.store.reader))["waiting"] == 1
