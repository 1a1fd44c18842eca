"""服务规范, section 6.1: taken at the window, by phone and online; a refusal tells its reason."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from builders import (
    CITIZEN,
    LANE,
    NOW,
    RECEPTIONIST,
    a_complaint,
    a_ticket,
    rules_of,
    walked,
)

from bot.citizen import walk_in
from bot.letters import cards
from bot.texts import citizen
from dispatch.errors import Incomplete
from dispatch.lifecycle import life
from dispatch.lifecycle.wake import due_now
from dispatch.ticket import commands as c
from dispatch.ticket.case_commands import Record
from dispatch.ticket.complaint import Complaint
from dispatch.ticket.notices import Notice, NoticeKind, To
from dispatch.ticket.ticket import Ticket
from dispatch.worktime.calendar import in_shanghai
from intake.conversation import dialogue, form_fields
from intake.talk.message import Kind, Message
from intake.talk.state import Draft, Hints, Stage, Talk
from intake.talk.turn_context import Frame

pytestmark = pytest.mark.unit
RULES = rules_of("fw")


def opened(complaint: Complaint | None = None, **changes: Any) -> Ticket:
    """Return a fresh ticket; *changes* are the complaint's."""
    return a_ticket(RULES, complaint=complaint or a_complaint(**changes))


def heard(ticket: Ticket, notices: list[Notice]) -> str:
    """Return what the citizen reads of *notices*."""
    said = [
        citizen.notice(one.what, ticket, one.facts, NOW) for one in notices if one.to is To.CITIZEN
    ]
    return "\n".join(filter(None, said))


def refused(ticket: Ticket, code: str, reason: str = "见下", **fields: str) -> tuple[Ticket, str]:
    """Return *ticket* refused by *code*, and what the citizen reads."""
    command = c.Refuse(by=RECEPTIONIST, reason=reason, code=code, fields=tuple(fields.items()))
    moved, notices = life.apply(ticket, command, RULES, NOW)
    return moved, heard(moved, notices)


def test_fw_6_1_1_at_the_window_staff_say_who_they_are_note_it_and_solve_it() -> None:
    who = replace(RECEPTIONIST, title="科员", post="诉求受理岗")
    assert "孙受理（科员，诉求受理岗）" in walk_in.introduction(who, RULES.profile)
    complaint = told_by("窗口")
    ticket = opened(complaint)
    assert (ticket.complaint.channel, ticket.first_handler) == ("窗口", "shouli")
    assert ticket.complaint.causes[0].name in {one.name for one in RULES.profile.classes}
    solved = walked(RULES, (c.SolveOnSpot(by=RECEPTIONIST, result="已现场补录"),), ticket)
    assert solved.class_name == "一般性问题"


def test_fw_6_1_2_on_the_phone_staff_say_who_they_are_and_note_that_it_was_a_call() -> None:
    assert walk_in.introduction(RECEPTIONIST, RULES.profile).startswith("请先亮明身份")
    assert walk_in.way_of("电话", RULES.profile) == "中心咨询电话"
    assert walk_in.way_of("飞鸽", RULES.profile) == ""
    assert told_by("电话").channel == "中心咨询电话"


def told_by(said: str) -> Complaint:
    """Return what a receptionist tells of somebody who came by that way."""
    talk = walk_in.begin(Talk(), walk_in.way_of(said, RULES.profile))
    draft = Draft(words=("社保卡补不了",), said_at=NOW, name="李秀兰", phone="13912345678")
    return form_fields.complaint(replace(talk, draft=draft), frame())


def frame() -> Frame:
    """Return what a step of the conversation knows under these rules."""
    return Frame(
        lane=LANE,
        channel="微信客服",
        suggest=lambda text: Hints(),
        levels=RULES.levels,
        emergency=RULES.profile.emergency,
    )


def step(words: str, talk: Talk | None = None) -> Any:
    """Return what a citizen's *words* bring about."""
    return dialogue.step(talk or Talk(), Message(kind=Kind.TEXT, text=words, at=NOW), frame(), NOW)


@pytest.mark.parametrize(
    "channel", ["小程序", "信函", "门户网站", "微信客服", "服务号", "企业微信"]
)
def test_fw_6_1_3_what_comes_online_is_responded_to_within_a_working_day(channel: str) -> None:
    """From arrival, before and beside any 工作单."""
    (clock,) = opened(channel=channel).clocks
    assert (clock.stage, clock.clause) == ("acknowledge", "FW-6.1.3")
    assert in_shanghai(clock.due_at).isoformat() == "2026-09-29T17:30:00+08:00"
    assert opened(channel="窗口").clocks == ()


def test_fw_6_1_3_a_person_of_ours_must_have_said_something_to_them() -> None:
    """The receipt is ours, not a person's; a question of the desk is a response."""
    ticket = opened()
    assert ticket.clocks[0].stopped_at is None
    more = c.Supplement(by=CITIZEN, text="还有一件")
    assert walked(RULES, (more,), ticket).clocks[0].stopped_at is None
    asked = walked(RULES, (Record(by=RECEPTIONIST, kind="追问", text="哪个窗口？"),), ticket)
    assert asked.clocks[0].stopped_at == NOW


def test_fw_6_1_3_every_working_day_the_desk_is_reminded_of_what_nobody_responded_to() -> None:
    ticket = opened()
    assert due_now(ticket, NOW) == []
    morning = datetime.fromisoformat("2026-09-29T08:45:00+08:00")
    (remind,) = due_now(ticket, morning)
    reminded, notices = life.apply(ticket, remind, RULES, morning)
    assert [(one.to, one.what) for one in notices] == [(To.DESK, NoticeKind.UNANSWERED)]
    afternoon = morning + timedelta(hours=7)
    assert [type(one) for one in due_now(reminded, afternoon)] == [c.Remind]


@pytest.mark.parametrize("code", [one.code for one in RULES.profile.refusals])
def test_fw_6_1_4a_no_refusal_without_its_reason_and_the_reason_is_kept(code: str) -> None:
    every = {"路径": "诉讼", "依据": "某办法第三条", "联系": "已联系市中心", "追问": "无法追问"}
    with pytest.raises(Incomplete):
        refused(opened(), code, "  ", **every)
    ticket, said = refused(opened(), code, "经核对如此", **every)
    assert "经核对如此" in said
    assert (f"{code} 经核对如此" in ticket.remarks[-1].text, "经核对如此" in ticket.closing) == (
        True,
        True,
    )


def test_fw_6_1_4b_what_another_level_handles_is_refused_only_with_the_contact_on_record() -> None:
    with pytest.raises(Incomplete) as error:
        refused(opened(), "4b", "属于市中心管辖")
    assert error.value.missing == ("联系",)
    contact = Record(by=RECEPTIONIST, kind="联系", text="已联系市中心王科长，9月29日受理")
    ticket = walked(RULES, (contact,), opened())
    ticket, said = refused(ticket, "4b", "属于市中心管辖")
    assert "已联系市中心王科长，9月29日受理" in said
    assert "协助受理" in said


@pytest.mark.parametrize(
    ("lacks", "name"),
    [
        ("name", "姓名"),
        ("address", "地址"),
        ("phone", "联系电话"),
        ("text", "诉求"),
        ("channel", "方式"),
    ],
)
def test_fw_6_1_5_what_a_record_lacks_of_the_six_elements_stands_on_the_desk_s_card(
    lacks: str, name: str
) -> None:
    whole = a_complaint()
    assert RULES.lacking(whole) == ()
    gone: dict[str, Any] = {lacks: ""}
    if lacks in ("text", "channel"):
        complaint = replace(whole, **gone)
    else:
        complaint = replace(whole, complainant=replace(whole.complainant, **gone))
    card = cards.triage(opened(complaint), RULES, NOW)
    assert {"keyname": "待补", "value": name} in card["horizontal_content_list"]


def test_fw_6_1_5_the_conversation_asks_for_what_is_missing() -> None:
    outcome = step("跑了三趟营业执照还没办下来，窗口总说系统坏了")
    assert outcome.talk.stage is Stage.COLLECTING
    (reply,) = outcome.replies
    assert set(reply.facts["fields"].split(",")) == {"name", "phone", "address"}
