"""武陟's window at work: who staffs it, what each entry keeps, what 12345 may pass on, what is put on record."""

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from builders import CITIZEN, RECEPTIONIST, SUPERVISOR, a_complaint
from callback_door import Inbox
from configurations import a_document, save
from databases import only_sqlite
from hotline_door import a_transfer, open_door, passes_on
from office import Office, press

from bot.config import advice, loader
from bot.staff import buttons, chat_commands
from bot.wecom.keys import ButtonKey
from dispatch.ticket import commands as c
from dispatch.ticket.case_commands import Transfer
from dispatch.ticket.ticket import State

NO = "2026-0001"
TODAY = date(2026, 9, 28)


def warned(folder: Path, role: str, people: int) -> list[str]:
    """Return what `yousu check` says of the teams with so many people of *role*."""
    found = a_document()
    found["staff"] = [
        {"userid": f"u{n}", "name": f"员工{n}", "roles": [role]} for n in range(people)
    ]
    settings = loader.load(save(found, folder), {})
    return [one.text for one in advice.of_profiles(settings, TODAY) if one.path == "staff"]


@pytest.mark.parametrize(("people", "fits"), [(2, False), (3, True), (5, True), (6, False)])
def test_wz_5_2_three_to_five_receptionists_or_check_warns(
    tmp_path: Path, people: int, fits: bool
) -> None:
    words = f"诉求受理员应有 3 到 5 人，[[staff]] 里是 {people} 人"
    assert any(words in one for one in warned(tmp_path, "receptionist", people)) is not fits


@pytest.mark.parametrize(("people", "fits"), [(1, False), (2, True), (3, True), (4, False)])
def test_wz_5_3_two_or_three_supervisors_or_check_warns(
    tmp_path: Path, people: int, fits: bool
) -> None:
    words = f"研判督办员应有 2 到 3 人，[[staff]] 里是 {people} 人"
    assert any(words in one for one in warned(tmp_path, "supervisor", people)) is not fits


@pytest.mark.parametrize("kind", ["投诉", "意见", "建议", "疑问", "疑难事项", "复杂问题", "表扬"])
async def test_wz_2_1_of_the_six_types_each_may_be_passed_on_and_no_other(kind: str) -> None:
    inbox = Inbox()
    async with open_door(inbox, Counter[str]()) as client:
        status, answer = await passes_on(client, a_transfer(kind=kind))
    if kind == "表扬":
        assert status == 400
        assert "投诉、意见、建议、疑问、疑难事项、复杂问题" in answer["error"]
    else:
        assert status == 200
        assert json.loads(inbox.only().body)["kind"] == kind


@pytest.mark.parametrize(
    ("result", "service"),
    [
        ("done", "即时帮助协调处理"),
        ("window", "即时帮助协调处理"),
        ("explained", "即时解释"),
        ("materials", "即时咨询"),
    ],
)
@only_sqlite
async def test_wz_2_2_each_prepared_result_says_which_of_the_three_it_was(
    the_office: Office, result: str, service: str
) -> None:
    ticket = await the_office.opens()
    key = ButtonKey("spot", NO, ticket.version).pack()
    message = press("sun", key, task_id=f"{NO}-card-{ticket.version}", result=result)
    assert await the_office.hears(lambda visit: buttons.in_app(visit, message, late=False))
    assert (await the_office.ticket()).closing == service


@pytest.mark.parametrize(
    ("typed", "service"),
    [
        ("已讲清楚流程 方式：咨询", "即时咨询"),
        ("已讲清楚原因。方式：即时解释", "即时解释"),
        ("已协调窗口补录，现场拿证", "即时帮助协调处理"),
    ],
)
@only_sqlite
async def test_wz_2_2_it_may_be_typed_beside_the_result(
    the_office: Office, typed: str, service: str
) -> None:
    await the_office.opens()
    await types(the_office, f"/当场 {NO} {typed}")
    ticket = await the_office.ticket()
    assert (ticket.state, ticket.closing) == (State.SURVEYING, service)
    assert ticket.reply is not None
    assert "方式" not in ticket.reply.text


@only_sqlite
async def test_wz_2_2_a_way_that_there_is_not_is_named_and_nothing_changes(
    the_office: Office,
) -> None:
    await the_office.opens()
    said = await types(the_office, f"/当场 {NO} 已讲清楚 方式：代办")
    assert "没有“代办”这个服务方式。可选：即时咨询、即时解释、即时帮助协调处理" in said
    assert (await the_office.ticket()).state is State.REGISTERED


@only_sqlite
async def test_wz_2_1_the_desk_types_another_type(the_office: Office) -> None:
    await the_office.opens()
    assert "已改类" in await types(the_office, f"/改类 {NO} 类型=疑难事项")
    assert (await the_office.ticket()).complaint.kind == "疑难事项"
    assert "没有“表扬”这个诉求类型" in await types(the_office, f"/改类 {NO} 类型=表扬")


async def types(office: Office, text: str) -> str:
    """Let the receptionist type *text*; return the answer."""
    await office.hears(lambda visit: chat_commands.in_app(visit, "sun", text, late=False))
    return "\n".join(await office.answers())


@only_sqlite
async def test_wz_6_1_as_many_entries_as_came_in_also_on_the_spot_and_out_of_scope(
    the_office: Office,
) -> None:
    """WZ-2.3: each keeps its number and words; no way to end makes one vanish or a second one."""
    words = [f"第{n}件：邻居家装修太吵" for n in range(5)]
    for text in words:
        await the_office.opens(a_complaint(text=text))
    ends: tuple[Any, ...] = (
        c.SolveOnSpot(by=RECEPTIONIST, result="已协调"),
        c.Refuse(by=RECEPTIONIST, reason="不属于政务服务"),
        Transfer(by=SUPERVISOR, unit="城管局"),
        c.Withdraw(by=CITIZEN),
    )
    for n, command in enumerate(ends, start=1):
        await the_office.do(f"2026-{n:04d}", command)
    found = [await the_office.ticket(f"2026-{n:04d}") for n in range(1, 6)]
    assert [one.complaint.text for one in found] == words
    assert {one.complaint.complainant.phone for one in found} == {"13800138000"}
    assert [one.state for one in found] == [
        State.SURVEYING,
        State.REFUSED,
        State.OUTSIDE,
        State.WITHDRAWN,
        State.REGISTERED,
    ]
    row = await the_office.store.reader.row("SELECT COUNT(*) AS n FROM tickets")
    assert row is not None
    assert row["n"] == len(words)
