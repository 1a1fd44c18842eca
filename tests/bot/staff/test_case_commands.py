"""The measures typed by staff: petitions, meetings, transfers, ties, handovers, corrections (product §5)."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from builders import (
    CITIZEN,
    LANE,
    MANAGER,
    MARKET,
    OFFICER,
    RECEPTIONIST,
    SUPERVISOR,
    TAX,
    a_complaint,
)
from databases import only_sqlite
from office import Office

from bot.jobs import digest, ownerless
from bot.staff import chat_commands
from dispatch.ticket import commands as c
from dispatch.ticket.actor import SCHEDULE
from dispatch.ticket.case_commands import Allege
from dispatch.ticket.complaint import Complainant
from dispatch.ticket.ground import GroundKind
from dispatch.ticket.remarks import RemarkKind
from dispatch.ticket.ticket import State
from storage.database.session import Session
from storage.queues import outbox
from storage.tickets import routes
from storage.tickets.log import entries
from storage.writer import Writer

pytestmark = only_sqlite

NO = "2026-0001"
SENT = (
    c.Dispatch(by=RECEPTIONIST, class_name="办不了", departments=(MARKET,)),
    c.Approve(by=MANAGER),
)
WORKING = (*SENT, c.Acknowledge(by=OFFICER))
ANSWER = c.Answer(by=OFFICER, text="执照已办好，请来领取", reason="系统已恢复", basis="条例第三条")
SURVEYING = (*WORKING, ANSWER, c.Pass(by=SUPERVISOR))


async def types(office: Office, userid: str, text: str) -> str:
    """Let *userid* type in the single chat; return the answer."""
    await office.hears(lambda visit: chat_commands.in_app(visit, userid, text, late=False))
    return "\n".join(await office.answers())


async def test_a_convened_meeting_ends_in_one_lead_and_becomes_a_routing_rule(
    the_office: Office,
) -> None:
    """PY-5.2a, N4: 会商 → 改派 names the one lead; the next complaint of the matter goes there first."""
    await the_office.opens()
    await the_office.do(NO, *WORKING)
    await types(the_office, "guan", "/会商 0001 市场监管局，税务局")
    assert (await the_office.ticket()).state is State.MEETING

    await types(the_office, "guan", "/改派 0001 税务局 会上定由税务局牵头")
    ticket = await the_office.ticket()
    assert ticket.state is State.DISPATCHED
    assert ticket.lead is not None
    assert ticket.lead.department == "tax"
    decided = await routes.of_matter(the_office.store.reader, "main", ticket.matter)
    assert decided is not None
    assert (decided.department, decided.ticket_no) == ("tax", NO)

    second = await the_office.opens()
    assert second.complaint.proposed[0].id == "tax"
    ground = second.complaint.ground
    assert ground is not None
    assert (ground.kind, ground.no) == (GroundKind.MEETING, NO)


async def test_a_return_is_asked_once_and_the_second_dispute_opens_a_meeting(
    the_office: Office,
) -> None:
    """G-13, N4: 退单 with reason and proposed department; approved it moves, the clock runs on."""
    await the_office.opens()
    await the_office.do(NO, *WORKING)
    due_at = (await the_office.ticket()).due_at
    await types(the_office, "li", "/退单 0001 税务局 发票由税务局管")
    ticket = await the_office.ticket()
    assert [one.wish for one in ticket.petitions] == ["return"]

    await types(the_office, "guan", "/批准 0001")
    ticket = await the_office.ticket()
    assert ticket.lead is not None
    assert (ticket.lead.department, ticket.due_at) == ("tax", due_at)

    await types(the_office, "wang", "/退单 0001 市场监管局 执照由市监局管")
    assert (await the_office.ticket()).state is State.MEETING


async def test_linked_tickets_get_one_answer_and_one_survey_each(the_office: Office) -> None:
    """N8, G-14: 并案 links, never swallows; the other's answer reaches this person too."""
    await the_office.opens()
    other = a_complaint(complainant=Complainant(lane="kf:wkTest:wmOther", name="李四"))
    await the_office.opens(other)
    await the_office.do(NO, *WORKING)
    await types(the_office, "du", "/并案 0001 0002")
    follower = await the_office.ticket("2026-0002")
    assert (follower.state, follower.tied_to) == (State.LINKED, NO)

    await the_office.do(NO, ANSWER, c.Pass(by=SUPERVISOR))
    follower = await the_office.ticket("2026-0002")
    assert follower.state is State.SURVEYING
    assert follower.reply is not None
    assert follower.reply.text == ANSWER.text

    await the_office.do(NO, c.Rate(by=CITIZEN, level="满意"))
    assert (await the_office.ticket("2026-0002")).state is State.SURVEYING  # their own vote counts


async def test_a_withdrawn_main_ticket_frees_those_that_waited_for_it(the_office: Office) -> None:
    await the_office.opens()
    await the_office.opens(a_complaint(complainant=Complainant(lane="kf:wkTest:wmOther")))
    await the_office.do(NO, *WORKING)
    await types(the_office, "du", "/并案 0002 0001")
    await the_office.do(NO, c.Withdraw(by=CITIZEN))
    assert (await the_office.ticket("2026-0002")).state is State.REGISTERED


async def test_two_tickets_with_departments_cannot_be_linked(the_office: Office) -> None:
    for no in (NO, "2026-0002"):
        await the_office.opens()
        await the_office.do(no, *WORKING)
    answer = await types(the_office, "du", "/并案 0001 0002")
    assert "不能并案" in answer
    assert (await the_office.ticket()).state is State.WORKING


async def test_a_wrong_press_is_taken_back_within_ten_minutes_by_who_made_it(
    the_office: Office,
) -> None:
    """Product §5, 更正: the ticket is as before, and what was not sent yet is not sent."""
    await the_office.opens()
    await the_office.do(NO, *WORKING, ANSWER)
    before = await the_office.ticket()
    await types(the_office, "du", "/质检 0001 通过 已核对")
    assert (await the_office.ticket()).state is State.SURVEYING

    await types(the_office, "sun", "/更正 0001 按错了")
    assert (await the_office.ticket()).state is State.SURVEYING  # not hers

    await types(the_office, "du", "/更正 0001 按错了")
    after = await the_office.ticket()
    assert after.state is State.ANSWERED
    assert after.clocks == before.clocks
    assert after.version > before.version
    letters = await the_office.letters()
    assert not [one for one in letters if one.lane == LANE and "办理答复" in str(one.payload)]


async def test_after_ten_minutes_nothing_is_taken_back(the_office: Office) -> None:
    await the_office.opens()
    await the_office.do(
        NO, *WORKING, ANSWER, c.Pass(by=replace(SUPERVISOR, id="du"), override="已核对")
    )
    the_office.clock.advance(minutes=11)
    answer = await types(the_office, "du", "/更正 0001 按错了")
    assert "10 分钟" in answer
    assert (await the_office.ticket()).state is State.SURVEYING


async def test_a_number_is_shown_once_in_private_and_the_look_is_logged(the_office: Office) -> None:
    """G-27, FW-4.3b: 看号 with its purpose stands on the ticket's chain."""
    await the_office.opens()
    answer = await types(the_office, "sun", "/看号 0001 电话回访")
    assert "13800138000" in answer
    log = await entries(the_office.store.reader, NO)
    assert (log[-1].command, log[-1].actor) == ("LookAtPhone", "sun")
    assert log[-1].payload["purpose"] == "电话回访"


async def test_lh_7e_a_handover_counts_once_the_other_accepts(the_office: Office) -> None:
    """LH-7e, LH-5b: from, to, time; until then the owner stays, who received it first stays for ever."""
    await the_office.opens()
    await types(the_office, "sun", "/交接 钱受理")
    assert (await the_office.ticket()).owner == "sun"

    answer = await types(the_office, "qian", "/接手")
    ticket = await the_office.ticket()
    assert "2026年第0001号" in answer
    assert (ticket.owner, ticket.first_handler) == ("qian", "sun")
    assert "没有人" in await types(the_office, "qian", "/接手")


async def test_nobody_can_hand_over_to_themselves_or_to_nobody(the_office: Office) -> None:
    await the_office.opens()
    assert "不能交接给自己" in await types(the_office, "sun", "/交接 孙受理")
    assert "没有找到" in await types(the_office, "sun", "/交接 某某")


async def test_sq_s3_whose_owner_left_the_list_is_given_to_another(the_office: Office) -> None:
    """SQ-S3: every open ticket has a named owner on duty."""
    await the_office.opens()
    del the_office.context.directory.people["sun"]
    assert await ownerless.adopt(the_office.context) == 1
    assert (await the_office.ticket()).owner == "qian"
    assert await ownerless.adopt(the_office.context) == 0


async def test_sq_s3_whoever_left_thousands_holds_up_nobody_while_they_are_given_on(
    the_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every acknowledgement waits for the transaction before it (R17), so each gives a few."""
    monkeypatch.setattr(ownerless, "AT_ONCE", 2)
    for _ in range(5):
        await the_office.opens()
    del the_office.context.directory.people["sun"]
    given: list[int] = []
    stop = asyncio.Event()
    run = Writer.run

    async def counted(writer: Writer, job: Any, *, name: str) -> Any:
        given.append(await run(writer, job, name=name))
        if len(given) == 2:
            stop.set()
        return given[-1]

    monkeypatch.setattr(Writer, "run", counted)
    assert await ownerless.adopt(the_office.context, stop) == 4
    assert given == [2, 2], "the end of the service waits for no more than one"
    assert await ownerless.adopt(the_office.context) == 1
    owners = {(await the_office.ticket(f"2026-000{n}")).owner for n in range(1, 6)}
    assert owners == {"qian"}


async def test_n9_the_morning_digest_comes_once_a_day_to_whom_something_waits(
    the_office: Office,
) -> None:
    await the_office.opens()
    assert await digest.send(the_office.context, the_office.clock()) > 0
    assert await digest.send(the_office.context, the_office.clock()) == 0
    texts = [str(one.payload["text"]) for one in await the_office.letters() if "digest" in one.key]
    assert texts
    assert all("2026年第0001号" in text for text in texts)

    the_office.clock.advance(days=4)  # Friday 2 October: a holiday
    assert await digest.send(the_office.context, the_office.clock()) == 0


async def test_n9_more_reminders_than_the_budget_wait_for_the_digest(the_office: Office) -> None:
    """N9: recorded on each ticket all the same."""
    for n in range(1, 6):
        await the_office.opens()
        await the_office.do(f"2026-{n:04d}", *WORKING)
    the_office.clock.advance(days=2)
    for n in range(1, 6):
        ticket = await the_office.do(f"2026-{n:04d}", c.Remind(by=SCHEDULE))
        assert len(ticket.reminded_at) == 1
    nudges = [one for one in await the_office.letters() if one.key.endswith("/nudge")]
    assert len(nudges) == 3


async def test_what_was_handed_over_to_an_authority_is_seen_by_management_only(
    the_office: Office,
) -> None:
    """FW-6.2.6, G-21: restricted from that moment."""
    await the_office.opens()
    await the_office.do(NO, *WORKING)
    await types(the_office, "guan", "/移交 0001 整件 涉嫌违规收费")
    ticket = await the_office.ticket()
    assert (ticket.state, ticket.restricted) == (State.HANDED_OVER, True)
    for userid in ("sun", "du", "li"):
        assert "2026年第0001号 " not in await types(the_office, userid, "/查 2026-0001"), userid


@pytest.mark.parametrize("person", ["du", "guan"])
async def test_g_9_a_lawful_end_needs_two_unhappy_answers_and_management(
    the_office: Office, person: str
) -> None:
    await the_office.opens()
    await the_office.do(NO, *SURVEYING, c.Rate(by=CITIZEN, level="不满意"))
    assert "2" in await types(the_office, person, "/终结 0001 条例第三条")
    await the_office.do(
        NO,
        ANSWER,
        c.Pass(by=SUPERVISOR),
        c.Rate(by=CITIZEN, level="不满意"),
    )
    the_office.clock.advance(minutes=1)
    await types(the_office, person, "/终结 0001 条例第三条")
    ended = (await the_office.ticket()).state is State.LAWFULLY_ENDED
    assert ended == (person == "guan")
    if not ended:
        await types(the_office, "guan", "/批准 0001")
        assert (await the_office.ticket()).state is State.LAWFULLY_ENDED


async def test_the_market_hears_that_it_is_out_when_another_gets_the_ticket(
    the_office: Office,
) -> None:
    await the_office.opens()
    await the_office.do(NO, *WORKING)
    await types(the_office, "du", "/改派 0001 税务局 涉税")
    assert not [
        one
        for one in await the_office.letters()
        if "涉税" in str(one.payload.get("text")) and one.lane == "group:market"
    ]
    await types(the_office, "guan", "/批准 0001")
    told = [one for one in await the_office.letters() if one.lane == "group:market"]
    assert any("税务" in str(one.payload) or "涉税" in str(one.payload) for one in told)
    assert TAX[0] in {part.department for part in (await the_office.ticket()).parts}


async def test_a_reminder_of_yesterday_does_not_spend_today_s_budget(the_office: Office) -> None:
    await the_office.opens()
    await the_office.do(NO, *WORKING)
    for _ in range(4):
        the_office.clock.advance(days=1)
        await the_office.do(NO, c.Remind(by=SCHEDULE))
    nudges = [one for one in await the_office.letters() if one.key.endswith("/nudge")]
    assert len(nudges) == 4


async def test_what_a_meeting_decided_by_mistake_is_no_rule_any_more(the_office: Office) -> None:
    """N4, 更正: the wrong department pressed at the end of a meeting leads nothing from then on."""
    await the_office.opens()
    await the_office.do(NO, *WORKING)
    await types(the_office, "guan", "/会商 0001 市场监管局，税务局")
    await types(the_office, "guan", "/改派 0001 税务局 会上定由税务局牵头")
    await types(the_office, "guan", "/更正 0001 按错了部门")
    ticket = await the_office.ticket()
    assert ticket.state is State.MEETING
    assert await routes.of_matter(the_office.store.reader, "main", ticket.matter) is None


async def test_sq_s3_what_came_in_before_anybody_worked_there_gets_an_owner_later(
    the_office: Office,
) -> None:
    people = the_office.context.directory.people
    kept = dict(people)
    people.clear()
    said = a_complaint()
    await the_office.write(
        lambda s: the_office.context.desk.open(s, said, "main", "", the_office.clock())
    )
    assert (await the_office.ticket()).owner == ""
    people.update(kept)
    assert await ownerless.adopt(the_office.context) == 1
    assert (await the_office.ticket()).owner == "sun"


async def test_the_ledger_of_a_month_is_read_in_private_and_names_nobody(
    the_office: Office,
) -> None:
    """WZ-F2's columns as text; the table as a file comes with the papers."""
    await the_office.opens()
    await the_office.do(NO, *WORKING, c.Remind(by=SUPERVISOR))
    shown = await types(the_office, "sun", "/台账 2026-09")
    assert "2026年9月台账，共1件" in shown
    assert (
        "2026年第0001号 营业执照办理｜市场监管局｜期限 10月8日 17:30｜催办1 督办0 退回0｜办理中"
        in shown
    )
    assert "13800138000" not in shown
    assert "张三丰" not in shown
    assert "没有登记的诉求" in await types(the_office, "sun", "/台账 8月")
    assert "不在您" in await types(the_office, "li", "/台账") or "权限" in (
        await types(the_office, "li", "/台账")
    )


async def test_the_ledger_names_how_many_there_are_when_not_all_fit(the_office: Office) -> None:
    for _ in range(17):
        await the_office.opens()
    shown = await types(the_office, "sun", "/台账")
    assert "共17件，列出最近15件" in shown
    assert len(shown.splitlines()) == 16


async def test_a_number_of_days_that_ends_on_a_holiday_ends_after_it(the_office: Office) -> None:
    """民法典 203: three days from 28 September end on 1 October, so on 8 October."""
    await the_office.opens()
    await the_office.do(NO, *WORKING)
    await types(the_office, "du", "/督办 0001 3日 请说明原因")
    told = [one for one in await the_office.letters() if one.lane == "group:market"]
    assert any("10月8日 17:30" in str(one.payload) for one in told[-1:])


async def everything_leaves(office: Office) -> None:
    """Let all that waits be sent."""

    async def leave(session: Session) -> None:
        while taken := await outbox.take(session, office.clock(), 32):
            for one in taken:
                await outbox.sent(session, one.id, {}, office.clock())

    await office.write(leave)


#: a wrong press, who gave it, before which steps; the card that it ended
TAKEN_BACK: list[tuple[tuple[c.Command, ...], str, str, str]] = [
    ((), "sun", "/不予受理 0001 N7 不归这里管 路径：12345\n/不予受理 0001 确认", "待研判"),
    ((), "sun", "/派单 0001 税务局 类=办不了", "待研判"),
    (SENT[:1], "guan", "/批准 0001", "工作单待批准"),
    (SENT[:1], "guan", "/驳回 0001 单位不对", "工作单待批准"),
    (SENT, "li", "/签收 0001", "工作单 2026"),
    ((*WORKING, ANSWER), "du", "/质检 0001 通过 已核对", "待质检"),
    ((*WORKING, ANSWER), "du", "/质检 0001 退回 没有依据", "待质检"),
]


@pytest.mark.parametrize(
    ("before", "who", "wrong", "card"), TAKEN_BACK, ids=[t[2] for t in TAKEN_BACK]
)
async def test_what_is_taken_back_brings_the_card_back_and_tells_the_person_no_internal_reason(
    the_office: Office, before: tuple[c.Command, ...], who: str, wrong: str, card: str
) -> None:
    await the_office.opens()
    await the_office.do(NO, *before)
    for line in wrong.split("\n"):
        await types(the_office, who, line)
    pressed = await the_office.ticket()
    await everything_leaves(the_office)
    await types(the_office, who, "/更正 0001 手滑点错了")

    version = (await the_office.ticket()).version
    fresh = await the_office.letters(f"{NO}/{version}/")
    assert any(card in str(one.payload.get("card", "")) for one in fresh)
    told = [one.payload["text"] for one in fresh if one.lane.startswith("kf:")]
    assert all("手滑" not in words for words in told)
    if pressed.state is State.REFUSED:
        assert [one for one in told if "请不要按它办" in one and "窗口正在核实" in one]


@pytest.mark.parametrize("second", ["none", "there", "meant"])
async def test_wz_10_3_the_only_manager_approves_their_own_通报_and_it_is_on_record(
    the_office: Office, second: str
) -> None:
    """With a second there is somebody else to decide; not where a lead is about that one: they never see it (N6)."""
    people = the_office.context.directory.people
    if second != "none":
        people["fu"] = replace(people["guan"], id="fu", name="付主任")
    await the_office.opens()
    await the_office.do(NO, *WORKING)
    if second == "meant":
        await the_office.do(NO, Allege(by=SCHEDULE, persons=("fu",), words=("红包",)))
    demand = c.Supervise(by=SUPERVISOR, demand="限期办结")
    await the_office.do(NO, demand)
    the_office.clock.now += timedelta(days=20)
    assert "等批准" in await types(the_office, "guan", "/通报 0001")
    cards = [
        one
        for one in await the_office.letters()
        if one.kind == "app_card" and "petition" in one.payload["card"]["task_id"]
    ]
    pressable = {
        user
        for one in cards
        if any("approve" in button["key"] for button in one.payload["card"]["button_list"])
        for user in one.payload["to"]
    }
    assert pressable == ({"fu"} if second == "there" else {"guan"})
    await types(the_office, "guan", "/批准 0001")
    ticket = await the_office.ticket()
    own = [one.by for one in ticket.remarks if one.kind == RemarkKind.OWN_HAND]
    assert (len(ticket.petitions), own) == ((3, []) if second == "there" else (2, ["guan"]))
    if second != "there":
        assert "本人提出、本人批准" in await types(the_office, "guan", "/查 0001 全文")
