"""Cards kept true (product §2): whose view changes by which code when a ticket moves."""

from typing import Any

import pytest
from builders import HELPER, MANAGER, MARKET, OFFICER, RECEPTIONIST, SUPERVISOR, TAX
from databases import only_sqlite
from office import Office, press

from bot.delivery import on_success
from bot.staff import buttons
from bot.wecom.keys import ButtonKey
from dispatch.ticket import commands as c
from dispatch.ticket.actor import SCHEDULE
from storage.database.session import Session
from storage.people import cards
from storage.queues import outbox
from storage.queues.outbox import Posted

pytestmark = only_sqlite

NO = "2026-0001"
DISPATCH = c.Dispatch(by=RECEPTIONIST, class_name="办不了", departments=(MARKET,))


async def shows(office: Office, letter: Posted, result: dict[str, Any] | None = None) -> None:
    """Let *letter* leave and WeCom answer it, as the sender does."""
    code = {"response_code": f"send-{letter.id}", "missed": []}
    now = office.clock()

    async def job(session: Session) -> None:
        taken = await outbox.take(session, now, 32)
        for one in taken:
            if one.id == letter.id:
                await on_success.note(office.context, session, one, result or code, now)
            else:
                await outbox.retry(session, one.id, "not yet", now)

    await office.write(job)


async def the_card(office: Office, title: str) -> Posted:
    """Return the waiting letter with the card of that title."""
    return next(
        one
        for one in await office.letters()
        if one.kind == "app_card" and title in one.payload["card"]["main_title"]["title"]
    )


async def updates(office: Office) -> list[dict[str, Any]]:
    """Return the changes of cards that wait to be sent."""
    return [one.payload for one in await office.letters() if one.kind == "app_update"]


async def test_a_typed_command_greys_the_card_for_everybody_with_the_codes_of_the_sending(
    the_office: Office,
) -> None:
    await the_office.opens()
    triage = await the_card(the_office, "待研判")
    await shows(the_office, triage)
    await the_office.do(NO, DISPATCH)

    (update,) = await updates(the_office)
    assert update["response_code"] == f"send-{triage.id}"
    assert update["to"] == ["sun", "qian", "du"]
    assert update["text"] == "已由孙受理处理"


async def test_a_press_greys_the_others_by_that_code_and_the_presser_by_the_press(
    the_office: Office,
) -> None:
    await the_office.opens()
    triage = await the_card(the_office, "待研判")
    await shows(the_office, triage)
    task_id = triage.payload["card"]["task_id"]
    message = press("sun", ButtonKey("send", NO, 0).pack(), task_id)
    await the_office.hears(lambda v: buttons.in_app(v, message, late=False))

    others, own = sorted(await updates(the_office), key=lambda one: len(one["to"]), reverse=True)
    assert (others["to"], others["response_code"]) == (["qian", "du"], f"send-{triage.id}")
    assert (own["to"], own["response_code"]) == (["sun"], "code-of-sun")


async def test_a_press_on_the_change_card_greys_ones_own_triage_card_too(
    the_office: Office,
) -> None:
    """The press was on another card, so its code cannot change this one."""
    await the_office.opens()
    await shows(the_office, await the_card(the_office, "待研判"))
    message = press("sun", ButtonKey("change", NO, 0).pack())
    await the_office.hears(lambda v: buttons.in_app(v, message, late=False))
    change = await the_card(the_office, "派单")
    await shows(the_office, change)
    chosen = {"department": "tax", "class": "办不了", "promise": "rule"}
    submit = press(
        "sun", ButtonKey("sendas", NO, 0).pack(), change.payload["card"]["task_id"], **chosen
    )
    await the_office.hears(lambda v: buttons.in_app(v, submit, late=False))

    codes = {one["response_code"]: one["to"] for one in await updates(the_office)}
    assert sorted(codes.values()) == [["sun"], ["sun", "qian", "du"]]
    assert f"send-{change.id}" not in codes


async def test_a_card_shown_after_its_step_is_over_is_greyed_right_after(
    the_office: Office,
) -> None:
    await the_office.opens()
    triage = await the_card(the_office, "待研判")
    await the_office.do(NO, DISPATCH)
    assert await updates(the_office) == []
    await shows(the_office, triage)

    (update,) = await updates(the_office)
    assert update["response_code"] == f"send-{triage.id}"
    assert update["to"] == ["sun", "qian", "du"]


async def test_a_code_is_spent_once_whatever_comes_after(the_office: Office) -> None:
    await the_office.opens()
    await shows(the_office, await the_card(the_office, "待研判"))
    await the_office.do(NO, DISPATCH, c.Reject(by=MANAGER, reason="再看"), DISPATCH)
    codes = [one["response_code"] for one in await updates(the_office)]
    assert len(codes) == len(set(codes)) == 1
    assert await cards.live(the_office.store.reader, NO) == []


async def test_a_new_card_of_the_same_step_makes_the_old_one_give_way(the_office: Office) -> None:
    await the_office.opens()
    first = await the_card(the_office, "待研判")
    await shows(the_office, first)
    await the_office.do(NO, c.Classify(by=SUPERVISOR, class_name="很难办"))
    assert [one["response_code"] for one in await updates(the_office)] == [f"send-{first.id}"]


async def test_a_liaisons_form_stays_good_until_their_own_department_signs(
    the_office: Office,
) -> None:
    """Without a robot the buttons go to the liaisons; the lead's 签收 is not the other's."""
    await the_office.opens()
    both = c.Dispatch(by=MANAGER, class_name="办不了", departments=(MARKET, TAX))
    await the_office.do(NO, both)
    for form in [one for one in await the_office.letters() if one.kind == "group"]:
        liaison = {"group:market": "hong", "group:tax": "he"}[form.lane]
        await shows(the_office, form, {"by": "liaison", "liaison": liaison})
    for lane in ("app:hong", "app:he"):
        (card,) = [one for one in await the_office.letters() if one.lane == lane]
        await shows(the_office, card)

    await the_office.do(NO, c.Acknowledge(by=OFFICER))
    assert [(one["to"], one["text"]) for one in await updates(the_office)] == [
        (["hong"], "已由李科处理")
    ]
    await the_office.do(NO, c.Acknowledge(by=HELPER))
    assert [one["to"] for one in await updates(the_office)] == [["hong"], ["he"]]


async def test_a_liaison_signs_by_the_button_in_single_chat(the_office: Office) -> None:
    await the_office.opens()
    await the_office.do(NO, DISPATCH, c.Approve(by=MANAGER))
    (form,) = [one for one in await the_office.letters() if one.kind == "group"]
    await shows(the_office, form, {"by": "liaison", "liaison": "hong"})
    (card,) = [one for one in await the_office.letters() if one.lane == "app:hong"]
    await shows(the_office, card)
    face = card.payload["card"]
    message = press("hong", face["button_list"][0]["key"], face["task_id"])

    assert await the_office.hears(lambda v: buttons.in_app(v, message, late=False)) == "done"
    part = (await the_office.ticket()).parts[0]
    assert part.acknowledged_by == "洪联络"
    assert [one["response_code"] for one in await updates(the_office)] == ["code-of-hong"]


@pytest.mark.parametrize("missing", [True, False])
async def test_a_card_without_a_code_is_not_updated(the_office: Office, *, missing: bool) -> None:
    await the_office.opens()
    triage = await the_card(the_office, "待研判")
    await shows(the_office, triage, {"response_code": "" if missing else "x", "missed": []})
    await the_office.do(NO, DISPATCH)
    assert len(await updates(the_office)) == (0 if missing else 1)


async def test_what_waited_is_let_go_once_it_was_judged_on_the_phone(the_office: Office) -> None:
    """待送达: the answer and survey of a round that is over must not surprise the person later."""
    await the_office.opens()
    way = (
        DISPATCH,
        c.Approve(by=MANAGER),
        c.Acknowledge(by=OFFICER),
        c.Answer(by=OFFICER, text="办不了", reason="法律不许", basis="条例三条"),
        c.Pass(by=SUPERVISOR),
    )
    await the_office.do(NO, *way)
    now = the_office.clock()

    async def close_window(session: Session) -> None:
        while taken := await outbox.take(session, now, 32):
            for one in taken:
                if one.payload.get("waits"):
                    await outbox.hold(session, one.id, "closed")
                else:
                    await outbox.sent(session, one.id, {}, now)

    await the_office.write(close_window)
    assert len(await outbox.listed(the_office.store.reader, "held")) == 2
    await the_office.do(
        NO, c.NoteUndelivered(by=SCHEDULE), c.CallBack(by=RECEPTIONIST, level="不满意")
    )
    assert await outbox.listed(the_office.store.reader, "held") == []
