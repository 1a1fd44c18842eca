"""What works in the background: it survives trouble, rests when idle, finishes what is in hand."""

import asyncio
import re
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from builders import MANAGER, MARKET, OFFICER
from databases import only_sqlite
from office import NotedClient, Office, person, press
from patience import PATIENCE, until, within
from post import a_posted

from bot.clock import monotonic
from bot.delivery.sender import Sender
from bot.delivery.shut_doors import SHUT_FOR, door_of
from bot.desk.installation import Centre
from bot.inbound.media import GIVE_UP_AFTER, Fetcher
from bot.inbound.receiver import Receiver
from bot.jobs import sweeps
from bot.jobs.sweeps import Sweeps
from bot.readiness import NotWorking, checks_of, refresh_of, warnings_of
from bot.runtime.lease import LENGTH, Lease
from bot.runtime.metrics import Metrics
from bot.runtime.worker import LONGEST_PAUSE, Hands, Loop, pause_after, rung
from bot.staff import buttons
from bot.texts.outages import NOT_READY
from bot.wecom import errors
from bot.wecom.robot_frame import RobotReply
from bot.wecom.token import Secret
from dispatch.ticket import commands as c
from dispatch.ticket.ticket import State
from storage.database import job_slots
from storage.database.session import Session
from storage.people import media, tasks
from storage.people.media import Media
from storage.queues import inbox, outbox
from storage.queues.arrival import Arrival
from storage.queues.letters import Letter

NO = "2026-0001"


# --- waiting ------------------------------------------------------------------------------------


async def test_a_loop_goes_on_after_a_failing_turn_and_stops_when_told() -> None:
    stop, turns = asyncio.Event(), 0
    loop = Loop("test", timedelta(seconds=60))

    async def turn() -> int:
        nonlocal turns
        turns += 1
        if turns == 3:
            stop.set()
        return 1

    await within("the loop to stop", loop.run(turn, stop))
    assert turns == 3
    assert loop.is_turning(timedelta(seconds=30))


async def test_a_failing_turn_is_not_tried_again_at_once() -> None:
    stop, turns = asyncio.Event(), 0
    loop = Loop("test", timedelta(0))

    async def turn() -> int:
        nonlocal turns
        turns += 1
        asyncio.get_running_loop().call_soon(stop.set)
        raise OSError("away")

    await within("the loop to stop", loop.run(turn, stop))
    assert turns == 1
    assert not loop.is_turning(timedelta(seconds=30))


def test_pauses_grow_to_a_limit() -> None:
    pauses = [pause_after(n).total_seconds() for n in (1, 2, 3, 4, 99)]
    assert pauses == [1, 2, 4, 8, LONGEST_PAUSE.total_seconds()]


async def test_an_idle_loop_waits_for_its_bell() -> None:
    stop = asyncio.Event()
    loop, seen = Loop("test", timedelta(seconds=60)), asyncio.Event()
    turns = 0

    async def turn() -> int:
        nonlocal turns
        turns += 1
        seen.set()
        return 0

    running = asyncio.create_task(loop.run(turn, stop))
    async with asyncio.timeout(PATIENCE):
        for expected in (1, 2):
            await seen.wait()
            seen.clear()
            assert turns == expected
            loop.bell.set()
        await seen.wait()
        stop.set()
        await running


async def test_rung_returns_after_the_time_without_a_bell() -> None:
    await within("the end of the time", rung(timedelta(milliseconds=1), asyncio.Event()))


async def test_hands_hold_so_many_and_each_key_once() -> None:
    bell, done, go = asyncio.Event(), [], asyncio.Event()
    hands = Hands(2, bell)

    async def work(name: str) -> None:
        await go.wait()
        done.append(name)

    hands.give(1, work("a"))
    hands.give(1, work("again"))
    hands.give(2, work("b"))
    assert hands.free == 0
    go.set()
    await hands.rest()
    assert (done, hands.free, bell.is_set()) == (["a", "b"], 2, True)


async def test_a_hand_that_fails_frees_itself() -> None:
    hands = Hands(1, asyncio.Event())

    async def fail() -> None:
        raise OSError("away")

    hands.give(1, fail())
    await hands.rest()
    assert hands.free == 1


# --- the receiver -------------------------------------------------------------------------------


def a_receiver(office: Office, **given: Any) -> Receiver:
    """Return a receiver whose network notes."""

    async def nothing(*facts: Any) -> None:
        return None

    async def same(named: str) -> str:
        return named

    ways = {"pull": nothing, "resolve": same, "reply": nothing} | given
    return Receiver(context=office.context, stirred=asyncio.Event(), **ways)


async def keep(office: Office, channel: str, lane: str, body: bytes, key: str = "m1") -> None:
    """Keep a message as the callbacks do."""
    arrival = Arrival(channel=channel, account="1", key=key, lane=lane, body=body)
    await office.store.writer.keep([arrival], office.clock())


async def nothing_waits(office: Office) -> bool:
    """Tell whether every message has been worked off."""
    return not (await inbox.counts(office.store.reader))["waiting"]


@only_sqlite
async def test_r7_a_poisoned_message_is_set_aside_seen_and_tried_again(the_office: Office) -> None:
    """Three tries, then a chore whose button lets it be tried again; its lane goes on."""
    receiver = a_receiver(the_office)
    await keep(the_office, "app", "app:x", b"not xml")
    for _ in range(4):
        await receiver.work_off()
        the_office.clock.advance(minutes=1)
    reader = the_office.store.reader
    assert (await inbox.counts(reader)) == {"waiting": 0, "quarantined": 1}
    assert "三次没能处理" in (await the_office.tasks("隔离"))[0]

    (chore,) = await the_office.letters("chore/")
    replay = chore.payload["card"]["button_list"][0]
    assert replay["text"] == "重新处理"
    message = press("ops", replay["key"])
    await the_office.hears(lambda v: buttons.in_app(v, message, late=False))
    assert (await inbox.counts(reader)) == {"waiting": 1, "quarantined": 0}
    assert await the_office.answers() == ["已放回去重新处理。", "已处理"]
    assert await tasks.opened(reader) == []
    await the_office.hears(lambda v: buttons.in_app(v, message, late=False))
    told, button = await the_office.answers()
    assert re.search(r"^任务 #\d+（.*）已由.*于.*处理，不用再办。$", told)
    assert button == "已由他人处理"


@only_sqlite
async def test_a_chore_is_not_for_everybody(the_office: Office) -> None:
    message = press("li", "did|0|1")
    assert await the_office.hears(lambda v: buttons.in_app(v, message, late=False)) == "refused"


@only_sqlite
async def test_the_fast_lane_delays_no_other_message(the_office: Office) -> None:
    """WeCom may take seconds to acknowledge the change of a card."""
    blocked = asyncio.Event()

    async def fast(one: RobotReply) -> None:
        await blocked.wait()

    receiver = a_receiver(the_office, reply=fast)
    entered = (
        b'{"headers":{"req_id":"r"},"body":{"msgid":"%s","aibotid":"b","from":{"userid":"li"},'
        b'"msgtype":"event","event":{"eventtype":"enter_chat"}}}'
    )
    stop = asyncio.Event()
    running = asyncio.create_task(receiver.run(stop))
    try:
        for key in ("m1", "m2"):
            await keep(the_office, "aibot", "aibot:li", entered % key.encode(), key)
            receiver.news.set()
            await the_office.until(lambda: nothing_waits(the_office))
    finally:
        blocked.set()
        stop.set()
        await running


@only_sqlite
async def test_what_the_robot_heard_is_worked_off_where_the_robot_is(the_office: Office) -> None:
    """Only that replica can change the pressed card within 5 s."""
    await keep(the_office, "aibot", "group:wrMarket", b"{}", "m1")
    await keep(the_office, "app", "app:x", b"not xml", "m2")
    other = a_receiver(the_office, may_speak=lambda: False)
    assert await other.work_off() == 1
    assert await other.turn() == 0
    assert await a_receiver(the_office).work_off() == 1


@only_sqlite
async def test_a_walk_in_is_registered_where_the_receptionist_sits(the_office: Office) -> None:
    """Of several centres each has its own numbers and desk; the app is one for all."""
    context = the_office.context
    north = Centre(id="north", prefix="BQ", rules=context.rules("main"))
    context.directory.people["bai"] = person("bai", "白受理", "receptionist", centre="north")
    desk = replace(context.desk, centres={**context.desk.centres, "north": north})
    the_office.context = replace(context, desk=desk)
    typed = "/登记 李秀兰 13912345678 木城街道和平路12号 社保卡丢了，窗口说补不了"
    body = (
        "<xml><ToUserName>ww1</ToUserName><FromUserName>bai</FromUserName>"
        f"<CreateTime>1</CreateTime><MsgType>text</MsgType><Content>{typed}</Content>"
        "<MsgId>1</MsgId><AgentID>1</AgentID></xml>"
    )
    await keep(the_office, "app", "app:bai", body.encode())
    assert await a_receiver(the_office).work_off() == 1
    assert (await the_office.ticket("BQ-2026-0001")).centre == "north"
    assert the_office.context.centre_of("app:sun") == "main"
    assert the_office.context.centre_of("kf:wk1:wm1") == "main"


@only_sqlite
async def test_an_account_that_is_not_configured_rings_in_vain_and_is_noted_once(
    the_office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    """No task, no pull, nothing owed: the bell is done, and the log says once which account it was."""
    asked: list[str] = []

    async def pull(account: str, body: bytes) -> None:
        asked.append(account)

    receiver = a_receiver(the_office, pull=pull)
    for n in range(3):
        await keep(the_office, "kf_event", "kf_event:stranger", b"<xml/>", key=f"m{n}")
        await receiver.work_off()
    assert (await inbox.counts(the_office.store.reader)) == {"waiting": 0, "quarantined": 0}
    assert (asked, receiver.owed, await the_office.tasks("隔离")) == ([], {}, [])
    assert "".join(capsys.readouterr()).count("unknown_kf_account") == 1


@only_sqlite
async def test_what_kf_did_not_answer_for_is_owed_and_asked_again(the_office: Office) -> None:
    """The cursor is durable: the event is done, the account stays owed until WeCom answers."""
    answers = [errors.TryLater(), None]
    asked = []

    async def pull(account: str, body: bytes) -> None:
        asked.append(body)
        answer = answers.pop(0)
        if answer is not None:
            raise answer

    the_office.context = replace(the_office.context, accounts={"1": "main"})
    receiver = a_receiver(the_office, pull=pull)
    receiver.owed.clear()
    await keep(the_office, "kf_event", "kf_event:1", b"<xml/>")
    await receiver.work_off()
    assert list(receiver.owed) == ["1"]
    assert (await inbox.counts(the_office.store.reader))["waiting"] == 0
    await receiver.turn()
    assert asked == [b"<xml/>"]
    the_office.clock.advance(seconds=21)
    await receiver.turn()
    await receiver.work_off()
    assert asked == [b"<xml/>", b""]
    assert receiver.owed == {}


# --- the sweeps ---------------------------------------------------------------------------------

SENT = c.Dispatch(by=MANAGER, class_name="办不了", departments=(MARKET,))


def a_sweep(office: Office) -> Sweeps:
    """Return the sweeps of the office."""
    return Sweeps(context=office.context, stirred=asyncio.Event())


@only_sqlite
async def test_wz_10_reminds_before_and_supervises_after_the_limit_once_each(
    the_office: Office,
) -> None:
    """办不了 dispatched on Monday 28 September is due on 8 October 17:30, after the holiday."""
    await the_office.opens()
    await the_office.do(NO, SENT, c.Acknowledge(by=OFFICER))
    sweep = a_sweep(the_office)
    while (await the_office.ticket()).supervised_at == ():
        before = await the_office.ticket()
        assert before.wakes_at is not None
        the_office.clock.now = before.wakes_at
        assert await sweep.sweep() == 1
        assert await sweep.sweep() == 0
    ticket = await the_office.ticket()
    assert len(ticket.reminded_at) == 1
    assert ticket.supervised_at == (ticket.clocks[0].due_at,)
    said = [one.payload["text"] for one in await the_office.letters() if one.kind == "group"]
    assert [words[:4] for words in said if words.startswith("【")] == [
        *("【催办】", "【督办】"),
        "【文书】",  # the 督办单 itself, in full
    ]


@only_sqlite
async def test_much_that_is_due_is_worked_off_in_turns_without_waiting(
    the_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeps, "AT_ONCE", 2)
    for n in range(1, 6):
        await the_office.opens()
        await the_office.do(f"2026-{n:04}", SENT)
    the_office.clock.advance(days=30)
    sweep = a_sweep(the_office)
    assert [await sweep.sweep() for _ in range(4)] == [2, 2, 1, 0]


@only_sqlite
async def test_one_poisoned_ticket_holds_up_nobody(the_office: Office) -> None:
    for _ in range(2):
        await the_office.opens()
    for no in (NO, "2026-0002"):
        await the_office.do(no, SENT)

    async def spoil(session: Session) -> None:
        await session.rows("UPDATE tickets SET sealed = data_key WHERE no = ?", NO)

    await the_office.write(spoil)
    the_office.clock.advance(days=30)
    sweep = a_sweep(the_office)
    assert [await sweep.sweep(), await sweep.sweep()] == [2, 0]
    assert list(sweep.poisoned) == [f"ticket:{NO}"]
    assert (await the_office.ticket("2026-0002")).supervised_at
    the_office.clock.advance(minutes=6)
    assert await sweep.sweep() == 1


@only_sqlite
async def test_g10_a_silent_survey_becomes_one_call(the_office: Office) -> None:
    await the_office.opens()
    await the_office.do(NO, c.SolveOnSpot(by=MANAGER, result="已现场办结"))
    the_office.clock.advance(days=3)
    sweep = a_sweep(the_office)
    assert [await sweep.sweep(), await sweep.sweep()] == [1, 0]
    calls = [one for one in await the_office.letters() if "请回访" in str(one.payload)]
    assert len(calls) == 1
    assert (await the_office.ticket()).state is State.SURVEYING


@only_sqlite
async def test_the_hourly_seal_is_done_by_one(the_office: Office) -> None:
    claims = [
        await the_office.write(lambda s: job_slots.claim(s, "checkpoint", "2026-10-08T09"))
        for _ in range(2)
    ]
    assert claims == [True, False]
    scheduler = sweeps.calendar(the_office.context)
    assert [job.id for job in scheduler.get_jobs()] == ["checkpoint", "digest-main"]


# --- media --------------------------------------------------------------------------------------


class Store3Days:
    """WeCom's media: found, or not."""

    def __init__(self, answer: Exception | bytes) -> None:
        self.answer = answer

    async def media_get(self, secret: Secret, media_id: str, largest: int) -> Any:
        """Return the content, or fail."""
        if isinstance(self.answer, Exception):
            raise self.answer
        return type("Found", (), {"content": self.answer})()


async def fetched(office: Office, answer: Exception | bytes) -> Media:
    """Fetch one photo and return its row."""
    piece = Media(
        id="p1", channel="kf", account="wk", media_id="m", subject="kf:wk:wm", kind="image",
        came_at=office.clock(),
    )  # fmt: skip
    if not await media.of_subject(office.store.reader, "kf:wk:wm"):
        await office.write(lambda s: media.expect(s, piece))
    fetcher = Fetcher(
        context=office.context,
        client=Store3Days(answer),  # type: ignore[arg-type]  # only media_get is asked
        app_secret=Secret("s"),
        kf_secrets={"wk": Secret("k")},
    )
    await fetcher.turn()
    return await media.load(office.store.reader, "p1")


@only_sqlite
async def test_a_photo_is_kept(the_office: Office) -> None:
    assert (await fetched(the_office, b"jpg")).state == "kept"
    assert await media.content(the_office.store.reader, "p1") == b"jpg"


@only_sqlite
@pytest.mark.parametrize(
    ("error", "state", "why"),
    [(errors.BadMedia(40007), "failed", "已过期"), (errors.TooLarge(), "too_large", "文件太大")],
)
async def test_what_cannot_be_fetched_is_told_to_the_desk(
    the_office: Office, error: errors.WeComError, state: str, why: str
) -> None:
    assert (await fetched(the_office, error)).state == state
    assert why in (await the_office.tasks("附件"))[0]
    assert "wm" not in (await the_office.tasks("附件"))[0]


@only_sqlite
async def test_what_is_not_there_yet_is_asked_for_again_for_three_days(the_office: Office) -> None:
    assert (await fetched(the_office, errors.TryLater())).state == "waiting"
    the_office.clock.now += GIVE_UP_AFTER + timedelta(hours=1)
    assert (await fetched(the_office, errors.TryLater())).state == "failed"


# --- the lease ----------------------------------------------------------------------------------


async def test_a_lease_is_held_until_it_is_let_go(the_office: Office) -> None:
    lease = Lease(store=the_office.store, name="aibot", clock=the_office.clock)
    assert not lease.held()
    await lease.take()
    first = lease.token
    assert lease.held()
    await lease.take()
    assert lease.token == first
    stop = asyncio.Event()
    stop.set()
    await lease.run(stop)
    assert not lease.held()


async def test_a_lease_that_ran_out_is_taken_anew_under_a_higher_token(the_office: Office) -> None:
    lease = Lease(store=the_office.store, name="aibot", clock=the_office.clock)
    await lease.take()
    first = lease.token
    assert first is not None
    the_office.clock.now += LENGTH * 2
    await lease.take()
    assert lease.token is not None
    assert lease.token > first


async def test_a_renewal_that_was_not_stored_does_not_count(
    the_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    lease = Lease(store=the_office.store, name="aibot", clock=the_office.clock)

    async def away(*facts: Any, **named: Any) -> None:
        raise OSError("away")

    monkeypatch.setattr(type(the_office.store.writer), "run", away)
    with pytest.raises(OSError, match="away"):
        await lease.take()
    assert not lease.held()


# --- what a watcher sees ------------------------------------------------------------------------


class Running:
    """The parts that are watched."""

    def __init__(self, office: Office) -> None:
        self.context = office.context
        self.metrics = Metrics()
        self.receiver = a_receiver(office)
        self.sweeps = a_sweep(office)
        self.sender = Sender(context=office.context, doors=NotedClient())  # type: ignore[arg-type]  # unused
        self.robot: Any = None
        self.lease: Any = SimpleNamespace(held=lambda: True)


@only_sqlite
async def test_ready_means_that_each_part_has_turned_lately(the_office: Office) -> None:
    service = Running(the_office)
    checks = checks_of(service)
    await checks["database"]()
    for name in ("scheduler", "senders"):
        with pytest.raises(NotWorking):
            await checks[name]()
    stop = asyncio.Event()

    async def turn() -> int:
        stop.set()
        return 0

    for loop in (service.sweeps.loop, service.sender.loop, service.receiver.loop):
        stop.clear()
        await loop.run(turn, stop)
    for check in checks.values():
        await check()
    service.sender.shut.shut(a_posted("app_text", {}), the_office.clock())
    with pytest.raises(NotWorking):
        await checks["senders"]()


@only_sqlite
async def test_what_will_stop_the_work_is_named_before_it_does(
    the_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R6, E10: disk, calendar, letters that do not leave, robot away: each by its own name."""
    service = Running(the_office)
    warnings = warnings_of(service)
    assert set(warnings) <= set(NOT_READY)
    for warning in warnings.values():
        await warning()

    monkeypatch.setattr(type(the_office.store), "free_bytes", lambda _: 100)
    service.robot = SimpleNamespace(connected=False)
    letter = Letter(key="k", lane="app:li", kind="app_text", payload={"text": "x"})

    async def job(session: Session) -> None:
        await outbox.put(session, [letter], the_office.clock())

    await the_office.store.writer.run(job, name="put")
    the_office.clock.advance(minutes=11)
    for name in ("disk", "letters", "robot"):
        with pytest.raises(NotWorking):
            await warnings[name]()
    service.lease = SimpleNamespace(held=lambda: False)
    await warnings["robot"]()  # another replica has it
    await warnings["calendar"]()
    the_office.clock.advance(days=400)
    with pytest.raises(NotWorking):
        await warnings["calendar"]()


@only_sqlite
@pytest.mark.parametrize(
    ("kind", "payload", "is_red"),
    [
        ("app_text", {}, True),
        ("kf_text", {"open_kfid": "wkSecond"}, False),
        ("group", {"department": "market"}, False),
    ],
)
async def test_a_shut_door_is_named_and_only_that_of_the_app_is_red(
    the_office: Office, kind: str, payload: dict[str, str], is_red: bool
) -> None:
    """One account without permission is no reason to turn every callback away (E7, E10)."""
    service = Running(the_office)
    for loop in (service.sender.loop, service.receiver.loop):
        loop.turned_at = monotonic()
    warnings, checks = warnings_of(service), checks_of(service)
    await warnings["doors"]()
    letter = a_posted(kind, payload)
    service.sender.shut.shut(letter, the_office.clock())
    with pytest.raises(NotWorking):
        await warnings["doors"]()
    if is_red:
        with pytest.raises(NotWorking):
            await checks["senders"]()
    else:
        await checks["senders"]()
    await refresh_of(service)()
    shut = f'yousu_door_shut{{door="{door_of(letter)}"}} 1.0'
    assert shut in service.metrics.text().decode()
    the_office.clock.now += SHUT_FOR * 2
    await refresh_of(service)()
    assert "yousu_door_shut{" not in service.metrics.text().decode()


@only_sqlite
@pytest.mark.parametrize(
    ("part", "lane", "kind"),
    [
        ("letters", "app:li", "app_text"),
        ("sms", "sms:x", "sms"),
        ("partners", "hotline:main", "hotline"),
    ],
)
async def test_what_leaves_elsewhere_does_not_hide_that_nothing_leaves_here(
    the_office: Office, part: str, lane: str, kind: str
) -> None:
    """The SMS that says that WeCom is away does not end what it tells of."""
    ways = {"app:li": "app_text", "sms:x": "sms", "hotline:main": "hotline"}
    letters = [Letter(key=f"k/{to}", lane=to, kind=way) for to, way in ways.items()]

    async def job(session: Session) -> None:
        await outbox.put(session, letters, the_office.clock())

    await the_office.write(job)
    the_office.clock.advance(minutes=11)

    async def sent(session: Session) -> None:
        for letter in await outbox.take(session, the_office.clock(), 9):
            if letter.kind != kind:
                await outbox.sent(session, letter.id, {}, the_office.clock())

    await the_office.write(sent)
    failing = set()
    for name in ("letters", "sms", "partners"):
        try:
            await warnings_of(Running(the_office))[name]()
        except NotWorking:
            failing.add(name)
    assert failing == {part}


@only_sqlite
async def test_the_figures_show_what_waits_and_for_how_long(the_office: Office) -> None:
    await keep(the_office, "app", "app:x", b"x")
    the_office.clock.advance(seconds=90)
    service = Running(the_office)
    await refresh_of(service)()
    text = service.metrics.text().decode()
    assert 'yousu_inbox_rows{state="waiting"} 1.0' in text
    assert "yousu_inbox_oldest_age_seconds 90.0" in text
    assert "yousu_tickets{" not in text


@only_sqlite
async def test_nobody_but_the_first_waits_for_what_is_counted_over_all_tickets(
    the_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """E10: at 100,000 tickets the counts take several times what a look at the figures may."""
    may_end, begun = asyncio.Event(), 0
    may_end.set()

    async def counts(session: Session) -> dict[str, int]:
        nonlocal begun
        begun += 1
        await may_end.wait()
        return {"working": begun}

    monkeypatch.setattr("bot.readiness.tickets.counts", counts)
    service = Running(the_office)
    refresh = refresh_of(service)
    for _ in range(3):
        await refresh()
    assert begun == 1, "counted once for all who ask within half a minute"
    may_end.clear()
    for name in ("COUNTED_EVERY", "COUNTED_AFTER"):
        monkeypatch.setattr(f"bot.readiness.{name}", timedelta())
    for _ in range(3):
        await within("the figures", refresh())

    async def counted_again() -> bool:
        return begun == 2

    await until(counted_again)
    await refresh()
    assert begun == 2, "one count at a time"
    assert 'yousu_tickets{state="working"} 1.0' in service.metrics.text().decode()
    may_end.set()

    async def renewed() -> bool:
        return 'yousu_tickets{state="working"} 2.0' in service.metrics.text().decode()

    await until(renewed)


@only_sqlite
async def test_the_figures_show_tickets_by_state_and_open_tasks(the_office: Office) -> None:
    await the_office.opens()
    await the_office.write(
        lambda s: tasks.open_task(s, "人工", "kf:wk:wm", "请回电", the_office.clock())
    )
    service = Running(the_office)
    await refresh_of(service)()
    text = service.metrics.text().decode()
    assert 'yousu_tickets{state="registered"} 1.0' in text
    assert 'yousu_desk_tasks{kind="人工"} 1.0' in text
