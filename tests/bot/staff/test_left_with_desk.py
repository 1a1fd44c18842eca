"""What people leave with the desk: (how it is left × the chat it is left in), shown whole, answered, on record."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from builders import LANE, RECEPTIONIST, WAY, a_complaint
from databases import only_sqlite
from office import Office

from bot.citizen import conversation
from bot.citizen.conversation import Visit
from bot.staff import chat_commands
from dispatch.ticket import commands as c
from dispatch.ticket.complaint import Complainant
from dispatch.ticket.ticket import State
from intake.talk.message import Kind, Message
from storage.people import tasks
from storage.people.tasks import Task
from storage.queues.lane import Channel, Lane

pytestmark = only_sqlite

NO = "2026-0001"
#: every chat that a citizen can write in
LANES = {"微信客服": LANE, "应用单聊": "app:chen"}
WORDS = "我的店开不了门，房租一天三百，窗口说系统坏了已经十二天了" * 6
ANGER = "根本没人管，打了三次电话都没有人接，骗人的，" * 12 + "到底谁负责"
SURVEYED = WAY[State.SURVEYING]


async def types(office: Office, userid: str, text: str) -> str:
    await office.hears(lambda visit: chat_commands.in_app(visit, userid, text, late=False))
    return "\n".join(await office.answers())


async def says(office: Office, lane: str, text: str, kind: Kind = Kind.TEXT) -> None:
    message = Message(kind=kind, text=text, at=office.clock())
    await office.hears(lambda v: conversation.converse(replace(v, lane=lane), message))


async def stands(office: Office, lane: str) -> None:
    """A ticket of theirs with the survey out."""
    await office.opens(
        a_complaint(complainant=Complainant(name="张三", phone="13800138000", lane=lane))
    )
    await office.do(NO, *SURVEYED)
    assert (await office.ticket()).state is State.SURVEYING


async def asks_for_a_person(office: Office, lane: str) -> None:
    await says(office, lane, WORDS)
    await says(office, lane, "人工")


async def goes_away(office: Office, lane: str) -> None:
    await says(office, lane, WORDS)
    office.clock.advance(hours=3)
    await office.hears(lambda v: conversation.look_again(replace(v, lane=lane)))


async def gives_no_name(office: Office, lane: str) -> None:
    await says(office, lane, WORDS)
    await says(office, lane, "不想留名")
    await says(office, lane, "不想留名")


async def rates_low_and_goes_on(office: Office, lane: str) -> None:
    await stands(office, lane)
    await says(office, lane, "不满意")
    await says(office, lane, ANGER[: len(ANGER) // 2])
    await says(office, lane, ANGER[len(ANGER) // 2 :])


async def rates_low_in_one_breath(office: Office, lane: str) -> None:
    await stands(office, lane)
    await says(office, lane, f"不满意，{ANGER}")


async def is_in_danger(office: Office, lane: str) -> None:
    await says(office, lane, "楼下着火了")


async def is_desperate(office: Office, lane: str) -> None:
    await says(office, lane, "我不活了")
    await says(office, lane, "孩子在家，没人管我们")


async def says_nothing_readable(office: Office, lane: str) -> None:
    async def hear(visit: Visit) -> None:
        there = replace(visit, lane=lane)
        voice = await conversation.attach(there, "wkDesk", "m", Kind.VOICE)
        await conversation.converse(there, Message(kind=Kind.VOICE, media=voice, at=visit.now))

    await office.hears(hear)


Leaves = Callable[[Office, str], Awaitable[None]]
#: how it is left → the task, and the words that must all stand in it
HOW: dict[str, tuple[Leaves, str, tuple[str, ...]]] = {
    "人工": (asks_for_a_person, "人工", (WORDS,)),
    "没说完": (goes_away, "待完善", (WORDS,)),
    "不想留名": (gives_no_name, "匿名", (WORDS,)),
    "不满意以后": (
        rates_low_and_goes_on,
        "不满",
        (ANGER[: len(ANGER) // 2], ANGER[len(ANGER) // 2 :]),
    ),
    "不满意带话": (rates_low_in_one_breath, "不满", (ANGER,)),
    "危险": (is_in_danger, "紧急", ("楼下着火了",)),
    "只发语音": (says_nothing_readable, "看听", ("附件",)),
    "绝望": (is_desperate, "救助", ("我不活了", "孩子在家，没人管我们")),
}


async def task_of(office: Office, kind: str) -> Task:
    return (await tasks.opened(office.store.reader, kind))[-1]


async def told(office: Office, lane: str) -> list[str]:
    return [
        str(one.payload.get("text") or one.payload.get("head"))
        for one in await office.letters()
        if one.lane == lane
    ]


@pytest.mark.parametrize("where", LANES)
@pytest.mark.parametrize("how", HOW)
async def test_what_is_left_with_the_desk_is_shown_whole_answered_there_and_kept_on_record(
    the_office: Office, how: str, where: str
) -> None:
    leaves, kind, words = HOW[how]
    lane = LANES[where]
    await leaves(the_office, lane)
    task = await task_of(the_office, kind)
    letters = [one for one in await the_office.letters() if one.lane == "desk:main"]
    shown = "".join(str(one.payload.get("text", "")) for one in letters).replace("\n", "")
    for said in words:
        assert said in shown, "the whole of what was said"
        assert said in task.text, "also what was said before the last message"
    assert "最近说过" in shown
    if kind == "不满":
        assert "2026年第0001号" in shown, "the ticket that it belongs to"
    cards = [
        one.payload["card"] for one in letters if f"#{task.id}" in str(one.payload.get("card"))
    ]
    assert "接管聊天" in str(cards), "a button to speak there"
    assert f"/回复 #{task.id}" in shown

    the_office.clock.advance(minutes=1)
    assert "已发到" in await types(the_office, "sun", f"/回复 #{task.id} 您好，我是窗口的孙受理。")
    assert "您好，我是窗口的孙受理。" in (await told(the_office, lane))[-1]

    read = await types(the_office, "du", f"/查 #{task.id}")
    for said in words:
        assert said in read.replace("\n", "")
    assert "孙受理 回复：您好，我是窗口的孙受理。" in read, "who replied what, and when, for good"
    assert "已接管" in await types(the_office, "du", f"/接管 #{task.id}")
    assert "杜督办 接管聊天" in await types(the_office, "du", f"/查 #{task.id}")


async def left_at_the_window(office: Office, lane: str) -> None:
    await types(office, "sun", "/登记 张三 城关镇 营业执照办不下来")
    office.clock.advance(hours=3)
    await office.hears(lambda v: conversation.look_again(replace(v, lane="app:sun")))


async def left_for_the_next(office: Office, lane: str) -> None:
    await types(office, "sun", "/登记 张三 营业执照办不下来")
    await types(office, "sun", "/登记 李四 低保办不下来")


@pytest.mark.parametrize("leaves", [left_at_the_window, left_for_the_next])
async def test_what_was_told_at_the_window_is_no_chat_and_the_refusal_says_how_else(
    the_office: Office, leaves: Leaves
) -> None:
    """The receptionist's own chat is not the person's: nothing said to them lands there."""
    await leaves(the_office, "")
    task = await task_of(the_office, "待完善")
    before = await told(the_office, "app:sun")
    for command in (f"/回复 #{task.id} 您好", f"/接管 #{task.id}"):
        answer = await types(the_office, "du", command)
        assert "没有聊天窗口" in answer
        assert "打电话" in answer
        assert "写信" in answer
    assert await told(the_office, "app:sun") == before
    assert "营业执照办不下来" in await types(the_office, "du", f"/查 #{task.id}")


REACHED = {
    "电话": ({"phone": "13800138000", "address": "城关镇幸福路3号"}, "请打电话"),
    "信函": ({"address": "城关镇幸福路3号"}, "请写信"),
    "都没有": ({}, "等来问时"),
}


@pytest.mark.parametrize("is_closed", [False, True])
@pytest.mark.parametrize("reached", REACHED)
async def test_a_ticket_without_a_chat_is_answered_by_telephone_letter_or_at_the_window(
    the_office: Office, reached: str, is_closed: bool
) -> None:
    """Open or closed: no word is said to be sent that goes nowhere."""
    known, way = REACHED[reached]
    await the_office.opens(
        a_complaint(channel="窗口", complainant=Complainant(name="张三", **known))
    )
    if is_closed:
        await the_office.do(NO, c.Refuse(by=RECEPTIONIST, reason="邻里纠纷", path="到居委会"))
    before = {one.key for one in await the_office.letters()}
    for command in ("/回复 0001 您好", "/接管 0001"):
        answer = await types(the_office, "sun", command)
        assert "没有聊天窗口" in answer
        assert way in answer
    sent = [one for one in await the_office.letters() if one.key not in before]
    assert {one.lane for one in sent} <= {"app:sun"}


async def test_a_task_that_speaks_of_somebodys_conduct_is_none_for_them(the_office: Office) -> None:
    await says(the_office, LANE, "营业执照窗口的孙受理向我索要红包，不给就不办")
    await says(the_office, LANE, "人工")
    task = await task_of(the_office, "人工")
    for command in (f"/查 #{task.id}", f"/接管 #{task.id}", f"/回复 #{task.id} 您好"):
        assert f"没有任务 #{task.id}" in await types(the_office, "sun", command)
    assert "索要红包" in await types(the_office, "guan", f"/查 #{task.id}")


async def test_a_photo_told_before_somebody_was_called_comes_with_the_task(
    the_office: Office,
) -> None:
    async def sends(visit: conversation.Visit) -> None:
        here = replace(visit, lane=LANE)
        piece = await conversation.attach(here, "wkTest", "media-1", "image")
        await conversation.converse(here, Message(kind=Kind.IMAGE, media=piece, at=visit.now))

    await says(the_office, LANE, WORDS)
    await the_office.hears(sends)
    await says(the_office, LANE, "人工")
    found = [one for one in await the_office.letters() if one.kind == "app_media"]
    assert [Lane.parse(one.lane).channel for one in found] == [Channel.MEDIA]
    assert "sun" in found[0].payload["to"]
