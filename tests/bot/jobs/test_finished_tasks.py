"""The cards of a task that is done say so to everybody, whoever did it and however; who comes late reads who."""

from collections.abc import Awaitable, Callable

import pytest
from databases import only_sqlite
from office import Office, press

from bot.delivery import on_success
from bot.jobs import finished_tasks
from bot.letters import desk_tasks
from bot.letters.desk_tasks import Chore
from bot.staff import buttons, chat_commands
from bot.texts import answering, staff
from bot.wecom.keys import ButtonKey
from storage.database.session import Session
from storage.people import tasks
from storage.queues import outbox

#: tasks whose card only shows what happened; the others are about a letter or a paper
KINDS = (
    "身份",
    "群聊",
    "会话",
    "附件",
    "人工",
    "不满",
    "待完善",
    "匿名",
    "紧急",
    "联动",
    "救助",
    "看听",
)


async def opened(office: Office, kind: str) -> int:
    """Open a task of *kind*, and let its card leave; return its number."""
    now = office.clock()
    chore = Chore(kind=kind, subject="about/it", text="一件要看的事")

    async def job(session: Session) -> int:
        await desk_tasks.begin(session, office.context.directory, "main", chore, now)
        (task,) = await tasks.opened(session, kind)
        for letter in await outbox.take(session, now, 32):
            code = {"response_code": f"send-{letter.key}", "missed": []}
            await on_success.note(office.context, session, letter, code, now)
        return task.id

    return await office.write(job)


async def presses(office: Office, id_: int, who: str) -> str:
    message = press(who, ButtonKey("did", "0", id_).pack(), f"chore-{id_}")
    await office.hears(lambda visit: buttons.in_app(visit, message, late=False))
    return "\n".join(await office.answers())


async def types(office: Office, id_: int, who: str) -> str:
    line = f"/任务 #{id_} 已处理"
    await office.hears(lambda visit: chat_commands.in_app(visit, who, line, late=False))
    return "\n".join(await office.answers())


async def registers(office: Office, id_: int, who: str) -> str:
    line = f"/登记 #{id_}"
    await office.hears(lambda visit: chat_commands.in_app(visit, who, line, late=False))
    return "\n".join(await office.answers())


async def comes_right(office: Office, id_: int, who: str) -> str:
    task = await tasks.load(office.store.reader, id_)
    assert task is not None
    now = office.clock()
    await office.write(lambda s: desk_tasks.over(s, task.kind, task.subject, now))
    return ""


End = Callable[[Office, int, str], Awaitable[str]]
#: a way in which a task ends → what its card shows then
ENDS: dict[str, tuple[End, str]] = {
    "pressed": (presses, "已由孙受理处理"),
    "typed": (types, "已由孙受理处理"),
    "registered": (registers, "已由孙受理处理"),
    "by itself": (comes_right, answering.CHORE_NOT_NEEDED),
}


async def changes(office: Office) -> list[tuple[str, str]]:
    """Return each change of a card that waits for everybody: by which code, to which words."""
    waiting = [one for one in await office.letters("retired/") if one.kind == "app_update"]
    assert all(one.payload["to"] == [] for one in waiting), "everybody who has it"
    return [(one.payload["response_code"], one.payload["text"]) for one in waiting]


@only_sqlite
@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("kind", KINDS)
async def test_the_card_of_a_task_that_is_done_says_by_whom_to_everybody_who_has_it(
    the_office: Office, kind: str, end: str
) -> None:
    id_ = await opened(the_office, kind)
    assert await finished_tasks.show(the_office.context, the_office.clock()) == 0
    act, words = ENDS[end]
    await act(the_office, id_, "sun")
    assert await finished_tasks.show(the_office.context, the_office.clock()) == 1
    assert await changes(the_office) == [(f"send-chore/{id_}", words)]
    assert await finished_tasks.show(the_office.context, the_office.clock()) == 0, "once"


@only_sqlite
@pytest.mark.parametrize("late", [presses, types, registers])
@pytest.mark.parametrize("end", ENDS)
async def test_who_comes_too_late_for_a_task_reads_who_did_what_and_when(
    the_office: Office, end: str, late: End
) -> None:
    id_ = await opened(the_office, "人工")
    act, _ = ENDS[end]
    await act(the_office, id_, "sun")
    said = await late(the_office, id_, "qian")
    assert f"任务 #{id_}（{staff.CHORE_KINDS['人工']}）" in said
    assert "9月28日" in said
    assert ("已由孙受理于" in said) == (end != "by itself")


@only_sqlite
async def test_a_card_whose_code_is_too_old_is_left_as_it_is(the_office: Office) -> None:
    id_ = await opened(the_office, "身份")
    the_office.clock.advance(hours=73)
    await types(the_office, id_, "sun")
    assert await finished_tasks.show(the_office.context, the_office.clock()) == 1
    assert await changes(the_office) == []
