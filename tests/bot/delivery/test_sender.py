"""The outbox worked off: in order, at WeCom's pace, and for each error what is right to do."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from builders import MANAGER, MARKET, OFFICER, RECEPTIONIST, SUPERVISOR
from databases import only_sqlite
from office import NotedRobot, Office, press
from post import Post

from bot.staff import buttons
from bot.wecom import errors
from bot.wecom.keys import message_id
from dispatch.ticket import commands as c
from dispatch.ticket.ticket import State
from storage.queues import outbox
from storage.queues.letters import Urgency

pytestmark = only_sqlite

NO = "2026-0001"
KF = {"open_kfid": "wk1", "to": "wm1"}


@pytest.fixture
def post(the_office: Office) -> Post:
    """A sender without a robot."""
    return Post(the_office)


APP = {"to": ["sun"], "text": "待办一件"}
GROUP = {"department": "market", "text": "【催办】"}
CARD = {"to": ["sun"], "card": {"task_id": "t"}}
UPDATE = {"to": ["sun"], "response_code": "c", "text": "已处理"}
KF_TEXT = {**KF, "text": "您好"}

#: kind, payload, error → the letter's state, what is counted, whether a person is told
REMEDIES: list[tuple[str, dict[str, Any], errors.WeComError, str, str, bool]] = [
    ("app_text", APP, errors.TryLater(), "waiting", "again", False),
    ("app_text", APP, errors.RateLimited(45009), "waiting", "again", False),
    ("app_text", APP, errors.SlowDown(45033), "waiting", "again", False),
    ("app_text", APP, errors.TokenExpired(42001), "waiting", "again", False),
    ("app_text", APP, errors.Alarm(60020), "waiting", "again", False),
    ("app_text", APP, errors.Ambiguous(), "waiting", "again", False),
    ("app_card", CARD, errors.Ambiguous(), "waiting", "again", False),
    ("app_update", UPDATE, errors.Ambiguous(), "waiting", "again", False),
    ("kf_text", KF_TEXT, errors.Ambiguous(), "waiting", "again", False),
    ("group", GROUP, errors.Ambiguous(), "unsure", "doubt", True),
    ("group", GROUP, errors.RateLimited(45009), "waiting", "again", False),
    ("app_text", APP, errors.Rejected(81013), "parked", "park", True),
    ("app_card", CARD, errors.Rejected(42039), "parked", "park", True),
    ("kf_text", KF_TEXT, errors.TargetGone(95000), "parked", "park", True),
    ("kf_text", KF_TEXT, errors.WindowClosed(95001), "held", "hold", False),
    ("app_update", UPDATE, errors.CodeSpent(60140), "sent", "moot", False),
]


@pytest.mark.parametrize(
    ("kind", "payload", "error", "state", "counted", "told"),
    REMEDIES,
    ids=[f"{r[0]}-{type(r[2]).__name__}" for r in REMEDIES],
)
async def test_each_error_has_its_remedy(
    post: Post,
    kind: str,
    payload: dict[str, Any],
    error: errors.WeComError,
    state: str,
    counted: str,
    *,
    told: bool,
) -> None:
    key = await post.put(kind, payload)
    await post.round(error)
    assert (await post.rows())[key] == state
    assert post.counted == [(kind, counted)]
    assert bool(await post.office.tasks("待确认")) == told


async def test_a_failed_letter_keeps_its_place_before_the_next_of_its_lane(post: Post) -> None:
    """The answer is not overtaken by its survey."""
    await post.put("kf_text", {**KF, "text": "答复"})
    await post.put("kf_text", {**KF, "text": "评价"})
    await post.put("app_text", APP, lane="another")
    assert await post.round(errors.TryLater()) == 2
    assert await post.round() == 0
    post.office.clock.advance(seconds=3)
    assert [await post.round(), await post.round()] == [1, 1]
    said = [facts[1]["text"]["content"] for what, facts in post.client.asked if what == "kf"]
    assert said == ["答复", "答复", "评价"]


async def test_what_waits_longer_waits_longer_still(post: Post) -> None:
    key = await post.put("app_text", APP)
    pauses = []
    for _ in range(4):
        now = post.office.clock()
        await post.round(errors.TryLater())
        pauses.append((await post.next_try_at(key)) - now)
        post.office.clock.now = await post.next_try_at(key)
    assert pauses == [timedelta(seconds=n) for n in (2, 4, 8, 16)]


async def test_a_letter_is_given_up_only_after_a_day_of_tries(post: Post) -> None:
    """WeCom may be away for hours; then it is parked before a person's eyes, and can be released."""
    key = await post.put("app_text", APP)
    begun = post.office.clock()
    while (await post.rows())[key] == "waiting":
        post.office.clock.now = max(post.office.clock(), await post.next_try_at(key))
        await post.round(errors.TryLater())
    assert (await post.rows())[key] == "parked"
    assert post.office.clock() - begun >= timedelta(days=1)
    assert post.counted[-1] == ("app_text", "park")

    (chore,) = [one for one in await post.office.letters() if one.key.startswith("chore/")]
    resend = chore.payload["card"]["button_list"][0]["key"]
    await post.office.hears(lambda v: buttons.in_app(v, press("sun", resend), late=False))
    assert (await post.rows())[key] == "waiting"
    assert await post.office.tasks("待确认") == []


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("unheardof", {}),
        ("app_text", {}),
        ("group", {"text": "x"}),
        ("kf_text", {"open_kfid": "gone"}),
    ],
)
async def test_a_broken_letter_is_parked_and_its_lane_goes_on(
    post: Post, kind: str, payload: dict[str, Any]
) -> None:
    broken = await post.put(kind, payload)
    after = await post.put("app_text", APP)
    await post.round()
    await post.round()
    rows = await post.rows()
    assert (rows[broken], rows[after]) == ("parked", "sent")
    assert len(await post.office.tasks("待确认")) == 1


async def test_a_repeat_that_kf_refuses_after_a_doubt_was_delivered(post: Post) -> None:
    """WeCom refuses a known msgid with a code that it does not publish (kf send_msg)."""
    key = await post.put("kf_text", KF_TEXT)
    await post.round(errors.Ambiguous())
    post.office.clock.advance(seconds=5)
    await post.round(errors.Rejected(95099))
    assert (await post.rows())[key] == "sent"
    assert await post.office.tasks() == []
    assert [facts[2] for what, facts in post.client.asked if what == "kf"] == [message_id(key)] * 2


async def test_the_doubt_survives_other_errors_in_between(post: Post) -> None:
    key = await post.put("kf_text", KF_TEXT)
    for trouble in (errors.Ambiguous(), errors.TryLater(), errors.Rejected(95099)):
        await post.round(trouble)
        post.office.clock.advance(minutes=1)
    assert (await post.rows())[key] == "sent"


@pytest.mark.parametrize("error", [errors.Rejected(95099), errors.Rejected(40008)])
async def test_without_a_doubt_or_with_a_known_code_a_refusal_is_one(
    post: Post, error: errors.WeComError
) -> None:
    key = await post.put("kf_text", KF_TEXT)
    if error.errcode == 40008:
        await post.round(errors.Ambiguous())
        post.office.clock.advance(seconds=5)
    await post.round(error)
    assert (await post.rows())[key] == "parked"


async def test_an_alarm_stops_everything_for_a_while(post: Post) -> None:
    await post.put("app_text", APP)
    await post.put("app_text", APP, lane="another")
    await post.round(errors.Alarm(40001))
    assert post.sender.is_paused
    post.office.clock.advance(minutes=4)
    assert await post.round() == 0
    post.office.clock.advance(minutes=2)
    assert not post.sender.is_paused
    assert await post.round() >= 1


async def test_whom_wecom_did_not_reach_is_told_to_the_desk(post: Post) -> None:
    post.client.missed = frozenset({"du"})
    key = await post.put("app_text", {"to": ["sun", "du"], "text": "x"})
    await post.round()
    assert (await post.rows())[key] == "sent"
    assert "没有送到：du" in (await post.office.tasks("待确认"))[0]


async def test_the_thirty_first_message_of_a_minute_waits(post: Post) -> None:
    """WeCom drops it without a word (90236); what is ordinary leaves six of the thirty to the urgent."""
    for n in range(31):
        urgency = Urgency.EMERGENCY if n < 6 else Urgency.ORDINARY
        await post.put("app_text", APP, lane=f"lane{n}", urgency=urgency)
    await post.round()
    assert sorted((await post.rows()).values()) == ["sent"] * 24 + ["waiting"] * 7
    for n in range(7):
        await post.put("app_text", APP, lane=f"urgent{n}", urgency=Urgency.EMERGENCY)
    await post.round()
    assert sorted((await post.rows()).values()) == ["sent"] * 30 + ["waiting"] * 8
    post.office.clock.advance(seconds=63)
    await post.round()
    assert set((await post.rows()).values()) == {"sent"}


async def test_after_a_restart_the_pace_goes_on(post: Post) -> None:
    for n in range(30):
        await post.put("app_text", APP, lane=f"lane{n}")
    await post.round()
    again = Post(post.office)
    key = await again.put("app_text", APP, lane="later")
    await again.sender.turn()
    await again.sender.send_due()
    assert (await again.rows())[key] == "waiting"
    assert again.client.asked == []


async def test_urgent_lanes_go_first(post: Post) -> None:
    for n in range(3):
        await post.put("app_text", {"to": [f"p{n}"], "text": str(n)}, lane=f"l{n}")
    await post.put("app_text", {"to": ["u"], "text": "24小时"}, lane="u", urgency=Urgency.HOURS)
    await post.round()
    assert post.client.asked[0][1][0] == ("u",)


async def test_a_moot_update_is_told_in_words_once(post: Post) -> None:
    """After 72 hours no code changes that card any more (60140)."""
    await post.office.opens()
    update = {**UPDATE, "text": "已由孙受理处理"}
    key = await post.put("app_update", update, ticket_no=NO, key="retired")
    post.client.always["update"] = errors.CodeSpent(60140)
    await post.round()
    (line,) = await post.office.letters(f"{key}/line")
    assert line.payload["text"] == "2026年第0001号 已由孙受理处理，旧卡片上的按钮已经失效。"


# --- the chat window is closed (待送达) ---------------------------------------------------------

SURVEYING = (
    c.Dispatch(by=RECEPTIONIST, class_name="办不了", departments=(MARKET,)),
    c.Approve(by=MANAGER),
    c.Acknowledge(by=OFFICER),
    c.Answer(by=OFFICER, text="办不了", reason="法律不许", basis="条例三条"),
    c.Pass(by=SUPERVISOR),
)


async def test_answer_and_survey_wait_and_one_call_is_asked_for(post: Post) -> None:
    await post.office.opens()
    await post.office.do(NO, *SURVEYING)
    for key in ("a", "s"):
        payload = {**KF_TEXT, "no": NO, "waits": True}
        await post.put("kf_text", payload, key=key, lane="citizen", ticket_no=NO)
    post.client.always["kf"] = errors.WindowClosed(95002)
    while await post.round():
        pass

    rows = await post.rows()
    assert (rows["a"], rows["s"]) == ("held", "held")
    ticket = await post.office.ticket()
    assert ticket.undelivered
    assert ticket.state is State.SURVEYING
    calls = [
        facts
        for what, facts in post.client.asked
        if what == "message" and "请回访" in str(facts[1])
    ]
    assert len(calls) == 1
    assert "待送达" in str(calls[0][1])


async def test_another_notice_that_cannot_arrive_is_told_to_the_desk(post: Post) -> None:
    """A question to the citizen must not just vanish."""
    await post.office.opens()
    await post.office.do(NO, *SURVEYING[:3])
    key = await post.put("kf_text", {**KF_TEXT, "no": NO}, ticket_no=NO, lane="c")
    post.client.always["kf"] = errors.WindowClosed(95001)
    await post.round()
    assert (await post.rows())[key] == "held"
    assert len(await post.office.tasks("待送达")) == 1


# --- after a restart ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "payload", "state"),
    [("app_text", APP, "waiting"), ("kf_text", KF_TEXT, "waiting"), ("group", GROUP, "unsure")],
)
async def test_what_a_dead_process_was_sending_is_repeated_or_marked(
    post: Post, kind: str, payload: dict[str, Any], state: str
) -> None:
    """R9: repeated where WeCom drops a repeat, else a person is asked."""
    key = await post.put(kind, payload)
    now = post.office.clock()
    await post.office.write(lambda s: outbox.take(s, now, 1))
    post.office.clock.advance(minutes=1)
    await post.sender.recover()
    assert (await post.rows())[key] == state
    assert len(await post.office.tasks("待确认")) == (1 if state == "unsure" else 0)


async def test_the_loop_sends_what_is_put_and_stops_when_told(post: Post) -> None:
    stop = asyncio.Event()
    running = asyncio.create_task(post.sender.run(stop))
    key = await post.put("app_text", APP)
    post.sender.news.set()
    await post.office.until(lambda: post.is_sent(key))
    stop.set()
    await running


async def test_a_slow_listener_delays_nobody_else(post: Post) -> None:
    """WeCom may take seconds for one; the other lanes go on."""
    slow = asyncio.Event()

    async def waits(*facts: Any) -> None:
        await slow.wait()

    post.client.webhook_send = waits  # type: ignore[method-assign]  # a group that does not answer
    await post.put("group", GROUP, lane="slow")
    stop = asyncio.Event()
    running = asyncio.create_task(post.sender.run(stop))
    try:
        key = await post.put("app_text", APP, lane="quick")
        post.sender.news.set()
        await post.office.until(lambda: post.is_sent(key))
    finally:
        slow.set()
        stop.set()
        await running


async def test_a_replica_without_the_robot_leaves_the_groups_to_the_one_that_has_it(
    the_office: Office,
) -> None:
    """Else it would wait for a robot that never comes here, and go round it by the webhook."""
    other = Post(the_office, robot=NotedRobot(connected=False))
    other.sender.may_speak = lambda: False
    holder = Post(the_office, robot=NotedRobot())
    group = await other.put("group", GROUP, lane="group:market")
    person = await other.put("app_text", APP, lane="app:sun")

    assert await other.sender.turn() == 1
    await the_office.until(lambda: other.is_sent(person))
    assert await other.sender.turn() == 0
    assert (await other.rows())[group] == "waiting"
    assert await holder.round() == 1
    assert (await other.rows())[group] == "sent"
    assert holder.robot is not None
    assert len(holder.robot.said) == 1


async def test_what_is_in_hand_is_not_taken_for_what_a_dead_process_left(post: Post) -> None:
    """A send may outlast its claim, or the clock jump over the end of it."""
    slow = asyncio.Event()

    async def waits(*facts: Any) -> None:
        await slow.wait()

    post.client.webhook_send = waits  # type: ignore[method-assign]  # a group that does not answer
    key = await post.put("group", GROUP)
    await post.sender.turn()
    post.office.clock.advance(minutes=2)
    await post.sender.turn()
    assert (await post.rows())[key] == "sending"
    slow.set()
    await post.office.until(lambda: post.is_sent(key))
    assert await post.office.tasks("待确认") == []
