"""Cards of what somebody asks for, and their presses: petitions, handovers, calls, listed refusals."""

from collections.abc import MutableMapping
from dataclasses import replace
from datetime import date
from typing import Any, cast

import pytest
from builders import (
    CITIZEN,
    HELPER,
    MANAGER,
    MARKET,
    OFFICER,
    SUPERVISOR,
    TAX,
    a_complaint,
    wuzhi,
)
from databases import only_sqlite
from office import Office, press

from bot.delivery import on_success
from bot.desk import card_updates
from bot.desk.installation import Centre
from bot.staff import buttons
from bot.texts import staff
from bot.wecom.keys import ButtonKey
from dispatch.profiles.list_sections import Recordable, Refusal
from dispatch.rules.rules import Rules
from dispatch.ticket import commands as c
from dispatch.ticket.case_commands import Extend, PassOn, Repromise, ReturnForm
from dispatch.ticket.complaint import Complainant
from dispatch.ticket.ticket import State
from storage.database.session import Session
from storage.people import cards
from storage.people.cards import Card
from storage.queues import outbox

pytestmark = only_sqlite

NO = "2026-0001"
SENT = c.Dispatch(by=MANAGER, class_name="很难办", departments=(MARKET, TAX))
PLANNED = (
    SENT,
    c.Acknowledge(by=OFFICER),
    c.Plan(by=OFFICER, text="三步走", promised_on=date(2026, 10, 15)),
)
REPROMISED = Repromise(by=OFFICER, promised_on=date(2026, 10, 20), reason="等上级系统")


def follows(office: Office, **changes: Any) -> Rules:
    """Let the office work by 武陟's rules with *changes*."""
    rules = wuzhi()
    rules = replace(rules, profile=replace(rules.profile, **changes))
    centres = cast(MutableMapping[str, Centre], office.context.desk.centres)
    centres["main"] = Centre(id="main", prefix="", rules=rules)
    return rules


async def presses(office: Office, who: str, act: str, version: int = -1, **chosen: str) -> str:
    """Let *who* press *act* on a card of the ticket's present *version*; return the outcome."""
    ticket = await office.ticket()
    seen = ticket.version if version < 0 else version
    message = press(who, ButtonKey(act, NO, seen).pack(), task_id=f"{NO}-card-{seen}", **chosen)
    return await office.hears(lambda visit: buttons.in_app(visit, message, late=False))


async def card(office: Office, purpose: str) -> dict[str, Any]:
    """Return the last card of a *purpose* that waits."""
    found = [
        one.payload["card"]
        for one in await office.letters()
        if "card" in one.payload
        and card_updates.purpose_of(one.payload["card"]["task_id"], NO) == purpose
    ]
    return cast(dict[str, Any], found[-1])


def rows(shown: dict[str, Any]) -> dict[str, str]:
    """Return what stands on a card, by name."""
    return {row["keyname"]: row["value"] for row in shown["horizontal_content_list"]}


async def test_n2_the_petition_card_shows_old_and_new_and_grants_this_one(
    the_office: Office,
) -> None:
    await the_office.opens()
    ticket = await the_office.do(NO, *PLANNED, REPROMISED)
    shown = await card(the_office, "petition-1")
    assert rows(shown) | {"原承诺": "2026年10月15日", "改为": "2026年10月20日"} == rows(shown)
    assert shown["sub_title_text"] == "等上级系统"
    assert [ButtonKey.unpack(b["key"]).act for b in shown["button_list"]] == [
        *("approve1", "reject1", "read"),
    ]
    assert await presses(the_office, "li", "approve1") == "refused"
    # somebody else moved the ticket meanwhile: the petition is still the same
    await the_office.do(NO, c.Supplement(by=CITIZEN, text="又去了一次"))
    assert await presses(the_office, "guan", "approve1", version=ticket.version) == "done"
    assert (await the_office.ticket()).promised_on == date(2026, 10, 20)
    assert await presses(the_office, "guan", "reject1") == "stale"


async def test_a_petition_that_is_not_granted_tells_the_department_why(the_office: Office) -> None:
    await the_office.opens()
    await the_office.do(NO, *PLANNED, REPROMISED)
    assert await presses(the_office, "guan", "reject1", why="limit") == "done"
    ticket = await the_office.ticket()
    assert (ticket.petitions, ticket.promised_on) == ((), date(2026, 10, 15))
    groups = [one.payload["text"] for one in await the_office.letters() if one.kind == "group"]
    assert any("改诺申请没有批准：请按现在的时限办理" in text for text in groups)


async def test_two_petitions_are_two_cards_and_each_button_means_its_own(
    the_office: Office,
) -> None:
    await the_office.opens()
    returned = ReturnForm(by=HELPER, departments=(MARKET,), reason="不涉税")
    ticket = await the_office.do(NO, *PLANNED, REPROMISED, returned)
    assert [one.n for one in ticket.petitions] == [1, 2]
    assert rows(await card(the_office, "petition-2"))["建议"] == "市场监管局"
    assert await presses(the_office, "guan", "reject2", why="own") == "done"
    assert [one.n for one in (await the_office.ticket()).petitions] == [1]


async def test_the_second_petition_can_be_granted_before_the_first(the_office: Office) -> None:
    await the_office.opens()
    returned = ReturnForm(by=HELPER, departments=(MARKET,), reason="不涉税")
    await the_office.do(NO, *PLANNED, REPROMISED, returned)
    assert await presses(the_office, "guan", "approve2") == "done"
    ticket = await the_office.ticket()
    assert [part.department for part in ticket.parts] == ["market"]
    assert ticket.promised_on == date(2026, 10, 15), "the first was not granted"


async def test_g34_the_card_of_an_extension_shows_from_when_to_when(the_office: Office) -> None:
    rules = wuzhi()
    allowed = replace(rules.profile.extension, allowed=True, approve="MGMT")
    follows(the_office, extension=allowed)
    await the_office.opens()
    sent = c.Dispatch(by=MANAGER, class_name="办不了", departments=(MARKET,))
    await the_office.do(NO, sent, Extend(by=OFFICER, days=2, reason="要现场核查"))
    shown = rows(await card(the_office, "petition-1"))
    assert (shown["原定"], shown["延到"]) == ("10月8日 17:30", "10月10日 17:30")
    assert await presses(the_office, "guan", "approve1") == "done"
    assert "时限 10月10日 17:30" in (await the_office.answers())[0]


async def test_an_undecided_petition_keeps_its_card_over_a_step(the_office: Office) -> None:
    await the_office.opens()
    ticket = await the_office.do(NO, SENT, ReturnForm(by=OFFICER, departments=(TAX,), reason="税"))
    held = Card(
        task_id="t", ticket_no=NO, listener="management:main", purpose="petition-1",
        version=ticket.version, sent_at=the_office.clock(),
    )  # fmt: skip
    working = await the_office.do(NO, c.Acknowledge(by=OFFICER))
    assert working.state is State.WORKING
    assert not card_updates.is_over(held, working)
    assert card_updates.is_over(held, replace(working, petitions=()))


# --- handover, call, refusal -------------------------------------------------------------------


async def test_lh_7e_an_offered_ticket_is_taken_by_whom_it_was_offered_to(
    the_office: Office,
) -> None:
    await the_office.opens()
    sun = the_office.context.directory.people["sun"]
    await the_office.do(NO, PassOn(by=sun, to="qian", to_name="钱受理"))
    shown = await card(the_office, "offer-qian")
    assert "孙受理请您接手" in shown["main_title"]["desc"]
    assert await presses(the_office, "du", "take") == "refused"
    assert await presses(the_office, "qian", "take") == "done"
    ticket = await the_office.ticket()
    assert (ticket.owner, ticket.first_handler) == ("qian", "sun")
    told = [one.payload["text"] for one in await the_office.letters() if one.lane == "app:sun"]
    assert told == ["2026年第0001号 已由钱受理接手。"]


async def test_py_4_2_13_a_phone_call_is_put_in_the_log_by_the_press(the_office: Office) -> None:
    await the_office.opens()
    await the_office.do(NO, SENT)
    assert await presses(the_office, "li", "rung:market") == "refused"
    assert await presses(the_office, "sun", "rung:market") == "done"
    assert "已电话通知市场监管局的应急联络人（孙受理）" in (await the_office.answers())[0]
    assert (await the_office.log())[-1] == "rung"


async def test_py_4_2_13_where_the_profile_wants_it_on_record_it_is_recorded(
    the_office: Office,
) -> None:
    follows(the_office, records=(Recordable(name=staff.RUNG, means="", tells=()),))
    await the_office.opens()
    await the_office.do(NO, SENT)
    assert await presses(the_office, "sun", "rung:market") == "done"
    (noted,) = (await the_office.ticket()).remarks
    assert (noted.kind, noted.text) == ("record:电话联系", "市场监管局")


async def with_a_call_card(the_office: Office) -> None:
    """The desk holds a card that asks to ring the department's emergency contact."""
    await the_office.opens()
    ticket = await the_office.do(NO, SENT)
    held = Card(
        task_id=f"{NO}-card-{ticket.version}", ticket_no=NO, listener="desk:main",
        purpose="ring-market", response_code="code", version=ticket.version,
        sent_at=the_office.clock(),
    )  # fmt: skip
    await the_office.write(lambda session: cards.store(session, held))


async def the_update(the_office: Office) -> dict[str, Any]:
    """Return what greys that card."""
    (update,) = [
        one for one in await the_office.letters(NO) if one.payload.get("response_code") == "code"
    ]
    return dict(update.payload)


async def test_a_pressed_call_card_is_greyed_for_the_others_too(the_office: Office) -> None:
    await with_a_call_card(the_office)
    await presses(the_office, "sun", "rung:market")
    update = await the_update(the_office)
    assert update["to"] == ["qian", "du"]
    assert "处理" in update["text"]


async def test_a_call_that_nobody_made_is_not_said_to_be_made_once_the_department_has_signed(
    the_office: Office,
) -> None:
    """PY-4.2.13: 签收 makes the call needless; whoever signed has rung nobody."""
    await with_a_call_card(the_office)
    await the_office.do(NO, c.Acknowledge(by=OFFICER))
    assert (await the_update(the_office))["text"] == "不用再打电话"
    assert not (await the_office.ticket()).remarks


REFUSALS = (
    Refusal(code="N2", name="已进入信访渠道", words="已进入信访渠道的不受理："),
    Refusal(code="6B", name="不在范围", words="", needs=("理由", "方法", "路径")),
)


async def test_lh_6a_where_a_bare_no_is_forbidden_no_button_says_no(the_office: Office) -> None:
    rules = wuzhi()
    follows(the_office, refusing=replace(rules.profile.refusing, no_bare_no=True))
    await the_office.opens()
    texts = [button["text"] for button in (await card(the_office, "triage"))["button_list"]]
    assert "告知办法" in texts
    assert not [text for text in texts if "不" in text]


async def test_fw_5_3_the_listed_reasons_are_offered_and_the_chosen_one_is_told(
    the_office: Office,
) -> None:
    follows(the_office, refusals=REFUSALS)
    await the_office.opens()
    assert await presses(the_office, "li", "guide") == "refused"
    assert await presses(the_office, "sun", "guide") == "choose"
    (select,) = (await the_office.letters(f"in/{the_office.said}/change"))[0].payload["card"][
        "select_list"
    ]
    shown = [one["text"] for one in select["option_list"]]
    # that a licence is out of scope the rules forbid to say without a way (WZ-4.1): it is not offered
    assert shown == ["请选择", "N2 已进入信访渠道", "6B 不在范围"]
    assert await presses(the_office, "sun", "guideas", code="N2") == "confirm"
    assert (await the_office.ticket()).state is State.REGISTERED
    shown = (await the_office.letters(f"in/{the_office.said}/change"))[0].payload["card"]
    act = ButtonKey.unpack(shown["button_list"][0]["key"]).act
    assert await presses(the_office, "sun", act) == "done"
    assert (await the_office.ticket()).state is State.REFUSED
    told = [one.payload["text"] for one in await the_office.letters() if one.kind == "kf_text"]
    assert "已进入信访渠道" in told[-1]
    assert "您可以这样办：12345" in told[-1]


async def test_lh_6b_what_a_reason_asks_for_is_typed_and_the_press_says_how(
    the_office: Office,
) -> None:
    follows(the_office, refusals=REFUSALS)
    await the_office.opens()
    assert await presses(the_office, "sun", "guideas", code="6B") == "incomplete"
    said = (await the_office.answers())[0]
    assert "还缺：理由、方法、路径" in said
    assert f"/不予受理 {NO} 6B 理由 方法：… 路径：…" in said
    assert (await the_office.ticket()).state is State.REGISTERED


async def test_n3_what_the_guard_found_stands_on_the_card_and_stops_the_press(
    the_office: Office,
) -> None:
    await the_office.opens()
    guan = the_office.context.directory.people["guan"]
    sent = c.Dispatch(by=guan, class_name="办不了", departments=(MARKET,))
    doubts = ("没有回答“跑了三趟”",)
    answer = c.Answer(by=OFFICER, text="已转办", reason="因", basis="据", findings=doubts)
    await the_office.do(NO, sent, answer)
    shown = await card(the_office, "inspect")
    assert shown["sub_title_text"] == "答复：已转办"
    assert shown["quote_area"]["quote_text"] == (await the_office.ticket()).complaint.text
    assert rows(shown)["疑点"] == "没有回答“跑了三趟”"
    assert rows(shown)["负责"] == "管主任"
    assert await presses(the_office, "du", "pass") == "refused"
    said = (await the_office.answers())[0]
    assert "没有回答“跑了三趟”" in said
    assert f"/质检 {NO} 通过 已逐条核对" in said
    assert (await the_office.ticket()).state is State.ANSWERED


COMPANY = Complainant(name="宏达商贸有限公司", is_unit=True, phone="13900139000")
AWAY = c.Refuse(by=MANAGER, reason="是涉企政策", path="企业纾困360")


@pytest.mark.parametrize(("act", "state"), [("told", State.TRANSFERRED), ("callx", State.OUTSIDE)])
async def test_wz_7_7_a_person_without_a_chat_is_told_by_phone_where_it_went(
    the_office: Office, act: str, state: State
) -> None:
    await the_office.opens(a_complaint(complainant=COMPANY))
    await the_office.do(NO, AWAY)
    shown = await card(the_office, "call")
    assert [button["text"] for button in shown["button_list"]] == ["已告知", "未接通", "全文"]
    assert rows(shown)["转给"] == "企业纾困360"
    assert await presses(the_office, "sun", act) == "done"
    assert (await the_office.ticket()).state is state


# --- what was told ------------------------------------------------------------------------------


async def arrives(office: Office, kind: str, **result: Any) -> None:
    """Let every letter of *kind* that may go leave, with *result* from WeCom."""

    async def job(session: Session) -> None:
        for letter in await outbox.take(session, office.clock(), 50):
            if letter.kind == kind:
                await on_success.note(office.context, session, letter, result, office.clock())

    await office.write(job)


ANSWERED = (
    c.Dispatch(by=MANAGER, class_name="办不了", departments=(MARKET,)),
    c.Answer(by=OFFICER, text="已办好", reason="因", basis="据"),
    c.Pass(by=SUPERVISOR),
)


async def test_lh_12a_the_limit_is_met_when_all_whom_the_text_names_have_heard_the_result(
    the_office: Office,
) -> None:
    rules = wuzhi()
    follows(the_office, result=replace(rules.profile.result, to=("person", "window")))
    await the_office.opens(a_complaint(complainant=replace(COMPANY, lane="app:zhou")))
    ticket = await the_office.do(NO, *ANSWERED)
    assert ticket.owed == ("person", "window")
    assert ticket.open_clocks
    owed = {
        one.payload["owes"]: one.lane
        for one in await the_office.letters(NO)
        if one.payload.get("owes")
    }
    assert owed == {"person": "app:zhou", "window": "desk:main"}


async def test_lh_12a_word_that_arrived_counts_as_told(the_office: Office) -> None:
    await the_office.opens()
    await the_office.do(NO, *ANSWERED)
    for _ in range(6):  # a lane gives one letter at a time: receipt, dispatch, answer
        await arrives(the_office, "kf_text", msgid="m")
    assert (await the_office.ticket()).owed == ()
    assert "NoteDelivered" in await the_office.log()


async def test_lh_12a_word_that_missed_everybody_does_not(the_office: Office) -> None:
    await the_office.opens(a_complaint(complainant=replace(COMPANY, lane="app:zhou")))
    await the_office.do(NO, *ANSWERED)
    for _ in range(6):
        await arrives(the_office, "app_text", msgid="m", missed=["zhou"])
    assert (await the_office.ticket()).owed == ("person",)


async def test_wz_7_7_a_transfer_is_closed_once_the_person_was_told(the_office: Office) -> None:
    await the_office.opens(a_complaint(complainant=replace(COMPANY, lane="app:zhou")))
    assert (await the_office.do(NO, AWAY)).state is State.OUTSIDE
    for _ in range(3):
        await arrives(the_office, "app_text", msgid="m", missed=[])
    assert (await the_office.ticket()).state is State.TRANSFERRED


async def test_a_note_that_comes_too_late_changes_nothing_and_loses_nothing(
    the_office: Office,
) -> None:
    await the_office.opens()
    await the_office.do(NO, *ANSWERED, c.Rate(by=CITIZEN, level="满意"))
    for _ in range(6):
        await arrives(the_office, "kf_text", msgid="m")
    assert (await the_office.ticket()).state is State.STRUCK_OFF
    assert "NoteDelivered" not in await the_office.log()
