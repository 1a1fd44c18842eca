"""Whoever wrote in this chat before, on the real desk and memory: known from their tickets, and from nothing else."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from builders import a_complaint
from databases import only_sqlite
from office import Office

from bot.citizen import conversation, walk_in
from bot.citizen.conversation import Visit
from dispatch.ticket import commands as c
from dispatch.ticket.actor import Actor
from dispatch.ticket.complaint import Complainant
from intake.talk.message import Kind, Message
from storage.database.session import Session
from storage.tickets import erasure

pytestmark = only_sqlite

KF, APP = "kf:wkDesk:wmKnown", "app:sun"
FIRST, SECOND = "跑了三趟营业执照还没办下来", "房产证交了材料半年了还没下来"
WHO = Complainant(name="张伟民", phone="13800138000", address="城关镇幸福路3号")
SUN = Actor(id="sun", name="孙受理", roles=frozenset({"receptionist"}))


async def says(house: Office, text: str, lane: str = KF) -> str:
    """Let the person of *lane* say *text*; return the message that answers it."""

    async def hear(visit: Visit) -> None:
        theirs = replace(visit, lane=lane, channel="微信客服")
        await conversation.converse(theirs, Message(kind=Kind.TEXT, text=text, at=visit.now))

    await house.hears(hear)
    told = [one for one in await house.letters(f"in/{house.said}/") if one.lane == lane]
    return str(told[-1].payload.get("text", told[-1].payload.get("head"))) if told else ""


async def told_before(house: Office, lane: str, **changes: str) -> str:
    """Register a first complaint of *lane*; return its number."""
    who = replace(WHO, lane=lane, **changes)
    return (await house.opens(a_complaint(text=FIRST, complainant=who))).no


@pytest.mark.parametrize("lane", [KF, APP])
async def test_the_second_complaint_is_registered_with_the_particulars_of_the_first(
    the_office: Office, lane: str
) -> None:
    for line in (FIRST, "我叫张伟民，13800138000，住城关镇幸福路3号", "确认"):
        await says(the_office, line, lane)
    await says(the_office, "新诉求", lane)
    read = await says(the_office, SECOND, lane)
    assert "姓名、电话、地址是您上次登记的" in read
    await says(the_office, "确认", lane)
    assert (await the_office.ticket("2026-0002")).complaint.complainant == replace(WHO, lane=lane)


def _told_it_again(lane: str) -> Callable[[Office], Awaitable[str]]:
    async def told(house: Office) -> str:
        await says(house, "新诉求", lane)
        return await says(house, SECOND, lane)

    return told


async def test_somebody_else_s_chat_knows_nothing(the_office: Office) -> None:
    await told_before(the_office, KF)
    for lane in ("kf:wkDesk:wmOther", "kf:wkOther:wmKnown", "app:wmKnown"):
        asked = await _told_it_again(lane)(the_office)
        assert "您的姓名" in asked
        assert WHO.phone not in asked


async def test_of_whom_everything_was_erased_nothing_is_known(the_office: Office) -> None:
    """S12: not from a ticket, nor from the talk that stood there."""
    no = await told_before(the_office, KF)
    assert "是您上次登记的" in await _told_it_again(KF)(the_office)
    await says(the_office, "取消")
    await the_office.do(no, c.Withdraw(by=Actor(id=KF, roles=frozenset({"citizen"}))))

    async def forget(session: Session) -> None:
        traces = await erasure.of_person(session, KF)
        await erasure.erase(session, traces, "ops", the_office.clock())

    await the_office.write(forget)
    asked = await says(the_office, SECOND)
    assert "您的姓名" in asked
    assert not any(one in asked for one in (WHO.name, WHO.phone, WHO.address))


async def test_who_stayed_unnamed_last_time_is_not_named_by_an_older_ticket(
    the_office: Office,
) -> None:
    await told_before(the_office, KF)
    await told_before(the_office, KF, name="不留名", phone="", address="")
    asked = await _told_it_again(KF)(the_office)
    assert not any(one in asked for one in (WHO.name, WHO.phone, WHO.address))


async def test_what_a_receptionist_registers_is_never_the_receptionist_s(
    the_office: Office,
) -> None:
    """Not for whom they register first, nor for whom they register next."""
    await told_before(the_office, APP, name="孙受理")

    async def register(visit: Visit) -> None:
        await walk_in.start(visit, SUN, "李秀英 13900139000 和平路5号院 低保停了没人管")

    await the_office.hears(register)
    assert (await the_office.ticket("2026-0002")).complaint.complainant == Complainant(
        name="李秀英", phone="13900139000", address="和平路5号院"
    )

    async def register_next(visit: Visit) -> None:
        await walk_in.start(visit, SUN, "公租房申请没人管")

    await the_office.hears(register_next)
    letters = [str(one.payload.get("text", "")) for one in await the_office.letters()]
    asked = next(text for text in letters if "还请告诉我们" in text)
    assert not any(one in asked for one in ("孙受理", "李秀英", "13900139000", WHO.phone))


async def test_nothing_of_it_stands_in_clear_beside_the_tickets(the_office: Office) -> None:
    await told_before(the_office, KF)
    await _told_it_again(KF)(the_office)
    rows = await the_office.store.reader.rows("SELECT * FROM conversations")
    assert rows
    stored = str([tuple(row) for row in rows])
    assert not any(one in stored for one in (WHO.name, WHO.phone, WHO.address))


async def test_matters_of_a_receptionist_s_own_that_a_registration_cuts_off_are_left_with_the_desk(
    the_office: Office,
) -> None:
    """All of them, not the first alone."""
    await says(the_office, f"两个问题：1、{FIRST} 2、{SECOND}", APP)
    await says(the_office, "分开", APP)

    async def register(visit: Visit) -> None:
        await walk_in.start(visit, SUN, "李秀英 13900139000 和平路5号院 低保停了没人管")

    await the_office.hears(register)
    left = " ".join(await the_office.tasks("待完善"))
    assert FIRST in left
    assert SECOND in left
