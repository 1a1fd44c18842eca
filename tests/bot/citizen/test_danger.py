"""Somebody in danger, in every county, at night on a holiday: whom it rings, what they read, what goes first."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from builders import CITIZEN, MANAGER, MARKET, OFFICER, RECEPTIONIST, a_complaint, rules_of
from databases import only_sqlite
from office import DEPARTMENTS, STAFF, Office, office, person, press

from bot.citizen import conversation
from bot.citizen.conversation import Visit
from bot.config.directory import Directory
from bot.inbound import app, kf
from bot.profiles.catalogue import names
from bot.simulator import cards as wire
from bot.staff import buttons, chat_commands
from bot.texts.staff import ALARMS
from bot.texts.states import EMERGENCY
from bot.wecom.keys import ButtonKey
from dispatch.ticket import commands as c
from intake.talk.message import SPOKEN, Kind, Message
from storage.queues.outbox import Posted, Urgency
from storage.store import Store

pytestmark = only_sqlite

LANE = "kf:wkDesk:wmZhang"
#: 23:00 on the first day of a holiday
NIGHT = datetime(2026, 10, 1, 15, 0, tzinfo=UTC)
LEAK = "家里煤气漏了，门口都能闻到"
DEPARTURE = "我不想活了，药在手边"


class Day:
    """A clock that stands still on a working morning."""

    def __call__(self) -> datetime:
        return datetime(2026, 9, 28, 2, 0, tzinfo=UTC)


class Night:
    """A clock that stands still at night."""

    def __call__(self) -> datetime:
        return NIGHT


@pytest.fixture(params=names())
def county(request: pytest.FixtureRequest, store: Store) -> Office:
    """An office under each county's rules, with somebody on call."""
    people = (*STAFF, person("ying", "应值班", "emergency"))
    who = Directory({one.id: one for one in people}, {one.id: one for one in DEPARTMENTS})
    return office(store, Night(), who, rules_of(request.param))


async def says(office: Office, text: str) -> list[Posted]:
    """Let the citizen say *text*; return the letters that it made."""

    async def hear(visit: Visit) -> None:
        at_kf = replace(visit, lane=LANE, channel="微信客服")
        await conversation.converse(at_kf, Message(kind=Kind.TEXT, text=text, at=NIGHT))

    await office.hears(hear)
    return await office.letters(f"in/{office.said}/")


def to(letters: list[Posted], lane: str) -> list[Posted]:
    return [one for one in letters if one.lane.startswith(lane)]


async def typed(office: Office, who: str, text: str) -> str:
    """Let a member of the staff type *text*; return the answer."""
    await office.hears(lambda visit: chat_commands.in_app(visit, who, text, late=False))
    return "\n".join(await office.answers())


async def test_a_danger_rings_the_desk_and_who_is_on_call_at_once_in_every_county(
    county: Office,
) -> None:
    """C-21: the person reads numbers and no question; nothing waits for the morning."""
    letters = await says(county, LEAK)
    (answer,) = to(letters, "kf:")
    assert "请马上拨打 119" in answer.payload["text"]
    assert "告诉我们" not in answer.payload["text"]
    line, answers, card = to(letters, "desk:")
    (called,) = to(letters, "on_call:")
    assert LEAK in line.payload["text"]
    assert LEAK in called.payload["text"]
    assert [one["text"] for one in answers.payload["card"]["button_list"]] == ["接管聊天", "已处理"]
    assert card.payload["card"]["button_list"][0]["text"] == "已处理"
    assert "sun" in answers.payload["to"]
    assert "ying" in card.payload["to"], (
        "who is on call may not speak there, and is shown no button"
    )
    assert not set(answers.payload["to"]) & set(card.payload["to"])
    assert {one.urgency for one in letters} == {Urgency.EMERGENCY}
    assert to(letters, "on_call:")[0].payload["to"] == ["ying"]


# --- what is told by a voice or a picture ---------------------------------------------------------

#: WeCom's names of what may be sent instead of words: into the app's chat, into 微信客服
PIECES = {"app": ("voice", "image", "video"), "kf": ("voice", "image", "video", "file")}
LANES = {"app": "app:lao", "kf": LANE}


async def sends(office: Office, way: str, kind: str, recognised: str = "") -> list[Posted]:
    """Let somebody send a piece by *way*, as WeCom pushes it; return the letters that it made."""
    media_id = f"media-{office.said}"
    at = int(NIGHT.timestamp())

    async def hear(visit: Visit) -> None:
        if way == "kf":
            body = {"msgid": media_id, "open_kfid": "wkDesk", "external_userid": "wmZhang"}
            body |= {"send_time": at, "origin": 3, "msgtype": kind, kind: {"media_id": media_id}}
            at_kf = replace(visit, lane=LANE, channel="微信客服")
            await kf.hear(at_kf, json.dumps(body).encode(), "wkDesk")
            return
        understood = f"<Recognition>{recognised}</Recognition>" if recognised else ""
        xml = (
            f"<xml><FromUserName>lao</FromUserName><CreateTime>{at}</CreateTime><MsgId>1</MsgId>"
            f"<MsgType>{kind}</MsgType><MediaId>{media_id}</MediaId>{understood}</xml>"
        )
        at_app = replace(visit, lane=LANES["app"], channel="企业微信")
        await app.hear(at_app, xml.encode(), "1000002", late=False)

    await office.hears(hear)
    return await office.letters()


async def says_by(office: Office, way: str, text: str) -> None:
    async def hear(visit: Visit) -> None:
        there = replace(visit, lane=LANES[way])
        await conversation.converse(there, Message(kind=Kind.TEXT, text=text, at=NIGHT))

    await office.hears(hear)


def pieces_to(letters: list[Posted], userid: str) -> list[Posted]:
    return [one for one in letters if one.kind == "app_media" and userid in one.payload["to"]]


async def test_a_voice_that_wecom_understood_rings_as_typed_words_do(county: Office) -> None:
    """The words are marked as heard by a machine, and the voice itself goes along."""
    letters = await sends(county, "app", "voice", LEAK)
    (answer,) = to(letters, "app:lao")
    assert "请马上拨打 119" in answer.payload["text"]
    (called,) = to(letters, "on_call:")
    assert f"{SPOKEN} {LEAK}" in called.payload["text"]
    for who in ("sun", "ying"):
        assert [one.urgency for one in pieces_to(letters, who)] == [Urgency.EMERGENCY]


STATES: dict[str, str] = {"danger before": LEAK, "giving up before": DEPARTURE, "alone": ""}


@pytest.mark.crossed
@pytest.mark.parametrize("before", STATES)
@pytest.mark.parametrize(("way", "kind"), [(w, k) for w in PIECES for k in PIECES[w]])
async def test_a_piece_that_no_machine_reads_reaches_who_is_on_call_at_night_within_minutes(
    county: Office, way: str, kind: str, before: str
) -> None:
    """And the sender reads whom to ring: nobody waits for an answer to a picture of a fire."""
    if STATES[before]:
        await says_by(county, way, STATES[before])
    letters = await sends(county, way, kind)
    answers = to(letters, LANES[way])
    assert all(one in answers[-1].payload["text"] for one in ("110", "120"))
    if not STATES[before] and kind != "voice":
        assert pieces_to(letters, "ying") == [], "a word may follow"
        later = NIGHT + timedelta(minutes=2)
        await county.hears(
            lambda visit: conversation.look_again(replace(visit, lane=LANES[way], now=later))
        )
        letters = await county.letters()
    for who in ("sun", "ying"):
        assert [one.urgency for one in pieces_to(letters, who)] == [Urgency.EMERGENCY]
    alarms = [one for kind in ALARMS for one in await county.tasks(kind)]
    assert len(alarms) == 1
    assert alarms[0].split("\n")[0] in await typed(county, "sun", "待办")


async def test_a_picture_by_day_is_the_desks_and_calls_nobody_who_is_off_duty(store: Store) -> None:
    who = Directory(
        {one.id: one for one in (*STAFF, person("ying", "应值班", "emergency"))},
        {one.id: one for one in DEPARTMENTS},
    )
    day = office(store, Day(), who, rules_of("wuzhi"))
    letters = await sends(day, "kf", "voice")
    assert pieces_to(letters, "sun")
    assert pieces_to(letters, "ying") == to(letters, "on_call:") == []


async def test_what_came_without_a_word_is_over_when_its_words_have_come(county: Office) -> None:
    await sends(county, "kf", "voice")
    assert await county.tasks("看听")
    await says(county, "营业执照三周没办下来")
    await says(county, "我叫张伟民，13800138000，住城关镇幸福路3号")
    await says(county, "确认")
    assert await county.tasks("看听") == []


async def test_who_speaks_of_ending_their_life_is_answered_and_a_call_is_asked_for(
    county: Office,
) -> None:
    letters = await says(county, DEPARTURE)
    (answer,) = to(letters, "kf:")
    assert all(one in answer.payload["text"] for one in ("12356", "120", "110"))
    assert [DEPARTURE in text for text in await county.tasks("救助")] == [True]
    assert "请马上打电话" in to(letters, "desk:")[0].payload["text"]


async def test_danger_stands_first_in_what_waits_for_the_desk(county: Office) -> None:
    await county.opens()
    await says(county, LEAK)
    first, *_, other = (await typed(county, "sun", "待办")).splitlines()
    assert LEAK in first
    assert "2026年第0001号" in other


WAYS: tuple[Callable[[Office], Awaitable[object]], ...] = (
    lambda house: house.opens(a_complaint(text=LEAK)),
    lambda house: house.opens(a_complaint(text=LEAK, channel="窗口")),
    lambda house: told_later(house),
)


async def told_later(house: Office) -> None:
    """Register something else, and have the danger told as an addition."""
    await house.opens()
    await house.do("2026-0001", c.Supplement(by=CITIZEN, text=LEAK))


@pytest.mark.parametrize("way", WAYS, ids=["chat", "window", "addition"])
async def test_a_ticket_whose_words_tell_of_danger_is_marked_until_it_is_closed(
    county: Office, way: Callable[[Office], Awaitable[object]]
) -> None:
    """PY-4.2.11: it goes first, whatever class it is given; who is on call reads it too."""
    await way(county)
    told, card = to(await county.letters("2026-0001/"), "on_call:")
    assert EMERGENCY in str(card.payload["card"])
    assert LEAK in told.payload["text"]
    assert told.urgency is Urgency.EMERGENCY
    rules = county.context.desk.centres["main"].rules
    class_name = rules.dispatched_classes[-1]
    promised = (
        datetime(2026, 10, 12, tzinfo=UTC).date() if rules.needs_promise(class_name) else None
    )
    sent = c.Dispatch(
        by=RECEPTIONIST,
        class_name=class_name,
        departments=(MARKET,),
        promised_on=promised,
        cause=next(iter(rules.profile.causes), ""),
    )
    await county.do("2026-0001", sent)
    if (await county.ticket()).proposal is not None:
        await county.do("2026-0001", c.Approve(by=MANAGER))
    ticket = await county.do("2026-0001", c.Acknowledge(by=OFFICER))
    assert (ticket.emergency, ticket.rank) == (("119",), 0)
    (form,) = [
        one
        for one in await county.letters("2026-0001/")
        if "工作单" in str(one.payload) and one.lane == "group:market"
    ]
    assert EMERGENCY in form.payload["text"]
    assert EMERGENCY in form.payload["card"]["main_title"]["title"]
    assert EMERGENCY in await typed(county, "guan", "查 0001")


async def test_py_4_2_12_where_the_text_wants_it_the_desk_is_told_to_act_with_110_119_120(
    store: Store,
) -> None:
    """联动, and what was done is to be put on record; elsewhere the desk helps the person call."""
    people = Directory({one.id: one for one in STAFF}, {one.id: one for one in DEPARTMENTS})
    puyang = office(store, Night(), people, rules_of("puyang"))
    letters = await says(puyang, LEAK)
    assert await puyang.tasks("联动")
    assert "/记录 号 联动" in to(letters, "desk:")[0].payload["text"]
    assert await puyang.tasks("紧急") == []


FALSE_ALARM = "已核实，没有人有危险"


async def presses(office: Office, who: str, card: Mapping[str, Any], act: str) -> list[Posted]:
    """Let *who* press the button *act* of *card*, with the first of what can be chosen; return what came."""
    (key,) = [k for k in wire.keys(card) if ButtonKey.unpack(k).act == act]
    chosen = {
        one["question_key"]: one["option_list"][1]["id"] for one in card.get("select_list", ())
    }
    pressed = press(who, key, card["task_id"], **chosen)
    await office.hears(lambda visit: buttons.in_app(visit, pressed, late=False))
    return await office.letters(f"in/{office.said}/")


async def takes_off_by_button(house: Office, who: str) -> None:
    letters = await house.letters("2026-0001/")
    theirs = [
        one.payload["card"]
        for one in letters
        if who in one.payload.get("to", ()) and "card" in one.payload
    ]
    shown = [card for card in theirs if any("calm" in key for key in wire.keys(card))]
    (asked,) = [
        one for one in await presses(house, who, shown[-1], "calm") if "card" in one.payload
    ]
    await presses(house, who, asked.payload["card"], "calmas")


async def takes_off_by_command(house: Office, who: str) -> None:
    said = await typed(house, who, f"/解除紧急 0001 {FALSE_ALARM}")
    assert "已解除紧急标记" in said


OFF = {"typed": takes_off_by_command, "pressed": takes_off_by_button}


@pytest.mark.crossed
@pytest.mark.parametrize("who", ["sun", "ying"])
@pytest.mark.parametrize("off", OFF)
@pytest.mark.parametrize("way", WAYS, ids=["chat", "window", "addition"])
async def test_a_false_mark_is_taken_off_by_the_desk_and_by_who_is_on_call(
    county: Office, way: Callable[[Office], Awaitable[object]], off: str, who: str
) -> None:
    """It goes from list and cards, the reason stands in the history, and the person is told nothing."""
    await way(county)
    before = await county.letters("2026-0001/")
    await OFF[off](county, who)
    ticket = await county.ticket()
    assert (ticket.emergency, ticket.rank) == ((), 1)
    assert EMERGENCY not in await typed(county, "sun", "待办")
    history = await typed(county, "sun", "/查 0001 全文")
    assert "解除紧急" in history
    assert FALSE_ALARM in history
    after = [one for one in await county.letters("2026-0001/") if one not in before]
    assert [one for one in after if one.lane.startswith("kf:")] == []
    faces = [one.payload["card"] for one in after if "card" in one.payload]
    assert all(EMERGENCY not in str(face) for face in faces)
    (told,) = to(after, "on_call:")
    assert FALSE_ALARM in told.payload["text"]
