"""Answering people in their own chat: what the desk is shown, a word, the chat taken over and given back."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from builders import LANE, MANAGER, MARKET, RECEPTIONIST, a_complaint
from databases import only_sqlite
from office import Office, press

from bot.citizen import conversation
from bot.staff import buttons, chat_commands
from bot.wecom.keys import ButtonKey
from dispatch.ticket import commands as c
from dispatch.ticket.complaint import Complainant
from dispatch.ticket.ticket import State
from intake.talk.message import Kind, Message
from storage.people import tasks
from storage.tickets.log import entries

pytestmark = only_sqlite

NO = "2026-0001"
SENT = (
    c.Dispatch(by=RECEPTIONIST, class_name="办不了", departments=(MARKET,)),
    c.Approve(by=MANAGER),
)


async def types(office: Office, userid: str, text: str) -> str:
    await office.hears(lambda visit: chat_commands.in_app(visit, userid, text, late=False))
    return "\n".join(await office.answers())


async def says(office: Office, text: str, kind: Kind = Kind.TEXT) -> list[str]:
    """Let the person say *text* in their chat; return what the bot answers there."""
    message = Message(kind=kind, text=text, at=office.clock())
    await office.hears(lambda v: conversation.converse(replace(v, lane=LANE), message))
    return await told(office, f"in/{office.said}/")


async def told(office: Office, prefix: str = "") -> list[str]:
    """Return what stands in the person's chat, of letters whose key begins with *prefix*."""
    return [
        str(one.payload.get("text") or one.payload.get("head"))
        for one in await office.letters(prefix)
        if one.lane == LANE and one.kind in ("kf_text", "kf_menu")
    ]


async def to(office: Office, lane: str, prefix: str = "") -> str:
    return "\n".join(
        str(one.payload.get("text", "")) for one in await office.letters(prefix) if one.lane == lane
    )


async def task_id(office: Office, kind: str) -> int:
    return (await tasks.opened(office.store.reader, kind))[-1].id


async def calls_for_a_person(office: Office) -> None:
    await says(office, "我的店开不了门，房租一天三百，窗口说系统坏了已经十二天了" * 6)
    await says(office, "人工")


async def leaves_it_unfinished(office: Office) -> None:
    await says(office, "我的店开不了门，房租一天三百，窗口说系统坏了已经十二天了" * 6)
    office.clock.advance(hours=3)
    await office.hears(lambda v: conversation.look_again(replace(v, lane=LANE)))


async def gives_no_name(office: Office) -> None:
    await says(office, "我的店开不了门，房租一天三百，窗口说系统坏了已经十二天了" * 6)
    await says(office, "不想留名")
    await says(office, "不想留名")


@pytest.mark.parametrize(
    ("how", "kind"),
    [
        (calls_for_a_person, "人工"),
        (leaves_it_unfinished, "待完善"),
        (gives_no_name, "匿名"),
    ],
)
async def test_the_desk_sees_all_that_was_said_and_can_answer_into_that_chat(
    the_office: Office, how: Callable[[Office], Awaitable[None]], kind: str
) -> None:
    await how(the_office)
    shown = await to(the_office, "desk:main")
    assert "我的店开不了门" * 1 in shown
    assert shown.count("窗口说系统坏了已经十二天了") >= 6  # the whole of it
    n = await task_id(the_office, kind)
    assert f"/回复 #{n}" in shown

    assert "已发到" in await types(the_office, "sun", f"/回复 #{n} 您好，请问店在哪条街？")
    assert (await told(the_office))[-1] == "工作人员：您好，请问店在哪条街？"


async def test_the_desk_is_shown_the_ticket_that_it_belongs_to_and_the_last_messages(
    the_office: Office,
) -> None:
    await the_office.opens()
    await the_office.do(NO, *SENT)
    await says(the_office, "到底谁在办")
    await says(the_office, "人工")

    shown = await to(the_office, "desk:main", f"in/{the_office.said}/")
    assert "2026年第0001号（待签收）" in shown
    assert "群众：到底谁在办" in shown


async def test_a_word_on_a_ticket_is_on_its_record_and_goes_into_the_persons_chat(
    the_office: Office,
) -> None:
    await the_office.opens()
    await the_office.do(NO, *SENT)
    answer = await types(the_office, "du", "/回复 0001 您好，请把通知书拍照发来。")

    assert "已发到诉求人的聊天里" in answer
    assert (await told(the_office))[
        -1
    ] == "关于 2026年第0001号，工作人员：您好，请把通知书拍照发来。"
    ticket = await the_office.ticket()
    assert ticket.remarks[-1].text == "您好，请把通知书拍照发来。"
    assert ticket.state is State.DISPATCHED
    last = (await entries(the_office.store.reader, NO))[-1]
    assert (last.command, last.actor) == ("Tell", "du")


async def test_a_word_after_the_end_goes_out_and_is_on_the_record_too(the_office: Office) -> None:
    await the_office.opens()
    await the_office.do(NO, c.Refuse(by=RECEPTIONIST, reason="邻里纠纷", path="到居委会"))
    await types(the_office, "sun", "/回复 0001 居委会在二楼")

    assert (await told(the_office))[-1] == "工作人员：居委会在二楼"
    last = (await entries(the_office.store.reader, NO))[-1]
    assert (last.command, last.payload["text"]) == ("replied", "居委会在二楼")


@pytest.mark.parametrize("command", ["回复", "接管", "交还"])
@pytest.mark.parametrize("userid", ["li", "guan", "ops"])
async def test_only_the_desk_speaks_in_a_persons_chat(
    the_office: Office, userid: str, command: str
) -> None:
    await the_office.opens()
    await the_office.do(NO, *SENT)
    before = await told(the_office)
    if (userid, command) == ("li", "回复"):
        return  # a department's own answer, see below
    words = " 您好" if command == "回复" else ""
    assert "职责范围" in await types(the_office, userid, f"/{command} 0001{words}")
    assert await told(the_office) == before


async def test_what_a_department_calls_a_reply_is_its_answer(the_office: Office) -> None:
    await the_office.opens()
    await the_office.do(NO, *SENT)
    await types(the_office, "li", "回复 0001 办不了 理由：法律不许 依据：条例三条")
    assert (await the_office.ticket()).state is State.ANSWERED


async def test_who_has_no_chat_is_called_instead(the_office: Office) -> None:
    await the_office.opens(a_complaint(complainant=Complainant(name="张三", phone="13800138000")))
    for command in ("/回复 0001 您好", "/接管 0001"):
        answer = await types(the_office, "sun", command)
        assert "没有聊天窗口" in answer
        assert "电话" in answer


async def test_while_a_chat_is_taken_over_the_bot_is_silent_and_the_words_reach_who_has_it(
    the_office: Office,
) -> None:
    await calls_for_a_person(the_office)
    n = await task_id(the_office, "人工")
    assert f"/交还 #{n}" in await types(the_office, "sun", f"/接管 #{n}")
    assert "已由孙受理接管" in await types(the_office, "du", f"/接管 #{n}")

    for words, kind in (
        ("查询", Kind.TEXT),
        ("我叫张伟民，13800138000", Kind.TEXT),
        ("", Kind.IMAGE),
    ):
        assert await says(the_office, words, kind) == []
        assert (words or "[照片]") in await to(the_office, "app:sun", f"in/{the_office.said}/")

    assert "交还机器人" in await types(the_office, "sun", f"/交还 #{n}")
    assert await says(the_office, "查询") != []
    assert "没有人接管" in await types(the_office, "sun", f"/交还 #{n}")


async def test_somebody_in_danger_hears_the_numbers_though_a_person_has_the_chat(
    the_office: Office,
) -> None:
    await calls_for_a_person(the_office)
    await types(the_office, "sun", f"/接管 #{await task_id(the_office, '人工')}")
    assert "119" in (await says(the_office, "楼下着火了"))[0]


async def test_after_a_time_without_a_word_the_bot_goes_on_and_says_so(the_office: Office) -> None:
    await calls_for_a_person(the_office)
    n = await task_id(the_office, "人工")
    await types(the_office, "sun", f"/接管 #{n}")
    the_office.clock.advance(minutes=100)
    await types(the_office, "sun", f"/回复 #{n} 稍等，我去问一下")
    the_office.clock.advance(minutes=100)
    assert await says(the_office, "好的") == []  # a word keeps it

    the_office.clock.advance(minutes=121)
    await the_office.hears(lambda v: conversation.look_again(replace(v, lane=LANE)))
    assert "自动交还机器人" in await to(the_office, "app:sun", f"in/{the_office.said}/")
    assert await says(the_office, "查询") != []


async def test_the_button_under_the_task_takes_the_chat_over(the_office: Office) -> None:
    await calls_for_a_person(the_office)
    n = await task_id(the_office, "人工")
    message = press("sun", ButtonKey("takechat", "0", n).pack(), task_id=f"chat-{n}")
    await the_office.hears(lambda visit: buttons.in_app(visit, message, late=False))
    assert "已接管" in "\n".join(await the_office.answers())
    assert await says(the_office, "在吗") == []


@pytest.mark.parametrize("who", ["du"])
async def test_five_reminders_in_seconds_are_one_message_and_all_are_on_record(
    the_office: Office, who: str
) -> None:
    await the_office.opens()
    await the_office.do(NO, *SENT)

    async def heard() -> int:
        found = await the_office.letters()
        return sum("【催办】" in str(one.payload.get("text", "")) for one in found)

    for _ in range(5):
        await types(the_office, who, "/催办 0001 请抓紧")
        the_office.clock.advance(seconds=3)
    assert await heard() == 1
    assert len((await the_office.ticket()).reminded_at) == 5
    the_office.clock.advance(minutes=2)
    await types(the_office, who, "/催办 0001 请抓紧")
    assert await heard() == 2
