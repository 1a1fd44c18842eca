"""Every button of a task of the desk can be typed: a card can be lost (/任务 #3 已告知)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from builders import RECEPTIONIST, a_complaint
from databases import only_sqlite
from office import Office, press

from bot.desk import notification
from bot.letters import desk_tasks
from bot.letters.desk_tasks import Chore
from bot.staff import buttons, chat_commands
from bot.texts import hand_delivery, staff
from bot.texts import notification_task as texts
from bot.wecom.keys import ButtonKey
from dispatch.ticket import commands as c
from intake.grammar.case_forms import DONE_WITH_TASKS
from storage.database.session import Session
from storage.people import tasks
from storage.queues import outbox
from storage.queues.lane import Channel, Lane
from storage.queues.letters import Letter, LetterKind

NO = "2026-0001"
#: by which way the desk tells → who the person is
PEOPLE: Mapping[str, Mapping[str, str]] = {
    "call": {"phone": "0393-8812345", "address": "幸福路3号"},
    "letter": {"phone": "", "address": "幸福路3号"},
    "counter": {"phone": "", "address": ""},
}
TELLS = [(way, act, word) for way, acts in texts.BUTTONS.items() for act, word in acts]
#: 看号和要说的话, 收信人和信的内容: what the card calls one and the same thing by each way
SHORT = {"words": "要说的话"}
KINDS = sorted(staff.CHORE_KINDS.keys() - {notification.KIND, *hand_delivery.KINDS})


async def to_tell(office: Office, way: str) -> int:
    """Refuse a complaint of somebody whom the desk tells by *way*; return the task's number."""
    said = a_complaint(text="小区门口的路灯坏了", categories=())
    person = replace(said.complainant, lane="", **PEOPLE[way])
    ticket = await office.opens(replace(said, channel="信函", complainant=person))
    await office.do(ticket.no, c.Refuse(by=RECEPTIONIST, reason="属于市级权限"))
    *_, task = await notification.open_tasks(office.store.reader, NO)
    return task.id


async def pressed(office: Office, act: str, about: str, id_: int, by: str) -> str:
    """Press the button; return what is answered."""
    key = ButtonKey(act, about, id_).pack()
    await office.hears(lambda visit: buttons.in_app(visit, press(by, key), late=False))
    return "\n".join(await office.answers())


async def typed(office: Office, line: str, by: str) -> str:
    """Type *line*; return what is answered."""
    await office.hears(lambda visit: chat_commands.in_app(visit, by, line, late=False))
    return "\n".join(await office.answers())


async def traces(office: Office, id_: int) -> tuple[Any, ...]:
    """Return what a press leaves behind: the task, the tasks that are open, the log."""
    task = await tasks.load(office.store.reader, id_)
    assert task is not None
    open_ = await tasks.opened(office.store.reader)
    return (
        task.done_by,
        [(one.kind, one.text) for one in open_],
        await office.log(),
    )


async def does(office: Office, id_: int, act: str, word: str, how: str, by: str, about: str) -> Any:
    """Press or type it; return the answer and the traces."""
    if how == "pressed":
        said = await pressed(office, act, about, id_, by)
    else:
        said = await typed(office, f"/任务 #{id_} {word}", by)
    return said, await traces(office, id_)


@only_sqlite
@pytest.mark.parametrize("by", ["sun", "guan"])
@pytest.mark.parametrize("how", ["pressed", "typed"])
@pytest.mark.parametrize(("way", "act", "word"), TELLS)
async def test_each_button_of_what_the_desk_must_tell_is_typed_with_the_same_effect(
    the_office: Office, way: str, act: str, word: str, how: str, by: str
) -> None:
    id_ = await to_tell(the_office, way)
    said, left = await does(the_office, id_, act, SHORT.get(act, word), how, by, NO)
    assert "没有执行" not in said
    expected = {"informed": by, "missed": "", "words": ""}[act]
    assert left[0] == expected, "done by whoever typed it"
    assert left[2][-1] == ("LookAtPhone" if act == "words" else "told")
    assert ("属于市级权限" in said) is (act == "words"), said


async def opened(office: Office, kind: str) -> int:
    """Open a task of *kind* with what its card offers; return its number."""
    now = office.clock()

    async def job(session: Session) -> int:
        subject, act, row = f"about/{kind}", "", 0
        if kind == "待确认":
            letter = Letter(
                key=subject,
                lane=str(Lane(Channel.APP, "li")),
                kind=LetterKind.APP_TEXT,
                payload={"to": ["li"], "text": "x"},
            )
            await outbox.put(session, [letter], now)
            (taken,) = await outbox.take(session, now, 1)
            await outbox.park(session, taken.id, "refused")
            act, row = "resend", taken.id
        chore = Chore(kind=kind, subject=subject, text="一件要看的事", act=act, row=row)
        await desk_tasks.begin(session, office.context.directory, "main", chore, now)
        return next(one.id for one in await tasks.opened(session, kind))

    return await office.write(job)


@only_sqlite
@pytest.mark.parametrize("kind", KINDS)
async def test_each_other_task_is_done_by_typing_it_too(the_office: Office, kind: str) -> None:
    id_ = await opened(the_office, kind)
    said = await typed(the_office, f"/任务 #{id_} 已处理", "sun")
    assert said == staff.CHORE_SAID["did"]
    task = await tasks.load(the_office.store.reader, id_)
    assert task is not None
    assert task.done_by == "sun"
    again = await typed(the_office, f"/任务 #{id_} 已处理", "sun")
    assert f"任务 #{id_}" in again
    assert "已由孙受理于" in again, "once"


@only_sqlite
async def test_a_letter_that_waits_is_sent_again_by_typing_it(the_office: Office) -> None:
    id_ = await opened(the_office, "待确认")
    assert await typed(the_office, f"/任务 #{id_} 重新发送", "sun") == staff.CHORE_SAID["resend"]
    waiting = await outbox.listed(the_office.store.reader, "waiting")
    assert [one.key for one in waiting if one.key == "about/待确认"] == ["about/待确认"]


@only_sqlite
@pytest.mark.parametrize("by", ["li", "wang"])
async def test_who_may_not_press_may_not_type(the_office: Office, by: str) -> None:
    id_ = await to_tell(the_office, "call")
    for word in DONE_WITH_TASKS:
        said = await typed(the_office, f"/任务 #{id_} {word}", by)
        assert said == staff.NOT_YOURS_TO_DO
    task = await tasks.load(the_office.store.reader, id_)
    assert task is not None
    assert task.done_at is None


@only_sqlite
@pytest.mark.parametrize("way", PEOPLE)
async def test_a_word_that_stands_on_no_button_of_the_card_does_nothing(
    the_office: Office, way: str
) -> None:
    id_ = await to_tell(the_office, way)
    shown = {SHORT.get(act, word) for act, word in texts.BUTTONS[way]}
    for word in set(DONE_WITH_TASKS) - shown:
        said = await typed(the_office, f"/任务 #{id_} {word}", "sun")
        assert "没有执行" in said
        assert all(one in said for one in shown)
    task = await tasks.load(the_office.store.reader, id_)
    assert task is not None
    assert task.done_at is None


def test_every_word_on_a_button_of_a_task_is_a_word_of_the_command() -> None:
    on_cards = {SHORT.get(act, word) for acts in texts.BUTTONS.values() for act, word in acts}
    on_cards |= {staff.CHORE_DONE, hand_delivery.BROUGHT, *staff.CHORE_ACTS.values()}
    assert on_cards == set(DONE_WITH_TASKS) == set(texts.TYPED)
