"""Pressed buttons: each act, each refusal, and what the cards show afterwards."""

from datetime import timedelta
from typing import Any

import pytest
from builders import MANAGER, MARKET, NOW, OFFICER, RECEPTIONIST, SUPERVISOR, TAX, a_complaint
from databases import only_sqlite
from office import Office, group_press, press

from bot.letters import cards as faces
from bot.letters import request_cards
from bot.staff import buttons, chat_commands
from bot.texts import staff
from bot.wecom.keys import ButtonKey
from bot.wecom.robot_frame import RobotReply
from dispatch.ticket import commands as c
from dispatch.ticket.actor import SCHEDULE
from dispatch.ticket.complaint import Complainant, Scored
from dispatch.ticket.ticket import State, Ticket

pytestmark = only_sqlite

NO = "2026-0001"
DISPATCH = c.Dispatch(by=RECEPTIONIST, class_name="办不了", departments=(MARKET,))
SENT = (DISPATCH, c.Approve(by=MANAGER))
WORKING = (*SENT, c.Acknowledge(by=OFFICER))
ANSWERED = (*WORKING, c.Answer(by=OFFICER, text="办不了", reason="法律不许", basis="条例三条"))
SURVEYING = (*ANSWERED, c.Pass(by=SUPERVISOR))
#: the person's own chat stayed silent, and a call was asked for
CALLED = (*SURVEYING, c.OfferCall(by=SCHEDULE))


async def presses(
    office: Office,
    who: str,
    act: str,
    *,
    version: int | None = None,
    late: bool = False,
    **chosen: str,
) -> str:
    """Let *who* press *act* on a card of the present version; return the outcome."""
    ticket = await office.ticket()
    key = ButtonKey(act, NO, ticket.version if version is None else version).pack()
    message = press(who, key, task_id=f"{NO}-card-{ticket.version}", **chosen)
    return await office.hears(lambda visit: buttons.in_app(visit, message, late=late))


#: what was done before, who presses what with what chosen, the state it leads to
ACTS: list[tuple[tuple[c.Command, ...], str, str, dict[str, str], State]] = [
    ((), "sun", "spot", {"result": "explained"}, State.SURVEYING),
    ((), "sun", "send", {}, State.PROPOSED),
    ((), "guan", "send", {}, State.DISPATCHED),
    ((), "sun", "sendas", {"department": "tax", "class": "不给办", "promise": "3"}, State.PROPOSED),
    (
        (),
        "sun",
        "sendas",
        {"department": "tax", "class": "办不了", "promise": "rule"},
        State.PROPOSED,
    ),
    ((DISPATCH,), "guan", "approve", {}, State.DISPATCHED),
    ((DISPATCH,), "guan", "reject", {"why": "lead"}, State.REGISTERED),
    (SENT, "hong", "ack", {}, State.WORKING),
    (ANSWERED, "du", "pass", {}, State.SURVEYING),
    (ANSWERED, "du", "back", {"why": "basis"}, State.REWORK),
    (CALLED, "sun", "call1", {}, State.STRUCK_OFF),
    (CALLED, "sun", "call4", {}, State.REWORK),
    (SURVEYING, "sun", "callx", {}, State.SURVEYING),
]


@pytest.mark.parametrize(
    ("before", "who", "act", "chosen", "state"), ACTS, ids=[a[1] + a[2] for a in ACTS]
)
async def test_each_button_does_its_work_and_greys_the_pressers_card(
    the_office: Office,
    before: tuple[c.Command, ...],
    who: str,
    act: str,
    chosen: dict[str, str],
    state: State,
) -> None:
    await the_office.opens()
    await the_office.do(NO, *before)

    assert await presses(the_office, who, act, **chosen) == "done"
    assert (await the_office.ticket()).state is state
    said, greyed = await the_office.letters(f"in/{the_office.said}/")
    assert said.kind == "app_text"
    assert (greyed.kind, greyed.payload["response_code"]) == ("app_update", f"code-of-{who}")
    assert greyed.payload["to"] == [who]


async def test_wz_7_8_what_is_not_ours_is_guided_by_the_button(the_office: Office) -> None:
    await the_office.opens(a_complaint(text="邻居家半夜装修太吵"))
    assert await presses(the_office, "du", "guide") == "choose"
    assert await presses(the_office, "du", "guideas", code="N7") == "confirm"
    assert (await the_office.ticket()).state is State.REGISTERED
    assert "武来办" in (await the_office.answers())[0]
    shown = (await the_office.letters(f"in/{the_office.said}/change"))[0].payload["card"]
    act = ButtonKey.unpack(shown["button_list"][0]["key"]).act
    assert await presses(the_office, "du", act) == "done"
    assert (await the_office.ticket()).state is State.REFUSED


async def test_wz_4_what_reads_like_ours_needs_a_way_that_is_typed(the_office: Office) -> None:
    await the_office.opens(a_complaint(text="跑了三趟没办成"))
    assert await presses(the_office, "du", "guideas", code="N7") == "refused"
    assert f"/不予受理 {NO} N1 已按规定核对 路径：" in (await the_office.answers())[0]
    assert (await the_office.ticket()).state is State.REGISTERED


async def test_g32_the_change_card_promises_working_days_for_bu_gei_ban(the_office: Office) -> None:
    """Three working days from Monday 28 September, over the National Day holiday."""
    await the_office.opens()
    chosen = {"department": "tax", "class": "不给办", "promise": "3"}
    await presses(the_office, "sun", "sendas", **chosen)
    proposal = (await the_office.ticket()).proposal
    assert proposal is not None
    assert str(proposal.promised_on) == "2026-10-08"
    assert [p.department for p in proposal.departments] == ["tax"]


async def test_wz_9_2_bu_gei_ban_without_a_promise_asks_again(the_office: Office) -> None:
    await the_office.opens()
    chosen = {"department": "tax", "class": "不给办", "promise": "rule"}
    assert await presses(the_office, "sun", "sendas", **chosen) == "choose"
    assert "承诺时限（武政数〔2024〕11号 第九条）" in (await the_office.answers())[0]


@pytest.mark.parametrize(
    "lacking",
    [{"causes": ()}, {"departments": ()}, {"departments": (Scored(id="gone", name="撤销局"),)}],
    ids=["no cause", "no department", "a department that is not on the list"],
)
async def test_confirming_what_was_not_suggested_brings_the_choose_card(
    the_office: Office, lacking: dict[str, Any]
) -> None:
    await the_office.opens(a_complaint(**lacking))
    assert await presses(the_office, "sun", "send") == "choose"
    card = (await the_office.letters(f"in/{the_office.said}/change"))[0].payload["card"]
    assert [s["question_key"] for s in card["select_list"]] == ["department", "class", "promise"]
    assert (await the_office.ticket()).state is State.REGISTERED


async def test_the_change_card_has_what_was_suggested_first_and_an_id_of_its_own(
    the_office: Office,
) -> None:
    """WeCom takes each task id once, and the card may be asked for twice."""
    await the_office.opens(a_complaint(departments=(Scored(id="tax", name="税务局"),)))
    ids = set()
    for _ in range(2):
        assert await presses(the_office, "sun", "change") == "choose"
        card = (await the_office.letters(f"in/{the_office.said}/change"))[0].payload["card"]
        ids.add(card["task_id"])
    assert len(ids) == 2
    department, cause, _promise = card["select_list"]
    assert department["selected_id"] == "tax"
    assert cause["selected_id"] == "很难办"


async def test_only_who_may_dispatch_gets_the_change_card(the_office: Office) -> None:
    await the_office.opens()
    assert await presses(the_office, "li", "change") == "refused"


async def test_a_press_on_an_older_step_is_answered_with_who_acted(the_office: Office) -> None:
    await the_office.opens()
    await the_office.do(NO, DISPATCH)

    assert await presses(the_office, "qian", "send", version=0) == "stale"
    assert "已由孙受理处理，现在是“待批准”" in (await the_office.answers())[0]
    assert [
        one.payload["text"] for one in await the_office.letters(f"in/{the_office.said}/greyed")
    ] == ["已由他人处理"]


async def test_a_second_acknowledgement_names_who_did_it(the_office: Office) -> None:
    await the_office.opens()
    await the_office.do(NO, *WORKING)
    assert await presses(the_office, "hong", "ack", version=2) == "stale"
    assert "之前已由李科办过" in (await the_office.answers())[0]


async def test_a_late_press_does_nothing_and_names_the_typed_form(the_office: Office) -> None:
    """S3: it may have been pressed for what stood there before."""
    await the_office.opens()
    assert await presses(the_office, "sun", "send", late=True) == "late"
    answer = (await the_office.answers())[0]
    assert "超过 5 分钟" in answer
    assert answer.endswith(f"/派单 {NO} 市场监管局 类=办不了")
    assert (await the_office.ticket()).state is State.REGISTERED


async def test_a_stranger_is_answered_and_the_desk_told(the_office: Office) -> None:
    await the_office.opens()
    assert await presses(the_office, "nobody", "spot") == "stranger"
    assert "还没有在本系统登记" in (await the_office.answers())[0]
    assert len(await the_office.tasks("身份")) == 1


@pytest.mark.parametrize(
    ("before", "who", "act"),
    [
        ((DISPATCH,), "sun", "approve"),
        (SENT, "sun", "ack"),
        (SENT, "wang", "ack"),
        (ANSWERED, "li", "pass"),
    ],
)
async def test_beyond_ones_role_is_refused_and_logged(
    the_office: Office, before: tuple[c.Command, ...], who: str, act: str
) -> None:
    await the_office.opens()
    ticket = await the_office.do(NO, *before)
    assert await presses(the_office, who, act) == "refused"
    assert await the_office.ticket() == ticket
    assert (await the_office.log())[-1] == f"refused:{act}"


@pytest.mark.parametrize("key", ["nonsense", "ack|2026-0001", "ack|2026-0001|x", "|"])
async def test_a_key_that_is_none_of_ours_is_left_alone(the_office: Office, key: str) -> None:
    await the_office.opens()
    assert await the_office.hears(lambda v: buttons.in_app(v, press("sun", key), late=False)) == (
        "not_our_button"
    )


@pytest.mark.parametrize("act", ["unheardof", "call9", "call"])
async def test_an_act_of_an_older_release_is_answered(the_office: Office, act: str) -> None:
    await the_office.opens()
    await the_office.do(NO, *SURVEYING)
    assert await presses(the_office, "sun", act) == "not_our_button"
    assert "已经失效" in (await the_office.answers())[0]


async def test_a_ticket_that_is_not_there_is_answered(the_office: Office) -> None:
    message = press("sun", "spot|2026-0404|0")
    assert await the_office.hears(lambda v: buttons.in_app(v, message, late=False)) == "no_ticket"


# --- the survey in the app (N7) -----------------------------------------------------------------

MEMBER = Complainant(lane="app:zhou", name="周某", phone="13800138000")


async def surveyed(office: Office) -> Ticket:
    """Bring a member's complaint before its survey."""
    await office.opens(a_complaint(complainant=MEMBER))
    return await office.do(NO, *SURVEYING)


async def test_n7_only_the_complainant_can_vote(the_office: Office) -> None:
    await surveyed(the_office)
    assert await presses(the_office, "sun", "rate1") == "refused"
    assert await the_office.answers() == [staff.ONLY_THEIR_OWN]
    assert await presses(the_office, "zhou", "rate1") == "done"
    assert (await the_office.ticket()).state is State.STRUCK_OFF


@pytest.mark.parametrize(
    ("ahead", "said"), [(9, "快约9分钟"), (-7, "慢约7分钟"), (0, "超过 5 分钟")]
)
async def test_who_is_locked_out_by_our_own_clock_is_told_so(
    the_office: Office, ahead: int, said: str
) -> None:
    """A press and a typed command alike; nobody acted too late (E10)."""
    await the_office.opens()
    the_office.context.clock_check.ahead = timedelta(minutes=ahead)
    assert await presses(the_office, "sun", "send", late=True) == "late"
    pressed = (await the_office.answers())[0]
    await the_office.hears(
        lambda visit: chat_commands.in_app(visit, "sun", "/当场 0001 已现场拿证", late=True)
    )
    typed = (await the_office.answers())[0]
    for answer in (pressed, typed):
        assert said in answer
        assert ("系统运维" in answer) == bool(ahead)


async def test_n7_a_vote_is_never_late_and_counts_once(the_office: Office) -> None:
    version = (await surveyed(the_office)).version
    assert await presses(the_office, "zhou", "rate4", late=True) == "done"
    assert await presses(the_office, "zhou", "rate0", version=version) == "stale"
    assert "以最新一次的评价为准" in (await the_office.answers())[0]
    assert [r.level for r in (await the_office.ticket()).ratings] == ["非常不满意"]


# --- in a group ---------------------------------------------------------------------------------


async def group_presses(
    office: Office, who: str, act: str = "ack", chat: str = "wrMarket", *, late: bool = False
) -> tuple[str, RobotReply | None]:
    """Let *who* press the form's button in a group."""
    message = group_press(who, ButtonKey(act, NO, 2).pack(), chat)
    return await office.hears(lambda v: buttons.in_group(v, message, who, late=late))


async def test_a_press_in_the_group_changes_the_card_for_all_and_a_line_says_it(
    the_office: Office,
) -> None:
    await the_office.opens()
    await the_office.do(NO, *SENT)

    outcome, fast = await group_presses(the_office, "li")
    assert outcome == "done"
    assert fast is not None
    assert fast.card is not None
    assert fast.card["task_id"] == "2026-0001-form-market-2"
    assert [(b["text"], b["style"]) for b in fast.card["button_list"]] == [
        ("李科已签收", 4),
        *(("答复", 2), ("方案", 2), ("追问", 2), ("退单·延期", 2)),
        ("全文", 2),  # who has to work on it needs the whole still
    ]
    assert "已签收（李科）" in (await the_office.answers())[0]
    assert (await the_office.ticket()).state is State.WORKING


async def test_the_second_press_in_the_group_shows_the_first(the_office: Office) -> None:
    await the_office.opens()
    await the_office.do(NO, *WORKING)
    outcome, fast = await group_presses(the_office, "hong")
    assert outcome == "stale"
    assert fast is not None
    assert fast.card is not None
    assert fast.card["button_list"][0]["text"] == "李科已签收"


async def test_another_departments_officer_cannot_sign_there(the_office: Office) -> None:
    await the_office.opens()
    await the_office.do(NO, c.Dispatch(by=MANAGER, class_name="办不了", departments=(MARKET, TAX)))
    outcome, fast = await group_presses(the_office, "wang")
    assert (outcome, fast) == ("not_theirs", None)
    assert all(p.acknowledged_at is None for p in (await the_office.ticket()).parts)


async def test_the_desk_cannot_sign_for_a_department(the_office: Office) -> None:
    await the_office.opens()
    await the_office.do(NO, *SENT)
    assert (await group_presses(the_office, "sun"))[0] == "refused"
    assert (await the_office.log())[-1] == "refused:ack"


async def test_a_late_press_in_the_group_changes_nothing(the_office: Office) -> None:
    await the_office.opens()
    await the_office.do(NO, *SENT)
    outcome, fast = await group_presses(the_office, "li", late=True)
    assert (outcome, fast) == ("late", None)
    assert f"/签收 {NO}" in (await the_office.answers())[0]


async def test_a_department_that_lost_the_ticket_is_told_so(the_office: Office) -> None:
    await the_office.opens()
    await the_office.do(NO, *SENT, c.Reassign(by=MANAGER, departments=(TAX,), reason="涉税"))
    outcome, fast = await group_presses(the_office, "li")
    assert (outcome, fast) == ("refused", None)
    assert "不在贵单位名下" in (await the_office.answers())[0]


async def test_a_greyed_button_in_a_group_does_nothing(the_office: Office) -> None:
    await the_office.opens()
    await the_office.do(NO, *SENT)
    assert await group_presses(the_office, "li", act="done") == ("not_our_button", None)
    assert await group_presses(the_office, "li", act="approve") == ("not_our_button", None)


async def test_a_stranger_in_a_group_is_answered(the_office: Office) -> None:
    await the_office.opens()
    await the_office.do(NO, *SENT)
    assert await group_presses(the_office, "nobody") == ("stranger", None)
    assert len(await the_office.tasks("身份")) == 1


# --- keys ---------------------------------------------------------------------------------------


async def test_every_key_of_every_card_comes_back_as_it_left(the_office: Office) -> None:
    ticket = await the_office.opens()
    rules = the_office.context.rules("main")
    cards = [faces.triage(ticket, rules, NOW)]
    sent = await the_office.do(NO, *SENT)
    cards.append(faces.form(sent, "market", rules, NOW))
    surveying = await the_office.do(NO, *SURVEYING[2:])
    cards += [
        request_cards.call(surveying, rules.levels, "why"),
        request_cards.survey(surveying, rules.levels),
    ]
    for card in cards:
        for button in card["button_list"]:
            key = ButtonKey.unpack(button["key"])
            assert key.pack() == button["key"]
            assert key.no == NO
