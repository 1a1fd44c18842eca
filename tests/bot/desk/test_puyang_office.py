"""濮阳 at the desk: danger, 绿色通道 with both states on record, what stands first, the targets."""

from collections.abc import MutableMapping
from typing import cast

import pytest
from builders import MARKET, OFFICER, RECEPTIONIST, a_complaint, rules_of
from databases import only_sqlite
from office import DEPARTMENTS, STAFF, Office, office, press
from post import Mail

from bot.config.directory import Directory
from bot.delivery.emergency_sms import RAISED_AFTER
from bot.desk.installation import Centre
from bot.staff import buttons, chat_commands
from bot.wecom import errors
from bot.wecom.keys import ButtonKey
from dispatch.ticket import commands as c
from storage.store import Store
from storage.tickets.log import entries

pytestmark = only_sqlite

NO = "2026-0001"
RULES = rules_of("puyang")
PHONE = "13900000000"
URGENT = c.Dispatch(by=RECEPTIONIST, class_name="非常紧急", departments=(MARKET,))


@pytest.fixture
def town_hall(store: Store, clock: object) -> Office:
    """The office under 濮阳's rules; 市场监管局 has an emergency contact."""
    known = {one.id: one for one in DEPARTMENTS}
    known["market"] = known["market"].model_copy(update={"emergency_phone": PHONE})
    made = office(store, clock, Directory({one.id: one for one in STAFF}, known))
    centres = cast(MutableMapping[str, Centre], made.context.desk.centres)
    centres["main"] = Centre(id="main", prefix="", rules=RULES)
    return made


async def says(office: Office, who: str, text: str) -> str:
    """Let *who* type *text* into the app; return the answer."""
    await office.hears(lambda visit: chat_commands.in_app(visit, who, text, late=False))
    return "\n".join(await office.answers())


async def green(office: Office) -> list[str]:
    """Return what the log says of the SMS to emergency contacts."""
    found = await entries(office.store.reader, NO)
    return [one.payload["outcome"] for one in found if one.command == "green:sms"]


# --- 突发紧急 -----------------------------------------------------------------------------------


async def test_py_4_2_12_the_task_to_act_reaches_the_desk_and_is_recorded(
    town_hall: Office,
) -> None:
    await town_hall.opens()
    await town_hall.do(NO, URGENT)
    said = await says(town_hall, "sun", "/记录 0001 联动 9:02 已联系119，5分钟后到场")
    assert NO[:4] in said
    (noted,) = [one for one in (await town_hall.ticket()).remarks if one.kind == "record:联动"]
    assert noted.text == "9:02 已联系119，5分钟后到场"


async def test_py_4_2_11_what_is_very_urgent_stands_first_in_every_list(town_hall: Office) -> None:
    for name in ("紧急", "一般", "非常紧急"):
        ticket = await town_hall.opens(a_complaint(text=f"一件{name}的事"))
        await town_hall.do(
            ticket.no, c.Dispatch(by=RECEPTIONIST, class_name=name, departments=(MARKET,))
        )
    listed = (await says(town_hall, "li", "/待办")).splitlines()
    assert [line.split("号")[0][-4:] for line in listed[:3]] == ["0003", "0001", "0002"]


# --- 绿色通道 -----------------------------------------------------------------------------------


async def test_py_4_2_9_the_sms_leaves_beside_the_工单_and_both_states_are_kept(
    town_hall: Office,
) -> None:
    await town_hall.opens()
    await town_hall.do(NO, URGENT)
    mail = Mail(town_hall)
    await mail.goes()
    ((_, to, text),) = mail.gateway.sent
    assert to == PHONE
    assert "2026年第0001号" in text
    states = await mail.rows()
    sent = {key for key, state in states.items() if state == "sent"}
    lanes = await town_hall.store.reader.rows("SELECT key, lane FROM outbox")
    assert {row["lane"] for row in lanes if row["key"] in sent} >= {"group:market", "sms:market"}
    assert await green(town_hall) == ["sent"]
    assert not [one for one in await town_hall.log() if one.startswith("late:")]


async def test_py_4_2_9_an_sms_that_is_not_taken_is_raised_at_once(town_hall: Office) -> None:
    await town_hall.opens()
    await town_hall.do(NO, URGENT)
    mail = Mail(town_hall)
    mail.gateway.trouble = errors.Rejected(where="sms")
    await mail.goes()
    assert await green(town_hall) == ["failed"]
    assert [one for one in await town_hall.tasks("待确认") if "市场监管局应急联络人的短信" in one]


async def test_py_4_2_9_a_gateway_that_is_away_is_tried_again_and_raised_after_three_times(
    town_hall: Office, clock: object
) -> None:
    await town_hall.opens()
    await town_hall.do(NO, URGENT)
    mail = Mail(town_hall)
    mail.gateway.trouble = errors.TryLater(where="sms")
    for n in range(RAISED_AFTER):
        assert await green(town_hall) == []
        await mail.goes()
        assert len(mail.gateway.sent) == n + 1
        clock.advance(hours=1)  # type: ignore[attr-defined] # the frozen clock of the office
    assert await green(town_hall) == ["failing"]
    mail.gateway.trouble = None
    await mail.goes()
    assert await green(town_hall) == ["failing", "sent"]


async def test_py_4_2_13_the_call_is_a_task_that_a_press_confirms(town_hall: Office) -> None:
    await town_hall.opens()
    ticket = await town_hall.do(NO, URGENT)
    rings = [
        one.payload["card"]
        for one in await town_hall.letters()
        if "请打电话" in str(one.payload.get("card", ""))
    ]
    assert len(rings) == 1
    assert PHONE in str(rings[0])
    message = press("sun", ButtonKey("rung:market", NO, ticket.version).pack(), task_id="t")
    await town_hall.hears(lambda visit: buttons.in_app(visit, message, late=False))
    (noted,) = [one for one in (await town_hall.ticket()).remarks if one.kind == "record:电话联系"]
    assert (noted.text, noted.by) == ("市场监管局", "sun")


# --- 督办通知书、环节、目标 -----------------------------------------------------------------------


async def test_py_5_3_a_notice_is_typed_by_its_name(town_hall: Office) -> None:
    await town_hall.opens()
    await town_hall.do(NO, URGENT)
    await says(town_hall, "du", "/督办 0001 文书=整改通知书 推诿扯皮，三日内整改")
    (paper,) = (await town_hall.ticket()).documents
    assert paper.no == "2026-0001-整改通知书-1"
    assert "督办意见：推诿扯皮，三日内整改" in paper.text
    assert "没有“通报书”这个文书" in await says(town_hall, "du", "/督办 0001 文书=通报书 说明")


async def test_py_4_2_1_the_steps_stand_in_the_answer_to_查(town_hall: Office) -> None:
    await town_hall.opens()
    await town_hall.do(NO, URGENT, c.Answer(by=OFFICER, text="险情已排除"))
    said = await says(town_hall, "sun", "/查 0001")
    assert (
        "环节：接诉登记 9月28日 09:00 → 分类转办 9月28日 09:00 → 办理答复 9月28日 09:00"
        " → 回访评价 未到 → 跟踪督办 未到"
    ) in said


async def test_py_5_2c_the_figures_show_the_targets_beside_what_they_are(
    town_hall: Office,
) -> None:
    await town_hall.opens()
    await town_hall.do(NO, URGENT)
    said = await says(town_hall, "du", "/统计 月")
    assert "及时转办率 100.0%（目标 100%），诉求办结率 0.0%（目标 100%）" in said


async def test_py_3_3_the_button_that_refuses_says_what_it_looks_like(town_hall: Office) -> None:
    """One press does not turn away what 三、受理范围 takes; the typed way says how."""
    ticket = await town_hall.opens()
    message = press("sun", ButtonKey("guideas", NO, ticket.version).pack(), task_id="t", code="N7")
    await town_hall.hears(lambda visit: buttons.in_app(visit, message, late=False))
    (said,) = await town_hall.answers()
    assert "“不给办”“很难办”“办不了”" in said
    assert "（濮阳县“有诉即办”工作实施方案 第三部分（三））" in said
    assert "/不予受理 2026-0001 N1 " in said
    assert not (await town_hall.ticket()).is_closed
    await says(town_hall, "sun", "/不予受理 0001 N1 已进入诉讼程序 路径：请到县法院立案庭")
    await says(town_hall, "sun", "/不予受理 0001 确认")
    assert (await town_hall.ticket()).is_closed
